"""Four readers while editions are published: no read fails, none is torn, none goes backwards."""

from __future__ import annotations

import json
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.storage.editions import Edition, Editions
from orchestration.storage.home import Home
from orchestration.storage.retention import prune
from tests.faults import forking
from tests.faults.table import Tally

TABLES = ("one", "two")


def publish(home: Home, number: int) -> Edition | None:
    """An edition whose every table says its number."""
    with duckdb.connect(str(home.warehouse)) as working:
        working.execute("CREATE SCHEMA IF NOT EXISTS marts")
        for table in TABLES:
            working.execute(f"CREATE OR REPLACE TABLE marts.{table} AS SELECT {number} AS n, i FROM range(2000) t(i)")
    return Editions(home).publish({"number": number}, [], lambda folder: None)


def publish_all(root: Path, last: int) -> None:
    """At least so many, and until nobody reads any more."""
    home, number = Home(root), 1
    while number < last or not done(root).exists():
        number += 1
        publish(home, number)
        prune(home, keep=3)  # as a user might at any moment


def done(root: Path) -> Path:
    return root.with_name("done")


def read(root: Path, last: int, least: int, answer: Connection) -> None:
    """Read through ``current`` as a BI tool does, by turns as our commands do: so often, and so many publications."""
    home, reads, wrong, seen = Home(root), 0, [], 0
    while (seen < last or reads < least) and not wrong:
        try:
            numbers = by_command(home) if reads % 2 else by_path(home)
        except Exception as problem:
            wrong.append(f"{type(problem).__name__}: {problem}")
            break
        reads += 1
        if len(numbers) > 1:
            wrong.append(f"torn: {numbers}")
        if max(numbers) < seen:
            wrong.append(f"backwards: {numbers} after {seen}")
        seen = max(numbers)
    answer.send((reads, seen, wrong))


def by_path(home: Home) -> set[int]:
    with duckdb.connect(str(home.current / "tidegauge.duckdb"), read_only=True) as connection:
        return {n for table in TABLES for (n,) in connection.execute(f"SELECT DISTINCT n FROM {table}").fetchall()}


def by_command(home: Home) -> set[int]:
    edition = Editions(home).require()
    found = {json.loads((edition.path / "manifest.json").read_text())["number"]}
    with edition.connect() as connection:
        found |= {n for (n,) in connection.execute("SELECT DISTINCT n FROM one").fetchall()}
    with duckdb.connect() as connection:
        found |= {n for (n,) in connection.execute(f"SELECT n FROM '{edition.path}/parquet/two.parquet'").fetchall()}
    return found


@pytest.mark.fault(20)
def test_readers_and_publications_do_not_disturb_each_other(tmp_path: Path, tally: Tally) -> None:
    home, last, least = Home(tmp_path / "home").prepare(), tally.times(100, 8), tally.times(510, 20)
    publish(home, 1)
    long_lived = Editions(home).require().connect()
    answers: list[Connection] = []
    for _ in range(4):
        ours, theirs = forking.CONTEXT.Pipe()
        forking.start(read, home.root, last, least, theirs)
        theirs.close()
        answers.append(ours)
    began = time.monotonic()
    publisher = forking.start(publish_all, home.root, last)
    told: list[Any] = [answer.recv() for answer in answers if answer.poll(280)]
    done(home.root).touch()
    publisher.join(60)
    assert publisher.exitcode == 0
    assert len(told) == 4
    for reads, _, wrong in told:
        tally.tried += reads - 1
        tally.holds("reads of one process", not wrong, wrong)
    assert long_lived.execute("SELECT DISTINCT n FROM one").fetchall() == [(1,)]
    long_lived.close()
    seen, took = max(number for _, number, _ in told), time.monotonic() - began
    tally.note(f"{sum(t[0] for t in told):,} reads by 4 processes over {seen} publications, {took:.0f} s")
