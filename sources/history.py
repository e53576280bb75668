"""Every version of many series: whose are lacking, what asking for them costs, and how it went for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from sources.archive import Archive
from sources.catalog import Catalog
from sources.errors import FetchError, PayloadRefused
from sources.http import GAP_S, Http
from sources.ingest import fetch_vintages, read_vintages, versioned
from sources.model import Release, SeriesSpec, Versioned
from sources.periods import Frequency
from sources.publishers import source_of
from sources.secrets import redact

PERIODS = {
    Frequency.DAILY: "days",
    Frequency.WEEKLY: "weeks",
    Frequency.MONTHLY: "months",
    Frequency.QUARTERLY: "quarters",
}
# requests for a series: its vintages, its description, and pages; more pages for the thousands of vintages of a daily
# series, and for the millions of versions of a weekly one that is estimated anew as a whole each time
ASKED, PAGES_DAILY, PAGES_ANEW = 3, 3, 24
ANSWER_S = 1.0  # what such an answer takes, at the least
Wanted = tuple[Release, SeriesSpec]


@dataclass(frozen=True, slots=True)
class Told:
    """How asking for the vintages of one series went: a line to print, and whether they are kept and can be read."""

    release: Release
    spec: SeriesSpec
    fine: bool
    line: str


def named(catalog: Catalog, names: Iterable[str]) -> list[Wanted]:
    """The series of those names, and all series of the releases among them, each once.

    Raises:
        CatalogError: a name is none; names the ones that come near.
    """
    return list({spec.name: (release, spec) for name in names for release, spec in catalog.series(name)}.values())


def lacking(catalog: Catalog, archive: Archive) -> list[Wanted]:
    """The series whose publisher gives vintages, and of which none are in the archive."""
    found: list[Wanted] = []
    for release in catalog.releases.values():
        if isinstance(source_of(release), Versioned):
            held = {e.vintages for e in archive.entries(release.key) if e.outcome == "delivered"}
            found += [(release, spec) for spec in release.series if spec.name not in held]
    return found


def require_keys(wanted: Iterable[Wanted]) -> None:
    """Whether all of them can be asked for.

    Raises:
        CatalogError: the publisher of one gives no vintages.
        MissingKey: it gives none without a key that is not set.
    """
    for release, _ in wanted:
        versioned(release).require_key()


def cost(wanted: Iterable[Wanted]) -> tuple[int, float]:
    """About how many requests these series take, and how many minutes at the least."""
    requests = 0
    for release, spec in wanted:
        anew = spec.frequency is Frequency.WEEKLY and release.reread_days is None
        requests += ASKED + (PAGES_ANEW if anew else PAGES_DAILY - 1 if spec.frequency is Frequency.DAILY else 0)
    return requests, requests * max(GAP_S, ANSWER_S) / 60


def ask(wanted: Iterable[Wanted], archive: Archive, http: Http) -> Iterator[Told]:
    """Ask for every version of each series and keep them; one that fails does not stop the others."""
    for release, spec in wanted:
        try:
            entry = fetch_vintages(release, spec, http, archive)
            yield Told(release, spec, True, summary(spec, read_vintages(archive.open(entry), release)))
        except (FetchError, PayloadRefused) as problem:
            kept = "kept, but refused: " if isinstance(problem, PayloadRefused) else ""
            yield Told(release, spec, False, redact(f"{kept}{problem}"))
        except Exception as problem:  # as in collect: what is wrong with one series must not cost the others
            yield Told(release, spec, False, redact(f"{type(problem).__name__}: {problem}"))


def summary(spec: SeriesSpec, table: pl.DataFrame) -> str:
    """``1,234 versions of 810 months, 424 revisions``."""
    gone = int(table["withdrawn"].sum())
    versions, periods = table.height - gone, table["period"].n_unique()
    told = f"{versions:,} versions of {periods:,} {PERIODS[spec.frequency]}, {versions - periods:,} revisions"
    return f"{told}, {gone:,} withdrawn" if gone else told
