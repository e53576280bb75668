"""kill -9 at every point between landing and pruning: nothing acknowledged is lost, and the next run ends by itself."""

from __future__ import annotations

import json
import random
import time
from datetime import datetime
from pathlib import Path

import pytest

from orchestration.storage import home as homes
from orchestration.storage.editions import Editions
from orchestration.storage.home import Home
from orchestration.storage.soundness import block_faults, edition_faults
from orchestration.storage.verifying import verify
from tests.faults import forking, small
from tests.faults.table import Tally

LEFTOVERS = (".*", "editions/.*", "archive/bodies/??/.*", "archive/log/.*", "warehouse/.*", "warehouse/replay*")


@pytest.fixture(autouse=True)
def no_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(homes, "BUNDLED", tmp_path / "no bundle")


@pytest.mark.fault(16)
def test_a_writer_killed_anywhere_loses_nothing_and_leaves_nothing_half(tmp_path: Path, tally: Tally) -> None:
    """Thirty times at each point; the quick part once at each, in one home."""
    if not tally.full:
        try_points(Home(tmp_path / "home"), list(small.POINTS), 1, tally)
        return
    for number, point in enumerate(small.POINTS):
        try_points(Home(tmp_path / str(number) / "home"), [point], 30, tally)
    tally.note(f"{len(small.POINTS)} points, 30 kills each: half exactly there, half at random within it")


def try_points(home: Home, points: list[str], times: int, tally: Tally) -> None:
    chance, attempt = random.Random(str(points)), 0
    home.root.parent.mkdir(exist_ok=True)
    assert forking.result(small.run, home, 0)[0]
    for point in points:
        for number in range(times):
            attempt += 1
            killed(point, home, attempt, chance, exactly=number % 2 == 0)
            tally.holds(f"{point}, {number}", not (wrong := left_wrong(home)), wrong)
    ended, found = forking.result(small.run, home, 1000)
    tally.holds(f"{points[0]}, the next run", ended, found)
    left = [str(p) for pattern in LEFTOVERS for p in home.root.glob(pattern)]
    tally.holds(f"{points[0]}, tidied up", not left, left)
    faults = verify(home).faults
    tally.holds(f"{points[0]}, verified", not faults, faults)
    ended, fresh = forking.result(small.undisturbed, home)
    assert ended, fresh
    same = Editions(home).require().manifest["content_sha256"] == fresh.manifest["content_sha256"]
    tally.holds(f"{points[0]}, the content of an undisturbed run", same, "another")


def killed(point: str, home: Home, attempt: int, chance: random.Random, *, exactly: bool) -> None:
    """Run until the point and die: exactly there, or some random moment after it."""
    if exactly:
        process = forking.start(small.run_until, point, home.root, attempt, None)
        process.join(forking.LIMIT_S)
    else:
        ours, theirs = forking.CONTEXT.Pipe()
        process = forking.start(small.run_until, point, home.root, attempt, theirs)
        theirs.close()
        assert ours.poll(forking.LIMIT_S)
        time.sleep(chance.random() * small.POINTS[point][2] / 1000)
        process.kill()
        process.join(forking.LIMIT_S)
    assert process.exitcode in (-9, 0)  # 0: it had ended before


def left_wrong(home: Home) -> list[str]:
    """What a kill has cost, before anything is put right."""
    archive = home.archive()
    kept = {(e.release, e.digest, e.at): e for release in small.CODES for e in archive.entries(release)}
    told = [json.loads(line) for line in small.acknowledged(home).read_text().splitlines()]
    promised = {(release, digest, datetime.fromisoformat(at)) for release, digest, at in told}
    wrong = [f"lost: {one}" for one in promised - kept.keys()]
    for entry in kept.values():
        archive.open(entry)
    wrong += [what for release in small.CODES for what in archive.damage(release)]
    editions = Editions(home)
    current = editions.current()
    wrong += ["no edition"] if current is None else []
    wrong += [f"{e.name}: {what}" for e in editions.all() for what in edition_faults(e.path)]
    return wrong + block_faults(home.warehouse)
