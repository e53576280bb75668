"""A publisher's own vintages beside our readings: one history, without contradiction, whatever came first."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from sources.catalog import Catalog
from sources.errors import PayloadRefused
from sources.model import Release
from tests.warehouse.test_record import Q1, Q2, Q3, delivery, quarters
from tests.warehouse.test_versions import known, quarter_ends, times

Row = tuple[date, float | None, bool, date]  # period, value, withdrawn, first day on which it was shown


@pytest.fixture
def warehouse(home: Home, catalog: Catalog) -> Iterator[Warehouse]:
    with Warehouse.open(home.warehouse, catalog) as opened:
        yield opened


@pytest.fixture
def gdp(catalog: Catalog) -> Release:
    return catalog.release("fred__gdp")


def shown(*rows: Row) -> pl.DataFrame:
    schema = {
        "series": pl.String,
        "area": pl.String,
        "period": pl.Date,
        "value": pl.Float64,
        "withdrawn": pl.Boolean,
        "realtime_start": pl.Date,
        "payload": pl.String,
    }
    return pl.DataFrame([("GDP", "USA", p, v, w, d, "alfred") for p, v, w, d in rows], schema=schema, orient="row")


def vintages_at(warehouse: Warehouse, gdp: Release, at: datetime, *rows: Row) -> tuple[int, int]:
    news = warehouse.record_vintages(shown(*rows), replace(delivery(at), vintages="GDP"), gdp)
    return news.new, news.revised


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


# the first vintage of all, the first print of the second quarter, its second and third prints
ALFRED: list[Row] = [
    (Q1, 29962.0, False, date(2025, 4, 30)),
    (Q1, 29976.6, False, date(2025, 5, 29)),
    (Q2, 30331.1, False, date(2025, 7, 30)),
    (Q2, 30353.9, False, date(2025, 8, 28)),
    (Q2, 30485.7, False, date(2025, 9, 25)),
]


def test_each_print_is_known_from_its_day_at_the_hour_of_the_release(warehouse: Warehouse, gdp: Release) -> None:
    vintages_at(warehouse, gdp, at(2025, 11, 1), *ALFRED)
    assert times(warehouse, Q2) == [
        (30331.1, datetime(2025, 7, 30, 12, 30, tzinfo=UTC), "publisher"),
        (30353.9, datetime(2025, 8, 28, 12, 30, tzinfo=UTC), "publisher"),
        (30485.7, datetime(2025, 9, 25, 12, 30, tzinfo=UTC), "publisher"),
    ]


def test_what_we_had_modelled_gives_way_to_what_was_shown(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters({Q1: 29976.6, Q2: 30485.7}), delivery(at(2025, 10, 1)), gdp)
    assert known(warehouse, at(2025, 8, 1)) == {Q1: 29976.6, Q2: 30485.7}  # the third print, weeks before its day
    vintages_at(warehouse, gdp, at(2025, 11, 1), *ALFRED)
    assert known(warehouse, at(2025, 8, 1)) == {Q1: 29976.6, Q2: 30331.1}
    assert known(warehouse, at(2025, 11, 1)) == {Q1: 29976.6, Q2: 30485.7}
    rows = warehouse.sql.execute("SELECT count(*) FROM raw.fred__gdp WHERE known_until = known_at").fetchall()
    assert rows == [(2,)]  # superseded, not deleted


def test_what_the_publisher_confirms_is_no_longer_modelled(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters({Q1: 29962.0, Q2: 30331.1}), delivery(at(2025, 8, 1)), gdp)
    moment = datetime(2025, 7, 31, 12, 30, tzinfo=UTC)  # when it was due
    vintages_at(warehouse, gdp, at(2025, 8, 2), *ALFRED[:2], (Q2, 30331.1, False, moment.date()))
    assert sorted(times(warehouse, Q2)) == [(30331.1, moment, "modelled"), (30331.1, moment, "publisher")]
    assert known(warehouse, moment)[Q2] == 30331.1


def test_the_same_vintages_again_change_nothing(warehouse: Warehouse, gdp: Release) -> None:
    vintages_at(warehouse, gdp, at(2025, 11, 1), *ALFRED)
    before = warehouse.sql.execute("SELECT * FROM raw.fred__gdp ORDER BY ALL").fetchall()
    for day in (2, 3):
        assert vintages_at(warehouse, gdp, at(2025, 11, day), *ALFRED) == (0, 0)
    assert warehouse.sql.execute("SELECT * FROM raw.fred__gdp ORDER BY ALL").fetchall() == before


def test_later_vintages_add_what_is_new(warehouse: Warehouse, gdp: Release) -> None:
    vintages_at(warehouse, gdp, at(2025, 8, 15), *ALFRED[:3])
    assert vintages_at(warehouse, gdp, at(2025, 11, 1), *ALFRED) == (2, 0)
    assert known(warehouse, at(2025, 9, 1))[Q2] == 30353.9


def test_readings_after_the_vintages_go_on_from_them(warehouse: Warehouse, gdp: Release) -> None:
    vintages_at(warehouse, gdp, at(2025, 11, 1), *ALFRED)
    same = {Q1: 29976.6, Q2: 30485.7}
    assert not warehouse.record(quarters(same), delivery(at(2025, 11, 5)), gdp)
    warehouse.record(quarters({**same, Q2: 30500.0}), delivery(at(2025, 11, 9)), gdp)
    assert times(warehouse, Q2)[-1] == (30500.0, at(2025, 11, 9), "observed")
    # and the publisher then says on which day that was
    revised: list[Row] = [*ALFRED, (Q2, 30500.0, False, date(2025, 11, 7))]
    vintages_at(warehouse, gdp, at(2025, 12, 1), *revised)
    assert known(warehouse, at(2025, 11, 8))[Q2] == 30500.0


def test_what_stood_in_the_first_vintage_was_there_before(warehouse: Warehouse, gdp: Release) -> None:
    """ALFRED began to keep some series long after they began to be published."""
    vintages_at(warehouse, gdp, at(2025, 11, 1), (Q1, 29962.0, False, date(2025, 8, 1)))
    assert times(warehouse, Q1) == [(29962.0, datetime(2025, 4, 30, 12, 30, tzinfo=UTC), "modelled")]


def test_a_withdrawn_figure_is_known_until_its_day(warehouse: Warehouse, gdp: Release) -> None:
    gone: list[Row] = [*ALFRED, (Q1, None, True, date(2025, 10, 10))]
    vintages_at(warehouse, gdp, at(2025, 11, 1), *gone)
    assert Q1 in known(warehouse, at(2025, 10, 10))
    assert Q1 not in known(warehouse, at(2025, 10, 11))


def test_what_the_vintages_do_not_tell_of_stays(warehouse: Warehouse, gdp: Release) -> None:
    warehouse.record(quarters({Q1: 29976.6, Q2: 30485.7, Q3: 31098.0}), delivery(at(2025, 12, 24)), gdp)
    vintages_at(warehouse, gdp, at(2025, 12, 25), *ALFRED)
    assert known(warehouse, at(2025, 12, 26))[Q3] == 31098.0


def test_vintages_of_another_scale_are_refused(warehouse: Warehouse, gdp: Release) -> None:
    values = {day: 20000.0 + i for i, day in enumerate(quarter_ends(2020, 8))}
    warehouse.record(quarters(values), delivery(at(2025, 10, 1)), gdp)
    small: list[Row] = [(p, v / 1000, False, p + timedelta(days=40)) for p, v in values.items()]
    with pytest.raises(PayloadRefused, match=r"the unit or scale changed: GDP is 0\.001 times"):
        vintages_at(warehouse, gdp, at(2025, 11, 1), *small)
    assert known(warehouse, at(2025, 11, 2)) == values


def test_no_moment_lies_after_the_fetch(warehouse: Warehouse, gdp: Release) -> None:
    """Shown today at an hour that has not come: it is there all the same."""
    vintages_at(warehouse, gdp, at(2025, 11, 1), *ALFRED, (Q3, 31098.0, False, date(2025, 11, 1)))
    assert times(warehouse, Q3)[0][1] == at(2025, 11, 1)


def independently(rows: Sequence[Row], day: date) -> dict[date, float | None]:
    """What was shown at the end of a day."""
    state: dict[date, float | None] = {}
    for period, value, withdrawn, start in sorted(rows, key=lambda r: r[3]):
        if start <= day:
            state[period] = value
            if withdrawn:
                del state[period]
    return state


@pytest.mark.parametrize("seed", range(3))
def test_every_day_of_a_long_history_is_as_it_was_shown(seed: int, warehouse: Warehouse, gdp: Release) -> None:
    chance, rows = random.Random(seed), list[Row]()
    for number, period in enumerate(quarter_ends(1990, 100)):
        start = period + timedelta(days=chance.randint(25, 60))
        for _ in range(chance.randint(1, 6)):
            rows.append((period, round(6000 + 100 * number + chance.uniform(-50, 50), 1), False, start))
            start += timedelta(days=chance.randint(1, 400))
        if chance.random() < 0.1:
            rows.append((period, None, True, start))
    latest = independently(rows, date(2020, 1, 1))
    # our own readings before and after, with today's figures for all of history
    warehouse.record(quarters(latest), delivery(at(2020, 6, 1)), gdp)
    vintages_at(warehouse, gdp, at(2020, 7, 1), *chance.sample(rows, len(rows)))
    assert not warehouse.record(quarters(latest), delivery(at(2020, 7, 2)), gdp)
    first = min(start for _, _, _, start in rows)
    for _ in range(60):
        day = first + timedelta(days=chance.randint(1, 10_500))
        assert known(warehouse, datetime(day.year, day.month, day.day, 23, tzinfo=UTC)) == independently(rows, day), day
