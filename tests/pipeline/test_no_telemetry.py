"""An offline run asks nobody: no process of it resolves a name or opens a socket to anything but this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import WATCH, Sockets

HOME = ("'127.0.0.1'", "'localhost'", "'::1'", "b'localhost'")


def elsewhere(lines: list[str]) -> list[str]:
    """What was asked of the network; sockets within this machine are not."""
    told = [line.split("\t") for line in lines]
    return [
        "\t".join(parts)
        for parts in told
        if parts[1] not in ("AF_UNIX", "AF_NETLINK") and not parts[2].lstrip("(").startswith(HOME)
    ]


def test_an_offline_run_opens_no_socket_but_within_this_machine(edition: object, sockets: Sockets) -> None:
    assert elsewhere(sockets.read_text("utf-8").splitlines()) == []


def test_the_watch_sees_what_a_process_and_its_child_ask(tmp_path: Path) -> None:
    file, ask = tmp_path / "sockets", "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect"
    child = f'{ask}(("192.0.2.1", 9))'
    code = f"{ask}(('127.0.0.1', 9)); import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    environment = {**os.environ, "PYTHONPATH": str(WATCH), "TIDEGAUGE_TEST_SOCKETS": str(file)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    lines = file.read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert [line.split("\t")[2] for line in elsewhere(lines)] == ["('192.0.2.1', 9)"]
