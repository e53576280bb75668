"""Bodies that are small on the wire and large in memory, or have no end: refused, and what that costs is measured."""

from __future__ import annotations

import gzip
import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from sources.catalog import load
from tests.faults.table import Tally
from tests.faults.wire import Wire, endless
from tests.fuzz.readings import SHEET, reading, with_sheet

MIB = 1 << 20
ALLOWED = 64 * MIB
HEAD = b"HTTP/1.1 200 OK\r\n"
WORKBOOKS = ["worldbank__pink_sheet", "spdr__gld_archive", "safe__official_reserves", "wgc__central_bank_changes"]
JSON_READERS = [
    "boj__call_rate_daily", "bok__base_rate", "cfets__shibor", "nyfed__sofr", "treasury__dts", "lbma__gold_pm",
]  # fmt: skip

pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="The peak is read from /proc.")


class Child:
    """A process that is asked to be bombed, again and again, as a long run would be."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.bombs"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.highest = 0

    def bomb(self, tally: Tally, name: str, **case: str) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"name": name, **case}) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        fine = told["outcome"] == "refused" and told["grown"] < ALLOWED
        tally.holds(name, fine, f"{told['outcome']}, {told['grown'] / MIB:.0f} MiB more: {told['why']}")
        if told["grown"] > self.highest:
            self.highest = told["grown"]
            tally.note(f"{name}: {told['grown'] / MIB:.0f} MiB more")

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def child(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    opened = Child()
    # imports and catalogs are no part of what a bomb costs
    for number, key in enumerate([*WORKBOOKS, *JSON_READERS, "fred__h41"]):
        path = tmp_path_factory.mktemp("bombs") / str(number)
        path.write_bytes(b"warm")
        opened.bomb(Tally(22), "warm", kind="read", release=key, body=str(path))
    yield opened
    opened.close()


@cache
def packed(size: int, piece: bytes = b"\0") -> bytes:
    """A gzip body of so many bytes, a thousandth of that on the wire."""
    inflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = piece * (MIB // len(piece))
    return b"".join([*(inflate.compress(block) for _ in range(size // MIB)), inflate.flush()])


GZIPPED = HEAD + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n"
MOVED = b"HTTP/1.1 302 Found\r\nLocation: http://x.example/\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ENDLESS: dict[str, Callable[[], tuple[bytes, bytes]]] = {  # when it is their turn: they take a while to make
    "a gzip bomb of 256 MiB": lambda: (GZIPPED + packed(256 * MIB), b""),
    "a gzip bomb of lines": lambda: (GZIPPED + packed(256 * MIB, b"2026-01-01,1.0\n "), b""),
    "bytes behind a gzip body, without end": lambda: (GZIPPED + gzip.compress(b"x"), b"y" * 65536),
    "a body without end": lambda: (HEAD + b"Connection: close\r\n\r\n", b"2026-01-01,1.0\n" * 4096),
    "a body as long as it likes": lambda: (HEAD + b"Content-Length: 99999999999999\r\n\r\n", b"x" * 65536),
    "chunks without end": lambda: (CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n"),
    "one chunk without end": lambda: (CHUNKED + b"ffffffffffff\r\n", b"x" * 65536),
    "the size of a chunk without end": lambda: (CHUNKED, b"0" * 65536),
    "trailers without end": lambda: (CHUNKED + b"0\r\n", b"X: y\r\n" * 8192),
    "a status line without end": lambda: (b"HTTP/1.1 200 ", b"x" * 65536),
    "a header without end": lambda: (HEAD + b"X: ", b"x" * 65536),
    "headers without end": lambda: (HEAD, b"X: " + b"y" * 60000 + b"\r\n"),
    "interim answers without end": lambda: (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1024),
    "an error page without end": lambda: (b"HTTP/1.1 404 No\r\nConnection: close\r\n\r\n", b"x" * 65536),
    "a busy page without end": lambda: (b"HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\n", b"x" * 65536),
    "a redirect without end": lambda: (MOVED + b"Connection: close\r\n\r\n", b"x" * 65536),
    "a packed redirect": lambda: (MOVED + GZIPPED.removeprefix(HEAD) + packed(256 * MIB), b""),
}


@pytest.mark.fault(22)
@pytest.mark.parametrize("name", ENDLESS)
def test_an_answer_without_end_is_refused_within_its_memory(name: str, child: Child, tally: Tally) -> None:
    head, piece = ENDLESS[name]()
    with Wire(endless(head, piece, most=10**9 if piece else 0)) as wire:
        # what trickles on is ended by the deadline, what floods by the cap
        child.bomb(tally, name, kind="ask", url=wire.url, deadline_s="4" if 0 < len(piece) < 65536 else "30")


LARGE = {"cip": "cip__govt_premium", "fred": "fred__h41"}  # may send a quarter of a gigabyte
ASKED = LARGE | {r.source: r.key for r in load().releases.values() if r.access != "own_file" and r.source not in LARGE}


@pytest.mark.fault(22)
def test_every_publisher_is_refused_a_bomb(child: Child, tally: Tally) -> None:
    bomb = GZIPPED + packed(512 * MIB, b"2026-01-01,1.0\n ")
    with Wire(endless(bomb, b"", most=0)) as wire:
        for source, key in list(ASKED.items())[: tally.times(99, 3)]:
            child.bomb(tally, f"{source}: gzip bomb", kind="ask", url=wire.url, source=key)


def book(member: str, part: bytes, key: str = WORKBOOKS[0]) -> bytes:
    """A good workbook with another member in it."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(reading(key).payloads[-1].body)) as box,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in {*box.namelist(), member}:
            copy.writestr(name, part if name == member else box.read(name))
    return changed.getvalue()


