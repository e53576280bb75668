"""Bank of Korea ECOS. The key is a part of the path; errors come with HTTP 200 and a RESULT envelope."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sources.columns import note
from sources.errors import FetchError, MissingKey, PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release, SeriesSpec
from sources.observations import frame, number
from sources.publishers.text import json_of, require_end
from sources.secrets import PUBLIC, key

BASE = Host("TIDEGAUGE_BOK_URL", "https://ecos.bok.or.kr", gap_s=1.0)
KEY_PAGE = "https://ecos.bok.or.kr/api/"
SEOUL = ZoneInfo("Asia/Seoul")
PAGE = 10_000
# the key that everybody knows: ten rows a request, so it is asked for the latest rows only
SAMPLE_PAGE, SAMPLE_ROWS = 10, 48
MISSING = frozenset({""})
NO_DATA = "INFO-200"
HINTS = {
    "INFO-100": f"BOK_API_KEY is not accepted; a free key: {KEY_PAGE}",
    NO_DATA: "no data of these days, or no such item",
    "ERROR-301": "more rows a request than this key may ask for",
    "ERROR-602": "asked too often; ECOS wants to be left alone for some minutes",
}
# days in a period of each cycle, and how ECOS writes a period
CYCLES = {"A": 365, "S": 182, "Q": 91, "M": 30, "SM": 15, "D": 1}
_TIMES = {
    "A": re.compile(r"(?P<year>\d{4})"),
    "S": re.compile(r"(?P<year>\d{4})S(?P<half>[12])"),
    "Q": re.compile(r"(?P<year>\d{4})Q(?P<quarter>[1-4])"),
    "M": re.compile(r"(?P<year>\d{4})(?P<month>\d\d)"),
    "SM": re.compile(r"(?P<year>\d{4})(?P<month>\d\d)S(?P<part>[12])"),
    "D": re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"),
}
_ASKED = re.compile(r"/StatisticSearch/[^/]+/json/\w+/(\d+)/(\d+)/(\w+)/(\w+)/([^/]+)/[^/]+/([^/]+)$")
_SCALES = (
    ("usd_100mn", re.compile("100mil|(?<!십)억")),
    ("usd_bn", re.compile("십억|bil|bn")),
    ("usd_mn", re.compile("백만|mil|mn")),
    ("usd_k", re.compile("천|1000|thou")),
)


class Bok:
    name = "bok"
    proof = (
        "list_total_count, the same on every page, and as many rows as are due on each; no period twice; an "
        "error envelope comes with HTTP 200"
    )

    def reads_whole(self) -> bool:
        """The sample key shows the newest rows only: its reading is not the ground for later windows."""
        return key("BOK_API_KEY") != PUBLIC

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        secret = key("BOK_API_KEY")
        if not secret:
            raise MissingKey("BOK_API_KEY", KEY_PAGE)
        today = datetime.now(SEOUL).date()
        for spec in release.series:
            cycle = _cycle(release, spec)
            start = max(_begin(release), since or date.min)
            if secret == PUBLIC:
                start = max(start, today - timedelta(days=SAMPLE_ROWS * CYCLES[cycle]))
            span = f"{time_of(start, cycle)}/{time_of(today, cycle)}"
            stat, item = spec.code.split("/")
            yield from _pages(http, secret, f"{stat}/{cycle}/{span}/{item}", window=since is not None)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        asked = _asked(payload.request.url)
        code, answer = _opened(payload)
        if code == NO_DATA and asked.start != time_of(_begin(release), asked.cycle):
            return frame(())  # a window in which nothing was published yet
        if answer is None:
            raise PayloadRefused(_told(payload))
        rows = answer["row"]
        note(rows)
        due = min(asked.last, int(answer["list_total_count"])) - asked.first + 1
        if len(rows) != due:
            raise PayloadRefused(f"expected rows {asked.first} to {asked.first + due - 1}; found {len(rows)} rows")
        spec = release.by_code[asked.code]
        return frame(_row(row, spec, asked) for row in rows)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address of a page asks for."""

    first: int
    last: int
    cycle: str
    start: str
    code: str


def _asked(url: str) -> _Asked:
    found = _ASKED.search(url)
    if not found:
        raise PayloadRefused(f"expected an address of StatisticSearch with one item; found {url}")
    first, last, stat, cycle, start, item = found.groups()
    return _Asked(int(first), int(last), cycle, start, f"{stat}/{item}")


def _begin(release: Release) -> date:
    return date.fromisoformat(release.request["start"])


def _cycle(release: Release, spec: SeriesSpec) -> str:
    return release.request.get("cycle", str(spec.frequency))


