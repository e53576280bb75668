"""When the figure of a period that a claim names was due, told without the figure itself.

From the publisher's calendar for a series; for a metric from its own row of that period, which stands although a leg is
missing: its ``known_at`` is that of the legs that are there, and the whole cannot have been known sooner.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb

from sources.calendars import months_of, publication_of, schedule
from sources.catalog import load
from sources.model import Release, SeriesSpec
from sources.periods import Frequency, first_of, last_of

NAMED = """
    CREATE OR REPLACE TEMP TABLE named AS
    SELECT claim_id, kind, figure, area, until FROM readings
    WHERE reading = 0 AND until <= moment::DATE
    UNION SELECT claim_id, kind, against, against_area, until FROM readings
    WHERE reading = 0 AND until <= moment::DATE AND against IS NOT NULL
"""
OF_METRICS = """
    INSERT INTO due_of_leg
    SELECT named.claim_id, metrics.known_at FROM named JOIN metrics ON named.kind = 'metric'
        AND metrics.metric = named.figure AND metrics.area = named.area AND metrics.period_end = named.until
    WHERE metrics.value IS NULL
"""
WHOLE = "CREATE OR REPLACE TEMP TABLE due AS SELECT claim_id, max(due_at) AS due_at FROM due_of_leg GROUP BY claim_id"


def gather(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``due``: before which moment (UTC) a claim's named period could not be known, where that can be said."""
    connection.execute(NAMED)
    connection.execute("CREATE OR REPLACE TEMP TABLE due_of_leg (claim_id VARCHAR, due_at TIMESTAMPTZ)")
    connection.execute(OF_METRICS)
    releases = load().releases
    owner = {spec.name: release for release in releases.values() for spec in release.series}
    legs = connection.execute("SELECT claim_id, figure, area, until FROM named WHERE kind = 'series'").fetchall()
    found = [
        (claim, of_series(until, owner[figure].by_name[figure], owner[figure], area))
        for claim, figure, area, until in legs
        # a market's close is public before the copy of it that is read here
        if figure in owner and owner[figure].by_name[figure].frequency is not Frequency.DAILY
    ]
    if found:
        connection.executemany("INSERT INTO due_of_leg VALUES (?, ?)", found)
    connection.execute(WHOLE)


def of_series(until: date, spec: SeriesSpec, release: Release, area: str) -> datetime:
    """When the first figure was due that may stand for a period that ends on ``until``."""
    period = _period(until, spec, release)
    [due] = schedule([period], spec, release, months_of(publication_of(spec, release), area)).values()
    return due


def _period(until: date, spec: SeriesSpec, release: Release) -> date:
    if spec.frequency is Frequency.WEEKLY:  # on which day its weeks end is not in the catalog
        return until - timedelta(days=6)
    whole = last_of(until, spec.frequency) == until
    return until if whole else first_of(until, spec.frequency) - timedelta(days=1)
