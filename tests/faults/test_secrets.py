"""Canary keys: a publisher gives them back in every way it can, and they are looked for in all that is left behind."""

from __future__ import annotations

import base64
import gzip
import html
import json
import logging
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import pytest

from orchestration import alerts
from orchestration.storage.home import PROJECT, Home
from sources import ingest
from sources.archive import Archive
from sources.catalog import load
from sources.errors import TidegaugeError
from sources.http import Http
from sources.model import Delivery, Payload, Request
from sources.secrets import guard
from tests.conftest import tidegauge
from tests.faults import canaries
from tests.faults.table import Tally
from tests.publisher import Publisher
from tests.sources.conftest import Loopback, _OnLoopback

Echo = Callable[[BaseHTTPRequestHandler, str], None]

# by what is asked, the secret that comes back; the last is kept without being read first
KEYED = {"fred__gdp": canaries.FRED, "bok__usd_krw": canaries.BOK, "mof_japan__jgb_yields": canaries.MIRROR}
FORMS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "percent": lambda s: quote(s, safe=""),
    "percent twice": lambda s: quote(quote(s, safe=""), safe=""),
    "every byte": lambda s: "".join(f"%{b:02X}" for b in s.encode()),
    "json": lambda s: json.dumps({"asked": s}).replace("/", "\\/"),
    "html": html.escape,
    "base64": lambda s: base64.b64encode(s.encode()).decode(),
    "base64 of a login": lambda s: base64.b64encode(f"user:{s}".encode()).decode(),
    "base64 behind two": lambda s: base64.urlsafe_b64encode(f"ab{s}cd".encode()).decode(),
    "hexadecimal": lambda s: s.encode().hex(),
    "upper case": str.upper,
    "lower case": str.lower,
    "the whole address": lambda s: f"https://host/api/{quote(s, safe='')}/json?api_key={quote(s)}",
    "at the end of an excerpt of 300": lambda s: "x" * 290 + s,
    "at the end of an excerpt of 200": lambda s: "x" * 190 + s,
}


def answering(status: int, form: Callable[[str], str]) -> Echo:
    def write(handler: BaseHTTPRequestHandler, key: str) -> None:
        body = f"observation_date,{form(key)}\n2026-01-01,1.0\n".encode()
        handler.wfile.write(b"HTTP/1.1 %d Said\r\nContent-Length: %d\r\n\r\n" % (status, len(body)) + body)

    return write


def headed(head: str) -> Echo:
    def write(handler: BaseHTTPRequestHandler, key: str) -> None:
        filled = head.replace("KEY", key)
        handler.wfile.write(f"HTTP/1.1 {filled}\r\nContent-Length: 3\r\n\r\na,b".encode())

    return write


def packed(handler: BaseHTTPRequestHandler, key: str) -> None:
    body = gzip.compress(f"{key},x\n".encode())
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


ECHOES: dict[str, Echo] = {
    **{f"{status}: {name}": answering(status, form) for status in (200, 400, 500) for name, form in FORMS.items()},
    **{f"{status}: raw": answering(status, str) for status in (401, 403, 404, 429, 503)},
    "the reason of the status": headed("403 Forbidden KEY"),
    "ETag": headed('200 OK\r\nETag: "KEY"\r\nLast-Modified: KEY'),
    "Content-Type": headed("200 OK\r\nContent-Type: text/KEY"),
    "Content-Encoding": headed("200 OK\r\nContent-Encoding: KEY"),
    "Retry-After": headed("429 Slow\r\nRetry-After: KEY"),
    "redirect to itself": headed("302 Found\r\nLocation: /again/KEY"),
    "redirect to another host": headed("302 Found\r\nLocation: https://elsewhere.example/KEY?k=KEY"),
    "redirect to no address": headed("302 Found\r\nLocation: http://[KEY"),
    "a broken head": headed("200 OK\r\nKEY"),
    "no status": lambda handler, key: handler.wfile.write(f"KEY {key}\r\n\r\n".encode()),
    "cut": lambda handler, key: handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{key}".encode()),
    "gzip": packed,
}


class Echoing(_OnLoopback):
    """A publisher that gives a key back."""

    echo: Echo
    key = ""

    def give(self, handler: BaseHTTPRequestHandler, asked: object) -> None:
        handler.close_connection = True
        self.echo(handler, self.key)


@pytest.fixture
def said() -> Iterator[list[str]]:
    """Everything that any logger says, from DEBUG on."""
    lines: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter().format(record))

    root, handler = logging.getLogger(), Keeping()
    before, factory = root.level, logging.getLogRecordFactory()
    hooks = sys.excepthook, threading.excepthook
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    guard()
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)
    sys.excepthook, threading.excepthook = hooks
    logging.setLogRecordFactory(factory)


