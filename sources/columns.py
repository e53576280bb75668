"""Which columns a publisher's table has: parsers say what they see, whoever compares it with last time listens.

Parsers look columns up by name, so that new ones and another order do no harm; but a new column may be the first sign
of another meaning, and one that went may be a rename. Nothing is kept here; see orchestration/storage/columns.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Columns:
    """The names that some row of a table had, and those that every row had."""

    ever: set[str] = field(default_factory=set)
    always: set[str] | None = None

    def add(self, names: Iterable[str]) -> None:
        given = set(names)
        self.ever |= given
        self.always = given if self.always is None else self.always & given


_LISTENING: ContextVar[dict[str, Columns] | None] = ContextVar("columns", default=None)


def note(rows: Iterable[Iterable[str]], table: str = "") -> None:
    """Say which columns there are: one iterable of names for a header, or one for each row of a JSON document.

    Args:
        table: what tells tables of one release apart whose columns differ, such as the year of a file.
    """
    heard = _LISTENING.get()
    if heard is None:
        return
    for names in rows:
        heard.setdefault(table, Columns()).add(str(name) for name in names)


@contextmanager
def heard(into: dict[str, Columns]) -> Iterator[None]:
    """Collect what parsers say within the block."""
    token = _LISTENING.set(into)
    try:
        yield
    finally:
        _LISTENING.reset(token)
