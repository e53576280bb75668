"""What is held of a release already: decides how much of it is asked for next, and what «only if changed» refers to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sources.archive import Archive, Entry
from sources.errors import ArchiveError
from sources.model import Payload, Release, Request

WHOLE_EVERY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Held:
    """The live deliveries of one release that were recorded, oldest first, and the last period of each series in them.

    A refused delivery is as if never asked; vintages of a series are no reading of the release.
    """

    archive: Archive
    entries: tuple[Entry, ...] = ()
    reach: Mapping[str, date] = field(default_factory=dict)
    _stored: Mapping[tuple[str, str], tuple[Entry, Mapping[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, archive: Archive, entries: Iterable[Entry], reach: Mapping[str, date]) -> Held:
        kept = tuple(sorted((e for e in entries if not e.vintages), key=lambda e: e.at))
        return cls(archive, kept, reach, {_name(p["url"], p["params"]): (e, p) for e in kept for p in e.payloads})

    def since(self, release: Release, now: datetime) -> date | None:
        """The day from which on periods are to be asked for; None for a whole reading.

        A reading is whole when the release wants no other, when the last whole one is a month old, and when that one
        asked for something else than the catalog names today. A window begins before the last period that each series
        has: it is not empty when the publisher is late, and shows whether it still gives what it gave.
        """
        whole = [e for e in self.entries if e.since is None and e.certificate.get("plan") == plan(release)]
        open_ended = [s.name for s in release.series if not s.closed]
        if release.reread_days is None or not whole or not timedelta() <= now - whole[-1].at < WHOLE_EVERY:
            return None
        if not all(name in self.reach for name in open_ended):
            return None
        known = min([now.date(), *(self.reach[name] for name in open_ended)])
        return known - timedelta(days=release.reread_days)

    def payload(self, request: Request) -> Payload | None:
        """The newest payload that an equal request brought, when its publisher gave it an ETag or a date."""
        entry, stored = self._stored.get(_name(request.url, request.params), (None, None))
        if entry is None or stored is None or not stored.get("validators"):
            return None
        try:
            return self.archive.payload(entry, stored)
        except ArchiveError:
            return None  # damaged: it is asked for anew


def plan(release: Release) -> str:
    """A short hash of what a whole reading asks for: a series that is new in the catalog needs its history."""
    wanted = [(s.name, s.code) for s in release.series], sorted(release.request.items())
    return hashlib.sha256(repr(wanted).encode()).hexdigest()[:12]


def _name(url: str, params: Mapping[str, str]) -> tuple[str, str]:
    return url, repr(sorted(params.items()))
