"""CFTC: a null field left out of a row, an answer cut at its limit, another contract's rows."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from sources.calendars import schedule
from sources.errors import PayloadRefused
from sources.publishers import cftc
from tests.sources.conftest import figures, fixture, parsed, payload, release

KEY = "cftc__yen_futures"
URL = "https://publicreporting.cftc.gov/resource/6dca-aqww.json"
ROWS: list[dict[str, Any]] = json.loads(fixture("cftc/yen_futures/four_weeks.json"))


def read(rows: object) -> pl.DataFrame:
    return parsed(KEY, payload(json.dumps(rows).encode(), URL))


def test_a_field_that_is_left_out_of_a_row_is_missing_and_not_zero() -> None:
    spreading = figures(read(ROWS), "JPY_FUTURES_NONCOMMERCIAL_SPREADING")
    assert spreading == {"2024-07-02": 10000, "2024-07-08": 9000, "2026-07-14": 5000, "2026-07-21": None}


def test_a_report_of_a_monday_keeps_its_day() -> None:
    assert "2024-07-08" in figures(read(ROWS), "JPY_FUTURES_OPEN_INTEREST")


def test_a_field_that_no_row_has_was_renamed() -> None:
    rows = [{k: v for k, v in row.items() if k != "noncomm_positions_short_all"} for row in ROWS]
    with pytest.raises(PayloadRefused, match="expected noncomm_positions_short_all"):
        read(rows)


def test_rows_of_another_contract_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected the contract 097741; found 099741"):
        read([*ROWS, ROWS[0] | {"cftc_contract_market_code": "099741"}])


def test_an_answer_as_long_as_its_limit_may_be_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cftc, "LIMIT", len(ROWS))
    with pytest.raises(PayloadRefused, match="cut short"):
        read(ROWS)


@pytest.mark.parametrize("answer", [{"error": True, "message": "Unknown column"}, ["a row"]], ids=["error", "no rows"])
def test_what_is_no_list_of_reports_is_refused(answer: object) -> None:
    with pytest.raises(PayloadRefused, match="expected a list of reports"):
        read(answer)


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected report_date_as_yyyy_mm_dd"):
        read([ROWS[0] | {"report_date_as_yyyy_mm_dd": "07/02/2024"}])


def test_the_report_of_the_end_of_september_2025_came_out_in_november() -> None:
    found = release(KEY)
    spec = found.by_name["JPY_FUTURES_OPEN_INTEREST"]
    days = [d for d in found.delayed if str(d) == "2025-09-30"]
    assert str(schedule(days, spec, found)[days[0]]) == "2025-11-19 15:30:00-05:00"
