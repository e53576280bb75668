"""The home folder and its lock."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.storage.home import Home, HomeError, Locked
from tests.conftest import tidegauge

HOLD = "import sys, time; from pathlib import Path; from orchestration.storage.home import Home\n"
HOLD += "with Home(Path(sys.argv[1])).lock(): print('held', flush=True); time.sleep(60)"


@pytest.fixture
def holder(home: Home):  # type: ignore[no-untyped-def]
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(home.root)], stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_second_run_exits_75_and_names_the_owner(home: Home, holder: subprocess.Popen[str]) -> None:
    finished = tidegauge(home, "run", "--offline")
    assert finished.returncode == 75
    assert f"(pid {holder.pid} on " in finished.stderr
    assert " UTC, for " in finished.stderr


def test_the_lock_of_a_killed_owner_is_free_at_once(home: Home, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(Locked), home.lock():
        pass
    holder.kill()
    holder.wait()
    with home.lock():
        pass


def test_the_text_of_a_killed_owner_is_not_taken_for_the_next_one_s(home: Home, holder: subprocess.Popen[str]) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    text = (home.root / "lock").read_text()
    (home.root / "lock").write_text(text.replace(str(holder.pid), str(gone.pid)))
    with pytest.raises(Locked, match="has not said who it is yet"), home.lock():
        pass


def test_waiting_for_the_lock_ends(home: Home, holder: subprocess.Popen[str]) -> None:
    began = time.monotonic()
    with pytest.raises(Locked), home.lock(wait_s=0.5):
        pass
    assert 0.4 < time.monotonic() - began < 10


def test_a_process_may_take_its_own_lock_again(home: Home) -> None:
    with home.lock(), home.lock():
        pass


def test_a_file_in_the_way_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeError, match="TIDEGAUGE_HOME"):
        Home(tmp_path / "file").prepare()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into a read-only folder")
def test_a_read_only_home_is_said_with_what_to_do(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(HomeError, match="TIDEGAUGE_HOME"):
        Home(tmp_path / "home").prepare()


def test_the_home_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIDEGAUGE_HOME", str(tmp_path))
    assert Home.here().root == tmp_path
