"""When a figure could first be known, and which one comes next and when, by its publisher's own calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sources.errors import CatalogError
from sources.periods import Frequency, last_of

if TYPE_CHECKING:
    import holidays

    from sources.model import Publication, Release, SeriesSpec

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)
EVERY_DAY = "every_day"
CHINA_WORKDAYS = "CN_workdays"

# A rule names a publisher's typical moment. This is what a figure may take beyond it before it counts as late, unless
# the catalog says otherwise: in daily snapshots of five months FRED showed nine of ten figures within about a day.
GRACE = {
    Frequency.DAILY: timedelta(days=2),
    Frequency.WEEKLY: timedelta(days=2),
    Frequency.MONTHLY: timedelta(days=5),
    Frequency.QUARTERLY: timedelta(days=10),
}


def first_known(period: date, rule: Publication) -> datetime:
    """The moment (UTC) at which the value of the period that ends on ``period`` is due under ``rule``."""
    return at_its_hour(_due(period, rule), rule)


def at_its_hour(day: date, rule: Publication) -> datetime:
    """The moment (UTC) of that day at which its publisher publishes."""
    hour, minute = map(int, rule.at.split(":"))
    return datetime.combine(day, time(hour, minute), ZoneInfo(rule.timezone)).astimezone(UTC)


def publication_of(spec: SeriesSpec, release: Release) -> Publication:
    """The series' own rule where it has one (IORB is posted a day ahead), else its release's."""
    return spec.published or release.published


def months_of(rule: Publication, area: str) -> int | None:
    """How many months after its period a rule by months gives an area's figure: reporters differ by many months."""
    return rule.area_months.get(area, rule.area_months.get("others", rule.months))


def schedule(
    periods: Iterable[date], spec: SeriesSpec, release: Release, months: int | None = None
) -> dict[date, datetime]:
    """``first_known`` for many periods of a series, with the release's known delays.

    Args:
        months: the lag of an area (``months_of``) in place of the rule's own.
    """
    rule = publication_of(spec, release)
    if months is not None and months != rule.months:
        rule = rule.model_copy(update={"months": months})
    return {period: release.delayed.get(period) or first_known(period, rule) for period in periods}


def next_period(last: date, spec: SeriesSpec, release: Release) -> date:
    """The period that the publisher gives after ``last``, by its last day."""
    if spec.frequency is Frequency.WEEKLY:
        return last + 7 * _DAY
    if spec.frequency is not Frequency.DAILY:
        return last_of(last + _DAY, spec.frequency)
    rule = publication_of(spec, release)
    market = rule.market or rule.holidays
    if rule.fixing_day is None:
        return _next_open(last, market)
    # a rate that is fixed once a month: on its day, or on the first open one after it
    fixing = last.replace(day=rule.fixing_day)
    while (found := _next_open(fixing - _DAY, market)) <= last:
        fixing = last_of(fixing, Frequency.MONTHLY) + rule.fixing_day * _DAY
    return found


def expected(last: date, spec: SeriesSpec, release: Release) -> tuple[date, datetime, datetime]:
    """The period after ``last``, when it is due, and from when on it is late (UTC)."""
    period = next_period(last, spec, release)
    [due] = schedule([period], spec, release).values()
    return period, due, due + grace_of(spec, release)


def grace_of(spec: SeriesSpec, release: Release) -> timedelta:
    """What a figure may take beyond its due moment before it counts as late."""
    days = publication_of(spec, release).grace_days
    return GRACE[spec.frequency] if days is None else days * _DAY


def longest_gap(spec: SeriesSpec, release: Release) -> timedelta:
    """The longest time between two publications of a series in 2026, whose holidays stand for those of any year."""
    period, moments = last_of(date(2025, 12, 31), spec.frequency), []
    while period < date(2026, 12, 31):
        period, due, _ = expected(period, spec, release)
        moments.append(due)
    return max((b - a for a, b in pairwise(moments)), default=timedelta(days=366))


def _due(period: date, rule: Publication) -> date:
    if rule.business_days is not None:
        return _business_days_after(period, rule.business_days, rule.holidays)
    if rule.days is not None:
        day = period + rule.days * _DAY
    elif rule.weekday is not None:
        day = period + _DAY
        while _WEEKDAYS[day.weekday()] != rule.weekday:
            day += _DAY
    elif rule.day == "last":
        return _last_open_in_month(period, rule)
    else:
        day = _in_month(period, rule)
    if rule.slips_after_holiday and (_closed(day, rule.holidays) or _closed(day - _DAY, rule.holidays)):
        return _business_days_after(day, 1, rule.holidays)
    return day if not _closed(day, rule.holidays) else _business_days_after(day, 1, rule.holidays)


def _first_of_month(period: date, months: int) -> date:
    ahead = period.month - 1 + months
    return date(period.year + ahead // 12, ahead % 12 + 1, 1)


def _in_month(period: date, rule: Publication) -> date:
    first = _first_of_month(period, rule.months or 0)
    if isinstance(rule.day, int):
        return first + (rule.day - 1) * _DAY
    wanted = _WEEKDAYS.index(str(rule.nth_weekday))
    return first + ((wanted - first.weekday()) % 7 + 7 * ((rule.nth or 1) - 1)) * _DAY


def _last_open_in_month(period: date, rule: Publication) -> date:
    day = _first_of_month(period, (rule.months or 0) + 1) - _DAY
    while _closed(day, rule.holidays):
        day -= _DAY
    return day


def _business_days_after(day: date, count: int, calendar: str | None) -> date:
    while count > 0:
        day += _DAY
        count -= not _closed(day, calendar)
    return day


def _next_open(day: date, calendar: str | None) -> date:
    return day + _DAY if calendar in (None, EVERY_DAY) else _business_days_after(day, 1, calendar)


@cache
def _closed(day: date, calendar: str | None) -> bool:
    """Whether an office or a market is closed that day: on weekends and its holidays.

    Federal offices are closed by executive order now and then (2025-12-24, 2025-12-26), which no calendar knows ahead:
    the Federal Reserve kept its days then, and a statement of the Treasury that comes later is a matter of the grace.
    """
    if calendar is None:
        return False
    if calendar == CHINA_WORKDAYS:
        return not bool(_holidays("CN").is_working_day(day))
    return day.weekday() >= 5 or day in _holidays(calendar)


@cache
def _holidays(calendar: str) -> holidays.HolidayBase:
    """A country by its two letters, or a market by its code: XFED for the Federal Reserve Banks, XSIF for the US bond
    market, XNYS. In Japan and Korea banks and the central bank are closed on more days than the public (the turn of
    the year; Labour Day)."""
    import holidays

    try:
        if len(calendar) > 2:
            return holidays.financial_holidays(calendar)
        kinds = holidays.country_holidays(calendar).supported_categories
        return holidays.country_holidays(calendar, categories=[k for k in ("public", "bank") if k in kinds])
    except NotImplementedError:
        raise CatalogError(
            f"no calendar {calendar!r}; expected a country by two letters, a market such as XNYS, XFED or XSIF, "
            f"{CHINA_WORKDAYS}, or (for the days of a series) {EVERY_DAY}"
        ) from None
