"""CFETS: asked by POST with a Referer, less than a year a request; the parity's values have no names, only places."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.model import Payload
from sources.publishers.cfets import LPR, PAGE, PARITY, SHIBOR
from tests.sources.conftest import Answer, Loopback, accepted, fetched, figures, fixture, parsed, payload

KEY = "cfets__shibor"
LPR_KEY = "cfets__lpr"
USD = "cfets__central_parity"
CROSSES = "cfets__central_parity_crosses"
REFUSAL = "只提供一年历史数据查询及下载"
PAIRS = ["EUR/CNY", "100JPY/CNY", "HKD/CNY", "GBP/CNY", "CNY/KRW"]
VALUES = ["7.3960", "6.4757", "0.85587", "8.8221", "173.42"]


def records(**changes: Any) -> list[dict[str, Any]]:
    """The two hand-made records of SHIBOR's first year, the first one changed."""
    listed: list[dict[str, Any]] = json.loads(fixture("cfets/shibor/year_1.json"))["records"]
    listed[0] |= changes
    return listed


def rates(listed: list[dict[str, Any]], **more: Any) -> Payload:
    return payload(json.dumps({"head": {"rep_code": "200"}, "data": {}, "records": listed, **more}))


def parity(
    days: dict[str, list[Any]], total: int | str | None = None, page: int = 1, size: int = PAGE, **data: Any
) -> Payload:
    told = {"head": PAIRS, "searchlist": PAIRS, "total": len(days) if total is None else total, **data}
    listed = [{"date": day, "values": values} for day, values in days.items()]
    return payload(json.dumps({"data": told, "records": listed}), params={"pageNum": str(page), "pageSize": str(size)})


def test_a_fixing_is_read_by_its_tenor() -> None:
    table = parsed(KEY, payload(fixture("cfets/shibor/year_1.json")))
    assert figures(table, "SHIBOR_ON") == {"2006-10-08": 2.1184, "2007-09-29": 2.4}
    assert figures(table, "SHIBOR_1Y") == {"2006-10-08": 2.999, "2007-09-29": 4.001}


@pytest.mark.parametrize("mark", ["---", "", " --- "])
def test_three_dashes_are_published_as_missing(mark: str) -> None:
    assert figures(parsed(KEY, rates(records(**{"3M": mark}))), "SHIBOR_3M")["2007-09-29"] is None


@pytest.mark.parametrize("mark", ["--", "-", "N/A", "NaN", "１.５", None])
def test_another_mark_is_refused(mark: str | None) -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(KEY, rates(records(**{"3M": mark})))


def test_a_number_is_read_as_its_text_is() -> None:
    assert figures(parsed(KEY, rates(records(**{"3M": 1.43}))), "SHIBOR_3M")["2007-09-29"] == 1.43


@pytest.mark.parametrize("tenor", ["ON", "1W", "2W", "1M", "3M", "6M", "9M", "1Y"])
def test_a_tenor_that_is_gone_refuses_the_delivery(tenor: str) -> None:
    listed = [{name: value for name, value in record.items() if name != tenor} for record in records()]
    with pytest.raises(PayloadRefused, match=f"found no row of .*SHIBOR_{tenor}"):
        accepted(KEY, rates(listed), origin="live")


def test_a_tenor_that_some_records_lack_is_refused() -> None:
    listed = records()
    del listed[1]["6M"]
    with pytest.raises(PayloadRefused, match="expected 6M in 2 records; found it in 1"):
        parsed(KEY, rates(listed))


@pytest.mark.parametrize("factor", [100, 0.01])
def test_rates_a_hundred_times_off_are_refused(factor: float) -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, rates(records(**{"1W": f"{3.12 * factor:.4f}"})))


@pytest.mark.parametrize("key", [KEY, LPR_KEY, USD])
def test_a_refusal_of_a_year_or_more_is_not_taken_for_an_empty_history(key: str) -> None:
    """It comes with HTTP 200, no records and a message."""
    body = payload(fixture("cfets/year_refused.json"), params={"pageNum": "1", "pageSize": "50"})
    with pytest.raises(PayloadRefused, match=f"expected records; found .{REFUSAL}"):
        parsed(key, body)


