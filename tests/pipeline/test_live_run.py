"""A live run against a loopback publisher: the same code path as offline, with real requests."""

from __future__ import annotations

import subprocess
import time
from itertools import pairwise
from typing import Any

import pytest

from orchestration.storage.editions import Editions
from orchestration.storage.home import Home
from sources.catalog import Catalog
from tests.conftest import tidegauge
from tests.publisher import KEYS, Publisher

CANARY = KEYS["BOK_API_KEY"]
AGAIN = ("fred__h41", "fred__oecd_rates", "fred__federal_debt", "tic__major_foreign_holders", "mof_japan__jgb_yields")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> tuple[Home, Publisher, list[Any]]:
    """Two live runs: all well; then a new week, a revised week, an outage, a page of HTML and another scale."""
    home, publisher = Home(tmp_path_factory.mktemp("live") / "home"), Publisher(catalog)
    finished = []
    with publisher.listening() as environment:
        environment.update(KEYS)
        finished.append(tidegauge(home, "run", **environment))
        h41 = publisher.answer("/graph/fredgraph.csv?id=WALCL")[1]
        revised = h41.replace(b"2026-08-19,6745699", b"2026-08-19,6745700") + b"2026-08-26,6746000\n"
        publisher.changes["id=WALCL"] = (200, revised)
        publisher.changes["IRLTLT01KRM156N"] = (404, b"<html>gone</html>")
        publisher.changes["slt_table5"] = (200, b"<!DOCTYPE html><html>maintenance</html>")
        walcl = publisher.answer("/graph/fredgraph.csv?id=GFDEBTN")[1].decode().splitlines()
        scaled = "\n".join(
            [walcl[0], *(f"{d},{float(v) * 1000 if v else ''}" for d, v in (r.split(",") for r in walcl[1:]))]
        )
        publisher.changes["GFDEBTN"] = (200, scaled.encode() + b"\n")
        publisher.asked.append((time.monotonic(), "AGAIN", ""))
        finished.append(tidegauge(home, "run", *(f"--select={key}" for key in AGAIN), **environment))
    return home, publisher, finished


def read(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with Editions(home).require().connect() as connection:
        return connection.execute(sql).fetchall()


def test_every_release_is_asked_and_answered(runs: Any, catalog: Catalog) -> None:
    home, _, (first, _) = runs
    assert first.returncode == 0, first.stderr
    everyone = list(catalog.releases.values())
    asked = sum(r.access == "open" for r in everyone)
    assert f"{len(everyone)} releases: {asked} live, {len(everyone) - asked} none" in first.stdout
    manifest = Editions(home).require().manifest
    assert manifest["previous"] is not None


@pytest.mark.parametrize(
    ("path", "gap_s"),
    [("/graph/fredgraph.csv", 0.5), ("/api/v1/getDataCode", 1.9), ("/api/StatisticSearch/", 0.9)],
    ids=["FRED: two a second at most", "Bank of Japan", "Bank of Korea"],
)
def test_each_publisher_is_asked_at_its_pace(path: str, gap_s: float, runs: Any) -> None:
    _, publisher, _ = runs
    moments = [at for at, _, target in publisher.asked if target.startswith(path)]
    assert len(moments) > 5
    assert min(b - a for a, b in pairwise(moments)) >= gap_s


def test_what_was_read_whole_is_asked_for_a_window_the_next_time(runs: Any) -> None:
    _, publisher, _ = runs
    split = next(i for i, (_, method, _) in enumerate(publisher.asked) if method == "AGAIN")
    walcl = [[t for _, _, t in part if "id=WALCL" in t] for part in (publisher.asked[:split], publisher.asked[split:])]
    assert [len(targets) for targets in walcl] == [1, 1]
    assert "cosd" not in walcl[0][0]
    assert "cosd=2026-0" in walcl[1][0]


def test_an_outage_and_refused_bodies_are_named_and_the_rest_is_published(runs: Any) -> None:
    _, _, (_, second) = runs
    assert second.returncode == 3
    assert "fred__oecd_rates: " in second.stderr
    assert "expected HTTP 200; found 404" in second.stderr
    assert "tic__major_foreign_holders: delivery of" in second.stderr
    assert "expected data; found an HTML page" in second.stderr
    assert "fred__federal_debt: delivery of" in second.stderr


def test_figures_known_before_an_outage_are_still_served(runs: Any) -> None:
    home, _, _ = runs
    assert read(home, "SELECT count(value) FROM observations WHERE series = 'IRLTLT01KRM156N'") == [(307,)]
    [(newest,)] = read(home, "SELECT max(value) FROM observations WHERE series = 'GFDEBTN'")
    assert newest == 39065421


def test_a_new_and_a_revised_week_are_shown(runs: Any) -> None:
    home, _, (_, second) = runs
    assert "fred__h41: recorded (1 new, 1 revised)" in second.stderr
    where = "WHERE series = 'WALCL' AND period_end >= '2026-08-19'"
    sql = f"SELECT period_end::VARCHAR, value, known_basis FROM observations {where}"
    assert read(home, f"{sql} ORDER BY 1") == [
        ("2026-08-19", 6745700.0, "observed"),
        ("2026-08-26", 6746000.0, "observed"),  # due in August; the first of the two runs had not been shown it
    ]


def test_the_key_reaches_the_publisher_and_nothing_that_the_run_leaves_behind(runs: Any) -> None:
    home, publisher, finished = runs
    assert any(CANARY in target for _, _, target in publisher.asked)
    assert all(CANARY not in done.stdout + done.stderr for done in finished)
    holders = subprocess.run(["grep", "-rlaF", CANARY, str(home.root)], capture_output=True, text=True, check=False)
    assert holders.stdout == ""


def test_reserves_without_gold_of_the_imf_give_a_country_s_share(runs: Any) -> None:
    home, _, _ = runs
    sql = "SELECT reserves_series, gold_share_of_reserves_pct FROM central_bank_gold_monthly"
    [(series, share)] = read(home, f"{sql} WHERE area = 'POL' AND period_end = '2026-06-30'")
    assert series == "IMF_RESERVES_EX_GOLD"
    assert 20 < share < 40
