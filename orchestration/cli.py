"""The tidegauge command. Each command imports what it needs when it runs: --help and status must be quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.storage.claim_verdicts import VERDICTS_KNOWN as VERDICTS
from orchestration.storage.home import Home, Locked
from sources.errors import TidegaugeError
from sources.secrets import redact

if TYPE_CHECKING:
    from orchestration.storage.editions import Edition

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
HOST = "127.0.0.1"


class Reporting(click.Group):
    """Errors that a user can act on are printed without a traceback; 75 when another run holds the lock."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Locked as problem:
            click.echo(f"Error: {problem}", err=True)
            ctx.exit(75)
        except TidegaugeError as problem:
            raise click.ClickException(redact(str(problem))) from None


@click.group(cls=Reporting, context_settings=CONTEXT)
@click.version_option(package_name="tidegauge")
def main() -> None:
    """A warehouse of global liquidity: reserves and plumbing, carry spreads, central-bank gold.

    Everything is kept under one home folder: TIDEGAUGE_HOME, or var/ in the checkout.
    """


@main.command()
@click.option("--offline", is_flag=True, help="Ask nobody: build from the archives alone.")
@click.option("--select", multiple=True, metavar="RELEASE", help="Ask only this release (repeatable); see: status.")
@click.option("--with", "beside", multiple=True, metavar="SOURCE", help="Ask a source that is asked on request only.")
@click.option("--as-of", metavar="MOMENT", help="Ask nobody: build the edition of that moment beside the current one.")
@click.option("--brief/--no-brief", default=True, help="Print the brief at the end.")
def run(offline: bool, select: tuple[str, ...], beside: tuple[str, ...], as_of: str | None, brief: bool) -> None:
    """Fetch or replay, validate, build, check and publish.

    With --as-of 2025-11-05T17:00-05:00: a whole edition of what could be known then, out of what is recorded.

    \b
    Exit codes:
      0   published, or nothing new
      1   failed; nothing was published, the last edition stays
      3   published, although a source that was asked live did not answer as it should (named)
      75  another run holds the lock
    """
    from orchestration import progress, running

    home = Home.here()
    if as_of:
        if offline or select or beside:
            raise click.UsageError("--as-of asks nobody; it goes with --no-brief only")
        _run_as_of(home, as_of, brief)
        return
    with home.lock(), progress.shown():
        outcome = running.run(home, offline=offline, select=select, beside=beside)
    for problem in outcome.problems:
        click.secho(redact(problem), fg="red", err=True)
    for release, reason in outcome.at_fault.items():
        click.secho(f"{release}: {redact(reason)}", fg="yellow", err=True)
    if outcome.success and brief:
        _show_brief(_edition(None))
    elif not outcome.success:
        click.echo("Nothing was published; the last edition stays.", err=True)
    sys.exit(outcome.exit_code)


