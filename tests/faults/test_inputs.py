"""Every series and every release that the marts read: taken away; every series a thousand times too large.

All without a build: the marts' own macros are asked in a copy of the edition's figures of the last years. That a build
passes without a source is tried with a few whole ones.
"""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration import dbt, standing
from orchestration.dictionary import Guard, Metric, guards, metrics
from orchestration.storage.absorb import absorb
from orchestration.storage.editions import Edition, Editions
from orchestration.storage.home import PROJECT, Home
from orchestration.storage.moments import STAGED, Model, macros
from orchestration.storage.warehouse import Warehouse
from sources.archive import BUNDLED
from sources.catalog import Catalog
from sources.collect import Asked
from sources.model import Release
from tests.faults.table import Tally
from tests.pipeline.test_later_runs import run_patched

Finished = tuple[Home, subprocess.CompletedProcess[str]]
SINCE = "2021-01-01"
Figures = dict[tuple[str, str, str], tuple[float | None, str | None]]
GUARDS = {guard.mart: guard for guard in guards()}


@dataclass(frozen=True)
class Bench:
    """A copy of the edition's figures with the marts' macros, and which marts read which series."""

    connection: duckdb.DuckDBPyConnection
    readers: dict[str, list[str]]  # marts by series
    metrics: dict[str, list[Metric]]  # by mart
    models: dict[str, set[str]]  # by mart: all models that it rests on

    @contextmanager
    def spoilt(self, sql: str, series: str) -> Iterator[None]:
        """The figures with one statement applied to a series, and as they were afterwards."""
        self.connection.execute("BEGIN")
        self.connection.execute(sql, [series])
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def figures(self, mart: str, beside: str = "degraded_reason") -> Figures:
        """Every metric of a mart by (metric, area, day), with the reason beside it."""
        found: Figures = {}
        of = self.metrics[mart]
        columns = ", ".join(f"{m.column}::DOUBLE" for m in of)
        rows = self.connection.execute(
            f"SELECT ({of[0].area})::VARCHAR, ({of[0].date})::VARCHAR, {beside}, {columns}"
            f" FROM {mart}_as_of('infinity')"
        ).fetchall()
        for area, day, reason, *values in rows:
            for metric, value in zip(of, values, strict=True):
                found[metric.metric, area, day] = (value, reason)
        return found

    def dated(self, mart: str) -> Figures:
        """Every metric of a mart by (metric, area, day), with the moment at which its row was known beside it."""
        return self.figures(mart, "known_at::VARCHAR")

    def beyond(self, guard: Guard) -> list[str]:
        """The columns of a mart that have a figure out of their range."""
        tests = [
            f"coalesce(count(*) FILTER (WHERE {c} NOT BETWEEN {low!r} AND {high!r}), 0) > 0"
            for c, (low, high) in guard.ranges.items()
        ]
        row = self.connection.execute(f"SELECT {', '.join(tests)} FROM {guard.mart}_as_of('infinity')").fetchone()
        return [column for column, broken in zip(guard.ranges, row or (), strict=True) if broken]


def upstream(models: list[Model]) -> dict[str, set[str]]:
    """Every model and seed that a model rests on, by name; itself, too."""
    rests: dict[str, set[str]] = {}
    for model in models:
        rests[model.name] = {model.name}
        for other in models:
            if model.sql and other.name in rests and other.relation in model.sql:
                rests[model.name] |= rests[other.name]
    return rests


@pytest.fixture(scope="module")
def bench(published: Finished, edition: Edition) -> Bench:
    models = dbt.compiled(published[0])
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"ATTACH '{edition.path / 'tidegauge.duckdb'}' AS edition (READ_ONLY)")
    for (table,) in connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'edition'"
    ).fetchall():
        late = f" WHERE period_end >= '{SINCE}'" if table == "observation_versions" else ""
        connection.execute(f"CREATE TABLE {table} AS FROM edition.{table}{late}")
    for statement in macros(models):
        connection.execute(statement)

    of: dict[str, list[Metric]] = {}
    for metric in metrics():
        of.setdefault(metric.mart, []).append(metric)
    sql = {model.name: model.sql or "" for model in models}
    rests = upstream(models)
    held = connection.execute("SELECT DISTINCT release, series FROM observation_versions").fetchall()
    readers: dict[str, list[str]] = {}
    for release, series in sorted(held):
        for mart in sorted(of.keys() | GUARDS.keys()):
            if f"{STAGED}{release}" in rests[mart] and named(series, rests[mart], sql):
                readers.setdefault(series, []).append(mart)
    return Bench(connection, readers, of, rests)


