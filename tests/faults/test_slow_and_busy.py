"""Hosts that are busy, fail for a while, fall silent or drip: none is asked too often, none is waited for too long."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from sources.archive import Archive
from sources.catalog import load
from sources.collect import ask_all
from sources.errors import FetchError
from sources.http import Host, Http
from sources.publishers.fred import GRAPH
from tests.faults.table import Tally
from tests.faults.wire import Line, Wire, endless, in_turn, silent, took, whole

DAY = 86_400


def busy(retry_after: str | None, status: str = "429 Too Many Requests", clock_off_s: float = 0.0) -> Line:
    """A host that wants to be left alone; its clock may be another one than ours. ``+1``: a date one second ahead."""

    def write(line: socket.socket) -> None:
        now = time.time() + clock_off_s
        told = formatdate(int(now) + 1, usegmt=True) if retry_after == "+1" else retry_after
        headers = [f"Date: {formatdate(now, usegmt=True)}", *([f"Retry-After: {told}"] if told is not None else [])]
        whole(b"slowly", status, *headers)(line)

    return write


# what a host says, and the seconds that it has to be left alone for
SAID = {
    "one second": ("1", 0.0, 1.0),
    "a date": ("+1", 0.0, 1.0),
    "a date, its clock a day ahead": ("+1", DAY, 1.0),
    "a date, its clock ten years behind": ("+1", -3650 * DAY, 1.0),
    "at once": ("0", 0.0, 0.0),
    "a date that is past": (formatdate(0, usegmt=True), 0.0, 0.0),
    "nothing": (None, 0.0, 0.0),
    "half a second": ("0.5", 0.0, 0.0),  # no documented form
    "less than nothing": ("-5", 0.0, 0.0),
    "no number": ("soon", 0.0, 0.0),
}


@pytest.mark.fault(1)
def test_a_host_that_is_busy_is_left_alone_as_long_as_it_said(tally: Tally) -> None:
    statuses = ["429 Too Many Requests", "503 Busy"][: tally.times(2, 1)]

    def one(name: str, status: str) -> tuple[str, bool, str]:
        said, clock, least = SAID[name]
        with Wire(in_turn(busy(said, status, clock), whole())) as wire:
            found = Http(deadline_s=20).get(wire.host, "/a").body
            waited = wire.arrived[1] - wire.arrived[0]
        return f"{status}: {name}", found == b"here" and least - 0.05 <= waited < 3.0, f"{found!r} after {waited:.2f} s"

    with ThreadPoolExecutor(10) as pool:  # they mostly wait
        for name, fine, found in pool.map(lambda case: one(*case), [(n, s) for s in statuses for n in SAID]):
            tally.holds(name, fine, found)


@pytest.mark.fault(1)
@pytest.mark.parametrize("said", ["86400", "9" * 30, "9" * 5000, formatdate(4e9, usegmt=True)])
def test_a_host_that_wants_more_than_is_waited_is_not_asked_again(said: str, tally: Tally) -> None:
    with Wire(busy(said)) as wire:
        http = Http(deadline_s=3, paced=False)
        for name in ("at first", "for the next series"):
            seconds, found = took(lambda: http.get(wire.host, "/a"))
            tally.holds(name, found == "refused" and seconds < 1 and len(wire.asked) == 1, f"{found}, {seconds:.1f} s")


@pytest.mark.fault(1)
@pytest.mark.parametrize("said", [None, "1"])
def test_waiting_for_a_busy_host_ends_at_the_deadline(said: str | None, tally: Tally) -> None:
    with Wire(busy(said)) as wire:
        seconds, found = took(lambda: Http(deadline_s=2.5).get(wire.host, "/a"))
    tally.holds("429 for ever", found == "refused" and seconds < 3.5 and len(wire.asked) <= 8, f"{found}, {seconds}")


GAP_S, SLACK_S = 0.2, 0.051


def moved(line: socket.socket) -> None:
    whole(b"", "302 Found", "Location: /b")(line)


def cut(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


MIXED = {
    "answers": [whole()],
    "failures": [whole(), whole(b"", "503 Busy"), whole(b"", "502 Bad"), whole()],
    "redirects": [moved, whole(), moved, moved, whole()],
    "cut bodies": [cut, whole(), cut, cut, whole()],
    "all of it": [moved, whole(b"", "500 No"), cut, moved, busy("0"), whole()],
}


@pytest.mark.fault(1)
@pytest.mark.parametrize("answers", MIXED.values(), ids=MIXED)
def test_no_host_is_asked_above_its_limit(answers: list[Line], tally: Tally) -> None:
    """By four threads at once, two of which ask with what is held already; retries and redirects count as well."""
    with Wire(in_turn(*answers)) as wire:
        host, http = Host("TIDEGAUGE_TEST_URL", wire.url, GAP_S), Http(deadline_s=20)
        sessions = [http, http.remembering(lambda _: None)] * 2
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(session.get, host, "/a") for session in sessions]
            bodies = [future.result().body for future in asked]
    gaps = [b - a for a, b in pairwise(wire.arrived)]
    tally.holds("four threads", bodies == [b"here"] * 4 and min(gaps) >= GAP_S - SLACK_S, (bodies, min(gaps)))
    tally.note(f"{len(wire.arrived)} requests of four threads, {min(gaps):.2f} s apart at the least, {GAP_S} s wanted")


@pytest.mark.fault(1)
def test_several_releases_of_one_host_share_its_pace(
    tally: Tally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FRED's limit: two requests in any second."""
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    with Wire(in_turn(whole(), busy("0"), whole(b"", "503 Busy"), whole())) as wire:
        monkeypatch.setenv(GRAPH.variable, wire.url)
        wanted = [r for r in load().releases.values() if r.source == "fred"][: tally.times(4, 2)]
        for asked in ask_all(wanted, Archive(tmp_path), Http()):
            assert asked.outcome == "answered", asked
    within = max(sum(a <= other < a + 1.0 for other in wire.arrived) for a in wire.arrived)
    for release in wanted:
        tally.holds(release.key, within <= 2 and len(wire.arrived) > len(wanted), f"{within} within a second")
    tally.note(f"FRED: {len(wire.arrived)} requests for {len(wanted)} releases, at most {within} within a second")


