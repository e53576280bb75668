"""ECB Data Portal, Reserve Assets (RAS): official gold by country, as SDMX-CSV. Keyless; a check on the IMF's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from sources.columns import note
from sources.errors import PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.text import rows_of

BASE = Host("TIDEGAUGE_ECB_URL", "https://data-api.ecb.europa.eu", gap_s=1.0)
PATH = "/service/data/RAS/"
MISSING = frozenset({"", "NaN"})
NEEDED = ("KEY", "REF_AREA", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "UNIT_MULT")
MILLIONS_OF_OUNCES = ("XGO", "6")  # XGO: fine troy ounces

# The ECB writes ISO 3166 alpha-2; the areas here are alpha-3. Its own codes (4F the ECB itself, U2, I9 the euro area,
# B0, D0 the EU) stay as they are, as does whatever is not in this list.
ALPHA3 = {
    **{"AT": "AUT", "BE": "BEL", "BG": "BGR", "CH": "CHE", "CY": "CYP", "CZ": "CZE", "DE": "DEU", "DK": "DNK"},
    **{"EE": "EST", "ES": "ESP", "FI": "FIN", "FR": "FRA", "GB": "GBR", "GR": "GRC", "HR": "HRV", "HU": "HUN"},
    **{"IE": "IRL", "IS": "ISL", "IT": "ITA", "LT": "LTU", "LU": "LUX", "LV": "LVA", "MT": "MLT", "NL": "NLD"},
    **{"NO": "NOR", "PL": "POL", "PT": "PRT", "RO": "ROU", "SE": "SWE", "SI": "SVN", "SK": "SVK", "TR": "TUR"},
}


class Ecb:
    name = "ecb"
    proof = (
        "every column that is asked for, the whole key and unit in each row, as many cells as in the header; "
        "a line end at the end"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        params = dict(release.request)
        if since:
            params["startPeriod"] = max(params["startPeriod"], f"{since:%Y-%m}")
        for spec in release.series:
            yield http.get(BASE, PATH + spec.code, params)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        rows = rows_of(payload.body)
        head = rows[0] if rows else []
        absent = [c for c in NEEDED if c not in head]
        if absent:
            raise PayloadRefused(f"expected the columns {NEEDED}; {absent} not in {rows[:1]}")
        note([head])
        table = []
        for line, cells in enumerate(rows[1:], 2):
            if not any(cells):
                continue
            if len(cells) != len(head):
                raise PayloadRefused(f"line {line}: expected {len(head)} cells; found {len(cells)}")
            key, area, period, value, unit, multiplier = (cells[head.index(c)] for c in NEEDED)
            # the key has every dimension: sector, instrument, valuation … are as asked when the rest of it is
            spec = release.by_code.get(_anywhere(key, area))
            if spec is None:
                raise PayloadRefused(f"line {line}: expected RAS.{', '.join(release.by_code)}; found {key} of {area!r}")
            if (unit, multiplier) != MILLIONS_OF_OUNCES:
                raise PayloadRefused(f"line {line}: expected XGO times 10^6; found {unit} times 10^{multiplier}")
            table.append((spec, ALPHA3.get(area, area), date.fromisoformat(f"{period}-01"), number(value, MISSING)))
        if not table:
            raise PayloadRefused("expected observations; found a header without any")
        return frame(table)


def _anywhere(key: str, area: str) -> str:
    """RAS.M.N.PL.W1… of PL is the series M.N..W1… that was asked for, where the area is left open."""
    dimensions = key.split(".")[1:]
    if not area or dimensions[2:3] != [area]:
        return key
    return ".".join([*dimensions[:2], "", *dimensions[3:]])


SOURCE = Ecb()
