"""A published folder of a few rows, for tests of what reads editions: quick, with texts that publishers may send."""

from __future__ import annotations

import json
from collections.abc import Sequence

import duckdb

from orchestration.storage.editions import FILE, Edition, Editions
from orchestration.storage.home import Home


def publish(home: Home, texts: Sequence[str] = ("plain",), column: str = "area") -> Edition:
    """Make an edition in the home, as its current one."""
    folder = home.prepare().editions / "2026-01-01T000000Z-00000000"
    (folder / "data_docs").mkdir(parents=True)
    quoted = column.replace('"', '""')
    with duckdb.connect(str(folder / FILE)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            f'CREATE TABLE cells ("{quoted}" VARCHAR, value DOUBLE, period_end DATE, known_at TIMESTAMPTZ)'
        )
        day, moment = "DATE '2026-01-31'", "TIMESTAMPTZ '2026-02-01 12:00:00+00'"
        for text in texts:
            connection.execute(f"INSERT INTO cells VALUES (?, -1.5, {day}, {moment})", [text])
        connection.execute(f"COMMENT ON COLUMN cells.\"{quoted}\" IS '=1+1, USD mn'")
        connection.execute(
            "CREATE TABLE releases AS SELECT * FROM (VALUES "
            "('open__one', '=credit', 'reuse allowed', true, 'live'), "
            "('own__two', 'An owner', 'owned privately', false, 'own_file'), "
            "('open__none', 'nobody', 'reuse allowed', true, 'none')) "
            "AS t (release, credit, licence_label, redistributable, origin)"
        )
    manifest = {
        "edition": folder.name,
        "tables": {"cells": {"rows": len(texts)}, "releases": {"rows": 3}},
        "rests_on": {"cells": ["open__one"], "releases": []},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "dbt_docs.html").write_text("<html><head></head>dbt docs</html>", "utf-8")
    (folder / "data_docs" / "index.html").write_text("<html><head></head>report</html>", "utf-8")
    Editions(home).use(Edition(folder))
    return Edition(folder)
