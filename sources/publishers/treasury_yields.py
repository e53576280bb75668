"""US Treasury par yields: one CSV a calendar year, newest day first, with columns that grow over time. Keyless."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from sources.columns import note
from sources.errors import FetchError, NotThere, PayloadRefused
from sources.http import SMALL, Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.text import lines_of, rows_of

BASE = Host("TIDEGAUGE_TREASURY_URL", "https://home.treasury.gov")
PATH = "/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv"
FIRST_YEAR = 1990
KIND = "daily_treasury_yield_curve"
MISSING = frozenset({"", "N/A"})
NEW_YEAR_DAYS = 10  # in a year as young as this there may be no trading day yet

# Columns that a year's file may lack: the year from which on it must have them. The others are in every file.
SINCE = {"1 Mo": 2002, "2 Mo": 2019, "4 Mo": 2023, "1.5 Month": 2026, "20 Yr": 1994}

GAPS = {"30 Yr": range(2002, 2007)}  # not published from February 2002 to February 2006: blank, or no column at all


class TreasuryYields:
    name = "treasury_yields"
    proof = (
        "a file for every year back to the first; the columns that its year must have; as many cells in "
        "every line; days of that year only"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        today = datetime.now(ZoneInfo("America/New_York")).date()
        first = since.year if since else FIRST_YEAR
        for year in range(today.year, first - 1, -1):
            payload = _year(year, http)
            if payload:
                yield payload
            elif not since and year < today.year and not _year(year - 1, http):
                return  # two years are not there: the publisher's history begins later than it did
            elif today >= date(year, 1, NEW_YEAR_DAYS):
                raise FetchError(f"{PATH}/{year}: expected days of {year}; found none")

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        year = int(payload.request.params["field_tdr_date_value"])
        rows = [row for row in rows_of(lines_of(payload)) if any(row)]
        if not rows or rows[0].count("Date") != 1:
            raise PayloadRefused(f"expected a header «Date,…»; found {rows[:1]}")
        dated = rows[0].index("Date")
        columns = _columns(rows[0], year, release)
        note([rows[0]], str(year))
        table = []
        for row in rows[1:]:
            if len(row) != len(rows[0]):
                raise PayloadRefused(f"expected {len(rows[0])} cells a row; found {row}")
            day = datetime.strptime(row[dated], "%m/%d/%Y").date()
            if day.year != year:
                raise PayloadRefused(f"expected days of {year}; found {row[dated]}")
            for code, index in columns.items():
                spec = release.by_code[code]
                table.append((spec, spec.area, day, number(row[index], MISSING)))
        return frame(table)


def _year(year: int, http: Http) -> Payload | None:
    """The file of a year, or None when the publisher has none, or one without days."""
    params = {"type": KIND, "field_tdr_date_value": str(year), "_format": "csv"}
    try:
        payload = http.get(BASE, f"{PATH}/{year}/all", params, size_cap=SMALL)
    except NotThere:
        return None
    return None if _without_days(payload.body) else payload


def _without_days(body: bytes) -> bool:
    lines = body.removeprefix(b"\xef\xbb\xbf").split()
    return not lines or (body.strip().count(b"\n") == 0 and lines[0].strip(b'"').startswith(b"Date"))


def _columns(header: list[str], year: int, release: Release) -> dict[str, int]:
    """Where each tenor stands, by its name: columns are added in between, and a tenor not known here is let be."""
    places = {name: index for index, name in enumerate(header)}
    if len(places) != len(header):
        raise PayloadRefused(f"expected each column once; found {header}")
    due = [s.code for s in release.series if year >= SINCE.get(s.code, FIRST_YEAR) and year not in GAPS.get(s.code, ())]
    absent = [code for code in due if code not in places]
    if absent:
        raise PayloadRefused(f"expected the columns {absent} in {year}; found {header}")
    return {s.code: places[s.code] for s in release.series if s.code in places}


SOURCE = TreasuryYields()
