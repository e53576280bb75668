"""Moments: clock changes, leap days, year ends and holidays of publishers, and a host clock that is wrong.

A moment is computed from the publisher's calendar, or is that of a fetch; the first must be right on each odd day, the
second must not be kept while this machine's clock contradicts the publisher's or the archive's own order.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.storage import home as homes
from orchestration.storage import replay
from orchestration.storage.absorb import absorb
from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from sources import clock, ingest
from sources.archive import Archive
from sources.calendars import first_known, next_period, publication_of
from sources.catalog import Catalog, load
from sources.collect import Asked
from sources.http import Http
from sources.periods import Frequency, last_of
from tests.exchanges import Exchange, hosts, scenarios
from tests.faults.table import Tally
from tests.sources.conftest import Conversation

# release, series, period, the moment (UTC) at which its publisher gave or would give it
DUE = [
    # New York changes its clocks on 2026-03-08 and 2026-11-01
    ("fred__h41", "WALCL", "2026-03-04", "2026-03-05 21:30"),
    ("fred__h41", "WALCL", "2026-03-11", "2026-03-12 20:30"),
    ("fred__h41", "WALCL", "2026-10-28", "2026-10-29 20:30"),
    ("fred__h41", "WALCL", "2026-11-04", "2026-11-05 21:30"),
    ("fred__money_market", "SOFR", "2026-03-05", "2026-03-06 14:00"),
    ("fred__money_market", "SOFR", "2026-03-06", "2026-03-09 13:00"),
    ("fred__money_market", "SOFR", "2026-10-30", "2026-11-02 14:00"),
    ("fred__money_market", "SOFR", "2026-10-29", "2026-10-30 13:00"),
    # Tokyo never does; its mornings are the evening before
    ("boj__call_rate_daily", None, "2026-03-06", "2026-03-09 23:50"),
    ("boj__call_rate_daily", None, "2026-11-04", "2026-11-05 23:50"),
    # leap days
    ("treasury__dts", None, "2024-02-28", "2024-02-29 21:00"),
    ("treasury__dts", None, "2024-02-29", "2024-03-01 21:00"),
    ("treasury__dts", None, "2026-02-27", "2026-03-02 21:00"),
    ("fred__h41", "WALCL", "2024-02-28", "2024-02-29 21:30"),
    # turns of the year, holidays on the day of publication
    ("treasury__dts", None, "2025-12-31", "2026-01-02 21:00"),
    ("fred__h41", "WALCL", "2025-12-24", "2025-12-26 21:30"),
    ("fred__h41", "WALCL", "2025-12-31", "2026-01-02 21:30"),
    ("fred__h41", "WALCL", "2024-11-27", "2024-11-29 21:30"),
    ("boj__call_rate_daily", None, "2025-12-29", "2026-01-04 23:50"),
    ("boj__call_rate_daily", None, "2026-04-28", "2026-04-30 23:50"),
    ("fred__h6", "M2SL", "2025-12-31", "2026-01-27 18:00"),
    ("fred__gdp", "GDP", "2020-12-31", "2021-01-29 13:30"),
    # the 53rd week of 2020 and of 2026
    ("fred__h41", "WALCL", "2020-12-30", "2020-12-31 21:30"),
    ("fred__h41", "WALCL", "2026-12-30", "2026-12-31 21:30"),
    ("fred__h41", "WALCL", "2027-01-06", "2027-01-07 21:30"),
    # a shutdown
    ("fred__gdp", "GDP", "2025-09-30", "2025-12-23 13:30"),
]
FOLLOWS = [
    ("fred__h41", "WALCL", "2020-12-30", "2021-01-06"),
    ("fred__h41", "WALCL", "2024-02-28", "2024-03-06"),
    ("fred__h6", "M2SL", "2023-12-31", "2024-01-31"),
    ("fred__h6", "M2SL", "2024-01-31", "2024-02-29"),
    ("fred__gdp", "GDP", "2025-12-31", "2026-03-31"),
]
LAST_DAYS = [
    (Frequency.MONTHLY, "2024-02-01", "2024-02-29"),
    (Frequency.MONTHLY, "2100-02-28", "2100-02-28"),
    (Frequency.MONTHLY, "2000-02-10", "2000-02-29"),
    (Frequency.MONTHLY, "2025-12-31", "2025-12-31"),
    (Frequency.QUARTERLY, "2024-01-01", "2024-03-31"),
    (Frequency.QUARTERLY, "2025-12-31", "2025-12-31"),
    (Frequency.WEEKLY, "2020-12-30", "2020-12-30"),
]


@pytest.mark.fault(15)
def test_a_publisher_s_moment_is_right_on_odd_days(tally: Tally) -> None:
    catalog = load()
    for key, name, period, moment in DUE:
        release = catalog.release(key)
        spec = release.by_name[name] if name else release.series[0]
        day = date.fromisoformat(period)
        due = release.delayed.get(day) or first_known(day, publication_of(spec, release))
        found = f"{due.astimezone(UTC):%Y-%m-%d %H:%M}"
        tally.holds(f"{key} {period} due", found == moment, found)
    for key, name, period, following in FOLLOWS:
        release = catalog.release(key)
        found = next_period(date.fromisoformat(period), release.by_name[name], release)
        tally.holds(f"{key} after {period}", str(found) == following, found)
    for frequency, day, last in LAST_DAYS:
        found = last_of(date.fromisoformat(day), frequency)
        tally.holds(f"{frequency} of {day}", str(found) == last, found)


# How a host tells its time: from the true moment, the headers that it sends.
Telling = Callable[[datetime], dict[str, str]]


def told(truth: datetime) -> dict[str, str]:
    return {"Date": format_datetime(truth, usegmt=True)}


class Clocked(Conversation):
    """The publisher of the GDP, with a clock of its own."""

    def __init__(self) -> None:
        [live] = [s for s in scenarios(load().release("fred__gdp")) if s.name == "live"]
        super().__init__(live.exchanges)
        self.telling: Telling = told
        self.truth = datetime(2026, 9, 15, 12, tzinfo=UTC)

    def send(self, handler: BaseHTTPRequestHandler, exchange: Exchange) -> None:
        handler.send_response_only(exchange.status)
        for name, value in self.telling(self.truth).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(exchange.body)))
        handler.end_headers()
        handler.wfile.write(exchange.body)


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Clocked]:
    monkeypatch.setattr(homes, "BUNDLED", tmp_path / "no bundle")
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    with Clocked() as server:
        for host in hosts():
            monkeypatch.setenv(host.variable, server.url)
        yield server


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def fetch(archive: Archive) -> str:
    """``kept``, or why not."""
    try:
        ingest.fetch(load().release("fred__gdp"), Http(deadline_s=10, paced=False), archive)
    except clock.ClockOff as problem:
        return str(problem)
    return "kept"


YEARS = timedelta(days=3653)
OFF = [timedelta(hours=20), timedelta(days=1), timedelta(days=2), timedelta(days=30), YEARS]


@pytest.mark.fault(15)
def test_nothing_is_kept_while_the_clock_contradicts_the_publisher(
    publisher: Clocked, stopped: Callable[[datetime], None], tmp_path: Path, tally: Tally
) -> None:
    for off in [sign * by for by in OFF for sign in (1, -1)]:
        folder = tmp_path / f"off {off}"
        stopped(publisher.truth + off)
        found = fetch(Archive(folder))
        refused = "this machine's clock" in found and not folder.exists()
        tally.case(f"clock off by {off}", "refused" if refused else f"{found}; {list(folder.rglob('*'))}")
    # hours: a host that calls its local time GMT is no sign of a wrong clock here
    for off in (timedelta(), timedelta(minutes=50), timedelta(hours=9), -timedelta(hours=14)):
        stopped(publisher.truth + off)
        found = fetch(Archive(tmp_path / f"near {off}"))
        tally.case(f"clock off by {off}", "right" if found == "kept" else found)


@pytest.mark.fault(15)
def test_an_answer_from_a_cache_or_without_a_time_is_no_sign_of_a_wrong_clock(
    publisher: Clocked, stopped: Callable[[datetime], None], tmp_path: Path, tally: Tally
) -> None:
    day = timedelta(days=1)
    tellings: dict[str, Telling] = {
        "no Date": lambda _: {},
        "a Date that is none": lambda _: {"Date": "yesterday"},
        "a year of five digits": lambda _: {"Date": "Mon, 01 Jan 12026 00:00:00 GMT"},
        "a day in a cache": lambda truth: {**told(truth - day), "Age": "86400"},
        "an Age that is none": lambda truth: {**told(truth), "Age": "old"},
        "local time with its offset": lambda truth: {
            "Date": f"{truth - timedelta(hours=5):%a, %d %b %Y %H:%M:%S} -0500"
        },
        "the old form": lambda truth: {"Date": f"{truth:%A, %d-%b-%y %H:%M:%S} GMT"},
    }
    for name, telling in tellings.items():
        publisher.telling = telling
        stopped(publisher.truth)
        found = fetch(Archive(tmp_path / name))
        tally.case(name, "right" if found == "kept" else found)


def take_in(home: Home, small: Catalog) -> tuple[datetime, int]:
    """The newest moment in the history, and how many figures there are."""
    release = small.release("fred__gdp")
    with Warehouse.open(home.warehouse, small) as warehouse:
        absorb(release, Asked(release, "answered"), home.archive(), warehouse)
        found = warehouse.sql.execute("SELECT max(greatest(known_at, recorded_at)), count(*) FROM raw.fred__gdp")
        return found.fetchall()[0]  # type: ignore[return-value]


@pytest.mark.fault(15)
@pytest.mark.parametrize("ahead", [timedelta(days=1), YEARS], ids=["a day", "ten years"])
def test_a_delivery_kept_under_a_clock_that_was_ahead_does_not_spoil_what_follows(
    publisher: Clocked,
    stopped: Callable[[datetime], None],
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    tally: Tally,
    ahead: timedelta,
) -> None:
    """No host said its time when it was kept. The next fetch finds it and says what to run; then all is as it was."""
    small = replace(load(), releases={"fred__gdp": load().release("fred__gdp")})
    monkeypatch.setenv("TIDEGAUGE_HOME", str(home.root))
    publisher.telling = lambda _: {}
    stopped(publisher.truth + ahead)
    assert fetch(home.archive()) == "kept"
    take_in(home, small)
    stopped(publisher.truth)
    found = fetch(home.archive())
    tally.holds(f"{ahead}: the next fetch is refused", "but a delivery was kept at" in found, found)
    command = shlex.split(found[found.index("tidegauge refuse") :])
    answer = CliRunner().invoke(main, command[1:])
    tally.holds(f"{ahead}: the command that it names works", answer.exit_code == 0, answer.output)
    found = fetch(home.archive())
    tally.holds(f"{ahead}: the fetch after it is kept", found == "kept", found)
    newest, count = take_in(home, small)
    tally.holds(f"{ahead}: nothing is known from the future", newest <= publisher.truth and count > 0, newest)
    asked = [Asked(small.release("fred__gdp"), "not_asked")]
    with replay.replayed(home, small, asked) as (_, report):
        tally.holds(f"{ahead}: a replay gives the same", report.identical, report.differences)
    forgotten: list[str] = []
    monkeypatch.setattr(Warehouse, "forget", lambda self, release, decided: forgotten.append(release))
    stopped(publisher.truth + timedelta(hours=3))
    publisher.truth += timedelta(hours=3)
    fetch(home.archive())
    take_in(home, small)
    tally.holds(f"{ahead}: later deliveries are not read anew each time", forgotten == [], forgotten)


@pytest.mark.fault(15)
@pytest.mark.parametrize("behind", [timedelta(days=1), YEARS], ids=["a day", "ten years"])
def test_a_clock_that_fell_behind_the_archive_keeps_nothing(
    publisher: Clocked, stopped: Callable[[datetime], None], tmp_path: Path, tally: Tally, behind: timedelta
) -> None:
    archive = Archive(tmp_path / "archive")
    publisher.telling = lambda _: {}
    stopped(publisher.truth)
    assert fetch(archive) == "kept"
    before = {p: p.read_bytes() for p in archive.root.rglob("*") if p.is_file()}
    stopped(publisher.truth - behind)
    found = fetch(archive)
    same = {p: p.read_bytes() for p in archive.root.rglob("*") if p.is_file()} == before
    tally.case(f"behind by {behind}", "refused" if "clock says" in found and same else found)
