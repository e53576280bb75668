"""A loopback publisher for tests: answers the requests of a live run in the publishers' formats.

What the bundle holds is served under the very requests it was laid out for, by its dates where a request names a
window; everything else from the conversations of the fixture folders. ``changes`` replaces the body or status of any
request whose path and query hold a text; ``vintages`` has what FRED's archive is to show of its series;
``asked`` has the moment, method and target of every request.
"""

from __future__ import annotations

import http.server
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from sources.archive import BUNDLED, Archive
from sources.catalog import Catalog
from tests import alfred
from tests.exchanges import hosts, scenarios

# what the keyed fixtures were written for
KEYS = {"BOK_API_KEY": "K0REAKEY12345"}


class Publisher:
    """Every publisher at one loopback address."""

    def __init__(self, catalog: Catalog, vintages: Mapping[str, alfred.Shown] | None = None) -> None:
        self.asked: list[tuple[float, str, str]] = []
        self.changes: dict[str, tuple[int, bytes]] = {}
        self.vintages = dict(vintages or {})
        self._bundled = list(_bundled(catalog))
        self._written = [
            e for r in catalog.releases.values() for s in scenarios(r) for e in s.exchanges if s.name == "live"
        ]

    @contextmanager
    def listening(self) -> Iterator[dict[str, str]]:
        """Serve on 127.0.0.1; yields the environment that leads every publisher here."""
        publisher = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                self.do_GET()

            def do_GET(self) -> None:
                publisher.asked.append((time.monotonic(), self.command, self.path))
                status, body = publisher.answer(self.path, self.command)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None: ...

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

        with Server(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            address = f"http://127.0.0.1:{server.server_address[1]}"
            yield {host.variable: address for host in hosts()}
            server.shutdown()

    def answer(self, target: str, method: str = "GET") -> tuple[int, bytes]:
        for text, change in self.changes.items():
            if text in target:
                return change
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        if found := alfred.answer(self.vintages, parts.path, query) or self._laid_out(parts.path, query):
            return found
        for exchange in self._written:
            if exchange.fits(method, parts.path, query):
                return exchange.status, exchange.body
        for exchange in self._written:  # of another window than the one that was written down: its own
            asked = {name: value for name, value in exchange.params.items() if not DATED.search(value)}
            if replace(exchange, path=_undated(exchange.path), params=asked).fits(method, _undated(parts.path), query):
                return exchange.status, exchange.body
        return 404, b"<html>not here</html>"

    def _laid_out(self, asked: str, query: Mapping[str, str]) -> tuple[int, bytes] | None:
        """What the bundle holds."""
        for path, params, body in self._bundled:
            if re.fullmatch(path, asked) and all(query.get(k) == v for k, v in params.items()):
                return 200, _window(body, query)
        return (200, self._records(asked, query)) if asked in BY_DATE else None

    def _records(self, path: str, query: Mapping[str, str]) -> bytes:
        """A year or less of CFETS: the bundle's records between two days."""
        first, last, dated = BY_DATE[path]
        records = [r for p, _, body in self._bundled if p == re.escape(path) for r in json.loads(body)["records"]]
        within = [r for r in records if query[first] <= r[dated] <= query[last]]
        return json.dumps({"records": within}).encode()


# CFETS by range of days: the parameters of its ends, and where a record has its day
BY_DATE = {"/ags/ms/cm-u-bk-shibor/ShiborHis": ("startDate", "endDate", "showDateCN")}


DATED = re.compile(r"\d{4}|\*")


def _undated(path: str) -> str:
    return re.sub(r"/(\d{4,8}(Q\d)?|\*)(?=/)|last/\d+", "/-", path)


def _bundled(catalog: Catalog) -> Iterator[tuple[str, Mapping[str, str], bytes]]:
    archive = Archive(BUNDLED)
    for key in catalog.releases:
        for entry in archive.entries(key):
            for payload in archive.open(entry).payloads:
                path = re.escape(urlsplit(payload.request.url).path)
                # ECOS has the key and the days in its path
                path = path.replace(re.escape("<BOK_API_KEY>"), "[^/]+")
                path = re.sub(r"/D/\d{8}/\d{8}/", r"/D/\\d{8}/\\d{8}/", path)
                yield path, payload.request.params, payload.body


def _window(body: bytes, query: Mapping[str, str]) -> bytes:
    """fredgraph.csv from ``cosd`` on."""
    if "cosd" not in query:
        return body
    head, *lines = body.decode().splitlines(keepends=True)
    return "".join([head, *(line for line in lines if line >= query["cosd"])]).encode()
