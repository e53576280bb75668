"""Asking many releases at once: publishers in parallel, one publisher's releases in sequence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import groupby
from queue import SimpleQueue
from typing import Literal

from sources import ingest
from sources.archive import Archive
from sources.errors import FetchError, MissingKey, Unreachable
from sources.held import Held
from sources.http import Http
from sources.model import Release
from sources.secrets import redact


@dataclass(frozen=True, slots=True)
class Asked:
    """How asking one release went. ``reason`` is empty when it was answered."""

    release: Release
    outcome: Literal["answered", "failed", "unreachable", "no_key", "not_asked"]
    reason: str = ""


def ask_all(
    releases: Iterable[Release], archive: Archive, http: Http, held: Mapping[str, Held] | None = None
) -> Iterator[Asked]:
    """Fetch every release into the archive; yields each as soon as its publisher has answered or failed.

    Args:
        held: by release key, what is recorded of it already.

    Hosts without a route come last: when nobody could be reached we are offline (``unreachable``), but when others
    answered, the publisher is at fault (``failed``).
    """
    queue: SimpleQueue[Asked] = SimpleQueue()
    by_source = sorted(releases, key=lambda r: r.source)
    groups = [list(group) for _, group in groupby(by_source, key=lambda r: r.source)]

    def ask_one_publisher(group: list[Release]) -> None:
        for release in group:
            queue.put(_ask(release, archive, http, (held or {}).get(release.key)))

    with ThreadPoolExecutor(max_workers=max(1, len(groups)), thread_name_prefix="ask") as pool:
        running = [pool.submit(ask_one_publisher, group) for group in groups]
        online, without_route = False, []
        for _ in range(len(by_source)):
            asked = queue.get()
            online = online or asked.outcome in ("answered", "failed")
            if asked.outcome == "unreachable":
                without_route.append(asked)
            else:
                yield asked
        for asked in without_route:
            yield replace(asked, outcome="failed") if online else asked
        for done in as_completed(running):
            done.result()


def _ask(release: Release, archive: Archive, http: Http, held: Held | None) -> Asked:
    try:
        ingest.fetch(release, http, archive, held)
    except MissingKey as problem:
        return Asked(release, "no_key", str(problem))
    except Unreachable as problem:
        return Asked(release, "unreachable", redact(str(problem)))
    except FetchError as problem:
        return Asked(release, "failed", redact(str(problem)))
    except Exception as problem:  # a bug in one publisher's module must not take the others down
        return Asked(release, "failed", redact(f"{type(problem).__name__}: {problem}"))
    return Asked(release, "answered")
