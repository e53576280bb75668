"""SAFE: two pages before the workbook, a dollar and an SDR column a month, ounces as text."""

from __future__ import annotations

from datetime import date

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from tests.sources.conftest import Cell, Loopback, accepted, fetched, figures, fixture, parsed, payload, workbook

KEY = "safe__official_reserves"
UNITS: list[Cell] = ["", "100 million USD", "100 million SDR"]
SHEET: list[list[Cell]] = [
    ["Official reserve assets (2025)"],
    ["Item", "2025.09", None, "2025.10", None, "2025.11", None],
    ["", "100 million USD", "100 million SDR", "100 million USD", "100 million SDR", "100 million USD", ""],
    ["1. Foreign currency reserves", 33387.05, 24351.4, 33433.5, 24501.2, None, None],
    ["2. IMF reserve position", 105.25, 76.75, 104.5, 76.5, None, None],
    ["4. Gold", 2832.5, 2065.75, 2972.0, 2178.5, None, None],
    ["", "7406\xa0万盎司", "7406\xa0万盎司", "7409 万盎司", "7409 万盎司", None, None],
    ["5. Other reserve assets", -12.5, -9.25, -10.0, -7.25, None, None],
]


def changed(row: int, column: int, cell: Cell) -> list[list[Cell]]:
    rows = [list(r) for r in SHEET]
    rows[row][column] = cell
    return rows


def read(rows: list[list[Cell]], series: str) -> dict[str, float | None]:
    return figures(parsed(KEY, payload(workbook(Sheet1=rows))), series)


def test_the_dollar_column_of_a_month_is_taken_and_not_the_sdr_column() -> None:
    assert read(SHEET, "SAFE_FX_RESERVES") == {"2025-09-30": 33387.05, "2025-10-31": 33433.5}
    assert read(SHEET, "SAFE_GOLD_USD") == {"2025-09-30": 2832.5, "2025-10-31": 2972.0}


@pytest.mark.parametrize("cell", ["7406\xa0万盎司", "7406万盎司", "7,406 万盎司", "7406.00  万盎司 (10 thousand oz)"])
def test_ounces_are_a_number_within_a_text(cell: str) -> None:
    assert read(changed(6, 1, cell), "SAFE_GOLD")["2025-09-30"] == 7406.0


def test_a_month_to_come_is_blank_and_not_published_as_missing() -> None:
    assert "2025-11-30" not in read(SHEET, "SAFE_GOLD_USD")


def test_a_dash_is_published_as_missing() -> None:
    assert read(changed(5, 3, "-"), "SAFE_GOLD_USD")["2025-10-31"] is None


@pytest.mark.parametrize("head", [2025.1, "2025.10", "2025-10", "2025年10月"])
def test_october_is_not_january_however_its_header_is_typed(head: Cell) -> None:
    """A header typed as a number reads 2025.1."""
    assert read(changed(1, 3, head), "SAFE_FX_RESERVES") == {"2025-09-30": 33387.05, "2025-10-31": 33433.5}


def test_a_header_over_the_sdr_column_is_refused() -> None:
    with pytest.raises(
        PayloadRefused, match="2025-10: expected 100 million USD below the month; found '100 million SDR'"
    ):
        read([*SHEET[:1], ["Item", "2025.09", None, None, "2025.10", None, None], *SHEET[2:]], "SAFE_GOLD")


def test_a_sheet_without_months_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"expected a header of months like 2026\.07"):
        read([["Item", "Amount"], ["", "100 million USD"], ["4. Gold", 2832.5], ["", "7406 万盎司"]], "SAFE_GOLD")


@pytest.mark.parametrize("label", ["4. 黄金\nGold", "4. 黄金Gold", "Gold", "4、Gold (including gold swapped)"])
def test_gold_is_found_beside_its_chinese_name(label: str) -> None:
    assert read(changed(5, 0, label), "SAFE_GOLD_USD")["2025-09-30"] == 2832.5


@pytest.mark.parametrize("unit", ["亿美元\n100million USD", "100 million USD", "亿美元", "USD 100 million"])
def test_hundreds_of_millions_of_dollars_are_written_in_several_ways(unit: str) -> None:
    assert read(changed(2, 1, unit), "SAFE_GOLD_USD")["2025-09-30"] == 2832.5


@pytest.mark.parametrize("unit", ["million USD", "USD", "亿元", "100 million CNY", ""])
def test_another_unit_below_a_month_is_refused(unit: str) -> None:
    with pytest.raises(PayloadRefused, match="2025-09: expected 100 million USD below the month"):
        read(changed(2, 1, unit), "SAFE_GOLD_USD")


def test_figures_typed_as_text_with_a_space_that_does_not_break_are_figures() -> None:
    assert read(changed(3, 1, "33,387.05\xa0"), "SAFE_FX_RESERVES")["2025-09-30"] == 33387.05


