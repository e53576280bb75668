"""Official gold in the offline edition: published figures, the exact splits, and what is kept apart."""

from __future__ import annotations

from itertools import permutations

import pytest

from orchestration.storage.editions import Edition
from tests.conftest import ask

TONNE_OZ = 32150.7465

# Figures of the PBoC: month, column, figure, tolerance in the last digit given.
PBOC = [
    ("2024-04-30", "streak_months", 18, 0),
    ("2024-05-31", "streak_months", 0, 0),
    ("2024-11-30", "streak_months", 1, 0),
    ("2025-11-30", "streak_months", 13, 0),
    ("2025-12-31", "streak_months", 14, 0),
    ("2026-06-30", "streak_months", 20, 0),
    ("2026-10-31", "gold_tonnes", 2435.4, 0.05),
    ("2025-10-31", "change_12m_tonnes", 2304.5 - 2264.3, 0.1),
]


@pytest.mark.parametrize(("month", "column", "figure", "tolerance"), PBOC)
def test_a_published_figure_of_the_pboc_is_shown(
    edition: Edition, month: str, column: str, figure: float, tolerance: float
) -> None:
    sql = f"SELECT {column} FROM central_bank_gold_monthly WHERE area = 'CHN' AND period_end = ?"
    assert ask(edition, sql, month) == [(pytest.approx(figure, abs=max(tolerance, 1e-9)),)]


@pytest.mark.parametrize("month", ["2009-04-30", "2015-06-30"])
def test_a_step_announced_at_once_is_flagged_and_is_neither_a_streak_nor_a_year_s_buying(
    edition: Edition, month: str
) -> None:
    [(flag, streak, since, year, reason)] = ask(
        edition,
        "SELECT known_break, streak_months, streak_since, change_12m_tonnes, degraded_reason "
        "FROM central_bank_gold_monthly WHERE area = 'CHN' AND period_end = ?",
        month,
    )
    assert "announced at once" in flag
    assert (streak, since, year) == (0, None, None)
    assert "12 months: a back-dated step is among them" in reason


def test_a_streak_says_in_which_month_it_began(edition: Edition) -> None:
    sql = (
        "SELECT streak_since::VARCHAR, count(*), min(streak_months), max(streak_months) FROM central_bank_gold_monthly "
        "WHERE area = 'CHN' AND period_end BETWEEN '2022-11-30' AND '2026-06-30' GROUP BY 1 ORDER BY 1 NULLS LAST"
    )
    assert ask(edition, sql) == [("2022-11-30", 18, 1, 18), ("2024-11-30", 20, 1, 20), (None, 6, 0, 0)]


@pytest.mark.parametrize(
    ("moment", "month", "streak"),
    [("2025-12-07 07:59:00+00", "2025-10-31", 12), ("2025-12-07 08:00:00+00", "2025-11-30", 13)],
    ids=["before the release of the month", "at its release"],
)
def test_a_streak_as_of_a_moment_ends_with_the_month_that_was_out(
    edition: Edition, moment: str, month: str, streak: int
) -> None:
    sql = (
        "SELECT max(period_end)::VARCHAR, max_by(streak_months, period_end) "
        f"FROM central_bank_gold_monthly_as_of('{moment}') WHERE area = 'CHN' AND streak_months IS NOT NULL"
    )
    assert ask(edition, sql) == [(month, streak)]


def test_the_split_of_a_share_s_change_is_the_mean_over_all_orders(edition: Edition) -> None:
    rows = ask(
        edition,
        "SELECT now.share_change_pp, now.share_from_quantity_pp, now.share_from_price_pp, "
        "now.share_from_other_reserves_pp, before.gold_oz, now.gold_oz, before.gold_price_usd_per_oz, "
        "now.gold_price_usd_per_oz, before.reserves_ex_gold_usd_mn, now.reserves_ex_gold_usd_mn "
        "FROM gold_share_monthly AS now JOIN gold_share_monthly AS before ON now.area = before.area "
        "AND before.period_end = last_day(now.period_end - INTERVAL 1 MONTH) WHERE now.share_change_pp IS NOT NULL",
    )
    assert len(rows) > 300
    for change, quantity, price, reserves, *levels in rows:
        before, now = levels[0::2], levels[1::2]
        effects = [0.0, 0.0, 0.0]
        for order in permutations(range(3)):
            at = list(before)
            for factor in order:
                was = share(*at)
                at[factor] = now[factor]
                effects[factor] += (share(*at) - was) / 6
        assert [quantity, price, reserves] == pytest.approx(effects, abs=1e-9)
        assert quantity + price + reserves == pytest.approx(change, abs=1e-9)


