"""What Dagster is told of freshness: a policy for each release that is asked by itself."""

from __future__ import annotations

from datetime import timedelta
from subprocess import CompletedProcess

import dagster as dg
import pytest
import yaml
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from orchestration.definitions import build
from orchestration.ingestion import freshness_policy, key_of
from orchestration.running import DAGSTER_YAML
from orchestration.storage.home import Home
from sources.catalog import Catalog


def windows(catalog: Catalog, key: str) -> tuple[timedelta, timedelta]:
    policy = freshness_policy(catalog.release(key))
    assert policy is not None
    return policy.warn_window.to_timedelta(), policy.fail_window.to_timedelta()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("key", "warn_days", "fail_days"),
    [
        pytest.param("fred__h15", 5, 9, id="four days over a holiday weekend, and the grace of DFF"),
        pytest.param("fred__h41", 9, 11, id="from a Thursday to the Friday after a holiday"),
        pytest.param("fred__h10", 9, 11, id="daily figures that come once a week"),
        pytest.param("bok__base_rate", 4, 6, id="a rate of every day is asked on weekdays"),
        pytest.param("fred__gdp", 93, 103, id="a quarter"),
        pytest.param("cfets__central_parity", 12, 14, id="Chinese New Year"),
    ],
)
def test_a_release_may_go_without_a_run_as_long_as_its_publisher_rests(
    catalog: Catalog, key: str, warn_days: int, fail_days: int
) -> None:
    assert windows(catalog, key) == (timedelta(days=warn_days), timedelta(days=fail_days))


def test_what_is_not_asked_by_itself_or_has_ended_has_no_policy(catalog: Catalog) -> None:
    without = {key for key, release in catalog.releases.items() if freshness_policy(release) is None}
    by_hand = {key for key, release in catalog.releases.items() if release.access != "open"}
    assert without == by_hand | {"fred__h10_discontinued"}


def test_the_assets_bear_the_policies_of_their_releases(home: Home, catalog: Catalog) -> None:
    graph = build(home, catalog).resolve_asset_graph()
    for release in catalog.releases.values():
        assert graph.get(key_of(release)).freshness_policy == freshness_policy(release), release.key


def test_a_new_home_s_daemon_judges_them() -> None:
    assert yaml.safe_load(DAGSTER_YAML)["freshness"] == {"enabled": True}


def test_a_release_that_lacks_what_its_calendar_promised_says_so_in_a_check(
    published: tuple[Home, CompletedProcess[str]],
) -> None:
    """The bundle ended long ago; what was never fetched is not late."""
    late, never = (
        dg.AssetCheckKey(dg.AssetKey(["raw", release]), "on_time") for release in ("fred__h41", "treasury__mspd")
    )
    with dg.DagsterInstance.from_config(str(published[0].dagster)) as instance:
        found = instance.event_log_storage.get_latest_asset_check_execution_by_key([late, never])
    evaluation = found[late].event.dagster_event.asset_check_evaluation_data  # type: ignore[union-attr]
    assert not evaluation.passed
    assert "WDTGAL ends 2026-07-15" in str(evaluation.metadata["reason"].value)
    assert found[never].status == AssetCheckExecutionRecordStatus.PLANNED  # shown as skipped
