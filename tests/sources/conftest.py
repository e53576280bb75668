"""What the tests of the publishers share: payloads as sent, workbooks made on the spot, and a publisher on loopback."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlsplit

import polars as pl
import pytest
from hypothesis import settings

from sources import ingest
from sources.catalog import load
from sources.http import Host, Http
from sources.model import Delivery, Payload, Release, Request
from sources.publishers import source_of
from tests.exchanges import Exchange

FIXTURES = Path(__file__).parents[1] / "fixtures" / "payloads"

# the same examples on every machine, and no folder of examples beside the sources
settings.register_profile("steady", database=None, derandomize=True, deadline=None)
settings.load_profile("steady")

Cell = str | float | date | None


@pytest.fixture(autouse=True)
def _nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, no override and no proxy of whoever runs the tests may change what they see."""
    for variable in os.environ:
        if variable.startswith(("TIDEGAUGE_", "FRED_", "BOK_")) or variable.lower().endswith("_proxy"):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


def release(key: str) -> Release:
    """The release of that key in the real catalog."""
    return load().release(key)


def fixture(path: str) -> bytes:
    """The bytes of a hand-made body, by its path below tests/fixtures/payloads."""
    return (FIXTURES / path).read_bytes()


def payload(
    body: bytes | str,
    url: str = "https://publisher.example/data",
    params: Mapping[str, str] | None = None,
    media_type: str = "text/plain",
) -> Payload:
    """A payload as a publisher would have sent it."""
    sent = body.encode() if isinstance(body, str) else body
    return Payload(request=Request(url=url, params=dict(params or {})), media_type=media_type, body=sent)


SEPTEMBER, DECEMBER = datetime(2026, 9, 1, 12, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)


def delivery(
    key: str, *payloads: Payload, origin: Literal["live", "bundled"] = "live", fetched_at: datetime = SEPTEMBER
) -> Delivery:
    """Those payloads as one reading of the release."""
    return Delivery(release=key, fetched_at=fetched_at, origin=origin, payloads=payloads)


def parsed(key: str, *payloads: Payload) -> pl.DataFrame:
    """What the publisher's module reads in each payload, one table below the other. No contract, no supersession."""
    source = source_of(release(key))
    return pl.concat([source.parse(p, release(key)) for p in payloads])


def accepted(key: str, *payloads: Payload, origin: Literal["live", "bundled"] = "bundled") -> pl.DataFrame:
    """What may be recorded of the payloads. A bundled delivery may lack series, so that a test need not send them."""
    return ingest.read(delivery(key, *payloads, origin=origin, fetched_at=DECEMBER), release(key))


def figures(table: pl.DataFrame, series: str | None = None, area: str | None = None) -> dict[str, float | None]:
    """``{"2026-07-31": 1.5}``: the values by period, of one series and area where the table has several."""
    for column, wanted in (("series", series), ("area", area)):
        if wanted is not None:
            table = table.filter(pl.col(column) == wanted)
    assert table["period"].is_unique().all(), "name the series and the area"
    return {str(day): value for day, value in table.sort("period").select("period", "value").iter_rows()}


def workbook(**sheets: list[list[Cell]]) -> bytes:
    """An .xlsx of those sheets; an underscore in a sheet's name stands for a space."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name.replace("_", " "))
        for row in rows:
            page.append(row)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


@dataclass(frozen=True)
class Asked:
    """One request that reached the loopback publisher."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]
    method: str = "GET"


@dataclass(frozen=True)
class Answer:
    """A well-formed HTTP answer; its length is announced."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Misbehaviour = Callable[[BaseHTTPRequestHandler], None]


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that leaves in the middle is what some tests are about."""


class _OnLoopback:
    """A server on 127.0.0.1 that remembers what it was asked; how it answers is its kind's."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._server = _QuietServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def give(self, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        raise NotImplementedError

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_: Any) -> None:
                """Tests print nothing."""

            def do_POST(self) -> None:
                self.do_GET()

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                asked = Asked(parts.path, dict(parse_qsl(parts.query)), dict(self.headers), self.command)
                outer.asked.append(asked)
                outer.give(self, asked)

        return Handler


class Loopback(_OnLoopback):
    """A publisher on 127.0.0.1 that answers by path."""

    def __init__(self) -> None:
        self._answers: dict[str, list[Answer | Misbehaviour]] = {}
        super().__init__()

    def on(self, path: str, *answers: bytes | Answer | Misbehaviour) -> None:
        """Give these answers to that path in turn; the last one stays."""
        self._answers[path] = [Answer(a) if isinstance(a, bytes) else a for a in answers]

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def give(self, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        waiting = self._answers.get(asked.path, [Answer(b"no such page", 404)])
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(answer, Answer):
            handler.send_response(answer.status)
            for name, value in answer.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(answer.body)))
            handler.end_headers()
            handler.wfile.write(answer.body)
        else:
            handler.close_connection = True
            answer(handler)


class Conversation(_OnLoopback):
    """A publisher on 127.0.0.1 that gives the answers of a fixture folder to the questions they are meant for."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self.unanswered: list[str] = []
        self._exchanges = exchanges
        self._used: set[int] = set()
        super().__init__()

    @property
    def unused(self) -> list[str]:
        return [f"{e.path} {dict(e.params)}" for i, e in enumerate(self._exchanges) if i not in self._used]

    def give(self, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        for number, exchange in enumerate(self._exchanges):
            if exchange.fits(asked.method, asked.path, asked.params):
                self._used.add(number)
                return self.send(handler, exchange)
        self.unanswered.append(f"{asked.method} {asked.path} {asked.params}")
        nowhere = Exchange(asked.path, b"<html>no such page</html>", status=404, media_type="text/html")
        return self.send(handler, nowhere)

    def send(self, handler: BaseHTTPRequestHandler, exchange: Exchange) -> None:
        """Write the answer; a test of faults writes another one."""
        handler.send_response(exchange.status)
        handler.send_header("Content-Type", exchange.media_type)
        handler.send_header("Content-Length", str(len(exchange.body)))
        handler.end_headers()
        handler.wfile.write(exchange.body)


@pytest.fixture
def publisher() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


@pytest.fixture
def http() -> Http:
    return Http(deadline_s=10, paced=False)


def at(publisher: Loopback, gap_s: float = 0.01) -> Host:
    """That loopback publisher as a host without an override."""
    return Host("TIDEGAUGE_TEST_URL", publisher.url, gap_s)


def fetched(key: str, http: Http, since: date | None = None) -> list[Payload]:
    """Everything that the publisher's module asks for, asked of wherever the environment points it."""
    return list(source_of(release(key)).fetch(release(key), http, since))
