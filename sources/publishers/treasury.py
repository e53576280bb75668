"""US Treasury Fiscal Data: the Daily Treasury Statement, the debt, its interest, and the Treasury's gold. Keyless.

Every table is asked with all of its columns: ``fields=`` can make the publisher sum the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from math import ceil
from typing import Any

import polars as pl

from sources.columns import note
from sources.errors import FetchError, PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release, SeriesSpec
from sources.observations import frame, number
from sources.publishers.text import json_of, require_end

BASE = Host("TIDEGAUGE_FISCALDATA_URL", "https://api.fiscaldata.treasury.gov")
PAGE = 10_000
MISSING = frozenset({"null"})
PLACE = ("facility_desc", "form_desc", "location_desc")  # what tells the rows of the gold report apart
NO_LABEL = frozenset({"", "_", "null"})

# The closing balance in three generations of the statement: last day, row, column. In the third the publisher's own
# close_today_bal is the string "null" and the row's value stands in open_today_bal (seen 2025-07 to 2026-07).
GENERATIONS = (
    (date(2021, 9, 30), "Federal Reserve Account", "close_today_bal"),
    (date(2022, 4, 17), "Treasury General Account (TGA)", "close_today_bal"),
    (date.max, "Treasury General Account (TGA) Closing Balance", "open_today_bal"),
)

# What names a line of each table, beside its day: the area of its observations where the table has many lines.
LINES = {
    "dts": ("account_type",),
    "deposits_withdrawals": ("transaction_catg", "transaction_catg_desc"),
    "public_debt_transactions": ("security_market", "security_type", "security_type_desc"),
    "debt_to_penny": (),
    "mspd": ("security_type_desc", "security_class_desc"),
    "interest_expense": ("expense_catg_desc", "expense_group_desc", "expense_type_desc"),
    "gold_reserve": (),
}
# Tables of two sides: the column that tells them apart. The code of a series is then the side that it takes.
SIDES = {"deposits_withdrawals": "transaction_type", "public_debt_transactions": "transaction_type"}
SIDED_AMOUNT = "transaction_today_amt"

Row = dict[str, Any]
Observation = tuple[SeriesSpec, str, date, float | None]


class Treasury:
    name = "treasury"
    proof = (
        "total-count, the same on every page, and as many rows as are due on each; no row twice; a closing "
        "balance for every day of the statement"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        first = max(release.request.get("start", ""), since.isoformat() if since else "")
        track = _Track(release)
        for payload in _pages(release.request["path"], f"record_date:gte:{first}" if first else None, http):
            yield payload
            track.add(_rows_of(payload))
        track.require_closes()
        for day in sorted(track.split):
            # lines of one name stand on both pages: only the whole day tells which of them is the first
            yield from _pages(release.request["path"], f"record_date:eq:{day}", http)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        rows = _complete_page(payload)
        note(rows)
        match release.name:
            case "dts":
                return self._closing_balance(payload, rows, release.by_name["TGA_CLOSE"])
            case "gold_reserve":
                return self._gold(rows, release.by_name["US_TREASURY_GOLD"])
            case "debt_to_penny":
                return frame((s, s.area, _day(r), _figure(r[s.code])) for r in rows for s in release.series)
            case _:
                return frame(_lines(rows, release))

    def _closing_balance(self, payload: Payload, rows: list[Row], spec: SeriesSpec) -> pl.DataFrame:
        closes = [(spec, spec.area, day, value) for day, value in _closes(rows)]
        days = sorted({_day(r) for r in rows})
        number_, pages = _page_of(payload), int(json_of(payload.body)["meta"]["total-pages"])
        # a page ends where its rows are full, within a day: that day's close may stand on the page beside it
        whole = set(days[0 if number_ == 1 else 1 : None if number_ >= pages else -1])
        _require_closes(whole, {c[2] for c in closes})
        return frame(closes)

    def _gold(self, rows: list[Row], spec: SeriesSpec) -> pl.DataFrame:
        ounces: dict[date, float] = {}
        places = [(row["record_date"], *(row.get(name) for name in PLACE)) for row in rows]
        twice = [place for place, count in Counter(places).items() if count > 1 and any(place[1:])]
        if twice:
            raise PayloadRefused(f"expected each place and form once a month; found twice: {twice[0]}")
        for row in rows:
            held = _figure(row["fine_troy_ounce_qty"])
            if held is None:
                raise PayloadRefused(f"expected ounces in every row of {row['record_date']}; found «null»")
            ounces[_day(row)] = ounces.get(_day(row), 0.0) + held
        return frame((spec, spec.area, day, total) for day, total in ounces.items())


class _Track:
    """What only all pages of a reading tell: a row sent twice, a day split over two of them, a day without a close."""

    def __init__(self, release: Release) -> None:
        self.split: set[str] = set()
        self._release = release
        self._seen: set[int] = set()
        self._before: set[tuple[str, ...]] = set()
        self._days: set[date] = set()
        self._closed: set[date] = set()

    def add(self, rows: list[Row]) -> None:
        sent = {hash(frozenset(row.items())) for row in rows}
        if sent & self._seen:
            raise FetchError(f"{self._release.key}: expected other rows on every page; found some of an earlier page")
        self._seen |= sent
        names = {_name(row, self._release) for row in rows}
        self.split |= {name[0] for name in names & self._before}
        self._before = names
        if self._release.name == "dts":
            self._days |= {_day(row) for row in rows}
            self._closed |= {day for day, _ in _closes(rows)}

    def require_closes(self) -> None:
        try:
            _require_closes(self._days, self._closed)
        except PayloadRefused as problem:
            raise FetchError(f"{self._release.key}: {problem}") from None


def _pages(path: str, asked: str | None, http: Http) -> Iterator[Payload]:
    total, page, pages = None, 1, 1
    while page <= pages:
        require_end(page, path)
        params = {"sort": "record_date", "page[size]": str(PAGE), "page[number]": str(page)}
        payload = http.get(BASE, path, params | ({"filter": asked} if asked else {}))
        answer = json_of(payload.body)
        meta = answer.get("meta") if isinstance(answer, dict) else None
        if not isinstance(meta, dict) or not {"total-count", "total-pages"} <= meta.keys():
            raise FetchError(f"{path}: expected data with a total-count; found {payload.body[:200]!r}")
        found, pages = int(meta["total-count"]), int(meta["total-pages"])
        if total not in (None, found):
            raise FetchError(f"{path}: total-count changed from {total} to {found} between pages")
        if pages != max(1, ceil(found / PAGE)) and found:
            raise FetchError(f"{path}: expected {found} rows on {ceil(found / PAGE)} pages; found total-pages {pages}")
        _require_asked_day(_complete_page(payload), asked)
        yield payload
        total, page = found, page + 1


def _require_asked_day(rows: list[Row], asked: str | None) -> None:
    """Earlier days than asked for are figures all the same; other days beside a single one are another answer."""
    days = {row["record_date"] for row in rows}
    if asked and ":eq:" in asked and days != {asked.rpartition(":")[2]}:
        raise FetchError(f"expected rows of {asked}; found days {sorted(days)[:3]}")


def _rows_of(payload: Payload) -> list[Row]:
    return json_of(payload.body)["data"]  # type: ignore[no-any-return]


def _page_of(payload: Payload) -> int:
    return int(payload.request.params["page[number]"])


def _complete_page(payload: Payload) -> list[Row]:
    answer = json_of(payload.body)
    if not isinstance(answer, dict) or "data" not in answer or "meta" not in answer:
        raise PayloadRefused(f"expected data and meta; found {str(answer)[:200]}")
    size, page, total = int(payload.request.params["page[size]"]), _page_of(payload), int(answer["meta"]["total-count"])
    due = min(size, total - size * (page - 1))
    if len(answer["data"]) != due:
        raise PayloadRefused(f"page {page}: expected {due} rows; found {len(answer['data'])}")
    return answer["data"]  # type: ignore[no-any-return]


def _day(row: Row) -> date:
    return date.fromisoformat(row["record_date"])


def _figure(value: Any) -> float | None:
    """A figure, sent as a string (or as a JSON number)."""
    return number(value if isinstance(value, str) else str(value), MISSING)


def _closes(rows: Iterable[Row]) -> Iterator[tuple[date, float | None]]:
    for row in rows:
        day = _day(row)
        account, column = next((a, c) for last, a, c in GENERATIONS if day <= last)
        if row["account_type"].strip() == account:
            yield day, _figure(row[column])


def _require_closes(days: set[date], closed: set[date]) -> None:
    absent = sorted(days - closed)
    if absent:
        raise PayloadRefused(
            f"expected a closing balance for each of {len(days)} days; "
            f"found none on {len(absent)} of them, first {absent[0]}"
        )


def _side(row: Row, release: Release) -> str:
    """The code of the series that the row belongs to; empty where the table's series take every row."""
    column = SIDES.get(release.name)
    if column is None:
        return ""
    # a total may say its side in the name of its account only
    for text in (str(row[column]).strip(), str(row.get("account_type", "")).strip()):
        for spec in release.series:
            if text == spec.code or text.endswith(f" {spec.code}"):
                return spec.code
    raise PayloadRefused(f"expected {column} in {[s.code for s in release.series]}; found {row[column]!r}")


