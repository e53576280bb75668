"""Du, Keerati and Schreger's covered-interest-parity data set of government bonds: one CSV of 118 MB. To be cited."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import polars as pl

from sources.columns import note
from sources.errors import PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release
from sources.publishers.text import decode

BASE = Host("TIDEGAUGE_CIP_URL", "https://jschreger.s3.us-east-2.amazonaws.com", gap_s=1.0)
PATH = "/cip_dataset_v4.csv"
SIZE_CAP = 256 << 20
DEADLINE_S = 3600.0
KEYS = ("currency", "tenor", "date")
_CURRENCY = r"^[A-Z]{3}$"


class Cip:
    name = "cip"
    proof = (
        "a line end at the end, as many cells in every line as in the header, as many rows as lines; a "
        "length was announced"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        yield http.get(BASE, PATH, size_cap=SIZE_CAP, deadline_s=DEADLINE_S)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        """A code of the catalog is MEASURE.TENOR, such as cip_govt.5y; the area is the data set's currency code."""
        measures = list(dict.fromkeys(spec.code.split(".")[0] for spec in release.series))
        try:
            wide = _read(payload.body, measures)
            return _long(wide, measures, release)
        except pl.exceptions.PolarsError as problem:
            told = " ".join(str(problem).split())[:300]
            raise PayloadRefused(f"expected dates like 08feb2007 and plain numbers; found otherwise: {told}") from None


def _read(body: bytes, measures: list[str]) -> pl.DataFrame:
    head = _header(body)
    needed = [*KEYS, *measures]
    absent = [c for c in needed if head.count(c) != 1]
    if absent:
        raise PayloadRefused(f"expected the columns {needed}, each once; {absent} not so in {head}")
    note([head])
    if not body.endswith(b"\n"):
        raise PayloadRefused(f"cut short: expected a line end at the end; found {body[-20:]!r}")
    uneven = _uneven(body, len(head))
    if uneven is not None:
        raise PayloadRefused(f"expected {len(head)} cells in every line; found otherwise in {uneven[:100]!r}")
    wide = pl.read_csv(
        io.BytesIO(body),
        columns=needed,
        schema_overrides={c: pl.Float64 if c in measures else pl.String for c in head},
        null_values=dict.fromkeys(measures, "."),  # a dot is how Stata writes it
        infer_schema=False,
    )
    lines = body.count(b"\n") - 1
    if wide.height != lines:
        raise PayloadRefused(f"expected a row in each of {lines} lines; found {wide.height} rows")
    return wide


def _uneven(body: bytes, cells: int) -> str | None:
    """A line with more or fewer cells than the header: when columns are picked, polars takes it without a word."""
    lines = pl.read_csv(io.BytesIO(body), has_header=False, separator="\x1f", quote_char=None, new_columns=["line"])
    odd = lines.filter(pl.col("line").str.count_matches(",", literal=True).ne_missing(cells - 1))
    return None if odd.is_empty() else str(odd["line"][0])


def _header(body: bytes) -> list[str]:
    first = decode(body[: body.find(b"\n") + 1])
    return [cell.strip(' \r\n"') for cell in first.split(",")]


def _long(wide: pl.DataFrame, measures: list[str], release: Release) -> pl.DataFrame:
    """One row a measure: ``series, area, period, value``."""
    named = {spec.code: spec.name for spec in release.series}
    tenors = {code.split(".")[1] for code in named}
    wide = wide.select(
        pl.col("currency").str.strip_chars().str.to_uppercase().alias("area"),
        pl.col("tenor").str.strip_chars().str.to_lowercase(),
        pl.col("date").str.strip_chars().str.to_date("%d%b%Y", strict=True).alias("period"),
        *measures,
    )
    unknown = wide.filter(pl.col("tenor").is_in(sorted(tenors)).fill_null(False).not_())
    if not unknown.is_empty():
        raise PayloadRefused(f"expected the tenors {sorted(tenors)}; found {unknown['tenor'][0]!r}")
    odd = wide.filter(pl.col("area").str.contains(_CURRENCY).fill_null(False).not_() | pl.col("period").is_null())
    if not odd.is_empty():
        raise PayloadRefused(f"expected a currency and a date in every row; found {odd.row(0)}")
    if wide.select(pl.any_horizontal(pl.col(measures).is_finite().not_().any())).item():
        raise PayloadRefused(f"expected plain numbers in {measures}; found NaN or an infinite one")
    wide = wide.unique(
        maintain_order=True
    )  # exact repetitions collapse; contradictions are for the reading of the delivery to name
    return pl.concat(_one(wide, measure, named) for measure in measures)


def _one(wide: pl.DataFrame, measure: str, named: dict[str, str]) -> pl.DataFrame:
    tenors = {code.split(".")[1]: name for code, name in named.items() if code.startswith(f"{measure}.")}
    return wide.select(
        pl.col("tenor").replace_strict(tenors).alias("series"),
        "area",
        "period",
        pl.col(measure).alias("value"),
    )


SOURCE = Cip()
