"""How the figures of a series were revised: first print against newest, and the vintage triangle. Reads an edition."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.storage.editions import Edition
from sources.errors import TidegaugeError

if TYPE_CHECKING:
    import duckdb

MOST = 20  # series, or areas of one, that a table lists
VINTAGES = 6
NONE = "[dim]—[/dim]"

Row = dict[str, Any]

_SERIES = "SELECT series, label_en, label_zh, unit, frequency, release FROM series WHERE series = ?"
_AREAS = """
    SELECT held.area, held.periods, held.vintages, by_series.* EXCLUDE (series, area, periods, vintages, unit)
    FROM (
        SELECT area, count(DISTINCT period_end) AS periods, count(DISTINCT known_at) AS vintages
        FROM observation_versions WHERE series = $series AND value IS NOT NULL GROUP BY area
    ) AS held
    LEFT JOIN (FROM revisions_by_series WHERE series = $series) AS by_series ON held.area = by_series.area
    ORDER BY last_revised_at DESC NULLS LAST, held.area
"""
_REVISED = """
    SELECT * EXCLUDE (series, area, unit) FROM revisions WHERE series = ? AND area = ? ORDER BY period_end DESC LIMIT ?
"""
_PERIODS = """
    SELECT DISTINCT period_end FROM observation_versions WHERE series = ? AND area = ? ORDER BY period_end DESC LIMIT ?
"""
_LATEST = """
    SELECT DISTINCT known_at FROM observation_versions WHERE series = ? AND area = ? AND list_contains(?, period_end)
    ORDER BY known_at DESC LIMIT ?
"""
_TRIANGLE = """
    SELECT period_end, vintage_at, value, false AS withdrawn FROM vintage_triangle($series)
    WHERE area = $area AND list_contains($periods, period_end) AND list_contains($vintages, vintage_at)
    UNION ALL  -- the triangle leaves out what was withdrawn: that is not the same as not known yet
    SELECT period_end, vintage_at, NULL, true FROM observation_versions, unnest($vintages) AS vintage(vintage_at)
    WHERE series = $series AND area = $area AND list_contains($periods, period_end) AND withdrawn
      AND known_at <= vintage_at AND (known_until IS NULL OR known_until > vintage_at)
    ORDER BY period_end DESC, vintage_at
"""
_MOST = """
    SELECT by_series.*, series.label_en, series.label_zh
    FROM revisions_by_series AS by_series JOIN series USING (series)
    ORDER BY last_revised_at DESC NULLS LAST, revisions DESC, series, by_series.area LIMIT ?
"""


class NoRevisions(TidegaugeError):
    """The edition cannot say how that was revised."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown: a series, all its areas or one, and how many of its periods."""

    series: str
    area: str | None
    periods: int


def show(edition: Edition, asked: Asked, *, as_json: bool) -> None:
    """Print how a series was revised.

    Raises:
        NoRevisions: the series or the area is not in the edition; names the nearest ones.
    """
    with _reading(edition) as db:
        spec = _spec(db, asked.series)
        areas = _rows(db, _AREAS, {"series": asked.series})
        chosen = _chosen(areas, asked)
        told: Row = {**spec, "areas": areas}
        if chosen:
            told = {**spec, **chosen, **_details(db, asked, chosen["area"])}
    if as_json:
        _print_json(told)
        return
    console = _console()
    console.print(f"[bold]{spec['series']}[/bold]  {escape(spec['label_en'])} · {escape(spec['label_zh'])}")
    if chosen:
        _one(console, told)
    elif areas:
        _by_area(console, told)
    else:
        console.print(f"No figure is known: {escape(spec['degraded_reason'] or 'the release gave none')}")


