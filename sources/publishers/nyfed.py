"""Federal Reserve Bank of New York, Markets API: reference rates, repo and reverse repo operations, SOMA. Keyless."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sources.columns import note
from sources.errors import PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release, SeriesSpec
from sources.observations import frame, number
from sources.publishers.text import json_of

BASE = Host("TIDEGAUGE_NYFED_URL", "https://markets.newyorkfed.org")
MISSING = frozenset({"", "NA", "N/A"})
ALL_OPERATIONS = 9_999  # some 3,400 fixed-rate operations since 2013
SPARE = 10  # operations beyond one a weekday: exercises, and the days between asking and answering
OVERNIGHT_DAYS = 4  # from a Friday over a Monday holiday

Row = dict[str, Any]
Observation = tuple[SeriesSpec, str, date, float | None]


class NyFed:
    name = "nyfed"
    proof = (
        "a JSON document to its end; the last N operations are fewer than N or reach back to the day asked "
        "for; results, not announcements"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        today = datetime.now(ZoneInfo("America/New_York")).date()
        path = release.request["path"]
        if release.name == "soma":
            yield http.get(BASE, path)
        elif release.name == "reverse_repo":
            count = (today - since).days + SPARE if since else ALL_OPERATIONS
            payload = http.get(BASE, f"{path}/{count}.json")
            self._require_reach(payload, count, since)
            yield payload
        else:
            start = max(date.fromisoformat(release.request["start"]), since or date.min)
            params = {"startDate": str(start), "endDate": str(today)}
            if "operations" in release.request:
                params["operationTypes"] = release.request["operations"]
            yield http.get(BASE, path, params)

    def _require_reach(self, payload: Payload, count: int, since: date | None) -> None:
        """The last N are all there are when they are fewer than N; else they must reach back to the day asked for."""
        rows = _list_of(payload, "repo", "operations")
        if len(rows) > count:
            raise PayloadRefused(f"expected at most {count} operations; found {len(rows)}")
        if len(rows) == count and not (since and min(_day(r, "operationDate") for r in rows) <= since):
            raise PayloadRefused(f"expected the operations since {since or 'the first'}; the last {count} end after it")

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        match release.name:
            case "soma":
                return frame(self._table(_list_of(payload, "soma", "summary"), "asOfDate", release))
            case "reverse_repo":
                return frame(self._reverse_repo(_operations(payload, "Reverse Repo"), release))
            case "standing_repo":
                return frame(self._standing_repo(_operations(payload, "Repo"), release))
            case _:
                rows = _list_of(payload, "refRates")
                wrong = sorted({str(r.get("type", release.name)).upper() for r in rows} - {release.name.upper()})
                if wrong:
                    raise PayloadRefused(f"expected rates of type {release.name.upper()}; found {wrong}")
                return frame(self._table(rows, "effectiveDate", release))

    def _table(self, rows: list[Row], dated: str, release: Release) -> Iterator[Observation]:
        """A row a day and a field a series. The first series' field is in every row; others came later in history."""
        for row in rows:
            for spec in release.series:
                if spec.code in row or spec is release.series[0]:
                    yield spec, spec.area, _day(row, dated), _figure(row[spec.code])

    def _reverse_repo(self, rows: list[Row], release: Release) -> Iterator[Observation]:
        accepted, rate = release.by_code["totalAmtAccepted"], release.by_code["percentAwardRate"]
        by_day: dict[date, list[Row]] = {}
        for row in rows:
            by_day.setdefault(_day(row, "operationDate"), []).append(row)
        for day, several in by_day.items():
            # an exercise that does not say so stands beside the regular operation, and closes in the morning
            last = max(_closing(row) for row in several)
            for row in several:
                if _closing(row) == last:
                    yield accepted, accepted.area, day, _amount(row)
                    for award in {d.get("percentAwardRate") for d in row.get("details", [])} - {None}:
                        yield rate, rate.area, day, _figure(award)

    def _standing_repo(self, rows: list[Row], release: Release) -> Iterator[Observation]:
        """The sum of the day's operations: one until December 2025, a morning and an afternoon one since."""
        spec = release.by_code["totalAmtAccepted"]
        sums: dict[date, float] = {}
        for row in rows:
            day = _day(row, "operationDate")
            sums[day] = sums.get(day, 0.0) + _amount(row)
        return ((spec, spec.area, day, total) for day, total in sums.items())


def _list_of(payload: Payload, *names: str) -> list[Row]:
    found: Any = json_of(payload.body)
    for name in names:
        if not isinstance(found, dict) or name not in found:
            raise PayloadRefused(f"expected {'.'.join(names)}; found {str(found)[:200]}")
        found = found[name]
    if not isinstance(found, list):
        raise PayloadRefused(f"expected a list of {'.'.join(names)}; found {str(found)[:200]}")
    note(found)
    return found


def _operations(payload: Payload, kind: str) -> list[Row]:
    """Overnight operations of that kind with results, each once; none of a day that still waits for one.

    Left out are term operations and the small-value exercises, which test the machinery and are no take-up. The
    publisher sends operations of the other kind too, whatever was asked for.
    """
    rows = [row for row in _list_of(payload, "repo", "operations") if row["operationType"] == kind]
    waiting = {row["operationDate"] for row in rows if not _settled(row)}
    kept: dict[str, Row] = {}
    for row in rows:
        if row["operationDate"] in waiting or not _overnight(row) or _exercise(row) or _cancelled(row):
            continue
        name = row.get("operationId") or str(row)
        if kept.setdefault(name, row) != row:
            raise PayloadRefused(f"two different results of operation {name}")
    return list(kept.values())


def _settled(row: Row) -> bool:
    return str(row.get("auctionStatus", "Results")) == "Results" or _cancelled(row)


def _cancelled(row: Row) -> bool:
    return str(row.get("auctionStatus", "")).lower().startswith("cancel")


def _overnight(row: Row) -> bool:
    """By the publisher's own word where there is one; the number of days is misspelt by the publisher."""
    term = row.get("term")
    return str(term).lower() == "overnight" if term else int(row["termCalenderDays"]) <= OVERNIGHT_DAYS


def _exercise(row: Row) -> bool:
    note = str(row.get("note") or "").lower().replace("-", " ")
    return "small value" in note or str(row.get("isSmallValue") or "").upper() in ("Y", "YES", "TRUE", "1")


def _closing(row: Row) -> str:
    return str(row.get("closeTime") or "").zfill(5)


def _amount(row: Row) -> float:
    amount = _figure(row["totalAmtAccepted"])
    if amount is None:
        raise PayloadRefused(f"expected an amount accepted on {row['operationDate']}; found none")
    return amount


def _day(row: Row, name: str) -> date:
    return date.fromisoformat(row[name])


def _figure(value: Any) -> float | None:
    """A figure, sent as a JSON number or as a string; null and the empty string are published as missing."""
    return None if value is None else number(value if isinstance(value, str) else str(value), MISSING)


SOURCE = NyFed()
