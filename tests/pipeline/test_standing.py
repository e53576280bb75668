"""Status and brief on an edition made by hand: what is late, by how long, through which series."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest

from orchestration import standing
from orchestration.standing import duration

NOW = datetime(2026, 8, 21, 15, tzinfo=UTC)
SCHEMA = """
    CREATE TABLE releases (
        release VARCHAR, origin VARCHAR, access VARCHAR, observations INTEGER, last_period DATE,
        last_known_at TIMESTAMPTZ, next_period DATE, next_expected_at TIMESTAMPTZ, late_from TIMESTAMPTZ,
        first_late_series VARCHAR, degraded_reason VARCHAR);
    CREATE TABLE series (series VARCHAR, last_period DATE);
    CREATE TABLE quarantine (
        release VARCHAR, delivery VARCHAR, fetched_at TIMESTAMPTZ, outcome VARCHAR, found VARCHAR, reason VARCHAR,
        may_be_accepted BOOLEAN);
    CREATE TABLE overrules (
        release VARCHAR, delivery VARCHAR, decided_at TIMESTAMPTZ, verdict VARCHAR, guard VARCHAR, series VARCHAR,
        area VARCHAR, why VARCHAR, decided_by VARCHAR);
"""


class Hand:
    """What status and brief need of an edition."""

    name = "by-hand"

    def __init__(self) -> None:
        self.manifest: dict[str, Any] = {"as_of": NOW.isoformat()}  # so that the tests need no clock
        self.rows: list[list[Any]] = []
        self.series: list[tuple[str, str]] = []
        self.judged = ""  # statements that fill the tables of refusals and decisions

    def add(
        self, name: str, last: str | None, late: timedelta | None, *, series_last: str | None = None, reason: str = ""
    ) -> None:
        """``late``: how long ago the release became late; negative where it will."""
        expected = None if late is None else NOW - late - timedelta(days=2)
        late_from = None if late is None else NOW - late
        known = datetime(2026, 8, 20, 20, 30, tzinfo=UTC) if last else None
        row = [name, "live" if last else "none", "open", 10 if last else 0, last, known, last, expected, late_from]
        self.rows.append([*row, name.upper() if late else None, reason or None])
        if last:
            self.series.append((name.upper(), series_last or last))

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect() as db:
            db.execute(f"SET TimeZone = 'UTC'; {SCHEMA}")
            db.executemany("INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self.rows)
            db.executemany("INSERT INTO series VALUES (?, ?)", self.series)
            db.execute(self.judged)
            yield db


@pytest.fixture
def hand() -> Hand:
    made = Hand()
    made.add("on_time", "2026-08-19", timedelta(days=-3))
    made.add("behind", "2026-08-12", timedelta(days=6, hours=1))
    made.add("partly", "2026-08-19", timedelta(hours=5), series_last="2026-08-12", reason="a leg was set aside")
    made.add("ended", "2019-12-31", None)
    made.add("unknown", None, None, reason="never fetched, nothing in the archive")
    return made


def line(shown: str, start: str) -> str:
    [found] = [" ".join(text.split()) for text in shown.splitlines() if text.split()[:1] == [start]]
    return found


def test_status_says_what_is_late_by_how_long_and_through_which_series(
    hand: Hand, capsys: pytest.CaptureFixture[str]
) -> None:
    standing.show_status(hand)  # type: ignore[arg-type]
    shown = capsys.readouterr().out
    expected = f"{NOW + timedelta(days=1):%Y-%m-%d %H:%M}"
    assert line(shown, "on_time") == f"on_time 2026-08-19 2026-08-20 20:30 {expected} live ok"
    assert line(shown, "behind").endswith("live late by 6 days")
    assert "late by 5 h: PARTLY ends 2026-08-12; a leg was set aside" in " ".join(shown.split())
    assert line(shown, "ended") == "ended 2019-12-31 2026-08-20 20:30 — live ok"
    assert "1 releases without figures:\n  unknown: never fetched" in shown


def test_status_fits_into_120_columns(hand: Hand, capsys: pytest.CaptureFixture[str]) -> None:
    hand.add("mof_japan__securities_flows_monthly", "2026-08-19", timedelta(days=400), series_last="2025-01-31")
    standing.show_status(hand)  # type: ignore[arg-type]
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 120
    for whole in ("mof_japan__securities_flows_monthly", "2026-08-20 20:30", "late by 400 days"):
        assert whole in shown


def test_status_for_programs_has_every_field_and_the_verdict(hand: Hand, capsys: pytest.CaptureFixture[str]) -> None:
    standing.show_status(hand, as_json=True)  # type: ignore[arg-type]
    told = json.loads(capsys.readouterr().out)
    assert told["edition"] == "by-hand"
    assert datetime.fromisoformat(told["at"]) == NOW
    rows = {row["release"]: row for row in told["releases"]}
    assert {name for name, row in rows.items() if row["late"]} == {"behind", "partly"}
    assert rows["behind"]["late_by_hours"] == pytest.approx(145, abs=0.1)
    assert rows["behind"]["last_known_at"] == "2026-08-20T20:30:00+00:00"
    assert rows["partly"]["first_late_series"] == "PARTLY"
    assert rows["partly"]["first_late_last_period"] == "2026-08-12"
    assert rows["unknown"]["next_expected_at"] is None


def test_an_edition_as_of_a_day_is_judged_by_that_day(hand: Hand, capsys: pytest.CaptureFixture[str]) -> None:
    hand.manifest["as_of"] = (NOW - timedelta(days=1)).isoformat()
    standing.show_status(hand, as_json=True)  # type: ignore[arg-type]
    rows = {row["release"]: row for row in json.loads(capsys.readouterr().out)["releases"]}
    assert {name for name, row in rows.items() if row["late"]} == {"behind"}
    assert rows["behind"]["late_by_hours"] == pytest.approx(121, abs=0.1)


def test_the_current_edition_is_judged_by_the_clock(hand: Hand) -> None:
    hand.manifest["as_of"] = None
    before = datetime.now(UTC)
    assert before <= standing.moment_of(hand) <= datetime.now(UTC)  # type: ignore[arg-type]


def test_the_brief_counts_what_is_late_and_names_the_longest(hand: Hand, capsys: pytest.CaptureFixture[str]) -> None:
    with hand.connect() as db:
        standing.print_summary(standing.console_of(), db, NOW)
    shown = " ".join(capsys.readouterr().out.split())
    assert "Sources 5 releases: 4 live, 1 none" in shown
    assert "late 2 releases lack a figure that their calendar promised; the longest behind (late by 6 days)." in shown


def test_the_brief_has_no_line_about_lateness_when_nothing_is_late(capsys: pytest.CaptureFixture[str]) -> None:
    hand = Hand()
    hand.add("on_time", "2026-08-19", timedelta(days=-3))
    with hand.connect() as db:
        standing.print_summary(standing.console_of(), db, NOW)
    assert "late" not in capsys.readouterr().out


JUDGED = """
    INSERT INTO quarantine
    SELECT
        'behind', repeat('ab12', 16), '2026-08-19 12:00:00+00', 'refused', 'WALCL USA 2026-08-0' || n, '1e9 [odd]', true
    FROM range(1, 4) AS rows(n);
    INSERT INTO quarantine VALUES
        ('partly', repeat('cd', 32), '2026-08-18 00:00:00+00', 'refused', 'whole payload', 'cut', false);
    INSERT INTO overrules VALUES
        ('ended', repeat('ef', 32), '2026-08-17 00:00:00+00', 'accept', 'leap', 'X', 'USA', 'a benchmark', 'Ada');
