"""FRED's archive (ALFRED) for tests: answers version 1 of the API from what a test says was shown when.

It keeps FRED's rules: a request spans 2,000 vintages at most, versions are clipped to the stretch of real time that was
asked for, pages have a limit, and the ends of real time are echoed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

EVER, FOREVER = "1776-07-04", "9999-12-31"
MOST = 2_000
ABOUT, DATES, OBSERVATIONS = "/fred/series", "/fred/series/vintagedates", "/fred/series/observations"
Answer = tuple[int, bytes]


class Version(NamedTuple):
    """A value as text, the first day of its period, and the days of real time on which it was shown."""

    day: str
    start: str
    end: str
    value: str


@dataclass(frozen=True)
class Shown:
    """All that was ever shown of one series; ``units`` by the first day of real time on which they held."""

    vintages: Sequence[str]
    versions: Sequence[Version]
    units: Mapping[str, str] = field(default_factory=dict)
    page: int = 100_000

    @classmethod
    def whole(cls, snapshots: Mapping[str, Mapping[str, str]], **more: Any) -> Shown:
        """From whole histories, by the day on which they were shown."""
        changes, before = [], dict[str, str]()
        for vintage, history in sorted(snapshots.items()):
            for day in sorted(before.keys() | history.keys()):
                if before.get(day) != history.get(day):
                    changes.append((vintage, day, history.get(day)))
            before = dict(history)
        return cls(sorted(snapshots), _versions(changes), **more)

    @classmethod
    def changed(cls, changes: Iterable[tuple[str, str, str | None]], **more: Any) -> Shown:
        """From what was shown for the first time (or, as None, no more): ``(vintage, day, value)``."""
        listed = sorted(changes, key=lambda c: c[:2])
        return cls(sorted({vintage for vintage, _, _ in listed}), _versions(listed), **more)


def _versions(changes: Iterable[tuple[str, str, str | None]]) -> list[Version]:
    found = []
    for day, group in groupby(sorted(changes, key=lambda c: (c[1], c[0])), key=lambda c: c[1]):
        told = [(vintage, value) for vintage, _, value in group]
        ends = [_before(vintage) for vintage, _ in told[1:]] + [FOREVER]
        found += [Version(day, v, end, value) for (v, value), end in zip(told, ends, strict=True) if value is not None]
    return found


def _before(day: str) -> str:
    return str(date.fromisoformat(day) - timedelta(days=1))


def answer(series: Mapping[str, Shown], path: str, query: Mapping[str, str]) -> Answer | None:
    """What FRED answers; None where the question is none of ALFRED's."""
    if path not in (ABOUT, DATES) and (path != OBSERVATIONS or "realtime_start" not in query):
        return None
    if not query.get("api_key"):
        return _declined("Variable api_key has not been set.")
    if query.get("series_id", "") not in series:
        return _declined("The series does not exist.")
    shown = series[query["series_id"]]
    real_time = query.get("realtime_start", EVER), query.get("realtime_end", FOREVER)
    if path == ABOUT:
        return _about(query["series_id"], shown, *real_time)
    return _listed(shown, path, query, *real_time)


def _listed(shown: Shown, path: str, query: Mapping[str, str], start: str, end: str) -> Answer:
    within = [day for day in shown.vintages if start <= day <= end]
    if path == DATES:
        return _page(shown, query, 10_000, (start, end), vintage_dates=within)
    if len(within) > MOST:
        return _declined(
            f"There are {len(within)} vintage dates in the specified real-time period: {start} to {end}.  "
            f"This exceeds the maximum number of vintage dates allowed for this file type ({MOST})."
        )
    given = [
        {"realtime_start": max(v.start, start), "realtime_end": min(v.end, end), "date": v.day, "value": v.value}
        for v in shown.versions
        if v.start <= end and v.end >= start
    ]
    return _page(shown, query, 100_000, (start, end), units="lin", output_type=1, observations=given)


def _about(code: str, shown: Shown, start: str, end: str) -> Answer:
    if not shown.units:
        return 404, b'{"error_code":404,"error_message":"Not Found."}'
    days = sorted(shown.units)
    ends = [*map(_before, days[1:]), FOREVER]
    told = [
        {"id": code, "realtime_start": max(a, start), "realtime_end": min(b, end), "units": shown.units[a]}
        for a, b in zip(days, ends, strict=True)
        if a <= end and b >= start
    ]
    return 200, json.dumps({"realtime_start": start, "realtime_end": end, "seriess": told}).encode()


def _page(shown: Shown, query: Mapping[str, str], cap: int, real_time: tuple[str, str], **told: Any) -> Answer:
    (name,) = (n for n, v in told.items() if isinstance(v, list))
    limit, offset = min(int(query.get("limit", cap)), cap, shown.page), int(query.get("offset", 0))
    entries = told.pop(name)
    head = {"realtime_start": real_time[0], "realtime_end": real_time[1], **told}
    page = {"count": len(entries), "offset": offset, "limit": limit, name: entries[offset : offset + limit]}
    return 200, json.dumps({**head, **page}).encode()


def _declined(why: str) -> Answer:
    return 400, json.dumps({"error_code": 400, "error_message": f"Bad Request.  {why}"}).encode()
