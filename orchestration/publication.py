"""Acceptance of the marts as blocking checks, and the edition as the asset that everything leads to."""

# no postponed annotations here: Dagster reads the annotations of ops at run time

import logging
from collections.abc import Iterator, Sequence

import dagster as dg

from orchestration import inputs
from orchestration.acceptance import judge
from orchestration.dictionary import guards
from orchestration.publishing import publish
from orchestration.storage.editions import Editions
from orchestration.storage.home import Home
from orchestration.transformation import OWNERS

log = logging.getLogger("tidegauge")
EDITION = dg.AssetKey("edition")
CHECK = "acceptance"


def build_checks(home: Home, marts: Sequence[dg.AssetKey]) -> dg.AssetChecksDefinition:
    """One blocking check a mart: a broken expectation stops publication, the last edition stays."""
    held_to = {guard.mart for guard in guards()}
    judged = {key.path[-1]: key for key in marts if key.path[-1] in held_to}
    specs = [
        dg.AssetCheckSpec(CHECK, asset=key, blocking=True, description="Great Expectations: would a reader be misled?")
        for key in judged.values()
    ]

    from orchestration.units.inference import require_sound

    @dg.multi_asset_check(specs=specs, name="accept", can_subset=True)
    def accept(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        wanted = {key.asset_key for key in context.selected_asset_check_keys}
        accepted = True
        with home.lock(wait_s=600):
            inputs.require(home, inputs.BUILT)
            inputs.unmark(home, inputs.ACCEPTED)  # until all is judged: the verdicts of before are removed first
            require_sound(home)  # of the models' SQL, whatever the figures of today
            for verdict in judge(home):
                accepted = accepted and not verdict.broken
                for problem in verdict.broken:
                    log.error("%s: %s", verdict.mart, problem)
                if judged[verdict.mart] in wanted:
                    yield dg.AssetCheckResult(
                        asset_key=judged[verdict.mart],
                        check_name=CHECK,
                        passed=not verdict.broken,
                        metadata={"expectations": verdict.expectations, "broken": "\n".join(verdict.broken)},
                    )
            if accepted:
                inputs.mark(home, inputs.ACCEPTED)

    return accept


def build_asset(home: Home, upstream: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The edition: what BI tools, the brief and the docs read."""

    @dg.asset(
        key=EDITION,
        deps=list(upstream),
        group_name="edition",
        owners=OWNERS,
        kinds={"duckdb", "parquet"},
        description="The published, read-only edition: DuckDB, Parquet, manifest and documents, swapped in atomically.",
    )
    def edition() -> dg.MaterializeResult[None]:
        with home.lock(wait_s=600):
            published = publish(home)
        shown = published or Editions(home).require()
        log.info("edition %s: %s", shown.name, "published" if published else "nothing new, unchanged")
        return dg.MaterializeResult(
            metadata={
                "edition": shown.name,
                "new": bool(published),
                "path": dg.MetadataValue.path(str(shown.path)),
                "tables": len(shown.tables),
                "rows": sum(t["rows"] for t in shown.tables.values()),
                "degraded releases": len(shown.manifest["degraded"]),
            }
        )

    return edition