def test_empty_sheets_beside_the_table_do_no_harm() -> None:
    body = workbook(Sheet0=[], Sheet1=SHEET, Sheet2=[])
    assert parsed(KEY, payload(body)).height == 6


def test_a_workbook_of_empty_sheets_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected a sheet with rows"):
        parsed(KEY, payload(workbook(Sheet1=[])))


@pytest.mark.parametrize(("row", "label"), [(3, "Foreign currency reserves"), (5, "Gold")])
def test_a_row_that_is_gone_is_named(row: int, label: str) -> None:
    with pytest.raises(PayloadRefused, match=f"expected a row «{label}»; found"):
        read(changed(row, 0, "something else"), "SAFE_GOLD")


def test_gold_without_ounces_below_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="in the row below gold"):
        read([*SHEET[:6], SHEET[7]], "SAFE_GOLD")


def test_reserves_in_millions_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, payload(workbook(Sheet1=changed(3, 1, 3338705.0))))


def test_a_page_in_place_of_a_workbook_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"expected an \.xlsx workbook"):
        parsed(KEY, payload("<html><body>404</body></html>\n"))


def test_a_cut_workbook_is_refused() -> None:
    body = workbook(Sheet1=SHEET)
    with pytest.raises(PayloadRefused, match=r"expected an \.xlsx workbook"):
        parsed(KEY, payload(body[: len(body) // 2]))


def test_a_workbook_that_inflates_beyond_the_cap_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.publishers.workbook.INFLATED_CAP", 1000)
    with pytest.raises(PayloadRefused, match="workbook inflates to"):
        parsed(KEY, payload(workbook(Sheet1=SHEET)))


def serve(publisher: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_SAFE_URL", publisher.url)
    publisher.on("/en/ForexReserves/index.html", fixture("safe/official_reserves/index.html"))
    publisher.on("/en/2024/0207/2200.html", fixture("safe/official_reserves/year_2024.html"))
    publisher.on("/en/2025/0207/2286.html", fixture("safe/official_reserves/year_2025.html"))
    publisher.on("/en/2026/0207/2390.html", fixture("safe/official_reserves/year_2026.html"))
    publisher.on("/en/file/file/20250107/c0ffee24.xlsx", b"2024")
    publisher.on("/en/file/file/20260107/0f1e2d3c.xlsx", b"2025")
    publisher.on("/en/file/file/20260907/a1b2c3d4.xlsx", b"2026")


@pytest.mark.parametrize(
    ("since", "years"),
    [
        (None, [b"2024", b"2025", b"2026"]),
        (date(2014, 6, 1), [b"2024", b"2025", b"2026"]),
        (date(2025, 12, 31), [b"2025", b"2026"]),
        (date(2026, 1, 1), [b"2026"]),
        (date(2027, 1, 2), [b"2026"]),  # the page of the new year comes in February
    ],
)
def test_the_workbooks_of_the_years_of_a_window_are_found_by_their_links(
    since: date | None, years: list[bytes], publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link's name changes with each update; «?n=xlsx» behind it only names the download."""
    serve(publisher, monkeypatch)
    assert [p.body for p in fetched(KEY, http, since)] == years


def test_a_year_before_the_present_layout_is_not_asked_for(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(publisher, monkeypatch)
    fetched(KEY, http)
    assert "/en/2018/0517/1433.html" not in publisher.paths


def test_the_data_template_is_not_taken_for_the_reserves(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(publisher, monkeypatch)
    fetched(KEY, http)
    assert "/en/2021/0203/1799.html" not in publisher.paths


def test_a_link_with_a_host_of_its_own_is_asked_of_the_configured_host(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index names 2026 with scheme and host: a mirror must not be left for them, nor any other host be asked."""
    assert b'href="https://www.safe.gov.cn/en/2026/' in fixture("safe/official_reserves/index.html")
    serve(publisher, monkeypatch)
    fetched(KEY, http)
    assert "/en/2026/0207/2390.html" in publisher.paths


def test_an_index_without_the_links_is_a_fetch_error(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(publisher, monkeypatch)
    publisher.on("/en/ForexReserves/index.html", b'<a href="/en/2026/x.html">Other</a>')
    with pytest.raises(FetchError, match=r"expected links «Official reserve assets \(year\)» from 2021 on; found 1 "):
        fetched(KEY, http)


def test_a_year_without_a_workbook_is_a_fetch_error(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(publisher, monkeypatch)
    publisher.on("/en/2026/0207/2390.html", b'<a href="/en/x.pdf">Official reserve assets (2026)</a>')
    with pytest.raises(FetchError, match=r"2390\.html: expected a link to an \.xlsx workbook"):
        fetched(KEY, http)
