"""Fiscal Data: the Treasury's closing balance in three generations of the statement, and its gold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.model import Payload
from tests.sources.conftest import Answer, Loopback, accepted, fetched, figures, fixture, parsed, payload

HOST = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service"
DTS = f"{HOST}/v1/accounting/dts/operating_cash_balance"
GOLD = f"{HOST}/v2/accounting/od/gold_reserve"
CASH_PATH = "/services/api/fiscal_service/v1/accounting/dts/operating_cash_balance"

Row = dict[str, Any]


def page(body: bytes | str, url: str = DTS, number: int = 1, size: int = 10_000) -> Payload:
    return payload(body, url, {"sort": "record_date", "page[size]": str(size), "page[number]": str(number)})


def answer(rows: list[Row], total: int | None = None, pages: int = 1) -> str:
    meta = {"count": len(rows), "total-count": len(rows) if total is None else total, "total-pages": pages}
    return json.dumps({"data": rows, "meta": meta})


def statement() -> list[Row]:
    rows: list[Row] = json.loads(fixture("treasury/dts/three_generations.json"))["data"]
    return rows


def closing(day: str, value: str) -> Row:
    account = "Treasury General Account (TGA) Closing Balance"
    return {"record_date": day, "account_type": account, "close_today_bal": "null", "open_today_bal": value}


def opening(day: str) -> Row:
    return closing(day, "1") | {"account_type": "Treasury General Account (TGA) Opening Balance"}


def read(*rows: Row) -> dict[str, float | None]:
    return figures(parsed("treasury__dts", page(answer(list(rows)))))


@pytest.mark.parametrize(
    ("generation", "day", "close"),
    [
        ("first, on its last day", "2021-09-30", 215300.0),
        ("second, on its first day", "2021-10-01", 175400.0),
        ("second, on its last day", "2022-04-15", 615500.0),
        ("third, on its first day", "2022-04-18", 714200.0),
    ],
)
def test_a_closing_balance_is_found_in_each_generation_of_the_statement(
    generation: str, day: str, close: float
) -> None:
    assert read(*statement())[day] == close, generation


def test_a_closing_balance_of_the_first_generation_is_the_federal_reserve_account() -> None:
    assert read(*(r for r in statement() if r["record_date"] == "2021-09-29")) == {"2021-09-29": 170100.0}


def test_a_closing_balance_of_the_third_generation_is_read_from_open_today_bal() -> None:
    rows = [r for r in statement() if r["record_date"] == "2022-04-18"]
    assert {r["close_today_bal"] for r in rows} == {"null"}
    assert read(*rows) == {"2022-04-18": 714200.0}


def test_the_opening_balance_of_the_third_generation_is_not_taken_for_the_close() -> None:
    with pytest.raises(PayloadRefused, match="expected a closing balance for each of 1 days"):
        read(opening("2026-07-01"))


def test_the_string_null_is_published_as_missing() -> None:
    assert read(closing("2026-07-01", "null")) == {"2026-07-01": None}


def test_a_real_null_is_not_of_the_documented_shape() -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted("treasury__dts", page(answer([closing("2026-07-01", "x") | {"open_today_bal": None}])))


def test_a_day_without_its_closing_row_refuses_the_page() -> None:
    rows = [closing("2026-07-01", "900000"), opening("2026-07-02"), closing("2026-07-06", "910000")]
    with pytest.raises(PayloadRefused, match="found none on 1 of them, first 2026-07-02"):
        read(*rows)


def test_a_day_split_by_a_page_border_keeps_its_close() -> None:
    """Pages are cut by rows: a day's opening may end one page and its close begin the next."""
    before = page(answer([closing("2026-07-01", "900000"), opening("2026-07-02")], total=4, pages=2), size=2)
    after = page(answer([closing("2026-07-02", "905000"), closing("2026-07-06", "910000")], 4, 2), number=2, size=2)
    assert figures(parsed("treasury__dts", before, after)) == {
        "2026-07-01": 900000.0,
        "2026-07-02": 905000.0,
        "2026-07-06": 910000.0,
    }


def test_only_the_days_at_the_border_of_a_page_may_lack_their_close() -> None:
    rows = [opening("2026-07-01"), closing("2026-07-02", "905000"), opening("2026-07-06")]
    with pytest.raises(PayloadRefused, match="first 2026-07-01"):
        parsed("treasury__dts", page(answer(rows, total=6, pages=2), size=3))
    with pytest.raises(PayloadRefused, match="first 2026-07-06"):
        parsed("treasury__dts", page(answer(rows, total=6, pages=2), number=2, size=3))


def test_a_page_with_fewer_rows_than_it_should_have_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="page 2: expected 3 rows; found 1"):
        parsed("treasury__dts", page(answer([closing("2026-07-01", "900000")], total=8, pages=2), number=2, size=5))


def test_an_error_envelope_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"expected data and meta; found .*Invalid Query Param"):
        parsed("treasury__dts", page(fixture("treasury/error_400.json")))


def test_a_balance_in_dollars_in_place_of_millions_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted("treasury__dts", page(answer([closing("2026-07-01", "900000000000")])))


def test_gold_is_the_sum_of_the_rows_of_a_date() -> None:
    table = parsed("treasury__gold_reserve", page(fixture("treasury/gold_reserve/two_months.json"), GOLD))
    assert figures(table) == {"2026-06-30": 244000000.5, "2026-07-31": 244000000.25}


def test_gold_with_a_facility_missing_falls_below_the_bounds() -> None:
    rows = json.loads(fixture("treasury/gold_reserve/two_months.json"))["data"]
    kept = [r for r in rows if r["location_desc"] != "Fort Knox, KY"]
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted("treasury__gold_reserve", page(answer(kept), GOLD))


def test_every_page_is_asked_for(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_FISCALDATA_URL", publisher.url)
    publisher.on(CASH_PATH, answer([], total=20_001, pages=3).encode())
    assert len(fetched("treasury__dts", http)) == 3
    assert [a.params["page[number]"] for a in publisher.asked] == ["1", "2", "3"]
    assert {a.params["page[size]"] for a in publisher.asked} == {"10000"}


def test_no_fields_are_dropped_from_the_question(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asking for some columns only can make the publisher sum the rows."""
    monkeypatch.setenv("TIDEGAUGE_FISCALDATA_URL", publisher.url)
    publisher.on(CASH_PATH, answer([]).encode())
    fetched("treasury__dts", http)
    assert "fields" not in publisher.asked[0].params


def test_a_count_that_changes_between_pages_is_a_fetch_error(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FISCALDATA_URL", publisher.url)
    publisher.on(CASH_PATH, answer([], 10_001, 2).encode(), answer([], 10_002, 2).encode())
    with pytest.raises(FetchError, match="total-count changed from 10001 to 10002"):
        fetched("treasury__dts", http)


def test_an_error_envelope_with_status_200_is_a_fetch_error(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FISCALDATA_URL", publisher.url)
    publisher.on(CASH_PATH, fixture("treasury/error_400.json"))
    with pytest.raises(FetchError, match="expected data with a total-count"):
        fetched("treasury__dts", http)


def test_a_withdrawn_table_is_a_fetch_error(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_FISCALDATA_URL", publisher.url)
    publisher.on(CASH_PATH, Answer(b'{"error":"Not Found"}', 404))
    with pytest.raises(FetchError, match="found 404"):
        fetched("treasury__dts", http)
