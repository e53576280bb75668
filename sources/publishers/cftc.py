"""US Commodity Futures Trading Commission: who holds which side of a futures contract, week by week. Keyless.

The publisher's Socrata service leaves a null field out of a row, and cuts an answer at its limit without saying so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from sources.errors import PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.text import json_of

BASE = Host("TIDEGAUGE_CFTC_URL", "https://publicreporting.cftc.gov", gap_s=1.0)
LIMIT = 50_000  # some 52 rows a year since 1986
DAY, CONTRACT = "report_date_as_yyyy_mm_dd", "cftc_contract_market_code"
MISSING = frozenset({""})


class Cftc:
    name = "cftc"
    proof = "fewer reports than the answer may hold; every kind of position in some report"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        wanted = f"{CONTRACT}='{release.request['contract']}'"
        params = {
            "$select": ",".join([DAY, CONTRACT, *(s.code for s in release.series)]),
            "$where": f"{wanted} AND {DAY} >= '{since}T00:00:00.000'" if since else wanted,
            "$order": DAY,
            "$limit": str(LIMIT),
        }
        yield http.get(BASE, release.request["path"], params)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        rows: Any = json_of(payload.body)
        if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
            raise PayloadRefused(f"expected a list of reports; found {str(rows)[:200]}")
        if len(rows) >= LIMIT:
            raise PayloadRefused(f"cut short: expected fewer than {LIMIT} reports; found {len(rows)}")
        if others := sorted({str(r.get(CONTRACT)) for r in rows} - {release.request["contract"]}):
            raise PayloadRefused(f"expected the contract {release.request['contract']}; found {', '.join(others)}")
        if absent := [s.code for s in release.series if rows and not any(s.code in r for r in rows)]:
            raise PayloadRefused(f"expected {', '.join(absent)}; found none of it in any report")
        return frame(
            (spec, spec.area, _day(row), number(str(row.get(spec.code, "")), MISSING))
            for row in rows
            for spec in release.series
        )


def _day(row: dict[str, Any]) -> date:
    text = row.get(DAY)
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        raise PayloadRefused(f"expected {DAY} as 2026-07-14T00:00:00.000; found {text!r}") from None


SOURCE = Cftc()
