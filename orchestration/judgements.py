"""What an edition says of deliveries that were not recorded, and of what people decided against the guards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rich.markup import escape

if TYPE_CHECKING:
    import duckdb
    from rich.console import Console

HASH = 12  # characters of a hash that are shown; enough for tidegauge accept


@dataclass(frozen=True, slots=True)
class Refusal:
    """A delivery that was refused, or parts of which were set aside: how many rows, and the first with its reason."""

    release: str
    delivery: str
    fetched_at: datetime
    outcome: str
    rows: int
    first: str
    may_be_accepted: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on a delivery."""

    release: str
    delivery: str
    decided_at: datetime
    verdict: str
    guard: str | None
    figures: int
    why: str
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class Judgements:
    """Both, newest first."""

    quarantine: tuple[Refusal, ...] = ()
    overrules: tuple[Decision, ...] = ()

    def lines(self) -> Iterator[str]:
        """What the first screen says: how many, and where to look."""
        if self.quarantine:
            rows = sum(refusal.rows for refusal in self.quarantine)
            newest = self.quarantine[0]
            yield (
                f"quarantine  {rows:,} rows of {len(self.quarantine):,} deliveries were not recorded; the newest "
                f"{newest.release}: {escape(newest.first)}. See: tidegauge status"
            )
        if self.overrules:
            yield f"overruled by hand  {len(self.overrules):,} decisions; see: tidegauge query 'FROM overrules'"


def of(db: duckdb.DuckDBPyConnection) -> Judgements:
    """Those of an edition; one from before the tables were published has none."""
    import duckdb

    try:
        refused = db.execute(
            """
            SELECT release, delivery, fetched_at, outcome, count(*),
                arg_min(found || ': ' || reason, (found, reason)), bool_and(may_be_accepted)
            FROM quarantine GROUP BY ALL ORDER BY fetched_at DESC, release, outcome
            """
        ).fetchall()
        decided = db.execute(
            """
            SELECT release, delivery, decided_at, verdict, guard, count(DISTINCT (series, area)), why, decided_by
            FROM overrules GROUP BY ALL ORDER BY decided_at DESC, release, guard
            """
        ).fetchall()
    except duckdb.CatalogException:
        return Judgements()
    return Judgements(tuple(Refusal(*row) for row in refused), tuple(Decision(*row) for row in decided))


def show(console: Console, found: Judgements, most: int = 20) -> None:
    """Print them below the table of releases."""
    if found.quarantine:
        console.print(f"\nQuarantine: {len(found.quarantine)} deliveries, of which nothing or not all was recorded")
    for refusal in found.quarantine[:most]:
        how = "tidegauge accept takes it" if refusal.may_be_accepted else "nothing to accept"
        console.print(
            f"  {refusal.delivery[:HASH]}  {refusal.release}  {refusal.fetched_at:%Y-%m-%d %H:%M}  {refusal.outcome}, "
            f"{refusal.rows:,} rows ({how}): {escape(refusal.first)}",
            soft_wrap=True,
        )
    if len(found.quarantine) > most:
        console.print(f"  and {len(found.quarantine) - most} older: tidegauge query 'FROM quarantine'")
    if found.overrules:
        console.print(f"\nOverruled by hand: {len(found.overrules)}")
    for decision in found.overrules:
        by = f" by {decision.decided_by}" if decision.decided_by else ""
        what = f"{decision.verdict} {decision.guard}" if decision.guard else decision.verdict
        console.print(
            f"  {decision.delivery[:HASH]}  {decision.release}  {decision.decided_at:%Y-%m-%d %H:%M}  {what}{by}: "
            f"{escape(decision.why)}",
            soft_wrap=True,
        )
