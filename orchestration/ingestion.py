"""Releases as assets: one asset a release, asked for in parallel by publisher, recorded one at a time."""

# no postponed annotations here: Dagster reads the annotations of ops at run time

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
from pydantic import Field

from orchestration.storage import freshness, quarantine, recovery
from orchestration.storage.absorb import Standing, absorb, held
from orchestration.storage.freshness import Freshness
from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from orchestration.transformation import OWNERS
from sources.archive import Archive
from sources.calendars import grace_of, longest_gap
from sources.catalog import Catalog
from sources.collect import Asked, ask_all
from sources.http import Http
from sources.model import Release

log = logging.getLogger("tidegauge")

# Why a release is not asked, by its access.
ACCESS = {
    "open": "",
    "on_request": "only on request: tidegauge run --with {release.source}",
    "own_file": "needs a file of your own: tidegauge load {release.key} FILE",
}

WEEKEND = timedelta(days=3)  # schedules rest on weekends, rates of every calendar day do not

# What every run writes beside the raw tables, and what it is.
BESIDE = {
    dg.AssetKey(["catalog", "releases"]): "The releases of the catalog, as data.",
    dg.AssetKey(["catalog", "series"]): "The series of the catalog with units, guards and labels, as data.",
    dg.AssetKey(
        ["ledger", "states"]
    ): "How each release stood after the newest run, and why when something is missing.",
    dg.AssetKey(["ledger", "as_of"]): "The moment for which the working file stands: infinity, all that is known.",
    dg.AssetKey(["ledger", "quarantine"]): "What of the deliveries was not recorded, row by row, and why.",
    dg.AssetKey(["ledger", "overrules"]): "What people decided against the guards.",
    dg.AssetKey(["ledger", "freshness"]): "How far each series reaches, what comes next, and from when on it is late.",
}


class IngestConfig(dg.Config):
    """``offline``: ask nobody; bring the warehouse up to what the archives hold. ``only``: ask these releases (all when
    empty). ``beside``: sources that are asked on request only."""

    offline: bool = False
    only: list[str] = Field(default_factory=list)
    beside: list[str] = Field(default_factory=list)


def key_of(release: Release) -> dg.AssetKey:
    return dg.AssetKey(["raw", release.key])


def build_assets(home: Home, catalog: Catalog) -> dg.AssetsDefinition:
    """All releases as one multi-asset that can be run for any subset of them.

    One operation instead of one a release: publishers are asked in parallel without a process for each, and one
    connection writes.
    """
    releases = {key_of(r).to_python_identifier(): r for r in catalog.releases.values()}
    specs = [_spec(r, catalog) for r in releases.values()]
    specs += [
        dg.AssetSpec(key, group_name=key.path[0], owners=OWNERS, kinds={"duckdb"}, description=what, skippable=True)
        for key, what in BESIDE.items()
    ]
    checks = [
        check
        for r in releases.values()
        for check in (
            dg.AssetCheckSpec("answered", asset=key_of(r), description="The publisher answered, or was not asked."),
            dg.AssetCheckSpec("contract", asset=key_of(r), description="Every delivery met the pandera contract."),
            dg.AssetCheckSpec(
                "on_time", asset=key_of(r), description="No series lacks a figure its calendar promised."
            ),
        )
    ]

    @dg.multi_asset(specs=specs, check_specs=checks, can_subset=True, name="ingest")
    def ingest(context: dg.AssetExecutionContext, config: IngestConfig) -> Iterator[dg.MaterializeResult[None]]:
        wanted = [r for r in releases.values() if key_of(r) in context.selected_asset_keys]
        archive = home.archive()
        with home.lock(wait_s=600), _opened(home, catalog) as warehouse:
            asked = _ask(wanted, archive, warehouse, config)
            fresh: dict[str, list[Freshness]] = {}
            for number, answer in enumerate(asked, 1):
                standing = absorb(answer.release, answer, archive, warehouse)
                fresh[standing.release] = freshness.of(warehouse.sql, answer.release)
                log.info("[%d/%d] %s", number, len(wanted), describe(standing))
                refused = quarantine.newest(warehouse.sql, standing.release)
                yield _result(
                    answer, standing, _told(fresh[standing.release], refused), fresh[standing.release], context
                )
            freshness.refresh(warehouse.sql, catalog, fresh)
        for key in BESIDE:
            if key in context.selected_asset_keys:
                yield dg.MaterializeResult(asset_key=key)

    return ingest


@contextmanager
def _opened(home: Home, catalog: Catalog) -> Iterator[Warehouse]:
    """The working file, after what a killed run may have left was put right."""
    recovery.settle(home)
    with Warehouse.open(home.warehouse, catalog) as warehouse:
        yield warehouse


