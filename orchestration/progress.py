"""Progress of a run on the terminal: what the logger «tidegauge» says, one line at a time, on standard error."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sources.secrets import Redacting

QUIET = ("dagster", "dagster._core", "great_expectations", "alembic", "urllib3", "py.warnings")


class _Lines(logging.Formatter):
    def __init__(self) -> None:
        super().__init__()
        self._began = time.monotonic()

    def format(self, record: logging.LogRecord) -> str:
        # Dagster prefixes a managed logger's lines with job, run id and step
        said = record.getMessage().split(" - ")[-1]
        return f"{time.monotonic() - self._began:6.1f} s  {said}"


@contextmanager
def shown() -> Iterator[None]:
    """Show progress while the block runs; other libraries' loggers speak only of errors."""
    log = logging.getLogger("tidegauge")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    handler.addFilter(Redacting())
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.removeHandler(handler)
