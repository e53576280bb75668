"""python -m sources: one publisher without Dagster, and the bundled archive."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
import polars as pl

from sources.archive import BUNDLED, Archive, Entry
from sources.catalog import load
from sources.errors import TidegaugeError, printable
from sources.model import Release
from sources.secrets import guard, redact


class Reporting(click.Group):
    """Errors that a user can act on are printed without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        guard()
        try:
            return super().invoke(ctx)
        except TidegaugeError as problem:
            raise click.ClickException(printable(redact(str(problem)))) from None


@click.group(cls=Reporting, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Publishers, one at a time, without Dagster."""


@main.command("list")
def list_() -> None:
    """The releases of the catalog."""
    for release in load().releases.values():
        access = "" if release.access == "open" else f"  ({release.access.replace('_', ' ')})"
        click.echo(f"{release.key:40} {len(release.series):3} series  {release.title}{access}")


@main.command()
@click.argument("release")
@click.option("--archive", type=click.Path(path_type=Path), default=Path("var/archive"), show_default=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Ask for periods from this day on only.")
def fetch(release: str, archive: Path, since: datetime | None) -> None:
    """Ask the publisher of RELEASE (such as fred__h15; see: list) and keep what it sends in the archive."""
    from sources import ingest
    from sources.http import Http

    window = since.date() if since else None
    entry = ingest.fetch(load().release(release), Http(), Archive(archive), since=window)
    for payload in entry.payloads:
        click.echo(f"{payload['sha256'][:12]}  {payload['bytes']:>9} bytes  {payload['url']} {payload['params'] or ''}")


@main.command()
@click.argument("release")
@click.option("--archive", type=click.Path(path_type=Path), default=Path("var/archive"), show_default=True)
@click.option("--rows", default=5, show_default=True, help="How many of the newest observations to print.")
def parse(release: str, archive: Path, rows: int) -> None:
    """Read the newest delivery of RELEASE (such as fred__h15; see: list) and print its newest observations."""
    entry, table, aside = _newest(load().release(release), archive)
    for which, why in aside:
        click.echo(f"{which} set aside: {why}")
    click.echo(f"{release}: {table.height} observations, {entry.origin}, {entry.at:%Y-%m-%d %H:%M} UTC")
    click.echo(str(table.sort("period").tail(rows).drop("payload")))


@main.command()
@click.argument("release")
@click.argument("series")
@click.option("--archive", type=click.Path(path_type=Path), default=Path("var/archive"), show_default=True)
@click.option("--rows", default=10, show_default=True, help="How many of the newest versions to print.")
def vintages(release: str, series: str, archive: Path, rows: int) -> None:
    """Ask FRED for every version of SERIES that was ever shown, keep them, print the newest. Needs FRED_API_KEY."""
    from sources import ingest
    from sources.history import summary
    from sources.http import Http

    wanted = load().release(release)
    if series not in wanted.by_name:
        raise click.ClickException(f"no series {series!r} in {release}; there are: {', '.join(wanted.by_name)}")
    store, spec = Archive(archive), wanted.by_name[series]
    table = ingest.read_vintages(store.open(ingest.fetch_vintages(wanted, spec, Http(), store)), wanted)
    click.echo(f"{series}: {summary(spec, table)}")
    click.echo(str(table.sort("realtime_start", "period").tail(rows).drop("payload")))


@main.command()
@click.argument("release", required=False)
@click.option("--archive", type=click.Path(path_type=Path), default=Path("var/archive"), show_default=True)
def check(release: str | None, archive: Path) -> None:
    """Read and cross-check the catalog; with RELEASE, its newest delivery against the contract, series by series."""
    catalog = load()
    if release is None:
        series = sum(len(r.series) for r in catalog.releases.values())
        click.echo(f"{len(catalog.releases)} releases, {series} series, {len(catalog.units)} units: no contradiction")
        return
    entry, table, aside = _newest(catalog.release(release), archive)
    told = table.group_by("series").agg(
        pl.len().alias("rows"),
        pl.col("area").n_unique().alias("areas"),
        pl.col("value").null_count().alias("missing"),
        pl.col("period").min().alias("from"),
        pl.col("period").max().alias("to"),
        pl.col("value").min().alias("least"),
        pl.col("value").max().alias("greatest"),
    )
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True):
        click.echo(str(told.sort("series")))
    for which, why in aside:
        click.echo(f"{which} set aside: {why}")
    absent = sorted(set(catalog.release(release).by_name) - set(told["series"]))
    click.echo(f"{release}: meets the contract ({entry.origin}, {entry.at:%Y-%m-%d %H:%M} UTC)")
    if absent:
        click.echo(f"without a row: {', '.join(absent)}")


def _newest(wanted: Release, archive: Path) -> tuple[Entry, pl.DataFrame, list[tuple[str, str]]]:
    """The newest delivery in the archive or the bundle, what is read from it, and what is set aside."""
    from sources import ingest

    store = Archive(archive, BUNDLED)
    delivered = [e for e in store.entries(wanted.key) if e.outcome == "delivered" and not e.vintages]
    if not delivered:
        raise click.ClickException(
            f"{wanted.key}: nothing in {archive} or the bundle; run: python -m sources fetch {wanted.key}"
        )
    aside: list[tuple[str, str]] = []
    return delivered[-1], ingest.read(store.open(delivered[-1]), wanted, aside), aside


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), default=BUNDLED, help="Default: the project's own bundle.")
def bundle(folder: Path, into: Path) -> None:
    """Lay out a FOLDER of published figures as the archive that ships with the project."""
    from sources.bundling import bundle as lay_out

    for line in lay_out(folder, into):
        click.echo(line)


if __name__ == "__main__":
    main(prog_name="python -m sources")
