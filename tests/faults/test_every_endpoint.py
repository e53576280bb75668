"""Every endpoint of every publisher, answered with each fault: what is recorded is whole and right, or nothing is.

A good reading of the release is recorded first. Then each distinct address is answered badly, once in each way, and
the delivery must fail, be refused, or read to exactly the figures that a whole answer has.
"""

from __future__ import annotations

import gzip
import random
import socket
import struct
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import polars as pl
import pytest

from orchestration.storage.absorb import absorb
from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from sources import ingest
from sources.archive import Archive
from sources.catalog import load
from sources.collect import Asked
from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.observations import KEY
from tests.exchanges import Exchange, Scenario, hosts, scenarios
from tests.faults.table import Tally
from tests.sources.conftest import Conversation

Fault = Callable[[BaseHTTPRequestHandler, bytes], None]

SCENARIOS = [s for r in load().releases.values() for s in scenarios(r)]

HTML = b"<!DOCTYPE html><html><body>We are down for maintenance</body></html>"
BODIES = {
    "an HTML page": HTML,
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "nothing": b"",
    "a line end": b"\n",
    "an empty object": b"{}",
    "an empty list": b"[]",
    "null": b"null",
    "an ECOS envelope": b'{"RESULT":{"CODE":"INFO-200","MESSAGE":"no data"}}',
    "a BoJ envelope": b'{"STATUS":400,"MESSAGEID":"M181005E","MESSAGE":"Bad","DATE":"2026-02-19T9:00:06"}',
    "a FRED envelope": b'{"error_code":429,"error_message":"Too Many Requests.  Exceeded Rate Limit"}',
    "a Fiscal Data envelope": b'{"error":"Invalid Query Param","message":"no"}',
    "an XML error": b'<?xml version="1.0"?><error code="400" message="Bad Request."/>',
    "a broken workbook": b"PK\x03\x04\x14\x00\x06\x00 not a zip",
    "another table": b"a,b\n1,2\n",
}
TOKENS = [
    "NaN",
    "nan",
    "inf",
    "-Infinity",
    "N/A",
    "ND",
    "#N/A",
    "１２３",
    "1.2.3",
    "0x1F",
    "1e999",
    "--",
    "twelve",
    "…",
]


