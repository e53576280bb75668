"""What publishers call their units, and when a ratio is certain."""

from __future__ import annotations

import pytest

from sources.catalog import load
from sources.errors import PayloadRefused
from sources.model import SeriesSpec
from sources.units import ratio, unit_of


def spec(name: str) -> SeriesSpec:
    (found,) = (s for r in load().releases.values() for s in r.series if s.name == name)
    return found


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("Billions of U.S. Dollars", "usd_bn"),
        ("Billions of US Dollars", "usd_bn"),
        ("Billions of Dollars, Seasonally Adjusted", "usd_bn"),
        ("Millions of Dollars", "usd_mn"),
        ("  millions  of dollars ", "usd_mn"),
        ("Thousands of Dollars", "usd_k"),
        ("U.S. Dollars", "usd"),
        ("Hundreds of Millions of Dollars", "usd_100mn"),
        ("Millions of Euros", "eur_mn"),
        ("100 Million Yen", "jpy_100mn"),
        ("Hundred Million Yen", "jpy_100mn"),
        ("Millions of Yen", "jpy_mn"),
        ("Billions of Yen", None),
        ("Trillions of Dollars", None),
        ("Billions of Chained 2017 Dollars", None),
        ("Millions of Hong Kong Dollars", None),
        ("Dollars per Barrel", None),
        ("Change, Billions of Dollars", None),
        ("Percent", None),
        ("", None),
    ],
)
def test_words_for_money_are_a_unit_of_the_catalog_or_none(words: str, unit: str | None) -> None:
    assert unit_of(words) == unit
    assert unit is None or unit in load().units


@pytest.mark.parametrize(
    ("series", "words", "factor"),
    [
        ("WRESBAL", "Billions of U.S. Dollars", 1000.0),
        ("WRESBAL", "Millions of U.S. Dollars", 1.0),
        ("GDP", "Millions of Dollars", 0.001),
        ("GDP", "Billions of Dollars", 1.0),
        ("JPNASSETS", "100 Million Yen", 1.0),
        ("JPNASSETS", "Millions of Yen", 0.01),
        ("DGS10", "Percent", 1.0),
        ("GFDEGDQ188S", "Percent of GDP", 1.0),
        ("DTWEXBGS", "Index Jan 2006=100", 1.0),
        ("DEXKOUS", "South Korean Won to One U.S. Dollar", 1.0),
    ],
)
def test_the_ratio_follows_from_the_catalogs_factors(series: str, words: str, factor: float) -> None:
    assert ratio(words, spec(series)) == factor


@pytest.mark.parametrize(
    ("series", "words"),
    [
        ("WRESBAL", "Percent"),
        ("WRESBAL", "Millions of Euros"),
        ("GDP", "Billions of Chained 2012 Dollars"),
        ("JPNASSETS", "Billions of Dollars"),
        ("DGS10", "Basis Points"),
        ("DGS10", "Percent Change"),
        ("ECBASSETSW", ""),
    ],
)
def test_words_that_give_no_certain_ratio_are_refused_by_name(series: str, words: str) -> None:
    with pytest.raises(
        PayloadRefused, match=f"{series}: expected .*; found '{words}', whose ratio to it is not certain"
    ):
        ratio(words, spec(series))
