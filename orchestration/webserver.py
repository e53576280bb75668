"""The Dagster UI behind a guard: only pages that it served itself may make it do something.

Dagster's web server takes a GraphQL mutation from any page that a browser has open, even as the address of a picture,
and answers to whatever host name leads to it. So whoever lures a reader to a page could launch, stop or wipe runs. The
guard looks at Host and Origin and takes no GraphQL that a browser sends without asking first.

``python -m orchestration.webserver dev …`` is ``dagster dev`` with that server; without ``dev`` it is the server alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from orchestration.serving import LOOPBACK, READ_ONLY, SHOWN_AS, host_of

REFUSED = 403
_BROWSER_ASKS_FIRST = ("application/json", "application/graphql")


class Guard:
    """ASGI middleware that refuses what came from elsewhere."""

    def __init__(self, app: Any, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, frozenset(hosts)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        why = _why_not(scope, self._hosts) if scope["type"] in ("http", "websocket") else None
        if why is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            head = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": REFUSED, "headers": head})
            await send({"type": "http.response.body", "body": f"refused: {why}\n".encode()})


def _why_not(scope: Any, hosts: Collection[str]) -> str | None:
    heads = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if host_of(heads.get("host", "")) not in hosts:
        return "expected a request to a loopback address; found another Host"
    origin = heads.get("origin")
    if origin is not None and host_of(origin.partition("://")[2]) not in hosts:
        return "expected a request from a page of this server; found another Origin"
    if scope["type"] == "http" and "graphql" in scope["path"].lower():
        if heads.get("sec-fetch-site", "none") == "cross-site":
            return "expected a request from a page of this server"
        typed = heads.get("content-type", "").startswith(_BROWSER_ASKS_FIRST)
        if scope["query_string"] or (scope["method"] == "POST" and not typed):
            return "expected GraphQL as the JSON body of a POST"
    return None


def main() -> None:
    """Run ``dagster dev``, or its web server alone, with the guard."""
    from starlette.middleware import Middleware

    app: Any = import_module("dagster_webserver.app")

    shown_as = os.environ.get(SHOWN_AS, "")
    hosts = {*LOOPBACK, *([urlsplit(shown_as).hostname or ""] if shown_as else [])}

    class Guarded(app.DagsterWebserver):  # type: ignore[misc]  # taken as it is there
        def build_middleware(self) -> list[Middleware]:
            return [Middleware(Guard, hosts=hosts), *super().build_middleware()]

    app.DagsterWebserver = Guarded
    if sys.argv[1:2] == ["dev"]:
        _dev(sys.argv[2:])
    else:
        import_module("dagster_webserver.cli").main()


def _dev(arguments: list[str]) -> None:
    """``dagster dev`` names its web server by its module; here it starts this one."""
    dev: Any = import_module("dagster._cli.dev")
    spawn = dev.open_ipc_subprocess

    def ours(parts: list[str], **options: Any) -> Any:
        if "dagster_webserver" in parts:
            parts = [__spec__.name if p == "dagster_webserver" else p for p in parts]
            parts += ["--read-only"] if os.environ.get(READ_ONLY) else []
        return spawn(parts, **options)

    dev.open_ipc_subprocess = ours
    dev.dev_command(arguments)


if __name__ == "__main__":
    main()
