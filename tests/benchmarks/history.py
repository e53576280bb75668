"""Recording and asking ten million versions: python -m tests.benchmarks.history [--versions 10000000]."""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import duckdb
import polars as pl

from orchestration.storage import tables
from orchestration.storage.moments import VERSIONS
from orchestration.storage.warehouse import Warehouse
from sources.archive import Entry
from sources.catalog import Catalog, load
from sources.model import Basis, Release, SeriesSpec
from sources.periods import Frequency

SERIES, DAYS = 50, 10_000  # fifty dailies of some forty years
FIRST = datetime(1985, 1, 1, tzinfo=UTC)


def made_up(catalog: Catalog) -> tuple[Catalog, Release]:
    """A catalog with one release of fifty series that are revised whole, as a weekly re-estimated index is."""
    like = catalog.release("fred__nfci")
    spec = like.series[0].model_dump() | {"frequency": Frequency.DAILY, "basis": Basis.DAILY_CLOSE, "published": None}
    spec |= {"low": -1e9, "high": 1e9}
    series = tuple(SeriesSpec(**(spec | {"name": f"S{n:03}", "code": f"S{n:03}"})) for n in range(SERIES))
    release = like.model_copy(update={"name": "made_up", "series": series})
    return Catalog(releases={release.key: release}, licences=catalog.licences, units=catalog.units), release


def reading(number: int) -> pl.DataFrame:
    """What the publisher shows at its nth reading: every figure another one, by up to a percent."""
    day = pl.date_range(FIRST.date(), (FIRST + timedelta(days=DAYS - 1)).date(), eager=True)
    frame = pl.DataFrame({"series": [f"S{n:03}" for n in range(SERIES)]}).join(
        pl.DataFrame({"period": day}), how="cross"
    )
    noise = pl.struct("series", "period").hash(seed=number).mod(1_000_000) / 1e8
    return frame.select(
        "series",
        pl.lit("USA").alias("area"),
        "period",
        (100 + 10 * (pl.col("period").dt.ordinal_day() / 58).sin() + noise).alias("value"),
        pl.lit(f"{number:064}").alias("payload"),
    )


def entry(release: Release, number: int) -> Entry:
    return Entry(
        release=release.key,
        at=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=7 * number),
        origin="live",
        outcome="delivered",
        reason="",
        certificate={},
        payloads=({"sha256": f"{number:064}", "bytes": 1},),
        root=Path(),
    )


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    into.append(time.perf_counter() - began)


def interleaved(repeats: int, **of: Callable[[], object]) -> dict[str, float]:
    """The median seconds of each, measured in turn."""
    found: dict[str, list[float]] = {name: [] for name in of}
    for _ in range(repeats):
        for name, measure in of.items():
            with timed(found[name]):
                measure()
    return {name: statistics.median(seconds) for name, seconds in found.items()}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--versions", default=10_000_000, show_default=True, help="How many versions to record.")
@click.option("--repeats", default=5, show_default=True, help="Measurements of each query; medians are shown.")
def main(versions: int, repeats: int) -> None:
    """Record versions by whole readings, then ask: as of a moment, one series, a plain scan for comparison."""
    catalog, release = made_up(load())
    count = max(2, versions // (SERIES * DAYS))
    with tempfile.TemporaryDirectory() as folder, Warehouse.open(Path(folder) / "w.duckdb", catalog) as warehouse:
        seconds: list[float] = []
        for number in range(count):
            table = reading(number)
            with timed(seconds):
                warehouse.record(table, entry(release, number), release)
            rows = (number + 1) * SERIES * DAYS
            click.echo(f"{rows:12,} versions  {SERIES * DAYS / seconds[-1]:10,.0f} recorded a second")
        since = (FIRST + timedelta(days=DAYS - 30)).date()
        tail = reading(count).filter(pl.col("period") >= since)
        small: list[float] = []
        with timed(small):
            warehouse.record(tail, replace(entry(release, count), since=since), release)
        click.echo(f"{tail.height:,} revised figures into {rows:,} versions: {small[0]:.2f} s")
        ask(warehouse.sql, release, count, repeats)
    click.echo(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def ask(connection: duckdb.DuckDBPyConnection, release: Release, count: int, repeats: int) -> None:
    raw = tables.raw(release.key)
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=7 * (count // 2), hours=1)
    # as in an edition: sorted by series and period
    connection.execute(f"CREATE TABLE {VERSIONS} AS FROM {raw} ORDER BY series, area, period, known_at")
    as_of = "known_at <= $t AND (known_until IS NULL OR known_until > $t) AND NOT withdrawn"

    def run(sql: str) -> Callable[[], object]:
        parameters = {"t": moment} if "$t" in sql else {}
        return lambda: connection.execute(sql, parameters).fetchall()

    found = interleaved(
        repeats,
        scan=run(f"SELECT series, count(*), avg(value), max(known_at) FROM {VERSIONS} GROUP BY series"),
        as_of=run(f"SELECT series, count(*), avg(value) FROM {VERSIONS} WHERE {as_of} GROUP BY series"),
        by_sorting=run(
            f"SELECT series, count(*), avg(value) FROM (SELECT * FROM {VERSIONS} WHERE known_at <= $t QUALIFY "
            "row_number() OVER (PARTITION BY series, area, period ORDER BY known_at DESC) = 1) GROUP BY series"
        ),
        one_series=run(f"SELECT period, value FROM {VERSIONS} WHERE series = 'S007' AND {as_of} ORDER BY period"),
        one_history=run(
            f"SELECT known_at, value FROM {VERSIONS} WHERE series = 'S007' AND period = DATE '2001-05-06' ORDER BY 1"
        ),
    )
    for name, seconds in found.items():
        click.echo(f"{name:12} {1000 * seconds:9.1f} ms  {seconds / found['scan']:6.2f} × the plain scan")


if __name__ == "__main__":
    main(prog_name="python -m tests.benchmarks.history")
