"""Two runs at once: one writes, the others end with 75 or wait; whoever holds the lock is named, with its age."""

from __future__ import annotations

import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from orchestration.storage.home import Home, Locked
from tests.conftest import tidegauge
from tests.faults import forking
from tests.faults.table import Tally


def write(root: Path, wait_s: float, hold_s: float, answer: Connection) -> None:
    """Take the lock and write alone: a second writer at the same time would be seen."""
    home = Home(root)
    try:
        with home.lock(wait_s=wait_s):
            inside = home.root / "inside"
            alone = not inside.exists()
            inside.touch()
            time.sleep(hold_s)
            inside.unlink()
            answer.send("wrote" if alone else "not alone")
    except Locked as problem:
        answer.send(f"locked: {problem}")


@pytest.mark.fault(19)
@pytest.mark.parametrize(("wait_s", "hold_s"), [(0.0, 2.0), (60.0, 0.02)], ids=["refused", "waiting"])
def test_of_twenty_starts_at_once_one_writes_at_a_time(
    wait_s: float, hold_s: float, tmp_path: Path, tally: Tally
) -> None:
    home, many = Home(tmp_path / "home").prepare(), tally.times(30, 20)
    answers = []
    for _ in range(many):
        ours, theirs = forking.CONTEXT.Pipe()
        forking.start(write, home.root, wait_s, hold_s, theirs)
        theirs.close()
        answers.append(ours)
    told = [answer.recv() for answer in answers if answer.poll(100)]
    wrote = told.count("wrote")
    refused = [text for text in told if text.startswith("locked: another run holds the lock: ")]
    tally.tried += many - 1
    fine = wrote + len(refused) == many and (wrote == many if wait_s else wrote >= 1)
    tally.holds("one at a time", fine, told)
    assert all(" (pid " in text or "has not said" in text for text in refused)


HOLD = "import sys, time; from pathlib import Path; from orchestration.storage.home import Home\n"
HOLD += "with Home(Path(sys.argv[1])).lock(): print('held', flush=True); time.sleep(120)"
COMMANDS = {
    "run": ["run", "--offline"],
    "run as of": ["run", "--as-of", "2025-11-05T17:00-05:00"],
    "load": ["load", "wgc__central_bank_changes", __file__],
    "vintages": ["vintages", "GDP"],
    "replay": ["replay"],
    "verify": ["verify"],
}


@pytest.mark.fault(19)
def test_every_command_that_writes_ends_with_75_and_names_the_owner(tmp_path: Path, tally: Tally) -> None:
    home = Home(tmp_path / "home").prepare()
    home.warehouse.touch()
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(home.root)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    try:
        for name, arguments in COMMANDS.items() if tally.full else list(COMMANDS.items())[-2:]:
            finished = tidegauge(home, *arguments)
            named = f"(pid {holder.pid} on " in finished.stderr and " UTC, for " in finished.stderr
            tally.holds(name, finished.returncode == 75 and named, f"{finished.returncode}: {finished.stderr[-200:]}")
    finally:
        holder.kill()
        holder.wait()
    with home.lock():  # of a dead owner: free at once
        pass
