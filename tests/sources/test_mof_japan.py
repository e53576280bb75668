"""Ministry of Finance Japan: a curve in two files and two languages, flows in full-width marks, and reserves."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from sources.errors import FetchError, PayloadRefused, Unreachable
from sources.http import Http
from sources.publishers.mof_japan import CURRENT, HISTORY, TOKYO, _day, _week_end
from tests.sources.conftest import Answer, Loopback, accepted, fetched, figures, fixture, parsed, payload, release

YIELDS, FLOWS = "mof_japan__jgb_yields", "mof_japan__securities_flows_weekly"
ALL = fixture("mof_japan/jgb_yields/jgbcme_all.csv")
THIS_MONTH = fixture("mof_japan/jgb_yields/jgbcme.csv")
THIS_MONTH_URL = "https://www.mof.go.jp/english/policy/jgbs/reference/interest_rate/jgbcme.csv"
WEEK = fixture("mof_japan/securities_flows_weekly/week.csv")


def flows(body: bytes = WEEK) -> pl.DataFrame:
    return parsed(FLOWS, payload(body))


def in_text(old: str, new: str, body: bytes = WEEK) -> bytes:
    """The body with its text changed; the change must hit."""
    text = body.decode("cp932")
    assert old in text
    return text.replace(old, new).encode("cp932")


def test_a_dash_is_a_tenor_that_is_not_there() -> None:
    curve = parsed(YIELDS, payload(ALL))
    assert figures(curve, "JGB_10Y") == {"1974-09-24": None, "2026-08-31": 2.5}
    assert figures(curve, "JGB_9Y") == {"1974-09-24": 8.1, "2026-08-31": 2.4}


def test_a_negative_yield_is_not_a_missing_one() -> None:
    assert figures(parsed(YIELDS, payload(THIS_MONTH.replace(b"3.79", b"-0.005"))), "JGB_40Y")["2026-09-02"] == -0.005


def test_the_footnote_of_the_current_month_is_not_a_day() -> None:
    assert figures(parsed(YIELDS, payload(THIS_MONTH)), "JGB_1Y").keys() == {"2026-09-01", "2026-09-02"}


def test_figures_without_a_date_are_not_taken_for_the_end() -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(YIELDS, payload(ALL.replace(b"1974/9/24", b"")))


def test_the_history_and_the_current_month_make_one_curve() -> None:
    table = accepted(YIELDS, payload(ALL), payload(THIS_MONTH), origin="live")
    assert figures(table, "JGB_10Y").keys() == {"1974-09-24", "2026-08-31", "2026-09-01", "2026-09-02"}


def test_a_curve_in_another_unit_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"expected \(Unit : %\); found '\(Unit : bp\)'"):
        parsed(YIELDS, payload(ALL.replace(b"(Unit : %)", b"(Unit : bp)")))


def test_the_japanese_twin_gives_the_same_curve() -> None:
    """In cp932, with tenors as «10年» and days counted in eras."""
    twin = figures(parsed(YIELDS, payload(fixture("mof_japan/jgb_yields/jgbcm_all.csv"))), "JGB_10Y")
    assert twin == {"1974-09-24": None, "1989-01-09": 4.9, "2026-08-31": 2.5}


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("S49.9.24", date(1974, 9, 24)),
        ("S64.1.7", date(1989, 1, 7)),
        ("H1.1.8", date(1989, 1, 8)),
        ("H31.4.30", date(2019, 4, 30)),
        ("R1.5.1", date(2019, 5, 1)),
        ("R8.6.30", date(2026, 6, 30)),
        ("2026/9/1", date(2026, 9, 1)),
    ],
    ids=["first", "last of Showa", "first of Heisei", "last of Heisei", "first of Reiwa", "Reiwa", "western"],
)
def test_a_day_is_read_in_its_era(told: str, day: date) -> None:
    assert _day(told) == day


@pytest.mark.parametrize("told", ["X8.6.30", "R8/6/30", "R8.13.1", "8.6.30", ""])
def test_a_day_of_no_known_era_is_refused(told: str) -> None:
    body = ALL.replace(b"2026/8/31", told.encode())
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(YIELDS, payload(body))


@pytest.mark.parametrize("title", ["Interest Rate", "Interest Rate (September 2026)"])
def test_the_title_of_the_current_month_may_name_it(title: str) -> None:
    body = THIS_MONTH.replace(b"Interest Rate,", title.encode() + b",", 1)
    assert figures(parsed(YIELDS, payload(body)), "JGB_1Y").keys() == {"2026-09-01", "2026-09-02"}


def test_the_current_month_without_its_note_was_cut() -> None:
    body = THIS_MONTH[: THIS_MONTH.index(b",,,,,,,,,,,,,,,\r\n")]
    assert body.endswith(b"3.79\r\n")
    with pytest.raises(PayloadRefused, match="cut short: expected a blank row and a note"):
        parsed(YIELDS, payload(body, THIS_MONTH_URL))


def test_a_day_without_any_yield_is_not_taken_for_the_end() -> None:
    body = THIS_MONTH.replace(
        b"2026/9/1,1.11,1.41,1.61,1.81,1.91,2.01,2.21,2.31,2.41,2.51,3.11,3.41,3.71,3.76,3.81", b"2026/9/1" + 15 * b","
    )
    assert body != THIS_MONTH
    with pytest.raises(PayloadRefused, match="expected a number"):
        accepted(YIELDS, payload(body, THIS_MONTH_URL))


def test_a_tenor_more_is_left_alone_and_a_tenor_less_is_refused() -> None:
    more = b"".join(line + (b",50Y" if b"40Y" in line else b",4.4") + b"\r\n" for line in ALL.splitlines()[1:])
    more = b"Interest Rate,,,,,,,,,,,,,,,,(Unit : %)\r\n" + more
    assert parsed(YIELDS, payload(more)).equals(parsed(YIELDS, payload(ALL)))
    with pytest.raises(PayloadRefused, match=r"expected a column for each of .*'40Y'"):
        accepted(YIELDS, payload(ALL.replace(b",40Y", b"")))


def test_columns_are_read_by_their_tenor() -> None:
    body = ALL.replace(b"Date,1Y,2Y", b"Date,2Y,1Y")
    assert figures(parsed(YIELDS, payload(body)), "JGB_2Y")["2026-08-31"] == 1.1


def test_a_tenor_of_another_name_refuses_the_delivery() -> None:
    with pytest.raises(PayloadRefused, match="'50Y'"):
        accepted(YIELDS, payload(ALL.replace(b"40Y", b"50Y")))


def test_a_day_with_a_yield_too_few_refuses_the_delivery() -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(YIELDS, payload(ALL.replace(b",3.75,3.8", b",3.75")))


def test_both_files_of_the_curve_are_asked_for_history_first(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_MOF_URL", publisher.url)
    folder = "/english/policy/jgbs/reference/interest_rate"
    paths = [f"{folder}/historical/jgbcme_all.csv", f"{folder}/jgbcme.csv"]
    for path in paths:
        publisher.on(path, b"x")
    fetched(YIELDS, http)
    assert publisher.paths == paths


def test_a_window_of_this_month_needs_the_current_file_only(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_MOF_URL", publisher.url)
    for path in (HISTORY[0], CURRENT[0]):
        publisher.on(path, b"x")
    first = datetime.now(TOKYO).date().replace(day=1)
    fetched(YIELDS, http, first)
    assert publisher.paths == [CURRENT[0]]
    fetched(YIELDS, http, first - timedelta(days=1))
    assert publisher.paths[1:] == [HISTORY[0], CURRENT[0]]


def test_a_file_that_is_gone_in_english_is_asked_for_in_japanese(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_MOF_URL", publisher.url)
    publisher.on(HISTORY[1], b"x")
    publisher.on(CURRENT[0], b"y")
    assert [p.body for p in fetched(YIELDS, http)] == [b"x", b"y"]
    assert publisher.paths == [*HISTORY, CURRENT[0]]


def test_a_file_that_is_gone_in_both_languages_names_both(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_MOF_URL", publisher.url)
    publisher.on(HISTORY[0], Answer(b"gone", 410))
    with pytest.raises(FetchError, match=r"jgbcme_all.csv.*found 410.*in its place .*jgbcm_all.csv.*found 404"):
        fetched(YIELDS, http)


def test_the_japanese_file_is_not_asked_for_without_a_route(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_MOF_URL", "http://127.0.0.1:9")
    with pytest.raises(Unreachable) as caught:
        fetched(YIELDS, http)
    assert "in its place" not in str(caught.value)


FIRST_WEEK = {
    "JP_OUTWARD_EQUITY_ACQUIRED": 2000,
    "JP_OUTWARD_EQUITY_DISPOSED": 1400,
    "JP_OUTWARD_EQUITY_NET": 600,
    "JP_OUTWARD_LONG_BONDS_ACQUIRED": 20000,
    "JP_OUTWARD_LONG_BONDS_DISPOSED": 20500,
    "JP_OUTWARD_LONG_BONDS_NET": -500,
    "JP_OUTWARD_SUBTOTAL_NET": 100,
    "JP_OUTWARD_SHORT_BILLS_ACQUIRED": 900,
    "JP_OUTWARD_SHORT_BILLS_DISPOSED": 950,
    "JP_OUTWARD_SHORT_BILLS_NET": -50,
    "JP_OUTWARD_TOTAL_NET": 50,
    "JP_INWARD_EQUITY_ACQUIRED": 3100,
    "JP_INWARD_EQUITY_DISPOSED": 2300,
    "JP_INWARD_EQUITY_NET": 800,
    "JP_INWARD_LONG_BONDS_ACQUIRED": 30100,
    "JP_INWARD_LONG_BONDS_DISPOSED": 29100,
    "JP_INWARD_LONG_BONDS_NET": 1000,
    "JP_INWARD_SUBTOTAL_NET": 1800,
    "JP_INWARD_SHORT_BILLS_ACQUIRED": 800,
    "JP_INWARD_SHORT_BILLS_DISPOSED": 1050,
    "JP_INWARD_SHORT_BILLS_NET": -250,
    "JP_INWARD_TOTAL_NET": 1550,
}


def test_each_of_the_22_columns_goes_to_its_series() -> None:
    week = flows().filter(pl.col("period") == date(2026, 1, 3))
    assert dict(week.select("series", "value").iter_rows()) == FIRST_WEEK
    assert FIRST_WEEK.keys() == release(FLOWS).by_name.keys()


def test_thousands_separators_and_padding_belong_to_the_number() -> None:
    assert figures(flows(), "JP_OUTWARD_LONG_BONDS_ACQUIRED")["2026-08-08"] == 20020.0


def test_a_week_is_dated_by_its_saturday() -> None:
    assert figures(flows(), "JP_OUTWARD_TOTAL_NET").keys() == {"2026-01-03", "2026-01-10", "2026-08-08"}


@pytest.mark.parametrize(
    ("week", "saturday"),
    [
        ("2026．8．2～8．8", date(2026, 8, 8)),
        ("2026．8．2〜8．8", date(2026, 8, 8)),
        ("2026．1．4～ 1．10", date(2026, 1, 10)),
        ("2025．12．28～2026．1．3", date(2026, 1, 3)),
        ("2025．12．28～1．3", date(2026, 1, 3)),
        ("２０２６．８．２～８．８", date(2026, 8, 8)),
        ("2026.8.2～8.8", date(2026, 8, 8)),
    ],
    ids=[
        "wave of cp932",
        "wave of shift_jis",
        "padded",
        "year crossed",
        "year crossed, end without a year",
        "digits of full width",
        "ASCII points",
    ],
)
def test_a_week_in_full_width_marks_is_read(week: str, saturday: date) -> None:
    assert _week_end(week) == saturday


def test_a_week_in_other_marks_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected a week like"):
        flows(in_text("2026．8．2～8．8", "2026-08-02/08"))


def test_the_notes_below_the_blank_row_are_no_weeks() -> None:
    assert flows().height == 3 * 22


def test_a_body_that_ends_with_a_week_was_cut() -> None:
    text = WEEK.decode("cp932")
    with pytest.raises(PayloadRefused, match="cut short: expected a blank row"):
        flows(text[: text.index("2026．8．2")].encode("cp932"))


def test_a_week_with_fewer_than_22_values_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="2026．8．2～8．8: expected 22 values; found 21"):
        flows(in_text('2026．8．2～8．8,"2,020 "', "2026．8．2～8．8"))


def test_a_blank_figure_is_refused_since_the_file_has_none() -> None:
    with pytest.raises(PayloadRefused, match="expected a number"):
        accepted(FLOWS, payload(in_text('2026．8．2～8．8,"2,020 "', "2026．8．2～8．8,")))


def test_flows_in_another_unit_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="100 million Yen"):
        flows(in_text("Unit: 100 million Yen", "Unit: billion Yen"))


def test_flows_with_other_columns_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected a header row"):
        flows(in_text("Acquisition,Disposition,Net,Net,Acq", "Disposition,Acquisition,Net,Net,Acq"))


def test_bytes_that_are_not_cp932_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected cp932 text"):
        flows(WEEK.replace(b"Period", b"Peri\x81"))


MONTHLY, RESERVES = "mof_japan__securities_flows_monthly", "mof_japan__official_reserves"
MONTHS = fixture("mof_japan/securities_flows_monthly/montha1.csv")
HOLDINGS = fixture("mof_japan/official_reserves/historical.csv")


def months(body: bytes = MONTHS) -> pl.DataFrame:
    return parsed(MONTHLY, payload(body))


def holdings(body: bytes = HOLDINGS) -> pl.DataFrame:
    return parsed(RESERVES, payload(body))


def test_months_of_flows_take_their_year_from_january() -> None:
    read = figures(months(), "JP_MONTHLY_OUTWARD_EQUITY_ACQUIRED")
    assert (len(read), read["2025-02-28"], read["2025-10-31"], read["2026-02-28"]) == (14, 2002.0, 2010.0, 2102.0)


def test_months_to_come_and_totals_of_years_are_no_flows() -> None:
    assert months()["period"].max() == date(2026, 2, 28)
    assert months().height == 14 * 22


def test_months_of_flows_that_end_without_notes_were_cut() -> None:
    text = MONTHS.decode("cp932")
    with pytest.raises(PayloadRefused, match="cut short: expected a blank row"):
        months(text[: text.index("2025年4月")].encode("cp932"))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("2026,１月", ",１月", "expected 2026-01-01; found"),
        ("2026,１月", "2027,１月", "expected 2026-01-01; found"),
        (',３月,Mar,"2,003', ',４月,Apr,"2,003', "expected 2025-03-01; found"),
        ("2025,１月", ",１月", "expected a year in the first row"),
        ("2025CY", "sum", "expected months, then totals of years"),
        ("100 mil Yen", "billion Yen", "100 million Yen"),
        ("Acquisition,Disposition,Net,Net (A)", "Disposition,Acquisition,Net,Net (A)", "expected a header row"),
    ],
    ids=["no year", "a year too far", "a month left out", "no year at all", "a stranger", "unit", "columns"],
)
def test_months_of_flows_in_another_shape_are_refused(old: str, new: str, found: str) -> None:
    with pytest.raises(PayloadRefused, match=found):
        months(in_text(old, new, MONTHS))


def test_a_month_with_some_figures_missing_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected a number"):
        accepted(MONTHLY, payload(in_text('"2,102"', "", MONTHS)))


def test_the_weekly_file_is_not_read_as_months_nor_the_monthly_one_as_weeks() -> None:
    with pytest.raises(PayloadRefused):
        accepted(MONTHLY, payload(WEEK))
    with pytest.raises(PayloadRefused):
        accepted(FLOWS, payload(MONTHS))


def test_reserves_are_read_by_their_english_headings() -> None:
    """A column more between two others moves none."""
    rows = HOLDINGS.decode("cp932").split("\r\n")
    moved = "\r\n".join(",".join([*c[:5], "77", *c[5:]]) if len(c := r.split(",")) > 5 else r for r in rows)
    assert holdings(moved.encode("cp932")).equals(holdings())


def test_reserves_without_any_heading_are_read_at_their_documented_places() -> None:
    body = HOLDINGS.decode("cp932")
    for code in release(RESERVES).by_code:
        body = body.replace(code, "")
    assert holdings(body.encode("cp932")).equals(holdings())


def test_a_month_is_read_from_the_japanese_column_since_the_english_one_has_slips() -> None:
    assert "Feburuary" in HOLDINGS.decode("cp932")
    assert figures(holdings(), "MOF_GOLD_USD")["2026-02-28"] == 142042.0


def test_a_new_era_in_may_does_not_change_the_year() -> None:
    years = holdings(fixture("mof_japan/official_reserves/years.csv"))
    assert figures(years, "MOF_RESERVES").keys() == {"2019-03-31", "2019-04-30", "2019-05-31"}


def test_a_blank_reserve_is_published_as_missing() -> None:
    body = in_text(",27.2,15000,,,,,,,\r\n,2月", ",,15000,,,,,,,\r\n,2月", HOLDINGS)
    assert figures(holdings(body), "MOF_GOLD")["2026-01-31"] is None


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("(3) SDRs", "(3) Special drawing rights", r"expected columns headed \['\(3\) SDRs'\]"),
        ("令和8年,1月", ",1月", "expected 2026-01-01; found"),
        ("令和8年,1月", "令和9年,1月", "expected 2026-01-01; found"),
        (",2月,,Feb", ",3月,,Feb", "expected 2026-02-01; found"),
        (",2月,,Feb", ",February,,Feb", "expected a month in each row"),
    ],
    ids=["a heading", "no year", "a year too far", "a month left out", "no month"],
)
def test_reserves_in_another_shape_are_refused(old: str, new: str, found: str) -> None:
    with pytest.raises(PayloadRefused, match=found):
        holdings(in_text(old, new, HOLDINGS))


def test_reserves_in_another_unit_are_refused() -> None:
    body = in_text("百万ドル", "億ドル", in_text("US$ millions", "US$ 100 mil", HOLDINGS))
    with pytest.raises(PayloadRefused, match="expected the unit «US\\$ millions»"):
        holdings(body)


def test_a_row_of_reserves_cut_in_its_middle_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="cut short: expected a line end"):
        holdings(HOLDINGS[: HOLDINGS.index(b"142042") + 3])


@pytest.mark.parametrize(("key", "body"), [(YIELDS, ALL), (FLOWS, WEEK), (MONTHLY, MONTHS), (RESERVES, HOLDINGS)])
def test_line_ends_and_a_byte_order_mark_change_nothing(key: str, body: bytes) -> None:
    marked = body.decode("cp932").replace("\r\n", "\n").encode("utf-8-sig")
    assert parsed(key, payload(marked)).equals(parsed(key, payload(body)))
