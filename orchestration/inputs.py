"""What an edition is made from: recorded deliveries, standing of releases, the project's own files, versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from orchestration.storage.home import PROJECT, Home
from sources.errors import TidegaugeError
from sources.journal import write_whole

BUILT, ACCEPTED, CONFIRMED = "built", "accepted", "confirmed"
PACKAGES = ("tidegauge", "duckdb", "dbt-core", "dbt-duckdb", "dagster", "great-expectations", "holidays")
DBT = {"dbt_project": ("*",)}
OWN = {"sources": ("*.py", "*.yml"), "orchestration": ("*.py",), **DBT}


class NotReady(TidegaugeError):
    """A step was asked for before the one it rests on."""


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
        # what was refused and what people decided stand in the edition, too
        refused = connection.execute(
            "SELECT release, list(DISTINCT digest ORDER BY digest) FROM ledger.quarantine GROUP BY ALL ORDER BY release"
        ).fetchall()
        decided = connection.execute(
            "SELECT release, digest, epoch(decided_at), verdict, guard, series, area FROM ledger.overrules ORDER BY ALL"
        ).fetchall()
        as_of = connection.execute("SELECT epoch(as_of) FROM ledger.as_of WHERE isfinite(as_of)").fetchone()
    told: dict[str, Any] = {
        "as_of": datetime.fromtimestamp(as_of[0], UTC).isoformat() if as_of else None,
        "versions": {package: version(package) for package in PACKAGES},
        "code_sha256": hash_of_files(OWN),
        "inputs": dict(recorded),
        "origin": {release: origin for release, origin, _ in standing},
        "quarantined": dict(refused),
        "overruled": [list(row) for row in decided],
        "degraded": {release: reason for release, _, reason in standing if reason},
    }
    return {**told, "made_from": hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()}


def mark(home: Home, step: str) -> None:
    """Note that a step (BUILT, ACCEPTED, CONFIRMED) was done for exactly what there is now."""
    write_whole(_note(home, step), _stamp(home).encode())


def unmark(home: Home, step: str) -> None:
    """Note that a step was undone."""
    _note(home, step).unlink(missing_ok=True)


def holds(home: Home, step: str) -> bool:
    """Whether a step was done for exactly what there is now."""
    return _note(home, step).is_file() and _note(home, step).read_bytes() == _stamp(home).encode()


def require(home: Home, step: str) -> None:
    """Refuse to go on when the step before was done for other inputs, as when a single asset is run by hand.

    Raises:
        NotReady: says what to run.
    """
    if not holds(home, step):
        raise NotReady(
            f"expected marts {step} from the figures and the code of now; found older ones. Run: tidegauge run"
        )


def _note(home: Home, step: str) -> Path:
    return home.warehouse.with_name(step)


def _stamp(home: Home) -> str:
    return str(facts(home)["made_from"])


def hash_of_files(tops: Mapping[str, tuple[str, ...]]) -> str:
    """One hash over the project's files of those folders that match the patterns; bundle and caches left out."""
    digest = hashlib.sha256()
    for top, patterns in tops.items():
        found = {p for pattern in patterns for p in (PROJECT / top).rglob(pattern) if p.is_file()}
        for path in sorted(p for p in found if "__pycache__" not in p.parts and "bundled" not in p.parts):
            digest.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
