"""A whole home in a second: the product's own code from landing to pruning, on two releases and one small mart.

dbt and Great Expectations are stood in for; everything that writes where a crash could hurt is the real thing. Run in
a process of its own (see test_kills.py), which is why the pieces are functions of a module.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb

from orchestration import inputs
from orchestration.storage import absorb as absorbing
from orchestration.storage import editions, freshness, recovery, replay, retention
from orchestration.storage import home as homes
from orchestration.storage.editions import Edition, Editions
from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from sources import ingest, journal
from sources.archive import Archive
from sources.catalog import Catalog, load
from sources.collect import Asked
from sources.journal import append_line
from sources.model import Delivery, Payload, Request

CODES = {"fred__gdp": "GDP", "fred__h6": "M2SL"}
START = datetime(2026, 8, 1, tzinfo=UTC)
MARTS = """
    CREATE SCHEMA IF NOT EXISTS marts;
    CREATE OR REPLACE TABLE marts.figures AS
        SELECT series, period, value, known_at FROM raw.fred__gdp WHERE known_until IS NULL
        UNION ALL SELECT series, period, value, known_at FROM raw.fred__h6 WHERE known_until IS NULL;
    COMMENT ON TABLE marts.figures IS 'Figures known now.';
    CREATE OR REPLACE TABLE marts.numbers AS SELECT i AS number, hash(i) AS what FROM range(20000) AS t(i);
"""
MACRO = "CREATE MACRO figures_as_of(t) AS TABLE SELECT * FROM figures WHERE known_at <= t::TIMESTAMPTZ"

# Where a writer is killed: what is called there, and how many milliseconds later at most.
POINTS: dict[str, tuple[Any, str, int]] = {
    "tidying up": (recovery, "settle", 10),
    "landing a body": (gzip, "compress", 4),
    "between a body and its line": (Archive, "_append", 3),
    "between a line and its head": (journal, "write_whole", 2),
    "parsing": (ingest, "read", 20),
    "recording": (Warehouse, "_append", 20),
    "before the commit": (Warehouse, "judge", 6),
    "between two releases": (Warehouse, "state", 20),
    "the ledger of what is late": (freshness, "refresh", 20),
    "building marts": (duckdb, "connect", 40),
    "copying the edition": (editions, "_copy_tables", 60),
    "adding macros": (editions, "_add_macros", 30),
    "syncing the edition": (editions, "_sync_tree", 10),
    "between the rename and the link": (Editions, "use", 2),
    "between current and CURRENT": (editions, "write_whole", 2),
    "alerts": (journal, "_write", 2),
    "pruning": (retention, "_remove", 8),
    "replaying": (replay, "_report", 60),
    "adopting": (replay, "adopt", 6),
}


def catalog() -> Catalog:
    whole = load()
    return replace(whole, releases={key: whole.releases[key] for key in CODES})


def land(home: Home, attempt: int) -> None:
    """Keep a delivery of each release; what was acknowledged is noted outside the home."""
    for release, code in CODES.items():
        body = f"observation_date,{code}\n" + "".join(
            f"{year}-01-01,{20000 + year - 1990 + attempt % 7 / 10}\n" for year in range(1990, 2026)
        )
        request = Request(url="https://fred.stlouisfed.org/graph/fredgraph.csv", params={"id": code})
        payload = Payload(request=request, media_type="text/csv", body=body.encode())
        at = START + timedelta(minutes=attempt)
        kept = home.archive().keep(Delivery(release=release, fetched_at=at, origin="live", payloads=(payload,)))
        with acknowledged(home).open("a") as noted:
            noted.write(json.dumps([release, kept.digest, at.isoformat()]) + "\n")


def acknowledged(home: Home) -> Path:
    return home.root.with_name(f"{home.root.name}.acknowledged")


def record(home: Home) -> None:
    few = catalog()
    with Warehouse.open(home.warehouse, few) as warehouse:
        for release in few.releases.values():
            absorbing.absorb(release, Asked(release, "not_asked"), home.archive(), warehouse)
        freshness.refresh(warehouse.sql, few)


def build(home: Home) -> None:
    inputs.unmark(home, inputs.BUILT)
    with duckdb.connect(str(home.warehouse)) as working:
        working.execute(MARTS)
    inputs.mark(home, inputs.BUILT)


def publish(home: Home) -> Edition | None:
    inputs.require(home, inputs.BUILT)
    return Editions(home).publish(
        {"degraded": {}}, [MACRO], lambda folder: (folder / "dbt_docs.html").write_text("pages") and None
    )


def tell(home: Home) -> None:
    append_line(home.root / "alerts/alerts.jsonl", {"text": "told"})


def rebuild(home: Home) -> None:
    few = catalog()
    with replay.replayed(home, few, [Asked(r, "not_asked") for r in few.releases.values()]) as (file, _):
        inputs.unmark(home, inputs.BUILT)
        replay.adopt(home, file)


def run(home: Home, attempt: int | None = None, *, replaying: bool = False) -> Edition:
    """Everything once; ``attempt`` numbers what is landed, nothing is landed without one."""
    homes.BUNDLED = home.root.with_name("no bundle")
    with home.lock():
        recovery.settle(home)
        if attempt is not None:
            land(home, attempt)
            tell(home)
        record(home)
        build(home)
        publish(home)
        retention.prune(home, keep=2)
        if replaying:
            rebuild(home)
    return Editions(home).require()


def run_until(point: str, root: Path, attempt: int, here: Connection | None) -> None:
    """Run in this process, which is killed at the point: by its parent when told ``here``, else at once by itself."""
    owner, name, _ = POINTS[point]
    original = getattr(owner, name)

    def watched(*arguments: Any, **named: Any) -> Any:
        if here is None:
            os.kill(os.getpid(), signal.SIGKILL)
        else:
            here.send(point)
        return original(*arguments, **named)

    setattr(owner, name, watched)
    run(Home(root), attempt, replaying=point in ("replaying", "adopting"))


def undisturbed(home: Home) -> Edition:
    """The edition of a fresh home that has the same archive and whose run nobody disturbs."""
    fresh = Home(home.root.with_name(f"{home.root.name}.fresh"))
    shutil.rmtree(fresh.root, ignore_errors=True)
    shutil.copytree(home.root / "archive", fresh.root / "archive")
    return run(fresh)


def told(job: Callable[..., Any], answer: Connection, *arguments: Any) -> None:
    """Do a job and send what came of it."""
    try:
        answer.send((True, job(*arguments)))
    except BaseException as problem:
        answer.send((False, f"{type(problem).__name__}: {problem}"))
