"""A moment of the past: its own edition, the macros that give every mart as of any moment, and no look ahead."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from subprocess import CompletedProcess

import duckdb
import pytest

from orchestration.as_of import home_of
from orchestration.dictionary import marts
from orchestration.storage.editions import Edition, Editions
from orchestration.storage.home import Home
from tests.conftest import tidegauge

TEXT, MOMENT = "2025-11-05T17:00-05:00", datetime(2025, 11, 5, 22, tzinfo=UTC)
OF_TODAY = {"series", "releases", "quarantine", "overrules"}  # these tell of the warehouse as it is
MARTS = sorted(marts() - OF_TODAY)


@pytest.fixture(scope="module")
def own(
    published: tuple[Home, CompletedProcess[str]], edition: Edition, tmp_path_factory: pytest.TempPathFactory
) -> Home:
    """A copy of the published home."""
    copy = Home(tmp_path_factory.mktemp("asof") / "home")
    shutil.copytree(published[0].root, copy.root, symlinks=True)
    return copy


@pytest.fixture(scope="module")
def run(own: Home) -> CompletedProcess[str]:
    return tidegauge(own, "run", "--as-of", TEXT)


@pytest.fixture(scope="module")
def past(own: Home, run: CompletedProcess[str]) -> Edition:
    assert run.returncode == 0, run.stderr
    return Editions(home_of(own, MOMENT)).require()


def beside(edition: Edition, past: Edition) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Tokyo'")  # a reader's own: what a macro says must not follow it
    for name, file in (("now", edition.file), ("past", past.file)):
        connection.execute(f"ATTACH '{file}' AS {name} (READ_ONLY)")
    connection.execute("USE now")
    return connection


def different(connection: duckdb.DuckDBPyConnection, mart: str) -> int:
    """Rows in which the macro of the current edition and the table of the past one differ.

    The last digits of sums over windows depend on how the engine cuts its rows: 1e-9 is no difference.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE asked AS FROM {mart}_as_of('{MOMENT}')")
    for side, (a, b) in {"more": ("asked", f"past.{mart}"), "less": (f"past.{mart}", "asked")}.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {side} AS (FROM {a}) EXCEPT ALL (FROM {b})")
    more, less = (connection.sql(f"SELECT count(*) FROM {side}").fetchall()[0][0] for side in ("more", "less"))
    if not more and not less:
        return 0
    of_more = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'more'"
    columns = connection.sql(of_more).fetchall()
    close = [
        f"(more.{name} IS NOT DISTINCT FROM less.{name})"
        if kind != "DOUBLE"
        else f"(more.{name} IS NOT DISTINCT FROM less.{name} "
        f"OR abs(more.{name} - less.{name}) <= 1e-9 * greatest(1, abs(less.{name})))"
        for name, kind in columns
    ]
    alike = connection.sql(f"SELECT count(*) FROM more JOIN less ON {' AND '.join(close)}").fetchall()[0][0]
    return int(max(more, less) - alike)


def test_it_prints_the_brief_of_that_day_and_where_the_edition_lies(past: Edition, run: CompletedProcess[str]) -> None:
    assert "Wednesday 2025-10-29" in run.stdout  # the newest H.4.1 on Wednesday 5 November
    assert str(past.file) in run.stdout
    assert past.manifest["as_of"] == "2025-11-05T22:00:00+00:00"


def test_the_current_edition_stays_what_it_is(own: Home, edition: Edition, past: Edition) -> None:
    assert Editions(own).require().name == edition.name
    assert past.name != edition.name


@pytest.mark.parametrize("mart", MARTS)
def test_the_macro_of_a_mart_says_what_the_edition_of_the_day_says(mart: str, edition: Edition, past: Edition) -> None:
    with beside(edition, past) as connection:
        assert different(connection, mart) == 0


def test_nearly_every_mart_of_the_day_has_rows(past: Edition) -> None:
    """Nothing in the bundle was ever revised or refused, and no shares are in it that could have been sold off."""
    empty = {name for name, table in past.tables.items() if not table["rows"]}
    assert empty == {"overrules", "quarantine", "revisions", "revisions_by_series", "triple_sell_off_episodes"}


def test_the_edition_of_a_day_says_what_was_expected_then(past: Edition) -> None:
    with past.connect() as connection:
        found = connection.sql(
            "SELECT series, last_period, next_period, next_expected_at, late_from FROM series "
            "WHERE series IN ('WALCL', 'GDP') ORDER BY series"
        ).fetchall()
        ahead = connection.sql(f"SELECT count(*) FROM series WHERE last_known_at > '{MOMENT}'").fetchall()
    assert found == [
        (  # the shutdown of that autumn
            "GDP",
            date(2025, 6, 30),
            date(2025, 9, 30),
            datetime(2025, 12, 23, 13, 30, tzinfo=UTC),
            datetime(2026, 1, 2, 13, 30, tzinfo=UTC),
        ),
        (
            "WALCL",
            date(2025, 10, 29),
            date(2025, 11, 5),
            datetime(2025, 11, 6, 21, 30, tzinfo=UTC),
            datetime(2025, 11, 8, 21, 30, tzinfo=UTC),
        ),
    ]
    assert ahead == [(0,)]


