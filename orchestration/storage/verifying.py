"""Verify a home: is everything that it holds what was written, and does it all agree?"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.storage import tables
from orchestration.storage.editions import Editions
from orchestration.storage.home import Home
from orchestration.storage.soundness import edition_faults, working_faults
from sources import journal
from sources.archive import DECISIONS, Archive, Entry

BODY = "Restore it from a copy, or ask again for what it holds: tidegauge run"
LOG = "Restore it from a copy"
HEAD = "Restore it from a copy; the next delivery of the release writes it anew"
EDITION = "Use another (tidegauge editions use NAME), or remove this folder and run: tidegauge run"
WORKING = "Nothing is lost, the archive has all. Set it aside and read all anew: tidegauge run"
LEDGER = "The archive lacks what was recorded: restore it from a copy. What it gives now: tidegauge replay"
POINTER = "Name the edition to read: tidegauge editions use NAME"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not what was written. ``where`` is a path below the home, or below the bundle's folder."""

    part: str
    where: str
    what: str
    remedy: str


@dataclass(slots=True)
class Verdict:
    """What was looked at, and what was found. ``notes`` are no faults: leftovers of killed writers and the like."""

    checked: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults


def verify(home: Home) -> Verdict:
    """Look at everything; hold the home's lock.

    Raises:
        TidegaugeError: the working file cannot be opened for a reason that says nothing about its soundness.
    """
    verdict = Verdict()
    archive = home.archive()
    for root in archive.roots:
        _archive(root, verdict)
    _editions(home, home, verdict)
    for past in sorted((home.root / "as_of").glob("*/current")):
        _editions(home, Home(past.parent), verdict)
    _working(home, archive, verdict)
    return verdict


def _archive(root: Path, verdict: Verdict) -> None:
    """Logs against their sums and heads, bodies against their names and the log; whatever the catalog knows."""
    named: dict[str, set[str]] = defaultdict(set)
    there = [path for folder in ("log", DECISIONS) for path in (root / folder).glob("*.*")]
    logs = sorted({path.with_suffix(".jsonl") for path in there if path.suffix in (".jsonl", ".head")})
    for log in logs:
        shown = str(log.relative_to(root.parent))
        try:
            found = journal.read(log)
        except OSError as problem:
            verdict.faults.append(Fault("archive", shown, f"cannot be read: {problem.strerror}", LOG))
            continue
        verdict.faults += [Fault("archive", shown, what, HEAD if "head is" in what else LOG) for what in found.damaged]
        verdict.notes += [f"{shown}: {what}" for what in found.torn]
        for payload in (p for line in found.lines for p in line.get("payloads", ())):
            named[payload["sha256"]].update({payload["gz_sha256"]} if "gz_sha256" in payload else ())
    bodies = {path.stem: path for path in sorted((root / "bodies").glob("??/*.gz"))}
    for sha256 in sorted(named.keys() - bodies.keys()):
        verdict.faults.append(Fault("archive", f"{root.name}/bodies/{sha256[:2]}/{sha256}.gz", "missing", BODY))
    for sha256, path in bodies.items():
        if what := _body_fault(path, sha256, named.get(sha256, set())):
            verdict.faults.append(Fault("archive", str(path.relative_to(root.parent)), what, BODY))
    unnamed = len(bodies.keys() - named.keys())
    if unnamed:
        verdict.notes.append(f"{root.name}: {unnamed} bodies that no line names: their writer was killed before it")
    verdict.checked[f"{root.name}: logs"] = len(logs)
    verdict.checked[f"{root.name}: bodies"] = len(bodies)


def _body_fault(path: Path, sha256: str, stored: set[str]) -> str | None:
    try:
        content = path.read_bytes()
        if stored and hashlib.sha256(content).hexdigest() not in stored:
            return "not the file that was stored"
        if hashlib.sha256(gzip.decompress(content)).hexdigest() != sha256:
            return "not the bytes that its name says"
    except (OSError, EOFError, zlib.error) as problem:
        return f"cannot be read: {getattr(problem, 'strerror', None) or problem}"
    return None


def _editions(home: Home, own: Home, verdict: Verdict) -> None:
    """The editions of the home itself, or of the home of a moment below it."""

    def fault(path: Path, what: str, remedy: str) -> None:
        verdict.faults.append(Fault("editions", str(path.relative_to(home.root)), what, remedy))

    folders = sorted(p for p in own.editions.glob("[0-9]*") if p.is_dir())
    for folder in folders:
        for what in edition_faults(folder):
            fault(folder, what, EDITION)
    verdict.checked["editions"] = verdict.checked.get("editions", 0) + len(folders)
    current, text = Editions(own).current(), own.root / "CURRENT"
    if current is None and (folders or own.current.is_symlink()):
        fault(own.current, "names no edition", POINTER)
    elif current and current.path.parent != own.editions.resolve():
        fault(own.current, "leads out of the home", POINTER)
    elif current and text.is_file() and text.read_bytes() in {f"{folder.name}\n".encode() for folder in folders}:
        if text.read_bytes() != f"{current.name}\n".encode():
            verdict.notes.append("CURRENT names another edition than current: its writer was killed between the two")
    elif current:
        fault(text, f"does not name {current.name} as current does", POINTER)


def _working(home: Home, archive: Archive, verdict: Verdict) -> None:
    shown = f"warehouse/{home.warehouse.name}"
    if not home.warehouse.exists():
        verdict.notes.append(f"{shown}: not there; the next run makes it from the archive")
        return
    found = list(working_faults(home.warehouse))
    verdict.faults += [Fault("working file", shown, what, WORKING) for what in found]
    verdict.checked["working file"] = 1
    if found:
        return
    if not tables.stands(home.warehouse):
        verdict.notes.append(f"{shown}: of another shape than today's code gives it; the next run makes it anew")
        return
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        verdict.faults += [Fault("working file", shown, what, LEDGER) for what in _unfounded(connection, archive)]
        verdict.faults += [Fault("working file", shown, what, WORKING) for what in _doubled(connection)]


def _unfounded(connection: duckdb.DuckDBPyConnection, archive: Archive) -> Iterator[str]:
    """Deliveries that the ledger has judged and the archive does not know."""
    judged: dict[str, list[tuple[str, object]]] = defaultdict(list)
    for release, digest, at in connection.execute(
        "SELECT release, digest, fetched_at FROM ledger.deliveries ORDER BY ALL"
    ).fetchall():
        judged[release].append((digest, at))
    for release, deliveries in judged.items():
        known = {_identity(entry) for entry in archive.entries(release)}
        for delivery in deliveries:
            if delivery not in known:
                yield f"{release}: the delivery of {delivery[1]:%Y-%m-%d %H:%M} UTC is recorded, not in the archive"


def _identity(entry: Entry) -> tuple[str, object]:
    return entry.digest, entry.at


def _doubled(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Releases in which two versions of one observation stand now."""
    keys: Sequence[tuple[str]] = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw' ORDER BY table_name"
    ).fetchall()
    for (key,) in keys:
        twice = connection.execute(
            f"SELECT series FROM {tables.raw(key)} WHERE known_until IS NULL "
            "GROUP BY series, area, period HAVING count(*) > 1 LIMIT 1"
        ).fetchall()
        if twice:
            yield f"{key}: two versions of one observation of {twice[0][0]} stand at once"
