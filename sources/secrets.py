"""The one choke point for keys: read from the environment, and blacked out by value wherever text leaves us."""

from __future__ import annotations

import logging
import os
from urllib.parse import quote

# an address of a webhook or of a mail server has its password inside
VARIABLES = ("FRED_API_KEY", "BOK_API_KEY", "TIDEGAUGE_ALERT_WEBHOOK", "TIDEGAUGE_ALERT_SMTP")
PUBLIC = "sample"  # the key that the Bank of Korea prints in its documentation: a word, not a secret


def key(variable: str) -> str | None:
    """The key in that environment variable, or None when it is unset or blank."""
    return os.environ.get(variable, "").strip() or None


def redact(text: str) -> str:
    """The text with every key that is set replaced by its variable's name, raw and percent-encoded."""
    for variable in VARIABLES:
        secret = key(variable)
        if secret and secret != PUBLIC:
            for form in (secret, quote(secret, safe="")):
                text = text.replace(form, f"<{variable}>")
    return text


class Redacting(logging.Filter):
    """A logging filter that blacks out keys in the finished message and in its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True
