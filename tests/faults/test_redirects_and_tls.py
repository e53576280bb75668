"""Where a host wants to lead us, and who it says that it is: no one else is asked, and no key reaches anybody else."""

from __future__ import annotations

import ast
import contextlib
import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from sources.errors import FetchError
from sources.http import Host, Http
from tests.faults.table import Tally
from tests.faults.wire import Wire, took, whole

KEY = "canary0123456789abcdef"
SOURCES = Path(__file__).parents[2] / "sources"

# {here} and {port} are the host that was asked, {other} another one on this machine that would answer
TARGETS = [
    "https://elsewhere.example/new",
    "//elsewhere.example/new",
    "https://127.0.0.1/new",
    "https://127.0.0.1:{port}/new",
    "http://127.0.0.1:1/new",
    "http://127.0.0.1:{other}/new",
    "//127.0.0.1:{other}/new",
    "http://localhost:{port}/new",  # names and addresses that lead to the same machine
    "http://localhost:{other}/new",
    "http://LOCALHOST:{other}/new",
    "http://localtest.me:{other}/new",
    "http://2130706433:{other}/new",
    "http://0x7f000001:{other}/new",
    "http://127.1:{other}/new",
    "http://127.0.0.2:{port}/new",
    "http://0.0.0.0:{other}/new",
    "http://[::1]:{other}/new",
    "http://[::ffff:127.0.0.1]:{other}/new",
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1/new",
    "http://user:pass@127.0.0.1:{port}/new",  # who is the user, and who the host?
    "http://127.0.0.1:{port}@127.0.0.1:{other}/new",
    "http://127.0.0.1:{other}#@127.0.0.1:{port}/new",
    "http://127.0.0.1:{other}\\@127.0.0.1:{port}/new",
    "http://127.0.0.1:{port}\\@127.0.0.1:{other}/new",
    "http:\\\\127.0.0.1:{other}/new",
    "\\\\127.0.0.1:{other}\\new",
    "ht\ttp://127.0.0.1:{other}/new",
    "http://127.0.0.1:{other} /new",
    "http://127.0.0.1：{other}/new",
    "ftp://127.0.0.1:{port}/new",
    "file:///etc/hosts",
    "gopher://127.0.0.1:{other}/new",
    "data:text/plain,here",
    "javascript:alert(1)",
    "http://[",
    "http://127.0.0.1:99999/new",
    "http://127.0.0.1:{other}\u2044.example/new",
]
STATUSES = ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]


@pytest.fixture(autouse=True)
def _a_key_and_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRED_API_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.fault(26)
@pytest.mark.parametrize("target", TARGETS)
def test_a_redirect_to_another_place_is_not_followed(target: str, tally: Tally) -> None:
    with Wire(whole(b"elsewhere")) as other:
        places = {"other": other.url.rpartition(":")[2]}
        for status in STATUSES[: tally.times(5, 1)]:
            with Wire(whole()) as here:
                given = target.format(port=here.url.rpartition(":")[2], **places)
                # not latin-1: as a host sends it that does not know better
                location = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nLocation: {given}\r\n\r\n".encode()
                here.answer = lambda line, sent=location: line.sendall(sent)
                ways = {
                    "a parameter": {"secret_params": {"api_key": KEY}},
                    "a header": {"headers": {"Authorization": f"Bearer {KEY}"}},
                }
                for name, secret in ways.items():
                    here.asked.clear()
                    _, found = took(lambda sent=secret: Http(deadline_s=5, paced=False).get(here.host, "/old", **sent))
                    fine = found == "refused" and not other.asked and len(here.asked) == 1
                    tally.holds(f"{status} {target}, {name}", fine, f"{found}, {len(here.asked)}, {other.asked}")


@pytest.mark.fault(26)
def test_a_redirect_within_the_host_is_followed_with_the_key_in_no_address(tally: Tally) -> None:
    for location in (
        "/new",
        "new",
        "//127.0.0.1:{port}/new",
        "http://127.0.0.1:{port}/new",
        "HTTP://127.0.0.1:{port}/new",
    ):
        with Wire(whole()) as here:
            given = location.format(port=here.url.rpartition(":")[2])
            moved = whole(b"", "302 Found", f"Location: {given}")
            here.answer = lambda line, first=moved, wire=here: (whole() if len(wire.asked) > 1 else first)(line)
            found = Http(deadline_s=5, paced=False).get(here.host, "/old", secret_params={"api_key": KEY}).body
            tally.holds(location, found == b"here" and KEY.encode() not in here.asked[1], here.asked)


