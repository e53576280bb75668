"""IMF International Liquidity and IRFCL: plain ounces whatever SCALE says, empty matches, ceilings."""

from __future__ import annotations

import pytest

from sources.errors import PayloadRefused
from sources.http import Http
from sources.ingest import read
from tests.sources.conftest import Loopback, accepted, delivery, fetched, figures, fixture, parsed, payload, release

KEY = "imf__international_liquidity"
GOLD = fixture("imf/international_liquidity/gold.csv")
RESERVES = fixture("imf/international_liquidity/reserves_ex_gold.csv")
EMPTY = fixture("imf/international_liquidity/empty_match.csv")


def test_ounces_are_plain_although_scale_says_six() -> None:
    assert figures(parsed(KEY, payload(GOLD)), "IMF_GOLD", "USA") == {"2026-06-30": 261_500_000.0}


def test_the_area_is_the_publishers_own() -> None:
    assert parsed(KEY, payload(GOLD))["area"].unique(maintain_order=True).to_list() == [
        "POL",
        "G001",
        "USA",
        "TUR",
        "RUS",
    ]


def test_periods_need_not_be_in_order() -> None:
    assert figures(parsed(KEY, payload(GOLD)), "IMF_GOLD", "POL") == {
        "2026-06-30": 17_000_000.0,
        "2026-07-31": 17_500_000.5,
    }


@pytest.mark.parametrize("area", ["TUR", "RUS"], ids=["blank", "NaN"])
def test_a_blank_and_nan_are_published_as_missing(area: str) -> None:
    assert figures(parsed(KEY, payload(GOLD)), "IMF_GOLD", area) == {"2026-06-30": None}


def test_dollars_may_be_written_with_an_exponent() -> None:
    assert figures(parsed(KEY, payload(RESERVES)), "IMF_RESERVES_EX_GOLD", "CHN") == {"2026-06-30": 3.3e12}


def test_both_indicators_make_one_delivery() -> None:
    table = accepted(KEY, payload(GOLD), payload(RESERVES), origin="live")
    assert table["series"].unique().sort().to_list() == ["IMF_GOLD", "IMF_RESERVES_EX_GOLD"]


def test_an_empty_match_is_refused_although_its_status_is_200() -> None:
    with pytest.raises(PayloadRefused, match="found an empty match"):
        parsed(KEY, payload(EMPTY))


def test_a_header_alone_is_an_empty_match_too() -> None:
    with pytest.raises(PayloadRefused, match="found an empty match"):
        parsed(KEY, payload(EMPTY.splitlines(keepends=True)[0]))


def test_a_country_a_thousand_times_too_rich_is_refused() -> None:
    """Brazil and Honduras were printed a thousand times too high."""
    body = GOLD.replace(b"17500000.5", b"17500000500")
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, payload(body))


def test_the_world_may_hold_more_than_a_country() -> None:
    assert figures(accepted(KEY, payload(GOLD)), "IMF_GOLD", "G001") == {"2026-06-30": 1_180_000_000.25}
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, payload(GOLD.replace(b",G001,", b",DEU,")))


def test_quarters_in_place_of_months_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected monthly observations; found FREQUENCY 'Q'"):
        parsed(KEY, payload(GOLD.replace(b",M,2026-M07", b",Q,2026-Q3")))


def test_an_indicator_that_was_not_asked_for_refuses_the_delivery() -> None:
    with pytest.raises(PayloadRefused, match="RGOLDMV_REVS"):
        accepted(KEY, payload(GOLD.replace(b"RGV_REVS", b"RGOLDMV_REVS")))


def test_a_unit_that_was_not_asked_for_refuses_the_delivery() -> None:
    with pytest.raises(PayloadRefused, match=r"found RGV_REVS\.USD"):
        accepted(KEY, payload(GOLD.replace(b",FTO,", b",USD,")))


def test_a_column_that_is_gone_is_named() -> None:
    with pytest.raises(PayloadRefused, match=r"\['UNIT'\] not in"):
        parsed(KEY, payload(GOLD.replace(b",UNIT,", b",UNIT_MEASURE,")))


def test_the_header_of_sdmx_3_is_read_by_its_names() -> None:
    body = "STRUCTURE,STRUCTURE_ID,ACTION,COUNTRY,INDICATOR,UNIT,FREQUENCY,TIME_PERIOD,OBS_VALUE\n"
    body += "dataflow,IMF.STA:IL(13.0.1),R,POL,RGV_REVS,FTO,M,2026-M07,17500000\n"
    assert figures(parsed(KEY, payload(body))) == {"2026-07-31": 17_500_000.0}


