"""A whole pose pass tries to send no packet, whether by Python or by native code.

It runs in a network namespace of its own without any route.  There the kernel counts, in
/proc/net/snmp and snmp6, every packet that finds no route, and every one that is sent.  That it
counts is tried first.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kneecave.model.engine import Engine

PROGRAM = '''
import socket, sys
from contextlib import contextmanager
from itertools import islice
from pathlib import Path


def tried():
    """Packets sent, or not sent for want of a route, since the namespace was made."""
    rows = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines()]
    counts = dict(zip(rows[0][1:], map(int, rows[1][1:])))
    six = Path("/proc/net/snmp6")
    if six.exists():
        counts |= {k: int(v) for k, v in map(str.split, six.read_text().splitlines())}
    names = ("OutRequests", "OutNoRoutes", "Ip6OutRequests", "Ip6OutNoRoutes")
    return sum(counts.get(name, 0) for name in names)


def attempt(kind, call):
    with socket.socket(socket.AF_INET, kind) as trial:
        try:
            call(trial, ("192.0.2.2", 53))
        except OSError:
            return


before = tried()
attempt(socket.SOCK_STREAM, lambda trial, there: trial.connect(there))
after_tcp = tried()
attempt(socket.SOCK_DGRAM, lambda trial, there: trial.sendto(b"x", there))
after_udp = tried()
if not before < after_tcp < after_udp:
    sys.exit(f"the kernel does not count here: {before}, {after_tcp}, {after_udp}")

from kneecave.model.engine import Engine
from kneecave.pose.tracking import track_lifter
from kneecave.video.reader import open_video


@contextmanager
def frames():
    with open_video(Path(sys.argv[1])) as reader:
        yield islice(reader, 60)


track = track_lifter(frames, model="lite", engine=Engine(sys.argv[2]))
print("seen", int(track.seen.sum()), "tried", tried() - after_udp)
'''


@pytest.fixture(scope="module")
def namespace() -> list[str]:
    """The command that runs another one without network; skips where that is not permitted."""
    unshare = shutil.which("unshare")
    for options in (["--net"], ["--map-root-user", "--net"]):
        command = [unshare or "unshare", *options]
        if (
            unshare
            and not subprocess.run([*command, "true"], capture_output=True, check=False).returncode
        ):
            return command
    pytest.skip("no network namespace can be made here")


@pytest.mark.slow
@pytest.mark.parametrize("engine", Engine)
def test_a_pose_pass_tries_no_packet(namespace: list[str], root: Path, engine: Engine):
    clip = root / "sample_videos" / "squat_front.mp4"
    done = subprocess.run(
        [*namespace, sys.executable, "-c", PROGRAM, clip, engine],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "seen 60 tried 0\n"
