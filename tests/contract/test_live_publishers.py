"""Contract with the real publishers: asked only with ``pytest -m network``; says what came and in what shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources import ingest
from sources.archive import Archive
from sources.catalog import load
from sources.errors import MissingKey
from sources.http import Http


@pytest.mark.network
@pytest.mark.parametrize("key", sorted(load().releases))
def test_a_publisher_answers_in_the_documented_format(key: str, tmp_path: Path) -> None:
    release, archive = load().release(key), Archive(tmp_path)
    try:
        entry = ingest.fetch(release, Http(), archive)
    except MissingKey as problem:
        pytest.skip(f"{key} {problem}")
    table = ingest.read(archive.open(entry), release, [])
    assert table["period"].max()
