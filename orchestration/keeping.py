"""The commands that look after a home: verify, and the editions that it keeps."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from orchestration.storage.home import Home, Locked
from sources.errors import TidegaugeError
from sources.secrets import redact

if TYPE_CHECKING:
    from orchestration.storage.verifying import Verdict

SOUND, DAMAGED, TROUBLE = 0, 1, 2
MIB = 1 << 20


@click.command()
@click.option("--rebuild", is_flag=True, help="Read the whole archive anew, too, and compare: the same figures?")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(rebuild: bool, as_json: bool) -> None:
    """Is everything that is kept what was written? Archive, editions and working file, to the last bit.

    \b
    Exit codes:
      0   sound; with --rebuild: and the archive gives the same figures
      1   damaged, or the archive gives other figures; each fault says what to run next
      2   trouble: it cannot be told
      75  another run holds the lock
    """
    from orchestration.storage.verifying import verify as look

    home = Home.here()
    try:
        if not home.root.is_dir():
            raise TidegaugeError(f"{home.root}: expected a home; found none. Run: tidegauge run")
        with home.lock():
            verdict = look(home)
            same = _rebuilt(home) if rebuild and not any(f.part == "working file" for f in verdict.faults) else None
    except Locked:
        raise
    except TidegaugeError as problem:
        click.echo(f"Error: {redact(str(problem))}", err=True)
        sys.exit(TROUBLE)
    sound = verdict.sound and same is not False
    if as_json:
        told: dict[str, Any] = {"sound": sound, **asdict(verdict), "rebuilt_identical": same}
        click.echo(redact(json.dumps(told, indent=1, ensure_ascii=False)))
    else:
        _show(verdict, rebuild, same)
    sys.exit(SOUND if sound else DAMAGED)


def _rebuilt(home: Home) -> bool:
    """Whether the archive alone gives the working file's tables, version by version."""
    from orchestration import progress
    from orchestration.replaying import replay
    from sources.catalog import load

    with progress.shown():
        report, _ = replay(home, load(), adopting=False)
    return report.identical and not report.damaged


def _show(verdict: Verdict, rebuild: bool, same: bool | None) -> None:
    click.echo("looked at " + ", ".join(f"{what} {count:,}" for what, count in verdict.checked.items()))
    for note in verdict.notes:
        click.echo(f"note     {note}")
    for fault in verdict.faults:
        click.secho(f"damaged  {fault.where}: {redact(fault.what)}. {fault.remedy}", fg="red")
    if rebuild and same is None:
        click.echo("not rebuilt: the working file cannot be compared with")
    elif rebuild:
        told = "the same figures, version by version" if same else "other figures. See which: tidegauge replay"
        click.secho(f"rebuilt from the archive: {told}", fg=None if same else "red")
    click.echo("sound" if verdict.sound else f"{len(verdict.faults)} faults")


@click.group()
def editions() -> None:
    """The published editions: list them, go back to one, remove old ones."""


@editions.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_(as_json: bool) -> None:
    """Every edition with its size, and what else could be pruned."""
    from orchestration.storage.editions import Editions
    from orchestration.storage.retention import old, size_of

    home = Home.here()
    found, current = Editions(home).all(), Editions(home).current()
    rows: list[dict[str, Any]] = [
        {"edition": e.name, "current": bool(current and e.path == current.path), "bytes": size_of(e.path)}
        for e in reversed(found)
    ]
    could_go = list(old(home))
    if as_json:
        going = [{"path": str(o.path.relative_to(home.root)), "bytes": o.size, "why_not": o.why_not} for o in could_go]
        click.echo(json.dumps({"editions": rows, "prunable": going}, indent=1))
        return
    for row in rows:
        click.echo(f"{'*' if row['current'] else ' '} {row['edition']}  {row['bytes'] / MIB:8,.1f} MiB")
    if not rows:
        click.echo("none yet; run: tidegauge run")
    if could_go:
        size = sum(one.size for one in could_go) / MIB
        click.echo(
            f"{len(could_go)} old editions and replaced files, {size:,.1f} MiB, go with: tidegauge editions prune"
        )
    if home.root.exists():
        click.echo(f"{shutil.disk_usage(home.root).free / MIB:,.0f} MiB are free")


@editions.command()
@click.argument("name")
def use(name: str) -> None:
    """Let readers read the edition NAME (or the only one whose name ends or begins so).

    It stays until the figures or the code change: the next run that finds something new publishes, going forward.
    """
    from orchestration.storage.editions import Editions, NoEdition
    from orchestration.storage.soundness import edition_faults

    kept = Editions(Home.here())
    found = [e for e in kept.all() if e.name == name] or [
        e for e in kept.all() if e.name.startswith(name) or e.name.endswith(name)
    ]
    if len(found) != 1:
        raise NoEdition(f"expected the name of one edition; {len(found)} match {name!r}. See: tidegauge editions list")
    if faults := edition_faults(found[0].path):
        raise NoEdition(f"{found[0].name}: expected a whole edition; found {faults[0]}. See: tidegauge verify")
    kept.use(found[0])
    click.echo(f"current edition: {found[0].name}")


@editions.command()
@click.option("--keep", type=click.IntRange(min=1), default=3, show_default=True, help="How many of the newest stay.")
@click.option("--dry-run", is_flag=True, help="Say what would go; remove nothing.")
def prune(keep: int, dry_run: bool) -> None:
    """Remove old editions, and working files that a replay replaced or a run set aside.

    The edition in use stays, and so does one that a process has open. Runs remove nothing by themselves.
    """
    from orchestration.storage.retention import old
    from orchestration.storage.retention import prune as remove

    home = Home.here()
    found = list(old(home, keep)) if dry_run else remove(home, keep)
    for one in found:
        told = f"stays: {one.why_not}" if one.why_not else "would go" if dry_run else "removed"
        click.echo(f"{one.path.name}  {one.size / MIB:8,.1f} MiB  {told}")
    gone = [one for one in found if not one.why_not]
    click.echo(f"{len(gone)} {'would go' if dry_run else 'removed'}, {sum(o.size for o in gone) / MIB:,.1f} MiB")


COMMANDS = (verify, editions)
