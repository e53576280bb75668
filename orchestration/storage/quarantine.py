"""What was not recorded, and what people decided on it: the ledger's tables of refusals and of overrules.

A delivery that was refused, or an area of one that was set aside, is listed row by row with the reason and with the
guard that refused it. Overrules are copied from the archive's log (sources/overrules.py): those that the raw tables
rest on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from sources.archive import Entry
from sources.model import Release
from sources.observations import beyond
from sources.overrules import Observation, Overrule, Waiver, figure_of

if TYPE_CHECKING:
    import duckdb
    import polars as pl

LISTED = 1_000  # rows of a delivery

TABLES = """
    CREATE TABLE IF NOT EXISTS ledger.quarantine (
        release VARCHAR, digest VARCHAR, fetched_at TIMESTAMPTZ, payloads VARCHAR, outcome VARCHAR, guard VARCHAR,
        series VARCHAR, area VARCHAR, found VARCHAR, reason VARCHAR);
    CREATE TABLE IF NOT EXISTS ledger.overrules (  -- those that the raw tables rest on
        release VARCHAR, digest VARCHAR, fetched_at TIMESTAMPTZ, decided_at TIMESTAMPTZ, verdict VARCHAR,
        guard VARCHAR, series VARCHAR, area VARCHAR, why VARCHAR, decided_by VARCHAR);
    CREATE TABLE IF NOT EXISTS ledger.admitted (  -- figures out of bounds of deliveries that a person accepted
        release VARCHAR, series VARCHAR, area VARCHAR, period DATE, value DOUBLE);
"""
OF_A_RELEASE = tuple(
    f"ledger.{name}" for name in ("deliveries", "quarantine", "overrules", "admitted", "columns", "begins")
)

Row = tuple[str, str, str]  # where, why, guard


def enter(
    sql: duckdb.DuckDBPyConnection,
    entry: Entry,
    release: Release,
    outcome: Literal["refused", "set aside"],
    rows: Sequence[Row],
) -> None:
    """List what of a delivery was not recorded."""
    payloads = " ".join(str(p["sha256"]) for p in entry.payloads)
    told = [entry.release, entry.digest, entry.at, payloads, outcome]
    names = {spec.name for spec in release.series}
    listed = []
    for where, why, guard in rows[:LISTED]:
        series, area = figure_of(where, names) or (None, None)
        listed.append([*told, guard, series, area or None, where, why])
    if listed:
        sql.executemany("INSERT INTO ledger.quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", listed)


def newest(sql: duckdb.DuckDBPyConnection, release: str, most: int = 20) -> list[dict[str, str]]:
    """The rows of a release that were not recorded last, for people, newest delivery first."""
    rows = sql.execute(
        "SELECT digest[:12], strftime(fetched_at, '%Y-%m-%d %H:%M'), outcome, found, reason FROM ledger.quarantine "
        "WHERE release = ? ORDER BY fetched_at DESC, found LIMIT ?",
        [release, most],
    ).fetchall()
    return [dict(zip(("delivery", "fetched", "outcome", "row", "reason"), row, strict=True)) for row in rows]


def left_out(sql: duckdb.DuckDBPyConnection, release: str, digest: str) -> list[tuple[str, str]]:
    """What was listed as not recorded of a delivery, as (what, why)."""
    return sql.execute(
        "SELECT DISTINCT found, reason FROM ledger.quarantine WHERE release = ? AND digest = ? "
        "AND outcome = 'set aside' ORDER BY found",
        [release, digest],
    ).fetchall()


def refused_since(sql: duckdb.DuckDBPyConnection, release: str) -> tuple[datetime, str] | None:
    """When the newest reading was fetched and why it was refused, if none was recorded after it."""
    found = sql.execute(
        """
        SELECT d.fetched_at, d.reason, d.outcome FROM ledger.deliveries AS d
        ANTI JOIN (FROM ledger.overrules WHERE verdict = 'refuse') AS o
            ON d.release = o.release AND d.digest = o.digest AND d.fetched_at = o.fetched_at
        WHERE d.release = ? AND d.vintages = '' ORDER BY d.fetched_at DESC LIMIT 1
        """,
        [release],
    ).fetchone()
    return (found[0], found[1]) if found and found[2] == "refused" else None


def last_taken(sql: duckdb.DuckDBPyConnection, release: str) -> tuple[str, str] | None:
    """Digest and origin of the delivery, of readings or of vintages, that was taken in last."""
    return sql.execute(
        "SELECT digest, origin FROM ledger.deliveries WHERE release = ? AND outcome <> 'refused' "
        "ORDER BY fetched_at DESC LIMIT 1",
        [release],
    ).fetchone()


def rows_of(overrules: Sequence[Overrule]) -> list[tuple[object, ...]]:
    """The rows of the ledger's table: one for each delivery and figure that a decision concerns."""
    return [
        (o.release, o.digest, at, o.at, o.verdict, o.guard, series, area, o.why, o.by)
        for o in overrules
        for at in o.fetched_at
        for series, area in (o.figures or (("", ""),))
    ]


def differing(sql: duckdb.DuckDBPyConnection, release: str, overrules: Sequence[Overrule]) -> set[str]:
    """The digests on which the decisions are others than those that the raw table rests on."""
    there = set(sql.execute("SELECT * FROM ledger.overrules WHERE release = ?", [release]).fetchall())
    return {str(row[1]) for row in there ^ set(rows_of(overrules))}


def note(sql: duckdb.DuckDBPyConnection, release: str, overrules: Sequence[Overrule]) -> None:
    """The decisions that the raw table of a release rests on from now."""
    sql.execute("DELETE FROM ledger.overrules WHERE release = ?", [release])
    if rows := rows_of(overrules):
        sql.executemany("INSERT INTO ledger.overrules VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def admit(sql: duckdb.DuckDBPyConnection, table: pl.DataFrame, release: Release, waiver: Waiver) -> None:
    """Remember the figures out of bounds of a delivery that a person accepted: later ones will give them, too."""
    if not waiver.of("bounds"):
        return
    odd = beyond(table, release).select("series", "area", "period", "value").unique().sort("series", "area", "period")
    if rows := [[release.key, *row] for row in odd.iter_rows()]:
        sql.executemany("INSERT INTO ledger.admitted VALUES (?, ?, ?, ?, ?)", rows)


def admitted(sql: duckdb.DuckDBPyConnection, release: str) -> list[Observation]:
    """The figures out of bounds that accepted deliveries of a release gave."""
    return sql.execute(
        "SELECT series, area, period, value FROM ledger.admitted WHERE release = ?", [release]
    ).fetchall()
