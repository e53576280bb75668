"""Units that do not go together are refused: in small queries, and in every model of the project less one factor."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlglot
from sqlglot import exp

from orchestration import dbt
from orchestration.dictionary import UNITS, metrics
from orchestration.storage.home import Home
from orchestration.storage.moments import STAGED, Model
from orchestration.units.algebra import CONVERTING, PURE, Keyed, Number, Unit, measure, same, settle
from orchestration.units.expressions import _factor
from orchestration.units.inference import Findings, UnsoundUnits, infer, require_sound
from sources.catalog import Catalog

Finished = tuple[Home, subprocess.CompletedProcess[str]]
LEGS = """
with
assets as (select period_end, value, published_value from stg_fred__h41 where series = 'WALCL'),
rrp as (select period_end, value, published_value from stg_fred__on_rrp where series = 'RRPONTSYD'),
rates as (
    select
        period_end,
        max(value) filter (where series = 'SOFR') as sofr,
        max(case when series = 'IORB' then value end) as iorb_pct
    from stg_fred__money_market group by period_end
),
gold as (select period_end, value as gold_oz from stg_imf__international_liquidity where series = 'IMF_GOLD'),
price as (select period_end, value from stg_worldbank__pink_sheet where series = 'GOLD_PRICE'),
fx as (select period_end, value from stg_fred__h10 where series = 'DEXJPUS'),
x as (
    select *, assets.value as assets, rrp.value as rrp, rrp.published_value as rrp_published, price.value as price,
        fx.value as fx
    from assets join rrp using (period_end) join rates using (period_end) join gold using (period_end)
    join price using (period_end) join fx using (period_end)
)
"""
SOUND = [
    "assets - rrp as a_usd_mn",
    "assets - 1000 * rrp_published as a_usd_mn",
    "(assets - rrp) / 1000 as a_usd_bn",
    "100 * (sofr - iorb_pct) as a_bp",
    "sofr - iorb_pct as a_pp",
    "100 * rrp / assets as a_pct",
    "rrp / nullif(assets, 0) as a_ratio",
    "gold_oz / 32150.7465 as a_tonnes",
    "gold_oz * price / 1e6 as a_usd_mn",
    "100 * gold_oz * price / (gold_oz * price + assets * 1e6) as a_pct",
    "assets * fx as a_jpy_mn",
    "fx as a_per_usd",
    "100 * sqrt(252) * stddev_samp(ln(fx / lag(fx) over (order by period_end))) over w as a_pct",
    "case when assets > 0 then assets else rrp end as a_usd_mn",
    "case when sofr between 1 and iorb_pct then assets end as a_usd_mn",
    "coalesce(assets, rrp) as a_usd_mn",
    "(select avg(value) from stg_fred__h41 where series = 'WRESBAL') - assets as a_usd_mn",
]
UNSOUND = [
    ("assets - rrp_published as a", "usd_mn with usd_bn"),
    ("assets + sofr as a", "usd_mn with percent"),
    ("gold_oz / 32150.7465 + gold_oz as a", "tonnes with oz"),
    ("100 * (sofr - iorb_pct) + iorb_pct as a", "bp with percent"),
    ("sofr - iorb_pct as a_bp", "percent in a column that says bp"),
    ("100 * (sofr - iorb_pct) as a_pp", "bp in a column that says percent"),
    ("rrp / assets as a_pct", "ratio in a column that says percent"),
    ("assets / 1000 as a_usd_mn", "usd_bn in a column that says usd_mn"),
    ("gold_oz * price as a_usd_mn", "usd in a column that says usd_mn"),
    ("assets / fx as a_jpy_mn", "in a column that says jpy_mn"),
    ("greatest(assets, sofr) as a", "usd_mn with percent"),
    ("coalesce(assets, rrp_published) as a", "usd_mn with usd_bn"),
    ("case when sofr > 1 then assets else sofr end as a", "usd_mn with percent in the branches of a CASE"),
    ("case when assets > rrp_published then 1 end as a", "usd_mn with usd_bn"),
    ("assets between 0 and sofr as a", "usd_mn with percent"),
    ("sum(assets) over w - sum(sofr) over w as a", "usd_mn with percent"),
    ("arg_max(assets, period_end) - avg(rrp_published) as a", "usd_mn with usd_bn"),
    ("(select avg(value) from stg_fred__money_market) - assets as a", "percent with usd_mn"),
]


def staged(catalog: Catalog) -> list[Model]:
    return [Model(f"{STAGED}{key}", f"{STAGED}{key}", "") for key in catalog.releases]


def of(sql: str, catalog: Catalog) -> Findings:
    return infer([*staged(catalog), Model("int_case", "int_case", sql)], catalog)


@pytest.mark.parametrize("figure", SOUND)
def test_figures_of_one_unit_may_be_reckoned_with(figure: str, catalog: Catalog) -> None:
    findings = of(f"{LEGS} select {figure} from x window w as (order by period_end)", catalog)
    assert list(findings.refused) == [] and list(findings.unknown) == []
    [(name, value)] = findings.columns["int_case"].items()
    assert isinstance(settle(value), Unit), f"{name}: {value}"


@pytest.mark.parametrize(("figure", "why"), UNSOUND)
def test_figures_of_two_units_are_refused(figure: str, why: str, catalog: Catalog) -> None:
    found = [str(c) for c in of(f"{LEGS} select {figure} from x window w as (order by period_end)", catalog).refused]
    assert found and why in found[0] and found[0].startswith("int_case.a")


def test_branches_of_a_union_hold_one_unit_unless_a_text_tells_them_apart(catalog: Catalog) -> None:
    bare = "select value from stg_fred__h41 union all select value from stg_fred__money_market"
    [clash] = of(bare, catalog).refused
    assert "usd_mn with percent in the branches of a UNION" in str(clash)
    long = """
        with legs as (
            select series, value from stg_fred__h41 union all select 'STEP', value from stg_fred__money_market
        )
        select a.value - b.value as {} from legs as a join legs as b on true
        where a.series = '{}' and b.series = '{}'
    """
    assert list(of(long.format("d_usd_mn", "WALCL", "WDTGAL"), catalog).refused) == []
    assert "usd_mn with percent" in str(next(iter(of(long.format("d", "WALCL", "STEP"), catalog).refused)))


def test_a_long_table_must_hold_what_its_unit_column_says(catalog: Catalog) -> None:
    long = "select 'a' as metric, value, 'usd_mn' as unit from stg_fred__h41 where series = 'WALCL' union all "
    right = long + "select 'b' as metric, value, 'percent' as unit from stg_fred__h15"
    assert list(of(right, catalog).refused) == []
    assert len(of(right.replace("'percent' as", "'bp' as"), catalog).refused) == 1


def test_every_unit_of_the_catalog_and_of_column_names_is_known(catalog: Catalog) -> None:
    for name in {*UNITS.values(), *catalog.units}:
        measure(name)
    for unit in catalog.units.values():  # the catalog's own factors are what the algebra says
        assert measure(unit.name).powers == measure(unit.canonical).powers
        assert float(measure(unit.name).size / measure(unit.canonical).size) == pytest.approx(unit.factor)


# -- every model -----------------------------------------------------------------------------------------------------

# Where nothing can be said, and why. An entry more wants a reason here.
UNKNOWN = {
    ("observation_versions", "value"),  # every series' factor is joined by name: the catalog says what it is
    ("revisions", "revision"),  # any series against itself
    ("revisions", "revision_pct"),
    ("reserve_threshold_distances_weekly", "threshold_usd_mn"),  # a seed's row names the unit of its figure
    ("reserve_threshold_distances_weekly", "distance_usd_bn"),
    ("reserve_threshold_distances_weekly", "distance_weeks"),
    ("reconciliations", "difference"),  # two figures of whichever pair the row is about
    ("reconciliations", "holds"),
}


@pytest.fixture(scope="module")
def models(published: Finished) -> list[Model]:
    home, finished = published
    assert finished.returncode == 0, finished.stderr
    return dbt.compiled(home)


def test_all_models_reckon_with_units_that_go_together(models: list[Model], catalog: Catalog) -> None:
    findings = infer(models, catalog)
    assert [str(clash) for clash in findings.refused] == []
    assert {(clash.model, clash.column) for clash in findings.unknown} - UNKNOWN == set(), "\n".join(
        str(clash) for clash in findings.unknown
    )


def test_the_unit_of_every_figure_that_a_guard_or_a_metric_names_was_inferred(
    models: list[Model], catalog: Catalog
) -> None:
    findings = infer(models, catalog)
    for metric in metrics():
        mart, column, unit = metric.mart, metric.column, metric.unit
        found = settle(findings.columns[mart][column])
        if isinstance(found, Number):  # a vote is written as 1, 0 or −1
            found = PURE
        assert isinstance(found, Keyed) or (isinstance(found, Unit) and same(found, measure(unit))), f"{mart}.{column}"


# Factors of which the algebra says nothing, and why. An entry more wants a reason here.
UNSEEN = {
    ("revisions", "100"),  # percent of a figure of any series
    ("reserve_threshold_distances_weekly", "100"),  # a seed's row names the unit of its figure
    ("reserve_threshold_distances_weekly", "1000"),
}


def without_one_factor(model: Model) -> Iterator[tuple[str, str]]:
    """The model's SQL with one converting factor after another put to 1, and that factor."""
    tree = sqlglot.parse_one(model.sql or "", read="duckdb")
    factors = [
        n
        for n in tree.find_all(exp.Literal)
        if not n.is_string and isinstance(n.parent, exp.Mul | exp.Div) and _factor(n.this) in CONVERTING
    ]
    for factor in factors:
        was = factor.this
        factor.set("this", "1")
        yield was, tree.sql("duckdb")
        factor.set("this", was)


def test_a_factor_forgotten_in_any_model_is_noticed(models: list[Model], catalog: Catalog) -> None:
    unseen, tried = set(), 0
    known = infer(models, catalog).known
    for model in models:
        if model.sql is None or model.name.startswith(STAGED):
            continue
        for factor, sql in without_one_factor(model):
            tried += 1
            if not infer([replace(model, sql=sql)], catalog, known).refused:
                unseen.add((model.name, factor))
    assert tried >= 15
    assert unseen - UNSEEN == set()


def test_unsound_units_stop_publication(published: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    home, _ = published
    real = dbt.compiled(home)
    spoilt = [replace(m, sql=(m.sql or "").replace("100 *", "1 *")) if m.name == "reserves_daily" else m for m in real]
    require_sound(home)
    monkeypatch.setattr(dbt, "compiled", lambda _: spoilt)
    with pytest.raises(UnsoundUnits, match=r"reserves_daily\.sofr_iorb_bp: .*percent in a column that says bp"):
        require_sound(home)
