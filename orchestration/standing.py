"""How the releases of an edition stand: what each has, what comes next, what is late or lacking."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from orchestration import judgements
from orchestration.storage.editions import Edition

if TYPE_CHECKING:
    import duckdb

NONE = "[dim]—[/dim]"
NEVER_ASKED = re.compile(r"never fetched, not in the bundle \([^()]*(\([^()]*\)[^()]*)*\)")
ACCESS = {
    "open": "outside the bundle, a live run brings them (tidegauge run)",
    "on_request": "asked on request only (tidegauge run --with SOURCE)",
    "own_file": "need a file of your own (tidegauge load RELEASE FILE)",
}


@dataclass(frozen=True, slots=True)
class Release:
    """One row of the edition's ``releases``, as far as its standing goes."""

    release: str
    origin: str
    access: str
    observations: int
    last_period: date | None
    last_known_at: datetime | None
    next_period: date | None
    next_expected_at: datetime | None
    late_from: datetime | None
    first_late_series: str | None
    first_late_last_period: date | None
    degraded_reason: str | None

    def late_s(self, now: datetime) -> float:
        """Seconds past ``late_from``; 0 when nothing is expected or it is not late yet."""
        return max(0.0, (now - self.late_from).total_seconds()) if self.late_from else 0.0

    @property
    def lags(self) -> bool:
        """Whether the series that is late first ends before the release does."""
        return self.first_late_last_period != self.last_period


def releases(db: duckdb.DuckDBPyConnection) -> list[Release]:
    """All releases of an edition, by name."""
    rows = db.execute(
        "SELECT r.release, r.origin, r.access, r.observations, r.last_period, r.last_known_at, r.next_period, "
        "r.next_expected_at, r.late_from, r.first_late_series, s.last_period, r.degraded_reason "
        "FROM releases r LEFT JOIN series s ON r.first_late_series = s.series ORDER BY r.release"
    ).fetchall()
    return [Release(*row) for row in rows]


def show_status(edition: Edition, *, as_json: bool = False) -> None:
    """Print the standing of every release, as a table or as JSON."""
    with edition.connect() as db:
        found, judged = releases(db), judgements.of(db)
    if as_json:
        _write_json(edition, found, judged)
    else:
        _print_table(edition, found)
        judgements.show(console_of(), judged)


def moment_of(edition: Edition) -> datetime:
    """The moment against which lateness is told: that of an edition as of a day, else now."""
    as_of = edition.manifest.get("as_of")
    return datetime.fromisoformat(as_of) if as_of else datetime.now(UTC)


def _write_json(edition: Edition, found: list[Release], judged: judgements.Judgements) -> None:
    now = moment_of(edition)
    rows = [{**asdict(r), "late": r.late_s(now) > 0, "late_by_hours": round(r.late_s(now) / 3600, 1)} for r in found]
    told = {"edition": edition.name, "at": now, "releases": rows, **asdict(judged)}
    json.dump(told, sys.stdout, ensure_ascii=False, indent=1, default=_plain)
    sys.stdout.write("\n")


def _plain(value: date | datetime) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def _print_table(edition: Edition, found: list[Release]) -> None:
    console, now = console_of(), moment_of(edition)
    table = Table(title=f"Releases in edition {edition.name} (times in UTC)", title_justify="left", box=None)
    for name in ("release", "reaches", "known since", "next expected", "origin", "standing"):
        table.add_column(name, no_wrap=name != "standing", overflow="fold")
    for r in found:
        if r.observations:
            told = [late_of(r, now), r.degraded_reason]
            moments = [f"{at:%Y-%m-%d %H:%M}" if at else NONE for at in (r.last_known_at, r.next_expected_at)]
            table.add_row(r.release, str(r.last_period), *moments, r.origin, "; ".join(filter(None, told)) or "ok")
    console.print(table)
    without = [r for r in found if not r.observations]
    if without:
        console.print(f"\n{len(without)} releases without figures:")
    for r in without:
        console.print(f"  {r.release}: {r.degraded_reason}", soft_wrap=True)


def late_of(release: Release, now: datetime) -> str | None:
    """How late a release is, and by which series where that is not all of it; None when it is not."""
    if not (seconds := release.late_s(now)):
        return None
    told = f"late by {duration(seconds)}"
    lagging = f": {release.first_late_series} ends {release.first_late_last_period}"
    return told + lagging if release.lags else told


def duration(seconds: float) -> str:
    """In days, or in hours below two days."""
    return f"{seconds / 86400:.0f} days" if seconds >= 2 * 86400 else f"{max(1, round(seconds / 3600))} h"


def print_summary(console: Console, db: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """The lines of the brief about the releases: how many, what is late at that moment, what is lacking."""
    found = releases(db)
    origins = Counter(r.origin for r in found)
    told = ", ".join(f"{n} {origin}" for origin, n in sorted(origins.items()))
    console.print(f"\n[bold]Sources[/bold]  {len(found)} releases: {told}")
    late = [r for r in found if r.late_s(now)]
    if late:
        longest = max(late, key=lambda r: r.late_s(now))
        console.print(
            f"  [yellow]late[/yellow]  {len(late)} releases lack a figure that their calendar promised; the longest "
            f"{longest.release} ({late_of(longest, now)}). See: tidegauge status"
        )
    for line in judgements.of(db).lines():
        console.print(f"  [yellow]{line}[/yellow]", soft_wrap=True)
    for line in _lacking([(r.release, r.degraded_reason, r.access) for r in found if r.degraded_reason]):
        console.print(f"  [yellow]lacks[/yellow] {line}", soft_wrap=not line[0].isdigit())  # a reason stays one line


def _lacking(rows: list[tuple[str, str, str]]) -> Iterator[str]:
    """One line for what a run would bring, one for each key, one for each kind of access, one for each trouble."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name, reason, access in rows:
        key = re.search(r"needs \w+_KEY \(.*?\)", reason)
        if (
            not reason.startswith("never fetched")
            or reason == "never fetched, nothing in the archive"
            or (access == "open" and not key and not NEVER_ASKED.fullmatch(reason))
        ):
            yield f"{name}: {reason}"
        else:
            groups[key.group(0) if key else ACCESS[access]].append(name)
    for why, names in groups.items():
        sources = Counter(name.split("__")[0] for name in names)
        told = ", ".join(f"{source} {n}" if n > 1 else source for source, n in sources.items())
        yield f"{len(names)} releases: {why}: {told}"


def console_of(record: bool = False) -> Console:
    """As wide as the terminal; 120 columns where there is none."""
    return Console(width=None if sys.stdout.isatty() else 120, highlight=False, record=record)
