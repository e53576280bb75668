"""The columns of a release's tables, as the ledger knows them: what is new is told for a while, what went refuses.

The first live reading of a table says which columns it has; nobody could list them for every publisher. From then on a
row without a column that every row had is a rename or another table, and only a person can tell which.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from sources.archive import Entry
from sources.columns import Columns
from sources.errors import PayloadRefused
from sources.overrules import NONE, Waiver

if TYPE_CHECKING:
    import duckdb

TOLD_FOR = timedelta(days=30)

Found = Mapping[str, Columns]


def refuse_gone(connection: duckdb.DuckDBPyConnection, entry: Entry, found: Found, waiver: Waiver = NONE) -> None:
    """Refuse a delivery without a column that its table always had.

    Raises:
        PayloadRefused: names the columns, and those that are new beside them.
    """
    # the bundle has the columns that are read; files of one's own have whatever they have
    if entry.origin != "live" or waiver.lifts("columns", ""):
        return
    for table, known in _known(connection, entry.release).items():
        if table not in found:
            continue
        given = found[table].always or set()
        gone = sorted(name for name, always in known.items() if always and name not in given)
        if gone:
            new = sorted(found[table].ever - known.keys())
            beside = f"; new beside them: {new}" if new else ""
            raise PayloadRefused(
                f"expected the columns {gone}{f' of {table}' if table else ''} as in every reading before; "
                f"found rows without{beside}",
                [
                    (f"{table} {name}".strip(), "a column that was always there is gone, or has another name")
                    for name in gone
                ],
                "columns",
            )


def remember(connection: duckdb.DuckDBPyConnection, entry: Entry, found: Found, waiver: Waiver = NONE) -> None:
    """Write what is new. In a table that was read before only later rows have it: it is not missed when it goes.

    Where a person accepted that columns went, the table is one that was never read before.
    """
    if entry.origin != "live":
        return
    if waiver.lifts("columns", ""):
        connection.execute("DELETE FROM ledger.columns WHERE release = ?", [entry.release])
    known = _known(connection, entry.release)
    for table, columns in found.items():
        before = known.get(table, {})
        always = columns.always or set()
        for name in sorted(columns.ever - before.keys()):
            connection.execute(
                "INSERT INTO ledger.columns VALUES (?, ?, ?, ?, ?, ?, ?)",
                [entry.release, table, name, name in always and not before, entry.at, entry.digest, bool(before)],
            )


def told(connection: duckdb.DuckDBPyConnection, release: str) -> str:
    """The columns that came up lately, in words; empty when there are none."""
    rows = connection.execute(
        """
        SELECT trim(source_table || ' ' || name), strftime(first_seen, '%Y-%m-%d')
        FROM ledger.columns AS c
        WHERE release = $release AND added AND first_seen + $told_for >= (
            SELECT max(fetched_at) FROM ledger.deliveries AS d WHERE d.release = $release AND outcome <> 'refused'
        )
        ORDER BY ALL
        """,
        {"release": release, "told_for": TOLD_FOR},
    ).fetchall()
    named = ", ".join(f"{name} (since {day})" for name, day in rows)
    return f"new columns that nobody reads: {named}" if named else ""


def _known(connection: duckdb.DuckDBPyConnection, release: str) -> dict[str, dict[str, bool]]:
    known: dict[str, dict[str, bool]] = {}
    rows = connection.execute("SELECT source_table, name, always FROM ledger.columns WHERE release = ?", [release])
    for table, name, always in rows.fetchall():
        known.setdefault(table, {})[name] = always
    return known