def _pages(http: Http, secret: str, tail: str, *, window: bool) -> Iterator[Payload]:
    """Every page of one item. The count must stay what it was, and no period may come twice."""
    size = SAMPLE_PAGE if secret == PUBLIC else PAGE
    first, total = 1, -1
    seen: set[str] = set()
    while first == 1 or first <= total:
        require_end(first // size + 1, tail)
        path = f"/api/StatisticSearch/{{}}/json/en/{first}/{first + size - 1}/{tail}"
        payload = http.get(BASE, path.format(secret), public_path=path.format("<BOK_API_KEY>"))
        code, answer = _opened(payload)
        if code == NO_DATA and window and first == 1:
            yield payload
            return
        if answer is None:
            raise FetchError(f"{tail}: {_told(payload)}")
        count, times = int(answer["list_total_count"]), {str(row["TIME"]) for row in answer["row"]}
        if not times:
            raise FetchError(f"{tail}: expected rows from {first} on; found none of {count}")
        if first > 1 and count != total:
            raise FetchError(f"{tail}: expected {total} rows in all as on the first page; found {count} on a later one")
        if seen & times:
            raise FetchError(f"{tail}: expected new periods from row {first} on; found {min(seen & times)} again")
        yield payload
        seen, first, total = seen | times, first + size, count


def _opened(payload: Payload) -> tuple[str, dict[str, Any] | None]:
    """The code of the RESULT envelope (blank without one), and the answer that was asked for."""
    body = json_of(payload.body)
    result = body.get("RESULT") or {}
    return str(result.get("CODE", "")).strip(), None if result else body.get("StatisticSearch")


def _told(payload: Payload) -> str:
    code, _ = _opened(payload)
    hint = f" ({HINTS[code]})" if code in HINTS else ""
    return f"expected StatisticSearch; found {payload.body[:300].decode('utf-8', 'replace')!r}{hint}"


def _row(row: dict[str, Any], spec: SeriesSpec, asked: _Asked) -> tuple[SeriesSpec, str, date, float | None]:
    code = f"{row['STAT_CODE']}/{row['ITEM_CODE1']}"
    if code != asked.code:
        raise PayloadRefused(f"expected rows of {asked.code}; found one of {code}")
    unit = unit_told(str(row.get("UNIT_NAME") or ""))
    if unit not in (None, spec.unit):
        raise PayloadRefused(f"{asked.code}: expected the unit {spec.unit}; found {row['UNIT_NAME']!r} ({unit})")
    return spec, spec.area, day_of(str(row["TIME"]), asked.cycle), number(str(row["DATA_VALUE"]), MISSING)


def time_of(day: date, cycle: str) -> str:
    """The period that holds ``day``, as ECOS writes it."""
    half = 1 if day.month <= 6 else 2
    part = 1 if day.day <= 15 else 2
    written = {
        "A": f"{day.year}",
        "S": f"{day.year}S{half}",
        "Q": f"{day.year}Q{(day.month + 2) // 3}",
        "M": f"{day:%Y%m}",
        "SM": f"{day:%Y%m}S{part}",
        "D": f"{day:%Y%m%d}",
    }
    return written[cycle]


def day_of(time: str, cycle: str) -> date:
    """The first day of a period as ECOS writes it."""
    found = _TIMES[cycle].fullmatch(time.strip())
    if not found:
        raise PayloadRefused(
            f"expected a period of the cycle {cycle} like {time_of(date(2024, 1, 1), cycle)}; found {time!r}"
        )
    part = {name: int(text) for name, text in found.groupdict().items()}
    month = part.get("month", 1) + 6 * (part.get("half", 1) - 1) + 3 * (part.get("quarter", 1) - 1)
    return date(part["year"], month, part.get("day", 1) + 15 * (part.get("part", 1) - 1))


def unit_told(text: str) -> str | None:
    """The unit of the catalog that ECOS' own words mean, or None where they do not tell it.

    The words differ by language and table («연%», «천달러», «Mil. US$») and may end in spaces.
    """
    plain = re.sub(r"[\s,.]", "", text.casefold())
    if "%" in plain or "percent" in plain:
        return "percent"
    if plain.startswith(("원", "won", "krw")):
        return "krw_per_usd"
    if "원" in plain or "won" in plain:
        return "won in thousands or more"
    if re.search(r"달러|불|dollar|usd|\$", plain):
        return next((unit for unit, words in _SCALES if words.search(plain)), "usd")
    return "index" if "=100" in plain else None


SOURCE = Bok()