def show_most(edition: Edition, *, as_json: bool) -> None:
    """Print which series were revised most recently, and how often."""
    with _reading(edition) as db:
        rows = _rows(db, _MOST, [MOST])
    if as_json:
        _print_json(rows)
        return
    console = _console()
    if not rows:
        console.print("No figure of this edition was ever revised: a first load knows one vintage of each.")
        return
    table = _table(
        "series", "area", "", "revised periods<", "of<", "revisions<", "mean size<", "mean %<", "last revised"
    )
    console.print(f"Revised most recently, in edition {edition.name} (times in UTC)")
    for row in rows:
        table.add_row(
            row["series"], row["area"], escape(row["label_en"]), *_numbers(row), _moment(row["last_revised_at"])
        )
    console.print(table)
    console.print("One of them: tidegauge revisions SERIES")


@contextmanager
def _reading(edition: Edition) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    with edition.connect() as connection:
        try:
            yield connection
        except duckdb.CatalogException:
            raise NoRevisions(
                f"edition {edition.name}: expected versions and revisions; found an older kind. Run: tidegauge run"
            ) from None


def _spec(db: duckdb.DuckDBPyConnection, series: str) -> Row:
    found = _rows(db, _SERIES, [series])
    if not found:
        names = [name for (name,) in db.execute("SELECT series FROM series ORDER BY series").fetchall()]
        raise NoRevisions(f"no series {series!r}; {_near(series, names)}All of them: tidegauge query 'FROM series'")
    [reason] = _rows(db, "SELECT max(degraded_reason) AS it FROM releases WHERE release = ?", [found[0]["release"]])
    return {**found[0], "degraded_reason": reason["it"]}


def _chosen(areas: Sequence[Row], asked: Asked) -> Row | None:
    """The area that is asked for, or the only one; None when there are several or none."""
    if asked.area is None:
        return areas[0] if len(areas) == 1 else None
    names = [row["area"] for row in areas]
    if asked.area not in names:
        known = f"It has {len(names)}: {'; '.join(sorted(names))}" if names else "It has none: no figure is known"
        raise NoRevisions(f"no area {asked.area!r} of {asked.series}; {_near(asked.area, names)}{known}")
    return areas[names.index(asked.area)]


def _near(wanted: str, names: Sequence[str]) -> str:
    folded = {name.casefold(): name for name in names}
    near = [folded[key] for key in get_close_matches(wanted.casefold(), folded, n=3, cutoff=0.4)]
    return f"did you mean {' or '.join(near)}? " if near else ""


def _details(db: duckdb.DuckDBPyConnection, asked: Asked, area: str) -> Row:
    named = [asked.series, area]
    periods = [day for (day,) in db.execute(_PERIODS, [*named, asked.periods]).fetchall()]
    vintages = [at for (at,) in db.execute(_LATEST, [*named, periods, VINTAGES]).fetchall()]
    bound = {"series": asked.series, "area": area, "periods": periods, "vintages": vintages}
    return {"revised": _rows(db, _REVISED, [*named, asked.periods]), "triangle": _rows(db, _TRIANGLE, bound)}


def _one(console: Console, told: Row) -> None:
    held = f"{told['area']}, {told['unit']}: {_n(told['periods'], 'period')}, {_n(told['vintages'], 'vintage')}"
    if told["revisions"] is None:
        console.print(f"{held}; never revised")
        return
    sizes = f"mean size {_number(told['mean_abs_revision'])}, largest {_number(told['max_abs_revision'])}"
    gone = f"; {told['withdrawn_periods']:,} withdrawn" if told["withdrawn_periods"] else ""
    console.print(
        f"{held}; {told['revised_periods']:,} ever revised, {_n(told['revisions'], 'revision')}, {sizes}{gone}; "
        f"last revised {_moment(told['last_revised_at'])} UTC",
        soft_wrap=True,
    )
    table = _table("period", "first print<", "known", "basis", "newest<", "known", "size<", "%<", "times<")
    console.print("\nNewest revised periods (times in UTC)")
    for row in told["revised"]:
        table.add_row(
            str(row["period_end"]),
            _number(row["first_value"]),
            _moment(row["first_known_at"]),
            row["first_known_basis"],
            _number(row["latest_value"]) + (" withdrawn" if row["withdrawn"] else ""),
            _moment(row["latest_known_at"]),
            _number(row["revision"], "+") if row["revisions"] else NONE,
            NONE if row["revision_pct"] is None or not row["revisions"] else f"{row['revision_pct']:+.2f}",
            str(row["revisions"]),
        )
    console.print(table)
    _triangle(console, told["triangle"])


