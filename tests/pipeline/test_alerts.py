"""Alerts: each event told once by each way, and a way that is broken does not silence the others."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, TCPServer
from subprocess import CompletedProcess

import dagster as dg
import duckdb
import pytest

from orchestration import alerts, schedules
from orchestration.alerts import NoSuchTable, NotDelivered, current, deliver
from orchestration.storage.editions import Edition
from orchestration.storage.home import Home

NOW = datetime(2026, 8, 24, 12, tzinfo=UTC)
SECRET = "T0k3n-of-a-chat-room"


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """A hand-made edition: one event that goes on, one that is young, one long over; two late releases, one live."""
    folder = tmp_path / "edition"
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    with duckdb.connect(str(folder / "tidegauge.duckdb")) as db:
        db.execute(
            """
            CREATE TABLE alerts AS FROM (VALUES
                ('carry_unwind', 'USDJPY', DATE '2026-08-20', NULL::DATE, -5.1::DOUBLE, -4.0::DOUBLE, 'percent',
                 TIMESTAMPTZ '2026-08-21 20:15:00+00', 'USDJPY unwinds', '日元套息平仓'),
                ('triple_selloff', '5d', DATE '2026-08-01', DATE '2026-08-05', 1.0::DOUBLE, NULL, NULL,
                 TIMESTAMPTZ '2026-08-06 20:15:00+00', 'stocks, bonds and the dollar fell', '股债汇三杀'),
                ('carry_unwind', 'USDJPY', DATE '2024-08-02', DATE '2024-08-09', -9.0::DOUBLE, -4.0::DOUBLE, 'percent',
                 TIMESTAMPTZ '2024-08-12 20:15:00+00', 'USDJPY unwound', '日元套息平仓')
            ) AS t(alert, subject, since, until, value, threshold, unit, known_at, text_en, text_zh)
            """
        )
        db.execute(
            """
            CREATE TABLE releases AS FROM (VALUES
                ('fred__h41', 'live', 'open', 10, DATE '2026-07-15', TIMESTAMPTZ '2026-07-16 20:30:00+00',
                 DATE '2026-07-22', TIMESTAMPTZ '2026-07-23 20:30:00+00', TIMESTAMPTZ '2026-07-25 20:30:00+00',
                 'WDTGAL', NULL),
                ('fred__h15', 'bundled', 'open', 10, DATE '2026-07-15', TIMESTAMPTZ '2026-07-16 20:30:00+00',
                 DATE '2026-07-16', TIMESTAMPTZ '2026-07-17 20:30:00+00', TIMESTAMPTZ '2026-07-19 20:30:00+00',
                 'DGS10', NULL)
            ) AS t(release, origin, access, observations, last_period, last_known_at, next_period, next_expected_at,
                   late_from, first_late_series, degraded_reason)
            """
        )
        db.execute("CREATE TABLE series AS SELECT 'WDTGAL' AS series, DATE '2026-07-15' AS last_period")
    return Edition(folder)


@contextmanager
def webhook(status: int = 200) -> Iterator[tuple[str, list[dict[str, object]]]]:
    got: list[dict[str, object]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{SECRET}", got
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def mail_server() -> Iterator[tuple[str, list[str]]]:
    got: list[str] = []

    class Post(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            body, letter = False, ""
            for raw in self.rfile:
                line = raw.decode()
                if body:
                    letter += line
                    if line == ".\r\n":
                        got.append(letter)
                        body = False
                        self.wfile.write(b"250 kept\r\n")
                elif line.upper().startswith("DATA"):
                    body = True
                    self.wfile.write(b"354 go on\r\n")
                elif line.upper().startswith("QUIT"):
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    self.wfile.write(b"250 fine\r\n")

    server = TCPServer(("127.0.0.1", 0), Post)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"smtp://127.0.0.1:{server.server_address[1]}", got
    finally:
        server.shutdown()
        server.server_close()


def lines(home: Home, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (home.root / "alerts" / name).read_text("utf-8").splitlines()]


def test_what_goes_on_or_is_young_and_live_publishers_that_are_late(edition: Edition) -> None:
    found = {a.key: a for a in current(edition, NOW)}
    assert list(found) == [
        "carry_unwind|USDJPY|2026-08-20",
        "triple_selloff|5d|2026-08-01",
        "late_publisher|fred__h41|2026-07-25",
    ]
    assert "WDTGAL ends 2026-07-15" in found["late_publisher|fred__h41|2026-07-25"].text_en


def test_an_edition_from_before_alerts_says_what_to_run(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "tidegauge.duckdb")).close()
    with pytest.raises(NoSuchTable, match="Run: tidegauge run"):
        current(Edition(tmp_path), NOW)


def test_an_event_is_told_once(edition: Edition, home: Home) -> None:
    found = current(edition, NOW)
    assert len(deliver(home, found, NOW)) == 3
    assert deliver(home, found, NOW + timedelta(hours=1)) == []
    assert [told["subject"] for told in lines(home, "alerts.jsonl")] == ["USDJPY", "5d", "fred__h41"]


def test_a_way_that_is_set_later_tells_what_goes_on(
    edition: Edition, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = current(edition, NOW)
    deliver(home, found, NOW)
    with webhook() as (url, got):
        monkeypatch.setenv(alerts.WEBHOOK, url)
        deliver(home, found, NOW)
        deliver(home, found, NOW)
    assert [told["text"] for told in got][:1] == ["Tidegauge: USDJPY unwinds"]
    assert len(got) == 3
    assert len(lines(home, "alerts.jsonl")) == 3


def test_a_broken_way_is_named_without_its_secret_silences_no_other_and_is_tried_again(
    edition: Edition, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = current(edition, NOW)
    with webhook(status=500) as (url, got), mail_server() as (server, letters):
        monkeypatch.setenv(alerts.WEBHOOK, url)
        monkeypatch.setenv(alerts.SMTP, server)
        monkeypatch.setenv(alerts.TO, "desk@example.org")
        with pytest.raises(NotDelivered, match="webhook: expected a 2xx answer; found 500") as problem:
            deliver(home, found, NOW)
        assert SECRET not in str(problem.value)
        assert len(got) == 1
        assert len(letters) == len(lines(home, "alerts.jsonl")) == 3
    with webhook() as (url, got):
        monkeypatch.setenv(alerts.WEBHOOK, url)
        monkeypatch.delenv(alerts.SMTP)
        assert len(deliver(home, found, NOW)) == 3
        assert len(got) == 3


def test_an_address_that_nobody_answers_at_is_not_shown(
    edition: Edition, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(alerts.WEBHOOK, f"http://127.0.0.1:9/{SECRET}")
    with pytest.raises(NotDelivered) as problem:
        deliver(home, current(edition, NOW), NOW)
    assert SECRET not in str(problem.value)
    assert len(lines(home, "alerts.jsonl")) == 3


def test_a_webhook_without_tls_is_not_used(edition: Edition, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(alerts.WEBHOOK, "http://chat.example.org/hook")
    with pytest.raises(NotDelivered, match="expected https in TIDEGAUGE_ALERT_WEBHOOK"):
        deliver(home, current(edition, NOW), NOW)


def test_a_letter_says_it_in_both_languages(edition: Edition, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as (server, letters):
        monkeypatch.setenv(alerts.SMTP, server)
        monkeypatch.setenv(alerts.TO, "desk@example.org")
        deliver(home, current(edition, NOW)[:1], NOW)
    assert "Subject: Tidegauge: USDJPY unwinds" in letters[0]
    assert "To: desk@example.org" in letters[0]


def test_a_torn_note_is_no_end(edition: Edition, home: Home) -> None:
    found = current(edition, NOW)
    deliver(home, found, NOW)
    with (home.root / "alerts" / "delivered.jsonl").open("a") as file:
        file.write('{"key": "carry')
    assert deliver(home, found, NOW) == []
    # and swallows no later one
    later = replace(found[0], subject="USDKRW")
    assert deliver(home, [later], NOW) == [later]
    assert deliver(home, [later], NOW) == []


def test_the_sensor_tells_at_a_publication(
    published: tuple[Home, CompletedProcess[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Dagster's daemon evaluates it, on the edition that the bundle gives."""
    home = Home(tmp_path / "home")
    home.prepare()
    home.current.symlink_to(published[0].current.resolve())
    sensor = schedules.alerts(home)
    with dg.DagsterInstance.ephemeral() as instance:
        instance.report_runless_asset_event(dg.AssetMaterialization("edition"))
        told = sensor.evaluate_tick(dg.build_sensor_context(instance))
        assert "1 alerts delivered: reserves_near_threshold|waller_2025_gdp|2026-08-12" in str(told.skip_message)
        instance.report_runless_asset_event(dg.AssetMaterialization("edition"))
        again = sensor.evaluate_tick(dg.build_sensor_context(instance))
        assert "0 alerts delivered: nothing new" in str(again.skip_message)
    assert [line["subject"] for line in lines(home, "alerts.jsonl")] == ["waller_2025_gdp"]
