"""The verdicts on the claims of the articles, from the figures of a first offline run."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import duckdb
import pytest

from orchestration.storage import claims
from orchestration.storage.claim_verdicts import VERDICTS_KNOWN
from orchestration.storage.editions import Edition
from orchestration.storage.home import PROJECT, Home
from tests.conftest import tidegauge

FIGURES = PROJECT.parent / "shared/figures"
GIVEN = PROJECT.parent / "shared/claims/claims.csv"

# claim, verdict then, verdict now, official figure now, tolerance in the last digit given
SPOT = [
    ("S0-009", "stale", "stale", 14, 0),  # 13 months in a row, when the fourteenth was out
    ("S1-003", "true", "true", 2862.6, 0.05),
    ("S1-009", "pending", "false", -159.6, 0.05),
    ("S1-013", "pit_impossible", "true", -346.6, 0.05),
    ("S2-019", "roughly", "true", 1470.70, 0.005),
    ("S2-020", "true", "true", 1, 0),
    ("S2-021", "pit_impossible", "true", 1477.72, 0.005),
    ("S2-022", "false", "false", 1.25, 0),
    ("S2-023", "true", "true", 2.0, 0),
    ("S2-024", "true", "true", 2009, 0),
    ("S2-049", "unit_error", "unit_error", 2.4761, 0.00005),
    ("S3-005", "false", "false", 2862.6, 0.05),
    ("S3-011", "false", "false", 2083.0, 0.05),
    ("S3-012", "true", "true", 983.9, 0.05),
    ("S3-013", "false", "false", 164.5, 0.05),
    ("S3-031", "false", "false", 121.0, 0.05),
    ("S3-032", "pending", "pending", None, 0),
    ("S4-010b", "true", "true", 8.965, 0.0005),
    ("S4-017", "pit_impossible", "true", 22.28, 0.005),
    ("S4-018", "pit_impossible", "false", 0.03, 0.005),
    ("S4-024", "false", "false", 4.06, 0),
    ("S4-025", "false", "false", 2.163, 0.0005),
    ("S4-028", "true", "true", 1189.3, 0),
    # selling is never inferred from a change of holdings; but the month was not out when it was said
    ("S4-029", "pit_impossible", "untestable", None, 0),
    ("S3-018", "pending", "untestable", None, 0),
    ("S0-007b", "pit_impossible", "true", 38.514, 0.0005),
    ("S2-028", "true", "true", 15, 0),
    ("S2-042b", "basis_error", "basis_error", -0.06, 0.0005),  # not over the month, but over five days
    ("S2-042c", "true", "true", -3.248, 0.0005),
    ("S2-052", "roughly", "roughly", 0.521, 0),
    ("S2-053c", "true", "true", 3.75, 0.0005),
    ("S2-053d", "false", "false", -0.11, 0.0005),
    ("S3-006", "true", "true", 2.7, 1e-9),
    ("S4-003", "pending", "true", 0.25, 0.0005),
    ("S2-002", "untestable", "untestable", None, 0),
]


def rows(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, dict[str, Any]]:
    cursor = connection.execute(f"FROM {table}")
    names = [c[0] for c in cursor.description or []]
    return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


@pytest.fixture(scope="module")
def judged(edition: Edition) -> dict[str, dict[str, Any]]:
    with edition.connect() as connection:
        return rows(connection, "claims")


@pytest.fixture
def own(edition: Edition, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the edition in which claims may be changed and judged again."""
    file = tmp_path / "tidegauge.duckdb"
    shutil.copyfile(edition.file, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


@pytest.mark.parametrize(("claim", "then", "now", "official", "tolerance"), SPOT)
def test_a_claim_is_judged(
    judged: dict[str, dict[str, Any]], claim: str, then: str, now: str, official: float | None, tolerance: float
) -> None:
    row = judged[claim]
    assert (row["verdict_then"], row["verdict_now"]) == (then, now)
    assert row["official_now"] == (None if official is None else pytest.approx(official, abs=max(tolerance, 1e-9)))


def test_every_claim_has_both_verdicts_and_most_of_the_testable_ones_a_figure(
    judged: dict[str, dict[str, Any]],
) -> None:
    assert len(judged) >= 181
    for clock in ("then", "now"):
        assert {row[f"verdict_{clock}"] for row in judged.values()} <= set(VERDICTS_KNOWN)
    evaluated = [row for row in judged.values() if row["verdict_now"] != "untestable"]
    assert len(evaluated) >= 55


def test_without_a_figure_there_is_a_reason(judged: dict[str, dict[str, Any]]) -> None:
    for row in judged.values():
        for clock in ("then", "now"):
            assert row[f"official_{clock}"] is not None or row[f"reason_{clock}"], (row["claim_id"], clock)


def test_no_verdict_then_rests_on_what_was_known_later(judged: dict[str, dict[str, Any]]) -> None:
    for row in judged.values():
        if row["known_at_then"]:
            assert f"{row['known_at_then']:%Y-%m-%d}" <= row["as_of"], row["claim_id"]


def test_every_claim_of_the_collection_is_there() -> None:
    if not GIVEN.is_file():
        pytest.skip("the collection of claims is not beside this checkout")
    with GIVEN.open(encoding="utf-8", newline="") as file:
        given = {row["claim_id"] for row in csv.DictReader(file)}
    with (PROJECT / "dbt_project/seeds/claims.csv").open(encoding="utf-8", newline="") as file:
        there = {row["claim_id"] for row in csv.DictReader(file)}
    assert given - there == set()
    assert {name.rstrip("bcd") for name in there} == given


def printed(name: str, day: str) -> float:
    """A figure as its publisher printed it, from the collection of figures beside this checkout."""
    path = FIGURES / name
    if not path.is_file():
        pytest.skip("the collection of figures is not beside this checkout")
    with path.open(encoding="utf-8", newline="") as file:
        return next(float(row["value"]) for row in csv.DictReader(file) if row["date"] == day)


@pytest.mark.parametrize(
    ("claim", "name", "day", "scale"),
    [
        ("S1-003", "fred/WRESBAL.csv", "2025-11-05", 1e-3),
        ("S3-012", "fred/WDTGAL.csv", "2025-10-29", 1e-3),
        ("S4-010", "fred/WALCL.csv", "2025-11-26", 1e-6),
        ("S4-017", "fred/M2SL.csv", "2025-11-01", 1e-3),
        ("S4-024", "fred/DGS10.csv", "2025-12-03", 1),
        ("S2-021", "fred/DEXKOUS.csv", "2025-12-12", 1),
    ],
)
def test_the_official_figure_is_the_published_one(
    judged: dict[str, dict[str, Any]], claim: str, name: str, day: str, scale: float
) -> None:
    assert judged[claim]["official_now"] == pytest.approx(printed(name, day) * scale, rel=1e-9)


def test_a_claim_a_thousand_times_too_large_is_a_unit_error_and_one_far_off_is_false(
    own: duckdb.DuckDBPyConnection, judged: dict[str, dict[str, Any]]
) -> None:
    right = {
        name
        for name, row in judged.items()
        if row["op"] == "=" and row["tolerance"] != "exact" and row["verdict_now"] == "true"
    }
    assert len(right) >= 6
    own.execute("UPDATE claim_rules SET value = value * 1000")
    claims.judge(own)
    mutated = rows(own, "verdicts")
    assert {mutated[name]["verdict_now"] for name in right} == {"unit_error"}
    own.execute("UPDATE claim_rules SET value = value * 0.0037")
    claims.judge(own)
    far = rows(own, "verdicts")
    assert {far[name]["verdict_now"] for name in right} == {"false"}


# one row each: what it says beside the claim's name, and the verdicts and the figure that it must get
ADDED = [
    ("level", {"figure": "WALCL", "until": "2025-11-26", "value": 6.55, "unit": "USD tn"}, "true", "true", 6.5524),
    ("change", {"figure": "WDTGAL", "since": "2025-10-01", "until": "2025-11-05", "op": ">", "value": 100},
     "true", "true", 123.322),
    ("level", {"figure": "DGS10", "combine": "minus", "against": "JGB_10Y", "against_area": "JPN",
               "until": "2025-12-03", "as_of": "2025-12-05", "value": 2.16, "unit": "pp", "tolerance": "yield"},
     "true", "true", 2.163),
    ("first_time", {"figure": "DEXJPUS", "area": "JPN", "since": "2022-01-01", "condition": ">= 150", "value": 202310,
                    "unit": "yyyymm", "tolerance": "exact"}, "true", "true", 202310),
    ("level", {"figure": "M2SL", "until": "2026-01-31", "value": 22.4, "unit": "USD tn"}, "pending", None, None),
    ("level", {"kind": "metric", "figure": "gold_streak", "area": "CHN", "value": 12, "unit": "months",
               "tolerance": "exact"}, "true", "true", 12),
    ("level", {"figure": "SP500", "value": 6800, "unit": "index"}, "untestable", "untestable", None),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "said", "then", "now", "official"), ADDED)
