"""Dagster's own files after a crash: runs that were killed are ended, torn stores are set aside; no run is kept from
starting."""

from __future__ import annotations

import pytest

from orchestration import running
from orchestration.storage.home import Home


def test_a_killed_run_is_ended_and_a_torn_store_is_set_aside(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from dagster import DagsterInstance, DagsterRunStatus, job

    for name in ("DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        monkeypatch.setenv(name, "")  # restored afterwards

    @job
    def refresh() -> None: ...

    running.prepare_dagster(home)
    with DagsterInstance.get() as instance:
        killed = instance.create_run_for_job(refresh, status=DagsterRunStatus.STARTED, tags={running.COMMAND: "run"})
        of_the_ui = instance.create_run_for_job(refresh, status=DagsterRunStatus.STARTED)
    running.prepare_dagster(home)
    with DagsterInstance.get() as instance:
        found = {run.run_id: run.status for run in instance.get_runs()}
    assert found == {killed.run_id: DagsterRunStatus.FAILURE, of_the_ui.run_id: DagsterRunStatus.STARTED}

    store = home.dagster / "history/runs.db"
    whole = store.read_bytes()
    store.write_bytes(whole[:4096] + bytes(200) + whole[5000 : len(whole) // 2])
    running.prepare_dagster(home)
    with DagsterInstance.get() as instance:
        assert instance.get_runs() == []
    [kept] = home.dagster.glob("set-aside-*")
    assert (kept / "history/runs.db").exists()
