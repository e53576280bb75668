"""From archive to warehouse: bring one release's raw table up to everything that the archive holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from orchestration.storage.warehouse import News, Warehouse
from sources import ingest
from sources.archive import Archive, Entry
from sources.collect import Asked
from sources.errors import ArchiveError, PayloadRefused
from sources.model import Release


@dataclass(frozen=True, slots=True)
class Standing:
    """How a release stands after a run.

    ``outcome``: ``recorded`` (something new), ``unchanged``, ``refused`` (a delivery broke the contract or is not the
    bytes that were stored), ``failed`` (asked live, not answered), ``absent`` (nothing to show, nothing at fault).
    ``reason`` is what a reader should know; None when there is nothing to say.
    """

    release: str
    outcome: Literal["recorded", "unchanged", "refused", "failed", "absent"]
    origin: str
    news: News
    reason: str | None
    payload_bytes: int

    @property
    def at_fault(self) -> bool:
        return self.outcome in ("refused", "failed")


def absorb(release: Release, asked: Asked, archive: Archive, warehouse: Warehouse) -> Standing:
    """Record every delivery of the archive that the ledger has not judged yet, oldest first.

    A refused delivery is judged once; one whose bytes are damaged is tried again, since a file can be restored.
    """
    seen = warehouse.seen(release.key)
    total, faults, size = News(0, 0, 0), [], 0
    for entry in archive.entries(release.key):
        if entry.outcome != "delivered" or (entry.digest, entry.at) in seen:
            continue
        size += sum(p["bytes"] for p in entry.payloads)
        try:
            news = _record(entry, release, archive, warehouse)
            total = News(total.new + news.new, total.revised + news.revised, total.withdrawn + news.withdrawn)
        except PayloadRefused as problem:
            warehouse.quarantine(entry, problem)
            faults.append(f"delivery of {entry.at:%Y-%m-%d} refused: {problem}")
        except ArchiveError as problem:
            faults.append(str(problem))
    standing = _standing(release, asked, warehouse, total, faults, size)
    warehouse.state(release.key, standing.origin, standing.reason)
    return standing


def _record(entry: Entry, release: Release, archive: Archive, warehouse: Warehouse) -> News:
    if entry.digest == warehouse.last_digest(release.key):
        warehouse.judge(entry, "unchanged")
        return News(0, 0, 0)
    return warehouse.record(ingest.read(archive.open(entry), release), entry, release)


def _standing(
    release: Release, asked: Asked, warehouse: Warehouse, news: News, faults: list[str], size: int
) -> Standing:
    newest = warehouse.newest(release.key)
    origin = newest[0] if newest else "none"
    reasons = list(faults)
    if asked.outcome == "failed" or (asked.reason and origin == "none"):
        reasons.append(asked.reason)
    if origin == "none":
        bundle = f"nothing in the bundle ({release.bundle_why})" if release.bundle == "no" else "nothing in the archive"
        reasons.insert(0, f"never fetched: {bundle}")
    outcome: Literal["recorded", "unchanged", "refused", "failed", "absent"]
    if faults:
        outcome = "refused"
    elif asked.outcome == "failed":
        outcome = "failed"
    elif origin == "none":
        outcome = "absent"
    else:
        outcome = "recorded" if news else "unchanged"
    return Standing(release.key, outcome, origin, news, "; ".join(reasons) or None, size)
