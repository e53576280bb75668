"""dbt models as assets: raw/<release> is the source of stg_<release>; groups follow the folders of the project."""

# no postponed annotations here: Dagster reads the annotations of ops at run time

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration import claim_seed, dbt, inputs
from orchestration.storage.editions import Editions
from orchestration.storage.home import Home

JOB = "refresh"
OWNERS = ["team:data"]
log = logging.getLogger("tidegauge")


class Translator(DagsterDbtTranslator):  # type: ignore[misc]  # dagster-dbt is not typed
    """Asset keys are [schema, name]; a mart's group is its folder, e.g. ``reserves``."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        if dbt_resource_props["resource_type"] == "seed":
            return "reference"
        folders = dbt_resource_props["fqn"][1:-1]
        return str(folders[1] if folders[0] == "marts" else folders[0]) if folders else None


def marts(models: dg.AssetsDefinition) -> list[dg.AssetKey]:
    """The keys of the models that a reader reads."""
    return sorted((key for key in models.keys if key.path[0] == "marts"), key=str)


def nothing_new(home: Home) -> bool:
    """Whether the current edition was published from, or confirmed against, exactly what there is now."""
    return Editions(home).current() is not None and inputs.holds(home, inputs.CONFIRMED)


def build_assets(home: Home) -> dg.AssetsDefinition:
    """One multi-asset for the whole project: a single dbt invocation a run."""
    manifest = dbt.manifest(home)

    @dbt_assets(  # type: ignore[untyped-decorator]
        manifest=manifest, dagster_dbt_translator=Translator(), name="dbt"
    )
    def models(context: dg.AssetExecutionContext) -> Iterator[Any]:
        if context.job_name == JOB and not context.is_subset and nothing_new(home):
            log.info("nothing new: models, checks and edition stay as they are")
            return
        arguments = [*dbt.BUILD]
        if context.is_subset:
            names = sorted(key.path[-1] for key in context.selected_asset_keys)
            arguments += ["--select", *names, "--indirect-selection", "cautious"]
        if crooked := claim_seed.problems():
            raise dg.Failure("; ".join(crooked) + ". Mend these rows (CONTRIBUTING.md, Add a claim), then run again")
        with home.lock(wait_s=600):
            held = inputs.holds(home, inputs.BUILT)
            inputs.unmark(home, inputs.BUILT)  # until it has ended well: a killed build leaves halves
            events, failures = dbt.invoke(home, arguments)
            # a part of the models built anew does not make the rest new
            if not failures and (held or not context.is_subset):
                inputs.mark(home, inputs.BUILT)
        for event in events:
            message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
            yield from message.to_default_asset_events(manifest, Translator(), context)
        if failures:
            raise dg.Failure("dbt build failed: " + "; ".join(failures))

    built: dg.AssetsDefinition = models
    return built