def _triangle(console: Console, rows: Sequence[Row]) -> None:
    """Periods down, vintages across, as many of the newest as fit; bold where a figure changed."""
    cells = {(row["period_end"], row["vintage_at"]): _cell(row) for row in rows}
    widest = max(10, *(len(text) for text in cells.values())) + 2
    vintages = sorted({row["vintage_at"] for row in rows})[-max(1, (console.width - 12) // widest) :]
    table = _table("period", *(f"{at:%Y-%m-%d}\n{at:%H:%M}<" for at in vintages))
    console.print("\nWhat was known at the newest vintages (times in UTC; blank: not known yet)")
    for period in sorted({row["period_end"] for row in rows}, reverse=True):
        shown, before = [], None
        for at in vintages:
            text = cells.get((period, at), "")
            shown.append(f"[bold]{text}[/bold]" if before not in (None, text) else text)
            before = text or None
        table.add_row(str(period), *shown)
    console.print(table)


def _cell(row: Row) -> str:
    if row["withdrawn"]:
        return "withdrawn"
    return "—" if row["value"] is None else _number(row["value"])


def _by_area(console: Console, told: Row) -> None:
    revised = [row for row in told["areas"] if row["revisions"] is not None]
    never = sorted(row["area"] for row in told["areas"] if row["revisions"] is None)
    console.print(f"{len(told['areas'])} areas, {told['unit']}: {len(revised)} ever revised")
    if revised:
        table = _table("area", "revised periods<", "of<", "revisions<", "mean size<", "mean %<", "last revised")
        for row in revised[:MOST]:
            table.add_row(row["area"], *_numbers(row), _moment(row["last_revised_at"]))
        console.print(table)
        if more := sorted(row["area"] for row in revised[MOST:]):
            console.print(f"Revised, too: {escape('; '.join(more))}", soft_wrap=True)
    if never:
        console.print(f"Never revised: {escape('; '.join(never))}", soft_wrap=True)
    console.print(f"One of them: tidegauge revisions {told['series']} --area {shlex.quote(told['areas'][0]['area'])}")


def _numbers(row: Row) -> tuple[str, ...]:
    pct = row["mean_abs_revision_pct"]
    counts = (f"{row[name]:,}" for name in ("revised_periods", "periods", "revisions"))
    return (*counts, _number(row["mean_abs_revision"]), NONE if pct is None else f"{pct:.2f}")


def _rows(db: duckdb.DuckDBPyConnection, sql: str, bound: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
    cursor = db.execute(sql, bound)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _table(*columns: str) -> Table:
    """A plain table; a name that ends in < is a column of numbers."""
    table = Table(box=None, padding=(0, 1))
    for name in columns:
        table.add_column(name.rstrip("<"), justify="right" if name.endswith("<") else "left", overflow="fold")
    return table


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def _print_json(told: Row | list[Row]) -> None:
    json.dump(told, sys.stdout, indent=1, ensure_ascii=False, default=_plain)
    sys.stdout.write("\n")


def _plain(value: date | datetime) -> str:
    return value.isoformat()


def _number(value: float | None, sign: str = "") -> str:
    """All digits of a published figure, without the noise of a conversion."""
    if value is None:
        return NONE
    return f"{value:{sign},.0f}" if abs(value) >= 1e9 else f"{value:{sign},.10g}"


def _n(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _moment(at: datetime | None) -> str:
    return NONE if at is None else f"{at:%Y-%m-%d %H:%M}"
