"""After a crash: what a killed writer left is tidied up, and a working file that cannot be read is set aside."""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path

from orchestration.storage.editions import Editions
from orchestration.storage.home import Home
from orchestration.storage.soundness import block_faults, ends_early, unreadable
from sources.errors import TidegaugeError
from sources.journal import sync

log = logging.getLogger("tidegauge")

BUILT_WITH = ("warehouse", "dbt", "acceptance")  # of an as-of edition; gone when it is published


def settle(home: Home) -> None:
    """Make the home ready for a writer; hold its lock.

    Raises:
        TidegaugeError: somebody else has the working file open, or it may not be read.
    """
    home.archive().tidy()
    Editions(home).settle()
    for past in (home.root / "as_of").glob("*"):
        _settle_past(past)
    for pattern in ("warehouse/replay.duckdb*", "warehouse/.*", ".writable-*", "*/.writable-*", "replay/.*"):
        for left in home.root.glob(pattern):
            left.unlink(missing_ok=True)
    if home.warehouse.exists() and (why := _damage(home.warehouse)):
        kept = set_aside(home.warehouse)
        log.warning("working file: %s; set aside as %s, all is read anew from the archive", why, kept.name)


def _settle_past(past: Path) -> None:
    if not (past / "current").exists():
        shutil.rmtree(past, ignore_errors=True)  # of a build that was killed before it published anything
        return
    for name in BUILT_WITH:
        shutil.rmtree(past / name, ignore_errors=True)
    for left in (past / "editions").glob(".building-*"):
        shutil.rmtree(left, ignore_errors=True)


def _damage(working: Path) -> str | None:
    """Why the working file cannot be used. A bad block that nothing rests on is no reason to read all anew."""
    try:
        bad = block_faults(working)
        doubtful = bad or ends_early(working) or _log_of(working).exists()
    except OSError as problem:
        raise TidegaugeError(
            f"{working}: expected a working file that can be read; found: {problem.strerror}"
        ) from None
    why = unreadable(working) if doubtful else None  # its write-ahead log, too
    return f"{bad[0]}: {why}" if bad and why else why


def set_aside(working: Path) -> Path:
    """Move the working file and its write-ahead log out of the way, under a name that says when."""
    kept = working.with_name(f"{working.stem}.damaged-{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}{working.suffix}")
    if _log_of(working).exists():
        _log_of(working).replace(_log_of(kept))
    working.replace(kept)
    sync(working.parent)
    return kept


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.wal")
