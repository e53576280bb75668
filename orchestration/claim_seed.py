"""The shape of the rows of claims, checked before dbt reads them: its own words on a crooked row name no claim.

What the columns may say is checked by the data test claims_can_be_tested.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

from orchestration.storage.home import PROJECT

SEED = PROJECT / "dbt_project/seeds/claims.csv"
PARSERS: dict[str, tuple[Callable[[str], object], str]] = {
    "value": (float, "a number"),
    "value_high": (float, "a number"),
    "since": (date.fromisoformat, "a day like 2025-11-05"),
    "until": (date.fromisoformat, "a day like 2025-11-05"),
}


def problems(seed: Path = SEED) -> list[str]:
    """What keeps the rows from being read: line and claim, what was expected, what was found."""
    found = []
    with seed.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        columns = next(reader)
        for row in reader:
            where = f"{seed.name}, line {reader.line_num}, {row[0] if row else 'empty'}"
            if len(row) != len(columns):
                found.append(
                    f"{where}: expected {len(columns)} fields ({len(columns) - 1} commas); found {len(row)}; "
                    "text with a comma stands in quotes"
                )
                continue
            for column, text in zip(columns, row, strict=True):
                parse, what = PARSERS.get(column, (str, "text"))
                try:
                    parse(text) if text else None
                except ValueError:
                    found.append(f"{where}: expected {what} in {column}; found {text}")
    return found