@pytest.mark.parametrize(
    "body",
    [
        '{"head":{"rep_code":"500","rep_message":"busy"},"records":[]}',
        '{"head":{"rep_code":"200"}}',
        '{"records":null}',
        "<html><body>403 Forbidden</body></html>",
        "",
        '{"head":{"rep_code":"200"},"records":[{"ON"',
    ],
)
@pytest.mark.parametrize("key", [KEY, LPR_KEY, USD])
def test_what_is_no_answer_is_refused(key: str, body: str) -> None:
    with pytest.raises(PayloadRefused):
        accepted(key, payload(body, params={"pageNum": "1", "pageSize": "50"}))


def test_records_beside_another_code_than_200_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected rep_code 200; found 500 busy"):
        parsed(KEY, rates(records(), head={"rep_code": "500", "rep_message": "busy"}))


def test_the_loan_prime_rate_keeps_the_day_of_its_fixing() -> None:
    table = parsed(LPR_KEY, payload(fixture("cfets/lpr/year_1.json")))
    assert figures(table, "LPR_5Y") == {"2019-08-20": 4.85, "2019-11-20": 4.8, "2020-01-20": 4.8}


def test_each_value_belongs_to_the_pair_in_its_place() -> None:
    table = parsed(CROSSES, parity({"2016-07-04": VALUES}))
    read = {name.rsplit("_", 1)[1]: value for name, value in table.select("series", "value").iter_rows()}
    assert read == {"EUR": 7.396, "JPY100": 6.4757, "HKD": 0.85587, "GBP": 8.8221, "KRW": 173.42}


def test_an_answer_with_every_pair_is_read_by_its_head() -> None:
    every = ["USD/CNY", *PAIRS]
    table = parsed(CROSSES, parity({"2016-07-04": ["6.6472", *VALUES]}, head=every, searchlist=every))
    assert figures(table, "CNY_PARITY_EUR") == {"2016-07-04": 7.396}
    table = parsed(USD, parity({"2016-07-04": ["6.6472", *VALUES]}, head=every, searchlist=None))
    assert figures(table) == {"2016-07-04": 6.6472}


def test_values_that_are_fewer_than_the_pairs_are_refused() -> None:
    """A pair that is dropped without a word would shift every later one."""
    with pytest.raises(PayloadRefused, match="2016-07-04: expected a value for each of"):
        parsed(CROSSES, parity({"2016-07-04": VALUES[1:]}))


def test_pairs_in_another_order_than_the_heads_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="whose value is whose"):
        parsed(CROSSES, parity({"2016-07-04": VALUES}, searchlist=PAIRS[::-1]))


def test_a_pair_that_is_gone_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="KeyError: 'CNY/KRW'"):
        accepted(CROSSES, parity({"2016-07-04": VALUES[:4]}, head=PAIRS[:4], searchlist=PAIRS[:4]))


def test_values_in_each_others_places_are_refused_by_their_size() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(CROSSES, parity({"2016-07-04": VALUES[1:] + VALUES[:1]}))


@pytest.mark.parametrize(("days", "total", "page"), [(1, 2, 1), (3, 2, 1), (1, 52, 2), (0, 1, 1)])
def test_a_page_with_another_number_of_records_than_due_is_refused(days: int, total: int, page: int) -> None:
    listed = {f"2016-07-{day:02}": VALUES for day in range(1, days + 1)}
    with pytest.raises(PayloadRefused, match=rf"expected \d records on page {page} of {total} in all; found {days}"):
        parsed(CROSSES, parity(listed, total, page))


def test_a_range_without_a_fixing_is_empty() -> None:
    assert parsed(CROSSES, parity({}, "0")).is_empty()


class _September:
    """A clock that stands still."""

    @staticmethod
    def now(_: object) -> datetime:
        return datetime(2026, 9, 4)


