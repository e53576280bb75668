"""When a figure could first be known, and when the next one is due: each on its publisher's own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from sources.calendars import expected, first_known, months_of, next_period, publication_of, schedule
from sources.catalog import load
from sources.errors import CatalogError
from sources.model import Publication
from sources.periods import Frequency
from tests.sources.conftest import release


def due(key: str, period: date, series: str | None = None) -> datetime:
    """In the publisher's own time, without its zone."""
    chosen = release(key)
    rule = publication_of(chosen.by_name[series], chosen) if series else chosen.published
    return first_known(period, rule).astimezone(ZoneInfo(rule.timezone)).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("wednesday", "appeared"),
    [
        pytest.param(date(2026, 8, 19), date(2026, 8, 20), id="an ordinary week"),
        pytest.param(date(2024, 11, 27), date(2024, 11, 29), id="Thanksgiving 2024"),
        pytest.param(date(2016, 11, 23), date(2016, 11, 25), id="Thanksgiving 2016"),
        pytest.param(date(2025, 12, 24), date(2025, 12, 26), id="Christmas on the Thursday"),
        pytest.param(date(2025, 12, 31), date(2026, 1, 2), id="New Year on the Thursday"),
        pytest.param(date(2025, 1, 1), date(2025, 1, 3), id="the Wednesday itself is New Year"),
        pytest.param(date(2025, 6, 18), date(2025, 6, 20), id="Juneteenth on the Thursday"),
        pytest.param(date(2026, 7, 1), date(2026, 7, 2), id="Independence Day observed on the Friday"),
    ],
)
def test_h41_appears_on_thursday_and_slips_after_a_holiday(wednesday: date, appeared: date) -> None:
    found = due("fred__h41", wednesday, "WALCL")
    assert (found.date(), f"{found:%H:%M}") == (appeared, "16:30")


def test_h41_is_out_a_week_after_its_wednesday_at_the_latest() -> None:
    wednesdays = [date.fromordinal(d) for d in range(date(2003, 1, 1).toordinal(), date(2030, 1, 1).toordinal(), 7)]
    assert all(due("fred__h41", w).date() < date.fromordinal(w.toordinal() + 7) for w in wednesdays)


@pytest.mark.parametrize(
    ("day", "appeared"),
    [
        pytest.param(date(2026, 8, 19), date(2026, 8, 20), id="midweek"),
        pytest.param(date(2026, 8, 21), date(2026, 8, 24), id="Friday"),
        pytest.param(date(2026, 9, 4), date(2026, 9, 8), id="before Labor Day"),
        pytest.param(date(2024, 11, 27), date(2024, 11, 29), id="before Thanksgiving"),
        pytest.param(date(2026, 7, 2), date(2026, 7, 6), id="before Independence Day observed"),
        pytest.param(date(2025, 12, 31), date(2026, 1, 2), id="over the end of the year"),
        pytest.param(date(2024, 2, 28), date(2024, 2, 29), id="onto a leap day"),
        pytest.param(date(2024, 2, 29), date(2024, 3, 1), id="a leap day"),
    ],
)
def test_the_daily_treasury_statement_appears_on_the_next_business_day(day: date, appeared: date) -> None:
    assert due("treasury__dts", day) == datetime(appeared.year, appeared.month, appeared.day, 16)


@pytest.mark.parametrize(
    ("month", "appeared"),
    [
        pytest.param(date(2026, 7, 31), date(2026, 8, 25), id="a month that begins on a Saturday"),
        pytest.param(date(2026, 8, 31), date(2026, 9, 22), id="a month that begins on a Tuesday"),
        pytest.param(date(2025, 12, 31), date(2026, 1, 27), id="over the end of the year"),
        pytest.param(date(2024, 11, 30), date(2024, 12, 24), id="Christmas Eve is a business day"),
    ],
)
def test_money_stock_appears_on_the_fourth_tuesday_of_the_next_month(month: date, appeared: date) -> None:
    assert due("fred__h6", month) == datetime(appeared.year, appeared.month, appeared.day, 13)


