"""Single figures that leap: one row a thousand times too high, or a known figure that comes back ten times as large.

A figure leaps when it lies far from the figures before it and far from those after it, on the same side, farther
than any known figure of its series ever did: both as a ratio (which a rate near zero reaches easily) and as a
difference (which a series that grows reaches easily). Whole series that change their scale are warehouse.py's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.storage import tables
from sources.model import Release

if TYPE_CHECKING:
    import duckdb

FAR = 4.0  # times the figures beside it; steps of real series stay below, or have happened before
FARTHER = 1.5  # times (as a logarithm) the widest leap known
REVISED = 5.0  # times the known figure of the same period, when the change is large beside its neighbours
JUDGED = 30  # known figures that a series needs before its leaps are judged
NEIGHBOURS = 3
SMALL = 4.0  # times smaller than usual: near zero

Leap = tuple[str, str, str]  # series, area, what was found


def found(connection: duckdb.DuckDBPyConnection, release: Release) -> list[Leap]:
    """The leaps among the new and revised figures of ``incoming``, one for each series and area.

    New figures of series that the catalog calls jumpy are not judged: operations and statement lines go from nothing to
    billions. A known figure of theirs that comes back at another scale is. Where an index that is estimated anew each
    week crosses zero, ratios say nothing: a known figure leaps there when it moves farther than any did.
    """
    jumpy = [s.name for s in release.series if s.jumpy]
    crossing = [s.name for s in release.series if s.unit == "index" and s.low < 0]
    rows = connection.execute(
        f"""
        WITH known AS (
            SELECT series, area, period, value FROM ({tables.latest(release.key)})
            WHERE value IS NOT NULL AND NOT withdrawn
        ),
        fresh AS (
            SELECT i.series, i.area, i.period, i.value, k.value AS was
            FROM incoming AS i LEFT JOIN known AS k USING (series, area, period)
            WHERE i.value IS NOT NULL AND i.value <> 0 AND i.value IS DISTINCT FROM k.value
              AND (i.series, i.area) IN (SELECT (series, area) FROM known GROUP BY ALL HAVING count(*) >= {JUDGED})
        ),
        touched AS (SELECT DISTINCT series, area FROM fresh),
        merged AS (
            SELECT series, area, period, coalesce(i.value, k.value) AS value
            FROM (SELECT * FROM known SEMI JOIN touched USING (series, area)) AS k
            FULL JOIN (SELECT * FROM incoming SEMI JOIN touched USING (series, area)) AS i
            USING (series, area, period)
            WHERE coalesce(i.value, k.value) IS NOT NULL
        ),
        now_far AS ({_far("merged")}),
        ever_far AS ({_far("(SELECT * FROM known SEMI JOIN touched USING (series, area))")}),
        usual AS (SELECT series, area, median(abs(value)) AS usual FROM known SEMI JOIN touched USING (series, area)
                  GROUP BY ALL),
        widest AS (SELECT series, area, max(far) AS far, max(off) AS off, any_value(usual) AS usual
                   FROM ever_far JOIN usual USING (series, area) GROUP BY ALL)
        SELECT f.series, f.area, f.period, f.value, f.was, n.beside
        FROM fresh AS f JOIN now_far AS n USING (series, area, period) JOIN widest AS w USING (series, area)
        WHERE (n.far > greatest(ln({FAR}), {FARTHER} * w.far) AND n.off > w.off AND NOT list_contains($jumpy, f.series))
           OR (f.was <> 0 AND abs(f.value / f.was) NOT BETWEEN {1 / REVISED} AND {REVISED}
               AND abs(f.value - f.was) > n.beside / 2
               AND (abs(f.value - f.was) > w.off OR n.beside > w.usual / {SMALL}
                    OR NOT list_contains($crossing, f.series)))
        QUALIFY row_number() OVER (PARTITION BY f.series, f.area ORDER BY abs(ln(abs(f.value) / n.beside)) DESC) = 1
        ORDER BY f.series, f.area
        """,
        {"jumpy": jumpy, "crossing": crossing},
    ).fetchall()
    return [(series, area, _told(period, value, was, beside)) for series, area, period, value, was, beside in rows]


def _far(table: str) -> str:
    """SQL: the level beside each figure, and how far it is from both sides: the smaller of the two logarithms of the
    ratio (``far``) and of the two differences (``off``)."""
    before, after = (
        "list_median(list_filter(["
        + ", ".join(f"{which}(value, {n}) OVER w" for n in range(1, NEIGHBOURS + 1))
        + "], lambda x: x IS NOT NULL))"
        for which in ("lag", "lead")
    )
    return f"""
        SELECT
            series, area, period, abs(coalesce(nullif(before, 0), after)) AS beside,
            CASE
                WHEN sign(abs(value) - abs(before)) <> sign(abs(value) - abs(after)) THEN 0
                ELSE least(abs(ln(abs(value / nullif(before, 0)))), abs(ln(abs(value / nullif(after, 0)))))
            END AS far,
            least(abs(value - before), abs(value - after)) AS off
        FROM (SELECT *, {before} AS before, {after} AS after FROM {table}
              WINDOW w AS (PARTITION BY series, area ORDER BY period))
        WHERE value <> 0 AND coalesce(nullif(before, 0), after) <> 0
    """


def _told(period: object, value: float, was: float | None, beside: float) -> str:
    known = f", known as {was:g}" if was is not None else ""
    return f"{value:g} of {period}{known}: {value / beside:g} times the figures beside it"
