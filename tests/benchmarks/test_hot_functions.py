"""The functions that most of a clip's time goes through, besides the networks.

``make test`` runs each once; ``make bench-hot`` measures them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from kneecave.kinematics.cleaning import clean
from kneecave.kinematics.measure import measure
from kneecave.model.clip import Frame
from kneecave.model.planes import Coding, Planes
from kneecave.model.pose_track import PoseTrack
from kneecave.outputs.overlay import Overlay
from kneecave.pose.blazepose.landmarks import SIDE
from kneecave.pose.blazepose.region import Region, cut_out
from kneecave.pose.swaps import mend_swaps
from kneecave.settings import Settings
from kneecave.video.reader import open_video
from kneecave.video.writer import VideoWriter
from tests.outputs.analyses import make_analysis
from tests.outputs.analyses import make_track as track_of_a_story
from tests.posed import MEDIAPIPE, Flaws, make_track, squat

SIZE_PX = (1080, 1920)


@pytest.fixture(scope="module")
def planes() -> Planes:
    width, height = SIZE_PX
    luma = np.random.default_rng(0).integers(60, 200, (height, width), dtype=np.uint8)
    grey = np.full((height // 2, width // 2), 128, np.uint8)
    return Planes(luma, grey, grey.copy(), Coding(1, full_range=False))


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    return make_track(squat(), bias=MEDIAPIPE, flaws=Flaws(noise_px=1.0))[0]


def test_a_track_is_cleaned(benchmark: BenchmarkFixture, track: PoseTrack) -> None:
    cleaned = benchmark(clean, track, Settings().filters)
    assert np.isfinite(cleaned.xy_px).all()


def test_a_track_is_measured(benchmark: BenchmarkFixture, track: PoseTrack) -> None:
    motion = benchmark(measure, track, Settings())
    assert len(motion.signals.time_s) == len(track.time_s)


def test_swaps_are_looked_for(benchmark: BenchmarkFixture, track: PoseTrack) -> None:
    path = np.dstack([track.xy_px, track.depth_px, track.confidence])
    _, swapped = benchmark(mend_swaps, path, track.time_s)
    assert not swapped.any()


def test_a_region_is_cut_out(benchmark: BenchmarkFixture, planes: Planes) -> None:
    shown = benchmark(cut_out, planes, Region(540.0, 960.0, 1500.0, 0.05), SIDE)
    assert shown.shape == (1, 3, SIDE, SIDE)


def test_a_frame_is_drawn(benchmark: BenchmarkFixture, planes: Planes) -> None:
    drawn_on = track_of_a_story("cave", size_px=SIZE_PX)
    overlay = Overlay(make_analysis("cave", size_px=SIZE_PX), drawn_on)
    drawn = benchmark(overlay.draw_on_planes, planes, float(drawn_on.time_s[130]))
    assert drawn.size_px == overlay.size_px


def test_a_frame_is_encoded(benchmark: BenchmarkFixture, planes: Planes, tmp_path: Path) -> None:
    written: list[float] = []
    with VideoWriter(tmp_path / "video.mp4", size_px=SIZE_PX, coding=planes.coding) as video:

        def write() -> None:
            written.append(len(written) / 30)
            video.write(planes, written[-1])

        write()
        benchmark(write)
    with open_video(tmp_path / "video.mp4") as reader:
        assert sum(1 for _ in reader) == len(written) >= 2


def test_a_frame_is_decoded(benchmark: BenchmarkFixture, root: Path) -> None:
    with open_video(root / "sample_videos" / "squat_front.mp4") as reader:
        frames = iter(reader)
        frame: Frame = benchmark.pedantic(lambda: next(frames), rounds=100)
        assert frame.planes is not None