@pytest.mark.parametrize(
    ("key", "period", "appeared"),
    [
        pytest.param("boj__accounts", date(2026, 7, 31), date(2026, 8, 5), id="BoJ accounts"),
        pytest.param("boj__accounts", date(2026, 8, 31), date(2026, 9, 7), id="BoJ accounts, the 5th is a Saturday"),
        pytest.param("boj__accounts", date(2026, 4, 30), date(2026, 5, 7), id="BoJ accounts, Golden Week"),
        pytest.param("safe__official_reserves", date(2026, 8, 31), date(2026, 9, 7), id="SAFE"),
        pytest.param("safe__official_reserves", date(2025, 12, 31), date(2026, 1, 7), id="SAFE, over the year"),
        pytest.param(
            "safe__official_reserves", date(2026, 1, 31), date(2026, 2, 7), id="SAFE appears on a Saturday too"
        ),
        pytest.param("fred__gdp", date(2009, 6, 30), date(2009, 7, 31), id="GDP, the latest of its days"),
        pytest.param("fred__gdp", date(2026, 3, 31), date(2026, 4, 30), id="GDP, a month of 30 days"),
        pytest.param("fred__gdp", date(2026, 9, 30), date(2026, 10, 30), id="GDP, the 31st is a Saturday"),
        pytest.param("fred__gdp", date(2020, 12, 31), date(2021, 1, 29), id="GDP, the 31st is a Sunday"),
        pytest.param("fred__gdp", date(2024, 3, 31), date(2024, 4, 30), id="GDP of a leap year"),
        pytest.param("tic__major_foreign_holders", date(2025, 12, 31), date(2026, 2, 18), id="TIC"),
        pytest.param("tic__major_foreign_holders", date(2026, 2, 28), date(2026, 4, 20), id="TIC, a Saturday"),
        pytest.param(
            "tic__major_foreign_holders", date(2025, 11, 30), date(2026, 1, 20), id="TIC, over a long weekend"
        ),
        pytest.param("boj__call_rate_monthly", date(2026, 7, 31), date(2026, 8, 4), id="BoJ call rate of the month"),
        pytest.param("fred__h8", date(2026, 6, 10), date(2026, 6, 22), id="H.8, its Friday is Juneteenth"),
        pytest.param("fred__h8", date(2026, 8, 19), date(2026, 8, 28), id="H.8, an ordinary week"),
        pytest.param(
            "imf__international_liquidity", date(2026, 6, 30), date(2026, 8, 3), id="IMF, the 1st is a Saturday"
        ),
    ],
)
def test_a_month_rule_names_a_day_of_a_later_month(key: str, period: date, appeared: date) -> None:
    assert due(key, period).date() == appeared


def test_the_thirtieth_of_february_runs_into_march() -> None:
    assert due("fred__federal_debt", date(2025, 12, 31)).date() == date(2026, 3, 2)


def test_iorb_is_known_a_day_ahead_of_its_date() -> None:
    assert due("fred__money_market", date(2026, 8, 20), "IORB") == datetime(2026, 8, 19, 16, 30)


def test_its_neighbour_sofr_keeps_the_rule_of_the_release() -> None:
    assert due("fred__money_market", date(2026, 8, 20), "SOFR") == datetime(2026, 8, 21, 9)


def test_reverse_repo_is_known_on_its_own_day() -> None:
    assert due("fred__on_rrp", date(2026, 8, 20), "RRPONTSYD") == datetime(2026, 8, 20, 13, 15)


@pytest.mark.parametrize(
    ("day", "appeared"),
    [
        pytest.param(date(2026, 8, 21), date(2026, 8, 24), id="the Monday after"),
        pytest.param(date(2026, 9, 4), date(2026, 9, 8), id="Labor Day is a Monday"),
        pytest.param(date(2026, 8, 24), date(2026, 8, 31), id="a Monday itself waits for the next"),
    ],
)
def test_foreign_exchange_of_h10_appears_on_the_next_monday(day: date, appeared: date) -> None:
    assert due("fred__h10", day).date() == appeared


