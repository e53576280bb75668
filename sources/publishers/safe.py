"""China's SAFE: official reserve assets. The English index leads to a page a year, and that to a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import polars as pl

from sources.errors import FetchError, PayloadRefused
from sources.http import SMALL, Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.workbook import sheets

BASE = Host("TIDEGAUGE_SAFE_URL", "https://www.safe.gov.cn", gap_s=1.0)
INDEX = "/en/ForexReserves/index.html"
# a workbook holds one year; the books before have other layouts (.xls, a column a month)
FIRST = 2021
NONE = frozenset({"-"})
_TITLE = re.compile(r"official reserve assets.*?(20\d\d)", re.IGNORECASE)
_BOOK = re.compile(r"\.xlsx$", re.IGNORECASE)
_MONTH = re.compile(r"((?:19|20)\d\d)[.\-年](\d{1,2})月?")
_DOLLARS = re.compile(r"亿\s*美元|100\s*million\s*(USD|US\s*dollars)|(USD|US\$)\s*100\s*million", re.IGNORECASE)
_OUNCES = re.compile(r"([\d,.]+)\s*万盎司.*")


class Safe:
    name = "safe"
    proof = (
        "a page and a workbook for every year since 2021; a header of months with dollars, and rows for "
        "currency, gold and ounces"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        years = _years(_links(http.get(BASE, INDEX, size_cap=SMALL).body, INDEX))
        # early in January the newest page is still the last year's: it is read whatever the window
        first = min(since.year, max(years)) if since else FIRST
        for year in sorted(y for y in years if y >= max(first, FIRST)):
            books = [
                a for a, _ in _links(http.get(BASE, years[year], size_cap=SMALL).body, years[year]) if _BOOK.search(a)
            ]
            if not books:
                raise FetchError(f"{years[year]}: expected a link to an .xlsx workbook; found none")
            yield http.get(BASE, books[0], size_cap=SMALL)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        held = [rows for rows in sheets(payload.body).values() if rows]
        if not held:
            raise PayloadRefused("expected a sheet with rows; found none")
        rows = [[_text(cell) for cell in row] for row in held[0]]
        months = _months(rows)
        fx = _row(rows, "Foreign currency reserves")
        gold = _row(rows, "Gold")
        volume = rows[gold + 1] if gold + 1 < len(rows) else []
        if not any(_OUNCES.fullmatch(cell) for cell in volume):
            raise PayloadRefused(f"expected ounces (万盎司) in the row below gold; found {volume[:4]}")
        table = []
        for column, day in months:
            ounces = _OUNCES.fullmatch(volume[column])
            given = {
                "SAFE_FX_RESERVES": rows[fx][column],
                "SAFE_GOLD_USD": rows[gold][column],
                "SAFE_GOLD": ounces.group(1) if ounces else volume[column],
            }
            for name, text in given.items():
                if text:  # blank: a month still to come
                    spec = release.by_name[name]
                    table.append((spec, spec.area, day, number(text, NONE)))
        return frame(table)


def _years(links: list[tuple[str, str]]) -> dict[int, str]:
    """The page of each year that the index lists."""
    years: dict[int, str] = {}
    for address, text in links:
        found = _TITLE.search(text)
        if found:
            years.setdefault(int(found.group(1)), address)
    if not years or max(years) < FIRST:
        raise FetchError(
            f"{INDEX}: expected links «Official reserve assets (year)» from {FIRST} on; found {len(links)} links"
        )
    return years


def _months(rows: list[list[str]]) -> list[tuple[int, date]]:
    """The dollar column of each month: the months' header spans a dollar and an SDR column."""
    for head, units in pairwise(rows):
        found = [(i, _MONTH.fullmatch(cell)) for i, cell in enumerate(head)]
        named = [(i, date(int(m.group(1)), int(m.group(2)), 1)) for i, m in found if m]
        if named:
            for column, day in named:
                if not _DOLLARS.search(units[column]):
                    raise PayloadRefused(
                        f"{day:%Y-%m}: expected 100 million USD below the month; found {units[column]!r}"
                    )
            return named
    raise PayloadRefused("expected a header of months like 2026.07; found none")


def _row(rows: list[list[str]], label: str) -> int:
    # the Chinese name may stand before the English one without a space
    wanted = re.compile(rf"(?<![a-z]){label}(?![a-z])", re.IGNORECASE)
    for index, row in enumerate(rows):
        if row and wanted.search(row[0]):
            return index
    raise PayloadRefused(f"expected a row «{label}»; found {[r[0] for r in rows if r and r[0]]}")


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}"  # a header typed as the number 2025.1 is October: two decimals keep months apart
    return " ".join(str(cell).replace("\xa0", " ").split()) if cell is not None else ""


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._open = dict(attrs).get("href")
            self.found.append((self._open or "", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            address, text = self.found[-1]
            self.found[-1] = (address, f"{text} {data.strip()}".strip())


def _links(page: bytes, address: str) -> list[tuple[str, str]]:
    anchors = _Anchors()
    anchors.feed(page.decode("utf-8", "replace"))
    # only the path is taken: whatever host a page names, the configured one is asked; «?n=…» only names the download
    paths = [(urlsplit(href).path, text) for href, text in anchors.found]
    return [(urljoin(address, path), text) for path, text in paths if path]


SOURCE = Safe()
