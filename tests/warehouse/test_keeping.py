"""Editions as a user keeps them: going back, going on, pruning; and what a killed writer left is put right."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from orchestration import dbt, inputs
from orchestration.storage import editions as module
from orchestration.storage import recovery
from orchestration.storage.absorb import absorb
from orchestration.storage.editions import Edition, Editions
from orchestration.storage.home import Home
from orchestration.storage.retention import prune
from orchestration.storage.soundness import edition_faults, working_faults
from orchestration.storage.warehouse import Warehouse
from sources.archive import Archive
from sources.catalog import Catalog
from sources.collect import Asked
from tests.conftest import tidegauge
from tests.faults import small


def publish(home: Home, number: int) -> Edition | None:
    with duckdb.connect(str(home.warehouse)) as working:
        working.execute("CREATE SCHEMA IF NOT EXISTS marts")
        working.execute(f"CREATE OR REPLACE TABLE marts.one AS SELECT {number} AS n")
    return Editions(home).publish({}, [], lambda folder: None)


def names(home: Home) -> list[str]:
    return [edition.name for edition in Editions(home).all()]


def current(home: Home) -> int:
    with Editions(home).require().connect() as connection:
        return int(connection.execute("SELECT n FROM one").fetchall()[0][0])


def test_a_user_goes_back_by_name_and_the_next_publication_goes_forward(home: Home) -> None:
    first, second = publish(home, 1), publish(home, 2)
    assert first
    assert second
    finished = tidegauge(home, "editions", "use", first.name[-8:])
    assert finished.stdout == f"current edition: {first.name}\n"
    assert (current(home), (home.root / "CURRENT").read_text()) == (1, first.name + "\n")
    assert publish(home, 1) is None  # what is in use says the same
    third = publish(home, 3)
    assert third
    assert third.name > second.name
    assert third.manifest["previous"] == first.name


def test_publishing_what_one_went_back_from_swaps_it_in_again_without_a_copy(home: Home) -> None:
    first, second = publish(home, 1), publish(home, 2)
    assert first
    assert second
    Editions(home).use(first)
    assert publish(home, 2) == second
    assert (current(home), len(names(home))) == (2, 2)


def test_the_content_of_an_older_edition_is_published_anew_under_a_later_name(home: Home) -> None:
    for number in (1, 2, 1):
        assert publish(home, number)
    assert len(names(home)) == 3
    assert names(home)[-1] == Editions(home).require().name
    assert current(home) == 1


def test_names_go_forward_though_the_clock_goes_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    class Earlier(module.datetime):
        @classmethod
        def now(cls, tz: object = None) -> Earlier:
            return cls(2016, 1, 1, tzinfo=module.UTC)

    publish(home, 1)
    monkeypatch.setattr(module, "datetime", Earlier)
    second = publish(home, 2)
    assert second
    assert names(home)[-1] == second.name
    assert second.manifest["created_at"].startswith("2016-01-01")


def test_an_edition_that_is_damaged_or_not_there_is_not_used(home: Home) -> None:
    first = publish(home, 1)
    publish(home, 2)
    assert first
    (first.path / "manifest.json").write_text(json.dumps(first.manifest | {"note": "changed"}))
    finished = tidegauge(home, "editions", "use", first.name)
    assert finished.returncode == 1
    assert "manifest.json, SHA256SUMS: do not agree" in finished.stderr
    assert "0 match 'none'" in tidegauge(home, "editions", "use", "none").stderr
    assert current(home) == 2


def test_pruning_keeps_the_newest_the_one_in_use_and_the_one_that_is_open(home: Home) -> None:
    published = [publish(home, number) for number in range(6)]
    kept = home.warehouse.with_name("tidegauge.before-replay-2026-01-01T000000.0Z.duckdb")
    kept.write_bytes(b"old")
    Editions(home).use(published[1])  # type: ignore[arg-type]
    reader = Reader(published[2])  # type: ignore[arg-type]
    dry = tidegauge(home, "editions", "prune", "--keep", "2", "--dry-run").stdout
    assert dry.endswith("3 would go, 1.1 MiB\n") or "3 would go" in dry
    found = {one.path.name: one.why_not for one in prune(home, keep=2)}
    reader.close()
    assert found == {
        published[0].name: "",  # type: ignore[union-attr]
        published[2].name: "a process has it open",  # type: ignore[union-attr]
        published[3].name: "",  # type: ignore[union-attr]
        kept.name: "",
    }
    assert names(home) == [published[n].name for n in (1, 2, 4, 5)]  # type: ignore[union-attr]
    assert not kept.exists()


class Reader:
    """Another process that has an edition open."""

    def __init__(self, edition: Edition) -> None:
        import subprocess
        import sys

        code = f"import duckdb; c = duckdb.connect({str(edition.file)!r}, read_only=True); print('open', flush=True)"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code + "; input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == "open\n"

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def test_what_a_killed_writer_left_is_put_right(home: Home) -> None:
    publish(home, 1)
    second = publish(home, 2)
    assert second
    (home.root / "CURRENT").write_text("of before\n")
    past = Home(home.root / "as_of/2025-11-05T220000Z").prepare()
    for left in (".building-7", ".pruned-2020"):
        (home.editions / left).mkdir()
    (home.root / ".current-7").symlink_to("editions")
    (home.warehouse.parent / "replay.duckdb").touch()
    with home.lock():
        recovery.settle(home)
    assert (home.root / "CURRENT").read_text() == second.name + "\n"
    assert names(home) == sorted(p.name for p in home.editions.iterdir())
    assert not past.root.exists()
    assert [p.name for p in home.warehouse.parent.iterdir()] == ["tidegauge.duckdb"]
    assert not (home.root / ".current-7").is_symlink()


def test_a_damaged_working_file_is_set_aside_with_its_log_and_a_healthy_one_stays(home: Home) -> None:
    publish(home, 1)
    before = home.warehouse.read_bytes()
    with home.lock():
        recovery.settle(home)
    assert home.warehouse.read_bytes() == before
    home.warehouse.write_bytes(before[: len(before) // 2])
    home.warehouse.with_name("tidegauge.duckdb.wal").write_bytes(b"log")
    with home.lock():
        recovery.settle(home)
    aside = sorted(p.name for p in home.warehouse.parent.glob("*.damaged-*"))
    assert [name.split("Z")[1] for name in aside] == [".duckdb", ".duckdb.wal"]
    assert not home.warehouse.exists()


def test_every_bit_of_a_working_file_counts(home: Home) -> None:
    publish(home, 1)
    whole = home.warehouse.read_bytes()
    assert list(working_faults(home.warehouse)) == []
    for place in range(13, len(whole) * 8, len(whole) * 8 // 23):
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        home.warehouse.write_bytes(damaged)
        assert list(working_faults(home.warehouse)), place


def test_a_file_that_is_no_part_of_an_edition_is_found(home: Home) -> None:
    edition = publish(home, 1)
    assert edition
    assert edition_faults(edition.path) == []
    (edition.path / "more.txt").touch()
    assert edition_faults(edition.path) == ["more.txt: not in the manifest"]


def test_a_torn_manifest_of_dbt_is_made_anew(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    target = home.dbt / "target"
    target.mkdir(parents=True)
    (target / "manifest.json").write_text('{"nodes": {')
    (target / "project.sha256").write_text(inputs.hash_of_files(inputs.DBT))

    def parse(_: Home, arguments: list[str]) -> tuple[list[object], list[str]]:
        assert arguments == ["parse"]
        (target / "manifest.json").write_text('{"nodes": {}}')
        return [], []

    monkeypatch.setattr(dbt, "invoke", parse)
    assert dbt.manifest(home) == {"nodes": {}}


def test_verify_tells_programs_what_is_damaged(home: Home) -> None:
    edition = publish(home, 1)
    assert edition
    with (edition.path / "parquet/one.parquet").open("r+b") as file:
        file.seek(20)
        file.write(b"\xff")
    finished = tidegauge(home, "verify", "--json")
    assert finished.returncode == 1
    told = json.loads(finished.stdout)
    assert [fault["what"] for fault in told["faults"] if fault["part"] == "editions"] == [
        "parquet/one.parquet: not what was published"
    ]
    assert all("tidegauge" in fault["remedy"] for fault in told["faults"])
    assert Path(home.root / "lock").read_text() == ""


def test_a_damaged_line_of_the_log_refuses_its_release_by_name(home: Home, catalog: Catalog) -> None:
    small.land(home, 1)
    log = home.root / "archive/log/fred__gdp.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"delivered"', b'"deliverex"'))
    release = catalog.releases["fred__gdp"]
    with Warehouse.open(home.warehouse, catalog) as warehouse:
        standing = absorb(release, Asked(release, "not_asked"), Archive(home.root / "archive"), warehouse)
    assert standing.outcome == "refused"
    assert standing.reason == "archive/log/fred__gdp.jsonl: line 1 is damaged. Restore the file from a copy"
