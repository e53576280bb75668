"""One polite session: pace, retries, deadline, conditional requests, redaction. Publishers' modules ask through it."""

from __future__ import annotations

import copy
import ipaddress
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources.clock import require_agreement
from sources.errors import Declined, FetchError, NotThere, Unreachable
from sources.model import Payload, Request
from sources.secrets import excerpt, holds, redact
from sources.transfer import Answer, Broken, Question, TooLate, dial, exchange, retry_after

if TYPE_CHECKING:
    import requests
    import tenacity
    from pyrate_limiter import Limiter

AGENT = "Mozilla/5.0 (compatible; tidegauge/0.1)"
DEADLINE_S = 120.0
SIZE_CAP = 32 << 20
SMALL = 8 << 20  # for pages and tables that have some hundred kilobytes
GAP_S = 0.55  # FRED answers 429 above two requests a second; the others are asked no faster
TRAVEL_S = 0.05  # what a request and the head of its answer may take without slowing the pace down
BUSY = frozenset({429, 500, 502, 503, 504})
ATTEMPTS = 8  # one answer in five may fail: of 200 readings less than one in a thousand stays without an answer
BROKEN_ATTEMPTS = 4
PAUSE_CAP_S = 20.0
GIVE_UP = 2  # requests in a row that failed after all their attempts: the host is not asked again in this run
REFUSALS: dict[int, type[FetchError]] = {400: Declined, 404: NotThere, 410: NotThere}
VALIDATORS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


@dataclass(frozen=True, slots=True)
class Host:
    """A publisher's base address, the variable that overrides it, and the seconds between two requests to it."""

    variable: str
    default: str
    gap_s: float = GAP_S

    @property
    def url(self) -> str:
        """The address to ask. Plain http only for loopback addresses.

        Raises:
            FetchError: the override is not an address that may be asked.
        """
        url = os.environ.get(self.variable, "").strip().rstrip("/") or self.default
        parts = urlsplit(url)
        if parts.scheme == "https" and parts.hostname:
            return url
        if parts.scheme == "http" and parts.hostname and is_loopback(parts.hostname):
            return url
        raise FetchError(f"{self.variable}: expected an https address (http only for loopback); found {url!r}")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Again(Exception):
    """This attempt brought nothing, another may: with the pause that the host asked for, if it did."""

    def __init__(self, problem: FetchError, pause_s: float | None = None) -> None:
        self.problem, self.pause_s = problem, pause_s


@dataclass(slots=True)
class _Line:
    """What is kept for one host: its open connections, its pace, and until when it wants to be left alone."""

    limiter: Limiter | None
    session: requests.Session
    pause_s: float
    busy: threading.Lock = field(default_factory=threading.Lock)
    answered: float = 0.0
    quiet_until: float = 0.0
    given_up: int = 0


