"""What differs in a release between two working files: versions, figures known now, and verdicts on deliveries.

The connection is one to the new file, with the old one attached under the name ``old_file``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from orchestration.storage import tables
from orchestration.storage.names import literal

if TYPE_CHECKING:
    import duckdb

OLD = "old_file"
EXAMPLES = 5  # of a release; of as many series as there are, figures known now before history

# recorded_at is left out: it says when we took the figure in, not what was known when
_VERSION = "value, withdrawn, known_at, known_until, first_known_at, known_basis, payload"
_PACKED = ", ".join(f"'{name}': {name}" for name in _VERSION.split(", "))
_KEY = "series, area, period"
_FIGURE = "known_until IS NULL AND NOT withdrawn AND value IS NOT NULL"

Kind = Literal["changed", "gone", "new", "history"]
Version = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """How a series or a release differs.

    ``changed``, ``gone`` and ``new`` count figures known now; ``history`` counts periods whose figure now is the same
    but whose versions are not; ``only_before`` and ``only_now`` count versions.
    """

    changed: int
    gone: int
    new: int
    history: int
    only_before: int
    only_now: int

    @property
    def figures(self) -> int:
        return self.changed + self.gone + self.new


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of at least one."""
    return Counts(*(sum(column) for column in zip(*map(astuple, counts), strict=True)))


