"""Ministry of Finance Japan: the JGB curve, securities flows by week and by month, and the official reserves."""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from sources.errors import FetchError, PayloadRefused, Unreachable
from sources.http import SMALL, Host, Http
from sources.model import Payload, Release, SeriesSpec
from sources.observations import frame, number
from sources.publishers.text import rows_of

BASE = Host("TIDEGAUGE_MOF_URL", "https://www.mof.go.jp", gap_s=1.0)
TOKYO = ZoneInfo("Asia/Tokyo")
YIELDS = "/english/policy/jgbs/reference/interest_rate"
YIELDS_JA = "/jgbs/reference/interest_rate"
FLOWS = "/policy/international_policy/reference/itn_transactions_in_securities/week.csv"
FLOWS_MONTHLY = "/policy/international_policy/reference/itn_transactions_in_securities/montha1.csv"
RESERVES = "/policy/international_policy/reference/official_reserve_assets/historical.csv"
# each English file and the Japanese one that holds the same figures; history is to the end of last month
HISTORY = (f"{YIELDS}/historical/jgbcme_all.csv", f"{YIELDS_JA}/data/jgbcm_all.csv")
CURRENT = (f"{YIELDS}/jgbcme.csv", f"{YIELDS_JA}/jgbcm.csv")
CURRENT_NAMES = ("jgbcme.csv", "jgbcm.csv")

NONE = frozenset({"-"})
NOT_YET = frozenset({"", "-"})
ERAS = {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018, "平成": 1988, "令和": 2018}
# the first cells of the title and of the header row of a curve
CURVES = {"Date": "Interest Rate", "基準日": "国債金利情報"}
_OF_A_KIND = ["Acquisition", "Disposition", "Net"]
FLOW_COLUMNS = [*_OF_A_KIND, *_OF_A_KIND, "Net", *_OF_A_KIND, "Net"]
# where the columns stand that the catalog names by their English headings, if the file has no such headings
RESERVE_COLUMNS = (4, 5, 14, 15, 16, 17)
# «2026.8.2~8.8», «2025.12.28~2026.1.3», after NFKC: the wave is U+FF5E in cp932 and U+301C in shift_jis
_WEEK = re.compile(r"(\d{4})\.\s*(\d+)\.\s*(\d+)\s*[~〜]\s*(?:(\d{4})\.)?\s*(\d+)\.\s*(\d+)")
_MONTH = re.compile(r"(\d{1,2})月")
_ERA_YEAR = re.compile(r"(平成|令和)(元|\d+)年")

Rows = list[list[str]]
Row = tuple[SeriesSpec, str, date, float | None]


