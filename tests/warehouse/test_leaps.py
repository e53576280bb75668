"""One figure far from its neighbours is refused, or set aside with its country; what has happened before is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from orchestration.storage import quarantine
from orchestration.storage.home import Home
from orchestration.storage.warehouse import News, Warehouse
from sources.archive import Entry
from sources.catalog import Catalog
from sources.errors import PayloadRefused
from sources.model import Release

FIRST = date(2024, 1, 3)
AUGUST, SEPTEMBER = (datetime(2026, m, 21, tzinfo=UTC) for m in (8, 9))


@pytest.fixture
def warehouse(home: Home, catalog: Catalog) -> Iterator[Warehouse]:
    with Warehouse.open(home.warehouse, catalog) as opened:
        yield opened


@pytest.fixture
def h41(catalog: Catalog) -> Release:
    return catalog.release("fred__h41")


def delivery(release: Release, at: datetime) -> Entry:
    told = {"outcome": "delivered", "reason": "", "certificate": {}, "root": Path("unused")}
    return Entry(release=release.key, at=at, origin="live", payloads=({"sha256": f"{at:%m}", "bytes": 1},), **told)  # type: ignore[arg-type]


def weeks(*values: float, series: str = "WALCL", area: str = "USA") -> pl.DataFrame:
    days = [FIRST + timedelta(weeks=i) for i in range(len(values))]
    rows = [(series, area, day, value, "payload") for day, value in zip(days, values, strict=True)]
    schema = {"series": pl.String, "area": pl.String, "period": pl.Date, "value": pl.Float64, "payload": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


QUIET = [6_600_000.0 + 1_000 * i for i in range(60)]


@pytest.mark.parametrize("factor", [1000, 100, 10, 0.1, 0.01, 0.001])
@pytest.mark.parametrize("place", [0, 30, 59], ids=["first", "middle", "last"])
def test_a_known_figure_that_comes_back_at_another_scale_refuses_the_delivery(
    place: int, factor: float, warehouse: Warehouse, h41: Release
) -> None:
    warehouse.record(weeks(*QUIET), delivery(h41, AUGUST), h41)
    odd = [v * (factor if i == place else 1) for i, v in enumerate(QUIET)]
    with pytest.raises(PayloadRefused, match=r"a figure leapt: WALCL USA .* times the figures beside it"):
        warehouse.record(weeks(*odd), delivery(h41, SEPTEMBER), h41)


@pytest.mark.parametrize("factor", [1000, 100, 10, 0.1, 0.01, 0.001])
def test_a_new_figure_at_another_scale_refuses_the_delivery(factor: float, warehouse: Warehouse, h41: Release) -> None:
    warehouse.record(weeks(*QUIET), delivery(h41, AUGUST), h41)
    with pytest.raises(PayloadRefused, match="a figure leapt"):
        warehouse.record(weeks(*QUIET, 6_660_000 * factor), delivery(h41, SEPTEMBER), h41)


def test_a_step_that_stays_is_no_leap(warehouse: Warehouse, h41: Release) -> None:
    warehouse.record(weeks(*QUIET), delivery(h41, AUGUST), h41)
    stepped = [*QUIET, *[11_000_000.0] * 4]
    assert warehouse.record(weeks(*stepped), delivery(h41, SEPTEMBER), h41) == News(4, 0, 0)


def test_what_a_series_has_done_before_it_may_do_again(warehouse: Warehouse, h41: Release) -> None:
    """At the end of a quarter the reverse repo facility jumps from nothing to hundreds of billions."""
    spiky = [*QUIET[:30], 66_000.0, *QUIET[30:]]
    warehouse.record(weeks(*spiky, series="WDTGAL"), delivery(h41, AUGUST), h41)
    again = weeks(*spiky, 70_000.0, series="WDTGAL")
    assert warehouse.record(again, delivery(h41, SEPTEMBER), h41) == News(1, 0, 0)


def test_a_rate_that_crosses_zero_is_no_leap(warehouse: Warehouse, catalog: Catalog) -> None:
    """0.001 is a thirtieth of 0.03, and no news."""
    rates = catalog.release("mof_japan__jgb_yields")
    near_zero = [0.09 if i % 7 == 3 else 0.03 for i in range(60)]
    warehouse.record(weeks(*near_zero, series="JGB_10Y", area="JPN"), delivery(rates, AUGUST), rates)
    crossing = weeks(*near_zero, 0.028, 0.02, 0.001, -0.004, series="JGB_10Y", area="JPN")
    assert warehouse.record(crossing, delivery(rates, SEPTEMBER), rates) == News(4, 0, 0)


def test_a_short_history_is_not_judged(warehouse: Warehouse, h41: Release) -> None:
    warehouse.record(weeks(*QUIET[:20]), delivery(h41, AUGUST), h41)
    assert warehouse.record(weeks(*QUIET[:20], 660_000.0), delivery(h41, SEPTEMBER), h41) == News(1, 0, 0)


def test_a_leap_of_one_country_sets_that_country_aside(warehouse: Warehouse, catalog: Catalog) -> None:
    imf = catalog.release("imf__international_liquidity")
    countries = [f"A{i:02}" for i in range(12)]

    def gold(brazil: float) -> pl.DataFrame:
        calm = [weeks(*[1e6] * 61, series="IMF_GOLD", area=c) for c in countries]
        months = [*[4e6] * 60, brazil]
        table = pl.concat([*calm, weeks(*months, series="IMF_GOLD", area="BRA")])
        return table

    known = gold(4e6).filter(pl.col("period") < FIRST + timedelta(weeks=60))
    warehouse.record(known, delivery(imf, AUGUST), imf)
    entry = delivery(imf, SEPTEMBER)
    assert warehouse.record(gold(4e7), entry, imf) == News(12, 0, 0)
    [(which, why)] = quarantine.left_out(warehouse.sql, imf.key, entry.digest)
    assert which == "IMF_GOLD BRA"
    assert why == "4e+07 of 2025-02-26: 10 times the figures beside it"


def test_a_jumpy_series_may_leap_with_a_new_figure_but_not_revise_an_old_one(
    warehouse: Warehouse, catalog: Catalog
) -> None:
    """Nothing was lent for years, and then a hundred billion in a week."""
    factors = catalog.release("fred__h41_factors")
    calm = [40.0 + i % 3 for i in range(60)]
    warehouse.record(weeks(*calm, series="WLCFLPCL"), delivery(factors, AUGUST), factors)
    leapt = weeks(*calm, 152_853.0, series="WLCFLPCL")
    with pytest.raises(PayloadRefused, match="WLCFLPCL USA 41000 of"):
        revised = weeks(*calm[:-2], 41_000.0, calm[-1], series="WLCFLPCL")
        warehouse.record(revised, delivery(factors, SEPTEMBER), factors)
    assert warehouse.record(leapt, delivery(factors, SEPTEMBER), factors) == News(1, 0, 0)


CROSSING = [0.3 - 0.01 * i for i in range(60)]  # through zero at the thirtieth


def test_an_index_near_zero_may_be_estimated_anew(warehouse: Warehouse, catalog: Catalog) -> None:
    """A ratio of two figures near zero says nothing."""
    nfci = catalog.release("fred__nfci")
    warehouse.record(weeks(*CROSSING, series="NFCI"), delivery(nfci, AUGUST), nfci)
    anew = [v - 0.0115 for v in CROSSING]  # 0.01 becomes -0.0015
    assert warehouse.record(weeks(*anew, series="NFCI"), delivery(nfci, SEPTEMBER), nfci) == News(0, 60, 0)


def test_an_index_near_zero_does_not_come_back_a_thousand_times_as_large(
    warehouse: Warehouse, catalog: Catalog
) -> None:
    nfci = catalog.release("fred__nfci")
    warehouse.record(weeks(*CROSSING, series="NFCI"), delivery(nfci, AUGUST), nfci)
    odd = [v * (1000 if i == 33 else 1) for i, v in enumerate(CROSSING)]
    with pytest.raises(PayloadRefused, match="a figure leapt: NFCI USA"):
        warehouse.record(weeks(*odd, series="NFCI"), delivery(nfci, SEPTEMBER), nfci)
