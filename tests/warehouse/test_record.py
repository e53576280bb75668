"""record(): append only news, all or nothing, and never a silent loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orchestration.storage.home import Home
from orchestration.storage.warehouse import News, Warehouse
from sources.archive import Entry
from sources.catalog import Catalog
from sources.errors import PayloadRefused
from sources.model import Release

AUGUST, SEPTEMBER, OCTOBER = (datetime(2026, m, 21, tzinfo=UTC) for m in (8, 9, 10))


@pytest.fixture
def warehouse(home: Home, catalog: Catalog) -> Iterator[Warehouse]:
    with Warehouse.open(home.warehouse, catalog) as opened:
        yield opened


@pytest.fixture
def gdp(catalog: Catalog) -> Release:
    return catalog.release("fred__gdp")


def delivery(at: datetime) -> Entry:
    return Entry(
        release="fred__gdp",
        at=at,
        origin="live",
        outcome="delivered",
        reason="",
        certificate={},
        payloads=({"sha256": f"{at:%Y%m%d}", "bytes": 1},),
        root=Path("unused"),
    )


def quarters(values: dict[date, float | None]) -> pl.DataFrame:
    rows = [("GDP", "USA", day, value, "payload") for day, value in values.items()]
    schema = {"series": pl.String, "area": pl.String, "period": pl.Date, "value": pl.Float64, "payload": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def versions(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return warehouse.sql.execute(
        "SELECT period, value, withdrawn, known_at, known_basis FROM raw.fred__gdp ORDER BY period, known_at"
    ).fetchall()


Q1, Q2, Q3 = date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30)
START = {Q1: 30000.0, Q2: 30485.7}


def test_a_first_load_is_known_from_its_publication_calendar(warehouse: Warehouse, gdp: Release) -> None:
    assert warehouse.record(quarters(START), delivery(AUGUST), gdp) == News(2, 0, 0)
    assert versions(warehouse)[1] == (Q2, 30485.7, False, datetime(2025, 7, 31, 12, 30, tzinfo=UTC), "modelled")


def test_a_figure_that_came_before_its_calendar_is_known_from_the_fetch(warehouse: Warehouse, gdp: Release) -> None:
    early = datetime(2025, 7, 1, tzinfo=UTC)
    warehouse.record(quarters(START), delivery(early), gdp)
    assert versions(warehouse)[1][3:] == (early, "observed")


def test_the_same_delivery_again_adds_nothing(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters(START), delivery(AUGUST), gdp)
    before = versions(warehouse)
    for at in (SEPTEMBER, OCTOBER):
        assert not warehouse.record(quarters(START), delivery(at), gdp)
    assert versions(warehouse) == before


def test_a_revised_value_adds_a_version_known_from_the_fetch_that_showed_it(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters(START), delivery(AUGUST), gdp)
    assert warehouse.record(quarters({**START, Q2: 30500.0}), delivery(SEPTEMBER), gdp) == News(0, 1, 0)
    assert [v[1:] for v in versions(warehouse) if v[0] == Q2][1] == (30500.0, False, SEPTEMBER, "observed")


def test_a_value_that_the_publisher_removes_from_the_middle_is_withdrawn(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters({**START, Q3: 31098.0}), delivery(AUGUST), gdp)
    assert warehouse.record(quarters({Q1: 30000.0, Q3: 31098.0}), delivery(SEPTEMBER), gdp) == News(0, 0, 1)
    assert [v[1:4] for v in versions(warehouse) if v[0] == Q2][1] == (None, True, SEPTEMBER)


def test_a_history_cut_at_its_beginning_withdraws_nothing(warehouse: Warehouse, gdp: Release) -> None:
    """FRED shows some series for ten years, or three."""
    warehouse.record(quarters({**START, Q3: 31098.0}), delivery(AUGUST), gdp)
    assert not warehouse.record(quarters({Q3: 31098.0}), delivery(SEPTEMBER), gdp)
    assert len(versions(warehouse)) == 3


def test_a_copy_that_ends_before_the_last_one_is_refused(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters({**START, Q3: 31098.0}), delivery(AUGUST), gdp)
    with pytest.raises(PayloadRefused, match="GDP ends 2025-03-31; the publisher gave 2025-09-30 earlier"):
        warehouse.record(quarters({Q1: 29999.0}), delivery(SEPTEMBER), gdp)
    assert len(versions(warehouse)) == 3


def test_an_older_copy_than_the_bundle_is_recorded_all_the_same(warehouse: Warehouse, gdp: Release) -> None:
    """The bundle is no reading of the publisher: what a first live reading brings is the publisher's word."""
    warehouse.record(quarters({**START, Q3: 31098.0}), replace(delivery(AUGUST), origin="bundled"), gdp)
    assert warehouse.record(quarters({Q1: 29999.0}), delivery(SEPTEMBER), gdp) == News(0, 1, 0)


