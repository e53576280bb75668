"""Carry and hedging marts of the first offline edition: published figures, and what is missing with its reason."""

from __future__ import annotations

import pytest

from orchestration.storage.editions import Edition
from tests.conftest import ask, require_figure

# Published figures: table, condition, column, figure, tolerance in the last digit given.
SPOT = [
    ("carry_spreads_daily", "pair = 'USDKRW' AND date = '2025-05-29'", "policy_gap_upper_pp", 2.0, 0),
    ("carry_spreads_daily", "pair = 'USDKRW' AND date = '2025-09-17'", "policy_gap_upper_pp", 2.0, 0),
    ("carry_spreads_daily", "pair = 'USDJPY' AND date = '2024-08-05'", "unwind_flag::INTEGER", 1, 0),
    ("carry_spreads_daily", "pair = 'USDJPY' AND date = '2024-09-13'", "unwind_flag::INTEGER", 0, 0),
    ("hedged_spreads_daily", "pair = 'USDJPY' AND date = '2025-12-03'", "unhedged_10y_pp", 2.163, 0.0005),
    ("japan_flows_weekly", "period_end = '2026-08-08'", "outward_long_bonds_net_jpy_mn / 1000", 1629.4, 0.05),
    ("japan_flows_weekly", "period_end = '2026-08-08'", "inward_equity_net_jpy_mn / 1000", -368.5, 0.05),
    ("carry_stock_estimates", "estimate = 'bis_bulletin_90'", "carry_stock_jpy_bn", 40000, 0),
]


@pytest.mark.parametrize(("table", "condition", "column", "figure", "tolerance"), SPOT)
def test_a_published_figure_is_shown(
    edition: Edition, table: str, condition: str, column: str, figure: float, tolerance: float
) -> None:
    require_figure(edition, table, condition, column, figure, tolerance)


def test_the_carry_of_2024_peaked_on_10_july_and_its_unwind_is_flagged_in_august_only(edition: Edition) -> None:
    sql = """
        SELECT arg_max(date, cum_carry_pct)::VARCHAR, arg_min(date, drawdown_pct)::VARCHAR,
            list(month(date) ORDER BY date) FILTER (WHERE unwind_flag)
        FROM carry_spreads_daily WHERE pair = 'USDJPY' AND year(date) = 2024
    """
    [(peak, deepest, months)] = ask(edition, sql)
    assert (peak, deepest) == ("2024-07-10", "2024-09-13")
    assert set(months) == {8}


def test_the_vix_is_no_part_of_the_flag_and_missing_with_its_reason(edition: Edition) -> None:
    sql = "SELECT vix_confirms_flag, degraded_reason FROM carry_spreads_daily WHERE pair = 'USDJPY' AND date = ?"
    [(confirms, reason)] = ask(edition, sql, "2024-08-05")
    assert confirms is None
    assert "VIXCLS: never fetched" in reason


def test_without_forwards_a_hedge_is_an_assumption_or_not_there(edition: Edition) -> None:
    sql = """
        SELECT bool_and(assumed_cip), count(hedged_10y_ccs10y_pp), count(cip_basis_3m_bp), max(date)::VARCHAR,
            count(*) FILTER (WHERE degraded_reason NOT LIKE '%cip__govt_premium: never fetched%')
        FROM hedged_spreads_daily WHERE pair = 'USDJPY' AND hedged_10y_roll3m_pp IS NOT NULL
    """
    [(assumed, ccs, basis, last, unexplained)] = ask(edition, sql)
    assert (assumed, ccs, basis, unexplained) == (True, 0, 0, 0)
    # the OECD's 3-month yen rate ended in December 2024 and stands for fifty days
    assert last < "2025-03-01"


def test_weeks_run_from_sunday_to_saturday_without_a_hole(edition: Edition) -> None:
    sql = """
        SELECT count(*) FILTER (WHERE dayofweek(period_start) <> 0 OR dayofweek(period_end) <> 6),
            date_diff('week', min(period_end), max(period_end)) + 1 - count(*)
        FROM japan_flows_weekly
    """
    assert ask(edition, sql) == [(0, 0)]


def test_no_statement_of_the_carry_stock_is_known_before_it_was_made(edition: Edition) -> None:
    sql = "SELECT count(*) FROM carry_stock_estimates_as_of(?)"
    assert ask(edition, sql, "2024-08-26 00:00:00+00") == [(1,)]
    assert ask(edition, sql, "2024-08-28 00:00:00+00") == [(2,)]


def test_every_mart_of_carry_convenience_and_defence_can_be_asked_for_a_moment(edition: Edition) -> None:
    marts = [
        ("carry_spreads_daily", "date"),
        ("hedged_spreads_daily", "date"),
        ("japan_flows_weekly", "period_end"),
        ("treasury_premium_proxies_daily", "date"),
        ("fx_defence_daily", "date"),
        ("fx_month_averages", "last_fixing"),
        ("reserves_change_monthly", "period_end"),
        ("cny_fixing_daily", "date"),
    ]
    for mart, date in marts:
        sql = f"SELECT max({date}) <= '2025-06-30', max(known_at) <= '2025-06-30' FROM {mart}_as_of(?)"
        assert ask(edition, sql, "2025-06-30 00:00:00+00") == [(True, True)], mart
