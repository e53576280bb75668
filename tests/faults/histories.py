"""Random histories of a publisher, and what was known at every moment by a model that is as simple as can be.

A history is a list of deliveries: readings in which figures come, are revised, blanked, withdrawn and come back,
readings cut at either end, older copies served again, and complete vintages. The model goes over them one after the
other and keeps, for each period, the list of what it was from when on. Nothing of it is shared with the code under test
but the publication calendar.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import strategies as st

from orchestration.storage.absorb import absorb
from orchestration.storage.warehouse import Warehouse
from sources.archive import Archive, Entry
from sources.calendars import at_its_hour, schedule
from sources.catalog import load
from sources.collect import Asked
from sources.model import Delivery, Payload, Request
from sources.overrules import Overrule, keep, standing

GDP = load().release("fred__gdp")
PERIODS = [date(2012 + n // 4, *[(3, 31), (6, 30), (9, 30), (12, 31)][n % 4]) for n in range(14)]
DUE = schedule(PERIODS, GDP.series[0], GDP)
START = datetime(2012, 5, 1, 9, tzinfo=UTC)
GONE = "gone"
Figures = Mapping[date, float | None]


@dataclass(frozen=True)
class Vintage:
    """One value of a period, or that it ceased to be shown, from that day on."""

    period: date
    value: float | None
    withdrawn: bool
    day: date


@dataclass(frozen=True)
class Event:
    """A delivery: a reading, or with ``vintages`` what the publisher remembers."""

    at: datetime
    figures: Figures = field(default_factory=dict)
    vintages: tuple[Vintage, ...] = ()

    @property
    def body(self) -> bytes:
        if self.vintages:
            rows = [[str(v.period), v.value, v.withdrawn, str(v.day)] for v in self.vintages]
            return json.dumps(rows).encode()
        lines = [f"{d.year}-{d.month - 2:02}-01,{'' if v is None else v}" for d, v in sorted(self.figures.items())]
        return ("\n".join(["observation_date,GDP", *lines]) + "\n").encode()


_VALUES = st.integers(15_000, 17_000).map(float)
_CHANGES = st.one_of(_VALUES, _VALUES, st.none(), st.just(GONE))


@st.composite
def histories(draw: st.DrawFn, most: int = 12) -> list[Event]:
    """Deliveries in the order in which they were fetched."""
    now, figures, found = START, dict[date, float | None](), list[Event]()
    for _ in range(draw(st.integers(2, most))):
        now += timedelta(days=draw(st.integers(1, 130)), seconds=draw(st.integers(0, 80_000)))
        for period in (p for p in PERIODS if DUE[p] - timedelta(days=5) <= now):
            if period not in figures and draw(st.integers(0, 9)):
                figures[period] = draw(_VALUES)
        for period in draw(st.lists(st.sampled_from(PERIODS), max_size=3)):
            if period in figures:
                change = draw(_CHANGES)
                figures = {p: v for p, v in figures.items() if p != period}
                if change != GONE:
                    figures[period] = change  # type: ignore[assignment]
        given = [p for p, v in figures.items() if v is not None]
        if not given:
            continue
        kind = draw(st.sampled_from(["whole", "whole", "whole", "front", "back", "older", "again", "vintages"]))
        readings = [e for e in found if e.figures]
        if kind == "vintages":
            found.append(Event(now, vintages=draw(_vintages(now, sorted(given)))))
        elif kind in ("older", "again") and readings:
            found.append(Event(now, (draw(st.sampled_from(readings)) if kind == "older" else readings[-1]).figures))
        else:
            border = draw(st.sampled_from(given))
            part = {
                p: v
                for p, v in figures.items()
                if not (kind == "front" and p < border) and not (kind == "back" and p > border)
            }
            found.append(Event(now, part))
    return found


@st.composite
def _vintages(draw: st.DrawFn, now: datetime, given: Sequence[date]) -> tuple[Vintage, ...]:
    rows = []
    for period in draw(st.lists(st.sampled_from(given), min_size=1, max_size=4, unique=True)):
        last = max((now.date() - period).days, 1)
        days = sorted(draw(st.sets(st.integers(1, last), min_size=1, max_size=4)))
        shown = False
        for day in days:
            gone = shown and draw(st.integers(0, 4)) == 0
            rows.append(Vintage(period, None if gone else draw(_VALUES), gone, period + timedelta(days=day)))
            shown = not gone
    return tuple(sorted(rows, key=lambda v: (v.period, v.day)))


@dataclass
class Model:
    """What was known from when on, period by period: (moment, value, withdrawn), each until the next."""

    versions: dict[date, list[tuple[datetime, float | None, bool]]] = field(default_factory=dict)
    refused: list[Event] = field(default_factory=list)
    accepted: list[Event] = field(default_factory=list)
    taken: Event | None = None  # the last one, of either kind

    @classmethod
    def of(cls, events: Sequence[Event], lifted: Sequence[Event] = (), left_out: Sequence[Event] = ()) -> Model:
        model = cls()
        for event in sorted(events, key=lambda e: e.at):
            if event in left_out:
                continue
            if event.vintages:
                model._remember(event)
            else:
                model._read(event, any_end=event in lifted)
        return model

    def _read(self, event: Event, *, any_end: bool) -> None:
        end = _end(event)
        same = self.taken is not None and self.taken.body == event.body  # what stands, once more
        if not (any_end or same) and any(end is None or end < (_end(e) or date.min) for e in self.accepted):
            self.refused.append(event)
            return
        looked = max((e.at for e in self.accepted), default=datetime.min.replace(tzinfo=UTC))
        for period, value in event.figures.items():
            before = self.versions.get(period, [])
            if not before:
                self.versions[period] = [(self._since(period, event, looked), value, False)]
            elif before[-1][2] or before[-1][1] != value:
                blank = before[-1][1] is None and not before[-1][2]
                since = max(self._since(period, event, looked), before[-1][0]) if blank else event.at
                before.append((since, value, False))
        first, last = min(event.figures), max(event.figures)
        for period, versions in self.versions.items():
            there = not versions[-1][2] and versions[-1][1] is not None
            if there and first <= period <= last and period not in event.figures:
                versions.append((event.at, None, True))
        self.accepted.append(event)
        self.taken = event

    def _since(self, period: date, event: Event, looked: datetime) -> datetime:
        return DUE[period] if looked < DUE[period] <= event.at else event.at

    def _remember(self, event: Event) -> None:
        self.taken = event
        first = min(v.day for v in event.vintages)
        rule = GDP.published
        for period in {v.period for v in event.vintages}:
            rows = []
            for v in (v for v in event.vintages if v.period == period):
                shown = min(at_its_hour(v.day, rule), event.at)
                rows.append((min(shown, DUE[period]) if v.day == first else shown, v.value, v.withdrawn))
            self.versions[period] = sorted(rows, key=lambda row: row[0])

    def known(self, moment: datetime) -> dict[date, float | None]:
        found = {}
        for period, versions in self.versions.items():
            until = [row for row in versions if row[0] <= moment]
            if until and not until[-1][2]:
                found[period] = until[-1][1]
        return found

    def moments(self, events: Sequence[Event]) -> list[datetime]:
        """Every moment at which something changes, and the second before."""
        edges = {row[0] for versions in self.versions.values() for row in versions} | {e.at for e in events}
        return sorted(edges | {edge - timedelta(seconds=1) for edge in edges})


def _end(event: Event) -> date | None:
    return max((p for p, v in event.figures.items() if v is not None), default=None)


def read_vintages(delivery: Delivery, *_: object) -> pl.DataFrame:
    """In the place of ingest.read_vintages: those of an event."""
    rows = [
        ("GDP", "USA", date.fromisoformat(p), v, gone, date.fromisoformat(day), delivery.payloads[0].sha256)
        for p, v, gone, day in json.loads(delivery.payloads[0].body)
    ]
    names = ["series", "area", "period", "value", "withdrawn", "realtime_start", "payload"]
    types = [pl.String, pl.String, pl.Date, pl.Float64, pl.Boolean, pl.Date, pl.String]
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


class Kept(Archive):
    """An archive whose deliveries stay in memory; decisions are files, as ever."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.kept: list[tuple[Entry, Delivery]] = []

    def add(self, event: Event) -> Entry:
        request = Request(url="https://fred.stlouisfed.org/graph/fredgraph.csv", params={"id": "GDP"})
        payload = Payload(request=request, media_type="text/csv", body=event.body)
        name = "GDP" if event.vintages else ""
        delivery = Delivery(release=GDP.key, fetched_at=event.at, origin="live", payloads=(payload,), vintages=name)
        entry = Entry(
            release=GDP.key,
            at=event.at,
            origin="live",
            outcome="delivered",
            reason="",
            certificate={},
            payloads=({"sha256": payload.sha256, "bytes": len(payload.body)},),
            root=self.root,
            vintages=name,
        )
        self.kept.append((entry, delivery))
        return entry

    def entries(self, release: str) -> list[Entry]:
        return sorted((entry for entry, _ in self.kept), key=lambda e: e.at)

    def open(self, entry: Entry) -> Delivery:
        return next(delivery for kept, delivery in self.kept if kept == entry)


