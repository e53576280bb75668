"""What version 1 of FRED's API answers, to today's and to archived questions (ALFRED): pages, versions, units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from sources.errors import PayloadRefused
from sources.model import Payload, SeriesSpec
from sources.observations import number
from sources.publishers.text import json_of
from sources.vintages import Window, table

SERIES_PATH = "/fred/series/observations"
VINTAGES_PATH = "/fred/series/vintagedates"
ABOUT_PATH = "/fred/series"
MISSING = frozenset({"", "."})  # blank since 2025, a dot before that and in the API
Json = Mapping[str, Any]
_FIELDS = {"date", "realtime_start", "realtime_end", "value"}
_FIGURE = r"^[+-]?[0-9]{1,15}(\.[0-9]{1,15})?$"  # what nearly all figures are, told quickly


def read(payloads: Iterable[Payload], spec: SeriesSpec, *, any_scale: bool = False) -> pl.DataFrame:
    """All answers for a series as the table of ``vintages.table``: each value that was shown, in the series' unit.

    Raises:
        PayloadRefused: a page or a window of real time is not there, or not of the documented shape.
    """
    asked: dict[Window, list[pl.DataFrame]] = {}
    due: dict[Window, int] = {}
    units: dict[date, str] = {}
    for payload in payloads:
        if payload.request.url.endswith(SERIES_PATH):
            answer = json_of(payload.body)
            window, rows = window_of(answer, payload.request.params), versions(answer, payload)
            there = sum(page.height for page in asked.setdefault(window, []))
            if int(answer["offset"]) != there:
                raise PayloadRefused(f"{spec.code}: expected the page at offset {there}; found {answer['offset']}")
            asked[window].append(rows)
            due[window] = int(answer["count"])
        elif payload.request.url.endswith(ABOUT_PATH):
            units = units_of(json_of(payload.body), spec)
    given = {window: pl.concat(pages) for window, pages in asked.items()}
    for window, told in given.items():
        if told.height != due[window]:
            raise PayloadRefused(f"{spec.code}: expected {due[window]} versions; found {told.height}")
    return table(spec, given, units, any_scale=any_scale)


def window_of(answer: Json, asked: Mapping[str, str]) -> Window:
    for end in ("realtime_start", "realtime_end"):
        if answer.get(end) != asked[end]:
            raise PayloadRefused(f"{asked['series_id']}: expected {end} {asked[end]}; found {answer.get(end)}")
    return Window(date.fromisoformat(asked["realtime_start"]), date.fromisoformat(asked["realtime_end"]))


def units_of(answer: Any, spec: SeriesSpec) -> dict[date, str]:
    """The words for the unit, by the first day on which they held."""
    given = answer.get("seriess") if isinstance(answer, dict) else None
    if not isinstance(given, list) or not given or {told.get("id") for told in given} != {spec.code}:
        raise PayloadRefused(f"expected seriess of {spec.code}; found {str(answer)[:200]}")
    described = {(date.fromisoformat(told["realtime_start"]), str(told["units"])) for told in given}
    units = dict(sorted(described))
    if len(units) != len(described):
        raise PayloadRefused(f"{spec.code}: expected one unit a day; found {sorted(map(str, described))}")
    return units


def versions(answer: Json, payload: Payload) -> pl.DataFrame:
    """A page as columns (``vintages.VERSION``): a history re-estimated each week has millions of versions."""
    given = observations_of(answer, payload.request.params)
    if wanting := [told for told in given if not told.keys() >= _FIELDS]:
        wanted = ", ".join(sorted(_FIELDS))
        raise PayloadRefused(f"expected {wanted} (output_type 1); found {', '.join(wanting[0])[:100]}")
    # str: a number of JSON is as good as its text, null and true are neither a figure nor a mark
    texts = pl.DataFrame(
        {n: [str(told[n]) for told in given] for n in _FIELDS}, schema=dict.fromkeys(_FIELDS, pl.String)
    )
    plain = pl.col("value").str.contains(_FIGURE)
    others = {text: number(text, MISSING) for text in texts.filter(~plain)["value"].unique()}
    rest = pl.col("value").replace_strict(list(others), list(others.values()), default=None, return_dtype=pl.Float64)
    return texts.select(
        pl.col("date").str.to_date("%Y-%m-%d").alias("day"),
        pl.col("realtime_start").str.to_date("%Y-%m-%d").alias("start"),
        pl.col("realtime_end").str.to_date("%Y-%m-%d").alias("end"),
        pl.coalesce(pl.when(plain).then("value").cast(pl.Float64), rest).alias("value"),
        pl.lit(payload.sha256).alias("payload"),
    )


def observations_of(answer: Any, asked: Mapping[str, str]) -> list[Json]:
    given = _entries(answer, asked, "observations")
    if answer.get("units", "lin") != "lin":
        raise PayloadRefused(f"{asked['series_id']}: expected levels (lin); found units {answer['units']}")
    if str(answer.get("output_type", 1)) != "1":
        raise PayloadRefused(f"{asked['series_id']}: expected output_type 1; found {answer['output_type']}")
    return given


def vintages_of(answer: Any, asked: Mapping[str, str]) -> list[str]:
    return [str(date.fromisoformat(day)) for day in _entries(answer, asked, "vintage_dates")]


def _entries(answer: Any, asked: Mapping[str, str], name: str) -> list[Any]:
    """The entries of a page that is as long as its own totals say."""
    code = asked["series_id"]
    if not isinstance(answer, dict) or not isinstance(answer.get(name), list) or "count" not in answer:
        raise PayloadRefused(f"expected {name} of {code}; found {str(answer)[:200]}")
    count, offset, limit = (int(answer[field]) for field in ("count", "offset", "limit"))
    if offset != int(asked.get("offset", offset)):
        raise PayloadRefused(f"{code}: expected the page at offset {asked['offset']}; found {offset}")
    given: list[Any] = answer[name]
    due = max(0, min(limit, count - offset))
    if len(given) != due or (not given and offset < count):
        raise PayloadRefused(f"{code}: expected {due} of {count} {name}; found {len(given)}")
    return given
