"""Servers for people, on the loopback address: the Dagster UI, and the pages of an edition."""

from __future__ import annotations

import http.server
import os
import socket
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from orchestration.documents import OWN_ONLY
from orchestration.running import prepare_dagster
from orchestration.storage.editions import Edition
from orchestration.storage.home import PROJECT, Home
from sources.errors import TidegaugeError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
READ_ONLY, SHOWN_AS = "TIDEGAUGE_UI_READ_ONLY", "TIDEGAUGE_UI_SHOWN_AS"  # for the processes that are started here
PAGES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".png": "image/png",
    ".gif": "image/gif",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
}
HEADERS = {
    "Content-Security-Policy": f"{OWN_ONLY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class PortTaken(TidegaugeError):
    """Something else listens on the port."""


def dagster_ui(home: Home, host: str, port: int, *, read_only: bool = False, shown_as: str | None = None) -> None:
    """Replace this process by ``dagster dev`` (web server and daemon) for that home.

    Args:
        read_only: the UI shows, and launches nothing.
        shown_as: the address under which a proxy with a login shows it; pages from there are its own.
    """
    _require_free(host, port)
    prepare_dagster(home.prepare())
    os.environ["TIDEGAUGE_HOME"] = str(home.root)
    os.environ[READ_ONLY] = "1" if read_only else ""
    os.environ[SHOWN_AS] = shown_as or ""
    told = ", read-only" if read_only else ""
    click.echo(f"Dagster UI: http://{host}:{port}  (home {home.root}{told}; Ctrl-C ends it)")
    sys.stdout.flush()
    os.chdir(PROJECT)
    arguments = ["-m", "orchestration.webserver", "dev", "-w", "workspace.yaml", "-h", host, "-p", str(port)]
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 (no shell on purpose)


def edition_pages(edition: Edition, host: str, port: int) -> None:
    """Serve the documents of an edition until Ctrl-C."""
    _require_free(host, port)
    with http.server.ThreadingHTTPServer((host, port), pages_of(edition.path)) as server:
        click.echo(f"dbt docs:          http://{host}:{port}/dbt_docs.html")
        click.echo(f"acceptance report: http://{host}:{port}/data_docs/index.html")
        click.echo(f"edition {edition.name}; Ctrl-C ends it")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("")


def host_of(header: str) -> str:
    """The name in a Host header, without the port."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def pages_of(folder: Path) -> type[http.server.BaseHTTPRequestHandler]:
    """A handler that gives the documents of that folder to readers on this machine, and nothing else."""
    root = folder.resolve()

    class Pages(http.server.BaseHTTPRequestHandler):
        timeout = 30

        def do_GET(self) -> None:
            page = _page(root, self.path) if host_of(self.headers.get("Host", "")) in LOOPBACK else None
            if page is None:
                self.send_error(404)
                return
            body = page.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", PAGES[page.suffix])
            self.send_header("Content-Length", str(len(body)))
            for name, value in HEADERS.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def version_string(self) -> str:
            return "tidegauge"

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: the page's own requests are of no interest."""

    return Pages


def _page(root: Path, target: str) -> Path | None:
    """The document that a request names: the dbt docs, or a page of the acceptance report; no other file, no folder."""
    try:
        path = unquote(urlsplit(target).path)
        page = (root / (path.lstrip("/") or "dbt_docs.html")).resolve()
        if page.suffix not in PAGES or not page.is_file():
            return None
    except (ValueError, OSError):  # no address, no name of a file
        return None
    return page if page == root / "dbt_docs.html" or page.is_relative_to(root / "data_docs") else None


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(f"{host}:{port}: expected a free port; found a listener. Choose another: --port") from None
