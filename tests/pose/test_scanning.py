"""Somebody alone is looked at less often, until somebody else comes in."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np

from kneecave.model.clip import Frame
from kneecave.pose.landmarker import JOINTS, Pose
from kneecave.pose.scanning import ALONE, ALONE_S, INTERVAL_S, Watch
from kneecave.video.reader import open_video

HZ = 20.0


class Crowd:
    """Finds as many people as the brightness of the picture says."""

    def find_all(self, frame: Frame) -> tuple[Pose, ...]:
        x = np.linspace(1.0, 6.0, len(JOINTS))
        xy_px = np.column_stack([x, x])
        return (Pose(xy_px=xy_px, depth_px=x, confidence=x / 6),) * int(frame.image_bgr[0, 0, 0])


def test_somebody_alone_is_scanned_less_often():
    def people(time_s: float) -> int:
        return 2 if 4.0 <= time_s < 6.0 else 1

    frames = [
        Frame(number, number / HZ, np.full((8, 8, 3), people(number / HZ), np.uint8))
        for number in range(200)
    ]
    watch = Watch(Crowd())
    assert list(watch.passing(frames)) == frames
    times_s = np.array([scan[0].time_s for scan in watch.scans])
    seen = [len(scan) for scan in watch.scans]
    for number, gap_s in enumerate(np.diff(times_s).tolist()):
        last = seen[max(number + 1 - ALONE, 0) : number + 1]
        due_s = ALONE_S if last == [1] * ALONE else INTERVAL_S
        assert due_s - 1e-9 < gap_s < due_s + 1.5 / HZ
    assert times_s[seen.index(2)] - 4.0 < ALONE_S + 1 / HZ
    assert len(watch.scans) < 200 / HZ / INTERVAL_S * 0.8


def test_clothes_have_the_same_colours_in_planes_as_in_a_picture(root: Path):
    class Somebody:
        def find_all(self, frame: Frame) -> tuple[Pose, ...]:
            width, height = frame.size_px
            xy_px = np.random.default_rng(5).uniform((0, 0), (width, height), (len(JOINTS), 2))
            return (Pose(xy_px=xy_px, depth_px=xy_px[:, 0], confidence=xy_px[:, 0]),)

    with open_video(root / "sample_videos" / "squat_front.mp4") as reader:
        frames = list(islice(reader, 0, 120, 20))
    seen = []
    for shown in (frames, [Frame(one.index, one.time_s, one.image_bgr) for one in frames]):
        assert all((frame.planes is None) == (shown is not frames) for frame in shown)
        watch = Watch(Somebody())
        assert len(list(watch.passing(shown))) == len(shown)
        seen.append(np.array([scan[0].colours for scan in watch.scans]))
    assert seen[0].shape == (len(frames), 2, 3)
    assert np.ptp(seen[0]) > 20
    assert np.abs(seen[0] - seen[1]).max() < 4