def sent(head: str, body: bytes) -> Fault:
    """Exactly these bytes, then the connection ends."""

    def write(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.close_connection = True
        handler.wfile.write(f"HTTP/1.1 {head}\r\n\r\n".encode() + body)

    return write


def instead(body: bytes, status: str = "200 OK") -> Fault:
    return sent(f"{status}\r\nContent-Length: {len(body)}", body)


def reset(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.wfile = handler.rfile = open("/dev/null", "r+b", buffering=0)  # noqa: SIM115, PTH123


def closed(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.close_connection = True


PLAIN = "200 OK\r\nConnection: close"
GZIPPED = f"{PLAIN}\r\nContent-Encoding: gzip"


def cuts(body: bytes, many: int) -> dict[str, Fault]:
    """The body cut without a trace, at so many points by chance and at a few ends of lines."""
    chance = random.Random(len(body))
    points = sorted({chance.randrange(len(body)) for _ in range(many)} | set(_line_ends(body))) if body else []
    return {f"cut at byte {p} of {len(body)}": sent(PLAIN, body[:p]) for p in points}


def badly_packed(body: bytes) -> dict[str, Fault]:
    packed = gzip.compress(body)
    return {
        "gzip cut": sent(GZIPPED, packed[: len(packed) // 2]),
        "gzip cut in its check sum": sent(GZIPPED, packed[:-3]),
        "gzip with a wrong check sum": sent(GZIPPED, packed[:-8] + b"\1\2\3\4" + packed[-4:]),
        "plain flagged as gzip": sent(f"{GZIPPED}\r\nContent-Length: {len(body)}", body),
    }


def broken_off(body: bytes) -> dict[str, Fault]:
    return {
        "shorter than announced": sent(f"200 OK\r\nContent-Length: {len(body) + 9}", body),
        "chunked without an end": sent("200 OK\r\nTransfer-Encoding: chunked", b"5\r\n" + body[:5] + b"\r\n"),
        "connection reset": reset,
        "closed at once": closed,
    }


def _line_ends(body: bytes) -> Iterator[int]:
    """Behind the last line but one, behind half the lines, behind the first: cuts that leave no half line."""
    ends = [i + 1 for i, byte in enumerate(body) if byte == 0x0A]
    if len(ends) > 2:
        yield from (ends[-2], ends[len(ends) // 2], ends[0])


def instead_of(body: bytes) -> dict[str, Fault]:
    """What a publisher may send instead, with status 200 or another."""
    return {
        **{f"200 with {name}": instead(other) for name, other in BODIES.items() if other != body},
        "204": sent("204 No Content", b""),
        **{f"status {code}": instead(HTML, f"{code} Status") for code in (400, 401, 403, 404, 423, 500, 503)},
        "429 for ever": instead(b"slowly", "429 Too Many Requests"),
        "429 for a day": sent("429 Too Many Requests\r\nRetry-After: 86400\r\nContent-Length: 0", b""),
    }


class Faulty(Conversation):
    """The conversation of a scenario in which one exchange goes wrong, as often as ``times`` says."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario.exchanges)
        self.victim: Exchange | None = None
        self.fault: Fault = closed
        self.times = 0

    def send(self, handler: BaseHTTPRequestHandler, exchange: Exchange) -> None:
        if exchange is self.victim and self.times > 0:
            self.times -= 1
            self.fault(handler, exchange.body)
        else:
            super().send(handler, exchange)


class Bench:
    """One release against its faulty publisher, with a good reading of it recorded already."""

    def __init__(self, scenario: Scenario, folder: Path, publisher: Faulty, warehouse: Warehouse) -> None:
        self.release = load().release(scenario.release)
        self.scenario, self.publisher, self.warehouse = scenario, publisher, warehouse
        self.archive = Archive(folder / "archive")
        self.expected = pl.DataFrame(
            scenario.expected,
            schema={"series": pl.String, "area": pl.String, "period": pl.Date, "value": pl.Float64},
            orient="row",
        ).sort(KEY)
        assert self.read() == self.expected.rows()
        assert absorb(self.release, Asked(self.release, "answered"), self.archive, warehouse).outcome == "recorded"

    def read(self) -> list[tuple[object, ...]] | None:
        """What a reading brings, or None when it fails or is refused."""
        http = Http(deadline_s=30, paced=False)
        try:
            entry = ingest.fetch(self.release, http, self.archive, since=self.scenario.since)
            table = ingest.read(self.archive.open(entry), self.release)
        except (FetchError, PayloadRefused):
            return None
        return table.drop("payload").sort(KEY).rows()

    def outcome(self, victim: Exchange, fault: Fault, times: int = 99) -> str:
        """``right``, ``refused`` or what was wrong with the figures that were accepted."""
        self.publisher.victim, self.publisher.fault, self.publisher.times = victim, fault, times
        rows = self.read()
        standing = absorb(self.release, Asked(self.release, "answered"), self.archive, self.warehouse)
        if rows is None or standing.outcome == "refused":
            return "refused"
        return "right" if rows == self.expected.rows() else f"accepted {len(rows)} rows of {self.expected.height}"

    def victims(self) -> list[Exchange]:
        """One exchange for each distinct address, and the last one, where the end of the answer lies."""
        first = {(e.path, e.method): e for e in reversed(self.scenario.exchanges) if e.status == 200}
        last = [e for e in self.scenario.exchanges if e.status == 200][-1]
        return list({id(e): e for e in [*first.values(), last]}.values())


@pytest.fixture(scope="module")
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One for all tests of a scenario: whatever they try, the figures recorded stay the good ones."""
    scenario, folder = request.param, tmp_path_factory.mktemp("bench")
    home = Home(folder / "home").prepare()
    with (
        pytest.MonkeyPatch.context() as patch,
        Faulty(scenario) as publisher,
        Warehouse.open(home.warehouse, load()) as warehouse,
    ):
        patch.setattr("tenacity.nap.time.sleep", lambda _: None)
        for variable in ("FRED_API_KEY", "BOK_API_KEY"):
            patch.delenv(variable, raising=False)
        for host in hosts():
            patch.setenv(host.variable, publisher.url)
        for name, value in scenario.environment.items():
            patch.setenv(name, value)
        yield Bench(scenario, folder, publisher, warehouse)


every_endpoint = pytest.mark.parametrize(
    "bench", SCENARIOS, ids=[f"{s.release}-{s.name}" for s in SCENARIOS], indirect=True, scope="module"
)


def _try(bench: Bench, faults: Callable[[bytes], dict[str, Fault]], tally: Tally) -> None:
    for victim in bench.victims():
        for name, fault in faults(victim.body).items():
            tally.case(f"{bench.scenario.release} {victim.path}: {name}", bench.outcome(victim, fault))


@every_endpoint
@pytest.mark.fault(5)
def test_half_a_body_is_never_accepted(bench: Bench, tally: Tally) -> None:
    _try(bench, lambda body: cuts(body, tally.times(100, 5)), tally)


@every_endpoint
@pytest.mark.fault(6)
def test_a_body_packed_badly_is_never_accepted(bench: Bench, tally: Tally) -> None:
    _try(bench, badly_packed, tally)


@every_endpoint
@pytest.mark.fault(7)
def test_a_connection_that_breaks_gives_nothing(bench: Bench, tally: Tally) -> None:
    _try(bench, broken_off, tally)


@every_endpoint
@pytest.mark.fault(8)
def test_another_body_or_status_is_never_accepted(bench: Bench, tally: Tally) -> None:
    _try(bench, instead_of, tally)


@every_endpoint
@pytest.mark.fault(7)
def test_a_passing_fault_costs_nothing(bench: Bench, tally: Tally) -> None:
    passing = {
        "429 with Retry-After": sent("429 Slow\r\nRetry-After: 0\r\nContent-Length: 0", b""),
        "503": instead(b"", "503 Busy"),
        "closed at once": closed,
        "cut": sent("200 OK\r\nContent-Length: 99999", b"half of"),
    }
    for victim in bench.victims():
        for name, fault in passing.items():
            found = bench.outcome(victim, fault, times=2)
            tally.holds(f"{bench.scenario.release} {victim.path}: {name}, twice", found == "right", found)


@every_endpoint
@pytest.mark.fault(12)
def test_a_figure_that_is_no_number_is_missing_or_refused(bench: Bench, tally: Tally) -> None:
    """One figure of the body becomes a token; the reading is refused, or has that figure missing and no other."""
    for victim in bench.victims():
        place = _a_figure(victim.body, bench.expected)
        for token in TOKENS if place else []:
            body = victim.body[: place[0]] + token.encode() + victim.body[place[1] :]
            bench.publisher.victim, bench.publisher.fault, bench.publisher.times = victim, instead(body), 99
            rows = bench.read()
            fine = rows is None or _same_but_one_missing(rows, bench.expected.rows())
            tally.holds(f"{bench.scenario.release} {victim.path}: {token}", fine, rows)
    if not tally.tried:
        pytest.skip("no figure stands in a body exactly once")


def _a_figure(body: bytes, expected: pl.DataFrame) -> tuple[int, int] | None:
    """Where a figure of the expected table stands in the body, as text and only once."""
    for value in expected["value"].drop_nulls():
        for text in {f"{value:g}", repr(value), f"{value:.2f}", f"{value:.0f}", repr(value).removesuffix(".0")}:
            token = text.encode()
            if len(token) > 3 and body.count(token) == 1:
                start = body.index(token)
                return start, start + len(token)
    return None


def _same_but_one_missing(rows: list[tuple[object, ...]], expected: list[tuple[object, ...]]) -> bool:
    there = {row[:3]: row[3] for row in rows}
    changed = [row for row in expected if there.get(row[:3]) != row[3]]
    return len(there) <= len(expected) and len(changed) <= 1 and all(there.get(r[:3]) is None for r in changed)