def _label(row: Row, release: Release) -> str:
    """The publisher's own words for the line. A total without a category is known by its account."""
    words = [" ".join(str(row[c]).split()) for c in LINES[release.name] if row[c] is not None]
    told = [word for word in words if word not in NO_LABEL]
    if not told:
        told = [" ".join(str(row.get("account_type") or "Total").split())]
    return " - ".join(told)


def _name(row: Row, release: Release) -> tuple[str, ...]:
    if not LINES[release.name]:
        return (row["record_date"],)
    return row["record_date"], _side(row, release), _label(row, release)


def _lines(rows: list[Row], release: Release) -> Iterator[Observation]:
    """One observation a line and series. Of lines with one name within a day, the later ones are numbered."""
    numbers: dict[tuple[str, ...], set[int]] = {}
    for row in rows:
        numbers.setdefault(_name(row, release), set()).add(_line(row))
    for row in rows:
        name = _name(row, release)
        place = sorted(numbers[name]).index(_line(row))
        area = name[2] if place == 0 else f"{name[2]} ({place + 1})"
        if release.name in SIDES:
            yield release.by_code[name[1]], area, _day(row), _figure(row[SIDED_AMOUNT])
        else:
            for spec in release.series:
                yield spec, area, _day(row), _figure(row[spec.code])


def _line(row: Row) -> int:
    return int(row.get("src_line_nbr", 0))


SOURCE = Treasury()
