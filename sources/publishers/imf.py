"""IMF International Liquidity and IRFCL by SDMX 2.1, as SDMX-CSV. Keyless.

Plain ounces and dollars: SCALE is for display. Why the CSV is read here and not by a library: docs/adr/0007.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import polars as pl

from sources.columns import note
from sources.errors import PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release, SeriesSpec
from sources.observations import frame, number
from sources.publishers.text import rows_of

BASE = Host("TIDEGAUGE_IMF_URL", "https://api.imf.org", gap_s=1.0)
FLOW = "/external/sdmx/2.1/data/IMF.STA,IL"
CSV = {"Accept": "application/vnd.sdmx.data+csv;version=1.0.0"}
MISSING = frozenset({"", "NaN"})

# the data flow of a release, and its dimension between the indicator and the frequency
FLOWS = {
    "international_liquidity": (FLOW, "UNIT"),
    "reserve_values": (FLOW, "UNIT"),
    "irfcl": ("/external/sdmx/2.1/data/IMF.STA,IRFCL", "SECTOR"),
}
FREQUENCIES = ("FREQUENCY", "FREQ")
ACTIONS = frozenset({"", "I", "A", "R", "M"})  # SDMX-CSV 2 can also say D: a row to delete
RENAMED = {"IRFCLDT1_IRFCL56_FTO": "IRFCLDT1_IRFCL56V_FTO"}  # on 2026-07-09

_MONTH = re.compile(r"(\d{4})-M?(\d{1,2})")


class Imf:
    name = "imf"
    proof = (
        "the indicator, unit and frequency that were asked for in each row, as many cells as in the header, "
        "not an empty match; a line end at the end"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        flow, _ = FLOWS[release.name]
        params = dict(release.request)
        if since:
            params["startPeriod"] = max(params["startPeriod"], f"{since:%Y-%m}")
        for spec in release.series:
            yield http.get(BASE, f"{flow}/.{spec.code}.M", params, headers=CSV)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        table = [
            (_spec(row, release), row["COUNTRY"], _month(row["TIME_PERIOD"]), number(row["OBS_VALUE"], MISSING))
            for row in _rows(payload.body, FLOWS[release.name][1])
        ]
        if not table:
            asked = payload.request.url.rsplit("/", 1)[-1]
            renamed = [f"{old} is {new} since 2026-07-09" for old, new in RENAMED.items() if new in asked]
            hint = f" of {asked}: has an indicator been renamed again? ({renamed[0]})" if renamed else ""
            raise PayloadRefused(f"expected observations; found an empty match{hint}")
        return frame(table)


def _rows(body: bytes, third: str) -> Iterator[dict[str, str]]:
    """The observations by column name: of either layout of SDMX-CSV, in whatever order the columns are."""
    rows = rows_of(body)
    head = rows[0] if rows else []
    frequency = next((c for c in FREQUENCIES if c in head), FREQUENCIES[0])
    needed = ("COUNTRY", "INDICATOR", third, frequency, "TIME_PERIOD", "OBS_VALUE")
    absent = [c for c in needed if c not in head]
    if absent:
        raise PayloadRefused(f"expected the columns {needed}; {absent} not in {rows[:1]}")
    note([head])
    at = {"third" if c == third else "frequency" if c == frequency else c: head.index(c) for c in needed}
    action = head.index("ACTION") if "ACTION" in head else None
    for line, cells in enumerate(rows[1:], 2):
        if not any(cells[i] for i in at.values() if i < len(cells)):
            continue  # a query without a match is answered by one blank row
        if len(cells) != len(head):
            raise PayloadRefused(f"line {line}: expected {len(head)} cells; found {len(cells)}")
        row = {name: cells[i] for name, i in at.items()}
        if row["frequency"] != "M":
            raise PayloadRefused(f"expected monthly observations; found {frequency} {row['frequency']!r}")
        if action is not None and cells[action] not in ACTIONS:
            raise PayloadRefused(f"line {line}: expected an observation; found ACTION {cells[action]!r}")
        yield row


def _spec(row: dict[str, str], release: Release) -> SeriesSpec:
    """The series of a row; whatever was not asked for refuses the payload by its name."""
    indicator, third = row["INDICATOR"], row["third"]
    spec = release.by_code.get(f"{indicator}.{third}")
    if spec:
        return spec
    if indicator in RENAMED:
        raise PayloadRefused(
            f"expected {RENAMED[indicator]}; found {indicator}, its name before 2026-07-09: a body of that time"
        )
    raise PayloadRefused(f"expected one of {sorted(release.by_code)}; found {indicator}.{third}")


def _month(text: str) -> date:
    """2026-M08 is how the IMF writes it; 2026-08 is the same month in plain ISO."""
    found = _MONTH.fullmatch(text)
    if not found:
        raise PayloadRefused(f"expected a month like 2026-M08; found {text!r}")
    return date(int(found.group(1)), int(found.group(2)), 1)


SOURCE = Imf()
