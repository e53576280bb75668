"""A host on loopback that writes what it likes, byte by byte, with or without TLS, and notes who asked what when."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Self

from sources.errors import FetchError
from sources.http import Host

Line = Callable[[socket.socket], None]


class Wire:
    """Reads one request from each connection, notes it, and lets ``answer`` write to the connection."""

    def __init__(self, answer: Line, tls: ssl.SSLContext | None = None, *, shake_hands: bool = True) -> None:
        self.answer = answer
        self.arrived: list[float] = []
        self.asked: list[bytes] = []
        self._tls, self._shake_hands = tls, shake_hands
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        scheme = "https" if tls or not shake_hands else "http"
        self.url = f"{scheme}://127.0.0.1:{self._socket.getsockname()[1]}"
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    @property
    def host(self) -> Host:
        return Host("TIDEGAUGE_TEST_URL", self.url, gap_s=0.01)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        # the client may leave whenever it likes: that is what most of these tests are about
        with contextlib.suppress(OSError, ssl.SSLError), connection:
            if not self._shake_hands:
                self.answer(connection)
                return
            line = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            request = b""
            while b"\r\n\r\n" not in request and (read := line.recv(65536)):
                request += read
            if not request:  # only somebody who looks whether there is a route
                return
            with self._lock:
                self.arrived.append(time.monotonic())
                self.asked.append(request)
            self.answer(line)


def whole(body: bytes = b"here", status: str = "200 OK", *headers: str) -> Line:
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers))
    return lambda line: line.sendall(f"{head}Connection: close\r\n\r\n".encode() + body)


def endless(head: bytes, piece: bytes, pause_s: float = 0.0, most: int = 10**9) -> Line:
    """A beginning, and then the same piece for as long as somebody listens."""

    def write(line: socket.socket) -> None:
        line.sendall(head)
        for _ in range(most):
            line.sendall(piece)
            time.sleep(pause_s) if pause_s else None

    return write


def silent(head: bytes, for_s: float = 8.0) -> Line:
    """A beginning, and then nothing."""

    def write(line: socket.socket) -> None:
        line.sendall(head)
        line.settimeout(for_s)
        while line.recv(1024):
            pass

    return write


def in_turn(*answers: Line) -> Line:
    """One after the other; the last one again and again."""
    waiting: Iterator[Line] = iter(answers[:-1])
    lock = threading.Lock()

    def write(line: socket.socket) -> None:
        with lock:
            answer = next(waiting, answers[-1])
        answer(line)

    return write


def took(ask: Callable[[], object]) -> tuple[float, str]:
    """How long it took to fail, and how; or that it did not."""
    started = time.monotonic()
    try:
        found = repr(ask())[:80]
    except FetchError:
        found = "refused"
    return time.monotonic() - started, found
