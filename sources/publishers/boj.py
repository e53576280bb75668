"""Bank of Japan: the time-series search API (official since 2026-02-18), and its flat files where the API fails."""

from __future__ import annotations

import itertools
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from sources.columns import note
from sources.errors import FetchError, PayloadRefused, Unreachable
from sources.http import Host, Http
from sources.model import Payload, Release, SeriesSpec
from sources.observations import frame, number
from sources.periods import Frequency
from sources.publishers.text import json_of, require_end, rows_of

BASE = Host("TIDEGAUGE_BOJ_URL", "https://www.stat-search.boj.or.jp", gap_s=2.0)
PATH = "/api/v1/getDataCode"
DONE, NO_DATA = "M181000I", "M181030I"
MOST_SERIES, MOST_POINTS = 250, 60_000  # in one answer; days without a figure count
FIRST_YEAR = 1850  # no earlier one may be asked for
STAMPS = {Frequency.DAILY: 8, Frequency.MONTHLY: 6}  # 20260709, 202607
UNITS = {
    "percent": r".*(percent|%|％).*",
    "jpy_100mn": r"100 million yen|億円",
    "jpy_per_usd": r"yen( per .*)?|円.*|.*ドル.*円|[￥¥]／[＄$]",
}
NOT_AVAILABLE = frozenset({"NA", "ND", ""})  # in flat files
HEADINGS = {
    "Series code": "code",
    "データコード": "code",
    "Unit": "unit",
    "単位": "unit",
    "End of the time-series": "end",
    "収録終了期": "end",
}
_PERIOD = re.compile(r"\d{4}/\d{1,2}(/\d{1,2})?")

Row = tuple[SeriesSpec, str, date, float | None]


