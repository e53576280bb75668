"""Answers in pages: one left out, one sent twice, a total that moves, a page that is short, pages without an end."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sources import ingest
from sources.catalog import load
from sources.errors import FetchError, PayloadRefused
from sources.http import Host
from sources.model import Delivery, Payload, Request
from sources.observations import KEY
from sources.publishers import source_of
from tests.faults.table import Tally

SIZE, TOTAL = 4, 14  # so four pages, the last of two rows
MOST_ASKED = 60
DAYS = [date(2024, 1, 2) + timedelta(days=n) for n in range(TOTAL)]
Page = tuple[list[int], int]  # which rows, and how many there are said to be


@dataclass
class Pages:
    """What a page holds, and what goes wrong with it."""

    fault: Callable[[int, list[int], int], Page]
    asked: int = 0

    def page(self, number: int, rows: range = range(TOTAL)) -> Page:
        self.asked += 1
        if self.asked > MOST_ASKED:
            raise AssertionError("asked without end")
        held = list(rows[(number - 1) * SIZE : number * SIZE])
        return self.fault(number, held, len(rows))


def moved(by: int, on: Callable[[int], bool]) -> Callable[[int, list[int], int], Page]:
    return lambda n, held, total: (held, total + by if on(n) else total)


FAULTS: dict[str, Callable[[int, list[int], int], Page]] = {
    "a page left out": lambda n, held, total: ([(row + SIZE) % TOTAL for row in held] if n == 2 else held, total),
    "a page sent twice": lambda n, held, total: ([row - SIZE for row in held] if n == 2 else held, total),
    "the first page again and again": lambda n, held, total: (list(range(len(held))), total),
    "an empty page": lambda n, held, total: ([] if n == 2 else held, total),
    "an empty last page": lambda n, held, total: ([] if n == 4 else held, total),
    "a page short of one row": lambda n, held, total: (held[1:] if n == 2 else held, total),
    "a page with a row of the one before": lambda n, held, total: ([held[0] - 1, *held[1:]] if n == 3 else held, total),
    "a page with a row too many": lambda n, held, total: ([*held, 13] if n == 2 else held, total),
    "the total grows by one": moved(1, lambda n: n > 1),
    "the total grows by a page": moved(SIZE, lambda n: n > 2),
    "the total shrinks": moved(-SIZE, lambda n: n > 1),
    "the total is nothing": moved(-TOTAL, lambda n: n > 1),
    "fewer in all than there are, from the start": moved(-1, lambda n: True),
    "more in all than there are, from the start": moved(9, lambda n: True),
    "no end, new rows": lambda n, held, total: (list(range((n - 1) * SIZE, n * SIZE)), 10**9),
    "no end, the same rows": lambda n, held, total: (list(range(SIZE)), 10**9),
    "a total without end": lambda n, held, total: (list(range((n - 1) * SIZE, n * SIZE)), (n + 1) * SIZE),
}


def right(n: int, held: list[int], total: int) -> Page:
    return held, total


def day(row: int) -> str:
    return str(DAYS[0] + timedelta(days=row))


def fred(pages: Pages, params: Mapping[str, str]) -> Any:
    rows, total = pages.page(int(params["offset"]) // SIZE + 1)
    given = [
        {"realtime_start": "2024-03-01", "realtime_end": "2024-03-01", "date": day(r), "value": f"{60 + r}.5"}
        for r in rows
    ]
    return {"count": total, "offset": int(params["offset"]), "limit": SIZE, "units": "lin", "observations": given}


def treasury(pages: Pages, params: Mapping[str, str]) -> Any:
    if ":eq:" in params.get("filter", ""):
        rows, total = [DAYS.index(date.fromisoformat(params["filter"][-10:]))], 1
    else:
        rows, total = pages.page(int(params["page[number]"]))
    given = [
        {"record_date": day(r), "debt_held_public_amt": "28000000000000.01", "intragov_hold_amt": "7000000000000.5",
         "tot_pub_debt_out_amt": "35000000000000.51"} for r in rows
    ]  # fmt: skip
    return {"data": given, "meta": {"total-count": total, "total-pages": max(1, math.ceil(total / SIZE))}}


def bok(pages: Pages, path: str) -> Any:
    first = int(path.split("/")[6])
    rows, total = pages.page((first - 1) // SIZE + 1)
    given = [
        {"STAT_CODE": "722Y001", "ITEM_CODE1": "0101000", "UNIT_NAME": "연%", "TIME": day(r).replace("-", ""),
         "DATA_VALUE": "3.5"} for r in rows
    ]  # fmt: skip
    return {"StatisticSearch": {"list_total_count": total, "row": given}}


def cfets(pages: Pages, params: Mapping[str, str]) -> Any:
    if not params["startDate"] <= day(0) <= params["endDate"]:
        return {"head": {"rep_code": "200"}, "data": {"total": 0, "searchlist": ["USD/CNY"]}, "records": []}
    rows, total = pages.page(int(params["pageNum"]))
    given = [{"date": day(r), "values": ["7.1"]} for r in rows]
    return {"head": {"rep_code": "200"}, "data": {"total": total, "searchlist": ["USD/CNY"]}, "records": given}


PUBLISHERS: dict[str, Callable[..., Any]] = {
    "fred__wti": lambda pages, path, params: fred(pages, params),
    "treasury__debt_to_penny": lambda pages, path, params: treasury(pages, params),
    "bok__base_rate": lambda pages, path, params: bok(pages, path),
    "cfets__central_parity": lambda pages, path, params: cfets(pages, params),
}


class Asked:
    """In the place of the session: hands each question to the publisher of the test."""

    def __init__(self, answer: Callable[[str, Mapping[str, str]], Any]) -> None:
        self._answer = answer

    def get(self, host: Host, path: str, params: Mapping[str, str] | None = None, **told: Any) -> Payload:
        asked = dict(params or {})
        body = json.dumps(self._answer(path, asked)).encode()
        address = f"{host.url}{told.get('public_path') or path}"
        return Payload(request=Request(url=address, params=asked), media_type="application/json", body=body)


def outcome(key: str, http: Asked, good: list[Any] | None = None) -> Any:
    """The rows of a reading when ``good`` is not given; else ``right``, ``refused`` or what was accepted."""
    release = load().release(key)
    try:
        payloads = tuple(source_of(release).fetch(release, http))  # type: ignore[arg-type]
        delivery = Delivery(release=key, fetched_at=datetime.now(UTC), origin="live", payloads=payloads)
        rows = ingest.read(delivery, release).drop("payload").sort(KEY).rows()
    except (FetchError, PayloadRefused):
        return "refused"
    except AssertionError as problem:
        return str(problem)
    return rows if good is None else "right" if rows == good else f"{len(rows)} rows of {len(good)}"


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRED_API_KEY", "canary0123456789abcdef")
    monkeypatch.setenv("BOK_API_KEY", "K0REAKEY12345")
    for name in ("fred", "treasury", "bok", "cfets"):
        monkeypatch.setattr(f"sources.publishers.{name}.PAGE", SIZE)
    monkeypatch.setattr("sources.publishers.text.MOST_PAGES", 20)


@pytest.mark.fault(9)
@pytest.mark.parametrize("key", PUBLISHERS)
def test_pages_that_do_not_fit_together_are_not_accepted(key: str, tally: Tally) -> None:
    answer = PUBLISHERS[key]
    whole = Pages(right)
    good = outcome(key, Asked(lambda path, params: answer(whole, path, params)))
    assert len({row[2] for row in good}) == TOTAL and whole.asked >= 4
    for name, fault in FAULTS.items():
        pages = Pages(fault)
        http = Asked(lambda path, params, held=pages: answer(held, path, params))
        tally.case(f"{key}: {name}", outcome(key, http, good))


MONTHS = [f"{2024 + n // 12}{n % 12 + 1:02}" for n in range(6)]
CODES = ["FXERM06", "FXERM07"]


def boj(pages: list[list[str]], following: Callable[[int], int | None]) -> Asked:
    """A page names the position of the next one; what it holds are whole series."""
    asked = [0]

    def answer(_: str, params: Mapping[str, str]) -> Any:
        asked[0] += 1
        assert asked[0] <= MOST_ASKED, "asked without end"
        number = int(params.get("startPosition", 1))
        values = {"SURVEY_DATES": [int(m) for m in MONTHS], "VALUES": [150.5 + n for n in range(len(MONTHS))]}
        codes = pages[min(number, len(pages)) - 1]
        held = [{"SERIES_CODE": code, "UNIT": "Yen per U.S. Dollar", "VALUES": values} for code in codes]
        status = {"STATUS": 200, "MESSAGEID": "M181000I", "MESSAGE": "", "PARAMETER": {"DB": "FM08"}}
        return {**status, "NEXTPOSITION": following(number), "RESULTSET": held}

    return Asked(answer)


@pytest.mark.fault(9)
def test_pages_of_series_that_do_not_fit_together_are_not_accepted(tally: Tally) -> None:
    key, ends = "boj__usd_jpy_monthly", {1: 2}.get
    good = outcome(key, boj([CODES[:1], CODES[1:]], ends))
    assert len(good) == 2 * len(MONTHS)
    cases = {
        "a page left out": boj([CODES[:1], []], ends),
        "a page sent twice": boj([CODES[:1], CODES[:1]], ends),
        "no next page told": boj([CODES[:1], CODES[1:]], lambda _: None),
        "the next page is this one": boj([CODES[:1], CODES[1:]], lambda n: n),
        "the next page lies behind": boj([CODES[:1], CODES[1:]], lambda n: n - 1),
        "no end": boj([CODES[:1], CODES[1:]], lambda n: n + 1),
        "a page passed over": boj([CODES[:1], CODES[1:], []], lambda n: 3 if n == 1 else None),
    }
    for name, http in cases.items():
        tally.case(f"{key}: {name}", outcome(key, http, good))
