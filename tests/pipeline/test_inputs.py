"""Every series that the marts read: taken away, and a thousand times too large.

Both without a build: the marts' own macros are asked in a copy of the edition's figures of the last years.
"""

from __future__ import annotations

import math
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pytest

from orchestration import dbt
from orchestration.dictionary import Guard, Metric, guards, metrics
from orchestration.storage.editions import Edition
from orchestration.storage.home import PROJECT, Home
from orchestration.storage.moments import STAGED, Model, macros

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
    return Bench(connection, readers, of)


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


def test_without_an_input_a_figure_is_missing_with_a_reason_or_as_it_was(bench: Bench) -> None:
    before = {mart: bench.figures(mart) for mart in bench.metrics}
    told, gone = [], 0
    for series, marts in bench.readers.items():
        with bench.spoilt("DELETE FROM observation_versions WHERE series = ?", series):
            for mart in (m for m in marts if m in bench.metrics):
                after = bench.figures(mart)
                for key, (value, _) in before[mart].items():
                    now, reason = after.get(key, (None, "the row is gone"))
                    if value is None or alike(now, value):
                        continue
                    gone += now is None
                    in_order = reason if now is None else (series, mart) in OF_WHAT_IS_THERE and reason
                    if not in_order:
                        told.append(f"{series} away: {key} was {value}, is {now} ({reason})")
    assert len(bench.readers) >= 30
    assert gone > 10_000
    assert told == [], f"{len(told)}: {told[:20]}"


def test_an_input_in_a_wrong_unit_cannot_be_published(bench: Bench) -> None:
    """As if the catalog named a unit a thousand times too large: the bounds of the publisher's unit say nothing."""
    caught: dict[str, str] = {}
    through = []
    before = {mart: bench.figures(mart) for mart in bench.metrics}
    for series, marts in bench.readers.items():
        with bench.spoilt("UPDATE observation_versions SET value = 1000 * value WHERE series = ?", series):
            for guard in (GUARDS[m] for m in marts if m in GUARDS):
                if columns := bench.beyond(guard):
                    caught[series] = f"{guard.mart}.{columns[0]}"
                    break
            else:  # nothing that anybody reads may have changed: an index is only ever held against itself
                moved = [m for m in marts if m in bench.metrics and not same(bench.figures(m), before[m])]
                through += [f"{series}: {mart}" for mart in moved]
    print("\n".join(f"{series}: caught by {guard}" for series, guard in caught.items()))
    assert through == []
    assert len(caught) >= 25


REVISED_AT = "2100-01-01"


def test_a_row_is_known_no_earlier_than_any_figure_that_it_shows(bench: Bench) -> None:
    """A figure in the midst of each series is revised, and known late: rows that it changes are known then, too."""
    early, moved = [], 0
    before = {mart: bench.dated(mart) for mart in bench.metrics}
    for series, marts in bench.readers.items():
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
