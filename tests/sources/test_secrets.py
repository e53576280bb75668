"""Keys are blacked out by their value, in whatever form and by whatever way they leave."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from sources.secrets import Redacting, key, redact

CANARY = "canary/0123+456=789"
ENCODED = "canary%2F0123%2B456%3D789"


@pytest.fixture(autouse=True)
def _a_key_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRED_API_KEY", CANARY)


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger with the filter on its handler, and what it writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redacting())
    logger = logging.getLogger("tests.secrets")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)
    logger.propagate = True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"api_key={CANARY}&x=1", "api_key=<FRED_API_KEY>&x=1"),
        (f"https://h/api/{ENCODED}/json", "https://h/api/<FRED_API_KEY>/json"),
        (f"{CANARY} and {CANARY}", "<FRED_API_KEY> and <FRED_API_KEY>"),
        ("nothing to hide", "nothing to hide"),
    ],
    ids=["raw", "percent-encoded", "twice", "absent"],
)
def test_a_key_is_replaced_by_the_name_of_its_variable(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_each_key_is_known_by_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOK_API_KEY", "seoul99")
    assert redact(f"{CANARY} seoul99") == "<FRED_API_KEY> <BOK_API_KEY>"


@pytest.mark.parametrize("blank", ["", "   "])
def test_a_blank_key_is_no_key_and_redacts_nothing(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRED_API_KEY", blank)
    assert key("FRED_API_KEY") is None
    assert redact("a text with   spaces") == "a text with   spaces"


def test_blanks_around_a_key_do_not_belong_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRED_API_KEY", f" {CANARY}\n")
    assert key("FRED_API_KEY") == CANARY
    assert redact(f"?{CANARY}") == "?<FRED_API_KEY>"


def test_a_key_in_the_arguments_of_a_log_record_is_blacked_out(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written
    logger.warning("asked %s for %d rows", f"https://h/?api_key={ENCODED}", 5)
    assert stream.getvalue() == "asked https://h/?api_key=<FRED_API_KEY> for 5 rows\n"


def test_a_key_in_a_traceback_is_blacked_out(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written
    try:
        raise ConnectionError(f"no answer from /api/{CANARY}/json")
    except ConnectionError:
        logger.exception("failed")
    text = stream.getvalue()
    assert "ConnectionError: no answer from /api/<FRED_API_KEY>/json" in text
    assert CANARY not in text


def test_a_key_in_the_cause_of_an_error_is_blacked_out(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written
    try:
        try:
            raise OSError(f"connect {CANARY}")
        except OSError as problem:
            raise RuntimeError("gave up") from problem
    except RuntimeError:
        logger.exception("failed")
    assert "RuntimeError: gave up" in stream.getvalue()
    assert CANARY not in stream.getvalue()


def test_the_key_that_the_bank_of_korea_prints_is_a_word_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOK_API_KEY", "sample")
    assert redact("a sample of ten rows") == "a sample of ten rows"
