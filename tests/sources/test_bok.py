"""ECOS: the key is a part of the path, and every error comes with HTTP 200."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from sources.catalog import load
from sources.errors import FetchError, MissingKey, PayloadRefused
from sources.http import Http
from sources.model import Payload
from sources.publishers import source_of
from sources.publishers.bok import CYCLES, SAMPLE_ROWS, day_of, time_of, unit_told
from tests.sources.conftest import Loopback, accepted, fetched, figures, fixture, parsed, payload, release

KEY = "bok__base_rate"
SECRET = "K0REAKEY12345"
TAIL = "json/en/{}/{}/722Y001/D/19990506/20260904/0101000"
ERRORS = ["bok/error_info_100.json", "bok/error_info_200.json", "bok/error_602.json"]


def answered(body: bytes | str, first: int = 1, last: int = 10_000) -> Payload:
    url = f"https://ecos.bok.or.kr/api/StatisticSearch/<BOK_API_KEY>/{TAIL.format(first, last)}"
    return payload(body, url)


def rows(**changes: Any) -> str:
    """The hand-made answer with fields of its last row, or its count, changed."""
    answer = json.loads(fixture("bok/base_rate/calendar_days.json"))
    if "list_total_count" in changes:
        answer["StatisticSearch"]["list_total_count"] = changes.pop("list_total_count")
    answer["StatisticSearch"]["row"][-1] |= changes
    return json.dumps(answer)


def test_the_base_rate_is_given_for_every_calendar_day() -> None:
    table = parsed(KEY, answered(fixture("bok/base_rate/calendar_days.json")))
    assert figures(table) == {"2026-01-02": 2.5, "2026-01-03": 2.5, "2026-01-04": 2.25}


@pytest.mark.parametrize("envelope", ERRORS)
def test_an_error_envelope_is_refused(envelope: str) -> None:
    with pytest.raises(PayloadRefused, match=r"expected StatisticSearch; found .*(INFO-100|INFO-200|ERROR-602)"):
        parsed(KEY, answered(fixture(envelope)))


def test_a_page_with_fewer_rows_than_it_counts_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected rows 1 to 5; found 3 rows"):
        parsed(KEY, answered(rows(list_total_count=5)))


def test_the_last_page_holds_what_is_left_of_the_count() -> None:
    assert parsed(KEY, answered(rows(list_total_count=10_003), first=10_001, last=20_000)).height == 3


def test_the_ten_rows_that_the_sample_key_gives_are_refused() -> None:
    """With the key «sample» a window holds ten rows at most, whatever is asked for."""
    row = json.loads(rows())["StatisticSearch"]["row"][0]
    ten = [row | {"TIME": f"202601{day:02}"} for day in range(1, 11)]
    body = json.dumps({"StatisticSearch": {"list_total_count": 9000, "row": ten}})
    with pytest.raises(PayloadRefused, match="expected rows 1 to 9000; found 10 rows"):
        parsed(KEY, answered(body))


def test_another_item_than_the_one_asked_for_refuses_the_delivery() -> None:
    with pytest.raises(PayloadRefused, match="expected rows of 722Y001/0101000; found one of 722Y001/0102000"):
        accepted(KEY, answered(rows(ITEM_CODE1="0102000")))


def test_a_null_figure_is_not_of_the_documented_shape() -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(KEY, answered(rows(DATA_VALUE=None)))


def test_a_blank_figure_is_published_as_missing() -> None:
    assert figures(parsed(KEY, answered(rows(DATA_VALUE=""))))["2026-01-04"] is None


def item(code: str, times: dict[str, str], cycle: str, unit: str | None = None) -> Payload:
    """One page with all periods of one item, as asked from 1995 on."""
    stat, name = code.split("/")
    row = {"STAT_CODE": stat, "ITEM_CODE1": name, "UNIT_NAME": unit}
    listed = [row | {"TIME": time, "DATA_VALUE": value} for time, value in times.items()]
    body = json.dumps({"StatisticSearch": {"list_total_count": len(listed), "row": listed}})
    tail = f"json/en/1/10000/{stat}/{cycle}/{time_of(date(1995, 1, 1), cycle)}/2027/{name}"
    return payload(body, f"https://ecos.bok.or.kr/api/StatisticSearch/<BOK_API_KEY>/{tail}")


def test_the_ten_year_bond_is_the_item_that_ends_in_210000() -> None:
    """010220000 circulates for it, and is the twenty-year bond."""
    named = {spec.name: spec.code for spec in release("bok__market_rates").series}
    assert (named["KTB_10Y"], named["KTB_20Y"]) == ("817Y002/010210000", "817Y002/010220000")
    ten = item("817Y002/010210000", {"20260903": "3.125"}, "D")
    assert figures(parsed("bok__market_rates", ten), "KTB_10Y") == {"2026-09-03": 3.125}


def test_the_empty_table_that_circulates_for_market_rates_is_not_asked() -> None:
    codes = [spec.code for r in load().releases.values() if r.source == "bok" for spec in r.series]
    assert not [code for code in codes if code.startswith("721Y001")]


def test_rows_of_another_item_than_the_address_names_are_refused() -> None:
    twenty = item("817Y002/010220000", {"20260903": "3.3"}, "D")
    asked = twenty.request.url.replace("010220000", "010210000")
    with pytest.raises(PayloadRefused, match="expected rows of 817Y002/010210000; found one of 817Y002/010220000"):
        parsed("bok__market_rates", payload(twenty.body, asked))


@pytest.mark.parametrize(
    ("cycle", "day", "time", "first"),
    [
        ("A", date(2024, 5, 20), "2024", date(2024, 1, 1)),
        ("S", date(2024, 6, 30), "2024S1", date(2024, 1, 1)),
        ("S", date(2024, 7, 1), "2024S2", date(2024, 7, 1)),
        ("Q", date(2024, 3, 31), "2024Q1", date(2024, 1, 1)),
        ("Q", date(2024, 12, 1), "2024Q4", date(2024, 10, 1)),
        ("M", date(2024, 1, 31), "202401", date(2024, 1, 1)),
        ("SM", date(2024, 1, 15), "202401S1", date(2024, 1, 1)),
        ("SM", date(2024, 1, 16), "202401S2", date(2024, 1, 16)),
        ("D", date(2024, 1, 1), "20240101", date(2024, 1, 1)),
    ],
)
def test_each_cycle_has_its_own_way_to_write_a_period(cycle: str, day: date, time: str, first: date) -> None:
    assert time_of(day, cycle) == time
    assert day_of(f"{time} ", cycle) == first


@pytest.mark.parametrize(
    ("cycle", "time"), [("D", "202401"), ("M", "20240101"), ("Q", "2024Q5"), ("A", "2024S1"), ("SM", "202401")]
)
def test_a_period_of_another_cycle_is_refused(cycle: str, time: str) -> None:
    with pytest.raises(PayloadRefused, match=f"expected a period of the cycle {cycle} like "):
        day_of(time, cycle)


def test_a_month_becomes_its_last_day() -> None:
    total = item("732Y001/99", {"202602": "427875470", "202603": 427000000}, "M", "천달러 ")
    assert figures(parsed("bok__fx_reserves", total)) == {"2026-02-28": 427875470.0, "2026-03-31": 427000000.0}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("연%  ", "percent"),
        ("% p.a.", "percent"),
        ("Percent Per Annum", "percent"),
        ("원", "krw_per_usd"),
        ("Won ", "krw_per_usd"),
        ("원/달러", "krw_per_usd"),
        ("천달러", "usd_k"),
        ("천불", "usd_k"),
        ("1,000 US dollars", "usd_k"),
        ("Thousand U.S. Dollars", "usd_k"),
        ("백만달러", "usd_mn"),
        ("Mil. US$", "usd_mn"),
        ("억달러", "usd_100mn"),
        ("100 million US$", "usd_100mn"),
        ("십억달러", "usd_bn"),
        ("달러", "usd"),
        ("십억원", "won in thousands or more"),
        ("Bil.Won", "won in thousands or more"),
        ("1980.01.04=100 ", "index"),
        ("", None),
        ("명", None),
    ],
)
def test_a_unit_is_understood_in_either_language(text: str, unit: str | None) -> None:
    assert unit_told(text) == unit


@pytest.mark.parametrize("unit", ["백만달러", "Mil. US$", "억달러", "십억원", "%"])
def test_reserves_in_another_unit_are_refused_although_their_size_would_pass(unit: str) -> None:
    with pytest.raises(PayloadRefused, match="732Y001/99: expected the unit usd_k; found"):
        parsed("bok__fx_reserves", item("732Y001/99", {"202603": "427875470"}, "M", unit))


def test_reserves_without_a_unit_in_millions_are_refused_by_their_size() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted("bok__fx_reserves", item("732Y001/99", {"202603": "427875.5"}, "M"))


def test_a_window_without_data_brings_nothing() -> None:
    """INFO-200 is also the answer for an unknown item: only a whole reading can tell, and refuses."""
    none = fixture("bok/error_info_200.json")
    url = f"https://ecos.bok.or.kr/api/StatisticSearch/<BOK_API_KEY>/{TAIL.format(1, 10_000)}"
    assert parsed(KEY, payload(none, url.replace("19990506", "20260901"))).is_empty()
    with pytest.raises(PayloadRefused, match="INFO-200"):
        parsed(KEY, payload(none, url))


@pytest.mark.parametrize("envelope", ["bok/error_info_100.json", "bok/error_602.json"])
def test_any_other_error_of_a_window_is_refused(envelope: str) -> None:
    url = f"https://ecos.bok.or.kr/api/StatisticSearch/<BOK_API_KEY>/{TAIL.format(1, 10_000)}"
    with pytest.raises(PayloadRefused, match="expected StatisticSearch"):
        parsed(KEY, payload(fixture(envelope), url.replace("19990506", "20260901")))


def test_a_count_written_as_text_is_a_count() -> None:
    assert parsed(KEY, answered(rows(list_total_count="3"))).height == 3


def test_an_added_field_does_no_harm() -> None:
    assert parsed(KEY, answered(rows(ITEM_NAME5="x"))).height == 3


@pytest.mark.parametrize("field", ["TIME", "DATA_VALUE", "ITEM_CODE1", "STAT_CODE"])
def test_a_field_that_is_gone_is_refused(field: str) -> None:
    with pytest.raises(PayloadRefused, match=f"not of the documented shape: KeyError: '{field}'"):
        accepted(KEY, answered(rows().replace(f'"{field}"', f'"{field}_X"')))


def test_without_a_key_nothing_is_asked(http: Http) -> None:
    with pytest.raises(MissingKey, match=r"needs BOK_API_KEY \(free key: https://ecos.bok.or.kr/api/\)"):
        fetched(KEY, http)


def asks(publisher: Loopback, monkeypatch: pytest.MonkeyPatch, *answers: bytes) -> None:
    """Point ECOS at the loopback publisher, which gives these answers page by page."""
    monkeypatch.setenv("TIDEGAUGE_BOK_URL", publisher.url)
    monkeypatch.setenv("BOK_API_KEY", SECRET)
    monkeypatch.setattr("sources.publishers.bok.datetime", _September)
    for page, answer in enumerate(answers):
        tail = TAIL.format(page * 10_000 + 1, (page + 1) * 10_000)
        publisher.on(f"/api/StatisticSearch/{SECRET}/{tail}", answer)


class _September:
    """A clock that stands still: the last day asked for is a part of the path."""

    @staticmethod
    def now(_: object) -> Any:
        return datetime(2026, 9, 4)


def page(month: str, total: int = 10_003) -> bytes:
    """Three rows of that month, of so many in all."""
    return rows(list_total_count=total).replace("202601", month).encode()


def test_every_page_is_asked_for(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    asks(publisher, monkeypatch, page("202601"), page("202602"))
    assert len(fetched(KEY, http)) == 2


def test_a_page_that_comes_again_is_a_fetch_error(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(publisher, monkeypatch, page("202601"), page("202601"))
    with pytest.raises(FetchError, match="expected new periods from row 10001 on; found 20260102 again"):
        fetched(KEY, http)


def test_a_count_that_changes_while_paging_is_a_fetch_error(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(publisher, monkeypatch, page("202601"), page("202602", total=10_004))
    with pytest.raises(FetchError, match="expected 10003 rows in all as on the first page; found 10004"):
        fetched(KEY, http)


def test_a_page_without_a_row_is_a_fetch_error(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be asked for the next one for ever."""
    empty = json.dumps({"StatisticSearch": {"list_total_count": 30_003, "row": []}}).encode()
    asks(publisher, monkeypatch, page("202601", total=30_003), empty)
    with pytest.raises(FetchError, match="expected rows from 10001 on; found none of 30003"):
        fetched(KEY, http)


