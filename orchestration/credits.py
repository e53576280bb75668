"""Whose figures a table or a query rests on, and what may be done with them. From the edition alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from orchestration.storage.editions import Edition

PRIVATE = "for your own use only: do not pass on"
# SQL inside a text: what is read cannot be told from the words
_DYNAMIC = frozenset({"query", "query_table"})


@dataclass(frozen=True, slots=True)
class Credit:
    """A release that has figures, and its terms."""

    release: str
    credit: str
    licence: str
    redistributable: bool


def credits_of(edition: Edition, connection: duckdb.DuckDBPyConnection, sql: str) -> list[Credit]:
    """The releases with figures that the tables named in the SQL rest on: all that may have gone in, at most too many.

    Where that cannot be told (an edition from before, SQL inside a text), every release with figures.
    """
    words = {word.removesuffix("_as_of") for word in re.findall(r"\w+", sql.lower())}
    lineage: dict[str, list[str]] = edition.manifest.get("rests_on", {})
    named = words & {*edition.tables, "vintage_triangle"}
    wanted: set[str] | None = None
    if named and named <= lineage.keys() and not words & _DYNAMIC:
        wanted = {release for table in named for release in lineage[table]}
    rows = connection.execute(
        "SELECT release, credit, licence_label, redistributable FROM releases WHERE origin <> 'none' ORDER BY release"
    ).fetchall()
    return [Credit(*row) for row in rows if wanted is None or row[0] in wanted]


def lines_of(credits: list[Credit]) -> Iterator[tuple[str, str]]:
    """The credits as pairs of words, what may not be passed on first."""
    yield "licence", "the data belong to their publishers; the classes are a working label, not a legal opinion"
    for credit in sorted(credits, key=lambda c: (c.redistributable, c.release)):
        terms = credit.licence if credit.redistributable else f"{PRIVATE} ({credit.licence})"
        yield credit.release, f"{credit.credit}; {terms}"
