"""The catalog: what it holds, and that every way of getting it wrong names the file and what is wrong."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sources.catalog import FOLDER, Catalog, load
from sources.errors import CatalogError
from sources.publishers import source_of

PROJECT = Path(__file__).parents[2]

GOOD = """\
releases:
  tides:
    title: "Tides"
    label_zh: "潮汐"
    publisher: "Harbour Office"
    homepage: https://harbour.example/
    licence: public_domain_us
    credit: "Harbour Office"
    bundle: "yes"
    cron: "0 9 * * 1-5"
    published: {days: 1, at: "09:00", timezone: UTC, market: every_day}
    series:
      HIGH_WATER: {area: USA, frequency: D, basis: daily_close, unit: usd_mn, low: 0, high: 10, label_en: "High", label_zh: "高"}
"""  # noqa: E501


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the real units and licences and one good publisher."""
    for name in ("units.yml", "licences.yml"):
        shutil.copy(FOLDER / name, tmp_path)
    (tmp_path / "harbour.yml").write_text(GOOD, "utf-8")
    return tmp_path


def spoil(folder: Path, old: str, new: str, file: str = "harbour.yml") -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def test_a_good_publisher_is_read(folder: Path) -> None:
    catalog = load(folder)
    assert catalog.release("harbour__tides").by_name["HIGH_WATER"].unit == "usd_mn"


def test_a_series_without_a_code_bears_its_own_name(folder: Path) -> None:
    assert load(folder).release("harbour__tides").by_code["HIGH_WATER"].name == "HIGH_WATER"


LINE = GOOD.splitlines(keepends=True)[-1]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("area: USA,", "area: USA, colour: red,", "series.0.colour: Extra", id="unknown field of a series"),
        pytest.param(
            'title: "Tides"', 'title: "Tides"\n    mood: calm', "tides: mood", id="unknown field of a release"
        ),
        pytest.param(
            "unit: usd_mn", "unit: fathoms", "HIGH_WATER: unit 'fathoms' is not in units.yml", id="unknown unit"
        ),
        pytest.param("public_domain_us", "secret", "licence 'secret' is not in licences.yml", id="unknown licence"),
        pytest.param(LINE, LINE * 2, "HIGH_WATER stands twice", id="a series twice in one release"),
        pytest.param("low: 0, high: 10", "low: 10, high: 0", "low 10.0 is not below high 0.0", id="low above high"),
        pytest.param("low: 0, high: 10", "low: 5, high: 5", "low 5.0 is not below high 5.0", id="low equal to high"),
        pytest.param("frequency: D", "frequency: H", "frequency", id="unknown frequency"),
        pytest.param("basis: daily_close", "basis: guess", "basis", id="unknown basis"),
        pytest.param("HIGH_WATER:", "high-water:", "name: String should match", id="a name with a hyphen"),
        pytest.param("HIGH_WATER: {", "HIGH_WATER: [", "harbour.yml", id="broken YAML"),
        pytest.param("tides:", "tides:\n    title: A", "title stands twice", id="a field twice"),
        pytest.param("    series:\n", "", "mapping|series", id="no series"),
        pytest.param("releases:", "release:", "releases: expected a mapping; found NoneType", id="no releases"),
        pytest.param('bundle: "yes"', "bundle: yes", "bundle", id="yes without quotes is a truth value"),
        pytest.param("market: every_day", "grace_days: -1", "published.grace_days", id="late before it is due"),
        pytest.param(", market: every_day", "", "HIGH_WATER: a daily series needs", id="a daily series on no days"),
        pytest.param("days: 1,", "days: 1, area_months: {USA: 2},", "area_months goes with", id="lags without months"),
        pytest.param("days: 1,", "days: 1, fixing_day: 31,", "fixing_day", id="a day that not every month has"),
        pytest.param("days: 1,", "months: 1, day: first,", "published.day", id="an unknown day"),
        pytest.param("days: 1,", "days: 1, months: 2,", "found .*'days', 'months'", id="two publication rules"),
        pytest.param("days: 1, ", "", r"exactly one of days.*found \[\]", id="no publication rule"),
        pytest.param("days: 1,", "months: 1,", "months goes with either day or nth", id="months without a day"),
        pytest.param("days: 1,", "months: 1, nth: 4,", "nth and nth_weekday", id="nth without its weekday"),
        pytest.param("days: 1,", "weekday: thursday,", "weekday", id="a weekday in full"),
        pytest.param('at: "09:00"', "at: 9", "published.at", id="a time that is not HH:MM"),
        pytest.param(GOOD, "- tides\n", "expected a mapping; found list", id="a list in place of a mapping"),
        pytest.param(GOOD, "", "expected a mapping; found NoneType", id="an empty file"),
    ],
)
def test_a_mistake_names_the_file_and_what_is_wrong(folder: Path, old: str, new: str, says: str) -> None:
    spoil(folder, old, new)
    with pytest.raises(CatalogError, match=says) as caught:
        load(folder)
    assert str(caught.value).startswith("harbour.yml: ")
    assert str(folder) not in str(caught.value)


