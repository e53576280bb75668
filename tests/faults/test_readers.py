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


def publish_all(root: Path, first: int, last: int) -> None:
    home = Home(root)
    for number in range(first, last + 1):
        publish(home, number)
        prune(home, keep=3)  # as a user might at any moment


def read(root: Path, last: int, answer: Connection) -> None:
    """Read through ``current`` as a BI tool does, by turns as our commands do, until the last edition is seen."""
    home, reads, wrong, seen = Home(root), 0, [], 0
    while seen < last and not wrong:
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
    answer.send((reads, wrong))


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
    home, last = Home(tmp_path / "home").prepare(), tally.times(110, 12)
    publish(home, 1)
    long_lived = Editions(home).require().connect()
    answers, readers = [], []
    for _ in range(4):
        ours, theirs = forking.CONTEXT.Pipe()
        readers.append(forking.start(read, home.root, last, theirs))
        theirs.close()
        answers.append(ours)
    began = time.monotonic()
    publisher = forking.start(publish_all, home.root, 2, last)
    publisher.join(280)
    took = time.monotonic() - began
    assert publisher.exitcode == 0
    told: list[Any] = [answer.recv() for answer in answers if answer.poll(30)]
    assert len(told) == 4
    for reads, wrong in told:
        tally.tried += reads - 1
        tally.holds("reads of one process", not wrong, wrong)
    assert long_lived.execute("SELECT DISTINCT n FROM one").fetchall() == [(1,)]
    long_lived.close()
    tally.note(f"{sum(reads for reads, _ in told):,} reads by 4 processes over {last} publications, {took:.0f} s")
