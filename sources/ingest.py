"""fetch → land → parse → validate, for one release. What is recorded, and where, is not decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from sources import clock
from sources.archive import Archive, Entry
from sources.columns import Columns, heard
from sources.errors import CatalogError, FetchError, MissingKey, PayloadRefused, Unreachable
from sources.held import Held, plan
from sources.http import Http
from sources.model import Delivery, Payload, Release, Request, SeriesSpec, Versioned
from sources.observations import KEY, refuse_future, refuse_out_of_bounds, set_aside, validate
from sources.overrules import NONE, Waiver
from sources.publishers import source_of

OWN_FILE = "own-file:"  # a user's own file is remembered by its name

_ENDS = (KeyboardInterrupt, SystemExit, GeneratorExit)  # somebody wants to stop; no judgement on a body


def fetch(release: Release, http: Http, archive: Archive, held: Held | None = None, since: date | None = None) -> Entry:
    """Ask the publisher and keep what it sent, whatever it is.

    Args:
        held: what is recorded of the release already: only what may be new or revised is asked for.
        since: ask for periods from that day on, whatever is held.

    Raises:
        MissingKey: nothing was asked.
        FetchError: the attempt is in the archive's log with its reason.
        ClockOff: this machine's clock cannot be trusted; nothing is in the log.
    """
    at = clock.now()
    clock.require_order(archive, release.key, at)
    if held is not None:
        since = since or held.since(release, at)
        http = http.remembering(held.payload)
    payloads = _asked(
        lambda: source_of(release).fetch(release, http, since), lambda why: archive.note_failure(release.key, at, why)
    )
    certificate = {"publisher": release.publisher, "licence": release.licence}
    if getattr(source_of(release), "reads_whole", lambda: True)():
        certificate["plan"] = plan(release)
    return archive.keep(
        Delivery(
            release=release.key,
            fetched_at=at,
            origin="live",
            payloads=payloads,
            since=since,
            certificate=certificate,
        )
    )


def fetch_vintages(release: Release, spec: SeriesSpec, http: Http, archive: Archive) -> Entry:
    """Ask for every version that was ever shown of one series, and keep what the publisher sent, whatever it is.

    One delivery a series: it is there whole, or not at all, whatever becomes of the others.

    Raises:
        CatalogError: the publisher gives no vintages.
        MissingKey: nothing was asked.
        FetchError: the attempt is in the archive's log with its reason, as one for the vintages of that series.
    """
    at = clock.now()
    clock.require_order(archive, release.key, at)
    source = versioned(release)
    payloads = _asked(
        lambda: source.vintages(spec, http), lambda why: archive.note_failure(release.key, at, why, vintages=spec.name)
    )
    return archive.keep(
        Delivery(
            release=release.key,
            fetched_at=at,
            origin="live",
            payloads=payloads,
            vintages=spec.name,
            certificate={"publisher": release.publisher, "licence": release.licence},
        )
    )


def versioned(release: Release) -> Versioned:
    """The publisher of that release, as one that gives vintages.

    Raises:
        CatalogError: it does not.
    """
    source = source_of(release)
    if not isinstance(source, Versioned):
        raise CatalogError(f"{release.key}: {release.publisher} gives no vintages; those of FRED do")
    return source


def _asked(ask: Callable[[], Iterable[Payload]], note: Callable[[str], None]) -> tuple[Payload, ...]:
    """Every payload that the publisher sends; why there is none is noted."""
    try:
        return tuple(ask())
    except (Unreachable, CatalogError, MissingKey, clock.ClockOff):
        raise  # nothing was asked; or the moment of the attempt is not known
    except FetchError as problem:
        note(str(problem))
        raise
    except _ENDS:
        raise
    except BaseException as problem:  # an answer that does not even say whether there is more
        why = _other_shape(problem)
        note(why)
        raise FetchError(why) from problem


def load(release: Release, file: Path, archive: Archive) -> pl.DataFrame:
    """Keep a user's own file as a delivery of the release, after reading it. Returns what ``read`` does.

    Raises:
        CatalogError: the release is not one that takes a user's own file.
        PayloadRefused: the file is not of the documented shape; it is not kept.
    """
    if release.access != "own_file":
        raise CatalogError(f"{release.key} comes from its publisher: tidegauge run --select {release.key}")
    request = Request(url=f"{OWN_FILE}{file.name}")
    payload = Payload(request=request, media_type="application/octet-stream", body=file.read_bytes())
    at = clock.now()
    clock.require_order(archive, release.key, at)
    delivery = Delivery(release=release.key, fetched_at=at, origin="own_file", payloads=(payload,))
    table = read(delivery, release)
    archive.keep(delivery)
    return table


def read(
    delivery: Delivery,
    release: Release,
    aside: list[tuple[str, str]] | None = None,
    waiver: Waiver = NONE,
    columns: dict[str, Columns] | None = None,
) -> pl.DataFrame:
    """Parse and validate a delivery: ``series, area, period, value, payload``, one row an observation.

    Args:
        aside: when given, areas out of bounds are left out of the table and listed here, as (which, what was found);
            else they refuse the delivery.
        waiver: from which figures a person lifted which guard.
        columns: when given, the columns that the publisher's tables had are added to it, by table.

    Raises:
        PayloadRefused: nothing of the delivery may be recorded.
    """
    if delivery.vintages:
        raise PayloadRefused(f"expected a reading of {release.key}; found the vintages of {delivery.vintages}")
    with heard({} if columns is None else columns):
        tables = [_parsed(payload, release) for payload in delivery.payloads]
    if not tables:
        raise PayloadRefused(f"expected payloads of {release.key}; found none")
    due = {s.name for s in release.series if delivery.since is None or not s.closed}
    absent = sorted(due - {name for t in tables for name in t["series"].unique()})
    absent = [name for name in absent if not waiver.lifts("absent", name)]
    # the bundle holds what figures there were; a data set on request may be an edition with fewer columns
    if absent and delivery.origin == "live" and release.access == "open":
        rows = [(name, "not a row of it") for name in absent]
        raise PayloadRefused(f"expected all series of {release.key}; found no row of {absent}", rows, "absent")
    merged = pl.concat(tables).unique(KEY, keep="last", maintain_order=True)
    if aside is not None:
        merged, found = set_aside(merged, release, waiver)
        aside += found
    validate(merged.drop("payload"), release, waiver)
    if delivery.origin != "bundled":
        refuse_future(merged, release, delivery.fetched_at.date())
    return merged


def _parsed(payload: Payload, release: Release) -> pl.DataFrame:
    try:
        table = source_of(release).parse(payload, release)
    except PayloadRefused as problem:
        raise PayloadRefused(f"{_name(payload)}: {problem}", problem.rows, problem.guard) from None
    except _ENDS:
        raise
    except BaseException as problem:
        raise PayloadRefused(f"{_name(payload)}: {_other_shape(problem)}") from problem
    twice = table.filter(table.select(pl.struct(KEY).is_duplicated()).to_series())
    if not twice.is_empty():
        rows = [(" ".join(map(str, r)), "two different values for one observation") for r in twice.rows()]
        raise PayloadRefused(f"{_name(payload)}: {len(rows)} conflicting rows: {rows[0][0]}", rows)
    return table.with_columns(payload=pl.lit(payload.sha256))


def read_vintages(delivery: Delivery, release: Release, waiver: Waiver = NONE) -> pl.DataFrame:
    """Parse and validate the vintages of a series: a row for each value that was ever shown of it.

    Returns ``series, area, period, value, withdrawn, realtime_start, payload``, by period and then by
    ``realtime_start``, the day on which the value was first shown. ``withdrawn`` rows have no value: on that day the
    observation was shown no more, although ones before and after it were. ``payload`` is the hash of the first body
    that showed the value (that showed the last one, where it was withdrawn).

    Raises:
        PayloadRefused: nothing of the delivery may be recorded.
    """
    if delivery.vintages not in release.by_name:
        raise PayloadRefused(
            f"expected vintages of a series of {release.key}; found {delivery.vintages or 'a reading'}"
        )
    spec = release.by_name[delivery.vintages]
    any_scale = waiver.lifts("scale", spec.name)
    try:
        table = versioned(release).parse_vintages(delivery.payloads, spec, any_scale=any_scale)
    except PayloadRefused as problem:
        raise PayloadRefused(f"vintages of {spec.name}: {problem}", problem.rows, problem.guard) from None
    except _ENDS:
        raise
    except BaseException as problem:
        raise PayloadRefused(f"vintages of {spec.name}: {_other_shape(problem)}") from problem
    if table.is_empty():
        raise PayloadRefused(f"expected vintages of {spec.name}; found none")
    refuse_out_of_bounds(table, release, waiver)
    refuse_future(table, release, delivery.fetched_at.date())
    late = table.filter(pl.col("realtime_start") > delivery.fetched_at.date() + timedelta(days=1))
    if not late.is_empty():
        found = f"found {late.select('realtime_start').row(0)[0]}"
        raise PayloadRefused(f"vintages of {spec.name}: expected none after {delivery.fetched_at:%Y-%m-%d}; {found}")
    return table


def _other_shape(problem: BaseException) -> str:
    """What reading a document of another shape than the documented one raises: nobody can list it.

    A date out of range is an OverflowError, a nested list a RecursionError, and what libraries written in Rust call a
    panic is no Exception at all. Whatever it is, it costs this delivery and not the run.
    """
    return f"not of the documented shape: {type(problem).__name__}: {problem}"


def _name(payload: Payload) -> str:
    return f"{payload.request.url} ({payload.sha256[:12]}…)"
