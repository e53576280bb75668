"""A user's own file of outright forwards: this project's CSV, outright rates and not points."""

from __future__ import annotations

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.model import Payload
from tests.sources.conftest import accepted, fetched, figures, fixture, parsed, payload, release

KEY = "fx_forwards__outright"
QUOTES = fixture("fx_forwards/outright/quotes.csv")


def own(body: bytes | str) -> Payload:
    return payload(body, "own-file:quotes.csv")


def test_it_is_never_fetched(http: Http) -> None:
    with pytest.raises(FetchError, match=f"load your own file with `tidegauge load {KEY} FILE`"):
        fetched(KEY, http)


def test_a_forward_is_a_series_of_its_pair_and_tenor() -> None:
    table = accepted(KEY, own(QUOTES))
    assert figures(table, "USDJPY_FORWARD_3M", "JPN") == {"2026-09-21": 146.85}
    assert figures(table, "USDJPY_FORWARD_1Y", "JPN") == {"2026-09-21": 142.95}


def test_a_spot_that_stands_beside_every_tenor_counts_once() -> None:
    assert figures(accepted(KEY, own(QUOTES)), "USDJPY_SPOT") == {"2026-09-21": 148.2}


def test_two_different_spots_of_one_day_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="conflicting rows"):
        accepted(KEY, own(QUOTES.replace(b"142.95,148.2", b"142.95,148.3")))


def test_a_blank_was_not_quoted() -> None:
    assert figures(parsed(KEY, own(QUOTES)), "USDCNY_SPOT") == {"2026-09-21": None}


def test_the_spot_may_be_left_out() -> None:
    table = accepted(KEY, own("date,pair,tenor,forward\n2026-09-21,USDJPY,3M,146.85\n"))
    assert table["series"].to_list() == ["USDJPY_FORWARD_3M"]


def test_a_pair_may_be_written_with_a_stroke_and_in_small_letters() -> None:
    table = parsed(KEY, own(QUOTES))
    assert figures(table, "USDKRW_FORWARD_3M", "KOR") == {"2026-09-21": 1381.4}
    assert figures(table, "USDCNY_FORWARD_1Y", "CHN") == {"2026-09-21": 6.95}


@pytest.mark.parametrize("points", ["-150", "-1.35", "14685"])
def test_forward_points_and_slipped_decimals_are_out_of_bounds(points: str) -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, own(f"date,pair,tenor,forward\n2026-09-21,USDJPY,3M,{points}\n"))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param("date,pair,tenor,forward\n2026-09-21,EURUSD,3M,1.1\n", "found EURUSD.3M", id="another pair"),
        pytest.param("date,pair,tenor,forward\n2026-09-21,USDJPY,4M,146\n", "found USDJPY.4M", id="another tenor"),
        pytest.param("date,pair,tenor,forward\n2026-09-21,USDJPY,SPOT,\n2026-09-21,USDJPY\n", "line 3", id="few cells"),
        pytest.param("date,pair,tenor,points\n2026-09-21,USDJPY,3M,-1.3\n", "expected the columns", id="points"),
        pytest.param("date,pair,tenor,forward,forward\n", "expected the columns", id="a column twice"),
        pytest.param("date,pair,tenor,forward\n2026-09-21,USDJPY,3M,146.8", "cut short", id="cut"),
    ],
)
def test_a_file_of_another_shape_is_refused(body: str, says: str) -> None:
    with pytest.raises(PayloadRefused, match=says):
        parsed(KEY, own(body))


@pytest.mark.parametrize("row", ["21/09/2026,USDJPY,3M,146.85", "2026-09-21,USDJPY,3M,n/a"])
def test_a_date_or_rate_in_another_notation_is_refused(row: str) -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(KEY, own(f"date,pair,tenor,forward\n{row}\n"))


def test_it_is_an_own_file_and_never_bundled() -> None:
    assert (release(KEY).access, release(KEY).bundle, release(KEY).licence) == ("own_file", "no", "not_redistributable")
