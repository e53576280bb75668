"""The contract run itself, against a publisher on loopback: its table says what came, and a failure is one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sources.catalog import load
from tests.exchanges import hosts, scenarios
from tests.sources.conftest import Conversation

PROJECT = Path(__file__).parents[2]


def contract(key: str, table: Path, url: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **{h.variable: url for h in hosts()}, "TIDEGAUGE_CONTRACT_TABLE": str(table)}
    for name in ("FRED_API_KEY", "BOK_API_KEY"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "tests/contract", "-m", "network", "-q", "-k", key, "-p", "no:cacheprovider"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_table_tells_what_answered_and_how_far_it_reaches(tmp_path: Path) -> None:
    key = "tic__major_foreign_holders"
    live = next(scenarios(load().release(key)))
    with Conversation(live.exchanges) as publisher:
        done = contract(key, tmp_path / "table.md", publisher.url)
    assert done.returncode == 0, done.stdout
    [line] = [x for x in (tmp_path / "table.md").read_text("utf-8").splitlines() if key in x]
    newest = max(day for _, _, day, value in live.expected if value is not None)
    assert line.startswith(f"| {key} | yes | yes | {newest} | {len(live.expected):,} |")


def test_a_publisher_that_does_not_answer_as_documented_fails_and_says_why(tmp_path: Path) -> None:
    key = "tic__major_foreign_holders"
    with Conversation(()) as publisher:
        done = contract(key, tmp_path / "table.md", publisher.url)
    assert done.returncode == 1
    [line] = [x for x in (tmp_path / "table.md").read_text("utf-8").splitlines() if key in x]
    assert "| no |" in line
    assert "expected HTTP 200; found 404" in line
