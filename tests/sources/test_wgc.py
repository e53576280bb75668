"""A user's own WGC workbook: months in the last dated row above the countries, two rows for Turkey, notes below."""

from __future__ import annotations

from datetime import date

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.model import Payload
from tests.sources.conftest import Cell, accepted, fetched, figures, fixture, parsed, payload, release, workbook

KEY = "wgc__central_bank_changes"
BODY = fixture("wgc/central_bank_changes/changes.xlsx")
MONTHS: list[Cell] = [date(2025, 11, 30), date(2025, 12, 31)]
HELPERS: list[list[Cell]] = [[None, None, "Year =>"]] * 7


def own(body: bytes) -> Payload:
    return payload(body, "own-file:Changes_latest_as_of_Feb2026_IFS.xlsx")


def changes(*rows: list[Cell], months: list[Cell] = MONTHS, helpers: list[list[Cell]] = HELPERS) -> Payload:
    return own(workbook(Monthly=[*helpers, ["Country Lookup Column", "Country", "Comments", *months], *rows]))


def test_it_is_never_fetched(http: Http) -> None:
    with pytest.raises(FetchError, match=f"load your own file with `tidegauge load {KEY} FILE`"):
        fetched(KEY, http)


def test_the_months_of_row_8_head_the_changes_in_tonnes() -> None:
    assert figures(accepted(KEY, own(BODY)), area="China") == {
        "2025-11-30": 0.93,
        "2025-12-31": 0.93,
        "2026-01-31": 1.2,
    }


def test_a_blank_is_not_reported_and_a_nought_is_no_change() -> None:
    assert figures(accepted(KEY, own(BODY)), area="Poland") == {
        "2025-11-30": 12.5,
        "2025-12-31": 0.0,
        "2026-01-31": None,
    }


def test_turkey_gross_and_turkey_official_are_two() -> None:
    table = accepted(KEY, own(BODY))
    assert figures(table, area="Turkey*")["2025-12-31"] == -1.5
    assert figures(table, area="Turkey")["2025-12-31"] == -0.5


def test_notes_and_countries_that_never_reported_are_left_out() -> None:
    assert parsed(KEY, own(BODY))["area"].unique().sort().to_list() == ["China", "Poland", "Turkey", "Turkey*"]


@pytest.mark.parametrize("above", [6, 7, 8])
def test_the_header_may_stand_a_row_higher_or_lower(above: int) -> None:
    table = parsed(KEY, changes(["Poland", "Poland", None, 1, 2], helpers=[[None, None, "=>"]] * above))
    assert figures(table) == {"2025-11-30": 1.0, "2025-12-31": 2.0}


def test_a_month_may_be_its_serial_number() -> None:
    table = parsed(KEY, changes(["Poland", "Poland", None, 1, 2], months=[45991.0, 46022.0]))
    assert figures(table) == {"2025-11-30": 1.0, "2025-12-31": 2.0}


@pytest.mark.parametrize(
    ("months", "says"),
    [
        pytest.param([date(2025, 11, 30), date(2026, 1, 31)], "expected consecutive months", id="one left out"),
        pytest.param([date(2025, 11, 30), date(2025, 11, 30)], "expected consecutive months", id="one twice"),
        pytest.param([date(2025, 11, 30), "Q4 2025"], "expected months from column 4 on; found", id="a quarter"),
        pytest.param(["Nov 2025", "Dec 2025"], "expected a row of months within", id="texts"),
    ],
)
def test_months_of_another_shape_are_refused(months: list[Cell], says: str) -> None:
    with pytest.raises(PayloadRefused, match=says):
        parsed(KEY, changes(["Poland", "Poland", None, 1, 2], months=months))


def test_figures_without_a_country_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected a country in column 2"):
        parsed(KEY, changes([None, None, None, 1, 2]))


def test_a_column_that_slipped_into_the_countries_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected a country in column 2"):
        parsed(KEY, changes(["Poland", 12.5, None, 1, 2]))


def test_a_figure_that_is_no_number_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected a number"):
        accepted(KEY, changes(["Poland", "Poland", None, 1, "n/a"]))


def test_countries_that_are_not_there_are_missed() -> None:
    with pytest.raises(PayloadRefused, match="expected countries below row 8"):
        parsed(KEY, changes())


def test_another_workbook_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"expected a sheet 'Monthly'; found \['PDF'\]"):
        parsed(KEY, own(workbook(PDF=[["World official gold holdings"]])))


def test_holdings_in_place_of_changes_are_out_of_bounds() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, changes(["United States", "United States", None, 8133.5, 8133.5]))


def test_it_is_an_own_file_and_never_bundled() -> None:
    assert (release(KEY).access, release(KEY).bundle, release(KEY).licence) == ("own_file", "no", "not_redistributable")
