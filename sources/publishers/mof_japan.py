"""Ministry of Finance Japan: the JGB curve (English files) and the weekly securities flows (cp932)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import polars as pl

from sources.errors import PayloadRefused
from sources.http import Host, Http
from sources.model import Payload, Release
from sources.observations import frame, number
from sources.publishers.text import rows_of

BASE = Host("TIDEGAUGE_MOF_URL", "https://www.mof.go.jp", gap_s=1.0)
YIELDS = "/english/policy/jgbs/reference/interest_rate"
FLOWS = "/policy/international_policy/reference/itn_transactions_in_securities/week.csv"
NONE = frozenset({"-"})
_OF_A_KIND = ["Acquisition", "Disposition", "Net"]
FLOW_COLUMNS = [*_OF_A_KIND, *_OF_A_KIND, "Net", *_OF_A_KIND, "Net"]
# «2026．8．2～8．8», «2025．12．28～2026．1．3»; the wave is U+FF5E in cp932 and U+301C in shift_jis
_WEEK = re.compile(r"(\d{4})．\s*(\d+)．\s*(\d+)\s*[～〜]\s*(?:(\d{4})．)?\s*(\d+)．\s*(\d+)")


class MofJapan:
    name = "mof_japan"

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        if release.name == "securities_flows_weekly":
            yield http.get(BASE, FLOWS)
        else:
            yield http.get(BASE, f"{YIELDS}/historical/jgbcme_all.csv")  # to the end of last month
            yield http.get(BASE, f"{YIELDS}/jgbcme.csv")  # the current month

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        if release.name == "securities_flows_weekly":
            return self._flows(payload, release)
        return self._yields(payload, release)

    def _yields(self, payload: Payload, release: Release) -> pl.DataFrame:
        rows = rows_of(payload.body, "cp932")
        if len(rows) < 2 or rows[0][0] != "Interest Rate" or rows[1][0] != "Date":
            raise PayloadRefused(f"expected «Interest Rate» and a header «Date,1Y,…»; found {rows[:2]}")
        if rows[0][-1] != "(Unit : %)":
            raise PayloadRefused(f"expected (Unit : %); found {rows[0][-1]!r}")
        specs = [release.by_code[tenor] for tenor in rows[1][1:]]
        table = []
        for row in rows[2:]:
            if not any(row):
                break  # the current month's file ends with a blank row and a footnote
            day = date(*map(int, row[0].split("/")))
            for spec, text in zip(specs, row[1:], strict=True):
                table.append((spec, spec.area, day, number(text, NONE)))
        return frame(table)

    def _flows(self, payload: Payload, release: Release) -> pl.DataFrame:
        rows = rows_of(payload.body, "cp932")
        heads = [i for i, r in enumerate(rows) if r[1:] == FLOW_COLUMNS * 2]
        if not heads:
            raise PayloadRefused(f"expected a header row of {FLOW_COLUMNS} twice; found none")
        if not any("100 million Yen" in cell for row in rows[: heads[0]] for cell in row):
            raise PayloadRefused("expected the unit «100 million Yen» above the header")
        table = []
        body = rows[heads[0] + 1 :]
        ends = next((i for i, r in enumerate(body) if not any(r)), None)
        if ends is None:
            raise PayloadRefused("cut short: expected a blank row and notes after the last week")
        for row in body[:ends]:
            saturday = _week_end(row[0])
            if len(row) != 1 + 2 * len(FLOW_COLUMNS):
                raise PayloadRefused(f"{row[0]}: expected {2 * len(FLOW_COLUMNS)} values; found {len(row) - 1}")
            for place, text in enumerate(row[1:], 1):
                spec = release.by_code[str(place)]
                table.append((spec, spec.area, saturday, number(text, frozenset())))
        return frame(table)


def _week_end(text: str) -> date:
    found = _WEEK.fullmatch(text)
    if not found:
        raise PayloadRefused(f"expected a week like 2026．8．2～8．8; found {text!r}")
    year, month, _, end_year, end_month, end_day = found.groups()
    crosses = not end_year and int(end_month) < int(month)
    return date(int(end_year or year) + crosses, int(end_month), int(end_day))


SOURCE = MofJapan()
