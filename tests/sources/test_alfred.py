"""From FRED's archive to the table of vintages: the real rules of the API, other units, withdrawals, and damage."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sources import ingest, vintages
from sources.archive import Archive
from sources.errors import CatalogError, FetchError, MissingKey, NotThere, PayloadRefused, Unreachable
from sources.http import Http
from sources.model import Delivery, Payload, Release
from sources.periods import Frequency, last_of
from tests import alfred
from tests.alfred import Shown
from tests.publisher import Publisher
from tests.sources.conftest import SEPTEMBER, delivery, payload, release

KEY = "0123456789abcdef0123456789abcdef"
HOST = "https://api.stlouisfed.org"
FIGURES = Path(__file__).parents[3] / "shared" / "figures" / "vintages"
H41, H6, GDP = release("fred__h41"), release("fred__h6"), release("fred__gdp")
Row = tuple[str, float | None, bool, str]


def asked_of(series: Mapping[str, Shown], code: str) -> list[Payload]:
    """The bodies that the questions for vintages bring, without a network."""

    class Directly(Http):
        def get(self, host: Any, path: str, params: Any = None, *, secret_params: Any = None, **_: Any) -> Payload:
            answer = alfred.answer(series, path, {**params, **secret_params})
            assert answer
            if answer[0] != 200:
                raise NotThere(str(answer))
            return payload(answer[1], HOST + path, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRED_API_KEY", KEY)
        (wanted,) = (s for s in SPECS if s.code == code)
        return list(ingest.versioned(GDP).vintages(wanted, Directly()))


SPECS = [s for r in (H41, H6, GDP, release("fred__sp_dow_jones"), release("fred__nfci")) for s in r.series]


def given_of(key: Release, *payloads: Payload, series: str = "", at: datetime = SEPTEMBER) -> Delivery:
    name = series or key.series[0].name
    return replace(delivery(key.key, *payloads, fetched_at=at), vintages=name)


def read(shown: Shown, key: Release = GDP, series: str = "GDP", at: datetime = SEPTEMBER) -> pl.DataFrame:
    return ingest.read_vintages(given_of(key, *asked_of({series: shown}, series), series=series, at=at), key)


def rows(table: pl.DataFrame) -> list[Row]:
    return [
        (str(p), v, w, str(r))
        for p, v, w, r in table.select("period", "value", "withdrawn", "realtime_start").iter_rows()
    ]


QUARTERS = ("2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01")
MILLIONS, BILLIONS = "Millions of U.S. Dollars", "Billions of U.S. Dollars"


def test_a_row_has_the_value_its_first_day_and_the_body_that_showed_it_first() -> None:
    table = read(Shown.whole({"2025-04-30": {QUARTERS[0]: "29977.6"}, "2025-05-29": {QUARTERS[0]: "29962.0"}}))
    assert dict(table.schema) == vintages.SHOWN
    assert rows(table) == [("2025-03-31", 29977.6, False, "2025-04-30"), ("2025-03-31", 29962.0, False, "2025-05-29")]
    (told,) = (p for p in asked_of({"GDP": Shown.whole({"2025-04-30": {QUARTERS[0]: "29977.6"}})}, "GDP")[1:])
    assert read(Shown.whole({"2025-04-30": {QUARTERS[0]: "29977.6"}}))["payload"].to_list() == [told.sha256]


def test_a_figure_that_is_published_as_missing_is_shown_and_not_withdrawn() -> None:
    assert rows(read(Shown.whole({"2025-04-30": {QUARTERS[0]: "."}}))) == [("2025-03-31", None, False, "2025-04-30")]


# units


# 4.012 × 1000 is no whole number as a float
SWITCHED = Shown.whole(
    {
        "2024-12-27": {"2003-03-12": "4.012", "2024-12-25": "3247.382"},
        "2025-01-03": {"2003-03-12": "4.012", "2024-12-25": "3247.382", "2025-01-01": "2892.27"},
        "2025-06-05": {"2003-03-12": "4012", "2024-12-25": "3247382", "2025-01-01": "2892271"},
    },
    units={"2002-12-19": BILLIONS, "2025-06-05": MILLIONS},
)


def test_the_same_figure_in_another_unit_is_no_revision() -> None:
    assert rows(read(SWITCHED, H41, "WRESBAL")) == [
        ("2003-03-12", 4012.0, False, "2024-12-27"),
        ("2024-12-25", 3247382.0, False, "2024-12-27"),
        ("2025-01-01", 2892270.0, False, "2025-01-03"),
        ("2025-01-01", 2892271.0, False, "2025-06-05"),  # one digit more than was known before
    ]


@given(st.integers(1, 10**9), st.integers(0, 6), st.sampled_from([3, -3, 6, 2]))
def test_a_figure_whose_point_is_moved_is_the_float_that_the_moved_text_is(
    digits: int, decimals: int, moved: int
) -> None:
    text = Decimal(digits).scaleb(-decimals)
    assume(text.scaleb(moved) >= Decimal("1e-7"))  # below, ten to the power of the digits is no float
    product = pl.Series([float(text) * 10.0**moved]).round_sig_figs(vintages.DIGITS)[0]
    assert product == float(text.scaleb(moved))


def test_without_a_word_on_the_unit_another_scale_is_refused() -> None:
    silent = replace(SWITCHED, units={})
    low = H41.by_name["WRESBAL"].model_copy(update={"low": 0.0})
    loose = H41.model_copy(update={"series": (low,)})
    with pytest.raises(PayloadRefused, match=r"found 3 of 3 periods moved by a factor of about 1000 on 2025-06-05"):
        read(silent, loose, "WRESBAL")


def test_early_versions_in_another_unit_are_out_of_bounds_when_none_follow() -> None:
    with pytest.raises(PayloadRefused, match=r"1 of 1 values outside the catalog's low and high \(2500 to 6e\+06\)"):
        read(Shown.whole({"2011-06-05": {"2011-06-01": "1608.2"}}), H41, "WRESBAL")


@pytest.mark.parametrize("described", ["2025-05-20", "2025-06-04", "2025-06-06", "2025-07-01"])
def test_a_description_may_switch_some_days_before_or_after_the_figures(described: str) -> None:
    other = replace(SWITCHED, units={"2002-12-19": BILLIONS, described: MILLIONS})
    assert rows(read(other, H41, "WRESBAL")) == rows(read(SWITCHED, H41, "WRESBAL"))


@pytest.mark.parametrize("described", ["2025-03-05", "2026-06-05"])
def test_a_description_that_switches_when_the_figures_do_not_is_refused(described: str) -> None:
    other = replace(SWITCHED, units={"2002-12-19": BILLIONS, described: MILLIONS})
    with pytest.raises(PayloadRefused, match=rf"WRESBAL: expected other figures from {described} on, in another unit"):
        read(other, H41, "WRESBAL")


def test_a_figure_that_stays_in_another_unit_is_refused_even_where_a_window_begins() -> None:
    """The border cuts it into two versions, the second of which begins on the day of the switch."""
    days = ["2024-12-27", "2025-01-03", "2025-06-05"]
    first = {f"2024-12-{d:02}": f"3{d}0.1" for d in (4, 11, 18, 25)}
    last = {**{day: f"{float(v) * 1000:.0f}" for day, v in first.items()}, "2024-12-11": "3110.1"}
    shown = Shown.whole(
        {days[0]: {**first, "2024-12-11": "3110.1"}, days[1]: {**first, "2024-12-11": "3110.1"}, days[2]: last}
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sources.publishers.fred.windows", lambda asked: vintages.windows(asked, 2))
        with pytest.raises(PayloadRefused, match=r"in another unit; found 3110\.1 of 2024-12-11 unchanged"):
            read(replace(shown, units=SWITCHED.units), H41, "WRESBAL")


def test_two_units_on_one_day_are_refused() -> None:
    dates, about, last = asked_of({"GDP": replace(PAGED, page=8, units={"1991-12-04": BILLIONS})}, "GDP")
    told = json.loads(about.body)
    for units, fine in ((BILLIONS, True), (MILLIONS, False)):
        twice = json.dumps({**told, "seriess": [*told["seriess"], {**told["seriess"][0], "units": units}]})
        given_ = given_of(GDP, dates, replace(about, body=twice.encode()), last)
        if fine:
            assert ingest.read_vintages(given_, GDP).height == 8
        else:
            with pytest.raises(PayloadRefused, match="expected one unit a day"):
                ingest.read_vintages(given_, GDP)


def test_a_description_that_begins_after_the_first_vintage_holds_before_it_too() -> None:
    late = replace(SWITCHED, units={"2025-01-02": BILLIONS, "2025-06-05": MILLIONS})
    assert rows(read(late, H41, "WRESBAL")) == rows(read(SWITCHED, H41, "WRESBAL"))


def test_another_wording_of_the_same_unit_changes_nothing() -> None:
    shown = Shown.whole(
        {"2025-04-30": {QUARTERS[0]: "29977.6"}}, units={"1991-12-04": "Billions of Dollars", "2026-01-01": BILLIONS}
    )
    assert rows(read(shown)) == [("2025-03-31", 29977.6, False, "2025-04-30")]


def test_a_unit_that_is_not_understood_refuses_by_name() -> None:
    shown = Shown.whole(
        {"2025-04-30": {QUARTERS[0]: "29977.6"}}, units={"1991-12-04": "Billions of Chained 1996 Dollars"}
    )
    with pytest.raises(PayloadRefused, match="vintages of GDP: GDP: expected usd_bn; found 'Billions of Chained 1996"):
        read(shown)


def test_figures_around_nothing_may_move_by_any_factor() -> None:
    """An index that is re-estimated each week goes through zero."""
    nfci = release("fred__nfci")
    first = {
        f"2026-07-{d:02}": f"{v:.5f}" for d, v in zip(range(3, 32, 7), (0.01, -0.02, -0.4, -0.5, -0.51), strict=True)
    }
    second = first | {"2026-07-03": "0.09", "2026-07-10": "-0.2"}
    table = read(Shown.whole({"2026-08-05": first, "2026-08-12": second}), nfci, "NFCI")
    assert table.height == 7


# withdrawals


def test_what_is_shown_no_more_between_others_is_withdrawn() -> None:
    history = dict.fromkeys(QUARTERS[:3], "30000")
    holed = {QUARTERS[0]: "30000", QUARTERS[2]: "30000"}
    assert rows(read(Shown.whole({"2025-10-30": history, "2025-11-30": holed}))) == [
        ("2025-03-31", 30000.0, False, "2025-10-30"),
        ("2025-06-30", 30000.0, False, "2025-10-30"),
        ("2025-06-30", None, True, "2025-11-30"),
        ("2025-09-30", 30000.0, False, "2025-10-30"),
    ]


def test_what_comes_back_after_a_gap_is_a_version_again() -> None:
    history = dict.fromkeys(QUARTERS[:3], "30000")
    holed = {QUARTERS[0]: "30000", QUARTERS[2]: "30000"}
    table = read(Shown.whole({"2025-10-30": history, "2025-11-30": holed, "2025-12-30": history}))
    assert [r for r in rows(table) if r[0] == "2025-06-30"] == [
        ("2025-06-30", 30000.0, False, "2025-10-30"),
        ("2025-06-30", None, True, "2025-11-30"),
        ("2025-06-30", 30000.0, False, "2025-12-30"),
    ]


@pytest.mark.parametrize(
    "kept", [QUARTERS[1:], QUARTERS[2:], QUARTERS[:2], QUARTERS[:3], QUARTERS[3:], QUARTERS[:1], ()], ids=len
)
def test_a_history_that_got_shorter_at_an_end_withdraws_nothing(kept: Sequence[str]) -> None:
    history = dict.fromkeys(QUARTERS, "30000")
    table = read(Shown.whole({"2026-01-30": history, "2026-02-28": {day: history[day] for day in kept}}))
    assert rows(table) == rows(read(Shown.whole({"2026-01-30": history})))


def test_ten_years_that_move_on_each_day_withdraw_nothing() -> None:
    """What FRED shows of private owners' indices."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(60)]
    windowed = {str(day): {str(d): "6400" for d in days[max(0, n - 10) : n + 1]} for n, day in enumerate(days)}
    table = read(Shown.whole(windowed), release("fred__sp_dow_jones"), "SP500")
    assert table.height == 60
    assert not table["withdrawn"].any()