@dataclass(frozen=True, slots=True)
class Example:
    """One period that differs: the version that stood before and the one that stands now; None where there is none."""

    series: str
    area: str
    period: date
    kind: Kind
    before: Version | None
    now: Version | None

    def __str__(self) -> str:
        told = f"{self.series} {self.area} {self.period}: "
        told += _change(_figure(self.before), _figure(self.now)) + f", known {self._moments('known_at')}"
        if self.kind != "history" or not (self.before and self.now):
            return told
        for column, name in (("known_until", "until"), ("first_known_at", "first known")):
            if self.before[column] != self.now[column]:
                told += f", {name} {self._moments(column)}"
        if self.before["known_basis"] != self.now["known_basis"]:
            told += f", {self.before['known_basis']} → {self.now['known_basis']}"
        return told + (", from another payload" if self.before["payload"] != self.now["payload"] else "")

    def _moments(self, column: str) -> str:
        found = [_moment(version[column]) for version in (self.before, self.now) if version]
        return _change(found[0], found[-1]) + " UTC"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A delivery on which the two files differ. ``before`` and ``now`` are outcomes; None: not judged there.

    ``reason`` is why it was refused in the one or the other, or how it is damaged now.
    """

    fetched_at: datetime
    origin: str
    digest: str
    vintages: str
    before: str | None
    now: str | None
    reason: str

    @property
    def of_the_archive(self) -> bool:
        """Whether the archive is another than it was, rather than the code."""
        return self.before is None or self.now is None

    def __str__(self) -> str:
        before = self.before or "not judged"
        now = self.now or ("damaged" if self.reason else "gone from the archive or the catalog")
        what = f"vintages of {self.vintages}" if self.vintages else "delivery"
        told = f"{what} of {_moment(self.fetched_at)} UTC ({self.origin}): {before} → {now}"
        return told + (f": {self.reason}" if self.reason else "")


@dataclass(frozen=True, slots=True)
class Difference:
    """How one release differs. ``archive_differs``: a delivery was judged in one of the files only."""

    release: str
    counts: Counts
    series: Mapping[str, Counts]
    examples: tuple[Example, ...]
    verdicts: tuple[Verdict, ...]
    archive_differs: bool


def attach(connection: duckdb.DuckDBPyConnection, old: Path) -> list[str]:
    """Attach the old file; returns the releases that it has a table for."""
    connection.execute(f"ATTACH {literal(old)} AS {OLD} (READ_ONLY)")
    return [key for (key,) in connection.execute(_TABLES, [OLD]).fetchall()]


_TABLES = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw' AND database_name = ? ORDER BY table_name"


def compare(
    connection: duckdb.DuckDBPyConnection,
    release: str,
    *,
    before: bool = True,
    now: bool = True,
    lost: Mapping[datetime, str] | None = None,
) -> Difference | None:
    """How a release differs; None when it does not.

    Args:
        before: whether the old file has a table of it; one that came into the catalog since has none.
        now: whether the new file has one; one that left the catalog since has none.
        lost: by the moment of its fetch, why a delivery of the archive could not be judged now.
    """
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS no_versions ({tables.RAW_COLUMNS})")
    old = f"{OLD}.{tables.raw(release)}" if before else "no_versions"
    new = tables.raw(release) if now else "no_versions"
    for name, here, there in (("only_before", old, new), ("only_now", new, old)):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS "
            f"SELECT {_KEY}, {_VERSION} FROM {here} EXCEPT ALL SELECT {_KEY}, {_VERSION} FROM {there}"
        )
    verdicts = _verdicts(connection, release, lost or {})
    if not verdicts and not _rows(connection, "SELECT 1 FROM only_before UNION ALL SELECT 1 FROM only_now LIMIT 1"):
        return None
    connection.execute(_touched(old, new))
    counted = {name: Counts(*counts) for name, *counts in _rows(connection, _COUNTS)}
    return Difference(
        release,
        Counts(*_rows(connection, f"SELECT {_SUMS} FROM touched")[0]),
        counted,
        tuple(Example(*row) for row in _rows(connection, _EXAMPLES)),
        verdicts,
        any(verdict.of_the_archive for verdict in verdicts),
    )


def _touched(old: str, new: str) -> str:
    """Every period whose versions differ, with the figure known now on both sides."""
    figures = ", ".join(
        f"{side} AS (SELECT {_KEY}, value, {{{_PACKED}}} AS version FROM {table} "
        f"SEMI JOIN differing USING ({_KEY}) WHERE {_FIGURE})"
        for side, table in (("older", old), ("newer", new))
    )
    return f"""
        CREATE OR REPLACE TEMP TABLE touched AS
        WITH differing AS (
            SELECT {_KEY}, count(*) FILTER (side = 0) AS only_before, count(*) FILTER (side = 1) AS only_now
            FROM (SELECT {_KEY}, 0 AS side FROM only_before UNION ALL SELECT {_KEY}, 1 AS side FROM only_now)
            GROUP BY ALL
        ),
        {figures}
        SELECT
            differing.*, older.version AS version_before, newer.version AS version_now,
            CASE
                WHEN older.value IS NOT DISTINCT FROM newer.value THEN 'history'
                WHEN older.value IS NULL THEN 'new'
                WHEN newer.value IS NULL THEN 'gone'
                ELSE 'changed'
            END AS kind
        FROM differing LEFT JOIN older USING ({_KEY}) LEFT JOIN newer USING ({_KEY})
    """


_SUMS = ", ".join(f"count(*) FILTER (kind = '{kind}')" for kind in ("changed", "gone", "new", "history"))
_SUMS += ", coalesce(sum(only_before), 0)::BIGINT, coalesce(sum(only_now), 0)::BIGINT"
_COUNTS = f"SELECT series, {_SUMS} FROM touched GROUP BY series ORDER BY series"

_ORDINAL = f"row_number() OVER (PARTITION BY {_KEY} ORDER BY known_at, known_until, value)"
# A period whose figure now differs shows just that; else its versions are set side by side, as they came.
_EXAMPLES = f"""
    WITH older AS (SELECT {_KEY}, {{{_PACKED}}} AS version_before, {_ORDINAL} AS n FROM only_before),
    newer AS (SELECT {_KEY}, {{{_PACKED}}} AS version_now, {_ORDINAL} AS n FROM only_now),
    shown AS (
        SELECT {_KEY}, kind, version_before, version_now FROM touched WHERE kind <> 'history'
        UNION ALL
        SELECT {_KEY}, 'history', version_before, version_now
        FROM older FULL JOIN newer USING ({_KEY}, n) SEMI JOIN (FROM touched WHERE kind = 'history') USING ({_KEY})
    )
    SELECT {_KEY}, kind, version_before, version_now FROM shown
    ORDER BY
        row_number() OVER (PARTITION BY series ORDER BY kind = 'history', period DESC, area),
        kind = 'history', series, period DESC, area
    LIMIT {EXAMPLES}
"""


def _verdicts(connection: duckdb.DuckDBPyConnection, release: str, lost: Mapping[datetime, str]) -> tuple[Verdict, ...]:
    rows = connection.execute(
        f"""
        SELECT
            fetched_at, origin, digest, vintages, older.outcome, newer.outcome,
            coalesce(nullif(newer.reason, ''), older.reason, '')
        FROM (FROM {OLD}.ledger.deliveries WHERE release = $release) AS older
        FULL JOIN (FROM ledger.deliveries WHERE release = $release) AS newer
            USING (fetched_at, origin, digest, vintages)
        WHERE older.outcome IS DISTINCT FROM newer.outcome
        ORDER BY ALL
        """,
        {"release": release},
    ).fetchall()
    found = [Verdict(*row) for row in rows]
    return tuple(v if v.now else replace(v, reason=lost.get(v.fetched_at, "")) for v in found)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def _figure(version: Version | None) -> str:
    if version is None:
        return "none"
    if version["withdrawn"]:
        return "withdrawn"
    return "blank" if version["value"] is None else f"{version['value']:.10g}"


def _moment(at: datetime | None) -> str:
    return "now" if at is None else f"{at:%Y-%m-%d %H:%M}"


def _change(before: str, now: str) -> str:
    return before if before == now else f"{before} → {now}"
