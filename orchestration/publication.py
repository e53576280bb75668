"""Acceptance of the marts as blocking checks, and the edition as the asset that everything leads to."""

# no postponed annotations here: Dagster reads the annotations of ops at run time

import logging
import shutil
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from orchestration import dbt
from orchestration.storage.editions import Editions
from orchestration.storage.home import Home
from orchestration.transformation import OWNERS

log = logging.getLogger("tidegauge")
EDITION = dg.AssetKey("edition")
CHECK = "acceptance"


def build_checks(home: Home, marts: Sequence[dg.AssetKey]) -> dg.AssetChecksDefinition:
    """One blocking check a mart: a broken expectation stops publication, the last edition stays."""
    from orchestration.acceptance import RANGES

    judged = {key.path[-1]: key for key in marts if key.path[-1] in RANGES}
    specs = [
        dg.AssetCheckSpec(CHECK, asset=key, blocking=True, description="Great Expectations: would a reader be misled?")
        for key in judged.values()
    ]

    @dg.multi_asset_check(specs=specs, name="accept", can_subset=True)
    def accept(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        from orchestration.acceptance import judge

        wanted = {key.asset_key for key in context.selected_asset_check_keys}
        with home.lock(wait_s=600):
            for verdict in judge(home):
                for problem in verdict.broken:
                    log.error("%s: %s", verdict.mart, problem)
                if judged[verdict.mart] in wanted:
                    yield dg.AssetCheckResult(
                        asset_key=judged[verdict.mart],
                        check_name=CHECK,
                        passed=not verdict.broken,
                        metadata={"expectations": verdict.expectations, "broken": "\n".join(verdict.broken)},
                    )

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
        def documents(folder: Path) -> None:
            dbt.documentation(home, folder / "dbt_docs.html")
            shutil.copytree(home.acceptance / "data_docs", folder / "data_docs")

        with home.lock(wait_s=600):
            published = Editions(home).publish(facts(home), documents)
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


def facts(home: Home) -> dict[str, Any]:
    """What the manifest says beyond tables and files: versions, inputs, what is degraded and why."""
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        states = connection.execute("SELECT release, origin, degraded_reason FROM ledger.states ORDER BY release")
        standing = states.fetchall()
        inputs = connection.execute(
            "SELECT release, list(DISTINCT digest ORDER BY digest) FROM ledger.deliveries "
            "WHERE outcome = 'recorded' GROUP BY release ORDER BY release"
        ).fetchall()
    return {
        "versions": {p: version(p) for p in ("tidegauge", "duckdb", "dbt-core", "dbt-duckdb", "dagster")},
        "dbt_project_sha256": dbt.fingerprint(),
        "inputs": dict(inputs),
        "origin": {release: origin for release, origin, _ in standing},
        "degraded": {release: reason for release, _, reason in standing if reason},
    }
