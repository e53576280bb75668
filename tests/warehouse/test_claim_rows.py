"""Rows of claims that cannot be tested: what is wrong with them is said, row by row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pytest

from orchestration import claim_seed
from orchestration.storage.claim_rules import RULES
from orchestration.storage.home import PROJECT
from tests.warehouse.test_claims import fill, seed, world

__all__ = ["world"]  # the fixture

ROW = {"claim_id": "N-1", "article": "001", "claim": "said", "as_of": "2025-11-11", "rule": "level", "kind": "series",
       "figure": "WEEKS", "area": "X", "op": "=", "value": "3", "unit": "USD tn", "tolerance": "level"}  # fmt: skip


def rules_of_the_macro() -> dict[str, str | None]:
    """The vocabulary as dbt knows it, read from the macro's own text."""
    text = (PROJECT / "dbt_project/macros/claims.sql").read_text("utf-8")
    return {
        name: None if need == "none" else need.strip("'") for name, need in re.findall(r"'(\w+)': (none|'\w+')", text)
    }


def refused(world: duckdb.DuckDBPyConnection, **changed: Any) -> str:
    """What the data test says of one row, if anything."""
    fill(world, "claim_rules", "claims", [{**ROW, **changed}])
    fill(world, "articles", "articles", list(seed("articles")))
    rules = rules_of_the_macro()
    sql = (
        jinja2.Environment(autoescape=False)
        .from_string((PROJECT / "dbt_project/tests/claims_can_be_tested.sql").read_text("utf-8"))
        .render(
            ref=lambda name: "claim_rules" if name == "claims" else name,
            claim_rules=lambda need=None: [r for r, n in rules.items() if need is None or n == need],
        )
    )
    try:
        assert world.execute(f"SELECT count(*) FROM ({sql})").fetchall() == [(0,)]
    except duckdb.Error as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"rule": "levl"}, "N-1: expected a rule of the vocabulary; found levl"),
        ({"figure": "WEEK"}, "N-1: expected a series of this warehouse; found WEEK (the nearest is WEEKS)"),
        ({"kind": "metric", "figure": "streaks"}, "expected a metric of this warehouse; found streaks"),
        ({"article": "9"}, "expected an article of articles.csv; found 9"),
        ({"as_of": "11 Nov 2025"}, "expected a day or a moment with its offset in as_of; found 11 Nov 2025"),
        ({"rule": None}, "expected either a rule or, in untestable, why there is none; found neither"),
        ({"untestable": "licensed"}, "why there is none; found both"),
        ({"rule": None, "untestable": "secret"}, "expected a reason of claim_untestable.csv; found secret"),
        ({"unit": "USD trn"}, "expected a unit of claim_units.csv; found USD trn"),
        ({"area": None, "value": None}, "found no area, value"),
        ({"kind": "chart"}, "expected kind series or metric; found chart"),
        ({"op": "=="}, "expected op =, >=, <=, >, < or between; found =="),
        ({"op": "between"}, "expected value_high with op between, and only there; found op between, value_high empty"),
        ({"tolerance": "1 %"}, "expected tolerance level, yield, growth or exact; found 1 %"),
        ({"combine": "minus"}, "against and against_area together; found only minus"),
        ({"rule": "change"}, "expected since, the start that rule change compares with; found none"),
        ({"since": "2025-02-01", "until": "2025-01-01"}, "expected since before until; found 2025-02-01 and"),
        ({"rule": "count"}, "expected the condition that rule count counts by; found none"),
        ({"rule": "count", "condition": "over 5"}, "expected a condition like >= 1500"),
        ({"averaged_by": "year"}, "expected month or nothing in averaged_by; found year"),
    ],
)  # fmt: skip
def test_a_bad_row_is_told_what_is_wrong_with_it(
    world: duckdb.DuckDBPyConnection, changed: dict[str, Any], says: str
) -> None:
    assert says in refused(world, **changed)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"as_of": "2025-11-05 17:00-05", "until": "2025-11-05"},
        {"rule": "change", "since": "2025-01-01", "op": "<"},
        {"rule": "count", "condition": "between 3.7 and 3.9", "unit": "days", "tolerance": "exact"},
        {"combine": "over", "against": "OTHER", "against_area": "X", "unit": "%"},
        {"kind": "metric", "figure": "streak", "unit": "months", "op": "between", "value_high": "5"},
        {"rule": None, "kind": None, "figure": None, "op": None, "value": None, "untestable": "licensed"},
    ],
)
def test_a_good_row_is_not_refused(world: duckdb.DuckDBPyConnection, changed: dict[str, Any]) -> None:
    assert refused(world, **changed) == ""


def test_dbt_knows_the_rules_that_there_are_and_what_each_needs() -> None:
    assert rules_of_the_macro() == {name: rule.needs[0] if rule.needs else None for name, rule in RULES.items()}


def test_a_row_of_the_wrong_shape_is_named_before_dbt_reads_it(tmp_path: Path) -> None:
    assert claim_seed.problems() == []
    file = tmp_path / "claims.csv"
    file.write_text("claim_id,since,value\nN-1,,3\nN-2,2025-11-05\nN-3,5 Nov,three\n", "utf-8")
    assert claim_seed.problems(file) == [
        "claims.csv, line 3, N-2: expected 3 fields (2 commas); found 2; text with a comma stands in quotes",
        "claims.csv, line 4, N-3: expected a day like 2025-11-05 in since; found 5 Nov",
        "claims.csv, line 4, N-3: expected a number in value; found three",
    ]
