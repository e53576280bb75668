"""The one table shape: what counts as a number, by which day a period is known, and what the contract lets through."""

from __future__ import annotations

import math
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import PayloadRefused
from sources.model import Release
from sources.observations import SCHEMA, frame, number, refuse_future, validate
from sources.periods import Frequency, first_of, last_of
from tests.sources.conftest import release

MARKS = frozenset({"", ".", "n.a."})
Row = tuple[str, str, date, float | None]
DAY = date(2026, 8, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("-0.067", -0.067),
        ("+12", 12.0),
        (".5", 0.5),
        (" 1,689 ", 1689.0),
        ("1,234,567.25", 1234567.25),
        ("-4,881", -4881.0),
        ("3.3E12", 3.3e12),
        ("1e-3", 0.001),
        ("007", 7.0),
    ],
)
def test_a_publishers_figure_is_a_float(text: str, value: float) -> None:
    assert number(text, MARKS) == value


@pytest.mark.parametrize("text", ["", "   ", ".", " n.a. "])
def test_a_publishers_own_mark_is_missing(text: str) -> None:
    assert number(text, MARKS) is None


@pytest.mark.parametrize(
    "text",
    [
        *("NaN", "nan", "inf", "-Infinity", "1e999", "N/A", "#N/A", "null", "None", "-", "--", "...", "…", "*"),
        *("12,34", "1,2345", ",123", "1,234,56", "1.234,5", "1.2.3", "1 234", "12-", "--5", "1e", "e5", "5.", "1_000"),
        *("１２３", "٣", "²", "½", "0x1F", "1d", "12%", "$12", "(12)", "TRUE", "12a", "−5", "12\x00", "1\n2", "1;2"),
    ],
)
def test_what_is_not_understood_is_not_a_missing_figure(text: str) -> None:
    with pytest.raises(ValueError, match="expected a"):
        number(text, MARKS)


def test_a_mark_of_another_publisher_is_not_a_mark() -> None:
    assert number("n.a.", MARKS) is None
    with pytest.raises(ValueError, match=r"n\.a\."):
        number("n.a.", frozenset({"-"}))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_float_that_python_prints_is_read_back(value: float) -> None:
    assert number(repr(value), MARKS) == value


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_thousands_separators_change_nothing(value: int) -> None:
    assert number(f"{value:,}", MARKS) == value


@given(st.text(max_size=12))
def test_any_text_is_a_finite_number_a_mark_or_an_error(text: str) -> None:
    try:
        found = number(text, MARKS)
    except ValueError:
        return
    assert (found is None and text.strip() in MARKS) or (found is not None and math.isfinite(found))


@pytest.mark.parametrize(
    ("frequency", "printed", "first", "last"),
    [
        (Frequency.DAILY, date(2026, 8, 5), date(2026, 8, 5), date(2026, 8, 5)),
        (Frequency.WEEKLY, date(2026, 8, 5), date(2026, 7, 30), date(2026, 8, 5)),
        (Frequency.MONTHLY, date(2024, 2, 1), date(2024, 2, 1), date(2024, 2, 29)),
        (Frequency.MONTHLY, date(2025, 2, 28), date(2025, 2, 1), date(2025, 2, 28)),
        (Frequency.MONTHLY, date(2025, 12, 15), date(2025, 12, 1), date(2025, 12, 31)),
        (Frequency.QUARTERLY, date(2025, 10, 1), date(2025, 10, 1), date(2025, 12, 31)),
        (Frequency.QUARTERLY, date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30)),
        (Frequency.QUARTERLY, date(2026, 2, 14), date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_a_period_is_known_by_its_last_day(frequency: Frequency, printed: date, first: date, last: date) -> None:
    assert last_of(printed, frequency) == last
    assert first_of(last, frequency) == first


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(Frequency))
def test_the_last_day_of_a_period_is_its_own_last_day(day: date, frequency: Frequency) -> None:
    last = last_of(day, frequency)
    assert last_of(last, frequency) == last
    assert first_of(last, frequency) <= day <= last


def test_the_same_row_twice_stands_once() -> None:
    spec = release("fred__gdp").by_name["GDP"]
    assert frame([(spec, "USA", DAY, 31000.0), (spec, "USA", DAY, 31000.0)]).height == 1


def test_two_printings_of_one_month_are_one_period() -> None:
    spec = release("fred__h6").by_name["M2SL"]
    assert frame([(spec, "USA", date(2026, 7, 1), 22000.0), (spec, "USA", date(2026, 7, 31), 22000.0)]).height == 1


def test_a_contradiction_is_kept_for_the_contract_to_name() -> None:
    spec = release("fred__gdp").by_name["GDP"]
    table = frame([(spec, "USA", DAY, 31000.0), (spec, "USA", DAY, 31001.0)])
    with pytest.raises(PayloadRefused, match="two different values for one observation"):
        validate(table, release("fred__gdp"))


def test_a_table_keeps_the_order_of_the_body() -> None:
    spec = release("fred__h41").by_name["WALCL"]
    days = [date.fromordinal(DAY.toordinal() - 7 * week) for week in range(200)]
    assert frame((spec, "USA", day, 6.6e6) for day in days)["period"].to_list() == days


@pytest.fixture
def h41() -> Release:
    return release("fred__h41")


def table(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def test_a_good_table_is_returned_as_it_is(h41: Release) -> None:
    good = table(("WALCL", "USA", DAY, 6.6e6), ("WDTGAL", "USA", DAY, None))
    assert validate(good, h41).equals(good)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("WALC", "USA", DAY, 6.6e6), "isin|known series"),
        (("WALCL", "", DAY, 6.6e6), "str_length"),
        (("WALCL", "USA", date(1026, 8, 5), 6.6e6), "in_range"),
        (("WALCL", "USA", date(2126, 8, 5), 6.6e6), "in_range"),
        (("WALCL", "USA", DAY, 12_000_001.0), "low and high"),
        (("WALCL", "USA", DAY, 499_999.0), "low and high"),
        (("WALCL", "USA", DAY, -6.6e6), "low and high"),
        (("WALCL", "USA", DAY, 0.0), "low and high"),
        (("WALCL", "USA", DAY, math.nan), "low and high"),
        (("WALCL", "USA", DAY, math.inf), "low and high"),
        ((None, "USA", DAY, 6.6e6), "null"),
        (("WALCL", None, DAY, 6.6e6), "null"),
        (("WALCL", "USA", None, 6.6e6), "null"),
    ],
)
def test_a_row_outside_the_contract_is_refused_among_good_ones(row: Row, why: str, h41: Release) -> None:
    with pytest.raises(PayloadRefused, match=why):
        validate(table(("WDTGAL", "USA", DAY, 9e5), row), h41)