def test_a_row_that_is_dated_anew_within_the_history_is_withdrawn() -> None:
    before = {"2026-07-01": "6600000", "2026-07-08": "6600000", "2026-07-15": "6600000"}
    after = {"2026-07-01": "6600000", "2026-07-09": "6600000", "2026-07-15": "6600000"}
    table = read(Shown.whole({"2026-07-16": before, "2026-07-23": after}), H41, "WALCL")
    assert [r for r in rows(table) if r[2]] == [("2026-07-08", None, True, "2026-07-23")]


# any history at all

PERIODS = [f"2025-{month:02}-01" for month in range(1, 9)]
HISTORIES = st.lists(
    st.dictionaries(st.sampled_from(PERIODS), st.sampled_from(["22000", "22001", "."]), min_size=1),
    min_size=1,
    max_size=7,
)


@given(HISTORIES, st.integers(1, 7), st.integers(1, 5))
def test_every_vintage_can_be_told_from_the_table(histories: list[dict[str, str]], most: int, page: int) -> None:
    days = [f"2026-0{n + 1}-15" for n in range(len(histories))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sources.publishers.fred.windows", lambda asked: vintages.windows(asked, most))
        table = read(Shown.whole(dict(zip(days, histories, strict=True)), page=page), H6, "M2SL")
    state: dict[str, float | None] = {}
    listed = rows(table)
    for day, history in zip(days, histories, strict=True):
        shown = {_end(d): None if v == "." else float(v) for d, v in history.items()}
        first, last = min(shown), max(shown)
        told = [r for r in listed if r[3] == day]
        for period, value, withdrawn, _ in told:
            if withdrawn:
                assert state.pop(period, "none") != "none" and first < period < last
            else:
                assert period not in state or state[period] != value, "said twice"
                state[period] = value
        assert {p: v for p, v in state.items() if p in shown} == shown
        for period in state.keys() - shown.keys():
            assert not first < period < last
            state.pop(period)  # shorter at an end: it counts as new when it comes back


def _end(day: str) -> str:
    return str(last_of(date.fromisoformat(day), Frequency.MONTHLY))


# many vintages and damage

MANY = [str(date(2010, 1, 1) + timedelta(days=n)) for n in range(4500)]
LONG = Shown.whole({day: {"2009-10-01": str(14000 + n // 1500), "2009-07-01": "13900"} for n, day in enumerate(MANY)})


def test_thousands_of_vintages_go_out_in_windows_and_read_as_one() -> None:
    payloads = asked_of({"GDP": LONG}, "GDP")
    assert [p.request.params["realtime_start"] for p in payloads if "/observations" in p.request.url] == [
        "1776-07-04",
        MANY[2000],
        MANY[4000],
    ]
    assert rows(read(LONG)) == [
        ("2009-09-30", 13900.0, False, MANY[0]),
        ("2009-12-31", 14000.0, False, MANY[0]),
        ("2009-12-31", 14001.0, False, MANY[1500]),
        ("2009-12-31", 14002.0, False, MANY[3000]),
    ]


def test_the_simulator_declines_a_span_of_more_than_2000_vintages() -> None:
    query = {"series_id": "GDP", "api_key": KEY, "realtime_start": alfred.EVER, "realtime_end": alfred.FOREVER}
    status, body = alfred.answer({"GDP": LONG}, alfred.OBSERVATIONS, query) or (0, b"")
    assert (status, b"exceeds the maximum number of vintage dates" in body) == (400, True)


PAGED = replace(
    Shown.whole({"2026-01-30": dict.fromkeys(QUARTERS, "30000"), "2026-02-27": dict.fromkeys(QUARTERS, "30001")}),
    page=3,
)


def pages(*wanted: int) -> list[Payload]:
    """Those of the three pages of eight versions, after the dates."""
    dates, *found = asked_of({"GDP": PAGED}, "GDP")
    assert len(found) == 3
    return [dates, *(found[n] for n in wanted)]


def test_pages_in_their_order_are_read() -> None:
    assert ingest.read_vintages(given_of(GDP, *pages(0, 1, 2)), GDP).height == 8


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ((0, 1), "expected 8 versions; found 6"),
        ((0, 2), "expected the page at offset 3; found 6"),
        ((1, 2), "expected the page at offset 0; found 3"),
        ((0, 1, 1), "expected the page at offset 6; found 3"),
        ((0, 0, 1, 2), "expected the page at offset 3; found 0"),
        ((), "expected vintages to 9999-12-31"),
    ],
)
def test_a_page_that_is_not_there_or_twice_is_refused(wanted: tuple[int, ...], says: str) -> None:
    with pytest.raises(PayloadRefused, match=f"vintages of GDP: .*{says}"):
        ingest.read_vintages(given_of(GDP, *pages(*wanted)), GDP)


def test_a_window_that_is_not_there_is_refused() -> None:
    found = asked_of({"GDP": LONG}, "GDP")
    for left_out in (1, 2, 3):
        with pytest.raises(PayloadRefused, match=r"expected vintages (from|to)"):
            ingest.read_vintages(given_of(GDP, *found[:left_out], *found[left_out + 1 :]), GDP)


def spoiled(change: Callable[[dict[str, Any]], Any]) -> Delivery:
    """Vintages of GDP in which something of the answer to the last question is changed."""
    *first, last = asked_of({"GDP": Shown.whole({"2026-01-30": dict.fromkeys(QUARTERS, "30000")})}, "GDP")
    answer = json.loads(last.body)
    change(answer)
    return given_of(GDP, *first, replace(last, body=json.dumps(answer).encode()))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda a: a["observations"].pop(), "expected 4 of 4 observations; found 3"),
        (lambda a: a["observations"].__setitem__(1, a["observations"][0]), "two versions of 2025-01-01 on 2026-01-30"),
        (lambda a: a["observations"][1].update(value="n/a"), "expected a number or one of"),
        (lambda a: a["observations"][1].update(value=None), "expected a number or one of"),
        (lambda a: a["observations"][1].update(value="１２３"), "expected a number or one of"),
        (lambda a: a["observations"][1].update(date="2025-13-01"), "not of the documented shape"),
        (lambda a: a["observations"][1].pop("realtime_end"), "expected date, realtime_end, realtime_start, value"),
        (lambda a: a["observations"][1].update(realtime_end="2026-01-01"), "found one of 2025-04-01 from"),
        (lambda a: a["observations"].__setitem__(1, "text"), "not of the documented shape"),
        (lambda a: a.update(realtime_end="2026-01-30"), "expected realtime_end 9999-12-31; found 2026-01-30"),
        (lambda a: a.update(units="pch"), "expected levels"),
        (lambda a: a["observations"][1].update(value="30000000"), "outside the catalog's low and high"),
        (lambda a: a["observations"][1].update(date="2027-04-01"), "in the future"),
        (
            lambda a: a["observations"][1].update(realtime_start="2027-01-01"),
            "expected none after 2026-09-01; found 2027",
        ),
        (lambda a: a.update(observations=[], count=0), "expected vintages of GDP; found none"),
    ],
)
def test_an_answer_of_another_shape_refuses_the_delivery(change: Callable[[dict[str, Any]], Any], says: str) -> None:
    with pytest.raises(PayloadRefused, match=says):
        ingest.read_vintages(spoiled(change), GDP)