def understated(body: bytes) -> bytes:
    """The same zip, whose directory says that each member has ten bytes."""
    told = bytearray(body)
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = told.find(mark)
        while at >= 0:
            told[at + place : at + place + 4] = struct.pack("<I", 10)
            at = told.find(mark, at + 4)
    return bytes(told)


def sheet_of(cells: bytes) -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b"<worksheet xmlns='" + main + b"'><sheetData>" + cells + b"</sheetData></worksheet>"


def entities() -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>'.encode() + sheet_of(
        b"<row><c t='inlineStr'><is><t>&l9;</t></is></c></row>"
    )


def many_names() -> bytes:
    """One sheet of ten thousand cells under ten thousand names."""
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    named = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 10_000))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>{named}</sheets></workbook>'.encode()


FAR = sheet_of(b"<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")


def _room() -> bytes:
    return b" " * (100 * MIB)


def bombs(key: str) -> dict[str, bytes]:
    """Workbooks that ask for far more than they weigh."""
    good = reading(key).payloads[-1].body
    return {
        "a sheet of 100 MiB": book(SHEET, sheet_of(_room()), key),
        "a sheet of 100 MiB that says ten bytes": understated(book(SHEET, sheet_of(_room()), key)),
        "a sheet that nobody names": book("xl/worksheets/sheet99.xml", _room(), key),
        "a thousand sheets": _crowd(good),
        "a cell at the far corner": with_sheet(good, FAR),
        "a million cells": book(SHEET, sheet_of(b"<row r='1'>" + b"<c><v>1</v></c>" * 1_200_000 + b"</row>"), key),
        "a long text in many cells": _shown(good),
        "entities of entities": with_sheet(good, entities()),
        "a sheet under many names": book("xl/workbook.xml", many_names(), key),
        "deeply nested": book(SHEET, sheet_of(b"<row>" * 1_000_000), key),
    }


def _crowd(good: bytes) -> bytes:
    changed = io.BytesIO(good)
    with zipfile.ZipFile(changed, "a", zipfile.ZIP_DEFLATED) as copy:
        for number in range(1_100):
            copy.writestr(f"xl/worksheets/more{number}.xml", b" " * (MIB >> 5))
    return changed.getvalue()


def _shown(good: bytes) -> bytes:
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as box, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in {*box.namelist(), "xl/sharedStrings.xml"}:
            shown = sheet_of(b"<row r='1'>" + b"<c t='s'><v>0</v></c>" * 16_000 + b"</row>")
            parts = {SHEET: shown, "xl/sharedStrings.xml": b"<sst><si><t>" + b"x" * MIB + b"</t></si></sst>"}
            copy.writestr(name, parts[name] if name in parts else box.read(name))
    return changed.getvalue()


@pytest.mark.fault(22)
def test_a_workbook_that_asks_for_more_than_it_weighs_is_refused(child: Child, tally: Tally, tmp_path: Path) -> None:
    for key in WORKBOOKS[: tally.times(4, 1)]:
        for name, body in bombs(key).items():
            (tmp_path / "bomb").write_bytes(body)
            child.bomb(tally, f"{key}: {name}", kind="read", release=key, body=str(tmp_path / "bomb"))


NESTED = {"lists": b"[" * (2 * MIB), "objects": b'{"a":' * (MIB >> 1), "pairs": b"[[" * MIB + b"]]" * MIB}


@pytest.mark.fault(22)
def test_a_bomb_within_a_body_is_not_unpacked(child: Child, tally: Tally, tmp_path: Path) -> None:
    (tmp_path / "bomb").write_bytes(packed(256 * MIB))
    for key in ("fred__h41", *JSON_READERS[: tally.times(9, 1)], *WORKBOOKS[: tally.times(9, 1)]):
        child.bomb(tally, f"{key}: gzip within gzip", kind="read", release=key, body=str(tmp_path / "bomb"))


@pytest.mark.fault(22)
def test_a_document_nested_without_end_is_refused(child: Child, tally: Tally, tmp_path: Path) -> None:
    for key in JSON_READERS[: tally.times(9, 2)]:
        for name, body in NESTED.items():
            (tmp_path / "bomb").write_bytes(body)
            child.bomb(tally, f"{key}: nested {name}", kind="read", release=key, body=str(tmp_path / "bomb"))
