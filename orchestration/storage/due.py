"""When each observation of a delivery was due on its publication calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from sources.calendars import months_of, publication_of, schedule
from sources.model import Release, SeriesSpec


def due(table: pl.DataFrame, release: Release) -> pl.DataFrame:
    """``series, area, period, due_at``: when each period of each series was due (UTC).

    Series of one rule share its days, and areas of one lag: a curve of fifteen tenors asks the calendar once a day,
    not fifteen times, and fifty countries of one kind once a month.
    """
    own = {spec.name for spec in release.series if spec.published}
    groups = [[s for s in release.series if s.name not in own], *([release.by_name[n]] for n in sorted(own))]
    return pl.concat([frame for specs in groups for frame in _due(table, specs, release)])


def _due(table: pl.DataFrame, specs: Sequence[SeriesSpec], release: Release) -> Iterator[pl.DataFrame]:
    wanted = table.filter(pl.col("series").is_in([s.name for s in specs])).select("series", "area", "period").unique()
    if wanted.is_empty():
        return
    rule = publication_of(specs[0], release)
    areas = wanted["area"].unique().sort().to_list()
    lags = {area: months_of(rule, area) for area in areas}
    for months in dict.fromkeys(lags.values()):
        alike = wanted.filter(pl.col("area").is_in([area for area in areas if lags[area] == months]))
        moments = schedule(alike["period"].unique().to_list(), specs[0], release, months)
        calendar = pl.DataFrame(
            {"period": list(moments), "due_at": list(moments.values())},
            schema={"period": pl.Date, "due_at": pl.Datetime("us", "UTC")},
        )
        yield alike.join(calendar, on="period")
