"""Paths and SQL in names: of series, areas, files, releases, moments, columns, the home. Nothing comes of them.

An effect is a file made, changed or gone, a table made, changed or gone, or the content of a file that is told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration import cli
from orchestration.storage import claims, differences, freshness, tables
from orchestration.storage.absorb import absorb
from orchestration.storage.home import Home, HomeError
from orchestration.storage.warehouse import Warehouse
from sources import __main__ as alone
from sources.archive import Archive
from sources.catalog import Catalog, load
from sources.collect import Asked
from sources.errors import ArchiveError, TidegaugeError
from sources.ingest import load as load_file
from tests.conftest import tidegauge
from tests.faults import by_hand
from tests.faults.table import Tally
from tests.sources.conftest import workbook

LICENSED = "fx_forwards__outright"
TOLD = "told-only-to-its-owner"
# VICTIM is a file beside the home with TOLD in it, NEW one that is not there
STATEMENTS = [
    "SELECT * FROM read_csv('VICTIM')",
    "SELECT * FROM read_text('VICTIM')",
    "SELECT * FROM read_blob('VICTIM')",
    "SELECT * FROM read_json('VICTIM')",
    "SELECT * FROM read_parquet('VICTIM')",
    "FROM 'VICTIM'",
    'FROM "VICTIM"',
    "SELECT * FROM glob('FOLDER/*')",
    "SELECT * FROM sniff_csv('VICTIM')",
    "SUMMARIZE 'VICTIM'",
    "FROM query('FROM ''VICTIM''')",
    "FROM query_table(['VICTIM'])",
    "SELECT getenv('OWN')",
    "SELECT getvariable('OWN')",
    "FROM told",
    "COPY (SELECT 1) TO 'NEW'",
    "COPY cells TO 'NEW' (FORMAT parquet)",
    "COPY cells FROM 'VICTIM'",
    "EXPORT DATABASE 'NEW'",
    "IMPORT DATABASE 'FOLDER'",
    "ATTACH 'NEW'",
    "ATTACH 'VICTIM' AS v (READ_ONLY)",
    "ATTACH ':memory:' AS m; CREATE TABLE m.t AS FROM read_text('VICTIM'); FROM m.t",
    "INSTALL httpfs",
    "LOAD 'VICTIM'",
    "LOAD httpfs",
    "SET enable_external_access = true; FROM read_text('VICTIM')",
    "RESET lock_configuration; SET enable_external_access = true; FROM read_text('VICTIM')",
    "PRAGMA enable_external_access = true",
    "SET temp_directory = 'NEW'",
    "SET home_directory = 'FOLDER'",
    "SET log_query_path = 'NEW'",
    "PRAGMA enable_profiling = 'json'; PRAGMA profiling_output = 'NEW'",
    "SET GLOBAL allowed_paths = ['VICTIM']; FROM read_text('VICTIM')",
    "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "CREATE TABLE made AS SELECT 1",
    "DROP TABLE cells",
    "DELETE FROM cells",
    "UPDATE cells SET value = 0",
    "INSERT INTO cells SELECT * FROM cells",
    "ALTER TABLE cells RENAME TO other",
    "CREATE OR REPLACE MACRO cells_as_of(t) AS TABLE SELECT 1",
    "SELECT 1; DROP TABLE cells; --",
    "FORCE CHECKPOINT",
    "VACUUM cells",
    "SELECT * FROM 'http://127.0.0.1:9/x.parquet'",
    "SELECT * FROM 's3://bucket/x.parquet'",
]
SQL = [
    "'; DROP TABLE cells; --",
    '"; DROP TABLE cells; --',
    "x' OR '1'='1",
    'x" OR "1"="1',
    "x'; COPY (SELECT 1) TO 'NEW'; --",
    "x') ; ATTACH 'NEW' ; --",
    "x' UNION SELECT content FROM read_text('VICTIM') --",
    "(SELECT content FROM read_text('VICTIM'))",
    "cells; DROP SCHEMA raw CASCADE",
    "$1; DROP TABLE cells",
    "$$; DROP TABLE cells; $$",
    "E'\\'; DROP TABLE cells; --",
    "/* */ DROP TABLE cells /* */",
    "x\n; DROP TABLE cells\n--",
    "x\\'; DROP TABLE cells; --",
    "%27%3B DROP TABLE cells",
    "{{ 7 * 7 }}",
    "{% set x = 1 %}{{ env_var('OWN') }}",
    "{x}{0}{self}%s%(x)s",
    "$(touch NEW)",
    "`touch NEW`",
    "; touch NEW",
    "| tee NEW",
    "[link=file:///etc/passwd]x[/link][/red]",
    "\x1b]8;;file:///etc/passwd\x07x\x1b[2J",
    "ʼ; DROP TABLE cells; --",
]
PATHS = [
    "../../etc/passwd",
    "../victim",
    "..",
    ".",
    "/etc/passwd",
    "VICTIM",
    "FOLDER/../victim",
    "....//....//victim",
    "..\\..\\victim",
    "..%2f..%2fvictim",
    "..%252fvictim",
    "%2e%2e/victim",
    "..;/victim",
    "~/victim",
    "~root/.bashrc",
    "$HOME/victim",
    "file://VICTIM",
    "fred__gdp/../../victim",
    "fred__gdp.jsonl",
    "fred__gdp\n../victim",
    "fred__gdp\u2028x",
    "C:\\victim",
    "\\\\host\\share",
    "CON",
    "-rf",
    "--help=../victim",
    "a" * 300,
    "．．／victim",
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with a small edition, a victim beside it, and a working folder with nothing in it."""
    home = Home(tmp_path / "home")
    by_hand.publish(home)
    (tmp_path / "victim").write_text(TOLD, "utf-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("TIDEGAUGE_HOME", str(home.root))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OWN", TOLD)
    for module in (cli, alone):
        monkeypatch.setattr(module, "guard", lambda: None)
    return home


