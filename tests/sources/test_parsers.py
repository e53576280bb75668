"""Whatever a body holds, a parser refuses it or gives rows that meet the contract: bodies by chance, and ones found."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.catalog import load
from sources.errors import PayloadRefused
from sources.observations import SCHEMA, frame, number
from sources.periods import Frequency, last_of
from sources.publishers.text import json_of, rows_of
from sources.publishers.workbook import sheets
from tests.fuzz.readings import reading, sheet, targets

FOUND = Path(__file__).parents[1] / "fixtures" / "fuzz"
PIECES = [
    b"\n",
    b",",
    b'"',
    b"\t",
    b"{",
    b"}",
    b"[",
    b"]",
    b"null",
    b"-",
    b"9" * 400,
    b"\xff\xfe",
    b"\x00",
    b"<html>",
    b"9999",
]


def changed(body: bytes, chance: random.Random) -> bytes:
    """The body with a stretch gone, doubled, in another place, or replaced: what cuts, proxies and editors do."""
    at, other = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    piece = chance.choice(PIECES)
    return chance.choice(
        [
            body[:at] + body[other:],
            body[:other] + body[at:],
            body[other:] + body[:at],
            body[:at] + piece + body[at:],
            body[:at] + piece + body[at + len(piece) :],
            body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :],
        ]
    )


@pytest.mark.parametrize("key", targets())
def test_a_body_that_was_changed_by_chance_is_refused_or_meets_the_contract(key: str) -> None:
    held, chance = reading(key), random.Random(key)
    for _ in range(40):
        number_ = chance.randrange(len(held.payloads))
        body = sheet(held.payloads[number_].body)
        for _ in range(chance.randrange(1, 4)):
            body = changed(body, chance)
        held.outcome(number_, body)  # raises what a parser must not raise


@pytest.mark.parametrize("case", sorted(FOUND.rglob("*-*")), ids=lambda path: f"{path.parent.name}-{path.name[:16]}")
def test_what_the_fuzzer_found_stays_mended(case: Path) -> None:
    body = case.read_bytes()
    reading(case.parent.name).outcome(body[0], body[1:])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_figure_is_read_as_what_was_written(value: float) -> None:
    assert number(repr(value), frozenset()) == value
    assert number(f" {value!r}\n", frozenset()) == value


@given(st.integers(-(10**15), 10**15))
def test_thousands_separators_stand_where_they_belong(value: int) -> None:
    assert number(f"{value:,}", frozenset()) == float(value)


@given(st.text(max_size=12))
def test_a_token_is_a_plain_number_a_mark_or_an_error(text: str) -> None:
    """Nothing that float() takes beside plain numbers gets through: nan, inf, underscores, digits of other scripts."""
    try:
        value = number(text, frozenset({"n.a."}))
    except ValueError:
        return
    if text.strip() == "n.a.":
        assert value is None
    else:
        assert value is not None and value == float(text.replace(",", ""))
        assert set(text.strip()) <= set("0123456789+-.,eE")


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(Frequency))
def test_a_period_is_known_by_its_last_day_whatever_day_names_it(day: date, frequency: Frequency) -> None:
    last = last_of(day, frequency)
    assert last >= day
    assert last_of(last, frequency) == last


SPEC = load().release("fred__wti").series[0]


@given(st.lists(st.tuples(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.none() | st.floats(0, 100)), max_size=30))
def test_a_frame_has_each_row_once_and_keeps_contradictions(rows: list[tuple[date, float | None]]) -> None:
    table = frame((SPEC, SPEC.area, day, value) for day, value in [*rows, *rows])
    assert table.schema == pl.Schema(SCHEMA)
    assert set(table.select("period", "value").rows()) == set(rows)
    assert table.height == len(set(rows))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_bytes_are_rows_a_document_a_workbook_or_refused(body: bytes) -> None:
    for reader in (rows_of, json_of, sheets):
        try:
            reader(body)
        except PayloadRefused:
            continue


@given(
    st.lists(st.lists(st.text('ab1,"; é\n', max_size=6).map(str.strip), min_size=1, max_size=4), min_size=1, max_size=6)
)
def test_cells_come_back_as_they_were_written(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    assert rows_of(text.getvalue().encode()) == rows
