"""The one session, against a publisher on loopback that answers well, badly, slowly, or not to the end."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from sources.errors import FetchError, Unreachable
from sources.http import Host, Http
from tests.sources.conftest import Answer, Loopback, Misbehaviour, at

SECRET = "canary0123456789abcdef"
TABLE = b"observation_date,GDP\n" + b"2026-04-01,31000.5\n" * 2000


def raw(head: str, *parts: bytes, pause: float = 0.0) -> Misbehaviour:
    """An answer written byte for byte, with a pause behind each part; then the connection is closed."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode())
            for part in parts:
                handler.wfile.write(part)
                handler.wfile.flush()
                time.sleep(pause)
        except OSError:
            pass  # the client has left, as it should

    return answer


def test_a_body_arrives_as_it_was_sent(publisher: Loopback, http: Http) -> None:
    publisher.on("/a.csv", Answer(TABLE, headers={"Content-Type": "text/csv"}))
    given = http.get(at(publisher), "/a.csv", {"id": "GDP"})
    assert (given.body, given.media_type) == (TABLE, "text/csv")
    assert (given.request.url, dict(given.request.params)) == (f"{publisher.url}/a.csv", {"id": "GDP"})


def test_the_question_bears_its_parameters_and_headers(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", b"x")
    http.get(at(publisher), "/a", {"page[size]": "10000"}, headers={"Accept": "text/csv"})
    assert publisher.asked[0].params == {"page[size]": "10000"}
    assert publisher.asked[0].headers["Accept"] == "text/csv"
    assert publisher.asked[0].headers["User-Agent"].startswith("Mozilla/5.0 (compatible; tidegauge")


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP"])
def test_a_gzip_body_is_unpacked(coding: str, publisher: Loopback, http: Http) -> None:
    publisher.on("/a", Answer(gzip.compress(TABLE), headers={"Content-Encoding": coding}))
    assert http.get(at(publisher), "/a").body == TABLE


def test_a_chunked_body_is_put_together(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", raw("Transfer-Encoding: chunked", b"4\r\nsome\r\n", b"5\r\n more\r\n", b"0\r\n\r\n"))
    assert http.get(at(publisher), "/a").body == b"some more"


def test_a_connection_is_kept_for_the_next_question(publisher: Loopback, http: Http) -> None:
    seen: set[object] = set()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.add(handler.client_address)
        handler.close_connection = False
        body = gzip.compress(TABLE)
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
        handler.wfile.write(head.encode() + body)

    publisher.on("/a", answer)
    for _ in range(3):
        http.get(at(publisher), "/a")
    assert len(seen) == 1


@pytest.mark.parametrize("status", [204, 400, 403, 404, 410])
def test_another_status_than_200_is_a_fetch_error_with_an_excerpt(status: int, publisher: Loopback, http: Http) -> None:
    body = b"" if status == 204 else b"<h1>\n  The series   does not exist\n</h1>"
    publisher.on("/a", Answer(body, status))
    with pytest.raises(FetchError, match=f"expected HTTP 200; found {status}: ") as caught:
        http.get(at(publisher), "/a")
    assert not body or str(caught.value).endswith("<h1> The series does not exist </h1>")


def test_an_excerpt_is_short_and_survives_bytes_that_are_no_text(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", Answer(b"\xff\xfe" + b"x" * 5000, 404))
    with pytest.raises(FetchError) as caught:
        http.get(at(publisher), "/a")
    assert len(str(caught.value)) < 450


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_asked_again(status: int, publisher: Loopback, http: Http) -> None:
    publisher.on("/a", Answer(b"busy", status), b"here")
    assert http.get(at(publisher), "/a").body == b"here"
    assert len(publisher.asked) == 2


def test_a_lasting_failure_ends_after_five_attempts(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("urllib3.util.retry.time.sleep", lambda _: None)
    publisher.on("/a", Answer(b"still busy", 503))
    with pytest.raises(FetchError, match="found 503: still busy"):
        http.get(at(publisher), "/a")
    assert len(publisher.asked) == 5


@pytest.mark.parametrize(
    ("asked_for", "waited"), [("7", 7.0), ("86400", 20.0)], ids=["as long as it says", "not a whole day"]
)
def test_retry_after_is_honoured_up_to_a_cap(
    asked_for: str, waited: float, publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", slept.append)
    publisher.on("/a", Answer(b"slowly", 429, {"Retry-After": asked_for}), b"here")
    assert http.get(at(publisher), "/a").body == b"here"
    assert slept == [waited]


def test_a_connection_closed_without_an_answer_is_asked_again(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", lambda handler: None, b"here")
    assert http.get(at(publisher), "/a").body == b"here"


def test_a_redirect_on_the_same_host_is_followed(publisher: Loopback, http: Http) -> None:
    publisher.on("/old", Answer(b"", 302, {"Location": "/new?id=1"}))
    publisher.on("/new", b"moved here")
    assert http.get(at(publisher), "/old", {"id": "1"}).body == b"moved here"
    assert publisher.asked[1].params == {"id": "1"}


TARGETS = [
    "https://elsewhere.example/new",
    "//elsewhere.example/new",
    "https://127.0.0.1/new",
    "http://127.0.0.1:1/new",
    "http://localhost/new",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]/new",
    "http://user:pass@127.0.0.1/new",
    "ftp://127.0.0.1/new",
    "file:///etc/hosts",
]


@pytest.mark.parametrize("target", TARGETS)
def test_a_redirect_to_another_host_or_scheme_is_refused(target: str, publisher: Loopback, http: Http) -> None:
    publisher.on("/old", Answer(b"", 302, {"Location": target}))
    with pytest.raises(FetchError, match=r"expected an answer from 127\.0\.0\.1:\d+; found a redirect to"):
        http.get(at(publisher), "/old")
    assert publisher.paths == ["/old"]


def test_a_circle_of_redirects_ends(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", Answer(b"", 302, {"Location": "/b"}))
    publisher.on("/b", Answer(b"", 302, {"Location": "/a"}))
    with pytest.raises(FetchError, match="more than 5 redirects"):
        http.get(at(publisher), "/a")
    assert len(publisher.asked) == 6


def test_a_body_shorter_than_announced_is_a_fetch_error(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", raw("Content-Length: 1000", b"x" * 999))
    with pytest.raises(FetchError, match=r"IncompleteRead|incomplete|more expected"):
        http.get(at(publisher), "/a")


def test_a_chunked_body_without_its_last_chunk_is_a_fetch_error(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", raw("Transfer-Encoding: chunked", b"4\r\nsome\r\n"))
    with pytest.raises(FetchError, match=r"IncompleteRead|InvalidChunkLength|Connection broken"):
        http.get(at(publisher), "/a")


PACKED = gzip.compress(TABLE)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(PACKED[: len(PACKED) // 2], id="cut"),
        pytest.param(PACKED[:-1], id="cut within its check sum"),
        pytest.param(PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], id="wrong check sum"),
        pytest.param(TABLE, id="not gzip at all"),
        pytest.param(PACKED + b"more", id="bytes after its end"),
    ],
)
@pytest.mark.parametrize("announced", [True, False], ids=["with a length", "without a length"])
def test_a_damaged_gzip_body_is_a_fetch_error(body: bytes, announced: bool, publisher: Loopback, http: Http) -> None:
    length = f"Content-Length: {len(body)}" if announced else "Connection: close"
    publisher.on("/a", raw(f"Content-Encoding: gzip\r\n{length}", body))
    with pytest.raises(FetchError, match="gzip body"):
        http.get(at(publisher), "/a")


def test_a_coding_that_was_not_asked_for_is_a_fetch_error(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", Answer(zlib.compress(TABLE), headers={"Content-Encoding": "deflate"}))
    with pytest.raises(FetchError, match="found Content-Encoding 'deflate'"):
        http.get(at(publisher), "/a")


def test_a_body_at_the_size_cap_passes_and_one_byte_more_is_refused(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.http.SIZE_CAP", 1 << 20)
    publisher.on("/fits", b"x" * (1 << 20))
    publisher.on("/over", b"x" * ((1 << 20) + 1))
    assert len(http.get(at(publisher), "/fits").body) == 1 << 20
    with pytest.raises(FetchError, match="body over 1 MiB"):
        http.get(at(publisher), "/over")


def test_a_gzip_body_that_unpacks_beyond_the_cap_is_refused(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.http.SIZE_CAP", 1 << 20)
    bomb = gzip.compress(b"\0" * (50 << 20))
    publisher.on("/a", Answer(bomb, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError, match="body over 1 MiB"):
        http.get(at(publisher), "/a")


def timed(ask: Callable[[], object]) -> float:
    started = time.monotonic()
    with pytest.raises(FetchError):
        ask()
    return time.monotonic() - started


@pytest.mark.parametrize(
    ("head", "part"),
    [
        pytest.param("Content-Length: 1000", b"x", id="with a length"),
        pytest.param("Connection: close", b"x", id="without a length"),
        pytest.param("Transfer-Encoding: chunked", b"1\r\nx\r\n", id="chunked"),
    ],
)
def test_a_dripping_body_ends_at_the_deadline(head: str, part: bytes, publisher: Loopback) -> None:
    """Each byte keeps the socket's own time-out from ever passing."""
    publisher.on("/a", raw(head, *[part] * 100, pause=0.05))
    assert 0.4 < timed(lambda: Http(deadline_s=0.5).get(f"{publisher.url}/a")) < 1.5


def test_a_silent_publisher_is_given_up(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.http.READ_S", 0.1)
    monkeypatch.setattr("urllib3.util.retry.time.sleep", lambda _: None)
    released = threading.Event()
    publisher.on("/a", lambda handler: released.wait(5) and None)
    took = timed(lambda: http.get(at(publisher), "/a"))
    released.set()
    assert took < 2
    assert len(publisher.asked) == 3


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FRED_API_KEY", SECRET)
    return SECRET


def test_a_secret_parameter_is_sent_and_not_remembered(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", b"x")
    given = http.get(at(publisher), "/a", {"id": "GDP"}, secret_params={"api_key": SECRET})
    assert publisher.asked[0].params == {"id": "GDP", "api_key": SECRET}
    assert SECRET not in repr(given)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(f"api_key {SECRET} is not registered".encode(), 400), id="a refusal that quotes it"),
        pytest.param(Answer(b"", 302, {"Location": f"https://x.example/?api_key={SECRET}"}), id="a foreign redirect"),
        pytest.param(raw("Content-Length: 100", b"x"), id="a cut body"),
        pytest.param(raw("Content-Encoding: br", b"x"), id="another coding"),
    ],
)
def test_a_secret_is_in_no_exception(
    answer: Answer | Misbehaviour, secret: str, publisher: Loopback, http: Http
) -> None:
    publisher.on("/a", answer)
    with pytest.raises(FetchError) as caught:
        http.get(at(publisher), "/a", secret_params={"api_key": secret})
    assert secret not in str(caught.value)


def test_a_secret_is_not_in_the_text_of_a_broken_connection(
    secret: str, publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the library's own message quotes the whole address."""
    monkeypatch.setattr("urllib3.util.retry.time.sleep", lambda _: None)
    publisher.on("/a", lambda handler: None)
    with pytest.raises(FetchError, match="api_key=<FRED_API_KEY>") as caught:
        http.get(at(publisher), "/a", secret_params={"api_key": secret})
    assert secret not in str(caught.value)


def test_an_address_that_holds_a_key_is_remembered_by_its_public_form(publisher: Loopback, http: Http) -> None:
    publisher.on(f"/api/{SECRET}/json", b"x")
    given = http.get(at(publisher), f"/api/{SECRET}/json", public_url=f"{publisher.url}/api/<KEY>/json")
    assert given.request.url == f"{publisher.url}/api/<KEY>/json"
    assert SECRET not in repr(given)


@pytest.mark.parametrize(
    "override",
    [
        "https://mirror.example",
        "http://127.0.0.1:8080",
        "http://127.9.9.9",
        "http://localhost:8080",
        "http://[::1]:8080",
    ],
)
def test_a_base_address_may_be_https_or_plain_loopback(override: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_FRED_URL", f" {override}/ ")
    assert base_url("TIDEGAUGE_FRED_URL", "https://api.stlouisfed.org") == override


@pytest.mark.parametrize(
    "override",
    [
        "http://mirror.example",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://127.0.0.1@mirror.example",
        "ftp://mirror.example",
        "file:///srv/mirror",
        "mirror.example",
        "https://",
    ],
)
def test_any_other_base_address_is_refused(override: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_FRED_URL", override)
    with pytest.raises(FetchError, match="TIDEGAUGE_FRED_URL: expected an https address"):
        base_url("TIDEGAUGE_FRED_URL", "https://api.stlouisfed.org")


@pytest.mark.parametrize("unset", ["", "  "])
def test_without_an_override_the_publishers_own_address_holds(unset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_FRED_URL", unset)
    assert base_url("TIDEGAUGE_FRED_URL", "https://api.stlouisfed.org") == "https://api.stlouisfed.org"


@pytest.fixture
def nobody() -> str:
    """An address on loopback at which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def test_without_a_route_the_answer_is_unreachable_at_once(nobody: str, http: Http) -> None:
    started = time.monotonic()
    with pytest.raises(Unreachable, match=r"no connection to 127\.0\.0\.1:\d+: .*refused"):
        http.get(f"{nobody}/a")
    assert time.monotonic() - started < 1


def test_a_name_that_does_not_resolve_in_time_is_unreachable(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name resolution has no time-out of its own and can hang for minutes."""
    released = threading.Event()

    def hangs(*_: object, **__: object) -> None:
        released.wait(10)
        raise OSError("too late")

    monkeypatch.setattr("sources.http.ROUTE_S", 0.2)
    monkeypatch.setattr("sources.http.socket.create_connection", hangs)
    started = time.monotonic()
    with pytest.raises(Unreachable, match=r"no connection to publisher\.example:443 within"):
        http.get("https://publisher.example/a")
    released.set()
    assert time.monotonic() - started < 1


def test_a_missing_route_is_looked_for_once(nobody: str, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    dialled: list[object] = []
    monkeypatch.setattr("sources.http._dial", lambda address: dialled.append(address) or "no connection")
    for path in ("/a", "/b"):
        with pytest.raises(Unreachable):
            http.get(nobody + path)
    assert len(dialled) == 1


@pytest.mark.parametrize(
    ("variable", "proxy"),
    [
        ("https_proxy", "http://proxy.example:3128"),
        ("ALL_PROXY", "http://proxy.example:3128"),
        ("https_proxy", "proxy.example:3128"),
    ],
)
def test_behind_a_proxy_the_route_is_the_one_to_the_proxy(
    variable: str, proxy: str, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled: list[object] = []
    monkeypatch.setattr("sources.http._dial", lambda address: dialled.append(address) or "")
    monkeypatch.setenv(variable, proxy)
    http.require_route("https://publisher.example/a")
    assert dialled == [("proxy.example", 3128)]


def test_two_questions_to_one_host_keep_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """FRED answers 429 above two a second. Loopback is exempt, so the wait is looked at by itself."""
    slept: list[float] = []
    monkeypatch.setattr("sources.http.time.sleep", slept.append)
    http, ends = Http(gap_s=0.55), time.monotonic() + 60
    for _ in range(3):
        http._wait("https://publisher.example/a", ends)
    http._wait("https://other.example/a", ends)
    assert slept[0] == 0
    assert slept[1:3] == pytest.approx([0.55, 1.1], abs=0.05)
    assert slept[3] == 0


def test_a_question_whose_turn_comes_after_the_deadline_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.http.time.sleep", lambda _: None)
    http, ends = Http(gap_s=10), time.monotonic() + 1
    http._wait("https://publisher.example/a", ends)
    with pytest.raises(FetchError, match=r"publisher\.example: no slot before the deadline"):
        http._wait("https://publisher.example/a", ends)
