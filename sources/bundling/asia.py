"""Layouts of Japanese and Korean publishers: the BoJ API, MoF files, ECOS."""

from __future__ import annotations

import json
from datetime import date, timedelta

from sources.bundling.figures import Figures
from sources.model import Payload, Release, Request
from sources.periods import Frequency
from sources.publishers import boj as boj_format
from sources.publishers import bok as bok_format
from sources.publishers import mof_japan as mof_format

BOJ_FIGURES = {
    "BOJ_CALL_RATE_DAILY": "boj/call_rate_daily",
    "BOJ_CALL_RATE_MONTHLY": "boj/call_rate_monthly",
    "BOJ_TOTAL_ASSETS": "boj/total_assets",
    "BOJ_CURRENT_ACCOUNTS": "boj/current_account_balances",
}
BASE_RATE_COLLECTED = date(2026, 5, 27)  # the day on which the list of changes was read: the last rate held till then


def boj(release: Release, figures: Figures) -> list[Payload]:
    """getDataCode as JSON, of the series that there are figures of; days as YYYYMMDD, months as YYYYMM, null for
    missing."""
    payloads = []
    start = {name: value for name, value in release.request.items() if name == "startDate"}
    for spec in release.series:
        if spec.name not in BOJ_FIGURES:
            continue
        database, code = spec.code.split("/")
        series = figures.series(BOJ_FIGURES[spec.name])
        stamp = "%Y%m%d" if spec.frequency is Frequency.DAILY else "%Y%m"
        values = {
            "SURVEY_DATES": [int(day.strftime(stamp)) for day in series],
            "VALUES": [json.loads(v) if v else None for v in series.values()],
        }
        answer = {
            "STATUS": 200,
            "MESSAGEID": boj_format.DONE,
            "MESSAGE": "Successfully completed",
            "PARAMETER": {"FORMAT": "JSON", "LANG": "EN", "DB": database},
            "NEXTPOSITION": None,
            "RESULTSET": [{"SERIES_CODE": code, "NAME_OF_TIME_SERIES": spec.label_en, "VALUES": values}],
        }
        params = {"db": database, "code": code, "format": "json", "lang": "en", **start}
        request = Request(url=boj_format.BASE.default + boj_format.PATH, params=params)
        payloads.append(Payload(request=request, media_type="application/json", body=json.dumps(answer).encode()))
    return payloads


def bok_base_rate(release: Release, figures: Figures) -> list[Payload]:
    """ECOS StatisticSearch of a calendar-day series, written out from the list of changes.

    A base rate holds until it is changed, and ECOS gives it for every calendar day: that is the publisher's own
    series, not a filling of holes. It ends on the day on which the list was read.
    """
    spec = release.by_name["BOK_BASE_RATE"]
    stat, item = spec.code.split("/")
    changes = figures.series("bok/base_rate")
    rows, rate, day = [], "", min(changes)
    while day <= BASE_RATE_COLLECTED:
        rate = changes.get(day, rate)
        rows.append({"STAT_CODE": stat, "ITEM_CODE1": item, "TIME": f"{day:%Y%m%d}", "DATA_VALUE": rate})
        day += timedelta(days=1)
    answer = {"StatisticSearch": {"list_total_count": len(rows), "row": rows}}
    begin = date.fromisoformat(release.request["start"])
    span = f"{begin:%Y%m%d}/{BASE_RATE_COLLECTED:%Y%m%d}"
    path = f"/api/StatisticSearch/<BOK_API_KEY>/json/en/1/{bok_format.PAGE}/{stat}/D/{span}/{item}"
    url = bok_format.BASE.default + path
    return [Payload(request=Request(url=url), media_type="application/json", body=json.dumps(answer).encode())]


def jgb_yields(release: Release, figures: Figures) -> list[Payload]:
    """jgbcme_all.csv: a title, a header of tenors, days as 2026/6/30, '-' for a tenor that is not there."""
    tenors = [spec.code for spec in release.series]
    lines = ["Interest Rate" + "," * len(tenors) + "(Unit : %)", ",".join(["Date", *tenors])]
    for row in figures.rows("mof_japan/jgb_yields"):
        day = date.fromisoformat(row["date"])
        lines.append(",".join([f"{day.year}/{day.month}/{day.day}", *(row[t] or "-" for t in tenors)]))
    url = f"{mof_format.BASE.default}{mof_format.YIELDS}/historical/jgbcme_all.csv"
    return [Payload(request=Request(url=url), media_type="text/csv", body=_cp932(lines))]


def securities_flows(release: Release, figures: Figures) -> list[Payload]:
    """week.csv: unit and header above, weeks as «2026．8．2～8．8», a blank row and notes below."""
    blank = "," * 22
    header = ",".join(["", *mof_format.FLOW_COLUMNS * 2])
    lines = ["International Transactions in Securities (Weekly)" + blank, "Unit: 100 million Yen" + blank, header]
    for row in figures.rows("mof_japan/securities_flows_weekly", dated="week_end"):
        starts, ends = date.fromisoformat(row.pop("week_start")), date.fromisoformat(row.pop("week_end"))
        year = f"{ends.year}．" if ends.year != starts.year else ""
        week = f"{starts.year}．{starts.month}．{starts.day}～{year}{ends.month}．{ends.day}"
        lines.append(",".join([week, *(f'"{int(v):,} "' for v in row.values())]))
    lines += [blank, "(Note) Net acquisition has a plus sign and net disposition a minus sign." + blank]
    request = Request(url=mof_format.BASE.default + mof_format.FLOWS)
    return [Payload(request=request, media_type="text/csv", body=_cp932(lines))]


RESERVES_FIGURES = {
    "MOF_RESERVES": "total_reserves_usd_mn",
    "MOF_FX_RESERVES": "fc_reserves",
    "MOF_IMF_POSITION": "imf_position",
    "MOF_SDR": "sdrs",
    "MOF_GOLD_USD": "gold_value_usd_mn",
    "MOF_GOLD": "gold_mn_fine_troy_oz",
}


def official_reserves(release: Release, figures: Figures) -> list[Payload]:
    """historical.csv: headings above, months as «10月», the year in Januaries and in the first row."""
    names = [RESERVES_FIGURES[spec.name] for spec in release.series]
    headings = ["", "", "", "", *(spec.code for spec in release.series)]
    lines = ["International Reserves", "(US$ millions)", ",".join(headings)]
    for row in figures.rows("mof_japan/official_reserves"):
        day = date.fromisoformat(row["date"])
        year = str(day.year) if day.month == 1 or len(lines) == 3 else ""
        lines.append(",".join(["", f"{day.month}月", year, f"{day:%B}", *(row[name] for name in names)]))
    request = Request(url=mof_format.BASE.default + mof_format.RESERVES)
    return [Payload(request=request, media_type="text/csv", body=_cp932(lines))]


def _cp932(lines: list[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode("cp932")


LAYOUTS = {
    "boj": boj,
    "bok__base_rate": bok_base_rate,
    "mof_japan__jgb_yields": jgb_yields,
    "mof_japan__securities_flows_weekly": securities_flows,
    "mof_japan__official_reserves": official_reserves,
}
