"""Figures as FRED really showed them from March to August 2026, fed as deliveries in random order, repeated and cut.

They lie beside a checkout of the maintainers only; without them there is nothing to feed.
"""

from __future__ import annotations

import csv
import gzip
import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.storage.absorb import absorb
from orchestration.storage.home import PROJECT, Home
from orchestration.storage.warehouse import Warehouse
from sources.archive import Archive
from sources.catalog import Catalog
from sources.collect import Asked
from sources.model import Delivery, Payload, Release, Request
from sources.periods import last_of

FIGURES = PROJECT.parent / "shared/figures/vintages"
pytestmark = pytest.mark.skipif(
    not FIGURES.is_dir(), reason=f"no real vintages at {FIGURES.parent.name}/{FIGURES.name}"
)

Shown = Mapping[str, Mapping[date, str]]  # by series, what its file held


def moments(file: Path, wanted: set[str]) -> dict[datetime, dict[str, dict[date, str]]]:
    """What the files of those series held at each moment at which any of them had changed."""
    rows: dict[datetime, list[tuple[str, date, str]]] = defaultdict(list)
    text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    for row in csv.DictReader(text.decode().splitlines()):
        if row["series"] in wanted:
            seen = datetime.fromisoformat(row["first_seen"])
            rows[seen].append((row["series"], date.fromisoformat(row["date"]), row["value"]))
    found, state = {}, {name: dict[date, str]() for name in wanted}
    for seen in sorted(rows):
        for name, day, value in rows[seen]:
            state[name][day] = value
        if all(state.values()):
            found[seen] = {name: dict(figures) for name, figures in state.items()}
    return found


def keep(archive: Archive, release: Release, at: datetime, shown: Shown) -> None:
    payloads = []
    for code, figures in sorted(shown.items()):
        lines = [f"observation_date,{code}", *(f"{day},{value}" for day, value in sorted(figures.items()))]
        request = Request(url="https://fred.stlouisfed.org/graph/fredgraph.csv", params={"id": code})
        payloads.append(Payload(request=request, media_type="text/csv", body=("\n".join(lines) + "\n").encode()))
    archive.keep(Delivery(release=release.key, fetched_at=at, origin="live", payloads=tuple(payloads)))


def figures_of(release: Release, shown: Shown) -> dict[tuple[str, date], float | None]:
    return {
        (code, last_of(day, release.by_code[code].frequency)): float(value) if value else None
        for code, given in shown.items()
        for day, value in given.items()
    }


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("leevn21_fred-relay.csv", "fred__h6"),
        ("leevn21_fred-relay.csv", "fred__boj_assets"),
        ("leevn21_fred-relay.csv", "fred__ecb_assets"),
        ("leevn21_fred-relay.csv", "fred__rate_spreads"),
        ("jonsflow_risk-model.csv.gz", "fred__fed_funds_monthly"),
        ("jonsflow_risk-model.csv.gz", "fred__nfci"),
    ],
)
def test_what_fred_showed_is_what_was_known(file: str, key: str, home: Home, catalog: Catalog) -> None:
    release, chance = catalog.release(key), random.Random(key)
    seen = moments(FIGURES / file, set(release.by_code))
    deliveries: list[tuple[datetime, Shown]] = []
    for at, shown in seen.items():
        deliveries.append((at, shown))
        if chance.random() < 0.4:  # the same again
            deliveries.append((at + timedelta(minutes=5), shown))
        if chance.random() < 0.4:  # only the newest, as in windows of ten years: withdraws nothing
            short = {code: dict(sorted(given.items())[chance.randint(5, 40) :]) for code, given in shown.items()}
            deliveries.append((at + timedelta(minutes=9), short))
    chance.shuffle(deliveries)
    archive = Archive(home.root / "archive")
    with Warehouse.open(home.warehouse, catalog) as warehouse:
        for part in range(0, len(deliveries), 20):
            for at, shown in deliveries[part : part + 20]:
                keep(archive, release, at, shown)
            absorb(release, Asked(release, "answered"), archive, warehouse)
        told = warehouse.sql.execute(
            "SELECT outcome, reason FROM ledger.deliveries WHERE outcome = 'refused'"
        ).fetchall()
        assert told == []
        for at in [*seen, *(m + timedelta(hours=3) for m in chance.sample(list(seen), min(5, len(seen))))]:
            rows = warehouse.sql.execute(
                f"SELECT series, period, value FROM raw.{key} WHERE known_at <= $t "
                "AND (known_until IS NULL OR known_until > $t) AND NOT withdrawn",
                {"t": at},
            ).fetchall()
            last = list(seen)[bisect_right(list(seen), at) - 1]
            expected = figures_of(release, seen[last])
            known = {(series, period): value for series, period, value in rows}
            assert len(known) == len(rows)
            # between two looks a figure may be known by its calendar before it was first seen
            early = {k: v for k, v in known.items() if k not in expected}
            assert {k: v for k, v in known.items() if k not in early} == expected, at
            assert at not in seen or not early, at


def test_the_revision_of_m2_of_july_2026_is_counted(home: Home, catalog: Catalog) -> None:
    release, archive = catalog.release("fred__h6"), Archive(home.root / "archive")
    for at, shown in moments(FIGURES / "leevn21_fred-relay.csv", {"M2SL"}).items():
        keep(archive, release, at, shown)
    with Warehouse.open(home.warehouse, catalog) as warehouse:
        absorb(release, Asked(release, "answered"), archive, warehouse)
        revised = warehouse.sql.execute(
            "SELECT count(*), min(known_at), max(known_at) FROM raw.fred__h6 WHERE known_at <> first_known_at"
        ).fetchall()[0]
    assert revised[0] == 99
    assert revised[1].date() == revised[2].date() == date(2026, 7, 28)
    assert revised[1] < datetime.now(UTC)
