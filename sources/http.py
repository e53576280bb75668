"""One polite session: rate, retries, deadline, size cap, redirects, redaction. Publishers' modules ask through it."""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
import time
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sources.errors import FetchError, Unreachable
from sources.model import Payload, Request
from sources.secrets import redact

if TYPE_CHECKING:
    import requests

AGENT = "Mozilla/5.0 (compatible; tidegauge/0.1)"
DEADLINE_S = 120.0
CONNECT_S = 5.0
ROUTE_S = 3.0
READ_S = 30.0
SIZE_CAP = 64 * 1024 * 1024
REDIRECTS = 5
RETRY_AFTER_CAP_S = 20
GAP_S = 0.55  # FRED answers 429 above two requests a second; the others are asked no faster


def base_url(variable: str, default: str) -> str:
    """The publisher's base address, or its override. Plain http only for loopback addresses.

    Raises:
        FetchError: the override is not an address that may be asked.
    """
    url = os.environ.get(variable, "").strip().rstrip("/") or default
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return url
    if parts.scheme == "http" and parts.hostname and _loopback(parts.hostname):
        return url
    raise FetchError(f"{variable}: expected an https address (http only for loopback); found {url!r}")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Http:
    """Requests with a connection kept open per host, a gap between requests to one host, and hard bounds.

    Safe to share between threads that each ask a different host.
    """

    def __init__(self, deadline_s: float = DEADLINE_S, gap_s: float = GAP_S) -> None:
        self._deadline_s = deadline_s
        self._gap_s = gap_s
        self._local = threading.local()
        self._lock = threading.Lock()
        self._last: dict[str, float] = {}
        self._routes: dict[tuple[str, int], str] = {}

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        secret_params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        public_url: str | None = None,
    ) -> Payload:
        """Ask once (with retries on 429, 5xx and broken connections) and return the whole body.

        Args:
            secret_params: parameters that must not be remembered, such as a key.
            public_url: what to remember instead of ``url`` when the address itself holds a key.

        Raises:
            Unreachable: no connection to the host.
            FetchError: another status than 200, a body over the cap, a foreign redirect, or the deadline.
        """
        import requests
        from urllib3.exceptions import HTTPError

        self.require_route(url)
        wanted = {**(params or {}), **(secret_params or {})}
        shown = redact(public_url or url)
        ends = time.monotonic() + self._deadline_s
        try:
            response = self._follow(url, wanted, headers, ends)
            with response:
                body = self._read(response, ends, shown)
        except (requests.RequestException, HTTPError) as problem:
            raise FetchError(redact(f"{shown}: {type(problem).__name__}: {problem}")) from None
        if response.status_code != 200:
            excerpt = " ".join(body[:300].decode("utf-8", "replace").split())
            raise FetchError(redact(f"{shown}: expected HTTP 200; found {response.status_code}: {excerpt}"))
        media_type = response.headers.get("Content-Type", "")
        return Payload(request=Request(url=shown, params=dict(params or {})), media_type=media_type, body=body)

    def _follow(
        self, url: str, params: Mapping[str, str], headers: Mapping[str, str] | None, ends: float
    ) -> requests.Response:
        for _ in range(REDIRECTS + 1):
            self._wait(url, ends)
            response = self._session().get(
                url,
                params=dict(params),
                headers=dict(headers or {}),
                timeout=(CONNECT_S, READ_S),
                stream=True,
                allow_redirects=False,
            )
            if not response.is_redirect:
                return response
            target = urljoin(response.url, response.headers["Location"])
            response.close()
            old, new = urlsplit(response.url), urlsplit(target)
            if (old.scheme, old.netloc) != (new.scheme, new.netloc):
                raise FetchError(redact(f"{url}: expected an answer from {old.netloc}; found a redirect to {target}"))
            url, params = target, {}
        raise FetchError(redact(f"{url}: more than {REDIRECTS} redirects"))

    def _read(self, response: requests.Response, ends: float, shown: str) -> bytes:
        unpack = _unpacker(response.headers.get("Content-Encoding", ""), shown)
        chunks, size = [], 0
        # read1 returns what has arrived: waiting for a full buffer, a dripping body would outlive the deadline
        while sent := response.raw.read1(65536, decode_content=False):
            chunks.append(unpack.some(sent, SIZE_CAP + 1 - size) if unpack else sent)
            size += len(chunks[-1])
            if size > SIZE_CAP:
                raise FetchError(f"{shown}: body over {SIZE_CAP >> 20} MiB")
            if time.monotonic() > ends:
                raise FetchError(f"{shown}: not finished after {self._deadline_s:.0f} s ({size} bytes so far)")
        if unpack:
            unpack.finish()
        return b"".join(chunks)

    def _wait(self, url: str, ends: float) -> None:
        parts = urlsplit(url)
        if _loopback(parts.hostname or ""):
            return
        with self._lock:
            now = time.monotonic()
            slot = max(now, self._last.get(parts.netloc, 0.0) + self._gap_s)
            self._last[parts.netloc] = slot
        if slot > ends:
            raise FetchError(f"{parts.netloc}: no slot before the deadline")
        time.sleep(max(0.0, slot - now))

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            import requests
            from requests.adapters import HTTPAdapter
            from urllib3.util import Retry

            retry = Retry(
                total=4,
                connect=0,
                read=2,  # three time-outs of READ_S end before the deadline
                backoff_factor=0.5,
                backoff_jitter=0.5,
                status_forcelist=(429, 500, 502, 503, 504),
                respect_retry_after_header=True,
                retry_after_max=RETRY_AFTER_CAP_S,
                raise_on_status=False,
            )
            session = requests.Session()
            session.headers["User-Agent"] = AGENT
            session.headers["Accept-Encoding"] = "gzip"
            session.mount("https://", HTTPAdapter(max_retries=retry))
            session.mount("http://", HTTPAdapter(max_retries=retry))
            self._local.session = session
        return self._local.session  # type: ignore[no-any-return]

    def require_route(self, url: str) -> None:
        """Open (and close) one connection to the host, or to the proxy that leads to it; remembered per host.

        Without a network this ends in seconds, where every request would have waited for its own time-out.
        """
        from requests.utils import get_environ_proxies, select_proxy

        proxy = select_proxy(url, get_environ_proxies(url))
        via = urlsplit(url if not proxy else proxy if "://" in proxy else f"http://{proxy}")
        address = (via.hostname or "", via.port or (443 if via.scheme == "https" else 80))
        if address not in self._routes:
            self._routes[address] = _dial(address)
        if self._routes[address]:
            raise Unreachable(self._routes[address])


class _Gunzip:
    """A gzip body unpacked piece by piece, bounded, and known to be whole: a cut one passes for a short answer."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._inflate = zlib.decompressobj(31)
        self._begun = False

    def some(self, sent: bytes, at_most: int) -> bytes:
        self._begun = True
        try:
            return self._inflate.decompress(sent, at_most)
        except zlib.error as problem:
            raise FetchError(f"{self._shown}: expected a gzip body; found {problem}") from None

    def finish(self) -> None:
        if self._begun and (not self._inflate.eof or self._inflate.unused_data):
            raise FetchError(f"{self._shown}: expected one whole gzip body; found a cut one, or bytes after its end")


def _unpacker(coding: str, shown: str) -> _Gunzip | None:
    match coding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return _Gunzip(shown)
        case other:
            raise FetchError(f"{shown}: expected a plain or gzip body, as asked; found Content-Encoding {other!r}")


def _dial(address: tuple[str, int]) -> str:
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
