"""The Pink Sheet: gold found by its name, months as 2026M06, a workbook behind a path that changes."""

from __future__ import annotations

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from tests.sources.conftest import Cell, Loopback, accepted, fetched, figures, fixture, parsed, payload, workbook

KEY = "worldbank__pink_sheet"
SHEET: list[list[Cell]] = [
    ["World Bank Commodity Price Data (The Pink Sheet)"],
    ["monthly prices in nominal US dollars, 1960 to present"],
    [],
    ["Updated on September 02, 2026"],
    [None, "Crude oil, average", "Gold", "Platinum"],
    [None, "($/bbl)", "($/troy oz)", "($/troy oz)"],
    ["1960M01", 1.63, 35.27, "…"],
    ["2026M07", 66.5, 4012.25, 1400.5],
    ["2026M08", 67.25, "…", 1410.0],
]


def prices(rows: list[list[Cell]]) -> dict[str, float | None]:
    return figures(parsed(KEY, payload(workbook(Monthly_Prices=rows))))


def test_gold_is_found_by_its_name() -> None:
    assert prices(SHEET)["2026-07-31"] == 4012.25
    moved = [[*row[:1], "", *row[1:]] if row else [] for row in SHEET]
    assert prices(moved)["2026-07-31"] == 4012.25


def test_an_ellipsis_is_published_as_missing() -> None:
    assert prices(SHEET) == {"1960-01-31": 35.27, "2026-07-31": 4012.25, "2026-08-31": None}


@pytest.mark.parametrize("above", [0, 3, 9])
def test_the_header_row_may_move(above: int) -> None:
    assert prices([*[["note"]] * above, *SHEET[1:]])["2026-07-31"] == 4012.25


def test_an_added_column_does_no_harm() -> None:
    assert prices([[*row[:1], "x", *row[1:]] if len(row) > 1 else row for row in SHEET])["2026-07-31"] == 4012.25


def test_notes_below_the_months_are_no_figures() -> None:
    assert prices([*SHEET, ["** a note"], [None, None, "see the notes"]]) == prices(SHEET)


@pytest.mark.parametrize("label", ["2026-08", "2026M8", "Aug 2026", ""])
def test_a_figure_without_a_month_like_the_others_is_refused(label: str) -> None:
    with pytest.raises(PayloadRefused, match="expected a month like 2026M06; found"):
        prices([*SHEET[:-1], [label, 67.25, 4100.5, 1410.0]])


def test_a_name_that_only_begins_with_gold_is_not_gold() -> None:
    rows = [[("Gold, jewellery" if cell == "Gold" else cell) for cell in row] for row in SHEET]
    with pytest.raises(PayloadRefused, match="expected a column 'Gold'"):
        prices(rows)


def test_gold_in_another_unit_is_refused() -> None:
    rows = [[("($/kg)" if cell == "($/troy oz)" else cell) for cell in row] for row in SHEET]
    with pytest.raises(PayloadRefused, match=r"Gold: expected \(\$/troy oz\); found '\(\$/kg\)'"):
        prices(rows)


def test_another_sheet_is_not_taken_for_the_prices() -> None:
    with pytest.raises(PayloadRefused, match=r"expected a sheet 'Monthly Prices'; found .*'Monthly Indices'"):
        parsed(KEY, payload(workbook(Monthly_Indices=SHEET)))


def test_a_price_a_thousand_times_too_high_is_refused() -> None:
    rows = [[4012250.0 if cell == 4012.25 else cell for cell in row] for row in SHEET]
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, payload(workbook(Monthly_Prices=rows)))


def test_the_link_of_the_page_leads_to_the_workbook(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_WORLDBANK_URL", publisher.url)
    publisher.on("/en/research/commodity-markets", fixture("worldbank/pink_sheet/commodity-markets.html"))
    path = "/en/doc/00112233445566778899aabbccddeeff-0050012026/related/CMO-Historical-Data-Monthly.xlsx"
    publisher.on(path, b"the workbook")
    assert [p.body for p in fetched(KEY, http)] == [b"the workbook"]


@pytest.mark.parametrize("quoted", ["'{}'", '"{}"', '"{}?v=2"'])
def test_the_link_is_found_however_it_is_quoted(
    quoted: str, publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_WORLDBANK_URL", publisher.url)
    path = "/en/doc/5d903e848db1d1b8-0050012025/related/CMO-Historical-Data-Monthly.xlsx"
    link = quoted.format(f"https://thedocs.worldbank.org{path}")
    publisher.on("/en/research/commodity-markets", f"<html><a href={link}>x</a></html>".encode())
    publisher.on(path, b"the workbook")
    assert [p.body for p in fetched(KEY, http)] == [b"the workbook"]


def test_a_page_without_the_link_is_a_fetch_error(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_WORLDBANK_URL", publisher.url)
    publisher.on("/en/research/commodity-markets", b"<html>moved</html>")
    with pytest.raises(FetchError, match="expected a link to CMO-Historical-Data-Monthly"):
        fetched(KEY, http)
