"""Real clips of every kind: frame counts by eye, times as ffprobe tells them."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from kneecave.video.prefetch import prefetch
from kneecave.video.reader import open_video

pytestmark = pytest.mark.slow

# name: codec, frames, declared, (width, height), last frame's time in s (measured once, ffprobe)
KNOWN = {
    "formguard_squat_bad.mp4": ("av1", 450, None, (720, 1280), 14.967),
    "jled_deadlift.mp4": ("hevc", 249, 249, (640, 360), 248 / 24),
    "sports2d_demo.mp4": ("vp9", 230, 230, (1768, 994), 229 / 30),
    "eti_squat_fast.mp4": ("h264", 89, 89, (576, 690), 52421 / 12288),
    "hackd_squat.mp4": ("h264", 86, 159, (640, 360), 85 / 30),
}
TICKS_PER_S = 12288
VARIABLE_TICKS = np.array([0, 1929, 2494, 3023, 3736, 4239, 4755, 5272, 5788, 6291, 6808, 7324])


def watched(path):
    """Read a clip to its end; return frame times and facts."""
    with open_video(path) as reader, prefetch(reader, ahead=4) as frames:
        times_s = []
        for frame in frames:
            assert frame.image_bgr.shape == (*reader.size_px[::-1], 3)
            assert frame.image_bgr.flags.c_contiguous
            times_s.append(frame.time_s)
        return np.array(times_s), reader.info


@pytest.mark.parametrize("name", KNOWN)
def test_clip_decodes_whole_at_its_true_times(shared, name):
    codec, frames, declared, size_px, last_s = KNOWN[name]
    times_s, info = watched(shared / "clips" / name)
    assert (info.codec, info.frames, info.declared_frames) == (codec, frames, declared)
    assert (info.width_px, info.height_px) == size_px
    assert info.damaged_packets == 0
    assert times_s[0] == 0
    assert times_s[-1] == pytest.approx(last_s, abs=0.0006)
    assert (np.diff(times_s) > 0).all()


def test_variable_rate_is_seen_and_every_stamp_is_the_files_own(shared):
    times_s, info = watched(shared / "clips" / "eti_squat_fast.mp4")
    assert info.variable_rate
    np.testing.assert_allclose(times_s[: len(VARIABLE_TICKS)], VARIABLE_TICKS / TICKS_PER_S)


def test_frame_counts_are_those_of_the_truth_table(shared):
    with (shared / "clips" / "truth.csv").open() as file:
        counts = {row["file"]: int(row["frames"]) for row in csv.DictReader(file) if row["frames"]}
    assert len(counts) >= 18
    for name, count in counts.items():
        if name not in KNOWN:
            times_s, info = watched(shared / "clips" / name)
            assert len(times_s) == info.frames == count, name
