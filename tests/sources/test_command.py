"""python -m sources: one publisher at a time, and errors without a traceback."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sources.__main__ import main
from sources.archive import Archive
from sources.catalog import load
from tests.sources.conftest import DECEMBER, Loopback, delivery, payload


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], prog_name="python -m sources")


def test_list_names_every_release() -> None:
    lines = run("list").output.splitlines()
    assert [line.split()[0] for line in lines] == list(load().releases)
    assert any(line.startswith("fred__h41 ") and "6 series" in line for line in lines)


def test_check_finds_no_contradiction_in_the_catalog() -> None:
    assert run("check").output.startswith(f"{len(load().releases)} releases, ")
    assert run("check").output.endswith(": no contradiction\n")


def test_fetch_and_then_parse_print_what_was_sent(
    publisher: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FREDGRAPH_URL", publisher.url)
    publisher.on("/graph/fredgraph.csv", b"observation_date,GDP\n2026-04-01,41000.5\n")
    fetched = run("fetch", "fred__gdp", "--archive", tmp_path)
    assert fetched.exit_code == 0
    assert "40 bytes" in fetched.output
    parsed = run("parse", "fred__gdp", "--archive", tmp_path)
    assert "fred__gdp: 1 observations, live" in parsed.output
    assert "2026-06-30" in parsed.output


def test_parse_reads_the_newest_reading_and_not_the_vintages_that_came_after_it(tmp_path: Path) -> None:
    versions = payload(b"no reading", "https://api.stlouisfed.org/fred/series/observations", {"series_id": "GDP"})
    Archive(tmp_path).keep(replace(delivery("fred__gdp", versions, fetched_at=DECEMBER), vintages="GDP"))
    found = run("parse", "fred__gdp", "--archive", tmp_path)
    assert re.match(r"fred__gdp: \d+ observations, bundled, 20", found.output), found.output


def test_parse_without_a_fetch_reads_the_bundle(tmp_path: Path) -> None:
    found = run("parse", "bok__base_rate", "--archive", tmp_path)
    assert re.match(r"bok__base_rate: \d{4,} observations, bundled, 20", found.output)


def test_parse_of_a_release_without_anything_says_what_to_run(tmp_path: Path) -> None:
    found = run("parse", "bok__usd_krw", "--archive", tmp_path)
    assert found.exit_code == 1
    assert "run: python -m sources fetch bok__usd_krw" in found.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("fetch", "fred__h42"), "no release 'fred__h42'; did you mean fred__h41"),
        (("fetch", "bok__base_rate"), "needs BOK_API_KEY"),
    ],
)
def test_an_error_is_a_line_and_not_a_traceback(arguments: tuple[str, str], says: str, tmp_path: Path) -> None:
    found = run(*arguments, "--archive", tmp_path)
    assert found.exit_code == 1
    assert found.output.startswith(f"Error: {says}")
    assert "Traceback" not in found.output


def test_fetch_since_asks_for_a_window(publisher: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_FREDGRAPH_URL", publisher.url)
    publisher.on("/graph/fredgraph.csv", b"observation_date,GDP\n2026-04-01,41000.5\n")
    assert run("fetch", "fred__gdp", "--archive", tmp_path, "--since", "2030-05-01").exit_code == 0
    assert publisher.asked[0].params == {"id": "GDP", "cosd": "2030-04-01"}


def test_vintages_prints_and_keeps_every_version_that_was_shown(
    publisher: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FRED_URL", publisher.url)
    monkeypatch.setenv("FRED_API_KEY", "abcdef0123456789")
    days = ["2025-07-30", "2025-08-28"]
    publisher.on("/fred/series/vintagedates", json.dumps(envelope(vintage_dates=days)).encode())
    shown = [("2025-07-30", "2025-08-27", "30331.1"), ("2025-08-28", "9999-12-31", "30353.9")]
    versions = [{"realtime_start": a, "realtime_end": b, "date": "2025-04-01", "value": v} for a, b, v in shown]
    publisher.on("/fred/series/observations", json.dumps(envelope(observations=versions)).encode())
    found = run("vintages", "fred__gdp", "GDP", "--archive", tmp_path)
    assert found.exit_code == 0, found.output
    assert found.output.startswith("GDP: 2 versions of 1 quarters, 1 revisions")
    assert [e.vintages for e in Archive(tmp_path).entries("fred__gdp")] == ["GDP"]
    assert "30331.1" in found.output


def envelope(**listed: list[object]) -> dict[str, object]:
    (rows,) = listed.values()
    real_time = {"realtime_start": "1776-07-04", "realtime_end": "9999-12-31", "output_type": 1, "units": "lin"}
    return {**real_time, "count": len(rows), "offset": 0, "limit": 100000, **listed}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("fred__gdp", "GPD"), "no series 'GPD' in fred__gdp; there are: GDP"),
        (("tic__major_foreign_holders", "TIC_HOLDINGS"), "gives no vintages"),
        (("fred__gdp", "GDP"), "needs FRED_API_KEY"),
    ],
)
def test_vintages_that_cannot_be_had_say_why(arguments: tuple[str, str], says: str, tmp_path: Path) -> None:
    found = run("vintages", *arguments, "--archive", tmp_path)
    assert found.exit_code == 1
    assert says in found.output


def test_check_of_a_release_reads_its_newest_delivery_against_the_contract(tmp_path: Path) -> None:
    found = run("check", "fred__h41", "--archive", tmp_path)
    assert found.exit_code == 0, found.output
    assert "WALCL" in found.output
    assert "2002-12-18" in found.output
    assert "fred__h41: meets the contract (bundled, 2026-08-" in found.output


def test_check_of_a_delivery_that_breaks_the_contract_says_why(
    publisher: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_FREDGRAPH_URL", publisher.url)
    publisher.on("/graph/fredgraph.csv", b"observation_date,GDP\n2026-04-01,41000500\n")
    assert run("fetch", "fred__gdp", "--archive", tmp_path).exit_code == 0
    found = run("check", "fred__gdp", "--archive", tmp_path)
    assert found.exit_code == 1
    assert "value outside the catalog's low and high" in found.output