def _ask(wanted: Sequence[Release], archive: Archive, warehouse: Warehouse, config: IngestConfig) -> Iterator[Asked]:
    chosen = [r for r in wanted if r.access == "open" or (r.access == "on_request" and r.source in config.beside)]
    chosen = [r for r in chosen if not config.offline and (not config.only or r.key in config.only)]
    asked_for = {r.key for r in chosen}
    for release in wanted:
        if release.key not in asked_for:
            yield Asked(release, "not_asked", ACCESS[release.access].format(release=release))
    if asked_for:
        known = {r.key: held(r, archive, warehouse) for r in chosen}
        yield from ask_all(chosen, archive, Http(), known)


def describe(standing: Standing) -> str:
    """One line about a release for people."""
    news = standing.news
    counts = ", ".join(
        f"{n} {w}" for n, w in ((news.new, "new"), (news.revised, "revised"), (news.withdrawn, "withdrawn")) if n
    )
    return f"{standing.release}: {standing.outcome} ({counts or standing.origin})" + (
        f": {standing.reason}" if standing.reason else ""
    )


def freshness_policy(release: Release) -> dg.FreshnessPolicy | None:
    """How long ago a release may have been brought up to date: its publisher gave nothing in that time, and a day more.

    Dagster judges runs. Whether a run that was on time brought a late figure is the check «on_time», and ``late_from``.
    What is only asked on request, is a file of one's own or has ended promises nothing.
    """
    rules = {(s.name if s.published else "", s.frequency): s for s in release.series if not s.closed}
    if release.access != "open" or not rules:
        return None
    gap, grace = max((longest_gap(s, release), grace_of(s, release)) for s in rules.values())
    warn = max(gap, WEEKEND) + timedelta(days=1)
    return dg.FreshnessPolicy.time_window(fail_window=warn + grace, warn_window=warn)


def _spec(release: Release, catalog: Catalog) -> dg.AssetSpec:
    series = "\n".join(f"- `{s.name}` {s.label_en} ({catalog.units[s.unit].label})" for s in release.series)
    return dg.AssetSpec(
        key_of(release),
        freshness_policy=freshness_policy(release),
        group_name=release.source,
        owners=OWNERS,
        kinds={"duckdb", "python"},
        tags={"source": release.source, "licence": release.licence},
        description=f"{release.title} · {release.label_zh}\n\n{release.publisher}\n\n{series}",
        metadata={
            "publisher page": dg.MetadataValue.url(release.homepage),
            "licence": catalog.licences[release.licence].label,
            "credit": release.credit,
        },
    )


def _told(rows: Sequence[Freshness], refused: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
    """How far the release reaches, what it lacks now, what was not recorded. Metadata of a run may know the clock."""
    last = max((row.last_period for row in rows if row.last_period), default=None)
    told: dict[str, Any] = {"last period": str(last)} if last else {}
    first = freshness.first_late(rows)
    if first and first.next_expected_at:
        told["next expected"] = dg.MetadataValue.timestamp(first.next_expected_at)
        told["late"] = _late(first)
    if refused:
        told["quarantine"] = dg.MetadataValue.table([dg.TableRecord(dict(row)) for row in refused])
    return told


def _late(first: Freshness) -> bool:
    return first.late_from is not None and first.late_from < datetime.now(UTC)


def _result(
    asked: Asked,
    standing: Standing,
    told: Mapping[str, Any],
    rows: Sequence[Freshness],
    context: dg.AssetExecutionContext,
) -> dg.MaterializeResult[None]:
    key = key_of(asked.release)
    reason = standing.reason or ""
    verdicts = {"answered": (asked.outcome != "failed", reason), "contract": (standing.outcome != "refused", reason)}
    if first := freshness.first_late(rows):  # what was never fetched and what has ended is not late
        verdicts["on_time"] = (
            not _late(first),
            f"{first.series} ends {first.last_period}, due {first.next_expected_at}",
        )
    chosen = {c.name for c in context.selected_asset_check_keys if c.asset_key == key}
    return dg.MaterializeResult(
        asset_key=key,
        metadata={
            "outcome": standing.outcome,
            "origin": standing.origin,
            "new": standing.news.new,
            "revised": standing.news.revised,
            "withdrawn": standing.news.withdrawn,
            "payload bytes": standing.payload_bytes,
            **told,
            **({"reason": standing.reason} if standing.reason else {}),
        },
        check_results=[
            dg.AssetCheckResult(
                asset_key=key,
                check_name=name,
                passed=passed,
                severity=dg.AssetCheckSeverity.WARN,
                metadata={"reason": why},
            )
            for name, (passed, why) in verdicts.items()
            if name in chosen
        ],
    )
