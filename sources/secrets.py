"""The one choke point for keys: read from the environment, and blacked out by value wherever text leaves us.

Secret are API keys, the address of a webhook, and the user names and passwords inside addresses: of the mail server, of
a proxy, of a publisher's mirror. They are found in every form in which a publisher, a proxy or a library may give them
back: percent-encoded, escaped for JSON or HTML, as base64 (as in a header with a login), in hexadecimal, in any case.
"""

from __future__ import annotations

import base64
import html
import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from sources.errors import printable

KEYS = ("FRED_API_KEY", "BOK_API_KEY")
# an address of a webhook or of a mail server has its password inside
WEBHOOK, SMTP = ADDRESSES = ("TIDEGAUGE_ALERT_WEBHOOK", "TIDEGAUGE_ALERT_SMTP")
VARIABLES = (*KEYS, *ADDRESSES)
PUBLIC = "sample"  # the key that the Bank of Korea prints in its documentation: a word, not a secret
TELLING = 10  # characters; a shorter secret may be an ordinary word, for which no body is refused
SHORT, LONG = 8, 16  # characters; so long a part of a path is a token rather than the name of a folder
_OVERRIDE = re.compile(r"TIDEGAUGE_[A-Z0-9_]+_URL")
_PROXY = re.compile(r"(https?|all|ftp)_proxy", re.IGNORECASE)


def key(variable: str) -> str | None:
    """The key in that environment variable, or None when it is unset or blank."""
    return os.environ.get(variable, "").strip() or None


def redact(text: str) -> str:
    """The text with every secret that is set replaced by its variable's name, in whatever form it stands there."""
    pattern, names = _pattern(_given())
    return pattern.sub(lambda found: f"<{names.get(found.group().lower(), 'secret')}>", text) if pattern else text


def holds(body: bytes) -> str | None:
    """The variable whose secret stands in the bytes, or None."""
    given = [pair for pair in _given() if len(pair[1]) >= TELLING]
    lowered = body.lower() if given else b""
    forms = ((variable, form) for variable, secret in given for form in _forms(secret))
    return next((variable for variable, form in forms if form.lower().encode() in lowered), None)


def excerpt(body: bytes, characters: int) -> str:
    """The beginning of a body for a message, blacked out before it is cut: half a key is none that could be found."""
    return printable(" ".join(redact(body.decode("utf-8", "replace")).split())[:characters])


def _given() -> tuple[tuple[str, str], ...]:
    """Every secret that is set, with the variable that it stands in."""
    return tuple((name, secret) for name, value in sorted(os.environ.items()) for secret in _secrets(name, value))


def _secrets(name: str, value: str) -> Iterator[str]:
    value = value.strip()
    if not value or value == PUBLIC:
        return
    if name in VARIABLES:
        yield value
    if name in ADDRESSES or _PROXY.fullmatch(name) or _OVERRIDE.fullmatch(name):
        yield from _inside(value, SHORT if name == WEBHOOK else LONG)


@lru_cache(maxsize=256)
def _inside(address: str, shortest_token: int) -> tuple[str, ...]:
    """What of an address is secret: its login, the password alone, and tokens in its path and query."""
    rest = address.split("://", 1)[-1]
    login, _, behind = rest.rpartition("@")
    found = []
    if login:
        password = login.partition(":")[2] or login
        found += [login, password, unquote(login), unquote(password)]
    words = [w for w in re.split("[/?&=#;]", behind.partition("/")[2]) if len(w) >= shortest_token]
    found += [w for w in words if len(w) >= LONG or any(c.isdigit() for c in w)]
    return tuple(dict.fromkeys(s for s in found if len(s) > 3))


@lru_cache(maxsize=8)
def _pattern(given: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """A pattern that finds every form of every secret, and the variable of each form in lower case."""
    forms: dict[str, str] = {}
    for variable, secret in given:
        for form in _forms(secret):
            forms.setdefault(form.lower(), variable)
    ordered = sorted(forms, key=len, reverse=True)  # an address before the password inside it
    return (re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE) if ordered else None), forms


@lru_cache(maxsize=256)
def _forms(secret: str) -> tuple[str, ...]:
    """In what forms it may come back. All are searched for in any case."""
    raw = secret.encode()
    forms = [
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        quote(quote(secret, safe=""), safe=""),
        json.dumps(secret)[1:-1],
        json.dumps(secret)[1:-1].replace("/", "\\/"),
        html.escape(secret),
        repr(secret)[1:-1],
        raw.hex(),
        "".join(f"%{byte:02x}" for byte in raw),
    ]
    if len(secret) >= 6:
        forms += [form for shift in range(3) for form in _in_base64(raw, shift)]
    return tuple(dict.fromkeys(f for f in forms if f))


def _in_base64(raw: bytes, shift: int) -> Iterator[str]:
    """The characters that only the secret decides, where it stands that many bytes behind a group of three."""
    for encode in (base64.standard_b64encode, base64.urlsafe_b64encode):
        text = encode(bytes(shift) + raw).decode()
        yield text[-(-8 * shift // 6) : (8 * (shift + len(raw))) // 6]


class Redacting(logging.Filter):
    """A logging filter that blacks out keys in the finished message and in its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


def guard() -> None:
    """Black keys out of what any logger of this process says, and of what it says when it crashes, in any thread.

    A filter on our own handlers is not enough: libraries write whole addresses (urllib3 warns of odd headers with one),
    and Dagster keeps what it is told in its event store.
    """
    make = logging.getLogRecordFactory()
    if make is not _guarded:
        _Guarded.make = make
        logging.setLogRecordFactory(_guarded)
    sys.excepthook = _told
    threading.excepthook = lambda args: _told(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)


class _Guarded:
    make: Callable[..., logging.LogRecord] = logging.LogRecord


def _guarded(*args: Any, **options: Any) -> logging.LogRecord:
    record = _Guarded.make(*args, **options)
    try:
        said = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            said += "".join(traceback.format_exception(*record.exc_info))
    except Exception:  # a message that does not fit its arguments is the handler's to report
        return record
    if redact(said) != said:
        Redacting().filter(record)
    return record


def _told(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, SystemExit):
        return
    sys.stderr.write(redact("".join(traceback.format_exception(kind, problem, trace))))
