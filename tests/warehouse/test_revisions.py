"""tidegauge revisions: on an edition made by hand, with the SQL of the models and the macros of the published file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.storage.home import PROJECT, Home
from orchestration.storage.moments import macros

# series, area, period, value, withdrawn, known from, known until, basis
VERSIONS = [
    ("GDP", "USA", "2025-03-31", 30000.0, False, "2025-04-30 12:30", "2025-05-29 12:30", "modelled"),
    ("GDP", "USA", "2025-03-31", 30010.5, False, "2025-05-29 12:30", "2025-06-26 12:30", "publisher"),
    ("GDP", "USA", "2025-03-31", 30006.0, False, "2025-06-26 12:30", None, "publisher"),
    ("GDP", "USA", "2025-06-30", 30485.7, False, "2025-07-30 12:30", "2025-08-28 12:30", "publisher"),
    ("GDP", "USA", "2025-06-30", 30331.1, False, "2025-08-28 12:30", None, "publisher"),
    ("GDP", "USA", "2025-09-30", 31000.0, False, "2025-10-30 12:30", "2025-11-26 13:30", "publisher"),
    ("GDP", "USA", "2025-09-30", None, True, "2025-11-26 13:30", None, "observed"),
    ("GDP", "USA", "2025-12-31", 31500.0, False, "2026-01-29 13:30", None, "publisher"),
    ("DGS10", "USA", "2025-12-30", 4.1, False, "2025-12-31 21:15", None, "modelled"),
    ("DGS10", "USA", "2025-12-31", 4.2, False, "2026-01-02 21:15", None, "modelled"),
    ("IMF_GOLD", "POL", "2026-02-28", 550.0, False, "2026-04-01 00:00", "2026-05-01 00:00", "observed"),
    ("IMF_GOLD", "POL", "2026-02-28", 570.0, False, "2026-05-01 00:00", None, "observed"),
    ("IMF_GOLD", "TUR", "2026-02-28", 600.0, False, "2026-04-01 00:00", None, "observed"),
]
SERIES = [
    ("GDP", "fred__gdp", "Q", "usd_bn", "Gross domestic product [annual rate]", "国内生产总值"),
    ("DGS10", "fred__h15", "D", "percent", "Treasury par yield, 10 years", "10年期美国国债收益率"),
    ("DGS3", "fred__h15", "D", "percent", "Treasury par yield, 3 years", "3年期美国国债收益率"),
    ("IMF_GOLD", "imf__il", "M", "tonnes", "Official gold", "官方黄金"),
]


def model(name: str) -> str:
    """The SQL of a model, on the tables of an edition."""
    sql = (PROJECT / f"dbt_project/models/marts/history/{name}.sql").read_text("utf-8")
    return re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"\1", sql).replace("stg_catalog__series", "series")


@pytest.fixture
def made(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    folder = home.editions / "by-hand"
    folder.mkdir()
    home.current.symlink_to(folder)
    with duckdb.connect(str(folder / "tidegauge.duckdb")) as edition:
        edition.execute("SET TimeZone = 'UTC'")
        edition.execute(
            "CREATE TABLE series (series VARCHAR, release VARCHAR, frequency VARCHAR, unit VARCHAR, label_en VARCHAR, "
            "label_zh VARCHAR)"
        )
        edition.execute(
            "CREATE TABLE observation_versions (series VARCHAR, area VARCHAR, period_end DATE, value DOUBLE, "
            "withdrawn BOOLEAN, known_at TIMESTAMPTZ, known_until TIMESTAMPTZ, known_basis VARCHAR)"
        )
        edition.execute(
            "CREATE TABLE releases AS SELECT 'fred__h15' AS release, 'DGS3 was not asked yet' AS degraded_reason"
        )
        edition.executemany("INSERT INTO series VALUES (?, ?, ?, ?, ?, ?)", SERIES)
        edition.executemany("INSERT INTO observation_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", VERSIONS)
        for name in ("revisions", "revisions_by_series"):
            edition.execute(f"CREATE TABLE {name} AS {model(name)}")
        for statement in macros([]):
            edition.execute(statement)
    monkeypatch.setenv("TIDEGAUGE_HOME", str(home.root))
    return home


def revisions(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["revisions", *arguments])


def printed(*arguments: str) -> list[str]:
    finished = revisions(*arguments)
    assert finished.exit_code == 0, finished.output
    return [" ".join(line.split()) for line in finished.output.splitlines() if line.strip()]


@pytest.mark.usefixtures("made")
def test_a_revised_series_says_how_often_how_far_and_when() -> None:
    lines = printed("GDP")
    assert lines[0] == "GDP Gross domestic product [annual rate] · 国内生产总值"
    assert lines[1] == (
        "USA, usd_bn: 4 periods, 7 vintages; 2 ever revised, 3 revisions, mean size 80.3, largest 154.6; 1 withdrawn; "
        "last revised 2025-08-28 12:30 UTC"
    )
    assert lines[4:7] == [
        "2025-09-30 31,000 2025-10-30 12:30 publisher 31,000 withdrawn 2025-10-30 12:30 — — 0",
        "2025-06-30 30,485.7 2025-07-30 12:30 publisher 30,331.1 2025-08-28 12:30 -154.6 -0.51 1",
        "2025-03-31 30,000 2025-04-30 12:30 modelled 30,006 2025-06-26 12:30 +6 +0.02 2",
    ]


@pytest.mark.usefixtures("made")
def test_the_triangle_is_blank_where_a_period_was_not_known_yet_and_names_what_was_withdrawn() -> None:
    lines = printed("GDP", "--periods", "3")
    assert lines[-5] == "2025-07-30 2025-08-28 2025-10-30 2025-11-26 2026-01-29"
    assert lines[-3:] == [
        "2025-12-31 31,500",
        "2025-09-30 31,000 withdrawn withdrawn",
        "2025-06-30 30,485.7 30,331.1 30,331.1 30,331.1 30,331.1",
    ]
    [whole] = [line for line in revisions("GDP", "--periods", "3").output.splitlines() if "31,500" in line]
    assert len(whole.rstrip()) > 60  # under the last vintage, not the first


@pytest.mark.usefixtures("made")
def test_the_triangle_has_the_newest_six_vintages() -> None:
    assert printed("GDP")[-6].split() == [
        "2025-06-26",
        "2025-07-30",
        "2025-08-28",
        "2025-10-30",
        "2025-11-26",
        "2026-01-29",
    ]


@pytest.mark.usefixtures("made")
def test_the_same_as_json() -> None:
    told: dict[str, Any] = json.loads(revisions("GDP", "--json").output)
    assert (told["label_zh"], told["revised_periods"], told["revisions"]) == ("国内生产总值", 2, 3)
    assert [row["revisions"] for row in told["revised"]] == [0, 1, 2]
    assert told["triangle"][-1] == {
        "period_end": "2025-03-31",
        "vintage_at": "2026-01-29T13:30:00+00:00",
        "value": 30006.0,
        "withdrawn": False,
    }


@pytest.mark.usefixtures("made")
def test_a_series_that_was_never_revised_says_so() -> None:
    assert printed("DGS10")[1:] == ["USA, percent: 2 periods, 2 vintages; never revised"]


@pytest.mark.usefixtures("made")
def test_a_series_without_figures_says_why() -> None:
    assert printed("DGS3")[1:] == ["No figure is known: DGS3 was not asked yet"]


@pytest.mark.usefixtures("made")
def test_several_areas_are_listed_until_one_is_chosen() -> None:
    lines = printed("IMF_GOLD")
    assert lines[1] == "2 areas, tonnes: 1 ever revised"
    assert lines[3:5] == ["POL 1 1 1 20 3.64 2026-05-01 00:00", "Never revised: TUR"]
    assert "1 ever revised, 1 revision, mean size 20" in printed("IMF_GOLD", "--area", "POL")[1]
    assert printed("IMF_GOLD", "--area", "TUR")[1] == "TUR, tonnes: 1 period, 1 vintage; never revised"


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["DGS1"], "no series 'DGS1'; did you mean DGS10 or DGS3?"),
        (["gdp"], "did you mean GDP?"),
        (["IMF_GOLD", "--area", "POLAND"], "did you mean POL? It has 2: POL; TUR"),
        (["GDP'; DROP TABLE series; --"], "no series"),
    ],
)
def test_what_is_not_there_names_what_is_near(arguments: list[str], told: str) -> None:
    finished = revisions(*arguments)
    assert finished.exit_code == 1
    assert told in finished.output


@pytest.mark.usefixtures("made")
def test_without_a_series_the_most_recently_revised_come_first() -> None:
    lines = printed()
    assert lines[2:4] == [
        "IMF_GOLD POL Official gold 1 1 1 20 3.64 2026-05-01 00:00",
        "GDP USA Gross domestic product [annual 2 4 3 80.3 0.26 2025-08-28 12:30",
    ]
    assert [row["series"] for row in json.loads(revisions("--json").output)] == ["IMF_GOLD", "GDP"]


def test_an_edition_older_than_revisions_says_what_to_run(made: Home) -> None:
    with duckdb.connect(str(made.current / "tidegauge.duckdb")) as edition:
        edition.execute("DROP TABLE revisions_by_series")
    finished = revisions("GDP")
    assert finished.exit_code == 1
    assert "Run: tidegauge run" in finished.output


def test_without_an_edition_it_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_HOME", str(tmp_path))
    assert "Run: tidegauge run" in revisions("GDP").output
