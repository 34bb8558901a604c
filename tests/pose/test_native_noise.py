"""Only the C++ side's chatter is held back from stderr."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kneecave.pose.native_noise import quiet_stderr, without_noise

OPEN_FILES = Path("/proc/self/fd")
NOISE = (
    b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n"
    b"WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
    b"W0000 00:00:1795304157.090723    2680 inference_feedback_manager.cc:114] Feedback manager\n"
    b"I0000 00:00:1795304157.090723    2680 gl_context.cc:1] GL version\n"
)
KEPT = (
    b"E0000 00:00:1795304157.090723    2680 graph.cc:1] broke\n"
    b"Traceback (most recent call last):\n"
    b"WARNING: low disk\n"
    b"half a line"
)


def test_noise_goes_and_the_rest_stays():
    assert without_noise(NOISE + KEPT + b"\n" + NOISE) == KEPT + b"\n"
    assert without_noise(NOISE) == b""


PROGRAM = """
import os, sys
from kneecave.pose.native_noise import quiet_stderr
with quiet_stderr():
    os.write(2, b"INFO: Created something.\\n")
    print("from Python", file=sys.stderr, flush=True)
    os.write(2, b"E0000 00:00:1 2 graph.cc:1] broke\\n")
    print("held back so far", flush=True)
print("after", file=sys.stderr)
"""


def test_lines_of_python_and_of_others_come_out_in_order():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert done.stderr == b"from Python\nE0000 00:00:1 2 graph.cc:1] broke\nafter\n"
    assert done.stdout == b"held back so far\n"


def test_an_error_inside_passes_and_gives_stderr_back(capfd: pytest.CaptureFixture[str]):
    with pytest.raises(ValueError, match="inside"), quiet_stderr():
        raise ValueError("inside")
    os.write(2, b"here\n")
    assert capfd.readouterr().err == "here\n"


def test_windows_of_several_threads_overlap(capfd: pytest.CaptureFixture[str]):
    descriptors = len(list(OPEN_FILES.iterdir())) if OPEN_FILES.is_dir() else None

    def chatter(number: int) -> None:
        for _ in range(20):
            with quiet_stderr():
                os.write(2, NOISE + f"line {number}\n".encode())

    threads = [threading.Thread(target=chatter, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = capfd.readouterr().err.splitlines()
    assert sorted(lines) == sorted(f"line {number}" for number in range(8) for _ in range(20))
    if descriptors is not None:
        assert len(list(OPEN_FILES.iterdir())) == descriptors
