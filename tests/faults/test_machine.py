"""What the machine refuses: a full disk at any stage, a read-only folder, no permission. The last edition stays."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.storage import home as homes
from orchestration.storage.editions import Editions
from orchestration.storage.home import PROJECT, Home
from orchestration.storage.soundness import edition_faults
from orchestration.storage.verifying import verify
from orchestration.trouble import told
from tests.conftest import tidegauge
from tests.faults import forking, small
from tests.faults.table import Tally

# A file system of its own that is as full as it gets: in a name space, so that nobody else sees it.
FULL = """
set -e
mount -t tmpfs -o size={size} tmpfs {mount}
cp -a {home} {mount}/own
sums() {{ cd {mount}/own/editions/{edition} && find . -type f | sort | xargs sha256sum | sha256sum; cd /; }}
echo "before $(sums)"
dd if=/dev/zero of={mount}/filler bs=4096 count={filler} status=none || true
set +e
{python} -c '{code}' {mount}/own
echo "code $?"
echo "after $(sums)"
rm {mount}/filler
{python} -c '{code}' {mount}/own
echo "afterwards $?"
"""
RUN = """
import sys
from pathlib import Path
import click
from orchestration.cli import Reporting
from orchestration.storage.home import Home
from tests.faults import small, warm

@click.group(cls=Reporting)
def main(): ...

@main.command()
def run():
    small.run(Home(Path(sys.argv[1])), 50, replaying=True)

