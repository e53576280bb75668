"""What every parser is tried with: the payloads of a whole reading of a release, one of them with another body."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sources import ingest
from sources.catalog import load
from sources.errors import PayloadRefused
from sources.http import Http
from sources.model import Delivery, Payload, Release, Request
from sources.observations import validate
from sources.publishers import source_of
from tests.exchanges import folder_of, hosts, scenarios
from tests.sources.conftest import Conversation


@dataclass(frozen=True)
class Reading:
    """One release, and what a whole reading of it brings."""

    release: Release
    payloads: tuple[Payload, ...]

    def outcome(self, number: int, body: bytes) -> str:
        """``refused``, or the rows that were accepted with another body in that payload.

        Whatever else a parser raises is what is looked for. What is accepted has to meet the contract.
        """
        asked = self.payloads[number % len(self.payloads)]
        if asked.body.startswith(b"PK") and not body.startswith(b"PK"):
            body = with_sheet(asked.body, body)
        delivery = Delivery(
            release=self.release.key,
            fetched_at=datetime.now(UTC) + timedelta(days=1),
            origin="bundled",  # one body of several: that series are lacking is no fault here
            payloads=(replace(asked, body=body),),
        )
        try:
            table = ingest.read(delivery, self.release)
        except PayloadRefused:
            return "refused"
        validate(table.drop("payload"), self.release)
        assert table["value"].is_finite().fill_null(True).all(), "a value that is no number was accepted"
        return f"{table.height} rows"


@cache
def reading(key: str) -> Reading:
    """What the fixtures answer to a whole reading of that release; for a user's own file, the file."""
    release = load().release(key)
    if release.access == "own_file":
        return Reading(release, tuple(own_file(file) for file in sorted(folder_of(release).iterdir())))
    scenario = next(iter(scenarios(release)))
    with Conversation(scenario.exchanges) as publisher:
        overrides = {host.variable: publisher.url for host in hosts()}
        with environment({**overrides, **scenario.environment}):
            http = Http(deadline_s=30, paced=False)
            return Reading(release, tuple(source_of(release).fetch(release, http, scenario.since)))


def own_file(file: Path) -> Payload:
    request = Request(url=f"{ingest.OWN_FILE}{file.name}")
    return Payload(request=request, media_type="application/octet-stream", body=file.read_bytes())


SHEET = "xl/worksheets/sheet1.xml"


def sheet(body: bytes) -> bytes:
    """What a fuzzer can get a grip on: the text of a workbook's first sheet, of anything else all of it."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as box:
        return box.read(SHEET)


def with_sheet(body: bytes, text: bytes) -> bytes:
    """The same workbook with another first sheet."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as box, zipfile.ZipFile(changed, "w") as copy:
        for name in box.namelist():
            copy.writestr(name, text if name == SHEET else box.read(name))
    return changed.getvalue()


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    for name in [n for n in os.environ if n.startswith(("FRED_", "BOK_")) or n.lower().endswith("_proxy")]:
        del os.environ[name]
    os.environ.update({**values, "NO_PROXY": "127.0.0.1"})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def targets() -> list[str]:
    """One release for each way of reading: of releases that differ by their series only, the first."""
    found: dict[object, str] = {}
    for key, release in load().releases.items():
        alike = release.source in ("fred", "bok", "boj", "ecb")
        if release.access != "own_file" or folder_of(release).is_dir():
            found.setdefault(release.source if alike else key, key)
    return list(found.values())