def test_any_kind_of_claim_is_added_by_one_row(
    own: duckdb.DuckDBPyConnection, rule: str, said: dict[str, Any], then: str, now: str | None, official: float | None
) -> None:
    usual = {"claim_id": "N-3", "article": "001", "claim": "said", "as_of": "2025-11-28", "rule": rule,
             "kind": "series", "area": "USA", "op": "=", "unit": "USD bn", "tolerance": "level"}  # fmt: skip
    row = {**usual, **said}
    own.execute("DELETE FROM claim_rules")
    own.execute(f"INSERT INTO claim_rules ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
    claims.judge(own)
    found = rows(own, "verdicts")["N-3"]
    assert found["verdict_then"] == then
    assert now is None or found["verdict_now"] == now
    assert official is None or found["official_now"] == pytest.approx(official, abs=5e-4)


def test_a_claim_that_is_added_as_a_row_is_judged(own: duckdb.DuckDBPyConnection) -> None:
    own.execute(
        "INSERT INTO claim_rules (claim_id, article, claim, as_of, rule, kind, figure, area, op, value, unit, "
        "tolerance) "
        "VALUES ('N-1', '001', 'net liquidity at 5.6tn', '2025-10-31', 'level', 'metric', 'net_liquidity', 'USA', '=', "
        "5.6, 'USD tn', 'level'), ('N-2', '001', 'SOFR 30 bp above IORB', '2025-11-03', 'highest', 'metric', "
        "'sofr_iorb', 'USA', '=', 32, 'bp', 'yield')"
    )
    claims.judge(own)
    found = rows(own, "verdicts")
    assert (found["N-1"]["verdict_then"], found["N-1"]["official_then"]) == ("true", pytest.approx(5.5837, abs=5e-5))
    assert f"{found['N-1']['known_at_then']:%Y-%m-%d %H:%M}" == "2025-10-30 20:30"
    assert (found["N-2"]["verdict_then"], found["N-2"]["official_then"]) == ("true", 32)


def test_the_verdicts_are_the_same_when_computed_again(
    own: duckdb.DuckDBPyConnection, judged: dict[str, dict[str, Any]]
) -> None:
    claims.judge(own)
    assert rows(own, "verdicts") == judged


def test_the_command_prints_a_table_and_json(home_published: Home, judged: dict[str, dict[str, Any]]) -> None:
    shown = tidegauge(home_published, "claims")
    assert shown.returncode == 0, shown.stderr
    assert "全球资本市场的共振塌陷" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 120
    told = json.loads(tidegauge(home_published, "claims", "--article", "003", "--verdict", "false", "--json").stdout)
    expected = Counter(
        row["article"] for row in judged.values() if "false" in (row["verdict_then"], row["verdict_now"])
    )
    assert len(told) == expected["003"]
    [one] = json.loads(tidegauge(home_published, "claims", "--claim", "S3-012", "--json").stdout)
    assert one["official_then"] == pytest.approx(983.859)
    assert one["known_at_then"].startswith("2025-10-30T20:30")


def test_a_claim_that_is_not_there_is_said(home_published: Home) -> None:
    finished = tidegauge(home_published, "claims", "--claim", "S9-999")
    assert finished.returncode == 1
    assert "expected a claim with claim S9-999; found none" in finished.stderr


@pytest.fixture
def home_published(published: tuple[Home, CompletedProcess[str]], edition: Edition) -> Home:
    return published[0]
