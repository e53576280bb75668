"""The first screen: an edition at a glance. Reads the edition, nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration import alerts
from orchestration.standing import NONE, console_of, moment_of, print_summary
from orchestration.storage.editions import Edition

if TYPE_CHECKING:
    import duckdb

STALE = timedelta(days=180)
VERDICTS = ("true", "roughly", "false")
NEEDS_GOLD = 0.1  # tonnes: a smaller change is rounding of ounces

# Latest figure of each line: title, table, date column, value column, how to show it.
PLUMBING = (
    ("Fed total assets", "net_liquidity_weekly", "period_end", "fed_assets_usd_mn", "bn"),
    ("Reserve balances, week average", "reserves_weekly", "period_end", "reserves_week_avg_usd_mn", "bn"),
    ("  as percent of the GDP then known", "reserves_weekly", "period_end", "reserves_to_gdp_pct", "pct"),
    ("Treasury account, daily close", "reserves_daily", "date", "tga_close_usd_mn", "bn"),
    ("Overnight reverse repo", "reserves_daily", "date", "on_rrp_usd_mn", "bn"),
    ("SOFR − IORB", "reserves_daily", "date", "sofr_iorb_bp", "bp"),
    ("EFFR − IORB", "reserves_daily", "date", "effr_iorb_bp", "bp"),
)
CARRY = (
    ("spot", "fx_per_usd", "{:,.2f}"),
    ("10y diff pp", "diff_10y_pp", "{:+.3f}"),
    ("3m diff pp", "diff_3m_pp", "{:+.2f}"),
    ("policy gap pp (upper)", "policy_gap_upper_pp", "{:+.2f}"),
    ("vol 63d %", "realised_vol_63d_pct", "{:.2f}"),
    ("carry-to-vol (policy)", "carry_to_vol_policy_mid", "{:+.2f}"),
    ("drawdown %", "drawdown_pct", "{:.2f}"),
)


def show(edition: Edition, picture: Path | None = None) -> None:
    """Print the brief of an edition; with ``picture``, save it as an SVG too."""
    console = console_of(record=picture is not None)
    with edition.connect() as db:
        console.rule(f"[bold]Tidegauge[/bold]  edition {edition.name}", align="left")
        _alerts(console, edition)
        _net_liquidity(console, db)
        _plumbing(console, db)
        _thresholds(console, db)
        _votes(console, db)
        _carry(console, db)
        _unwinds(console, db)
        _gold(console, db)
        _treasury(console, db)
        _claims(console, db)
        _agreement(console, db)
        print_summary(console, db, moment_of(edition))
    if picture:
        _save_picture(console, picture)
    console.print(f"\nEdition  {edition.file}", soft_wrap=True, highlight=False)
    console.print('Ask it   tidegauge query "SHOW TABLES"    Pages  tidegauge docs    Assets  tidegauge ui')


def _save_picture(console: Console, picture: Path) -> None:
    """As SVG without the web fonts that Rich names: a page that shows it shall ask nobody."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="tidegauge brief"), flags=re.DOTALL)
    # a fixed text length squeezes full-width characters
    svg = re.sub(r' textLength="[^"]*"(?=[^<>]*>[^<]*[^\x00-\x7f&–−])', "", svg)
    picture.write_text(svg, "utf-8")


def _alerts(console: Console, edition: Edition) -> None:
    found = alerts.current(edition, moment_of(edition))
    for alert in found[:5]:
        console.print(f"[yellow]alert[/yellow]  {escape(alert.text_en)}")
    if len(found) > 5:
        console.print(f"[yellow]alert[/yellow]  and {len(found) - 5} more: tidegauge alerts")


def _net_liquidity(console: Console, db: duckdb.DuckDBPyConnection) -> None:
    row = db.execute(
        "SELECT period_end, net_liquidity_usd_mn, change_1w_usd_mn, from_fed_assets_usd_mn, from_tga_usd_mn, "
        "from_on_rrp_usd_mn FROM net_liquidity_weekly WHERE net_liquidity_usd_mn IS NOT NULL "
        "ORDER BY period_end DESC LIMIT 1"
    ).fetchone()
    console.print("\n[bold]Reserves and plumbing[/bold]  USD bn")
    if not row:
        reason = db.execute("SELECT max_by(degraded_reason, period_end) FROM net_liquidity_weekly").fetchall()[0][0]
        console.print(f"  Net liquidity  {NONE}  {escape(reason or 'no week is known')}")
        return
    day, level, change, assets, tga, rrp = row
    console.print(f"  Net liquidity (assets − TGA − ON RRP)  [bold]{level / 1000:,.1f}[/bold]  Wednesday {day}")
    if change is not None:
        parts = f"assets {_bn(assets)}, Treasury account {_bn(tga)}, reverse repo {_bn(rrp)}"
        console.print(f"  Change in a week {_bn(change)} = {parts}  (+ adds liquidity)")


