"""python -m sources: one publisher at a time, and errors without a traceback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sources.__main__ import main
from sources.catalog import load
from tests.sources.conftest import Loopback


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
    publisher.on("/graph/fredgraph.csv", b"observation_date,GDP\n2030-04-01,41000.5\n")
    fetched = run("fetch", "fred__gdp", "--archive", tmp_path)
    assert fetched.exit_code == 0
    assert "40 bytes" in fetched.output
    parsed = run("parse", "fred__gdp", "--archive", tmp_path)
    assert "fred__gdp: 1 observations, live" in parsed.output
    assert "2030-06-30" in parsed.output


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
        (("fetch", "fred__h42"), "no release 'fred__h42'; the catalog has:"),
        (("fetch", "bok__base_rate"), "needs BOK_API_KEY"),
    ],
)
def test_an_error_is_a_line_and_not_a_traceback(arguments: tuple[str, str], says: str, tmp_path: Path) -> None:
    found = run(*arguments, "--archive", tmp_path)
    assert found.exit_code == 1
    assert found.output.startswith(f"Error: {says}")
    assert "Traceback" not in found.output
