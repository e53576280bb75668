"""Claims on a tiny edition made by hand: each rule, each verdict, and the two clocks."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.storage import claims
from orchestration.storage.claim_rules import RULES
from orchestration.storage.claim_verdicts import COMMENTS, VERDICTS_KNOWN
from orchestration.storage.home import PROJECT

SEEDS = PROJECT / "dbt_project/seeds"
TABLES = """
    SET TimeZone = 'UTC';
    CREATE TABLE observation_versions (release VARCHAR, series VARCHAR, area VARCHAR, period_end DATE,
        known_at TIMESTAMPTZ, known_until TIMESTAMPTZ, value DOUBLE, withdrawn BOOLEAN, first_known_at TIMESTAMPTZ);
    CREATE TABLE series (series VARCHAR, release VARCHAR, unit VARCHAR);
    CREATE TABLE releases (release VARCHAR, degraded_reason VARCHAR);
    CREATE TABLE metric_dictionary (metric VARCHAR, inputs VARCHAR);
    CREATE TABLE metrics (metric VARCHAR, area VARCHAR, period_end DATE, value DOUBLE, unit VARCHAR,
        known_at TIMESTAMPTZ, degraded_reason VARCHAR);
    CREATE MACRO metrics_as_of(t) AS TABLE SELECT * FROM metrics WHERE known_at <= t::TIMESTAMPTZ;
