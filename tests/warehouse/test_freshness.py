"""How fresh each series is: its last figure, what comes next and when, by figures and catalog and no clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orchestration.storage import freshness
from orchestration.storage.freshness import Freshness
from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from sources.archive import Entry
from sources.catalog import Catalog

OCTOBER = datetime(2026, 10, 5, 12, tzinfo=UTC)
Row = tuple[str, str, date, float | None]


@pytest.fixture
def warehouse(home: Home, catalog: Catalog) -> Iterator[Warehouse]:
    with Warehouse.open(home.warehouse, catalog) as opened:
        yield opened


def record(warehouse: Warehouse, catalog: Catalog, key: str, rows: Sequence[Row], at: datetime = OCTOBER) -> None:
    schema = {"series": pl.String, "area": pl.String, "period": pl.Date, "value": pl.Float64, "payload": pl.String}
    table = pl.DataFrame([(*row, "payload") for row in rows], schema=schema, orient="row")
    entry = Entry(
        release=key,
        at=at,
        origin="live",
        outcome="delivered",
        reason="",
        certificate={},
        payloads=({"sha256": f"{at:%Y%m%d}", "bytes": 1},),
        root=Path("unused"),
    )
    warehouse.record(table, entry, catalog.release(key))


def of(warehouse: Warehouse, catalog: Catalog, key: str) -> dict[str, Freshness]:
    return {row.series: row for row in freshness.of(warehouse.sql, catalog.release(key))}


def week(day: int, *, series: str = "WALCL", value: float | None = 6_700_000.0) -> Row:
    return (series, "USA", date(2026, 8, day), value)


def test_a_series_says_its_last_period_when_it_was_known_and_what_comes_next(
    warehouse: Warehouse, catalog: Catalog
) -> None:
    record(warehouse, catalog, "fred__h41", [week(12), week(19)])
    assert of(warehouse, catalog, "fred__h41")["WALCL"] == Freshness(
        release="fred__h41",
        series="WALCL",
        last_period=date(2026, 8, 19),
        known_at=datetime(2026, 8, 20, 20, 30, tzinfo=UTC),
        next_period=date(2026, 8, 26),
        next_expected_at=datetime(2026, 8, 27, 20, 30, tzinfo=UTC),
        late_from=datetime(2026, 8, 29, 20, 30, tzinfo=UTC),
    )


def test_a_series_without_figures_expects_nothing_beside_one_that_has_some(
    warehouse: Warehouse, catalog: Catalog
) -> None:
    record(warehouse, catalog, "fred__h41", [week(19)])
    assert of(warehouse, catalog, "fred__h41")["TREAST"] == Freshness("fred__h41", "TREAST")


@pytest.mark.parametrize("key", ["fred__gdp", "lbma__gold_pm", "cip__govt_premium", "wgc__central_bank_changes"])
def test_a_release_that_was_never_fetched_or_loaded_is_not_missed(
    warehouse: Warehouse, catalog: Catalog, key: str
) -> None:
    rows = freshness.of(warehouse.sql, catalog.release(key))
    assert rows == [Freshness(key, spec.name) for spec in catalog.release(key).series]
    assert freshness.first_late(rows) is None


def test_a_file_of_one_s_own_is_late_once_it_was_loaded(warehouse: Warehouse, catalog: Catalog) -> None:
    record(warehouse, catalog, "lbma__gold_pm", [("LBMA_GOLD_PM", "WLD", date(2026, 8, 28), 3400.0)])
    found = of(warehouse, catalog, "lbma__gold_pm")["LBMA_GOLD_PM"]
    assert found.next_period == date(2026, 9, 1)  # the Monday is a bank holiday in London
    assert found.late_from == datetime(2026, 9, 8, 15, tzinfo=UTC)


def test_a_series_that_has_ended_keeps_its_last_period_and_expects_nothing(
    warehouse: Warehouse, catalog: Catalog
) -> None:
    record(warehouse, catalog, "fred__h10_discontinued", [("DTWEXM", "USA", date(2019, 12, 31), 91.2)])
    found = of(warehouse, catalog, "fred__h10_discontinued")["DTWEXM"]
    assert (found.last_period, found.known_at) == (date(2019, 12, 31), datetime(2020, 1, 6, 21, 15, tzinfo=UTC))
    assert (found.next_period, found.next_expected_at, found.late_from) == (None, None, None)


def test_a_period_published_without_a_figure_is_not_the_last(warehouse: Warehouse, catalog: Catalog) -> None:
    record(warehouse, catalog, "fred__h41", [week(12), week(19, value=None)])
    assert of(warehouse, catalog, "fred__h41")["WALCL"].last_period == date(2026, 8, 12)


def test_a_figure_that_was_withdrawn_is_not_the_last(warehouse: Warehouse, catalog: Catalog) -> None:
    quarters = [("GDP", "USA", date(2026, month, day), 31000.0 + month) for month, day in ((3, 31), (6, 30))]
    record(warehouse, catalog, "fred__gdp", quarters)
    warehouse.sql.execute("UPDATE raw.fred__gdp SET value = NULL, withdrawn = true WHERE period = '2026-06-30'")
    assert of(warehouse, catalog, "fred__gdp")["GDP"].last_period == date(2026, 3, 31)


def test_a_revised_figure_was_known_from_its_revision_on(warehouse: Warehouse, catalog: Catalog) -> None:
    record(warehouse, catalog, "fred__h41", [week(19)], datetime(2026, 8, 21, tzinfo=UTC))
    record(warehouse, catalog, "fred__h41", [week(19, value=6_710_000.0)])
    found = of(warehouse, catalog, "fred__h41")["WALCL"]
    assert (found.known_at, found.next_period) == (OCTOBER, date(2026, 8, 26))


def test_the_newest_reporter_says_how_far_a_series_of_many_reaches_and_the_quick_ones_when_more_is_due(
    warehouse: Warehouse, catalog: Catalog
) -> None:
    months = {"DEU": date(2026, 4, 30), "CHN": date(2026, 7, 31), "POL": date(2026, 7, 31), "CZE": date(2026, 6, 30)}
    rows = [("IMF_GOLD", area, month, 2e7) for area, month in months.items()]
    record(warehouse, catalog, "imf__international_liquidity", rows)
    found = of(warehouse, catalog, "imf__international_liquidity")["IMF_GOLD"]
    assert found.last_period == date(2026, 7, 31)
    assert found.known_at == datetime(2026, 9, 1, 16, tzinfo=UTC)
    assert found.next_expected_at == datetime(2026, 10, 1, 16, tzinfo=UTC)


def test_the_first_to_be_late_is_the_series_that_ends_first_and_by_name_among_equals() -> None:
    def row(series: str, day: int | None) -> Freshness:
        return Freshness("r", series, late_from=datetime(2026, 9, day, tzinfo=UTC) if day else None)

    rows = [row("C", 3), row("B", 2), row("A", 2), row("D", None)]
    assert freshness.first_late(rows) == row("A", 2)


def stored(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return warehouse.sql.execute("FROM ledger.freshness").fetchall()


def test_the_ledger_has_one_row_a_series_and_the_same_rows_whenever_they_are_written(
    warehouse: Warehouse, catalog: Catalog
) -> None:
    record(warehouse, catalog, "fred__h41", [week(12), week(19)])

    def write() -> list[tuple[Any, ...]]:
        freshness.refresh(warehouse.sql, catalog)
        return stored(warehouse)

    first = write()
    assert [row[1] for row in first] == [s.name for r in catalog.releases.values() for s in r.series]
    assert write() == first
    columns = warehouse.sql.execute("DESCRIBE ledger.freshness").fetchall()
    assert [(name, kind) for name, kind, *_ in columns] == [
        ("release", "VARCHAR"),
        ("series", "VARCHAR"),
        ("last_period", "DATE"),
        ("known_at", "TIMESTAMP WITH TIME ZONE"),
        ("next_period", "DATE"),
        ("next_expected_at", "TIMESTAMP WITH TIME ZONE"),
        ("late_from", "TIMESTAMP WITH TIME ZONE"),
    ]


def test_neither_the_calendar_nor_the_table_asks_what_time_it_is() -> None:
    """Else a run with nothing new would publish anew."""
    project = Path(freshness.__file__).parents[2]
    for name in ("orchestration/storage/freshness.py", "sources/calendars.py"):
        text = (project / name).read_text("utf-8")
        assert not any(clock in text for clock in ("now(", "today(", "current_")), name
