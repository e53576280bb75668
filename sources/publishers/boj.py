"""Bank of Japan time-series search API (official since 2026-02-18). Keyless JSON; months are asked for as YYYYMM."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from sources.errors import FetchError, PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release
from sources.observations import frame
from sources.publishers.text import json_of

BASE = Host("TIDEGAUGE_BOJ_URL", "https://www.stat-search.boj.or.jp", gap_s=2.0)
DONE = "M181000I"


class Boj:
    name = "boj"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        for spec in release.series:
            database, code = spec.code.split("/")
            params = {"db": database, "code": code, "format": "json", "lang": "en", **release.request}
            while True:
                payload = http.get(BASE, "/api/v1/getDataCode", params)
                yield payload
                following = json_of(payload.body).get("NEXTPOSITION")
                if not following:
                    break
                if int(following) <= int(params.get("startPosition", 0)):
                    raise FetchError(f"expected a page of {spec.code} further on; found {following} as the next")
                params = {**params, "startPosition": str(following)}

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        answer = json_of(payload.body)
        if answer.get("STATUS") != 200 or answer.get("MESSAGEID") != DONE:
            found = {k: answer.get(k) for k in ("STATUS", "MESSAGEID", "MESSAGE")}
            raise PayloadRefused(f"expected STATUS 200 and MESSAGEID {DONE}; found {found}")
        rows = []
        for series in answer["RESULTSET"]:
            spec = release.by_code[f"{answer['PARAMETER']['DB']}/{series['SERIES_CODE']}"]
            days, values = series["VALUES"]["SURVEY_DATES"], series["VALUES"]["VALUES"]
            if len(days) != len(values):
                raise PayloadRefused(f"{spec.code}: {len(days)} dates but {len(values)} values")
            # the days after the last published one are padding, not figures published as missing
            last = max((i for i, v in enumerate(values) if v is not None), default=-1)
            for day, value in zip(days[: last + 1], values[: last + 1], strict=True):
                rows.append((spec, spec.area, _day(day), None if value is None else float(value)))
        return frame(rows)


def _day(stamp: int) -> date:
    """20260709 is a day, 202607 a month."""
    return date.fromisoformat(str(stamp) if stamp > 10_000_000 else f"{stamp}01")


SOURCE = Boj()
