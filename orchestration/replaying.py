"""Replay as a user sees it: the report on the terminal, as JSON and in the home, and adopting what came out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration import progress
from orchestration.storage.differences import Counts, Difference, total
from orchestration.storage.home import Home, Locked
from orchestration.storage.replay import Report, adopt, replayed, require
from sources.catalog import Catalog, load
from sources.errors import TidegaugeError
from sources.journal import write_whole
from sources.secrets import redact

IDENTICAL, DIFFERENT, TROUBLE = 0, 1, 2
SERIES, VERDICTS = 12, 5  # of a release that are shown on the terminal; the report has all


def command(home: Home, *, adopting: bool, as_json: bool) -> int:
    """Replay and print the report; returns the exit code, as that of diff: 0 identical, 1 different, 2 trouble.

    Raises:
        Locked: another run holds the home's lock.
    """
    try:
        require(home)  # before the lock makes folders in a place without any, and before Dagster is loaded
        with home.lock(), progress.shown():
            report, kept = replay(home, load(), adopting=adopting)
    except Locked:
        raise
    except TidegaugeError as problem:
        sys.stderr.write(f"Error: {redact(str(problem))}\n")
        return TROUBLE
    if as_json:
        sys.stdout.write(json_of(report, kept) + "\n")
    else:
        show(home, report, kept)
    return IDENTICAL if report.identical else DIFFERENT


def replay(home: Home, catalog: Catalog, *, adopting: bool) -> tuple[Report, Path | None]:
    """Replay the archives, keep the report, adopt the new file when wanted; returns where the old one is kept then.

    Hold the home's lock.

    Raises:
        NothingRecorded: the home has no working file.
    """
    from orchestration import inputs
    from orchestration.ingestion import ACCESS
    from sources.collect import Asked

    releases = catalog.releases.values()
    asked = [Asked(release, "not_asked", ACCESS[release.access].format(release=release)) for release in releases]
    kept = None
    with replayed(home, catalog, asked) as (file, report):
        if adopting:
            # first: the edition may have been confirmed by today's code, with figures that are not the ones of now
            for step in (inputs.CONFIRMED, inputs.ACCEPTED, inputs.BUILT):
                inputs.unmark(home, step)
            kept = adopt(home, file)
    keep(home, report, kept)
    return report, kept


def report_of(home: Home) -> Path:
    """Where the newest report is kept."""
    return home.root / "replay" / "report.json"


def keep(home: Home, report: Report, kept: Path | None) -> None:
    """Keep the report in the home; whole or not at all."""
    path = report_of(home)
    path.parent.mkdir(exist_ok=True)
    write_whole(path, (json_of(report, kept) + "\n").encode())


def json_of(report: Report, kept: Path | None) -> str:
    """The report with everything that differs."""
    told = asdict(report)
    for shown, difference in zip(told["differences"], report.differences, strict=True):
        shown["counts"]["figures"] = difference.counts.figures
        for part in ("examples", "verdicts"):
            for one, source in zip(shown[part], getattr(difference, part), strict=True):
                one["text"] = str(source)
    adopted = {"adopted": kept is not None, "old_file": kept.name if kept else None}
    whole = {"identical": report.identical, **told, **adopted}
    return redact(json.dumps(whole, indent=1, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> str:
    return str(value.isoformat())


def show(home: Home, report: Report, kept: Path | None) -> None:
    """Print the report for people."""
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    console.print(
        f"[bold]Replay[/bold]  {report.releases} releases, {report.deliveries:,} deliveries, "
        f"{report.versions:,} versions of figures, read with today's code"
    )
    for line in _verdict(report):
        console.print(line, soft_wrap=True)
    for damaged in report.damaged:
        told = f"{damaged.release}: delivery of {damaged.fetched_at:%Y-%m-%d %H:%M} UTC left out: {damaged.reason}"
        console.print(f"[yellow]damaged[/yellow]  {escape(redact(told))}", soft_wrap=True)
    for difference in report.differences:
        _release(console, difference)
    console.print()
    if kept:
        console.print(f"Adopted. The old file is kept: {escape(str(kept))}", soft_wrap=True)
        console.print("Publish from the new one: tidegauge run")
    elif not report.identical:
        console.print("The working file is what it was. Put the new one in its place: tidegauge replay --adopt")
    console.print(f"Report: {escape(str(report_of(home)))}", soft_wrap=True)


def _verdict(report: Report) -> Iterator[str]:
    if report.why_not:
        yield f"[yellow]Not compared[/yellow]: {report.why_not}; what is recorded in it does not count any more."
    elif report.identical:
        yield "identical: every version, every figure known now and the verdict on every delivery"
    by_code = [d for d in report.differences if not d.archive_differs]
    by_archive = [d for d in report.differences if d.archive_differs]
    if by_code:
        yield f"[yellow]Today's code changes history[/yellow] in {_n(len(by_code), 'release')}: {_all(by_code)}."
    if by_archive:
        yield (
            f"[yellow]The archive is not what was recorded[/yellow] in {_n(len(by_archive), 'release')}: "
            f"{_all(by_archive)}."
        )


def _all(differences: list[Difference]) -> str:
    return _told(total(difference.counts for difference in differences))


def _told(counts: Counts) -> str:
    parts = ", ".join(f"{getattr(counts, k):,} {k}" for k in ("changed", "gone", "new") if getattr(counts, k))
    return (
        f"{_n(counts.figures, 'figure')} known now {'differs' if counts.figures == 1 else 'differ'}"
        + (f" ({parts})" if parts else "")
        + f", {counts.history:,} in history only; {_n(counts.only_before, 'version')} only in the old file, "
        f"{counts.only_now:,} only in the new"
    )


def _release(console: Console, difference: Difference) -> None:
    console.print(f"\n[bold]{difference.release}[/bold]: {_told(difference.counts)}", soft_wrap=True)
    for verdict in difference.verdicts[:VERDICTS]:
        console.print(f"  {escape(redact(str(verdict)))}", soft_wrap=True)
    if len(difference.verdicts) > VERDICTS:
        console.print(f"  and {len(difference.verdicts) - VERDICTS} more verdicts, in the report")
    for example in difference.examples:
        console.print(f"  {escape(str(example))}", soft_wrap=True)
    if not difference.series:
        return
    table = Table(box=None, padding=(0, 2))
    table.add_column("series")
    for name in ("changed", "gone", "new", "history only", "versions only old", "only new"):
        table.add_column(name, justify="right")
    # those that a reader of today meets first
    ranked = sorted(difference.series.items(), key=lambda item: (-item[1].figures, -item[1].history, item[0]))
    for name, c in ranked[:SERIES]:
        table.add_row(name, *(f"{n:,}" for n in (c.changed, c.gone, c.new, c.history, c.only_before, c.only_now)))
    console.print(table)
    if len(ranked) > SERIES:
        console.print(f"  and {len(ranked) - SERIES} more series, in the report")


def _n(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
