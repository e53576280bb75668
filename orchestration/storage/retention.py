"""What a home keeps that it could do without: older editions, and working files that were replaced or set aside."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.storage.editions import FILE, Editions
from orchestration.storage.home import Home
from sources.journal import sync

KEEP = 3
KEPT_FILES = ("*.before-replay-*.duckdb*", "*.damaged-*.duckdb*")


@dataclass(frozen=True, slots=True)
class Old:
    """Something that could go. ``why_not`` says why it stays all the same; empty when it may go."""

    path: Path
    size: int
    why_not: str = ""


def old(home: Home, keep: int = KEEP) -> Iterator[Old]:
    """Every edition but the newest ``keep`` and the one in use, and every replaced working file; the oldest first.

    What a process has open with DuckDB stays. A reader that follows ``current`` has the newest ones to open in peace.
    """
    editions = Editions(home)
    current = editions.current()
    spared = {edition.path for edition in editions.all()[-max(keep, 1) :]}
    for edition in editions.all():
        if edition.path in spared or (current and edition.path == current.path):
            continue
        why_not = "a process has it open" if _is_open(edition.path / FILE) else ""
        yield Old(edition.path, size_of(edition.path), why_not)
    for pattern in KEPT_FILES:
        for file in sorted(home.warehouse.parent.glob(pattern)):
            yield Old(file, size_of(file))


def prune(home: Home, keep: int = KEEP) -> list[Old]:
    """Remove what ``old`` names and may go; returns all of it, what stayed with the reason."""
    with home.lock(wait_s=600):
        found = list(old(home, keep))
        for one in found:
            if not one.why_not:
                _remove(one.path)
    return found


def size_of(path: Path) -> int:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return sum(p.stat().st_size for p in files)


def _remove(path: Path) -> None:
    if path.is_file():
        path.unlink()
    else:  # at once out of sight: nobody shall find half an edition
        gone = path.with_name(f".pruned-{path.name}")
        path.rename(gone)
        sync(path.parent)
        shutil.rmtree(gone)
    sync(path.parent)


def _is_open(file: Path) -> bool:
    """Whether another process has the file open with DuckDB, which holds a lock on it as long as it reads."""
    try:
        with file.open("r+b") as handle:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
