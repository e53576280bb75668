"""IMF International Liquidity by SDMX 2.1, as SDMX-CSV. Keyless. Plain ounces and dollars: SCALE is for display."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from sources.errors import PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.text import rows_of

BASE = Host("TIDEGAUGE_IMF_URL", "https://api.imf.org", gap_s=1.0)
FLOW = "/external/sdmx/2.1/data/IMF.STA,IL"
CSV = {"Accept": "application/vnd.sdmx.data+csv;version=1.0.0"}
MISSING = frozenset({"", "NaN"})
NEEDED = ("COUNTRY", "INDICATOR", "UNIT", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE")


class Imf:
    name = "imf"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        for spec in release.series:
            yield http.get(BASE, f"{FLOW}/.{spec.code}.M", dict(release.request), headers=CSV)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        rows = rows_of(payload.body)
        absent = [c for c in NEEDED if not rows or c not in rows[0]]
        if absent:
            raise PayloadRefused(f"expected the columns {NEEDED}; {absent} not in {rows[:1]}")
        at = [rows[0].index(c) for c in NEEDED]
        table = []
        for row in rows[1:]:
            country, indicator, unit, frequency, period, value = (row[i] for i in at)
            if not country:
                continue  # a query without a match is answered by one blank row
            if frequency != "M":
                raise PayloadRefused(f"expected monthly observations; found FREQUENCY {frequency!r}")
            spec = release.by_code[f"{indicator}.{unit}"]
            year, month = period.split("-M")
            table.append((spec, country, date(int(year), int(month), 1), number(value, MISSING)))
        if not table:
            raise PayloadRefused("expected observations; found an empty match")
        return frame(table)


SOURCE = Imf()
