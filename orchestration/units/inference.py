"""The unit of every column of every model, inferred from its compiled SQL; refused where units do not go together.

What is known: the value of a series has its canonical unit in the catalog (``where series = 'WALCL'``), and a column
whose name ends in a unit is in it. From there sums, comparisons and branches need equal units, products and quotients
make new ones (``orchestration.units.algebra``), and a column must hold what its name says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlglot
from sqlglot import exp

from orchestration import dbt
from orchestration.storage.home import Home
from orchestration.storage.moments import STAGED, Model
from orchestration.units.algebra import (
    NULL,
    OTHER,
    UNKNOWN,
    Keyed,
    Mark,
    Struct,
    Text,
    Unit,
    UnitError,
    Value,
    alike,
    measure,
    settle,
    told,
)  # fmt: skip
from orchestration.units.expressions import Reader
from orchestration.units.origins import SEEDS, named, seed, staged
from orchestration.units.scopes import Scope, Source, narrowed
from sources.catalog import Catalog, load
from sources.errors import TidegaugeError

# Long tables whose rows name their own unit beside the figure: their figures are of any unit, by design.
_OWN_UNIT = "unit"


class UnsoundUnits(TidegaugeError):
    """A model adds, compares or names figures of different units."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two units that do not go together, or an expression of which nothing could be said."""

    model: str
    column: str
    expression: str
    found: str

    def __str__(self) -> str:
        return f"{self.model}.{self.column}: expected one unit, found {self.found}, in «{self.expression}»"


@dataclass(slots=True)
class Findings:
    """What the models' SQL says of units: what is refused, where nothing could be inferred, and every column."""

    refused: dict[Clash, None] = field(default_factory=dict)
    unknown: dict[Clash, None] = field(default_factory=dict)
    columns: dict[str, dict[str, Value]] = field(default_factory=dict)
    known: dict[str, Source] = field(default_factory=dict)


def infer(
    models: Sequence[Model],
    catalog: Catalog,
    before: Mapping[str, Source] | None = None,
) -> Findings:
    """Every column's unit.

    Args:
        models: each after those that it reads; staging models, seeds, intermediate models and marts.
        before: models that were read already.
    """
    findings = Findings()
    known = findings.known = dict(before or {})
    for model in models:
        if model.sql is None:
            known[model.name] = seed(SEEDS / f"{model.name}.csv")
        elif model.name.startswith(STAGED):
            known[model.name] = staged(model.name.removeprefix(STAGED), catalog)
        else:
            known[model.name] = _Model(model.name, known, findings).read(model.sql)
            findings.columns[model.name] = dict(known[model.name].columns)
    return findings


