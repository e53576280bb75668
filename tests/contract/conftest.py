"""What each publisher said in a contract run, as one table: build/publishers.md, or TIDEGAUGE_CONTRACT_TABLE."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
HEAD = "| release | answered | format as expected | newest period | figures | seconds | why not |"


@dataclass
class Finding:
    """How one release was answered."""

    release: str
    answered: str = "no"
    as_expected: str = "—"
    newest: str = "—"
    figures: str = "—"
    seconds: str = "—"
    why: str = ""

    def line(self) -> str:
        why = " ".join(self.why.split()).replace("|", "/")[:200]
        cells = (self.release, self.answered, self.as_expected, self.newest, self.figures, self.seconds, why)
        return f"| {' | '.join(cells)} |"


@pytest.fixture(scope="session")
def findings() -> Iterator[list[Finding]]:
    found: list[Finding] = []
    yield found
    if not found:
        return
    target = Path(os.environ.get("TIDEGAUGE_CONTRACT_TABLE") or PROJECT / "build/publishers.md")
    target.parent.mkdir(parents=True, exist_ok=True)
    well = sum(f.as_expected == "yes" for f in found)
    lines = [
        "# Publishers",
        "",
        f"Asked on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {well} of {len(found)} releases came as documented.",
        "",
        HEAD,
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(f.line() for f in sorted(found, key=lambda f: f.release)),
    ]
    target.write_text("\n".join(lines) + "\n", "utf-8")
