"""One home folder: every path that a run reads or writes hangs off it. And the lock that lets one run write."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from sources.archive import BUNDLED, Archive
from sources.errors import TidegaugeError
from sources.journal import make_folder
from sources.secrets import redact

PROJECT = Path(__file__).parents[2]


class Locked(TidegaugeError):
    """Another run holds the home's lock."""


class HomeError(TidegaugeError):
    """The home folder cannot be used."""


@dataclass(frozen=True, slots=True)
class Home:
    """Paths under one root (``TIDEGAUGE_HOME``, default ``var/`` in the checkout)."""

    root: Path

    @classmethod
    def here(cls) -> Home:
        given = os.environ.get("TIDEGAUGE_HOME", "").strip()
        return cls(Path(given).expanduser().resolve() if given else PROJECT / "var")

    @property
    def warehouse(self) -> Path:
        """The working file. Readers never open it."""
        return self.root / "warehouse" / "tidegauge.duckdb"

    @property
    def editions(self) -> Path:
        return self.root / "editions"

    @property
    def current(self) -> Path:
        """The symlink to the edition that readers read."""
        return self.root / "current"

    @property
    def dagster(self) -> Path:
        return self.root / "dagster"

    @property
    def dbt(self) -> Path:
        return self.root / "dbt"

    @property
    def acceptance(self) -> Path:
        return self.root / "acceptance"

    def archive(self) -> Archive:
        """This home's archive, over the one that ships with the project."""
        return Archive(self.root / "archive", BUNDLED)

    def prepare(self) -> Home:
        """Make the folders. A new home is its owner's alone: it may hold licensed files and the history of runs.

        Raises:
            HomeError: the home is read-only, a file stands in the way, or DuckDB could not write to such a path.
        """
        if "?" in str(self.root):
            raise HomeError(
                f"{self.root}: expected a folder without a question mark in its path: DuckDB reads options there"
            )
        try:
            make_folder(self.root.parent)
            self.root.mkdir(mode=0o700, exist_ok=True)  # one that is there keeps its mode: shared on purpose
            for folder in (self.root, self.warehouse.parent, self.editions, self.dagster, self.dbt, self.acceptance):
                make_folder(folder)
                probe = folder / f".writable-{os.getpid()}"
                probe.touch()
                probe.unlink()
        except OSError as problem:
            raise HomeError(
                f"{self.root}: expected a folder that can be written to; found: {_words(problem, self.root)}. "
                "Choose another with TIDEGAUGE_HOME=/some/folder"
            ) from None
        return self

    @contextmanager
    def lock(self, wait_s: float = 0.0) -> Iterator[None]:
        """Hold the one writer's lock. Within a process it may be taken again; a dead owner's lock is free at once.

        Raises:
            Locked: somebody else holds it; says who and since when.
        """
        path = self.root / "lock"
        if path in _HELD:
            yield
            return
        self.prepare()
        with _opened(path) as file:
            _wait_for(file, wait_s)
            file.seek(0)
            file.truncate()
            file.write(json.dumps(_owner()))
            file.flush()
            _HELD.add(path)
            try:
                yield
            finally:
                _HELD.discard(path)
                file.seek(0)
                file.truncate()


_HELD: set[Path] = set()


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("a+", encoding="utf-8")
    except OSError as problem:
        raise HomeError(f"{path}: expected a lock file; found: {problem.strerror}") from None


def _owner() -> dict[str, str | int]:
    command = redact(" ".join([Path(sys.argv[0]).name, *sys.argv[1:]]))[:200]
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "host": socket.gethostname(), "command": command, "since": since}


def _wait_for(file: IO[str], wait_s: float) -> None:
    ends = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < ends:
                time.sleep(0.2)
                continue
            raise Locked(f"another run holds the lock: {_told(file)}. Wait for it to end, or end it") from None
        except OSError as problem:
            raise HomeError(f"{file.name}: expected a file system that locks; found: {problem.strerror}") from None
        return


def _told(file: IO[str]) -> str:
    """Who holds the lock and since when. The text is the owner's own; one of a process that is gone misleads nobody."""
    file.seek(0)
    try:
        owner = json.loads(file.read())
        began = datetime.fromisoformat(owner["since"])
        told = f"{owner['command']} (pid {owner['pid']} on {owner['host']}, since {began:%Y-%m-%d %H:%M:%S} UTC"
        here = owner["host"] == socket.gethostname()
    except (ValueError, KeyError, TypeError):
        return "its owner has not said who it is yet"
    if here and not Path(f"/proc/{owner['pid']}").exists() and Path("/proc/self").exists():
        return "its owner has not said who it is yet"
    return f"{told}, for {_duration(datetime.now(UTC) - began)})"


def _duration(age: timedelta) -> str:
    seconds = max(0, round(age.total_seconds()))
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"


def _words(problem: OSError, root: Path) -> str:
    """What is wrong, and with what where that is not the home itself."""
    where = Path(problem.filename or root)
    return f"{problem.strerror}" + (f" ({where})" if where != root else "")
