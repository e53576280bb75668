"""The CIP data set: Stata's dates and blanks, every line as wide as the header, two units."""

from __future__ import annotations

import polars as pl
import pytest

from sources.errors import PayloadRefused
from sources.http import Http
from tests.sources.conftest import Loopback, accepted, fetched, figures, fixture, parsed, payload, release

KEY = "cip__govt_premium"
BODY = fixture("cip/govt_premium/cip_dataset_v4.csv")
HEADER = BODY.splitlines(keepends=True)[0]
ROW = b"g10,JPY,5y,08feb2007,-3.5,-3.75,25,,,,,\n"


def test_a_date_like_08feb2007_is_read() -> None:
    assert figures(parsed(KEY, payload(HEADER + ROW)), "CIP_GOVT_5Y", "JPY") == {"2007-02-08": 25.0}


def test_nine_tenors_of_three_measures_are_series_and_the_currency_is_the_area() -> None:
    table = accepted(KEY, payload(BODY), origin="live")
    assert table["series"].n_unique() == 27
    assert table["area"].unique().sort().to_list() == ["CNH", "EUR", "JPY"]


def test_the_deviation_is_in_basis_points_and_its_legs_in_percentage_points() -> None:
    units = {name: spec.unit for name, spec in release(KEY).by_name.items()}
    assert (units["CIP_GOVT_5Y"], units["CIP_RHO_5Y"], units["CIP_DIFF_Y_5Y"]) == ("bp", "pp", "pp")
    wide = parsed(KEY, payload(BODY)).filter(pl.col("area") == "EUR").pivot("series", values="value")
    (row,) = wide.rows(named=True)
    assert row["CIP_GOVT_5Y"] == 100 * (row["CIP_DIFF_Y_5Y"] - row["CIP_RHO_5Y"])


@pytest.mark.parametrize("mark", [b"", b"."], ids=["blank", "dot"])
def test_a_missing_deviation_is_null(mark: bytes) -> None:
    table = parsed(KEY, payload(HEADER + ROW.replace(b",25,", b"," + mark + b",")))
    assert figures(table, "CIP_GOVT_5Y", "JPY") == {"2007-02-08": None}
    assert figures(table, "CIP_RHO_5Y", "JPY") == {"2007-02-08": -3.75}


def test_a_row_that_stands_twice_counts_once() -> None:
    assert parsed(KEY, payload(HEADER + ROW + ROW)).height == 3


def test_two_different_rows_of_one_day_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="conflicting rows"):
        accepted(KEY, payload(HEADER + ROW + ROW.replace(b",25,", b",26,")))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param((HEADER + ROW).replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(b"\xef\xbb\xbf" + HEADER + ROW, id="BOM"),
        pytest.param(HEADER + ROW.replace(b"feb", b"Feb").replace(b"5y", b"5Y"), id="upper case"),
        pytest.param(HEADER + ROW.replace(b"JPY", b'"JPY"'), id="quoted"),
        pytest.param(
            b"tenor,currency,date,new,cip_govt,rho,diff_y\n5y,JPY,08feb2007,x,25,-3.75,-3.5\n", id="columns moved"
        ),
    ],
)
def test_harmless_differences_change_nothing(body: bytes) -> None:
    assert parsed(KEY, payload(body)).equals(parsed(KEY, payload(HEADER + ROW)))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param(HEADER + ROW[:-3], "cut short", id="cut"),
        pytest.param(HEADER + b"g10,JPY,5y,08feb2007,-3.5\n", "expected 12 cells in every line", id="too few cells"),
        pytest.param(HEADER + ROW.replace(b"\n", b",\n"), "expected 12 cells in every line", id="too many cells"),
        pytest.param(
            HEADER + ROW.replace(b"\n", b",\n") + ROW.replace(b",\n", b"\n"),
            "expected 12 cells in every line",
            id="one too many, another too few",
        ),
        pytest.param(HEADER + ROW + b"\n", "expected 12 cells in every line", id="a blank line"),
        pytest.param(HEADER + ROW.replace(b"JPY", b'"JPY'), "12 cells|rows|plain numbers", id="an open quotation mark"),
        pytest.param(
            HEADER + b'"' + ROW + ROW.replace(b"g10", b'g10"'),
            "a row in each of 2 lines; found 1",
            id="a quoted line end",
        ),
        pytest.param(HEADER + ROW.replace(b"5y", b"6y"), "expected the tenors .* found '6y'", id="unknown tenor"),
        pytest.param(HEADER + ROW.replace(b"5y", b""), "expected the tenors .* found None", id="no tenor"),
        pytest.param(HEADER + ROW.replace(b"JPY", b""), "expected a currency", id="no currency"),
        pytest.param(HEADER + ROW.replace(b"JPY", b"Japan"), "expected a currency", id="a name of a country"),
        pytest.param(HEADER + ROW.replace(b"08feb2007", b""), "expected a currency and a date", id="no date"),
        pytest.param(HEADER + ROW.replace(b"08feb2007", b"2007-02-08"), "dates like 08feb2007", id="ISO date"),
        pytest.param(HEADER + ROW.replace(b"08feb", b"30feb"), "dates like 08feb2007", id="no such day"),
        pytest.param(HEADER + ROW.replace(b",25,", b",NaN,"), "found NaN", id="NaN"),
        pytest.param(HEADER + ROW.replace(b",25,", b",inf,"), "infinite", id="infinite"),
        pytest.param(HEADER + ROW.replace(b",25,", b",n/a,"), "plain numbers", id="text"),
        pytest.param(HEADER + ROW.replace(b",25,", ",２５,".encode()), "plain numbers", id="full-width digits"),
        pytest.param(HEADER.replace(b",rho,", b",rho_x,") + ROW, r"\['rho'\] not so", id="a column renamed"),
        pytest.param(HEADER.replace(b"group", b"rho") + ROW, r"\['rho'\] not so", id="a column twice"),
        pytest.param(ROW, "expected the columns", id="no header"),
        pytest.param(b"", "expected the columns", id="empty"),
        pytest.param(b"<html>\n</html>\n", "HTML", id="HTML"),
        pytest.param(b"<?xml version='1.0'?>\n<Error><Code>AccessDenied</Code></Error>\n", "columns", id="S3 error"),
        pytest.param(HEADER + ROW[:-2] + b"\xff\n", "utf-8", id="not UTF-8"),
    ],
)
def test_a_file_of_another_shape_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(PayloadRefused, match=says):
        parsed(KEY, payload(body))


def test_a_header_alone_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="found none"):
        accepted(KEY, payload(HEADER))


def test_a_thousandfold_slip_of_all_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, payload(BODY.replace(b",25,", b",25000,").replace(b",-12.5,", b",-12500,")))


def test_the_file_is_asked_for_once(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_CIP_URL", publisher.url)
    publisher.on("/cip_dataset_v4.csv", BODY)
    (payload_,) = fetched(KEY, http)
    assert payload_.body == BODY
    assert publisher.paths == ["/cip_dataset_v4.csv"]


def test_it_is_asked_only_on_request_and_never_bundled() -> None:
    assert (release(KEY).access, release(KEY).bundle, release(KEY).licence) == (
        "on_request",
        "no",
        "not_redistributable",
    )
