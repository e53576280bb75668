"""The thirty faults, each with what it takes to have survived it, and the count of what was tried.

A test of a fault is marked ``@pytest.mark.fault(number)`` and counts its cases in the fixture ``tally``; those of one
number make a row of the table. ``make faults`` tries everything and writes ``docs/faults.md``; ``make test`` tries
fewer cases of each.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

FINE = ("right", "refused")

# number: (what goes wrong, what has to hold, the least number of cases that a full run tries)
FAULTS: Mapping[int, tuple[str, str, int]] = {
    1: ("429, with and without Retry-After", "no host asked above its limit; Retry-After kept, waiting bounded", 20),
    2: ("500, 502, 503, 504 at random, one answer in five", "200 of 200 readings arrive", 200),
    3: ("connect and read time-outs", "each ends before its deadline", 8),
    4: ("a slow drip of bytes, in head and body", "ends at the deadline, at most one second later", 8),
    5: ("body cut, without a length", "no half body accepted: 100 random cuts of every text answer", 5000),
    6: ("gzip cut, wrong check sum, plain flagged as gzip", "none accepted", 100),
    7: ("wrong length, reset, closed at once", "retried or refused", 100),
    8: ("200 with a page, a PDF, nothing, an error envelope", "none accepted, of any connector", 400),
    9: ("page missing, page repeated, total moving while paging", "none accepted", 30),
    10: ("columns renamed, dropped, added, reordered", "added: warned of; reordered: read; the rest refused", 30),
    11: ("another unit or scale, of a series or of one row", "every series and factor found before publication", 950),
    12: ("absurd values and marks that are no number", "missing, refused or right: 60 tokens and more", 600),
    13: ("duplicate rows, conflicting duplicates", "the same once; conflicting: refused", 40),
    14: ("history shortened, older copy than last time", "no row lost, none twice, no silent withdrawal", 50),
    15: (
        "time zones, clock changes, leap days, year ends; a wrong host clock",
        "right, or refused with the reason",
        40,
    ),
    16: ("kill -9 anywhere between landing and publication", "no payload lost, no file unreadable, next run ends", 300),
    17: ("disk full at any stage", "the published edition stays, byte for byte; the next run ends", 25),
    18: ("read-only folder, no permission", "a clear message and an exit code", 6),
    19: ("two runs at once", "one writes, the others wait or exit 75", 20),
    20: ("readers while editions are published", "no error, nothing torn, nothing backwards", 2000),
    21: ("flipped bits and cut files, in archive, working file, edition", "each found; the archive rebuilds all", 100),
    22: ("gzip, xlsx and zip bombs, endless bodies", "refused within 64 MB of memory", 8),
    23: ("XML entities, external entities", "refused", 4),
    24: ("formulas in exported cells", "none live", 12),
    25: ("paths and SQL in names", "no effect", 50),
    26: ("redirect to another host, scheme or private address", "not followed", 10),
    27: ("secrets in logs, errors, metadata, archive, event store, docs", "a canary is found nowhere", 10),
    28: ("broken TLS; plain http", "refused; http to loopback only", 6),
    29: ("listeners of the UI and the docs", "loopback only", 2),
    30: (
        "a source disappears, or its licence is withdrawn",
        "NULL and a reason, never 0, said on the first screen",
        20,
    ),
}


@dataclass(slots=True)
class Tally:
    """The cases of one test: ``right`` or ``refused`` is handled, any other word says what was let through.

    Args:
        full: whether everything is tried, or a quick part of it.
    """

    number: int
    full: bool = False
    tried: int = 0
    wrong: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def case(self, name: str, outcome: str) -> None:
        """Count one case."""
        self.tried += 1
        if outcome not in FINE:
            self.wrong[name] = outcome

    def holds(self, name: str, fine: bool, found: object = "") -> None:
        """Count one case that is handled when ``fine``; else ``found`` says what was seen."""
        self.case(name, "right" if fine else f"found {found}")

    def times(self, full: int, quick: int) -> int:
        """How often to try: ``full`` for the table, ``quick`` beside all the other tests."""
        return full if self.full else quick

    def note(self, text: str) -> None:
        """Something measured that belongs beside the counts."""
        self.notes.append(text)


@dataclass(slots=True)
class Row:
    """All tests of one fault together."""

    number: int
    tried: int = 0
    accepted: int = 0
    failed: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, tried: int, accepted: int, notes: Iterable[str]) -> None:
        self.tried += tried
        self.accepted += accepted
        self.notes += notes

    def passed(self, full: bool) -> bool:
        least = FAULTS[self.number][2] if full else 1
        return self.tried >= least and not self.accepted and not self.failed


def markdown(rows: Mapping[int, Row], today: date, command: str) -> str:
    """The table as it stands in the documentation."""
    shown = [
        "# Faults survived",
        "",
        f"Written by `{command}` on {today}, Python {platform.python_version()}, {platform.system()}.",
        "",
        "*Handled*: retried within its budget, or refused with a named reason, the figures before still served.",
        "*Accepted*: it went through as if nothing were wrong. A fault without a test stands here as a failing row.",
        "",
        "| # | fault | tried | handled | accepted | holds | bar |",
        "| ---: | --- | ---: | ---: | ---: | --- | --- |",
    ]
    for number, (title, bar, _) in FAULTS.items():
        row = rows.get(number, Row(number))
        handled = row.tried - row.accepted
        verdict = "yes" if row.passed(full=True) else "**no**"
        shown.append(f"| {number} | {title} | {row.tried:,} | {handled:,} | {row.accepted:,} | {verdict} | {bar} |")
    noted = [f"- {number}: {note}" for number, row in sorted(rows.items()) for note in dict.fromkeys(row.notes)]
    if noted:
        shown += ["", "Measured in the same run:", "", *noted]
    return "\n".join(shown) + "\n"
