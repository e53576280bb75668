"""TIC: months surveyed twice, footnote marks, two Koreas and two quantities called «All Other»."""

from __future__ import annotations

import polars as pl
import pytest

from sources.errors import PayloadRefused
from sources.http import Http
from tests.sources.conftest import Loopback, accepted, fetched, figures, fixture, parsed, payload

FOLDER = "https://ticdata.treasury.gov/resource-center/data-chart-center/tic/Documents"
KEY = "tic__major_foreign_holders"
NEW, OLD = "TIC_HOLDINGS", "TIC_HOLDINGS_OLD_SURVEY"
HISTORY = fixture("tic/major_foreign_holders/mfhhis01.txt")
TABLE_5 = fixture("tic/major_foreign_holders/slt_table5.txt")


def history(body: bytes = HISTORY) -> pl.DataFrame:
    return parsed(KEY, payload(body, f"{FOLDER}/mfhhis01.txt"))


def table5(body: bytes = TABLE_5) -> pl.DataFrame:
    return parsed(KEY, payload(body, f"{FOLDER}/slt_table5.txt"))


def test_a_june_printed_twice_is_new_survey_left_and_old_survey_right() -> None:
    assert figures(history(), NEW, "Japan")["2011-06-30"] == 881.5
    assert figures(history(), OLD, "Japan")["2011-06-30"] == 911.0


def test_the_two_march_columns_of_2000_are_a_survey_break_too() -> None:
    assert figures(history(), NEW, "Grand Total")["2000-03-31"] == 310.5
    assert figures(history(), OLD, "Grand Total")["2000-03-31"] == 306.9


def test_the_old_survey_has_the_repeated_months_only() -> None:
    assert figures(history(), OLD, "Japan").keys() == {"2000-03-31", "2011-06-30"}


def test_the_months_beside_a_survey_break_keep_their_places() -> None:
    assert figures(history(), NEW, "Japan") == {
        "2000-03-31": 310.5,
        "2011-05-31": 912.4,
        "2011-06-30": 881.5,
        "2011-07-31": 885.5,
        "2025-11-30": 1190.0,
        "2025-12-31": 1200.5,
    }


def test_a_quoted_name_is_read_without_its_quotes() -> None:
    assert figures(history(), NEW, "China, Mainland")["2025-12-31"] == 680.1


def test_a_footnote_mark_is_not_a_part_of_the_name() -> None:
    assert figures(history(), NEW, "China, Mainland")["2011-07-31"] == 1315.0
    assert figures(history(), NEW, "Oil Exporters")["2011-07-31"] == 235.0


def test_korea_and_south_korea_stay_the_names_that_were_printed() -> None:
    assert figures(history(), NEW, "Korea").keys() == {"2011-05-31", "2011-06-30", "2011-07-31"}
    assert figures(history(), NEW, "Korea, South").keys() == {"2025-11-30", "2025-12-31"}


def test_an_asterisk_is_published_as_missing_and_not_as_zero() -> None:
    """It stands for «less than $50 million»."""
    assert figures(history(), NEW, "Korea")["2011-07-31"] is None


def test_n_a_is_published_as_missing() -> None:
    assert figures(history(), OLD, "Oil Exporters") == {"2011-06-30": None}


@pytest.mark.parametrize(
    ("area", "value"),
    [
        ("Of Which: Foreign Official", 1500.5),
        ("Of Which: Foreign Official Treasury Bills", 300.5),
        ("Of Which: Foreign Official T-Bonds & Notes", 1200.0),
    ],
)
def test_official_holdings_bear_the_same_name_in_both_files(area: str, value: float) -> None:
    assert figures(history(), NEW, area)["2025-12-31"] == value


def test_the_notes_below_the_trailer_are_no_holders() -> None:
    assert not history().filter(pl.col("area").str.contains(r"Department|Denotes|February|^\d+/")).height