@pytest.fixture(autouse=True)
def _asks(publisher: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_CFETS_URL", publisher.url)
    monkeypatch.setattr("sources.publishers.cfets.datetime", _September)


def fixing(*days: str) -> bytes:
    return rates([records()[0] | {"showDateCN": day} for day in days]).body


def test_a_year_and_more_is_asked_for_in_ranges_below_a_year(publisher: Loopback, http: Http) -> None:
    publisher.on(SHIBOR.path, fixing("2024-12-02"), fixing("2025-12-02"))
    fetched(KEY, http, date(2024, 10, 1))
    ranges = [(asked.params["startDate"], asked.params["endDate"]) for asked in publisher.asked]
    assert ranges == [("2024-10-01", "2025-09-29"), ("2025-09-30", "2026-09-04")]


def test_a_referer_is_sent_without_which_the_publisher_answers_403(publisher: Loopback, http: Http) -> None:
    publisher.on(SHIBOR.path, fixing("2026-09-03"))
    fetched(KEY, http, date(2026, 9, 1))
    assert publisher.asked[0].headers["Referer"] == "https://www.chinamoney.com.cn/english/bmkshibor/"


def test_a_403_is_a_fetch_error(publisher: Loopback, http: Http) -> None:
    publisher.on(SHIBOR.path, Answer(b"<html>403 Forbidden</html>", 403))
    with pytest.raises(FetchError, match="found 403"):
        fetched(KEY, http, date(2026, 9, 1))


def test_a_hole_of_a_year_is_a_fetch_error(publisher: Loopback, http: Http) -> None:
    """Nothing before the first record is no hole; nothing after the last one is told by its age."""
    nothing, first, last = fixing(), fixing("2022-11-01"), fixing("2025-12-01")
    publisher.on(SHIBOR.path, nothing, first, nothing, nothing, last)
    with pytest.raises(FetchError, match="expected records from 2023-09-29 on; found none before 2025-09-26"):
        fetched(KEY, http, date(2021, 10, 1))
    publisher.on(SHIBOR.path, nothing, first, nothing)
    assert len(fetched(KEY, http, date(2021, 10, 1))) == 5


def test_a_live_record_without_a_tenor_is_a_fetch_error(publisher: Loopback, http: Http) -> None:
    """One year without it would be filled up by the other years, and missed by nobody."""
    publisher.on(SHIBOR.path, fixing("2026-09-03").replace(b'"9M"', b'"9 M"'))
    with pytest.raises(FetchError, match=r"expected \['9M'\] in every record"):
        fetched(KEY, http, date(2026, 9, 1))


def test_the_range_of_the_loan_prime_rate_has_names_of_its_own(publisher: Loopback, http: Http) -> None:
    """Asked for startDate it answers with a range of its own choice."""
    publisher.on(LPR.path, fixture("cfets/lpr/year_1.json"))
    fetched(LPR_KEY, http, date(2026, 6, 1))
    assert publisher.asked[0].params == {"lang": "CN", "strStartDate": "2026-06-01", "strEndDate": "2026-09-04"}


def pages(*days: list[str], totals: tuple[int, ...]) -> list[bytes]:
    return [
        parity({day: ["6.8"] for day in own}, total, head=["USD/CNY"], searchlist=["USD/CNY"]).body
        for own, total in zip(days, totals, strict=True)
    ]


def test_the_pages_of_the_parity_hold_no_more_than_fifty_records(publisher: Loopback, http: Http) -> None:
    """Larger pages are answered with 403."""
    publisher.on(PARITY.path, *pages(["2026-09-03"], ["2026-09-02"], totals=(52, 52)))
    fetched(USD, http, date(2026, 6, 1))
    assert [(asked.params["pageNum"], asked.params["pageSize"]) for asked in publisher.asked] == [
        ("1", "50"),
        ("2", "50"),
    ]


def test_a_page_that_comes_again_is_a_fetch_error(publisher: Loopback, http: Http) -> None:
    publisher.on(PARITY.path, *pages(["2026-09-03"], ["2026-09-03"], totals=(52, 52)))
    with pytest.raises(FetchError, match="expected new days on page 2; found 2026-09-03 again"):
        fetched(USD, http, date(2026, 6, 1))


def test_a_page_without_a_record_is_a_fetch_error(publisher: Loopback, http: Http) -> None:
    """It would be asked for the next one for ever."""
    publisher.on(PARITY.path, *pages(["2026-09-03"], [], totals=(152, 152)))
    with pytest.raises(FetchError, match="expected records on page 2 of 152 in all; found none"):
        fetched(USD, http, date(2026, 6, 1))


def test_a_number_of_records_that_changes_while_paging_is_a_fetch_error(publisher: Loopback, http: Http) -> None:
    publisher.on(PARITY.path, *pages(["2026-09-03"], ["2026-09-02"], totals=(52, 53)))
    with pytest.raises(FetchError, match="expected 52 records in all as on page 1; found 53 on page 2"):
        fetched(USD, http, date(2026, 6, 1))
