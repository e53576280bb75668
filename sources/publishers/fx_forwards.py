"""Outright FX forwards: a licensed file of the user's own, in this project's CSV.

Columns ``date,pair,tenor,forward`` and optionally ``spot``; ISO dates, pairs like USDJPY (yen for one dollar), tenors
1M 3M 6M 1Y 2Y 3Y 5Y 10Y. Outright rates, not forward points; a blank is a value that was not quoted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from sources.columns import note
from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.model import Payload, Release, SeriesSpec
from sources.observations import frame, number
from sources.publishers.text import rows_of

NEEDED = ("date", "pair", "tenor", "forward")
SPOT = "spot"
MISSING = frozenset({""})

Row = tuple[SeriesSpec, str, date, float | None]


class FxForwards:
    name = "fx_forwards"
    proof = "your own file: its columns, as many cells in every line, a line end at the end"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        raise FetchError(f"licensed: load your own file with `tidegauge load {release.key} FILE`")

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        rows = rows_of(payload.body)
        head = [cell.lower() for cell in rows[0]] if rows else []
        if any(head.count(c) != 1 for c in NEEDED):
            raise PayloadRefused(f"expected the columns {NEEDED}, each once; found {rows[:1]}")
        note([head])
        return frame(
            row
            for line, cells in enumerate(rows[1:], 2)
            if any(cells)
            for row in _quotes(line, dict(zip(head, _whole(line, cells, head), strict=True)), release)
        )


def _whole(line: int, cells: list[str], head: list[str]) -> list[str]:
    if len(cells) != len(head):
        raise PayloadRefused(f"line {line}: expected {len(head)} cells; found {len(cells)}")
    return cells


def _quotes(line: int, row: dict[str, str], release: Release) -> Iterator[Row]:
    pair, tenor, day = row["pair"].upper().replace("/", ""), row["tenor"].upper(), date.fromisoformat(row["date"])
    spec = release.by_code.get(f"{pair}.{tenor}")
    if spec is None:
        raise PayloadRefused(f"line {line}: expected one of {sorted(release.by_code)}; found {pair}.{tenor}")
    yield spec, spec.area, day, number(row["forward"], MISSING)
    if SPOT in row:
        spot = release.by_code[f"{pair}.{SPOT.upper()}"]
        yield spot, spot.area, day, number(row[SPOT], MISSING)


SOURCE = FxForwards()
