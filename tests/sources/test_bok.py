"""ECOS: the key is a part of the path, and every error comes with HTTP 200."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sources.errors import FetchError, MissingKey, PayloadRefused
from sources.http import Http
from sources.model import Payload
from tests.sources.conftest import Loopback, accepted, fetched, figures, fixture, parsed, payload

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
    with pytest.raises(PayloadRefused, match="722Y001/0102000"):
        accepted(KEY, answered(rows(ITEM_CODE1="0102000")))


def test_a_null_figure_is_not_of_the_documented_shape() -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(KEY, answered(rows(DATA_VALUE=None)))


def test_a_blank_figure_is_published_as_missing() -> None:
    assert figures(parsed(KEY, answered(rows(DATA_VALUE=""))))["2026-01-04"] is None


def test_the_ten_year_bond_is_the_item_that_ends_in_210000() -> None:
    """010220000 circulates for it, and is the twenty-year bond."""
    answer = {
        "STAT_CODE": "817Y002",
        "ITEM_CODE1": "010210000",
        "TIME": "20260903",
        "DATA_VALUE": "3.125",
    }
    body = json.dumps({"StatisticSearch": {"list_total_count": 1, "row": [answer]}})
    assert figures(parsed("bok__market_rates", answered(body)), "KTB_10Y") == {"2026-09-03": 3.125}
    with pytest.raises(PayloadRefused, match="817Y002/010220000"):
        accepted("bok__market_rates", answered(body.replace("010210000", "010220000")))


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
        from datetime import datetime

        return datetime(2026, 9, 4)


def test_every_page_is_asked_for(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    page = rows(list_total_count=10_003).encode()
    asks(publisher, monkeypatch, page, page)
    assert len(fetched(KEY, http)) == 2


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
