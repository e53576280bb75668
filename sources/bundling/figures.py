"""A folder of published figures: CSV files with a date column, read as text so that no digit is changed."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from sources.errors import TidegaugeError


class Figures:
    """Reads tables of the folder and remembers which period each covered, for the certificates."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise TidegaugeError(f"expected a folder of figures; found no {folder}")
        self.folder = folder
        self.used: dict[str, tuple[str, str]] = {}

    def rows(self, name: str, dated: str = "date") -> list[dict[str, str]]:
        """The rows of ``name`` (without .csv), in file order."""
        path = self.folder / f"{name}.csv"
        if not path.is_file():
            raise TidegaugeError(f"expected the figures {path}; found no such file")
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.used[name] = (min(r[dated] for r in rows), max(r[dated] for r in rows))
        return rows

    def series(self, name: str) -> dict[date, str]:
        """A ``date,value`` file; a blank is a value published as missing."""
        return {date.fromisoformat(r["date"]): r["value"] for r in self.rows(name)}
