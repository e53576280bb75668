"""The relations that a query reads: their columns, and what conditions hold their key columns to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from orchestration.units.algebra import UNKNOWN, Keyed, Mark, Struct, Value


@dataclass(frozen=True, slots=True)
class Source:
    """A relation's columns; ``loose`` is what any other column of it is."""

    columns: dict[str, Value]
    loose: Mark | None = None

    def under(self, alias: str) -> Source:
        """The relation as it is called in one query: keys belong to it."""
        own = {
            name: replace(v, key=(alias, v.key[1])) if isinstance(v, Keyed) and v.key else v
            for name, v in self.columns.items()
        }
        return Source(own, self.loose)


@dataclass(slots=True)
class Scope:
    """The relations that a query reads, by alias, what its key columns are held to, and its own names so far."""

    sources: dict[str, Source]
    outer: Scope | None
    held_to: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    aliases: dict[str, Value] = field(default_factory=dict)

    def find(self, column: exp.Column) -> Value | None:
        """The value of a column, None when nothing is called so."""
        if column.table in self.sources:
            source = self.sources[column.table]
            return self._held(source.columns.get(column.name, source.loose))
        if column.table:  # a field of a struct, or a relation further out
            struct = self.find(exp.column(column.table))
            further = self.outer.find(column) if self.outer else None
            return struct.fields.get(column.name, UNKNOWN) if isinstance(struct, Struct) else further
        return self._bare(column)

    def _bare(self, column: exp.Column) -> Value | None:
        for source in self.sources.values():
            if column.name in source.columns:
                return self._held(source.columns[column.name])
        if column.name in self.aliases:
            return self.aliases[column.name]
        if self.outer and (found := self.outer.find(column)) is not None:
            return found
        return next((s.loose for s in self.sources.values() if s.loose), None)

    def owner(self, column: exp.Column) -> tuple[str, str] | None:
        """The relation and name of a column."""
        if column.table:
            return (column.table, column.name)
        return next(((a, column.name) for a, s in self.sources.items() if column.name in s.columns), None)

    def _held(self, value: Value | None) -> Value | None:
        if isinstance(value, Keyed) and value.key in self.held_to:
            allowed = self.held_to[value.key]
            return Keyed(value.key, {k: u for k, u in value.units.items() if k in allowed})
        return value

    def handed_on(self, columns: Mapping[str, Value], projections: Sequence[exp.Expr]) -> dict[str, Value]:
        """The columns as a later query sees them: a key is known by the name under which it is handed on."""
        names: dict[tuple[str, str], str] = {}
        for projection in projections:
            inner = projection.unalias()
            if isinstance(inner, exp.Star) or (isinstance(inner, exp.Column) and inner.is_star):
                aliases = [inner.table] if isinstance(inner, exp.Column) and inner.table else list(self.sources)
                for alias in aliases:
                    source = self.sources.get(alias)
                    names.update({(alias, name): name for name in (source.columns if source else ())})
            elif isinstance(inner, exp.Column) and (owner := self.owner(inner)):
                names[owner] = projection.alias_or_name
        given: dict[str, Value] = {}
        for name, value in columns.items():
            if isinstance(value, Keyed):
                key = names.get(value.key) if value.key else None
                given[name] = Keyed(("", key) if key else None, value.units)
            else:
                given[name] = value
        return given


def narrowed(scope: Scope, conditions: Sequence[exp.Expr]) -> Scope:
    """The scope as far as the conditions hold: ``series = 'X'``, ``series in ('X', 'Y')``."""
    held = dict(scope.held_to)
    for condition in conditions:
        for part in _parts(condition):
            names = [part.expression] if isinstance(part, exp.EQ) else []
            if isinstance(part, exp.In) and not part.args.get("query"):
                names = part.expressions
            if names and isinstance(part.this, exp.Column) and all(isinstance(n, exp.Literal) for n in names):
                owner, allowed = scope.owner(part.this), frozenset(n.this for n in names)
                if owner:
                    held[owner] = held.get(owner, allowed) & allowed
    return Scope(scope.sources, scope.outer, held, scope.aliases)


def _parts(condition: exp.Expr) -> Iterator[exp.Expr]:
    inner = condition.unnest()
    if isinstance(inner, exp.And):
        yield from _parts(inner.this)
        yield from _parts(inner.expression)
    else:
        yield inner
