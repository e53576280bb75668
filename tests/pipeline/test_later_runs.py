"""What happens after the first run: nothing new, readers meanwhile, a missing leg, damage, a broken expectation."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.storage.editions import Editions
from orchestration.storage.home import PROJECT, Home
from sources.archive import BUNDLED
from tests.conftest import tidegauge

# Runs the command with one thing of the program replaced; a user cannot do this, a test must.
PATCHED = """
import sys
from pathlib import Path
{patch}
from orchestration.cli import main
main(["run", "--offline"], prog_name="tidegauge")
"""


def run_patched(home: Home, patch: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TIDEGAUGE_HOME": str(home.root)}
    code = PATCHED.format(patch=patch)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def later(published: Any, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the published home, to go on with."""
    home, _ = published
    copy = Home(tmp_path_factory.mktemp("later") / "home")
    shutil.copytree(home.root, copy.root, symlinks=True)
    return copy


def freshness(home: Home) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute("FROM ledger.freshness").fetchall()


def test_nothing_new_gives_no_new_edition_while_a_reader_reads_in_a_loop(later: Home) -> None:
    before, fresh = Editions(later).require().name, freshness(later)
    stop, reads, faults = threading.Event(), [], []

    def read() -> None:
        while not stop.is_set():
            try:
                with duckdb.connect(str(later.current / "tidegauge.duckdb"), read_only=True) as connection:
                    reads.append(connection.sql("SELECT count(*) FROM net_liquidity_weekly").fetchall())
            except duckdb.Error as problem:
                faults.append(problem)

    reader = threading.Thread(target=read)
    reader.start()
    finished = tidegauge(later, "run", "--offline")
    stop.set()
    reader.join()
    assert finished.returncode == 0, finished.stderr
    assert "nothing new: models, checks and edition stay as they are" in finished.stderr
    assert freshness(later) == fresh
    assert len(fresh) > 300
    assert Editions(later).require().name == before
    assert len(list(later.editions.iterdir())) == 1
    assert not faults
    assert len(reads) > 10
    assert len(set(map(str, reads))) == 1


def test_a_broken_expectation_publishes_nothing_and_exits_1(later: Home) -> None:
    before = Editions(later).require().name
    finished = run_patched(
        later,
        "from orchestration import acceptance, transformation\n"
        "transformation.nothing_new = lambda home: False\n"
        "real = acceptance.guards\n"
        "def narrow():\n"
        "    found = real()\n"
        "    next(g for g in found if g.mart == 'net_liquidity_weekly').ranges['net_liquidity_usd_mn'] = (0, 5)\n"
        "    return found\n"
        "acceptance.guards = narrow",
    )
    assert finished.returncode == 1
    assert "net_liquidity_weekly: expect_column_values_to_be_between" in finished.stderr
    assert "Nothing was published; the last edition stays." in finished.stderr
    assert Editions(later).require().name == before
    assert len(list(later.editions.iterdir())) == 1


def test_an_edition_of_figures_that_were_not_accepted_cannot_be_published_by_hand(later: Home) -> None:
    with duckdb.connect(str(later.warehouse)) as working:
        working.execute("UPDATE ledger.states SET degraded_reason = 'changed since' WHERE release = 'fred__h41'")
    code = (
        "from orchestration import publication; from orchestration.storage.home import Home\n"
        "import dagster as dg\n"
        "home = Home.here()\n"
        "print(dg.materialize([publication.build_asset(home, [])], raise_on_error=False).success)"
    )
    environment = {**os.environ, "TIDEGAUGE_HOME": str(later.root)}
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert finished.stdout == "False\n"
    assert "Run: tidegauge run" in finished.stderr
    assert len(list(later.editions.iterdir())) == 1


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, subprocess.CompletedProcess[str]]:
    """A first run over a bundle without the reverse repo release, and with a damaged body of the money-market rates."""
    folder = tmp_path_factory.mktemp("damaged")
    bundle, home = folder / "bundled", Home(folder / "home")
    shutil.copytree(BUNDLED, bundle)
    for file in bundle.glob("log/fred__on_rrp.*"):
        file.unlink()
    line = json.loads((bundle / "log/fred__money_market.jsonl").read_text())
    sha256 = line["payloads"][0]["sha256"]
    body = bundle / "bodies" / sha256[:2] / f"{sha256}.gz"
    body.write_bytes(body.read_bytes()[:-20])
    patch = f"from orchestration.storage import home\nhome.BUNDLED = Path({str(bundle)!r})"
    return home, run_patched(home, patch)


def read(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with Editions(home).require().connect() as connection:
        return connection.execute(sql).fetchall()


def test_a_release_missing_from_the_archive_is_null_with_a_reason_and_never_zero(damaged: Any) -> None:
    home, _ = damaged
    sql = "SELECT on_rrp_usd_mn, net_liquidity_usd_mn, degraded_reason FROM net_liquidity_weekly"
    rows = read(home, f"{sql} WHERE period_end >= '2003-01-01'")
    assert len(rows) > 1000
    assert {r[:2] for r in rows} == {(None, None)}
    assert all("RRPONTSYD: never fetched, nothing in the archive" in r[2] for r in rows)
    assert read(home, "SELECT count(*) FROM net_liquidity_weekly WHERE fed_assets_usd_mn IS NOT NULL") != [(0,)]


def test_a_damaged_payload_is_refused_and_named_on_the_first_screen(damaged: Any) -> None:
    _, finished = damaged
    assert finished.returncode == 3
    assert "lacks fred__money_market: bundled/bodies/" in finished.stdout
    assert "payload is corrupted" in finished.stderr


def test_what_depends_on_the_damaged_payload_is_null_with_that_reason(damaged: Any) -> None:
    home, _ = damaged
    rows = read(home, "SELECT sofr_iorb_bp, degraded_reason FROM reserves_daily")
    assert rows
    assert {r[0] for r in rows} == {None}
    assert all("payload is corrupted" in r[1] for r in rows)


def test_no_folder_of_this_machine_reaches_the_edition(damaged: Any) -> None:
    home, _ = damaged
    reasons = str(read(home, "SELECT degraded_reason FROM releases"))
    assert str(Path(home.root).parent) not in reasons


def test_a_selection_on_a_home_without_a_working_file_takes_in_the_bundle_of_all(later: Home) -> None:
    """Else the other marts would be empty, and the edition of one release would be refused as a whole."""
    before = Editions(later).require().manifest
    later.warehouse.unlink()
    finished = tidegauge(later, "run", "--offline", "--select", "fred__gdp", "--no-brief")
    assert finished.returncode == 0, finished.stderr
    after = Editions(later).require().manifest
    assert after["degraded"].keys() == before["degraded"].keys()
