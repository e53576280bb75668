"""The errors of this package. Each says what was expected, what was found, and what to run next."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """For a terminal: what moves the cursor, colours, links or turns the direction of writing is shown as «�»."""
    return _CONTROL.sub("�", text)


class TidegaugeError(Exception):
    """Base of every error that a user may see without a traceback."""


class CatalogError(TidegaugeError):
    """The catalog contradicts itself or names something that does not exist."""


class MissingKey(TidegaugeError):
    """A release needs an API key that is not set. Not a failure: the release is skipped with this reason."""

    def __init__(self, variable: str, page: str) -> None:
        self.variable = variable
        super().__init__(f"needs {variable} (free key: {page})")


class FetchError(TidegaugeError):
    """A publisher could not be asked, or its answer was not what an answer looks like."""


class NotThere(FetchError):
    """The publisher says that it has nothing at this address: HTTP 404 or 410."""


class Declined(FetchError):
    """The publisher says that the question is a wrong one: HTTP 400."""


class Unreachable(FetchError):
    """No connection to the publisher's host could be opened at all."""


class ArchiveError(TidegaugeError):
    """A payload of the archive is missing or is not the bytes that were stored."""


class PayloadRefused(TidegaugeError):
    """A body that must not be recorded: cut, of the wrong shape, an error envelope, or out of range.

    Attributes:
        rows: the offending rows, as ``(where, reason)``; empty when the body as a whole is at fault.
        guard: the judgement that refused it, when it is one that a person may overrule (see sources/overrules.py).
    """

    def __init__(self, message: str, rows: list[tuple[str, str]] | None = None, guard: str = "") -> None:
        self.rows = rows or []
        self.guard = guard
        super().__init__(message)
