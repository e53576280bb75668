"""What is asked for next: a window where that is enough, everything now and then, and «only if changed»."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sources.archive import Archive, Entry
from sources.held import WHOLE_EVERY, Held, plan
from sources.model import Delivery, Payload, Release, Request
from tests.sources.conftest import release

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ETAG = {"ETag": '"v1"'}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def weekly() -> Release:
    return release("fred__h41").model_copy(update={"reread_days": 20})


def reach(wanted: Release) -> dict[str, date]:
    return dict.fromkeys(wanted.by_name, date(2026, 11, 11))


def kept(
    archive: Archive,
    wanted: Release,
    days_ago: int,
    since: date | None = None,
    body: bytes = b"x",
    validators: dict[str, str] | None = None,
) -> Entry:
    request = Request(url="https://p.example/a", params={"id": "1"})
    payload = Payload(request=request, media_type="", body=body, validators=validators or {})
    at = NOW - timedelta(days=days_ago)
    told = {"plan": plan(wanted)}
    return archive.keep(
        Delivery(release=wanted.key, fetched_at=at, origin="live", payloads=(payload,), since=since, certificate=told)
    )


def test_without_anything_held_everything_is_asked_for(archive: Archive, weekly: Release) -> None:
    assert Held(archive).since(weekly, NOW) is None


def test_after_a_whole_reading_a_window_is_asked_for(archive: Archive, weekly: Release) -> None:
    held = Held.of(archive, [kept(archive, weekly, 3)], reach(weekly))
    assert held.since(weekly, NOW) == date(2026, 10, 22)


def test_a_window_begins_before_the_last_period_of_the_series_that_is_latest_to_come(
    archive: Archive, weekly: Release
) -> None:
    """A publisher that is shut down for months gives nothing new; its window must not be empty."""
    held = Held.of(archive, [kept(archive, weekly, 9)], reach(weekly) | {"WDTGAL": date(2026, 7, 15)})
    assert held.since(weekly, NOW) == date(2026, 6, 25)


def test_a_series_that_never_came_leads_to_a_whole_reading(archive: Archive, weekly: Release) -> None:
    known = {name: day for name, day in reach(weekly).items() if name != "WDTGAL"}
    assert Held.of(archive, [kept(archive, weekly, 9)], known).since(weekly, NOW) is None


def test_a_period_in_the_future_does_not_lead_to_a_window_in_the_future(archive: Archive, weekly: Release) -> None:
    held = Held.of(archive, [kept(archive, weekly, 9)], dict.fromkeys(weekly.by_name, date(2027, 1, 6)))
    assert held.since(weekly, NOW) == date(2026, 10, 31)


def test_a_window_alone_is_no_ground_for_another(archive: Archive, weekly: Release) -> None:
    held = Held.of(archive, [kept(archive, weekly, 2, since=date(2026, 10, 22))], reach(weekly))
    assert held.since(weekly, NOW) is None


def test_vintages_of_a_series_are_no_ground_for_a_window_and_answer_no_request(
    archive: Archive, weekly: Release
) -> None:
    """Even ones that name the plan and an ETag, as a reading does."""
    versions = replace(kept(archive, weekly, 1, validators=ETAG), vintages="WALCL")
    held = Held.of(archive, [versions], reach(weekly))
    assert held.since(weekly, NOW) is None
    assert held.payload(Request(url="https://p.example/a", params={"id": "1"})) is None


def test_a_release_without_a_revision_window_is_always_read_whole(archive: Archive, weekly: Release) -> None:
    held = Held.of(archive, [kept(archive, weekly, 1)], reach(weekly))
    assert held.since(weekly.model_copy(update={"reread_days": None}), NOW) is None


@pytest.mark.parametrize(("days_ago", "whole"), [(WHOLE_EVERY.days - 1, False), (WHOLE_EVERY.days, True)])
def test_everything_is_read_again_once_a_month(days_ago: int, whole: bool, archive: Archive, weekly: Release) -> None:
    held = Held.of(
        archive, [kept(archive, weekly, days_ago), kept(archive, weekly, 1, since=date(2026, 10, 22))], reach(weekly)
    )
    assert (held.since(weekly, NOW) is None) is whole


def test_a_series_that_is_new_in_the_catalog_has_its_history_asked_for(archive: Archive, weekly: Release) -> None:
    held = Held.of(archive, [kept(archive, weekly, 1)], reach(weekly))
    more = weekly.model_copy(update={"series": (*weekly.series, replace_name(weekly))})
    assert held.since(more, NOW) is None


def replace_name(wanted: Release):  # type: ignore[no-untyped-def]
    return wanted.series[0].model_copy(update={"name": "NEW", "code": "NEW"})


def test_a_clock_that_was_set_back_leads_to_a_whole_reading(archive: Archive, weekly: Release) -> None:
    held = Held.of(archive, [kept(archive, weekly, -4000)], reach(weekly))
    assert held.since(weekly, NOW) is None


def test_what_has_an_etag_is_held_for_an_equal_request(archive: Archive, weekly: Release) -> None:
    held = Held.of(
        archive,
        [kept(archive, weekly, 5, body=b"old", validators=ETAG), kept(archive, weekly, 3, validators=ETAG)],
        {},
    )
    found = held.payload(Request(url="https://p.example/a", params={"id": "1"}))
    assert found and (found.body, dict(found.validators)) == (b"x", ETAG)
    assert held.payload(Request(url="https://p.example/a", params={"id": "2"})) is None


def test_what_has_no_etag_is_asked_for_anew(archive: Archive, weekly: Release) -> None:
    held = Held.of(archive, [kept(archive, weekly, 3)], reach(weekly))
    assert held.payload(Request(url="https://p.example/a", params={"id": "1"})) is None


def test_a_held_body_that_is_damaged_is_asked_for_anew(archive: Archive, weekly: Release) -> None:
    entry = kept(archive, weekly, 3, validators=ETAG)
    (body,) = (archive.root / "bodies").rglob("*.gz")
    body.write_bytes(b"damaged")
    held = Held.of(archive, [entry], reach(weekly))
    assert held.payload(Request(url="https://p.example/a", params={"id": "1"})) is None


def test_the_archive_remembers_window_validators_and_doubts(archive: Archive, weekly: Release) -> None:
    request = Request(url="https://p.example/b")
    doubtful = Payload(request=request, media_type="", body=b"y", validators=ETAG, proven=False)
    delivery = Delivery(
        release=weekly.key, fetched_at=NOW, origin="live", payloads=(doubtful,), since=date(2026, 10, 1)
    )
    archive.keep(delivery)
    (entry,) = archive.entries(weekly.key)
    assert archive.open(entry) == replace(delivery, certificate={})
