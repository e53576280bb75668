"""Bodies that publishers really sent, where they lie beside the checkout; skipped where they do not."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from sources import ingest
from sources.archive import BUNDLED, Archive
from sources.errors import PayloadRefused
from sources.model import Payload
from sources.publishers.bok import unit_told
from sources.publishers.fred import SOURCE as FRED
from sources.publishers.workbook import sheets
from tests.sources.conftest import accepted, figures, parsed, payload, release

WIRE = Path(__file__).parents[3] / "shared" / "wire"

pytestmark = pytest.mark.skipif(
    not WIRE.is_dir(), reason="The recorded bodies are not beside this checkout (../shared/wire)."
)


def sent(path: str) -> bytes:
    return (WIRE / path).read_bytes()


def graph(code: str, path: str) -> Payload:
    return payload(sent(path), "https://fred.stlouisfed.org/graph/fredgraph.csv", {"id": code})


API = "https://api.stlouisfed.org/fred/series/observations"


def api(code: str, path: str) -> Payload:
    return payload(sent(path), API, {"series_id": code})


def test_reserve_balances_sent_in_billions_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted("fred__h41", graph("WRESBAL", "fred/fredgraph_WRESBAL_2025-04_in_billions.csv"))


def test_reserve_balances_of_both_eras_differ_by_a_thousand() -> None:
    old = figures(parsed("fred__h41", graph("WRESBAL", "fred/fredgraph_WRESBAL_2025-04_in_billions.csv")))
    new = figures(accepted("fred__h41", graph("WRESBAL", "fred/fredgraph_WRESBAL_2026-05.csv")))
    assert (old["2024-12-25"], new["2024-12-25"]) == (3247.382, 3247382.0)


@pytest.mark.parametrize(
    ("key", "code", "path", "rows"),
    [
        ("fred__h10", "DEXKOUS", "fred/fredgraph_DEXKOUS_2026-05.csv", 11000),
        ("fred__money_market", "SOFR", "fred/fredgraph_SOFR_2026-05.csv", 2000),
        ("fred__h41", "WALCL", "fred/fredgraph_WALCL_2026-05.csv", 1200),
        ("fred__rate_spreads", "T10Y2Y", "fred/fredgraph_T10Y2Y_2026-05.csv", 12000),
        ("fred__oecd_rates", "IR3TIB01KRM156N", "fred/fredgraph_IR3TIB01KRM156N_2026-05.csv", 400),
    ],
)
def test_a_recorded_file_of_fred_is_accepted(key: str, code: str, path: str, rows: int) -> None:
    assert accepted(key, graph(code, path)).height > rows


def test_holidays_of_a_recorded_file_are_published_as_missing() -> None:
    assert figures(parsed("fred__h10", graph("DEXKOUS", "fred/fredgraph_DEXKOUS_2026-05.csv")))["2025-12-25"] is None


def test_a_series_outside_the_catalog_refuses_the_delivery() -> None:
    assert all("T10Y2Y" not in release(k).by_code for k in ("fred__h15", "fred__h41"))
    with pytest.raises(PayloadRefused, match="KeyError: 'T10Y2Y'"):
        accepted("fred__h15", graph("T10Y2Y", "fred/fredgraph_T10Y2Y_2026-05.csv"))


@pytest.mark.parametrize("code", ["DEXKOUS", "DEXJPUS"])
def test_recorded_observations_of_the_api_are_accepted(code: str) -> None:
    table = accepted("fred__h10", api(code, f"fred/fred_observations_{code}_2026-03-19.json"))
    assert table.height == 10


def test_the_api_and_the_file_agree_on_every_common_day() -> None:
    file = figures(parsed("fred__h10", graph("DEXKOUS", "fred/fredgraph_DEXKOUS_2026-05.csv")))
    answer = figures(parsed("fred__h10", api("DEXKOUS", "fred/fred_observations_DEXKOUS_2026-03-19.json")))
    assert {day: file[day] for day in answer} == answer


@pytest.mark.parametrize(
    "name",
    [
        "fred_error_v1_bad_key.json",
        "fred_error_v1_no_key.xml",
        "fred_error_v1_unknown_series.xml",
        "fred_error_v2_400.json",
    ],
)
def test_a_recorded_error_of_fred_is_refused(name: str) -> None:
    with pytest.raises(PayloadRefused):
        accepted("fred__gdp", api("GDP", f"fred/{name}"))


def test_vintages_as_columns_are_refused() -> None:
    with pytest.raises(PayloadRefused):
        accepted("fred__gdp", api("GDP", "fred/fred_observations_GDP_output_type3.json"))


def test_the_recorded_vintages_of_gdp_are_read_as_versions() -> None:
    """Recorded for two vintages; asked here as if for all, which is what the envelope would echo."""
    real_time = {"realtime_start": "1776-07-04", "realtime_end": "9999-12-31"}
    answer = json.loads(sent("fred/fred_observations_GDP_output_type1.json")) | real_time
    asked = payload(json.dumps(answer), API, {"series_id": "GDP", "output_type": "1", **real_time})
    told = FRED.parse_vintages([asked], release("fred__gdp").by_name["GDP"])
    assert told.height == 307
    last = told.filter(pl.col("period") == pl.date(2022, 6, 30))
    assert last.select("value", "realtime_start").rows() == [(25248.476, date(2022, 9, 29))]


def test_the_documentations_cut_release_is_refused() -> None:
    body = sent("fred/fred_v2_release_observations_doc_example_truncated.txt")
    with pytest.raises(PayloadRefused):
        parsed("fred__h41", payload(body, API.replace("series", "v2/release"), {"release_id": "52"}))


DTS = {"sort": "record_date", "page[size]": "10000", "page[number]": "1"}


def test_the_statement_of_july_2025_closes_as_recorded() -> None:
    body = payload(sent("treasury/dts_operating_cash_balance_2025-07-07_11.json"), params=DTS)
    table = accepted("treasury__dts", body, origin="live")
    assert table.height == 5
    assert figures(table)["2025-07-11"] == 282363.0


def test_the_statement_of_july_2025_without_a_row_is_refused() -> None:
    answer = json.loads(sent("treasury/dts_operating_cash_balance_2025-07-07_11.json"))
    answer["data"].pop()
    with pytest.raises(PayloadRefused, match="expected 20 rows; found 19"):
        parsed("treasury__dts", payload(json.dumps(answer), params=DTS))


def test_a_recorded_error_of_fiscal_data_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="Invalid Query Param"):
        parsed("treasury__dts", payload(sent("treasury/fiscaldata_error_400.json"), params=DTS))


def test_one_recorded_day_of_the_debt_is_accepted() -> None:
    row = json.loads(sent("treasury/debt_to_penny_2026-03-06_row.json"))
    body = json.dumps({"data": [row], "meta": {"total-count": 1, "total-pages": 1}})
    table = accepted("treasury__debt_to_penny", payload(body, params=DTS), origin="live")
    assert figures(table, "DEBT_TO_PENNY_TOTAL") == {"2026-03-06": 38869818249468.38}
    assert table["value"].sum() == pytest.approx(2 * 38869818249468.38)


def test_recorded_rows_with_dropped_columns_are_refused() -> None:
    body = sent("treasury/debt_to_penny_2026-05-12.json")
    asked = {"sort": "-record_date", "page[size]": "2", "page[number]": "1"}
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted("treasury__debt_to_penny", payload(body, params=asked))


def test_a_recorded_row_of_gold_is_read() -> None:
    rows = json.loads(sent("treasury/gold_reserve_2012-01-31_excerpt.json"))["data"]
    body = json.dumps({"data": rows, "meta": {"total-count": 1, "total-pages": 1}})
    assert figures(parsed("treasury__gold_reserve", payload(body, params=DTS))) == {"2012-01-31": 43853707.279}


@pytest.mark.parametrize(
    ("year", "name", "day", "tenors"),
    [
        (2024, "par_yield_2024_no_1.5m.csv", "2024-08-09", 13),
        (2025, "par_yield_2025.csv", "2025-12-31", 14),
        (2026, "par_yield_2026.csv", "2026-10-02", 14),
    ],
)
def test_recorded_par_yields_are_accepted(year: int, name: str, day: str, tenors: int) -> None:
    body = payload(sent(f"treasury/{name}"), params={"field_tdr_date_value": str(year)})
    table = accepted("treasury_yields__par_yields", body)
    assert table["series"].n_unique() == tenors
    assert list(figures(table, "UST_PAR_10Y"))[-1] == day


def test_the_recorded_shape_of_the_xml_is_refused_where_csv_was_asked_for() -> None:
    body = payload(sent("treasury/par_yield_xml_shape.xml"), params={"field_tdr_date_value": "2026"})
    with pytest.raises(PayloadRefused):
        accepted("treasury_yields__par_yields", body)


def test_the_recorded_reverse_repo_operation_is_accepted() -> None:
    table = accepted(
        "nyfed__reverse_repo",
        payload(sent("nyfed/reverserepo_fixed_results_last_2026-07-10_abridged.json")),
        origin="live",
    )
    assert figures(table, "NYFED_RRP_ACCEPTED") == {"2026-07-10": 545000000.0}
    assert figures(table, "NYFED_RRP_RATE") == {"2026-07-10": 3.5}


def test_the_recorded_holdings_of_the_desk_are_accepted() -> None:
    table = accepted("nyfed__soma", payload(sent("nyfed/soma_summary_2026-07-08.json")), origin="live")
    assert figures(table, "SOMA_TOTAL") == {"2026-07-08": 6344428175083.10}
    assert figures(table, "SOMA_FRN") == {"2026-07-08": None}


TIC = "tic__major_foreign_holders"


@pytest.fixture(scope="module")
def holders() -> pl.DataFrame:
    """The recorded history, and the recorded table 5 over it."""
    history = payload(sent("tic/tic_mfhhis01.txt"), "https://x.example/mfhhis01.txt")
    table5 = payload(sent("tic/tic_slt_table5_2026-04.txt"), "https://x.example/slt_table5.txt")
    return accepted(TIC, history, table5, origin="live")


def test_the_recorded_holders_are_accepted(holders: pl.DataFrame) -> None:
    assert figures(holders, "TIC_HOLDINGS", "Japan")["2026-04-30"] == 1209.9
    assert figures(holders, "TIC_HOLDINGS", "China, Mainland")["2025-12-31"] == 683.5


def test_the_recorded_survey_breaks_are_march_2000_and_ten_junes(holders: pl.DataFrame) -> None:
    months = figures(holders, "TIC_HOLDINGS_OLD_SURVEY", "Grand Total")
    assert list(months) == ["2000-03-31", *(f"{year}-06-30" for year in range(2002, 2012))]


def test_the_recorded_holders_add_up_to_the_grand_total(holders: pl.DataFrame) -> None:
    april = holders.filter((pl.col("period") == pl.date(2026, 4, 30)) & ~pl.col("area").str.starts_with("Of Which"))
    total = april.filter(pl.col("area") == "Grand Total")["value"].sum()
    assert april["value"].sum() - total == pytest.approx(total, abs=1.5)


def test_no_recorded_holder_bears_a_footnote_mark(holders: pl.DataFrame) -> None:
    assert not holders.filter(pl.col("area").str.contains(r"\d/|[\"\t]|^\s|\s$")).height


def test_the_recorded_frozen_file_is_not_read_as_a_table_5() -> None:
    with pytest.raises(PayloadRefused):
        accepted(TIC, payload(sent("tic/tic_mfh.txt"), "https://x.example/slt_table5.txt"))


@pytest.mark.parametrize(
    ("key", "path", "last", "value"),
    [
        ("boj__accounts", "boj/getDataCode_BS01_MABJMTA_full_2026-09-21.json", "2026-08-31", 6446620.0),
        ("boj__call_rate_monthly", "boj/getDataCode_FM02_STRACLUCON_full_2026-09-14.json", "2026-08-31", 0.977),
        ("boj__monetary_base", "boj/getDataCode_MD01_MABS1AN11_2026-07-28_reassembled.json", "2026-06-30", 5592039.0),
    ],
)
def test_a_recorded_answer_of_the_bank_of_japan_is_accepted(key: str, path: str, last: str, value: float) -> None:
    series = figures(accepted(key, payload(sent(path))))
    assert list(series)[-1] == last
    assert series[last] == value


def test_a_recorded_flat_file_of_the_bank_of_japan_is_accepted() -> None:
    body = payload(sent("boj/flat_file_fm01_d_1_shape.csv"), "https://www.stat-search.boj.or.jp/x/fm01_d_1.csv")
    assert figures(accepted("boj__call_rate_daily", body, origin="live")) == {"2026-07-08": 0.978, "2026-07-09": 0.978}


@pytest.mark.parametrize(
    "name", ["live_2026-02-19_get_metadata_success.json", "live_2026-02-19_get_data_code_success.json"]
)
def test_a_recorded_answer_to_another_question_is_refused(name: str) -> None:
    with pytest.raises(PayloadRefused):
        accepted("boj__accounts", payload(sent(f"boj/{name}")))


def test_the_recorded_curve_is_accepted() -> None:
    table = accepted("mof_japan__jgb_yields", payload(sent("mof_japan/jgbcme_all_2026-04-30.csv")), origin="live")
    ten = figures(table, "JGB_10Y")
    assert (ten["1974-09-24"], ten["2026-04-30"]) == (None, 2.52)


def test_the_recorded_weekly_flows_are_accepted() -> None:
    body = payload(sent("mof_japan/week_2026-03-12.csv"))
    table = accepted("mof_japan__securities_flows_weekly", body, origin="live")
    assert figures(table, "JP_OUTWARD_EQUITY_ACQUIRED")["2005-01-08"] == 1689.0
    assert figures(table, "JP_INWARD_TOTAL_NET")["2026-03-07"] == -7867.0
    assert table["period"].dt.weekday().unique().to_list() == [6]


def test_the_recorded_monthly_flows_are_accepted() -> None:
    body = payload(sent("mof_japan/montha1_2026-08-10.csv"))
    table = accepted("mof_japan__securities_flows_monthly", body, origin="live")
    assert figures(table, "JP_MONTHLY_OUTWARD_EQUITY_ACQUIRED")["2005-01-31"] == 9934.0
    read = figures(table, "JP_MONTHLY_OUTWARD_LONG_BONDS_NET")
    assert (len(read), list(read)[-1], read["2005-03-31"]) == (259, "2026-07-31", -7678.0)


def test_recorded_rows_of_the_reserves_are_read() -> None:
    told = sent("mof_japan/official_reserves_historical_row_samples.txt").decode().splitlines()
    rows = [row for row in told if row and not row.startswith("#")][3:]  # 2025-11 to 2026-02
    first = rows[0].replace(",11月", "令和7年,11月", 1)
    body = "\r\n".join(["（US$ millions)", first, *rows[1:], ""]).encode("cp932")
    table = accepted("mof_japan__official_reserves", payload(body), origin="live")
    assert figures(table, "MOF_RESERVES") == {
        "2025-11-30": 1359358.0,
        "2025-12-31": 1369775.0,
        "2026-01-31": 1394750.0,
        "2026-02-28": 1410699.0,
    }
    assert figures(table, "MOF_GOLD")["2026-02-28"] == 27.2


def test_the_recorded_monthly_flows_are_not_read_as_weeks() -> None:
    with pytest.raises(PayloadRefused):
        accepted("mof_japan__securities_flows_weekly", payload(sent("mof_japan/montha1_2026-08-10.csv")))


def test_the_recorded_pink_sheet_gives_gold() -> None:
    body = payload(sent("worldbank/CMO-Historical-Data-Monthly_2026-07-02.xlsx"))
    gold = figures(accepted("worldbank__pink_sheet", body, origin="live"))
    assert len(gold) == 798
    assert gold["1960-01-31"] == 35.0
    assert list(gold)[-1] == "2026-06-30"


def ecos(body: bytes, last: int, tail: str = "722Y001/D/20260101/20260131/0101000") -> Payload:
    return payload(body, f"https://ecos.bok.or.kr/api/StatisticSearch/<BOK_API_KEY>/json/kr/1/{last}/{tail}")


def test_five_recorded_rows_of_the_base_rate_are_accepted() -> None:
    body = sent("bok/StatisticSearch_722Y001_D_202601_rows1-5.json")
    table = accepted("bok__base_rate", ecos(body, 5), origin="live")
    assert figures(table) == {f"2026-01-0{day}": 2.5 for day in range(1, 6)}


def test_five_recorded_rows_are_refused_where_31_were_due() -> None:
    body = sent("bok/StatisticSearch_722Y001_D_202601_rows1-5.json")
    with pytest.raises(PayloadRefused, match="expected rows 1 to 31; found 5 rows"):
        parsed("bok__base_rate", ecos(body, 100))


@pytest.mark.parametrize("name", ["error_ERROR-100.json", "error_INFO-100.json"])
def test_a_recorded_error_of_ecos_is_refused(name: str) -> None:
    with pytest.raises(PayloadRefused, match=r"(ERROR|INFO)-100"):
        parsed("bok__base_rate", ecos(sent(f"bok/{name}"), 10))


def test_recorded_rows_of_the_balance_of_payments_are_read_in_their_envelope() -> None:
    """The recording has the rows as sent, but in a wrapper of its collector's."""
    rows = json.loads(sent("bok/StatisticSearch_301Y013_BOPF22100000_rows.json"))["raw_rows"]
    body = json.dumps({"StatisticSearch": {"list_total_count": len(rows), "row": rows}}).encode()
    table = accepted("bok__portfolio_flows", ecos(body, 10_000, "301Y013/M/202405/202605/BOPF22100000"))
    series = figures(table)
    assert (series["2024-05-31"], series["2026-03-31"]) == (870.8, -29326.9)


