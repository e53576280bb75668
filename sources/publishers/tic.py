"""US Treasury TIC: major foreign holders of Treasury securities, the history file and then the current table 5; and
table 3 of form SLT, which has what was bought and what only changed in value.

``mfh.txt`` still answers but is frozen at January 2023: it is not asked.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import polars as pl

from sources.errors import PayloadRefused
from sources.http import SMALL, Host, Http
from sources.model import Payload, Release, SeriesSpec
from sources.observations import frame, number
from sources.publishers.text import rows_of

BASE = Host("TIDEGAUGE_TIC_URL", "https://ticdata.treasury.gov")
FOLDER = "/resource-center/data-chart-center/tic/Documents"
MISSING = frozenset({"", "n.a.", "*"})  # * is «less than $50 million»: published, but not as a figure
MONTHS = {m: i for i, m in enumerate(calendar.month_abbr) if m}
OFFICIAL = {
    "For. Official": "Of Which: Foreign Official",
    "Treasury Bills": "Of Which: Foreign Official Treasury Bills",
    "T-Bonds & Notes": "Of Which: Foreign Official T-Bonds & Notes",
}
_FOOTNOTE = re.compile(r"\s+\d+/$")

Row = tuple[SeriesSpec, str, date, float | None]


class Tic:
    name = "tic"
    proof = (
        "the trailer of the history and the notes of table 5; a figure for each month of a block, months "
        "without a gap; billions of dollars"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        if release.name == "slt_treasuries":
            yield http.get(BASE, f"{FOLDER}/slt_table3.txt")
            return
        yield http.get(BASE, f"{FOLDER}/mfhhis01.txt", size_cap=SMALL)
        yield http.get(BASE, f"{FOLDER}/slt_table5.txt", size_cap=SMALL)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        rows = rows_of(payload.body, "cp1252", "\t")
        if release.name == "slt_treasuries":
            return frame(self._table3(rows, release))
        if payload.request.url.endswith("mfhhis01.txt"):
            return frame(self._history(rows, release))
        return frame(self._table5(rows, release))

    def _history(self, rows: list[list[str]], release: Release) -> Iterator[Row]:
        """Blocks of a year each. A month printed twice in a block was surveyed anew: left is new, right is old."""
        if not any(r[0].startswith("Department of the Treasury") for r in rows if r):
            raise PayloadRefused("cut short: expected the trailer «Department of the Treasury/Federal Reserve Board»")
        if not any("billions of dollars" in cell.lower() for row in rows[:10] for cell in row):
            raise PayloadRefused("expected «in billions of dollars» above the first block")
        new, old = release.by_name["TIC_HOLDINGS"], release.by_name["TIC_HOLDINGS_OLD_SURVEY"]
        columns: list[tuple[int, SeriesSpec, date]] = []
        blocks = 0
        for above, row in pairwise(rows):
            if row and row[0] == "Country":
                columns = _columns(above, row, new, old)
                _require_consecutive({day for _, _, day in columns})
                blocks += 1
            elif row and row[0].startswith("Department of the Treasury"):
                break
            elif columns and len(row) > 1 and row[0] and any(row[1:]):
                label = OFFICIAL.get(row[0], _FOOTNOTE.sub("", row[0]).strip())
                for index, spec, day in columns:
                    yield spec, label, day, number(row[index], MISSING)
        if blocks == 0:
            raise PayloadRefused("expected blocks headed «Country» with months above; found none")

    def _table5(self, rows: list[list[str]], release: Release) -> Iterator[Row]:
        spec = release.by_name["TIC_HOLDINGS"]
        heads = [i for i, r in enumerate(rows) if r and r[0] == "Country"]
        ends = [i for i, r in enumerate(rows) if r and r[0] == "Notes:"]
        if not heads or not ends:
            raise PayloadRefused("expected a header «Country» and the closing «Notes:»")
        if not any("Billions of dollars" in r[0] for r in rows[: heads[0]] if r):
            raise PayloadRefused("expected «Billions of dollars» above the header")
        months = [(i, _month(cell)) for i, cell in enumerate(rows[heads[0]]) if i and cell]
        _require_consecutive({day for _, day in months})
        body = [r for r in rows[heads[0] + 1 : ends[0]] if r and r[0]]
        named = len({r[0] for r in body if not r[0].startswith(("All Other", "Grand Total", "Of Which"))})
        for row in body:
            # table 5 names fewer countries than the history: its remainder is another quantity
            label = f"All Other ({named} countries named)" if row[0] == "All Other" else row[0]
            for index, day in months:
                yield spec, label, day, number(row[index], MISSING)

    def _table3(self, rows: list[list[str]], release: Release) -> Iterator[Row]:
        """A row a holder and month. The last line above the figures has names that are made for machines."""
        heads = [i for i, r in enumerate(rows) if r[:3] == ["country", "country_code", "date"]]
        ends = [i for i, r in enumerate(rows) if r and r[0].startswith("Notes:")]
        if len(heads) != 1 or not ends:
            raise PayloadRefused("expected one line «country, country_code, date, …» and the closing «Notes:»")
        if not any("millions of dollars" in r[0].lower() for r in rows[: heads[0]] if r):
            raise PayloadRefused("expected «Millions of dollars» above the figures")
        names = rows[heads[0]]
        if missing := sorted(release.by_code.keys() - set(names)):
            raise PayloadRefused(f"expected the columns {', '.join(missing)}; found {', '.join(names)}")
        body = [r for r in rows[heads[0] + 1 : ends[0]] if any(r)]
        if odd := [r for r in body if len(r) < len(names)]:
            raise PayloadRefused(f"cut short: expected {len(names)} columns; found {odd[0]}")
        codes: dict[str, set[str]] = {}
        for row in body:
            codes.setdefault(row[0], set()).add(row[1])
        for row in body:
            # two holders of one name are told apart by their codes
            label = row[0] if len(codes[row[0]]) == 1 else f"{row[0]} ({row[1]})"
            for spec in release.series:
                yield spec, label, _month(row[2]), number(row[names.index(spec.code)], MISSING)


def _require_consecutive(months: set[date]) -> None:
    """No column of figures went with its heading: only the history's end is the publisher's to move."""
    absent = [a for a, b in pairwise(sorted(months)) if 12 * (b.year - a.year) + b.month - a.month != 1]
    if absent:
        raise PayloadRefused(f"expected consecutive months; found none after {absent[0]:%Y-%m}")


def _columns(
    months: list[str], years: list[str], new: SeriesSpec, old: SeriesSpec
) -> list[tuple[int, SeriesSpec, date]]:
    columns, seen = [], set()
    for index in range(1, len(years)):
        if years[index]:
            day = date(int(years[index]), MONTHS[months[index]], 1)
            columns.append((index, old if day in seen else new, day))
            seen.add(day)
    return columns


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


SOURCE = Tic()
