"""Reserves and plumbing: figures that were published, held against the marts of the first edition."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.storage.editions import Edition
from tests.conftest import ask

# Published figures: table, condition, column, figure, tolerance in the last digit given.
SPOT = [
    ("net_liquidity_daily", "date = '2025-10-29'", "net_liquidity_nowcast_usd_mn / 1000", 5583.7, 0.05),
    ("net_liquidity_daily", "date = '2025-10-28'", "fed_assets_age_days", 6, 0),
    ("net_liquidity_attribution_weekly", "period_end = '2025-10-29'", "change_52w_usd_mn", -353736, 0),
    ("money_market_spreads_daily", "date = '2025-10-31'", "sofr_iorb_bp", 32, 0),
    ("money_market_spreads_daily", "date = '2025-11-03'", "sofr_iorb_bp", 23, 0),
    ("money_market_spreads_daily", "date = '2025-11-28'", "sofr_iorb_bp", 22, 0),
    ("money_market_spreads_daily", "date = '2025-12-01'", "sofr_iorb_bp", 22, 0),
    ("money_market_spreads_daily", "date = '2025-12-31'", "sofr_iorb_bp", 22, 0),
    ("money_market_spreads_daily", "date = '2025-10-01'", "effr_iorb_bp", -6, 0),
    ("money_market_spreads_daily", "date = '2025-10-31'", "effr_iorb_bp", -4, 0),
    ("money_market_spreads_daily", "date = '2025-12-10'", "effr_iorb_bp", -1, 0),
    ("on_rrp_drain_daily", "date = '2025-07-02'", "on_rrp_usd_mn / 1000", 237.3, 0.05),
    ("on_rrp_drain_daily", "date = '2025-10-29'", "on_rrp_usd_mn / 1000", 19.5, 0.05),
    ("on_rrp_drain_daily", "date = '2022-12-30'", "peak_usd_mn / 1000", 2553.7, 0.05),
    ("on_rrp_drain_daily", "date = '2025-12-31'", "on_rrp_usd_mn / 1000", 106.0, 0.05),
    ("standing_repo_daily", "date = '2025-10-31'", "accepted_usd_mn / 1000", 50.35, 0.005),
]


@pytest.mark.parametrize(("table", "condition", "column", "figure", "tolerance"), SPOT)
def test_a_published_figure_is_shown(
    edition: Edition, table: str, condition: str, column: str, figure: float, tolerance: float
) -> None:
    [(found,)] = ask(edition, f"SELECT {column} FROM {table} WHERE {condition}")
    assert found == pytest.approx(figure, abs=max(tolerance, 1e-9))


@pytest.mark.parametrize(
    ("series", "since", "low", "high"),
    [
        ("WALCL", "2020-06-01", 6.0e6, 9.2e6),
        ("WRESBAL", "2019-01-01", 1.39e6, 4.4e6),
        ("WDTGAL", "2015-01-01", 2e4, 1.9e6),
        ("RRPONTSYD", "2003-01-01", 0, 2.6e6),
    ],
)
def test_no_figure_is_a_thousand_times_too_large_or_too_small(
    edition: Edition, series: str, since: str, low: float, high: float
) -> None:
    sql = "SELECT min(value), max(value) FROM observations WHERE series = ? AND period_end >= ?"
    [(least, most)] = ask(edition, sql, series, since)
    assert low <= least
    assert most <= high


def test_from_july_to_october_2025_the_parts_of_net_liquidity_are_those_of_the_publishers(edition: Edition) -> None:
    """Any window is the difference of two rows of the cumulated columns."""
    columns = "cumulated_from_fed_assets_usd_mn, cumulated_from_tga_usd_mn, cumulated_from_on_rrp_usd_mn"
    sql = f"SELECT cumulated_usd_mn, {columns} FROM net_liquidity_attribution_weekly WHERE period_end = ?"
    [then], [now] = ask(edition, sql, "2025-07-02"), ask(edition, sql, "2025-10-29")
    change = [(b - a) / 1000 for a, b in zip(then, now, strict=True)]
    assert change == pytest.approx([-466.4, -72.6, -611.6, 217.8], abs=0.05)


def test_the_spike_of_the_year_s_end_does_not_end_the_exhaustion_of_reverse_repo(edition: Edition) -> None:
    sql = "SELECT is_quarter_end_masked, buffer_exhausted_flag FROM on_rrp_drain_daily WHERE date = ?"
    assert ask(edition, sql, "2025-12-31") == [(True, True)]
    assert ask(edition, sql, "2025-10-29") == [(False, False)]


def test_the_nowcast_is_never_the_weekly_figure_of_another_day(edition: Edition) -> None:
    """Where both are of one Wednesday they rest on the same balance, told by two publishers."""
    sql = """
        SELECT count(*), max(abs(d.net_liquidity_nowcast_usd_mn - w.net_liquidity_usd_mn))
        FROM net_liquidity_daily AS d JOIN net_liquidity_weekly AS w ON d.date = w.period_end
        WHERE d.fed_assets_age_days = 0 AND w.on_rrp_age_days = 0
    """
    [(days, widest)] = ask(edition, sql)
    assert days > 400
    assert widest <= 1
    assert ask(edition, "SELECT DISTINCT is_nowcast FROM net_liquidity_daily") == [(True,)]


def test_a_distance_is_that_to_the_gdp_known_on_the_day(edition: Edition) -> None:
    sql = """
        SELECT distance_usd_bn, distance_weeks FROM reserve_threshold_distances_weekly
        WHERE period_end = '2025-10-29' AND threshold = ?
    """
    [(distance, weeks)] = ask(edition, sql, "waller_2025_gdp")
    assert distance == pytest.approx(2848.021 - 0.09 * 30485.729, abs=0.001)
    assert weeks == pytest.approx(2.7, abs=0.05)
    [(distance, _)] = ask(edition, sql, "waller_2025_level")
    assert distance == pytest.approx(148.0, abs=0.05)


def test_no_official_threshold_stands_at_two_and_a_half_trillion(edition: Edition) -> None:
    assert ask(edition, "SELECT * FROM reserve_thresholds WHERE value IN (2.5, 2500, 2500000)") == []
    before = (
        "SELECT count(*) FROM reserve_threshold_distances_weekly WHERE announced_at >= (period_end + 1)::TIMESTAMPTZ"
    )
    assert ask(edition, before) == [(0,)]


def test_votes_stand_one_by_one_and_what_cannot_vote_says_why(edition: Edition) -> None:
    sql = "SELECT indicator, vote, degraded_reason FROM ampleness_votes_weekly WHERE period_end = '2025-11-05'"
    votes = {indicator: (vote, reason) for indicator, vote, reason in ask(edition, sql)}
    assert votes["reserves_to_gdp"] == ("easy", None)
    assert votes["sofr_iorb_med20"] == ("tight", None)
    assert votes["tgcr_iorb_med20"] == ("tight", None)
    assert "not available" in votes["reserve_demand_elasticity"][1]
    assert "TLAACBW027SBOG: never fetched" in votes["reserves_to_bank_assets"][1]
    for silent in ("effr_iorb", "standing_repo"):
        assert votes[silent] == (None, "no numeric threshold had been published by an official source")


def test_the_runoff_kept_below_its_caps_until_it_ended(edition: Edition) -> None:
    sql = "SELECT period_end, runoff_pace_usd_bn, total_cap_usd_bn FROM qt_pace_monthly ORDER BY period_end"
    months = ask(edition, sql)
    assert months[0][0] == date(2022, 6, 30)
    caps = dict.fromkeys(cap for _, _, cap in months)
    assert list(caps) == [47.5, 95, 60, 40, 0]
    assert all(pace < 1.15 * cap for _, pace, cap in months if cap)


def test_what_two_publishers_say_of_one_balance_agrees(edition: Edition) -> None:
    sql = "SELECT check_name, periods_count, breaks_count FROM reconciliation_summary WHERE newest_period IS NOT NULL"
    held = {name: (periods, breaks) for name, periods, breaks in ask(edition, sql)}
    assert held["tga_statement_vs_h41"] == (566, 0)
    assert held["gold_safe_vs_imf"] == (104, 0)
    assert held["mof_flows_net"] == (6762, 0)
    assert held["net_liquidity_attribution"][1] == 0
    assert held["jgb_10y_mof_vs_oecd"][1] > 0  # the benchmark of the 1990s was another bond
    silent = ask(edition, "SELECT degraded_reason FROM reconciliation_summary WHERE newest_period IS NULL")
    assert all(reason.startswith("no period of which both sides are held") for (reason,) in silent)
