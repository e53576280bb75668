"""Tables that are not what they were: columns renamed, dropped, added, in another order; rows twice, alike or not."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.storage import columns
from orchestration.storage.home import Home
from orchestration.storage.warehouse import Warehouse
from sources import ingest
from sources.archive import Entry
from sources.catalog import load
from sources.columns import Columns
from sources.errors import PayloadRefused
from sources.model import Delivery
from sources.observations import KEY
from tests.faults.table import Tally
from tests.fuzz.readings import Reading, reading

NOW = datetime.now(UTC)
Rows = list[list[str]]
Change = Callable[[Rows], Rows]

# separated values: the line of the header, what separates, the encoding
TEXTS = {
    "fred__h41": (0, ",", "utf-8"),
    "treasury_yields__par_yields": (0, ",", "utf-8"),
    "imf__international_liquidity": (0, ",", "utf-8"),
    "imf__irfcl": (0, ",", "utf-8"),
    "ecb__gold_holdings": (0, ",", "utf-8"),
    "cip__govt_premium": (0, ",", "utf-8"),
    "fx_forwards__outright": (0, ",", "utf-8"),
    "mof_japan__jgb_yields": (1, ",", "cp932"),
}
# figures by their place, under headings that say so
PLACED = {
    "mof_japan__securities_flows_weekly": ("cp932", ","),
    "mof_japan__securities_flows_monthly": ("cp932", ","),
    "mof_japan__official_reserves": ("cp932", ","),
    "tic__major_foreign_holders": ("cp1252", "\t"),
}
DOCUMENTS = [
    "treasury__dts", "treasury__gold_reserve", "treasury__deposits_withdrawals", "treasury__public_debt_transactions",
    "treasury__debt_to_penny", "treasury__mspd", "treasury__interest_expense", "nyfed__sofr", "nyfed__effr",
    "nyfed__obfr", "nyfed__reverse_repo", "nyfed__standing_repo", "nyfed__soma", "bok__base_rate", "cfets__shibor",
    "cfets__lpr",
]  # fmt: skip
COUNTS = ("total-count", "list_total_count")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
NAMES = re.compile(r"(?i)nbr|year|date|month$|quarter|id$|time|term|code")  # what tells rows apart


class Bench:
    """A warehouse that has read a release once, and reads it again with another body."""

    def __init__(self, key: str, warehouse: Warehouse) -> None:
        self.held: Reading = reading(key)
        self.release, self.warehouse = self.held.release, warehouse
        self.warehouse.forget(key)
        self.good = self.read({}, NOW)

    def read(self, changed: Mapping[int, bytes], at: datetime) -> list[tuple[Any, ...]]:
        payloads = [replace(p, body=changed.get(n, p.body)) for n, p in enumerate(self.held.payloads)]
        delivery = Delivery(release=self.release.key, fetched_at=at, origin="live", payloads=tuple(payloads))
        found: dict[str, Columns] = {}
        table = ingest.read(delivery, self.release, columns=found)
        entry = Entry(
            release=self.release.key, at=at, origin="live", outcome="delivered", reason="", certificate={},
            payloads=tuple({"sha256": p.sha256, "bytes": len(p.body)} for p in payloads), root=Path("unused"),
        )  # fmt: skip
        self.warehouse.record(table, entry, self.release, found=found)
        return table.drop("payload").sort(KEY).rows()

    def outcome(self, number: int, body: bytes) -> str:
        """``right``, ``refused``, or what was accepted. What was read is taken back."""
        self.warehouse.sql.execute("CREATE OR REPLACE TEMP TABLE before AS FROM ledger.columns")
        try:
            rows = self.read({number: body}, NOW + timedelta(minutes=1))
        except PayloadRefused:
            return "refused"
        return "right" if rows == self.good else f"{len(rows)} rows of {len(self.good)}"

    def told(self) -> str:
        """What people are told of new columns; the next case begins anew."""
        told = columns.told(self.warehouse.sql, self.release.key)
        self.warehouse.sql.execute("DELETE FROM ledger.columns")
        self.warehouse.sql.execute("INSERT INTO ledger.columns FROM before")
        return told


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with Warehouse.open(Home(tmp_path_factory.mktemp("tables")).prepare().warehouse, load()) as opened:
        yield opened


def told_rows(body: bytes, delimiter: str, encoding: str) -> Rows:
    return list(csv.reader(io.StringIO(body.decode(encoding).removeprefix("\ufeff")), delimiter=delimiter))


def body_of(rows: Rows, delimiter: str, encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def of_width(rows: Rows, width: int, change: Callable[[list[str]], list[str]]) -> Rows:
    return [change(row) if len(row) == width else row for row in rows]


def mutations(rows: Rows, head: int) -> Iterator[tuple[str, str, Rows]]:
    """What is done to the columns, the column, and the table after it."""
    header = rows[head]
    width = len(header)
    for place, name in enumerate(header):
        renamed = [[*row[:place], f"{name}_NEW", *row[place + 1 :]] if n == head else row for n, row in enumerate(rows)]
        yield "renamed", name, renamed
        yield "dropped", name, of_width(rows, width, lambda row, at=place: row[:at] + row[at + 1 :])
    for place in (1, width):
        added = of_width(rows, width, lambda row, at=place: [*row[:at], "1.5", *row[at:]])
        added[head][place] = "SOMETHING_NEW"
        yield "added", f"at {place}", added
    if head == 0:  # a title has no order
        yield "reordered", "backwards", of_width(rows, width, lambda row: row[::-1])
        yield "reordered", "turned", of_width(rows, width, lambda row: row[1:] + row[:1])


def _judge(bench: Bench, tally: Tally, number: int, name: str, kind: str, body: bytes) -> None:
    outcome, told = bench.outcome(number, body), bench.told()
    case = f"{bench.release.key} payload {number}: {name} {kind}"
    match kind:
        case "added":
            tally.holds(
                case, outcome == "right" and "something_new (since" in told.lower(), f"{outcome}, told {told!r}"
            )
        case "reordered":
            tally.holds(case, outcome == "right" and not told, f"{outcome}, told {told!r}")
        case _:
            tally.holds(case, outcome == "refused", outcome)


@pytest.mark.fault(10)
@pytest.mark.parametrize("key", TEXTS)
def test_columns_of_a_text_that_are_not_what_they_were(key: str, warehouse: Warehouse, tally: Tally) -> None:
    bench, (head, delimiter, encoding) = Bench(key, warehouse), TEXTS[key]
    for number in range(tally.times(len(bench.held.payloads), 1)):
        rows = told_rows(bench.held.payloads[number].body, delimiter, encoding)
        for kind, name, changed in mutations(rows, head):
            if key.startswith("mof") and (kind == "added" or name.replace("Y", "").isdigit() is False):
                continue  # a curve's file names its columns by their tenors, and has no other
            _judge(bench, tally, number, name, kind, body_of(changed, delimiter, encoding))


@pytest.mark.fault(10)
@pytest.mark.parametrize("key", PLACED)
def test_columns_that_are_known_by_their_place(key: str, warehouse: Warehouse, tally: Tally) -> None:
    """A cell too few below the headings moves all figures that stand behind it."""
    bench, (encoding, delimiter) = Bench(key, warehouse), PLACED[key]
    rows = told_rows(bench.held.payloads[0].body, delimiter, encoding)
    width = max(len(row) for row in rows if figures(row))
    for place in range(2, width, 1 if tally.full else 4):
        changed = of_width(rows, width, lambda row, at=place: row[:at] + row[at + 1 :] if figures(row) else row)
        outcome = bench.outcome(0, body_of(changed, delimiter, encoding))
        bench.told()
        tally.case(f"{key}: column {place} dropped", outcome)


def figures(row: list[str]) -> bool:
    return any(re.search(r"\d", cell) for cell in row[3:]) and row[0] != "Country"


def rows_within(document: Any) -> list[dict[str, Any]]:
    """The longest list of objects in a document: its rows."""
    found: list[list[dict[str, Any]]] = []

    def look(part: Any) -> None:
        if isinstance(part, list) and part and isinstance(part[0], dict):
            found.append(part)
        elif isinstance(part, dict):
            for inner in part.values():
                look(inner)

    look(document)
    return max(found, key=len, default=[])


@pytest.mark.fault(10)
@pytest.mark.parametrize("key", DOCUMENTS)
def test_fields_of_a_document_that_are_not_what_they_were(key: str, warehouse: Warehouse, tally: Tally) -> None:
    bench = Bench(key, warehouse)
    body = bench.held.payloads[0].body
    rows = rows_within(json.loads(body))
    always = set.intersection(*(set(row) for row in rows))
    wanted = sorted(always)[:: 1 if tally.full else 3]
    for name in wanted:
        for kind in ("renamed", "dropped"):
            document = json.loads(body)
            for row in rows_within(document):
                value = row.pop(name)
                row.update({f"{name}_NEW": value} if kind == "renamed" else {})
            _judge(bench, tally, 0, name, kind, json.dumps(document).encode())
    document = json.loads(body)
    for row in rows_within(document):
        row["SOMETHING_NEW"] = "1.5"
    _judge(bench, tally, 0, "a field", "added", json.dumps(document).encode())
    document = json.loads(body)
    backwards = [dict(reversed(row.items())) for row in rows_within(document)]
    rows_within(document)[:] = backwards
    _judge(bench, tally, 0, "fields", "reordered", json.dumps(document).encode())


def another(row: list[str]) -> list[str]:
    """The same row with other figures; its first cells say whose it is."""
    return [row[0], *(f"{cell}1" if NUMBER.fullmatch(cell.strip()) else cell for cell in row[1:])]


@pytest.mark.fault(13)
@pytest.mark.parametrize("key", [*TEXTS, *PLACED])
def test_a_row_twice_counts_once_and_two_different_ones_are_refused(
    key: str, warehouse: Warehouse, tally: Tally
) -> None:
    bench = Bench(key, warehouse)
    encoding, delimiter = PLACED[key] if key in PLACED else (TEXTS[key][2], TEXTS[key][1])
    for number, payload in list(enumerate(bench.held.payloads))[: tally.times(9, 2)]:
        rows = told_rows(payload.body, delimiter, encoding)
        figures = [n for n, row in enumerate(rows) if another(row) != row and n > 0 and len(row) > 1]
        for place in {figures[0], figures[len(figures) // 2], figures[-1]}:
            for kind, second in (("alike", rows[place]), ("other figures", another(rows[place]))):
                for behind in (place + 1, figures[-1] + 1):
                    changed = [*rows[:behind], second, *rows[behind:]]
                    outcome = bench.outcome(number, body_of(changed, delimiter, encoding))
                    bench.told()
                    alone = [*rows[:place], second, *rows[place + 1 :]]
                    fine = _fine(bench, outcome, kind, number, body_of(alone, delimiter, encoding))
                    tally.holds(f"{key} payload {number}: line {place} twice, {kind}", fine, outcome)


@pytest.mark.fault(13)
@pytest.mark.parametrize("key", DOCUMENTS)
def test_a_record_twice_counts_once_and_two_different_ones_are_refused(
    key: str, warehouse: Warehouse, tally: Tally
) -> None:
    """With and without the publisher's own count following suit."""
    bench = Bench(key, warehouse)
    body = bench.held.payloads[0].body
    for place in range(0, len(rows_within(json.loads(body))), 1 if tally.full else 4):
        for counted in (True, False):
            for kind in ("alike", "other figures"):
                document = json.loads(body)
                rows = rows_within(document)
                second = dict(rows[place]) if kind == "alike" else _another(rows[place])
                alone = json.loads(body)
                rows_within(alone)[place] = second
                rows.append(second)
                text = json.dumps(document)
                if counted:
                    text = re.sub(rf'("({"|".join(COUNTS)})": "?)(\d+)', lambda m: f"{m[1]}{int(m[3]) + 1}", text)
                outcome = bench.outcome(0, text.encode())
                bench.told()
                fine = _fine(bench, outcome, kind, 0, json.dumps(alone).encode())
                tally.holds(f"{key}: record {place} twice, {kind}, counted {counted}", fine, outcome)


def _fine(bench: Bench, outcome: str, kind: str, number: int, alone: bytes) -> bool:
    """Other figures may be right only where the row is not read: in its place it changes nothing either."""
    if outcome != "right" or kind == "alike":
        return outcome in ("right", "refused")
    found = bench.outcome(number, alone)
    bench.told()
    return found == "right"


def _another(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _other(value) if not NAMES.search(name) else value for name, value in row.items()}


def _other(value: Any) -> Any:
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return f"{value}1"
    return value * 1.01 if isinstance(value, int | float) and not isinstance(value, bool) else value