def filled(text: str, home: Home) -> str:
    folder = home.root.parent
    for word, place in (("VICTIM", folder / "victim"), ("NEW", folder / "new"), ("FOLDER", folder)):
        text = text.replace(word, str(place))
    return text


def some(payloads: Sequence[str], tally: Tally) -> Sequence[str]:
    """All of them for the table, a part beside all the other tests."""
    return payloads[:: tally.times(1, 5)]


def state(home: Home) -> dict[str, str]:
    """Every file beside and below the home with its hash; but the empty lock, which every command may make."""
    folder = home.root.parent
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != "lock")
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def effect(home: Home, before: dict[str, str], told: str = "") -> str:
    """What came of it; empty when nothing."""
    after = state(home)
    changed = sorted(k for k in before.keys() | after.keys() if before.get(k) != after.get(k))
    content = ["the content of a file is told"] if TOLD in told else []
    moved = ["a control sequence is printed"] if "\x1b" in told else []
    return "; ".join(changed + content + moved)


def command(group: object, *arguments: str) -> str:
    """What a command says. An error of its own or of its usage is fine, a crash is not."""
    done = CliRunner().invoke(group, list(arguments), prog_name="x")  # type: ignore[arg-type]
    crashed = done.exception is not None and not isinstance(done.exception, SystemExit)
    return f"{done.output}{f'crashed: {done.exception!r}' if crashed else ''}"


@pytest.mark.fault(25)
def test_sql_of_a_user_reaches_the_edition_only(place: Home, tally: Tally) -> None:
    before = state(place)
    for statement in some(STATEMENTS, tally):
        for form in ("table", "csv"):
            told = command(cli.main, "query", filled(statement, place), "--format", form)
            found = effect(place, before, told)
            tally.holds(f"query {statement}, {form}", not found and "crashed" not in told, f"{found} {told[-200:]}")
        told = command(cli.main, "export", filled(statement, place), "--to", "out.csv")
        for file in Path.cwd().iterdir():
            told += file.read_text("utf-8").replace(filled(statement, place), "")
            file.unlink()
        tally.holds(f"export {statement}", not effect(place, before, told), told[-200:])


