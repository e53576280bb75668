"""python -m tests.faults.bombs: in a process of its own, how much memory it costs to be refused each kind of bomb.

Reads lines of JSON: ``{"name", "kind": "ask", "url", "deadline_s"}`` asks that address, with ``"source"`` by the module
of that release; ``{"name", "kind": "read", "release", "body"}`` reads the file as the body of a payload. Writes the
outcome of each, and by how much the peak of the process grew beyond what it had before, in bytes.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sources import ingest
from sources.catalog import load
from sources.errors import FetchError, PayloadRefused
from sources.http import Host, Http
from sources.model import Delivery
from sources.publishers import source_of
from tests.exchanges import hosts
from tests.fuzz.readings import reading


def _measured(case: dict[str, Any]) -> tuple[str, int]:
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _kilobytes("VmRSS")
    try:
        outcome = _ask(case) if case["kind"] == "ask" else _read(case)
    except (FetchError, PayloadRefused) as problem:
        outcome = "refused"
        case["why"] = str(problem)[:200]
    return outcome, max(0, _kilobytes("VmHWM") - before) * 1024


def _ask(case: dict[str, Any]) -> str:
    if "source" not in case:
        found = Http(deadline_s=float(case["deadline_s"]), paced=False).get(
            Host("TIDEGAUGE_TEST_URL", case["url"]), "/a"
        )
        return f"{len(found.body)} bytes"
    for host in hosts():
        os.environ[host.variable] = case["url"]
    release = load().release(case["source"])
    found = list(source_of(release).fetch(release, Http(deadline_s=60, paced=False)))
    return f"{sum(len(p.body) for p in found)} bytes"


def _read(case: dict[str, Any]) -> str:
    held = reading(case["release"])
    body = Path(case["body"]).read_bytes()
    payload = replace(held.payloads[-1], body=body)
    delivery = Delivery(release=held.release.key, fetched_at=datetime.now(UTC), origin="bundled", payloads=(payload,))
    return f"{ingest.read(delivery, held.release).height} rows"


def _kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    os.environ["FRED_API_KEY"] = "canary0123456789abcdef"
    os.environ["BOK_API_KEY"] = "K0REAKEY12345"
    os.environ["NO_PROXY"] = "*"
    for line in sys.stdin:
        told = json.loads(line)
        outcome, grown = _measured(told)
        print(
            json.dumps({"name": told["name"], "outcome": outcome, "grown": grown, "why": told.get("why", "")}),
            flush=True,
        )
