"""A first run without network or key: what it prints, what it publishes, and the figures it must show."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.storage.editions import Edition
from orchestration.storage.home import Home
from sources.catalog import Catalog
from tests.conftest import ask, require_figure, tidegauge

Finished = tuple[Home, subprocess.CompletedProcess[str]]

# Published figures: table, condition, column, figure, tolerance in the last digit given.
SPOT = [
    ("net_liquidity_weekly", "period_end = '2025-10-29'", "net_liquidity_usd_mn / 1000", 5583.7, 0.05),
    ("net_liquidity_weekly", "period_end = '2025-10-29'", "fed_assets_usd_mn", 6587034, 0),
    ("net_liquidity_weekly", "period_end = '2025-10-29'", "tga_usd_mn", 983859, 0),
    ("net_liquidity_weekly", "period_end = '2025-07-02'", "on_rrp_usd_mn / 1000", 237.3, 0.05),
    ("reserves_weekly", "period_end = '2025-11-19'", "reserves_week_avg_usd_mn", 2888643, 0),
    ("reserves_weekly", "period_end = '2025-10-29'", "reserves_to_gdp_pct", 9.34, 0.005),
    ("reserves_weekly", "period_end = '2019-09-18'", "reserves_week_avg_usd_mn", 1394122, 100000),
    ("reserves_daily", "date = '2025-10-31'", "sofr_iorb_bp", 32, 0),
    ("reserves_daily", "date = '2025-12-31'", "sofr_iorb_bp", 22, 0),
    ("reserves_daily", "date = '2025-10-31'", "effr_iorb_bp", -4, 0),
    ("reserves_daily", "date = '2025-12-10'", "effr_iorb_bp", -1, 0),
    ("reserves_daily", "date = '2025-12-31'", "on_rrp_usd_mn / 1000", 106.0, 0.05),
    ("carry_spreads_daily", "pair = 'USDJPY' AND date = '2025-12-03'", "diff_10y_pp", 2.163, 0.0005),
    ("carry_spreads_daily", "pair = 'USDKRW' AND date = '2025-06-30'", "policy_gap_upper_pp", 2.0, 0),
    ("carry_spreads_daily", "pair = 'USDKRW' AND date = '2025-06-30'", "policy_gap_mid_pp", 1.875, 0),
    ("carry_spreads_daily", "pair = 'USDJPY' AND date = '2025-12-12'", "realised_vol_63d_pct", 8.48, 0.005),
    ("carry_spreads_daily", "pair = 'USDJPY' AND date = '2024-08-05'", "excess_return_5d_pct", -6.62, 0.005),
    ("carry_spreads_daily", "pair = 'USDJPY' AND date = '2024-09-13'", "drawdown_pct", -13.03, 0.005),
    ("treasury_holders_monthly", "holder = 'Japan' AND period_end = '2025-09-30'", "holdings_usd_bn", 1189.3, 0),
    ("treasury_holders_monthly", "holder = 'Japan' AND period_end = '2025-11-30'", "holdings_usd_bn", 1202.7, 0),
    ("central_bank_gold_monthly", "area = 'CHN' AND period_end = '2025-11-30'", "gold_oz / 1e6", 74.12, 0),
    ("central_bank_gold_monthly", "area = 'CHN' AND period_end = '2025-11-30'", "gold_tonnes", 2305.4, 0.05),
    ("central_bank_gold_monthly", "area = 'CHN' AND period_end = '2024-04-30'", "streak_months", 18, 0),
    ("central_bank_gold_monthly", "area = 'CHN' AND period_end = '2024-11-30'", "streak_months", 1, 0),
    ("central_bank_gold_monthly", "area = 'CHN' AND period_end = '2025-12-31'", "streak_months", 14, 0),
    ("observations", "series = 'GFDEBTN' AND period_end = '2025-03-31'", "value / 1000 / 30042.1", 1.205, 0.002),
]


@pytest.mark.parametrize(("table", "condition", "column", "figure", "tolerance"), SPOT)
def test_a_published_figure_is_shown(
    edition: Edition, table: str, condition: str, column: str, figure: float, tolerance: float
) -> None:
    require_figure(edition, table, condition, column, figure, tolerance)


def test_the_mean_of_the_won_fixings_of_december_2025_is_of_published_days_only(edition: Edition) -> None:
    where = "WHERE pair = 'USDKRW' AND date BETWEEN ? AND ?"
    sql = f"SELECT avg(fx_per_usd), count(fx_per_usd) FROM carry_spreads_daily {where}"
    [(mean, days)] = ask(edition, sql, "2025-12-01", "2025-12-31")
    assert days == 22
    assert mean == pytest.approx(1465.36, abs=0.0051)


def test_the_brief_and_the_edition_s_place_are_printed(published: Finished, catalog: Catalog) -> None:
    home, finished = published
    assert finished.returncode == 0
    for text in (
        "Net liquidity",
        "Carry against the US dollar",
        "Central-bank gold",
        "中国",
        "Sources",
        str(home.editions),
    ):
        assert text in finished.stdout
    assert f"[{len(catalog.releases)}/{len(catalog.releases)}]" in finished.stderr


def test_the_brief_tells_alerts_votes_unwinds_debt_and_claims_as_the_edition_has_them(
    published: Finished, edition: Edition
) -> None:
    shown = " ".join(published[1].stdout.split())
    [(alert,)] = ask(edition, "SELECT text_en FROM alerts WHERE until IS NULL ORDER BY since DESC LIMIT 1")
    [(easy,)] = ask(
        edition,
        "SELECT string_agg(indicator, ', ' ORDER BY indicator) FROM ampleness_votes_weekly "
        "WHERE vote = 'easy' AND period_end = (SELECT max(period_end) FROM ampleness_votes_weekly)",
    )
    [(unwound,)] = ask(edition, "SELECT max(date) FROM carry_spreads_daily WHERE unwind_flag AND pair = 'USDJPY'")
    [(debt,)] = ask(
        edition,
        "SELECT arg_max(debt_to_gdp_pct, period_end) FROM federal_debt_quarterly WHERE debt_to_gdp_pct IS NOT NULL",
    )
    [(true, total)] = ask(edition, "SELECT count(*) FILTER (verdict_now = 'true'), count(*) FROM claims")
    for told in (
        f"alert {alert}",
        f"easy say {easy}",
        f"USDJPY {unwound} (drawdown -10.5 %)",
        f"{debt:.1f} % of GDP",
        f"of {total} can be judged, with today's figures: {true} true",
    ):
        assert told in shown


def test_two_connections_of_one_process_share_a_locked_edition(edition: Edition) -> None:
    with edition.connect() as one, edition.connect() as two:
        for connection in (one, two):
            assert connection.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]
            with pytest.raises(duckdb.Error, match="locked"):
                connection.execute("SET enable_external_access = true")


def test_what_the_bundle_lacks_is_listed_by_what_would_bring_it(published: Finished, catalog: Catalog) -> None:
    home, finished = published
    lacking = [r for r in catalog.releases.values() if r.bundle == "no"]
    for access, told in (
        ("open", "outside the bundle, a live run brings them (tidegauge run): "),
        ("on_request", "asked on request only (tidegauge run --with SOURCE): "),
        ("own_file", "need a file of your own (tidegauge load RELEASE FILE): "),
    ):
        own = [r for r in lacking if r.access == access]
        assert f"lacks {len(own)} releases: {told}{own[0].source}" in finished.stdout
    status = tidegauge(home, "status").stdout
    assert "  fred__cboe: never fetched, not in the bundle (owned by Chicago Board Options Exchange" in status


def test_a_figure_that_depends_on_a_live_only_release_is_null_with_that_reason(edition: Edition) -> None:
    sql = "SELECT diff_5y_pp, degraded_reason FROM carry_spreads_daily WHERE pair = 'USDKRW' AND date = '2025-12-03'"
    [(figure, reason)] = ask(edition, sql)
    assert figure is None
    assert "KTB_5Y: never fetched, not in the bundle" in reason


def test_the_hole_of_the_daily_treasury_statement_is_null_with_a_reason(edition: Edition) -> None:
    [(figure, reason)] = ask(
        edition, "SELECT tga_close_usd_mn, degraded_reason FROM reserves_daily WHERE date = '2021-12-01'"
    )
    assert figure is None
    assert "TGA_CLOSE: " in reason


def test_every_file_of_the_edition_is_in_the_manifest_with_its_hash(edition: Edition) -> None:
    listed = edition.manifest["files"]
    files = {str(p.relative_to(edition.path)) for p in edition.path.rglob("*") if p.is_file()}
    there = files - {"manifest.json", "SHA256SUMS"}
    assert set(listed) == there
    for name, fact in listed.items():
        assert hashlib.sha256((edition.path / name).read_bytes()).hexdigest() == fact["sha256"]


def test_the_sums_cover_the_manifest_too_and_common_tools_check_them(edition: Edition) -> None:
    finished = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=edition.path, check=False)
    assert finished.returncode == 0
    assert "  manifest.json\n" in (edition.path / "SHA256SUMS").read_text()


def test_the_manifest_says_what_went_in_and_what_is_degraded(edition: Edition, catalog: Catalog) -> None:
    manifest = edition.manifest
    assert set(manifest["degraded"]) == {r.key for r in catalog.releases.values() if r.bundle == "no"}
    assert manifest["origin"]["fred__h41"] == "bundled"
    assert manifest["inputs"]["fred__h41"]
    assert manifest["versions"]["duckdb"] == "1.5.5"
    assert [m for m, v in manifest["acceptance"].items() if v["broken"]] == []
    assert manifest["acceptance"]["net_liquidity_weekly"]["expectations"] > 5


def test_every_table_and_column_has_a_comment(edition: Edition) -> None:
    assert ask(edition, "SELECT table_name FROM duckdb_tables() WHERE comment IS NULL") == []
    assert (
        ask(edition, "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL")
        == []
    )


def test_parquet_holds_the_same_rows_as_the_database(edition: Edition) -> None:
    import duckdb

    for name, table in edition.tables.items():
        [(rows,)] = duckdb.sql(f"SELECT count(*) FROM '{edition.path}/parquet/{name}.parquet'").fetchall()
        assert (rows, ask(edition, f'SELECT count(*) FROM "{name}"')) == (table["rows"], [(table["rows"],)])


def test_no_write_ahead_log_lies_beside_the_edition(edition: Edition) -> None:
    assert not list(edition.path.glob("*.wal"))


def test_current_is_named_by_a_symlink_and_a_text_file(published: Finished, edition: Edition) -> None:
    home, _ = published
    assert home.current.is_symlink()
    assert home.current.resolve() == edition.path
    assert (home.root / "CURRENT").read_text() == edition.name + "\n"


def test_the_documents_of_the_run_lie_in_the_edition(edition: Edition) -> None:
    assert "net_liquidity_weekly" in (edition.path / "dbt_docs.html").read_text("utf-8")
    assert (edition.path / "data_docs/index.html").is_file()


def test_query_answers_as_csv_and_json(published: Finished) -> None:
    home, _ = published
    sql = "SELECT period_end, tga_usd_mn FROM net_liquidity_weekly WHERE period_end = '2025-10-29'"
    assert tidegauge(home, "query", sql, "--format", "csv").stdout == "period_end,tga_usd_mn\n2025-10-29,983859.0\n"
    answer = json.loads(tidegauge(home, "query", sql, "--format", "json").stdout)
    assert answer == [{"period_end": "2025-10-29", "tga_usd_mn": 983859.0}]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('pyproject.toml')",
        "COPY areas TO 'stolen.csv'",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "CREATE TABLE mine (x INTEGER)",
        "DELETE FROM areas",
    ],
)
def test_query_reaches_nothing_but_the_edition_and_changes_nothing(published: Finished, sql: str) -> None:
    home, _ = published
    finished = tidegauge(home, "query", sql)
    assert finished.returncode == 1
    assert finished.stderr.startswith("Error: ")
    assert not Path("stolen.csv").exists()


def test_status_lists_every_release(published: Finished, catalog: Any) -> None:
    home, _ = published
    shown = tidegauge(home, "status").stdout
    assert all(key in shown for key in catalog.releases)


def test_status_for_programs_agrees_with_the_edition(published: Finished, edition: Edition, catalog: Catalog) -> None:
    home, _ = published
    told = json.loads(tidegauge(home, "status", "--json").stdout)
    rows = {row["release"]: row for row in told["releases"]}
    assert rows.keys() == catalog.releases.keys()
    late = {name for (name,) in ask(edition, "SELECT release FROM releases WHERE late_from < now()")}
    assert {name for name, row in rows.items() if row["late"]} == late
    assert rows["treasury__dts"]["next_expected_at"] == "2026-08-21T20:00:00+00:00"


def test_every_series_with_figures_says_when_the_next_one_is_expected_unless_it_has_ended(edition: Edition) -> None:
    rows = ask(
        edition,
        "SELECT series, closed, observations, last_period, last_known_at, next_period, next_expected_at, late_from "
        "FROM series",
    )
    assert sum(1 for row in rows if row[2]) > 100
    for series, closed, figures, last, known, following, due_at, late_from in rows:
        told = [moment is not None for moment in (following, due_at, late_from)]
        assert told == [bool(figures) and not closed] * 3, series
        assert (last is not None) == (known is not None) == bool(figures), series
        assert not all(told) or (last < following and due_at < late_from), series


def test_a_release_shows_the_series_that_is_late_first(edition: Edition) -> None:
    each = "SELECT release, min(late_from) FROM series GROUP BY release"
    assert ask(edition, f"{each} EXCEPT SELECT release, late_from FROM releases") == []
    sql = "SELECT first_late_series, next_period, last_period FROM releases WHERE release = 'fred__oecd_rates'"
    [(series, following, last)] = ask(edition, sql)
    assert (series, str(following), str(last)) == ("IR3TIB01JPM156N", "2025-01-31", "2026-04-30")


def test_without_an_edition_the_command_to_run_is_named(home: Home) -> None:
    finished = tidegauge(home, "brief")
    assert finished.returncode == 1
    assert "Run: tidegauge run" in finished.stderr


@pytest.mark.parametrize("command", ["run", "status", "brief", "query", "ui", "docs", "doctor", "verify", "editions"])
def test_every_command_has_help(home: Home, command: str) -> None:
    finished = tidegauge(home, command, "--help")
    assert finished.returncode == 0
    assert finished.stdout.startswith("Usage:")


def test_doctor_finds_a_healthy_home(published: Finished, catalog: Catalog) -> None:
    home, _ = published
    finished = tidegauge(home, "doctor")
    assert finished.returncode == 0, finished.stdout
    assert f"catalog: {len(catalog.releases)} releases" in finished.stdout


def test_an_unknown_release_is_answered_with_the_nearest_ones(home: Home) -> None:
    finished = tidegauge(home, "run", "--offline", "--select", "fred__h42")
    assert finished.returncode == 1
    assert "no release 'fred__h42'; did you mean fred__h41" in finished.stderr


def test_dbt_unit_tests_with_the_spot_values_pass(published: Finished) -> None:
    home, _ = published
    code = (
        "from orchestration import dbt; from orchestration.storage.home import Home; import sys\n"
        "_, failures = dbt.invoke(Home.here(), ['test', '--select', 'test_type:unit'])\n"
        "print(failures); sys.exit(bool(failures))"
    )
    import os
    import sys

    environment = {**os.environ, "TIDEGAUGE_HOME": str(home.root)}
    finished = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_the_brief_leaves_out_what_ended_long_ago(published: Finished, edition: Edition) -> None:
    """The yen's 3-month rate ended in December 2024: its last differential is no news beside a spot of today."""
    sql = "SELECT max(date) FROM carry_spreads_daily WHERE pair = 'USDJPY' AND diff_3m_pp IS NOT NULL"
    with edition.connect() as db:
        last = db.execute(sql).fetchall()[0][0]
    assert str(last) == "2025-02-19"
    assert str(last) not in published[1].stdout
    assert "USDJPY" in published[1].stdout
