"""What a live delivery may lack of what is known, and which of its columns may come and go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from orchestration.storage import columns
from orchestration.storage.home import Home
from orchestration.storage.warehouse import News, Warehouse
from sources.archive import Entry
from sources.catalog import load
from sources.columns import Columns, heard, note
from sources.errors import PayloadRefused
from sources.observations import SCHEMA

RELEASE = load().release("fred__wti")
START = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(100)]


@pytest.fixture
def warehouse(home: Home) -> Iterator[Warehouse]:
    with Warehouse.open(home.warehouse, load()) as opened:
        yield opened


def read(
    warehouse: Warehouse,
    days: Sequence[date],
    number: int,
    *,
    rolls: bool = False,
    since: date | None = None,
    whole: bool = True,
    found: dict[str, Columns] | None = None,
    origin: str = "live",
) -> News:
    rows = [(RELEASE.series[0].name, RELEASE.series[0].area, day, 70.0 + day.day / 10) for day in days]
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row").with_columns(payload=pl.lit(f"p{number}"))
    entry = Entry(
        release=RELEASE.key,
        at=START + timedelta(days=number),
        origin=origin,  # type: ignore[arg-type]
        outcome="delivered",
        reason="",
        certificate={"plan": "all"} if whole else {},
        payloads=({"sha256": f"p{number}", "bytes": 1},),
        root=Path("unused"),
        since=since,
    )
    return warehouse.record(table, entry, RELEASE.model_copy(update={"rolls": rolls}), found=found or {})


def test_a_whole_reading_that_begins_later_than_the_one_before_is_refused(warehouse: Warehouse) -> None:
    read(warehouse, DAYS, 0)
    with pytest.raises(PayloadRefused, match="shrunken history: DCOILWTICO begins 2024-01-02; the publisher gave 2024"):
        read(warehouse, DAYS[1:], 1)


@pytest.mark.parametrize("kind", [{"rolls": True}, {"since": DAYS[1]}, {"whole": False}])
def test_a_window_and_a_history_that_rolls_may_begin_later(kind: dict[str, object], warehouse: Warehouse) -> None:
    read(warehouse, DAYS, 0)
    assert read(warehouse, DAYS[1:], 1, **kind) == News(0, 0, 0)  # type: ignore[arg-type]


def test_the_publisher_may_begin_later_than_the_bundle_did(warehouse: Warehouse) -> None:
    read(warehouse, DAYS, 0, origin="bundled")
    assert read(warehouse, DAYS[10:], 1) == News(0, 0, 0)


def test_a_delivery_that_lacks_a_tenth_within_it_is_refused(warehouse: Warehouse) -> None:
    read(warehouse, DAYS, 0)
    with pytest.raises(PayloadRefused, match="lacks 11 of 100 known figures"):
        read(warehouse, [*DAYS[:50], *DAYS[61:]], 1)


def test_a_few_figures_may_be_withdrawn(warehouse: Warehouse) -> None:
    read(warehouse, DAYS, 0)
    assert read(warehouse, [*DAYS[:50], *DAYS[53:]], 1) == News(0, 0, 3)


def table_of(*rows: Sequence[str]) -> dict[str, Columns]:
    found: dict[str, Columns] = {}
    with heard(found):
        note(rows)
    return found


def test_a_new_column_is_told_of_for_a_month(warehouse: Warehouse) -> None:
    read(warehouse, DAYS[:-3], 0, found=table_of(["date", "value"]))
    assert columns.told(warehouse.sql, RELEASE.key) == ""
    read(warehouse, DAYS[:-2], 1, found=table_of(["date", "value", "note"]))
    assert columns.told(warehouse.sql, RELEASE.key) == "new columns that nobody reads: note (since 2026-09-02)"
    read(warehouse, DAYS[:-1], 20, found=table_of(["date", "value", "note"]))
    assert "note" in columns.told(warehouse.sql, RELEASE.key)
    read(warehouse, DAYS, 40, found=table_of(["date", "value", "note"]))
    assert columns.told(warehouse.sql, RELEASE.key) == ""


def test_a_column_that_every_row_had_may_not_go(warehouse: Warehouse) -> None:
    read(warehouse, DAYS, 0, found=table_of(["date", "value"], ["date", "value", "note"]))
    read(warehouse, DAYS, 1, found=table_of(["value", "date"]))
    with pytest.raises(PayloadRefused, match=r"columns \['value'\] as in every reading.*new beside them: \['figure'\]"):
        read(warehouse, DAYS, 2, found=table_of(["date", "figure"]))
    assert columns.told(warehouse.sql, RELEASE.key) == ""


def test_the_columns_of_the_bundle_are_not_the_publishers(warehouse: Warehouse) -> None:
    read(warehouse, DAYS, 0, found=table_of(["date", "value"]), origin="bundled")
    read(warehouse, DAYS, 1, found=table_of(["day", "figure"]))
    assert columns.told(warehouse.sql, RELEASE.key) == ""


def test_a_release_that_is_read_anew_forgets_its_columns(warehouse: Warehouse) -> None:
    read(warehouse, DAYS, 0, found=table_of(["date", "value"]))
    warehouse.forget(RELEASE.key)
    read(warehouse, DAYS[5:], 1, found=table_of(["day", "figure"]))


def test_nobody_listens_outside_a_reading() -> None:
    note([["date"]])
    found = table_of(["date"])
    assert found[""].ever == {"date"} and replace(found[""]).always == {"date"}
