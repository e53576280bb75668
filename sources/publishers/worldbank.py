"""World Bank Pink Sheet: the monthly workbook behind a link whose path changes. CC BY 4.0."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import polars as pl

from sources.errors import FetchError, PayloadRefused
from sources.http import SMALL, Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.workbook import sheets

VARIABLE = "TIDEGAUGE_WORLDBANK_URL"
PAGE = Host(VARIABLE, "https://www.worldbank.org")
FILES = Host(VARIABLE, "https://thedocs.worldbank.org")
PATH = "/en/research/commodity-markets"
SHEET = "Monthly Prices"
MISSING = frozenset({"", "…", ".."})
UNITS = {"usd_per_oz": "($/troy oz)", "usd_per_barrel": "($/bbl)"}
_LINK = re.compile(rb"""["']([^"']*/CMO-Historical-Data-Monthly\.xlsx)["'?]""")
_MONTH = re.compile(r"(\d{4})M(\d\d)")


class WorldBank:
    name = "worldbank"
    proof = "a workbook to its end with the named columns, their units, and a month before every figure"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        found = _LINK.search(http.get(PAGE, PATH, size_cap=SMALL).body)
        if not found:
            raise FetchError(f"{PATH}: expected a link to CMO-Historical-Data-Monthly.xlsx; found none")
        yield http.get(FILES, urlsplit(found.group(1).decode()).path, size_cap=SMALL)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        book = sheets(payload.body)
        if SHEET not in book:
            raise PayloadRefused(f"expected a sheet {SHEET!r}; found {list(book)}")
        rows = book[SHEET]
        table = []
        for spec in release.series:
            head, column = _find(rows, spec.code)
            unit = str(rows[head + 1][column]).strip()
            if unit != UNITS[spec.unit]:
                raise PayloadRefused(f"{spec.code}: expected {UNITS[spec.unit]}; found {unit!r}")
            for row in rows[head + 2 :]:
                month = _MONTH.fullmatch(str(row[0]).strip())
                if month:
                    day = date(int(month.group(1)), int(month.group(2)), 1)
                    table.append((spec, spec.area, day, number(str(row[column]), MISSING)))
                elif isinstance(row[column], float):  # below the months stand notes, not figures
                    raise PayloadRefused(
                        f"{spec.code}: expected a month like 2026M06; found {row[0]!r} before a figure"
                    )
        return frame(table)


def _find(rows: list[list[object]], name: str) -> tuple[int, int]:
    for head, row in enumerate(rows):
        for column, cell in enumerate(row):
            if str(cell).strip() == name:
                return head, column
    raise PayloadRefused(f"expected a column {name!r} in the sheet {SHEET!r}; found none")


SOURCE = WorldBank()
