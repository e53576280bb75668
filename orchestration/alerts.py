"""Alerts: what a reader wants to be told of, once each, from the mart ``alerts`` and the publishers that are late.

Three ways out, each optional but the first: a file in the home, a webhook, e-mail. What was delivered by which way is
noted in the home, so that an event is told once; what could not be delivered is tried again at the next publication.
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from orchestration.standing import releases
from orchestration.storage.editions import Edition
from orchestration.storage.home import Home
from sources.errors import TidegaugeError
from sources.http import is_loopback
from sources.journal import append_line
from sources.secrets import redact

NEWS = timedelta(days=31)  # an event that ended is told while it is that young; one that goes on, always
TIMEOUT_S = (5.0, 15.0)
WEBHOOK, SMTP, TO, FROM = (f"TIDEGAUGE_ALERT_{name}" for name in ("WEBHOOK", "SMTP", "TO", "FROM"))


class NotDelivered(TidegaugeError):
    """A way out is set and does not work."""


class NoSuchTable(TidegaugeError):
    """The edition has no alerts."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One event. ``until`` is None while it goes on; ``value`` and ``threshold`` are in ``unit``."""

    alert: str
    subject: str
    since: date
    until: date | None
    value: float | None
    threshold: float | None
    unit: str | None
    known_at: datetime
    text_en: str
    text_zh: str

    @property
    def key(self) -> str:
        return f"{self.alert}|{self.subject}|{self.since}"


def current(edition: Edition, now: datetime) -> list[Alert]:
    """The events that go on or are young, and the live publishers that are late; the newest first.

    Raises:
        NoSuchTable: the edition was published before there were alerts.
    """
    with edition.connect() as db:
        if not db.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'alerts'").fetchall():
            raise NoSuchTable(f"{edition.name}: expected the table alerts; found none. Run: tidegauge run")
        rows = db.execute(
            "SELECT alert, subject, since, until, value, threshold, unit, known_at, text_en, text_zh FROM alerts "
            "WHERE until IS NULL OR known_at >= ?",
            [now - NEWS],
        ).fetchall()
        found = [Alert(*row) for row in rows]
        for release in releases(db):
            if release.origin == "live" and release.late_from and release.late_from < now:
                ends = f"{release.first_late_series} ends {release.first_late_last_period}"
                told = f"{release.release} is late: {ends}; the next figure was due {release.next_expected_at:%Y-%m-%d}"
                zh = f"{release.release} 迟发:{release.first_late_series} 止于 {release.first_late_last_period}"
                since = release.late_from
                found.append(
                    Alert("late_publisher", release.release, since.date(), None, None, None, None, since, told, zh)
                )
    return sorted(found, key=lambda a: (a.since, a.key), reverse=True)


def show(alerts: Iterable[Alert], *, as_json: bool) -> None:
    """Print them, as a table or as JSON."""
    alerts = list(alerts)
    if as_json:
        print(json.dumps([_told(a) for a in alerts], ensure_ascii=False, indent=1))
        return
    if not alerts:
        print("no alerts: nothing goes on and nothing is young")
    for alert in alerts:
        ends = "goes on" if alert.until is None else f"until {alert.until}"
        print(f"{alert.since}  {ends:16}  {alert.text_en}")


def deliver(home: Home, alerts: Iterable[Alert], now: datetime) -> list[Alert]:
    """Send what was not sent yet, by every way that is set; returns the alerts that went out by any.

    Raises:
        NotDelivered: after all others were tried, names the ways that failed; they are tried again next time.
    """
    alerts, failed, sent = list(alerts), [], dict[str, Alert]()
    for way, send in _ways(home).items():
        done = _delivered(home)
        due = [a for a in alerts if (a.key, way) not in done]
        for alert in due:
            try:
                send(alert)
            except (OSError, ValueError, smtplib.SMTPException, NotDelivered) as problem:
                failed.append(f"{way}: {redact(str(problem))}")
                break  # the way is broken: the others are not held up by it
            _note(home, alert.key, way, now)
            sent[alert.key] = alert
    if failed:
        raise NotDelivered(f"expected alerts to be delivered; {'; '.join(failed)}. They are tried again next time")
    return list(sent.values())


