"""Bank of Japan: calendar days that are null, «no data» that looks like success, limits, and files for bad days."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from sources.errors import FetchError, PayloadRefused, Unreachable
from sources.http import Http
from sources.periods import Frequency
from sources.publishers.boj import MOST_POINTS, MOST_SERIES, _at_once, questions
from tests.sources.conftest import Answer, Loopback, accepted, fetched, figures, fixture, parsed, payload, release

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
def test_a_next_position_that_does_not_advance_is_refused(
    positions: tuple[int, int], publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_BOJ_URL", publisher.url)
    publisher.on(PATH, *(json.dumps(daily() | {"NEXTPOSITION": p}).encode() for p in positions))
    with pytest.raises(PayloadRefused, match=f"further on; found {positions[-1]}"):
        fetched(DAILY, http)
    assert len(publisher.asked) == 2


@pytest.mark.parametrize("status", [400, 200], ids=["as documented", "with HTTP 200"])
def test_a_refused_question_quotes_the_bank(
    status: int, publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_BOJ_URL", publisher.url)
    publisher.on(PATH, Answer(fixture("boj/error_400.json"), status))
    with pytest.raises(FetchError, match=r"400.*M181005E.*The DB name is invalid"):
        fetched(ACCOUNTS, http)
    assert publisher.paths == [PATH]


ACCOUNTS, FLAT = "boj__accounts", "/ssi/mtshtml/csv/fm01_d_1.csv"
FILE_URL = f"https://www.stat-search.boj.or.jp{FLAT}"
FILE = fixture("boj/call_rate_daily/fm01_d_1.csv")
FIVE = fixture("boj/accounts/five_series.json")


def window(since: str) -> dict[str, str]:
    return {"db": "FM01", "code": "STRDCLUCON", "startDate": since}


def test_the_series_of_a_database_are_asked_for_together() -> None:
    assert [q["code"] for q in questions(release(ACCOUNTS))] == ["MABJMTA,MABJMA5,MABJML11,MABJML3,MABJML1"]


def test_series_of_another_frequency_are_asked_for_by_themselves() -> None:
    mixed = release(ACCOUNTS).series + release(DAILY).series
    asked = list(questions(release(ACCOUNTS).model_copy(update={"series": mixed})))
    assert [(q["db"], q["code"].count(",")) for q in asked] == [("BS01", 4), ("FM01", 0)]


@pytest.mark.parametrize(
    ("frequency", "first_year", "at_most"),
    [
        (Frequency.DAILY, 1998, 6),
        (Frequency.MONTHLY, 1850, 30),
        (Frequency.DAILY, 2026, 163),
        (Frequency.DAILY, 1850, 1),
    ],
)
def test_no_answer_may_hold_more_points_than_the_bank_gives(
    frequency: Frequency, first_year: int, at_most: int
) -> None:
    """Days without a figure count, so a daily series has 366 points a year."""
    chosen = _at_once(frequency, first_year)
    assert 1 <= chosen <= at_most
    periods = (date.today().year + 1 - first_year) * (366 if frequency is Frequency.DAILY else 12)
    assert chosen * periods <= MOST_POINTS or chosen == 1


def test_no_question_names_more_series_than_the_bank_takes() -> None:
    spec = release(ACCOUNTS).series[0]
    many = tuple(spec.model_copy(update={"name": f"S{n}", "code": f"BS01/S{n}"}) for n in range(300))
    asked = questions(release(ACCOUNTS).model_copy(update={"series": many}), date(2026, 8, 1))
    assert [q["code"].count(",") + 1 for q in asked] == [MOST_SERIES, 50]


def test_an_at_sign_in_a_code_reaches_the_bank(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_BOJ_URL", publisher.url)
    publisher.on(PATH, fixture("boj/basic_loan_rate/days.json"))
    fetched("boj__basic_loan_rate", http)
    assert publisher.asked[0].params["code"] == "MADR1Z@D"


@pytest.mark.parametrize(
    ("key", "since", "start"),
    [
        (DAILY, date(2026, 9, 10), "202609"),
        (ACCOUNTS, date(2026, 7, 15), "202607"),
        (DAILY, date(1990, 1, 1), "199801"),
        (ACCOUNTS, None, None),
    ],
    ids=["days", "months", "before the series", "everything"],
)
def test_a_window_starts_with_the_month_of_its_first_day(key: str, since: date | None, start: str | None) -> None:
    assert [q.get("startDate") for q in questions(release(key), since)] == [start]


def test_no_data_in_a_window_means_nothing_new() -> None:
    body = fixture("boj/call_rate_daily/no_data.json")
    assert parsed(DAILY, payload(body, URL, window("202611"))).is_empty()
    with pytest.raises(PayloadRefused, match=r"found .*M181030I"):
        parsed(DAILY, payload(body, URL, window("199801")))


def test_null_before_the_first_figure_of_a_series_is_padding_but_not_in_a_window() -> None:
    answer = daily()
    answer["RESULTSET"][0]["VALUES"]["VALUES"][0] = None
    assert "2026-09-10" not in figures(parsed(DAILY, payload(json.dumps(answer), URL, window("199801"))))
    assert figures(parsed(DAILY, payload(json.dumps(answer), URL, window("202609"))))["2026-09-10"] is None


def test_figures_and_stamps_may_be_strings() -> None:
    answer = daily()
    series = answer["RESULTSET"][0]
    series["LAST_UPDATE"] = "20260914"
    series["VALUES"] = {k: [None if v is None else str(v) for v in told] for k, told in series["VALUES"].items()}
    assert read(answer) == read(daily())


def test_names_and_values_of_parameters_may_be_echoed_in_any_case() -> None:
    assert read(daily() | {"PARAMETER": {"db": "fm01"}}) == read(daily())


@pytest.mark.parametrize("told", ["n/a", "", "１.０", True, [1]])
def test_a_figure_that_is_no_number_is_refused(told: object) -> None:
    answer = daily()
    answer["RESULTSET"][0]["VALUES"]["VALUES"][0] = told
    with pytest.raises(PayloadRefused, match="expected a number"):
        accepted(DAILY, payload(json.dumps(answer), URL))


def test_a_code_that_was_asked_for_and_is_not_answered_is_refused() -> None:
    answer = json.loads(FIVE)
    del answer["RESULTSET"][2]
    with pytest.raises(PayloadRefused, match=r"found no row of .*BOJ_CURRENT_DEPOSITS"):
        accepted(ACCOUNTS, payload(json.dumps(answer), URL), origin="live")


@pytest.mark.parametrize("unit", ["billion yen", "million yen", "100 million U.S. dollars"])
def test_figures_in_another_unit_are_refused(unit: str) -> None:
    body = FIVE.replace(b"100 million yen", unit.encode(), 1)
    with pytest.raises(PayloadRefused, match=f"BS01/MABJMTA: expected the unit jpy_100mn; found '{unit}'"):
        parsed(ACCOUNTS, payload(body, URL))


def test_months_where_days_are_due_are_refused() -> None:
    answer = daily()
    answer["RESULTSET"][0]["VALUES"] = {"SURVEY_DATES": [202607], "VALUES": [0.9]}
    with pytest.raises(PayloadRefused, match="expected dates of 8 digits; found '202607'"):
        read(answer)


def test_the_flat_file_stands_in_only_where_one_is_known(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_BOJ_URL", publisher.url)
    publisher.on(PATH, Answer(b"gone", 404))
    publisher.on(FLAT, FILE)
    assert [p.body for p in fetched(DAILY, http)] == [FILE]
    with pytest.raises(FetchError, match="found 404"):
        fetched(ACCOUNTS, http)


def test_when_the_flat_file_is_not_there_either_both_reasons_are_told(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_BOJ_URL", publisher.url)
    publisher.on(PATH, Answer(b"gone", 410))
    with pytest.raises(FetchError, match=r"found 410.*in its place .*fm01_d_1.csv: expected HTTP 200; found 404"):
        fetched(DAILY, http)


def test_the_flat_file_is_not_asked_for_without_a_route(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_BOJ_URL", "http://127.0.0.1:9")
    with pytest.raises(Unreachable) as caught:
        fetched(DAILY, http)
    assert "in its place" not in str(caught.value)


def test_a_flat_file_cut_before_its_last_period_is_refused() -> None:
    cut = FILE[: FILE.index(b"2026/09/12")]
    with pytest.raises(PayloadRefused, match=r"cut short: expected FM01'STRDCLUCON to 2026/09/14; found its end at"):
        parsed(DAILY, payload(cut, FILE_URL))


def test_a_flat_file_in_another_unit_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected the unit percent; found 'basis points'"):
        parsed(DAILY, payload(FILE.replace(b"percent per annum", b"basis points"), FILE_URL))


def test_a_flat_file_without_the_column_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected a column FM01'STRDCLUCON"):
        parsed(DAILY, payload(FILE.replace(b"STRDCLUCON", b"STRDCLUCONH"), FILE_URL))


@pytest.mark.parametrize("heading", [b"Series code", b"Unit", b"End of the time-series"])
def test_a_flat_file_without_its_block_is_refused(heading: bytes) -> None:
    with pytest.raises(PayloadRefused, match="expected rows of codes, units, last periods and figures"):
        parsed(DAILY, payload(FILE.replace(heading, b"Heading"), FILE_URL))


def test_a_row_of_a_flat_file_that_is_no_period_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected a period like"):
        parsed(DAILY, payload(FILE.replace(b"2026/09/12", b"12 September"), FILE_URL))


def test_a_word_in_a_flat_file_is_not_a_missing_figure() -> None:
    with pytest.raises(PayloadRefused, match="expected a number"):
        accepted(DAILY, payload(FILE.replace(b"0.978", b"closed"), FILE_URL))


def test_a_page_in_place_of_the_flat_file_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="found an HTML page"):
        parsed(DAILY, payload(b"<!DOCTYPE html>\n<html></html>\n", FILE_URL))


@pytest.mark.parametrize(
    "other", [FILE.replace(b"\r\n", b"\n"), b"\xef\xbb\xbf" + FILE], ids=["line ends of Unix", "UTF-8 with its mark"]
)
def test_line_ends_and_a_byte_order_mark_change_nothing(other: bytes) -> None:
    assert parsed(DAILY, payload(other, FILE_URL)).equals(parsed(DAILY, payload(FILE, FILE_URL)))
