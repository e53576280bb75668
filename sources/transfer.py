"""One exchange with a host, bounded: a wall-clock deadline, a size cap, whole bodies only, no redirect elsewhere.

Nothing here waits, retries or remembers; see http.py for that.
"""

from __future__ import annotations

import socket
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sources.errors import FetchError

if TYPE_CHECKING:
    import requests

CONNECT_S = 5.0
ROUTE_S = 3.0
READ_S = 30.0
REDIRECTS = 5
LONG_S = 1e9  # longer than anybody waits
PIECE = 1 << 16
IN_MEMORY = 4 << 20  # what is longer waits on disk until it is known to be whole and within its cap


class Broken(FetchError):
    """The exchange failed on its way: a time-out, a broken connection, a body that did not arrive whole."""


class TooLate(FetchError):
    """The deadline came before the end of the answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers (names in any case), body unpacked.

    ``proven``: the length was announced, or the coding has an end of its own. Else the body may have been cut, and
    only its content can tell.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is sent. ``shown`` is the address without any key, for messages."""

    method: str
    url: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    shown: str
    size_cap: int


def exchange(session: requests.Session, question: Question, ends: float, before: Callable[[], None]) -> Answer:
    """Send the question and read the whole answer before ``ends`` (of ``time.monotonic``).

    In a thread of its own, since neither name resolution nor a host that drips header lines has a bound otherwise.

    Args:
        before: called before each request that goes out, redirects included.

    Raises:
        Broken: it failed on its way; asking again may help.
        FetchError: it must not be asked again as it is: a foreign redirect, a body over the cap, an unknown coding.
    """
    import requests
    from urllib3.exceptions import HTTPError

    outcome: list[Answer | BaseException] = []

    def attempt() -> None:
        try:
            response = _follow(session, question, before)
            with response:
                body = _read(response, question, ends)
                outcome.append(Answer(response.status_code, response.headers, body, _proven(response)))
        except requests.exceptions.SSLError as problem:  # no other answer is to be had by asking again
            outcome.append(FetchError(f"{question.shown}: expected a certificate to trust; found {problem}"))
        except (requests.RequestException, HTTPError) as problem:
            outcome.append(Broken(f"{question.shown}: {type(problem).__name__}: {problem}"))
        except BaseException as problem:
            outcome.append(problem)

    thread = threading.Thread(target=attempt, name="exchange", daemon=True)
    thread.start()
    thread.join(max(0.0, ends - time.monotonic()))
    if not outcome:
        raise _too_late(question)
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def _too_late(question: Question) -> TooLate:
    return TooLate(f"{question.shown}: not finished before the deadline")


def _follow(session: requests.Session, question: Question, before: Callable[[], None]) -> requests.Response:
    method, url, params = question.method, question.url, dict(question.params)
    for _ in range(REDIRECTS + 1):
        before()
        response = session.request(
            method,
            url,
            params=params,
            headers=dict(question.headers),
            timeout=(CONNECT_S, READ_S),
            stream=True,
            allow_redirects=False,
        )
        if not response.is_redirect:
            return response
        location = response.headers["Location"]
        response.close()
        target = _within(response.url, location)
        if target is None:
            old = urlsplit(response.url).netloc
            raise FetchError(f"{question.shown}: expected an answer from {old}; found a redirect to {location!r}")
        url, params = target, {}
    raise FetchError(f"{question.shown}: more than {REDIRECTS} redirects")


def _within(old: str, location: str) -> str | None:
    """Where the redirect leads, when it is the same scheme, host and port: as urllib reads it, and as the reader does
    that dials it. Backslashes, spaces and full-width marks are read by each in its own way."""
    import requests
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    if not location.isascii() or not location.isprintable() or set(location) & set("\\ "):
        return None
    prepared = requests.PreparedRequest()
    try:
        target = urljoin(old, location)
        prepared.prepare_url(target, {})
        dialled, given, wanted = parse_url(prepared.url or ""), urlsplit(target), urlsplit(old)
        found = (dialled.scheme, (dialled.host or "").strip("[]"), dialled.port)
        same = found == (wanted.scheme, wanted.hostname, wanted.port) == (given.scheme, given.hostname, given.port)
    except (requests.RequestException, LocationParseError, ValueError):
        return None
    return target if same and given.netloc == wanted.netloc and dialled.auth is None else None


