"""What a publisher's words for a unit mean: a unit of the catalog, and the ratio to the one that a series is in."""

from __future__ import annotations

import re

from sources.catalog import load
from sources.errors import PayloadRefused
from sources.model import SeriesSpec

# whole text or up to a comma: «Billions of Chained 2017 Dollars», «Millions of Hong Kong Dollars» and «Dollars per
# Barrel» are other units
_MONEY = re.compile(
    r"((?P<scale>(100 |hundreds? (of )?)?(thousand|million|billion|trillion))s?( of)? )?"
    r"(u\.?s\.? |current )?(?P<currency>dollar|euro|yen)s?($|,)"
)
_NAMES = {
    ("dollar", ""): "usd",
    ("dollar", "thousand"): "usd_k",
    ("dollar", "million"): "usd_mn",
    ("dollar", "100 million"): "usd_100mn",
    ("dollar", "billion"): "usd_bn",
    ("euro", "million"): "eur_mn",
    ("yen", "million"): "jpy_mn",
    ("yen", "100 million"): "jpy_100mn",
}


def unit_of(words: str) -> str | None:
    """The catalog's name for a unit of money as a publisher words it; None when it is not one of those."""
    found = _MONEY.match(" ".join(words.lower().split()))
    if not found:
        return None
    scale = re.sub(r"^hundreds? (of )?", "100 ", found["scale"] or "")
    return _NAMES.get((found["currency"], scale))


def ratio(words: str, spec: SeriesSpec) -> float:
    """What a figure in the unit of those words is multiplied by to be in the unit of the series.

    Money and percentages are understood or refused. Rates of exchange, prices and indices have words of their own
    (``Index Jan 2006=100``) that say nothing of scale: 1.

    Raises:
        PayloadRefused: the words are not of a unit whose ratio to the series' is certain.
    """
    units = load().units
    wanted = units[spec.unit]
    if wanted.canonical.startswith("percent"):
        if "percent" in words.lower() and "change" not in words.lower():
            return 1.0
    elif wanted.canonical not in ("usd_mn", "eur_mn", "jpy_mn"):
        return 1.0
    elif (name := unit_of(words)) and units[name].canonical == wanted.canonical:
        return units[name].factor / wanted.factor
    raise PayloadRefused(f"{spec.code}: expected {spec.unit}; found {words!r}, whose ratio to it is not certain")