@pytest.mark.parametrize("value", [500_000.0, 12_000_000.0])
def test_the_bounds_themselves_are_within(value: float, h41: Release) -> None:
    assert validate(table(("WALCL", "USA", DAY, value)), h41).height == 1


def test_every_offending_row_is_listed_with_its_reason(h41: Release) -> None:
    bad = table(("WALCL", "USA", DAY, 1.0), ("WDTGAL", "USA", DAY, 9e5), ("TREAST", "USA", DAY, 2.0))
    with pytest.raises(PayloadRefused) as caught:
        validate(bad, h41)
    assert [where for where, _ in caught.value.rows] == ["WALCL USA 2026-08-05 1.0", "TREAST USA 2026-08-05 2.0"]
    assert all("low and high" in why for _, why in caught.value.rows)


def test_an_area_with_a_bound_of_its_own_is_held_to_that() -> None:
    tic = release("tic__major_foreign_holders")
    assert validate(table(("TIC_HOLDINGS", "Grand Total", DAY, 9000.0)), tic).height == 1
    with pytest.raises(PayloadRefused, match="low and high"):
        validate(table(("TIC_HOLDINGS", "Japan", DAY, 9000.0)), tic)


def test_a_table_without_rows_is_refused(h41: Release) -> None:
    with pytest.raises(PayloadRefused, match=r"expected observations of .*'WALCL'.*; found none"):
        validate(table(), h41)


def test_a_column_too_many_is_refused(h41: Release) -> None:
    with pytest.raises(PayloadRefused, match=r"column_in_schema|note"):
        validate(table(("WALCL", "USA", DAY, 6.6e6)).with_columns(note=pl.lit("x")), h41)


def test_a_lazy_frame_is_refused_since_pandera_would_look_at_its_schema_only(h41: Release) -> None:
    bad = table(("WALCL", "USA", DAY, -1.0))
    with pytest.raises(TypeError, match="expected a collected polars DataFrame; found LazyFrame"):
        validate(bad.lazy(), h41)  # type: ignore[arg-type]


def test_the_table_itself_is_refused_where_the_lazy_frame_would_have_passed(h41: Release) -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        validate(table(("WALCL", "USA", DAY, -1.0)), h41)


@pytest.mark.parametrize(
    ("key", "series", "period", "fine"),
    [
        ("fred__money_market", "IORB", date(2026, 9, 2), True),
        ("fred__money_market", "IORB", date(2062, 9, 1), False),
        ("fred__h41", "WALCL", date(2026, 9, 9), True),
        ("fred__h41", "WALCL", date(2027, 8, 25), False),
        ("fred__h6", "M2SL", date(2026, 9, 30), True),
        ("fred__h6", "M2SL", date(2026, 10, 31), False),
        ("fred__gdp", "GDP", date(2026, 9, 30), True),
        ("fred__gdp", "GDP", date(2026, 12, 31), False),
    ],
)
def test_a_period_in_the_future_is_refused(key: str, series: str, period: date, fine: bool) -> None:
    """A slip in a year would be recorded as the newest figure, and nothing right would be new after it."""
    table = pl.DataFrame([(series, "USA", period, 1.0)], schema=SCHEMA, orient="row")
    if fine:
        refuse_future(table, release(key), date(2026, 9, 1))
    else:
        with pytest.raises(PayloadRefused, match=f"1 periods in the future .*: {series} USA {period}"):
            refuse_future(table, release(key), date(2026, 9, 1))
