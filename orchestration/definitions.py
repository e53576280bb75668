"""Assembly only: assets from ingestion, transformation and publication; schedules from the catalog; one job."""

from __future__ import annotations

import dagster as dg

from orchestration import ingestion, publication, schedules, transformation
from orchestration.storage.home import Home
from sources.catalog import Catalog, load
from sources.secrets import guard


def build(home: Home | None = None, catalog: Catalog | None = None) -> dg.Definitions:
    """Everything that Dagster shows and runs, for one home."""
    guard()  # what is said here is kept in Dagster's event store
    home, catalog = (home or Home.here()).prepare(), catalog or load()
    raw = ingestion.build_assets(home, catalog)
    models = transformation.build_assets(home)
    marts = transformation.marts(models)
    checks = publication.build_checks(home, marts)
    edition = publication.build_asset(home, sorted(models.keys, key=str))
    job = dg.define_asset_job(
        transformation.JOB,
        selection=dg.AssetSelection.all(),
        description="Ask every publisher, record what is new, build and test the marts, publish an edition.",
    )
    rest = [*ingestion.BESIDE, *sorted(models.keys, key=str), publication.EDITION]
    return dg.Definitions(
        assets=[raw, models, edition],
        asset_checks=[checks],
        jobs=[job],
        schedules=list(schedules.build(catalog, job, rest)),
        sensors=[schedules.alerts(home)],
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What ``workspace.yaml`` loads."""
    return build()