@pytest.mark.fault(2)
def test_every_reading_arrives_although_one_answer_in_five_fails(tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    for seed in range(tally.times(5, 1)):
        chance = random.Random(seed)
        bad = [whole(b"", f"{code} Bad") for code in (500, 502, 503, 504)]
        readings = tally.times(200, 60)
        answers = [chance.choice(bad) if chance.random() < 0.2 else whole() for _ in range(3 * readings)]
        with Wire(in_turn(*answers, whole())) as wire:
            ask = partial(Http(deadline_s=60, paced=False).get, wire.host, "/a")
            for number in range(readings):
                found = ask().body
                tally.holds(f"seed {seed}, reading {number}", found == b"here", found)
        assert len(wire.asked) > 1.1 * readings


HEAD = b"HTTP/1.1 200 OK\r\n"
SILENT = {
    "after the connection": b"",
    "in the status line": b"HTTP/1.1 2",
    "in a header": HEAD + b"Content-Le",
    "after the head": HEAD + b"Content-Length: 100\r\n\r\n",
    "in the body": HEAD + b"Content-Length: 100\r\n\r\nhalf",
    "in a body without a length": HEAD + b"Connection: close\r\n\r\nhalf",
    "in the size of a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5",
    "in a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nha",
    "after an interim answer": b"HTTP/1.1 103 Early Hints\r\n\r\n",
}
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
DRIPPING = {
    "status line": (b"", b"H"),
    "status line, after its beginning": (b"HTTP/1.1 200 ", b"O"),
    "header name": (HEAD, b"X"),
    "header value": (HEAD + b"X: ", b"x"),
    "header lines": (HEAD, b"X: y\r\n"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": (HEAD + b"Content-Length: 1000\r\n\r\n", b"x"),
    "body without a length": (HEAD + b"Connection: close\r\n\r\n", b"x"),
    "chunks": (CHUNKED, b"1\r\nx\r\n"),
    "size of a chunk": (CHUNKED, b"0"),
    "within a chunk": (CHUNKED + b"fff\r\n", b"x"),
    "extension of a chunk": (CHUNKED + b"5;", b"x"),
    "trailers": (CHUNKED + b"0\r\n", b"X: y\r\n"),
    "redirects": (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /", b"x"),
}


def _each_ends(cases: dict[str, Line], deadline_s: float, tally: Tally, *, shake_hands: bool = True) -> None:
    """All at once: they mostly wait."""

    def one(name: str) -> tuple[str, float, str]:
        with Wire(cases[name], shake_hands=shake_hands) as wire:
            return name, *took(lambda: Http(deadline_s=deadline_s, paced=False).get(wire.host, "/a"))

    with ThreadPoolExecutor(len(cases)) as pool:
        longest = 0.0
        for name, seconds, found in pool.map(one, cases):
            tally.holds(name, found == "refused" and seconds <= deadline_s + 1.0, f"{found} after {seconds:.1f} s")
            longest = max(longest, seconds)
    tally.note(f"deadline {deadline_s} s, the longest of {len(cases)} ended after {longest:.2f} s")


@pytest.mark.fault(3)
def test_a_host_that_falls_silent_is_given_up_at_the_deadline(tally: Tally) -> None:
    _each_ends({name: silent(head) for name, head in SILENT.items()}, 1.0, tally)


@pytest.mark.fault(3)
def test_a_host_that_is_silent_in_its_handshake_is_given_up_at_the_deadline(tally: Tally) -> None:
    _each_ends({"handshake": silent(b""), "after a byte of it": silent(b"\x16")}, 1.0, tally, shake_hands=False)


@pytest.mark.fault(3)
def test_a_host_that_reads_no_answer_in_time_is_asked_four_times(tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.transfer.READ_S", 0.1)
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    with Wire(silent(b"")) as wire:
        seconds, found = took(lambda: Http(deadline_s=10, paced=False).get(wire.host, "/a"))
    tally.holds("silent", found == "refused" and seconds < 3 and len(wire.asked) == 4, f"{seconds}, {len(wire.asked)}")


@pytest.fixture
def full() -> Iterator[str]:
    """An address that answers no knock: its queue of connections is full."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        address = listening.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for held in waiting:
            held.setblocking(False)
            held.connect_ex(address)
        time.sleep(0.1)
        yield f"http://127.0.0.1:{address[1]}"
        for held in waiting:
            held.close()


@pytest.mark.fault(3)
def test_a_host_that_takes_no_connection_is_given_up_in_seconds(full: str, tally: Tally) -> None:
    seconds, found = took(lambda: Http(deadline_s=20).get(Host("TIDEGAUGE_TEST_URL", full), "/a"))
    tally.holds("no connection", found == "refused" and seconds < 4, f"{found} after {seconds:.1f} s")


@pytest.mark.fault(3)
def test_a_name_that_does_not_resolve_is_given_up_in_seconds(tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hangs(*_: object, **__: object) -> None:
        released.wait(10)
        raise OSError("too late")

    monkeypatch.setattr("sources.transfer.socket.create_connection", hangs)
    seconds, found = took(lambda: Http().get(Host("TIDEGAUGE_TEST_URL", "https://publisher.example"), "/a"))
    released.set()
    tally.holds("no address", found == "refused" and seconds < 4, f"{found} after {seconds:.1f} s")


@pytest.mark.fault(4)
def test_a_drip_ends_at_the_deadline(tally: Tally) -> None:
    """Each byte keeps the time-out of the connection from ever passing."""
    _each_ends({name: endless(head, piece, 0.05, 400) for name, (head, piece) in DRIPPING.items()}, 0.8, tally)


@pytest.mark.fault(4)
def test_a_drip_in_the_handshake_ends_at_the_deadline(tally: Tally) -> None:
    record = b"\x16\x03\x03\x40\x00"  # a record of the handshake that goes on for 16 KiB
    _each_ends({"handshake": endless(record, b"\x02", 0.05, 400)}, 0.8, tally, shake_hands=False)


@pytest.mark.fault(4)
def test_a_drip_costs_a_host_and_not_its_neighbours(tally: Tally) -> None:
    with Wire(endless(HEAD, b"X", 0.05, 400)) as slow, Wire(whole()) as quick:
        http = Http(deadline_s=0.8, paced=False)
        for _ in range(2):
            took(lambda: http.get(slow.host, "/a"))
        other = Host("TIDEGAUGE_OTHER_URL", quick.url, gap_s=0.01)
        tally.holds("another host", http.get(other, "/a").body == b"here")
        with pytest.raises(FetchError, match="not asked: 2 requests"):
            http.get(slow.host, "/a")
