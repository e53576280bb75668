"""The commands that read an edition: brief, status, revisions, query, export, claims, alerts, docs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.storage.claim_verdicts import VERDICTS_KNOWN as VERDICTS
from orchestration.storage.home import Home

if TYPE_CHECKING:
    from orchestration.storage.editions import Edition

HOST = "127.0.0.1"
AS_OF = click.option("--as-of", metavar="MOMENT", help="Of the edition built by: tidegauge run --as-of MOMENT.")


def edition_of(as_of: str | None) -> Edition:
    """The current edition, or the one that was built for a moment."""
    from orchestration.storage.editions import Editions, NoEdition

    home = Home.here()
    if as_of is None:
        return Editions(home).require()
    from orchestration.as_of import home_of, moment_of

    edition = Editions(home_of(home, moment_of(as_of))).current()
    if edition is None:
        raise NoEdition(f"expected an edition as of {as_of}; found none. Run: tidegauge run --as-of {as_of}")
    return edition


def show_brief(edition: Edition, picture: Path | None = None) -> None:
    from orchestration.brief import show

    show(edition, picture)


@click.command()
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Save it as a picture, too.")
@AS_OF
def brief(svg: Path | None, as_of: str | None) -> None:
    """The current edition at a glance."""
    show_brief(edition_of(as_of), svg)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: every field, and whether it is late by now.")
@AS_OF
def status(as_json: bool, as_of: str | None) -> None:
    """Every release: how far it reaches, when the next figure is expected, what is late or missing and why."""
    from orchestration.standing import show_status

    show_status(edition_of(as_of), as_json=as_json)


@click.command()
@click.argument("series", required=False)
@click.option("--area", help="Of a series with several areas: this one.")
@click.option("--periods", type=click.IntRange(min=1), default=12, show_default=True, help="How many, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@AS_OF
def revisions(series: str | None, area: str | None, periods: int, as_json: bool, as_of: str | None) -> None:
    """How SERIES was revised: first print against newest figure, and what was known when.

    Without SERIES: the series that were revised most recently.

    \b
    Example: tidegauge revisions GDP --periods 8
    """
    from orchestration.revisions import Asked, show, show_most

    edition = edition_of(as_of)
    if series:
        show(edition, Asked(series, area, periods), as_json=as_json)
    elif area:
        raise click.UsageError("--area goes with a SERIES")
    else:
        show_most(edition, as_json=as_json)


@click.command()
@click.argument("sql")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@AS_OF
def query(sql: str, form: str, as_of: str | None) -> None:
    """Run SQL on the current edition: read-only, no files, no network.

    \b
    Example: tidegauge query "SELECT * FROM net_liquidity_weekly ORDER BY period_end DESC LIMIT 5"
    What was known then, of any mart: "FROM net_liquidity_weekly_as_of('2025-11-05 17:00:00-05')"
    """
    from orchestration.querying import answer

    answer(edition_of(as_of), sql, form)


@click.command()
@click.argument("what", metavar="TABLE|SELECT")
@click.option("--to", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A .csv, .xlsx or .parquet.")
@AS_OF
def export(what: str, to: Path, as_of: str | None) -> None:
    """Write a table, or the rows of a SELECT, for a spreadsheet or a BI tool.

    No text becomes a formula; credits and terms are on a sheet «about», or in a file beside.

    \b
    Example: tidegauge export net_liquidity_weekly --to net_liquidity.xlsx
    """
    from orchestration.exporting import export as write

    done = write(edition_of(as_of), what, to)
    click.echo(f"{to}: {done.rows:,} rows")
    if done.private:
        named = ", ".join(credit.release for credit in done.private)
        click.secho(f"For your own use only, do not pass on: it may hold figures of {named}", fg="yellow", err=True)


@click.command()
@click.option("--article", metavar="NUMBER", help="Of this article only, such as 003.")
@click.option("--claim", metavar="ID", help="This claim only, such as S3-012.")
@click.option("--verdict", type=click.Choice(VERDICTS), help="With this verdict, then or now.", metavar="VERDICT")
@click.option("--json", "plain", is_flag=True, help="Every column, as JSON.")
@AS_OF
def claims(article: str | None, claim: str | None, verdict: str | None, plain: bool, as_of: str | None) -> None:
    """What articles claim, beside the official figures: by what was known then, and by what is known now."""
    from orchestration.claims import show

    show(edition_of(as_of), article, claim, verdict, plain)


@click.command()
@click.option("--deliver", is_flag=True, help="Send those not sent yet: to the file, and a webhook or e-mail if set.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def alerts(deliver: bool, as_json: bool) -> None:
    """Events that go on or are young: thresholds near, carry unwinding, late publishers, figures that disagree.

    The file is alerts/alerts.jsonl in the home. Webhook and e-mail are set in the environment, see .env.example.
    """
    from datetime import UTC, datetime

    from orchestration import alerts as told

    now = datetime.now(UTC)
    found = told.current(edition_of(None), now)
    told.show(found, as_json=as_json)
    if deliver:
        sent = told.deliver(Home.here(), found, now)
        click.echo(f"{len(sent)} delivered, {len(found) - len(sent)} were known", err=True)


@click.command()
@click.option("--port", default=8080, show_default=True)
@AS_OF
def docs(port: int, as_of: str | None) -> None:
    """The dbt docs and the acceptance report of the current edition, on 127.0.0.1. Ends with Ctrl-C."""
    from orchestration.serving import edition_pages

    edition_pages(edition_of(as_of), HOST, port)


COMMANDS = (brief, status, revisions, query, export, claims, alerts, docs)
