"""Processes that start warm, from a server that has the libraries loaded: a kill then costs milliseconds."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from typing import Any

from tests.faults import small

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["pytest", "tests.faults.warm"])
LIMIT_S = 120


def start(job: Callable[..., Any], *arguments: Any) -> Any:
    """A process at work; it has to be waited for."""
    process = CONTEXT.Process(target=job, args=arguments)
    process.start()
    return process


def result(job: Callable[..., Any], *arguments: Any) -> tuple[bool, Any]:
    """Do a job in a process of its own: whether it ended well, and what it returned or raised."""
    ours, theirs = CONTEXT.Pipe()
    process = start(small.told, job, theirs, *arguments)
    theirs.close()
    try:
        found = ours.recv() if ours.poll(LIMIT_S) else (False, "took too long")
    except EOFError:
        found = (False, "died")
    process.join(10)
    process.kill()
    return found