def test_a_series_of_two_publishers_names_both(folder: Path) -> None:
    (folder / "pilot.yml").write_text(GOOD, "utf-8")
    with pytest.raises(CatalogError, match=r"pilot\.yml: tides: series HIGH_WATER stands in harbour__tides already"):
        load(folder)


def test_a_unit_with_a_factor_of_nothing_names_its_file(folder: Path) -> None:
    spoil(folder, "factor: 0.000001", "factor: 0", "units.yml")
    with pytest.raises(CatalogError, match=r"units\.yml: usd: factor"):
        load(folder)


def test_a_licence_with_an_unknown_field_names_its_file(folder: Path) -> None:
    spoil(folder, "redistributable: true", "redistributable: true, free: true", "licences.yml")
    with pytest.raises(CatalogError, match=r"licences\.yml: public_domain_us: free"):
        load(folder)


def test_an_unknown_release_names_the_ones_there_are(folder: Path) -> None:
    with pytest.raises(CatalogError, match="no release 'harbour__tide'; did you mean harbour__tides"):
        load(folder).release("harbour__tide")


def test_a_name_is_that_of_a_series_or_of_all_series_of_a_release(real: Catalog) -> None:
    assert [(r.key, s.name) for r, s in real.series("M2SL")] == [("fred__h6", "M2SL")]
    assert [s.name for _, s in real.series("fred__h41")] == list(real.release("fred__h41").by_name)
    with pytest.raises(CatalogError, match=r"no series or release 'WRESBLA'; did you mean WRESBAL.* sources list"):
        real.series("WRESBLA")


@pytest.fixture(scope="module")
def real() -> Catalog:
    return load()


def test_every_publisher_of_the_catalog_has_a_module(real: Catalog) -> None:
    helpers = {"__init__", "text", "workbook", "alfred"}
    modules = {p.stem for p in (PROJECT / "sources/publishers").glob("*.py")} - helpers
    assert {r.source for r in real.releases.values()} == modules
    assert all(source_of(r).name == r.source for r in real.releases.values())


def test_every_unit_leads_to_a_canonical_unit_that_is_its_own(real: Catalog) -> None:
    for unit in real.units.values():
        assert real.units[unit.canonical].factor == 1, unit


def test_every_release_that_is_not_bundled_says_why(real: Catalog) -> None:
    assert all(bool(r.bundle_why) == (r.bundle == "no") for r in real.releases.values())


def test_every_bundled_release_may_be_redistributed(real: Catalog) -> None:
    assert all(real.licences[r.licence].redistributable for r in real.releases.values() if r.bundle == "yes")


def test_a_code_stands_once_in_its_release(real: Catalog) -> None:
    for release in real.releases.values():
        codes = [s.code for s in release.series]
        assert len(codes) == len(set(codes)), release.key


def test_every_cron_line_has_five_fields(real: Catalog) -> None:
    assert all(re.fullmatch(r"\S+( \S+){4}", r.cron) for r in real.releases.values())


def test_wednesday_levels_and_week_averages_of_the_treasury_account_are_told_apart(real: Catalog) -> None:
    h41 = real.release("fred__h41").by_name
    assert (h41["WTREGEN"].basis, h41["WDTGAL"].basis, h41["WALCL"].basis) == ("week_avg", "wed_level", "wed_level")


def test_reverse_repo_is_in_billions_and_the_balance_sheet_in_millions(real: Catalog) -> None:
    assert real.release("fred__on_rrp").by_name["RRPONTSYD"].unit == "usd_bn"
    assert real.release("fred__h41").by_name["WALCL"].unit == "usd_mn"
