"""What was known when: intervals of versions, looks at the publisher, deliveries in any order."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from orchestration.storage import tables
from orchestration.storage.absorb import absorb
from orchestration.storage.home import Home
from orchestration.storage.warehouse import News, Warehouse
from sources.archive import Archive
from sources.catalog import Catalog
from sources.collect import Asked
from sources.model import Delivery, Payload, Release, Request
from tests.warehouse.test_record import AUGUST, OCTOBER, Q1, Q2, Q3, SEPTEMBER, START, delivery, quarters

DUE_Q3 = datetime(2025, 12, 23, 13, 30, tzinfo=UTC)  # delayed by the shutdown


@pytest.fixture
def warehouse(home: Home, catalog: Catalog) -> Iterator[Warehouse]:
    with Warehouse.open(home.warehouse, catalog) as opened:
        yield opened


@pytest.fixture
def gdp(catalog: Catalog) -> Release:
    return catalog.release("fred__gdp")


def known(warehouse: Warehouse, moment: datetime) -> dict[date, float | None]:
    rows = warehouse.sql.execute(
        "SELECT period, value FROM raw.fred__gdp "
        "WHERE known_at <= $t AND (known_until IS NULL OR known_until > $t) AND NOT withdrawn",
        {"t": moment},
    ).fetchall()
    assert len({period for period, _ in rows}) == len(rows)
    return dict(rows)


def times(warehouse: Warehouse, period: date) -> list[tuple[Any, ...]]:
    return warehouse.sql.execute(
        "SELECT value, known_at, known_basis FROM raw.fred__gdp WHERE period = ? ORDER BY known_at", [period]
    ).fetchall()


def test_a_version_stands_until_the_next_one(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters(START), delivery(AUGUST), gdp)
    warehouse.record(quarters({**START, Q2: 30500.0}), delivery(SEPTEMBER), gdp)
    assert known(warehouse, SEPTEMBER - timedelta(seconds=1))[Q2] == 30485.7
    assert known(warehouse, SEPTEMBER)[Q2] == 30500.0


def test_a_withdrawn_figure_is_known_before_and_not_after(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters({**START, Q3: 31098.0}), delivery(AUGUST), gdp)
    warehouse.record(quarters({Q1: 30000.0, Q3: 31098.0}), delivery(SEPTEMBER), gdp)
    assert Q2 in known(warehouse, AUGUST)
    assert Q2 not in known(warehouse, SEPTEMBER)


def test_a_period_that_came_late_is_known_from_the_fetch_that_showed_it(warehouse: Warehouse, gdp: Release) -> None:
    """Its calendar's moment had passed when somebody looked and did not find it."""
    looks = [DUE_Q3 + timedelta(days=n) for n in (1, 2)]
    warehouse.record(quarters(START), delivery(looks[0]), gdp)
    warehouse.record(quarters({**START, Q3: 31098.0}), delivery(looks[1]), gdp)
    assert times(warehouse, Q3) == [(31098.0, looks[1], "observed")]


def test_a_period_due_between_two_looks_is_known_from_its_calendar_on(warehouse: Warehouse, gdp: Release) -> None:
    looks = [DUE_Q3 + timedelta(days=n) for n in (-1, 2)]
    warehouse.record(quarters(START), delivery(looks[0]), gdp)
    warehouse.record(quarters({**START, Q3: 31098.0}), delivery(looks[1]), gdp)
    assert times(warehouse, Q3) == [(31098.0, DUE_Q3, "modelled")]


def test_an_unchanged_answer_is_a_look_too(warehouse: Warehouse, gdp: Release) -> None:
    first, second, third = (DUE_Q3 + timedelta(days=n) for n in (-2, 1, 3))
    warehouse.record(quarters(START), delivery(first), gdp)
    warehouse.judge(replace(delivery(second), payloads=delivery(first).payloads), "unchanged")
    warehouse.record(quarters({**START, Q3: 31098.0}), delivery(third), gdp)
    assert times(warehouse, Q3) == [(31098.0, third, "observed")]


def test_the_bundle_is_no_look(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters(START), replace(delivery(DUE_Q3 + timedelta(days=1)), origin="bundled"), gdp)
    warehouse.record(quarters({**START, Q3: 31098.0}), delivery(DUE_Q3 + timedelta(days=2)), gdp)
    assert times(warehouse, Q3) == [(31098.0, DUE_Q3, "modelled")]


