"""The chained log: each flipped bit, cut and missing line is found; what a killed writer tore is no damage."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sources import journal


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "archive/log/fred__gdp.jsonl"
    for number in range(3):
        journal.append(path, {"at": f"2026-09-0{number + 1}", "outcome": "delivered", "é": number})
    return path


def numbers(log: Path) -> list[int]:
    return [line["é"] for line in journal.read(log).lines]


def test_lines_come_back_as_they_were_written(log: Path) -> None:
    found = journal.read(log)
    assert numbers(log) == [0, 1, 2]
    assert (found.damaged, found.torn) == ([], [])
    assert all("sum" not in line and "prev" not in line for line in found.lines)


def test_a_flipped_bit_anywhere_in_log_or_head_is_found(log: Path) -> None:
    for path in (log, journal.head_of(log)):
        whole = path.read_bytes()
        for place in range(len(whole) * 8):
            flipped = bytearray(whole)
            flipped[place // 8] ^= 1 << place % 8
            path.write_bytes(flipped)
            assert journal.read(log).damaged, place
        path.write_bytes(whole)


def test_a_log_cut_at_any_byte_is_found(log: Path) -> None:
    whole = log.read_bytes()
    for cut in range(len(whole)):
        log.write_bytes(whole[:cut])
        assert journal.read(log).damaged, cut


def test_a_missing_log_and_a_missing_head_are_found(log: Path) -> None:
    away = log.with_name("away")
    log.rename(away)
    assert journal.read(log).damaged == ["the log is gone; its head says that there was one"]
    away.rename(log)
    journal.head_of(log).unlink()
    assert journal.read(log).damaged == ["its head is gone"]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_line_that_was_taken_out_or_changed_is_found_though_the_others_are_read(log: Path, number: int) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
    assert journal.read(log).damaged
    lines[number] = lines[number].replace(b"delivered", b"fabricate")
    log.write_bytes(b"".join(lines))
    assert journal.read(log).damaged == [f"line {number + 1} is damaged"]
    assert numbers(log) == [n for n in range(3) if n != number]


def test_damage_stays_found_after_the_next_line(log: Path) -> None:
    whole = log.read_bytes()
    for damaged in (whole[:-40], whole[: whole.rindex(b"{")], whole.replace(b"09-03", b"09-04"), b""):
        copy = log.with_name("copy.jsonl")
        copy.write_bytes(damaged)
        shutil.copy(journal.head_of(log), journal.head_of(copy))
        journal.append(copy, {"é": 9})
        assert journal.read(copy).damaged, damaged[-20:]
        assert numbers(copy)[-1] == 9


def test_a_line_torn_by_a_killed_writer_is_no_damage_and_does_not_swallow_the_next(log: Path) -> None:
    whole = log.read_bytes()
    line = whole[: whole.index(b"\n")]
    for cut in range(1, len(line), 7):
        log.write_bytes(whole + line[:cut])
        assert journal.read(log).damaged == []
        assert journal.read(log).torn == ["line 4 was torn by a killed writer"]
        head = journal.head_of(log).read_bytes()
        journal.append(log, {"é": 3})
        assert journal.read(log).damaged == []
        assert numbers(log) == [0, 1, 2, 3]
        journal.head_of(log).write_bytes(head)


def test_a_writer_killed_between_the_line_and_the_head_lost_nothing(log: Path) -> None:
    head = journal.head_of(log).read_bytes()
    journal.append(log, {"é": 3})
    journal.head_of(log).write_bytes(head)
    assert journal.read(log).damaged == []
    journal.append(log, {"é": 4})
    assert (numbers(log), journal.read(log).damaged) == ([0, 1, 2, 3, 4], [])


def test_lines_from_before_there_were_sums_are_read_and_vouched_for_from_then_on(tmp_path: Path) -> None:
    log = tmp_path / "old.jsonl"
    log.write_text('{"é": 0}\n{"é": 1, torn\n{"é": 1}\n', "utf-8")
    assert (numbers(log), journal.read(log).damaged) == ([0, 1], [])
    journal.append(log, {"é": 2})
    assert (numbers(log), journal.read(log).damaged) == ([0, 1, 2], [])
    log.write_bytes(log.read_bytes().replace(b'": 1}', b'": 7}'))
    assert journal.read(log).damaged


APPEND = """
import sys
from pathlib import Path
from sources import journal
for number in range(20):
    journal.append(Path(sys.argv[1]), {"é": number})
"""


def test_two_processes_at_one_log_keep_one_chain(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    both = [subprocess.Popen([sys.executable, "-c", APPEND, str(log)]) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert (len(numbers(log)), journal.read(log).damaged) == (40, [])


def test_everything_is_on_disk_before_the_next_thing_rests_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New folders from the top down, then the line, its folder, and at last the head, whole before it is moved in."""
    synced: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def watched(handle: int) -> None:
        name = Path(f"/proc/self/fd/{handle}").readlink().name
        synced.append(".head" if name.startswith(".x.head") else name)
        fsync(handle)

    def moved(self: Path, target: Path) -> Path:
        synced.append(f"move {Path(target).name}")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", watched)
    monkeypatch.setattr(Path, "replace", moved)
    journal.append(tmp_path / "archive/log/x.jsonl", {"a": 1})
    assert synced == [tmp_path.name, "archive", "x.jsonl", "log", ".head", "move x.head", "log"]
    assert json.loads((tmp_path / "archive/log/x.jsonl").read_text())["a"] == 1