@pytest.mark.fault(25)
@pytest.mark.parametrize("kind", ["sql", "paths"])
def test_names_on_the_command_line_have_no_effect(kind: str, place: Home, tally: Tally) -> None:
    before, file = state(place), place.root.parent / "victim"
    commands = {
        "select": (cli.main, "run", "--select=NAME"),
        "with": (cli.main, "run", "--with=NAME"),
        "run as of": (cli.main, "run", "--as-of=NAME"),
        "query as of": (cli.main, "query", "SELECT 1", "--as-of=NAME"),
        "article": (cli.main, "claims", "--article=NAME"),
        "claim": (cli.main, "claims", "--claim=NAME"),
        "revisions": (cli.main, "revisions", "--", "NAME"),
        "area": (cli.main, "revisions", "GDP", "--area=NAME"),
        "load": (cli.main, "load", "--", "NAME", str(file)),
        "vintages": (cli.main, "vintages", "--", "NAME"),
        "export": (cli.main, "export", "--to=out.csv", "--", "NAME"),
        "fetch": (alone.main, "fetch", "--", "NAME"),
        "parse": (alone.main, "parse", "--", "NAME"),
        "check": (alone.main, "check", "--", "NAME"),
        "vintages alone": (alone.main, "vintages", "--", "fred__gdp", "NAME"),
    }
    for payload in some(SQL if kind == "sql" else PATHS, tally):
        for name, (group, *arguments) in commands.items():
            told = command(group, *(a.replace("NAME", filled(payload, place)) for a in arguments))
            found = effect(place, before, told.replace(payload, "").replace(repr(payload), ""))
            tally.holds(f"{name}: {payload[:40]}", not found and "crashed" not in told, f"{found} {told[-300:]}")


@pytest.mark.fault(25)
def test_the_name_of_a_file_of_one_s_own_leads_nowhere(place: Home, tally: Tally) -> None:
    release, body = load().release(LICENSED), b"date,pair,tenor,forward\n2026-01-05,USDJPY,3M,150.1\n"
    for number, payload in enumerate(some([*SQL, *PATHS], tally)):
        name = filled(payload, place).replace("/", "∕").replace("\0", "")[:60].strip(".") or "x"
        file, archive = place.root.parent / "here" / name, Archive(place.root.parent / f"archive{number}")
        file.write_bytes(body)
        before = state(place)
        load_file(release, file, archive)
        made = {k for k in state(place) if k not in before}
        expected = {f"archive{number}/log/{release.key}.{kind}" for kind in ("jsonl", "head")}
        bodies = {m for m in made if m.startswith(f"archive{number}/bodies/") and m.endswith(".gz")}
        fine = made == expected | bodies and len(bodies) == 1 and all(state(place)[k] == v for k, v in before.items())
        tally.holds(f"file {payload[:40]}", fine and len(archive.entries(release.key)) == 1, made)