@pytest.mark.parametrize(("name", "unit"), [("901Y118_T002", "usd_k"), ("161Y005_BBHS00", "won in thousands or more")])
def test_a_recorded_unit_of_ecos_is_understood(name: str, unit: str) -> None:
    rows = json.loads(sent(f"bok/StatisticSearch_{name}_rows.json"))["raw_rows"]
    assert {unit_told(row["UNIT_NAME"]) for row in rows} == {unit}


@pytest.mark.parametrize("year", range(2016, 2027))
def test_the_recorded_parities_of_a_year_are_those_of_the_bundle(year: int) -> None:
    """Two ways of one publisher: the yearly workbook, and the bundle laid out as its history answers."""
    (rows,) = sheets(sent(f"cfets/Central_Parity_Historical_Data_{year}.xlsx")).values()
    recorded = {datetime.strptime(day, "%d %b %Y").date(): float(value) for day, value in rows[1:-2]}
    (entry,) = Archive(BUNDLED).entries("cfets__central_parity")
    table = ingest.read(Archive(BUNDLED).open(entry), release("cfets__central_parity"))
    bundled = dict(table.filter(pl.col("period").dt.year() == year).select("period", "value").iter_rows())
    assert bundled == recorded


def test_recorded_sdmx_in_xml_is_refused_where_csv_was_asked_for() -> None:
    with pytest.raises(PayloadRefused):
        body = sent("imf/il_sdmx30_structurespecific_JPN_RGV_REVS_Q.xml")
        accepted("imf__international_liquidity", payload(body))


def test_the_recorded_gold_of_poland_is_accepted() -> None:
    table = accepted("ecb__gold_holdings", payload(sent("ecb/ras_gold_volume_PL_head.csv")), origin="live")
    assert figures(table, "ECB_GOLD", "POL") == {"2000-01-31": 3.306, "2000-02-29": 3.306}


def test_the_recorded_layouts_of_the_imf_are_not_data() -> None:
    with pytest.raises(PayloadRefused):
        accepted("imf__irfcl", payload(sent("imf/sdmx_csv_and_json_layouts.txt")))
