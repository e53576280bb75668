"""What would keep a run from working. Looks, changes nothing (but that the home's folders exist)."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

from orchestration.storage.editions import Editions
from orchestration.storage.home import Home, HomeError, Locked
from orchestration.storage.retention import old
from sources.catalog import load
from sources.errors import TidegaugeError
from sources.http import Http
from sources.secrets import VARIABLES, key

GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``serious`` when a run would fail."""

    subject: str
    found: str
    fine: bool = True
    serious: bool = False


def examine(home: Home) -> Iterator[Finding]:
    """Every finding, in the order in which a run would meet it."""
    supported = (3, 11) <= sys.version_info[:2] <= (3, 13)
    yield Finding("python", platform.python_version(), supported, serious=not supported)
    packages = ", ".join(f"{p} {version(p)}" for p in ("tidegauge", "duckdb", "dbt-core", "dagster"))
    yield Finding("packages", packages)
    try:
        catalog = load()
        yield Finding("catalog", f"{len(catalog.releases)} releases, no contradiction")
    except TidegaugeError as problem:
        yield Finding("catalog", str(problem), fine=False, serious=True)
    try:
        home.prepare()
    except HomeError as problem:
        yield Finding("home", str(problem), fine=False, serious=True)
        return
    free = shutil.disk_usage(home.root).free / GIB
    yield Finding("home", f"{home.root}, {free:.1f} GiB free", fine=free > 1, serious=free < 0.2)
    yield from _lock(home)
    edition = Editions(home).current()
    yield Finding("edition", edition.name if edition else "none yet; run: tidegauge run", fine=edition is not None)
    yield _space(home, free)
    for variable in VARIABLES:
        found = "set" if key(variable) else "not set (optional; see .env.example)"
        yield Finding(variable, found)
    yield from _network()


def _space(home: Home, free: float) -> Finding:
    """What could go: runs remove nothing by themselves."""
    could_go = [one for one in old(home) if not one.why_not]
    size = sum(one.size for one in could_go) / GIB
    told = f"{len(could_go)} old editions and replaced files, {size:.1f} GiB; they go with: tidegauge editions prune"
    return Finding("retention", told if could_go else "nothing to prune", fine=size < max(free, 1))


def _lock(home: Home) -> Iterator[Finding]:
    try:
        with home.lock():
            yield Finding("lock", "free")
    except Locked as problem:
        yield Finding("lock", str(problem), fine=False)


def _network() -> Iterator[Finding]:
    from sources.errors import Unreachable
    from sources.publishers import fred

    url = fred.GRAPH.url
    try:
        Http().require_route(url)
        yield Finding("network", f"{url} can be reached")
    except Unreachable as problem:
        yield Finding("network", f"{problem}; runs replay the archives", fine=False)
