"""FRED: two headers, two marks for missing, two ways of asking, and the unit switch of 2025."""

from __future__ import annotations

import json

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.model import Payload
from tests.sources.conftest import Answer, Loopback, accepted, fetched, figures, fixture, parsed, payload

GRAPH = "https://fred.stlouisfed.org/graph/fredgraph.csv"
API = "https://api.stlouisfed.org/fred/series/observations"
DEXKOUS_2025 = {"2024-12-30": 1470.5, "2024-12-31": 1472.0, "2025-01-01": None, "2025-01-02": 1468.25}


def graph(code: str, body: bytes | str) -> Payload:
    return payload(body, GRAPH, {"id": code})


def observations(code: str, **changes: object) -> Payload:
    """The hand-made API answer, with fields of its envelope changed."""
    answer = json.loads(fixture("fred/h10/DEXKOUS_observations.json"))
    return payload(json.dumps(answer | changes), API, {"series_id": code})


def test_a_blank_of_fredgraph_is_published_as_missing_and_not_dropped() -> None:
    table = parsed("fred__h41", graph("WALCL", fixture("fred/h41/WALCL.csv")))
    assert figures(table) == {
        "2026-07-29": 6600100.0,
        "2026-08-05": 6601200.0,
        "2026-08-12": None,
        "2026-08-19": 6603400.0,
    }


def test_the_header_and_the_dots_of_before_2025_are_still_read() -> None:
    table = parsed("fred__h10", graph("DEXKOUS", fixture("fred/h10/DEXKOUS_before_2025.csv")))
    assert figures(table) == DEXKOUS_2025


def test_the_api_gives_the_same_figures_as_the_file() -> None:
    table = parsed("fred__h10", observations("DEXKOUS"))
    assert figures(table) == {day: v for day, v in DEXKOUS_2025.items() if day != "2024-12-30"}


def test_the_area_comes_from_the_catalog() -> None:
    table = parsed("fred__h10", graph("DEXKOUS", fixture("fred/h10/DEXKOUS_before_2025.csv")))
    assert table["area"].unique().to_list() == ["KOR"]


def test_a_month_dated_by_its_first_day_is_known_by_its_last() -> None:
    table = parsed("fred__h6", graph("M2SL", "observation_date,M2SL\n2024-02-01,20781.5\n2024-12-01,21449.9\n"))
    assert figures(table) == {"2024-02-29": 20781.5, "2024-12-31": 21449.9}


def test_a_quarter_dated_by_its_first_day_is_known_by_its_last() -> None:
    table = parsed("fred__gdp", graph("GDP", "observation_date,GDP\n2025-10-01,31000.25\n"))
    assert figures(table) == {"2025-12-31": 31000.25}


def test_reserve_balances_of_the_billions_era_are_refused() -> None:
    """3210.987 of 2024 alone would pass for 3 billion; the first years of the same body, at 12.345, do not."""
    body = fixture("fred/h41/WRESBAL_in_billions.csv")
    with pytest.raises(PayloadRefused, match=r"magnitude|low and high"):
        accepted("fred__h41", graph("WRESBAL", body))


@pytest.mark.parametrize(
    ("key", "code", "value", "factor"),
    [
        ("fred__h41", "WALCL", 6_600_000, 1000),
        ("fred__h41", "WALCL", 6_600_000, 0.001),
        ("fred__h41", "WTREGEN", 900_000, 1000),
        ("fred__h41", "WTREGEN", 900_000, 0.001),
        ("fred__h41", "WDTGAL", 900_000, 1000),
        ("fred__h41", "WDTGAL", 900_000, 0.001),
        ("fred__h41", "WRESBAL", 3_000_000, 1000),
        ("fred__h41", "TREAST", 4_200_000, 0.001),
        ("fred__on_rrp", "RRPONTSYD", 150, 1000),
        ("fred__gdp", "GDP", 31_000, 0.001),
        ("fred__h6", "M2SL", 22_000, 1000),
        ("fred__federal_debt", "GFDEBTN", 38_000_000, 0.001),
    ],
)
def test_a_change_of_scale_by_a_thousand_is_refused(key: str, code: str, value: float, factor: float) -> None:
    def body(figure: float) -> str:
        return f"observation_date,{code}\n2026-08-05,{figure}\n"

    assert accepted(key, graph(code, body(value))).height == 1
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(key, graph(code, body(value * factor)))


