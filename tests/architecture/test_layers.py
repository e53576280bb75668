"""One direction of imports, one fact in one place. Read from the syntax trees and the dbt manifest, not from wishes."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

from orchestration.generate import files
from orchestration.storage.home import PROJECT
from sources.catalog import Catalog
from sources.secrets import VARIABLES
from tests.exchanges import hosts

MODULES = sorted(p for top in ("sources", "orchestration") for p in (PROJECT / top).rglob("*.py"))
TRACKED = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split(
    "\n"
)


def name_of(path: Path) -> str:
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, *, at_top_only: bool = False) -> set[str]:
    """Every module that a file names in an import; lazily, too, unless only those at its top are wanted."""
    tree = ast.parse(path.read_text("utf-8"))
    nodes = tree.body if at_top_only else list(ast.walk(tree))
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def named(found: set[str], *packages: str) -> set[str]:
    return {m for m in found if m.split(".")[0] in packages}


@pytest.mark.parametrize("path", [p for p in MODULES if "sources" in p.parts], ids=name_of)
def test_sources_know_neither_orchestrator_nor_database(path: Path) -> None:
    assert not named(imports(path), "dagster", "dagster_dbt", "dbt", "duckdb", "orchestration")


@pytest.mark.parametrize("path", [p for p in MODULES if "storage" in p.parts], ids=name_of)
def test_storage_knows_duckdb_but_not_dagster(path: Path) -> None:
    assert not named(imports(path), "dagster", "dagster_dbt", "dbt")


@pytest.mark.parametrize("path", sorted((PROJECT / "sources/publishers").glob("*.py")), ids=name_of)
def test_a_publisher_knows_nothing_of_another(path: Path) -> None:
    shared = {f"sources.publishers.{name}" for name in ("text", "workbook", "alfred")}
    own = {m for m in imports(path) if m.startswith("sources.publishers.")}
    assert {m for m in own if not any(m == s or m.startswith(f"{s}.") for s in shared)} == set()


def test_no_module_imports_itself_through_others() -> None:
    modules = {name_of(p): p for p in MODULES}
    graph = {name: imports(path, at_top_only=True) & set(modules) - {name} for name, path in modules.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name not in done:
            for following in graph[name]:
                visit(following, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_needs_scrolling_past_300_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_opens_with_a_sentence_on_what_lives_in_it(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_generated_files_say_what_the_catalog_says(catalog: Catalog) -> None:
    there = {p: (PROJECT / p).read_text("utf-8") if (PROJECT / p).is_file() else "" for p, _ in files(catalog)}
    stale = [str(p) for p, content in files(catalog) if there[p] != content]
    assert stale == [], f"run: python -m orchestration.generate ({stale})"


def test_staging_holds_no_model_of_a_release_that_left_the_catalog(catalog: Catalog) -> None:
    models = {p.stem for p in (PROJECT / "dbt_project/models/staging").rglob("stg_*.sql")}
    own = {
        "stg_catalog__series",
        "stg_catalog__releases",
        "stg_ledger__states",
        "stg_ledger__as_of",
        "stg_ledger__freshness",
        "stg_ledger__quarantine",
        "stg_ledger__overrules",
        "stg_history__versions",
    }
    assert models - own == {f"stg_{key}" for key in catalog.releases}


def test_only_staging_reads_sources_and_no_mart_reads_raw(published: tuple) -> None:  # type: ignore[type-arg]
    home, _ = published
    nodes = json.loads((home.dbt / "target/manifest.json").read_text())["nodes"].values()
    readers = {n["name"] for n in nodes if any(d.startswith("source.") for d in n["depends_on"].get("nodes", []))}
    assert readers and all(name.startswith("stg_") for name in readers)


def test_every_model_and_every_column_is_described(published: tuple) -> None:  # type: ignore[type-arg]
    home, _ = published
    nodes = json.loads((home.dbt / "target/manifest.json").read_text())["nodes"].values()
    models = [n for n in nodes if n["resource_type"] in ("model", "seed")]
    assert [m["name"] for m in models if not m["description"]] == []
    assert [m["name"] for m in models if not m["columns"]] == []
    assert [f"{m['name']}.{c['name']}" for m in models for c in m["columns"].values() if not c["description"]] == []
    marts = [m for m in models if m["schema"] == "marts"]
    assert len(marts) >= 10
    assert [m["name"] for m in marts if not m["contract"]["enforced"]] == []


def test_no_tracked_text_names_a_folder_of_some_machine_or_a_registry() -> None:
    forbidden = re.compile(r"/wor[k]/|/hom[e]/[a-z]|/Use[r]s/|pypi\.or[g]|/tm[p]/|bash_job[s]")
    found = []
    for name in TRACKED:
        path = PROJECT / name
        if (
            name
            and path.is_file()
            and path.suffix in {".py", ".sql", ".yml", ".yaml", ".md", ".toml", ".lock", ".csv", ""}
        ):
            found += [
                f"{name}: {line.strip()[:80]}"
                for line in path.read_text("utf-8", "replace").splitlines()
                if forbidden.search(line)
            ]
    assert found == []


def test_every_address_and_key_that_can_be_set_stands_in_the_example() -> None:
    example = (PROJECT / ".env.example").read_text("utf-8")
    lines = [f"# {h.variable}={h.default}" for h in hosts() if f"\n# {h.variable}=https://" not in example]
    lines += [f"{name}=" for name in VARIABLES if f"\n{name}=\n" not in example]
    assert lines == [], "add to .env.example"


def test_no_sql_turns_a_missing_leg_into_zero() -> None:
    zero = re.compile(r"(coalesce|ifnull)\s*\([^)]*,\s*0(\.0)?\s*\)", re.IGNORECASE)
    models = (PROJECT / "dbt_project").rglob("*.sql")
    assert [str(p) for p in models if zero.search(p.read_text("utf-8"))] == []
