"""Another scale: every series of the bundle, whole or in one row, times ten, a hundred, a thousand and by a thousand.

The bundle is what is known; the same figures come once more with one thing wrong in each single series, and that series
must be named. Bounds, the scale test and the test of leaps share the work: see observations.py, warehouse.py, leaps.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from orchestration.storage import leaps
from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from sources import ingest
from sources.archive import BUNDLED, Archive, Entry
from sources.catalog import load
from sources.errors import PayloadRefused
from sources.model import Release
from sources.observations import set_aside, validate
from tests.faults.table import Tally

FACTORS = (10, 100, 1000, 0.001)
BUNDLE = [r for r in load().releases.values() if r.bundle == "yes"]
# The months that were surveyed twice are too few to have a level to leap from.
SHORT = {"TIC_HOLDINGS_OLD_SURVEY"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    home = Home(tmp_path_factory.mktemp("scale")).prepare()
    with Warehouse.open(home.warehouse, load()) as opened:
        for release in BUNDLE:
            entry = bundled(release)
            opened.record(ingest.read(Archive(BUNDLED).open(entry), release, []), entry, release)
        yield opened


def bundled(release: Release) -> Entry:
    entries = Archive(BUNDLED).entries(release.key)
    assert entries, f"{release.key}: bundle: yes without one; run: python -m sources bundle FOLDER, or say bundle: no"
    return entries[-1]


def figures(release: Release) -> pl.DataFrame:
    return ingest.read(Archive(BUNDLED).open(bundled(release)), release, [])


def named(table: pl.DataFrame, release: Release, warehouse: Warehouse) -> set[str]:
    """The series in which something is found wrong, by whichever guard."""
    found: set[str] = set()
    try:
        kept, aside = set_aside(table, release)
        found |= {which.split()[0] for which, _ in aside}
        validate(kept.drop("payload"), release)
    except PayloadRefused as problem:
        found |= {where.split()[0] for where, _ in problem.rows}
    warehouse.sql.register("incoming", table)
    found |= {series for series, _, _ in leaps.found(warehouse.sql, release)}
    return found


@pytest.mark.fault(11)
@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("release", BUNDLE, ids=lambda r: r.key)
def test_one_row_at_another_scale_is_found_in_every_series(
    release: Release, factor: float, warehouse: Warehouse, tally: Tally
) -> None:
    table = figures(release)
    numbers = table.filter(pl.col("value").is_not_null() & (pl.col("value") != 0)).sort("series", "area", "period")
    # of each series the area with the most figures, and of these the one of median size
    longest = numbers.group_by("series", "area", maintain_order=True).len().sort("len", descending=True)
    rows = []
    for series, area, count in longest.unique("series", keep="first", maintain_order=True).iter_rows():
        own = numbers.filter((pl.col("series") == series) & (pl.col("area") == area)).sort(pl.col("value").abs())
        rows.append((series, area, own["period"][count // 2]))
    hit = pl.DataFrame(rows, schema={"series": pl.String, "area": pl.String, "period": pl.Date}, orient="row")
    changed = table.join(hit.with_columns(odd=pl.lit(True)), on=["series", "area", "period"], how="left").with_columns(
        value=pl.when("odd").then(pl.col("value") * factor).otherwise(pl.col("value"))
    )
    found = named(changed.drop("odd"), release, warehouse) | SHORT
    for series, area, period in rows:
        tally.holds(f"{series} {area} {period} times {factor:g}", series in found, "not named")


@pytest.mark.fault(11)
@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("release", BUNDLE, ids=lambda r: r.key)
def test_a_whole_series_at_another_scale_refuses_the_delivery(
    release: Release, factor: float, warehouse: Warehouse, tally: Tally
) -> None:
    table = figures(release)
    for spec in release.series:
        own = table.filter((pl.col("series") == spec.name) & (pl.col("value") != 0))
        if own.height < 3:
            continue
        scaled = pl.when(pl.col("series") == spec.name).then(pl.col("value") * factor).otherwise(pl.col("value"))
        entry = Entry(
            release=release.key,
            at=datetime(2026, 11, 21, tzinfo=UTC),
            origin="live",
            outcome="delivered",
            reason="",
            certificate={},
            payloads=({"sha256": f"{spec.name}{factor}", "bytes": 1},),
            root=Path("unused"),
        )
        with pytest.raises(PayloadRefused, match=r"low and high|the unit or scale changed"):
            changed = table.with_columns(value=scaled)
            validate(changed.drop("payload"), release)
            warehouse.record(changed, entry, release)
        tally.case(f"{spec.name} times {factor:g}", "refused")
    if not tally.tried:
        pytest.skip("no series of three figures or more")
