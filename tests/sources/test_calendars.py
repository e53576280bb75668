"""When a figure could first be known: holidays, time zones, month rules, each on its publisher's own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from sources.calendars import first_known, publication_of, schedule
from sources.catalog import load
from sources.model import Publication
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
        pytest.param("fred__gdp", date(2026, 6, 30), date(2026, 7, 30), id="GDP"),
        pytest.param("fred__gdp", date(2026, 3, 31), date(2026, 4, 30), id="GDP, the 30th is the last of the month"),
        pytest.param(
            "tic__major_foreign_holders", date(2025, 12, 31), date(2026, 2, 17), id="TIC, after Presidents Day"
        ),
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
        date(2025, 6, 30): datetime(2025, 7, 30, 12, 30, tzinfo=UTC),
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
