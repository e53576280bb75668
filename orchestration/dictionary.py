"""What the marts' own descriptions say of their figures: which are metrics, and what they are held to.

A column is a metric when its ``config.meta`` names one, in the YAML beside its model. From that
``python -m orchestration.generate`` writes the model ``metrics`` and the seed ``metric_dictionary``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.storage.home import PROJECT
from sources.errors import CatalogError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there
MARTS = PROJECT / "dbt_project/models/marts"
DOCS = PROJECT / "dbt_project/models"
# The unit that a column's name ends in, longest first where one ends like another.
UNITS = {
    "_usd_mn": "usd_mn", "_usd_bn": "usd_bn", "_jpy_mn": "jpy_mn", "_jpy_bn": "jpy_bn", "_cny_mn": "cny_mn",
    "_krw_mn": "krw_mn", "_eur_mn": "eur_mn", "_usd_per_oz": "usd_per_oz", "_per_usd": "per_usd", "_pct": "percent",
    "_pp": "pp", "_bp": "bp", "_tonnes": "tonnes", "_oz": "oz", "_days": "days", "_weeks": "weeks", "_months": "months",
    "_years": "years", "_index": "index", "_contracts": "contracts", "_ratio": "ratio", "_count": "count",
    "_flag": "flag",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Metric:
    """A column of a mart as a metric. ``area`` and ``date`` are SQL over the mart's columns."""

    metric: str
    mart: str
    column: str
    unit: str
    area: str
    date: str
    label_en: str
    label_zh: str
    definition: str
    formula: str
    reference: str
    inputs: str


@dataclass(frozen=True, slots=True)
class Guard:
    """What a mart is held to before publication: its grain, the range of every figure that a reader would quote, and
    the figures that hold their size. A range, in the column's unit, stands beyond what was ever observed and within a
    factor of a few, so that a factor of 1,000 cannot pass."""

    mart: str
    grain: tuple[str, ...]
    ranges: Mapping[str, tuple[float, float]]
    steady: tuple[str, ...]


def marts(folder: Path = MARTS) -> set[str]:
    """The names of all marts."""
    return {model["name"] for model in _models(folder)}


def guards(folder: Path = MARTS) -> list[Guard]:
    """Every mart with a range in its YAML: ``config: {meta: {range: [low, high], steady: true}}`` of its columns."""
    found = []
    for mart in _models(folder):
        meta = {c["name"]: c.get("config", {}).get("meta", {}) for c in mart.get("columns", ())}
        ranges = {name: (float(m["range"][0]), float(m["range"][1])) for name, m in meta.items() if "range" in m}
        if ranges:
            tests = [t["unique_grain"]["arguments"]["columns"] for t in mart["data_tests"] if "unique_grain" in t]
            steady = tuple(name for name, m in meta.items() if m.get("steady"))
            found.append(Guard(mart["name"], tuple(tests[0]), ranges, steady))
    return found


def metrics(folder: Path = MARTS) -> list[Metric]:
    """Every metric of the marts, in the order of their files and columns.

    Raises:
        CatalogError: a metric lacks a field or a unit, or its name is used twice.
    """
    found: dict[str, Metric] = {}
    for mart in _models(folder):
        for metric in _of(mart):
            if metric.metric in found:
                owner = found[metric.metric].mart
                raise CatalogError(f"{metric.mart}: the metric {metric.metric} is one of {owner} already")
            found[metric.metric] = metric
    return list(found.values())


@cache
def _models(folder: Path) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for path in sorted(folder.rglob("_*.yml")):
        found += yaml.load(path.read_text("utf-8"), _LOADER).get("models", ())  # noqa: S506
    return found


def _of(model: Mapping[str, Any]) -> Iterator[Metric]:
    grain = model.get("config", {}).get("meta", {}).get("metrics", {})
    for column in model.get("columns", ()):
        meta = column.get("config", {}).get("meta", {})
        if "metric" not in meta:
            continue
        where = f"{model['name']}.{column['name']}"
        if missing := [f for f in ("label_en", "label_zh", "formula", "reference", "inputs") if not meta.get(f)]:
            raise CatalogError(f"{where}: expected {', '.join(missing)} in its meta")
        if not {"date", "area"} <= grain.keys():
            raise CatalogError(f"{where}: expected config.meta.metrics: {{date: …, area: …}} of the model")
        yield Metric(
            metric=meta["metric"],
            mart=model["name"],
            column=column["name"],
            unit=meta.get("unit") or _unit(column["name"], where),
            area=grain["area"],
            date=grain["date"],
            label_en=meta["label_en"],
            label_zh=meta["label_zh"],
            definition=_resolved(column["description"]),
            formula=meta["formula"],
            reference=meta["reference"],
            inputs=" ".join(meta["inputs"]),
        )


def _unit(column: str, where: str) -> str:
    for ending, unit in UNITS.items():
        if column.endswith(ending):
            return unit
    raise CatalogError(f"{where}: expected a unit at the end of the name, or in its meta; found neither")


def _resolved(description: str) -> str:
    text = re.sub(r"""{{ doc\(['"](\w+)['"]\) }}""", lambda m: _blocks()[str(m.group(1))], description)
    return " ".join(text.split())


@cache
def _blocks() -> dict[str, str]:
    pages = "".join(page.read_text("utf-8") for page in DOCS.rglob("*.md"))
    return dict(re.findall(r"{% docs (\w+) %}(.*?){% enddocs %}", pages, re.DOTALL))


def model(of: list[Metric], note: str) -> str:
    """The SQL of the model ``metrics``.

    Each mart is read once, by name: a filter on a metric leaves only its own mart to be computed, in the macro, too.
    """
    marts = dict.fromkeys(m.mart for m in of)
    read = ",\n".join(f"{mart} as materialized (select * from {{{{ ref('{mart}') }}}})" for mart in marts)  # noqa: S608
    parts = [
        "\n".join(
            (
                "select",
                f"    '{m.metric}' as metric,",
                f"    {m.area} as area,",
                f"    {m.date} as period_end,",
                f"    {m.column}::double as value,",
                f"    '{m.unit}' as unit,",
                "    known_at,",
                f"    '{m.inputs}' as inputs,",
                f"    case when {m.column} is null then degraded_reason end as degraded_reason",
                f"from {m.mart}",
            )
        )
        for m in of
    ]
    return f"{{#- {note} -#}}\nwith\n{read}\n" + "\nunion all\n".join(parts) + "\n"


def seed(of: list[Metric]) -> str:
    """The seed ``metric_dictionary`` as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = ["metric", "label_en", "label_zh", "unit", "mart", "column"]
    columns += ["inputs", "formula", "definition", "reference"]
    writer.writerow(["column_name" if c == "column" else c for c in columns])
    for metric in sorted(of, key=lambda m: m.metric):
        writer.writerow([getattr(metric, c) for c in columns])
    return text.getvalue()
