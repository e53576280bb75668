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
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sources.archive import BUNDLED, Archive
from sources.errors import TidegaugeError

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
            self.root.parent.mkdir(parents=True, exist_ok=True)
            self.root.mkdir(mode=0o700, exist_ok=True)  # one that is there keeps its mode: shared on purpose
            for folder in (self.warehouse.parent, self.editions, self.dagster, self.dbt, self.acceptance):
                folder.mkdir(parents=True, exist_ok=True)
            probe = self.root / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as problem:
            raise HomeError(
                f"{self.root}: expected a folder that can be written to; found: {problem.strerror}. "
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
        with path.open("a+", encoding="utf-8") as file:
            _wait_for(file, wait_s)
            file.seek(0)
            file.truncate()
            owner = {"pid": os.getpid(), "host": socket.gethostname(), "command": Path(sys.argv[0]).name}
            file.write(json.dumps({**owner, "since": datetime.now(UTC).isoformat(timespec="seconds")}))
            file.flush()
            _HELD.add(path)
            try:
                yield
            finally:
                _HELD.discard(path)
                file.seek(0)
                file.truncate()


_HELD: set[Path] = set()


def _wait_for(file: IO[str], wait_s: float) -> None:
    ends = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() < ends:
                time.sleep(0.2)
                continue
            file.seek(0)
            raise Locked(f"another run holds the lock: {file.read() or 'owner unknown'}. Wait for it to end") from None
        return
