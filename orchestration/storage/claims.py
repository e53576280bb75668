"""Claims, each judged twice: by what was known when it was made, and by what is known in this edition.

What was said and by which rule it is tested are rows of ``claim_rules``, a seed; the verdicts are computed here, into
the table ``claims`` of the published file, after its table macros stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.storage import claim_due
from orchestration.storage.claim_rules import HELPERS, LINE, RULES, answers
from orchestration.storage.claim_verdicts import COMMENT, COMMENTS, VERDICTS
from orchestration.storage.names import literal

TABLE = "claims"

# Every way in which a claim is tested: as it stands (reading 0), and on other bases of the same quantity.
READINGS = r"""
    CREATE OR REPLACE TEMP TABLE rule_facts AS SELECT * FROM (VALUES {rules}) AS r (rule, answer, from_start);
    CREATE OR REPLACE TEMP TABLE readings AS
    WITH every_reading AS (
        SELECT claim_id, 0 AS reading, false AS stated, rule, kind, figure, area, combine, against, against_area,
            since, until, averaged_by, condition, NULL::VARCHAR AS basis FROM claim_rules WHERE rule IS NOT NULL
        UNION ALL BY NAME
        SELECT claim_id, row_number() OVER (PARTITION BY claim_id ORDER BY other.figure, other.rule, other.basis)
            AS reading, other.stated, coalesce(other.rule, said.rule) AS rule, coalesce(other.kind, said.kind) AS kind,
            coalesce(other.figure, said.figure) AS figure, coalesce(other.area, said.area) AS area, said.combine,
            said.against, said.against_area, coalesce(other.since, said.since) AS since,
            coalesce(other.until, said.until) AS until,
            coalesce(other.averaged_by, said.averaged_by) AS averaged_by,
            coalesce(other.condition, said.condition) AS condition,
            other.basis
        FROM claim_other_bases AS other JOIN claim_rules AS said USING (claim_id)
    )
    SELECT every_reading.*, said.unit, rule_facts.from_start,
        said.as_of AS made,
        CASE WHEN length(said.as_of) = 10 THEN said.as_of::DATE::TIMESTAMPTZ + INTERVAL 1 DAY - INTERVAL 1 SECOND
            -- 09:00+08 is 09:00:00+08
            ELSE regexp_replace(said.as_of, '^(.{{13}}:[0-9]{{2}})([Z+-])', '\1:00\2')::TIMESTAMPTZ END AS moment,
        try_cast(regexp_extract(every_reading.condition, '(-?[0-9.]+)', 1) AS DOUBLE) AS bound,
        try_cast(regexp_extract(every_reading.condition, 'and (-?[0-9.]+)', 1) AS DOUBLE) AS upper_bound
    FROM every_reading JOIN claim_rules AS said USING (claim_id)
    JOIN rule_facts ON rule_facts.rule = every_reading.rule;
    CREATE OR REPLACE TEMP TABLE fact (moment TIMESTAMPTZ, kind VARCHAR, figure VARCHAR, area VARCHAR, period_end DATE,
        value DOUBLE, unit VARCHAR, known_at TIMESTAMPTZ, first_known_at TIMESTAMPTZ);
    CREATE OR REPLACE TEMP TABLE clocks (claim_id VARCHAR, reading BIGINT, clock VARCHAR, moment TIMESTAMPTZ);
    INSERT INTO clocks SELECT claim_id, reading, 'now', 'infinity' FROM readings;
"""
NEEDED = """
    SELECT DISTINCT clocks.moment, kind, figure, area FROM clocks JOIN readings USING (claim_id, reading)
    UNION SELECT DISTINCT clocks.moment, kind, against, against_area FROM clocks JOIN readings USING (claim_id, reading)
    WHERE against IS NOT NULL
    EXCEPT SELECT DISTINCT moment, kind, figure, area FROM fact
"""
SERIES = f"""
    INSERT INTO fact
    SELECT need.moment, 'series', version.series, version.area, version.period_end, version.value, series.unit,
        version.known_at, version.first_known_at
    FROM observation_versions AS version
    JOIN ({NEEDED}) AS need ON need.kind = 'series' AND version.series = need.figure AND version.area = need.area
    JOIN series ON series.series = version.series
    WHERE version.known_at <= need.moment AND (version.known_until IS NULL OR version.known_until > need.moment)
        AND NOT version.withdrawn AND version.value IS NOT NULL
"""
# Nothing is asked of a figure that is not held at all, nor of a period still to come: the macros of marts cost time.
THEN = """
    INSERT INTO clocks SELECT claim_id, reading, 'then', moment FROM readings
    WHERE (until IS NULL OR until <= moment::DATE) AND (kind, figure, area) IN (SELECT kind, figure, area FROM fact)
        AND (against IS NULL OR (kind, against, against_area) IN (SELECT kind, figure, area FROM fact))
