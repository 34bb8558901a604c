"""Storage that is no folder here: the same rows, all or nothing, and resumed as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import fsspec
import pytest

from kneecave.batch.job import Job
from kneecave.batch.names import folder_name
from kneecave.batch.places import open_results, open_source
from kneecave.batch.work import do
from kneecave.errors import InputError, UsageError
from kneecave.outputs.clip_row import without_times
from tests.batch.conftest import BAD, SQUATS, options_of, rows_of


@pytest.fixture
def storage(pattern: Path) -> Iterator[tuple[Any, str]]:
    """A storage in memory that holds the clips, and its address."""
    memory, root = fsspec.filesystem("memory"), f"/{uuid4().hex}"
    memory.put(str(pattern / "clips") + "/", f"{root}/clips/", recursive=True)
    memory.pipe_file(f"{root}/clips/p01/more.mp4", b"no video")
    yield memory, f"memory:/{root}"
    memory.rm(root, recursive=True)


def job_of(address: str, clip: str) -> Job:
    """Return a job from storage to storage."""
    return Job(
        folder=f"{address}/clips",
        clip=clip,
        size_bytes=1,
        mtime_ns=2,
        out=f"{address}/out",
        name=folder_name(clip),
        options=options_of(),
        attempt=1,
        retry_failed=False,
    )


def test_clips_are_listed_as_in_a_folder(storage: tuple[Any, str], pattern: Path) -> None:
    memory, address = storage
    memory.pipe_file(f"{address.removeprefix('memory:/')}/clips/results/clips/x.mp4", b"result")
    here = open_source(str(pattern / "clips")).clips(glob=None, recursive=False, but="")
    there = open_source(f"{address}/clips")
    listed = list(there.clips(glob=None, recursive=False, but=""))
    assert [(one.clip, one.size_bytes) for one in listed] == [
        (one.clip, one.size_bytes) for one in here
    ]
    assert all(one.mtime_ns > 0 for one in listed)
    assert list(there.clips(glob=None, recursive=False, but="")) == listed
    deep = there.clips(glob=None, recursive=True, but=f"{address}/clips/results")
    assert sorted(one.clip for one in deep) == sorted([*SQUATS, BAD, "p01/more.mp4"])


def test_a_row_is_the_same_from_storage_as_from_a_folder(
    storage: tuple[Any, str], pattern: Path, tmp_path: Path
) -> None:
    _, address = storage
    local = rows_of(pattern / "out")
    for clip in (*SQUATS, BAD):
        row = without_times(do(job_of(address, clip), scratch=tmp_path, worker="me"))
        assert replace(row, size_bytes=local[clip].size_bytes) == without_times(local[clip])
    assert list(tmp_path.iterdir()) == []


def test_results_lie_in_the_storage_and_are_found_again(
    storage: tuple[Any, str], tmp_path: Path
) -> None:
    memory, address = storage
    job = job_of(address, "cave.pose.npz")
    row = do(job, scratch=tmp_path, worker="me")
    root = f"{address.removeprefix('memory:/')}/out/clips/cave.pose.npz"
    names = {path.rpartition("/")[2] for path in memory.ls(root, detail=False)}
    assert names == {"frames.csv", "report.html", "report.json", "reps.csv", "row.json"}
    results = open_results(job.out)
    assert list(results.names()) == ["cave.pose.npz"]
    assert list(results.rows(["cave.pose.npz", "missing"])) == [row, None]
    again = do(replace(job, mtime_ns=3), scratch=tmp_path, worker="another")
    assert again.times == replace(row.times, source_mtime_ns=3)


def test_a_row_cut_short_does_not_count(storage: tuple[Any, str], tmp_path: Path) -> None:
    memory, address = storage
    job = job_of(address, "cave.pose.npz")
    do(job, scratch=tmp_path, worker="me")
    path = f"{address.removeprefix('memory:/')}/out/clips/cave.pose.npz/row.json"
    memory.pipe_file(path, memory.cat_file(path)[:100])
    assert open_results(job.out).row("cave.pose.npz") is None
    assert do(job, scratch=tmp_path, worker="another").times.worker == "another"


def test_a_failure_leaves_no_old_report(storage: tuple[Any, str], tmp_path: Path) -> None:
    memory, address = storage
    job = job_of(address, "cave.pose.npz")
    do(job, scratch=tmp_path, worker="me")
    memory.pipe_file(f"{address.removeprefix('memory:/')}/clips/cave.pose.npz", b"broken")
    assert do(job, scratch=tmp_path, worker="me").report is None
    root = f"{address.removeprefix('memory:/')}/out/clips/cave.pose.npz"
    assert [path.rpartition("/")[2] for path in memory.ls(root, detail=False)] == ["row.json"]


def test_the_summary_is_behind_from_the_first_change_on(
    storage: tuple[Any, str], tmp_path: Path
) -> None:
    _, address = storage
    results = open_results(f"{address}/out")
    assert list(results.summary_lines()) == []
    with results.staged_summary(tmp_path) as folder:
        (folder / "summary.jsonl").write_bytes(b"one\ntwo\n")
        results.publish_summary(folder)
    assert list(results.summary_lines()) == [b"one\n", b"two\n"]
    results.begin_changes()
    assert list(results.summary_lines()) == []
    with results.staged_summary(tmp_path) as folder:
        (folder / "summary.jsonl").write_bytes(b"three\n")
        results.publish_summary(folder)
    assert list(results.summary_lines()) == [b"three\n"]


def test_a_storage_that_may_show_half_a_file_gets_a_rename(
    storage: tuple[Any, str], tmp_path: Path
) -> None:
    memory, address = storage
    job = replace(job_of(address, "cave.pose.npz"), out=f"simplecache::{address}/out")
    row = do(job, scratch=tmp_path, worker="me")
    assert open_results(job.out).row("cave.pose.npz") == row
    assert [path for path in memory.find("/") if path.endswith(".part")] == []


def test_what_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"memory://nowhere is not a folder"):
        list(open_source("memory://nowhere").clips(glob=None, recursive=False, but=""))
    with pytest.raises(UsageError, match=r"nonsense://x cannot be reached"):
        open_source("nonsense://x")
    gone = open_source("memory://nowhere").fetched("clip.mp4", tmp_path)
    with pytest.raises(InputError, match=r"clip.mp4 cannot be fetched: FileNotFoundError"), gone:
        raise AssertionError("nothing to be given")
