"""Layouts of US publishers: fredgraph.csv, the Daily Treasury Statement, TIC."""

from __future__ import annotations

import json
from datetime import date
from itertools import groupby

from sources.bundling.figures import Figures
from sources.model import Payload, Release, Request
from sources.publishers import tic as tic_format
from sources.publishers import treasury as dts_format
from sources.publishers.fred import GRAPH


def fred(release: Release, figures: Figures) -> list[Payload]:
    """One fredgraph.csv a series that there are figures of: ``observation_date,ID``, blank for missing."""
    payloads = []
    there = [s for s in release.series if (figures.folder / f"fred/{s.code}.csv").is_file()]
    for spec in there or release.series[:1]:  # without any, the first one that is missing is named
        lines = [f"observation_date,{spec.code}"]
        lines += [f"{day},{value}" for day, value in figures.series(f"fred/{spec.code}").items()]
        request = Request(url=f"{GRAPH.default}/graph/fredgraph.csv", params={"id": spec.code})
        payloads.append(_payload(request, "text/csv", "\n".join(lines) + "\n"))
    return payloads


def daily_treasury_statement(release: Release, figures: Figures) -> list[Payload]:
    """The closing-balance row of each day, in the generation of the statement that the day belongs to."""
    rows = []
    for day, value in figures.series("treasury/tga_dts_close").items():
        account, column = next((a, c) for last, a, c in dts_format.GENERATIONS if day <= last)
        balances = {"close_today_bal": "null", "open_today_bal": "null", column: value}
        rows.append({"record_date": str(day), "account_type": account, **balances})
    answer = {"data": rows, "meta": {"count": len(rows), "total-count": len(rows), "total-pages": 1}}
    params = {"sort": "record_date", "page[size]": str(dts_format.PAGE), "page[number]": "1"}
    request = Request(url=dts_format.BASE.default + release.request["path"], params=params)
    return [_payload(request, "application/json", json.dumps(answer))]


def tic(release: Release, figures: Figures) -> list[Payload]:
    """mfhhis01.txt (blocks of a year, newest first, repeated months) and slt_table5.txt (thirteen months)."""
    holdings = figures.rows("tic/major_foreign_holders")
    repeated = figures.rows("tic/survey_breaks")
    table5 = _table5(holdings)
    folder = tic_format.BASE.default + tic_format.FOLDER
    return [
        _payload(Request(url=f"{folder}/mfhhis01.txt"), "text/plain", _history(holdings, repeated), "cp1252"),
        _payload(Request(url=f"{folder}/slt_table5.txt"), "text/plain", table5, "cp1252"),
    ]


def _history(holdings: list[dict[str, str]], repeated: list[dict[str, str]]) -> str:
    official = {label: short for short, label in tic_format.OFFICIAL.items()}
    # table 5's remainder is another quantity: the history ends where its own «All Other» ends
    last = max(r["date"] for r in holdings if r["country"] == "All Other")
    kept = [r for r in holdings if r["date"] <= last and not r["country"].startswith("All Other (")]
    new = {(r["country"], r["date"]): r["value"] for r in kept}
    old = {(r["country"], r["date"]): r["value_old_series"] for r in repeated}
    lines = ["\tMAJOR FOREIGN HOLDERS OF TREASURY SECURITIES", "\t(in billions of dollars)", ""]
    months = sorted({r["date"] for r in kept}, reverse=True)
    twice = {day for _, day in old}
    for year, group in groupby(months, key=lambda day: day[:4]):
        columns = [(day, series) for day in group for series in ((new, old) if day in twice else (new,))]
        names = list(dict.fromkeys(r["country"] for r in kept if r["date"][:4] == year))
        names += [n for n in dict.fromkeys(n for n, d in old if d[:4] == year) if n not in names]
        abbreviations = [date.fromisoformat(day).strftime("%b") for day, _ in columns]
        lines += ["\t".join(["", *abbreviations]), "\t".join(["Country", *[year] * len(columns)]), ""]
        body = [n for n in names if not n.startswith("Of Which")]
        body += [n for n in names if n.startswith("Of Which")]
        for name in body:
            cells = [(series[name, day] or "n.a.") if (name, day) in series else "" for day, series in columns]
            shown = official.get(name, name)
            quoted = f'"{shown}"' if "," in shown else shown
            lines.append("\t".join([quoted, *cells]))
        lines.append("")
    return "\r\n".join([*lines, "Department of the Treasury/Federal Reserve Board", ""])


def _table5(holdings: list[dict[str, str]]) -> str:
    # the figures hold table 5's own remainder for its newest months only; the history file has the earlier months
    remainders = [r for r in holdings if r["country"].startswith("All Other (")]
    months = sorted({r["date"] for r in remainders}, reverse=True)
    values = {(r["country"], r["date"]): r["value"] for r in holdings}
    newest = list(dict.fromkeys(r["country"] for r in holdings if r["date"] == months[0]))
    remainder = next(n for n in newest if n.startswith("All Other"))
    order = [n for n in newest if not n.startswith(("All Other", "Grand Total", "Of Which"))]
    order += [remainder, "Grand Total", *(n for n in newest if n.startswith("Of Which"))]
    lines = [
        "Table 5: Major Foreign Holders of Treasury Securities",
        "Holdings at end of time period",
        "Billions of dollars",
        "",
    ]
    lines.append("\t".join(["Country", *(m[:7] for m in months)]))
    for name in order:
        cells = [values.get((name, m), "") for m in months]
        lines.append("\t".join(["All Other" if name == remainder else name, *cells]))
    return "\r\n".join([*lines, "", "Notes:", ""])


def _payload(request: Request, media_type: str, text: str, encoding: str = "utf-8") -> Payload:
    return Payload(request=request, media_type=media_type, body=text.encode(encoding))


LAYOUTS = {
    "fred": fred,
    "treasury__dts": daily_treasury_statement,
    "tic__major_foreign_holders": tic,
}