class Http:
    """Requests with connections kept open, evenly spaced for each host, one at a time, within hard bounds.

    Safe to share between threads. ``paced=False`` is for tests of other things.
    """

    def __init__(self, deadline_s: float = DEADLINE_S, *, paced: bool = True) -> None:
        self._deadline_s = deadline_s
        self._paced = paced
        self._lock = threading.Lock()
        self._lines: dict[Host, _Line] = {}
        self._routes: dict[tuple[str, int], str] = {}
        self._held: Callable[[Request], Payload | None] = lambda _: None

    def remembering(self, held: Callable[[Request], Payload | None]) -> Http:
        """The same connections, asking «only if changed» for what ``held`` has of an equal request."""
        other = copy.copy(self)
        other._held = held
        return other

    def get(  # noqa: PLR0913 (what a publisher wants is said in one place)
        self,
        host: Host,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        secret_params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        public_path: str | None = None,
        method: str = "GET",
        size_cap: int = SIZE_CAP,
        deadline_s: float | None = None,
    ) -> Payload:
        """Ask once (again on 429, 5xx and broken exchanges) and return the whole body.

        Args:
            secret_params: parameters that must not be remembered, such as a key.
            headers: may hold a key: they are not remembered.
            public_path: what to remember instead of ``path`` when the path itself holds a key.

        Raises:
            Unreachable: no connection to the host.
            NotThere: status 404 or 410.
            Declined: status 400.
            FetchError: another status than 200, a body over the cap, a foreign redirect, or the deadline.
        """
        asked = Request(url=redact(host.url + (public_path or path)), params=dict(params or {}))
        held = self._held(asked)
        conditions = {VALIDATORS[name]: value for name, value in held.validators.items()} if held else {}
        question = Question(
            method=method,
            url=host.url + path,
            params={**asked.params, **(secret_params or {})},
            headers={**(headers or {}), **conditions},
            shown=asked.url,
            size_cap=size_cap,
        )
        answer = self._answer(host, question, time.monotonic() + (deadline_s or self._deadline_s))
        if answer.status in (200, 304):
            require_agreement(answer.headers, asked.url)
        if answer.status == 304 and held:
            return held
        if answer.status != 200:
            refusal = REFUSALS.get(answer.status, FetchError)
            raise refusal(redact(f"{asked.url}: expected HTTP 200; found {answer.status}: {excerpt(answer.body, 300)}"))
        if variable := holds(answer.body):  # bodies are kept as sent, for good
            raise FetchError(f"{asked.url}: expected data; found an answer that repeats {variable}; it is not kept")
        return Payload(
            request=asked,
            media_type=redact(answer.headers.get("Content-Type", "")),
            body=answer.body,
            # one that repeats a key is not remembered; blacked out it would be another one
            validators={n: v for n in VALIDATORS if (v := answer.headers.get(n, "")) and redact(v) == v},
            proven=answer.proven,
        )

    def _answer(self, host: Host, question: Question, ends: float) -> Answer:
        import tenacity

        line = self._line(host)
        broken: list[FetchError] = []
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Again),
            stop=lambda state: (
                state.attempt_number >= ATTEMPTS
                or len(broken) >= BROKEN_ATTEMPTS
                or time.monotonic() + state.upcoming_sleep >= ends
            ),
            wait=_pause,
            reraise=True,
        )
        try:
            with line.busy:  # one host is asked in sequence, by whichever thread
                if line.given_up >= GIVE_UP:
                    raise FetchError(f"{question.shown}: not asked: {GIVE_UP} requests to this host failed before")
                answer = retrying(self._once, line, question, ends, broken)
                line.given_up = 0
                return answer
        except _Again as last:
            line.given_up += 1
            raise type(last.problem)(redact(str(last.problem))) from None
        except FetchError as problem:
            raise type(problem)(redact(str(problem))) from None

    def _once(self, line: _Line, question: Question, ends: float, broken: list[FetchError]) -> Answer:
        if max(line.quiet_until, time.monotonic()) >= ends:
            raise FetchError(f"{question.shown}: the host wants to be left alone until after the deadline")
        self.require_route(question.url)
        try:
            answer = exchange(line.session, question, ends, lambda: _take_turn(line, question, ends))
        except TooLate:
            line.given_up += 1
            raise
        except Broken as problem:
            line.session = _session()
            broken.append(problem)
            raise _Again(problem) from None
        finally:
            line.answered = time.monotonic()
        if answer.status not in BUSY:
            return answer
        wanted = retry_after(answer)
        line.quiet_until = time.monotonic() + (wanted or 0.0)
        found = f"{question.shown}: expected HTTP 200; found {answer.status}: {excerpt(answer.body, 200)}"
        if line.quiet_until >= ends:
            raise FetchError(f"{found} (Retry-After {wanted:.0f} s, longer than is waited here)")
        raise _Again(FetchError(found), wanted)

    def _line(self, host: Host) -> _Line:
        with self._lock:
            if host not in self._lines:
                limiter = _limiter(host.gap_s) if self._paced else None
                self._lines[host] = _Line(limiter, _session(), max(0.0, host.gap_s - TRAVEL_S))
            return self._lines[host]

    def require_route(self, url: str) -> None:
        """Open (and close) one connection to the host, or to the proxy that leads to it; remembered per host.

        Without a network this ends in seconds, where every request would have waited for its own time-out.
        """
        from requests.utils import get_environ_proxies, select_proxy

        proxy = select_proxy(url, get_environ_proxies(url))
        via = urlsplit(url if not proxy else proxy if "://" in proxy else f"http://{proxy}")
        try:
            address = (via.hostname or "", via.port or (443 if via.scheme == "https" else 80))
        except ValueError:  # its text may have half a password
            raise Unreachable("expected HOST:PORT in the address of the proxy; found something else") from None
        if address not in self._routes:
            self._routes[address] = dial(address)
        if self._routes[address]:
            raise Unreachable(self._routes[address])


def _limiter(gap_s: float) -> Limiter:
    from pyrate_limiter import Limiter, Rate

    # one in each window of gap_s, so evenly spaced: a burst of two could meet the next one within the same second
    return Limiter(Rate(1, round(gap_s * 1000)), buffer_ms=0)


def _take_turn(line: _Line, question: Question, ends: float) -> None:
    remaining = ends - time.monotonic()
    if remaining <= 0 or (line.limiter and not line.limiter.try_acquire(timeout=remaining)):
        raise FetchError(f"{question.shown}: no turn before the deadline")
    # what left late (a slow connection) must not be followed too soon by what leaves in time; and what a host asked
    # for when it was busy holds for its next request, too
    clear = max(line.answered + line.pause_s if line.limiter else 0.0, line.quiet_until)
    if clear > time.monotonic():
        if clear >= ends:  # nobody waits for it any more: it must not be sent behind everybody's back
            raise FetchError(f"{question.shown}: no turn before the deadline")
        time.sleep(clear - time.monotonic())


def _session() -> requests.Session:
    import requests

    class Session(requests.Session):
        """Looks at no redirect by itself: even where it may not follow one, it reads all of its body into memory."""

        def get_redirect_target(self, resp: requests.Response) -> None:
            return None

    session = Session()
    session.headers["User-Agent"] = AGENT
    session.headers["Accept-Encoding"] = "gzip"
    return session


def _problem(state: tenacity.RetryCallState) -> _Again | None:
    problem: Any = state.outcome.exception() if state.outcome else None
    return problem if isinstance(problem, _Again) else None


def _pause(state: tenacity.RetryCallState) -> float:
    """What the host asked for, else half a second doubled each time, with jitter."""
    import tenacity

    problem = _problem(state)
    if problem and problem.pause_s is not None:
        return problem.pause_s
    return tenacity.wait_exponential_jitter(initial=0.5, max=PAUSE_CAP_S, jitter=0.5)(state)
