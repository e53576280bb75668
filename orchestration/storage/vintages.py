"""Recording a publisher's own vintages: every value of a series that was ever shown, with the day it appeared.

For the time up to their fetch the vintages are the history of their periods. What we had made of it before, by the
calendar or from our own readings, is superseded: it stays in the table with an empty interval.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from orchestration.storage import tables
from orchestration.storage.due import due
from sources.archive import Entry
from sources.calendars import at_its_hour, publication_of
from sources.model import Release

if TYPE_CHECKING:
    import duckdb

KEY = ["series", "area", "period"]


def history(table: pl.DataFrame, entry: Entry, release: Release) -> pl.DataFrame:
    """The versions of a table of vintages, each with the interval in which it was the one known.

    Args:
        table: ``series, area, period, value, withdrawn, realtime_start, payload`` of one series.

    Returns:
        ``series, area, period, value, withdrawn, known_at, known_until, first_known_at, known_basis, payload``. A value
        is known from its series' hour of publication on the day on which it appeared (``publisher``). What stood in the
        first vintage of all was there before: it is known from its calendar's moment on (``modelled``).
    """
    rule = publication_of(release.by_name[entry.vintages], release)
    moments = {day: min(at_its_hour(day, rule), entry.at) for day in table["realtime_start"].unique()}
    days = pl.DataFrame(
        {"realtime_start": list(moments), "shown_at": list(moments.values())},
        schema={"realtime_start": pl.Date, "shown_at": pl.Datetime("us", "UTC")},
    )
    first = table["realtime_start"].min()
    before = (pl.col("realtime_start") == first) & (pl.col("due_at") < pl.col("shown_at"))
    return (
        table.join(days, on="realtime_start")
        .join(due(table, release), on=KEY)
        .with_columns(
            known_at=pl.when(before).then("due_at").otherwise("shown_at"),
            known_basis=pl.when(before).then(pl.lit("modelled")).otherwise(pl.lit("publisher")),
        )
        .sort(*KEY, "known_at", "realtime_start")
        .with_columns(
            known_until=pl.col("known_at").shift(-1).over(KEY),
            first_known_at=pl.coalesce(
                pl.col("known_at").filter(pl.col("value").is_not_null()).min().over(KEY),
                pl.col("known_at").min().over(KEY),
            ),
        )
        .drop("due_at", "shown_at", "realtime_start")
    )


def merge(connection: duckdb.DuckDBPyConnection, release: Release, entry: Entry) -> tuple[int, int]:
    """Put the versions of the view ``shown`` in the place of what was known of their periods; inside a transaction.

    Returns:
        How many versions are new, and how many were superseded. Both are 0 when the same vintages come again.
    """
    raw = tables.raw(release.key)
    same = """
        r.series = s.series AND r.area = s.area AND r.period = s.period AND r.known_at = s.known_at
        AND r.value IS NOT DISTINCT FROM s.value AND r.withdrawn = s.withdrawn AND r.known_basis = s.known_basis
    """
    standing = "(r.known_until IS NULL OR r.known_until > r.known_at)"
    superseded = connection.execute(
        f"""
        UPDATE {raw} AS r SET known_until = known_at
        WHERE (r.series, r.area, r.period) IN (SELECT (series, area, period) FROM shown)
          AND r.known_at <= $fetched AND {standing}
          AND NOT EXISTS (SELECT 1 FROM shown AS s WHERE {same})
        """,
        {"fetched": entry.at},
    ).fetchall()[0][0]
    connection.execute(
        f"""
        UPDATE {raw} AS r SET known_until = s.known_until, first_known_at = s.first_known_at FROM shown AS s
        WHERE {same} AND {standing}
          AND (r.known_until IS DISTINCT FROM s.known_until OR r.first_known_at <> s.first_known_at)
        """
    )
    new = connection.execute(
        f"""
        INSERT INTO {raw} BY NAME
        SELECT s.*, ?::TIMESTAMPTZ AS recorded_at FROM shown AS s
        WHERE NOT EXISTS (SELECT 1 FROM {raw} AS r WHERE {same} AND {standing})
        """,
        [entry.at],
    ).fetchall()[0][0]
    return new, superseded
