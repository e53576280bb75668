"""Secrets that are looked for everywhere a run leaves something: each begins and ends in a mark that nothing else has.

The search knows nothing of how the product blacks secrets out. It looks for the marks in any case, plain,
percent-encoded, in hexadecimal and in base64 at every alignment; inside gzip bodies, SQLite and DuckDB files, too.
"""

from __future__ import annotations

import base64
import gzip
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb

MARKS = ("canary", "yranac")


def secret(middle: str) -> str:
    return f"CaNaRy{middle}yRaNaC"


FRED, BOK = secret("0f1e2d3c4b5a"), secret("/b0k+key=1&x")
HOOK, SIGNATURE, MAIL = secret("h00k7"), secret("s1g9"), secret("p:w0rd")
PROXY, MIRROR = secret("pr0xy"), secret("m1rr0r")


def forms() -> set[bytes]:
    """How a mark may look."""
    found = set()
    for mark in MARKS:
        for text in {mark, mark.upper(), "CaNaRy", "yRaNaC"}:
            raw = text.encode()
            found |= {raw.lower(), raw.hex().encode(), "".join(f"%{b:02x}" for b in raw).encode()}
            for shift in range(3):
                shown = base64.b64encode(bytes(shift) + raw).decode()
                found.add(shown[-(-8 * shift // 6) : 8 * (shift + len(raw)) // 6].lower().encode())
    return found


FORMS = forms()


def stands_in(content: bytes | str) -> bool:
    raw = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    lowered = raw.lower()
    return any(form in lowered for form in FORMS)


def holders(folder: Path) -> Iterator[str]:
    """Every file below the folder, and every table of a database, in which a canary stands; also in a file's name."""
    for path in sorted(folder.rglob("*")):
        if stands_in(str(path.relative_to(folder))):
            yield f"name of {path}"
        if path.is_file() and not path.is_symlink():
            yield from (f"{path.relative_to(folder)}: {where}" for where in _inside(path))


def _inside(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    if stands_in(content):
        yield "as it is"
    if content[:2] == b"\x1f\x8b" and stands_in(_unpacked(content)):
        yield "unpacked"
    if content.startswith(b"SQLite format 3"):
        yield from _in_sqlite(path)
    if path.suffix == ".duckdb":
        yield from _in_duckdb(path)


def _unpacked(content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b""


def _in_sqlite(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if stands_in(repr(database.execute(f'SELECT * FROM "{table}"').fetchall())):
                yield f"table {table}"


def _in_duckdb(path: Path) -> Iterator[str]:
    with duckdb.connect(str(path), read_only=True) as database:
        columns = database.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
            "WHERE data_type IN ('VARCHAR', 'JSON') AND NOT internal"
        ).fetchall()
        for schema, table, column in columns:
            if stands_in(repr(database.execute(f'SELECT DISTINCT "{column}" FROM "{schema}"."{table}"').fetchall())):
                yield f"{schema}.{table}.{column}"