def test_a_refused_delivery_is_no_look(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters(START), delivery(DUE_Q3 - timedelta(days=2)), gdp)
    warehouse.judge(delivery(DUE_Q3 + timedelta(days=1)), "refused", reach={"GDP": Q2})
    warehouse.record(quarters({**START, Q3: 31098.0}), delivery(DUE_Q3 + timedelta(days=2)), gdp)
    assert times(warehouse, Q3) == [(31098.0, DUE_Q3, "modelled")]


def test_a_copy_that_stands_at_a_moment_has_nothing_of_later(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters(START), delivery(AUGUST), gdp)
    warehouse.record(quarters({**START, Q2: 30500.0, Q3: 31098.0}), delivery(SEPTEMBER), gdp)
    then = known(warehouse, SEPTEMBER - timedelta(days=1))
    tables.stand_at(warehouse.sql, SEPTEMBER - timedelta(days=1))
    assert known(warehouse, OCTOBER) == then
    assert "2026-09" not in str(warehouse.sql.execute("SELECT * FROM raw.fred__gdp").fetchall())


# Deliveries as the archive holds them, read through the real parser, in any order.


@dataclass(frozen=True)
class Shown:
    """What the publisher showed at a moment."""

    at: datetime
    figures: Mapping[date, float | None]


def keep(archive: Archive, shown: Shown) -> None:
    lines = ["observation_date,GDP"]
    # FRED dates a quarter by its first day
    lines += [f"{d.year}-{d.month - 2:02}-01,{'' if v is None else v}" for d, v in sorted(shown.figures.items())]
    request = Request(url="https://fred.stlouisfed.org/graph/fredgraph.csv", params={"id": "GDP"})
    payload = Payload(request=request, media_type="text/csv", body=("\n".join(lines) + "\n").encode())
    archive.keep(Delivery(release="fred__gdp", fetched_at=shown.at, origin="live", payloads=(payload,)))


def quarter_ends(first_year: int, count: int) -> list[date]:
    ends = [(3, 31), (6, 30), (9, 30), (12, 31)]
    return [date(first_year + n // 4, *ends[n % 4]) for n in range(count)]


def history_of(seed: int) -> list[Shown]:
    """Readings in which figures come, are revised, withdrawn, blanked, come back; fronts are cut, copies repeat."""
    chance = random.Random(seed)
    periods, figures, found = quarter_ends(2010, 66), dict[date, float | None](), []
    now = datetime(2011, 6, 1, tzinfo=UTC)
    for _ in range(45):
        now += timedelta(days=chance.randint(20, 120), seconds=chance.randint(0, 80_000))
        for period in [p for p in periods if p < now.date() - timedelta(days=20)]:
            level = 15000 + 250 * periods.index(period)
            if period not in figures and chance.random() < 0.9:
                figures[period] = round(level * chance.uniform(0.99, 1.01), 1)
            elif chance.random() < 0.05:
                figures[period] = chance.choice([None, round(level * chance.uniform(0.97, 1.03), 1)])
        if len(figures) > 6 and chance.random() < 0.2:
            figures.pop(sorted(figures)[chance.randint(1, len(figures) - 3)])
        last = max(p for p, v in figures.items() if v is not None)
        if any(v is None for p, v in figures.items() if p > last):
            figures = {p: v for p, v in figures.items() if p <= last}
        from_on = sorted(figures)[chance.randint(0, 4) if chance.random() < 0.3 else 0]  # ten-year windows
        found.append(Shown(now, {p: v for p, v in figures.items() if p >= from_on}))
        if chance.random() < 0.3:
            found.append(replace(found[-1], at=now + timedelta(hours=5)))
    return found


def test_a_delivery_in_its_order_is_not_a_reason_to_read_anew(
    home: Home, catalog: Catalog, gdp: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, shown = Archive(home.root / "archive"), history_of(0)[:6]
    forgotten: list[str] = []
    monkeypatch.setattr(Warehouse, "forget", lambda self, release: forgotten.append(release))
    with Warehouse.open(home.warehouse, catalog) as warehouse:
        for reading in shown:
            keep(archive, reading)
            absorb(gdp, Asked(gdp, "answered"), archive, warehouse)
    assert forgotten == []


def test_the_order_of_news_is_counted_once(warehouse: Warehouse, gdp: Release) -> None:
    assert warehouse.record(quarters(START), delivery(AUGUST), gdp) == News(2, 0, 0)
    assert warehouse.record(quarters({**START, Q3: None}), delivery(SEPTEMBER), gdp) == News(1, 0, 0)
    assert warehouse.record(quarters({**START, Q3: 31098.0}), delivery(OCTOBER), gdp) == News(0, 1, 0)
