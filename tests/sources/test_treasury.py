"""Fiscal Data: three generations of the statement, lines that share a name, pages that must be whole, and gold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.model import Payload
from sources.publishers import treasury
from tests.sources.conftest import Answer, Loopback, accepted, fetched, figures, fixture, parsed, payload

HOST = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service"
DTS = f"{HOST}/v1/accounting/dts/operating_cash_balance"
GOLD = f"{HOST}/v2/accounting/od/gold_reserve"
CASH_PATH = "/services/api/fiscal_service/v1/accounting/dts/operating_cash_balance"
FLOWS_PATH = "/services/api/fiscal_service/v1/accounting/dts/deposits_withdrawals_operating_cash"
GOLD_PATH = "/services/api/fiscal_service/v2/accounting/od/gold_reserve"

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


@pytest.fixture
def fiscal(publisher: Loopback, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """A Fiscal Data on loopback, with pages of two rows."""
    monkeypatch.setenv("TIDEGAUGE_FISCALDATA_URL", publisher.url)
    monkeypatch.setattr(treasury, "PAGE", 2)
    yield publisher


DAYS = [closing(f"2026-07-0{day}", f"90000{day}") for day in range(1, 6)]


def pages(*parts: list[Row], total: int = 5, count: int = 3) -> list[bytes]:
    return [answer(part, total, count).encode() for part in parts]


def test_every_page_is_asked_for(fiscal: Loopback, http: Http) -> None:
    fiscal.on(CASH_PATH, *pages(DAYS[:2], DAYS[2:4], DAYS[4:]))
    assert len(fetched("treasury__dts", http)) == 3
    assert [a.params["page[number]"] for a in fiscal.asked] == ["1", "2", "3"]


def test_ten_thousand_rows_a_page_are_asked_for() -> None:
    assert treasury.PAGE == 10_000


def test_counts_sent_as_strings_are_counts(fiscal: Loopback, http: Http) -> None:
    body = answer(DAYS[:2], 2, 1).replace('"total-count": 2', '"total-count": "2"')
    fiscal.on(CASH_PATH, body.replace('"total-pages": 1', '"total-pages": "1"').encode())
    assert len(fetched("treasury__dts", http)) == 1


def test_a_window_asks_for_days_from_its_first_on(fiscal: Loopback, http: Http) -> None:
    fiscal.on(CASH_PATH, *pages(DAYS[:2], total=2, count=1))
    fetched("treasury__dts", http, date(2026, 7, 1))
    assert fiscal.asked[0].params["filter"] == "record_date:gte:2026-07-01"


def test_the_whole_cash_balance_is_asked_without_a_filter(fiscal: Loopback, http: Http) -> None:
    fiscal.on(CASH_PATH, *pages(DAYS[:2], total=2, count=1))
    fetched("treasury__dts", http)
    assert "filter" not in fiscal.asked[0].params


@pytest.mark.parametrize(
    ("since", "first"), [(None, "2022-04-18"), (date(2020, 1, 1), "2022-04-18"), (date(2026, 7, 1), "2026-07-01")]
)
def test_flows_are_not_asked_for_before_the_third_generation(
    since: date | None, first: str, fiscal: Loopback, http: Http
) -> None:
    fiscal.on(FLOWS_PATH, answer([flow("1")]).encode())
    fetched("treasury__deposits_withdrawals", http, since)
    assert fiscal.asked[0].params["filter"] == f"record_date:gte:{first}"


def test_no_fields_are_dropped_from_the_question(fiscal: Loopback, http: Http) -> None:
    """Asking for some columns only can make the publisher sum the rows."""
    fiscal.on(CASH_PATH, *pages(DAYS[:2], total=2, count=1))
    fetched("treasury__dts", http)
    assert "fields" not in fiscal.asked[0].params


def test_a_count_that_changes_between_pages_is_a_fetch_error(fiscal: Loopback, http: Http) -> None:
    fiscal.on(CASH_PATH, *pages(DAYS[:2]), *pages(DAYS[2:4], total=6))
    with pytest.raises(FetchError, match="total-count changed from 5 to 6"):
        fetched("treasury__dts", http)


def test_a_page_sent_twice_is_a_fetch_error(fiscal: Loopback, http: Http) -> None:
    fiscal.on(CASH_PATH, *pages(DAYS[:2], DAYS[:2]))
    with pytest.raises(FetchError, match="found some of an earlier page"):
        fetched("treasury__dts", http)


def test_a_page_that_overlaps_the_one_before_is_a_fetch_error(fiscal: Loopback, http: Http) -> None:
    fiscal.on(CASH_PATH, *pages(DAYS[:2], DAYS[1:3]))
    with pytest.raises(FetchError, match="found some of an earlier page"):
        fetched("treasury__dts", http)


def test_a_page_left_empty_ends_the_reading(fiscal: Loopback, http: Http) -> None:
    fiscal.on(CASH_PATH, *pages(DAYS[:2], []))
    with pytest.raises(PayloadRefused, match="page 2: expected 2 rows; found 0"):
        fetched("treasury__dts", http)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_another_number_of_pages_than_the_count_needs_is_a_fetch_error(
    count: int, fiscal: Loopback, http: Http
) -> None:
    fiscal.on(CASH_PATH, *pages(DAYS[:2], count=count))
    with pytest.raises(FetchError, match=f"expected 5 rows on 3 pages; found total-pages {count}"):
        fetched("treasury__dts", http)


def test_a_page_size_of_the_publishers_own_is_noticed(fiscal: Loopback, http: Http) -> None:
    fiscal.on(CASH_PATH, answer(DAYS[:1], 2, 1).encode())
    with pytest.raises(PayloadRefused, match="page 1: expected 2 rows; found 1"):
        fetched("treasury__dts", http)


def test_a_day_at_a_page_border_without_a_close_on_either_page_is_a_fetch_error(fiscal: Loopback, http: Http) -> None:
    """Each page alone may leave it to the other one."""
    fiscal.on(
        CASH_PATH,
        *pages([DAYS[0], opening("2026-07-02")], [opening("2026-07-02") | {"x": "y"}, DAYS[2]], total=4, count=2),
    )
    with pytest.raises(FetchError, match="found none on 1 of them, first 2026-07-02"):
        fetched("treasury__dts", http)


def test_a_day_split_by_a_page_border_with_its_close_on_one_page_is_fetched(fiscal: Loopback, http: Http) -> None:
    fiscal.on(CASH_PATH, *pages([DAYS[0], opening("2026-07-02")], [DAYS[1], DAYS[2]], total=4, count=2))
    assert len(fetched("treasury__dts", http)) == 2


def test_a_line_of_one_name_on_both_sides_of_a_page_border_has_its_day_asked_for_alone(
    fiscal: Loopback, http: Http
) -> None:
    """A page cannot know that the line before it bore the same name: the day by itself supersedes both."""
    first, second, third = flow("1", "10"), flow("2", "20"), flow("3", "30", category="Other")
    fiscal.on(
        FLOWS_PATH,
        answer([flow("1", "1", day="2026-06-30"), first], 4, 2).encode(),
        answer([second, third], 4, 2).encode(),
        answer([first, second], 3, 2).encode(),
        answer([third], 3, 2).encode(),
    )
    payloads = fetched("treasury__deposits_withdrawals", http)
    assert [a.params["filter"] for a in fiscal.asked[2:]] == ["record_date:eq:2026-07-01"] * 2
    table = accepted("treasury__deposits_withdrawals", *payloads)
    july = table.filter(table["period"] == date(2026, 7, 1))
    assert dict(july.select("area", "value").iter_rows()) == {"Unclassified": 10, "Unclassified (2)": 20, "Other": 30}


def test_gold_split_by_a_page_border_is_summed_over_its_whole_day(
    fiscal: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(treasury, "PAGE", 3)

    def held(day: str, ounces: str, line: str) -> Row:
        return {"record_date": day, "fine_troy_ounce_qty": ounces, "src_line_nbr": line}

    may = held("2026-05-31", "261000000", "1")
    june = [held("2026-06-30", "80000000.5", line) for line in "123"]
    bodies = (answer([may, *june[:2]], 4, 2), answer(june[2:], 4, 2), answer(june, 3, 1))
    fiscal.on(GOLD_PATH, *(body.encode() for body in bodies))
    table = accepted("treasury__gold_reserve", *fetched("treasury__gold_reserve", http))
    assert figures(table) == {"2026-05-31": 261000000.0, "2026-06-30": 240000001.5}
    assert fiscal.asked[-1].params["filter"] == "record_date:eq:2026-06-30"


def test_a_single_day_answered_with_other_days_is_a_fetch_error(fiscal: Loopback, http: Http) -> None:
    fiscal.on(
        FLOWS_PATH,
        answer([flow("1", "1", day="2026-06-30"), flow("1")], 3, 2).encode(),
        answer([flow("2")], 3, 2).encode(),
        answer([flow("1", "1", day="2026-06-30"), flow("1")], 2, 1).encode(),
    )
    with pytest.raises(FetchError, match="expected rows of record_date:eq:2026-07-01"):
        fetched("treasury__deposits_withdrawals", http)


def flow(
    line: str, amount: str = "10", *, category: str = "Unclassified", day: str = "2026-07-01", **other: str
) -> Row:
    row = {"record_date": day, "account_type": "Treasury General Account (TGA)", "transaction_type": "Deposits"}
    row |= {"transaction_catg": category, "transaction_catg_desc": "null", "transaction_today_amt": amount}
    return row | {"src_line_nbr": line} | other


def flows(*rows: Row) -> dict[tuple[str, str], float | None]:
    table = parsed("treasury__deposits_withdrawals", page(answer(list(rows))))
    return {(series, area): value for series, area, _, value in table.iter_rows()}


def test_lines_of_one_name_within_a_day_are_numbered_in_the_order_of_the_statement() -> None:
    given = [flow("8", "30"), flow("2", "20"), flow("1", "10")]
    expected = {("DTS_DEPOSITS", f"Unclassified{mark}"): v for mark, v in (("", 10.0), (" (2)", 20.0), (" (3)", 30.0))}
    assert flows(*given) == expected


def test_one_name_on_two_days_is_not_numbered() -> None:
    table = parsed("treasury__deposits_withdrawals", page(answer([flow("1"), flow("2", day="2026-07-02")])))
    assert table["area"].to_list() == ["Unclassified", "Unclassified"]


def test_one_name_on_two_sides_is_not_numbered() -> None:
    assert set(flows(flow("1"), flow("2", transaction_type="Withdrawals"))) == {
        ("DTS_DEPOSITS", "Unclassified"),
        ("DTS_WITHDRAWALS", "Unclassified"),
    }


def test_a_line_sent_twice_counts_once_and_a_line_with_two_amounts_is_refused() -> None:
    assert flows(flow("1"), flow("1")) == {("DTS_DEPOSITS", "Unclassified"): 10.0}
    with pytest.raises(PayloadRefused, match="conflicting rows"):
        accepted("treasury__deposits_withdrawals", page(answer([flow("1", "10"), flow("1", "11")])))


def test_a_description_is_a_part_of_the_name() -> None:
    assert set(flows(flow("1", transaction_catg_desc="Medicare  Premiums"))) == {
        ("DTS_DEPOSITS", "Unclassified - Medicare Premiums")
    }


def test_a_total_without_a_category_bears_the_name_of_its_account() -> None:
    total = "Treasury General Account Total Deposits"
    assert set(flows(flow("1", category="null", account_type=total))) == {("DTS_DEPOSITS", total)}


def test_a_total_may_say_its_side_in_its_account_only() -> None:
    total = "Treasury General Account Total Withdrawals"
    assert set(flows(flow("1", category="null", account_type=total, transaction_type="null"))) == {
        ("DTS_WITHDRAWALS", total)
    }


def test_a_third_side_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"expected transaction_type in .*found 'Transfers'"):
        flows(flow("1", transaction_type="Transfers"))


@pytest.mark.parametrize(
    "column", ["transaction_type", "transaction_catg", "transaction_catg_desc", "transaction_today_amt"]
)
def test_a_flow_without_one_of_its_columns_is_refused(column: str) -> None:
    row = flow("1")
    del row[column]
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted("treasury__deposits_withdrawals", page(answer([row])))


def test_an_added_column_and_a_figure_as_a_number_change_nothing() -> None:
    row: Row = flow("1", colour="red") | {"transaction_today_amt": 10}
    assert flows(row) == {("DTS_DEPOSITS", "Unclassified"): 10.0}


@pytest.mark.parametrize("value", ["NaN", "Infinity", "１０", "-", "ND", "N/A", ".", "", "1,0"])
def test_an_absurd_figure_refuses_the_page(value: str) -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted("treasury__deposits_withdrawals", page(answer([flow("1", value)])))


def test_nan_as_a_number_refuses_the_page() -> None:
    row: Row = flow("1") | {"transaction_today_amt": float("nan")}
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted("treasury__deposits_withdrawals", page(answer([row])))


def test_flows_in_dollars_in_place_of_millions_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted("treasury__deposits_withdrawals", page(answer([flow("1", "15220000000")])))


def test_debt_in_millions_in_place_of_dollars_is_refused() -> None:
    row = json.loads(fixture("treasury/debt_to_penny/one_day.json"))["data"][0]
    for column in ("tot_pub_debt_out_amt", "debt_held_public_amt", "intragov_hold_amt"):
        row[column] = str(float(row[column]) / 1e6)
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted("treasury__debt_to_penny", page(answer([row])))


def test_cents_of_the_debt_are_kept() -> None:
    table = parsed("treasury__debt_to_penny", page(fixture("treasury/debt_to_penny/one_day.json")))
    assert figures(table, "DEBT_TO_PENNY_TOTAL") == {"2026-09-01": 39500000000000.75}


def test_a_type_of_interest_is_told_apart_by_its_group() -> None:
    table = parsed("treasury__interest_expense", page(fixture("treasury/interest_expense/one_month.json")))
    notes = table.filter(table["area"].str.ends_with("Treasury Notes"))
    assert notes.height == notes["area"].n_unique() == 3
    assert not table.filter(table["area"].str.contains(r"\(\d\)")).height


def test_a_total_of_the_debt_statement_bears_its_own_name() -> None:
    table = parsed("treasury__mspd", page(fixture("treasury/mspd/one_month.json")))
    assert {"Total Marketable", "Total Public Debt Outstanding", "Marketable - Bills"} <= set(table["area"])


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


def test_an_error_envelope_with_status_400_is_a_fetch_error(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FISCALDATA_URL", publisher.url)
    publisher.on(CASH_PATH, Answer(fixture("treasury/error_400.json"), 400))
    with pytest.raises(FetchError, match=r"found 400: .*Invalid Query Param"):
        fetched("treasury__dts", http)


@pytest.mark.parametrize(
    "name",
    [
        "deposits_withdrawals/one_day",
        "public_debt_transactions/one_day",
        "debt_to_penny/one_day",
        "mspd/one_month",
        "interest_expense/one_month",
    ],
)
def test_a_page_cut_at_any_byte_is_refused(name: str) -> None:
    key, body = f"treasury__{name.partition('/')[0]}", fixture(f"treasury/{name}.json")
    assert parsed(key, page(body)).height
    for cut in range(len(body.rstrip())):
        with pytest.raises(PayloadRefused):
            parsed(key, page(body[:cut]))


def test_gold_of_one_place_twice_in_a_month_is_refused() -> None:
    """The rows of a month are summed: one that is sent twice would count twice."""
    rows = json.loads(fixture("treasury/gold_reserve/two_months.json"))["data"]
    with pytest.raises(PayloadRefused, match="expected each place and form once a month; found twice"):
        parsed("treasury__gold_reserve", page(answer([*rows, rows[-1]]), GOLD))
