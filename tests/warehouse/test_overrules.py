"""A person overrules a guard: durable, no further than what was seen, taken back again, the same after a replay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.storage import home as homes
from orchestration.storage import replay
from orchestration.storage.absorb import Standing, absorb
from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from sources.archive import Entry
from sources.catalog import Catalog
from sources.collect import Asked
from sources.model import Delivery, Payload, Request
from tests.warehouse.test_absorb import keep_gold

START = datetime(2026, 8, 1, 15, 4, 5, tzinfo=UTC)
QUARTERS = [date(year, month, 1) for year in range(2010, 2026) for month in (1, 4, 7, 10)]
CALM = {day: 8000.0 + 50 * n for n, day in enumerate(QUARTERS)}
LAST = QUARTERS[-1]
ODD = {**CALM, LAST: 5.2 * CALM[LAST]}  # leaps, but within the catalog's bounds
HUGE = {**CALM, LAST: 500_000.0}  # out of bounds, and a leap, too


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, home: Home, tmp_path: Path) -> None:
    monkeypatch.setattr(homes, "BUNDLED", tmp_path / "no bundle")
    monkeypatch.setenv("TIDEGAUGE_HOME", str(home.root))


@pytest.fixture
def small(catalog: Catalog) -> Catalog:
    return replace(catalog, releases={"fred__gdp": catalog.releases["fred__gdp"]})


Take = Callable[[], Standing]


@pytest.fixture
def take(home: Home, small: Catalog) -> Take:
    """Bring the working file up to the archive, as a run does."""

    def run() -> Standing:
        release = small.release("fred__gdp")
        with Warehouse.open(home.warehouse, small) as warehouse:
            return absorb(release, Asked(release, "not_asked"), home.archive(), warehouse)

    return run


def keep(home: Home, figures: dict[date, float], day: int, tail: bytes = b"") -> Entry:
    lines = ["observation_date,GDP", *(f"{d},{v}" for d, v in figures.items())]
    request = Request(url="https://fred.stlouisfed.org/graph/fredgraph.csv", params={"id": "GDP"})
    payload = Payload(request=request, media_type="text/csv", body=("\n".join(lines) + "\n").encode() + tail)
    at = START + timedelta(days=day)
    return home.archive().keep(Delivery(release="fred__gdp", fetched_at=at, origin="live", payloads=(payload,)))


def tell(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def ask(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as working:
        working.execute("SET TimeZone = 'UTC'")
        return working.execute(sql).fetchall()


def newest(home: Home) -> float:
    [(value,)] = ask(home, "SELECT value FROM raw.fred__gdp WHERE known_until IS NULL ORDER BY period DESC LIMIT 1")
    return float(value)


def whole(home: Home) -> Sequence[tuple[Any, ...]]:
    return ask(home, "SELECT * FROM raw.fred__gdp ORDER BY ALL")


def replays(home: Home, small: Catalog) -> bool:
    asked = [Asked(release, "not_asked") for release in small.releases.values()]
    with replay.replayed(home, small, asked) as (_, report):
        return report.identical


def test_a_leap_that_a_person_accepts_is_recorded_from_the_fetch_that_showed_it(
    home: Home, take: Take, small: Catalog
) -> None:
    keep(home, CALM, 0)
    entry = keep(home, ODD, 1)
    assert take().outcome == "refused"
    assert newest(home) == CALM[LAST]
    told = tell("accept", entry.digest[:12], "--why", "the new benchmark year", "--by", "Ada")
    assert told.exit_code == 0, told.output
    assert "fred__gdp: accepted for GDP USA: a figure far from its neighbours" in told.output
    standing = take()
    assert (standing.outcome, standing.reason) == ("recorded", None)
    assert newest(home) == ODD[LAST]
    assert ask(home, "SELECT known_at FROM raw.fred__gdp WHERE value > 50000") == [(entry.at,)]
    assert ask(home, "SELECT verdict, guard, series, area, why, decided_by FROM ledger.overrules") == [
        ("accept", "leap", "GDP", "USA", "the new benchmark year", "Ada")
    ]
    assert ask(home, "SELECT count(*) FROM ledger.quarantine") == [(0,)]
    assert replays(home, small)


def test_a_file_that_is_rebuilt_from_the_archive_alone_is_the_same(home: Home, take: Take) -> None:
    keep(home, CALM, 0)
    entry = keep(home, ODD, 1)
    take()
    tell("accept", entry.digest[:12], "--why", "benchmark")
    keep(home, {**ODD, LAST: ODD[LAST] + 1}, 2)
    take()
    before = whole(home)
    home.warehouse.unlink()
    take()
    assert whole(home) == before
    assert newest(home) == ODD[LAST] + 1


def test_deliveries_that_came_meanwhile_keep_their_place(home: Home, take: Take, small: Catalog) -> None:
    """A decision of today on a delivery of last week: the history is what it would have been without the guard."""
    keep(home, CALM, 0)
    entry = keep(home, ODD, 1)
    later = keep(home, {**ODD, QUARTERS[0]: 7_990.0}, 2)
    take()
    tell("accept", entry.digest[:12], "--why", "a new benchmark year")
    assert take().outcome == "recorded"
    values = ask(home, f"SELECT value FROM raw.fred__gdp WHERE period > '{LAST}' ORDER BY known_at")
    assert values == [(CALM[LAST],), (ODD[LAST],)]
    assert ask(home, "SELECT known_at FROM raw.fred__gdp WHERE value = 7990") == [(later.at,)]
    assert replays(home, small)


def test_only_the_guard_that_was_seen_is_lifted(home: Home, take: Take) -> None:
    """Out of bounds and a leap: whoever accepts the one has not seen the other."""
    keep(home, CALM, 0)
    entry = keep(home, HUGE, 1)
    assert "low and high" in str(take().reason)
    tell("accept", entry.digest[:12], "--why", "in bounds of my own")
    standing = take()
    assert standing.outcome == "refused"
    assert "a figure leapt" in str(standing.reason)
    assert newest(home) == CALM[LAST]
    tell("accept", entry.digest[:12], "--why", "the leap, too")
    assert take().outcome == "recorded"
    assert newest(home) == HUGE[LAST]


def test_a_figure_that_was_accepted_is_fine_in_the_next_delivery_and_no_other_is(home: Home, take: Take) -> None:
    keep(home, CALM, 0)
    entry = keep(home, HUGE, 1)
    take()
    for _ in range(2):
        tell("accept", entry.digest[:12], "--why", "right")
        take()
    keep(home, {**HUGE, QUARTERS[0]: 7_990.0}, 2)
    assert take().outcome == "recorded"
    keep(home, {**HUGE, LAST: 600_000.0}, 3)
    assert take().outcome == "refused"


def test_a_decision_that_is_taken_back_leaves_the_history_as_it_was(home: Home, take: Take, small: Catalog) -> None:
    keep(home, CALM, 0)
    entry = keep(home, ODD, 1)
    take()
    before = whole(home)
    tell("accept", entry.digest[:12], "--why", "right")
    take()
    told = tell("accept", entry.digest[:12], "--revoke", "--why", "it was not")
    assert "taken back (1 × accept)" in told.output
    assert take().outcome == "refused"
    assert whole(home) == before
    assert ask(home, "SELECT count(*) FROM ledger.overrules") == [(0,)]
    assert replays(home, small)
    log = home.root / "archive/overrules/fred__gdp.jsonl"
    assert len(log.read_text().splitlines()) == 2  # nothing of the log is ever changed


def test_a_delivery_that_the_guards_let_through_is_left_out_and_taken_in_again(
    home: Home, take: Take, small: Catalog
) -> None:
    keep(home, CALM, 0)
    wrong = keep(home, {**CALM, LAST: CALM[LAST] + 500}, 1)
    take()
    before = whole(home)
    assert tell("refuse", wrong.digest[:12], "--why", "a test page of theirs").exit_code == 0
    standing = take()
    assert newest(home) == CALM[LAST]
    assert standing.outcome == "recorded"  # read anew; nothing is at fault
    assert ask(home, "SELECT guard, reason FROM ledger.quarantine") == [
        ("hand", "left out by hand: a test page of theirs")
    ]
    assert replays(home, small)
    tell("refuse", wrong.digest[:12], "--revoke", "--why", "it was real")
    take()
    assert whole(home) == before


@pytest.mark.parametrize(
    ("figures", "tail", "told"),
    [
        (CALM, b"2026-01-01,3", "nobody can know better: whole payload"),
        (CALM, f"{LAST},1.0\n".encode(), "two different values for one observation"),
        ({**CALM, date(2031, 1, 1): 35000.0}, b"", "nobody can know better"),
    ],
    ids=["cut", "conflicting", "in the future"],
)
def test_what_nobody_can_know_better_cannot_be_accepted(
    home: Home, take: Take, figures: dict[date, float], tail: bytes, told: str
) -> None:
    keep(home, CALM, 0)
    entry = keep(home, figures, 1, tail)
    assert take().outcome == "refused"
    answer = tell("accept", entry.digest[:12], "--why", "I want it")
    assert answer.exit_code == 1
    assert told in answer.output
    assert not (home.root / "archive/overrules").exists()


def test_bytes_that_are_not_those_that_were_stored_cannot_be_accepted(home: Home, take: Take) -> None:
    keep(home, CALM, 0)
    entry = keep(home, ODD, 1)
    take()
    sha256 = entry.payloads[0]["sha256"]
    (home.root / f"archive/bodies/{sha256[:2]}/{sha256}.gz").write_bytes(b"another")
    answer = tell("accept", entry.digest[:12], "--why", "right")
    assert answer.exit_code == 1
    assert "payload is corrupted" in answer.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["accept", "abc", "--why", "x"], "the beginning of a hash"),
        (["accept", "abcdef012345", "--why", "x"], "no delivery abcdef012345"),
        (["accept", "GOOD", "--why", "x"], "nothing of that delivery was refused"),
        (["accept", "GOOD", "--why", "x", "--revoke"], "nothing was decided on that delivery"),
        (["accept", "ODD", "--why", " "], "expected a reason"),
        (["accept", "ODD", "--why", "x", "--only", "M2SL"], "expected some of GDP USA; found M2SL"),
        (["accept", "ODD"], "Missing option '--why'"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_with_what_was_expected(
    home: Home, take: Take, arguments: list[str], told: str
) -> None:
    digests = {"GOOD": keep(home, CALM, 0).digest, "ODD": keep(home, ODD, 1).digest}
    take()
    answer = tell(*(digests.get(a, a) for a in arguments))
    assert answer.exit_code != 0
    assert told in answer.output


def test_the_same_bytes_fetched_again_later_are_judged_anew(home: Home, take: Take) -> None:
    """An older copy that was accepted once must not undo revisions when it comes once more."""
    keep(home, CALM, 0)
    short = {d: v + 1 for d, v in CALM.items() if d < LAST}
    entry = keep(home, short, 1)
    assert "no older copy than last time" in str(take().reason)
    tell("accept", entry.digest[:12], "--why", "the publisher took the quarter back")
    assert take().outcome == "recorded"
    keep(home, CALM, 2)
    keep(home, short, 3)
    assert "no older copy than last time" in str(take().reason)


def test_a_country_that_was_set_aside_is_taken_in_alone(home: Home, catalog: Catalog) -> None:
    imf = catalog.release("imf__international_liquidity")
    keep_gold(home.archive(), brazil=5_544_278_723, poland=5_000_000_000, others=30)
    [entry] = home.archive().entries(imf.key)

    def take() -> Standing:
        with Warehouse.open(home.warehouse, catalog) as warehouse:
            return absorb(imf, Asked(imf, "not_asked"), home.archive(), warehouse)

    take()
    areas = "SELECT DISTINCT area FROM raw.imf__international_liquidity WHERE series = 'IMF_GOLD' AND area[1] <> 'X'"
    assert ask(home, areas) == []
    told = tell("accept", entry.digest[:12], "--only", "IMF_GOLD POL", "--why", "Poland bought it all")
    assert told.exit_code == 0, told.output
    standing = take()
    assert ask(home, areas) == [("POL",)]
    assert str(standing.reason).startswith("IMF_GOLD BRA set aside")
    assert "POL" not in str(standing.reason)


def test_nothing_recorded_is_lost_when_reading_anew_finds_a_damaged_body(home: Home, take: Take) -> None:
    """The figures of a delivery whose bytes are gone stand in the working file only: it is not emptied."""
    first = keep(home, CALM, 0)
    entry = keep(home, ODD, 1)
    take()
    before = whole(home)
    sha256 = first.payloads[0]["sha256"]
    body = home.root / f"archive/bodies/{sha256[:2]}/{sha256}.gz"
    stored = body.read_bytes()
    body.write_bytes(stored[:-5])
    tell("accept", entry.digest[:12], "--why", "right")
    keep(home, {**CALM, QUARTERS[0]: 7_990.0}, 2)
    standing = take()
    assert "has to be read anew, which waits" in str(standing.reason)
    assert set(before) - set(whole(home)) == {row for row in before if row[2] == date(2010, 3, 31)}  # only ended
    assert len(whole(home)) == len(before) + 1
    body.write_bytes(stored)
    assert "waits" not in str(take().reason)
    assert ask(home, "SELECT count(*) FROM raw.fred__gdp WHERE value > 50000") == [(1,)]