"""
# of weeks: 100, 101, … mn, known on the day after; of months: percent; of days: figures with a peak and a trough
WEEKS = {date(2025, 1, 1) + timedelta(weeks=n): 100.0 + n for n in range(20)}
DAYS = dict(
    zip((date(2025, 3, 3) + timedelta(days=n) for n in range(10)), (5, 8, 10, 9, 6, 4, 5, 6, 7, 8.5), strict=True)
)
MONTHS = {date(2025, 1, 31): 3.0, date(2025, 2, 28): 4.0, date(2025, 3, 31): 5.0, date(2025, 4, 30): 4.5}
OTHER = {day: 2.0 * value for day, value in WEEKS.items()}
STREAK = {date(2025, 1, 31): 12.0, date(2025, 2, 28): 13.0, date(2025, 3, 31): 14.0}


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def types(name: str) -> dict[str, str]:
    of = {s["name"]: s for s in yaml.safe_load((SEEDS / "_claims__seeds.yml").read_text("utf-8"))["seeds"]}[name]
    given = of.get("config", {}).get("column_types", {})
    return {c["name"]: given.get(c["name"], "varchar") for c in of["columns"]}


def fill(db: duckdb.DuckDBPyConnection, table: str, name: str, rows: list[Mapping[str, Any]]) -> None:
    columns = types(name)
    db.execute(f"CREATE OR REPLACE TABLE {table} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
    if rows:
        given = [[row.get(c) if row.get(c) != "" else None for c in columns] for row in rows]
        db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", given)


def publish(db: duckdb.DuckDBPyConnection, series: str, unit: str, figures: Mapping[date, float], lag: int) -> None:
    """A series whose figures are known `lag` days after their period."""
    db.execute("INSERT INTO series VALUES (?, ?, ?)", [series, f"of_{series}", unit])
    db.execute("INSERT INTO releases VALUES (?, NULL)", [f"of_{series}"])
    for day, value in figures.items():
        known = datetime.combine(day + timedelta(days=lag), datetime.min.time()).isoformat() + "+00:00"
        db.execute(
            "INSERT INTO observation_versions VALUES (?, ?, 'X', ?, ?, NULL, ?, false, ?)",
            [f"of_{series}", series, day, known, value, known],
        )


@pytest.fixture(scope="module")
def world() -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    db.execute(TABLES)
    publish(db, "WEEKS", "usd_mn", WEEKS, 1)
    publish(db, "OTHER", "usd_mn", OTHER, 1)
    publish(db, "OLD", "usd_mn", {date(2025, 1, 1): 50.0}, 1)
    publish(db, "LATE", "index", DAYS, 2)
    publish(db, "DAYS", "index", DAYS, 0)
    publish(db, "MONTHS", "percent", MONTHS, 20)
    db.execute("INSERT INTO series VALUES ('NEVER', 'of_never', 'index')")
    db.execute("INSERT INTO releases VALUES ('of_never', 'never fetched')")
    # of the catalog, but never fetched here; two metrics of which a leg is missing
    db.execute("INSERT INTO series VALUES ('M2SL', 'fred__h6', 'usd_mn'), ('SP500', 'fred__sp_dow_jones', 'index')")
    db.execute("INSERT INTO releases VALUES ('fred__h6', 'never fetched'), ('fred__sp_dow_jones', 'owned by others')")
    db.execute("""
        INSERT INTO metric_dictionary VALUES ('streak', 'WEEKS'), ('whole', 'WEEKS SP500 M2SL'), ('episodes', 'DAYS')
    """)
    db.execute("""
        INSERT INTO metrics VALUES
        ('whole', 'X', '2025-04-30', NULL, 'usd_mn', '2025-05-20 12:00:00+00', 'SP500: not held; spread: not said'),
        ('episodes', 'X', '2025-05-31', 7, 'count', '2025-05-31 12:00:00+00', NULL)
    """)
    for day, value in STREAK.items():
        known = (day + timedelta(days=7)).isoformat() + " 08:00:00+00:00"
        db.execute("INSERT INTO metrics VALUES ('streak', 'X', ?, ?, 'months', ?, NULL)", [day, value, known])
    # one figure is revised a month later
    db.execute("UPDATE observation_versions SET known_until = '2025-06-01 00:00:00+00' WHERE series = 'MONTHS' "
               "AND period_end = '2025-04-30'")  # fmt: skip
    db.execute("INSERT INTO observation_versions SELECT * REPLACE (TIMESTAMPTZ '2025-06-01 00:00:00+00' AS known_at, "
               "NULL::TIMESTAMPTZ AS known_until, 6 AS value) FROM observation_versions "
               "WHERE series = 'MONTHS' AND period_end = '2025-04-30'")  # fmt: skip
    for name in ("claim_units", "claim_unit_factors", "claim_untestable"):
        fill(db, name, name, list(seed(name)))
    return db


Judge = Callable[..., dict[str, Any]]


@pytest.fixture
def judged(world: duckdb.DuckDBPyConnection) -> Judge:
    """The verdict on one claim, of which only what differs from the usual is said."""

    def judge(*, others: list[Mapping[str, Any]] | None = None, **claim: Any) -> dict[str, Any]:
        usual = {"claim_id": "X-1", "article": "1", "claim": "said", "as_of": "2025-05-15", "kind": "series",
                 "figure": "WEEKS", "area": "X", "op": "=", "value": 1, "unit": "USD bn",
                 "tolerance": "level"}  # fmt: skip
        fill(world, "claim_rules", "claims", [{**usual, **claim}])
        fill(world, "claim_other_bases", "claim_other_bases", [{"claim_id": "X-1", **o} for o in others or []])
        claims.judge(world)
        cursor = world.execute("FROM verdicts")
        [row] = cursor.fetchall()
        return dict(zip([c[0] for c in cursor.description or []], row, strict=True))

    return judge


# rule, what it is asked of, and the figure that it must find; weeks are in USD bn: 100 on January 1, 119 on May 14
RULE_CASES: list[tuple[str, dict[str, Any], float]] = [
    ("level", {}, 0.118),
    ("level", {"until": "2025-01-10"}, 0.101),
    ("level", {"combine": "over", "against": "OTHER", "against_area": "X", "unit": "%"}, 50),
    ("level", {"combine": "minus", "against": "OTHER", "against_area": "X"}, -0.118),
    ("level", {"combine": "plus", "against": "OTHER", "against_area": "X"}, 3 * 0.118),
    ("tally", {"as_of": "2025-05-15"}, 0.119),
    ("change", {"since": "2025-01-01"}, 0.018),
    ("change", {"since": "2025-01-03", "until": "2025-01-29"}, 0.004),
    ("percent_change", {"since": "2025-01-01", "unit": "%"}, 18),
    ("average", {"since": "2025-01-01", "until": "2025-01-15"}, 0.101),
    ("average", {"since": "2025-01-02", "until": "2025-01-15"}, 0.1015),
    ("sum", {"since": "2025-01-01", "until": "2025-01-15"}, 0.303),
    ("highest", {"figure": "DAYS", "unit": "index", "until": "2025-03-12"}, 10),
    ("lowest", {"figure": "DAYS", "unit": "index", "until": "2025-03-12"}, 4),
    ("rank_high", {"unit": "rank"}, 1),
    ("rank_high", {"figure": "DAYS", "unit": "rank", "until": "2025-03-12"}, 3),
    ("rank_low", {"unit": "rank"}, 19),
    ("streak", {"unit": "weeks", "condition": "rises"}, 18),
    ("streak", {"figure": "DAYS", "unit": "days", "condition": "> 4", "until": "2025-03-12"}, 4),
    ("count", {"figure": "DAYS", "unit": "days", "condition": "falls", "until": "2025-03-12"}, 3),
    ("share", {"figure": "DAYS", "unit": "%", "condition": "between 8 and 10", "until": "2025-03-12"}, 40),
    ("first_time", {"unit": "yyyymm", "condition": ">= 105"}, 202502),
    ("last_time", {"unit": "yyyymm", "condition": "< 105"}, 202501),
    ("date_of_high", {"unit": "year"}, 2025),
    ("date_of_low", {"unit": "yyyymm"}, 202501),
    ("drawdown", {"figure": "DAYS", "unit": "%", "since": "2025-03-03", "until": "2025-03-12"}, -60),
    ("recovery", {"figure": "DAYS", "unit": "ratio", "since": "2025-03-03", "until": "2025-03-12"}, 0.75),
    ("level", {"averaged_by": "month", "until": "2025-01-31"}, 0.102),
]  # fmt: skip


def test_a_tally_of_today_is_that_of_the_whole_history(judged: Judge) -> None:
    asked = {"rule": "tally", "kind": "metric", "figure": "episodes", "unit": "count", "tolerance": "exact"}
    row = judged(**asked, value=7, as_of="2025-05-31T20:00+00:00")
    assert (row["verdict_then"], row["verdict_now"], row["period_now"]) == ("true", "true", date(2025, 5, 31))
    early = judged(**asked, value=7, as_of="2025-05-15")
    assert (early["official_then"], early["official_now"]) == (None, 7)


def test_a_window_that_is_not_held_from_its_start_says_so(judged: Judge) -> None:
    row = judged(rule="highest", since="2020-01-01", value=0.118, as_of="2025-05-10")
    assert row["verdict_then"] == "true"
    assert row["reason_then"] == "of the time since 2020-01-01 figures are held from 2025-01-01 on"
    assert judged(rule="highest", since="2025-01-01", value=0.118, as_of="2025-05-10")["reason_then"] is None


@pytest.mark.parametrize(("rule", "asked", "found"), RULE_CASES)
def test_a_rule_finds_the_figure(judged: Judge, rule: str, asked: dict[str, Any], found: float) -> None:
    row = judged(rule=rule, value=found, tolerance="exact", **{"as_of": "2025-05-10", **asked})
    assert row["official_then"] == pytest.approx(found)
    assert (row["verdict_then"], row["verdict_now"]) == ("true", "true")


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    assert {rule for rule, _, _ in RULE_CASES} == set(RULES)


@pytest.mark.parametrize(
    ("op", "value", "high", "verdict"),
    [
        ("=", 0.1191, None, "true"),  # within 1 %
        ("=", 0.1230, None, "roughly"),  # within 5 %
        ("=", 0.1300, None, "false"),
        (">=", 0.1180, None, "true"),
        (">=", 0.1190, None, "roughly"),
        (">=", 0.1200, None, "false"),
        ("<", 0.1169, None, "roughly"),
        ("<", 0.1180, None, "stale"),  # of the week before
        ("<", 0.1181, None, "true"),
        ("between", 0.110, 0.120, "true"),
        ("between", 0.100, 0.110, "false"),
    ],
)
def test_a_level_is_right_within_a_hundredth(judged: Judge, op: str, value: float, high: float, verdict: str) -> None:
    row = judged(rule="level", op=op, value=value, value_high=high, as_of="2025-05-10")
    assert row["verdict_then"] == verdict
    assert row["distance_then"] == pytest.approx(value - 0.118)


@pytest.mark.parametrize(
    ("tolerance", "claimed", "verdict"),
    [("yield", 5.02, "true"), ("yield", 5.1, "roughly"), ("yield", 5.11, "false"), ("growth", 5.1, "true"),
     ("growth", 5.5, "roughly"), ("growth", 5.51, "false"), ("exact", 5.001, "false")],
)  # fmt: skip
def test_yields_and_growth_have_bounds_of_their_own(
    judged: Judge, tolerance: str, claimed: float, verdict: str
) -> None:
    asked = {"rule": "level", "figure": "MONTHS", "unit": "%", "until": "2025-03-31"}
    assert judged(value=claimed, tolerance=tolerance, **asked)["verdict_now"] == verdict
    in_bp = judged(**{**asked, "unit": "bp"}, value=claimed * 100, tolerance=tolerance)
    assert in_bp["verdict_now"] == verdict


def test_a_figure_that_was_not_out_yet_could_not_be_known(judged: Judge) -> None:
    row = judged(rule="level", figure="MONTHS", unit="%", until="2025-04-30", value=6, as_of="2025-05-10")
    assert (row["verdict_then"], row["verdict_now"]) == ("pit_impossible", "true")
    assert row["reason_then"] == "first published 2025-05-20 00:00 UTC"
    assert row["official_then"] is None


def test_a_day_that_the_claim_names_is_not_answered_with_an_older_one(judged: Judge) -> None:
    asked = {"rule": "level", "figure": "LATE", "unit": "index", "until": "2025-03-12", "value": 8.5}
    assert judged(**asked, as_of="2025-03-12")["verdict_then"] == "pit_impossible"
    assert judged(**asked, as_of="2025-03-14")["verdict_then"] == "true"


def test_the_second_figure_of_a_ratio_is_not_older_than_it_may_be(judged: Judge) -> None:
    asked = {"rule": "level", "combine": "over", "against": "OLD", "against_area": "X", "unit": "%"}
    row = judged(**asked, value=236, as_of="2025-05-10")
    assert (row["verdict_now"], row["reason_now"]) == ("pending", "last figure held is of 2025-01-01")
    assert judged(**asked, value=204, as_of="2025-01-20")["verdict_then"] == "true"


def test_the_moment_decides_not_the_day(judged: Judge) -> None:
    asked = {"rule": "level", "until": "2025-05-14", "value": 0.119}
    assert judged(as_of="2025-05-14", **asked)["verdict_then"] == "pit_impossible"  # known at midnight
    assert judged(as_of="2025-05-15T00:00+00:00", **asked)["verdict_then"] == "true"
    assert judged(as_of="2025-05-15 07:59+08", **asked)["verdict_then"] == "pit_impossible"


def test_a_figure_that_was_true_of_the_print_before_is_stale(judged: Judge) -> None:
    asked = {"rule": "level", "kind": "metric", "figure": "streak", "unit": "months", "tolerance": "exact"}
    row = judged(**asked, value=13, as_of="2025-04-10")
    assert (row["verdict_then"], row["verdict_now"]) == ("stale", "stale")
    assert row["reason_then"] == "true of the print before: 13 of 2025-02-28"
    assert judged(**asked, value=13, as_of="2025-04-06")["verdict_then"] == "true"
    assert judged(**asked, value=12, as_of="2025-04-10")["verdict_then"] == "false"


def test_a_figure_that_was_revised_since_is_stale_by_what_is_known_now(judged: Judge) -> None:
    asked = {"rule": "level", "figure": "MONTHS", "unit": "%", "until": "2025-04-30", "tolerance": "yield"}
    row = judged(**asked, value=4.5, as_of="2025-05-25")
    assert (row["verdict_then"], row["verdict_now"]) == ("true", "stale")
    assert row["reason_now"] == "true of what was known then: 4.5"
    assert judged(**asked, value=4.5, as_of="2025-06-01T00:00+00:00")["verdict_then"] == "stale"
    assert judged(**asked, value=6, as_of="2025-05-25")["verdict_then"] == "false"


@pytest.mark.parametrize("factor", [1000, 0.001, 100, 1e4, 1e-6])
def test_a_unit_that_was_mistaken_is_said(judged: Judge, factor: float) -> None:
    row = judged(rule="level", value=0.118 * factor, as_of="2025-05-10")
    assert (row["verdict_then"], row["verdict_now"]) == ("unit_error", "unit_error")
    assert ("too large" if factor > 1 else "too small") in row["reason_now"]
    assert judged(rule="level", value=0.118 * factor * 3, as_of="2025-05-10")["verdict_then"] == "false"


@pytest.mark.parametrize(("stated", "verdict"), [(False, "basis_error"), (True, "roughly")])
def test_right_on_another_basis(judged: Judge, stated: bool, verdict: str) -> None:
    other = [{"basis": "twice as much", "stated": stated, "figure": "OTHER"}]
    row = judged(rule="level", value=0.236, as_of="2025-05-10", others=other)
    assert (row["verdict_then"], row["verdict_now"]) == (verdict, verdict)
    assert row["reason_now"] == "right on another basis: twice as much"
    assert judged(rule="level", value=0.3, as_of="2025-05-10", others=other)["verdict_now"] == "false"


@pytest.mark.parametrize(
    ("claim", "then", "now", "reason"),
    [
        ({"until": "2025-05-07", "as_of": "2025-03-01"}, "pending", "true", "speaks of 2025-05-07, still to come"),
        ({"until": "2025-12-31", "as_of": "2025-03-01"}, "pending", "pending", "speaks of 2025-12-31, still to come"),
        ({"as_of": "2031-01-01"}, "pending", "pending", "the figures here end 2025-06-01"),
        ({"until": "2024-12-01"}, "untestable", "untestable", "first figure held is of 2025-01-01"),
        ({"unit": "index"}, "untestable", "untestable", "WEEKS: no figure that could be put in index"),
        ({"figure": "NEVER"}, "untestable", "untestable", "NEVER: never fetched"),
        ({"figure": "NONE"}, "untestable", "untestable", "series not in this warehouse: NONE"),
        ({"combine": "over", "against": "NONE", "against_area": "X"}, "untestable", "untestable",
         "series not in this warehouse: NONE"),
        # what time alone tells is told without a figure
        ({"figure": "NEVER", "until": "2025-12-31"}, "pending", "untestable", "speaks of 2025-12-31, still to come"),
        ({"figure": "M2SL", "area": "USA", "until": "2025-04-30"}, "pit_impossible", "untestable",
         "not due before 2025-05-27 17:00 UTC"),
        ({"figure": "M2SL", "area": "USA", "until": "2025-03-31"}, "untestable", "untestable", "M2SL: never fetched"),
        ({"figure": "SP500", "area": "USA", "until": "2025-05-15"}, "untestable", "untestable",
         "SP500: owned by others"),
        ({"kind": "metric", "figure": "whole", "until": "2025-04-30"}, "pit_impossible", "untestable",
         "not due before 2025-05-20 12:00 UTC"),
        ({"kind": "metric", "figure": "whole"}, "untestable", "untestable", "fred__sp_dow_jones: owned by others"),
        ({"figure": "NONE", "until": "2025-12-31"}, "untestable", "untestable", "series not in this warehouse: NONE"),
        ({"kind": "metric", "figure": "none"}, "untestable", "untestable", "metric not in this warehouse: none"),
        ({"area": "Y"}, "untestable", "untestable", "WEEKS: no figure is known of Y"),
        ({"rule": None, "untestable": "licensed"}, "untestable", "untestable",
         "not available, because its owner licenses the figures and no series of them is in the catalog"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_says_why(judged: Judge, claim: dict[str, Any], then: str, now: str, reason: str) -> None:
    row = judged(**{"rule": "level", "value": 0.118, **claim})
    assert (row["verdict_then"], row["verdict_now"]) == (then, now)
    assert row["reason_then"] == reason


def test_a_figure_too_old_to_be_the_newest_is_none(judged: Judge) -> None:
    row = judged(rule="level", figure="DAYS", unit="index", value=8.5, as_of="2025-04-15")
    assert row["verdict_then"] == "pending"
    assert row["reason_then"] == "last figure held is of 2025-03-12"


def test_the_same_world_gives_the_same_verdicts(world: duckdb.DuckDBPyConnection, judged: Judge) -> None:
    assert judged(rule="average", since="2025-01-01") == judged(rule="average", since="2025-01-01")


def test_every_column_of_the_verdicts_is_described(world: duckdb.DuckDBPyConnection, judged: Judge) -> None:
    assert list(judged(rule="level")) == list(COMMENTS)


def test_an_edition_without_claims_gets_no_table(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    assert claims.add(tmp_path / "empty.duckdb", tmp_path / "claims.parquet") is None


def test_no_verdict_is_typed() -> None:
    rows = seed("claims")
    assert len(rows) >= 181
    assert not {c for c in rows[0] if "verdict" in c or "official" in c}
    typed = {v for row in rows for v in row.values()} & set(VERDICTS_KNOWN)
    assert typed == set()