def test_the_file_of_another_series_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected the header observation_date,WDTGAL; found"):
        parsed("fred__h41", graph("WDTGAL", fixture("fred/h41/WALCL.csv")))


def test_a_second_column_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="header"):
        parsed("fred__h41", graph("WALCL", "observation_date,WALCL,WDTGAL\n2026-08-05,6601200,900000\n"))


def test_an_html_page_in_place_of_a_file_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="found an HTML page"):
        parsed("fred__h41", graph("WALCL", "\n <!DOCTYPE html><html><title>Error - St. Louis Fed</title></html>\n"))


def test_an_empty_body_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="cut short"):
        parsed("fred__h41", graph("WALCL", b""))


def test_a_header_without_a_row_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected observations"):
        accepted("fred__gdp", graph("GDP", "observation_date,GDP\n"))


@pytest.mark.parametrize("envelope", ["fred/error_bad_key.json", "fred/error_unknown_series.xml"])
def test_an_error_envelope_is_refused(envelope: str) -> None:
    with pytest.raises(PayloadRefused, match=r"expected (observations|JSON)"):
        parsed("fred__h10", payload(fixture(envelope), API, {"series_id": "DEXKOUS"}))


def test_a_page_with_fewer_observations_than_it_counts_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected 4 of 4 observations; found 3"):
        parsed("fred__h10", observations("DEXKOUS", count=4))


def test_the_last_page_holds_what_is_left_of_the_count() -> None:
    assert parsed("fred__h10", observations("DEXKOUS", count=8, offset=5, limit=5)).height == 3


def test_changes_in_percent_in_place_of_levels_are_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"expected levels \(lin\); found units pch"):
        parsed("fred__h10", observations("DEXKOUS", units="pch"))


def test_without_a_key_each_series_is_a_file_of_its_own(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file of two ids pads each with blanks on the other's dates, and a blank says «published as missing»."""
    monkeypatch.setenv("TIDEGAUGE_FREDGRAPH_URL", publisher.url)
    publisher.on("/graph/fredgraph.csv", b"observation_date,X\n")
    fetched("fred__on_rrp", http)
    assert [a.params for a in publisher.asked] == [{"id": "RRPONTSYD"}, {"id": "RRPONTSYAWARD"}]


def test_with_a_key_the_api_is_asked_page_by_page(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FRED_URL", publisher.url)
    monkeypatch.setenv("FRED_API_KEY", "0123456789abcdef")
    publisher.on("/fred/series/observations", b'{"count": 100001, "observations": []}')
    payloads = fetched("fred__gdp", http)
    assert [a.params["offset"] for a in publisher.asked] == ["0", "100000"]
    assert {a.params["api_key"] for a in publisher.asked} == {"0123456789abcdef"}
    assert all("api_key" not in p.request.params for p in payloads)


def test_an_answer_without_a_count_stops_the_paging(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FRED_URL", publisher.url)
    monkeypatch.setenv("FRED_API_KEY", "0123456789abcdef")
    publisher.on("/fred/series/observations", fixture("fred/error_bad_key.json"))
    with pytest.raises(FetchError, match=r"expected observations of GDP; found .*not registered"):
        fetched("fred__gdp", http)


def test_an_unknown_id_is_a_fetch_error_that_quotes_the_page(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FREDGRAPH_URL", publisher.url)
    publisher.on("/graph/fredgraph.csv", Answer(b"<!DOCTYPE html>\n<title>Not found</title>", 404))
    with pytest.raises(FetchError, match="expected HTTP 200; found 404: <!DOCTYPE html> <title>Not found</title>"):
        fetched("fred__gdp", http)
