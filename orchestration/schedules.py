"""One schedule a release, from the catalog: its cron, its publisher's time zone; and the sensor that sends alerts.

All are stopped until switched on.
"""

# no postponed annotations here: Dagster reads the annotations of sensors at run time

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from orchestration.ingestion import key_of
from orchestration.publication import EDITION
from orchestration.storage.home import Home
from sources.catalog import Catalog
from sources.model import Release


def build(catalog: Catalog, job: Any, rest: list[dg.AssetKey]) -> Iterator[dg.ScheduleDefinition]:
    """A schedule fires its release and everything that is not a release: models, checks, edition."""
    for release in catalog.releases.values():
        yield _schedule(release, job, [key_of(release), *rest])


def alerts(home: Home) -> dg.SensorDefinition:
    """A sensor that looks for alerts at each publication and delivers what was not told yet."""

    @dg.asset_sensor(
        asset_key=EDITION,
        name="alerts",
        description="At each publication: events that were not told yet go to the file, the webhook, the mail.",
        default_status=dg.DefaultSensorStatus.STOPPED,
    )
    def tell(_: dg.SensorEvaluationContext) -> dg.SkipReason:
        from orchestration.alerts import current, deliver
        from orchestration.storage.editions import Editions

        now = datetime.now(UTC)
        sent = deliver(home, current(Editions(home).require(), now), now)
        return dg.SkipReason(f"{len(sent)} alerts delivered: {', '.join(a.key for a in sent) or 'nothing new'}")

    return tell


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
