"""Units as quantities: what may be added to what, and what a product or a quotient is in.

A unit is a dimension (dollars, ounces, dollars for an ounce, none) and a size: a million dollars is 10^6 dollars, a
percent 10^-2 of one, a tonne 32,150.7465 ounces. So usd_mn + usd_bn, bp + pp and tonnes + oz differ in size, usd_mn +
percent in dimension, and both are refused. A number that is a power of ten from 100 on, or the ounces of a tonne,
converts: 100 · (percent) is in bp, usd_bn · 1000 in usd_mn. Every other number only scales.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sources.errors import TidegaugeError

CURRENCIES = ("usd", "jpy", "cny", "krw", "eur", "gbp", "hkd")
OUNCES = Fraction("32150.7465")
_SIZES = {"": 1, "_k": 10**3, "_mn": 10**6, "_100mn": 10**8, "_bn": 10**9, "_tn": 10**12}
_PLAIN = {
    "percent": Fraction(1, 100), "pp": Fraction(1, 100), "percent_of_gdp": Fraction(1, 100), "bp": Fraction(1, 10**4),
    "ratio": Fraction(1), "days": Fraction(1), "weeks": Fraction(1), "months": Fraction(1), "years": Fraction(1),
    "count": Fraction(1), "flag": Fraction(1), "vote": Fraction(1),
}  # fmt: skip
_GOLD = {"oz": Fraction(1), "tonnes": OUNCES, "oz_10k": Fraction(10**4), "oz_mn": Fraction(10**6)}
CONVERTING = frozenset(
    {Fraction(10) ** k for k in (2, 3, 4, 6, 9)} | {Fraction(10) ** -k for k in (2, 3, 4, 6, 9)} | {OUNCES}
)

# percent of a fraction of a quarter, a month, a week, a trading day or a day, put to a year
ANNUALISING = frozenset(map(Fraction, (400, 1200, 5200, 25200, 36000, 36500)))


class UnitError(TidegaugeError):
    """Two quantities that do not go together."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A dimension as powers of base units, in alphabetical order, and the size of one of it."""

    powers: tuple[tuple[str, int], ...]
    size: Fraction

    def __mul__(self, other: Unit) -> Unit:
        return Unit(_sum(self.powers, other.powers, 1), self.size * other.size)

    def __truediv__(self, other: Unit) -> Unit:
        return Unit(_sum(self.powers, other.powers, -1), self.size / other.size)

    def __str__(self) -> str:
        if self in _NAMES:
            return _NAMES[self]
        over = " · ".join(f"{base}^{power}" if power != 1 else base for base, power in self.powers) or "1"
        return over if self.size == 1 else f"{float(self.size):g} {over}"


def _sum(a: tuple[tuple[str, int], ...], b: tuple[tuple[str, int], ...], sign: int) -> tuple[tuple[str, int], ...]:
    powers = dict(a)
    for base, power in b:
        powers[base] = powers.get(base, 0) + sign * power
    return tuple(sorted((base, power) for base, power in powers.items() if power))


PURE = Unit((), Fraction(1))


def measure(name: str) -> Unit:
    """The quantity that a unit's name stands for (catalog's units.yml, or dictionary.UNITS).

    Raises:
        UnitError: the name says nothing to this algebra; add it here.
    """
    if name in _PLAIN:
        return Unit((), _PLAIN[name])
    if name in _GOLD:
        return Unit((("oz", 1),), _GOLD[name])
    if name in ("index", "barrel", "contracts"):
        return Unit(((name, 1),), Fraction(1))
    if name == "per_usd":  # of whichever currency the row is about
        return Unit((("currency", 1), ("usd", -1)), Fraction(1))
    if "_per_" in name:
        over, under = name.split("_per_")
        hundred = under.startswith("100")
        price = measure(over) / measure(under.removeprefix("100"))
        return Unit(price.powers, price.size / 100) if hundred else price
    if found := re.fullmatch(rf"({'|'.join(CURRENCIES)})({'|'.join(_SIZES)})", name):
        return Unit(((found[1], 1),), Fraction(_SIZES[found[2]]))
    raise UnitError(f"{name}: expected a unit that orchestration/algebra.py knows")


# as a message names them; the first of several names for one quantity
_NAMES = {
    measure(name): name
    for name in (
        *("flag", "ratio", "pp", "percent", "bp", "oz", "tonnes", "index", "contracts", "per_usd", "usd_per_oz"),
        *(currency + size for currency in CURRENCIES for size in _SIZES),
    )
}