def test_a_note_spread_over_cells_is_no_holder() -> None:
    body = HISTORY.replace(b"17/ Denotes series break.\t\t", b"17/\tDenotes series break.\t")
    assert body != HISTORY
    assert history(body).equals(history())


def test_table_5_is_read_newest_month_first() -> None:
    assert figures(table5(), NEW, "Japan") == {"2025-12-31": 1201.5, "2026-01-31": 1220.5, "2026-02-28": 1230.0}


def test_all_other_of_table_5_is_not_the_all_other_of_the_history() -> None:
    areas = table5()["area"].unique()
    assert "All Other" not in areas
    assert "All Other (2 countries named)" in areas


def test_table_5_supersedes_the_history_where_both_have_a_month() -> None:
    table = accepted(
        KEY, payload(HISTORY, f"{FOLDER}/mfhhis01.txt"), payload(TABLE_5, f"{FOLDER}/slt_table5.txt"), origin="live"
    )
    assert figures(table, NEW, "Japan")["2025-12-31"] == 1201.5
    assert figures(table, NEW, "Japan")["2025-11-30"] == 1190.0


def test_the_notes_of_table_5_are_no_holders() -> None:
    assert not table5().filter(pl.col("area").str.starts_with("The data")).height


def test_a_history_without_its_trailer_was_cut() -> None:
    body = HISTORY[: HISTORY.index(b"Department of the Treasury")]
    with pytest.raises(PayloadRefused, match="cut short: expected the trailer"):
        history(body)


def test_a_table_5_without_its_notes_was_cut() -> None:
    with pytest.raises(PayloadRefused, match="closing «Notes:»"):
        table5(TABLE_5[: TABLE_5.index(b"Notes:")])


def test_table_5_in_another_unit_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected «Billions of dollars»"):
        table5(TABLE_5.replace(b"Billions", b"Millions"))


def test_a_history_without_blocks_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected blocks headed «Country»"):
        history(HISTORY.replace(b"Country", b"Holder"))


def test_a_row_with_a_column_missing_refuses_the_delivery() -> None:
    body = HISTORY.replace(b"Japan\t885.5\t881.5\t911\t912.4", b"Japan\t885.5\t881.5\t911")
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(KEY, payload(body, f"{FOLDER}/mfhhis01.txt"))


def test_a_history_in_another_unit_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected «in billions of dollars»"):
        history(HISTORY.replace(b"billions", b"millions"))


@pytest.mark.parametrize("header", [b"2026-13", b"Feb 2026", b"2026"])
def test_table_5_with_another_kind_of_month_is_refused(header: bytes) -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(KEY, payload(TABLE_5.replace(b"2026-02", header), f"{FOLDER}/slt_table5.txt"))


def test_table_5_with_a_row_too_short_is_refused() -> None:
    body = TABLE_5.replace(b"Japan\t1230.0\t1220.5\t1201.5\t", b"Japan\t1230.0\t1220.5")
    assert body != TABLE_5
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(KEY, payload(body, f"{FOLDER}/slt_table5.txt"))


def test_the_columns_of_table_5_are_read_by_their_months() -> None:
    rows = [line.split(b"\t") for line in TABLE_5.split(b"\r\n")]
    turned = b"\r\n".join(b"\t".join([r[0], *reversed(r[1:])]) if len(r) > 3 else b"\t".join(r) for r in rows)
    assert turned != TABLE_5
    assert table5(turned).sort("area", "period").equals(table5().sort("area", "period"))


def test_line_ends_of_either_kind_are_read_alike() -> None:
    assert b"\r\n" in TABLE_5
    assert table5(TABLE_5.replace(b"\r\n", b"\n")).equals(table5())
    assert history(HISTORY.replace(b"\r\n", b"\n")).equals(history())


