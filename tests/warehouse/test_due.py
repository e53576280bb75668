"""When each observation of a delivery was due: by the series' rule, by the reporter's lag, and without asking twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from orchestration.storage import due as module
from orchestration.storage.due import due
from sources.catalog import Catalog

JUNE, JULY = date(2026, 6, 30), date(2026, 7, 31)


def table(rows: list[tuple[str, str, date]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"series": pl.String, "area": pl.String, "period": pl.Date}, orient="row")


def moments(found: pl.DataFrame) -> dict[tuple[str, str, date], datetime]:
    return {(series, area, period): due_at for series, area, period, due_at in found.iter_rows()}


def test_each_reporter_has_its_own_lag_and_each_row_one_moment(catalog: Catalog) -> None:
    imf = catalog.release("imf__international_liquidity")
    rows = [("IMF_GOLD", area, month) for area in ("POL", "CHN", "DEU", "BOL") for month in (JUNE, JULY)]
    found = due(table(rows), imf)
    assert found.columns == ["series", "area", "period", "due_at"]
    assert {key[1:]: at.date() for key, at in moments(found).items()} == {
        ("POL", JUNE): date(2026, 8, 3),
        ("POL", JULY): date(2026, 9, 1),
        ("CHN", JUNE): date(2026, 9, 1),
        ("CHN", JULY): date(2026, 10, 1),
        ("DEU", JUNE): date(2026, 11, 2),
        ("DEU", JULY): date(2026, 12, 1),
        ("BOL", JUNE): date(2026, 11, 2),
        ("BOL", JULY): date(2026, 12, 1),
    }


def test_a_series_with_a_rule_of_its_own_keeps_it_beside_its_neighbours(catalog: Catalog) -> None:
    day = date(2026, 8, 20)
    rows = [(series, "USA", day) for series in ("IORB", "SOFR")]
    found = moments(due(table(rows), catalog.release("fred__money_market")))
    assert found == {
        ("IORB", "USA", day): datetime(2026, 8, 19, 20, 30, tzinfo=UTC),
        ("SOFR", "USA", day): datetime(2026, 8, 21, 13, tzinfo=UTC),
    }


def test_a_period_that_was_delayed_is_due_when_it_came(catalog: Catalog) -> None:
    quarter = date(2025, 9, 30)
    found = moments(due(table([("GDP", "USA", quarter)]), catalog.release("fred__gdp")))
    assert found == {("GDP", "USA", quarter): datetime(2025, 12, 23, 13, 30, tzinfo=UTC)}


def test_a_million_rows_ask_the_calendar_once_a_period_and_lag(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = module.schedule

    def counted(periods, *rest):  # type: ignore[no-untyped-def]
        asked.extend(periods)
        return real(periods, *rest)

    monkeypatch.setattr(module, "schedule", counted)
    months = pl.date_range(date(2000, 1, 1), date(2026, 7, 1), "1mo", eager=True).dt.month_end()
    areas = [f"X{n:03}" for n in range(1600)] + ["POL", "DEU"]
    grid = pl.DataFrame({"period": months}).join(pl.DataFrame({"area": areas}), how="cross")
    million = pl.concat(grid.with_columns(series=pl.lit(s)) for s in ("IMF_GOLD", "IMF_RESERVES_EX_GOLD"))
    found = due(million, catalog.release("imf__international_liquidity"))
    assert found.height == million.height > 1_000_000
    assert len(asked) == 2 * len(months)  # the lag of the quick ones (POL) and that of the slow ones