def _plumbing(console: Console, db: duckdb.DuckDBPyConnection) -> None:
    table = Table(show_header=False, box=None, padding=(0, 2))
    for title, name, when, column, form in PLUMBING:
        day, value = _latest(db, name, when, column)
        shown = {"bn": lambda v: f"{v / 1000:,.1f} bn", "pct": lambda v: f"{v:.2f} %", "bp": lambda v: f"{v:+.0f} bp"}
        table.add_row(title, shown[form](value) if value is not None else NONE, str(day or "never known"))
    console.print(table)


def _thresholds(console: Console, db: duckdb.DuckDBPyConnection) -> None:
    """How far reserves stand above what officials named as ample; what is known at second hand only is left out."""
    rows = db.execute(
        "SELECT threshold, distance_usd_bn, distance_weeks, period_end FROM reserve_threshold_distances_weekly "
        "WHERE distance_usd_bn IS NOT NULL AND evidence <> 'second_hand' "
        "QUALIFY row_number() OVER (PARTITION BY threshold ORDER BY period_end DESC) = 1 ORDER BY distance_usd_bn"
    ).fetchall()
    for name, distance, weeks, day in rows:
        trend = f", {weeks:.0f} weeks at the trend of 13" if weeks is not None else ""
        console.print(f"  {distance:+,.0f} bn from [bold]{name}[/bold]{trend}  [dim]{day}[/dim]")


def _votes(console: Console, db: duckdb.DuckDBPyConnection) -> None:
    """What each indicator of ample reserves says of the newest week; no score is made of them."""
    rows = db.execute(
        "SELECT vote, list(indicator ORDER BY indicator), period_end FROM ampleness_votes_weekly "
        "WHERE period_end = (SELECT max(period_end) FROM ampleness_votes_weekly) GROUP BY vote, period_end "
        "ORDER BY vote NULLS LAST"
    ).fetchall()
    if rows:
        told = [f"[bold]{vote}[/bold] say {', '.join(which)}" for vote, which, _ in rows if vote]
        told += [f"{len(which)} indicators have no vote" for vote, which, _ in rows if not vote]
        console.print(f"  Ample reserves? {'; '.join(told)}  [dim]{rows[0][2]}[/dim]")


def _agreement(console: Console, db: duckdb.DuckDBPyConnection) -> None:
    """Whether figures that should agree do: only what breaks is listed."""
    judged, broken = db.execute(
        "SELECT count(newest_period), count(*) FILTER (WHERE breaks_last_year_count > 0) FROM reconciliation_summary"
    ).fetchall()[0]
    console.print(f"\n[bold]Agreement[/bold]  {judged - broken} of {judged} reconciliations held for a year")
    rows = db.execute(
        "SELECT check_name, breaks_last_year_count, worst_difference, unit, worst_period FROM reconciliation_summary "
        "WHERE breaks_last_year_count > 0 ORDER BY check_name"
    ).fetchall()
    for name, count, worst, unit, day in rows:
        console.print(
            f"  [yellow]breaks[/yellow] {name}: {count} in the last year, the widest {worst:,.6g} {unit} ({day})"
        )


def _carry(console: Console, db: duckdb.DuckDBPyConnection) -> None:
    console.print("\n[bold]Carry against the US dollar[/bold]  each figure with the day of its newest value")
    table = Table(box=None, padding=(0, 1))
    table.add_column("")
    for title, _, _ in CARRY:
        table.add_column(title, justify="right")
    pairs = [p for (p,) in db.execute("SELECT pair FROM currency_pairs ORDER BY pair DESC").fetchall()]
    for pair in pairs:
        cells, newest = [], None
        for _, column, form in CARRY:
            day, value = _latest(db, "carry_spreads_daily", "date", column, "pair", pair)
            newest = newest or day  # the spot comes first
            shown = value is not None and newest - day <= STALE  # what ended long ago is no news of today
            cells.append(f"{form.format(value)}\n[dim]{day}[/dim]" if shown else NONE)
        table.add_row(pair, *cells)
    console.print(table)


def _unwinds(console: Console, db: duckdb.DuckDBPyConnection) -> None:
    rows = db.execute(
        "SELECT pair, max(date) FILTER (unwind_flag), arg_max(drawdown_pct, date) FILTER (unwind_flag) "
        "FROM carry_spreads_daily GROUP BY pair HAVING count(*) FILTER (unwind_flag) > 0 ORDER BY 2 DESC"
    ).fetchall()
    if rows:
        told = ", ".join(f"{pair} {day} (drawdown {down:.1f} %)" for pair, day, down in rows)
        console.print(f"  last unwind: {told}")