def _read(response: requests.Response, question: Question, ends: float) -> bytes:
    """The whole body. One that is endless or a bomb costs disk up to its cap, and next to no memory."""
    unpack = _unpacker(response.headers.get("Content-Encoding", ""), question.shown)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        size = 0
        # read1 returns what has arrived: waiting for a full buffer, a dripping body would outlive the deadline
        while sent := response.raw.read1(PIECE, decode_content=False):
            for piece in unpack.pieces(sent) if unpack else (sent,):
                size += len(piece)
                if size > question.size_cap:
                    raise FetchError(f"{question.shown}: body over {question.size_cap >> 20} MiB")
                body.write(piece)
            if time.monotonic() > ends:
                raise _too_late(question)
        if unpack:
            unpack.finish()
        body.seek(0)
        return body.read()


def _proven(response: requests.Response) -> bool:
    headers = response.headers
    chunked = "chunked" in headers.get("Transfer-Encoding", "").lower()
    return chunked or "Content-Length" in headers or "gzip" in headers.get("Content-Encoding", "").lower()


class _Gunzip:
    """A gzip body unpacked piece by piece, bounded, and known to be whole: a cut one passes for a short answer."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._inflate = zlib.decompressobj(31)
        self._begun = False

    def pieces(self, sent: bytes) -> Iterator[bytes]:
        """What these bytes unpack to, a piece at a time: a bomb becomes thousands of them, and the caller counts."""
        self._begun = True
        try:
            while sent:
                if self._inflate.eof:
                    raise Broken(f"{self._shown}: expected one whole gzip body; found bytes after its end")
                yield self._inflate.decompress(sent, PIECE)
                sent = self._inflate.unused_data or self._inflate.unconsumed_tail
        except zlib.error as problem:
            raise Broken(f"{self._shown}: expected a gzip body; found {problem}") from None

    def finish(self) -> None:
        if self._begun and not self._inflate.eof:
            raise Broken(f"{self._shown}: expected one whole gzip body; found a cut one")


def _unpacker(coding: str, shown: str) -> _Gunzip | None:
    match coding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return _Gunzip(shown)
        case other:
            raise FetchError(f"{shown}: expected a plain or gzip body, as asked; found Content-Encoding {other!r}")


def retry_after(answer: Answer) -> float | None:
    """Seconds. A date is taken against the host's own clock: this machine's may be wrong by a day."""
    from urllib3.exceptions import InvalidHeader
    from urllib3.util import Retry

    text = (answer.headers.get("Retry-After") or "").strip()
    try:
        sent, wanted = parsedate_to_datetime(answer.headers.get("Date") or ""), parsedate_to_datetime(text)
        return max(0.0, (wanted - sent).total_seconds())
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        return min(float(Retry().parse_retry_after(text)), LONG_S) if text else None
    except (InvalidHeader, ValueError, OverflowError):
        return LONG_S if text.isdecimal() else None


def dial(address: tuple[str, int]) -> str:
    """Empty when a connection could be opened within ROUTE_S, else why not.

    In a thread, because name resolution has no time-out of its own.
    """
    found = [f"no connection to {address[0]}:{address[1]} within {ROUTE_S:.0f} s"]

    def attempt() -> None:
        try:
            socket.create_connection(address, timeout=ROUTE_S).close()
            found[0] = ""
        except OSError as problem:
            found[0] = f"no connection to {address[0]}:{address[1]}: {problem}"

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(ROUTE_S)
    return found[0]
