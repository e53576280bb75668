"""A user's SQL on an edition, and its rows as a table, CSV or JSON. Nothing but the edition can be reached."""

from __future__ import annotations

import csv
import json
import sys
from datetime import date, datetime
from typing import Any

import duckdb

from orchestration.storage.editions import Edition
from sources.errors import TidegaugeError

RISKY = ("=", "+", "-", "@", "\t", "\r")


class QueryError(TidegaugeError):
    """The SQL could not be run."""


def answer(edition: Edition, sql: str, form: str) -> None:
    """Print the rows.

    Raises:
        QueryError: with DuckDB's message, and where the tables are listed.
    """
    with edition.connect() as connection:
        try:
            cursor = connection.execute(sql)
            columns = [c[0] for c in cursor.description or []]
            rows = cursor.fetchall()
        except duckdb.Error as problem:
            raise QueryError(f"{problem}\nThe tables: tidegauge query 'SHOW TABLES'") from None
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[_safe(v) for v in row] for row in rows])
    elif form == "json":
        json.dump([dict(zip(columns, map(_plain, row), strict=True)) for row in rows], sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        _table(columns, rows)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(RISKY):
        return f"'{value}"
    return "" if value is None else _plain(value)


def _table(columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_edge=False, pad_edge=False)
    for i, name in enumerate(columns):
        numeric = any(isinstance(r[i], int | float) for r in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*("NULL" if v is None else _shown(v) for v in row))
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    sys.stdout.write(f"{len(rows)} rows\n")


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return str(_plain(value))
