from __future__ import annotations

import gc
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from kneecave.model import kept
from kneecave.model.kept import Growing, rest, resting, room

SHORT, LONG = 40, 130


@pytest.fixture(autouse=True)
def soon_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LONG", 50)
    monkeypatch.setattr(kept, "_PART", 25)


def some(frames: int, *shape: int) -> np.ndarray[Any, Any]:
    return np.random.default_rng(0).normal(size=(frames, *shape)).astype(np.float32)


@pytest.mark.parametrize("frames", [1, SHORT, 50, LONG])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_copy_is_the_same_and_its_own(frames: int, dtype: type) -> None:
    values = some(frames, 3, 2).astype(dtype)
    copy = kept.kept(values, dtype)
    np.testing.assert_array_equal(copy, values)
    assert copy.dtype == dtype
    copy[0] = 7.0
    assert not (values[0] == 7.0).any()


def test_numbers_are_kept_in_32_bits() -> None:
    assert kept.kept(np.array([1.0 + 1e-12])).dtype == np.float32


def test_resting_loses_nothing() -> None:
    values = some(LONG, 3)
    copy = kept.kept(values)
    copy[60] = 5.0
    rest()
    assert (copy[60] == 5.0).all()
    np.testing.assert_array_equal(np.delete(copy, 60, axis=0), np.delete(values, 60, axis=0))


@pytest.mark.parametrize("frames", [0, 1, 25, SHORT, 50, 51, 100, LONG])
def test_what_comes_one_by_one_is_there_in_order(frames: int) -> None:
    values = some(frames, 3, 4)
    growing = Growing(3, 4)
    for row in values.astype(np.float64):
        growing.add(row)
    np.testing.assert_array_equal(growing.all(), values)
    assert growing.all().dtype == np.float32


def test_short_clips_stay_in_memory_and_long_ones_do_not() -> None:
    gc.collect()
    before = len(kept._on_disk)
    short, long = room((SHORT, 2)), room((LONG, 2))
    assert (len(short), len(long)) == (SHORT, LONG)
    assert len(kept._on_disk) == before + 1
    assert long[:, 1].flags.c_contiguous  # a path is read without all others


def test_a_file_goes_with_its_numbers() -> None:
    gc.collect()
    before = len(kept._on_disk)
    part = room((LONG, 2))[3:, 1]
    assert len(kept._on_disk) == before + 1
    del part
    gc.collect()
    assert len(kept._on_disk) == before


def test_others_may_keep_numbers_while_some_rest() -> None:
    ended = Event()

    def keep() -> int:
        copies = [kept.kept(some(50, 1)) for _ in range(150)]
        ended.set()
        return sum(len(copy) for copy in copies[-10:])

    with ThreadPoolExecutor(1) as beside:
        kept_by_others = beside.submit(keep)
        while not ended.wait(0.0):
            rest()
        assert kept_by_others.result() == 500


def test_frames_are_given_on_and_let_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    rested: list[int] = []
    monkeypatch.setattr(kept, "rest", lambda: rested.append(next(asked)))
    asked = iter((0, 25, 50))
    frames = resting(range(60))
    assert [next(frames) for _ in range(25)] == list(range(25))
    assert rested == [0]
    assert list(frames) == list(range(25, 60))
    assert rested == [0, 25, 50]


@pytest.mark.parametrize("fails", ["_reserve", "TemporaryFile"])
def test_a_full_disk_is_no_error(monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept, fails, full)
    values = some(LONG, 3)
    gc.collect()
    before = len(kept._on_disk)
    copy = kept.kept(values)
    assert len(kept._on_disk) == before
    np.testing.assert_array_equal(copy, values)


def test_a_file_is_made_as_long_as_its_numbers_where_the_system_does_not_do_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delattr(kept.os, "posix_fallocate", raising=False)
    size = 2_500_000
    with (tmp_path / "numbers").open("wb") as file:
        kept._reserve(file.fileno(), size)
    assert (tmp_path / "numbers").stat().st_size == size


RESIDENT = """
from pathlib import Path
import numpy as np
from kneecave.model.kept import LONG, rest, room

def resident_mb():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) / 1024

numbers = room((LONG, 500))
numbers[:] = 1.0
before = resident_mb()
rest()
print(before - resident_mb(), numbers.sum() == numbers.size)
"""


def test_the_memory_of_what_rests_is_given_back() -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells how much memory is in use")
    done = subprocess.run([sys.executable, "-c", RESIDENT], capture_output=True, check=True)
    freed_mb, whole = done.stdout.split()
    assert float(freed_mb) > 30.0  # of 38
    assert whole == b"True"
