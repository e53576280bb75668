"""Histories that were shortened, older copies, deliveries in any order, decisions: nothing recorded is lost or doubled.

Random histories (histories.py), each tried against a model that is as simple as can be; hypothesis shrinks what fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from sources import ingest
from sources.catalog import load
from tests.faults.histories import GDP, Bench, Event, Model, histories, read_vintages
from tests.faults.table import Tally

pytestmark = pytest.mark.fault(14)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    home = Home(tmp_path_factory.mktemp("histories")).prepare()
    small = replace(load(), releases={GDP.key: GDP})
    with pytest.MonkeyPatch.context() as patch, Warehouse.open(home.warehouse, small) as warehouse:
        patch.setattr(ingest, "read_vintages", read_vintages)
        yield Bench(warehouse, Path(home.root))


def many(tally: Tally) -> Callable[[Any], Any]:
    """The same examples in each run; few beside the other tests."""
    return settings(max_examples=tally.times(60, 5), derandomize=True, database=None, deadline=None)


def test_an_older_or_shorter_copy_loses_nothing_doubles_nothing_and_withdraws_nothing_silently(
    opened: Bench, tally: Tally
) -> None:
    """Each history is followed by every one of its readings once more, in any order, cut at its front or back."""

    @many(tally)
    @given(events=histories(), data=st.data())
    def tried(events: list[Event], data: st.DataObject) -> None:
        bench, readings = opened.anew(), [e for e in events if e.figures]
        bench.take(events)
        again = data.draw(st.lists(st.sampled_from(readings), min_size=1, max_size=6)) if readings else []
        for number, reading in enumerate(again, 1):
            border = data.draw(st.sampled_from(sorted(reading.figures)))
            figures = {p: v for p, v in reading.figures.items() if data.draw(st.booleans()) or p >= border}
            older = Event(events[-1].at + timedelta(days=number), figures or dict(reading.figures))
            before, withdrawn = bench.versions(), bench.withdrawn()
            bench.take([older])
            events = [*events, older]
            assert before <= bench.versions(), "a version is gone"
            if older.at in bench.refused():
                assert bench.versions() == before, "something of a refused copy was recorded"
            fresh = bench.withdrawn() - withdrawn
            inside = {p for p, _ in fresh if min(older.figures) < p < max(older.figures)}
            assert {p for p, _ in fresh} == inside, "withdrawn although the copy did not reach there"
            assert all(at == older.at for _, at in fresh), "withdrawn at another moment than that of the copy"
        bench.require(Model.of(events), events)
        tally.case("replayed", "right")

    tried()


def test_the_history_is_what_a_simple_model_says_in_whatever_order_deliveries_turn_up(
    opened: Bench, tally: Tally
) -> None:
    @many(tally)
    @given(events=histories(), chance=st.randoms(use_true_random=False), parts=st.integers(1, 3))
    def tried(events: list[Event], chance: Any, parts: int) -> None:
        bench, shuffled = opened.anew(), list(events)
        chance.shuffle(shuffled)
        for part in range(parts):
            bench.take(shuffled[part::parts])
        model = Model.of(events)
        bench.require(model, events)
        assert bench.refused() == {e.at for e in model.refused}
        tally.case("in another order", "right")

    tried()


def test_recording_again_changes_nothing_and_recording_in_order_never_goes_back(opened: Bench, tally: Tally) -> None:
    @many(tally)
    @given(events=histories(8))
    def tried(events: list[Event]) -> None:
        bench = opened.anew()
        for number, event in enumerate(events):
            before = bench.versions()
            last = {p: rows[-1][0] for p, rows in Model.of(events[:number]).versions.items()}
            bench.take([event])
            assert before <= bench.versions(), "a version is gone"
            if not event.vintages:  # these do reach back; what we saw ourselves never does
                for row in bench.versions() - before:
                    assert row[2] not in last or row[5] >= last[row[2]], "known_at went back"
        table = bench.table()
        bench.take()
        assert bench.table() == table
        for one, other in pairwise(bench.standing()):
            same = one[0] == other[0]
            assert one[2] == (other[1] if same else None), (
                "a gap between two versions, an overlap, or an end of the last"
            )
        tally.case("recorded again", "right")

    tried()


def test_decisions_give_what_the_guards_alone_would_give_without_those_deliveries(opened: Bench, tally: Tally) -> None:
    @many(tally)
    @given(events=histories(), data=st.data())
    def tried(events: list[Event], data: st.DataObject) -> None:
        bench = opened.anew()
        bench.take(events)
        plain, table = Model.of(events), bench.table()
        lifted = data.draw(st.lists(st.sampled_from(plain.refused), unique_by=id)) if plain.refused else []
        others = [e for e in events if e not in lifted and not e.vintages]
        left_out = data.draw(st.lists(st.sampled_from(others), unique_by=id, max_size=2)) if others else []
        for event in lifted:
            bench.decide(event, "accept")
        for event in left_out:
            bench.decide(event, "refuse")
        bench.take()
        model = Model.of(events, lifted, left_out)
        bench.require(model, events)
        assert bench.refused() == {e.at for e in (*model.refused, *left_out)}
        for event in (*lifted, *left_out):
            bench.decide(event, "revoke")
        bench.take()
        assert bench.decided() == 0
        assert bench.table() == table
        tally.case("decided and taken back", "right")

    tried()
