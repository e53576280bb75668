"""The archive: payload bodies stored once by their hash, and an append-only log of every attempt to fetch.

Layout under one root: ``bodies/ab/<sha256>.gz`` and ``log/<release>.jsonl`` (see journal.py). The archive that ships
with the project has the same layout. Nothing here is ever changed or deleted; all else can be rebuilt from it.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from sources import journal
from sources.errors import ArchiveError
from sources.journal import make_folder, write_whole
from sources.model import Delivery, Origin, Payload, Request
from sources.secrets import holds, redact

REMEDY = "Restore the file, or fetch the release again"
BUNDLED = Path(__file__).parent / "bundled"
DECISIONS = "overrules"  # the folder of what people decided, beside the log; see overrules.py
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log: an attempt to fetch a release, and the payloads it brought.

    With ``vintages`` the attempt was for every version of the one series of that name: no reading of the release.
    """

    release: str
    at: datetime
    origin: Origin
    outcome: Literal["delivered", "failed"]
    reason: str
    certificate: dict[str, str]
    payloads: tuple[dict[str, Any], ...]
    root: Path
    since: date | None = None
    vintages: str = ""

    @property
    def digest(self) -> str:
        """As ``Delivery.digest``, without reading the bodies."""
        return hashlib.sha256("".join(p["sha256"] for p in self.payloads).encode()).hexdigest()


class Archive:
    """Reads any number of roots; writes to the first. The project's bundled archive is a second, read-only root."""

    def __init__(self, root: Path, *others: Path) -> None:
        self.root = root
        self.roots = (root, *others)

    def keep(self, delivery: Delivery) -> Entry:
        """Store the bodies, then acknowledge with a line in the log. Everything is on disk before it returns.

        Raises:
            ArchiveError: a body holds a key that is set; what is kept, is kept as it is and for good.
        """
        for payload in delivery.payloads:
            if variable := holds(payload.body):
                raise ArchiveError(
                    f"{redact(payload.request.url)}: expected data; found {variable} in it. It is not kept"
                )
        stored = [
            {
                **self._keep_body(p),
                "bytes": len(p.body),
                "media_type": p.media_type,
                "url": redact(p.request.url),
                "params": {k: redact(v) for k, v in p.request.params.items()},
                **({"validators": dict(p.validators)} if p.validators else {}),
                **({} if p.proven else {"proven": False}),
            }
            for p in delivery.payloads
        ]
        line = {
            "at": delivery.fetched_at.isoformat(),
            "origin": delivery.origin,
            "outcome": "delivered",
            "certificate": dict(delivery.certificate),
            "payloads": stored,
            **({"since": str(delivery.since)} if delivery.since else {}),
            **({"vintages": delivery.vintages} if delivery.vintages else {}),
        }
        self._append(delivery.release, line)
        return _entry(delivery.release, line, self.root)

    def note_failure(self, release: str, at: datetime, reason: str, vintages: str = "") -> None:
        """Log an attempt that brought nothing; ``vintages`` when it was for the versions of that series."""
        line = {"at": at.isoformat(), "origin": "live", "outcome": "failed", "reason": redact(reason)}
        self._append(release, {**line, **({"vintages": vintages} if vintages else {})})

    def entries(self, release: str) -> list[Entry]:
        """Every attempt to fetch that release or versions of its series, oldest first, over all roots."""
        return sorted((e for root in self.roots for e in _read_log(root, release)[0]), key=lambda e: e.at)

    def damage(self, release: str) -> list[str]:
        """What is wrong with the logs of that release; a delivery on a damaged line is not among the entries."""
        found = [(root, "log", what) for root in self.roots for what in _read_log(root, release)[1]]
        found += [(self.root, DECISIONS, what) for what in _journal(self.root / DECISIONS / f"{release}.jsonl").damaged]
        return [
            f"{root.name}/{folder}/{release}.jsonl: {what}. Restore the file from a copy"
            for root, folder, what in found
        ]

    def tidy(self) -> None:
        """Remove what a killed writer left half-written; hold the home's lock."""
        for part in (*self.root.glob("bodies/??/.*.gz.*"), *self.root.glob("*/.*.head.*")):
            part.unlink(missing_ok=True)

    def open(self, entry: Entry) -> Delivery:
        """The delivery of that entry, each body checked against its hash.

        Raises:
            ArchiveError: a body is missing or is not what was stored; names the file.
        """
        payloads = tuple(self.payload(entry, stored) for stored in entry.payloads)
        return Delivery(
            release=entry.release,
            fetched_at=entry.at,
            origin=entry.origin,
            payloads=payloads,
            since=entry.since,
            vintages=entry.vintages,
            certificate=entry.certificate,
        )

    def payload(self, entry: Entry, stored: Mapping[str, Any]) -> Payload:
        """One of the payloads of an entry, as ``stored`` in its log line.

        Raises:
            ArchiveError: the body is missing or is not what was stored; names the file.
        """
        return Payload(
            request=Request(url=stored["url"], params=stored["params"]),
            media_type=stored["media_type"],
            body=_read_body(entry.root, stored["sha256"]),
            validators=stored.get("validators", {}),
            proven=stored.get("proven", True),
        )

    def _keep_body(self, payload: Payload) -> dict[str, str]:
        """Store a body; returns its name and the hash of the file that holds it, of which every bit counts."""
        sha256 = payload.sha256
        path = body_path(self.root, sha256)
        if not _holds(self.root, sha256):  # a damaged body is replaced: fetching again is a remedy
            make_folder(path.parent)
            write_whole(path, gzip.compress(payload.body, compresslevel=9, mtime=0))
        return {"sha256": sha256, "gz_sha256": hashlib.sha256(path.read_bytes()).hexdigest()}

    def _append(self, release: str, line: dict[str, Any]) -> None:
        journal.append(_log_path(self.root, release), line)