def test_csv_is_asked_for_by_its_media_type(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_IMF_URL", publisher.url)
    flow = "/external/sdmx/2.1/data/IMF.STA,IL"
    paths = [f"{flow}/.RGV_REVS.FTO.M", f"{flow}/.RXF11_REVS.USD.M"]
    for path in paths:
        publisher.on(path, b"x")
    fetched(KEY, http)
    assert publisher.paths == paths
    assert {a.headers["Accept"] for a in publisher.asked} == {"application/vnd.sdmx.data+csv;version=1.0.0"}
    assert {a.params["startPeriod"] for a in publisher.asked} == {"2000-01"}


def test_a_column_called_freq_is_the_frequency_too() -> None:
    assert figures(parsed(KEY, payload(GOLD.replace(b",FREQUENCY,", b",FREQ,"))), "IMF_GOLD", "POL")


@pytest.mark.parametrize("body", [GOLD.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + GOLD], ids=["CRLF", "BOM"])
def test_line_ends_and_a_byte_order_mark_change_nothing(body: bytes) -> None:
    assert parsed(KEY, payload(body)).equals(parsed(KEY, payload(GOLD)))


def test_a_blank_row_of_sdmx_3_is_an_empty_match() -> None:
    body = "STRUCTURE,STRUCTURE_ID,ACTION,COUNTRY,INDICATOR,UNIT,FREQUENCY,TIME_PERIOD,OBS_VALUE\n"
    with pytest.raises(PayloadRefused, match="found an empty match"):
        parsed(KEY, payload(body + "dataflow,IMF.STA:IL(13.0.1),R,,,,,,\n"))


def test_a_row_to_delete_is_refused() -> None:
    body = "STRUCTURE,STRUCTURE_ID,ACTION,COUNTRY,INDICATOR,UNIT,FREQUENCY,TIME_PERIOD,OBS_VALUE\n"
    with pytest.raises(PayloadRefused, match="found ACTION 'D'"):
        parsed(KEY, payload(body + "dataflow,IMF.STA:IL(13.0.1),D,POL,RGV_REVS,FTO,M,2026-M07,17500000\n"))


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="line 3: expected 9 cells; found 7"):
        parsed(KEY, payload(GOLD.replace(b"17000000,6,", b"17000000")))


def test_a_period_that_is_no_month_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected a month like 2026-M08; found '2026-Q3'"):
        parsed(KEY, payload(GOLD.replace(b"2026-M07", b"2026-Q3")))


def test_one_country_out_of_bounds_is_set_aside_among_many() -> None:
    """Angola, 18,441 t."""
    rows = "".join(f"IMF.STA:IL(13.0.1),C{n:02},RGV_REVS,FTO,M,2026-M06,1000000,6,\n" for n in range(20))
    rows += "IMF.STA:IL(13.0.1),AGO,RGV_REVS,FTO,M,2026-M06,592900000,6,\n"
    aside: list[tuple[str, str]] = []
    bodies = (payload(GOLD.splitlines(keepends=True)[0] + rows.encode()), payload(RESERVES))
    table = read(delivery(KEY, *bodies), release(KEY), aside)
    assert [which for which, _ in aside] == ["IMF_GOLD AGO"]
    assert "AGO" not in table["area"].to_list()


@pytest.mark.parametrize("group", ["G001", "GX010", "G110", "G163", "G903"])
def test_a_group_of_countries_may_hold_more_than_a_country(group: str) -> None:
    assert release(KEY).by_name["IMF_GOLD"].area_high[group] > release(KEY).by_name["IMF_GOLD"].high


IRFCL = "imf__irfcl"
VOLUME = fixture("imf/irfcl/volume.csv")


def test_the_template_counts_plain_ounces_too() -> None:
    table = parsed(IRFCL, payload(VOLUME))
    assert figures(table, "IRFCL_GOLD", "POL") == {"2026-07-31": 20_000_000.0, "2026-08-31": 20_500_000.0}


def test_the_name_of_gold_before_july_2026_is_refused_by_its_name() -> None:
    with pytest.raises(PayloadRefused, match="expected IRFCLDT1_IRFCL56V_FTO; found IRFCLDT1_IRFCL56_FTO"):
        parsed(IRFCL, payload(fixture("imf/irfcl/old_name.csv")))


def test_an_empty_match_of_the_renamed_indicator_says_what_was_renamed() -> None:
    url = "https://api.imf.org/external/sdmx/2.1/data/IMF.STA,IRFCL/.IRFCLDT1_IRFCL56V_FTO.S1XS1311.M"
    header = VOLUME.splitlines(keepends=True)[0]
    with pytest.raises(PayloadRefused, match=r"empty match of \.IRFCLDT1_IRFCL56V_FTO.*IRFCLDT1_IRFCL56_FTO is"):
        parsed(IRFCL, payload(header + b"IMF.STA:IRFCL(12.0.0),,,,,,,,\n", url))


@pytest.mark.parametrize("sector", [b"S1X", b"S1311"])
def test_another_sector_is_another_quantity(sector: bytes) -> None:
    """S1X lacks the gold of the US Treasury, S1311 has only what a government holds itself."""
    with pytest.raises(PayloadRefused, match=f"found IRFCLDT1_IRFCL56V_FTO.{sector.decode()}$"):
        parsed(IRFCL, payload(VOLUME.replace(b"S1XS1311", sector)))


def test_a_body_of_the_other_flow_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"\['SECTOR'\] not in"):
        parsed(IRFCL, payload(GOLD))
    with pytest.raises(PayloadRefused, match=r"\['UNIT'\] not in"):
        parsed(KEY, payload(VOLUME))