class _Model:
    """One model's SQL on the way through."""

    def __init__(self, name: str, models: Mapping[str, Source], findings: Findings) -> None:
        self._name, self._models, self._findings = name, models, findings
        self._column = ""

    def read(self, sql: str) -> Source:
        """The columns that the model gives."""
        return self._query(sqlglot.parse_one(sql, read="duckdb"), {}, None)

    def at(self, column: str) -> None:
        """Note which column is being read."""
        self._column = column

    def refuse(self, expression: exp.Expr, found: str) -> None:
        """Note that two units do not go together."""
        self._findings.refused[self._clash(expression, found)] = None

    def puzzle(self, expression: exp.Expr, found: str) -> None:
        """Note an expression that reckons with figures of unknown unit."""
        self._findings.unknown[self._clash(expression, found)] = None

    def _clash(self, expression: exp.Expr, found: str) -> Clash:
        return Clash(self._name, self._column, " ".join(expression.sql("duckdb").split())[:200], found)

    # -- relations ------------------------------------------------------------------------------------------------

    def _query(self, tree: exp.Expr, ctes: Mapping[str, Source], outer: Scope | None) -> Source:
        within = dict(ctes)
        for cte in tree.args["with_"].expressions if tree.args.get("with_") else ():
            within[cte.alias] = self._query(cte.this, within, outer)
        if isinstance(tree, exp.Subquery):
            return self._query(tree.this, within, outer)
        if isinstance(tree, exp.SetOperation):
            return self._union(tree, within, outer)
        if isinstance(tree, exp.Select):
            return self._select(tree, within, outer)
        return Source({}, loose=UNKNOWN)

    def _nested(self, tree: exp.Expr, ctes: Mapping[str, Source], outer: Scope) -> Source:
        column = self._column
        found = self._query(tree, ctes, outer)
        self._column = column
        return found

    def _union(self, tree: exp.SetOperation, ctes: Mapping[str, Source], outer: Scope | None) -> Source:
        branches: list[exp.Expr] = []
        node: exp.Expr = tree
        by_name = False
        while isinstance(node, exp.SetOperation) and not (node is not tree and node.args.get("with_")):
            branches.append(node.expression)
            by_name = by_name or bool(node.args.get("by_name"))
            node = node.this
        whole = self._query(node, ctes, outer)
        for branch in reversed(branches):
            whole = self._stacked(whole, self._query(branch, ctes, outer), branch, by_name)
        return whole

    def _stacked(self, above: Source, below: Source, branch: exp.Expr, by_name: bool) -> Source:
        if not by_name and len(above.columns) == len(below.columns):
            below = Source(dict(zip(above.columns, below.columns.values(), strict=True)), below.loose)
        names = {**above.columns, **below.columns}
        columns: dict[str, Value] = {}
        # the text that tells the branches apart, if there is one: their figures may be of different units
        key = next((n for n in names if _tells_apart(above.columns.get(n), below.columns.get(n))), None)
        for name in names:
            self._column = name
            a, b = above.columns.get(name, NULL), below.columns.get(name, NULL)
            together = _by_key(a, b, key, above, below) if key else None
            try:
                columns[name] = together or alike(a, b)
            except UnitError as problem:
                if _OWN_UNIT in names and name in ("value", "low", "high"):
                    columns[name] = UNKNOWN
                else:
                    self.refuse(branch, f"{problem} in the branches of a UNION")
                    columns[name] = UNKNOWN
            if isinstance(a, Text) and isinstance(b, Text):
                columns[name] = a if a == b else Text()
        return Source(columns, above.loose or below.loose)

    def _select(self, tree: exp.Select, ctes: Mapping[str, Source], outer: Scope | None) -> Source:
        scope = Scope({}, outer)
        tables = [tree.args["from_"].this] if tree.args.get("from_") else []
        joins = tree.args.get("joins") or []
        for table in [*tables, *(join.this for join in joins), *(tree.args.get("laterals") or [])]:
            alias, source = self._table(table, ctes, scope)
            scope.sources[alias] = source.under(alias)
        reader = Reader(self, lambda query, at: self._nested(query, ctes, at))
        conditions = [join.args["on"] for join in joins if join.args.get("on")]
        conditions += [tree.args[part].this for part in ("where", "having", "qualify") if tree.args.get(part)]
        scope = narrowed(scope, [c for c in conditions if not isinstance(c.parent, exp.Having | exp.Qualify)])
        columns: dict[str, Value] = {}
        loose: Mark | None = None
        for projection in tree.expressions:
            for name, value in reader.projected(projection, scope):
                unit = named(name)
                columns[name] = self._fits(value, unit, name, projection) if unit else value
                scope.aliases[name] = columns[name]
            if projection.is_star:
                loose = loose or next((s.loose for s in scope.sources.values() if s.loose), None)
        for condition in conditions:
            self._column = "(condition)"
            reader.value(condition, scope)
        self._of_own_unit(columns, tree)
        return Source(scope.handed_on(columns, tree.expressions), loose)

    def _table(self, table: exp.Expr, ctes: Mapping[str, Source], scope: Scope) -> tuple[str, Source]:
        alias = table.alias_or_name
        if isinstance(table, exp.Subquery):
            return alias, self._query(table, ctes, scope)
        if isinstance(table, exp.Table) and isinstance(table.this, exp.Identifier):
            if table.name in ctes and not table.db:
                return alias, ctes[table.name]
            return alias, self._models.get(table.name, Source({}, loose=UNKNOWN))
        return alias or f"table {len(scope.sources)}", Source({}, loose=OTHER)  # generate_series and its kin

    # -- what a column must hold ------------------------------------------------------------------------------------

    def _fits(self, value: Value, unit: Unit, name: str, projection: exp.Expr | None = None) -> Value:
        try:
            found = alike(value, unit)
        except UnitError:
            self.refuse(projection or exp.column(name), f"{told(settle(value))} in a column that says {unit}")
            return unit
        return unit if not isinstance(found, Struct) else found

    def _of_own_unit(self, columns: Mapping[str, Value], tree: exp.Expr) -> None:
        beside = columns.get(_OWN_UNIT)
        if isinstance(beside, Text) and beside.literal is not None and "value" in columns:
            self._column = "value"
            self._fits(columns["value"], measure(beside.literal), "value", tree)


def _tells_apart(a: Value | None, b: Value | None) -> bool:
    if not (isinstance(a, Text) and isinstance(b, Text)):
        return False
    return a != b or a.literal is None


def _by_key(a: Value, b: Value, key: str, above: Source, below: Source) -> Value | None:
    """Figures of two branches as one column whose unit hangs on the key; None where that does not hold."""
    units: dict[str, Unit] = {}
    for value, source in ((a, above), (b, below)):
        text = source.columns.get(key)
        one = settle(value)
        found: Iterable[tuple[str, Unit]]
        if isinstance(one, Unit) and isinstance(text, Text) and text.literal is not None:
            found = [(text.literal, one)]
        elif isinstance(value, Keyed) and value.key == ("", key):
            found = value.units.items()
        elif value is NULL:
            found = ()
        else:
            return None
        for name, unit in found:
            if units.setdefault(name, unit) != unit:
                return None
    return Keyed(("", key), units)


def require_sound(home: Home) -> None:
    """Refuse the models of the newest build where they reckon with units that do not go together.

    Raises:
        UnsoundUnits: they do; it names each place.
    """
    refused = infer(dbt.compiled(home), load()).refused
    if refused:
        raise UnsoundUnits("; ".join(map(str, refused)))
