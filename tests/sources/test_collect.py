"""Asking many releases at once: one publisher's trouble is its own."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sources import collect
from sources.archive import Archive
from sources.collect import Asked, ask_all
from sources.errors import FetchError, MissingKey, Unreachable
from sources.http import Http
from sources.model import Release
from tests.sources.conftest import release

KEYS = ["fred__gdp", "fred__h6", "boj__accounts", "bok__base_rate", "treasury__dts"]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def answers(monkeypatch: pytest.MonkeyPatch, **trouble: Exception) -> list[str]:
    """Let every release be answered, but those named here; returns the releases as they are asked."""
    asked: list[str] = []

    def fetch(wanted: Release, *_: object) -> None:
        asked.append(wanted.key)
        if wanted.key in trouble:
            raise trouble[wanted.key]

    monkeypatch.setattr(collect.ingest, "fetch", fetch)
    return asked


def ask(archive: Archive, *keys: str) -> dict[str, Asked]:
    return {a.release.key: a for a in ask_all([release(k) for k in keys], archive, Http())}


def test_every_release_is_asked_and_reported_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch)
    found = ask(archive, *KEYS)
    assert sorted(asked) == sorted(KEYS)
    assert {a.outcome for a in found.values()} == {"answered"}
    assert {a.reason for a in found.values()} == {""}


def test_no_releases_are_no_trouble(archive: Archive) -> None:
    assert ask(archive) == {}


@pytest.mark.parametrize(
    ("trouble", "outcome", "reason"),
    [
        (FetchError("expected HTTP 200; found 503"), "failed", "expected HTTP 200; found 503"),
        (Unreachable("no connection to h:443"), "failed", "no connection to h:443"),
        (MissingKey("BOK_API_KEY", "https://k.example"), "no_key", "needs BOK_API_KEY (free key: https://k.example)"),
        (ZeroDivisionError("a bug"), "failed", "ZeroDivisionError: a bug"),
    ],
    ids=["fetch error", "unreachable", "no key", "a bug"],
)
def test_one_release_in_trouble_leaves_the_others_answered(
    trouble: Exception, outcome: str, reason: str, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, bok__base_rate=trouble)
    found = ask(archive, *KEYS)
    assert (found["bok__base_rate"].outcome, found["bok__base_rate"].reason) == (outcome, reason)
    assert {a.outcome for key, a in found.items() if key != "bok__base_rate"} == {"answered"}


def test_without_any_route_nobody_is_at_fault(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, **{key: Unreachable("no connection") for key in KEYS})
    assert {a.outcome for a in ask(archive, *KEYS).values()} == {"unreachable"}


def test_a_reason_names_no_key(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRED_API_KEY", "canary0123456789")
    answers(monkeypatch, fred__gdp=RuntimeError("at https://h/?api_key=canary0123456789"))
    assert ask(archive, "fred__gdp")["fred__gdp"].reason == "RuntimeError: at https://h/?api_key=<FRED_API_KEY>"


def test_publishers_are_asked_at_the_same_time(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the three waits until all three are being asked: one after the other they would wait for ever."""
    together = threading.Barrier(3)
    monkeypatch.setattr(collect.ingest, "fetch", lambda *_: together.wait(5))
    found = ask(archive, "fred__gdp", "boj__accounts", "treasury__dts")
    assert {a.outcome for a in found.values()} == {"answered"}


def test_one_publishers_releases_are_asked_one_after_the_other(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = threading.Lock()

    def fetch(*_: object) -> None:
        assert busy.acquire(blocking=False), "two releases of one publisher at once"
        threading.Event().wait(0.02)
        busy.release()

    monkeypatch.setattr(collect.ingest, "fetch", fetch)
    found = ask(archive, "fred__gdp", "fred__h6", "fred__h41", "fred__h10")
    assert {a.reason for a in found.values()} == {""}


def test_a_quick_publisher_is_reported_before_a_slow_one_has_answered(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported = threading.Event()

    def fetch(wanted: Release, *_: object) -> None:
        if wanted.source == "boj":
            assert reported.wait(5)

    monkeypatch.setattr(collect.ingest, "fetch", fetch)
    order = []
    for asked in ask_all([release("boj__accounts"), release("fred__gdp")], archive, Http()):
        order.append(asked.release.key)
        reported.set()
    assert order == ["fred__gdp", "boj__accounts"]
