"""A user's own file of LBMA prices: JSON or CSV, dollars only, never asked for and never shipped."""

from __future__ import annotations

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.model import Payload
from tests.sources.conftest import accepted, fetched, figures, fixture, parsed, payload, release

KEY = "lbma__gold_pm"
JSON = fixture("lbma/gold_pm/gold_pm.json")


def own(body: bytes | str, name: str = "gold_pm.json") -> Payload:
    return payload(body, f"own-file:{name}")


@pytest.mark.parametrize("key", [KEY, "lbma__gold_am"])
def test_it_is_never_fetched(key: str, http: Http) -> None:
    with pytest.raises(FetchError, match=f"load your own file with `tidegauge load {key} FILE`"):
        fetched(key, http)


def test_dollars_are_the_first_of_three_currencies() -> None:
    assert figures(accepted(KEY, own(JSON))) == {"1968-04-01": 37.7, "2026-09-21": 3985.15, "2026-09-22": 4001.5}


def test_a_csv_of_date_and_dollars_is_read_too() -> None:
    body = fixture("lbma/gold_pm/prices.csv")
    assert figures(accepted(KEY, own(body, "prices.csv"))) == {
        "2026-09-21": 3985.15,
        "2026-09-22": 4001.5,
        "2026-12-24": None,
    }


@pytest.mark.parametrize("dollars", ["0", "null", '""'])
def test_an_auction_that_was_not_held_is_missing(dollars: str) -> None:
    body = f'[{{"d":"2026-12-24","v":[{dollars},0,0]}}]'
    assert figures(parsed(KEY, own(body))) == {"2026-12-24": None}


def test_the_morning_is_not_loaded_as_the_afternoon() -> None:
    with pytest.raises(PayloadRefused, match=r"expected a file of gold_pm; found one called 'own-file:gold_am\.json'"):
        parsed(KEY, own(JSON, "gold_am.json"))
    assert parsed("lbma__gold_am", own(JSON, "gold_am.json"))["series"].unique().to_list() == ["LBMA_GOLD_AM"]


def test_a_name_that_only_holds_the_letters_says_nothing() -> None:
    assert parsed(KEY, own(JSON, "sample-of-mine.json")).height == 3


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param('{"error":"forbidden"}', "expected a list of", id="an error envelope"),
        pytest.param(JSON[:-10], "expected JSON", id="cut"),
        pytest.param("date,eur\n2026-09-21,3390.75\n", "expected the columns", id="no dollars"),
        pytest.param("date,usd\n2026-09-21,3985", "cut short", id="a cut CSV"),
        pytest.param("date,usd\n2026-09-21\n", "line 2: expected 2 cells; found 1", id="too few cells"),
        pytest.param("", "cut short|expected the columns", id="empty"),
        pytest.param("<!doctype html><title>403</title>\n", "HTML", id="HTML"),
    ],
)
def test_a_file_of_another_shape_is_refused(body: bytes | str, says: str) -> None:
    with pytest.raises(PayloadRefused, match=says):
        accepted(KEY, own(body))


@pytest.mark.parametrize(
    "body", ['[{"d":"2026-09-21"}]', '[{"d":"21/09/2026","v":[1,2,3]}]', '[{"d":"2026-09-21","v":[]}]']
)
def test_an_entry_without_date_or_dollars_is_refused(body: str) -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(KEY, own(body))


def test_silver_is_out_of_bounds() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, own('[{"d":"2020-03-19","v":[12.005,10.4,11.1]}]'))


def test_it_is_an_own_file_and_never_bundled() -> None:
    assert (release(KEY).access, release(KEY).bundle, release(KEY).licence) == ("own_file", "no", "not_redistributable")
