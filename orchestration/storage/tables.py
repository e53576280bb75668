"""The tables of the working file that Python owns: raw observations, the ledger, and the catalog as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.catalog import Catalog

if TYPE_CHECKING:
    import duckdb

RAW_COLUMNS = """
    series VARCHAR NOT NULL, area VARCHAR NOT NULL, period DATE NOT NULL, value DOUBLE, withdrawn BOOLEAN NOT NULL,
    known_at TIMESTAMPTZ NOT NULL, known_basis VARCHAR NOT NULL, recorded_at TIMESTAMPTZ NOT NULL,
    payload VARCHAR NOT NULL
"""

LEDGER = """
    CREATE SCHEMA IF NOT EXISTS ledger;
    CREATE TABLE IF NOT EXISTS ledger.deliveries (
        release VARCHAR, digest VARCHAR, fetched_at TIMESTAMPTZ, origin VARCHAR, outcome VARCHAR, reason VARCHAR,
        new_rows INTEGER, revised_rows INTEGER, withdrawn_rows INTEGER);
    ALTER TABLE ledger.deliveries ADD COLUMN IF NOT EXISTS reach JSON;  -- the last period of each series it gave
    CREATE TABLE IF NOT EXISTS ledger.quarantine (
        release VARCHAR, digest VARCHAR, fetched_at TIMESTAMPTZ, found VARCHAR, reason VARCHAR);
    CREATE TABLE IF NOT EXISTS ledger.states (release VARCHAR PRIMARY KEY, origin VARCHAR, degraded_reason VARCHAR);
    CREATE SCHEMA IF NOT EXISTS catalog;
    CREATE OR REPLACE TABLE catalog.releases (
        release VARCHAR, source VARCHAR, title VARCHAR, label_zh VARCHAR, publisher VARCHAR, homepage VARCHAR,
        licence VARCHAR, licence_label VARCHAR, redistributable BOOLEAN, credit VARCHAR, access VARCHAR,
        stale_after_days INTEGER);
    CREATE OR REPLACE TABLE catalog.series (
        series VARCHAR, release VARCHAR, code VARCHAR, area VARCHAR, frequency VARCHAR, basis VARCHAR,
        published_unit VARCHAR, unit VARCHAR, factor DOUBLE, low DOUBLE, high DOUBLE,
        label_en VARCHAR, label_zh VARCHAR, closed BOOLEAN);
"""


def raw(key: str) -> str:
    """The quoted name of a release's raw table. The catalog admits no key with a quote in it."""
    return f'raw."{key}"'


def latest(key: str) -> str:
    """SQL for the newest version of every observation of a release."""
    return f"""
        SELECT series, area, period, value, withdrawn, known_at FROM {raw(key)}
        QUALIFY row_number() OVER (PARTITION BY series, area, period ORDER BY known_at DESC, recorded_at DESC) = 1
    """


def create(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Create what is not there, and write the catalog of today."""
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
    for key in catalog.releases:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {raw(key)} ({RAW_COLUMNS})")
    connection.execute(LEDGER)
    releases, series = [], []
    for key, r in catalog.releases.items():
        licence = catalog.licences[r.licence]
        told = [r.title, r.label_zh, r.publisher, r.homepage, r.licence, licence.label, licence.redistributable]
        releases.append([key, r.source, *told, r.credit, r.access, r.stale_after_days])
        for s in r.series:
            unit = catalog.units[s.unit]
            named = [s.name, key, s.code, s.area, str(s.frequency), str(s.basis)]
            series.append(
                [*named, s.unit, unit.canonical, unit.factor, s.low, s.high, s.label_en, s.label_zh, s.closed]
            )
    connection.executemany(f"INSERT INTO catalog.releases VALUES ({', '.join('?' * 12)})", releases)
    connection.executemany(f"INSERT INTO catalog.series VALUES ({', '.join('?' * 14)})", series)
