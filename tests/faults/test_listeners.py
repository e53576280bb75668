"""What listens, and to whom it answers: the UI and the docs on loopback only, and only to pages of their own."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import psutil
import pytest

from orchestration.documents import confine
from orchestration.serving import LOOPBACK, pages_of
from orchestration.storage.home import PROJECT, Home
from orchestration.webserver import Guard
from tests.faults import by_hand
from tests.faults.table import Tally

QUERY = b'{"query": "{version}"}'
JSON = {"Content-Type": "application/json"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(home: Home, *arguments: str) -> Iterator[tuple[int, psutil.Process]]:
    """A server of the command, as soon as its port answers; ended with all its processes."""
    port, kept = free_port(), {k: v for k, v in os.environ.items() if not k.startswith(("TIDEGAUGE_", "DAGSTER_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", *arguments, "--port", str(port)],
        cwd=PROJECT,
        env={**kept, "TIDEGAUGE_HOME": str(home.root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        ends = time.monotonic() + 240
        while time.monotonic() < ends and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield port, psutil.Process(process.pid)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def listeners(process: psutil.Process) -> list[tuple[str, int]]:
    """The TCP and UDP addresses that the process and its children are bound to and wait on."""
    found = []
    for one in (process, *process.children(recursive=True)):
        for connection in one.net_connections(kind="inet"):
            if connection.status == psutil.CONN_LISTEN or (
                connection.type == socket.SOCK_DGRAM and not connection.raddr
            ):
                found.append((connection.laddr.ip, connection.laddr.port))
    return found


def status(port: int, path: str, method: str = "GET", body: bytes | None = None, **heads: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": f"127.0.0.1:{port}", "Content-Length": str(len(body or b"")), **heads}.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders(body)
    return connection.getresponse().status


def only_loopback(name: str, found: list[tuple[str, int]], port: int, tally: Tally) -> None:
    elsewhere = [one for one in found if not ip_address(one[0]).is_loopback]
    tally.holds(name, ("127.0.0.1", port) in found and not elsewhere, found)


@pytest.mark.fault(29)
def test_the_docs_listen_on_loopback_and_give_the_documents_only(tmp_path: Path, tally: Tally) -> None:
    home = Home(tmp_path / "home")
    edition = by_hand.publish(home)
    (tmp_path / "told.html").write_text("told")
    (edition.path / "data_docs" / "out.html").symlink_to(tmp_path / "told.html")
    with started(home, "docs") as (port, process):
        only_loopback("docs", listeners(process), port, tally)
        for path in ("/", "/dbt_docs.html", "/data_docs/index.html", "/data_docs/../dbt_docs.html"):
            tally.holds(f"given: {path}", status(port, path) == 200, path)
        for path in REFUSED:
            found = status(port, path)
            tally.holds(f"not given: {path}", found == 404, found)
        for host in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "", "[::1", "0.0.0.0"):
            found = status(port, "/", Host=host)
            tally.holds(f"another host: {host!r}", found == 404, found)
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            found = status(port, "/dbt_docs.html", method, b"x")
            tally.holds(f"method {method}", found == 501, found)


REFUSED = [
    "/tidegauge.duckdb",
    "/manifest.json",
    "/data_docs",
    "/data_docs/",
    "/data_docs/out.html",
    "/../told.html",
    "/../../../told.html",
    "/..%2f..%2f..%2ftold.html",
    "/%2e%2e/%2e%2e/%2e%2e/told.html",
    "/data_docs/%2e%2e/manifest.json",
    "//etc/passwd",
    "/data_docs/..%5c..%5ctold.html",
    "/%00",
    "/" + "a" * 5000,
    "/etc/passwd.html",
    "http://[",
]


@pytest.mark.fault(29)
def test_the_ui_listens_on_loopback_and_obeys_its_own_pages_only(tmp_path: Path, tally: Tally) -> None:
    if not tally.full:
        pytest.skip("it starts Dagster: in the full count")
    home = Home(tmp_path / "home")
    mutation = b'{"query": "mutation { setNuxSeen }"}'
    for arguments, changes in (([], True), (["--read-only"], False)):
        with started(home, "ui", *arguments) as (port, process):
            name = " ".join(["ui", *arguments])
            only_loopback(name, listeners(process), port, tally)
            tally.holds(
                f"{name}: asked by itself",
                status(port, "/graphql", "POST", QUERY, Content_Type="application/json") == 200,
            )
            for heads in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Content_Type": "text/plain"}):
                found = status(port, "/graphql", "POST", mutation, **{"Content_Type": "application/json", **heads})
                tally.holds(f"{name}: asked with {heads}", found == 403, found)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            read_only = b'{"query": "{ permissions { permission value } }"}'
            connection.request("POST", "/graphql", read_only, JSON)
            told = connection.getresponse().read().decode()
            may = "launch_pipeline_execution" in told and re.search(
                r'"permission": ?"launch_pipeline_execution", ?"value": ?true', told
            )
            tally.holds(f"{name}: what it may do", bool(may) == changes, told[:300])


ASKED: dict[str, tuple[dict[str, Any], bool]] = {
    "itself": ({}, True),
    "localhost": ({"host": "localhost:3000"}, True),
    "IPv6": ({"host": "[::1]:3000"}, True),
    "its own page": ({"origin": "http://127.0.0.1:3000"}, True),
    "the proxy": ({"origin": "https://tides.example.org"}, True),
    "a name that leads here": ({"host": "evil.example:3000"}, False),
    "no name": ({"host": ""}, False),
    "another origin": ({"origin": "https://evil.example"}, False),
    "the origin of a file": ({"origin": "null"}, False),
    "a broken origin": ({"origin": "http://["}, False),
    "an origin that begins alike": ({"origin": "http://127.0.0.1.evil.example"}, False),
    "a picture": ({"method": "GET", "query": b"query=mutation", "sec-fetch-site": "cross-site"}, False),
    "a picture, old browser": ({"method": "GET", "query": b"query=mutation"}, False),
    "a form": ({"content-type": "application/x-www-form-urlencoded"}, False),
    "a form as text": ({"content-type": "text/plain"}, False),
    "a form with JSON in its type": ({"content-type": "text/plain; application/json"}, False),
    "a form of nothing": ({"content-type": "", "query": b"query=mutation"}, False),
    "another case": ({"path": "/GraphQL", "content-type": "text/plain"}, False),
    "a socket from elsewhere": ({"type": "websocket", "origin": "https://evil.example"}, False),
    "a socket of its own page": ({"type": "websocket", "origin": "http://127.0.0.1:3000"}, True),
}


@pytest.mark.fault(29)
@pytest.mark.parametrize("name", ASKED)
def test_the_guard_lets_through_what_its_own_pages_ask(name: str, tally: Tally) -> None:
    given, fine = ASKED[name]
    told = {"host": "127.0.0.1:3000", "content-type": "application/json", **given}
    kind, method, path, query = (
        told.pop(k, v) for k, v in (("type", "http"), ("method", "POST"), ("path", "/graphql"), ("query", b""))
    )
    scope = {"type": kind, "method": method, "path": path, "query_string": query}
    scope["headers"] = [(k.encode(), v.encode()) for k, v in told.items()]
    passed, sent = [], []

    async def app(*_: Any) -> None:
        passed.append(True)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message.get("status") or message.get("code"))

    asyncio.run(Guard(app, {*LOOPBACK, "tides.example.org"})(scope, None, send))
    tally.holds(name, bool(passed) == fine and (fine or sent[0] in (403, 1008)), sent)


def test_no_page_of_an_edition_loads_anything_from_elsewhere(tmp_path: Path) -> None:
    edition = by_hand.publish(Home(tmp_path / "home"))
    page = edition.path / "data_docs" / "page.html"
    page.write_text(
        '<html><HEAD lang="en"><script src="https://cdn.example/x.js" integrity="a"></script>'
        '<script src=\'//cdn.example/y.js\'></script><link rel="stylesheet" href="https://cdn.example/z.css"/>'
        '<link href="style.css"><script>own()</script></head><img src="http://cdn.example/i.png"></html>'
    )
    confine(edition.path, {"mart": {"expectations": 3, "broken": ["<b>bad</b>"]}})
    written = page.read_text()
    assert "cdn.example" not in written
    assert "own()" in written
    assert 'href="style.css"' in written
    for path in edition.path.rglob("*.html"):
        assert "Content-Security-Policy" in path.read_text()
    index = (edition.path / "data_docs" / "index.html").read_text()
    assert "&lt;b&gt;bad" in index


def test_a_page_is_given_with_a_policy(tmp_path: Path) -> None:
    edition = by_hand.publish(Home(tmp_path / "home"))
    with ThreadingHTTPServer(("127.0.0.1", 0), pages_of(edition.path)) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        connection.request("GET", "/")
        answer = connection.getresponse()
        server.shutdown()
    assert answer.read() == b"<html><head></head>dbt docs</html>"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
