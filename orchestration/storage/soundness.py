"""Whether files are what was written: editions against their manifests, the working file against its check sums."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from orchestration.storage.editions import SUMS, hash_files, sums
from sources.errors import TidegaugeError

# DuckDB's file: a main header and two database headers of 4096 bytes each, then blocks; each begins with the check sum
# of the rest: words of 64 bits times a prime, combined by exclusive or. A header's words: sum, iteration, two places,
# count of blocks, size of a block.
_HEADER, _WORD = 4096, 8
_PRIME, _SEED = 0xBF58476D1CE4E5B9, 5381
_COUNT, _SIZE = 4, 5
_AT_ONCE = 64  # blocks held in memory

# Reads every value of every table, in a process of its own: a damaged file may take its reader down.
_READ = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    for schema, name in connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()"
    ).fetchall():
        connection.execute(f'SELECT bit_xor(hash(t)) FROM "{schema}"."{name}" AS t').fetchall()
"""


def edition_faults(folder: Path) -> list[str]:
    """What of an edition is not what was published: files changed, missing or added."""
    try:
        text = (folder / "manifest.json").read_bytes()
        manifest = json.loads(text)
        listed = manifest["files"]
        expected = {name: (told["sha256"], told["bytes"]) for name, told in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        return [f"manifest.json: expected the manifest of an edition; found {type(problem).__name__}"]
    try:
        there = {name: (told["sha256"], told["bytes"]) for name, told in hash_files(folder).items()}
    except OSError as problem:
        return [f"cannot be read: {problem.strerror}"]
    for name in ("manifest.json", SUMS):
        there.pop(name, None)
    found = [f"{name}: not in the manifest" for name in sorted(there.keys() - expected.keys())]
    found += [f"{name}: missing" for name in sorted(expected.keys() - there.keys())]
    found += [
        f"{name}: not what was published"
        for name in sorted(there.keys() & expected.keys())
        if there[name] != expected[name]
    ]
    listing = folder / SUMS
    if not listing.is_file():
        if manifest.get("sums"):  # an edition from before there were any has none
            found.append(f"{SUMS}: missing; nothing vouches for the manifest")
    elif listing.read_bytes() != sums(folder, listed).encode():
        found.append(f"manifest.json, {SUMS}: do not agree")
    return found


def block_faults(path: Path) -> list[str]:
    """The headers and blocks of a DuckDB file that fail their check sums, those that hold nothing now included."""
    import numpy as np

    def failing(words: np.ndarray) -> list[int]:
        with np.errstate(over="ignore"):
            found = np.bitwise_xor.reduce(words[:, 1:] * np.uint64(_PRIME), axis=1) ^ np.uint64(_SEED)
        return [int(n) for n in np.nonzero(found != words[:, 0])[0]]

    with path.open("rb") as file:
        head = file.read(3 * _HEADER)
        if len(head) < 3 * _HEADER:
            return [f"cut: {len(head)} bytes"]
        if bad := failing(np.frombuffer(head, "<u8").reshape(3, _HEADER // _WORD)):
            return [f"header {n} fails its check sum" for n in bad]
        _, each = _written(head)
        found: list[str] = []
        first = 0
        while content := file.read(_AT_ONCE * each):
            if len(content) % each:
                return [*found, f"cut within block {first + len(content) // each}"]
            blocks = np.frombuffer(content, "<u8").reshape(-1, each // _WORD)
            found += [f"block {first + n} fails its check sum" for n in failing(blocks)]
            first += len(blocks)
        return found


def ends_early(path: Path) -> bool:
    """Whether blocks are missing at the end: free ones that DuckDB gave back, or others. Only reading all tells."""
    with path.open("rb") as file:
        count, each = _written(file.read(3 * _HEADER))
    return path.stat().st_size < 3 * _HEADER + count * each


def _written(head: bytes) -> tuple[int, int]:
    """How many blocks were written, and the size of each, by the newer of the two headers."""
    words = [struct.unpack_from("<6Q", head, n * _HEADER) for n in (1, 2)]
    newest = max(words, key=lambda header: header[1])
    return newest[_COUNT], newest[_SIZE]


def unreadable(path: Path) -> str | None:
    """Why DuckDB cannot read all of a file; None when it can.

    Raises:
        TidegaugeError: it cannot be told: somebody else has the file open, or the user may not read it.
    """
    finished = subprocess.run(  # noqa: S603 (our own words, this interpreter)
        [sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=False, timeout=600
    )
    if finished.returncode == 0:
        return None
    said = (finished.stderr.strip().splitlines() or [f"the reader ended with {finished.returncode}"])[-1]
    if any(text in finished.stderr for text in ("Could not set lock", "Permission denied", "version number")):
        raise TidegaugeError(f"{path}: expected a working file that can be opened; found: {said}")
    return said


def working_faults(path: Path) -> Iterator[str]:
    """What of a working file is not as DuckDB wrote it.

    Raises:
        TidegaugeError: it cannot be told.
    """
    try:
        yield from block_faults(path)
    except OSError as problem:
        raise TidegaugeError(f"{path}: expected a working file that can be read; found: {problem.strerror}") from None
    if why := unreadable(path):
        yield f"cannot be read: {why}"
