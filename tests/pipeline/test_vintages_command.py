"""tidegauge vintages: from the command to the archive, against a loopback FRED that keeps FRED's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

import polars as pl
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.storage.home import Home
from sources import history, http, ingest
from sources.catalog import Catalog
from tests.alfred import Shown
from tests.conftest import tidegauge
from tests.publisher import Publisher

KEY = "0123456789abcdef0123456789abcdef"
MONTHS = {"2026-05-01": "22000.1", "2026-06-01": "22100.2", "2026-07-01": "22200.3"}
HISTORIES = {
    "M2SL": Shown.whole(
        {
            "2026-07-28": {"2026-05-01": "21999", "2026-06-01": "22100.2"},
            "2026-08-25": MONTHS,
            "2026-09-22": {**MONTHS, "2026-06-01": "22111.1"},
        },
        units={"1980-02-08": "Billions of Dollars"},
    ),
    "GFDEBTN": Shown.whole({"2026-06-01": {"2026-01-01": "38900000"}}, units={"1980-02-08": "Thousands of Gallons"}),
    "GDP": Shown.whole({"2026-07-30": {"2026-01-01": "31000", "2026-04-01": "31300"}}),
}
Command = Callable[..., Result]


@pytest.fixture(scope="module")
def fred(catalog: Catalog) -> Iterator[tuple[Publisher, dict[str, str]]]:
    publisher = Publisher(catalog, HISTORIES)
    with publisher.listening() as environment:
        yield publisher, {**environment, "FRED_API_KEY": KEY}


@pytest.fixture
def run(home: Home, fred: tuple[Publisher, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command in this process, in a home of its own and unpaced."""
    monkeypatch.setattr("sources.http.Http", partial(http.Http, deadline_s=10, paced=False))
    for name, value in {**fred[1], "TIDEGAUGE_HOME": str(home.root)}.items():
        monkeypatch.setenv(name, value)
    return lambda *names: CliRunner().invoke(main, ["vintages", *names])


def kept(home: Home, key: str) -> list[str]:
    return [e.vintages for e in home.archive().entries(key) if e.outcome == "delivered" and e.vintages]


def test_the_command_keeps_what_fred_shows_and_says_how_much(
    home: Home, fred: tuple[Publisher, dict[str, str]], catalog: Catalog
) -> None:
    finished = tidegauge(home, "vintages", "M2SL", "fred__gdp", **fred[1])
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.splitlines() == [
        "[1/2] fred__h6 M2SL: 5 versions of 3 months, 2 revisions",
        "[2/2] fred__gdp GDP: 2 versions of 2 quarters, 0 revisions",
        "next: tidegauge run",
    ]
    (entry,) = (e for e in home.archive().entries("fred__h6") if e.vintages)
    table = ingest.read_vintages(home.archive().open(entry), catalog.release("fred__h6"))
    assert table.filter(table["period"].cast(pl.String) == "2026-06-30")["value"].to_list() == [22100.2, 22111.1]
    assert KEY not in finished.stdout + finished.stderr + (home.root / "archive/log/fred__h6.jsonl").read_text()


def test_one_series_that_fails_does_not_stop_the_others(run: Command, home: Home) -> None:
    found = run("WALCL", "GFDEBTN", "GDP")
    assert found.exit_code == 3
    lines = found.output.splitlines()
    assert "The series does not exist" in lines[0]
    assert lines[2:] == ["[3/3] fred__gdp GDP: 2 versions of 2 quarters, 0 revisions", "next: tidegauge run"]
    assert kept(home, "fred__gdp") == ["GDP"]


def test_what_is_kept_but_cannot_be_read_is_said(run: Command, home: Home) -> None:
    found = run("GFDEBTN")
    assert found.exit_code == 1
    assert (
        "GFDEBTN: kept, but refused: vintages of GFDEBTN: GFDEBTN: expected usd_mn; found 'Thousands of Gallons'"
        in found.output
    )
    assert "next:" not in found.output


def test_a_series_that_is_held_is_asked_again_when_it_is_named(run: Command, home: Home) -> None:
    assert run("GDP").exit_code == run("GDP", "fred__gdp").exit_code == 0
    assert kept(home, "fred__gdp") == ["GDP", "GDP"]
    bodies = list((home.root / "archive/bodies").rglob("*.gz"))
    assert len(bodies) == len({p["sha256"] for e in home.archive().entries("fred__gdp")[-2:] for p in e.payloads})


def test_without_names_all_that_lack_are_asked_and_the_cost_is_said_first(
    run: Command, home: Home, catalog: Catalog
) -> None:
    assert run("GDP").exit_code == 0
    everyone = sum(len(r.series) for r in catalog.releases.values() if r.source == "fred")
    found = run()
    assert found.exit_code == 3
    requests, minutes = history.cost(
        [(r, s) for r in catalog.releases.values() if r.source == "fred" for s in r.series]
    )
    assert found.output.startswith(f"{everyone - 1} series without vintages: about ")
    assert f"[{everyone - 1}/{everyone - 1}]" in found.output
    assert "fred__gdp" not in found.output
    assert (kept(home, "fred__h6"), kept(home, "fred__federal_debt")) == (["M2SL"], ["GFDEBTN"])
    assert 3 * everyone < requests < 6 * everyone
    assert 3 < minutes < 30


def test_where_none_lack_nothing_is_asked(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "lacking", lambda *_: [])
    found = run()
    assert (found.exit_code, found.output) == (
        0,
        "every series has its vintages; name a series or a release to ask again\n",
    )


def test_a_failed_attempt_is_no_vintage_that_is_held(home: Home, catalog: Catalog) -> None:
    home.archive().note_failure("fred__gdp", datetime.now(UTC), "gone", vintages="GDP")
    assert "GDP" in [spec.name for _, spec in history.lacking(catalog, home.archive())]


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (("WRESBLA",), "no series or release 'WRESBLA'; did you mean WRESBAL"),
        (("M2SL", "TIC_HOLDINGS"), "gives no vintages; those of FRED do"),
    ],
)
def test_a_name_that_has_none_is_an_error_before_anything_is_asked(
    names: tuple[str, ...], says: str, run: Command, fred: tuple[Publisher, dict[str, str]]
) -> None:
    before = len(fred[0].asked)
    found = run(*names)
    assert (found.exit_code, says in found.output, "Traceback" in found.output) == (1, True, False), found.output
    assert len(fred[0].asked) == before


def test_without_a_key_the_page_that_gives_one_is_named(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FRED_API_KEY")
    for names in ((), ("GDP",)):
        found = run(*names)
        assert found.exit_code == 1
        assert found.output.startswith("Error: needs FRED_API_KEY (free key: https://fred.stlouisfed.org/")


def test_nothing_is_asked_while_another_run_holds_the_lock(home: Home, fred: tuple[Publisher, dict[str, str]]) -> None:
    with home.lock():
        assert tidegauge(home, "vintages", "GDP", **fred[1]).returncode == 75
