"""A person's video never makes a packet leave: an analysis without a network, and none is tried."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.apps.conftest import COMMAND

pytestmark = pytest.mark.slow

COUNTERS = "cat /proc/net/snmp"


@pytest.fixture(scope="module")
def cut_off() -> tuple[str, ...]:
    """What runs a command in a network of its own that leads nowhere, and prints its counters."""
    rights = () if os.geteuid() == 0 else ("-r",)
    before = ("unshare", "-n", *rights, "sh", "-c", f'"$@"; code=$?; {COUNTERS}; exit $code', "sh")
    if shutil.which("unshare") is None or subprocess.run([*before, "true"], check=False).returncode:
        pytest.skip("this user may not cut a process off the network")
    return before


def attempts(counters: str) -> int:
    """Return how many packets were sent, or were to be sent and found no way."""
    names, values = re.findall(r"^Ip: (.*)$", counters, re.MULTILINE)
    counted = dict(zip(names.split(), map(int, values.split()), strict=True))
    return counted["OutRequests"] + counted["OutNoRoutes"]


def run(cut_off: tuple[str, ...], *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*cut_off, *command], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )


def test_an_attempt_would_be_counted(cut_off: tuple[str, ...], tmp_path: Path) -> None:
    code = "import socket; socket.socket().connect_ex(('192.0.2.1', 443))"
    assert attempts(run(cut_off, sys.executable, "-c", code, cwd=tmp_path).stdout) > 0


def test_an_analysis_tries_no_packet(
    cut_off: tuple[str, ...], one_rep: Path, tmp_path: Path
) -> None:
    done = run(cut_off, *COMMAND, "analyze", str(one_rep), "--model", "lite", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "kneecave-out" / one_rep.stem / "annotated.mp4").is_file()
    assert attempts(done.stdout) == 0