@pytest.mark.fault(27)
@pytest.mark.parametrize("release", KEYED)
def test_a_key_that_the_publisher_gives_back_is_found_nowhere(
    release: str, said: list[str], tmp_path: Path, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    monkeypatch.setenv("FRED_API_KEY", canaries.FRED)
    monkeypatch.setenv("BOK_API_KEY", canaries.BOK)
    with Echoing() as publisher:
        for variable in ("TIDEGAUGE_FRED_URL", "TIDEGAUGE_BOK_URL", "TIDEGAUGE_MOF_URL"):
            monkeypatch.setenv(variable, publisher.url.replace("//", f"//user:{canaries.MIRROR}@"))
        publisher.key = KEYED[release]
        for number, (name, echo) in enumerate(ECHOES.items()):
            Echoing.echo = staticmethod(echo)
            archive, text, asked = Archive(tmp_path / str(number)), "", len(publisher.asked)
            try:
                entry = ingest.fetch(load().release(release), Http(deadline_s=5, paced=False), archive)
                ingest.read(archive.open(entry), load().release(release))
            except TidegaugeError as problem:
                text = "".join(traceback.format_exception(problem))
            assert len(publisher.asked) > asked
            where = [*canaries.holders(archive.root), *(["the error"] if canaries.stands_in(text) else [])]
            where += [f"a log line: {line[:60]}" for line in said if canaries.stands_in(line)]
            said.clear()
            tally.holds(f"{release}, {name}", not where, where)


@pytest.mark.fault(27)
def test_a_file_of_one_s_own_with_a_key_in_it_is_not_kept(
    tmp_path: Path, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRED_API_KEY", canaries.FRED)
    for name, body in {"raw": canaries.FRED, "percent": quote(canaries.FRED), "lower": canaries.FRED.lower()}.items():
        payload = Payload(request=Request(url="own-file:x"), media_type="", body=b"date,usd\n#" + body.encode())
        given = Delivery(release="lbma__gold_am", fetched_at=datetime.now(UTC), origin="own_file", payloads=(payload,))
        with pytest.raises(TidegaugeError, match="FRED_API_KEY"):
            Archive(tmp_path).keep(given)
        tally.holds(f"a file with a key, {name}", not list(canaries.holders(tmp_path)))


ALERT = alerts.Alert("a", "s", date(2026, 1, 1), None, 1.0, 2.0, "pct", datetime.now(UTC), "told", "说")
WAYS = {
    "webhook refused": {"TIDEGAUGE_ALERT_WEBHOOK": "PUBLISHER/hooks/HOOK?sig=SIGNATURE"},
    "webhook without a listener": {"TIDEGAUGE_ALERT_WEBHOOK": "http://127.0.0.1:9/HOOK"},
    "webhook with a wrong port": {"TIDEGAUGE_ALERT_WEBHOOK": "https://user:HOOK/SIGNATURE@host:port/x"},
    "webhook without a scheme": {"TIDEGAUGE_ALERT_WEBHOOK": "HOOK"},
    "webhook over http": {"TIDEGAUGE_ALERT_WEBHOOK": "http://example.invalid/HOOK"},
    "mail without a listener": {"TIDEGAUGE_ALERT_SMTP": "smtp://user:MAIL@127.0.0.1:9"},
    "mail with a slash in its password": {"TIDEGAUGE_ALERT_SMTP": "smtps://user:MAIL/MAIL@host:465"},
    "mail with a bracket in its password": {"TIDEGAUGE_ALERT_SMTP": "smtps://user:[MAIL@host:465"},
    "mail server that is none": {"TIDEGAUGE_ALERT_SMTP": "smtp://user:MAIL@PUBLISHERHOST"},
    "proxy with a slash in its password": {
        "TIDEGAUGE_ALERT_WEBHOOK": "https://example.invalid/HOOK",
        "HTTPS_PROXY": "http://user:PROXY/x@127.0.0.1:9",
    },
}


@pytest.mark.fault(27)
def test_an_alert_that_cannot_be_delivered_says_no_password(
    tmp_path: Path, said: list[str], tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Echoing() as publisher:
        Echoing.echo = staticmethod(answering(500, str))
        publisher.key = canaries.HOOK
        for name, given in WAYS.items():
            with monkeypatch.context() as patch:
                patch.setenv("TIDEGAUGE_ALERT_TO", "someone@example.invalid")
                for variable, value in given.items():
                    filled = value
                    for mark in ("HOOK", "SIGNATURE", "MAIL", "PROXY"):
                        filled = filled.replace(mark, getattr(canaries, mark))
                    filled = filled.replace("PUBLISHERHOST", publisher.url.removeprefix("http://"))
                    patch.setenv(variable, filled.replace("PUBLISHER", publisher.url))
                if "HTTPS_PROXY" in given:
                    patch.delenv("NO_PROXY", raising=False)
                home = Home(tmp_path / name.replace(" ", "_"))
                with pytest.raises(alerts.NotDelivered) as problem:
                    alerts.deliver(home, [ALERT], datetime.now(UTC))
            told = "".join(traceback.format_exception(problem.value)) + "".join(said)
            said.clear()
            found = [*canaries.holders(home.root), *(["the message"] if canaries.stands_in(told) else [])]
            tally.holds(name, not found, f"{found} {told[-300:]}")


SETUP = """
import faulthandler, logging, os, threading, time
from urllib.parse import quote
from sources.secrets import guard
guard()
fred, bok = os.environ["FRED_API_KEY"], os.environ["BOK_API_KEY"]
"""
CRASHES = {
    "in the main thread": "raise RuntimeError(fred)",
    "with a cause": """
try:
    open(bok)
except OSError as problem:
    raise KeyError(quote(bok, safe="")) from problem
""",
    "in a thread": "t = threading.Thread(target=lambda: int(fred)); t.start(); t.join()",
    "in a group of errors": "raise ExceptionGroup('many', [ValueError(fred.upper())])",
    "a library's log": "logging.basicConfig(level=0); logging.getLogger('urllib3.connection').error('GET %s', fred)",
    "faulthandler": "faulthandler.dump_traceback_later(0.05, exit=True); time.sleep(9)",
}


@pytest.mark.fault(27)
@pytest.mark.parametrize("crash", CRASHES)
def test_a_crash_says_no_key(crash: str, tally: Tally) -> None:
    environment = {"PATH": "/usr/bin", "FRED_API_KEY": canaries.FRED, "BOK_API_KEY": canaries.BOK}
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", SETUP + CRASHES[crash]],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr
    tally.holds(crash, not canaries.stands_in(done.stdout + done.stderr), done.stderr[-300:])


@pytest.mark.fault(27)
def test_the_commands_say_no_key_when_a_host_is_given_wrongly(tmp_path: Path, tally: Tally) -> None:
    secrets = {
        "FRED_API_KEY": canaries.FRED,
        "BOK_API_KEY": canaries.BOK,
        "HTTPS_PROXY": f"http://user:{canaries.PROXY}/@127.0.0.1:x",
        "TIDEGAUGE_FREDGRAPH_URL": f"http://user:{canaries.MIRROR}@mirror.invalid",
        "TIDEGAUGE_FRED_URL": f"https://user:{canaries.MIRROR}@127.0.0.1:9/{canaries.MIRROR}",
    }
    home = Home(tmp_path / "home")
    for arguments in (["doctor"], ["vintages", "GDP"], ["run", "--select", canaries.FRED]):
        done = tidegauge(home, *arguments, **secrets)
        told = done.stdout + done.stderr
        assert told
        found = list(canaries.holders(home.root))
        tally.holds(" ".join(arguments[:1]), not (found or canaries.stands_in(told)), f"{found} {told[-500:]}")


@pytest.mark.fault(27)
def test_a_whole_run_leaves_no_key_behind(tmp_path: Path, tally: Tally) -> None:
    """Every key set, a publisher that gives them back, an alert that cannot be sent: files, databases, documents."""
    if not tally.full:
        pytest.skip("two minutes: in the full count")
    home, publisher = Home(tmp_path / "home"), Publisher(load())
    both = f"{canaries.FRED} {quote(canaries.BOK, safe='')} {canaries.BOK}".encode()
    publisher.changes.update(
        {
            "StatisticSearch": (500, b"<html>" + both + b"</html>"),
            "/fred/": (400, both),
            "id=GFDEBTN": (200, b"observation_date,GFDEBTN\n" + both),
            "slt_table5": (404, both),
        }
    )
    with publisher.listening() as environment, Loopback() as hooks:
        environment |= {"FRED_API_KEY": canaries.FRED, "BOK_API_KEY": canaries.BOK}
        environment["TIDEGAUGE_NYFED_URL"] = environment["TIDEGAUGE_NYFED_URL"].replace("//", f"//u:{canaries.MIRROR}@")
        environment["TIDEGAUGE_ALERT_WEBHOOK"] = f"{hooks.url}/{canaries.HOOK}?sig={canaries.SIGNATURE}"
        environment["TIDEGAUGE_ALERT_SMTP"] = f"smtp://user:{canaries.MAIL}@127.0.0.1:9"
        environment["TIDEGAUGE_ALERT_TO"] = "someone@example.invalid"
        for arguments in (["run"], ["alerts", "--deliver"], ["doctor"], ["brief"], ["status", "--json"]):
            done = tidegauge(home, *arguments, **environment)
            tally.holds(" ".join(arguments), not canaries.stands_in(done.stdout + done.stderr), done.stderr[-500:])
            assert arguments != ["run"] or done.returncode in (0, 3), done.stderr[-2000:]
    assert any(canaries.stands_in(target) for _, _, target in publisher.asked), "no key was ever sent"
    found = list(canaries.holders(home.root))
    tally.holds("all that the home holds", not found, found[:10])
    files = sum(1 for path in home.root.rglob("*") if path.is_file())
    tally.note(f"{files:,} files of a whole home searched for seven secrets, none found")
