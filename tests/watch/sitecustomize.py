"""Imported first by every Python process that has this folder on its path: notes what it asks of the network.

Each line of the file that TIDEGAUGE_TEST_SOCKETS names is an event and its arguments; children note theirs, too.
"""

from __future__ import annotations

import os
import sys
from typing import Any

EVENTS = frozenset(
    {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}
)

if file := os.environ.get("TIDEGAUGE_TEST_SOCKETS"):
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event in EVENTS:
            first = arguments[0]
            family = getattr(first, "family", None)
            told = f"{event}\t{'' if family is None else family.name}\t{arguments[1 if family is not None else 0]!r}\n"
            os.write(handle, told.encode("utf-8", "backslashreplace"))

    sys.addaudithook(note)
