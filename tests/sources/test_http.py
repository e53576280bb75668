"""The one session, against a publisher on loopback that answers well, badly, slowly, or not to the end."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import requests

from sources.errors import Declined, FetchError, NotThere, Unreachable
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
    assert type(caught.value) is {400: Declined, 404: NotThere, 410: NotThere}.get(status, FetchError)


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


def test_a_lasting_failure_ends_after_eight_attempts(publisher: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    publisher.on("/a", Answer(b"still busy", 503))
    with pytest.raises(FetchError, match="found 503: still busy"):
        Http(deadline_s=120).get(at(publisher), "/a")
    assert len(publisher.asked) == 8


def test_retry_after_is_honoured(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    publisher.on("/a", Answer(b"slowly", 429, {"Retry-After": "7"}), b"here")
    assert http.get(at(publisher), "/a").body == b"here"
    assert slept[0] == 7.0


def test_what_a_host_asked_for_holds_for_the_next_request_too(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.http.ATTEMPTS", 1)
    publisher.on("/a", Answer(b"slowly", 429, {"Retry-After": "1"}))
    publisher.on("/b", b"here")
    with pytest.raises(FetchError, match="found 429"):
        http.get(at(publisher), "/a")
    started = time.monotonic()
    assert http.get(at(publisher), "/b").body == b"here"
    assert time.monotonic() - started > 0.8


def test_a_host_that_failed_twice_in_a_row_is_not_asked_again(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that hangs costs its deadline twice, and not once for each of a hundred series."""
    monkeypatch.setattr("sources.http.ATTEMPTS", 1)
    publisher.on("/a", Answer(b"down", 503))
    for _ in range(2):
        with pytest.raises(FetchError, match="found 503"):
            http.get(at(publisher), "/a")
    with pytest.raises(FetchError, match="not asked: 2 requests to this host failed before"):
        http.get(at(publisher), "/b")
    assert publisher.paths == ["/a", "/a"]


def test_a_page_that_is_not_there_does_not_count_as_a_failing_host(publisher: Loopback, http: Http) -> None:
    publisher.on("/b", b"here")
    for _ in range(3):
        with pytest.raises(NotThere):
            http.get(at(publisher), "/a")
    assert http.get(at(publisher), "/b").body == b"here"


def test_a_host_that_wants_to_be_left_alone_for_long_is_left_alone(publisher: Loopback, http: Http) -> None:
    """Asking sooner than told, for the next series say, is what gets an address blocked."""
    publisher.on("/a", Answer(b"slowly", 429, {"Retry-After": "86400"}), b"here")
    with pytest.raises(FetchError, match=r"found 429: slowly \(Retry-After \d+ s, longer than is waited here\)"):
        http.get(at(publisher), "/a")
    with pytest.raises(FetchError, match="wants to be left alone"):
        http.get(at(publisher), "/b")
    assert publisher.paths == ["/a"]


@pytest.mark.parametrize("header", ["soon", "-5", ""])
def test_a_retry_after_that_says_nothing_is_as_if_it_were_not_there(
    header: str, publisher: Loopback, http: Http
) -> None:
    publisher.on("/a", Answer(b"", 503, {"Retry-After": header}), b"here")
    assert http.get(at(publisher), "/a").body == b"here"


