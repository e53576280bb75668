"""Ministry of Finance Japan: a yield curve in two files, and weekly flows in cp932 with full-width marks."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sources.errors import PayloadRefused
from sources.http import Http
from sources.publishers.mof_japan import _week_end
from tests.sources.conftest import Loopback, accepted, fetched, figures, fixture, parsed, payload, release

YIELDS, FLOWS = "mof_japan__jgb_yields", "mof_japan__securities_flows_weekly"
ALL = fixture("mof_japan/jgb_yields/jgbcme_all.csv")
CURRENT = fixture("mof_japan/jgb_yields/jgbcme.csv")
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
    assert figures(parsed(YIELDS, payload(CURRENT)), "JGB_40Y")["2026-09-02"] == -0.005


def test_the_footnote_of_the_current_month_is_not_a_day() -> None:
    assert figures(parsed(YIELDS, payload(CURRENT)), "JGB_1Y").keys() == {"2026-09-01", "2026-09-02"}


def test_figures_without_a_date_are_not_taken_for_the_end() -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(YIELDS, payload(ALL.replace(b"1974/9/24", b"")))


def test_the_history_and_the_current_month_make_one_curve() -> None:
    table = accepted(YIELDS, payload(ALL), payload(CURRENT), origin="live")
    assert figures(table, "JGB_10Y").keys() == {"1974-09-24", "2026-08-31", "2026-09-01", "2026-09-02"}


def test_a_curve_in_another_unit_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"expected \(Unit : %\); found '\(Unit : bp\)'"):
        parsed(YIELDS, payload(ALL.replace(b"(Unit : %)", b"(Unit : bp)")))


def test_the_japanese_twin_with_its_era_dates_is_refused() -> None:
    twin = "国債金利情報,,(単位 : %)\r\n基準日,1年,2年\r\nS49.9.24,10.3,9.3\r\n".encode("cp932")
    with pytest.raises(PayloadRefused, match="expected «Interest Rate»"):
        parsed(YIELDS, payload(twin))


def test_columns_are_read_by_their_tenor() -> None:
    body = ALL.replace(b"Date,1Y,2Y", b"Date,2Y,1Y")
    assert figures(parsed(YIELDS, payload(body)), "JGB_2Y")["2026-08-31"] == 1.1


def test_a_tenor_that_the_catalog_does_not_know_refuses_the_delivery() -> None:
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
    ],
    ids=["wave of cp932", "wave of shift_jis", "padded", "year crossed", "year crossed, end without a year"],
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