@pytest.mark.parametrize("value", ["30,000.5", " 30000.5 ", "3.00005e4", 30000.5, "+30000.5"])
def test_figures_are_read_as_in_an_ordinary_reading(value: object) -> None:
    table = ingest.read_vintages(spoiled(lambda a: a["observations"][1].update(value=value)), GDP)
    assert rows(table)[1][1] == 30000.5


def test_a_reading_and_vintages_are_not_taken_for_each_other() -> None:
    told = given_of(GDP, *pages(0, 1, 2))
    with pytest.raises(PayloadRefused, match="expected a reading of fred__gdp; found the vintages of GDP"):
        ingest.read(told, GDP)
    with pytest.raises(PayloadRefused, match="expected vintages of a series of fred__gdp; found a reading"):
        ingest.read_vintages(replace(told, vintages=""), GDP)
    with pytest.raises(PayloadRefused, match="expected vintages of a series of fred__gdp; found GNP"):
        ingest.read_vintages(replace(told, vintages="GNP"), GDP)


# asked over HTTP, and kept


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def fred(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    publisher = Publisher.__new__(Publisher)
    publisher.asked, publisher.changes, publisher.vintages = [], {}, {"GDP": PAGED, "WRESBAL": SWITCHED}
    publisher._bundled, publisher._written = [], []
    with publisher.listening() as environment:
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        monkeypatch.setenv("FRED_API_KEY", KEY)
        yield publisher


def test_vintages_are_kept_whole_and_read_from_the_archive(fred: Publisher, http: Http, archive: Archive) -> None:
    entry = ingest.fetch_vintages(H41, H41.by_name["WRESBAL"], http, archive)
    assert (entry.vintages, entry.origin, entry.since) == ("WRESBAL", "live", None)
    assert entry.certificate == {"publisher": H41.publisher, "licence": "public_domain_us"}
    (found,) = archive.entries(H41.key)
    assert ingest.read_vintages(archive.open(found), H41).equals(read(SWITCHED, H41, "WRESBAL"))
    assert KEY not in "".join(p.read_text() for p in (archive.root / "log").iterdir())


def test_asking_again_keeps_another_line_and_no_other_body(fred: Publisher, http: Http, archive: Archive) -> None:
    first, second = (ingest.fetch_vintages(GDP, GDP.series[0], http, archive) for _ in range(2))
    assert first.digest == second.digest
    assert len(archive.entries("fred__gdp")) == 2
    bodies = [p for p in (archive.root / "bodies").rglob("*.gz")]
    assert len(bodies) == len({p["sha256"] for p in first.payloads}) == 4
    tables = [ingest.read_vintages(archive.open(e), GDP) for e in (first, second)]
    assert tables[0].equals(tables[1])


def test_where_fred_has_no_description_the_vintages_are_kept_without(
    fred: Publisher, http: Http, archive: Archive
) -> None:
    entry = ingest.fetch_vintages(GDP, GDP.series[0], http, archive)
    assert [p["url"].rpartition("/")[2] for p in entry.payloads] == ["vintagedates", *["observations"] * 3]
    fred.changes["/fred/series?"] = (400, b'{"error_code": 400}')
    assert ingest.fetch_vintages(GDP, GDP.series[0], http, archive).digest == entry.digest


@pytest.mark.parametrize(
    ("text", "status", "body"),
    [
        ("vintagedates", 400, b'{"error_code": 400}'),
        ("/fred/series?", 403, b"no"),
        ("/fred/series?", 200, b"<html>maintenance</html>"),
        ("/fred/series?", 200, b'{"seriess": []}'),
        ("/fred/series?", 200, b'{"seriess": [{"id": "GNP", "realtime_start": "1991-01-01", "units": "Percent"}]}'),
        ("/fred/series?", 200, b'{"seriess": [{"id": "GDP", "units": "Percent"}]}'),
        ("offset=3", 404, b"gone"),
        ("offset=3", 200, b'{"observations": [], "count": 8, "offset": 3, "limit": 3}'),
    ],
)
def test_a_question_that_fails_half_way_keeps_nothing_and_is_no_failed_reading(
    text: str, status: int, body: bytes, fred: Publisher, http: Http, archive: Archive
) -> None:
    fred.changes[text] = (status, body)
    with pytest.raises(FetchError):
        ingest.fetch_vintages(GDP, GDP.series[0], http, archive)
    (entry,) = archive.entries("fred__gdp")
    assert (entry.outcome, entry.vintages, entry.payloads) == ("failed", "GDP", ())
    assert entry.reason


def test_without_a_key_or_a_network_nothing_is_asked_and_nothing_logged(
    archive: Archive, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MissingKey, match=r"needs FRED_API_KEY \(free key: https://fred\.stlouisfed\.org/docs/api"):
        ingest.fetch_vintages(GDP, GDP.series[0], http, archive)
    monkeypatch.setenv("FRED_API_KEY", KEY)
    monkeypatch.setenv("TIDEGAUGE_FRED_URL", "http://127.0.0.1:1")
    with pytest.raises(Unreachable):
        ingest.fetch_vintages(GDP, GDP.series[0], http, archive)
    assert archive.entries("fred__gdp") == []


def test_a_publisher_without_vintages_says_so(archive: Archive, http: Http) -> None:
    tic = release("tic__major_foreign_holders")
    with pytest.raises(CatalogError, match="gives no vintages; those of FRED do"):
        ingest.fetch_vintages(tic, tic.series[0], http, archive)


# published figures, when they lie beside this checkout

beside = pytest.mark.skipif(
    not FIGURES.is_dir(), reason="The published figures are not beside this checkout (../shared/figures/vintages)."
)


def snapshots(file: str, series: str) -> Shown:
    """Figures by the day on which a copy of FRED's showed them first, as FRED's archive would have them."""
    path = FIGURES / file
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()
    changes: dict[tuple[str, str], str] = {}
    for line in text.splitlines()[1:]:
        name, day, value, seen = line.split(",")
        if name == series:
            changes[seen[:10], day] = value or "."  # the last one of a day counts
    return Shown.changed([(vintage, day, value) for (vintage, day), value in changes.items()])


@beside
def test_the_day_on_which_nearly_all_of_m2_was_revised() -> None:
    shown = snapshots("leevn21_fred-relay.csv", "M2SL")
    table = read(shown, H6, "M2SL")
    revised = table.filter(pl.col("realtime_start") == date(2026, 7, 28))
    assert (table["period"].n_unique(), revised.height - revised["period"].is_in([date(2026, 6, 30)]).sum()) == (
        102,
        99,
    )
    assert not table["withdrawn"].any()


@beside
def test_an_index_that_is_estimated_anew_each_week_has_versions_by_the_thousand() -> None:
    shown = snapshots("jonsflow_risk-model.csv.gz", "NFCI")
    table = read(shown, release("fred__nfci"), "NFCI")
    assert table.height > 30_000
    newest = table.group_by("period", maintain_order=True).last()
    listed = (FIGURES.parent / "fred" / "NFCI.csv").read_text().splitlines()[1:]
    assert dict(newest.select(pl.col("period").cast(pl.String), "value").iter_rows()) == {
        day: float(value) for day, value in (line.split(",") for line in listed)
    }