def test_a_holiday_counts_where_its_publisher_sits() -> None:
    """2026-11-23 is Labour Thanksgiving in Japan; 2026-11-26 Thanksgiving in the United States."""
    assert due("mof_japan__jgb_yields", date(2026, 11, 20)).date() == date(2026, 11, 24)
    assert due("fred__h15", date(2026, 11, 20)).date() == date(2026, 11, 23)
    assert due("mof_japan__jgb_yields", date(2026, 11, 25)).date() == date(2026, 11, 26)
    assert due("fred__h15", date(2026, 11, 25)).date() == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "appeared"),
    [
        pytest.param(date(2026, 8, 20), date(2026, 8, 24), id="Thursday"),
        pytest.param(date(2026, 4, 28), date(2026, 5, 1), id="Golden Week"),
        pytest.param(date(2025, 12, 29), date(2026, 1, 5), id="banks are closed from 31 December to 3 January"),
    ],
)
@pytest.mark.parametrize("key", ["boj__call_rate_daily", "boj__usd_jpy_daily", "boj__basic_loan_rate"])
def test_the_bank_of_japan_gives_a_day_on_its_second_business_day_after_it(key: str, day: date, appeared: date) -> None:
    assert due(key, day) == datetime(appeared.year, appeared.month, appeared.day, 8, 50)


@pytest.mark.parametrize(
    ("period", "in_utc"),
    [(date(2026, 8, 19), (20, 30)), (date(2026, 1, 14), (21, 30))],
    ids=["summer", "winter"],
)
def test_daylight_saving_moves_the_moment_in_utc(period: date, in_utc: tuple[int, int]) -> None:
    found = first_known(period, release("fred__h41").published)
    assert found.tzinfo is UTC
    assert (found.hour, found.minute) == in_utc


def test_a_morning_in_tokyo_is_the_evening_before_in_utc() -> None:
    rule = Publication(days=1, at="08:50", timezone="Asia/Tokyo")
    assert first_known(date(2026, 8, 20), rule) == datetime(2026, 8, 20, 23, 50, tzinfo=UTC)


def test_a_schedule_is_the_rule_of_the_series_for_each_period() -> None:
    chosen = release("fred__money_market")
    for name in ("IORB", "SOFR"):
        spec, days = chosen.by_name[name], [date(2026, 8, 19), date(2026, 8, 20)]
        assert schedule(days, spec, chosen) == {day: first_known(day, publication_of(spec, chosen)) for day in days}


def test_a_period_that_a_shutdown_delayed_keeps_the_moment_at_which_it_came_out() -> None:
    gdp = release("fred__gdp")
    found = schedule([date(2025, 6, 30), date(2025, 9, 30)], gdp.series[0], gdp)
    assert found == {
        date(2025, 6, 30): datetime(2025, 7, 31, 12, 30, tzinfo=UTC),
        date(2025, 9, 30): datetime(2025, 12, 23, 13, 30, tzinfo=UTC),
    }


def test_every_delay_of_the_catalog_is_later_than_its_calendar() -> None:
    for chosen in load().releases.values():
        for period, moment in chosen.delayed.items():
            assert moment > first_known(period, chosen.published), (chosen.key, period)


def test_every_rule_of_the_catalog_gives_a_moment_near_its_period() -> None:
    """No rule of the catalog is more than two days ahead of its period or two quarters behind it."""
    for chosen in load().releases.values():
        for spec in chosen.series:
            for period in (date(2024, 2, 29), date(2025, 12, 31), date(2026, 6, 30)):
                found = first_known(period, publication_of(spec, chosen)).date()
                assert -2 <= (found - period).days <= 180, (chosen.key, spec.name, period, found)


