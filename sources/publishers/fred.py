"""FRED: the keyless ``fredgraph.csv``, one file a series; with FRED_API_KEY the API's observations instead.

One request a series on purpose: a file of several ids pads each with blanks where the others have dates, and a blank
means «published as missing».
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from sources.errors import FetchError, PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.text import json_of, rows_of
from sources.secrets import key

API = Host("TIDEGAUGE_FRED_URL", "https://api.stlouisfed.org")
GRAPH = Host("TIDEGAUGE_FREDGRAPH_URL", "https://fred.stlouisfed.org")
PAGE = 100_000
MISSING = frozenset({"", "."})  # blank since 2025, a dot before that and in the API


class Fred:
    name = "fred"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        secret = key("FRED_API_KEY")
        for spec in release.series:
            if secret:
                yield from self._observations(spec.code, secret, http)
            else:
                yield http.get(GRAPH, "/graph/fredgraph.csv", {"id": spec.code})

    def _observations(self, code: str, secret: str, http: Http) -> Iterator[Payload]:
        offset = 0
        while True:
            params = {"series_id": code, "file_type": "json", "limit": str(PAGE), "offset": str(offset)}
            payload = http.get(API, "/fred/series/observations", params, secret_params={"api_key": secret})
            yield payload
            answer = json_of(payload.body)
            if "count" not in answer:
                raise FetchError(f"{API.url}: expected observations of {code}; found {str(answer)[:200]}")
            offset += PAGE
            if offset >= answer["count"]:
                return

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        if payload.request.url.endswith(".csv"):
            return self._parse_graph(payload, release)
        return self._parse_observations(payload, release)

    def _parse_graph(self, payload: Payload, release: Release) -> pl.DataFrame:
        rows = rows_of(payload.body)
        asked = payload.request.params["id"]
        if not rows or rows[0] not in (["observation_date", asked], ["DATE", asked]):
            raise PayloadRefused(f"expected the header observation_date,{asked}; found {rows[:1]}")
        spec = release.by_code[asked]
        return frame((spec, spec.area, date.fromisoformat(day), number(text, MISSING)) for day, text in rows[1:])

    def _parse_observations(self, payload: Payload, release: Release) -> pl.DataFrame:
        answer = json_of(payload.body)
        if "observations" not in answer:
            raise PayloadRefused(f"expected observations; found {str(answer)[:200]}")
        spec = release.by_code[payload.request.params["series_id"]]
        given = answer["observations"]
        due = min(answer["limit"], answer["count"] - answer["offset"])
        if len(given) != due:
            raise PayloadRefused(f"{spec.code}: expected {due} of {answer['count']} observations; found {len(given)}")
        if answer.get("units", "lin") != "lin":
            raise PayloadRefused(f"{spec.code}: expected levels (lin); found units {answer['units']}")
        return frame((spec, spec.area, date.fromisoformat(o["date"]), number(o["value"], MISSING)) for o in given)


SOURCE = Fred()