def same(a: Unit, b: Unit) -> bool:
    """Whether the two may be added. «Currency» is any one but the dollar."""
    if a == b:
        return True
    return a.size == b.size and _anonymous(a) == _anonymous(b) and "currency" in dict(a.powers) | dict(b.powers)


def _anonymous(unit: Unit) -> tuple[tuple[str, int], ...]:
    others = {*CURRENCIES} - {"usd"}
    return tuple(sorted(("currency" if base in others else base, power) for base, power in unit.powers))


@dataclass(frozen=True, slots=True)
class Keyed:
    """Figures whose unit depends on the row: by the text in a key column (``series``), as ``(relation, column)``."""

    key: tuple[str, str] | None
    units: Mapping[str, Unit]


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in SQL. It takes the unit of what it is added to or compared with; as a factor it converts."""

    factor: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Text:
    """A text; ``literal`` when it is the same in every row."""

    literal: str | None = None


@dataclass(frozen=True, slots=True)
class Struct:
    """Figures under names."""

    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that has no unit to reckon with."""

    name: str


Value = Unit | Keyed | Number | Text | Struct | Mark
UNKNOWN, NULL, OTHER = Mark("unknown"), Mark("NULL"), Mark("no quantity")


def settle(value: Value) -> Value:
    """The one unit of figures that all have it."""
    if isinstance(value, Keyed):
        units = list(value.units.values())
        if units and all(same(units[0], unit) for unit in units):
            return units[0]
    return value


def told(value: Value) -> str:
    """A value's unit in words."""
    if isinstance(value, Keyed):
        return " or ".join(sorted({str(unit) for unit in value.units.values()})) or "unknown"
    return value.name if isinstance(value, Mark) else "a number" if isinstance(value, Number) else str(value)


def alike(a: Value, b: Value) -> Value:
    """What two figures that must have one unit have together (sum, comparison, branches of a CASE).

    Raises:
        UnitError: they have two.
    """
    a, b = settle(a), settle(b)
    for one, other in ((a, b), (b, a)):
        if one is NULL or (isinstance(one, Number) and not isinstance(other, Text)):
            return other if other is not NULL else one
    if isinstance(a, Unit) and isinstance(b, Unit):
        if not same(a, b):
            raise UnitError(f"{a} with {b}")
        return a
    if isinstance(a, Keyed) and isinstance(b, Keyed) and a == b:
        return a
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Keyed) and isinstance(other, Unit):
            fitting = {key: unit for key, unit in one.units.items() if same(unit, other)}
            if one.units and not fitting:
                raise UnitError(f"{told(a)} with {told(b)}")
            return UNKNOWN
    if isinstance(a, Keyed | Unit) or isinstance(b, Keyed | Unit):
        return UNKNOWN
    return a if a == b else UNKNOWN if UNKNOWN in (a, b) else OTHER


def times(a: Value, b: Value, divide: bool = False) -> Value:
    """Product or quotient."""
    a, b = settle(a), settle(b)
    if NULL in (a, b):
        return NULL
    operate: Callable[[Unit, Unit], Unit] = Unit.__truediv__ if divide else Unit.__mul__
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(a.factor / b.factor if divide else a.factor * b.factor)
    if isinstance(a, Keyed) or isinstance(b, Keyed):
        return _row_by_row(a, b, operate)
    left, right = _as_unit(a), _as_unit(b)
    return operate(left, right) if left and right else UNKNOWN


def _row_by_row(a: Value, b: Value, operate: Callable[[Unit, Unit], Unit]) -> Value:
    left, right = _as_unit(a), _as_unit(b)
    if isinstance(a, Keyed) and isinstance(b, Keyed):
        if a.key == b.key and a.units.keys() == b.units.keys():  # of one row, or of rows of one series
            return Keyed(a.key, {key: operate(unit, b.units[key]) for key, unit in a.units.items()})
    elif isinstance(a, Keyed) and right:
        return Keyed(a.key, {key: operate(unit, right) for key, unit in a.units.items()})
    elif isinstance(b, Keyed) and left:
        return Keyed(b.key, {key: operate(left, unit) for key, unit in b.units.items()})
    return UNKNOWN


def _as_unit(value: Value) -> Unit | None:
    if isinstance(value, Number):  # 100 is 1 in percent
        return Unit((), 1 / value.factor)
    return value if isinstance(value, Unit) else PURE if value is OTHER else None
