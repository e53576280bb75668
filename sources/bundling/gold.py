"""Layouts of the gold publishers: IMF SDMX-CSV, SAFE's and the World Bank's workbooks."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from sources.bundling.figures import Figures
from sources.model import Payload, Release, Request
from sources.publishers import imf as imf_format
from sources.publishers import safe as safe_format
from sources.publishers import worldbank as worldbank_format

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def imf(release: Release, figures: Figures) -> list[Payload]:
    """SDMX-CSV of the gold volumes. Reserves excluding gold were not at hand: the live answer brings them."""
    spec = release.by_name["IMF_GOLD"]
    indicator, unit = spec.code.split(".")
    lines = ["DATAFLOW,COUNTRY,INDICATOR,UNIT,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE"]
    for row in figures.rows("gold/imf_il_gold_fine_troy_oz"):
        year, month, _ = row["date"].split("-")
        lines.append(f"IMF.STA:IL,{row['country']},{indicator},{unit},M,{year}-M{month},{row['value']},6")
    url = f"{imf_format.BASE.default}{imf_format.FLOW}/.{spec.code}.M"
    request = Request(url=url, params=dict(release.request))
    return [Payload(request=request, media_type="text/csv", body=("\n".join(lines) + "\n").encode())]


def safe(release: Release, figures: Figures) -> list[Payload]:
    """A workbook a year: a dollar and an SDR column a month; ounces as text below gold. Holes stay blank."""
    fx = figures.series("china/fx_reserves")
    value = figures.series("china/gold")
    ounces = figures.series("gold/china_safe_10k_oz")
    payloads = []
    for year in sorted({day.year for day in ounces}):
        months = sorted(day for day in {*fx, *value, *ounces} if day.year == year)
        rows: list[list[Any]] = [[f"Official reserve assets ({year})"], ["Item"], [""]]
        for day in months:
            rows[1] += [f"{day:%Y.%m}", ""]
            rows[2] += ["100 million USD", "100 million SDR"]
        for label, series in (("1. Foreign currency reserves", fx), ("4. Gold", value)):
            rows.append([label, *(cell for day in months for cell in (_number(series.get(day, "")), ""))])
        volume = [""]
        for day in months:
            volume += [f"{ounces[day]}\xa0万盎司" if day in ounces else "", ""]
        rows.append(volume)
        url = f"{safe_format.BASE.default}/en/file/official-reserve-assets-{year}.xlsx"
        payloads.append(Payload(request=Request(url=url), media_type=XLSX, body=_workbook("Sheet1", rows)))
    return payloads


def pink_sheet(release: Release, figures: Figures) -> list[Payload]:
    """The sheet «Monthly Prices» with its gold column: header in row 5, units in row 6, months as 2026M06."""
    rows: list[list[Any]] = [
        ["World Bank Commodity Price Data (The Pink Sheet)"],
        ["monthly prices in nominal US dollars, 1960 to present"],
        [],
        [],
        ["", "Gold"],
        ["", "($/troy oz)"],
    ]
    for day, price in figures.series("gold/price_monthly_usd_oz").items():
        rows.append([f"{day:%Y}M{day:%m}", float(price)])
    request = Request(url=f"{worldbank_format.FILES.default}/en/doc/CMO-Historical-Data-Monthly.xlsx")
    return [Payload(request=request, media_type=XLSX, body=_workbook(worldbank_format.SHEET, rows))]


def _number(text: str) -> float | str:
    return float(text) if text else ""


def _workbook(sheet: str, rows: list[list[Any]]) -> bytes:
    """An .xlsx whose bytes depend on its rows only: the archive names payloads by their hash."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    raw, fixed = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as steady:
        for item in sorted(given.namelist()):
            content = given.read(item)
            if item == "docProps/core.xml":
                content = _undated(content)
            steady.writestr(zipfile.ZipInfo(item, (2026, 1, 1, 0, 0, 0)), content)
    return fixed.getvalue()


def _undated(core: bytes) -> bytes:
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", core)


LAYOUTS = {
    "imf__international_liquidity": imf,
    "safe__official_reserves": safe,
    "worldbank__pink_sheet": pink_sheet,
}