class Bench:
    """An open working file that takes in one history after the other."""

    def __init__(self, warehouse: Warehouse, folder: Path) -> None:
        self.sql, self.warehouse, self._folder, self._count = warehouse.sql, warehouse, folder, 0
        self.archive = Kept(folder / "0")

    def anew(self) -> Bench:
        self._count += 1
        self.archive = Kept(self._folder / str(self._count))
        self.warehouse.forget(GDP.key)
        return self

    def take(self, events: Sequence[Event] = ()) -> None:
        for event in events:
            self.archive.add(event)
        absorb(GDP, Asked(GDP, "answered"), self.archive, self.warehouse)

    def decide(self, event: Event, verdict: str) -> None:
        [entry] = [e for e, _ in self.archive.kept if e.at == event.at]
        figures = (("GDP", ""),) if verdict == "accept" else ()
        guard = "older" if verdict == "accept" else ""
        decision = Overrule(
            release=GDP.key,
            at=event.at,
            verdict=verdict,  # type: ignore[arg-type]
            digest=entry.digest,
            fetched_at=(entry.at,),
            why="chance",
            guard=guard,
            figures=figures,
        )
        keep(self.archive, decision)

    def decided(self) -> int:
        return len(standing(self.archive, GDP.key))

    def known(self, moment: datetime) -> dict[date, float | None]:
        rows = self.sql.execute(
            "SELECT period, value FROM raw.fred__gdp "
            "WHERE known_at <= $t AND (known_until IS NULL OR known_until > $t) AND NOT withdrawn",
            {"t": moment},
        ).fetchall()
        assert len({period for period, _ in rows}) == len(rows), "two versions of a period at one moment"
        return dict(rows)

    def refused(self) -> set[datetime]:
        found = self.sql.execute("SELECT fetched_at FROM ledger.deliveries WHERE outcome = 'refused'").fetchall()
        return {at for (at,) in found}

    def table(self) -> list[tuple[object, ...]]:
        return self.sql.execute("SELECT * FROM raw.fred__gdp ORDER BY ALL").fetchall()

    def versions(self) -> set[tuple[Any, ...]]:
        """Each version without its end, the one thing of it that ever changes."""
        return set(self.sql.execute("SELECT * EXCLUDE (known_until, first_known_at) FROM raw.fred__gdp").fetchall())

    def withdrawn(self) -> set[tuple[date, datetime]]:
        """Periods that were withdrawn, and when."""
        return set(self.sql.execute("SELECT period, known_at FROM raw.fred__gdp WHERE withdrawn").fetchall())

    def standing(self) -> list[tuple[Any, ...]]:
        """Period, beginning and end of each version that was ever the one known, in order."""
        return self.sql.execute(
            "SELECT period, known_at, known_until FROM raw.fred__gdp "
            "WHERE known_until IS NULL OR known_until > known_at ORDER BY period, known_at"
        ).fetchall()

    def require(self, model: Model, events: Sequence[Event]) -> None:
        """The table says at every moment what the model says."""
        for moment in model.moments(events):
            assert self.known(moment) == model.known(moment), moment