AUTHORITY, STRANGER = trustme.CA(), trustme.CA()
NOW = dt.datetime.now(dt.UTC)


def served_by(certificate: trustme.LeafCert, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    if newest < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = newest
    context.maximum_version = newest
    return context


def old(version: ssl.TLSVersion) -> ssl.SSLContext:
    return served_by(AUTHORITY.issue_cert("127.0.0.1"), version)


BROKEN = {
    "an authority that nobody knows": lambda: served_by(STRANGER.issue_cert("127.0.0.1")),
    "expired": lambda: served_by(AUTHORITY.issue_cert("127.0.0.1", not_after=NOW - dt.timedelta(days=1))),
    "not valid yet": lambda: served_by(
        AUTHORITY.issue_cert("127.0.0.1", not_before=NOW + dt.timedelta(days=1), not_after=NOW + dt.timedelta(days=9))
    ),
    "of another host": lambda: served_by(AUTHORITY.issue_cert("api.stlouisfed.org")),
    "of another address": lambda: served_by(AUTHORITY.issue_cert("127.0.0.2")),
    "TLS 1.1": lambda: old(ssl.TLSVersion.TLSv1_1),
    "TLS 1.0": lambda: old(ssl.TLSVersion.TLSv1),
    "no TLS at all": lambda: None,
}


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A bundle of authorities with ours in it, named as a company's administrator would."""
    bundle = tmp_path / "authorities.pem"
    AUTHORITY.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    yield bundle


def answer_over(tls: ssl.SSLContext | None) -> tuple[str, list[bytes]]:
    """What a host with that certificate brings, and what it was told before it was found out."""
    with Wire(whole(), tls) as wire:
        host = Host("TIDEGAUGE_TEST_URL", wire.url.replace("http://", "https://"), gap_s=0.01)
        _, found = took(lambda: Http(deadline_s=3, paced=False).get(host, "/a", secret_params={"api_key": KEY}).body)
        return found, [asked for asked in wire.asked if KEY.encode() in asked]


@pytest.mark.fault(28)
@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_a_host_that_cannot_say_who_it_is_is_told_nothing(kind: str, trusted: Path, tally: Tally) -> None:
    found, told = answer_over(BROKEN[kind]())
    tally.holds(kind, found == "refused" and not told, f"{found}, told {told}")


@pytest.mark.fault(28)
def test_a_bundle_of_authorities_is_honoured_and_none_of_ones_own_means_the_usual_ones(
    trusted: Path, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, told = answer_over(served_by(AUTHORITY.issue_cert("127.0.0.1")))
    tally.holds("an authority of one's own", found == "b'here'" and len(told) == 1, found)
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        for value in ("", "false", "0"):
            monkeypatch.setenv(variable, value)
            found, told = "refused", []
            with contextlib.suppress(OSError):  # a bundle of that name is not there
                found, told = answer_over(served_by(AUTHORITY.issue_cert("127.0.0.1")))
            tally.holds(f"{variable}={value}", found == "refused" and not told, found)
        monkeypatch.delenv(variable)


@pytest.mark.fault(28)
@pytest.mark.parametrize(
    "address", ["http://api.stlouisfed.org", "http://10.0.0.1", "http://0.0.0.0", "http://127.0.0.1.example", "ftp://x"]
)
def test_nobody_but_this_machine_is_asked_without_tls(address: str, tally: Tally) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIDEGAUGE_TEST_URL", address)
        patch.setattr("sources.http.Http.require_route", lambda *_: pytest.fail("it was dialled"))
        try:
            Http(deadline_s=3).get(Host("TIDEGAUGE_TEST_URL", "https://x.example"), "/a")
            tally.case(address, "asked")
        except FetchError as problem:
            tally.holds(address, "expected an https address" in str(problem), problem)


@pytest.mark.fault(28)
def test_no_line_of_code_turns_off_the_check_of_certificates(tally: Tally) -> None:
    for path in sorted(SOURCES.rglob("*.py")):
        named = {node.arg for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.keyword)}
        text = path.read_text("utf-8")
        fine = "verify" not in named and ".verify" not in text and "CERT_NONE" not in text
        tally.holds(path.name, fine, "verify")
