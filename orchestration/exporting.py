"""Rows of an edition as a file for spreadsheets and BI tools: CSV, Excel, Parquet; with what may be done with them.

Text stays text: no cell, header or comment can become a formula. Units stand in the names and descriptions of columns.
An Excel file has the credits on a sheet of its own, the others in a file beside them.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.cells import plain, safe
from orchestration.credits import Credit, credits_of, lines_of
from orchestration.storage.editions import Edition
from orchestration.storage.names import name
from sources.errors import TidegaugeError

EXCEL_ROWS, EXCEL_TEXT, EXCEL_WHOLE = 1_048_575, 32_767, 1 << 53
EXCEL_BEGINS = 1900
PIECE = 10_000


class ExportError(TidegaugeError):
    """The rows cannot be written as that file."""


@dataclass(frozen=True, slots=True)
class Export:
    """What was written: how many rows, and whose figures may not be passed on."""

    rows: int
    private: tuple[Credit, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Rows still to be read, and what to say of them."""

    cursor: duckdb.DuckDBPyConnection
    columns: list[tuple[str, str, str]]  # name, type, description
    about: list[tuple[str, str]]

    def pieces(self) -> Iterator[list[tuple[Any, ...]]]:
        while piece := self.cursor.fetchmany(PIECE):
            yield piece


def export(edition: Edition, what: str, to: Path) -> Export:
    """Write a table, or the rows of a SELECT, to a file whose name ends in .csv, .xlsx or .parquet.

    The file is there whole or not at all.

    Raises:
        ExportError: there is no such table, the SQL fails, or the rows do not fit into such a file.
    """
    write = _WRITERS.get(to.suffix.lower())
    if write is None:
        raise ExportError(f"expected a file name that ends in {', '.join(_WRITERS)}; found {to.name!r}")
    if edition.path.parent in to.resolve().parents:
        raise ExportError(f"{to}: expected a place outside the editions, which never change; choose another folder")
    with edition.connect() as connection:
        sql = f"FROM {name(what)}" if what in edition.tables else what
        credits = credits_of(edition, connection, sql)
        asked = _ask(connection, sql, edition, what, credits)
        with _whole(to) as part:
            rows = write(part, asked)
    if write is not _excel:
        with _whole(to.with_name(f"{to.name}.about.txt")) as part:
            part.write_text("\n".join(f"{k}: {v}" if k else v for k, v in asked.about) + "\n", "utf-8")
    return Export(rows, tuple(c for c in credits if not c.redistributable))


def _ask(connection: duckdb.DuckDBPyConnection, sql: str, edition: Edition, what: str, credits: list[Credit]) -> _Asked:
    try:
        cursor = connection.execute(sql)
        # DuckDB gives no cursor for a comment alone
        told = [(c[0], str(c[1])) for c in cursor.description or []] if cursor else []
    except duckdb.Error as problem:
        raise ExportError(
            f"{problem}\nA table or a SELECT is wanted; the tables: tidegauge query 'SHOW TABLES'"
        ) from None
    if not told:
        raise ExportError("expected a table or a SELECT; found nothing that gives rows")
    described = _descriptions(edition, what)
    as_of = edition.manifest.get("as_of")
    about = [
        ("edition", edition.name),
        ("exported", what),
        *([("as of", as_of)] if as_of else []),
        ("times", "UTC"),
        *lines_of(credits),
    ]
    return _Asked(cursor, [(c, kind, described.get(c, "")) for c, kind in told], about)


def _descriptions(edition: Edition, what: str) -> dict[str, str]:
    """Of a table's own columns; in a SELECT, of those that are called the same in every table that has them."""
    condition = "AND table_name = ?" if what in edition.tables else ""
    with edition.connect() as connection:
        rows = connection.execute(
            "SELECT column_name, any_value(comment) FROM duckdb_columns() "  # noqa: S608 (a constant; the value is bound)
            f"WHERE comment IS NOT NULL {condition} GROUP BY column_name HAVING count(DISTINCT comment) = 1",
            [what] if condition else [],
        ).fetchall()
    return dict(rows)


@contextmanager
def _whole(to: Path) -> Iterator[Path]:
    part = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        yield part
        part.replace(to)
    except OSError as problem:
        raise ExportError(f"{to}: expected a place that can be written to; found: {problem.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def _csv(part: Path, asked: _Asked) -> int:
    rows = 0
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([safe(c) for c, _, _ in asked.columns])
        for piece in asked.pieces():
            writer.writerows([[safe(v) for v in row] for row in piece])
            rows += len(piece)
    return rows


def _parquet(part: Path, asked: _Asked) -> int:
    import pyarrow.parquet as pq

    reader = asked.cursor.to_arrow_reader(PIECE)
    rows = 0
    with pq.ParquetWriter(part, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _excel(part: Path, asked: _Asked) -> int:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    # an address of the file is not needed: it is written beside and moved
    with xlsxwriter.Workbook(str(part), options) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        rows = _sheet(book.add_worksheet("data"), asked, formats)
        columns = book.add_worksheet("columns")
        for i, row in enumerate([("column", "type", "what it is, and its unit"), *asked.columns]):
            for j, text in enumerate(row):
                columns.write_string(i, j, text[:EXCEL_TEXT], formats["head"] if i == 0 else None)
        about = book.add_worksheet("about")
        for i, pair in enumerate(asked.about):
            for j, text in enumerate(pair):
                about.write_string(i, j, str(text)[:EXCEL_TEXT])
    return rows


def _sheet(sheet: Any, asked: _Asked, formats: dict[str, Any]) -> int:
    sheet.freeze_panes(1, 0)
    for j, (column, _, _) in enumerate(asked.columns):
        sheet.write_string(0, j, column, formats["head"])
        sheet.set_column(j, j, min(40, max(12, len(column) + 2)))
    rows = 0
    for piece in asked.pieces():
        if rows + len(piece) > EXCEL_ROWS:
            raise ExportError(
                f"expected at most {EXCEL_ROWS:,} rows in an Excel sheet; found more. Use .parquet or .csv"
            )
        for row in piece:
            rows += 1
            for j, value in enumerate(row):
                _cell(sheet, rows, j, value, formats)
    return rows


def _cell(sheet: Any, i: int, j: int, value: Any, formats: dict[str, Any]) -> None:
    """One cell by its type: text is never taken for anything else."""
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(i, j, value)
        case int() | float() if abs(value) <= EXCEL_WHOLE:  # not NaN, not infinite
            sheet.write_number(i, j, value)
        case datetime() if EXCEL_BEGINS <= value.year <= 9998:
            sheet.write_datetime(i, j, value.replace(tzinfo=None), formats["moment"])
        case date() if not isinstance(value, datetime) and value.year >= EXCEL_BEGINS:
            sheet.write_datetime(i, j, value, formats["day"])
        case _:
            text = str(plain(value))
            if len(text) > EXCEL_TEXT:
                raise ExportError(f"expected at most {EXCEL_TEXT:,} characters in an Excel cell; found {len(text):,}")
            sheet.write_string(i, j, text)


_WRITERS: dict[str, Callable[[Path, _Asked], int]] = {".csv": _csv, ".xlsx": _excel, ".parquet": _parquet}
