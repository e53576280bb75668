"""SPDR Gold Shares (GLD): the fund's daily historical archive, an .xlsx workbook. For your own use only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import polars as pl

from sources.columns import note
from sources.errors import PayloadRefused
from sources.http import SMALL, Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.workbook import sheets

BASE = Host("TIDEGAUGE_SPDR_URL", "https://api.spdrgoldshares.com", gap_s=1.0)
PATH = "/api/v1/historical-archive"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# without the referring page the host answers with the PDF of another document, HTTP 200
HEADERS = {"Accept": f"{XLSX}, */*", "Referer": "https://www.spdrgoldshares.com/usa/historical-data/"}
CLOSED = frozenset({"", "US HOLIDAY", "HOLIDAY"})
OZ_PER_TONNE = 32150.7466
TOLERANCE = 0.02  # tonnes are printed with two decimals: 8.09 t on the first day
SLIPS = 0.01


class Spdr:
    name = "spdr"
    proof = "a workbook to its end with the named columns; tonnes and ounces of each day are one quantity"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        yield http.get(BASE, PATH, dict(release.request), headers=HEADERS, size_cap=SMALL)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        """A code of the catalog is the column's name."""
        columns = ["Date", *(spec.code for spec in release.series)]
        rows = _table(sheets(payload.body), columns)
        read = [(_day(day), [_number(cell) for cell in cells]) for day, *cells in rows]
        if not read:
            raise PayloadRefused("expected rows below the header; found none")
        _require_one_quantity(read)
        return frame(
            (spec, spec.area, day, value)
            for day, values in read
            for spec, value in zip(release.series, values, strict=True)
        )


def _table(book: dict[str, list[list[Any]]], columns: list[str]) -> list[list[Any]]:
    """The cells of those columns below the header, of the one sheet that has it (another holds a disclaimer)."""
    for rows in book.values():
        for top, row in enumerate(rows):
            named = [" ".join(str(cell).split()) for cell in row]
            if all(named.count(c) == 1 for c in columns):
                note([named])
                at = [named.index(c) for c in columns]
                return [[row[i] for i in at] for row in rows[top + 1 :] if any(str(cell).strip() for cell in row)]
    raise PayloadRefused(f"expected a sheet with the columns {columns}; found the sheets {list(book)} without")


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip()
    for written in ("%d-%b-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, written).date()
        except ValueError:
            continue
    raise PayloadRefused(f"expected a date like 18-Nov-2004; found {text!r}")


def _number(cell: Any) -> float | None:
    text = str(cell).strip()
    return None if text.upper() in CLOSED else number(text, frozenset())


def _require_one_quantity(read: list[tuple[date, list[float | None]]]) -> None:
    """Tonnes and ounces are one quantity: where they part, a unit or a column has changed."""
    whole = [(day, tonnes, ounces) for day, (tonnes, ounces) in read if tonnes is not None and ounces is not None]
    apart = [r for r in whole if abs(r[1] * OZ_PER_TONNE - r[2]) > TOLERANCE * abs(r[2])]
    if len(apart) > SLIPS * len(whole):
        day, tonnes, ounces = apart[0]
        raise PayloadRefused(
            f"expected {OZ_PER_TONNE} ounces to a tonne; found {tonnes:g} t and {ounces:g} oz on {day}"
            f" and {len(apart)} of {len(whole)} days apart"
        )


SOURCE = Spdr()
