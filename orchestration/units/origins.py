"""Where units begin: the catalog's series, the seeds' columns, and the names of columns."""

from __future__ import annotations

import csv
from pathlib import Path

from orchestration import dictionary
from orchestration.storage.home import PROJECT
from orchestration.storage.moments import STAGED
from orchestration.units.algebra import OTHER, UNKNOWN, Keyed, Text, Unit, Value, measure
from orchestration.units.scopes import Source
from sources.catalog import Catalog

SEEDS = PROJECT / "dbt_project/seeds"
_TEXTS = ("area", "frequency", "basis", "period_start", "period_end", "unit", "published_unit", "known_at")
# Figures of every series under one name: what they are in hangs on the row, by a join that is not followed here.
_OF_ANY_SERIES = {"stg_history__versions": ("value",), "stg_catalog__series": ("factor", "low", "high")}


def staged(release: str, catalog: Catalog) -> Source:
    if release not in catalog.releases:  # the ledger, the catalog as data: facts, no figures
        return Source(dict.fromkeys(_OF_ANY_SERIES.get(STAGED + release, ()), UNKNOWN), loose=OTHER)
    series = catalog.releases[release].series
    figures = {
        "value": {s.name: measure(catalog.units[s.unit].canonical) for s in series},
        "published_value": {s.name: measure(s.unit) for s in series},
    }
    keyed: dict[str, Value] = {name: Keyed(("", "series"), units) for name, units in figures.items()}
    return Source({"series": Text(), **keyed, **dict.fromkeys(_TEXTS, OTHER)}, loose=OTHER)


def seed(path: Path) -> Source:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
        columns: dict[str, Value] = {}
        for name in rows[0] if rows else ():
            unit = named(name)
            figures = [row[name] for row in rows if row[name]]
            columns[name] = unit or (UNKNOWN if figures and all(map(_is_number, figures)) else OTHER)
    return Source(columns, loose=OTHER)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def named(column: str) -> Unit | None:
    """The unit that a column's name ends in."""
    for ending, unit in dictionary.UNITS.items():
        if column.endswith(ending):
            return measure(unit)
    return None
