"""Treasury par yields: a file a year, columns that grow, newest day first, and years that must not be empty."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from sources.model import Payload
from sources.publishers import treasury_yields
from tests.sources.conftest import Answer, Loopback, accepted, fetched, figures, fixture, parsed, payload, release

KEY = "treasury_yields__par_yields"
FILE = "/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv"
OLD = 'Date,"3 Mo","6 Mo","1 Yr","2 Yr","3 Yr","5 Yr","7 Yr","10 Yr","30 Yr"\n'
NEW = fixture("treasury_yields/par_yields/2026.csv").decode()


def year(body: str | bytes, of: int = 2026) -> Payload:
    asked = {"type": "daily_treasury_yield_curve", "field_tdr_date_value": str(of), "_format": "csv"}
    return payload(body, f"https://home.treasury.gov{FILE}/{of}/all", asked)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> type[datetime]:
    """A clock that stands at ``Clock.stands``."""

    class Clock(datetime):
        stands = datetime(2026, 9, 2, 23, tzinfo=UTC)

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return cls.stands.astimezone(tz)

    monkeypatch.setattr(treasury_yields, "datetime", Clock)
    return Clock


@pytest.fixture
def treasury(publisher: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    monkeypatch.setenv("TIDEGAUGE_TREASURY_URL", publisher.url)
    for of in range(1990, 2028):
        publisher.on(f"{FILE}/{of}/all", f"{OLD}01/02/{of},1,1,1,1,1,1,1,1,1\n".encode())
    return publisher


def test_every_year_since_1990_is_asked_once(treasury: Loopback, http: Http, today: type[datetime]) -> None:
    assert len(fetched(KEY, http)) == 37
    assert [a.params["field_tdr_date_value"] for a in treasury.asked] == [str(y) for y in range(2026, 1989, -1)]
    assert treasury.asked[-1].params == {
        "type": "daily_treasury_yield_curve",
        "field_tdr_date_value": "1990",
        "_format": "csv",
    }


def test_a_window_asks_its_own_years_only(treasury: Loopback, http: Http, today: type[datetime]) -> None:
    fetched(KEY, http, date(2025, 12, 20))
    assert treasury.paths == [f"{FILE}/2026/all", f"{FILE}/2025/all"]


EMPTY = [
    pytest.param(b"", id="empty"),
    pytest.param(b"\n", id="a line end"),
    pytest.param(OLD.encode(), id="a header"),
    pytest.param(b"\xef\xbb\xbf" + OLD.encode(), id="a header behind a mark"),
    pytest.param(OLD.rstrip().encode(), id="a header without its line end"),
]


@pytest.mark.parametrize("body", EMPTY)
def test_a_year_that_has_passed_may_not_be_empty(
    body: bytes, treasury: Loopback, http: Http, today: type[datetime]
) -> None:
    treasury.on(f"{FILE}/2025/all", body)
    with pytest.raises(FetchError, match="expected days of 2025; found none"):
        fetched(KEY, http, date(2025, 12, 20))


@pytest.mark.parametrize("body", EMPTY)
def test_a_new_year_may_be_empty_in_its_first_days(
    body: bytes, treasury: Loopback, http: Http, today: type[datetime]
) -> None:
    today.stands = datetime(2026, 1, 2, 12, tzinfo=UTC)  # type: ignore[attr-defined]
    treasury.on(f"{FILE}/2026/all", body)
    assert len(fetched(KEY, http, date(2025, 12, 20))) == 1
    today.stands = datetime(2026, 1, 12, 12, tzinfo=UTC)  # type: ignore[attr-defined]
    with pytest.raises(FetchError, match="expected days of 2026; found none"):
        fetched(KEY, http, date(2025, 12, 20))


@pytest.mark.parametrize("gone", [Answer(b"gone", 404), Answer(OLD.encode())], ids=["not there", "without days"])
def test_a_history_that_begins_later_than_it_did_is_what_the_publisher_has(
    gone: Answer, treasury: Loopback, http: Http, today: type[datetime]
) -> None:
    for of in range(1990, 2020):
        treasury.on(f"{FILE}/{of}/all", gone)
    assert len(fetched(KEY, http)) == 7
    assert treasury.paths[-1] == f"{FILE}/2018/all"


@pytest.mark.parametrize("gone", [Answer(b"gone", 404), Answer(OLD.encode())], ids=["not there", "without days"])
def test_a_hole_in_the_years_is_no_beginning(
    gone: Answer, treasury: Loopback, http: Http, today: type[datetime]
) -> None:
    treasury.on(f"{FILE}/2019/all", gone)
    with pytest.raises(FetchError, match="expected days of 2019; found none"):
        fetched(KEY, http)


@pytest.mark.parametrize("of", [2002, 2003, 2005, 2006])
def test_while_no_thirty_years_were_issued_the_column_may_be_absent(of: int) -> None:
    header = 'Date,"1 Mo","3 Mo","6 Mo","1 Yr","2 Yr","3 Yr","5 Yr","7 Yr","10 Yr","20 Yr"\n'
    table = parsed(KEY, year(f"{header}01/03/{of},1,1,1,1,1,1,1,1,1,1\n", of))
    assert "UST_PAR_30Y" not in table["series"]
    assert table.height == 10


def test_a_file_without_its_last_line_end_is_whole_when_its_length_says_so() -> None:
    body = NEW.rstrip().encode()
    assert parsed(KEY, year(body)).height == parsed(KEY, year(NEW)).height
    with pytest.raises(PayloadRefused, match="cut short"):
        parsed(KEY, replace(year(body), proven=False))


def test_a_year_that_fails_otherwise_is_no_end_of_history(
    treasury: Loopback, http: Http, today: type[datetime]
) -> None:
    treasury.on(f"{FILE}/2019/all", Answer(b"forbidden", 403))
    with pytest.raises(FetchError, match="found 403"):
        fetched(KEY, http)


def test_the_year_begins_in_new_york(treasury: Loopback, http: Http, today: type[datetime]) -> None:
    today.stands = datetime(2027, 1, 1, 4, tzinfo=UTC)  # type: ignore[attr-defined]
    fetched(KEY, http, date(2026, 12, 20))
    assert treasury.paths == [f"{FILE}/2026/all"]


def test_days_are_read_as_month_day_year_newest_first() -> None:
    assert figures(parsed(KEY, year(NEW)), "UST_PAR_10Y") == {"2026-01-02": 4.18, "2026-09-02": 4.8}


def test_a_column_blank_before_it_began_is_published_as_missing() -> None:
    table = parsed(KEY, year(fixture("treasury_yields/par_yields/2025.csv"), 2025))
    assert figures(table, "UST_PAR_1_5M") == {"2025-01-02": None, "2025-02-18": 4.36, "2025-12-31": 3.71}


def test_n_a_is_published_as_missing() -> None:
    assert figures(parsed(KEY, year(NEW)), "UST_PAR_4M")["2026-09-02"] is None


@pytest.mark.parametrize(
    ("of", "absent"),
    [
        (1992, {"UST_PAR_1M", "UST_PAR_1_5M", "UST_PAR_2M", "UST_PAR_4M", "UST_PAR_20Y"}),
        (1993, {"UST_PAR_1M", "UST_PAR_1_5M", "UST_PAR_2M", "UST_PAR_4M", "UST_PAR_20Y"}),
    ],
)
def test_a_file_of_the_nineties_lacks_the_later_tenors(of: int, absent: set[str]) -> None:
    table = parsed(KEY, year(f"{OLD}01/04/{of},3.2,3.4,3.6,4.6,5.1,6,6.4,6.6,7.4\n", of))
    assert {s.name for s in release(KEY).series} - set(table["series"]) == absent
    assert figures(table, "UST_PAR_30Y") == {f"{of}-01-04": 7.4}


def test_the_thirty_years_left_out_from_2002_to_2006_are_published_as_missing() -> None:
    header = 'Date,"1 Mo","3 Mo","6 Mo","1 Yr","2 Yr","3 Yr","5 Yr","7 Yr","10 Yr","20 Yr","30 Yr"\n'
    table = parsed(KEY, year(f"{header}01/02/2004,0.88,0.93,1.02,1.31,1.94,2.47,3.36,3.9,4.38,5.21,\n", 2004))
    assert figures(table, "UST_PAR_30Y") == {"2004-01-02": None}


def test_a_tenor_not_known_here_and_another_order_change_nothing() -> None:
    lines = [line.split(",") for line in NEW.splitlines()]
    turned = "".join(
        ",".join([cells[0], *reversed(cells[1:]), '"9 Yr"' if "Date" in cells[0] else "7"]) + "\n" for cells in lines
    )
    assert parsed(KEY, year(turned)).sort("series", "period").equals(parsed(KEY, year(NEW)).sort("series", "period"))


@pytest.mark.parametrize("column", ["3 Mo", "10 Yr", "20 Yr", "1.5 Month", "1 Mo"])
def test_a_missing_or_renamed_tenor_is_refused(column: str) -> None:
    with pytest.raises(PayloadRefused, match=rf"expected the columns \['{re.escape(column)}'\] in 2026"):
        parsed(KEY, year(NEW.replace(f'"{column}"', '"Else"')))


def test_a_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected each column once"):
        parsed(KEY, year(NEW.replace('"7 Yr"', '"10 Yr"')))


def test_the_file_of_another_year_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected days of 2025; found 09/02/2026"):
        parsed(KEY, year(NEW, 2025))


def test_a_row_that_was_cut_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="cut short"):
        parsed(KEY, replace(year(NEW[:-3]), proven=False))
    with pytest.raises(PayloadRefused, match="expected 15 cells a row"):
        parsed(KEY, year(NEW[:-10] + "\n"))


def test_a_mark_at_the_beginning_and_crlf_change_nothing() -> None:
    body = b"\xef\xbb\xbf" + NEW.replace("\n", "\r\n").encode()
    assert parsed(KEY, year(body)).equals(parsed(KEY, year(NEW)))


@pytest.mark.parametrize("body", [b"<!DOCTYPE html><html></html>\n", b'{"error": "no"}\n', b"Access denied\n"])
def test_another_document_is_refused(body: bytes) -> None:
    with pytest.raises(PayloadRefused):
        accepted(KEY, year(body))


def test_yields_in_basis_points_are_refused() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, year(NEW.replace("4.80", "480")))


def test_the_thirteenth_month_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted(KEY, year(NEW.replace("01/02/2026", "13/02/2026")))


def test_a_file_cut_at_any_byte_is_refused_or_gives_rows_of_the_whole() -> None:
    """A cut behind a line end leaves whole rows: fewer of them, none that differs."""
    whole = set(parsed(KEY, year(NEW)).iter_rows())
    for cut in range(len(NEW)):
        try:
            rows = set(parsed(KEY, replace(year(NEW[:cut]), proven=False)).iter_rows())
        except (PayloadRefused, ValueError, IndexError):
            continue
        assert NEW[:cut].endswith("\n"), f"accepted although cut within a line, at byte {cut}"
        assert rows <= whole, f"cut at byte {cut}: other rows than the whole body has"
