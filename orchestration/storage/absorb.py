"""From archive to warehouse: bring one release's raw table up to everything that the archive holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from orchestration.storage.short import line_based
from orchestration.storage.warehouse import News, Warehouse
from sources import ingest
from sources.archive import Archive, Entry
from sources.collect import Asked
from sources.errors import ArchiveError, PayloadRefused
from sources.held import Held
from sources.model import Release

Outcome = Literal["recorded", "unchanged", "refused", "failed", "absent"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a release stands after a run.

    ``outcome``: ``recorded`` (something new), ``unchanged``, ``refused`` (a delivery broke the contract or is not the
    bytes that were stored), ``failed`` (asked live, not answered), ``absent`` (nothing to show, nothing at fault).
    ``reason`` is what a reader should know; None when there is nothing to say.
    """

    release: str
    outcome: Outcome
    origin: str
    news: News
    reason: str | None
    payload_bytes: int


def absorb(release: Release, asked: Asked, archive: Archive, warehouse: Warehouse) -> Standing:
    """Record every delivery of the archive that the ledger has not judged yet, oldest first.

    A refused delivery is judged once; one whose bytes are damaged is tried again, since a file can be restored. When a
    delivery turns up that was fetched before one already judged, such as from another machine's archive, the release
    is read anew: what was known when depends on the order.
    """
    total, faults, size = News(0, 0, 0), archive.damage(release.key), 0  # what stood on such a line is lacking
    for entry in _due(release, archive, warehouse):
        size += sum(p["bytes"] for p in entry.payloads)
        try:
            news = _record(entry, release, archive, warehouse)
            total = News(total.new + news.new, total.revised + news.revised, total.withdrawn + news.withdrawn)
        except PayloadRefused as problem:
            warehouse.quarantine(entry, problem)
            faults.append(f"delivery of {entry.at:%Y-%m-%d} refused: {problem}")
        except ArchiveError as problem:
            faults.append(str(problem))
    digest, origin = warehouse.newest(release.key) or ("", "none")
    left_out = "; ".join(f"{which} set aside: {why}" for which, why in warehouse.left_out(release.key, digest))
    outcome, reason = _verdict(asked, origin, total, faults)
    reason = "; ".join(filter(None, (reason, left_out))) or None
    warehouse.state(release.key, origin, reason)
    return Standing(release.key, outcome, origin, total, reason, size)


def held(release: Release, archive: Archive, warehouse: Warehouse) -> Held:
    """What is recorded of a release from its publisher, to ask for no more than what may be new."""
    recorded = warehouse.recorded_live(release.key)
    entries = (e for e in archive.entries(release.key) if (e.digest, e.at) in recorded)
    return Held.of(archive, entries, warehouse.reached_live(release.key))


def _due(release: Release, archive: Archive, warehouse: Warehouse) -> list[Entry]:
    delivered = [e for e in archive.entries(release.key) if e.outcome == "delivered"]
    seen, last = warehouse.seen(release.key), warehouse.last_judged(release.key)
    due = [e for e in delivered if (e.digest, e.at) not in seen]
    if last and any(_readable(e, archive) for e in due if e.at < last):
        warehouse.forget(release.key)
        return delivered
    return due


def _readable(entry: Entry, archive: Archive) -> bool:
    try:
        archive.open(entry)
    except ArchiveError:
        return False
    return True


def _record(entry: Entry, release: Release, archive: Archive, warehouse: Warehouse) -> News:
    if entry.vintages:
        return warehouse.record_vintages(ingest.read_vintages(archive.open(entry), release), entry, release)
    newest = warehouse.newest(release.key)
    if newest == (entry.digest, entry.origin):  # what the bundle holds, too, is read when its publisher sends it
        warehouse.judge(entry, "unchanged")
        return News(0, 0, 0)
    aside: list[tuple[str, str]] = []
    delivery = archive.open(entry)
    table = ingest.read(delivery, release, aside)
    return warehouse.record(table, entry, release, aside, line_based(delivery))


def _verdict(asked: Asked, origin: str, news: News, faults: list[str]) -> tuple[Outcome, str | None]:
    reasons = list(faults)
    if origin == "none" and not faults:
        why = asked.release.bundle_why
        reasons.insert(0, "never fetched" + (f", not in the bundle ({why})" if why else ", nothing in the archive"))
    if asked.outcome == "failed" or (asked.reason and origin == "none"):
        reasons.append(asked.reason)
    told = "; ".join(reasons) or None
    if faults:
        return "refused", told
    if asked.outcome == "failed":
        return "failed", told
    if origin == "none":
        return "absent", told
    return ("recorded" if news else "unchanged"), told