@pytest.mark.fault(25)
def test_a_log_from_elsewhere_does_not_lead_out_of_the_archive(place: Home, tally: Tally) -> None:
    archive = Archive(place.root.parent / "archive")
    log = archive.root / "log" / "fred__gdp.jsonl"
    log.parent.mkdir(parents=True)
    for payload in some([*SQL, *PATHS], tally):
        stored = {"sha256": filled(payload, place), "bytes": 1, "media_type": "", "url": "x", "params": {}}
        at = datetime.now(UTC).isoformat()
        line = {"at": at, "origin": "live", "outcome": "delivered", "payloads": [stored]}
        log.write_text(json.dumps(line) + "\n", "utf-8")
        try:
            found = f"opened {archive.open(archive.entries('fred__gdp')[0])}"
        except ArchiveError:
            found = "refused"
        tally.case(f"sha256 {payload[:40]}", found)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Of two releases: areas that a publisher names, and a table by columns."""
    whole = load()
    return Catalog({k: whole.releases[k] for k in ("wgc__central_bank_changes",)}, whole.units, whole.licences)


@pytest.mark.fault(25)
def test_areas_that_a_publisher_names_are_texts(place: Home, catalog: Catalog, tally: Tally) -> None:
    release = catalog.release("wgc__central_bank_changes")
    areas = [f"{filled(p, place)} {n}".replace("\x1b", "").replace("\x07", "") for n, p in enumerate([*SQL, *PATHS])]
    months = [datetime(2025, m, 1) for m in range(1, 13)]
    rows = [["x"], ["", "Country", "", *months], *(["", area, "", *[float(m) for m in range(12)]] for area in areas)]
    file, archive = place.root.parent / "changes.xlsx", Archive(place.root.parent / "archive")
    file.write_bytes(workbook(Monthly=rows))
    load_file(release, file, archive)
    before = state(place)
    path = place.root.parent / "work.duckdb"
    with Warehouse.open(path, catalog) as warehouse:
        standing = absorb(release, Asked(release, "not_asked", ""), archive, warehouse)
        assert standing.outcome == "recorded", standing
        freshness.refresh(warehouse.sql, catalog)
        kept = {a for (a,) in warehouse.sql.execute(f"SELECT area FROM {tables.raw(release.key)}").fetchall()}
        there = warehouse.sql.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
    changed = {k for k, v in state(place).items() if before.get(k) != v} - {"work.duckdb"}
    for area in areas:
        tally.holds(f"area {area[:40]}", area.strip() in kept and not changed, changed)
    assert len(there) == 9 or {"raw.wgc__central_bank_changes", "ledger.deliveries"} <= {t for (t,) in there}


@pytest.mark.fault(25)
def test_columns_that_a_publisher_names_are_texts(place: Home, tally: Tally) -> None:
    for payload in some([*SQL, *PATHS], tally):
        head = '"' + filled(payload, place).replace('"', '""') + '"'
        body = f"date,pair,tenor,forward,{head}\n2026-01-05,USDJPY,3M,150.1,1\n"
        file, archive = place.root.parent / "own.csv", Archive(place.root.parent / "archive")
        file.write_text(body, "utf-8")
        before = state(place)
        with suppress(TidegaugeError):
            load_file(load().release(LICENSED), file, archive)
        after, given = state(place), {f"archive/log/{LICENSED}.{kind}" for kind in ("jsonl", "head")}
        changed = {k for k, v in after.items() if before.get(k) != v and not k.startswith("archive/bodies/")} - given
        tally.holds(f"column {payload[:40]}", not changed and before.keys() <= after.keys(), changed)


HOMES = [
    "a'b",
    'a"b',
    "a;b -- c",
    "a b",
    "a\nb",
    "{{ 7 * 7 }}",
    "$(touch new)",
    "`x`",
    "a%20b",
    "a#b",
    "'; DROP --",
    "ü漢",
]


@pytest.mark.fault(25)
@pytest.mark.parametrize("name", HOMES)
def test_a_home_of_any_name_is_a_folder(name: str, tmp_path: Path, catalog: Catalog, tally: Tally) -> None:
    home = Home(tmp_path / name)
    edition = by_hand.publish(home)
    with Warehouse.open(home.warehouse, catalog):
        pass
    assert tables.stands(home.warehouse)
    with duckdb.connect() as connection:
        assert differences.attach(connection, home.warehouse) == ["wgc__central_bank_changes"]
    assert claims.add(edition.file, edition.path / "x.parquet") is None
    with edition.connect() as connection:
        rows = connection.execute("SELECT count(*) FROM cells").fetchall()
    tally.holds(f"home {name}", rows == [(1,)] and sorted(p.name for p in tmp_path.iterdir()) == [name])


@pytest.mark.fault(25)
def test_a_home_that_duckdb_cannot_write_to_is_refused(tmp_path: Path, tally: Tally) -> None:
    with pytest.raises(HomeError, match="question mark"):
        Home(tmp_path / "a?b").prepare()
    tally.holds("a?b", not list(tmp_path.iterdir()))


@pytest.mark.fault(25)
def test_a_whole_run_in_a_home_of_an_odd_name_publishes(tmp_path: Path, tally: Tally) -> None:
    if not tally.full:
        pytest.skip("two minutes: in the full count")
    home = Home(tmp_path / "a'b; c -- {{ 7 * 7 }} $(touch x)\"q\nz")
    done = tidegauge(home, "run", "--offline", "--no-brief")
    found = [p.name for p in tmp_path.iterdir()]
    tally.holds(
        "run in an odd home", done.returncode == 0 and found == [home.root.name], f"{found} {done.stderr[-500:]}"
    )


@pytest.mark.fault(25)
def test_names_in_the_catalog_are_names(tmp_path: Path, tally: Tally) -> None:
    """A catalog is code of ours; a slip in it must not become a path or SQL either."""
    from sources.catalog import FOLDER

    for name in ("units.yml", "licences.yml"):
        (tmp_path / name).write_text((FOLDER / name).read_text("utf-8"), "utf-8")
    whole = (FOLDER / "worldbank.yml").read_text("utf-8")
    series, release = load().release("worldbank__pink_sheet").series[0].name, "pink_sheet"
    for number, payload in enumerate(some([*SQL, *PATHS], tally)):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name in ("units.yml", "licences.yml"):
            (folder / name).write_text((tmp_path / name).read_text("utf-8"), "utf-8")
        quoted = json.dumps(payload)
        for kind, old in (("series", series), ("release", release)):
            (folder / "worldbank.yml").write_text(whole.replace(f"{old}:", f"{quoted}:", 1), "utf-8")
            load.cache_clear()
            try:
                load(folder)
                found = "taken"
            except TidegaugeError:
                found = "refused"
            if payload not in ("VICTIM", "CON", "a" * 300):  # names like any other
                tally.case(f"{kind} {payload[:40]}", found)
    load.cache_clear()
