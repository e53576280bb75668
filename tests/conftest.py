"""What several test rooms share: the catalog, throw-away homes, and one offline edition for the whole session."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestration.storage.editions import Edition, Editions
from orchestration.storage.home import PROJECT, Home
from sources.catalog import Catalog, load

WATCH = Path(__file__).parent / "watch"
Sockets = Path  # a file

pytest_plugins = ["tests.faults.counting"]


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
def sockets(tmp_path_factory: pytest.TempPathFactory) -> Sockets:
    """The file in which the processes of the session's offline run note what they ask of the network."""
    file = tmp_path_factory.mktemp("sockets") / "asked"
    file.touch()
    return file


@pytest.fixture(scope="session")
def published(
    tmp_path_factory: pytest.TempPathFactory, sockets: Sockets
) -> tuple[Home, subprocess.CompletedProcess[str]]:
    """A home with the edition that a first offline run publishes, and what that run printed."""
    home = Home(tmp_path_factory.mktemp("published") / "home")
    path = os.pathsep.join(filter(None, (str(WATCH), os.environ.get("PYTHONPATH"))))
    return home, tidegauge(home, "run", "--offline", PYTHONPATH=path, TIDEGAUGE_TEST_SOCKETS=str(sockets))


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
