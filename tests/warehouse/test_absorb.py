"""From archive to warehouse: what is refused is named and quarantined, what was recorded stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from orchestration.storage.absorb import Standing, absorb
from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from sources.archive import Archive
from sources.catalog import Catalog
from sources.collect import Asked
from sources.model import Delivery, Payload, Release, Request

GOOD = b"observation_date,GDP\n2025-01-01,30000\n2025-04-01,30485.7\n"


@pytest.fixture
def gdp(catalog: Catalog) -> Release:
    return catalog.release("fred__gdp")


@pytest.fixture
def archive(home: Home) -> Archive:
    return Archive(home.root / "archive")


def keep(archive: Archive, body: bytes, day: int) -> None:
    request = Request(url="https://fred.stlouisfed.org/graph/fredgraph.csv", params={"id": "GDP"})
    payload = Payload(request=request, media_type="text/csv", body=body)
    at = datetime(2026, 8, 1, tzinfo=UTC) + timedelta(days=day)
    archive.keep(Delivery(release="fred__gdp", fetched_at=at, origin="live", payloads=(payload,)))


def take_in(home: Home, catalog: Catalog, release: Release, archive: Archive, asked: str = "not_asked") -> Standing:
    with Warehouse.open(home.warehouse, catalog) as warehouse:
        return absorb(release, Asked(release, asked, "why" if asked == "failed" else ""), archive, warehouse)  # type: ignore[arg-type]


def rows(home: Home, catalog: Catalog, sql: str) -> list[tuple[object, ...]]:
    with Warehouse.open(home.warehouse, catalog) as warehouse:
        return warehouse.sql.execute(sql).fetchall()


def test_a_release_without_any_delivery_is_absent_with_a_reason(
    home: Home, catalog: Catalog, gdp: Release, archive: Archive
) -> None:
    standing = take_in(home, catalog, gdp, archive)
    assert (standing.outcome, standing.origin) == ("absent", "none")
    assert standing.reason == "never fetched, nothing in the archive"


def test_a_cut_body_records_nothing_is_quarantined_and_keeps_what_was_known(
    home: Home, catalog: Catalog, gdp: Release, archive: Archive
) -> None:
    keep(archive, GOOD, 0)
    keep(archive, GOOD[:-7], 1)
    standing = take_in(home, catalog, gdp, archive)
    assert standing.outcome == "refused"
    assert "cut short" in str(standing.reason)
    assert rows(home, catalog, "SELECT count(*) FROM raw.fred__gdp") == [(2,)]
    [(found, reason)] = rows(home, catalog, "SELECT found, reason FROM ledger.quarantine")
    assert (found, "cut short" in str(reason)) == ("whole payload", True)


def test_offending_rows_are_listed_one_by_one(home: Home, catalog: Catalog, gdp: Release, archive: Archive) -> None:
    keep(archive, b"observation_date,GDP\n2025-01-01,30000000\n2025-04-01,30485.7\n", 0)
    take_in(home, catalog, gdp, archive)
    [(found, reason)] = rows(home, catalog, "SELECT found, reason FROM ledger.quarantine")
    assert found == "GDP USA 2025-03-31 30000000.0"
    assert "low and high" in str(reason)


def test_a_refused_delivery_is_judged_once(home: Home, catalog: Catalog, gdp: Release, archive: Archive) -> None:
    keep(archive, GOOD[:-7], 0)
    assert take_in(home, catalog, gdp, archive).outcome == "refused"
    assert take_in(home, catalog, gdp, archive).outcome == "absent"


def test_a_damaged_body_is_named_and_recorded_once_it_is_restored(
    home: Home, catalog: Catalog, gdp: Release, archive: Archive
) -> None:
    keep(archive, GOOD, 0)
    [body] = (home.root / "archive/bodies").rglob("*.gz")
    whole = body.read_bytes()
    body.write_bytes(whole[:-9])
    standing = take_in(home, catalog, gdp, archive)
    assert standing.outcome == "refused"
    assert body.name in str(standing.reason)
    assert str(home.root) not in str(standing.reason)
    body.write_bytes(whole)
    assert take_in(home, catalog, gdp, archive).outcome == "recorded"


def keep_gold(archive: Archive, brazil: float, poland: float, others: int = 12) -> None:
    head = "DATAFLOW,COUNTRY,INDICATOR,UNIT,FREQUENCY,TIME_PERIOD,OBS_VALUE\n"
    held = {"BRA": brazil, "POL": poland, **{f"X{n:02d}": 1e6 for n in range(others)}}
    payloads = []
    for code, factor in (("RGV_REVS,FTO", 1.0), ("RXF11_REVS,USD", 0.0)):
        rows = "".join(f"IL,{c},{code},M,2026-M{m:02d},{v * factor}\n" for c, v in held.items() for m in (2, 3))
        request = Request(url="https://api.imf.org/x")
        payloads.append(Payload(request=request, media_type="text/csv", body=(head + rows).encode()))
    at = datetime(2026, 8, 1, tzinfo=UTC)
    key = "imf__international_liquidity"
    archive.keep(Delivery(release=key, fetched_at=at, origin="live", payloads=tuple(payloads)))


def test_a_country_out_of_bounds_is_set_aside_and_the_others_are_recorded(
    home: Home, catalog: Catalog, archive: Archive
) -> None:
    keep_gold(archive, brazil=5_544_278_723, poland=20_583_249)
    imf = catalog.release("imf__international_liquidity")
    for outcome in ("recorded", "unchanged"):  # the reason stays as long as the delivery is the newest
        standing = take_in(home, catalog, imf, archive)
        assert standing.outcome == outcome
        assert standing.reason == (
            "IMF_GOLD BRA set aside: 2 values outside the catalog's low and high, such as 5.54428e+09 of 2026-02-28"
        )
    areas = "SELECT count(DISTINCT area) FROM raw.imf__international_liquidity WHERE series = 'IMF_GOLD'"
    assert rows(home, catalog, areas) == [(13,)]
    assert rows(home, catalog, f"{areas} AND area = 'BRA'") == [(0,)]


def test_many_countries_out_of_bounds_refuse_the_delivery(home: Home, catalog: Catalog, archive: Archive) -> None:
    keep_gold(archive, brazil=5e9, poland=5e9, others=5)
    standing = take_in(home, catalog, catalog.release("imf__international_liquidity"), archive)
    assert standing.outcome == "refused"


def test_an_unanswered_release_keeps_its_figures_and_says_why(
    home: Home, catalog: Catalog, gdp: Release, archive: Archive
) -> None:
    keep(archive, GOOD, 0)
    take_in(home, catalog, gdp, archive)
    standing = take_in(home, catalog, gdp, archive, asked="failed")
    assert (standing.outcome, standing.origin, standing.reason) == ("failed", "live", "why")
    assert rows(home, catalog, "SELECT count(*) FROM raw.fred__gdp") == [(2,)]


def test_a_body_seen_before_is_not_parsed_again(
    home: Home, catalog: Catalog, gdp: Release, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(archive, GOOD, 0)
    take_in(home, catalog, gdp, archive)
    keep(archive, GOOD, 1)
    monkeypatch.setattr("sources.ingest.read", lambda *_: pytest.fail("parsed again"))
    assert take_in(home, catalog, gdp, archive).outcome == "unchanged"
