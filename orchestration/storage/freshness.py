"""How far each series reaches, which figure comes next, and from when on it is late: figures and catalog, no clock.

Whoever reads compares ``late_from`` with the clock. So the same figures give the same table, whenever it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from orchestration.storage import tables
from sources.calendars import expected
from sources.catalog import Catalog
from sources.model import Release

if TYPE_CHECKING:
    import duckdb
    from polars._typing import PolarsDataType

SCHEMA: dict[str, PolarsDataType] = {
    "release": pl.String,
    "series": pl.String,
    "last_period": pl.Date,
    "known_at": pl.Datetime("us", "UTC"),
    "next_period": pl.Date,
    "next_expected_at": pl.Datetime("us", "UTC"),
    "late_from": pl.Datetime("us", "UTC"),
}


@dataclass(frozen=True, slots=True)
class Freshness:
    """One series. Without figures all is None; a series that has ended expects nothing more.

    ``known_at`` is the moment at which the figure of ``last_period`` was known: in a series of many areas the first of
    them, since the next period is expected as soon as its quickest reporter may give it.
    """

    release: str
    series: str
    last_period: date | None = None
    known_at: datetime | None = None
    next_period: date | None = None
    next_expected_at: datetime | None = None
    late_from: datetime | None = None


def of(sql: duckdb.DuckDBPyConnection, release: Release) -> list[Freshness]:
    """Every series of a release, as the newest versions of its figures stand."""
    found = {
        series: (period, known_at)
        for series, period, known_at in sql.execute(
            f"""
            WITH latest AS ({tables.latest(release.key)})
            SELECT series, period, min(known_at) FROM latest WHERE value IS NOT NULL  -- withdrawn ones have none
            GROUP BY series, period
            QUALIFY row_number() OVER (PARTITION BY series ORDER BY period DESC) = 1
            """
        ).fetchall()
    }
    rows = []
    for spec in release.series:
        if spec.name not in found:  # a file of one's own that was never loaded is not missed, nor one never fetched
            rows.append(Freshness(release.key, spec.name))
            continue
        period, known_at = found[spec.name]
        following = (None, None, None) if spec.closed else expected(period, spec, release)
        rows.append(Freshness(release.key, spec.name, period, known_at, *following))
    return rows


def first_late(rows: Iterable[Freshness]) -> Freshness | None:
    """The series that is late first, by name where several are; None when nothing is expected."""
    due = [(row.late_from, row.series, row) for row in rows if row.late_from is not None]
    return min(due)[2] if due else None


def refresh(
    sql: duckdb.DuckDBPyConnection, catalog: Catalog, known: Mapping[str, Sequence[Freshness]] | None = None
) -> None:
    """Bring the ledger's table up to the figures of every release.

    Args:
        known: what ``of`` just said of some of them.
    """
    known = known or {}
    rows = [row for key, release in catalog.releases.items() for row in known.get(key) or of(sql, release)]
    fresh = pl.DataFrame([astuple(row) for row in rows], schema=SCHEMA, orient="row")
    sql.register("fresh", fresh)
    try:
        sql.execute("CREATE OR REPLACE TABLE ledger.freshness AS FROM fresh")
    finally:
        sql.unregister("fresh")
