"""Contract with the real publishers: asked only with ``pytest -m network``; says what came and in what shape."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sources import ingest
from sources.archive import Archive
from sources.catalog import load
from sources.errors import FetchError, MissingKey, PayloadRefused
from sources.http import Http
from sources.secrets import redact
from tests.contract.conftest import Finding

RELEASES = sorted(r.key for r in load().releases.values() if r.access == "open")


@pytest.fixture(scope="session")
def http() -> Http:
    """One for all, so that the pace of each host holds."""
    return Http()


@pytest.mark.network
@pytest.mark.parametrize("key", RELEASES)
def test_a_publisher_answers_in_the_documented_format(
    key: str, tmp_path: Path, http: Http, findings: list[Finding]
) -> None:
    release, archive, started = load().release(key), Archive(tmp_path), time.monotonic()
    finding = Finding(key)
    findings.append(finding)
    try:
        entry = ingest.fetch(release, http, archive)
        finding.answered, finding.as_expected = "yes", "no"
        finding.seconds = f"{time.monotonic() - started:.1f}"
        table = ingest.read(archive.open(entry), release, [])
    except MissingKey as problem:
        finding.answered, finding.why = "not asked", str(problem)
        pytest.skip(f"{key} {problem}")
    except (FetchError, PayloadRefused) as problem:
        finding.why = redact(str(problem))
        pytest.fail(f"{key}: {finding.why}")
    finding.as_expected, finding.figures = "yes", f"{table.height:,}"
    finding.newest = str(table.drop_nulls("value")["period"].max())