def named(series: str, rests: set[str], sql: dict[str, str]) -> bool:
    """Whether a model or seed that is rested on names the series."""
    word = re.compile(rf"\b{re.escape(series)}\b")
    models = (sql[name] for name in rests if not name.startswith(STAGED))
    seeds = (PROJECT / f"dbt_project/seeds/{name}.csv" for name in rests)
    return any(word.search(text) for text in (*models, *(p.read_text("utf-8") for p in seeds if p.is_file())))


# Where a figure may be another one, provided that its row says what is missing. An entry more wants a reason here.
OF_WHAT_IS_THERE = {
    # which day settles Treasuries is the first of the days on which any rate was published: EFFR has one on Good Friday
    ("EFFR", "money_market_spreads_daily"),
}


@pytest.mark.fault(30)
def test_without_an_input_a_figure_is_missing_with_a_reason_or_as_it_was(bench: Bench, tally: Tally) -> None:
    before = {mart: bench.figures(mart) for mart in bench.metrics}
    gone = 0
    for series, marts in list(bench.readers.items())[:: tally.times(1, 3)]:
        told = []
        with bench.spoilt("DELETE FROM observation_versions WHERE series = ?", series):
            for mart in (m for m in marts if m in bench.metrics):
                lost, wrong = compared(before[mart], bench.figures(mart), (series, mart) in OF_WHAT_IS_THERE)
                gone += lost
                told += wrong
        tally.holds(f"{series} away", not told, f"{len(told)}: {told[:5]}")
    assert len(bench.readers) >= 30
    assert gone > 3_000


def compared(before: Figures, after: Figures, may_differ: bool) -> tuple[int, list[str]]:
    """How many figures are missing, and which are so without a reason, or another one than before (such as 0)."""
    lost, told = 0, []
    for key, (value, _) in before.items():
        now, reason = after.get(key, (None, "the row is gone"))
        if value is None or alike(now, value):
            continue
        lost += now is None
        if not (reason if now is None else may_differ and reason):
            told.append(f"{key} was {value}, is {now} ({reason})")
    return lost, told


@pytest.mark.fault(30)
def test_without_a_release_its_reason_stands_in_every_row_and_on_the_first_screen(bench: Bench, tally: Tally) -> None:
    """As after a first run without it: no figures, and the release says that it was withdrawn."""
    sql = bench.connection
    held = [key for (key,) in sql.execute("SELECT release FROM releases WHERE observations > 0 ORDER BY 1").fetchall()]
    before = {mart: bench.figures(mart) for mart in bench.metrics}
    for release in held[:: tally.times(1, 4)]:
        readers = [mart for mart in bench.metrics if f"{STAGED}{release}" in bench.models[mart]]
        told: list[str] = []
        with bench.spoilt("DELETE FROM observation_versions WHERE release = ?", release):
            sql.execute(
                "UPDATE releases SET origin = 'none', observations = 0, last_period = NULL, degraded_reason = "
                "'licence withdrawn by ' || release WHERE release = ?",
                [release],
            )
            for mart in readers:
                after = bench.figures(mart)
                told += compared(before[mart], after, may_differ=True)[1]
                told += [f"{k} is 0" for k, (v, _) in after.items() if v == 0 and before[mart].get(k, (0,))[0] != 0]
            console = standing.console_of(record=True)
            with console.capture() as shown:
                standing.print_summary(console, sql, datetime.now(UTC))
        screen = " ".join(shown.get().split())
        told += [] if f"{release}: licence withdrawn by {release}" in screen else [f"not on the first screen: {screen}"]
        tally.holds(f"{release} away", not told, f"{len(told)}: {told[:5]}")
    assert len(held) >= 30


@pytest.mark.fault(30)
@pytest.mark.parametrize("source", ["fred", "imf", "treasury"])
def test_a_first_run_without_a_source_builds_and_says_so(source: str, tmp_path: Path, tally: Tally) -> None:
    if not tally.full:
        pytest.skip("a whole run for each: only with --all-faults")
    bundle, home = tmp_path / "bundled", Home(tmp_path / "home")
    shutil.copytree(BUNDLED, bundle)
    gone = sorted(path.stem for path in (bundle / "log").glob(f"{source}__*.jsonl"))
    for key in gone:
        for kind in ("jsonl", "head"):  # a head without its log would say that the log was lost
            (bundle / f"log/{key}.{kind}").unlink()
    finished = run_patched(home, f"from orchestration.storage import home\nhome.BUNDLED = Path({str(bundle)!r})")
    tally.holds(f"{source}: the run ends well", finished.returncode == 0, finished.stderr[-500:])
    screen = " ".join(finished.stdout.split())
    tally.holds(f"{source}: all on the first screen", all(key in screen for key in gone), screen)
    with Editions(home).require().connect() as edition:
        sql = "SELECT release FROM releases WHERE observations > 0 OR degraded_reason IS NULL"
        left = {key for (key,) in edition.execute(sql).fetchall()} & set(gone)
    tally.holds(f"{source}: nothing of it in the edition", not left, left)


