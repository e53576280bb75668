"""Names and texts inside SQL, quoted in one place. Values are bound; only what cannot be bound comes here."""

from __future__ import annotations

from pathlib import Path


def name(text: str) -> str:
    """A table's or column's name."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """A text or a path, where DuckDB takes no parameter: ATTACH, COPY, COMMENT."""
    return "'" + str(text).replace("'", "''") + "'"
