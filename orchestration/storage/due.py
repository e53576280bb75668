"""When each observation of a delivery was due on its publication calendar."""

from __future__ import annotations

import polars as pl

from sources.calendars import schedule
from sources.model import Release


def due(table: pl.DataFrame, release: Release) -> pl.DataFrame:
    """``series, area, period, due_at``: when each period of each series was due (UTC).

    Series of one rule share its days: a curve of fifteen tenors asks the calendar once a day, not fifteen times.
    """
    frames = []
    own = {spec.name for spec in release.series if spec.published}
    for specs in ([s for s in release.series if s.name not in own], *([release.by_name[n]] for n in sorted(own))):
        own_rows = table.filter(pl.col("series").is_in([s.name for s in specs]))
        wanted = own_rows.select("series", "area", "period").unique()
        if wanted.is_empty():
            continue
        moments = schedule(wanted["period"].unique().to_list(), specs[0], release)
        calendar = pl.DataFrame(
            {"period": list(moments), "due_at": list(moments.values())},
            schema={"period": pl.Date, "due_at": pl.Datetime("us", "UTC")},
        )
        frames.append(wanted.join(calendar, on="period"))
    return pl.concat(frames)
