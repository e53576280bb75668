"""Laying out published figures as the publishers would send them: the archive that ships with the project.

``python -m sources bundle FOLDER`` reads a folder of figures (one CSV a series) and writes sources/bundled. Every
payload is marked ``bundled`` and carries a certificate; nothing is filled in or interpolated. The layouts are this
project's own, after the publishers' documented formats.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from sources.archive import BUNDLED, Archive
from sources.bundling import asia, china, gold, newyork, us
from sources.bundling.figures import Figures
from sources.calendars import months_of, publication_of, schedule
from sources.catalog import load
from sources.errors import TidegaugeError
from sources.ingest import read
from sources.model import Delivery, Payload, Release, SeriesSpec

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
Layout = Callable[[Release, Figures], list[Payload]]

# by release, or by publisher where all its releases are laid out alike
LAYOUTS: dict[str, Layout] = {**us.LAYOUTS, **newyork.LAYOUTS, **asia.LAYOUTS, **gold.LAYOUTS, **china.LAYOUTS}


def bundle(folder: Path, into: Path = BUNDLED) -> Iterator[str]:
    """Lay out every release that may be bundled; yields a line for each. The old bundle is replaced whole.

    Raises:
        TidegaugeError: a figure is missing, or a layout does not read back.
    """
    figures = Figures(folder)
    fresh = into.with_name(f"{into.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    archive = Archive(fresh)
    for release in load().releases.values():
        if release.bundle == "no":
            yield f"{release.key}: left out: {release.bundle_why}"
            continue
        layout = LAYOUTS.get(release.key) or LAYOUTS[release.source]
        figures.used.clear()
        payloads = tuple(layout(release, figures))
        certificate = {
            "publisher": release.publisher,
            "licence": release.licence,
            "credit": release.credit,
            "layout": "laid out by this project in the publisher's format from published figures; not a recording",
            "covers": "; ".join(f"{name} {first}..{last}" for name, (first, last) in sorted(figures.used.items())),
        }
        delivery = Delivery(
            release=release.key, fetched_at=UNDATED, origin="bundled", payloads=payloads, certificate=certificate
        )
        try:
            table = read(delivery, release)
        except TidegaugeError as problem:
            raise TidegaugeError(f"{release.key}: the layout does not read back: {problem}") from problem
        archive.keep(replace(delivery, fetched_at=_all_known(table, release)))
        yield f"{release.key}: {table.height} observations in {len(payloads)} payloads"
    shutil.rmtree(into, ignore_errors=True)
    fresh.rename(into)


def _all_known(table: pl.DataFrame, release: Release) -> datetime:
    """The moment by which, on the publisher's calendar, every figure of the table was out: the earliest possible
    date of the collection, which the figures themselves do not tell."""
    newest = table.group_by("series", "area").agg(pl.col("period").max()).iter_rows()
    return max(_known(release.by_name[name], area, period, release) for name, area, period in newest)


def _known(spec: SeriesSpec, area: str, period: date, release: Release) -> datetime:
    return schedule([period], spec, release, months_of(publication_of(spec, release), area))[period]
