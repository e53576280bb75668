"""IMF International Liquidity: plain ounces whatever SCALE says, empty matches, a ceiling against slipped scales."""

from __future__ import annotations

import pytest

from sources.errors import PayloadRefused
from sources.http import Http
from tests.sources.conftest import Loopback, accepted, fetched, figures, fixture, parsed, payload

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
    with pytest.raises(PayloadRefused, match=r"RGV_REVS\.USD"):
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
