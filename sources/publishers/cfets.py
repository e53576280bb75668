"""CFETS (chinamoney.com.cn): SHIBOR by range of dates. Wants a Referer; a request must span less than a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import polars as pl

from sources.errors import FetchError, PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.text import json_of

BASE = Host("TIDEGAUGE_CFETS_URL", "https://www.chinamoney.com.cn", gap_s=1.0)
PATH = "/ags/ms/cm-u-bk-shibor/ShiborHis"
REFERER = {"Referer": "https://www.chinamoney.com.cn/english/bmkshibor/"}
SPAN = timedelta(days=364)
MISSING = frozenset({"", "---"})


class Cfets:
    name = "cfets"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        start = date.fromisoformat(release.request["start"])
        today = datetime.now(UTC).date()
        while start <= today:
            end = min(start + SPAN, today)
            params = {"lang": "en", "startDate": str(start), "endDate": str(end)}
            payload = http.get(BASE, PATH, params, headers=REFERER)
            if "records" not in json_of(payload.body):
                raise FetchError(f"{PATH}: expected records; found {payload.body[:200]!r}")
            yield payload
            start = end + timedelta(days=1)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        answer = json_of(payload.body)
        records = answer.get("records")
        asked = payload.request.params
        span = date.fromisoformat(asked["endDate"]) - date.fromisoformat(asked["startDate"])
        if not records and span > timedelta(days=15):  # the longest holidays leave no record for some ten days
            raise PayloadRefused(f"expected records of {asked}; found none: {answer.get('data')}")
        return frame(
            (spec, spec.area, date.fromisoformat(record["showDateCN"]), number(record[spec.code], MISSING))
            for record in records
            for spec in release.series
        )


SOURCE = Cfets()