def _journal(path: Path) -> journal.Journal:
    """A log, or one that says that it cannot be read."""
    try:
        return journal.read(path)
    except OSError as problem:
        return journal.Journal(damaged=[f"it cannot be read ({problem.strerror})"])


def _read_log(root: Path, release: str) -> tuple[list[Entry], list[str]]:
    """The entries of a log, and what is wrong with it."""
    found = _journal(_log_path(root, release))
    entries, damaged = [], list(found.damaged)
    for line in found.lines:
        try:
            entries.append(_entry(release, line, root))
        except (KeyError, ValueError, TypeError) as problem:  # of a line from before there were sums
            damaged.append(f"a line says no attempt: {type(problem).__name__} {problem}")
    return entries, damaged


def _entry(release: str, line: dict[str, Any], root: Path) -> Entry:
    return Entry(
        release=release,
        at=datetime.fromisoformat(line["at"]),
        origin=line["origin"],
        outcome=line["outcome"],
        reason=line.get("reason", ""),
        certificate=line.get("certificate", {}),
        payloads=tuple(line.get("payloads", ())),
        since=date.fromisoformat(line["since"]) if "since" in line else None,
        vintages=line.get("vintages", ""),
        root=root,
    )


def _read_body(root: Path, sha256: str) -> bytes:
    path = body_path(root, sha256)
    shown = path.relative_to(root.parent)  # reasons reach editions: no folder of this machine in them
    try:
        body = gzip.decompress(path.read_bytes())
    except FileNotFoundError:
        raise ArchiveError(f"{shown}: expected a payload; found no file. {REMEDY}") from None
    except (OSError, EOFError, zlib.error) as problem:
        why = getattr(problem, "strerror", None) or problem  # the text of an OSError names the whole path
        raise ArchiveError(f"{shown}: payload is corrupted ({why}). {REMEDY}") from None
    found = hashlib.sha256(body).hexdigest()
    if found != sha256:
        raise ArchiveError(f"{shown}: payload is corrupted (sha256 {found[:12]}…, not {sha256[:12]}…). {REMEDY}")
    return body


def _holds(root: Path, sha256: str) -> bool:
    try:
        _read_body(root, sha256)
    except ArchiveError:
        return False
    return True


def body_path(root: Path, sha256: str) -> Path:
    if not _SHA256.fullmatch(sha256):  # a log from elsewhere must not lead out of the archive
        raise ArchiveError(f"expected a sha256 in the log of the archive; found {sha256[:80]!r}")
    return root / "bodies" / sha256[:2] / f"{sha256}.gz"


def _log_path(root: Path, release: str) -> Path:
    return root / "log" / f"{release}.jsonl"
