"""A loopback publisher for tests: answers the requests of a live run in the publishers' formats.

What the bundle holds is served under the very requests it was laid out for; the rest (index pages, releases without a
bundle) is written here. ``changes`` replaces the body or status of any request whose path and query hold a text.
"""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.parse import parse_qs, urlsplit

from sources.archive import BUNDLED, Archive
from sources.catalog import Catalog

# each as TIDEGAUGE_<name>_URL
VARIABLES = ("FREDGRAPH", "FRED", "FISCALDATA", "TIC", "BOJ", "MOF", "BOK", "CFETS", "IMF", "SAFE", "WORLDBANK")
SDMX = "DATAFLOW,COUNTRY,INDICATOR,UNIT,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE\n"


class Publisher:
    """Every publisher at one loopback address."""

    def __init__(self, catalog: Catalog) -> None:
        self.asked: list[str] = []
        self.changes: dict[str, tuple[int, bytes]] = {}
        self._bodies = dict(_bundled(catalog))
        self._catalog = catalog

    @contextmanager
    def listening(self) -> Iterator[dict[str, str]]:
        """Serve on 127.0.0.1; yields the environment that leads every publisher here."""
        publisher = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = publisher.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None: ...

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            address = f"http://127.0.0.1:{server.server_address[1]}"
            yield {f"TIDEGAUGE_{name}_URL": address for name in VARIABLES}
            server.shutdown()

    def answer(self, target: str) -> tuple[int, bytes]:
        self.asked.append(target)
        for text, change in self.changes.items():
            if text in target:
                return change
        parts = urlsplit(target)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        return self._page(parts.path, query)

    def _page(self, path: str, query: dict[str, str]) -> tuple[int, bytes]:
        known = self._bodies.get((path, tuple(sorted(query.items()))))
        if known is not None:
            return 200, known
        if path.startswith("/api/StatisticSearch/"):
            return 200, self._ecos(path)
        if path.endswith("/ShiborHis"):
            return 200, self._shibor(query)
        pages = {
            "/en/ForexReserves/index.html": _links(
                *[(f"/en/{y}.html", f"Official reserve assets ({y})") for y in (2025, 2026)]
            ),
            "/en/2025.html": _links(("/en/file/official-reserve-assets-2025.xlsx", "table")),
            "/en/2026.html": _links(("/en/file/official-reserve-assets-2026.xlsx", "table")),
            "/en/research/commodity-markets": _links(
                ("https://thedocs.example.org/en/doc/CMO-Historical-Data-Monthly.xlsx", "monthly")
            ),
            "/english/policy/jgbs/reference/interest_rate/jgbcme.csv": _current_jgb(),
            "/external/sdmx/2.1/data/IMF.STA,IL/.RXF11_REVS.USD.M": (
                SDMX + "IMF.STA:IL,POL,RXF11_REVS,USD,M,2026-M06,201000000000,6\n"
            ).encode(),
            "/services/api/fiscal_service/v2/accounting/od/gold_reserve": _gold(),
        }
        return (200, pages[path]) if path in pages else (404, b"<html>not here</html>")

    def _shibor(self, query: dict[str, str]) -> bytes:
        bodies = (json.loads(b) for (path, _), b in self._bodies.items() if path.endswith("/ShiborHis"))
        records = [r for body in bodies for r in body["records"]]
        within = [r for r in records if query["startDate"] <= r["showDateCN"] <= query["endDate"]]
        if not within:  # the publisher has years that the figures have not
            within = [{**records[0], "showDateCN": query["endDate"]}]
        return json.dumps({"records": within}).encode()

    def _ecos(self, path: str) -> bytes:
        _, _, _, _key, _, _, _first, _last, stat, _cycle, _start, _end, item = path.split("/")
        bundled = next((b for (p, _), b in self._bodies.items() if p.endswith(f"/{item}") and stat in p), None)
        if bundled is not None:
            return bundled
        value = "1400.5" if stat == "731Y003" else "2.75"
        row = {"STAT_CODE": stat, "ITEM_CODE1": item, "TIME": "20260821", "DATA_VALUE": value}
        return json.dumps({"StatisticSearch": {"list_total_count": 1, "row": [row]}}).encode()


def _bundled(catalog: Catalog) -> Iterator[tuple[tuple[str, tuple[tuple[str, str], ...]], bytes]]:
    archive = Archive(BUNDLED)
    for key in catalog.releases:
        for entry in archive.entries(key):
            for payload in archive.open(entry).payloads:
                path = urlsplit(payload.request.url).path
                yield (path, tuple(sorted(payload.request.params.items()))), payload.body


def _links(*links: tuple[str, str]) -> bytes:
    return "".join(f'<a href="{href}">{text}</a>' for href, text in links).encode()


def _current_jgb() -> bytes:
    tenors = [*range(1, 11), 15, 20, 25, 30, 40]
    header = ",".join(["Date", *(f"{t}Y" for t in tenors)])
    row = ",".join(["2026/7/1", *("2.5" for _ in tenors)])
    blank = "," * len(tenors)
    return f"Interest Rate{blank}(Unit : %)\r\n{header}\r\n{row}\r\n{blank}\r\n(Note) footnote{blank}\r\n".encode()


def _gold() -> bytes:
    rows = [{"record_date": str(date(2026, 7, 31)), "fine_troy_ounce_qty": q} for q in ("260000000.5", "1498926.2")]
    return json.dumps({"data": rows, "meta": {"count": 2, "total-count": 2, "total-pages": 1}}).encode()