"""


def test_status_shows_what_was_not_recorded_and_what_people_decided(
    hand: Hand, capsys: pytest.CaptureFixture[str]
) -> None:
    hand.judged = JUDGED
    standing.show_status(hand)  # type: ignore[arg-type]
    shown = capsys.readouterr().out
    assert "Quarantine: 2 deliveries, of which nothing or not all was recorded" in shown
    assert (
        "ab12ab12ab12  behind  2026-08-19 12:00  refused, 3 rows (tidegauge accept takes it): "
        "WALCL USA 2026-08-01: 1e9 [odd]" in shown
    )
    assert "cdcdcdcdcdcd  partly  2026-08-18 00:00  refused, 1 rows (nothing to accept): whole payload: cut" in shown
    assert "efefefefefef  ended  2026-08-17 00:00  accept leap by Ada: a benchmark" in shown
    standing.show_status(hand, as_json=True)  # type: ignore[arg-type]
    told = json.loads(capsys.readouterr().out)
    assert [row["rows"] for row in told["quarantine"]] == [3, 1]
    assert told["overrules"][0]["why"] == "a benchmark"


def test_the_first_screen_says_how_much_was_not_recorded(hand: Hand, capsys: pytest.CaptureFixture[str]) -> None:
    hand.judged = JUDGED
    with hand.connect() as db:
        standing.print_summary(standing.console_of(), db, NOW)
    shown = " ".join(capsys.readouterr().out.split())
    assert "quarantine 4 rows of 2 deliveries were not recorded; the newest behind: WALCL USA 2026-08-01" in shown
    assert "overruled by hand 1 decisions" in shown


@pytest.mark.parametrize(
    ("seconds", "told"), [(60, "1 h"), (5 * 3600, "5 h"), (47 * 3600, "47 h"), (48 * 3600, "2 days")]
)
def test_lateness_is_told_in_hours_below_two_days(seconds: float, told: str) -> None:
    assert duration(seconds) == told
