"""The lineage and the pages of a real edition, as exports and browsers meet them."""

from __future__ import annotations

from pathlib import Path

from orchestration.exporting import export
from orchestration.storage.editions import Edition
from sources.catalog import Catalog


def test_the_manifest_says_of_every_table_whose_figures_it_rests_on(edition: Edition, catalog: Catalog) -> None:
    lineage = edition.manifest["rests_on"]
    assert set(edition.tables) - set(lineage) == {"claims"}  # verdicts may rest on anything
    assert lineage["net_liquidity_weekly"] == ["fred__h41", "fred__on_rrp"]
    assert lineage["claim_rules"] == []
    assert lineage["observations"] == sorted(catalog.releases)


def test_an_export_as_of_a_moment_names_the_same_publishers(edition: Edition, tmp_path: Path) -> None:
    sql = "FROM net_liquidity_weekly_as_of('2025-11-05 17:00:00-05')"
    assert export(edition, sql, tmp_path / "x.csv").rows > 1000
    about = (tmp_path / "x.csv.about.txt").read_text("utf-8")
    assert [line.split(":")[0] for line in about.splitlines()[-2:]] == ["fred__h41", "fred__on_rrp"]


def test_every_page_of_the_edition_keeps_to_itself(edition: Edition) -> None:
    pages = [*(edition.path / "data_docs").rglob("*.html"), edition.path / "dbt_docs.html"]
    assert len(pages) > 50
    for page in pages:
        text = page.read_text("utf-8")
        assert "Content-Security-Policy" in text[:2000], page
        assert 'src="https://' not in text.replace("<img", ""), page
    index = (edition.path / "data_docs" / "index.html").read_text("utf-8")
    assert all(mart in index for mart in edition.manifest["acceptance"])
