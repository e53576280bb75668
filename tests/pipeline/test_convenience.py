"""Convenience marts of the first offline edition: the data set is absent and says so, the public proxies work."""

from __future__ import annotations

import pytest

from orchestration.storage.editions import Edition
from tests.conftest import ask


def test_the_data_set_is_absent_with_its_reason_and_not_zero(edition: Edition) -> None:
    [(premium, beta, reason)] = ask(
        edition, "SELECT ust_convenience_5y_bp, beta_vix_5y_bp, degraded_reason FROM treasury_convenience_daily"
    )
    assert (premium, beta) == (None, None)
    assert reason.startswith("cip__govt_premium: never fetched")
    counts = "count(*), count(convenience_5y_bp), count(degraded_reason)"
    assert ask(edition, f"SELECT {counts} FROM treasury_convenience_by_currency_daily") == [(12, 0, 12)]


def test_without_the_data_set_there_is_no_panel_elasticity_and_the_row_says_why(edition: Edition) -> None:
    sql = "SELECT panel_elasticity_us_bp, degraded_reason FROM treasury_convenience_debt_quarterly WHERE period_end = ?"
    [(elasticity, reason)] = ask(edition, sql, "2025-03-31")
    assert elasticity is None
    assert "panel elasticity: no currency with a premium" in reason


# Published rates of the day: SOFR 3.95 and 4.22, the bill 3.72 and 3.89.
@pytest.mark.parametrize(("date", "quoted", "common"), [("2025-12-03", 23, 28.4861), ("2025-10-31", 33, 38.8611)])
def test_sofr_over_the_bill_is_shown_as_quoted_and_in_one_convention(
    edition: Edition, date: str, quoted: float, common: float
) -> None:
    sql = "SELECT sofr_bill_bp, sofr_bill_365_bp FROM treasury_premium_proxies_daily WHERE date = ?"
    [(as_quoted, in_one)] = ask(edition, sql, date)
    assert as_quoted == pytest.approx(quoted)
    assert in_one == pytest.approx(common, abs=1e-4)


def test_corporate_yields_are_for_a_live_run_and_the_treasury_leg_is_there(edition: Edition) -> None:
    columns = "aaa_ust10_bp, dgs10_days_count, degraded_reason"
    sql = f"SELECT {columns} FROM treasury_premium_proxies_monthly WHERE period_end = ?"
    [(spread, days, reason)] = ask(edition, sql, "2025-12-31")
    assert (spread, days) == (None, 22)
    assert "AAA: never fetched" in reason
