"""FRED: two headers, two marks for missing, three ways of asking, and the unit switch of 2025."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from sources.errors import FetchError, PayloadRefused, Unreachable
from sources.http import Http
from sources.model import Payload
from tests.sources.conftest import Answer, Loopback, accepted, fetched, figures, fixture, parsed, payload

GRAPH = "https://fred.stlouisfed.org/graph/fredgraph.csv"
V1 = "/fred/series/observations"
V2 = "/fred/v2/release/observations"
API = f"https://api.stlouisfed.org{V1}"
RELEASE = f"https://api.stlouisfed.org{V2}"
KEY = "0123456789abcdef0123456789abcdef"
DEXKOUS_2025 = {"2024-12-30": 1470.5, "2024-12-31": 1472.0, "2025-01-01": None, "2025-01-02": 1468.25}


def graph(code: str, body: bytes | str) -> Payload:
    return payload(body, GRAPH, {"id": code})


def observations(code: str, **changes: object) -> Payload:
    """The hand-made API answer, with fields of its envelope changed."""
    answer = json.loads(fixture("fred/h10/DEXKOUS_observations.json"))
    return payload(json.dumps(answer | changes), API, {"series_id": code})


def page(*values: str, count: int | None = None, offset: int = 0, limit: int = 100_000, first: int = 1) -> bytes:
    """A page of version 1: values of one day after the other from ``first`` August 2026 on."""
    given = [{"date": f"2026-08-{first + n:02}", "value": v} for n, v in enumerate(values)]
    told = {"count": len(given) if count is None else count, "offset": offset, "limit": limit}
    return json.dumps({"units": "lin", "output_type": 1, **told, "observations": given}).encode()


def of_release(*series: dict[str, Any], more: object = False, cursor: str | None = None, number: int = 20) -> bytes:
    """A page of version 2."""
    told = {"has_more": more, "next_cursor": cursor, "release": {"release_id": number}, "series": series}
    return json.dumps(told).encode()


def series(code: str, *days: str, units: str = "Millions of U.S. Dollars", value: object = "6600100") -> dict[str, Any]:
    return {"series_id": code, "units": units, "observations": [{"date": d, "value": value} for d in days]}


H41 = ("WALCL", "WRESBAL", "WTREGEN", "WDTGAL", "TREAST", "WSHOMCB")


@pytest.fixture
def keyed(publisher: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """The API on loopback, and a key."""
    monkeypatch.setenv("TIDEGAUGE_FRED_URL", publisher.url)
    monkeypatch.setenv("FRED_API_KEY", KEY)
    return publisher


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
        ("fred__h41_factors", "WRBWFRBL", 3_000_000, 1000),
        ("fred__h41_factors", "WTFSRFL", 6_650_000, 0.001),
        ("fred__h41_factors", "WCICL", 2_450_000, 0.001),
        ("fred__h41_averages", "WCURCIR", 2_450_000, 0.001),
        ("fred__h41_averages", "WTFORBAFA", 3_650_000, 0.001),
        ("fred__h41_custody", "WMTSECL1", 2_850_000, 0.001),
        ("fred__h8", "TLAACBW027SBOG", 25_593.2, 1000),
        ("fred__h8", "TLAACBW027SBOG", 25_593.2, 0.001),
        ("fred__ecb_assets", "ECBASSETSW", 6_100_000, 0.001),
        ("fred__boj_assets", "JPNASSETS", 6_900_000, 100),
        ("fred__h15", "DGS10", 4.2, 0.001),
        ("fred__sp_dow_jones", "SP500", 6_400, 0.01),
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


def test_without_a_key_a_window_is_asked_of_the_file_by_its_first_day(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FREDGRAPH_URL", publisher.url)
    publisher.on("/graph/fredgraph.csv", b"observation_date,X\n")
    fetched("fred__on_repo", http, date(2026, 8, 14))
    assert [a.params for a in publisher.asked] == [{"id": "RPONTSYD", "cosd": "2026-08-14"}]


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("fred__fed_funds_monthly", "2026-08-01"),
        ("fred__federal_debt", "2026-07-01"),
        ("fred__ecb_assets", "2026-08-14"),
    ],
)
def test_a_window_begins_with_the_period_that_its_first_day_lies_in(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch, key: str, first: str
) -> None:
    """FRED dates a month and a quarter by its first day; a week by the day it is dated by here too."""
    monkeypatch.setenv("TIDEGAUGE_FREDGRAPH_URL", publisher.url)
    publisher.on("/graph/fredgraph.csv", b"observation_date,X\n")
    fetched(key, http, date(2026, 8, 14))
    assert [a.params["cosd"] for a in publisher.asked] == [first]


def test_a_series_that_has_ended_is_not_asked_for_in_a_window(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FREDGRAPH_URL", publisher.url)
    publisher.on("/graph/fredgraph.csv", b"observation_date,X\n")
    fetched("fred__h41_factors", http, date(2026, 8, 14))
    asked = [a.params["id"] for a in publisher.asked]
    assert "H41RESPPALDKNWW" not in asked
    assert "WRBWFRBL" in asked


def test_an_added_column_of_the_file_is_fine_and_so_is_another_order() -> None:
    table = parsed("fred__gdp", graph("GDP", "note,GDP,observation_date\nadvance,31000.25,2025-10-01\n"))
    assert figures(table) == {"2025-12-31": 31000.25}


@pytest.mark.parametrize("header", ["observation_date,gdp", "date,GDP", "observation_date,GDP,GDP", "observation_date"])
def test_a_renamed_doubled_or_missing_column_of_the_file_is_refused(header: str) -> None:
    cells = ",31000" * header.count(",")
    with pytest.raises(PayloadRefused, match="expected the header observation_date,GDP"):
        parsed("fred__gdp", graph("GDP", f"{header}\n2025-10-01{cells}\n"))


def test_a_row_that_is_shorter_than_the_header_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected 2 columns"):
        parsed("fred__gdp", graph("GDP", "observation_date,GDP\n2025-07-01,30485.7\n2025-10-01\n"))


@pytest.mark.parametrize(
    "body", ["\ufeffobservation_date,GDP\r\n2025-10-01, 31000.25 \r\n\r\n", "DATE,GDP\n2025-10-01,31000.25\n\n"]
)
def test_a_byte_order_mark_carriage_returns_spaces_and_a_blank_line_do_no_harm(body: str) -> None:
    assert figures(parsed("fred__gdp", graph("GDP", body))) == {"2025-12-31": 31000.25}


def test_with_a_key_the_api_is_asked_page_by_page(keyed: Loopback, http: Http) -> None:
    keyed.on(V1, page("1", "2", count=3, limit=2), page("3", count=3, offset=2, limit=2, first=3))
    payloads = fetched("fred__gdp", http)
    assert [a.params["offset"] for a in keyed.asked] == ["0", "2"]
    assert {a.params["limit"] for a in keyed.asked} == {"100000"}
    assert {a.params["api_key"] for a in keyed.asked} == {KEY}
    assert all(KEY not in str(p.request) for p in payloads)


@pytest.mark.parametrize(
    ("second", "says"),
    [
        pytest.param(page("1", "2", count=4, limit=2), "expected the page at offset 2; found 0", id="repeated"),
        pytest.param(page("1", "2", count=4, offset=2, limit=2), "entries after 2026-08-02 at offset 2", id="again"),
        pytest.param(page("3", "4", count=5, offset=2, limit=2, first=3), "expected 4 entries on every", id="total"),
        pytest.param(
            page("3", count=4, offset=2, limit=2, first=3), "expected 2 of 4 observations; found 1", id="short"
        ),
        pytest.param(page(count=4, offset=2, limit=2), "expected 2 of 4 observations; found 0", id="empty"),
        pytest.param(
            page("4", count=4, offset=3, limit=2, first=4), "expected the page at offset 2; found 3", id="skip"
        ),
        pytest.param(page(count=4, offset=2, limit=0), "expected 0 of 4 observations; found 0", id="limit of none"),
        pytest.param(
            page("3", "4", count=4, offset=2, limit=2).replace(b"2026-08", b"2026-07"),
            "entries after 2026-08-02 at offset 2; found 2026-07-01",
            id="older",
        ),
        pytest.param(fixture("fred/error_bad_key.json"), "not registered", id="error with HTTP 200"),
    ],
)
def test_a_page_that_does_not_follow_the_one_before_is_refused(
    keyed: Loopback, http: Http, second: bytes, says: str
) -> None:
    keyed.on(V1, page("1", "2", count=4, limit=2), second)
    with pytest.raises(FetchError, match=says):
        fetched("fred__gdp", http)


def test_an_answer_without_a_count_stops_the_paging(keyed: Loopback, http: Http) -> None:
    keyed.on(V1, fixture("fred/error_bad_key.json"))
    with pytest.raises(FetchError, match=r"expected observations of GDP; found .*not registered"):
        fetched("fred__gdp", http)


def test_figures_and_totals_may_be_numbers_or_texts() -> None:
    body = page("31000.25").replace(b'"31000.25"', b"31000.25").replace(b'"count": 1', b'"count": "1"')
    assert figures(parsed("fred__gdp", payload(body, API, {"series_id": "GDP"}))) == {"2026-09-30": 31000.25}


@pytest.mark.parametrize("value", ["null", "true", '"NaN"', '"-"', '"1,23"', '"３１"'])
def test_a_figure_of_the_api_that_is_none_is_refused(value: str) -> None:
    body = page("x").replace(b'"x"', value.encode())
    with pytest.raises(ValueError, match="expected a number"):
        parsed("fred__gdp", payload(body, API, {"series_id": "GDP"}))


def test_vintages_as_columns_are_refused_by_name() -> None:
    body = json.dumps(
        {"count": 1, "offset": 0, "limit": 9, "observations": [{"date": "2017-01-01", "GDP_20220929": "1"}]}
    )
    with pytest.raises(PayloadRefused, match=r"expected date and value \(output_type 1\); found date, GDP_20220929"):
        parsed("fred__gdp", payload(body, API, {"series_id": "GDP"}))


def test_another_output_type_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected output_type 1; found 4"):
        parsed("fred__h10", observations("DEXKOUS", output_type=4))


def test_a_whole_release_is_one_call_with_the_key_in_a_header(keyed: Loopback, http: Http) -> None:
    keyed.on(V2, of_release(*(series(code, "2026-08-19") for code in H41)))
    payloads = fetched("fred__h41", http)
    (asked,) = keyed.asked
    assert asked.params == {"release_id": "20", "format": "json", "limit": "500000"}
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in str(payloads)


def test_a_window_of_a_release_is_asked_series_by_series(keyed: Loopback, http: Http) -> None:
    keyed.on(V1, page("6600100", first=19))
    fetched("fred__h41", http, date(2026, 8, 12))
    assert [(a.path, a.params["observation_start"]) for a in keyed.asked] == [(V1, "2026-08-12")] * 6
    assert [a.params["series_id"] for a in keyed.asked] == list(H41)


def test_a_release_without_a_number_is_asked_series_by_series(keyed: Loopback, http: Http) -> None:
    keyed.on(V1, page("1"))
    fetched("fred__h8", http)
    assert keyed.paths == [V1, V1]


def test_what_version_2_does_not_hold_is_asked_of_version_1(keyed: Loopback, http: Http) -> None:
    held = [series(code, "2026-08-19") for code in H41[:4]]
    keyed.on(V2, of_release(*held, series("TREAST"), series("OTHER", "2026-08-19")))
    keyed.on(V1, page("2000000"))
    fetched("fred__h41", http)
    assert [a.params.get("series_id") for a in keyed.asked] == [None, "TREAST", "WSHOMCB"]


GOOD = of_release(*(series(code, "2026-08-12") for code in H41[:3]), more=True, cursor="WDTGAL,2026-08-12")
OPAQUE = of_release(*(series(code, "2026-08-12") for code in H41[:3]), more=True, cursor="b3BhcXVl")


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([Answer(fixture("fred/error_v2_400.json"), 400)], id="400"),
        pytest.param([fixture("fred/error_v2_400.json")], id="an error with HTTP 200"),
        pytest.param([b"<html>down</html>"], id="HTML"),
        pytest.param([b""], id="empty"),
        pytest.param([GOOD[:200]], id="cut"),
        pytest.param([b"[]"], id="a list"),
        pytest.param([of_release("WALCL")], id="series as text"),  # type: ignore[arg-type]
        pytest.param([of_release({"series_id": "WALCL", "observations": []})], id="no units"),
        pytest.param([of_release(series("WALCL", "2026-08-12"), more="yes")], id="has_more as text"),
        pytest.param([of_release(*(series(c, "2026-08-12") for c in H41), more=None)], id="has_more is null"),
        pytest.param([OPAQUE, of_release(*(series(c, "2026-08-12") for c in H41))], id="a series twice"),
        pytest.param([of_release(series("WALCL", "2026-08-12"), number=21)], id="another release"),
        pytest.param([of_release(series("WALCL", "2026-08-12"), more=True)], id="no cursor"),
        pytest.param([GOOD, GOOD], id="a page twice"),
        pytest.param([GOOD, of_release(series("TREAST", "2026-08-12"))], id="a page left out"),
        pytest.param(
            [GOOD, of_release(series("WDTGAL", "2026-08-12"), more=True, cursor="WDTGAL,2026-08-12")],
            id="a cursor twice",
        ),
    ],
)
def test_a_release_that_is_not_answered_as_documented_is_asked_of_version_1(
    keyed: Loopback, http: Http, answers: list[Any]
) -> None:
    keyed.on(V2, *answers)
    keyed.on(V1, page("2000000"))
    payloads = fetched("fred__h41", http)
    assert [p.request.params.get("series_id") for p in payloads] == list(H41)
    assert keyed.paths.count(V2) == len(answers)


@pytest.mark.parametrize(
    ("cursor", "rest"),
    [
        pytest.param("WDTGAL,2026-08-12", ["2026-08-12", "2026-08-19"], id="names the next observation"),
        pytest.param("WDTGAL,2026-08-05", ["2026-08-12", "2026-08-19"], id="names the last observation"),
        pytest.param("b3BhcXVl", ["2026-08-12", "2026-08-19"], id="says nothing"),
    ],
)
def test_a_series_may_go_on_on_the_next_page(keyed: Loopback, http: Http, cursor: str, rest: list[str]) -> None:
    others = [series(code, "2026-08-19") for code in H41 if code != "WDTGAL"]
    first = of_release(*others, series("WDTGAL", "2026-08-05"), more=True, cursor=cursor)
    keyed.on(V2, first, of_release(series("WDTGAL", *rest)))
    payloads = fetched("fred__h41", http)
    assert [a.params.get("next_cursor") for a in keyed.asked] == [None, cursor]
    assert list(figures(parsed("fred__h41", *payloads), "WDTGAL")) == ["2026-08-05", *rest]


def test_a_release_may_be_larger_than_other_answers(keyed: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    caps = []

    class Noting(Http):
        def get(self, *args: Any, **how: Any) -> Payload:
            caps.append(how.get("size_cap"))
            return super().get(*args, **how)

    keyed.on(V2, of_release(*(series(code, "2026-08-19") for code in H41)))
    fetched("fred__h41", Noting(deadline_s=10, paced=False))
    assert caps == [256 << 20]


def test_a_host_without_a_route_is_unreachable_and_not_a_fault(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_FRED_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("FRED_API_KEY", KEY)
    with pytest.raises(Unreachable):
        fetched("fred__h41", http)


def test_of_a_release_only_the_series_of_the_catalog_are_read() -> None:
    body = of_release(series("WALCL", "2026-08-19"), series("RESPPMA", "2026-08-19", units="Index"))
    assert figures(parsed("fred__h41", payload(body, RELEASE, {"release_id": "20"}))) == {"2026-08-19": 6600100.0}


@pytest.mark.parametrize("units", ["Billions of U.S. Dollars", "Percent", "Millions of Euros", "", "Change, Percent"])
def test_a_release_in_another_unit_is_refused_whatever_its_figures(units: str) -> None:
    """WRESBAL and WTREGEN were in billions until 2025, in the same release."""
    body = of_release(series("WRESBAL", "2026-08-19", units=units, value="3003500"))
    with pytest.raises(PayloadRefused, match="WRESBAL: expected usd_mn; found"):
        parsed("fred__h41", payload(body, RELEASE, {"release_id": "20"}))


@pytest.mark.parametrize(
    ("key", "code", "units"),
    [
        ("fred__h41", "WALCL", "Millions of Dollars"),
        ("fred__gdp", "GDP", "Billions of Dollars"),
        ("fred__boj_assets", "JPNASSETS", "100 Million Yen"),
        ("fred__ecb_assets", "ECBASSETSW", "Millions of Euros"),
        ("fred__h15", "DGS10", "Percent"),
        ("fred__h10", "DEXKOUS", "South Korean Won to One U.S. Dollar"),
        ("fred__h10", "DTWEXBGS", "Index Jan 2006=100"),
    ],
)
def test_the_publishers_words_for_the_units_of_the_catalog_are_known(key: str, code: str, units: str) -> None:
    body = of_release(series(code, "2026-08-19", units=units, value="1"), number=1)
    assert parsed(key, payload(body, RELEASE, {"release_id": "1"})).height == 1


def test_an_unknown_id_is_a_fetch_error_that_quotes_the_page(
    publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FREDGRAPH_URL", publisher.url)
    publisher.on("/graph/fredgraph.csv", Answer(b"<!DOCTYPE html>\n<title>Not found</title>", 404))
    with pytest.raises(FetchError, match="expected HTTP 200; found 404: <!DOCTYPE html> <title>Not found</title>"):
        fetched("fred__gdp", http)