main(["run"], prog_name="tidegauge")
"""


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Home:
    monkeypatch.setattr(homes, "BUNDLED", tmp_path / "no bundle")
    home = Home(tmp_path / "home")
    for attempt in range(2):
        assert forking.result(small.run, home, attempt)[0]
    return home


def digest(folder: Path) -> str:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return hashlib.sha256(b"".join(str(p.relative_to(folder)).encode() + p.read_bytes() for p in files)).hexdigest()


def limited(root: Path, limit: int) -> str:
    """Run with files that cannot grow beyond so many bytes, as on a disk without room; returns what a user is told."""
    home = Home(root)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    try:
        small.run(home, 50, replaying=True)
    except BaseException as problem:
        return told(problem, home) or f"unclear: {type(problem).__name__}: {problem}"
    return "ended well"


@pytest.mark.fault(17)
def test_a_run_without_room_leaves_the_edition_and_the_next_one_ends(sound: Home, tmp_path: Path, tally: Tally) -> None:
    """At every size from nothing to enough: each stage is the first to fail at some of them."""
    size = sound.warehouse.stat().st_size
    limits = [0, 64, 500, 900, 1400, 3000, 6000, 12288, 20000, 100_000]
    limits += [size * n // 16 for n in range(1, 17)]
    current = Editions(sound).require()
    before = digest(current.path)
    said: set[str] = set()
    for limit in limits if tally.full else limits[2::6]:
        copy = Home(tmp_path / f"copy{limit}")
        shutil.copytree(sound.root, copy.root, symlinks=True)
        shutil.copy(small.acknowledged(sound), small.acknowledged(copy))
        _, words = forking.result(limited, copy.root, limit)
        same = digest(copy.editions / current.name) == before
        faults = edition_faults(Editions(copy).require().path)
        tally.holds(f"{limit}: the edition", same and not faults, faults)
        ended = words == "ended well"
        tally.holds(f"{limit}: the message", ended or "the disk is full" in words, words)
        said.add("well" if ended else "full")
        again, problem = forking.result(small.run, copy, 51)
        tally.holds(f"{limit}: the next run", again and not verify(copy).faults, problem)
        shutil.rmtree(copy.root)
    assert "full" in said


@pytest.mark.fault(17)
def test_a_file_system_that_is_full_is_told_and_survived(sound: Home, tmp_path: Path, tally: Tally) -> None:
    """The same on a real file system without a free block, where name spaces let one be mounted."""
    mount = tmp_path / "mount"
    mount.mkdir()
    can = subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", str(mount)], capture_output=True, check=False
    )
    if can.returncode:
        pytest.skip("no mount in a name space here")
    used = sum(p.stat().st_size for p in sound.root.rglob("*") if p.is_file() and not p.is_symlink()) // 4096 + 200
    rooms = [0, 8, 64, 256, 600, 900, 1100, 1300, 1500, 1800, 2200, 2600] if tally.full else [64]
    codes: set[str] = set()
    for room in rooms:  # free blocks of 4 KiB
        script = FULL.format(
            size=256 << 20,
            mount=mount,
            home=sound.root,
            edition=Editions(sound).require().name,
            filler=(256 << 20) // 4096 - used - room,
            python=sys.executable,
            code=RUN,
        )
        finished = subprocess.run(
            ["unshare", "-rm", "bash", "-c", script],
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        found = dict(line.split(" ", 1) for line in finished.stdout.splitlines() if " " in line)
        clear = found["code"] == "0" or (found["code"] == "1" and "the disk is full" in finished.stderr)
        tally.holds(f"{room} blocks: told", clear and "Traceback" not in finished.stderr, finished.stderr[-300:])
        tally.holds(f"{room} blocks: the edition", found["before"] == found["after"], "other bytes")
        tally.holds(f"{room} blocks: the next run", found["afterwards"] == "0", finished.stderr[-300:])
        codes.add(found["code"])
    assert "1" in codes


def in_the_way(root: Path) -> None:
    root.parent.mkdir(parents=True, exist_ok=True)
    root.write_text("a file")


def blocked(name: str) -> Callable[[Path], None]:
    """A file stands where the home wants a folder."""

    def prepare(root: Path) -> None:
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text("a file")

    return prepare


def folder_for(name: str) -> Callable[[Path], None]:
    """A folder stands where the home wants a file."""

    def prepare(root: Path) -> None:
        (root / name).mkdir(parents=True)

    return prepare


REFUSALS = {
    "a file is the home": in_the_way,
    "a file for the editions": blocked("editions"),
    "a file for the working file's folder": blocked("warehouse"),
    "a file for Dagster": blocked("dagster"),
    "a folder for the lock": folder_for("lock"),
    "a folder for the working file": folder_for("warehouse/tidegauge.duckdb"),
}


@pytest.mark.fault(18)
@pytest.mark.parametrize("name", REFUSALS)
def test_a_home_that_cannot_be_used_is_said_with_an_exit_code(name: str, tmp_path: Path, tally: Tally) -> None:
    home = Home(tmp_path / "some" / "home")
    REFUSALS[name](home.root)
    finished = tidegauge(home, "run", "--offline")
    said = finished.stderr.strip()
    clear = said.startswith("Error: ") and str(home.root) in said and "Traceback" not in said
    tally.holds(name, finished.returncode == 1 and clear, f"{finished.returncode}: {said[-300:]}")


@pytest.mark.fault(18)
@pytest.mark.parametrize("closed", ["home", "home/archive/log/fred__gdp.jsonl", "home/warehouse", "home/editions"])
def test_a_user_without_permission_is_told(closed: str, sound: Home, tally: Tally) -> None:
    """As nobody, where the tests run as root; where they do not, as the user that they are."""
    path = sound.root.parent / closed
    for one in [sound.root, *sound.root.rglob("*")]:
        if not one.is_symlink():
            one.chmod(0o777 if one.is_dir() else 0o666)
    path.chmod(0o000 if path.is_file() else 0o555)
    ended, words = forking.result(without_permission, sound.root)
    path.chmod(0o777)
    expected = "expected" in words or "may not" in words or "cannot be read" in words
    tally.holds(closed, ended and expected, words)


def without_permission(root: Path) -> str:
    if os.geteuid() == 0:
        for folder in Path(root).parents:  # pytest's own folders are the user's alone
            if folder.is_relative_to(tempfile.gettempdir()) and str(folder) != tempfile.gettempdir():
                folder.chmod(0o755)
        os.setgid(65534)
        os.setuid(65534)
    home = Home(root)
    try:
        with home.lock():
            small.recovery.settle(home)
            damage = home.archive().damage("fred__gdp")
            return damage[0] if damage else "no trouble"
    except Exception as problem:
        return told(problem, home) or str(problem)