class Boj:
    name = "boj"
    proof = (
        "STATUS and MESSAGEID of success; NEXTPOSITION until there is none; as many values as dates; a flat "
        "file names the last period of each column"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        try:
            answers = [payload for params in questions(release, since) for payload in _pages(params, http)]
        except Unreachable:
            raise
        except FetchError as problem:
            if "flat_file" not in release.request:
                raise
            try:
                answers = [http.get(BASE, release.request["flat_file"])]
            except FetchError as second:
                raise FetchError(f"{problem}; in its place {second}") from second
        yield from answers

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        if payload.request.url.endswith(".csv"):
            return frame(_flat_file(payload.body, release))
        answer = json_of(payload.body)
        whole = payload.request.params.get("startDate") in (None, release.request.get("startDate"))
        message = answer.get("MESSAGEID")
        if _status(answer) != "200" or message not in (DONE, NO_DATA) or (message == NO_DATA and whole):
            raise PayloadRefused(f"expected STATUS 200 and MESSAGEID {DONE}; found {_told(answer)}")
        if message == NO_DATA:
            return frame([])  # nothing new in the window
        database = {name.upper(): value for name, value in answer["PARAMETER"].items()}["DB"].upper()
        rows: list[Row] = []
        note(answer["RESULTSET"])
        for series in answer["RESULTSET"]:
            spec = release.by_code[f"{database}/{series['SERIES_CODE']}"]
            _require_unit(spec, series.get("UNIT"))
            rows += _observations(spec, series["VALUES"], whole)
        return frame(rows)


def questions(release: Release, since: date | None = None) -> Iterator[dict[str, str]]:
    """What to ask: the series of one database and one frequency together, as many as one answer may hold."""
    kinds = groupby(release.series, key=lambda s: (s.code.split("/")[0], s.frequency))
    for (database, frequency), specs in kinds:
        codes = [spec.code.split("/")[1] for spec in specs]
        start = max(f"{since:%Y%m}" if since else "", release.request.get("startDate", ""))
        at_once = _at_once(frequency, int(start[:4] or FIRST_YEAR))
        for first in range(0, len(codes), at_once):
            code = ",".join(codes[first : first + at_once])
            params = {"db": database, "code": code, "format": "json", "lang": "en"}
            yield params | ({"startDate": start} if start else {})


def _at_once(frequency: Frequency, first_year: int) -> int:
    """How many series stay within the limits when each has every period (a day: every calendar day) since then."""
    years = date.today().year + 1 - first_year
    points = max(1, years * (366 if frequency is Frequency.DAILY else 12))
    return max(1, min(MOST_SERIES, MOST_POINTS // points))


def _pages(params: dict[str, str], http: Http) -> Iterator[Payload]:
    for page in itertools.count(1):
        require_end(page, params["code"])
        payload = http.get(BASE, PATH, params)
        answer = json_of(payload.body)
        if _status(answer) != "200":  # some errors come with HTTP 200
            raise FetchError(f"{payload.request.url}: expected STATUS 200; found {_told(answer)}")
        yield payload
        following = answer.get("NEXTPOSITION")
        if not following:
            return
        if int(following) <= int(params.get("startPosition", 0)):
            raise PayloadRefused(f"expected a page of {params['code']} further on; found {following} as the next")
        params = {**params, "startPosition": str(following)}


def _status(answer: Any) -> str:
    return str(answer.get("STATUS"))


def _told(answer: Any) -> dict[str, Any]:
    return {name: answer.get(name) for name in ("STATUS", "MESSAGEID", "MESSAGE")}


def _require_unit(spec: SeriesSpec, unit: str | None) -> None:
    """In another unit it is not the series of the catalog; an answer need not tell its units."""
    if unit is not None and not re.fullmatch(UNITS[spec.unit], " ".join(unit.split()), re.IGNORECASE):
        raise PayloadRefused(f"{spec.code}: expected the unit {spec.unit}; found {unit!r}")


def _observations(spec: SeriesSpec, told: dict[str, Any], whole: bool) -> Iterable[Row]:
    days, values = told["SURVEY_DATES"], told["VALUES"]
    if len(days) != len(values):
        raise PayloadRefused(f"{spec.code}: {len(days)} dates but {len(values)} values")
    read = [None if value is None else number(str(value), frozenset()) for value in values]
    return _without_padding([(spec, spec.area, _day(d, spec), v) for d, v in zip(days, read, strict=True)], whole)


def _without_padding(rows: list[Row], whole: bool) -> list[Row]:
    """The days after the last published one are padding, not figures published as missing; so are, where the whole
    series was asked for, the days before its first."""
    known = [place for place, row in enumerate(rows) if row[3] is not None]
    return rows[known[0] if whole else 0 : known[-1] + 1] if known else []


def _day(stamp: int | str, spec: SeriesSpec) -> date:
    text = str(stamp)
    if len(text) != STAMPS[spec.frequency]:
        raise PayloadRefused(f"{spec.code}: expected dates of {STAMPS[spec.frequency]} digits; found {text!r}")
    return date.fromisoformat(f"{text}01"[:8])


def _flat_file(body: bytes, release: Release) -> list[Row]:
    """A page of the main time-series tables: a block that describes the columns, then a row a period.

    That the file is whole, the block says: it has the last period of each column.
    """
    rows = rows_of(body, "utf-8-sig" if body.startswith(BOM_UTF8) else "cp932")
    first = next((place for place, row in enumerate(rows) if row and _PERIOD.fullmatch(row[0])), None)
    block = {HEADINGS[row[0]]: row for row in rows[:first] if row and row[0] in HEADINGS}
    if first is None or len(block) != 3:
        raise PayloadRefused(f"expected rows of codes, units, last periods and figures; found {sorted(block)}")
    figures = [(_period(row[0]), row) for row in rows[first:] if any(row)]
    last = max(day for day, _ in figures)
    table: list[Row] = []
    for spec in release.series:
        code = spec.code.replace("/", "'")
        if code not in block["code"]:
            raise PayloadRefused(f"expected a column {code}; found {block['code'][1:]}")
        place = block["code"].index(code)
        _require_unit(spec, block["unit"][place])
        if _period(block["end"][place]) > last:
            raise PayloadRefused(f"cut short: expected {code} to {block['end'][place]}; found its end at {last}")
        column = [(spec, spec.area, day, number(row[place], NOT_AVAILABLE)) for day, row in figures]
        table += _without_padding(column, whole=True)
    return table


def _period(text: str) -> date:
    if not _PERIOD.fullmatch(text):
        raise PayloadRefused(f"expected a period like 2026/07/09 or 2026/07; found {text!r}")
    year, month, *day = map(int, text.split("/"))
    return date(year, month, day[0] if day else 1)


SOURCE = Boj()