def test_a_request_that_left_late_is_not_followed_too_soon(
    publisher: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its turn was taken before a slow connection: the next one in turn would arrive right behind it."""
    arrived: list[float] = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        arrived.append(time.monotonic())
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere")

    slow, send = [0.3], requests.Session.request

    def late(*args: Any, **named: Any) -> Any:
        time.sleep(slow.pop() if slow else 0)
        return send(*args, **named)

    monkeypatch.setattr(requests.Session, "request", late)
    publisher.on("/a", note)
    http = Http(deadline_s=20)
    for _ in range(2):
        http.get(at(publisher, gap_s=0.3), "/a")
    assert arrived[1] - arrived[0] >= 0.249


def test_two_hosts_do_not_wait_for_each_other(publisher: Loopback) -> None:
    publisher.on("/a", b"here")
    http, started = Http(), time.monotonic()
    for variable in ("TIDEGAUGE_A_URL", "TIDEGAUGE_B_URL"):
        http.get(Host(variable, publisher.url, gap_s=5), "/a")
    assert time.monotonic() - started < 2


def test_a_question_whose_turn_comes_after_the_deadline_is_not_asked(publisher: Loopback) -> None:
    publisher.on("/a", b"here")
    http, host = Http(deadline_s=1), at(publisher, gap_s=10)
    http.get(host, "/a")
    with pytest.raises(FetchError, match="before the deadline"):
        http.get(host, "/a")
    assert len(publisher.asked) == 1


CONDITIONS = {"ETag": '"v1"', "Last-Modified": "Fri, 20 Nov 2026 08:50:00 GMT"}


def test_what_is_held_is_asked_for_only_if_it_changed(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", Answer(b"long", headers=CONDITIONS), Answer(b"", 304), Answer(b"longer", headers=CONDITIONS))
    first = http.get(at(publisher), "/a")
    again = http.remembering(lambda request: first if request == first.request else None)
    assert again.get(at(publisher), "/a") is first
    assert publisher.asked[1].headers["If-None-Match"] == '"v1"'
    assert publisher.asked[1].headers["If-Modified-Since"] == CONDITIONS["Last-Modified"]
    assert again.get(at(publisher), "/a").body == b"longer"


def test_an_unasked_304_is_refused(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", Answer(b"", 304))
    with pytest.raises(FetchError, match="expected HTTP 200; found 304"):
        http.get(at(publisher), "/a")


@pytest.mark.parametrize(
    ("head", "body", "proven"),
    [
        ("Content-Length: 4", b"some", True),
        ("Transfer-Encoding: chunked", b"4\r\nsome\r\n0\r\n\r\n", True),
        ("Content-Encoding: gzip", gzip.compress(b"some"), True),
        ("Connection: close", b"some", False),
    ],
)
def test_a_body_is_proven_whole_when_its_end_was_announced(
    head: str, body: bytes, proven: bool, publisher: Loopback, http: Http
) -> None:
    publisher.on("/a", raw(head, body))
    given = http.get(at(publisher), "/a")
    assert (given.body, given.proven) == (b"some", proven)


def test_a_question_may_be_posted(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", b"here")
    http.get(at(publisher), "/a", {"lang": "en"}, method="POST")
    assert publisher.asked[0].method == "POST"
    assert publisher.asked[0].params == {"lang": "en"}


def test_a_connection_closed_without_an_answer_is_asked_again(publisher: Loopback, http: Http) -> None:
    publisher.on("/a", lambda handler: None, b"here")
    assert http.get(at(publisher), "/a").body == b"here"


def test_a_redirect_on_the_same_host_is_followed(publisher: Loopback, http: Http) -> None:
    publisher.on("/old", Answer(b"", 302, {"Location": "/new?id=1"}))
    publisher.on("/new", b"moved here")
    assert http.get(at(publisher), "/old", {"id": "1"}).body == b"moved here"
    assert publisher.asked[1].params == {"id": "1"}


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
    publisher.on("/fits", b"x" * (1 << 20))
    publisher.on("/over", b"x" * ((1 << 20) + 1))
    assert len(http.get(at(publisher), "/fits", size_cap=1 << 20).body) == 1 << 20
    with pytest.raises(FetchError, match="body over 1 MiB"):
        http.get(at(publisher), "/over", size_cap=1 << 20)


def test_a_gzip_body_that_unpacks_beyond_the_cap_is_refused(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = gzip.compress(b"\0" * (50 << 20))
    publisher.on("/a", Answer(bomb, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError, match="body over 1 MiB"):
        http.get(at(publisher), "/a", size_cap=1 << 20)


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
    secret: str, nobody: str, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the library's own message quotes the whole address."""
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    monkeypatch.setattr("sources.http.dial", lambda _: "")
    with pytest.raises(FetchError, match="api_key=<FRED_API_KEY>") as caught:
        http.get(Host("TIDEGAUGE_TEST_URL", nobody), "/a", secret_params={"api_key": secret})
    assert secret not in str(caught.value)


def test_an_address_that_holds_a_key_is_remembered_by_its_public_form(publisher: Loopback, http: Http) -> None:
    publisher.on(f"/api/{SECRET}/json", b"x")
    given = http.get(at(publisher), f"/api/{SECRET}/json", public_path="/api/<KEY>/json")
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
    assert Host("TIDEGAUGE_FRED_URL", "https://api.stlouisfed.org").url == override


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
        _ = Host("TIDEGAUGE_FRED_URL", "https://api.stlouisfed.org").url


@pytest.mark.parametrize("unset", ["", "  "])
def test_without_an_override_the_publishers_own_address_holds(unset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_FRED_URL", unset)
    assert Host("TIDEGAUGE_FRED_URL", "https://api.stlouisfed.org").url == "https://api.stlouisfed.org"


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
        http.get(Host("TIDEGAUGE_TEST_URL", nobody), "/a")
    assert time.monotonic() - started < 1


def test_a_missing_route_is_looked_for_once(nobody: str, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    dialled: list[object] = []
    monkeypatch.setattr("sources.http.dial", lambda address: dialled.append(address) or "no connection")
    for path in ("/a", "/b"):
        with pytest.raises(Unreachable):
            http.get(Host("TIDEGAUGE_TEST_URL", nobody), path)
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
    monkeypatch.setattr("sources.http.dial", lambda address: dialled.append(address) or "")
    monkeypatch.setenv(variable, proxy)
    http.require_route("https://publisher.example/a")
    assert dialled == [("proxy.example", 3128)]
