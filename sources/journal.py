"""A log that only grows, whose lines vouch for each other: what is damaged, missing or cut off is found.

Each line is JSON and ends with ``prev``, the sum of the line before, and ``sum``, the sum of its own bytes before that
field. Beside the log a head names the bytes and the sum of the last line that was acknowledged, so that a log cut at
the end of a line is found, too. A line torn by a crash was never acknowledged: the next one chains past it. Lines
without sums, from before there were any, count by their bytes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

_TAIL = re.compile(rb'(?P<body>\{.*), "sum": "(?P<sum>[0-9a-f]{64})"\}', re.DOTALL)


@dataclass(slots=True)
class Journal:
    """What a log holds. ``damaged`` must not be; ``torn`` was left by a killed writer and never acknowledged."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    last: str = ""  # what the next line has to name as the one before


def append_line(path: Path, line: Mapping[str, Any]) -> None:
    """Append a line of JSON to a log without sums; it is on disk before this returns."""
    new = not path.exists()
    make_folder(path.parent)
    with path.open("ab+") as file:
        _end_torn_line(file)
        _write(file, json.dumps(line, ensure_ascii=False, sort_keys=True).encode())
    if new:
        sync(path.parent)


def append(path: Path, line: Mapping[str, Any]) -> None:
    """Append a line that names the one before and has its own sum; all is on disk before this returns."""
    new = not path.exists()
    make_folder(path.parent)
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two processes that ask the same publisher must not fork the chain
        raw, total = _chained(line, read(path).last)
        _end_torn_line(file)
        _write(file, raw)
        if new:
            sync(path.parent)
        write_whole(head_of(path), _Head(True, path.stat().st_size, total).text)


def read(path: Path) -> Journal:
    """Everything that the log holds, and what is wrong with it.

    Raises:
        OSError: the log cannot be read.
    """
    found, head = Journal(), _Head.of(head_of(path))
    if not path.exists():
        if head.there:
            found.damaged.append("the log is gone; its head says that there was one")
            found.last = head.sum
        return found
    content = path.read_bytes()
    walk = _Walk(found, head.size)
    walk.all(content)
    walk.end(head, len(content))
    return found


def head_of(path: Path) -> Path:
    return path.with_suffix(".head")


@dataclass(frozen=True, slots=True)
class _Head:
    there: bool
    size: int = 0
    sum: str = ""

    @classmethod
    def of(cls, path: Path) -> _Head:
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return cls(False)
        match = re.match(rb'\{"bytes": (\d{1,18}), "sum": "([0-9a-f]{64})"', text)
        head = cls(True, int(match[1]), match[2].decode()) if match else cls(True)
        return head if head.text == text else cls(True)

    @property
    def text(self) -> bytes:
        return json.dumps({"bytes": self.size, "sum": self.sum}).encode() + b"\n"


class _Walk:
    """Line by line through a log."""

    def __init__(self, found: Journal, acknowledged: int) -> None:
        self.found = found
        self.acknowledged = acknowledged
        self.open: list[int] = []  # unreadable lines of which the next whole one says whether they were acknowledged
        self.chained = 0
        self.sums: dict[int, str] = {}  # by the byte at which a line ends

    def all(self, content: bytes) -> None:
        end = 0
        for number, raw in enumerate(content.split(b"\n"), 1):
            end += len(raw) + 1
            if raw:
                self._line(number, raw, min(end, len(content)))

    def _line(self, number: int, raw: bytes, end: int) -> None:
        parsed, own, before = _parsed(raw)
        if parsed is None:
            self.open.append(number)
            return
        if before is None or before == self.found.last:
            self.found.torn += [f"line {n} was torn by a killed writer" for n in self.open]
        elif self.open:
            self.found.damaged += [f"line {n} is damaged" for n in self.open]
        else:
            self.found.damaged.append(f"line {number} does not follow the line before: one was changed or is missing")
        self.open = []
        self.chained += before is not None
        self.found.lines.append(parsed)
        self.found.last = self.sums[end] = own

    def end(self, head: _Head, size: int) -> None:
        found, whole = self.found, len(self.found.damaged)
        if head.there and not head.sum:
            found.damaged.append("its head is damaged")
        elif head.there and size < head.size:
            found.damaged.append(f"it was cut: {head.size} bytes were acknowledged, {size} are there")
        elif head.there and self.sums.get(head.size) != head.sum:
            found.damaged += [f"line {n} is damaged" for n in self.open] or ["it does not agree with its head"]
        elif self.chained > 1 and not head.there:
            found.damaged.append("its head is gone")
        else:
            found.torn += [f"line {n} was torn by a killed writer" for n in self.open]
        if len(found.damaged) > whole and head.sum:
            found.last = head.sum  # what stands next must not hide what is wrong here


def _parsed(raw: bytes) -> tuple[dict[str, Any] | None, str, str | None]:
    """The line, its sum, and the sum that it says the line before has (None: a line without sums)."""
    try:
        line = json.loads(raw)
    except ValueError:
        return None, "", None
    if not isinstance(line, dict):
        return None, "", None
    if "prev" not in line and "sum" not in line:
        return line, hashlib.sha256(raw).hexdigest(), None
    match = _TAIL.fullmatch(raw)
    if not match or hashlib.sha256(match["body"]).hexdigest() != line.pop("sum", None) or "prev" not in line:
        return None, "", None
    return line, match["sum"].decode(), line.pop("prev")


def _chained(line: Mapping[str, Any], before: str) -> tuple[bytes, str]:
    body = json.dumps(line, ensure_ascii=False, sort_keys=True)[:-1] + f', "prev": "{before}"'
    total = hashlib.sha256(body.encode()).hexdigest()
    return f'{body}, "sum": "{total}"}}'.encode(), total


def _end_torn_line(file: IO[bytes]) -> None:
    """A line torn by a crash must not swallow the next one."""
    if file.seek(0, os.SEEK_END) > 0:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            file.write(b"\n")


def _write(file: IO[bytes], raw: bytes) -> None:
    file.write(raw + b"\n")
    file.flush()
    os.fsync(file.fileno())


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place, whole or not at all, and have it on disk before this returns."""
    part = path.with_name(f".{path.name}.{random.token_hex(4)}")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder and those above it; the entry of each new one is on disk before this returns."""
    missing = []
    while not path.is_dir():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def sync(path: Path) -> None:
    """Have the file or folder on disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