def share(ounces: float, price: float, reserves_usd_mn: float) -> float:
    value = ounces * price / 1e6
    return 100 * value / (value + reserves_usd_mn)


def test_a_share_after_a_month_without_one_has_no_change(edition: Edition) -> None:
    """The IMF's reserves of China are held to November 2024, SAFE's from January 2025: nothing is carried between."""
    sql = (
        "SELECT reserves_series, gold_share_pct IS NOT NULL, share_change_pp, degraded_reason FROM gold_share_monthly "
        "WHERE area = 'CHN' AND period_end = '2025-01-31'"
    )
    [(series, has_share, change, reason)] = ask(edition, sql)
    assert (series, has_share, change) == ("SAFE_FX_RESERVES", True, None)
    assert "change of the share: no share for the month before" in reason


def test_the_world_s_change_is_its_increases_less_its_decreases_and_what_turkey_moved(edition: Edition) -> None:
    sql = (
        "SELECT reported_change_tonnes, reported_increases_tonnes, reported_decreases_tonnes, "
        "reported_change_ex_turkey_tonnes, buyers - sellers, breadth_count FROM world_gold_monthly "
        "WHERE period_end = '2026-03-31'"
    )
    [(change, increases, decreases, without_turkey, net, breadth)] = ask(edition, sql)
    assert change == pytest.approx(increases + decreases)
    assert change == pytest.approx(-96.4, abs=0.05)
    assert without_turkey == pytest.approx(change + 129.048326, abs=1e-5)  # Turkey's gross figure fell by that
    assert breadth == net


def test_the_world_s_twelve_months_are_the_sum_of_its_months(edition: Edition) -> None:
    [(year, months)] = ask(
        edition,
        "SELECT max(change_12m_tonnes) FILTER (WHERE period_end = '2025-12-31'), sum(reported_change_tonnes) "
        "FROM world_gold_monthly WHERE period_end BETWEEN '2025-01-31' AND '2025-12-31'",
    )
    assert year == pytest.approx(months)
    assert year == pytest.approx(300.88, abs=0.005)


def test_the_three_largest_buyers_and_their_share_are_those_of_the_countries(edition: Edition) -> None:
    top = ask(
        edition,
        "SELECT area, reported_change_tonnes FROM central_bank_gold_monthly WHERE kind = 'country' "
        "AND period_end = '2025-11-30' AND reported_change_tonnes > 0 ORDER BY 2 DESC",
    )
    [(names, percent)] = ask(
        edition,
        "SELECT top3_buyers, top3_share_of_increases_pct FROM world_gold_monthly WHERE period_end = '2025-11-30'",
    )
    assert names == " ".join(area for area, _ in top[:3]) == "POL BRA UZB"
    assert percent == pytest.approx(100 * sum(t for _, t in top[:3]) / sum(t for _, t in top))


def test_a_first_print_that_was_never_read_gives_no_vintage_gap(edition: Edition) -> None:
    [(gap, first, reason)] = ask(
        edition,
        "SELECT vintage_gap_tonnes, first_published_tonnes, degraded_reason FROM gold_vintage_gap_monthly "
        "WHERE area = 'POL' AND period_end = '2025-10-31'",
    )
    assert (gap, first) == (None, None)
    assert "first print: not held" in reason


@pytest.mark.parametrize(
    ("mart", "column", "told"),
    [
        ("gold_etf_monthly", "gld_tonnes", "tidegauge run --with spdr"),
        ("wgc_gold_monthly", "reported_change_tonnes", "tidegauge load wgc__central_bank_changes FILE"),
        ("wgc_gold_monthly", "wgc_estimated_tonnes", "estimate: not available, because"),
        ("gold_share_monthly", "gold_share_lbma_pm_pct", "tidegauge load lbma__gold_pm FILE"),
    ],
)
def test_what_is_licensed_is_null_and_says_what_would_bring_it(
    edition: Edition, mart: str, column: str, told: str
) -> None:
    rows, found, untold = ask(
        edition,
        f"SELECT count(*), count({column}), count(*) FILTER (WHERE NOT contains(degraded_reason, ?)) FROM {mart}",
        told,
    )[0]
    assert rows > 100
    assert (found, untold) == (0, 0)


def test_tonnes_are_fine_troy_ounces(edition: Edition) -> None:
    [(tonnes, ounces)] = ask(
        edition,
        "SELECT gold_tonnes, gold_oz FROM central_bank_gold_monthly WHERE area = 'CHN' AND period_end = '2025-11-30'",
    )
    assert ounces == 74_120_000
    assert tonnes == pytest.approx(ounces / TONNE_OZ)
