"""CFETS (chinamoney.com.cn): SHIBOR, LPR and the central parity by range of dates, asked by POST with a Referer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sources.columns import note
from sources.errors import FetchError, PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.text import json_of, require_end

BASE = Host("TIDEGAUGE_CFETS_URL", "https://www.chinamoney.com.cn", gap_s=1.0)
SHANGHAI = ZoneInfo("Asia/Shanghai")
SPAN = timedelta(days=363)  # ranges of 365 days and more are answered without records
PAGE = 50  # the parity answers 403 to larger pages
MISSING = frozenset({"", "---"})


@dataclass(frozen=True, slots=True)
class Table:
    """One history: where it is asked, and how its range of dates is called."""

    path: str
    referer: str
    start: str
    end: str
    language: str


SHIBOR = Table(
    path="/ags/ms/cm-u-bk-shibor/ShiborHis",
    referer="https://www.chinamoney.com.cn/english/bmkshibor/",
    start="startDate",
    end="endDate",
    language="en",
)
LPR = Table(
    path="/ags/ms/cm-u-bk-currency/LprHis",
    referer="https://www.chinamoney.com.cn/english/bmklpr/",
    start="strStartDate",
    end="strEndDate",
    language="CN",
)
PARITY = Table(
    path="/ags/ms/cm-u-bk-ccpr/CcprHisNew",
    referer="https://www.chinamoney.com.cn/english/bmkcpr/",
    start="startDate",
    end="endDate",
    language="",
)
TABLES = {"shibor": SHIBOR, "lpr": LPR, "parity": PARITY}


class Cfets:
    name = "cfets"
    proof = (
        "records of every series in every year that is asked for, no year's hole; the parity's total, the "
        "same on every page, and no day twice"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        table = TABLES[release.request["table"]]
        start = max(date.fromisoformat(release.request["start"]), since or date.min)
        today = datetime.now(SHANGHAI).date()
        silent: date | None = None
        begun = False
        while start <= today:
            end = min(start + SPAN, today)
            found = 0
            for payload, days in _ask(table, release, http, start, end):
                found += sum(start <= day <= end for day in days)
                yield payload
            if found and silent:
                raise FetchError(f"{table.path}: expected records from {silent} on; found none before {start}")
            begun = begun or found > 0
            # a history may begin later than it is asked for, and end: what it may not have is a year's hole
            silent = silent or (start if begun and not found else None)
            start = end + timedelta(days=1)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        answer = json_of(payload.body)
        if TABLES[release.request["table"]] is PARITY:
            return frame(_parities(answer, payload, release))
        records = _records(answer)
        note(records)
        rows = []
        for spec in release.series:
            held = [record for record in records if spec.code in record]
            if held and len(held) != len(records):
                raise PayloadRefused(f"expected {spec.code} in {len(records)} records; found it in {len(held)}")
            rows += [(spec, spec.area, _day(r["showDateCN"]), number(str(r[spec.code]), MISSING)) for r in held]
        return frame(rows)


def _ask(table: Table, release: Release, http: Http, start: date, end: date) -> Iterator[tuple[Payload, set[date]]]:
    """The answers for one range of dates, each with the days that it has records of."""
    params = {table.start: str(start), table.end: str(end)}
    if table is not PARITY:
        payload, answer = _post(table, http, {"lang": table.language, **params})
        for record in _records(answer):
            absent = [spec.code for spec in release.series if spec.code not in record]
            if absent:
                raise FetchError(f"{table.path}: expected {absent} in every record; found {sorted(record)}")
        yield payload, {_day(record["showDateCN"]) for record in _records(answer)}
        return
    params["currency"] = ",".join(spec.code for spec in release.series)
    page, total, seen = 1, 0, set[date]()
    while page == 1 or (page - 1) * PAGE < total:
        require_end(page, table.path)
        payload, answer = _post(table, http, {**params, "pageNum": str(page), "pageSize": str(PAGE)})
        count, days = int(answer["data"]["total"]), {_day(record["date"]) for record in _records(answer)}
        if page > 1 and count != total:
            raise FetchError(
                f"{table.path}: expected {total} records in all as on page 1; found {count} on page {page}"
            )
        if count and not days:
            raise FetchError(f"{table.path}: expected records on page {page} of {count} in all; found none")
        if seen & days:
            raise FetchError(f"{table.path}: expected new days on page {page}; found {min(seen & days)} again")
        yield payload, days
        page, total, seen = page + 1, count, seen | days


def _post(table: Table, http: Http, params: dict[str, str]) -> tuple[Payload, dict[str, Any]]:
    payload = http.get(BASE, table.path, params, headers={"Referer": table.referer}, method="POST")
    answer = json_of(payload.body)
    try:
        _records(answer)
    except PayloadRefused as problem:
        raise FetchError(f"{table.path}: {problem}") from None
    return payload, answer


def _records(answer: Any) -> list[dict[str, Any]]:
    """The records of an answer. A refusal comes with HTTP 200, no records and a message."""
    head, data = answer.get("head") or {}, answer.get("data") or {}
    if str(head.get("rep_code", "200")) != "200":
        raise PayloadRefused(f"expected rep_code 200; found {head['rep_code']} {head.get('rep_message', '')}")
    records = answer.get("records")
    said = data.get("flagMessage") or data.get("message")
    if not isinstance(records, list) or (said and not records):
        raise PayloadRefused(f"expected records; found {said or answer!r:.300}")
    return records


def _parities(answer: Any, payload: Payload, release: Release) -> Iterator[tuple[Any, str, date, float | None]]:
    records, data, asked = _records(answer), answer["data"], payload.request.params
    page, size = int(asked["pageNum"]), int(asked["pageSize"])
    due = max(0, min(size, int(data["total"]) - (page - 1) * size))
    if len(records) != due:
        raise PayloadRefused(f"expected {due} records on page {page} of {data['total']} in all; found {len(records)}")
    pairs = _pairs(data)
    note(records)
    for record in records:
        if len(record["values"]) != len(pairs):
            raise PayloadRefused(f"{record['date']}: expected a value for each of {pairs}; found {record['values']}")
        given = dict(zip(pairs, record["values"], strict=True))
        for spec in release.series:
            yield spec, spec.area, _day(record["date"]), number(str(given[spec.code]), MISSING)


def _pairs(data: dict[str, Any]) -> list[str]:
    """The pair of each value. ``searchlist`` has those that were asked for, ``head`` all there are."""
    head, chosen = data.get("head") or [], data.get("searchlist") or []
    if not head and not chosen:
        raise PayloadRefused(f"expected the pairs in searchlist or head; found {sorted(data)}")
    if head and chosen and [pair for pair in head if pair in chosen] != chosen:
        raise PayloadRefused(f"expected the pairs in the order of {head}; found {chosen}: whose value is whose?")
    return chosen or head


def _day(text: str) -> date:
    return date.fromisoformat(text.strip())


SOURCE = Cfets()
