"""Bank of Japan API: every calendar day, null when closed or not yet out, and «no data» that looks like success."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from tests.sources.conftest import Answer, Loopback, accepted, fetched, figures, fixture, parsed, payload

URL = "https://www.stat-search.boj.or.jp/api/v1/getDataCode"
DAILY, MONTHLY = "boj__call_rate_daily", "boj__call_rate_monthly"
PATH = "/api/v1/getDataCode"


def daily() -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(fixture("boj/call_rate_daily/every_calendar_day.json"))
    return answer


def read(answer: dict[str, Any]) -> dict[str, float | None]:
    return figures(parsed(DAILY, payload(json.dumps(answer), URL)))


def test_a_null_between_published_days_is_published_as_missing() -> None:
    assert read(daily())["2026-09-12"] is None


def test_the_days_after_the_last_published_one_are_padding() -> None:
    assert read(daily()).keys() == {"2026-09-10", "2026-09-11", "2026-09-12", "2026-09-13", "2026-09-14"}


def test_months_are_dated_without_a_day_and_known_by_their_last() -> None:
    table = parsed(MONTHLY, payload(fixture("boj/call_rate_monthly/months.json"), URL))
    assert figures(table) == {"2025-12-31": 0.727, "2026-01-31": 0.728, "2026-02-28": -0.05}


def test_no_data_is_refused_although_its_status_is_200() -> None:
    with pytest.raises(PayloadRefused, match=r"MESSAGEID M181000I; found .*M181030I"):
        parsed(DAILY, payload(fixture("boj/call_rate_daily/no_data.json"), URL))


def test_an_error_envelope_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"found .*M181005E.*DB name is invalid"):
        parsed(DAILY, payload(fixture("boj/error_400.json"), URL))


def test_a_series_without_any_value_is_missing_from_the_delivery() -> None:
    answer = daily()
    answer["RESULTSET"][0]["VALUES"]["VALUES"] = [None] * 7
    with pytest.raises(PayloadRefused, match=r"found no row of .*BOJ_CALL_RATE_DAILY"):
        accepted(DAILY, payload(json.dumps(answer), URL), origin="live")


def test_more_dates_than_values_are_refused() -> None:
    answer = daily()
    answer["RESULTSET"][0]["VALUES"]["VALUES"].pop()
    with pytest.raises(PayloadRefused, match="7 dates but 6 values"):
        read(answer)


def test_a_series_that_was_not_asked_for_refuses_the_delivery() -> None:
    answer = daily()
    answer["RESULTSET"][0]["SERIES_CODE"] = "STRDCLUCONH"
    with pytest.raises(PayloadRefused, match="STRDCLUCONH"):
        accepted(DAILY, payload(json.dumps(answer), URL))


def test_a_code_is_looked_up_together_with_its_database() -> None:
    answer = daily()
    answer["PARAMETER"]["DB"] = "FM02"
    with pytest.raises(PayloadRefused, match="FM02/STRDCLUCON"):
        accepted(DAILY, payload(json.dumps(answer), URL))


def test_nan_is_refused_although_json_readers_know_it() -> None:
    body = json.dumps(daily()).replace("0.978", "NaN")
    with pytest.raises(PayloadRefused, match=r"NaN|nan|low and high"):
        accepted(DAILY, payload(body, URL))


def test_a_daily_series_is_asked_for_by_month(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code goes without its database before it, and the start as YYYYMM although the days are daily."""
    monkeypatch.setenv("TIDEGAUGE_BOJ_URL", publisher.url)
    publisher.on(PATH, fixture("boj/call_rate_daily/every_calendar_day.json"))
    fetched(DAILY, http)
    assert [a.params for a in publisher.asked] == [
        {"db": "FM01", "code": "STRDCLUCON", "format": "json", "lang": "en", "startDate": "199801"}
    ]


def test_a_next_position_is_followed(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_BOJ_URL", publisher.url)
    publisher.on(PATH, json.dumps(daily() | {"NEXTPOSITION": 255}).encode(), json.dumps(daily()).encode())
    assert len(fetched(DAILY, http)) == 2
    assert [a.params.get("startPosition") for a in publisher.asked] == [None, "255"]


@pytest.mark.parametrize("positions", [(255, 255), (255, 100)], ids=["the same page again", "an earlier page"])
def test_a_next_position_that_does_not_advance_is_a_fetch_error(
    positions: tuple[int, int], publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_BOJ_URL", publisher.url)
    publisher.on(PATH, *(json.dumps(daily() | {"NEXTPOSITION": p}).encode() for p in positions))
    with pytest.raises(FetchError, match=f"further on; found {positions[-1]}"):
        fetched(DAILY, http)
    assert len(publisher.asked) == 2


def test_a_refused_question_quotes_the_bank(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_BOJ_URL", publisher.url)
    publisher.on(PATH, Answer(fixture("boj/error_400.json"), 400))
    with pytest.raises(FetchError, match=r"found 400: .*The DB name is invalid"):
        fetched(DAILY, http)