def _ways(home: Home) -> dict[str, Callable[[Alert], None]]:
    file = _folder(home) / "alerts.jsonl"
    ways: dict[str, Callable[[Alert], None]] = {"file": lambda alert: append_line(file, _told(alert))}
    if url := os.environ.get(WEBHOOK, "").strip():
        ways["webhook"] = lambda alert: _post(url, alert)
    if server := os.environ.get(SMTP, "").strip():
        ways["e-mail"] = lambda alert: _mail(server, alert)
    return ways


def _told(alert: Alert) -> dict[str, object]:
    told = {name: str(v) if isinstance(v, date) else v for name, v in asdict(alert).items()}
    return {"text": f"Tidegauge: {alert.text_en}", **told}  # «text» is what chat programs show


def _post(url: str, alert: Alert) -> None:
    import requests

    parts = _address(url)
    if parts is None or (parts.scheme != "https" and not is_loopback(parts.hostname or "")):
        raise NotDelivered(f"expected https in {WEBHOOK}; found another address")
    try:
        answer = requests.post(url, json=_told(alert), timeout=TIMEOUT_S, allow_redirects=False)
    except requests.RequestException as problem:
        # its text has the path, and the path is the password
        raise NotDelivered(f"expected an answer; found {type(problem).__name__}") from None
    if not answer.ok or answer.is_redirect:
        raise NotDelivered(f"expected a 2xx answer; found {answer.status_code}")


def _address(text: str) -> SplitResult | None:
    """Its parts; None when it is no address. What Python says of a wrong one may hold half a password."""
    try:
        parts = urlsplit(text)
        return parts if parts.port != 0 else None  # asking for the port is what raises
    except ValueError:
        return None


def _mail(server: str, alert: Alert) -> None:
    parts, to = _address(server), os.environ.get(TO, "").strip()
    if parts is None or parts.scheme not in ("smtp", "smtps") or not parts.hostname or not to:
        raise NotDelivered(f"expected {SMTP}=smtps://user:password@host:465 and {TO}; found something else")
    message = EmailMessage()
    message["Subject"] = f"Tidegauge: {alert.text_en}"
    message["From"] = os.environ.get(FROM, "").strip() or unquote(parts.username or "tidegauge@localhost")
    message["To"] = to
    told = json.dumps(_told(alert), ensure_ascii=False, indent=1)
    message.set_content(f"{alert.text_en}\n{alert.text_zh}\n\n{told}\n")
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        port = parts.port or 465
        client: smtplib.SMTP = smtplib.SMTP_SSL(parts.hostname, port, timeout=TIMEOUT_S[1], context=context)
    else:
        client = smtplib.SMTP(parts.hostname, parts.port or 587, timeout=TIMEOUT_S[1])
    with client:
        if parts.scheme == "smtp" and not is_loopback(parts.hostname or ""):
            client.starttls(context=context)
        if parts.username and parts.password:
            client.login(unquote(parts.username), unquote(parts.password))
        client.send_message(message)


def _folder(home: Home) -> Path:
    folder = home.root / "alerts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _delivered(home: Home) -> set[tuple[str, str]]:
    path = _folder(home) / "delivered.jsonl"
    found = set()
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        try:
            told = json.loads(line)
        except ValueError:
            continue  # the torn line of a crash: that alert may be told twice, never not at all
        found.add((told["key"], told["way"]))
    return found


def _note(home: Home, key: str, way: str, now: datetime) -> None:
    append_line(_folder(home) / "delivered.jsonl", {"key": key, "way": way, "at": now.astimezone(UTC).isoformat()})
