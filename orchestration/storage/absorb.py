"""From archive to warehouse: bring one release's raw table up to everything that the archive holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from orchestration.storage import columns, quarantine
from orchestration.storage.short import line_based
from orchestration.storage.warehouse import News, Warehouse
from sources import ingest, overrules
from sources.archive import Archive, Entry
from sources.collect import Asked
from sources.columns import Columns
from sources.errors import ArchiveError, PayloadRefused
from sources.held import Held
from sources.model import Release
from sources.overrules import Overrule

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
    delivery turns up that was fetched before one already judged, such as from another machine's archive, or a person
    overruled what was judged, the release is read anew: what was known when depends on the order. Not so while the
    bytes of something recorded are damaged, for its figures would be lost with the rest.
    """
    total, size = News(0, 0, 0), 0
    faults = archive.damage(release.key)  # what stood on such a line is lacking
    decided = overrules.standing(archive, release.key)
    due, waits = _due(release, archive, warehouse, decided)
    if waits:
        faults.append(waits)
    for entry in due:
        size += sum(p["bytes"] for p in entry.payloads)
        try:
            news = _record(entry, release, archive, warehouse, decided)
            total = News(total.new + news.new, total.revised + news.revised, total.withdrawn + news.withdrawn)
        except PayloadRefused as problem:
            warehouse.quarantine(entry, release, problem)
            if not overrules.refusal(decided, entry):  # no fault: somebody meant it
                faults.append(_refused(entry.at, str(problem)))
        except ArchiveError as problem:
            faults.append(str(problem))
    digest, origin = warehouse.newest(release.key) or ("", "none")
    outcome, reason = _verdict(asked, origin, total, faults)
    standing = quarantine.refused_since(warehouse.sql, release.key)
    told = [reason] if reason else []
    if standing and _refused(*standing) not in faults:  # as long as nothing better came, not in one run only
        told.append(_refused(*standing))
    told += [f"{which} set aside: {why}" for which, why in quarantine.left_out(warehouse.sql, release.key, digest)]
    told.append(columns.told(warehouse.sql, release.key))
    reason = "; ".join(filter(None, told)) or None
    warehouse.state(release.key, origin, reason)
    return Standing(release.key, outcome, origin, total, reason, size)


def held(release: Release, archive: Archive, warehouse: Warehouse) -> Held:
    """What is recorded of a release from its publisher, to ask for no more than what may be new."""
    recorded = warehouse.recorded_live(release.key)
    entries = (e for e in archive.entries(release.key) if (e.digest, e.at) in recorded)
    return Held.of(archive, entries, warehouse.reached_live(release.key))


def _refused(at: datetime, why: str) -> str:
    return f"delivery of {at:%Y-%m-%d} refused: {why}"


def _due(release: Release, archive: Archive, warehouse: Warehouse, decided: list[Overrule]) -> tuple[list[Entry], str]:
    """What is to be judged, oldest first; and why the release cannot be read anew, where it should be."""
    shipped = release.bundle == "yes"  # else a licence was withdrawn since: what was bundled takes no part any more
    delivered = [
        e for e in archive.entries(release.key) if e.outcome == "delivered" and (shipped or e.origin != "bundled")
    ]
    if not shipped and _rests_on_the_bundle(release, warehouse):
        warehouse.forget(release.key, decided)
    seen, differing = warehouse.seen(release.key), quarantine.differing(warehouse.sql, release.key, decided)
    due = [e for e in delivered if (e.digest, e.at) not in seen]
    last = warehouse.last_judged(release.key)
    late = last and any(_readable(e, archive) for e in due if e.at < last and not overrules.refusal(decided, e))
    if late or any(digest in differing for digest, _ in seen):
        recorded = warehouse.recorded(release.key)
        try:
            for entry in delivered:
                if (entry.digest, entry.at) in recorded:
                    archive.open(entry)
        except ArchiveError as problem:
            return [e for e in due if not last or e.at >= last], f"has to be read anew, which waits: {problem}"
        warehouse.forget(release.key, decided)
        return delivered, ""
    if differing:
        quarantine.note(warehouse.sql, release.key, decided)
    return due, ""


def _rests_on_the_bundle(release: Release, warehouse: Warehouse) -> bool:
    found = warehouse.sql.execute(
        "SELECT 1 FROM ledger.deliveries WHERE release = ? AND origin = 'bundled' LIMIT 1", [release.key]
    )
    return found.fetchone() is not None


def _readable(entry: Entry, archive: Archive) -> bool:
    try:
        archive.open(entry)
    except ArchiveError:
        return False
    return True


def _record(entry: Entry, release: Release, archive: Archive, warehouse: Warehouse, decided: list[Overrule]) -> News:
    if why := overrules.refusal(decided, entry):
        raise PayloadRefused(why, guard=overrules.BY_HAND)
    waiver = overrules.waiver(decided, entry, quarantine.admitted(warehouse.sql, release.key))
    if entry.vintages:
        shown = ingest.read_vintages(archive.open(entry), release, waiver)
        return warehouse.record_vintages(shown, entry, release, waiver)
    # what the bundle holds, too, is read when its publisher sends it; so is what vintages may have overtaken
    if quarantine.last_taken(warehouse.sql, release.key) == (entry.digest, entry.origin):
        warehouse.judge(entry, "unchanged")
        return News(0, 0, 0)
    aside: list[tuple[str, str]] = []
    delivery = archive.open(entry)
    found: dict[str, Columns] = {}
    table = ingest.read(delivery, release, aside, waiver, found)
    return warehouse.record(table, entry, release, aside, line_based(delivery), waiver, found=found)


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
