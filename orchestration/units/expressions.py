"""What an SQL expression is in, given the relations that it reads (``orchestration.units.inference``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Protocol

from sqlglot import exp

from orchestration.units.algebra import (
    ANNUALISING,
    CONVERTING,
    NULL,
    OTHER,
    PURE,
    UNKNOWN,
    Keyed,
    Number,
    Struct,
    Text,
    Unit,
    UnitError,
    Value,
    alike,
    settle,
    times,
    told,
)  # fmt: skip
from orchestration.units.scopes import Scope, Source, narrowed

# Functions by what they give. What is in neither list gives «unknown» for figures. A slope is in the unit of what it
# explains, for one of what explains it: a column's name can only say the first.
_SAME = {
    "abs", "round", "sum", "avg", "min", "max", "lag", "lead", "first", "last", "anyvalue", "any_value", "firstvalue",
    "lastvalue", "nthvalue", "median", "quantile", "quantilecont", "quantile_cont", "percentilecont", "stddev",
    "stddevsamp", "stddevpop", "argmin", "argmax", "arg_min", "arg_max", "cast", "trycast", "floor", "ceil", "trunc",
    "mad", "mode", "unnest", "explode", "approxquantile", "fsum", "list", "arrayagg", "list_sum", "list_avg",
    "list_min", "list_max", "regrintercept", "regrslope",
}  # fmt: skip
_TOGETHER = {"coalesce", "ifnull", "greatest", "least", "nullif"}
_PURE = {
    "count", "countif", "rownumber", "rank", "denserank", "percentrank", "cumedist", "ntile", "corr", "sign", "ln",
    "log", "exp", "skewness", "kurtosis", "kurtosis_pop", "date_diff", "datediff", "extract", "year", "month", "day",
    "dayofweek", "regrr2", "rank_dense", "approxdistinct", "regrcount",
}  # fmt: skip


class Notes(Protocol):
    """Where findings are noted."""

    def at(self, column: str) -> None: ...
    def refuse(self, expression: exp.Expr, found: str) -> None: ...
    def puzzle(self, expression: exp.Expr, found: str) -> None: ...


class Reader:
    """Reads expressions of one query."""

    def __init__(self, notes: Notes, query: Callable[[exp.Expr, Scope], Source]) -> None:
        self._notes, self._query = notes, query

    def projected(self, projection: exp.Expr, scope: Scope) -> Iterator[tuple[str, Value]]:
        """The names and values of one item of a SELECT."""
        inner = projection.unalias()
        if isinstance(inner, exp.Star) or (isinstance(inner, exp.Column) and inner.is_star):
            star = inner if isinstance(inner, exp.Star) else inner.this
            aliases = [inner.table] if isinstance(inner, exp.Column) and inner.table else list(scope.sources)
            left_out = {e.name for e in star.args.get("except_") or ()}
            put_in = {e.alias: e.this for e in star.args.get("replace") or ()}
            for alias in aliases:
                for name in list(scope.sources[alias].columns) if alias in scope.sources else ():
                    if name not in left_out:
                        self._notes.at(name)
                        yield name, self.value(put_in.get(name) or exp.column(name, alias), scope)
            return
        self._notes.at(projection.alias_or_name)
        yield projection.alias_or_name, self.value(inner, scope)

    def value(self, node: exp.Expr, scope: Scope) -> Value:
        """What an expression is in; clashes inside it are noted."""
        for kinds, rule in _RULES:
            if isinstance(node, kinds):
                return rule(self, node, scope)
        return OTHER

    def _column(self, node: exp.Column, scope: Scope) -> Value:
        found = scope.find(node)
        return UNKNOWN if found is None else found

    def _literal(self, node: exp.Expr, scope: Scope) -> Value:
        return Text(node.this) if node.is_string else Number(_factor(node.this))

    def _null(self, node: exp.Expr, scope: Scope) -> Value:
        return NULL

    def _inside(self, node: exp.Expr, scope: Scope) -> Value:
        return self.value(node.this, scope)

    def _first(self, node: exp.Expr, scope: Scope) -> Value:
        return self.value(node.expressions[0], scope)

    def _filtered(self, node: exp.Expr, scope: Scope) -> Value:
        return self.value(node.this, narrowed(scope, [node.expression.this]))

    def _within_group(self, node: exp.Expr, scope: Scope) -> Value:
        return self.value(node.expression.expressions[0].this, scope)

    def _scalar(self, node: exp.Expr, scope: Scope) -> Value:
        columns = list(self._query(node, scope).columns.values())
        return columns[0] if columns else UNKNOWN

    def _struct(self, node: exp.Expr, scope: Scope) -> Value:
        return Struct({e.name: self.value(e.expression, scope) for e in node.expressions})

    def _field(self, node: exp.Expr, scope: Scope) -> Value:
        inner = self.value(node.this, scope)
        return inner.fields.get(node.expression.name, UNKNOWN) if isinstance(inner, Struct) else UNKNOWN

    def _compared(self, node: exp.Expr, scope: Scope) -> Value:
        bounds = [node.args[part] for part in ("low", "high", "expression") if node.args.get(part)]
        self._together(node, [node.this, *bounds], scope)
        return OTHER

    def _only_inside(self, node: exp.Expr, scope: Scope) -> Value:
        for child in node.iter_expressions():
            self.value(child, scope)
        return OTHER

    def _reckoned(self, node: exp.Binary, scope: Scope) -> Value:
        left, right = self.value(node.this, scope), self.value(node.expression, scope)
        try:
            if isinstance(node, exp.Mul | exp.Div):
                result = times(left, right, isinstance(node, exp.Div))
            else:
                result = alike(left, right)
                result = Number() if isinstance(result, Number) else result
        except UnitError as problem:
            self._notes.refuse(node, str(problem))
            return UNKNOWN
        if result is UNKNOWN:
            self._notes.puzzle(node, f"{told(settle(left))} and {told(settle(right))}")
        return result

    def _together(self, node: exp.Expr, parts: Sequence[exp.Expr], scope: Scope) -> Value:
        result: Value = NULL
        for part in parts:
            value = self.value(part, scope)
            try:
                result = alike(result, value)
            except UnitError as problem:
                self._notes.refuse(node, str(problem))
                return UNKNOWN
        return result

    def _case(self, node: exp.Case, scope: Scope) -> Value:
        branches: list[Value] = []
        for branch in node.args["ifs"]:
            condition = branch.this
            if node.this is not None:
                condition = exp.EQ(this=node.this.copy(), expression=branch.this.copy())
            self.value(condition, scope)
            branches.append(self.value(branch.args["true"], narrowed(scope, [condition])))
        if node.args.get("default") is not None:
            branches.append(self.value(node.args["default"], scope))
        result: Value = NULL
        for value in branches:
            if isinstance(result, Keyed | Text | Struct) and (value is NULL or value == result):
                continue
            try:
                result = value if result is NULL else alike(result, value)
            except UnitError as problem:
                self._notes.refuse(node, f"{problem} in the branches of a CASE")
                return UNKNOWN
        return result

    def _function(self, node: exp.Func, scope: Scope) -> Value:
        name = node.name.lower() if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc) else node.key
        parts = [part for part in node.iter_expressions() if isinstance(part, exp.Expr)]
        if name in _TOGETHER:
            return self._together(node, parts, scope)
        values = [self.value(part, scope) for part in parts]
        if name in _PURE:
            return PURE
        figures = [v for v in values if isinstance(v, Unit | Keyed) or v is UNKNOWN]
        if name in _SAME and values:
            # how many are true, or the sum of days
            return PURE if name in ("sum", "avg") and values[0] is OTHER else values[0]
        if name in ("sqrt", "pow", "power") and values:
            base = settle(values[0])
            return base if isinstance(base, Number) or base == PURE else UNKNOWN
        return UNKNOWN if figures else OTHER


_Rule = Callable[[Reader, Any, Scope], Value]
_RULES: tuple[tuple[tuple[type[exp.Expr], ...], _Rule], ...] = (
    ((exp.Column,), Reader._column),
    ((exp.Literal,), Reader._literal),
    ((exp.Null,), Reader._null),
    ((exp.Distinct,), Reader._first),
    ((exp.Filter,), Reader._filtered),
    ((exp.WithinGroup,), Reader._within_group),
    ((exp.Paren, exp.Neg, exp.Alias, exp.Window, exp.IgnoreNulls, exp.Order, exp.Cast, exp.Bracket), Reader._inside),
    ((exp.Subquery, exp.Select), Reader._scalar),
    ((exp.Case,), Reader._case),
    ((exp.Struct,), Reader._struct),
    ((exp.Dot,), Reader._field),
    ((exp.Mul, exp.Div, exp.Add, exp.Sub), Reader._reckoned),
    ((exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between), Reader._compared),
    ((exp.Predicate, exp.Connector, exp.Not, exp.Interval, exp.DPipe, exp.Concat), Reader._only_inside),
    ((exp.Func,), Reader._function),
)


def _factor(text: str) -> Fraction:
    number = Fraction(text)
    if number in ANNUALISING:
        return Fraction(100)
    if number not in CONVERTING:  # 13000 converts by 1000 and divides by 13
        return next((Fraction(size) for size in (10**9, 10**6, 10**3) if number and number % size == 0), Fraction(1))
    return number
