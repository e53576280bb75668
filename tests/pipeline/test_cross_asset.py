"""Sell-offs, drawdowns and recoveries against a computation of their own, with equities that a user may fetch."""

from __future__ import annotations

import math
import statistics
import subprocess
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from orchestration import dbt
from orchestration.storage.editions import Edition
from orchestration.storage.home import Home
from orchestration.storage.moments import macros

Finished = tuple[Home, subprocess.CompletedProcess[str]]
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def bench(published: Finished, edition: Edition) -> duckdb.DuckDBPyConnection:
    """The edition with an S&P 500 that it may not ship: a made-up walk over the days of the 10-year yield."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"ATTACH '{edition.path / 'tidegauge.duckdb'}' AS edition (READ_ONLY)")
    for (table,) in connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'edition'"
    ).fetchall():
        connection.execute(f"CREATE TABLE {table} AS FROM edition.{table}")
    connection.execute("""
        INSERT INTO observation_versions BY NAME
        SELECT
            * EXCLUDE (place) REPLACE (
                'fred__sp_dow_jones' AS release, 'SP500' AS series,
                2000 * exp(0.0002 * place + 0.12 * sin(place / 37) + 0.03 * sin(place * 1.7)) AS value,
                2000 * exp(0.0002 * place + 0.12 * sin(place / 37) + 0.03 * sin(place * 1.7)) AS published_value
            )
        FROM (
            SELECT *, row_number() OVER (ORDER BY period_end) AS place FROM observation_versions
            WHERE series = 'DGS10' AND known_until IS NULL AND value IS NOT NULL AND period_end >= '2016-07-01'
        ) AS days
    """)
    for statement in macros(dbt.compiled(published[0])):
        connection.execute(statement)
    return connection


@pytest.fixture(scope="module")
def legs(bench: duckdb.DuckDBPyConnection) -> list[tuple[date, float, float, float]]:
    """Day, equities, yield and dollar on the days that all three have."""
    found: dict[str, dict[date, float]] = {"SP500": {}, "DGS10": {}, "DTWEXBGS": {}}
    for series, day, value in bench.execute(
        "SELECT series, period_end, value FROM observations_as_of('infinity')"
        " WHERE series IN ('SP500', 'DGS10', 'DTWEXBGS') AND value IS NOT NULL"
    ).fetchall():
        found[series][day] = value
    days = sorted(set.intersection(*(set(f) for f in found.values())))
    return [(d, found["SP500"][d], found["DGS10"][d], found["DTWEXBGS"][d]) for d in days]


def changes(legs: list[tuple[date, float, float, float]], horizon: str) -> list[tuple[date, float, float, float]]:
    if horizon == "month":
        months = {(d.year, d.month): row for row in legs for d in row[:1]}
        rows = [months[m] for m in sorted(months)][:-1]
        back = 1
    else:
        rows, back = legs, int(horizon.removesuffix("d"))
    longest = {"5d": 14, "21d": 45, "month": 38}[horizon]
    return [
        (now[0], 100 * (now[1] / was[1] - 1), 100 * (now[2] - was[2]), 100 * (now[3] / was[3] - 1))
        for was, now in zip(rows, rows[back:], strict=False)
        if (now[0] - was[0]).days <= longest
    ]


def episodes(flags: list[date]) -> int:
    return sum(i == 0 or (day - flags[i - 1]).days >= 20 for i, day in enumerate(flags))


@pytest.mark.parametrize("horizon", ["5d", "21d", "month"])
def test_the_grid_counts_what_an_independent_count_finds(
    bench: duckdb.DuckDBPyConnection, legs: list[tuple[date, float, float, float]], horizon: str
) -> None:
    moved = changes(legs, horizon)
    full = 60 if horizon == "month" else 1260
    shown = bench.execute(
        "SELECT g.*, periods_count, flags_count, episodes_count FROM triple_sell_off_grid_as_of('infinity') AS m"
        " JOIN sell_off_grid AS g USING (threshold) WHERE market = 'SP500' AND horizon = ?",
        [horizon],
    ).fetchall()
    assert len(shown) == 9
    spread = [
        [statistics.stdev(leg) for leg in list(zip(*moved[i - full : i], strict=True))[1:]]
        for i in range(full, len(moved))
    ]
    for threshold, scale, fall, rise, currency_fall, sigmas, periods, flags, merged in shown:
        if scale == "sigma":
            judged = moved[full:]
            bounds = [[sigmas * s for s in sigma] for sigma in spread]
        else:
            judged, bounds = moved, [[fall, rise, currency_fall]] * len(moved)
        fell = [
            day
            for (day, equity, bond, dollar), (a, b, c) in zip(judged, bounds, strict=True)
            if min(-equity, bond, -dollar) > 1e-9 and -equity >= a - 1e-9 and bond >= b - 1e-9 and -dollar >= c - 1e-9
        ]
        expected = (len(judged), len(fell), episodes(fell)) if judged else (None, None, None)
        assert (periods, flags, merged) == expected, threshold
    assert any(row[7] for row in shown), "a grid without a single flag shows nothing"


@pytest.mark.parametrize(
    ("horizon", "day", "yield_change", "dollar"),
    [
        ("month", "2025-04-30", -6, -3.25),  # the month failed on bonds: their yield fell
        ("5d", "2025-04-10", 34, 0.29),  # the broad dollar rose where the DXY, which is not free, fell
        ("month", "2008-10-31", 16, 8.00),  # the great sell-offs of equities were none of the dollar
        ("month", "2020-03-31", -43, 4.14),
        ("month", "2022-06-30", 13, 2.45),
    ],
)
def test_the_legs_of_known_sell_offs_are_the_published_ones(
    bench: duckdb.DuckDBPyConnection, horizon: str, day: str, yield_change: float, dollar: float
) -> None:
    # of a market without equities: its days are those of bonds and the dollar alone
    [(found, currency)] = bench.execute(
        "SELECT yield_change_bp, currency_return_pct FROM int_sell_off_changes_as_of('infinity')"
        " WHERE market = 'DJIA' AND horizon = ? AND date = ?",
        [horizon, day],
    ).fetchall()
    assert found == pytest.approx(yield_change) and currency == pytest.approx(dollar, abs=0.005)


def test_correlations_are_those_of_sixty_three_common_changes(
    bench: duckdb.DuckDBPyConnection, legs: list[tuple[date, float, float, float]]
) -> None:
    daily = [(n[1] / w[1] - 1, w[2] - n[2], n[3] / w[3] - 1) for w, n in zip(legs[-64:], legs[-63:], strict=False)]
    [(day, bond, dollar)] = bench.execute(
        "SELECT date, equity_bond_correlation, equity_currency_correlation"
        " FROM cross_asset_correlations_daily_as_of('infinity') WHERE market = 'SP500' ORDER BY date DESC LIMIT 1"
    ).fetchall()
    equity, yields, usd = zip(*daily, strict=True)
    assert day == legs[-1][0]
    assert bond == pytest.approx(statistics.correlation(equity, yields))
    assert dollar == pytest.approx(statistics.correlation(equity, usd))


def test_recovery_and_drawdown_are_those_of_the_closes(bench: duckdb.DuckDBPyConnection) -> None:
    closes = dict(
        bench.execute(
            "SELECT date, close FROM asset_drawdowns_daily_as_of('infinity') WHERE asset = 'SP500' ORDER BY date"
        ).fetchall()
    )
    last = max(closes)
    high = max(closes.values())
    peak_day = max(d for d, c in closes.items() if c == high)
    [(drawdown, under)] = bench.execute(
        "SELECT drawdown_pct, under_water_days FROM asset_drawdowns_daily_as_of('infinity')"
        " WHERE asset = 'SP500' AND date = ?",
        [last],
    ).fetchall()
    assert drawdown == pytest.approx(100 * (closes[last] / high - 1)) and under == (last - peak_day).days

    window = {d: c for d, c in closes.items() if date(2021, 11, 1) <= d <= date(2022, 1, 31)}
    peak = max(window.values())
    peaked = min(d for d, c in window.items() if c == peak)
    at = max(d for d in closes if d <= date(2022, 6, 30))
    trough = min(c for d, c in closes.items() if peaked < d <= at)
    [(found,)] = bench.execute(
        "SELECT recovery_ratio FROM recovery_daily_as_of('infinity')"
        " WHERE asset = 'SP500' AND recovery = '2021-12' AND date = ?",
        [at],
    ).fetchall()
    assert found == pytest.approx((closes[at] - trough) / (peak - trough))


# -- as the bundle has it ---------------------------------------------------------------------------------------------


def ask(edition: Edition, sql: str) -> Rows:
    with edition.connect() as connection:
        return connection.execute(sql).fetchall()


def test_without_equities_every_count_is_unknown_and_says_why(edition: Edition) -> None:
    rows = ask(edition, "SELECT market, flags_count, episodes_count, degraded_reason FROM triple_sell_off_grid")
    assert len(rows) == 5 * 3 * 9
    for market, flags, merged, reason in rows:
        assert flags is None and merged is None
        assert reason.startswith(f"{market}: never fetched")
    assert ask(edition, "SELECT count(*) FROM triple_sell_off_episodes") == [(0,)]


def test_the_dollar_of_the_bundle_has_its_published_drawdown(edition: Edition) -> None:
    [(day, close, peak_day, drawdown)] = ask(
        edition,
        "SELECT date, close, peak_date, drawdown_pct FROM asset_drawdowns_daily"
        " WHERE asset = 'USD_BROAD' AND date = '2025-04-30'",
    )
    [(published,)] = ask(edition, f"SELECT value FROM observations WHERE series = 'DTWEXBGS' AND period_end = '{day}'")
    [(peak,)] = ask(edition, f"SELECT max(value) FROM observations WHERE series = 'DTWEXBGS' AND period_end <= '{day}'")
    assert close == published and drawdown == pytest.approx(100 * (published / peak - 1))
    assert peak_day < day - timedelta(days=30) and math.isfinite(drawdown)


def test_yen_is_worth_more_when_fewer_buy_a_dollar(edition: Edition) -> None:
    [(yen, fixing)] = ask(
        edition,
        "SELECT close, value FROM asset_drawdowns_daily, observations"
        " WHERE asset = 'JPY' AND date = '2024-07-10' AND series = 'DEXJPUS' AND period_end = date",
    )
    assert yen == pytest.approx(1 / fixing)


def test_the_monetary_base_stands_and_what_stablecoins_are_is_not_claimed(edition: Edition) -> None:
    [(base, supply, share, reason)] = ask(
        edition,
        "SELECT monetary_base_usd_mn, stablecoin_supply_usd_mn, stablecoins_to_base_pct, degraded_reason"
        " FROM stablecoin_ratios_monthly WHERE period_end = '2025-11-30'",
    )
    assert round(base / 1000) == 5302 and supply is None and share is None
    assert "stablecoin_supply: not available, because" in reason
    listed = {metric for (metric,) in ask(edition, "SELECT metric FROM not_available")}
    assert {"stablecoin_supply", "a_share_turnover", "northbound_holdings", "northbound_net_flow"} <= listed


def test_an_estimate_of_others_is_not_known_before_they_published_it(edition: Edition) -> None:
    [(early,)] = ask(edition, "SELECT count(*) FROM published_estimates_as_of('2025-04-30')")
    [(low, high, unit)] = ask(
        edition,
        "SELECT low, high, unit FROM published_estimates_as_of('2025-12-31') WHERE estimate LIKE '%2025_inflow'",
    )
    assert early == 0 and (low, high, unit) == (-2.5, -2, "bp")