"""
# One release earlier: a moment before the newest figure that the claim could rest on was known.
BEFORE = """
    INSERT INTO clocks
    SELECT reading.claim_id, reading.reading, 'before', max(fact.known_at) - INTERVAL 1 MICROSECOND
    FROM readings AS reading JOIN fact ON fact.moment = reading.moment AND fact.kind = reading.kind
        AND ((fact.figure = reading.figure AND fact.area = reading.area)
            OR (fact.figure = reading.against AND fact.area = reading.against_area))
        AND fact.period_end <= coalesce(reading.until, reading.moment::DATE)
    WHERE reading.reading = 0 GROUP BY ALL
"""
# How old a figure may be for a date that a claim names, and how old the newest one by its publisher's lag.
SPACING = """
    CREATE OR REPLACE TEMP TABLE spacing AS
    SELECT kind, figure, area,
        CASE WHEN gap <= 4 THEN 5 WHEN gap <= 10 THEN 6 WHEN gap <= 40 THEN 27 ELSE 88 END AS slack,
        CASE WHEN gap <= 4 THEN 5 WHEN gap <= 10 THEN 10 WHEN gap <= 40 THEN 50 ELSE 140 END AS max_age,
        CASE WHEN gap <= 4 THEN 14 WHEN gap <= 10 THEN 21 WHEN gap <= 40 THEN 110 ELSE 230 END AS lag
    FROM (
        SELECT kind, figure, area, coalesce(median(days), 30) AS gap FROM (
            SELECT kind, figure, area, period_end - lag(period_end) OVER (
                PARTITION BY kind, figure, area ORDER BY period_end) AS days
            FROM fact WHERE moment = 'infinity')
        GROUP BY ALL)
