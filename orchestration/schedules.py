"""One schedule a release, from the catalog: its cron, its publisher's time zone. All stopped until switched on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.ingestion import key_of
from sources.catalog import Catalog
from sources.model import Release


def build(catalog: Catalog, job: Any, rest: list[dg.AssetKey]) -> Iterator[dg.ScheduleDefinition]:
    """A schedule fires its release and everything that is not a release: models, checks, edition."""
    for release in catalog.releases.values():
        yield _schedule(release, job, [key_of(release), *rest])


def _schedule(release: Release, job: Any, selection: list[dg.AssetKey]) -> dg.ScheduleDefinition:
    def fire(_: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        return dg.RunRequest(asset_selection=selection, tags={"release": release.key})

    return dg.ScheduleDefinition(
        name=release.key,
        job=job,
        cron_schedule=release.cron,
        execution_timezone=release.published.timezone,
        execution_fn=fire,
        description=f"{release.title}: when {release.publisher} is expected to publish.",
        default_status=dg.DefaultScheduleStatus.STOPPED,
    )
