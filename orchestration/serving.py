"""Servers for people, on the loopback address: the Dagster UI, and the pages of an edition."""

from __future__ import annotations

import functools
import http.server
import os
import socket
import sys

import click

from orchestration.running import prepare_dagster
from orchestration.storage.editions import Edition
from orchestration.storage.home import PROJECT, Home
from sources.errors import TidegaugeError


class PortTaken(TidegaugeError):
    """Something else listens on the port."""


def dagster_ui(home: Home, host: str, port: int) -> None:
    """Replace this process by ``dagster dev`` (web server and daemon) for that home."""
    _require_free(host, port)
    prepare_dagster(home.prepare())
    os.environ["TIDEGAUGE_HOME"] = str(home.root)
    click.echo(f"Dagster UI: http://{host}:{port}  (home {home.root}; Ctrl-C ends it)")
    sys.stdout.flush()
    os.chdir(PROJECT)
    arguments = ["-m", "dagster", "dev", "-w", "workspace.yaml", "-h", host, "-p", str(port)]
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 (no shell on purpose)


def edition_pages(edition: Edition, host: str, port: int) -> None:
    """Serve the documents of an edition until Ctrl-C."""
    _require_free(host, port)
    handler = functools.partial(_Pages, directory=str(edition.path))
    with http.server.ThreadingHTTPServer((host, port), handler) as server:
        click.echo(f"dbt docs:          http://{host}:{port}/dbt_docs.html")
        click.echo(f"acceptance report: http://{host}:{port}/data_docs/index.html")
        click.echo(f"edition {edition.name}; Ctrl-C ends it")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("")


class _Pages(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/":
            self.path = "/dbt_docs.html"
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the page's own requests are of no interest."""


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(f"{host}:{port}: expected a free port; found a listener. Choose another: --port") from None
