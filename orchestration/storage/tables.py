"""The tables of the working file that Python owns: raw observations, the ledger, and the catalog as data."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.storage import quarantine
from orchestration.storage.names import name
from sources.catalog import Catalog
from sources.errors import TidegaugeError

if TYPE_CHECKING:
    import duckdb

SHAPE = 3  # of raw and ledger; a working file of another shape is read anew from the archive

# A version stands from known_at until known_until (NULL: still); nothing else of a row ever changes. A version whose
# interval is empty was superseded: better evidence says that it was never the one known. first_known_at is when any
# figure of the period was known first.
RAW_COLUMNS = """
    series VARCHAR NOT NULL, area VARCHAR NOT NULL, period DATE NOT NULL, value DOUBLE, withdrawn BOOLEAN NOT NULL,
    known_at TIMESTAMPTZ NOT NULL, known_until TIMESTAMPTZ, first_known_at TIMESTAMPTZ NOT NULL,
    known_basis VARCHAR NOT NULL, recorded_at TIMESTAMPTZ NOT NULL, payload VARCHAR NOT NULL
"""

LEDGER = """
    CREATE SCHEMA IF NOT EXISTS ledger;
    CREATE TABLE IF NOT EXISTS ledger.shape (shape INTEGER);
    CREATE TABLE IF NOT EXISTS ledger.deliveries (
        release VARCHAR, digest VARCHAR, fetched_at TIMESTAMPTZ, origin VARCHAR, outcome VARCHAR, reason VARCHAR,
        new_rows INTEGER, revised_rows INTEGER, withdrawn_rows INTEGER,
        reach JSON,        -- the last period of each series that it gave
        vintages VARCHAR); -- the series whose complete vintages it is; empty for a reading of the release
    CREATE TABLE IF NOT EXISTS ledger.columns ( -- of the publisher's tables; always: in every row of every reading
        release VARCHAR, source_table VARCHAR, name VARCHAR, always BOOLEAN, first_seen TIMESTAMPTZ, digest VARCHAR,
        added BOOLEAN);    -- it was not in the first reading of the table
    CREATE TABLE IF NOT EXISTS ledger.begins (release VARCHAR, series VARCHAR, first DATE); -- of the last whole reading
    CREATE TABLE IF NOT EXISTS ledger.as_of AS SELECT 'infinity'::TIMESTAMPTZ AS as_of;
    CREATE TABLE IF NOT EXISTS ledger.states (release VARCHAR PRIMARY KEY, origin VARCHAR, degraded_reason VARCHAR);
    CREATE TABLE IF NOT EXISTS ledger.freshness (
        release VARCHAR, series VARCHAR, last_period DATE, known_at TIMESTAMPTZ, next_period DATE,
        next_expected_at TIMESTAMPTZ, late_from TIMESTAMPTZ);
    CREATE SCHEMA IF NOT EXISTS catalog;
    CREATE OR REPLACE TABLE catalog.releases (
        release VARCHAR, source VARCHAR, title VARCHAR, label_zh VARCHAR, publisher VARCHAR, homepage VARCHAR,
        licence VARCHAR, licence_label VARCHAR, redistributable BOOLEAN, credit VARCHAR, access VARCHAR);
    CREATE OR REPLACE TABLE catalog.series (
        series VARCHAR, release VARCHAR, code VARCHAR, area VARCHAR, frequency VARCHAR, basis VARCHAR,
        published_unit VARCHAR, unit VARCHAR, factor DOUBLE, low DOUBLE, high DOUBLE,
        label_en VARCHAR, label_zh VARCHAR, closed BOOLEAN);
"""


def stand_at(connection: duckdb.DuckDBPyConnection, moment: datetime) -> None:
    """Make a copy of the working file stand at a moment: what was known later is not in it any more."""
    for (key,) in connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw'").fetchall():
        connection.execute(f"DELETE FROM {raw(key)} WHERE known_at > ?", [moment])
        connection.execute(f"UPDATE {raw(key)} SET known_until = NULL WHERE known_until > ?", [moment])
    for table in ("quarantine", "overrules"):
        connection.execute(f"DELETE FROM ledger.{table} WHERE fetched_at > ?", [moment])
    connection.execute("UPDATE ledger.as_of SET as_of = ?", [moment])


def raw(key: str) -> str:
    """The quoted name of a release's raw table; a working file from elsewhere may have tables of any name."""
    return f"raw.{name(key)}"


def latest(key: str) -> str:
    """SQL for the version of every observation of a release that is known now."""
    return f"""
        SELECT series, area, period, value, withdrawn, known_at, first_known_at FROM {raw(key)}
        WHERE known_until IS NULL
    """


def is_current(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the working file has the shape of today's code; a new file has none yet."""
    there = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'ledger' AND table_name = 'shape'"
    ).fetchall()
    return bool(there[0][0]) and connection.execute("SELECT shape FROM ledger.shape").fetchall() == [(SHAPE,)]


def stands(path: Path) -> bool:
    """Whether a working file is there that has the shape of today's code, so that what is recorded in it counts.

    Raises:
        TidegaugeError: it cannot be read.
    """
    import duckdb

    if not path.exists():
        return False
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return is_current(connection)
    except duckdb.IOException as problem:
        raise TidegaugeError(
            f"{path}: expected a working file that can be read; found: {problem}. "
            "If it is damaged, move it away and run: tidegauge run"
        ) from problem


def create(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Create what is not there, and write the catalog of today."""
    connection.execute("SET TimeZone = 'UTC'")
    if not is_current(connection):
        connection.execute("DROP SCHEMA IF EXISTS raw CASCADE")
        connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")
    connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
    for key in catalog.releases:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {raw(key)} ({RAW_COLUMNS})")
    connection.execute(LEDGER)
    connection.execute(quarantine.TABLES)
    if not is_current(connection):
        connection.execute("INSERT INTO ledger.shape VALUES (?)", [SHAPE])
    releases, series = [], []
    for key, r in catalog.releases.items():
        licence = catalog.licences[r.licence]
        told = [r.title, r.label_zh, r.publisher, r.homepage, r.licence, licence.label, licence.redistributable]
        releases.append([key, r.source, *told, r.credit, r.access])
        for s in r.series:
            unit = catalog.units[s.unit]
            named = [s.name, key, s.code, s.area, str(s.frequency), str(s.basis)]
            series.append(
                [*named, s.unit, unit.canonical, unit.factor, s.low, s.high, s.label_en, s.label_zh, s.closed]
            )
    connection.executemany(f"INSERT INTO catalog.releases VALUES ({', '.join('?' * 11)})", releases)
    connection.executemany(f"INSERT INTO catalog.series VALUES ({', '.join('?' * 14)})", series)