def test_belgium_and_the_caymans_are_custody_and_stay_the_names_that_were_printed() -> None:
    """Holdings are by place of custody: nothing is moved to another country here."""
    body = TABLE_5.replace(b"Japan\t", b"Belgium\t").replace(b"China, Mainland\t", b"Cayman Islands\t")
    assert {"Belgium", "Cayman Islands"} <= set(table5(body)["area"])


def test_only_totals_may_be_larger_than_a_holder_can_be() -> None:
    fine = payload(TABLE_5.replace(b"Grand Total\t3720.0", b"Grand Total\t9720.0"), f"{FOLDER}/slt_table5.txt")
    assert figures(accepted(KEY, fine), NEW, "Grand Total")["2026-02-28"] == 9720.0
    wrong = payload(TABLE_5.replace(b"Japan\t1230.0", b"Japan\t9230.0"), f"{FOLDER}/slt_table5.txt")
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, wrong)


def test_the_frozen_mfh_txt_is_not_asked(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    """It still answers 200, with January 2023 as its last month."""
    monkeypatch.setenv("TIDEGAUGE_TIC_URL", publisher.url)
    for name in ("mfhhis01.txt", "slt_table5.txt"):
        publisher.on(f"/resource-center/data-chart-center/tic/Documents/{name}", b"x")
    fetched(KEY, http)
    assert [path.rpartition("/")[2] for path in publisher.paths] == ["mfhhis01.txt", "slt_table5.txt"]


SLT = "tic__slt_treasuries"
TABLE_3 = fixture("tic/slt_treasuries/slt_table3.txt")


def table3(body: bytes = TABLE_3) -> pl.DataFrame:
    return parsed(SLT, payload(body, f"{FOLDER}/slt_table3.txt"))


def test_table_3_is_read_by_the_names_for_machines_and_in_millions() -> None:
    assert figures(table3(), "TIC_SLT_HOLDINGS", "Japan")["2025-12-31"] == 1185500
    assert figures(table3(), "TIC_SLT_NET_SALES", "Japan")["2025-12-31"] == -6100
    assert figures(table3(), "TIC_SLT_LONG_TERM_VALUATION", "Japan")["2025-12-31"] == -10900
    assert figures(table3(), "TIC_SLT_BILL_NET_SALES", "Japan")["2025-12-31"] == -4100


def test_a_total_that_is_not_printed_is_missing_while_the_long_term_part_is_there() -> None:
    assert figures(table3(), "TIC_SLT_HOLDINGS", "Poland") == {"2025-12-31": None}
    assert figures(table3(), "TIC_SLT_LONG_TERM_HOLDINGS", "Poland") == {"2025-12-31": 60500}


def test_two_holders_of_one_name_are_told_apart_by_their_codes() -> None:
    body = TABLE_3.replace(b"Poland\t14605", b"Japan\t14605")
    assert figures(table3(body), "TIC_SLT_LONG_TERM_HOLDINGS", "Japan (14605)") == {"2025-12-31": 60500}
    assert "2025-11-30" in figures(table3(body), "TIC_SLT_HOLDINGS", "Japan (42609)")


@pytest.mark.parametrize(
    ("found", "given", "told"),
    [
        (b"Millions of dollars", b"Billions of dollars", "expected «Millions of dollars»"),
        (b"for_lt_treas_valchg", b"for_lt_treas_price", "expected the columns for_lt_treas_valchg"),
        (b"Notes:", b"Source:", "the closing «Notes:»"),
    ],
    ids=["in another unit", "a column of another name", "cut before its notes"],
)
def test_a_table_3_of_another_form_is_refused(found: bytes, given: bytes, told: str) -> None:
    with pytest.raises(PayloadRefused, match=told):
        table3(TABLE_3.replace(found, given))


def test_table_3_in_thousands_is_refused_by_its_bounds() -> None:
    body = TABLE_3.replace(b"\t1185500\t", b"\t1185500000\t")
    with pytest.raises(PayloadRefused, match="TIC_SLT_HOLDINGS"):
        accepted(SLT, payload(body, f"{FOLDER}/slt_table3.txt"))
