"""The one table shape: what every parser returns, and the contract that decides whether it may be recorded."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from sources.errors import PayloadRefused
from sources.model import Release, SeriesSpec
from sources.overrules import NONE, Waiver
from sources.periods import Frequency, last_of

if TYPE_CHECKING:
    import pandera.polars as pa

SCHEMA = {"series": pl.String, "area": pl.String, "period": pl.Date, "value": pl.Float64}
KEY = ["series", "area", "period"]
SLIPS = 0.1
BEYOND = "value outside the catalog's low and high"
NAMED = 1_000  # offending versions that are listed
# how far ahead of its date a figure may be out: rates of the next business day, weeks dated by their end
AHEAD = {
    Frequency.DAILY: timedelta(days=10),
    Frequency.WEEKLY: timedelta(days=10),
    Frequency.MONTHLY: timedelta(days=0),
    Frequency.QUARTERLY: timedelta(days=0),
}

_NUMBER = re.compile(r"[+-]?((\d{1,3}(,\d{3})+|\d+)(\.\d+)?|\.\d+)([eE][+-]?\d+)?")


def number(text: str, missing: frozenset[str]) -> float | None:
    """A publisher's figure as a float, or None for one of its own marks for «not available».

    Thousands separators must stand where they belong. ``NaN``, ``inf``, full-width digits and anything else
    raise ValueError: a figure that we do not understand is not a missing one.
    """
    token = text.strip()
    if token in missing:
        return None
    if not token.isascii() or not _NUMBER.fullmatch(token):
        raise ValueError(f"expected a number or one of {sorted(missing)}; found {text!r}")
    value = float(token.replace(",", ""))
    if not math.isfinite(value):
        raise ValueError(f"expected a finite number; found {text!r}")
    return value


def frame(rows: Iterable[tuple[SeriesSpec, str, date, float | None]]) -> pl.DataFrame:
    """Rows ``(spec, area, any day of the period, value)`` as a table ``series, area, period, value``.

    ``period`` becomes the period's last day; exact repetitions collapse, contradictions are kept for the
    contract to name.
    """
    named = [(spec.name, area, last_of(day, spec.frequency), value) for spec, area, day, value in rows]
    return pl.DataFrame(named, schema=SCHEMA, orient="row").unique(maintain_order=True)


def _in_bounds(table: pl.LazyFrame, release: Release, waiver: Waiver = NONE) -> pl.LazyFrame:
    """One boolean a row: the value is missing, or finite and within the catalog's bounds for its series and area.

    Or finite and one that a person knows to be right.
    """
    bounds = pl.LazyFrame(
        [(s.name, s.low, s.high) for s in release.series],
        schema={"series": pl.String, "low": pl.Float64, "high": pl.Float64},
        orient="row",
    )
    wider = pl.LazyFrame(
        [(s.name, a, h) for s in release.series for a, h in s.area_high.items()],
        schema={"series": pl.String, "area": pl.String, "wide": pl.Float64},
        orient="row",
    )
    within = pl.col("value").is_between("low", pl.coalesce("wide", "high"))
    return (
        table.join(bounds, on="series", how="left", maintain_order="left")
        .join(wider, on=["series", "area"], how="left", maintain_order="left")
        .select(
            (pl.col("value").is_null() | (pl.col("value").is_finite() & (within | _known_better(waiver)))).alias(
                "in_bounds"
            )
        )
    )


def _known_better(waiver: Waiver) -> pl.Expr:
    found = pl.lit(False)
    for series, area in waiver.of("bounds"):
        found |= (pl.col("series") == series) & (pl.col("area") == area if area else pl.lit(True))
    for series, area, period, value in sorted(waiver.admitted):
        found |= (
            (pl.col("series") == series)
            & (pl.col("area") == area)
            & (pl.col("period") == period)
            & (pl.col("value") == value)
        )
    return found


def beyond(table: pl.DataFrame, release: Release, waiver: Waiver = NONE) -> pl.DataFrame:
    """The rows of a table whose value is outside the catalog's low and high."""
    return table.filter(~_in_bounds(table.lazy(), release, waiver).collect()["in_bounds"])


def set_aside(
    table: pl.DataFrame, release: Release, waiver: Waiver = NONE
) -> tuple[pl.DataFrame, list[tuple[str, str]]]:
    """Split off the areas of a many-area series that hold a value out of bounds, with what was found.

    A publisher's slip for one country (the IMF's Brazil, a thousand times too high since 2026-03) must not cost the
    others. A whole area goes, since a hole in its middle would look like a withdrawal. When more than one area in ten
    is out of bounds the fault is not one country's: nothing is split off, and the contract refuses all.
    """
    many = [s.name for s in release.series if s.area == "*"]
    judged = table.hstack(_in_bounds(table.lazy(), release, waiver).collect())
    bad = judged.filter(pl.col("series").is_in(many) & pl.col("in_bounds").not_())
    areas = bad.select("series", "area").unique(maintain_order=True)
    if areas.is_empty() or areas.height > SLIPS * table.select("series", "area").unique().height:
        return table, []
    found = []
    for series, area in areas.iter_rows():
        rows = bad.filter((pl.col("series") == series) & (pl.col("area") == area))
        first = rows.row(0, named=True)
        told = (
            f"{rows.height} values outside the catalog's low and high, such as {first['value']:g} of {first['period']}"
        )
        found.append((f"{series} {area}", told))
    return table.join(areas, on=["series", "area"], how="anti", maintain_order="left"), found


