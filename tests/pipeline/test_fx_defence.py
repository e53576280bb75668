"""Currency defence marts of the first offline edition: published figures and dated facts."""

from __future__ import annotations

import pytest

from orchestration.storage.editions import Edition
from tests.conftest import ask, require_figure

# Published figures: table, condition, column, figure, tolerance in the last digit given.
SPOT = [
    ("fx_defence_daily", "pair = 'USDKRW' AND date = '2025-12-12'", "month_avg_to_date_per_usd", 1470.70, 0.005),
    ("fx_defence_daily", "pair = 'USDKRW' AND date = '2025-12-12'", "month_fixings_count", 10, 0),
    ("fx_defence_daily", "pair = 'USDKRW' AND date = '2025-12-31'", "month_avg_to_date_per_usd", 1465.36, 0.0051),
    ("fx_defence_daily", "pair = 'USDKRW' AND date = '2025-12-23'", "fx_per_usd", 1481.45, 0),
    ("fx_defence_daily", "pair = 'USDKRW' AND date = '2025-12-24'", "fx_per_usd", 1443.62, 0),
    ("fx_month_averages", "pair = 'USDKRW' AND period_end = '2025-12-31'", "month_avg_per_usd", 1465.36, 0.0051),
    ("fx_month_averages", "pair = 'USDKRW' AND period_end = '2026-03-31'", "month_avg_per_usd", 1490.5, 0.05),
    ("korea_pension_fx", "announced_on = '2025-12-15'", "swap_line_usd_bn", 65, 0),
    ("korea_pension_fx", "announced_on = '2025-12-15'", "hedge_ceiling_pct", 15, 0),
]


@pytest.mark.parametrize(("table", "condition", "column", "figure", "tolerance"), SPOT)
def test_a_published_figure_is_shown(
    edition: Edition, table: str, condition: str, column: str, figure: float, tolerance: float
) -> None:
    require_figure(edition, table, condition, column, figure, tolerance)


def test_december_2025_was_the_won_s_weakest_month_since_march_1998(edition: Edition) -> None:
    sql = "SELECT highest_since::VARCHAR, is_complete FROM fx_month_averages WHERE pair = 'USDKRW' AND period_end = ?"
    assert ask(edition, sql, "2025-12-31") == [("1998-03-31", True)]


def test_christmas_eve_2025_is_a_candidate_and_never_called_an_intervention(edition: Edition) -> None:
    sql = """
        SELECT date::VARCHAR, official_sale_in_period, degraded_reason
        FROM fx_intervention_candidates WHERE pair = 'USDKRW' AND year(date) = 2025 AND month(date) = 12
    """
    [(date, sale, reason)] = ask(edition, sql)
    assert (date, sale) == ("2025-12-24", None)
    assert "nothing published of this day or quarter" in reason
    assert "VIXCLS: never fetched" in reason


def test_a_day_that_japan_later_published_is_known_as_such_only_from_then(edition: Edition) -> None:
    sql = "SELECT official_sale_in_period FROM fx_intervention_candidates_as_of(?) WHERE pair = 'USDJPY' AND date = ?"
    assert ask(edition, sql, "2024-06-30 00:00:00+00", "2024-05-02") == [(None,)]
    assert ask(edition, sql, "2024-08-08 00:00:00+00", "2024-05-02") == [(True,)]


def test_reserves_are_not_split_without_the_euro_and_say_so(edition: Edition) -> None:
    sql = """
        SELECT change_usd_mn, change_ex_valuation_usd_mn, degraded_reason
        FROM reserves_change_monthly WHERE area = 'CHN' AND period_end = '2025-12-31'
    """
    [(change, rest, reason)] = ask(edition, sql)
    assert (change, rest) == (pytest.approx(11497), None)
    assert reason == "DEXUSEU: no fixing at the end of this month or of the one before"


def test_a_country_without_reserves_figures_has_one_row_with_the_reason(edition: Edition) -> None:
    [(change, reason)] = ask(
        edition, "SELECT change_usd_mn, degraded_reason FROM reserves_change_monthly WHERE area = 'KOR'"
    )
    assert change is None
    assert reason.startswith("KR_RESERVES_FX: never fetched")