@main.command()
@click.option("--adopt", is_flag=True, help="Put the new working file in the place of the old one, which is kept.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def replay(adopt: bool, as_json: bool) -> None:
    """Read every delivery of the archives anew with today's code, and say what would differ. Asks nobody.

    The report names, release by release, the figures known now and the history that differ, and the deliveries on
    which the verdict differs. It is kept in the home: replay/report.json. With --adopt, the next run publishes from
    the new file.

    \b
    Exit codes, as with diff, with --adopt too:
      0   identical
      1   something differs, or the old file has another shape and cannot be compared
      2   trouble: nothing is recorded yet, or the file cannot be read
      75  another run holds the lock
    """
    from orchestration.replaying import command

    sys.exit(command(Home.here(), adopting=adopt, as_json=as_json))


def _run_as_of(home: Home, text: str, brief: bool) -> None:
    from orchestration import as_of

    moment = as_of.moment_of(text)
    with home.lock():
        edition = as_of.build(home, moment)
    if brief:
        _show_brief(edition)
    click.echo(f"Edition as of {moment:%Y-%m-%d %H:%M} UTC: {edition.file}")
    click.echo(f'Ask it: tidegauge query --as-of {text} "SHOW TABLES"')


def _edition(as_of: str | None) -> Edition:
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


def _show_brief(edition: Edition, picture: Path | None = None) -> None:
    from orchestration.brief import show

    show(edition, picture)


AS_OF = click.option("--as-of", metavar="MOMENT", help="Of the edition built by: tidegauge run --as-of MOMENT.")


@main.command()
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Save it as a picture, too.")
@AS_OF
def brief(svg: Path | None, as_of: str | None) -> None:
    """The current edition at a glance."""
    _show_brief(_edition(as_of), svg)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: every field, and whether it is late by now.")
@AS_OF
def status(as_json: bool, as_of: str | None) -> None:
    """Every release: how far it reaches, when the next figure is expected, what is late or missing and why."""
    from orchestration.standing import show_status

    show_status(_edition(as_of), as_json=as_json)


@main.command()
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

    edition = _edition(as_of)
    if series:
        show(edition, Asked(series, area, periods), as_json=as_json)
    elif area:
        raise click.UsageError("--area goes with a SERIES")
    else:
        show_most(edition, as_json=as_json)


@main.command()
@click.argument("release")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(release: str, file: Path) -> None:
    """Keep your own licensed FILE as a delivery of RELEASE in the archive; the next run reads it.

    It stays in your home folder: releases of this kind are never bundled.
    """
    from sources import ingest
    from sources.catalog import load as catalog

    home = Home.here().prepare()
    with home.lock():
        table = ingest.load(catalog().release(release), file, home.archive())
    last = str(table["period"].max())
    click.echo(f"{release}: {table.height:,} observations to {last}; next: tidegauge run")


@main.command()
@click.argument("names", nargs=-1, metavar="[SERIES_OR_RELEASE]...")
def vintages(names: tuple[str, ...]) -> None:
    """Ask FRED for every version of these series that was ever shown; the next run records them.

    Without arguments: of every FRED series of which none are kept yet. Needs FRED_API_KEY.

    \b
    Exit codes: 0 all are kept and can be read; 3 some; 1 none; 75 another run holds the lock.
    """
    from sources import history
    from sources.catalog import load as catalog
    from sources.http import Http

    home = Home.here().prepare()
    with home.lock():
        wanted = history.named(catalog(), names) if names else history.lacking(catalog(), home.archive())
        history.require_keys(wanted)
        if not names and wanted:
            requests, minutes = history.cost(wanted)
            cost = f"about {requests:,} requests, {minutes:.0f} minutes or more"
            click.echo(f"{len(wanted)} series without vintages: {cost}")
        elif not names:
            click.echo("every series has its vintages; name a series or a release to ask again")
        told = []
        for number, one in enumerate(history.ask(wanted, home.archive(), Http()), 1):
            told.append(one)
            line = f"[{number}/{len(wanted)}] {one.release.key} {one.spec.name}: {one.line}"
            click.secho(line, fg=None if one.fine else "yellow", err=not one.fine)
    fine = sum(one.fine for one in told)
    if fine:
        click.echo("next: tidegauge run")
    sys.exit(0 if fine == len(wanted) else 3 if fine else 1)


@main.command()
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

    answer(_edition(as_of), sql, form)


@main.command()
@click.option("--article", metavar="NUMBER", help="Of this article only, such as 003.")
@click.option("--claim", metavar="ID", help="This claim only, such as S3-012.")
@click.option("--verdict", type=click.Choice(VERDICTS), help="With this verdict, then or now.", metavar="VERDICT")
@click.option("--json", "plain", is_flag=True, help="Every column, as JSON.")
@AS_OF
def claims(article: str | None, claim: str | None, verdict: str | None, plain: bool, as_of: str | None) -> None:
    """What articles claim, beside the official figures: by what was known then, and by what is known now."""
    from orchestration.claims import show

    show(_edition(as_of), article, claim, verdict, plain)


@main.command()
@click.option("--port", default=3000, show_default=True)
def ui(port: int) -> None:
    """The Dagster UI on 127.0.0.1: assets, checks, schedules, runs. Ends with Ctrl-C."""
    from orchestration.serving import dagster_ui

    dagster_ui(Home.here(), HOST, port)


@main.command()
@click.option("--port", default=8080, show_default=True)
@AS_OF
def docs(port: int, as_of: str | None) -> None:
    """The dbt docs and the acceptance report of the current edition, on 127.0.0.1. Ends with Ctrl-C."""
    from orchestration.serving import edition_pages

    edition_pages(_edition(as_of), HOST, port)


@main.command()
@click.option("--deliver", is_flag=True, help="Send those not sent yet: to the file, and a webhook or e-mail if set.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def alerts(deliver: bool, as_json: bool) -> None:
    """Events that go on or are young: thresholds near, carry unwinding, late publishers, figures that disagree.

    The file is alerts/alerts.jsonl in the home. Webhook and e-mail are set in the environment, see .env.example.
    """
    from datetime import UTC, datetime

    from orchestration import alerts as told

    now = datetime.now(UTC)
    found = told.current(_edition(None), now)
    told.show(found, as_json=as_json)
    if deliver:
        sent = told.deliver(Home.here(), found, now)
        click.echo(f"{len(sent)} delivered, {len(found) - len(sent)} were known", err=True)


@main.command()
def doctor() -> None:
    """Look for what would keep a run from working: versions, home, lock, archive, keys, network."""
    from orchestration.doctor import examine

    healthy = True
    for finding in examine(Home.here()):
        click.echo(f"{'ok  ' if finding.fine else 'look'}  {finding.subject}: {redact(finding.found)}")
        healthy = healthy and (finding.fine or not finding.serious)
    sys.exit(0 if healthy else 1)


if __name__ == "__main__":
    main(prog_name="tidegauge")
