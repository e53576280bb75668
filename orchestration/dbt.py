"""Running dbt inside this process: its environment, its manifest, and what it reported."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration import inputs
from orchestration.storage.home import PROJECT, Home
from orchestration.storage.moments import Model
from sources.errors import TidegaugeError
from sources.journal import write_whole

FOLDER = PROJECT / "dbt_project"
BUILD = ["build", "--full-refresh", "--exclude-resource-type", "unit_test"]


class DbtError(TidegaugeError):
    """dbt could not read the project."""


def environment(home: Home) -> dict[str, str]:
    """The variables that profiles.yml and dbt read. Nothing is written into the checkout, nothing is reported home."""
    return {
        "TIDEGAUGE_WAREHOUSE": str(home.warehouse),
        "DBT_TARGET_PATH": str(home.dbt / "target"),
        "DBT_LOG_PATH": str(home.dbt / "logs"),
        "DBT_PROFILES_DIR": str(FOLDER),
        "DBT_PROJECT_DIR": str(FOLDER),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def invoke(home: Home, arguments: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Run one dbt command; returns its structured events and the messages of what failed.

    In this process on purpose: a subprocess costs seconds of imports on every run.
    """
    from dbt.cli.main import dbtRunner
    from google.protobuf.json_format import MessageToDict

    events: list[dict[str, Any]] = []
    failures: list[str] = []

    def remember(event: Any) -> None:
        name = event.info.name
        if name in ("LogSeedResult", "LogModelResult", "LogTestResult"):
            events.append(MessageToDict(event, preserving_proto_field_name=True))
        elif name == "RunResultFailure" or event.info.level == "error":
            failures.append(" ".join(event.info.msg.split()))

    os.environ.update(environment(home))
    try:
        result = dbtRunner(callbacks=[remember]).invoke(["--quiet", "--no-use-colors", *arguments])
    finally:
        _let_go_of_the_file()
    if result.exception:
        failures.append(str(result.exception))
    elif not result.success and not failures:
        failures.append(f"dbt {arguments[0]} was not successful")
    return events, [f for f in failures if f]


def _let_go_of_the_file() -> None:
    """Close the adapter's connection, which outlives the invocation and keeps the file open (dbt-duckdb 1.11)."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    with contextlib.suppress(Exception):  # «environment requested before creation»: nothing was opened
        DuckDBConnectionManager.env().close()
    DuckDBConnectionManager.close_all_connections()


def manifest(home: Home) -> Mapping[str, Any]:
    """The project's manifest; parsed anew when a file of the project changed since.

    Raises:
        DbtError: the project does not parse.
    """
    target = home.dbt / "target"
    path, stamp = target / "manifest.json", target / "project.sha256"
    state = inputs.hash_of_files(inputs.DBT)
    with home.lock(wait_s=120):
        if stamp.exists() and stamp.read_bytes() == state.encode() and (known := _read(path)):
            return known
        stamp.unlink(missing_ok=True)
        _, failures = invoke(home, ["parse"])
        if failures and target.exists():  # what an earlier dbt left half-written must not stand in the way
            shutil.rmtree(target)
            _, failures = invoke(home, ["parse"])
        parsed = _read(path)
        if failures or parsed is None:
            raise DbtError(f"{FOLDER}: expected a project that parses; found: {'; '.join(failures)}")
        write_whole(stamp, state.encode())
        return parsed


def _read(manifest: Path) -> Mapping[str, Any] | None:
    """A manifest; None when it is not there, or not whole since the dbt that wrote it was killed."""
    try:
        found = json.loads(manifest.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "nodes" in found else None


def compiled(home: Home) -> list[Model]:
    """The models and seeds of the newest build, each after those that it reads, with their compiled SQL."""
    target = home.dbt / "target"
    nodes = json.loads((target / "manifest.json").read_text("utf-8"))["nodes"]
    found: dict[str, Model] = {}

    def add(key: str) -> None:
        node = nodes.get(key)
        if node is None or key in found or node["resource_type"] not in ("model", "seed"):
            return
        for upstream in node["depends_on"].get("nodes", ()):
            add(upstream)
        sql = None
        if node["resource_type"] == "model":
            # from the file: the manifest has only what the newest command compiled
            sql = (target / "compiled" / node["package_name"] / node["original_file_path"]).read_text("utf-8")
        found[key] = Model(node["name"], node["relation_name"], sql)

    for key in sorted(nodes):
        add(key)
    return list(found.values())


def rests_on(home: Home) -> dict[str, list[str]]:
    """By the name of each model and seed of the newest build, the releases whose figures it is made from."""
    told = json.loads((home.dbt / "target" / "manifest.json").read_text("utf-8"))
    nodes, sources = told["nodes"], told["sources"]
    found: dict[str, frozenset[str]] = {}

    def releases(key: str) -> frozenset[str]:
        if key in sources:
            raw = sources[key]["source_name"].startswith("raw_")
            return frozenset({sources[key]["name"]} if raw else ())
        if key not in found:
            upstream = nodes.get(key, {}).get("depends_on", {}).get("nodes", ())
            found[key] = frozenset[str]().union(*map(releases, upstream))
        return found[key]

    # by what it is called in the edition: the seed of claims has another name there, the verdicts have its own
    tables = ((key, node["alias"]) for key, node in nodes.items() if node["resource_type"] in ("model", "seed"))
    return {name: sorted(releases(key)) for key, name in sorted(tables)}


def documentation(home: Home, into: Path) -> None:
    """Write the dbt docs as one static page."""
    _, failures = invoke(home, ["docs", "generate", "--static", "--no-compile"])
    page = home.dbt / "target" / "static_index.html"
    if failures or not page.exists():
        raise DbtError(f"dbt docs: expected {page}; found: {'; '.join(failures) or 'no page'}")
    into.write_bytes(page.read_bytes())
