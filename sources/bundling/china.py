"""Layouts of CFETS: SHIBOR, the loan prime rate and the central parity, an answer a calendar year."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from sources.bundling.figures import Figures
from sources.model import Payload, Release, Request
from sources.publishers import cfets as cfets_format

WHOLE = 400  # more than a year has days: one page


def shibor(release: Release, figures: Figures) -> list[Payload]:
    """ShiborHis a calendar year: records newest first, a key a tenor."""
    tenors = {spec.code: figures.series(f"china/shibor_{spec.code.lower()}") for spec in release.series}
    days = sorted({day for series in tenors.values() for day in series}, reverse=True)
    payloads = []
    for year in sorted({day.year for day in days}):
        records = [
            {**{code: series.get(day, "") for code, series in tenors.items()}, "showDateCN": str(day)}
            for day in days
            if day.year == year
        ]
        last = min(date(year, 12, 31), days[0])
        params = {"lang": "en", "startDate": f"{year}-01-01", "endDate": str(last)}
        payloads.append(_payload(cfets_format.SHIBOR, params, {"records": records}))
    return payloads


def lpr(release: Release, figures: Figures) -> list[Payload]:
    """LprHis: a record a month, newest first. Where the copy has one tenor only, so have the records."""
    tenors = {spec.code: figures.series(f"china/lpr_{spec.code.lower()}") for spec in release.series}
    days = sorted({day for series in tenors.values() for day in series})
    payloads = []
    for _, alike in groupby(days, key=lambda day: (day.year, [day in series for series in tenors.values()])):
        own = list(alike)
        records = [
            {**{code: series[day] for code, series in tenors.items() if day in series}, "showDateCN": str(day)}
            for day in reversed(own)
        ]
        params = {"lang": "CN", "strStartDate": str(own[0]), "strEndDate": str(own[-1])}
        payloads.append(_payload(cfets_format.LPR, params, {"records": records}))
    return payloads


def central_parity(release: Release, figures: Figures) -> list[Payload]:
    """CcprHisNew a calendar year: the pairs in ``searchlist``, their values by place, the number of records."""
    (spec,) = release.series
    series = figures.series("china/central_parity")
    payloads = []
    for year in sorted({day.year for day in series}):
        days = sorted((day for day in series if day.year == year), reverse=True)
        params = {
            "startDate": f"{year}-01-01",
            "endDate": str(min(date(year, 12, 31), max(series))),
            "currency": spec.code,
            "pageNum": "1",
            "pageSize": str(WHOLE),
        }
        records = [{"date": str(day), "values": [series[day]]} for day in days]
        answer = {"data": {"searchlist": [spec.code], "total": len(records)}, "records": records}
        payloads.append(_payload(cfets_format.PARITY, params, answer))
    return payloads


def _payload(table: cfets_format.Table, params: Mapping[str, str], answer: Mapping[str, Iterable[Any]]) -> Payload:
    request = Request(url=cfets_format.BASE.default + table.path, params=params)
    return Payload(request=request, media_type="application/json", body=json.dumps(answer).encode())


LAYOUTS = {
    "cfets__shibor": shibor,
    "cfets__lpr": lpr,
    "cfets__central_parity": central_parity,
}
