"""Replaying the archive: identical under the same code, and every difference counted, shown and adopted whole."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from orchestration.storage import home as homes
from orchestration.storage import replay
from orchestration.storage.absorb import absorb
from orchestration.storage.differences import Counts
from orchestration.storage.home import Home
from orchestration.storage.replay import Report
from orchestration.storage.warehouse import Warehouse
from sources.catalog import Catalog
from sources.collect import Asked
from sources.errors import PayloadRefused, TidegaugeError
from sources.model import Delivery, Payload, Release, Request
from sources.publishers.fred import Fred
from tests.warehouse.test_record import Q1
from tests.warehouse.test_record_vintages import shown

FIRST = b"observation_date,GDP\n2025-01-01,30000\n2025-04-01,30485.7\n"
REVISED = b"observation_date,GDP\n2025-01-01,30010\n2025-04-01,30485.7\n2025-07-01,31000\n"
START = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def few_releases(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(homes, "BUNDLED", tmp_path / "no bundle")


@pytest.fixture
def small(catalog: Catalog) -> Catalog:
    return replace(catalog, releases={key: catalog.releases[key] for key in ("fred__gdp", "fred__h6")})


def keep(home: Home, body: bytes, day: int, release: str = "fred__gdp") -> None:
    code = {"fred__gdp": "GDP", "fred__h6": "M2SL"}[release]
    request = Request(url="https://fred.stlouisfed.org/graph/fredgraph.csv", params={"id": code})
    payload = Payload(request=request, media_type="text/csv", body=body)
    at = START + timedelta(days=day)
    home.archive().keep(Delivery(release=release, fetched_at=at, origin="live", payloads=(payload,)))


def asked(catalog: Catalog) -> list[Asked]:
    return [Asked(release, "not_asked") for release in catalog.releases.values()]


def record(home: Home, catalog: Catalog) -> None:
    with Warehouse.open(home.warehouse, catalog) as warehouse:
        for answer in asked(catalog):
            absorb(answer.release, answer, home.archive(), warehouse)


def replayed(home: Home, catalog: Catalog) -> Report:
    with replay.replayed(home, catalog, asked(catalog)) as (_, report):
        return report


@pytest.fixture
def recorded(home: Home, small: Catalog) -> Home:
    """A home with two deliveries of the GDP, the second with a revision and a new quarter."""
    keep(home, FIRST, 0)
    keep(home, REVISED, 60)
    record(home, small)
    return home


def parse_with(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    parse = Fred.parse

    def changed(self: Fred, payload: Payload, release: Release) -> pl.DataFrame:
        return parse(self, payload, release).pipe(change)

    monkeypatch.setattr(Fred, "parse", changed)


def files(home: Home) -> list[str]:
    return sorted(p.name for p in home.warehouse.parent.iterdir())


def test_the_same_code_gives_an_identical_file_and_leaves_nothing_behind(recorded: Home, small: Catalog) -> None:
    before = recorded.warehouse.read_bytes()
    report = replayed(recorded, small)
    assert report.identical
    assert (report.releases, report.deliveries, report.versions) == (2, 2, 4)
    assert files(recorded) == ["tidegauge.duckdb"]
    assert recorded.warehouse.read_bytes() == before


def test_refusals_and_deliveries_that_turned_up_late_replay_to_the_same_file(recorded: Home, small: Catalog) -> None:
    keep(recorded, REVISED[:-7], 90)
    record(recorded, small)
    keep(recorded, FIRST.replace(b"30000", b"30005"), 30)
    record(recorded, small)
    report = replayed(recorded, small)
    assert report.identical
    assert (report.deliveries, report.versions) == (4, 5)


def test_a_publisher_s_vintages_replay_to_the_same_file_and_are_named_when_they_are_refused(
    recorded: Home, small: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(Q1, 29000.0, False, date(2025, 4, 30)), (Q1, 30010.0, False, date(2025, 5, 29))]
    monkeypatch.setattr("sources.ingest.read_vintages", lambda *_: shown(*rows))
    payload = Payload(request=Request(url="https://api.stlouisfed.org/x"), media_type="application/json", body=b"{}")
    at = START + timedelta(days=70)
    recorded.archive().keep(
        Delivery(release="fred__gdp", fetched_at=at, origin="live", payloads=(payload,), vintages="GDP")
    )
    record(recorded, small)
    assert replayed(recorded, small).identical

    def refused(*_: object) -> pl.DataFrame:
        raise PayloadRefused("vintages of another unit")

    monkeypatch.setattr("sources.ingest.read_vintages", refused)
    [difference] = replayed(recorded, small).differences
    assert difference.counts.figures == 0
    assert difference.counts.history == 1
    assert list(map(str, difference.verdicts)) == [
        "vintages of GDP of 2026-10-10 00:00 UTC (live): recorded → refused: vintages of another unit"
    ]


def test_a_version_that_stands_once_more_than_it_should_is_a_difference(recorded: Home, small: Catalog) -> None:
    """Superseded versions may be equal; what counts is how many there are."""
    with duckdb.connect(str(recorded.warehouse)) as working:
        working.execute("INSERT INTO raw.fred__gdp FROM raw.fred__gdp WHERE known_until IS NOT NULL")
    [difference] = replayed(recorded, small).differences
    assert difference.counts == Counts(0, 0, 0, 1, 1, 0)


def test_a_parser_that_reads_one_figure_otherwise_is_told_by_series_and_by_example(
    recorded: Home, small: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = pl.col("period").dt.month() == 9
    parse_with(monkeypatch, lambda t: t.with_columns(value=pl.when(third).then(31000.5).otherwise("value")))
    [difference] = replayed(recorded, small).differences
    assert difference.release == "fred__gdp"
    assert difference.counts == difference.series["GDP"] == Counts(1, 0, 0, 0, 1, 1)
    assert list(map(str, difference.examples)) == [
        "GDP USA 2025-09-30: 31000 → 31000.5, known 2026-09-30 00:00 UTC",
    ]
    assert not difference.verdicts


def test_what_differs_in_history_only_is_told_apart_from_the_figures_known_now(
    recorded: Home, small: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = pl.col("value") == 30000
    parse_with(monkeypatch, lambda t: t.with_columns(value=pl.when(was).then(29000.0).otherwise("value")))
    [difference] = replayed(recorded, small).differences
    assert difference.counts == Counts(0, 0, 0, 1, 1, 1)
    [example] = difference.examples
    assert (example.kind, str(example)) == ("history", "GDP USA 2025-03-31: 30000 → 29000, known 2025-04-30 12:30 UTC")


def test_another_moment_of_the_same_figure_is_history_with_both_moments(recorded: Home, small: Catalog) -> None:
    with duckdb.connect(str(recorded.warehouse)) as working:
        working.execute("SET TimeZone = 'UTC'")
        working.execute("UPDATE raw.fred__gdp SET known_at = known_at - INTERVAL 1 DAY WHERE period = '2025-06-30'")
    [difference] = replayed(recorded, small).differences
    assert difference.counts == Counts(0, 0, 0, 1, 1, 1)
    assert str(difference.examples[0]) == ("GDP USA 2025-06-30: 30485.7, known 2025-07-30 12:30 → 2025-07-31 12:30 UTC")


def test_figures_that_are_gone_or_new_are_counted_as_such(
    recorded: Home, small: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse_with(monkeypatch, lambda t: t.filter(pl.col("period").dt.month() != 9))
    [gone] = replayed(recorded, small).differences
    assert gone.counts == Counts(0, 1, 0, 0, 1, 0)
    assert str(gone.examples[0]) == "GDP USA 2025-09-30: 31000 → none, known 2026-09-30 00:00 UTC"
    record_anew(recorded, small)
    monkeypatch.undo()
    monkeypatch.setattr(homes, "BUNDLED", recorded.root / "no bundle")
    [new] = replayed(recorded, small).differences
    assert new.counts == Counts(0, 0, 1, 0, 0, 1)
    assert str(new.examples[0]) == "GDP USA 2025-09-30: none → 31000, known 2026-09-30 00:00 UTC"


def record_anew(home: Home, catalog: Catalog) -> None:
    home.warehouse.unlink()
    record(home, catalog)


def test_a_delivery_that_today_s_code_refuses_is_named_with_its_reason(
    recorded: Home, small: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Fred, payload: Payload, release: Release) -> pl.DataFrame:
        if b"31000" in payload.body:
            raise PayloadRefused("of a kind that is refused today")
        return parse(self, payload, release)

    parse = Fred.parse
    monkeypatch.setattr(Fred, "parse", refused)
    report = replayed(recorded, small)
    [difference] = report.differences
    assert difference.counts == Counts(1, 1, 0, 0, 3, 1)
    assert not difference.archive_differs
    [verdict] = difference.verdicts
    assert (verdict.before, verdict.now) == ("recorded", "refused")
    assert str(verdict).startswith("delivery of 2026-09-30 00:00 UTC (live): recorded → refused: https://fred")
    assert str(verdict).endswith("of a kind that is refused today")


def test_a_damaged_body_is_named_and_the_other_deliveries_are_read(recorded: Home, small: Catalog) -> None:
    keep(recorded, b"observation_date,M2SL\n2026-05-01,22000\n", 0, "fred__h6")
    record(recorded, small)
    [log] = (recorded.root / "archive/log").glob("fred__gdp.jsonl")
    sha256 = json.loads(log.read_text().splitlines()[0])["payloads"][0]["sha256"]
    body = recorded.root / "archive/bodies" / sha256[:2] / f"{sha256}.gz"
    body.write_bytes(body.read_bytes()[:-9])
    report = replayed(recorded, small)
    [damaged] = report.damaged
    assert (damaged.release, damaged.fetched_at) == ("fred__gdp", START)
    assert body.name in damaged.reason
    [difference] = report.differences  # the other release, and the delivery after it, are what they were
    assert difference.archive_differs
    [verdict] = difference.verdicts
    assert (verdict.before, verdict.now, verdict.reason) == ("recorded", None, damaged.reason)
    assert difference.counts.gone == 0
    assert report.deliveries == 2


def test_a_delivery_that_was_never_recorded_is_the_archive_s_difference_not_the_code_s(
    recorded: Home, small: Catalog
) -> None:
    keep(recorded, REVISED + b"2025-10-01,31500\n", 200)
    [difference] = replayed(recorded, small).differences
    assert difference.archive_differs
    assert [(v.before, v.now) for v in difference.verdicts] == [(None, "recorded")]
    assert difference.counts == Counts(0, 0, 1, 0, 0, 1)


def test_releases_that_came_into_or_left_the_catalog_are_compared_too(recorded: Home, small: Catalog) -> None:
    keep(recorded, b"observation_date,M2SL\n2026-05-01,22000\n", 0, "fred__h6")
    other = replace(small, releases={"fred__h6": small.releases["fred__h6"]})
    with duckdb.connect(str(recorded.warehouse)) as working:
        working.execute("DROP TABLE raw.fred__h6")
    counts = {d.release: d.counts for d in replayed(recorded, other).differences}
    assert counts == {"fred__h6": Counts(0, 0, 1, 0, 0, 1), "fred__gdp": Counts(0, 3, 0, 0, 4, 0)}


def test_adopting_swaps_the_new_file_in_and_keeps_the_old_one(
    recorded: Home, small: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse_with(monkeypatch, lambda t: t.with_columns(pl.col("value") + 1))
    before = recorded.warehouse.read_bytes()
    with replay.replayed(recorded, small, asked(small)) as (file, report):
        kept = replay.adopt(recorded, file)
    assert not report.identical
    assert kept.read_bytes() == before
    assert "before-replay" in kept.name
    assert files(recorded) == sorted([kept.name, "tidegauge.duckdb"])
    assert replayed(recorded, small).identical
    with Warehouse.open(recorded.warehouse, small) as warehouse:
        rows = warehouse.sql.execute("SELECT value FROM raw.fred__gdp WHERE known_until IS NULL").fetchall()
    assert sorted(rows) == [(30011.0,), (30486.7,), (31001.0,)]


def test_there_is_a_working_file_at_every_moment_of_adopting(
    recorded: Home, small: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, move = [], Path.replace

    def watched(self: Path, target: Path) -> Path:
        there.append(recorded.warehouse.exists())
        moved = move(self, target)
        there.append(recorded.warehouse.exists())
        return moved

    monkeypatch.setattr(Path, "replace", watched)
    with replay.replayed(recorded, small, asked(small)) as (file, _):
        replay.adopt(recorded, file)
    assert there == [True, True]


def test_adopting_leaves_no_log_of_the_old_file_for_the_new_one(recorded: Home, small: Catalog) -> None:
    """A write-ahead log beside a file of another content would be played into it."""
    with replay.replayed(recorded, small, asked(small)) as (file, _):
        copy, log = recorded.root / "copy.duckdb", Path(f"{recorded.warehouse}.wal")
        copy.write_bytes(recorded.warehouse.read_bytes())
        with duckdb.connect(str(copy)) as working:
            working.execute("SET checkpoint_threshold = '1GB'")
            working.execute("CREATE TABLE raw.unfinished AS SELECT 7 AS x")
            log.write_bytes(Path(f"{copy}.wal").read_bytes())
        kept = replay.adopt(recorded, file)
    assert files(recorded) == sorted([kept.name, "tidegauge.duckdb"])
    with duckdb.connect(str(kept), read_only=True) as old:
        assert old.execute("SELECT x FROM raw.unfinished").fetchall() == [(7,)]


def test_a_file_of_another_shape_is_not_compared_but_can_be_replaced(recorded: Home, small: Catalog) -> None:
    with duckdb.connect(str(recorded.warehouse)) as working:
        working.execute("UPDATE ledger.shape SET shape = 1")
    with replay.replayed(recorded, small, asked(small)) as (file, report):
        assert not report.identical
        assert report.why_not == replay.OTHER_SHAPE
        replay.adopt(recorded, file)
    assert replayed(recorded, small).identical


def test_a_home_without_a_working_file_says_what_to_run(home: Home, small: Catalog) -> None:
    with pytest.raises(replay.NothingRecorded, match="Run: tidegauge run"):
        replayed(home, small)


def test_a_working_file_that_cannot_be_read_is_named_and_stays(recorded: Home, small: Catalog) -> None:
    recorded.warehouse.write_bytes(b"no database")
    with pytest.raises(TidegaugeError, match=r"tidegauge\.duckdb: expected a working file that can be read"):
        replayed(recorded, small)
    assert files(recorded) == ["tidegauge.duckdb"]
