"""The archive of GLD: a disclaimer sheet first, holidays spelt out, tonnes and ounces that must agree."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sources.errors import PayloadRefused
from sources.http import Http
from tests.sources.conftest import (
    Cell,
    Loopback,
    accepted,
    fetched,
    figures,
    fixture,
    parsed,
    payload,
    release,
    workbook,
)

KEY = "spdr__gld_archive"
BODY = fixture("spdr/gld_archive/archive.xlsx")
HEADER: list[Cell] = ["Date", "Ounces of Gold per Share", "Total Ounces of Gold in the Trust", "Tonnes of Gold"]


def archive(*rows: list[Cell], header: list[Cell] = HEADER) -> bytes:
    return workbook(US_GLD_Historical_Archive=[header, *rows])


def test_the_sheet_behind_the_disclaimer_is_read() -> None:
    table = accepted(KEY, payload(BODY), origin="live")
    assert figures(table, "GLD_TONNES")["2026-09-22"] == 1055.98
    assert figures(table, "GLD_OUNCES")["2004-11-18"] == 260_000.0


def test_a_us_holiday_is_published_as_missing() -> None:
    assert figures(parsed(KEY, payload(BODY)), "GLD_TONNES")["2026-09-07"] is None


def test_ounces_of_a_share_are_not_the_trusts() -> None:
    body = archive(["22-Sep-2026", 0.0917, 33950837.86, 1055.98])
    assert figures(parsed(KEY, payload(body)), "GLD_OUNCES") == {"2026-09-22": 33950837.86}


@pytest.mark.parametrize("day", [date(2026, 9, 22), datetime(2026, 9, 22, 16, 15)], ids=["date", "time"])
def test_a_date_may_be_a_real_date(day: date) -> None:
    body = archive([day, 0.0917, 33950837.86, 1055.98])
    assert figures(parsed(KEY, payload(body)), "GLD_TONNES") == {"2026-09-22": 1055.98}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        pytest.param(["Sept 22", 0.09, 33950837.86, 1055.98], "expected a date like 18-Nov-2004", id="date"),
        pytest.param(["22-Sep-2026", 0.09, "n.a.", 1055.98], "expected a number", id="number"),
        pytest.param(["22-Sep-2026", 0.09, 33950837.86, 1055980], "expected 32150.7466 ounces", id="kilograms"),
        pytest.param(["22-Sep-2026", 0.09, 33950.83786, 1055.98], "expected 32150.7466 ounces", id="thousands"),
    ],
)
def test_a_row_of_another_shape_is_refused(row: list[Cell], says: str) -> None:
    with pytest.raises(PayloadRefused, match=says):
        accepted(KEY, payload(archive(row)))


def test_one_day_in_many_may_disagree() -> None:
    """A publisher's slip on one day of twenty years must not cost the others; its bounds still hold."""
    days: list[list[Cell]] = [[date.fromordinal(733_000 + n), 0.1, 32150.7466 * 900, 900] for n in range(200)]
    days[50] = [days[50][0], 0.1, 32150.7466 * 900, 990]
    assert parsed(KEY, payload(archive(*days))).height == 400


@pytest.mark.parametrize("name", ["Tonnes of Gold", "Total Ounces of Gold in the Trust", "Date"])
def test_a_renamed_column_is_refused(name: str) -> None:
    header: list[Cell] = ["x" if c == name else c for c in HEADER]
    with pytest.raises(PayloadRefused, match="expected a sheet with the columns"):
        parsed(KEY, payload(archive(["22-Sep-2026", 0.09, 33950837.86, 1055.98], header=header)))


def test_a_header_alone_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected rows below the header"):
        parsed(KEY, payload(archive()))


def test_the_pdf_that_the_host_sends_in_its_place_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"expected an \.xlsx workbook; found b'%PDF"):
        parsed(KEY, payload(b"%PDF-1.7 bar list"))


def test_a_cut_workbook_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"expected an \.xlsx workbook"):
        parsed(KEY, payload(BODY[:-100]))


def test_the_referring_page_is_named(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_SPDR_URL", publisher.url)
    publisher.on("/api/v1/historical-archive", BODY)
    fetched(KEY, http)
    (asked,) = publisher.asked
    assert asked.headers["Referer"].startswith("https://www.spdrgoldshares.com/")
    assert asked.params == {"product": "gld", "exchange": "NYSE", "lang": "en"}


def test_it_is_asked_only_on_request_and_never_bundled() -> None:
    assert (release(KEY).access, release(KEY).bundle, release(KEY).licence) == (
        "on_request",
        "no",
        "not_redistributable",
    )
