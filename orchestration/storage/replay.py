"""Replay: every delivery of the archives read anew with today's code, into a working file beside the old one.

What comes out differs from the old file only where today's code reads, judges or dates a figure otherwise than the code
did that recorded it, or where the archive is not what it was. Nobody is asked; the old file is only read.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.storage import differences, tables
from orchestration.storage.absorb import Standing, absorb
from orchestration.storage.differences import Difference
from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from sources.archive import Archive
from sources.catalog import Catalog
from sources.collect import Asked
from sources.errors import ArchiveError, TidegaugeError
from sources.journal import sync

log = logging.getLogger("tidegauge")

OTHER_SHAPE = "the old working file has another shape than today's code gives it"


class NothingRecorded(TidegaugeError):
    """There is no working file to compare with."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A delivery whose bytes are not those that were stored; nothing of it is in the new file."""

    release: str
    fetched_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a replay found. ``why_not`` says why the old file could not be compared; empty when it was."""

    at: datetime
    why_not: str
    releases: int
    deliveries: int
    versions: int
    differences: tuple[Difference, ...]
    damaged: tuple[Damaged, ...]

    @property
    def identical(self) -> bool:
        return not (self.why_not or self.differences)


@contextmanager
def replayed(home: Home, catalog: Catalog, asked: Sequence[Asked]) -> Iterator[tuple[Path, Report]]:
    """The new working file, and how it differs from the old one; the file is gone afterwards unless it was adopted.

    Hold the home's lock.

    Args:
        asked: for every release of the catalog, that it is not asked, and why.

    Raises:
        NothingRecorded: the home has no working file.
        TidegaugeError: the old working file cannot be read.
    """
    require(home)
    new = home.warehouse.with_name("replay.duckdb")
    _remove(new)  # of a replay that was killed
    why_not = "" if tables.stands(home.warehouse) else OTHER_SHAPE
    try:
        with Warehouse.open(new, catalog) as warehouse:
            report = _report(warehouse, home, asked, why_not)
            warehouse.sql.execute("CHECKPOINT")
        yield new, report
    finally:
        _remove(new)


def require(home: Home) -> None:
    """Refuse to go on in a home without a working file.

    Raises:
        NothingRecorded: says what to run.
    """
    if not home.warehouse.exists():
        raise NothingRecorded(f"{home.root}: expected recorded figures to compare with; found none. Run: tidegauge run")


def adopt(home: Home, new: Path) -> Path:
    """Put the new file in the place of the old one; returns where the old one is kept.

    A reader of the path finds the one or the other, never none and never a half.
    """
    old = home.warehouse
    if old.with_name(f"{old.name}.wal").exists():  # of a run that was killed: it belongs to the old file alone
        with duckdb.connect(str(old)) as connection:
            connection.execute("CHECKPOINT")
    for file in (old, new):
        if file.with_name(f"{file.name}.wal").exists():
            raise TidegaugeError(f"{file}: expected a checkpointed file; found a write-ahead log beside it")
    kept = old.with_name(f"{old.stem}.before-replay-{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}{old.suffix}")
    sync(new)
    try:
        os.link(old, kept)
    except OSError:  # no hard links here: between the two moves there is no file, as before a first run
        old.replace(kept)
    new.replace(old)
    sync(old.parent)
    return kept


def _report(warehouse: Warehouse, home: Home, asked: Sequence[Asked], why_not: str) -> Report:
    archive, found, damaged = home.archive(), [], []
    before = set() if why_not else set(differences.attach(warehouse.sql, home.warehouse))
    for number, answer in enumerate(asked, 1):
        key = answer.release.key
        standing = absorb(answer.release, answer, archive, warehouse)
        broken = _damaged(key, archive, warehouse)
        damaged += broken
        lost = {one.fetched_at: one.reason for one in broken}
        difference = None if why_not else differences.compare(warehouse.sql, key, before=key in before, lost=lost)
        log.info("[%d/%d] %s: %s", number, len(asked), key, _told(standing, difference, broken, bool(why_not)))
        found.append(difference)
    for key in sorted(before - {answer.release.key for answer in asked}):  # left the catalog since
        found.append(differences.compare(warehouse.sql, key, now=False))
    keys = [answer.release.key for answer in asked]
    versions = sum(warehouse.sql.execute(f"SELECT count(*) FROM {tables.raw(k)}").fetchall()[0][0] for k in keys)
    judged = warehouse.sql.execute("SELECT count(*) FROM ledger.deliveries").fetchall()[0][0]
    differing = tuple(difference for difference in found if difference)
    return Report(datetime.now(UTC), why_not, len(keys), judged, versions, differing, tuple(damaged))


def _damaged(release: str, archive: Archive, warehouse: Warehouse) -> list[Damaged]:
    """The deliveries that could not be judged, since their bytes are not what was stored."""
    seen, found = warehouse.seen(release), []
    for entry in archive.entries(release):
        if entry.outcome == "delivered" and (entry.digest, entry.at) not in seen:
            try:
                archive.open(entry)
            except ArchiveError as problem:
                found.append(Damaged(release, entry.at, str(problem)))
    return found


def _told(standing: Standing, difference: Difference | None, broken: Sequence[Damaged], alone: bool) -> str:
    """One line about a release for people: what changed, or what it holds when there is nothing to compare with."""
    if broken:
        outcome = f"{len(broken)} damaged"
    elif standing.outcome == "refused":
        outcome = "refused"
    else:
        outcome = "nothing in the archive" if standing.origin == "none" else f"{standing.news.new:,} figures"
    if alone:
        return outcome
    if difference is None:
        return f"{outcome}, identical"
    counts = difference.counts
    told = f"{counts.figures:,} figures known now differ, {counts.history:,} in history only"
    return f"{outcome}, {told}" + (f", {len(difference.verdicts)} verdicts" if difference.verdicts else "")


def _remove(file: Path) -> None:
    for path in (file, file.with_name(f"{file.name}.wal")):
        with suppress(FileNotFoundError):
            path.unlink()
