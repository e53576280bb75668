"""US Treasury Fiscal Data: the TGA from the Daily Treasury Statement, and the Treasury's gold. Keyless."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from sources.errors import FetchError, PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release, SeriesSpec
from sources.observations import frame, number
from sources.publishers.text import json_of

BASE = Host("TIDEGAUGE_FISCALDATA_URL", "https://api.fiscaldata.treasury.gov")
PAGE = 10_000
MISSING = frozenset({"null"})

# The closing balance in three generations of the statement: last day, row, column. In the third the publisher's own
# close_today_bal is the string "null" and the row's value stands in open_today_bal (seen 2025-07 to 2026-07).
GENERATIONS = (
    (date(2021, 9, 30), "Federal Reserve Account", "close_today_bal"),
    (date(2022, 4, 17), "Treasury General Account (TGA)", "close_today_bal"),
    (date.max, "Treasury General Account (TGA) Closing Balance", "open_today_bal"),
)


class Treasury:
    name = "treasury"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        path = release.request["path"]
        total, page = None, 1
        while True:
            payload = http.get(BASE, path, {"sort": "record_date", "page[size]": str(PAGE), "page[number]": str(page)})
            meta = json_of(payload.body).get("meta", {})
            if "total-count" not in meta or "total-pages" not in meta:
                raise FetchError(f"{path}: expected data with a total-count; found {payload.body[:200]!r}")
            if total not in (None, meta["total-count"]):
                raise FetchError(f"{path}: total-count changed from {total} to {meta['total-count']} between pages")
            yield payload
            total = meta["total-count"]
            if page >= meta["total-pages"]:
                return
            page += 1

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        rows = self._complete_page(payload)
        if release.name == "gold_reserve":
            return self._gold(rows, release.by_name["US_TREASURY_GOLD"])
        page, pages = int(payload.request.params["page[number]"]), json_of(payload.body)["meta"]["total-pages"]
        return self._closing_balance(rows, release.by_name["TGA_CLOSE"], first=page == 1, last=page >= pages)

    def _complete_page(self, payload: Payload) -> list[dict[str, Any]]:
        answer = json_of(payload.body)
        if "data" not in answer or "meta" not in answer:
            raise PayloadRefused(f"expected data and meta; found {str(answer)[:200]}")
        size, number_ = int(payload.request.params["page[size]"]), int(payload.request.params["page[number]"])
        due = min(size, answer["meta"]["total-count"] - size * (number_ - 1))
        if len(answer["data"]) != due:
            raise PayloadRefused(f"page {number_}: expected {due} rows; found {len(answer['data'])}")
        return answer["data"]  # type: ignore[no-any-return]

    def _closing_balance(
        self, rows: list[dict[str, Any]], spec: SeriesSpec, *, first: bool, last: bool
    ) -> pl.DataFrame:
        closes = []
        for row in rows:
            day = date.fromisoformat(row["record_date"])
            account, column = next((a, c) for last, a, c in GENERATIONS if day <= last)
            if row["account_type"] == account:
                closes.append((spec, spec.area, day, number(row[column], MISSING)))
        days = sorted({date.fromisoformat(r["record_date"]) for r in rows})
        # a page ends where its rows are full, within a day: that day's close may stand on the page beside it
        whole = set(days[0 if first else 1 : None if last else -1])
        absent = sorted(whole - {c[2] for c in closes})
        if absent:
            raise PayloadRefused(
                f"expected a closing balance for each of {len(days)} days; "
                f"found none on {len(absent)} of them, first {absent[0]}"
            )
        return frame(closes)

    def _gold(self, rows: list[dict[str, Any]], spec: SeriesSpec) -> pl.DataFrame:
        ounces: dict[date, float] = {}
        for row in rows:
            day = date.fromisoformat(row["record_date"])
            held = number(row["fine_troy_ounce_qty"], frozenset())
            ounces[day] = ounces.get(day, 0.0) + float(held or 0.0)
        return frame((spec, spec.area, day, total) for day, total in ounces.items())


SOURCE = Treasury()