def test_a_window_may_end_before_what_it_did_not_ask_for(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters(START), delivery(AUGUST), gdp)
    window = replace(delivery(SEPTEMBER), since=Q3)
    assert warehouse.record(quarters({Q3: None}), window, gdp) == News(1, 0, 0)
    window = replace(delivery(OCTOBER), since=Q2)
    with pytest.raises(PayloadRefused, match="GDP ends nowhere"):
        warehouse.record(quarters({Q3: None}), window, gdp)


UNPROVEN = ["payload"]


def test_a_body_without_announced_length_must_reach_what_is_known_even_from_the_bundle(
    warehouse: Warehouse, gdp: Release
) -> None:
    warehouse.record(quarters({**START, Q3: 31098.0}), replace(delivery(AUGUST), origin="bundled"), gdp)
    with pytest.raises(PayloadRefused, match="GDP USA lacks 1 known figures, such as that of 2025-09-30"):
        warehouse.record(quarters(START), delivery(SEPTEMBER), gdp, unproven=UNPROVEN)
    assert not warehouse.record(quarters({**START, Q3: 31098.0}), delivery(SEPTEMBER), gdp, unproven=UNPROVEN)


def test_a_body_without_announced_length_of_an_unknown_series_is_refused(warehouse: Warehouse, gdp: Release) -> None:
    with pytest.raises(PayloadRefused, match="GDP is not known from before"):
        warehouse.record(quarters(START), delivery(SEPTEMBER), gdp, unproven=UNPROVEN)


def test_a_body_without_announced_length_must_hold_every_area_that_is_known(
    warehouse: Warehouse, catalog: Catalog
) -> None:
    imf = catalog.release("imf__international_liquidity")
    day = date(2026, 7, 31)

    def gold(*areas: str) -> pl.DataFrame:
        rows = [("IMF_GOLD", area, day, 1e7, "payload") for area in areas]
        return pl.DataFrame(rows, schema=quarters({}).schema, orient="row")

    at = {name: replace(delivery(day), release=imf.key) for name, day in (("aug", AUGUST), ("sep", SEPTEMBER))}
    warehouse.record(gold("POL", "ZMB"), at["aug"], imf)
    with pytest.raises(PayloadRefused, match="IMF_GOLD ZMB lacks 1 known figures, such as that of 2026-07-31"):
        warehouse.record(gold("POL"), at["sep"], imf, unproven=UNPROVEN)
    assert not warehouse.record(gold("POL"), at["sep"], imf)


def test_a_withdrawn_value_that_comes_back_is_a_new_version(warehouse: Warehouse, gdp: Release) -> None:
    whole = {**START, Q3: 31098.0}
    warehouse.record(quarters(whole), delivery(AUGUST), gdp)
    warehouse.record(quarters({Q1: 30000.0, Q3: 31098.0}), delivery(SEPTEMBER), gdp)
    assert warehouse.record(quarters(whole), delivery(OCTOBER), gdp) == News(0, 1, 0)


def test_a_blank_that_is_filled_later_is_not_known_before_the_blank_was(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters({**START, Q3: None}), delivery(datetime(2025, 12, 1, tzinfo=UTC)), gdp)
    warehouse.record(quarters({**START, Q3: 31098.0}), delivery(AUGUST), gdp)
    blank, filled = (v for v in versions(warehouse) if v[0] == Q3)
    assert (blank[1], filled[1]) == (None, 31098.0)
    assert filled[3] >= blank[3]


@pytest.mark.parametrize("factor", [1000, 100, 0.001, 10, 0.1])
def test_a_series_in_another_unit_is_refused_and_nothing_of_it_recorded(
    warehouse: Warehouse, gdp: Release, factor: float
) -> None:
    years = {date(year, 12, 31): 20000.0 + year for year in range(2010, 2020)}
    warehouse.record(quarters(years), delivery(AUGUST), gdp)
    with pytest.raises(PayloadRefused, match="unit or scale changed: GDP"):
        warehouse.record(quarters({d: v * factor for d, v in years.items()}), delivery(SEPTEMBER), gdp)
    assert len(versions(warehouse)) == 10


@pytest.mark.parametrize("step", ["judge", "quarantine.enter"])
def test_a_failure_while_recording_leaves_no_row_and_no_ledger_entry(
    warehouse: Warehouse, gdp: Release, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("disk full")

    owner = "orchestration.storage.warehouse" + ("" if "." in step else ".Warehouse")
    monkeypatch.setattr(f"{owner}.{step}", broken)
    with pytest.raises(RuntimeError):
        warehouse.record(quarters(START), delivery(AUGUST), gdp)
    assert versions(warehouse) == []
    assert warehouse.seen("fred__gdp") == set()
