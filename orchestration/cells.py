"""Values as text files and terminals show them: no text becomes a formula, a link, markup or a control sequence."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sources.errors import printable

# the full-width signs, too: spreadsheets with an East Asian keyboard take them for the narrow ones
_SIGN = "[=+\\-@＝＋－＠]"
_DULL = "[\\s\"'\\x00-\\x1f\\u200b\\ufeff]*"  # what a spreadsheet may pass over
_BEGINS = re.compile(f"{_DULL}{_SIGN}|[\t\n]")
# where a semicolon or a tab separates columns, quotes inside a line protect nothing: what follows may begin a cell
_INSIDE = re.compile(f"([;\t\n]{_DULL})(?={_SIGN})")


def plain(value: Any) -> Any:
    """Moments and days as ISO 8601, all else as it is."""
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def safe(value: Any) -> Any:
    """For a CSV: a number as a number; anything else as a text that no spreadsheet takes for a formula.

    An apostrophe marks text: before a first character that begins a formula, and behind a separator inside the text.
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | Decimal) or (isinstance(value, float) and math.isfinite(value)):
        return value
    text = str(plain(value)).replace("\r\n", "\n").replace("\r", "\n")  # a lone one would end the line for some
    text = _INSIDE.sub(r"\1'", text)
    return f"'{text}" if _BEGINS.match(text) else text


def shown(value: Any) -> str:
    """For a terminal: without control sequences."""
    return printable(str(plain(value)))
