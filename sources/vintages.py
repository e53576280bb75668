"""Versions of observations: the windows of real time they are asked in, and what was first shown when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from sources.errors import PayloadRefused
from sources.model import SeriesSpec, last_of
from sources.observations import SCHEMA

EVER, FOREVER = date(1776, 7, 4), date(9999, 12, 31)  # the ends of real time, as FRED writes them
MOST = 2_000  # vintages that FRED lets one request span
ONE_DAY = timedelta(days=1)


class Window(NamedTuple):
    """A stretch of real time, both days included."""

    start: date
    end: date


class Version(NamedTuple):
    """A value of an observation, and the days of real time on which it was the one shown."""

    day: date
    start: date
    end: date
    value: float | None


def windows(days: Sequence[date], most: int = MOST) -> list[Window]:
    """All of real time, cut so that no window spans more than ``most`` of the vintages of those days."""
    first = [EVER, *days[most::most]]
    return [Window(a, b - ONE_DAY) for a, b in pairwise(first)] + [Window(first[-1], FOREVER)]


def table(spec: SeriesSpec, asked: Mapping[Window, Iterable[Version]]) -> pl.DataFrame:
    """``series, area, period, value, realtime_start``: a row for each value that was ever shown.

    Raises:
        PayloadRefused: a window is not there, or two versions contradict each other.
    """
    due = EVER
    for window in sorted(asked):
        if window.start != due:
            raise PayloadRefused(f"{spec.name}: expected vintages from {due} on; found them from {window.start} on")
        due = window.end + ONE_DAY if window.end < FOREVER else FOREVER
    if due != FOREVER:
        raise PayloadRefused(f"{spec.name}: expected vintages to {FOREVER}; found them to {due - ONE_DAY}")
    versions = sorted({v for given in asked.values() for v in given}, key=lambda v: v[:3])
    rows = [(spec.name, spec.area, last_of(v.day, spec.frequency), v.value, v.start) for v in _shown(spec, versions)]
    return pl.DataFrame(rows, schema={**SCHEMA, "realtime_start": pl.Date}, orient="row")


def _shown(spec: SeriesSpec, versions: Iterable[Version]) -> Iterator[Version]:
    """The versions that showed another value than the one before; a window's border cuts a version into two."""
    before: Version | None = None
    for version in versions:
        same = before is not None and before.day == version.day
        if before is not None and same and version.start <= before.end:
            raise PayloadRefused(f"{spec.name}: two versions of {version.day} on {version.start}: {before}, {version}")
        cut = before is not None and same and before.end + ONE_DAY == version.start and before.value == version.value
        if not cut:
            yield version
        before = version
