"""The archive that ships with the project: whole, readable, certified, and equal to the published figures."""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from sources import ingest
from sources.archive import BUNDLED, Archive, Entry
from sources.bundling import bundle, us
from sources.bundling.figures import Figures
from sources.calendars import months_of, publication_of, schedule
from sources.catalog import load
from sources.errors import TidegaugeError
from sources.periods import Frequency, last_of
from tests.sources.conftest import release

FIGURES = Path(__file__).parents[3] / "shared" / "figures"
RELEASES = load().releases.values()
SHIPPED = [r.key for r in RELEASES if r.bundle == "yes"]
LEFT_OUT = [r.key for r in RELEASES if r.bundle == "no"]

needs_figures = pytest.mark.skipif(
    not FIGURES.is_dir(), reason="The published figures are not beside this checkout (../shared/figures)."
)


def entry(key: str) -> Entry:
    (found,) = Archive(BUNDLED).entries(key)
    return found


@cache
def table(key: str) -> pl.DataFrame:
    return ingest.read(Archive(BUNDLED).open(entry(key)), release(key))


def values(key: str, series: str) -> dict[date, float | None]:
    chosen = table(key).filter(pl.col("series") == series).sort("period")
    return dict(chosen.select("period", "value").iter_rows())


@pytest.mark.parametrize("path", sorted((BUNDLED / "bodies").rglob("*.gz")), ids=lambda p: p.name[:12])
def test_a_body_is_what_its_name_says(path: Path) -> None:
    assert hashlib.sha256(gzip.decompress(path.read_bytes())).hexdigest() == path.stem
    assert path.parent.name == path.stem[:2]


def test_every_body_belongs_to_a_delivery_and_every_delivery_has_its_bodies() -> None:
    named = {p["sha256"] for key in SHIPPED for p in entry(key).payloads}
    assert named == {path.stem for path in (BUNDLED / "bodies").rglob("*.gz")}


def test_nothing_else_lies_in_the_bundle() -> None:
    files = [p for p in BUNDLED.rglob("*") if p.is_file()]
    assert {p.suffix for p in files} == {".gz", ".jsonl", ".head"}
    assert [found for key in SHIPPED for found in Archive(BUNDLED).damage(key)] == []


@pytest.mark.parametrize("key", SHIPPED)
def test_a_bundled_delivery_reads_back(key: str) -> None:
    assert table(key).height > 100
    assert entry(key).origin == "bundled"


@pytest.mark.parametrize("key", SHIPPED)
def test_a_bundled_delivery_has_its_certificate(key: str) -> None:
    certificate, chosen = entry(key).certificate, release(key)
    assert certificate["publisher"] == chosen.publisher
    assert certificate["licence"] == chosen.licence
    assert certificate["credit"] == chosen.credit
    assert "not a recording" in certificate["layout"]
    assert re.fullmatch(r"\S+ \d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d(; \S+ [\d.-]+)*", certificate["covers"])


@pytest.mark.parametrize("key", LEFT_OUT)
def test_a_release_that_is_not_bundled_is_absent(key: str) -> None:
    assert Archive(BUNDLED).entries(key) == []
    assert release(key).bundle_why


def test_no_release_but_those_of_the_catalog_is_in_the_bundle() -> None:
    assert {path.stem for path in (BUNDLED / "log").iterdir()} == set(SHIPPED)


@pytest.mark.parametrize("key", SHIPPED)
def test_the_bundle_is_not_dated_before_its_own_figures_were_out(key: str) -> None:
    chosen = release(key)
    newest = table(key).group_by("series", "area").agg(pl.col("period").max())
    for name, area, period in newest.iter_rows():
        spec = chosen.by_name[name]
        [known] = schedule([period], spec, chosen, months_of(publication_of(spec, chosen), area)).values()
        assert known <= entry(key).at, (name, area)


def test_the_close_of_the_treasury_account_is_its_wednesday_level_in_h41() -> None:
    """Two publishers, one quantity: a slip of generation, unit or date in either would show."""
    close, level = values("treasury__dts", "TGA_CLOSE"), values("fred__h41", "WDTGAL")
    common = close.keys() & level.keys()
    assert len(common) > 500
    assert {day for day in common if close[day] != level[day]} == set()


def test_the_monthly_call_rate_is_the_mean_of_the_daily_one() -> None:
    """Of its business days: a closed day is null, and not the rate of the day before."""
    monthly = values("boj__call_rate_monthly", "BOJ_CALL_RATE_MONTHLY")
    daily: dict[date, list[float]] = {}
    for day, rate in values("boj__call_rate_daily", "BOJ_CALL_RATE_DAILY").items():
        if rate is not None:
            daily.setdefault(last_of(day, Frequency.MONTHLY), []).append(rate)
    ended = sorted(daily)[:-1]
    assert len(ended) >= 8
    for month in ended:
        assert sum(daily[month]) / len(daily[month]) == pytest.approx(monthly[month], abs=0.0006), month