# the newest month that each had in a copy of the release on 2026-08-31
NEWEST = {
    date(2026, 7, 31): "AUS CZE DNK GBR ITA JOR KAZ POL QAT ROU SWE THA TUR USA UZB ZAF",
    date(2026, 6, 30): "ARE AUT BEL BIS BRA CHE CHN DZA EGY G001 HUN IDN IMF IND JPN KOR KWT MEX PHL SGP",
    date(2026, 5, 31): "AZE IRQ SAU",
    date(2026, 4, 30): "DEU ESP FRA GRC LBY NLD PRT TWN",
    date(2026, 1, 31): "EZB G163",
    date(2025, 11, 30): "RUS",
}


@pytest.mark.parametrize("key", ["imf__international_liquidity", "imf__reserve_values"])
def test_a_reporter_s_newest_month_counts_as_known_right_after_the_copy_that_had_it(key: str) -> None:
    chosen = release(key)
    spec = chosen.series[0]
    for month, areas in NEWEST.items():
        for area in areas.split():
            [found] = schedule([month], spec, chosen, months_of(chosen.published, area)).values()
            assert found == datetime(2026, 9, 1, 16, tzinfo=UTC), (area, found)


def test_an_area_that_is_not_named_has_the_lag_of_the_slow_ones_and_the_release_that_of_the_quick_ones() -> None:
    chosen = release("imf__international_liquidity")
    assert months_of(chosen.published, "BOL") == 5
    [found] = schedule([date(2026, 7, 31)], chosen.series[0], chosen).values()
    assert found.date() == date(2026, 9, 1)


def test_an_area_without_a_lag_of_its_own_has_that_of_its_release() -> None:
    holders = release("tic__major_foreign_holders")
    assert months_of(holders.published, "Japan") == holders.published.months


def after(key: str, series: str, last: date) -> date:
    chosen = release(key)
    return next_period(last, chosen.by_name[series], chosen)


@pytest.mark.parametrize(
    ("key", "series", "last", "following"),
    [
        ("fred__h41", "WALCL", date(2026, 8, 19), date(2026, 8, 26)),
        ("fred__h41", "WALCL", date(2025, 12, 31), date(2026, 1, 7)),
        ("fred__gdp", "GDP", date(2026, 6, 30), date(2026, 9, 30)),
        ("fred__gdp", "GDP", date(2025, 12, 31), date(2026, 3, 31)),
        ("fred__h6", "M2SL", date(2024, 1, 31), date(2024, 2, 29)),
        ("fred__h6", "M2SL", date(2025, 12, 31), date(2026, 1, 31)),
        ("fred__money_market", "SOFR", date(2026, 9, 4), date(2026, 9, 8)),
        ("fred__money_market", "SOFR", date(2025, 4, 17), date(2025, 4, 21)),
        ("fred__money_market", "IORB", date(2026, 9, 4), date(2026, 9, 5)),
        ("fred__money_market", "DFEDTARU", date(2024, 2, 28), date(2024, 2, 29)),
        ("fred__h15", "DFF", date(2026, 9, 4), date(2026, 9, 5)),
        ("fred__h15", "DGS10", date(2026, 9, 4), date(2026, 9, 8)),
        ("fred__h10", "DEXJPUS", date(2026, 7, 2), date(2026, 7, 6)),
        ("treasury__dts", "TGA_CLOSE", date(2025, 4, 17), date(2025, 4, 18)),
        ("treasury__dts", "TGA_CLOSE", date(2026, 7, 2), date(2026, 7, 3)),
        ("fred__on_rrp", "RRPONTSYD", date(2026, 8, 21), date(2026, 8, 24)),
        ("boj__call_rate_daily", "BOJ_CALL_RATE_DAILY", date(2025, 12, 30), date(2026, 1, 5)),
        ("mof_japan__jgb_yields", "JGB_10Y", date(2026, 4, 28), date(2026, 4, 30)),
        ("bok__base_rate", "BOK_BASE_RATE", date(2026, 8, 22), date(2026, 8, 23)),
        ("cfets__shibor", "SHIBOR_ON", date(2026, 5, 8), date(2026, 5, 9)),
        ("cfets__central_parity", "CNY_PARITY_USD", date(2026, 5, 8), date(2026, 5, 11)),
        ("cfets__central_parity", "CNY_PARITY_USD", date(2025, 9, 30), date(2025, 10, 9)),
        ("cfets__lpr", "LPR_1Y", date(2026, 7, 20), date(2026, 8, 20)),
        ("cfets__lpr", "LPR_1Y", date(2026, 8, 20), date(2026, 9, 21)),
        ("cfets__lpr", "LPR_1Y", date(2026, 9, 21), date(2026, 10, 20)),
        ("cfets__lpr", "LPR_1Y", date(2025, 12, 22), date(2026, 1, 20)),
        ("cfets__lpr", "LPR_1Y", date(2026, 1, 20), date(2026, 2, 24)),
    ],
)
def test_the_next_period_of_a_series_is_the_one_that_its_publisher_gives(
    key: str, series: str, last: date, following: date
) -> None:
    assert after(key, series, last) == following


