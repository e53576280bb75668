"""World Gold Council, workbook of monthly changes in official gold: a licensed file of the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.workbook import sheets

SHEET = "Monthly"
HEADER_WITHIN = 15  # the header is row 8; some editions have one helper row less or more above it
COUNTRY, FIRST_MONTH = 1, 3  # lookup name, country, comment, then a column a month
MISSING = frozenset({"", "-"})  # not reported; an unchanged holding is 0
SERIALS = range(30_000, 80_000)  # a date that lost its cell format: days since 1899-12-30


class Wgc:
    name = "wgc"
    proof = "your own workbook to its end; consecutive months, and a country in every row with figures"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        raise FetchError(f"licensed: load your own file with `tidegauge load {release.key} FILE`")

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        """The area is the workbook's own country name: ``Turkey*`` (gross) and ``Turkey`` are two."""
        book = sheets(payload.body)
        if SHEET not in book:
            raise PayloadRefused(f"expected a sheet {SHEET!r}; found {list(book)}")
        (spec,) = release.series
        top, months = _header(book[SHEET])
        table = []
        for row in book[SHEET][top + 1 :]:
            cells = [str(cell).strip() for cell in row]
            if not any(cells[column] for column in months):
                continue  # a note, or a country that never reported
            country = cells[COUNTRY]
            if not country or country.replace(".", "").isdigit():
                raise PayloadRefused(f"expected a country in column {COUNTRY + 1}; found {cells[: FIRST_MONTH + 1]}")
            table += [(spec, country, month, number(cells[column], MISSING)) for column, month in months.items()]
        if not table:
            raise PayloadRefused(f"expected countries below row {top + 1}; found none")
        return frame(table)


def _header(rows: list[list[Any]]) -> tuple[int, dict[int, date]]:
    """The row of months nearest to the countries, and the month of each of its columns.

    Helper rows above it may hold dates too, so the last one counts. A month twice, or one left out, refuses the file.
    """
    for top in range(min(HEADER_WITHIN, len(rows)) - 1, -1, -1):
        months = {i: m for i, cell in enumerate(rows[top]) if i >= FIRST_MONTH and (m := _month(cell))}
        if months:
            break
    else:
        raise PayloadRefused(f"expected a row of months within the first {HEADER_WITHIN}; found none")
    given = [12 * m.year + m.month for m in months.values()]
    if given != list(range(given[0], given[0] + len(given))):
        raise PayloadRefused(f"row {top + 1}: expected consecutive months; found {list(months.values())}")
    beyond = [
        str(c).strip() for i, c in enumerate(rows[top]) if i >= FIRST_MONTH and i not in months and str(c).strip()
    ]
    if beyond:
        raise PayloadRefused(f"row {top + 1}: expected months from column {FIRST_MONTH + 1} on; found {beyond[:3]}")
    return top, months


def _month(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and int(cell) in SERIALS:
        return date(1899, 12, 30) + timedelta(days=int(cell))
    return None


SOURCE = Wgc()
