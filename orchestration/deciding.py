"""The commands with which a person overrules the guards: accept what they refused, leave out what they let through.

A decision is a line in the archive's log (sources/overrules.py); the next run records by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from orchestration.storage.home import Home
from sources.archive import Archive, Entry
from sources.overrules import GUARDS, Figure, NoOverrule, Overrule, keep, refusal, standing

SHORTEST = 6
WHY = click.option("--why", required=True, metavar="TEXT", help="Why: it stands in every edition from then on.")
BY = click.option("--by", default="", metavar="NAME", help="Who decided.")
FETCHED = click.option(
    "--fetched", metavar="MOMENT", help="The one fetched then, where the same bytes came more than once."
)
REVOKE = click.option("--revoke", is_flag=True, help="Take back what was decided on it before.")


@click.command()
@click.argument("delivery")
@WHY
@BY
@FETCHED
@click.option("--only", multiple=True, metavar="'SERIES [AREA]'", help="Accept these figures only (repeatable).")
@REVOKE
def accept(  # noqa: PLR0913, PLR0917 (one for each option)
    delivery: str, why: str, by: str, fetched: str | None, only: tuple[str, ...], revoke: bool
) -> None:
    """Accept a DELIVERY that a guard refused, or the areas of one that were set aside; the next run records it.

    DELIVERY is the beginning of its hash, or of that of one of its payloads: see tidegauge status, or the table
    quarantine. Only the guard that refused it is lifted, and only from the figures that it named: what another finds
    then is refused anew.
    """
    home = Home.here().prepare()
    with home.lock():
        found = _found(home.archive(), delivery, fetched)
        if revoke:
            _revoke(home.archive(), found, why, by)
            return
        decisions = _accepting(home, found, only, why, by)
        for decision in decisions:
            keep(home.archive(), decision)
    figures = {" ".join(filter(None, f)) for d in decisions for f in d.figures}
    guards = ", ".join(sorted({GUARDS[d.guard] for d in decisions}))
    click.echo(f"{found[0].release}: accepted for {', '.join(sorted(figures))}: {guards}; next: tidegauge run")


@click.command()
@click.argument("delivery")
@WHY
@BY
@FETCHED
@REVOKE
def refuse(delivery: str, why: str, by: str, fetched: str | None, revoke: bool) -> None:
    """Leave out a DELIVERY that the guards let through, such as one kept under a wrong clock; the next run reads anew.

    It stays in the archive; --revoke takes it in again.
    """
    home = Home.here().prepare()
    with home.lock():
        found = _found(home.archive(), delivery, fetched)
        if revoke:
            _revoke(home.archive(), found, why, by)
            return
        if len(found) > 1:
            raise NoOverrule(f"expected one delivery; found {_times(found)}. Name one with --fetched MOMENT")
        if found[0].origin == "bundled":
            raise NoOverrule("the bundle ships with the project; what it holds cannot be left out")
        keep(home.archive(), _decision(found, "refuse", why, by))
    click.echo(f"{found[0].release}: the delivery of {found[0].at:%Y-%m-%d %H:%M} is left out; next: tidegauge run")


def _found(archive: Archive, prefix: str, fetched: str | None) -> list[Entry]:
    """The deliveries of the one digest that is meant."""
    wanted = prefix.strip().lower()
    if len(wanted) < SHORTEST or set(wanted) - set("0123456789abcdef"):
        raise NoOverrule(f"expected the beginning of a hash, {SHORTEST} characters or more; found {prefix!r}")
    from sources.catalog import load

    entries = [e for key in load().releases for e in archive.entries(key) if e.outcome == "delivered"]
    found = [
        e for e in entries if e.digest.startswith(wanted) or any(p["sha256"].startswith(wanted) for p in e.payloads)
    ]
    if fetched:
        moment = _moment(fetched)  # may well be one that has not come yet
        found = [e for e in found if abs((e.at - moment).total_seconds()) < 60]  # told to the minute
    digests = {(e.release, e.digest) for e in found}
    if not found:
        raise NoOverrule(f"no delivery {prefix}{f' of {fetched}' if fetched else ''}; see: tidegauge status")
    if len(digests) > 1:
        told = ", ".join(f"{digest[:12]} of {release}" for release, digest in sorted(digests)[:5])
        raise NoOverrule(f"{prefix} begins the hash of {len(digests)} deliveries: {told}. Give more of it")
    return found


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise NoOverrule(f"expected a moment with its offset, such as 2026-08-01T15:04Z; found {text!r}")
    return moment


def _accepting(home: Home, found: Sequence[Entry], only: Sequence[str], why: str, by: str) -> list[Overrule]:
    release, archive = found[0].release, home.archive()
    if any(refusal(standing(archive, release), e) for e in found):
        raise NoOverrule(
            "it was left out by hand; take it in again with: tidegauge refuse DELIVERY --revoke --why TEXT"
        )
    rows = _listed(home, found)
    if not rows:
        raise NoOverrule(f"{release}: nothing of that delivery was refused; a new one is judged by: tidegauge run")
    for entry in found:
        archive.open(entry)  # what is not the bytes that were stored is no delivery any more
    final = [f"{where}: {reason}" for _, guard, _, _, where, reason in rows if guard not in GUARDS]
    if final:
        raise NoOverrule(f"nobody can know better: {'; '.join(final[:3])}. Fetch it again: tidegauge run")
    chosen = set(map(str.strip, only))
    kept: dict[str, set[Figure]] = {}
    for _, guard, series, area, _, _ in rows:
        if not chosen or chosen & {series, f"{series} {area}"}:
            kept.setdefault(guard, set()).add((series or "", area or ""))
    if not kept:
        there = sorted({" ".join(filter(None, row[2:4])) for row in rows})
        raise NoOverrule(f"expected some of {', '.join(there[:10])}; found {', '.join(sorted(chosen))}")
    told = {at for at, *_ in rows}
    concerned = [e for e in found if e.at in told]
    return [_decision(concerned, "accept", why, by, guard, figures) for guard, figures in sorted(kept.items())]


def _listed(home: Home, found: Sequence[Entry]) -> list[tuple[Any, ...]]:
    import duckdb

    from orchestration.storage import tables

    if not tables.stands(home.warehouse):
        raise NoOverrule("nothing is recorded yet by today's code. Run: tidegauge run")

    with duckdb.connect(str(home.warehouse), read_only=True) as working:
        working.execute("SET TimeZone = 'UTC'")
        return working.execute(
            "SELECT fetched_at, guard, series, area, found, reason FROM ledger.quarantine "
            "WHERE release = ? AND digest = ? AND list_contains(?, fetched_at) ORDER BY ALL",
            [found[0].release, found[0].digest, [e.at for e in found]],
        ).fetchall()


def _revoke(archive: Archive, found: Sequence[Entry], why: str, by: str) -> None:
    decided = [o for o in standing(archive, found[0].release) if o.digest == found[0].digest]
    if not decided:
        raise NoOverrule(f"{found[0].release}: nothing was decided on that delivery")
    keep(archive, _decision(found, "revoke", why, by))
    what = ", ".join(f"{n} × {verdict}" for verdict, n in sorted(Counter(o.verdict for o in decided).items()))
    click.echo(f"{found[0].release}: taken back ({what}); next: tidegauge run")


def _decision(  # noqa: PLR0913, PLR0917 (one for each field)
    found: Sequence[Entry], verdict: Any, why: str, by: str, guard: str = "", figures: Iterable[Figure] = ()
) -> Overrule:
    if not why.strip():
        raise NoOverrule("expected a reason: --why TEXT")
    return Overrule(
        release=found[0].release,
        at=datetime.now(UTC),
        verdict=verdict,
        digest=found[0].digest,
        fetched_at=tuple(e.at for e in found),
        why=why.strip(),
        by=by.strip(),
        guard=guard,
        figures=tuple(sorted(figures)),
    )


def _times(found: Sequence[Entry]) -> str:
    return f"{len(found)}, fetched {', '.join(f'{e.at:%Y-%m-%dT%H:%MZ}' for e in found[:5])}"


COMMANDS = (accept, refuse)