def contract(release: Release, waiver: Waiver = NONE) -> pa.DataFrameSchema:
    """The pandera schema of one release: closed list of series, one value per key, magnitudes in bounds."""
    import pandera.polars as pa

    return pa.DataFrameSchema(
        {
            "series": pa.Column(pl.String, pa.Check.isin(sorted(release.by_name))),
            "area": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
            "period": pa.Column(pl.Date, pa.Check.in_range(date(1900, 1, 1), date(2100, 1, 1))),
            "value": pa.Column(pl.Float64, nullable=True),
        },
        checks=[
            pa.Check(
                lambda data: _in_bounds(data.lazyframe, release, waiver),
                name="magnitude",
                error=BEYOND,
            ),
            pa.Check(
                lambda data: data.lazyframe.select(pl.struct(KEY).is_unique()),
                name="one value per observation",
                error="two different values for one observation",
            ),
        ],
        strict=True,
    )


def validate(table: pl.DataFrame, release: Release, waiver: Waiver = NONE) -> pl.DataFrame:
    """The table itself when it meets the contract.

    Raises:
        PayloadRefused: with every offending row and its reason.
    """
    import pandera.errors

    if not isinstance(table, pl.DataFrame):  # on a LazyFrame pandera looks at the schema only
        raise TypeError(f"expected a collected polars DataFrame; found {type(table).__name__}")
    try:
        contract(release, waiver).validate(table, lazy=True)
    except pandera.errors.SchemaErrors as problem:
        finite = table["value"].drop_nulls().is_finite().all()
        only_bounds = finite and set(problem.failure_cases["check"]) == {BEYOND}
        raise PayloadRefused(*_explain(problem, table), guard="bounds" if only_bounds else "") from None
    if table.is_empty():
        raise PayloadRefused(f"expected observations of {sorted(release.by_name)}; found none")
    return table


def refuse_out_of_bounds(table: pl.DataFrame, release: Release, waiver: Waiver = NONE) -> None:
    """Refuse values outside the catalog's low and high, whatever other columns there are beside them.

    Raises:
        PayloadRefused: says how many and names the first of them; of hundreds of thousands in another unit not all.
    """
    odd = beyond(table, release, waiver)
    if odd.is_empty():
        return
    limits = {s.name: f"outside the catalog's low and high ({s.low:g} to {s.high:g})" for s in release.series}
    rows = [(f"{s} {a} {p} {v:g}", limits[s]) for s, a, p, v in odd.select(*KEY, "value").head(NAMED).iter_rows()]
    guard = "bounds" if odd["value"].is_finite().all() else ""
    raise PayloadRefused(f"{odd.height} of {table.height} values {rows[0][1]}: {rows[0][0]}", rows, guard)


def refuse_future(table: pl.DataFrame, release: Release, fetched: date) -> None:
    """Refuse periods that end later than the one in which the table was fetched: a slip in a year would stand for good.

    Raises:
        PayloadRefused: names the periods, or this machine's clock is behind.
    """
    ends = {s.name: last_of(fetched, s.frequency) + AHEAD[s.frequency] for s in release.series}
    limits = pl.DataFrame(list(ends.items()), schema={"series": pl.String, "latest": pl.Date}, orient="row")
    late = table.join(limits, on="series").filter(pl.col("period") > pl.col("latest"))
    if late.is_empty():
        return
    rows = [(f"{s} {a} {p}", f"later than {fetched}, when it was fetched") for s, a, p in late.select(KEY).iter_rows()]
    raise PayloadRefused(f"{len(rows)} periods in the future (or this machine's clock is behind): {rows[0][0]}", rows)


def _explain(problem: Exception, table: pl.DataFrame) -> tuple[str, list[tuple[str, str]]]:
    cases = problem.failure_cases  # type: ignore[attr-defined]
    rows: list[tuple[str, str]] = []
    for case in cases.iter_rows(named=True):
        index = case.get("index")
        where = " ".join(str(v) for v in table.row(index)) if index is not None and index < table.height else "schema"
        found = str(case["failure_case"])
        rows.append((where, str(case["check"]) if found.startswith("{") else f"{case['check']}: found {found}"[:200]))
    first = "; ".join(f"{where} ({why})" for where, why in rows[:3])
    return f"{len(rows)} rows break the contract: {first}", rows
