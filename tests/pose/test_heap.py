"""Memory that was freed is given back to the system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import ctypes
from pathlib import Path
from kneecave.pose.heap import give_back, share_heaps

def resident_kb():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])

share_heaps()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
library.free.argtypes = [ctypes.c_void_p]
blocks = [library.malloc(60_000) for _ in range(1000)]
for block in blocks:
    ctypes.memset(block, 1, 60_000)
for block in blocks[:-1]:
    library.free(block)
kept = resident_kb()
give_back()
print(kept - resident_kb())
"""


def test_what_lies_free_in_the_heap_is_given_back():
    if not sys.platform.startswith("linux") or not Path("/proc/self/status").exists():
        pytest.skip("only where the C library is glibc on Linux")
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert int(done.stdout) > 40_000
