"""Versions of observations: the windows of real time they are asked in, and what was shown, revised, withdrawn when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from sources.errors import PayloadRefused
from sources.model import SeriesSpec
from sources.observations import SCHEMA
from sources.periods import Frequency
from sources.units import ratio

EVER, FOREVER = date(1776, 7, 4), date(9999, 12, 31)  # the ends of real time, as FRED writes them
MOST = 2_000  # vintages that FRED lets one request span
ONE_DAY = timedelta(days=1)
DIGITS = 15  # what a float holds of a decimal figure
LEAP = 5.0  # no series moves by that in a vintage, as a whole; the units that publishers switch are a thousand apart
NEAR, EXACTLY = timedelta(days=31), 0.001  # of a described switch of units, and by its factor: that is the switch
COMMON = 3  # periods that two vintages must have in common to be compared
# a value of an observation and the days of real time, both included, on which it was the one shown
VERSION = {"day": pl.Date, "start": pl.Date, "end": pl.Date, "value": pl.Float64, "payload": pl.String}
SHOWN = {**SCHEMA, "withdrawn": pl.Boolean, "realtime_start": pl.Date, "payload": pl.String}


class Window(NamedTuple):
    """A stretch of real time, both days included."""

    start: date
    end: date


def windows(days: Sequence[date], most: int = MOST) -> list[Window]:
    """All of real time, cut so that no window spans more than ``most`` of the vintages of those days."""
    first = [EVER, *days[most::most]]
    return [Window(a, b - ONE_DAY) for a, b in pairwise(first)] + [Window(first[-1], FOREVER)]


def table(
    spec: SeriesSpec,
    asked: Mapping[Window, pl.DataFrame],
    units: Mapping[date, str] | None = None,
    *,
    any_scale: bool = False,
) -> pl.DataFrame:
    """``series, area, period, value, withdrawn, realtime_start, payload``: a row for each value that was ever shown.

    Where an observation ceased to be shown between others, a row without a value is ``withdrawn``; a history that is
    shorter than it was, at either end, withdraws nothing.

    Args:
        asked: the versions (``VERSION``) of each window of real time.
        units: the publisher's words for the unit, by the first day of real time on which they held. Values are put into
            the unit of the series. Without them, they are in it.
        any_scale: whether a person knows that vintages of two scales are right.

    Raises:
        PayloadRefused: a window is not there, versions contradict each other, or are not of one scale.
    """
    _require_all_time(spec, asked)
    clipped = [_clipped(spec, window, given) for window, given in asked.items()]
    versions = _joined(spec, _converted(spec, pl.concat(clipped).with_columns(_period(spec)), units or {}))
    if not any_scale:
        _require_one_scale(spec, versions)
    gone = _withdrawn(versions)
    rows = pl.concat([versions.with_columns(withdrawn=pl.lit(False)), gone], how="diagonal").sort("period", "start")
    return rows.select(
        pl.lit(spec.name).alias("series"),
        pl.lit(spec.area).alias("area"),
        "period",
        "value",
        "withdrawn",
        pl.col("start").alias("realtime_start"),
        "payload",
    )


def _require_all_time(spec: SeriesSpec, asked: Iterable[Window]) -> None:
    due = EVER
    for window in sorted(asked):
        if window.start != due:
            raise PayloadRefused(f"{spec.name}: expected vintages from {due} on; found them from {window.start} on")
        due = window.end + ONE_DAY if window.end < FOREVER else FOREVER
    if due != FOREVER:
        raise PayloadRefused(f"{spec.name}: expected vintages to {FOREVER}; found them to {due - ONE_DAY}")


def _clipped(spec: SeriesSpec, window: Window, given: pl.DataFrame) -> pl.DataFrame:
    """The versions within their window, in which the publisher clips them; each once."""
    found = given.with_columns(
        pl.col("start").clip(lower_bound=window.start), pl.col("end").clip(upper_bound=window.end)
    )
    outside = found.filter(pl.col("start") > pl.col("end"))
    if not outside.is_empty():
        day, start, end = outside.row(0)[:3]
        raise PayloadRefused(f"{spec.name}: expected versions of {window}; found one of {day} from {start} to {end}")
    return found


def _converted(spec: SeriesSpec, versions: pl.DataFrame, units: Mapping[date, str]) -> pl.DataFrame:
    """Each value in the unit of the series, by the words for the unit that were in force when it was first shown.

    What was shown before the first of those words was in their unit, too, as far as anybody says. Moving the point of
    a decimal figure leaves noise in a float (3247.382 × 1000): rounded to the digits that a float holds, the product
    is the very float that the moved figure would have been read as (from 1e-7 on), so that the same figure in another
    unit is equal. Whoever gave fewer digits before has a version of its own from the day that the others were known.
    """
    factors = [(day, ratio(words, spec)) for day, words in sorted(units.items())]
    steps = [(day, old, new) for (_, old), (day, new) in pairwise(factors) if old != new]
    shown = _joined(spec, versions) if steps else pl.DataFrame()
    switches = [(_day_of_switch(day, old / new, _moves(shown)), new) for day, old, new in steps]
    for day, _ in switches:
        over = shown.filter((pl.col("start") < day) & (pl.col("end") >= day) & (pl.col("value") != 0))
        if not over.is_empty():
            raise PayloadRefused(
                f"{spec.name}: expected other figures from {day} on, in another unit; "
                f"found {over['value'][0]} of {over['period'][0]} unchanged"
            )
    if not factors or (not switches and factors[0][1] == 1.0):
        return versions
    factor = pl.lit(factors[0][1])
    for day, other in switches:
        factor = pl.when(pl.col("start") >= day).then(other).otherwise(factor)
    moved = (pl.col("value") * factor).round_sig_figs(DIGITS)
    return versions.with_columns(pl.when(factor == 1.0).then(pl.col("value")).otherwise(moved).alias("value"))


def _day_of_switch(described: date, factor: float, moves: pl.DataFrame) -> date:
    """The vintage of about that day in which the figures moved by exactly that factor; else the day itself.

    A description and the figures need not change on the same day; figures that all move a thousandfold at once tell.
    """
    near = moves.filter(
        pl.col("start").is_between(described - NEAR, described + NEAR)
        & ((pl.col("ratio") / factor - 1).abs() < EXACTLY)
        & (pl.col("changed") >= COMMON)
    )["start"]
    return near[0] if len(near) == 1 else described


def _period(spec: SeriesSpec) -> pl.Expr:
    """As ``model.last_of``: the last day of the period that the publisher dates by some day of it."""
    day = pl.col("day")
    match spec.frequency:
        case Frequency.MONTHLY:
            day = day.dt.month_end()
        case Frequency.QUARTERLY:
            day = day.dt.truncate("1q").dt.offset_by("2mo").dt.month_end()
    return day.alias("period")


def _joined(spec: SeriesSpec, versions: pl.DataFrame) -> pl.DataFrame:
    """``period, start, end, value, payload``: a version that goes on with the same value is one.

    So it does over the border of a window, which cuts it into two, and where only the unit changed.
    """
    rows = versions.sort("period", "start", maintain_order=True)
    again = pl.col("period") == pl.col("period").shift(1)
    twice = rows.with_columns(until=pl.col("end").shift(1), before=pl.col("value").shift(1)).filter(
        again & (pl.col("start") <= pl.col("until"))
    )
    if not twice.is_empty():
        found = twice.row(0, named=True)
        raise PayloadRefused(
            f"{spec.name}: two versions of {found['day']} on {found['start']}: {found['value']}, "
            f"and {found['before']} to {found['until']}"
        )
    follows = again & (pl.col("start") == pl.col("end").shift(1) + ONE_DAY)
    goes_on = (follows & pl.col("value").eq_missing(pl.col("value").shift(1))).fill_null(False)
    return (
        rows.with_columns(version=(~goes_on).cum_sum(), follows=follows.fill_null(False))
        .group_by("version", maintain_order=True)
        .agg(pl.col("period", "start", "value", "payload", "follows").first(), pl.col("end").last())
        .drop("version")
    )


def _require_one_scale(spec: SeriesSpec, versions: pl.DataFrame) -> None:
    """No vintage moves most of the periods that it has in common with the one before, all up or all down, by a lot."""
    changed = _moves(versions).filter(pl.max_horizontal("up", "down") * 2 > pl.col("changed"))
    figures = versions.filter(pl.col("value") != 0)
    for start, count, up, down, by in changed.sort("start").iter_rows():
        kept = figures.filter((pl.col("start") < start) & (pl.col("end") >= start)).height
        common = kept + count
        if common >= COMMON and 2 * max(up, down) > common:
            moved = f"{max(up, down)} of {common} periods moved by a factor of about {by:.4g} on {start}"
            told = f"{spec.name}: expected vintages of one unit; found {moved}"
            raise PayloadRefused(told, [(spec.name, moved)], "scale")


def _moves(versions: pl.DataFrame) -> pl.DataFrame:
    """``start, changed, up, down, ratio``: how many figures each vintage changed, how many by a lot, by what factor."""
    moved = (pl.col("value") / pl.col("value").shift(1)).abs()
    return (
        versions.select("start", pl.when("follows").then(moved).alias("ratio"))
        .filter(pl.col("ratio").is_finite() & (pl.col("ratio") > 0))
        .group_by("start")
        .agg(
            pl.len().alias("changed"),
            (pl.col("ratio") > LEAP).sum().alias("up"),
            (pl.col("ratio") < 1 / LEAP).sum().alias("down"),
            pl.col("ratio").median().alias("ratio"),
        )
    )


def _withdrawn(versions: pl.DataFrame) -> pl.DataFrame:
    """``period, start, payload, withdrawn``: where a period ceased to be shown between an earlier and a later one."""
    last = pl.col("follows").shift(-1).fill_null(False).not_()
    gone = versions.filter(last & (pl.col("end") < FOREVER)).select(
        "period", (pl.col("end") + ONE_DAY).alias("start"), "payload", withdrawn=pl.lit(True)
    )
    begins, ends = versions.filter(~pl.col("follows")), versions.filter(last)
    reach = _reach(
        gone["start"].unique().sort().to_list(), zip(begins["start"], ends["end"], begins["period"], strict=True)
    )
    shown = pl.DataFrame(reach, schema={"start": pl.Date, "first": pl.Date, "last": pl.Date}, orient="row")
    between = (pl.col("first") < pl.col("period")) & (pl.col("period") < pl.col("last"))
    return gone.join(shown, on="start").filter(between).drop("first", "last")


def _reach(days: Iterable[date], runs: Iterable[tuple[date, date, date]]) -> list[tuple[date, date, date]]:
    """Each of those days with the first and the last period that were shown on it; ``runs``: from, to, period."""
    waiting = sorted(runs, reverse=True)
    earliest: list[tuple[int, date]] = []
    latest: list[tuple[int, date]] = []
    found = []
    for day in days:
        while waiting and waiting[-1][0] <= day:
            _, end, period = waiting.pop()
            heappush(earliest, (period.toordinal(), end))
            heappush(latest, (-period.toordinal(), end))
        for heap in (earliest, latest):
            while heap and heap[0][1] < day:
                heappop(heap)
        if earliest:
            found.append((day, date.fromordinal(earliest[0][0]), date.fromordinal(-latest[0][0])))
    return found
