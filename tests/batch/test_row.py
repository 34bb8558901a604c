"""A row: made of what the report says, and the same after it was written and read."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from kneecave.batch.job import Job, blank
from kneecave.model.batch import ClipRow, Failure, FailureKind, Status
from kneecave.outputs.clip_row import from_line, to_line, without_times
from tests.batch.conftest import Runner, options_of


@pytest.fixture
def row() -> ClipRow:
    """The row of a clip of which nothing is known."""
    return blank(
        Job(
            folder="clips",
            clip="p01/Knie ä.mp4",
            size_bytes=1,
            mtime_ns=2,
            out="out",
            name="name",
            options=options_of(),
            attempt=1,
            retry_failed=False,
        )
    )


def test_a_row_survives_being_written(row: ClipRow, done: Runner) -> None:
    for one in (row, *done.so_far().values()):
        line = to_line(one)
        assert from_line(line) == one
        assert line.count(b"\n") == 1
        assert line.endswith(b"\n")


@pytest.mark.parametrize("part", [b"", b"{}", b"no row", b'{"clip": "a.mp4"}'])
def test_what_is_no_row_is_refused(row: ClipRow, part: bytes) -> None:
    with pytest.raises(ValueError, match="no row"):
        from_line(part)
    with pytest.raises(ValueError, match="no row"):
        from_line(to_line(row)[:-20])


def test_a_row_fails_or_does_not(row: ClipRow) -> None:
    with pytest.raises(ValueError, match="status ok with failure"):
        replace(row, status=Status.OK)
    with pytest.raises(ValueError, match="status failed with failure None"):
        replace(row, failure=None)


def test_without_times_only_times_are_gone(row: ClipRow) -> None:
    late = replace(row, times=replace(row.times, seconds=9.0, worker="me", attempts=2))
    assert without_times(late) == without_times(row)
    assert without_times(replace(late, clip="other")) != without_times(row)


@pytest.mark.parametrize("kind", FailureKind)
def test_what_lies_in_the_clip_does_not_pass(kind: FailureKind) -> None:
    lasting = {FailureKind.UNREADABLE, FailureKind.NOTHING_FOUND, FailureKind.AMBIGUOUS}
    assert Failure(kind, 1, "why").kind.may_pass is (kind not in lasting)


def test_the_sides_are_compared_with_their_spread(done: Runner) -> None:
    row = done.so_far()["cave.pose.npz"]
    assert row.left is not None
    assert row.right is not None
    left, right = row.left, row.right
    assert None not in (left.peak, left.spread, right.peak, right.spread)
    assert row.difference == pytest.approx(left.peak - right.peak, abs=1e-4)  # type: ignore[operator]
    assert row.difference_spread == pytest.approx(
        math.hypot(left.spread, right.spread),  # type: ignore[arg-type]
        abs=1e-4,
    )
    assert row.reps[1].left_peak == left.peak
    assert 20 < (left.peak or 0) < 30