def test_weekly_flows_add_up_to_their_nets() -> None:
    wide = table("mof_japan__securities_flows_weekly").pivot("series", index="period", values="value")
    for side in ("OUTWARD", "INWARD"):
        for kind in ("EQUITY", "LONG_BONDS", "SHORT_BILLS"):
            stem = f"JP_{side}_{kind}"
            gap = wide[f"{stem}_ACQUIRED"] - wide[f"{stem}_DISPOSED"] - wide[f"{stem}_NET"]
            assert gap.abs().max() <= 1.0, stem  # each figure is rounded by itself


def _rows(name: str) -> list[dict[str, str]]:
    with (FIGURES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _value(text: str) -> float | None:
    return float(text) if text else None


def _published(name: str, frequency: Frequency) -> dict[date, float | None]:
    return {last_of(date.fromisoformat(r["date"]), frequency): _value(r["value"]) for r in _rows(name)}


def _dated_series() -> Iterator[tuple[str, str, str]]:
    for chosen in RELEASES:
        if chosen.source == "fred" and chosen.bundle == "yes":
            names = ((spec.name, f"fred/{spec.code}") for spec in chosen.series)
            yield from ((chosen.key, s, name) for s, name in names if (FIGURES / f"{name}.csv").is_file())
    yield "treasury__dts", "TGA_CLOSE", "treasury/tga_dts_close"
    yield "nyfed__standing_repo", "NYFED_SRF_ACCEPTED", "nyfed/srf_accepted"
    yield "boj__call_rate_daily", "BOJ_CALL_RATE_DAILY", "boj/call_rate_daily"
    yield "boj__call_rate_monthly", "BOJ_CALL_RATE_MONTHLY", "boj/call_rate_monthly"
    yield "boj__accounts", "BOJ_TOTAL_ASSETS", "boj/total_assets"
    yield "cfets__central_parity", "CNY_PARITY_USD", "china/central_parity"
    yield "cfets__lpr", "LPR_1Y", "china/lpr_1y"
    yield "cfets__lpr", "LPR_5Y", "china/lpr_5y"
    yield "boj__current_accounts", "BOJ_CURRENT_ACCOUNTS", "boj/current_account_balances"
    yield "safe__official_reserves", "SAFE_FX_RESERVES", "china/fx_reserves"
    yield "safe__official_reserves", "SAFE_GOLD_USD", "china/gold"
    yield "safe__official_reserves", "SAFE_GOLD", "gold/china_safe_10k_oz"
    yield "worldbank__pink_sheet", "GOLD_PRICE", "gold/price_monthly_usd_oz"


@needs_figures
@pytest.mark.parametrize(("key", "series", "name"), list(_dated_series()), ids=lambda v: v if v.isupper() else "")
def test_a_bundled_series_equals_the_published_figures(key: str, series: str, name: str) -> None:
    published = _published(name, release(key).by_name[series].frequency)
    if name == "boj/call_rate_daily":
        last = max(day for day, v in published.items() if v is not None)
        published = {day: v for day, v in published.items() if day <= last}
    assert values(key, series) == published


@needs_figures
def test_every_figure_of_fred_is_in_the_bundle() -> None:
    bundled = {name for _, _, name in _dated_series() if name.startswith("fred/")}
    assert bundled == {f"fred/{path.stem}" for path in (FIGURES / "fred").glob("*.csv")}


@needs_figures
def test_the_bundled_base_rate_holds_from_one_change_to_the_next() -> None:
    changes = _published("bok/base_rate", Frequency.DAILY)
    bundled = values("bok__base_rate", "BOK_BASE_RATE")
    rate, day = None, min(changes)
    for found in sorted(bundled):
        assert found == day
        rate = changes.get(day, rate)
        assert bundled[day] == rate, day
        day += timedelta(days=1)
    assert max(changes) < max(bundled)


@needs_figures
def test_the_bundled_curve_equals_the_published_figures() -> None:
    published = _rows("mof_japan/jgb_yields")
    for spec in release("mof_japan__jgb_yields").series:
        expected = {date.fromisoformat(r["date"]): _value(r[spec.code]) for r in published}
        assert values("mof_japan__jgb_yields", spec.name) == expected, spec.name


@needs_figures
def test_the_bundled_flows_equal_the_published_figures() -> None:
    columns = {
        "assets_equity_acquisition": "JP_OUTWARD_EQUITY_ACQUIRED",
        "assets_longterm_net": "JP_OUTWARD_LONG_BONDS_NET",
        "assets_subtotal_net": "JP_OUTWARD_SUBTOTAL_NET",
        "assets_shortterm_disposition": "JP_OUTWARD_SHORT_BILLS_DISPOSED",
        "assets_total_net": "JP_OUTWARD_TOTAL_NET",
        "liabilities_equity_net": "JP_INWARD_EQUITY_NET",
        "liabilities_longterm_acquisition": "JP_INWARD_LONG_BONDS_ACQUIRED",
        "liabilities_shortterm_net": "JP_INWARD_SHORT_BILLS_NET",
        "liabilities_total_net": "JP_INWARD_TOTAL_NET",
    }
    published = _rows("mof_japan/securities_flows_weekly")
    for column, series in columns.items():
        expected = {date.fromisoformat(r["week_end"]): _value(r[column]) for r in published}
        assert values("mof_japan__securities_flows_weekly", series) == expected, series


@needs_figures
def test_the_bundled_reserves_equal_the_published_figures() -> None:
    columns = {
        "total_reserves_usd_mn": "MOF_RESERVES",
        "fc_reserves": "MOF_FX_RESERVES",
        "imf_position": "MOF_IMF_POSITION",
        "sdrs": "MOF_SDR",
        "gold_value_usd_mn": "MOF_GOLD_USD",
        "gold_mn_fine_troy_oz": "MOF_GOLD",
    }
    published = _rows("mof_japan/official_reserves")
    for column, series in columns.items():
        expected = {date.fromisoformat(r["date"]): _value(r[column]) for r in published}
        assert values("mof_japan__official_reserves", series) == expected, series


@needs_figures
def test_the_bundled_gold_equals_the_published_figures() -> None:
    bundled = table("imf__international_liquidity").select("area", "period", "value").rows()
    published = [(r["country"], date.fromisoformat(r["date"]), _value(r["value"])) for r in _rows(IMF_GOLD)]
    assert sorted(bundled) == sorted(published)


IMF_GOLD = "gold/imf_il_gold_fine_troy_oz"


@needs_figures
@pytest.mark.parametrize(
    ("series", "name", "column"),
    [
        ("TIC_HOLDINGS", "tic/major_foreign_holders", "value"),
        ("TIC_HOLDINGS_OLD_SURVEY", "tic/survey_breaks", "value_old_series"),
    ],
)
def test_the_bundled_holders_equal_the_published_figures(series: str, name: str, column: str) -> None:
    rows = table("tic__major_foreign_holders").filter(pl.col("series") == series)
    bundled = {(area, day): v for area, day, v in rows.select("area", "period", "value").iter_rows()}
    published = {(r["country"], date.fromisoformat(r["date"])): _value(r[column]) for r in _rows(name)}
    assert bundled == published


@needs_figures
def test_laying_out_the_figures_again_gives_the_same_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte for byte. The three largest are left to the comparison with their figures: they take half of the time."""
    large = {"mof_japan__jgb_yields", "fred__h15", "fred__h10"}
    chosen = {r.key: r for r in RELEASES if r.key not in large}
    monkeypatch.setattr("sources.bundling.load", lambda: replace(load(), releases=chosen))
    assert len(list(bundle(FIGURES, tmp_path / "bundled"))) == len(chosen)
    again = {p.relative_to(tmp_path / "bundled"): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert {path.stem for path in again if path.parts[0] == "log"} == set(SHIPPED) - large
    assert {path for path, body in again.items() if (BUNDLED / path).read_bytes() != body} == set()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TidegaugeError, match="expected a folder of figures; found no"):
        list(bundle(tmp_path / "nowhere", tmp_path / "bundled"))


def test_a_figure_that_is_not_there_leaves_the_old_bundle_alone(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    old = tmp_path / "bundled"
    old.mkdir()
    (old / "kept").write_text("as it was")
    with pytest.raises(TidegaugeError, match=r"call_rate_daily\.csv; found no such file"):
        list(bundle(tmp_path / "figures", old))
    assert (old / "kept").read_text() == "as it was"


def test_a_release_of_fred_is_laid_out_from_the_figures_there_are(tmp_path: Path) -> None:
    (tmp_path / "fred").mkdir()
    with pytest.raises(TidegaugeError, match=r"fred/TGCRRATE\.csv; found no such file"):
        us.fred(release("fred__reference_rates"), Figures(tmp_path))
    (tmp_path / "fred/OBFR.csv").write_text("date,value\n2026-08-19,3.63\n")
    (laid_out,) = us.fred(release("fred__reference_rates"), Figures(tmp_path))
    assert laid_out.body == b"observation_date,OBFR\n2026-08-19,3.63\n"


def test_figures_are_read_as_text_so_that_no_digit_changes(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("date,value\n2026-08-05,6600100.10\n2026-08-12,\n")
    figures = Figures(tmp_path)
    assert figures.series("x") == {date(2026, 8, 5): "6600100.10", date(2026, 8, 12): ""}
    assert figures.used == {"x": ("2026-08-05", "2026-08-12")}
