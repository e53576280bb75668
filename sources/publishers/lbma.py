"""LBMA gold price auctions: a licensed file of the user's own (the LBMA's JSON, or a CSV ``date,usd``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from sources.columns import note
from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.text import json_of, rows_of

MISSING = frozenset({"", "0", "0.0"})  # an auction that was not held: 0 in the JSON, blank in a CSV
DOLLARS = 0  # v: [US dollars, pounds, euros]
_CSV = ("date", "usd")
_AUCTION = re.compile(r"(?<![a-z])(am|pm)(?![a-z])")


class Lbma:
    name = "lbma"
    proof = "your own file: a JSON document to its end, or the columns and a line end"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        raise FetchError(f"licensed: load your own file with `tidegauge load {release.key} FILE`")

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        _require_auction(payload.request.url, release)
        (spec,) = release.series
        body = payload.body.lstrip(b"\xef\xbb\xbf \r\n\t")
        pairs = _of_json(json_of(body)) if body.startswith((b"[", b"{")) else _of_csv(payload.body)
        return frame((spec, spec.area, day, value) for day, value in pairs)


def _require_auction(url: str, release: Release) -> None:
    """The JSON does not say which auction it is of; its usual name (gold_am.json, gold_pm.json) does."""
    said = _AUCTION.findall(url.lower())
    if said and f"gold_{said[-1]}" != release.name:
        raise PayloadRefused(f"expected a file of {release.name}; found one called {url!r}")


def _of_json(entries: Any) -> Iterator[tuple[date, float | None]]:
    if not isinstance(entries, list):
        raise PayloadRefused(f'expected a list of {{"d": date, "v": [usd, gbp, eur]}}; found {str(entries)[:100]}')
    for entry in entries:
        dollars = entry["v"][DOLLARS]
        yield date.fromisoformat(entry["d"]), None if dollars is None else number(str(dollars), MISSING)


def _of_csv(body: bytes) -> Iterator[tuple[date, float | None]]:
    rows = rows_of(body)
    head = [cell.lower() for cell in rows[0]] if rows else []
    if any(head.count(c) != 1 for c in _CSV):
        raise PayloadRefused(f"expected the columns {_CSV}; found {rows[:1]}")
    note([head])
    for line, cells in enumerate(rows[1:], 2):
        if not any(cells):
            continue
        if len(cells) != len(head):
            raise PayloadRefused(f"line {line}: expected {len(head)} cells; found {len(cells)}")
        yield date.fromisoformat(cells[head.index("date")]), number(cells[head.index("usd")], MISSING)


SOURCE = Lbma()
