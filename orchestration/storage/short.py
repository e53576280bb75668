"""Deliveries that end too early: an older copy than last time, or a body that may have been cut at a line's end.

Both tests compare ``incoming`` (the delivery as a view on the connection) with what is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from orchestration.storage import tables
from sources.archive import Entry
from sources.errors import PayloadRefused
from sources.model import Delivery, Release
from sources.overrules import NONE, Waiver

if TYPE_CHECKING:
    import duckdb


def reach(table: pl.DataFrame) -> dict[str, date]:
    """The last period with a value of each series."""
    given = table.drop_nulls("value").group_by("series").agg(pl.col("period").max())
    return dict(given.iter_rows())


def reached_live(connection: duckdb.DuckDBPyConnection, release: str) -> Mapping[str, date]:
    """The last period of each series that a recorded live delivery gave."""
    rows = connection.execute(
        """
        SELECT reached.key, max(CAST(reached.value ->> '$' AS DATE))
        FROM ledger.deliveries, json_each(reach) AS reached
        WHERE release = ? AND origin = 'live' AND outcome <> 'refused'
        GROUP BY ALL
        """,
        [release],
    ).fetchall()
    return dict(rows)


def line_based(delivery: Delivery) -> list[str]:
    """The payloads (sha256) that nothing proves whole: no announced length, and lines rather than a document.

    JSON, XML and workbooks cannot be read when their end is missing.
    """
    return [p.sha256 for p in delivery.payloads if not p.proven and p.body.lstrip()[:1] not in (b"{", b"[", b"<", b"P")]


def refuse_older(
    connection: duckdb.DuckDBPyConnection, table: pl.DataFrame, entry: Entry, release: Release, waiver: Waiver = NONE
) -> None:
    """Refuse a live delivery that ends before an earlier live one did: a stale copy must not undo revisions.

    Raises:
        PayloadRefused: names the series and both ends.
    """
    if entry.origin != "live":
        return
    before = reached_live(connection, release.key)
    found = reach(table)
    open_ended = (s.name for s in release.series if not s.closed)
    rows = [
        (name, f"ends {found.get(name) or 'nowhere'}; the publisher gave {before[name]} earlier")
        for name in open_ended
        if name in before
        and _asked(before[name], entry)
        and (name not in found or found[name] < before[name])
        and not waiver.lifts("older", name)
    ]
    if rows:
        told = "; ".join(f"{name} {why}" for name, why in rows[:3])
        raise PayloadRefused(f"expected no older copy than last time; found {told}", rows, "older")


def refuse_cut(
    connection: duckdb.DuckDBPyConnection,
    entry: Entry,
    release: Release,
    unproven: Sequence[str],
    waiver: Waiver = NONE,
) -> None:
    """Refuse unproven payloads that lack anything known of their series, wherever it is known from.

    Where nothing is known of a series, there is nothing to tell by.

    Raises:
        PayloadRefused: names the series and area.
    """
    if not unproven:
        return
    since = entry.since or date.min
    rows = connection.execute(
        f"""
        WITH known AS (
            SELECT series, area, period FROM ({tables.latest(release.key)})
            WHERE NOT withdrawn AND period >= $since
        ),
        touched AS (SELECT DISTINCT series FROM incoming WHERE payload IN (SELECT unnest($unproven)))
        SELECT series, area, max(period), count(*)
        FROM known SEMI JOIN touched USING (series) ANTI JOIN incoming USING (series, area, period)
        GROUP BY ALL
        UNION ALL
        SELECT DISTINCT series, NULL, NULL, NULL FROM touched ANTI JOIN known USING (series)
        ORDER BY ALL
        """,
        {
            "since": since,
            "unproven": list(unproven),
        },
    ).fetchall()
    short = [
        (f"{series} {area}", f"lacks {count} known figures, such as that of {period}")
        if area
        else (series, "is not known from before")
        for series, area, period, count in rows
        if not waiver.lifts("cut", series, area or "")
    ]
    if short:
        told = "; ".join(f"{name} {why}" for name, why in short[:3])
        raise PayloadRefused(
            f"the length of the answer was not announced, and it may have been cut: {told}", short, "cut"
        )


def _asked(last: date, entry: Entry) -> bool:
    return entry.since is None or last >= entry.since
