"""What several publishers' text formats have in common. No knowledge of any one of them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from sources.errors import FetchError, PayloadRefused
from sources.model import Payload

MOST_PAGES = 500  # no table read here has fifty


def require_end(page: int, what: str) -> None:
    """A publisher that has always one more page is not asked for ever."""
    if page > MOST_PAGES:
        raise FetchError(f"{what}: expected an end within {MOST_PAGES} pages; found none")


def decode(body: bytes, encoding: str = "utf-8-sig") -> str:
    """The body as text; a byte that does not belong to the encoding refuses the payload."""
    if body[:1024].lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise PayloadRefused("expected data; found an HTML page")
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as problem:
        raise PayloadRefused(f"expected {encoding} text; found {problem}") from None


def lines_of(payload: Payload) -> bytes:
    """The body of a text file whose publisher ends it without a line end: allowed when its length proves it whole."""
    return payload.body if payload.body.endswith(b"\n") or not payload.proven else payload.body + b"\n"


def rows_of(body: bytes, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[list[str]]:
    """The rows of a separated-values file. A body that does not end with a line end was cut.

    Cells are stripped; a quoted cell may hold line ends.
    """
    text = decode(body, encoding)
    if not text.endswith("\n"):
        raise PayloadRefused(f"cut short: expected a line end at the end; found {text[-20:]!r}")
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as problem:
        raise PayloadRefused(f"expected separated values; found {problem}") from None


def json_of(body: bytes) -> Any:
    """The JSON document of a body."""
    try:
        return json.loads(decode(body))
    except (ValueError, RecursionError) as problem:
        raise PayloadRefused(f"expected JSON; found {problem}") from None
