"""Published editions: an immutable folder each, swapped in by a symlink. Readers read these and nothing else.

``editions/<name>/`` holds ``tidegauge.duckdb``, ``parquet/<table>.parquet``, ``manifest.json``, ``SHA256SUMS`` and the
documents of the run. ``current`` (a symlink) and ``CURRENT`` (a text file) name the one that readers read. A reader
that has one open keeps it whole. Names sort in the order of publication, whatever the clock of the host does.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.storage import claims
from orchestration.storage.home import Home
from orchestration.storage.names import literal
from sources.errors import TidegaugeError
from sources.journal import make_folder, sync, write_whole

if TYPE_CHECKING:
    import pandas as pd

FILE = "tidegauge.duckdb"
SUMS = "SHA256SUMS"
MOMENT = "%Y-%m-%dT%H%M%SZ"
SCHEMAS = ("marts", "reference")
# what SQL on an edition can reach: nothing. A name in it is no variable of this process either
CONFINED: dict[str, str | bool | int | float | list[str]] = dict.fromkeys(
    (
        "enable_external_access",
        "python_enable_replacements",
        "autoinstall_known_extensions",
        "autoload_known_extensions",
        "allow_community_extensions",
    ),
    "false",
)
_CONNECTING = threading.Lock()
STORAGE = "v1.0.0"  # the oldest storage format that a reader in use may have


class NoEdition(TidegaugeError):
    """Nothing has been published in this home."""


@dataclass(frozen=True)
class Edition:
    """A published folder."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def file(self) -> Path:
        return self.path / FILE

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return json.loads((self.path / "manifest.json").read_text("utf-8"))  # type: ignore[no-any-return]

    @property
    def tables(self) -> dict[str, Any]:
        return self.manifest["tables"]  # type: ignore[no-any-return]

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection that reads this edition and can reach nothing else: no file, no network, no setting."""
        with _CONNECTING:  # connections of one process to one file share their settings, and a locked one stays
            connection = duckdb.connect(str(self.file), read_only=True, config=CONFINED)
            if connection.execute("SELECT current_setting('lock_configuration')").fetchall() == [(False,)]:
                connection.execute("SET GLOBAL TimeZone = 'UTC'")
                connection.execute("SET lock_configuration = true")
        return connection

    def frame(self, table: str) -> pd.DataFrame:
        """A table of the edition."""
        with self.connect() as connection:
            return connection.table(table).df()


class Editions:
    """The editions of a home. What changes them takes the home's lock."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def current(self) -> Edition | None:
        """The edition in use, resolved to its own folder so that it stays one edition while it is read."""
        return Edition(self.home.current.resolve()) if (self.home.current / FILE).exists() else None

    def require(self) -> Edition:
        """The edition in use.

        Raises:
            NoEdition: says what to run.
        """
        edition = self.current()
        if edition is None:
            raise NoEdition(f"{self.home.root}: expected a published edition; found none. Run: tidegauge run")
        return edition

    def all(self) -> list[Edition]:
        """Every whole edition, the oldest first."""
        folders = self.home.editions.glob("[0-9]*") if self.home.editions.is_dir() else ()
        return [Edition(path) for path in sorted(folders) if (path / "manifest.json").is_file()]

    def publish(
        self, facts: dict[str, Any], macros: Sequence[str], add_documents: Callable[[Path], None]
    ) -> Edition | None:
        """Build an edition from the working file, beside the others, and swap it in; None when no table changed.

        Args:
            facts: what the manifest says beyond tables and files (versions, inputs, what is degraded).
            macros: statements that create the table macros of the file.
            add_documents: writes pages into the new folder; only called when there is something to publish.
        """
        with self.home.lock(wait_s=600):
            building = self.home.editions / f".building-{os.getpid()}"
            shutil.rmtree(building, ignore_errors=True)
            make_folder(building / "parquet")
            try:
                return self._publish(building, facts, macros, add_documents)
            finally:
                shutil.rmtree(building, ignore_errors=True)

    def _publish(
        self, building: Path, facts: dict[str, Any], macros: Sequence[str], add_documents: Callable[[Path], None]
    ) -> Edition | None:
        tables = _copy_tables(self.home.warehouse, building)
        _add_macros(macros, building / FILE)
        tables |= _add_claims(building)
        hashes = {name: table["sha256"] for name, table in tables.items()}
        state = {"tables": hashes, "comments": _comments(building / FILE), "macros": list(macros)}
        digest = hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()
        before = self.current()
        if before and before.manifest.get("content_sha256") == digest:
            return None
        if ready := self._ready(digest, before):
            self.use(ready)
            return ready
        add_documents(building)
        created = datetime.now(UTC)
        name = f"{self._moment(created):{MOMENT}}-{digest[:8]}"
        manifest = {
            "edition": name,
            "created_at": created.isoformat(timespec="seconds"),
            "content_sha256": digest,
            "previous": before.name if before else None,
            "tables": tables,
            **facts,
            "sums": SUMS,
            "files": hash_files(building),
        }
        (building / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False), "utf-8")
        (building / SUMS).write_text(sums(building, manifest["files"]), "utf-8")
        _sync_tree(building)
        target = self.home.editions / name
        building.rename(target)
        sync(self.home.editions)
        self.use(Edition(target))
        return Edition(target)

    def use(self, edition: Edition) -> None:
        """Swap an edition in. Readers find it or the one before, never none."""
        with self.home.lock(wait_s=600):
            link = self.home.root / f".current-{os.getpid()}"
            link.unlink(missing_ok=True)
            link.symlink_to(Path("editions") / edition.name)
            link.replace(self.home.current)
            write_whole(self.home.root / "CURRENT", f"{edition.name}\n".encode())

    def settle(self) -> None:
        """Tidy up after a writer that was killed; hold the home's lock."""
        for folder in (".building-*", ".pruned-*"):
            for left in self.home.editions.glob(folder):
                shutil.rmtree(left, ignore_errors=True)
        for left in (*self.home.root.glob(".current-*"), *self.home.root.glob(".CURRENT*")):
            left.unlink(missing_ok=True)
        edition, text = self.current(), self.home.root / "CURRENT"
        if edition and (not text.is_file() or text.read_bytes() != f"{edition.name}\n".encode()):
            self.use(edition)  # killed between the link and the text

    def _moment(self, now: datetime) -> datetime:
        """The moment of a new name: now, but after every other, so that no publication ever goes backwards."""
        names = [edition.name for edition in self.all()]
        last = datetime.strptime(names[-1].split("Z")[0] + "Z", MOMENT).replace(tzinfo=UTC) if names else now
        return max(now, last + timedelta(seconds=1)) if names else now

    def _ready(self, digest: str, before: Edition | None) -> Edition | None:
        """A whole edition of the same content that is newer than the one in use: its writer was killed before it
        swapped it in, or a user went back from it."""
        from orchestration.storage.soundness import edition_faults

        for edition in reversed(self.all()):
            if before and edition.name <= before.name:
                return None
            if edition.name.endswith(f"-{digest[:8]}") and not edition_faults(edition.path):
                return edition
        return None


