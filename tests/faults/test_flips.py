"""Flipped bits and cut files in archive, working file and edition: verify finds each; the archive rebuilds."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from orchestration.storage import home as homes
from orchestration.storage.editions import Editions
from orchestration.storage.home import Home
from orchestration.storage.verifying import verify
from tests.faults import forking, small
from tests.faults.table import Tally


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Home:
    """A home with a few deliveries and two editions, of which all is in order."""
    monkeypatch.setattr(homes, "BUNDLED", tmp_path / "no bundle")
    home = Home(tmp_path / "home")
    for attempt in range(3):
        assert forking.result(small.run, home, attempt)[0]
    assert verify(home).faults == []
    return home


def kept(home: Home, folder: str) -> list[Path]:
    """The files of a part: its bulk and its small ones alike."""
    files = [p for p in sorted((home.root / folder).rglob("*")) if p.is_file() and not p.is_symlink()]
    return [p for p in files if p.suffix in (".duckdb", "") or folder != "warehouse"]


@pytest.mark.fault(21)
def test_every_flipped_bit_and_every_cut_is_found(sound: Home, tally: Tally) -> None:
    chance = random.Random(21)
    parts = {
        "archive": kept(sound, "archive"),
        "working file": [sound.warehouse],
        "edition": [p for e in Editions(sound).all() for p in kept(sound, f"editions/{e.name}")],
    }
    for part, files in parts.items():
        for number in range(tally.times(60, 6)):
            file = files[number % len(files)]
            whole = file.read_bytes()
            cut = number % 3 == 2
            place = chance.randrange(len(whole) * 8)
            damaged = bytearray(whole[: place // 8] if cut else whole)
            if not cut:
                damaged[place // 8] ^= 1 << place % 8
            file.write_bytes(damaged)
            found = verify(sound).faults
            what = "cut" if cut else "flipped"
            tally.holds(f"{part}: {file.name} {what} at bit {place}", bool(found), "nothing")
            file.write_bytes(whole)
    assert verify(sound).faults == []


@pytest.mark.fault(21)
@pytest.mark.parametrize("damage", ["header", "first block", "cut", "emptied", "no database"])
def test_a_run_sets_a_damaged_working_file_aside_and_gives_the_same_tables(
    damage: str, sound: Home, tally: Tally
) -> None:
    before, whole = Editions(sound).require(), sound.warehouse.read_bytes()
    flip = {"header": 4096 + 9, "first block": 3 * 4096 + 64}.get(damage)
    content = bytearray(whole)
    if flip:
        content[flip] ^= 1
    new = {"cut": whole[: len(whole) // 2], "emptied": b"", "no database": b"no database" * 999}.get(damage, content)
    sound.warehouse.write_bytes(new)
    ended, after = forking.result(small.run, sound)
    tally.holds(f"{damage}: the run ends", ended, after)
    assert ended, after
    tally.holds(f"{damage}: nothing new", after.name == before.name, after.name)
    aside = list(sound.warehouse.parent.glob("tidegauge.damaged-*.duckdb"))
    tally.holds(f"{damage}: sets it aside, or begins anew", len(aside) <= 1 and verify(sound).sound, aside)


@pytest.mark.fault(21)
def test_the_archive_alone_gives_identical_tables(sound: Home, tally: Tally) -> None:
    before = Editions(sound).require().tables
    shutil.rmtree(sound.root / "warehouse")
    shutil.rmtree(sound.root / "editions")
    ended, after = forking.result(small.run, sound)
    assert ended, after
    for name, table in before.items():
        tally.holds(f"rebuilt {name}", after.tables[name]["sha256"] == table["sha256"], "another table")
