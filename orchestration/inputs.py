"""What an edition is made from: recorded deliveries, standing of releases, the project's own files, versions."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from orchestration.storage.editions import Editions
from orchestration.storage.home import PROJECT, Home

PACKAGES = ("tidegauge", "duckdb", "dbt-core", "dbt-duckdb", "dagster", "great-expectations")
OWN = {"sources": ("*.py", "*.yml"), "orchestration": ("*.py",), "dbt_project": ("*",)}


def facts(home: Home) -> dict[str, Any]:
    """What the manifest says beyond tables and files. ``made_from`` is one hash over all of it."""
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        standing = connection.execute(
            "SELECT release, origin, degraded_reason FROM ledger.states ORDER BY release"
        ).fetchall()
        recorded = connection.execute(
            "SELECT release, list(DISTINCT digest ORDER BY digest) FROM ledger.deliveries "
            "WHERE outcome = 'recorded' GROUP BY release ORDER BY release"
        ).fetchall()
    told: dict[str, Any] = {
        "versions": {package: version(package) for package in PACKAGES},
        "code_sha256": _hash_of_own_files(),
        "inputs": dict(recorded),
        "origin": {release: origin for release, origin, _ in standing},
        "degraded": {release: reason for release, _, reason in standing if reason},
    }
    return {**told, "made_from": hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()}


def remember(home: Home) -> None:
    """Note what the current edition was last confirmed against: the same tables may come from newer code."""
    _note(home).write_text(_stamp(home), "utf-8")


def nothing_new(home: Home) -> bool:
    """Whether the current edition was published or confirmed from exactly what there is now."""
    return _note(home).is_file() and _note(home).read_text("utf-8") == _stamp(home)


def _note(home: Home) -> Path:
    return home.warehouse.with_name("confirmed")


def _stamp(home: Home) -> str:
    edition = Editions(home).current()
    return f"{edition.name if edition else 'none'} {facts(home)['made_from']}"


def _hash_of_own_files() -> str:
    digest = hashlib.sha256()
    for top, patterns in OWN.items():
        found = {p for pattern in patterns for p in (PROJECT / top).rglob(pattern) if p.is_file()}
        for path in sorted(p for p in found if "__pycache__" not in p.parts and "bundled" not in p.parts):
            digest.update(str(path.relative_to(PROJECT)).encode() + b"\0" + Path(path).read_bytes())
    return digest.hexdigest()
