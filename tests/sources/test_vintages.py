"""Every version of an observation: the windows it is asked in, and the first moment that each value was shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl
import pytest

from sources import vintages
from sources.errors import FetchError, MissingKey, PayloadRefused
from sources.http import Http
from sources.model import Payload, SeriesSpec
from sources.publishers.fred import SOURCE
from sources.vintages import EVER, FOREVER, Window, windows
from tests.sources.conftest import Loopback, payload, release

GDP = release("fred__gdp").by_name["GDP"]
ALL = Window(EVER, FOREVER)
API = "https://api.stlouisfed.org/fred/series/observations"
OBSERVATIONS = "/fred/series/observations"
DATES = "/fred/series/vintagedates"
ABOUT = "/fred/series"
Q1, Q2 = date(2026, 1, 1), date(2026, 4, 1)
APRIL, MAY, JUNE, JULY = (date(2026, month, 30) for month in (4, 5, 6, 7))
BEFORE = timedelta(days=-1)


class Version(NamedTuple):
    """A value of an observation, and the days of real time on which it was the one shown."""

    day: date
    start: date
    end: date
    value: float | None
    payload: str = "0"


def table(
    spec: SeriesSpec, asked: Mapping[Window, Iterable[Version]], units: Mapping[date, str] | None = None
) -> pl.DataFrame:
    given = {w: pl.DataFrame(list(v), schema=vintages.VERSION, orient="row") for w, v in asked.items()}
    return vintages.table(spec, given, units)


def shown(frame: pl.DataFrame) -> list[tuple[str, float | None, str]]:
    return [(str(p), v, str(r)) for p, v, r in frame.select("period", "value", "realtime_start").iter_rows()]


def body(rows: Iterable[tuple[date, date, date, str]], window: Window = ALL, **changes: object) -> bytes:
    """A page of output_type 1."""
    given = [{"realtime_start": str(a), "realtime_end": str(b), "date": str(d), "value": v} for d, a, b, v in rows]
    real_time = {"realtime_start": str(window.start), "realtime_end": str(window.end)}
    told = {**real_time, "units": "lin", "output_type": 1, "count": len(given), "offset": 0, "limit": 100000}
    return json.dumps({**told, "observations": given, **changes}).encode()


def sent(content: bytes, window: Window = ALL, **params: str) -> Payload:
    real_time = {"realtime_start": str(window.start), "realtime_end": str(window.end)}
    return payload(content, API, {"series_id": "GDP", "output_type": "1", "offset": "0", **real_time, **params})


def dates(*days: date, count: int | None = None, offset: int = 0, limit: int = 10000) -> bytes:
    told = {"count": len(days) if count is None else count, "offset": offset, "limit": limit}
    return json.dumps({**told, "vintage_dates": [str(day) for day in days]}).encode()


REVISED = [(Q1, APRIL, JUNE + BEFORE, "31000"), (Q1, JUNE, FOREVER, "31100.5"), (Q2, JULY, FOREVER, ".")]


def test_each_value_is_dated_by_the_day_it_was_first_shown() -> None:
    assert shown(SOURCE.parse_vintages([sent(body(REVISED))], GDP)) == [
        ("2026-03-31", 31000.0, "2026-04-30"),
        ("2026-03-31", 31100.5, "2026-06-30"),
        ("2026-06-30", None, "2026-07-30"),
    ]


def test_the_table_has_the_columns_of_observations_and_the_first_day() -> None:
    told = SOURCE.parse_vintages([sent(body(REVISED))], GDP)
    assert dict(told.schema) == vintages.SHOWN
    assert told.columns == ["series", "area", "period", "value", "withdrawn", "realtime_start", "payload"]
    assert (told["series"].unique().to_list(), told["area"].unique().to_list()) == (["GDP"], ["USA"])


def test_a_few_vintages_are_one_window_and_many_are_several() -> None:
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(5)]
    assert windows(days, most=5) == [ALL]
    assert windows(days, most=2) == [
        Window(EVER, date(2020, 1, 2)),
        Window(date(2020, 1, 3), date(2020, 1, 4)),
        Window(date(2020, 1, 5), FOREVER),
    ]
    assert windows([]) == [ALL]


EARLY, LATE = Window(EVER, JUNE + BEFORE), Window(JUNE, FOREVER)


def test_a_value_that_outlives_the_border_of_a_window_is_one_version() -> None:
    kept = [Version(Q1, APRIL, JUNE + BEFORE, 31000.0)]
    assert shown(table(GDP, {LATE: [Version(Q1, JUNE, FOREVER, 31000.0)], EARLY: kept})) == [
        ("2026-03-31", 31000.0, "2026-04-30")
    ]


def test_a_value_that_changes_on_the_border_of_a_window_is_two_versions() -> None:
    kept = [Version(Q1, APRIL, JUNE + BEFORE, 31000.0)]
    changed = table(GDP, {EARLY: kept, LATE: [Version(Q1, JUNE, FOREVER, 31100.0)]})
    assert [value for _, value, _ in shown(changed)] == [31000.0, 31100.0]


def test_a_value_that_was_withdrawn_and_came_back_is_two_versions() -> None:
    versions = [Version(Q1, APRIL, MAY, 31000.0), Version(Q1, JULY, FOREVER, 31000.0)]
    assert [day for _, _, day in shown(table(GDP, {ALL: versions}))] == ["2026-04-30", "2026-07-30"]


def test_a_value_that_returns_to_an_earlier_one_is_three_versions() -> None:
    versions = [
        Version(Q1, APRIL, MAY + BEFORE, 1.0),
        Version(Q1, MAY, JUNE + BEFORE, 2.0),
        Version(Q1, JUNE, FOREVER, 1.0),
    ]
    assert [value for _, value, _ in shown(table(GDP, {ALL: versions}))] == [1.0, 2.0, 1.0]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ([EARLY], "expected vintages to 9999-12-31; found them to 2026-06-29"),
        ([LATE], "expected vintages from 1776-07-04 on; found them from 2026-06-30 on"),
        ([EARLY, Window(JULY, FOREVER)], "from 2026-06-30 on; found them from 2026-07-30 on"),
        ([], "expected vintages to 9999-12-31"),
    ],
)
def test_a_window_that_is_not_there_is_refused(asked: list[Window], says: str) -> None:
    with pytest.raises(PayloadRefused, match=says):
        table(GDP, {window: [] for window in asked})


def test_two_values_of_one_observation_at_the_same_time_are_refused() -> None:
    versions = [Version(Q1, APRIL, FOREVER, 1.0), Version(Q1, MAY, FOREVER, 2.0)]
    with pytest.raises(PayloadRefused, match="two versions of 2026-01-01 on 2026-05-30"):
        table(GDP, {ALL: versions})


def test_a_page_of_vintages_that_is_not_there_is_refused() -> None:
    half = body(REVISED[:2], count=3, limit=2)
    with pytest.raises(PayloadRefused, match="expected 3 versions; found 2"):
        SOURCE.parse_vintages([sent(half)], GDP)


def test_an_answer_for_another_stretch_of_real_time_is_refused() -> None:
    """The value of today alone would pass for one that was shown first today."""
    today = Window(JULY, JULY)
    with pytest.raises(PayloadRefused, match="expected realtime_start 1776-07-04; found 2026-07-30"):
        SOURCE.parse_vintages([sent(body(REVISED, today))], GDP)


@pytest.mark.parametrize("output_type", [2, 3])
def test_vintages_as_columns_are_refused_by_name(output_type: int) -> None:
    wide = body([], output_type=output_type, count=1, observations=[{"date": "2026-01-01", "GDP_20260430": "31000"}])
    with pytest.raises(PayloadRefused, match=f"expected output_type 1; found {output_type}"):
        SOURCE.parse_vintages([sent(wide)], GDP)


@pytest.fixture
def keyed(publisher: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    monkeypatch.setenv("TIDEGAUGE_FRED_URL", publisher.url)
    monkeypatch.setenv("FRED_API_KEY", "0123456789abcdef0123456789abcdef")
    return publisher


def test_the_dates_are_asked_first_and_then_all_of_real_time(keyed: Loopback, http: Http) -> None:
    keyed.on(DATES, dates(APRIL, JUNE, count=3, limit=2), dates(JULY, count=3, offset=2, limit=2))
    keyed.on(OBSERVATIONS, body(REVISED))
    payloads = list(SOURCE.vintages(GDP, http))
    assert keyed.paths == [DATES, DATES, ABOUT, OBSERVATIONS]
    assert [a.params.get("offset") for a in keyed.asked] == ["0", "2", None, "0"]
    assert keyed.asked[0].params["limit"] == "10000"
    wanted = {"realtime_start": "1776-07-04", "realtime_end": "9999-12-31", "output_type": "1", "limit": "100000"}
    assert wanted.items() <= keyed.asked[3].params.items()
    assert len(SOURCE.parse_vintages(payloads, GDP)) == 3


def test_more_vintages_than_a_request_may_span_are_asked_in_windows(keyed: Loopback, http: Http) -> None:
    days = [date(2010, 1, 1) + timedelta(days=n) for n in range(2001)]
    first, second = windows(days)
    keyed.on(DATES, dates(*days))
    keyed.on(
        OBSERVATIONS,
        body([(Q1, days[0], first.end, "1")], first),
        body([(Q1, days[2000], FOREVER, "1"), (Q2, days[2000], FOREVER, "2")], second),
    )
    told = SOURCE.parse_vintages(list(SOURCE.vintages(GDP, http)), GDP)
    assert [a.params["realtime_start"] for a in keyed.asked[2:]] == ["1776-07-04", str(days[2000])]
    assert shown(told) == [("2026-03-31", 1.0, "2010-01-01"), ("2026-06-30", 2.0, str(days[2000]))]


def test_versions_of_one_observation_may_stand_on_two_pages(keyed: Loopback, http: Http) -> None:
    keyed.on(DATES, dates(APRIL))
    keyed.on(
        OBSERVATIONS,
        body(REVISED[:1], count=3, limit=1),
        body(REVISED[1:2], count=3, limit=1, offset=1),
        body(REVISED[2:], count=3, limit=1, offset=2),
    )
    assert len(SOURCE.parse_vintages(list(SOURCE.vintages(GDP, http)), GDP)) == 3


def test_a_page_of_versions_that_comes_twice_is_refused(keyed: Loopback, http: Http) -> None:
    keyed.on(DATES, dates(APRIL))
    keyed.on(OBSERVATIONS, body(REVISED[:1], count=3, limit=1), body(REVISED[:1], count=3, limit=1, offset=1))
    with pytest.raises(FetchError, match="expected entries after 2026-01-01 at offset 1"):
        list(SOURCE.vintages(GDP, http))


def test_dates_that_are_none_are_refused(keyed: Loopback, http: Http) -> None:
    keyed.on(DATES, b'{"error_code": 500, "error_message": "Internal Server Error"}')
    with pytest.raises(FetchError, match="expected vintage_dates of GDP; found"):
        list(SOURCE.vintages(GDP, http))


def test_without_a_key_there_are_no_vintages(http: Http) -> None:
    with pytest.raises(MissingKey, match="FRED_API_KEY"):
        list(SOURCE.vintages(GDP, http))
