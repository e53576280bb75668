"""The tidegauge command. Each command imports what it needs when it runs: --help and status must be quick."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from orchestration import deciding, keeping, reading
from orchestration.reading import HOST, edition_of, show_brief
from orchestration.storage.home import Home, Locked
from sources.errors import TidegaugeError, printable
from sources.secrets import guard, redact

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class Reporting(click.Group):
    """Errors that a user can act on are printed without a traceback; 75 when another run holds the lock."""

    def invoke(self, ctx: click.Context) -> object:
        guard()
        try:
            return super().invoke(ctx)
        except Locked as problem:
            click.echo(f"Error: {problem}", err=True)
            ctx.exit(75)
        except TidegaugeError as problem:
            raise click.ClickException(printable(redact(str(problem)))) from None
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as problem:
            from orchestration.trouble import told

            if words := told(problem, Home.here()):
                raise click.ClickException(printable(redact(words))) from None
            raise


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
    from orchestration.trouble import advice_of

    home = Home.here()
    if as_of:
        if offline or select or beside:
            raise click.UsageError("--as-of asks nobody; it goes with --no-brief only")
        _run_as_of(home, as_of, brief)
        return
    with home.lock(), progress.shown():
        outcome = running.run(home, offline=offline, select=select, beside=beside)
    for problem in outcome.problems:
        click.secho(printable(redact(problem)), fg="red", err=True)
    for advice in {advice_of(problem): None for problem in outcome.problems}:
        if advice:
            click.secho(f"{home.root}: {advice}", fg="red", err=True)
    for release, reason in outcome.at_fault.items():
        click.secho(f"{release}: {printable(redact(reason))}", fg="yellow", err=True)
    if outcome.success and brief:
        show_brief(edition_of(None))
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
        show_brief(edition)
    click.echo(f"Edition as of {moment:%Y-%m-%d %H:%M} UTC: {edition.file}")
    click.echo(f'Ask it: tidegauge query --as-of {text} "SHOW TABLES"')


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
@click.option("--port", default=3000, show_default=True)
@click.option("--read-only", is_flag=True, help="Show, and launch nothing: for others to look at, behind a login.")
@click.option("--shown-as", metavar="URL", help="The address under which a proxy with a login shows it.")
def ui(port: int, read_only: bool, shown_as: str | None) -> None:
    """The Dagster UI on 127.0.0.1: assets, checks, schedules, runs. Ends with Ctrl-C.

    It never listens elsewhere; how to show it to others: SECURITY.md.
    """
    from orchestration.serving import dagster_ui

    dagster_ui(Home.here(), HOST, port, read_only=read_only, shown_as=shown_as)


@main.command()
def doctor() -> None:
    """Look for what would keep a run from working: versions, home, lock, archive, keys, network."""
    from orchestration.doctor import examine

    healthy = True
    for finding in examine(Home.here()):
        click.echo(f"{'ok  ' if finding.fine else 'look'}  {finding.subject}: {redact(finding.found)}")
        healthy = healthy and (finding.fine or not finding.serious)
    sys.exit(0 if healthy else 1)


for command in (*reading.COMMANDS, *deciding.COMMANDS, *keeping.COMMANDS):
    main.add_command(command)


if __name__ == "__main__":
    main(prog_name="tidegauge")
