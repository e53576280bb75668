"""Treasury supply and foreign holdings in the offline edition: published figures, and what is not held."""

from __future__ import annotations

import pytest

from orchestration.storage.editions import Edition
from tests.conftest import ask, require_figure

# Published figures: table, condition, column, figure, tolerance in the last digit given.
SPOT = [
    ("federal_debt_quarterly", "period_end = '2025-03-31'", "debt_to_gdp_pct", 120.5, 0.05),
    ("federal_debt_quarterly", "period_end = '2025-06-30'", "debt_to_gdp_pct", 118.8, 0.05),
    ("federal_debt_quarterly", "period_end = '2025-09-30'", "debt_to_gdp_pct", 121.0, 0.05),
    ("federal_debt_quarterly", "period_end = '2025-12-31'", "debt_to_gdp_pct", 122.6, 0.05),
    ("federal_debt_quarterly", "period_end = '2026-03-31'", "debt_to_gdp_pct", 122.6, 0.05),
    # the fiscal year 2025
    ("federal_debt_quarterly", "period_end = '2025-09-30'", "debt_change_4q_usd_mn / 1e6", 2.17, 0.005),
    ("treasury_holders_monthly", "holder = 'Japan' AND period_end = '2025-09-30'", "holdings_usd_bn", 1189.3, 0),
    ("treasury_holders_monthly", "holder = 'Japan' AND period_end = '2025-10-31'", "holdings_usd_bn", 1200.0, 0),
    ("treasury_holders_monthly", "holder = 'Japan' AND period_end = '2025-11-30'", "holdings_usd_bn", 1202.7, 0),
    ("treasury_holders_monthly", "holder = 'Japan' AND period_end = '2025-12-31'", "holdings_usd_bn", 1185.5, 0),
    ("treasury_holders_monthly", "holder = 'Japan' AND period_end = '2026-03-31'", "holdings_usd_bn", 1191.6, 0),
    ("treasury_flows_monthly", "holder = 'Japan' AND period_end = '2025-10-31'", "change_usd_bn", 10.7, 1e-6),
]


@pytest.mark.parametrize(("table", "condition", "column", "figure", "tolerance"), SPOT)
def test_a_published_figure_is_shown(
    edition: Edition, table: str, condition: str, column: str, figure: float, tolerance: float
) -> None:
    require_figure(edition, table, condition, column, figure, tolerance)


def test_the_ratio_was_never_180_percent(edition: Edition) -> None:
    [(highest,)] = ask(edition, "SELECT max(debt_to_gdp_pct) FROM federal_debt_quarterly")
    assert 120 < highest < 140


@pytest.mark.parametrize(
    ("mart", "column", "told"),
    [
        ("federal_debt_daily", "debt_usd_mn", "DEBT_TO_PENNY_TOTAL: never fetched, not in the bundle"),
        ("treasury_supply_monthly", "bill_share_pct", "MSPD_OUTSTANDING: never fetched, not in the bundle"),
        ("treasury_net_issuance_daily", "net_bills_usd_mn", "DTS_DEBT_ISSUES: never fetched, not in the bundle"),
        ("treasury_interest_monthly", "interest_usd_mn", "INTEREST_EXPENSE: never fetched, not in the bundle"),
        ("custody_holdings_weekly", "treasuries_usd_mn", "WMTSECL1: never fetched, not in the bundle"),
        ("federal_debt_quarterly", "published_debt_to_gdp_pct", "GFDEGDQ188S: never fetched, not in the bundle"),
        ("treasury_flows_monthly", "net_purchases_usd_bn", "TIC_SLT_HOLDINGS: never fetched, not in the bundle"),
    ],
)
def test_a_release_outside_the_bundle_is_null_on_every_row_with_that_reason(
    edition: Edition, mart: str, column: str, told: str
) -> None:
    rows, found, untold = ask(
        edition,
        f"SELECT count(*), count({column}), count(*) FILTER (WHERE NOT contains(degraded_reason, ?)) FROM {mart}",
        told,
    )[0]
    assert rows > 100
    assert (found, untold) == (0, 0)


def test_every_number_of_the_two_families_is_a_metric_with_its_dictionary(edition: Edition) -> None:
    wanted = {
        "gold_reported_change", "world_gold_reported_change", "world_gold_reported_change_ex_turkey", "gold_streak",
        "wgc_reported_change", "wgc_estimated_purchases", "gold_share_of_reserves", "gold_share_of_reserves_lbma",
        "gold_share_from_quantity", "gold_etf_flow", "gold_etf_streak", "gold_etf_holdings", "world_gold_breadth",
        "world_gold_concentration", "gold_vintage_gap", "gold_change_vintage_gap", "gold_change_12m",
        "federal_debt", "federal_debt_quarter", "federal_debt_to_gdp", "federal_debt_to_known_gdp", "bill_share",
        "net_issuance_marketable", "net_issuance_bills", "net_issuance_daily_marketable", "interest_expense_fytd",
        "debt_per_interest", "treasury_holdings", "treasury_holdings_net_purchases", "custody_treasuries",
    }  # fmt: skip
    held = {m for (m,) in ask(edition, "SELECT DISTINCT metric FROM metrics JOIN metric_dictionary USING (metric)")}
    assert wanted - held == set()