def _copy_tables(working: Path, building: Path) -> dict[str, dict[str, Any]]:
    """Every table of the published schemas into the new file and into Parquet, with its comments, in a fixed order."""
    tables: dict[str, dict[str, Any]] = {}
    with duckdb.connect() as connection:
        # one thread and a fixed order: the same rows give the same bytes
        connection.execute("SET threads = 1")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH {literal(working)} AS work (READ_ONLY)")
        connection.execute(f"ATTACH {literal(building / FILE)} AS edition (STORAGE_VERSION '{STORAGE}')")
        found = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() "
            "WHERE database_name = 'work' AND list_contains(?, schema_name) ORDER BY table_name",
            [list(SCHEMAS)],
        ).fetchall()
        for schema, name in found:
            connection.execute(f'CREATE TABLE edition.main."{name}" AS FROM work."{schema}"."{name}" ORDER BY ALL')
            _copy_comments(connection, schema, name)
            parquet = building / "parquet" / f"{name}.parquet"
            # read back by one thread in the order it was written in
            connection.execute(f'COPY edition.main."{name}" TO {literal(parquet)} (FORMAT parquet, COMPRESSION zstd)')
            rows = connection.execute(f'SELECT count(*) FROM edition.main."{name}"').fetchall()[0][0]
            tables[name] = {"schema": schema, "rows": rows, "sha256": _hash(parquet)}
        connection.execute("CHECKPOINT edition")
        connection.execute("DETACH edition")
    return tables


def _add_macros(macros: Sequence[str], file: Path) -> None:
    with duckdb.connect(str(file)) as connection:
        for statement in macros:
            connection.execute(statement)
        connection.execute("CHECKPOINT")
    if file.with_name(f"{file.name}.wal").exists():
        raise TidegaugeError(f"{file}: expected a checkpointed file; found a write-ahead log beside it")


def _add_claims(building: Path) -> dict[str, dict[str, Any]]:
    """The verdicts on claims: they ask the macros, so they can only be computed where those stand."""
    parquet = building / "parquet" / f"{claims.TABLE}.parquet"
    rows = claims.add(building / FILE, parquet)
    if rows is None:
        return {}
    return {claims.TABLE: {"schema": "claims", "rows": rows, "sha256": _hash(parquet)}}


def _copy_comments(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> None:
    where = "WHERE database_name = 'work' AND schema_name = ? AND table_name = ?"
    table = connection.execute(f"SELECT comment FROM duckdb_tables() {where}", [schema, name]).fetchall()[0][0]
    if table:
        connection.execute(f'COMMENT ON TABLE edition.main."{name}" IS {literal(table.strip())}')
    columns = connection.execute(f"SELECT column_name, comment FROM duckdb_columns() {where}", [schema, name])
    for column, comment in columns.fetchall():
        if comment:
            connection.execute(f'COMMENT ON COLUMN edition.main."{name}"."{column}" IS {literal(comment.strip())}')


def _comments(file: Path) -> list[Any]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
        ).fetchall()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_files(folder: Path) -> dict[str, dict[str, Any]]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): {"sha256": _hash(p), "bytes": p.stat().st_size} for p in files}


def sums(folder: Path, files: Mapping[str, Mapping[str, Any]]) -> str:
    """The hashes of all files and of the manifest, in the format of ``sha256sum --check``."""
    hashes = {name: str(told["sha256"]) for name, told in files.items()}
    hashes["manifest.json"] = _hash(folder / "manifest.json")
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)
