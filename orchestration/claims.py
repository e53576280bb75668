"""The claims of articles beside the official figures, as a table or as JSON. Reads the edition, nothing else."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date, datetime
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orchestration.storage.claim_verdicts import VERDICTS_KNOWN
from orchestration.storage.editions import Edition
from sources.errors import TidegaugeError

Row = dict[str, Any]
NONE = "—"
CLOCKS = (
    "then: by what was known when the claim was made; now: by what is known here of the same period. A first print "
    "that was revised since is known then only where versions of it are held: tidegauge revisions SERIES."
)
COLOURS = {
    "true": "green",
    "roughly": "green",
    "false": "red",
    "unit_error": "red",
    "basis_error": "red",
    "stale": "yellow",
    "pit_impossible": "yellow",
}


class NoSuchClaim(TidegaugeError):
    """The edition holds no claims, or none that was asked for."""


def show(
    edition: Edition,
    article: str | None = None,
    claim: str | None = None,
    verdict: str | None = None,
    plain: bool = False,
) -> None:
    """Print the claims of an edition, or those of an article, one claim, or those with a verdict then or now.

    Raises:
        NoSuchClaim: there are none; says which there are.
    """
    rows, titles = _read(edition)
    wanted = [
        row
        for row in rows
        if (article is None or row["article"] == article)
        and (claim is None or claim in (row["claim_id"], row["claim_id"].rstrip("bcde")))
        and (verdict is None or verdict in (row["verdict_then"], row["verdict_now"]))
    ]
    if not wanted:
        asked = ", ".join(f"{k} {v}" for k, v in (("article", article), ("claim", claim), ("verdict", verdict)) if v)
        listed = ", ".join(sorted(titles))
        raise NoSuchClaim(
            f"expected a claim with {asked}; found none. Articles: {listed}; all: tidegauge claims --json"
        )
    if plain:
        json.dump([{k: _plain(v) for k, v in row.items()} for row in wanted], sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    whole = claim is None and verdict is None
    for key, group in groupby(wanted, key=lambda row: row["article"]):
        console.print(f"\n[bold]{key}[/bold]  {titles[key]}", soft_wrap=True)
        told = list(group)
        tested = [row for row in told if not _is_untestable(row)] if whole else told
        if tested:
            console.print(_table(tested))
        if len(tested) < len(told):
            _untestable(console, [row for row in told if _is_untestable(row)])
    _summary(console, wanted)


def _read(edition: Edition) -> tuple[list[Row], dict[str, str]]:
    with edition.connect() as db:
        if not db.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'claims'").fetchall()[0][0]:
            raise NoSuchClaim(f"{edition.name}: expected the table claims; found none. Run: tidegauge run")
        cursor = db.execute("FROM claims ORDER BY article, claim_id")
        columns = [c[0] for c in cursor.description or []]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        titles = dict(db.execute("SELECT article, title FROM articles").fetchall())
    return rows, titles


def _table(rows: list[Row]) -> Table:
    table = Table(box=None, padding=(0, 1), expand=True)
    table.add_column("claim", ratio=1, overflow="fold")
    for name, right in (("then", 0), ("now", 0), ("claimed", 1), ("official", 1), ("known (UTC)", 0), ("distance", 1)):
        table.add_column(name, justify="right" if right else "left", no_wrap=True)
    for row in rows:
        claimed = _number(row["claimed"])
        if row["claimed_high"] is not None:
            claimed += f"–{_number(row['claimed_high'])}"
        what = Text(f"{row['claim_id']} ", style="bold").append(row["claim"], style="not bold")
        for line in dict.fromkeys((_test(row), row["reason_then"], row["reason_now"], row["note"])):
            if line:
                what.append(f"\n{line}", style="dim not bold")
        table.add_row(
            what,
            _coloured(row["verdict_then"]),
            _coloured(row["verdict_now"]),
            f"{'' if row['op'] in ('=', 'between') else row['op'] or ''} {claimed}\n{row['unit'] or ''}",
            *(
                _both(f(row, "then"), f(row, "now"))
                for f in (
                    lambda r, clock: _number(r[f"official_{clock}"]),
                    lambda r, clock: f"{r[f'known_at_{clock}']:%Y-%m-%d %H:%M}" if r[f"known_at_{clock}"] else NONE,
                    _distance,
                )
            ),
        )
    return table


def _is_untestable(row: Row) -> bool:
    return {row["verdict_then"], row["verdict_now"]} == {"untestable"}


def _test(row: Row) -> str:
    """What the official figure is: «change of WDTGAL, USA, from 2025-10-01 to 2025-11-05»."""
    if not row["rule"]:
        return ""
    periods = dict.fromkeys(f"{row[f'period_{clock}']}" for clock in ("then", "now") if row[f"period_{clock}"])
    condition = f" {row['condition']}" if row["condition"] else ""
    since = f" from {row['since']}" if row["since"] else ""
    to = f" to {', now '.join(periods)}" if periods else ""
    return f"{row['rule'].replace('_', ' ')} of {row['figure']}{condition}, {row['area']},{since}{to}".rstrip(",")


def _both(then: str, now: str) -> str:
    return then if then == now else f"{then}\n{now}"


def _distance(row: Row, clock: str) -> str:
    distance, percent = row[f"distance_{clock}"], row[f"distance_pct_{clock}"]
    if distance is None or row["op"] != "=":  # from a threshold it says nothing
        return NONE
    relative = f" ({percent:+,.1f}%)" if percent is not None and abs(percent) < 100_000 else ""
    return f"{'+' if distance > 0 else ''}{_number(distance)}{relative}"


def _number(value: float | None) -> str:
    """With the digits that matter: 2,862.6, 4.09, 2009."""
    if value is None:
        return NONE
    if value == int(value) and abs(value) < 1e15:
        whole = int(value)
        return str(whole) if 1900 <= whole <= 2100 or 190000 <= whole <= 210099 else f"{whole:,}"
    return f"{value:,.1f}" if abs(value) >= 1000 else f"{value:.4g}"


def _coloured(verdict: str) -> Text:
    return Text(verdict, style=COLOURS.get(verdict, "dim"))


def _untestable(console: Console, rows: list[Row]) -> None:
    why = Counter(row["reason_now"] for row in rows)
    console.print(f"  {len(rows)} untestable")
    for reason, count in sorted(why.items(), key=lambda item: (-item[1], item[0])):
        console.print(Padding(Text(f"{count} {reason}"), (0, 0, 0, 2)))
        named = "; ".join(f"{row['claim_id']} {row['claim']}" for row in rows if row["reason_now"] == reason)
        console.print(Padding(Text(named, style="dim"), (0, 0, 0, 4)))


def _summary(console: Console, rows: list[Row]) -> None:
    table = Table(box=None, padding=(0, 2), title="verdicts", title_justify="left")
    table.add_column("")
    for clock in ("then", "now"):
        table.add_column(clock, justify="right")
    table.add_column("meaning")
    counts = {clock: Counter(row[f"verdict_{clock}"] for row in rows) for clock in ("then", "now")}
    for verdict, meaning in VERDICTS_KNOWN.items():
        if counts["then"][verdict] or counts["now"][verdict]:
            table.add_row(
                _coloured(verdict),
                str(counts["then"][verdict]),
                str(counts["now"][verdict]),
                Text(meaning, style="dim"),
            )
    console.print()
    console.print(table)
    console.print(Text(CLOCKS, style="dim"))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