class MofJapan:
    name = "mof_japan"
    proof = (
        "the blank row and the note (notes, totals of years) behind the last period; months without a gap; "
        "the unit above the header"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        match release.name:
            case "securities_flows_weekly":
                yield http.get(BASE, FLOWS, size_cap=SMALL)
            case "securities_flows_monthly":
                yield http.get(BASE, FLOWS_MONTHLY, size_cap=SMALL)
            case "official_reserves":
                yield http.get(BASE, RESERVES, size_cap=SMALL)
            case _:
                if not _of_this_month(since):
                    yield _either(http, *HISTORY)
                yield _either(http, *CURRENT)

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        rows = rows_of(payload.body, "utf-8-sig" if payload.body.startswith(BOM_UTF8) else "cp932")
        match release.name:
            case "securities_flows_weekly":
                return frame(_flows(rows, release, monthly=False))
            case "securities_flows_monthly":
                return frame(_flows(rows, release, monthly=True))
            case "official_reserves":
                return frame(_reserves(rows, release))
            case _:
                current = payload.request.url.rsplit("/", 1)[-1] in CURRENT_NAMES
                return frame(_curve(rows, release, current))


def _of_this_month(since: date | None) -> bool:
    today = datetime.now(TOKYO).date()
    return since is not None and (since.year, since.month) == (today.year, today.month)


def _either(http: Http, english: str, japanese: str) -> Payload:
    try:
        return http.get(BASE, english, size_cap=SMALL)
    except Unreachable:
        raise
    except FetchError as problem:
        try:
            return http.get(BASE, japanese, size_cap=SMALL)
        except FetchError as second:
            raise FetchError(f"{problem}; in its place {second}") from second


def _curve(rows: Rows, release: Release, current: bool) -> Iterator[Row]:
    """Days and tenors. The file of the current month names it in its title, and ends with a blank row and a note."""
    if len(rows) < 2 or not rows[0][0].startswith(CURVES.get(rows[1][0], "\0")):
        raise PayloadRefused(f"expected «Interest Rate» and a header «Date,1Y,…»; found {rows[:2]}")
    if not re.fullmatch(r"\((Unit|単位) ?: ?%\)", rows[0][-1]):
        raise PayloadRefused(f"expected (Unit : %); found {rows[0][-1]!r}")
    specs = [release.by_code.get(tenor.replace("年", "Y")) for tenor in rows[1][1:]]
    absent = release.by_name.keys() - {spec.name for spec in specs if spec}
    if absent:
        raise PayloadRefused(f"expected a column for each of {sorted(release.by_code)}; found {rows[1][1:]}")
    ends = next((place for place, row in enumerate(rows) if place > 1 and _ends_curve(row)), None)
    if current and ends is None:
        raise PayloadRefused("cut short: expected a blank row and a note after the last day")
    for row in rows[2:ends]:
        day = _day(row[0])
        for spec, text in zip(specs, row[1:], strict=True):
            if spec:
                yield spec, spec.area, day, number(text, NONE)


def _ends_curve(row: list[str]) -> bool:
    return not any(row[1:]) and not re.match(r"[A-Z]?\d", "".join(row[:1]))


def _day(text: str) -> date:
    """«2026/9/1» or, counted from the first year of an era, «R8.9.1»."""
    era = ERAS.get(text[:1])
    year, month, day = map(int, text[1:].split(".") if era else text.split("/"))
    return date(year + (era or 0), month, day)


def _flows(rows: Rows, release: Release, monthly: bool) -> Iterator[Row]:
    headers = ((place, [cell.split(" (")[0] for cell in row]) for place, row in enumerate(rows))
    found = next(((place, row) for place, row in headers if "Acquisition" in row), None)
    left = found[1].index("Acquisition") if found else 0
    width = 2 * len(FLOW_COLUMNS)
    if not found or found[1][left : left + width] != FLOW_COLUMNS * 2:
        raise PayloadRefused(f"expected a header row of {FLOW_COLUMNS} twice; found {found[1] if found else 'none'}")
    head, header = found
    if not any(re.search(r"\b100 mil(lion)? Yen\b", cell, re.IGNORECASE) for row in rows[:head] for cell in row):
        raise PayloadRefused("expected the unit «100 million Yen» above the header")
    ends = next((place for place, row in enumerate(rows) if place > head and not any(row)), None)
    if ends is None:
        raise PayloadRefused("cut short: expected a blank row and notes after the last period")
    body = rows[head + 1 : ends]
    for day, row in _months(body) if monthly else ((_week_end(row[0]), row) for row in body):
        if len(row) != len(header):
            raise PayloadRefused(f"{row[0]}: expected {len(header) - left} values; found {len(row) - left}")
        for place, text in enumerate(row[left : left + width], 1):
            spec = release.by_code[str(place)]
            yield spec, spec.area, day, number(text, frozenset())


def _week_end(text: str) -> date:
    found = _WEEK.fullmatch(unicodedata.normalize("NFKC", text))
    if not found:
        raise PayloadRefused(f"expected a week like 2026．8．2～8．8; found {text!r}")
    year, month, _, end_year, end_month, end_day = found.groups()
    crosses = not end_year and int(end_month) < int(month)
    return date(int(end_year or year) + crosses, int(end_month), int(end_day))


def _months(body: Rows) -> Iterator[tuple[date, list[str]]]:
    """The months that are out: the year stands in January, the months to come are blank, totals of years follow."""
    for month, row in _dated(body, lambda row: row[0]):
        if any(row[3:]):
            yield month, row
    totals = [row for row in body if not _MONTH.fullmatch(_plain(row[1]))]
    strange = [row[0] for row in totals if not re.search(r"\d{4}(CY|FY)", _plain(row[0]))]
    if strange:
        raise PayloadRefused(f"expected months, then totals of years (CY, FY); found {strange[0]!r}")


def _reserves(rows: Rows, release: Release) -> Iterator[Row]:
    first = next((place for place, row in enumerate(rows) if _is_month(row)), None)
    header = [[_plain(cell).casefold() for cell in row] for row in rows[:first]]
    if first is None or not any(re.search(r"us\$ ?mil|百万(米)?ドル", cell) for row in header for cell in row):
        raise PayloadRefused("expected the unit «US$ millions» above rows of months")
    places = _reserve_columns(header, release)
    others = [row for row in rows[first:] if not _is_month(row) and any(row[2:])]
    if others:
        raise PayloadRefused(f"expected a month in each row; found {others[0][:6]}")
    for month, row in _dated(rows[first:], lambda row: row[2] or _gregorian(row[0])):
        for spec, place in places:
            yield spec, spec.area, month, number(row[place], NOT_YET)


def _reserve_columns(header: Rows, release: Release) -> list[tuple[SeriesSpec, int]]:
    """By the English headings, which stand in several rows; by their documented places in a file without any."""
    found = {cell: place for row in reversed(header) for place, cell in enumerate(row)}
    named = {spec.name: found.get(spec.code.casefold()) for spec in release.series}
    if not any(place is not None for place in named.values()):
        return list(zip(release.series, RESERVE_COLUMNS, strict=True))
    absent = [spec.code for spec in release.series if named[spec.name] is None]
    if absent:
        raise PayloadRefused(f"expected columns headed {absent}; found none")
    return [(spec, place) for spec in release.series if (place := named[spec.name]) is not None]


def _is_month(row: list[str]) -> bool:
    return len(row) > 1 and _MONTH.fullmatch(_plain(row[1])) is not None


def _dated(body: Rows, year_of: Callable[[list[str]], str]) -> Iterator[tuple[date, list[str]]]:
    """The rows of months, each with its date. Only Januaries tell their year, so no month may be missing."""
    year, due = 0, None
    for row in body:
        found = _MONTH.fullmatch(_plain(row[1])) if len(row) > 1 else None
        if not found:
            continue
        told = _plain(year_of(row)).removesuffix("年")
        year = int(told) if re.fullmatch(r"\d{4}", told) else year
        month = date(year or 1, int(found[1]), 1)
        if not year or (due and month != due):
            raise PayloadRefused(f"expected {due or 'a year in the first row of months'}; found {row[:4]}")
        yield month, row
        due = date(year + month.month // 12, month.month % 12 + 1, 1)


def _gregorian(era: str) -> str:
    """«令和元年» as «2019»; empty for anything else."""
    found = _ERA_YEAR.fullmatch(_plain(era))
    return str(ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))) if found else ""


def _plain(text: str) -> str:
    """Full-width digits, letters and marks as ASCII."""
    return unicodedata.normalize("NFKC", text).strip()


SOURCE = MofJapan()
