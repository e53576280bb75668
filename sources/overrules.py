"""What people decided against the guards: an append-only log beside that of the deliveries, in the home's archive.

``overrules/<release>.jsonl`` has one line a decision. ``accept`` lifts, for named deliveries, one guard from the
figures that it had named; ``refuse`` leaves a delivery out that the guards let through, such as one kept under a wrong
clock; ``revoke`` takes back what was decided on that delivery before. So a warehouse that is rebuilt from the archive
comes out the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from sources import journal
from sources.archive import DECISIONS, Archive, Entry
from sources.errors import TidegaugeError

# What a person may know better: judgements on figures that were read whole. What cannot be read, is not the bytes that
# were stored, or gives two figures for one observation leaves nothing to accept.
GUARDS: Mapping[str, str] = {
    "bounds": "a value outside the catalog's low and high",
    "absent": "a series of the release is not there",
    "scale": "a series moved to another scale against its own history",
    "leap": "a figure far from its neighbours",
    "older": "it ends before an earlier delivery did",
    "shrunk": "a history that begins later than it did, or lacks much of what is known within it",
    "columns": "a column that was always there is gone, or has another name",
    "cut": "its length was not announced, and it lacks what is known",
}
BY_HAND = "hand"

Verdict = Literal["accept", "refuse", "revoke"]
Figure = tuple[str, str]  # series, area; without an area the whole series
Observation = tuple[str, str, date, float]


class NoOverrule(TidegaugeError):
    """That decision cannot be taken; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrule:
    """One decision of a person on deliveries of one digest: those that were fetched at these moments."""

    release: str
    at: datetime
    verdict: Verdict
    digest: str
    fetched_at: tuple[datetime, ...]
    why: str
    by: str = ""
    guard: str = ""
    figures: tuple[Figure, ...] = ()

    def concerns(self, entry: Entry) -> bool:
        return self.digest == entry.digest and entry.at in self.fetched_at


@dataclass(frozen=True, slots=True)
class Waiver:
    """From which figures of a delivery guards are lifted.

    ``admitted`` are figures out of bounds that a delivery accepted earlier gave: they are fine while they are the same.
    """

    lifted: frozenset[tuple[str, str, str]] = frozenset()
    admitted: frozenset[Observation] = field(default_factory=frozenset)

    def lifts(self, guard: str, series: str, area: str = "") -> bool:
        return (guard, series, "") in self.lifted or (guard, series, area) in self.lifted

    def of(self, guard: str) -> list[Figure]:
        """The figures that a guard is lifted from."""
        return sorted((series, area) for which, series, area in self.lifted if which == guard)


NONE = Waiver()


def waiver(overrules: Iterable[Overrule], entry: Entry, admitted: Iterable[Observation] = ()) -> Waiver:
    """What the standing decisions lift for that delivery."""
    lifted = {
        (o.guard, *figure) for o in overrules if o.verdict == "accept" and o.concerns(entry) for figure in o.figures
    }
    return Waiver(frozenset(lifted), frozenset(admitted))


def refusal(overrules: Iterable[Overrule], entry: Entry) -> str:
    """Why a person left that delivery out; empty when nobody did."""
    told = [f"left out by hand: {o.why}" for o in overrules if o.verdict == "refuse" and o.concerns(entry)]
    return told[-1] if told else ""


def keep(archive: Archive, overrule: Overrule) -> None:
    """Append the decision to the log; it is on disk before this returns."""
    line = {
        "at": overrule.at.isoformat(),
        "verdict": overrule.verdict,
        "digest": overrule.digest,
        "fetched_at": [at.isoformat() for at in overrule.fetched_at],
        "why": overrule.why,
        "by": overrule.by,
        "guard": overrule.guard,
        "figures": [list(figure) for figure in overrule.figures],
    }
    journal.append(_path(archive.root, overrule.release), line)


def standing(archive: Archive, release: str) -> list[Overrule]:
    """The decisions on deliveries of a release that were not taken back, in the order in which they were taken.

    What is damaged in the log is told by ``Archive.damage``.
    """
    found: list[Overrule] = []
    for line in journal.read(_path(archive.root, release)).lines:
        overrule = _overrule(line, release)
        if overrule.verdict == "revoke":
            found = [o for o in found if o.digest != overrule.digest]
        else:
            found.append(overrule)
    return found


def left_out(archive: Archive, entries: Iterable[Entry]) -> set[tuple[str, datetime]]:
    """Which of these deliveries of one release (digest, fetched_at) a person left out."""
    kept = list(entries)
    decided = standing(archive, kept[0].release) if kept else []
    return {(e.digest, e.at) for e in kept if refusal(decided, e)}


_PLACE = re.compile(r"(?P<series>[A-Z0-9_]+)(?: (?P<area>.+?))?(?: \d{4}-\d{2}-\d{2}(?: \S+)?)?")


def figure_of(found: str, names: Iterable[str]) -> Figure | None:
    """The series and area that a refusal names (``IMF_GOLD BRA 2026-02-28 5e9``); None when it names none."""
    match = _PLACE.fullmatch(found)
    return (match["series"], match["area"] or "") if match and match["series"] in names else None


def _overrule(line: Mapping[str, Any], release: str) -> Overrule:
    return Overrule(
        release=release,
        at=datetime.fromisoformat(line["at"]),
        verdict=line["verdict"],
        digest=line["digest"],
        fetched_at=tuple(datetime.fromisoformat(at) for at in line["fetched_at"]),
        why=line["why"],
        by=line["by"],
        guard=line["guard"],
        figures=tuple((series, area) for series, area in line["figures"]),
    )


def _path(root: Path, release: str) -> Path:
    return root / DECISIONS / f"{release}.jsonl"