@pytest.mark.fault(30)
def test_what_may_not_be_shipped_on_is_not_in_the_bundle(catalog: Catalog, tally: Tally) -> None:
    for key, release in catalog.releases.items():
        shipped = (BUNDLED / f"log/{key}.jsonl").exists()
        may = catalog.licences[release.licence].redistributable
        tally.holds(
            f"{key} in the bundle: {shipped}", shipped == (release.bundle == "yes") and (may or not shipped), may
        )


@pytest.mark.fault(30)
def test_a_licence_that_is_withdrawn_takes_the_bundled_figures_out(home: Home, catalog: Catalog, tally: Tally) -> None:
    """The catalog says bundle: no; the figures that an earlier run recorded from the bundle go with the next one."""
    shipped = catalog.release("fred__gdp")
    withdrawn = shipped.model_copy(update={"bundle": "no", "bundle_why": "licence withdrawn"})

    def take(release: Release) -> tuple[int, str]:
        small = replace(catalog, releases={release.key: release})
        with Warehouse.open(home.warehouse, small) as warehouse:
            told = absorb(release, Asked(release, "not_asked"), home.archive(), warehouse)
            [(rows,)] = warehouse.sql.execute("SELECT count(*) FROM raw.fred__gdp").fetchall()
        return rows, str(told.reason)

    before, _ = take(shipped)
    rows, reason = take(withdrawn)
    tally.holds("its figures are gone", before > 100 and rows == 0, (before, rows))
    tally.holds("with the reason", "licence withdrawn" in reason, reason)
    tally.holds("and come back with the licence", take(shipped)[0] == before)


@pytest.mark.fault(11)
def test_an_input_in_a_wrong_unit_cannot_be_published(bench: Bench, tally: Tally) -> None:
    """As if the catalog named a unit a thousand times too large: the bounds of the publisher's unit say nothing."""
    caught: dict[str, str] = {}
    before = {mart: bench.figures(mart) for mart in bench.metrics}
    for series, marts in bench.readers.items():
        with bench.spoilt("UPDATE observation_versions SET value = 1000 * value WHERE series = ?", series):
            moved: list[str] = []
            for guard in (GUARDS[m] for m in marts if m in GUARDS):
                if columns := bench.beyond(guard):
                    caught[series] = f"{guard.mart}.{columns[0]}"
                    break
            else:  # nothing that anybody reads may have changed: an index is only ever held against itself
                moved = [m for m in marts if m in bench.metrics and not same(bench.figures(m), before[m])]
            tally.holds(f"{series} times 1000 as if it were its unit", not moved, moved)
    assert len(caught) >= 25


REVISED_AT = "2100-01-01"


def test_a_row_is_known_no_earlier_than_any_figure_that_it_shows(bench: Bench, request: pytest.FixtureRequest) -> None:
    """A figure in the midst of each series is revised, and known late: rows that it changes are known then, too."""
    early, moved = [], 0
    before = {mart: bench.dated(mart) for mart in bench.metrics}
    every = 1 if request.config.getoption("--all-faults") else 3
    for series, marts in list(bench.readers.items())[::every]:
        [middle] = bench.connection.execute(
            "SELECT quantile_disc(period_end, 0.5) FROM observation_versions WHERE series = ?", [series]
        ).fetchall()[0]
        revised = (
            f"UPDATE observation_versions SET value = 1.001 * value, known_at = '{REVISED_AT}'"
            f" WHERE series = ? AND period_end = '{middle}'"
        )
        with bench.spoilt(revised, series):
            for mart in (m for m in marts if m in bench.metrics):
                for key, (value, known) in bench.dated(mart).items():
                    was, _ = before[mart].get(key, (None, None))
                    if value is None or alike(value, was):
                        continue
                    moved += 1
                    if not known or known < REVISED_AT:
                        early.append(f"{series} of {middle}: {key} was {was}, is {value}, and is known at {known}")
    assert moved > 1_000
    assert early == [], f"{len(early)}: {early[:20]}"


def same(a: Figures, b: Figures) -> bool:
    return a.keys() == b.keys() and all(alike(value, b[key][0]) for key, (value, _) in a.items())


def alike(a: float | None, b: float | None) -> bool:
    return a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9))