def test_the_next_period_is_expected_by_the_rule_and_late_after_its_grace() -> None:
    h41 = release("fred__h41")
    assert expected(date(2025, 12, 17), h41.by_name["WALCL"], h41) == (
        date(2025, 12, 24),
        datetime(2025, 12, 26, 21, 30, tzinfo=UTC),
        datetime(2025, 12, 28, 21, 30, tzinfo=UTC),
    )


def test_a_period_that_a_shutdown_delays_is_expected_when_it_comes() -> None:
    gdp = release("fred__gdp")
    _, due_at, late_from = expected(date(2025, 6, 30), gdp.series[0], gdp)
    assert due_at == datetime(2025, 12, 23, 13, 30, tzinfo=UTC)
    assert late_from == datetime(2026, 1, 2, 13, 30, tzinfo=UTC)


def test_every_open_series_of_the_catalog_has_a_next_period_that_follows_and_falls_due_before_long() -> None:
    """Two years on end: each next period is later than its predecessor, its moment near it, and late after that."""
    first = {
        Frequency.DAILY: date(2024, 12, 30),
        Frequency.WEEKLY: date(2024, 12, 25),
        Frequency.MONTHLY: date(2024, 11, 30),
        Frequency.QUARTERLY: date(2024, 9, 30),
    }
    longest = {Frequency.DAILY: 11, Frequency.WEEKLY: 7, Frequency.MONTHLY: 31, Frequency.QUARTERLY: 92}
    for chosen in load().releases.values():
        for spec in chosen.series:
            day, gap = first[spec.frequency], 45 if spec.name.startswith("LPR_") else longest[spec.frequency]
            while day < date(2026, 12, 1):
                period, due_at, late_from = expected(day, spec, chosen)
                assert 0 < (period - day).days <= gap, (spec.name, day, period)
                # the BIS comes half a year after the quarter
                assert -2 <= (due_at.date() - period).days <= 175, (spec.name, period, due_at)
                assert late_from > due_at
                day = period


def test_every_daily_series_of_the_catalog_knows_the_days_of_its_market() -> None:
    for chosen in load().releases.values():
        for spec in chosen.series:
            if spec.frequency is Frequency.DAILY:
                rule = publication_of(spec, chosen)
                assert rule.market or rule.holidays, (chosen.key, spec.name)


def test_a_calendar_that_does_not_exist_names_those_that_do() -> None:
    rule = Publication(business_days=1, at="09:00", timezone="UTC", holidays="ATLANTIS")
    with pytest.raises(CatalogError, match="no calendar 'ATLANTIS'; expected a country by two letters"):
        first_known(date(2026, 8, 20), rule)
