"""Every release has a conversation in its fixture folder, and a live reading of it gives the written figures."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from sources import ingest
from sources.archive import Archive
from sources.catalog import load
from sources.errors import FetchError
from sources.http import Http
from sources.model import Release
from sources.observations import KEY
from sources.publishers import source_of
from tests.exchanges import FOLDER, Scenario, folder_of, hosts, scenarios
from tests.sources.conftest import Conversation

PROJECT = Path(__file__).parents[2]
RELEASES = list(load().releases.values())
ASKED = [r for r in RELEASES if r.access != "own_file"]  # a user's own file is asked of nobody
SCENARIOS = [s for r in RELEASES for s in scenarios(r)]


@pytest.mark.parametrize("release", ASKED, ids=lambda r: r.key)
def test_a_release_has_its_module_staging_model_and_fixture_folder(release: Release) -> None:
    assert source_of(release).name == release.source
    assert len(source_of(release).proof) > 40, "expected by what a reading is whole; see docs/completeness.md"
    staging = PROJECT / f"dbt_project/models/staging/{release.source}/stg_{release.key}.sql"
    assert staging.is_file(), "run: python -m orchestration.generate"
    assert (folder_of(release) / "live.yml").is_file(), "expected a scenario; see tests/exchanges.py"
    named = PROJECT / f"tests/sources/test_{release.source}.py"
    assert named.is_file(), f"expected the traps of the publisher as named cases in {named.relative_to(PROJECT)}"


def test_no_fixture_folder_outlives_its_release() -> None:
    told = {p.parent for p in FOLDER.rglob("*.yml")}
    assert told - {folder_of(r) for r in RELEASES} == set()


def test_every_fixture_says_after_what_format_it_was_made_and_by_whom() -> None:
    listed = {line.split("\t")[0] for line in (FOLDER.parent / "PROVENANCE.tsv").read_text("utf-8").splitlines()[1:]}
    there = {str(p.relative_to(FOLDER.parent)) for p in FOLDER.rglob("*") if p.is_file()}
    scaffolding = {name for name in there if name.endswith(".yml") or Path(name).name.startswith("expected")}
    assert there - scaffolding - listed == set(), "add a line for each to tests/fixtures/PROVENANCE.tsv"
    assert listed - there == set(), "in tests/fixtures/PROVENANCE.tsv, but gone"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: f"{s.release}-{s.name}")
def test_a_live_reading_gives_the_figures_that_were_served(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, archive = load().release(scenario.release), Archive(tmp_path)
    with Conversation(scenario.exchanges) as publisher:
        for host in hosts():
            monkeypatch.setenv(host.variable, publisher.url)
        for name, value in scenario.environment.items():
            monkeypatch.setenv(name, value)
        try:
            entry = ingest.fetch(release, Http(deadline_s=20, paced=False), archive, since=scenario.since)
        except FetchError as problem:
            lacking = "\n".join(publisher.unanswered) or "none"
            pytest.fail(f"{scenario.name}.yml: {problem}\nasked and not answered, add an exchange for:\n{lacking}")
    assert publisher.unanswered == [], f"add an exchange to {scenario.name}.yml"
    assert publisher.unused == [], "exchanges that nobody asked for"
    table = ingest.read(archive.open(entry), release).drop("payload").sort(KEY)
    expected = pl.DataFrame(scenario.expected, schema=table.schema, orient="row").sort(KEY)
    assert table.rows() == expected.rows()
