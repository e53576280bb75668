"""A user's SQL on an edition, and its rows as a table, CSV or JSON. Nothing but the edition can be reached."""

from __future__ import annotations

import csv
import json
import sys
from typing import Any

import duckdb

from orchestration.cells import plain, safe, shown
from orchestration.storage.editions import Edition
from sources.errors import TidegaugeError


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
            if not cursor:  # a comment alone
                raise QueryError("expected SQL; found nothing to run")
            columns = [c[0] for c in cursor.description or []]
            rows = cursor.fetchall()
        except duckdb.Error as problem:
            raise QueryError(f"{problem}\nThe tables: tidegauge query 'SHOW TABLES'") from None
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow([safe(c) for c in columns])
        writer.writerows([[safe(v) for v in row] for row in rows])
    elif form == "json":
        json.dump(
            [dict(zip(columns, map(plain, row), strict=True)) for row in rows],
            sys.stdout,
            ensure_ascii=False,
            default=str,
        )
        sys.stdout.write("\n")
    else:
        _table(columns, rows)


def _table(columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_edge=False, pad_edge=False)
    for i, name in enumerate(columns):
        numeric = any(isinstance(r[i], int | float) for r in rows)
        table.add_column(Text(shown(name)), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("NULL" if v is None else _shown(v)) for v in row))  # a Text has no markup
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    sys.stdout.write(f"{len(rows)} rows\n")


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return shown(value)
