"""When a figure could first be known, by its publisher's own calendar. The ``modelled`` half of ``known_at``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import holidays

    from sources.model import Publication, Release, SeriesSpec

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)


def first_known(period: date, rule: Publication) -> datetime:
    """The moment (UTC) at which the value of the period that ends on ``period`` is due under ``rule``."""
    day = _due(period, rule)
    hour, minute = map(int, rule.at.split(":"))
    return datetime.combine(day, time(hour, minute), ZoneInfo(rule.timezone)).astimezone(UTC)


def publication_of(spec: SeriesSpec, release: Release) -> Publication:
    """The series' own rule where it has one (IORB is posted a day ahead), else its release's."""
    return spec.published or release.published


def schedule(periods: Iterable[date], spec: SeriesSpec, release: Release) -> dict[date, datetime]:
    """``first_known`` for many periods of a series, with the release's known delays."""
    rule = publication_of(spec, release)
    return {period: release.delayed.get(period) or first_known(period, rule) for period in periods}


def _due(period: date, rule: Publication) -> date:
    if rule.days is not None:
        return period + rule.days * _DAY
    if rule.business_days is not None:
        return _business_days_after(period, rule.business_days, rule.holidays)
    if rule.weekday is not None:
        day = period + _DAY
        while _WEEKDAYS[day.weekday()] != rule.weekday:
            day += _DAY
    else:
        day = _in_month(period, rule)
    if rule.slips_after_holiday and (_closed(day, rule.holidays) or _closed(day - _DAY, rule.holidays)):
        return _business_days_after(day, 1, rule.holidays)
    return day if not _closed(day, rule.holidays) else _business_days_after(day, 1, rule.holidays)


def _in_month(period: date, rule: Publication) -> date:
    ahead = period.month - 1 + (rule.months or 0)
    first = date(period.year + ahead // 12, ahead % 12 + 1, 1)
    if rule.day is not None:
        return first + (rule.day - 1) * _DAY
    wanted = _WEEKDAYS.index(str(rule.nth_weekday))
    return first + ((wanted - first.weekday()) % 7 + 7 * ((rule.nth or 1) - 1)) * _DAY


def _business_days_after(day: date, count: int, country: str | None) -> date:
    while count > 0:
        day += _DAY
        count -= not _closed(day, country)
    return day


def _closed(day: date, country: str | None) -> bool:
    return country is not None and (day.weekday() >= 5 or day in _holidays(country))


@cache
def _holidays(country: str) -> holidays.HolidayBase:
    import holidays

    return holidays.country_holidays(country)
