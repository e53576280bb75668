"""One run of the job in this process, visible in the UI: set-up, progress, and what its end means for the exit code."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.storage import recovery, tables
from orchestration.storage.home import Home
from orchestration.trouble import advice_of
from sources.catalog import load
from sources.errors import CatalogError
from sources.journal import write_whole

log = logging.getLogger("tidegauge")
COMMAND = "tidegauge/command"  # the tag of runs that hold the home's lock from beginning to end
STORES = ("history", "schedules", "storage")  # of Dagster
PUBLISHED, FAILED, PARTLY, LOCKED = 0, 1, 3, 75

DAGSTER_YAML = """\
# Written by tidegauge; your changes stay.
telemetry: {enabled: false}
nux: {enabled: false}
# one run at a time: the working file has one writer
concurrency: {runs: {max_concurrent_runs: 1}}
run_monitoring: {enabled: true, free_slots_after_run_end_seconds: 300}
# the daemon judges how long ago each release was brought up to date against its freshness policy
freshness: {enabled: true}
python_logs: {managed_python_loggers: [tidegauge], python_log_level: INFO}
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. ``problems`` name what failed; ``at_fault`` the releases that were asked and did not answer."""

    success: bool
    problems: tuple[str, ...]
    at_fault: dict[str, str]

    @property
    def exit_code(self) -> int:
        if not self.success:
            return FAILED
        return PARTLY if self.at_fault else PUBLISHED


def prepare_dagster(home: Home) -> None:
    """Point Dagster at this home and initialise its storage once: two first starts at once would break it for good."""
    os.environ.update({"DAGSTER_HOME": str(home.dagster), "DAGSTER_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"})
    with home.lock(wait_s=120):
        settings = home.dagster / "dagster.yaml"
        if not settings.is_file() or not settings.stat().st_size:
            write_whole(settings, DAGSTER_YAML.encode())
        try:
            _open_stores()
        except Exception as problem:
            text = " ".join(str(one) for one in (problem, problem.__cause__, problem.__context__))
            if advice_of(text) or "locked" in text:
                raise  # the machine is at fault, or the UI is at work; not the stores
            kept = _set_aside(home)
            log.warning("Dagster's history could not be read (%s); set aside as %s", _first_line(problem), kept.name)
            _open_stores()


def _open_stores() -> None:
    """Open the three stores (runs, events, schedules), and end runs that were killed: the queue would wait for them."""
    from dagster import DagsterInstance, RunsFilter
    from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES

    with DagsterInstance.get() as instance:
        left = instance.get_runs(RunsFilter(statuses=NOT_FINISHED_STATUSES, tags={COMMAND: "run"}))
        instance.get_asset_keys(limit=1)
        instance.all_instigator_state()
        for killed in left:  # whoever calls this holds the lock that such a run holds to its end
            instance.report_run_failed(killed, "its process was killed")


def _set_aside(home: Home) -> Path:
    """Move what Dagster remembers out of the way. Runs, logs and switched-on schedules are lost; no figure is."""
    kept = home.dagster / f"set-aside-{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}"
    kept.mkdir()
    for name in STORES:
        if (home.dagster / name).exists():
            (home.dagster / name).rename(kept / name)
    return kept


def _first_line(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}".splitlines()[0]


def run(home: Home, *, offline: bool, select: Sequence[str], beside: Sequence[str] = ()) -> Outcome:
    """Execute the job ``refresh`` in this process.

    Args:
        select: keys of releases to ask; all when empty. Models, checks and the edition are always brought up to date.
        beside: sources that are asked on request only; a selected release is a request, too.

    Raises:
        CatalogError: a selected release or a source is not in the catalog.
        Locked: another run holds the home's lock.
    """
    warnings.filterwarnings("ignore")  # deprecations inside libraries are no news for a user
    recovery.settle(home)
    catalog = load()
    chosen = [catalog.release(key) for key in select] or list(catalog.releases.values())
    on_request = {r.source for r in catalog.releases.values() if r.access == "on_request"}
    if unknown := sorted(set(beside) - on_request):
        raise CatalogError(f"asked on request: {', '.join(sorted(on_request)) or 'none'}; found {', '.join(unknown)}")
    requested = {*beside, *(r.source for r in chosen if select and r.access == "on_request")}
    prepare_dagster(home)

    import dagster as dg

    from orchestration.definitions import build
    from orchestration.ingestion import key_of
    from orchestration.transformation import JOB

    job = build(home, catalog).resolve_job_def(JOB)
    selection = None
    # a first run takes in the archive of every release, whichever is asked; so does one on a file of another shape
    if select and tables.stands(home.warehouse):
        every = {key_of(r) for r in catalog.releases.values()}
        asked = {key_of(r) for r in chosen}
        selection = [key for key in job.asset_layer.executable_asset_keys if key in asked or key not in every]
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            asset_selection=selection,
            tags={COMMAND: "run"},
            run_config={
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                "ops": {"ingest": {"config": {"offline": offline, "only": list(select), "beside": sorted(requested)}}},
            },
        )
    return Outcome(result.success, tuple(_problems(result)), _at_fault(result))


def _problems(result: Any) -> list[str]:
    found = []
    for event in result.all_events:
        if event.is_step_failure:
            error = event.event_specific_data.error
            deepest = error.cause or error
            found.append(f"{event.step_key}: {' '.join(deepest.message.split())}")
    return found


def _at_fault(result: Any) -> dict[str, str]:
    found = {}
    for event in result.all_events:
        if event.is_step_materialization:
            materialization = event.step_materialization_data.materialization
            metadata = materialization.metadata
            if "outcome" in metadata and metadata["outcome"].value in ("failed", "refused"):
                found[materialization.asset_key.path[-1]] = metadata["reason"].value
    return found