def _gold(console: Console, db: duckdb.DuckDBPyConnection) -> None:
    console.print("\n[bold]Central-bank gold[/bold]  tonnes, as reported")
    month = db.execute(
        "SELECT period_end, reported_change_tonnes, buyers, sellers, late_countries, imf_world_tonnes, "
        "top3_share_of_increases_pct, top3_buyers "
        "FROM world_gold_monthly WHERE imf_world_tonnes IS NOT NULL ORDER BY period_end DESC LIMIT 1"
    ).fetchone()
    if month:
        day, change, buyers, sellers, late, world, share, names = month
        told = f"{change:+,.1f} t" if change is not None else "—"
        most = f"; {share:.0f} % of the increases by {names}" if share is not None else ""
        console.print(
            f"  {day:%Y-%m}: world {world:,.0f} t (IMF); countries that reported {told}, "
            f"{buyers} up, {sellers} down, {late} not reported yet{most}"
        )
    rows = db.execute(
        "SELECT label_en, label_zh, period_end, gold_tonnes, reported_change_tonnes, "
        "streak_months, streak_since "
        "FROM central_bank_gold_monthly WHERE kind = 'country' AND gold_tonnes IS NOT NULL "
        "QUALIFY row_number() OVER (PARTITION BY area ORDER BY period_end DESC) = 1 "
        "AND reported_change_tonnes >= ? ORDER BY reported_change_tonnes DESC LIMIT 6",
        [NEEDS_GOLD],
    ).fetchall()
    table = Table(box=None, padding=(0, 2))
    for title in ("newest report", "", "month", "held", "change", "months in a row", "since"):
        table.add_column(title, justify="right" if title in ("held", "change", "months in a row") else "left")
    for name, zh, day, held, change, streak, since in rows:
        began = f"{since:%Y-%m}" if since else NONE
        table.add_row(name, zh, f"{day:%Y-%m}", f"{held:,.1f}", f"{change:+,.1f}", str(streak), began)
    console.print(table if rows else f"  {NONE} no country's reports are known")


def _treasury(console: Console, db: duckdb.DuckDBPyConnection) -> None:
    debt = db.execute(
        "SELECT period_end, debt_usd_mn, debt_to_gdp_pct FROM federal_debt_quarterly WHERE debt_to_gdp_pct IS NOT NULL "
        "ORDER BY period_end DESC LIMIT 1"
    ).fetchone()
    holders = db.execute(
        "SELECT holder, period_end, holdings_usd_bn, change_usd_bn FROM treasury_holders_monthly "
        "WHERE rank_among_countries <= 3 AND period_end = (SELECT max(period_end) FROM treasury_holders_monthly) "
        "ORDER BY rank_among_countries"
    ).fetchall()
    if debt or holders:
        console.print("\n[bold]Treasury[/bold]  USD bn")
    if debt:
        day, level, percent = debt
        console.print(f"  Federal debt {level / 1000:,.0f}, {percent:.1f} % of GDP  [dim]{day}[/dim]")
    if holders:
        told = ", ".join(f"{escape(h)} {v:,.1f} ({f'{c:+,.1f}' if c is not None else '—'})" for h, _, v, c in holders)
        console.print(f"  Foreign holders {told}  [dim]{holders[0][1]:%Y-%m}[/dim]")


def _claims(console: Console, db: duckdb.DuckDBPyConnection) -> None:
    """How many of the claims that can be judged hold, with what is known now."""
    if not db.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'claims'").fetchall():
        return  # claims are judged where an edition stands; one built by hand may have none
    counts = dict(db.execute("SELECT verdict_now, count(*) FROM claims GROUP BY verdict_now").fetchall())
    total, untestable = sum(counts.values()), counts.pop("untestable", 0)
    told = [f"{counts.pop(name)} {name}" for name in VERDICTS if name in counts]
    told += [f"{n} {name}" for name, n in sorted(counts.items())]
    judged = total - untestable
    console.print(
        f"\n[bold]Claims[/bold]  {judged} of {total} can be judged, with today's figures: {', '.join(told)}. "
        "See: tidegauge claims"
    )


def _latest(db: duckdb.DuckDBPyConnection, table: str, when: str, column: str, *only: str) -> tuple[Any, Any]:
    """Newest non-null value of a column and its day. All names are constants of this module; the value is bound."""
    condition = f"AND {only[0]} = ?" if only else ""
    found = db.execute(
        f'SELECT "{when}", "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL {condition} '  # noqa: S608
        f'ORDER BY "{when}" DESC LIMIT 1',
        list(only[1:]),
    ).fetchone()
    return found or (None, None)


def _bn(value: float | None) -> str:
    return "—" if value is None else f"{value / 1000:+,.1f}"