def test_every_mart_has_its_macro(edition: Edition) -> None:
    with edition.connect() as connection:
        found = connection.sql("SELECT function_name FROM duckdb_functions() WHERE NOT internal").fetchall()
    macros = {name for (name,) in found}
    assert {name for name, table in edition.tables.items() if table["schema"] == "marts"} == marts()
    assert {f"{mart}_as_of" for mart in MARTS} | {"vintage_triangle"} <= macros


def test_now_is_a_moment_too(edition: Edition) -> None:
    with edition.connect() as connection:
        for mart in MARTS:
            rows = f"(FROM {mart}_as_of('infinity') EXCEPT ALL FROM {mart})"
            assert connection.sql(f"SELECT count(*) FROM {rows}").fetchall() == [(0,)], mart


def test_no_column_of_any_mart_was_known_later(past: Edition) -> None:
    with past.connect() as connection:
        moments = connection.sql(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal "
            "AND data_type = 'TIMESTAMP WITH TIME ZONE' AND table_name <> 'boj_policy_steps'"
        ).fetchall()
        assert len(moments) > 15
        for table, column in moments:
            if past.tables[table]["schema"] != "marts":
                continue  # a seed of dated facts is cut where a model reads it
            if column in ("recorded_at", "next_expected_at", "late_from"):
                continue  # when we fetched it; when the next figure was expected then
            newest = connection.sql(f'SELECT max("{column}") FROM "{table}"').fetchall()[0][0]
            assert newest is None or newest <= MOMENT, f"{table}.{column}"


@pytest.fixture(scope="module")
def mutated(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The current edition with another future: every figure known after the moment changed, lost, or revised again."""
    file = tmp_path_factory.mktemp("mutated") / "tidegauge.duckdb"
    shutil.copyfile(edition.file, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        later = f"known_at > '{MOMENT}'"
        count = connection.sql(f"SELECT count(*) FROM observation_versions WHERE {later}").fetchall()[0][0]
        assert count > 5_000
        connection.execute(f"DELETE FROM observation_versions WHERE {later} AND hash(series, period_end) % 3 = 0")
        connection.execute(
            f"UPDATE observation_versions SET value = 1.7 * value + 13, published_value = -value, "
            f"known_at = known_at + INTERVAL 3 DAY, period_end = period_end + 1 WHERE {later}"
        )
        # and a third of what was known then is revised afterwards
        known = f"known_at <= '{MOMENT}' AND known_until IS NULL AND hash(series, period_end) % 3 = 1"
        connection.execute(
            f"INSERT INTO observation_versions SELECT * REPLACE (TIMESTAMPTZ '{MOMENT}' + INTERVAL 1 SECOND "
            f"AS known_at, value * 3 AS value) FROM observation_versions WHERE {known}"
        )
        connection.execute(
            f"UPDATE observation_versions SET known_until = TIMESTAMPTZ '{MOMENT}' + INTERVAL 1 SECOND WHERE {known}"
        )
    return file


@pytest.mark.parametrize("mart", MARTS)
def test_another_future_changes_nothing(mart: str, mutated: Path, past: Edition) -> None:
    with beside(Edition(mutated.parent), past) as connection:
        assert different(connection, mart) == 0


def test_the_other_future_is_another_one(mutated: Path, past: Edition) -> None:
    """The mutation bites: a second later the marts differ."""
    with beside(Edition(mutated.parent), past) as connection:
        after = "FROM net_liquidity_weekly_as_of('2025-11-05 22:00:01+00')"
        rows = f"{after} EXCEPT FROM past.net_liquidity_weekly"
        assert connection.sql(f"SELECT count(*) FROM ({rows})").fetchall()[0][0] > 300


def test_the_edition_of_a_day_is_asked_by_its_day(own: Home, past: Edition) -> None:
    sql = "SELECT max(period_end) AS newest FROM metrics WHERE metric = 'net_liquidity' AND value IS NOT NULL"
    asked = tidegauge(own, "query", "--as-of", TEXT, "--format", "csv", sql)
    assert asked.stdout.splitlines() == ["newest", "2025-10-29"], asked.stderr


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("yesterday", "expected a moment with its offset"),
        ("2025-11-05T17:00", "expected a moment with its offset"),
        ("2225-11-05T17:00Z", "expected a moment that has come"),
    ],
)
def test_what_is_no_moment_is_said(moment: str, told: str, home: Home) -> None:
    finished = tidegauge(home, "run", "--as-of", moment)
    assert finished.returncode == 1
    assert told in finished.stderr


def test_a_home_without_figures_says_what_to_run(home: Home) -> None:
    finished = tidegauge(home, "run", "--as-of", TEXT)
    assert finished.returncode == 1
    assert re.search(r"expected recorded figures; found none. Run: tidegauge run", finished.stderr)
    assert not (home.root / "as_of").exists()


def test_an_edition_that_was_not_built_is_said(own: Home) -> None:
    finished = tidegauge(own, "brief", "--as-of", "2020-01-01T00:00Z")
    assert finished.returncode == 1
    assert "Run: tidegauge run --as-of 2020-01-01T00:00Z" in finished.stderr