def test_a_page_after_the_first_without_data_is_a_fetch_error_in_a_window_too(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(publisher, monkeypatch, page("202601"), fixture("bok/error_info_200.json"))
    with pytest.raises(FetchError, match="INFO-200"):
        fetched(KEY, http, date(1999, 5, 6))


def test_a_window_begins_on_its_first_day_and_no_earlier_than_the_series(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(publisher, monkeypatch, rows().encode())
    tail = TAIL.format(1, 10_000).replace("19990506", "20260815")
    publisher.on(f"/api/StatisticSearch/{SECRET}/{tail}", rows().encode())
    fetched(KEY, http, date(2026, 8, 15))
    fetched(KEY, http, date(1980, 1, 1))
    assert [path.split("/")[-3] for path in publisher.paths] == ["20260815", "19990506"]


def test_a_window_without_data_is_no_failure(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    asks(publisher, monkeypatch)
    tail = TAIL.format(1, 10_000).replace("19990506", "20260901")
    publisher.on(f"/api/StatisticSearch/{SECRET}/{tail}", fixture("bok/error_info_200.json"))
    assert len(fetched(KEY, http, date(2026, 9, 1))) == 1


def test_the_sample_key_is_asked_for_at_most_fifty_rows_ten_at_a_time(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(publisher, monkeypatch)
    monkeypatch.setenv("BOK_API_KEY", "sample")
    for first, month in ((1, "202601"), (11, "202602")):
        tail = f"json/en/{first}/{first + 9}/722Y001/D/20260718/20260904/0101000"
        publisher.on(f"/api/StatisticSearch/sample/{tail}", page(month, total=13))
    assert len(fetched(KEY, http)) == 2


@pytest.mark.parametrize("cycle", CYCLES)
def test_the_sample_key_reaches_back_less_than_fifty_periods(cycle: str) -> None:
    today = date(2026, 9, 4)
    start = today - timedelta(days=SAMPLE_ROWS * CYCLES[cycle])
    days = [start + timedelta(days=n) for n in range((today - start).days + 1)]
    assert 40 < len({time_of(day, cycle) for day in days}) <= 50


@pytest.mark.parametrize(
    ("envelope", "hint"),
    [
        ("bok/error_info_100.json", "BOK_API_KEY is not accepted; a free key: https://ecos.bok.or.kr/api/"),
        ("bok/error_info_200.json", "722Y001/D/19990506/20260904/0101000: .*no such item"),
        ("bok/error_602.json", "asked too often"),
    ],
)
def test_an_error_says_what_to_do(
    envelope: str, hint: str, publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(publisher, monkeypatch, fixture(envelope))
    with pytest.raises(FetchError, match=hint):
        fetched(KEY, http)


def test_the_key_in_the_path_is_not_remembered(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(publisher, monkeypatch, rows().encode())
    (given,) = fetched(KEY, http)
    assert SECRET in publisher.paths[0]
    assert SECRET not in repr(given)
    assert "/<BOK_API_KEY>/json/" in given.request.url


@pytest.mark.parametrize("envelope", ERRORS)
def test_an_error_with_status_200_is_a_fetch_error_that_quotes_it(
    envelope: str, publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long message in Hangul is cut within a character; that is no reason to fail on the quotation."""
    asks(publisher, monkeypatch, fixture(envelope))
    with pytest.raises(FetchError, match=r"expected StatisticSearch; found .*(INFO|ERROR)-"):
        fetched(KEY, http)


def test_a_failure_names_the_variable_in_place_of_the_key(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(publisher, monkeypatch)
    with pytest.raises(FetchError, match=r"<BOK_API_KEY>.*found 404") as caught:
        fetched(KEY, http)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(("secret", "whole"), [("sample", False), ("a-key-of-ones-own", True)])
def test_a_sample_is_no_whole_reading_that_windows_could_follow(
    secret: str, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOK_API_KEY", secret)
    assert source_of(release("bok__usd_krw")).reads_whole() is whole  # type: ignore[attr-defined]
