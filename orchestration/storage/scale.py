"""Deliveries in another unit: a series whose figures all moved against what is known for the same periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.storage import tables
from sources.errors import PayloadRefused
from sources.model import Release
from sources.overrules import Waiver

if TYPE_CHECKING:
    import duckdb

MIN_OVERLAP = 3  # observations that the test needs before it judges
BAND = (0.2, 5.0)  # a series whose median moves out of this band against its own history changed its unit


def refuse_another(connection: duckdb.DuckDBPyConnection, release: Release, waiver: Waiver) -> None:
    """Refuse ``incoming`` (a view on the connection) when the median of a series moved out of the band.

    Raises:
        PayloadRefused: names the series and the ratio.
    """
    rows = connection.execute(
        f"""
        WITH latest AS ({tables.latest(release.key)})
        SELECT series, median(i.value / l.value) AS ratio
        FROM incoming AS i JOIN latest AS l USING (series, area, period)
        WHERE l.value <> 0 AND i.value <> 0
        GROUP BY series HAVING count(*) >= {MIN_OVERLAP} AND ratio NOT BETWEEN {BAND[0]} AND {BAND[1]}
        """
    ).fetchall()
    found = [(n, f"{r:g} times what was known for the same periods") for n, r in rows if not waiver.lifts("scale", n)]
    if found:
        told = ", ".join(f"{n} is {w}" for n, w in found)
        raise PayloadRefused(f"the unit or scale changed: {told}", found, "scale")
