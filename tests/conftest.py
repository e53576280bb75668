"""What several test rooms share: the catalog, throw-away homes, and one offline edition for the whole session."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import filelock
import pytest

from orchestration.storage.editions import Edition, Editions
from orchestration.storage.home import PROJECT, Home
from sources.catalog import Catalog, load

WATCH = Path(__file__).parent / "watch"
Sockets = Path  # a file

# the files that take minutes come first, so that no process is left with one at the end
LONGEST = ("test_live_run", "test_later_runs", "test_as_of", "test_replay", "test_offline_run", "test_every_endpoint")

pytest_plugins = ["tests.faults.counting"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").prepare()


def tidegauge(home: Home, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a process of its own, with no key and no override but those given."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("TIDEGAUGE_", "FRED_", "BOK_", "DBT_", "DAGSTER_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments],
        cwd=PROJECT,
        env={**kept, "TIDEGAUGE_HOME": str(home.root), **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="session")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a parallel session share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "together"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def sockets(together: Path) -> Sockets:
    """The file in which the processes of the session's offline run note what they ask of the network."""
    file = together / "sockets"
    file.touch()
    return file


@pytest.fixture(scope="session")
def published(
    tmp_path_factory: pytest.TempPathFactory, together: Path, sockets: Sockets
) -> tuple[Home, subprocess.CompletedProcess[str]]:
    """A home with the edition that a first offline run publishes, and what that run printed.

    The run is one for all processes of a parallel session; each has a copy of the home.
    """
    first, said = Home(together / "home"), together / "said.json"
    with filelock.FileLock(together / "lock"):
        if not said.exists():
            path = os.pathsep.join(filter(None, (str(WATCH), os.environ.get("PYTHONPATH"))))
            ran = tidegauge(first, "run", "--offline", PYTHONPATH=path, TIDEGAUGE_TEST_SOCKETS=str(sockets))
            said.write_text(json.dumps([ran.returncode, ran.stdout, ran.stderr]), "utf-8")
    home = Home(tmp_path_factory.mktemp("published") / "home")
    shutil.copytree(first.root, home.root, symlinks=True)
    code, *texts = json.loads(said.read_text("utf-8"))
    out, err = (text.replace(str(first.root), str(home.root)) for text in texts)
    return home, subprocess.CompletedProcess(["tidegauge", "run", "--offline"], code, out, err)


@pytest.fixture(scope="session")
def edition(published: tuple[Home, subprocess.CompletedProcess[str]]) -> Edition:
    home, finished = published
    assert finished.returncode == 0, finished.stderr
    return Editions(home).require()


def ask(edition: Edition, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with edition.connect() as connection:
        return connection.execute(sql, list(values)).fetchall()


def require_figure(edition: Edition, table: str, condition: str, column: str, figure: float, tolerance: float) -> None:
    """The one row of a table that meets the condition shows that figure."""
    [(found,)] = ask(edition, f"SELECT {column} FROM {table} WHERE {condition}")
    assert found == pytest.approx(figure, abs=max(tolerance, 1e-9))
