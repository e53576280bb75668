"""Every model as a function of a moment: table macros of the published file, ``net_liquidity_weekly_as_of(t)``.

They are the models' own SQL, as dbt compiled it, with each model that it reads replaced by that model's macro, down to
the versions of observations. So nothing is defined twice, and no figure that was known later than t takes part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

VERSIONS, OBSERVATIONS = "observation_versions", "observations"
STAGED = "stg_"
# Standing facts about the series and releases: the published tables have what the staging views have.
_FACTS = {"stg_catalog__series": "series", "stg_catalog__releases": "releases", "stg_ledger__states": "releases"}
# Models that tell of the warehouse as it is today, not of the world at a moment.
_DECISIONS = ("quarantine", "overrules", "stg_ledger__quarantine", "stg_ledger__overrules")
_OF_TODAY = frozenset({*_FACTS, *_FACTS.values(), *_DECISIONS, "stg_ledger__freshness", "stg_history__versions"})

_BASE = {
    "stg_ledger__as_of_as_of(t)": "SELECT t::TIMESTAMPTZ AS as_of",
    f"{VERSIONS}_as_of(t)": f"""
        SELECT * REPLACE (CASE WHEN known_until <= t::TIMESTAMPTZ THEN known_until END AS known_until)
        FROM {VERSIONS} WHERE known_at <= t::TIMESTAMPTZ
    """,
    "vintage_triangle(series_name)": f"""
        SELECT version.series, version.area, version.period_end, vintage.vintage_at, version.value
        FROM {VERSIONS} AS version
        JOIN (SELECT DISTINCT known_at AS vintage_at FROM {VERSIONS} WHERE series = series_name) AS vintage
            ON version.known_at <= vintage.vintage_at
            AND (version.known_until IS NULL OR version.known_until > vintage.vintage_at)
        WHERE version.series = series_name AND NOT version.withdrawn
    """,
}


@dataclass(frozen=True, slots=True)
class Model:
    """A model or seed of the dbt project: its name, the relation that compiled SQL calls it by, and its own SQL
    (None for a seed)."""

    name: str
    relation: str
    sql: str | None


def macros(models: Sequence[Model]) -> Iterator[str]:
    """The statements that create the macros, each after those that it calls, as DuckDB demands.

    Args:
        models: each after those that it reads.
    """
    called = {model.relation: _called(model) for model in models}
    for head, body in _BASE.items():
        yield f"CREATE MACRO {head} AS TABLE {body}"
    # what staging reads is not published: its figures come from the observations, which are made from the versions
    for model in sorted(models, key=lambda m: m.name != OBSERVATIONS):
        if model.sql is None or model.name in _OF_TODAY or f"{model.name}_as_of(t)" in _BASE:
            continue
        yield f"CREATE MACRO {model.name}_as_of(t) AS TABLE {_body(model.name, model.sql, called)}"


def _called(model: Model) -> str:
    if model.sql is None or model.name in _OF_TODAY:
        return _FACTS.get(model.name, model.name)
    return f"{model.name}_as_of(t)"


def _body(name: str, sql: str, called: Mapping[str, str]) -> str:
    if name.startswith(STAGED):
        return f"SELECT * EXCLUDE (release) FROM {OBSERVATIONS}_as_of(t) WHERE release = '{name.removeprefix(STAGED)}'"
    for relation, call in called.items():
        sql = sql.replace(relation, call)
    return sql
