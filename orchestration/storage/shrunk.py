"""Deliveries that hold less than is known: a history that begins later than it did, or that has lost much within.

Compares ``incoming`` (the delivery as a view on the connection) with what is known. That one ends earlier: short.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.storage import tables
from orchestration.storage.short import reached_live
from sources.archive import Entry
from sources.errors import PayloadRefused
from sources.model import Release
from sources.observations import SLIPS
from sources.overrules import NONE, Waiver

if TYPE_CHECKING:
    import duckdb

FEW = 3  # figures that a publisher may take back at once without a question


def refuse_shrunk(connection: duckdb.DuckDBPyConnection, entry: Entry, release: Release, waiver: Waiver = NONE) -> None:
    """Refuse a live delivery that begins later than a whole reading did, or lacks much of what is known within it.

    Raises:
        PayloadRefused: names the series, and what there was.
    """
    if entry.origin != "live":
        return
    rows = [] if not _whole(entry, release) else _later(connection, release)
    if reached_live(connection, release.key):  # the bundle was laid out by us: its publisher need not have all of it
        rows += _lost(connection, release)
    rows = [(where, why) for where, why in rows if not waiver.lifts("shrunk", *where.split(" ", 1))]
    if rows:
        told = "; ".join(f"{name} {why}" for name, why in rows[:3])
        raise PayloadRefused(f"expected no less than last time; found a shrunken history: {told}", rows, "shrunk")


def remember(connection: duckdb.DuckDBPyConnection, entry: Entry, release: Release) -> None:
    """Write down where each series of a whole live reading began."""
    if entry.origin == "live" and _whole(entry, release):
        connection.execute("DELETE FROM ledger.begins WHERE release = ?", [release.key])
        connection.execute(f"INSERT INTO ledger.begins SELECT ?, series, first FROM ({_BEGINS})", [release.key])


_BEGINS = "SELECT series, min(period) AS first FROM incoming WHERE value IS NOT NULL GROUP BY series"


def _whole(entry: Entry, release: Release) -> bool:
    """A reading of everything there is: none of a window, nor of the newest rows, nor where the start moves on."""
    return entry.since is None and "plan" in entry.certificate and not release.rolls


def _later(connection: duckdb.DuckDBPyConnection, release: Release) -> list[tuple[str, str]]:
    found = connection.execute(
        f"""
        SELECT series, b.first, i.first FROM ledger.begins AS b JOIN ({_BEGINS}) AS i USING (series)
        WHERE b.release = ? AND i.first > b.first ORDER BY series
        """,
        [release.key],
    ).fetchall()
    return [(series, f"begins {now}; the publisher gave {before} on earlier") for series, before, now in found]


def _lost(connection: duckdb.DuckDBPyConnection, release: Release) -> list[tuple[str, str]]:
    found = connection.execute(
        f"""
        WITH latest AS ({tables.latest(release.key)}),
        span AS (SELECT series, area, min(period) AS first, max(period) AS last FROM incoming GROUP BY ALL),
        known AS (
            SELECT l.series, l.area, i.period IS NULL AS lost
            FROM latest AS l
            JOIN span AS s ON l.series = s.series AND l.area = s.area AND l.period BETWEEN s.first AND s.last
            LEFT JOIN incoming AS i ON l.series = i.series AND l.area = i.area AND l.period = i.period
            WHERE NOT l.withdrawn AND l.value IS NOT NULL
        )
        SELECT series, area, count(*) FILTER (lost) AS gone, count(*) AS held FROM known
        GROUP BY ALL HAVING gone > {FEW} AND gone > {SLIPS} * held ORDER BY ALL
        """
    ).fetchall()
    return [
        (f"{series} {area}", f"lacks {gone} of {held} known figures within it") for series, area, gone, held in found
    ]