"""
# The figures behind each reading at each clock, converted to base units, up to the period that the claim speaks of: the
# one it names, or the newest then known. A named period that was not known yet at a clock has no line there.
LEG = """
    CREATE OR REPLACE TEMP TABLE leg AS
    WITH asked AS (
        SELECT reading.*, clocks.clock, clocks.moment AS clock_at,
            -- a tally has one row, of the last day it counts to: today's lies after the claim
            CASE WHEN rule = 'tally' AND clocks.clock = 'now' THEN '9999-12-31'::DATE
                ELSE coalesce(reading.until, reading.moment::DATE) END AS to_day,
            spacing.slack, spacing.lag
        FROM readings AS reading JOIN clocks USING (claim_id, reading)
        JOIN spacing ON spacing.kind = reading.kind AND spacing.figure = reading.figure AND spacing.area = reading.area
        -- what lies ahead of the claim is asked of today's figures only
        WHERE clocks.clock = 'now' OR reading.until IS NULL OR reading.until <= reading.moment::DATE
    ),
    single AS (
        SELECT asked.*, fact.period_end, fact.value AS own, fact.unit AS own_unit, fact.known_at, fact.first_known_at
        FROM asked JOIN fact ON fact.moment = asked.clock_at AND fact.kind = asked.kind
            AND fact.figure = asked.figure AND fact.area = asked.area
            AND fact.period_end <= asked.to_day
            AND fact.period_end >= coalesce(
                CASE WHEN asked.from_start THEN asked.since - asked.slack ELSE asked.since END, '0001-01-01'::DATE)
    ),
    other AS (
        SELECT moment AS clock_at, fact.kind, fact.figure AS against, fact.area AS against_area, period_end, value,
            fact.unit, known_at, first_known_at, spacing.max_age
        FROM fact JOIN spacing USING (kind, figure, area)
    ),
    combined AS (
        SELECT single.* REPLACE (
                CASE WHEN single.combine IS NULL THEN single.known_at
                    ELSE greatest(single.known_at, other.known_at) END AS known_at,
                CASE WHEN single.combine IS NULL THEN single.first_known_at
                    ELSE greatest(single.first_known_at, other.first_known_at) END AS first_known_at),
            own.scale * single.own AS own_base, own.scale AS own_scale, own.dimension AS own_dimension,
            their.scale * other.value AS their_base, their.dimension AS their_dimension,
            single.period_end - other.period_end <= other.max_age AS young
        FROM single ASOF LEFT JOIN other ON single.clock_at = other.clock_at AND single.kind = other.kind
            AND single.against = other.against AND single.against_area = other.against_area
            AND single.period_end >= other.period_end
        LEFT JOIN claim_units AS own ON own.unit = single.own_unit
        LEFT JOIN claim_units AS their ON their.unit = other.unit
    ),
    valued AS (
        SELECT * EXCLUDE (own_base, own_scale, their_base, their_dimension, own_dimension, young),
            CASE WHEN combine IS NULL THEN own_base
                WHEN young AND own_dimension = their_dimension AND combine = 'minus' THEN own_base - their_base
                WHEN young AND own_dimension = their_dimension AND combine = 'plus' THEN own_base + their_base
                WHEN young AND own_dimension = their_dimension AND combine = 'over'
                    THEN 100 * own_base / nullif(their_base, 0)
            END AS value,
            CASE WHEN combine IS NULL THEN own WHEN combine = 'over' THEN 100 * own_base / nullif(their_base, 0)
                WHEN combine = 'plus' THEN (own_base + their_base) / own_scale
                ELSE (own_base - their_base) / own_scale END AS native,
            CASE WHEN combine = 'over' THEN 'percent' ELSE own_dimension END AS dimension
        FROM combined
    ),
    averaged AS (
        SELECT * EXCLUDE (own, own_unit) FROM valued WHERE averaged_by IS NULL AND value IS NOT NULL
        UNION ALL BY NAME
        SELECT * EXCLUDE (own, own_unit) REPLACE (
            avg(value) OVER of_month AS value, avg(native) OVER of_month AS native,
            max(known_at) OVER of_month AS known_at, max(first_known_at) OVER of_month AS first_known_at)
        FROM valued WHERE averaged_by = 'month' AND value IS NOT NULL
        WINDOW of_month AS (PARTITION BY claim_id, reading, clock, date_trunc('month', period_end)
            ORDER BY period_end ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        QUALIFY row_number() OVER of_month = count(*) OVER of_month
    ),
    newest AS (
        SELECT claim_id, reading, max(period_end) AS period_end FROM averaged WHERE until IS NOT NULL GROUP BY ALL
    )
    SELECT averaged.* FROM averaged LEFT JOIN newest USING (claim_id, reading)
    QUALIFY max(averaged.period_end) OVER (PARTITION BY claim_id, reading, clock) >= CASE
        WHEN until IS NULL THEN least(to_day, moment::DATE) - lag ELSE greatest(newest.period_end, until - slack) END
"""


def add(file: Path, parquet: Path) -> int | None:
    """Judge the claims of a published file into its table ``claims`` and into Parquet; None where it holds none."""
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET threads = 1")  # the same rows give the same bytes
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'claim_rules'").fetchall()
        if not found[0][0]:
            return None
        judge(connection)
        connection.execute(f"CREATE TABLE {TABLE} AS FROM verdicts ORDER BY ALL")
        connection.execute(f"COMMENT ON TABLE {TABLE} IS '{COMMENT}'")
        for column, comment in COMMENTS.items():
            connection.execute(f"COMMENT ON COLUMN {TABLE}.{column} IS '{comment}'")
        connection.execute(f"COPY (FROM {TABLE} ORDER BY ALL) TO {literal(parquet)} (FORMAT parquet, COMPRESSION zstd)")
        rows = connection.execute(f"SELECT count(*) FROM {TABLE}").fetchall()[0][0]
        connection.execute("CHECKPOINT")
    return int(rows)


def judge(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the temporary table ``verdicts``, one row a claim, from the tables and macros of an edition."""
    rules = ", ".join(f"('{name}', '{rule.answer}', {rule.from_start})" for name, rule in RULES.items())
    connection.execute(READINGS.format(rules=rules))
    _gather(connection)
    for clocks in (THEN, BEFORE):
        connection.execute(clocks)
        _gather(connection)
    claim_due.gather(connection)
    for statement in (SPACING, LEG, LINE, answers(), HELPERS, VERDICTS):
        connection.execute(statement)


def _gather(connection: duckdb.DuckDBPyConnection) -> None:
    """The figures that are needed at each moment and not there yet."""
    # a literal list of names lets DuckDB skip the marts of all other metrics
    for statement in list(_metrics(connection)):
        connection.execute(statement)
    connection.execute(SERIES)


def _metrics(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    wanted = connection.execute(
        f"SELECT moment::VARCHAR, list(DISTINCT figure ORDER BY figure) FROM ({NEEDED}) WHERE kind = 'metric' "
        "AND figure IN (SELECT metric FROM metric_dictionary) GROUP BY moment ORDER BY moment"
    ).fetchall()
    for moment, names in wanted:
        source = "metrics" if moment == "infinity" else f"metrics_as_of('{moment}')"
        listed = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
        yield f"""
            INSERT INTO fact
            SELECT TIMESTAMPTZ '{moment}', 'metric', metric, area, period_end, value, unit, known_at, known_at
            FROM {source} WHERE metric IN ({listed}) AND value IS NOT NULL
        """
