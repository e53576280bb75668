"""The command replay on a home with all that ships: identical, a parser that changed, adopting, another shape."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import duckdb
import pytest

from orchestration.storage.editions import Editions
from orchestration.storage.home import PROJECT, Home
from sources.catalog import Catalog
from tests.conftest import tidegauge

# A parser that reads one figure of the ten-year yield otherwise.
CHANGED = """
import polars as pl
from orchestration.cli import main
from sources.publishers.fred import Fred

parse = Fred.parse

def changed(self, payload, release):
    that = (pl.col("series") == "DGS10") & (pl.col("period") == pl.date(2024, 1, 2))
    return parse(self, payload, release).with_columns(value=pl.when(that).then(4.05).otherwise("value"))

Fred.parse = changed
main(["replay", {arguments}], prog_name="tidegauge")
"""


@pytest.fixture(scope="module")
def copied(published: Any, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the published home, to go on with."""
    home, finished = published
    assert finished.returncode == 0, finished.stderr
    copy = Home(tmp_path_factory.mktemp("replayed") / "home")
    shutil.copytree(home.root, copy.root, symlinks=True)
    return copy


def replay_changed(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = CHANGED.format(arguments=", ".join(map(repr, arguments)))
    environment = {**os.environ, "TIDEGAUGE_HOME": str(home.root)}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )


def yields(home: Home) -> list[tuple[Any, ...]]:
    with Editions(home).require().connect() as edition:
        return edition.execute(
            "SELECT value FROM observations WHERE series = 'DGS10' AND period_end = '2024-01-02'"
        ).fetchall()


def test_replaying_what_ships_gives_the_same_file(copied: Home, catalog: Catalog) -> None:
    finished = tidegauge(copied, "replay")
    assert finished.returncode == 0, finished.stderr
    assert "identical: every version, every figure known now" in finished.stdout
    count = len(catalog.releases)
    assert f"[{count}/{count}] worldbank__pink_sheet: 798 figures, identical" in finished.stderr
    assert not list(copied.warehouse.parent.glob("*replay*"))
    assert json.loads((copied.root / "replay/report.json").read_text())["identical"] is True


def test_a_changed_parser_is_reported_adopted_and_published(copied: Home) -> None:
    before, [(value,)] = Editions(copied).require().name, yields(copied)
    seen = replay_changed(copied, "--json")
    assert seen.returncode == 1, seen.stderr
    [difference] = json.loads(seen.stdout)["differences"]
    assert (difference["release"], difference["counts"]["changed"]) == ("fred__h15", 1)
    assert yields(copied) == [(value,)]

    adopted = replay_changed(copied, "--adopt")
    assert adopted.returncode == 1, adopted.stderr
    assert "Today's code changes history in 1 release: 1 figure known now differs (1 changed)" in adopted.stdout
    assert f"DGS10 USA 2024-01-02: {value} → 4.05, known 2024-01-" in adopted.stdout
    [kept] = copied.warehouse.parent.glob("*before-replay*")
    assert str(kept) in adopted.stdout

    # all that the last run confirmed is the same: code, deliveries, standings; only the figures are not
    published = tidegauge(copied, "run", "--offline", "--no-brief")
    assert published.returncode == 0, published.stderr
    assert yields(copied) == [(4.05,)]
    assert Editions(copied).require().name != before


def test_a_home_where_nothing_is_recorded_says_what_to_run(tmp_path: Any) -> None:
    finished = tidegauge(Home(tmp_path / "home"), "replay")
    assert finished.returncode == 2
    assert "Run: tidegauge run" in finished.stderr
    assert not (tmp_path / "home").exists()


def test_a_selection_on_a_working_file_of_another_shape_takes_in_the_archive_of_all(copied: Home) -> None:
    """Its tables are dropped whole: else only the selected release would be read anew."""
    recorded = "SELECT release, count(*) FROM ledger.deliveries GROUP BY ALL ORDER BY ALL"
    with duckdb.connect(str(copied.warehouse)) as working:
        before = working.execute(recorded).fetchall()
        working.execute("UPDATE ledger.shape SET shape = 1")
    finished = tidegauge(copied, "run", "--offline", "--select", "fred__gdp", "--no-brief")
    assert finished.returncode == 0, finished.stderr
    with duckdb.connect(str(copied.warehouse), read_only=True) as working:
        assert working.execute(recorded).fetchall() == before
