"""Recorded-by-hand conversations with publishers: what is asked, what is answered, and what must be read from it.

One folder a release, ``tests/fixtures/payloads/<source>/<release>/``, with one or more scenarios ``<name>.yml``:

    # {YYYY} stands for the year of today in New York, in every file of the folder that has it
    environment: {FRED_API_KEY: key}   # optional: variables of this scenario
    since: 2026-08-01                  # optional: a reading of a window only
    expected: expected.csv             # series,area,period,value: what is read; empty: published as missing
    exchanges:
      - path: /graph/fredgraph.csv     # may hold * for what the day of the test decides
        params: {id: WALCL}            # those that must be asked; others may be asked beside them
        body: WALCL.csv                # a file of the folder, or of another one as ../h10/x.csv
        status: 200                    # optional, as are method (GET) and media_type
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from zoneinfo import ZoneInfo

import yaml

from sources import publishers
from sources.http import Host
from sources.model import Release

FOLDER = Path(__file__).parent / "fixtures" / "payloads"

Row = tuple[str, str, date, float | None]


@dataclass(frozen=True)
class Exchange:
    """One answer, and the questions that it is given to."""

    path: str
    body: bytes
    params: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    status: int = 200
    media_type: str = "text/plain"

    def fits(self, method: str, path: str, params: Mapping[str, str]) -> bool:
        return (
            method == self.method
            and fnmatchcase(path, self.path)
            and all(fnmatchcase(params.get(name, "\0"), wanted) for name, wanted in self.params.items())
        )


@dataclass(frozen=True)
class Scenario:
    """One reading of a release."""

    release: str
    name: str
    environment: Mapping[str, str]
    since: date | None
    exchanges: tuple[Exchange, ...]
    expected: tuple[Row, ...]


def folder_of(release: Release) -> Path:
    return FOLDER / release.source / release.name


def scenarios(release: Release) -> Iterator[Scenario]:
    """Every scenario of a release, ``live`` first."""
    folder = folder_of(release)
    for path in sorted(folder.glob("*.yml"), key=lambda p: (p.stem != "live", p.stem)):
        told = yaml.safe_load(path.read_text("utf-8").replace("{YYYY}", this_year()))
        named = [told["expected"], *(e["body"] for e in told["exchanges"])]
        if absent := [name for name in named if not (folder / name).is_file()]:
            raise FileNotFoundError(f"{path} names {absent}, which {folder} has not")
        yield Scenario(
            release=release.key,
            name=path.stem,
            environment=told.get("environment", {}),
            since=told.get("since"),
            exchanges=tuple(_exchange(folder, e) for e in told["exchanges"]),
            expected=tuple(_expected(folder / told["expected"])),
        )


def _exchange(folder: Path, told: dict) -> Exchange:  # type: ignore[type-arg]
    params = {name: str(value) for name, value in told.pop("params", {}).items()}
    body = (folder / told["body"]).read_bytes().replace(b"{YYYY}", this_year().encode())
    return Exchange(**{**told, "params": params, "body": body})


def this_year() -> str:
    return f"{datetime.now(ZoneInfo('America/New_York')):%Y}"


def _expected(path: Path) -> Iterator[Row]:
    with io.StringIO(path.read_text("utf-8").replace("{YYYY}", this_year())) as file:
        for row in csv.DictReader(file):
            value = float(row["value"]) if row["value"] else None
            yield row["series"], row["area"], date.fromisoformat(row["period"]), value


def hosts() -> list[Host]:
    """Every host that a publisher's module asks."""
    modules = [import_module(f"{publishers.__name__}.{m.name}") for m in iter_modules(publishers.__path__)]
    return [value for module in modules for value in vars(module).values() if isinstance(value, Host)]
