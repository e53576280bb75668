"""Bank of Korea ECOS. The key is a part of the path; errors come with HTTP 200 and a RESULT envelope."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import polars as pl

from sources.errors import FetchError, MissingKey, PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.text import json_of
from sources.secrets import key

BASE = Host("TIDEGAUGE_BOK_URL", "https://ecos.bok.or.kr", gap_s=1.0)
KEY_PAGE = "https://ecos.bok.or.kr/api/"
PAGE = 10_000


class Bok:
    name = "bok"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        secret = key("BOK_API_KEY")
        if not secret:
            raise MissingKey("BOK_API_KEY", KEY_PAGE)
        last = datetime.now(UTC).strftime("%Y%m%d")
        for spec in release.series:
            stat, item = spec.code.split("/")
            first = 1
            while True:
                tail = f"json/en/{first}/{first + PAGE - 1}/{stat}/D/{release.request['start']}/{last}/{item}"
                path = f"/api/StatisticSearch/{{}}/{tail}"
                payload = http.get(BASE, path.format(secret), public_path=path.format("<BOK_API_KEY>"))
                yield payload
                found = json_of(payload.body).get("StatisticSearch")
                if found is None:
                    said = payload.body[:300].decode("utf-8", "replace")
                    raise FetchError(f"{spec.code}: expected StatisticSearch; found {said!r}")
                first += PAGE
                if first > found["list_total_count"]:
                    break

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        answer = json_of(payload.body)
        if "StatisticSearch" not in answer:
            raise PayloadRefused(f"expected StatisticSearch; found {answer.get('RESULT', answer)}")
        rows = answer["StatisticSearch"]["row"]
        first, last = map(int, payload.request.url.split("/json/")[1].split("/")[1:3])
        due = min(last, answer["StatisticSearch"]["list_total_count"]) - first + 1
        if len(rows) != due:
            raise PayloadRefused(f"expected rows {first} to {first + due - 1}; found {len(rows)} rows")
        table = []
        for row in rows:
            spec = release.by_code[f"{row['STAT_CODE']}/{row['ITEM_CODE1']}"]
            table.append((spec, spec.area, date.fromisoformat(row["TIME"]), number(row["DATA_VALUE"], frozenset({""}))))
        return frame(table)


SOURCE = Bok()
