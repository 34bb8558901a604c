"""The direct engine against MediaPipe's own graph, which runs the same two networks.

How far they may differ is what the network itself answers to a region that is a hundredth larger
and lies a little aside: nobody can say which of the two is right.

In a single picture nothing else differs.  In a sequence the graph also smooths the path, so that it
lags behind a moving person; the direct engine does neither, and kneecave smooths without lag later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.clip import Frame
from kneecave.model.engine import Engine
from kneecave.pose.blazepose.direct import BlazePose
from kneecave.pose.bundles import verified_path
from kneecave.pose.following import Y, open_follower
from kneecave.pose.landmarker import open_scanner
from kneecave.pose.poses import Scanner
from kneecave.video.reader import open_video

pytestmark = pytest.mark.slow

REAL = ("robertson_front.mp4", "rj_squat.mp4", "venga_lunges.mp4", "eti_squat_good.mp4")
LARGER, ASIDE = 1.01, 0.005


@pytest.fixture(scope="module")
def heavy() -> BlazePose:
    return BlazePose(verified_path("heavy"))


@pytest.fixture(scope="module")
def graph() -> Iterator[Scanner]:
    with open_scanner("heavy", most_people=1, engine=Engine.MEDIAPIPE) as scanner:
        yield scanner


def some_frames(clip: Path, *, start: int = 0, stop: int, step: int = 1) -> list[Frame]:
    with open_video(clip) as reader:
        return list(islice(reader, start, stop, step))


def compared(
    heavy: BlazePose, graph: Scanner, image_bgr: ImageBgr
) -> tuple[FloatArray, FloatArray]:
    """Distances of the joints (J,) from the graph's, and from one's own a little aside."""
    (theirs,) = graph.find_all(Frame(0, 0.0, image_bgr))
    (region,) = heavy.regions(image_bgr)
    own = heavy.look(image_bgr, region)
    aside = replace(
        region, x_px=region.x_px + ASIDE * region.size_px, size_px=region.size_px * LARGER
    )
    moved = heavy.look(image_bgr, aside)
    assert own is not None
    assert moved is not None
    return (
        np.linalg.norm(own.pose.xy_px - theirs.xy_px, axis=1),
        np.linalg.norm(own.pose.xy_px - moved.pose.xy_px, axis=1),
    )


@pytest.mark.parametrize("name", ["squat_front.mp4", "lunge_front.mp4"])
def test_single_pictures_of_rendered_people_agree(
    root: Path, heavy: BlazePose, graph: Scanner, name: str
):
    for frame in some_frames(root / "sample_videos" / name, stop=60, step=20):
        off, sensitivity = compared(heavy, graph, frame.image_bgr)
        assert np.median(off) < 0.5 * np.median(sensitivity)
        assert off.max() < max(sensitivity.max(), 1.5)


@pytest.mark.parametrize("name", REAL)
def test_single_pictures_of_real_people_agree(
    shared: Path, heavy: BlazePose, graph: Scanner, name: str
):
    for frame in some_frames(shared / "clips" / name, start=30, stop=80, step=25):
        off, sensitivity = compared(heavy, graph, frame.image_bgr)
        assert np.median(off) < np.median(sensitivity)
        assert off.max() < 2 * sensitivity.max()


def test_depth_and_confidence_agree(root: Path):
    (frame,) = some_frames(root / "sample_videos" / "squat_front.mp4", stop=1)
    found = []
    for engine in Engine:
        with open_scanner("lite", most_people=3, engine=engine) as scanner:
            found.append(scanner.find_all(Frame(0, 0.0, frame.image_bgr)))
    (own,), (theirs,) = found
    assert np.abs(own.depth_px - theirs.depth_px).max() < 0.03 * np.ptp(theirs.depth_px)
    assert np.abs(own.confidence - theirs.confidence).max() < 0.03


def test_in_a_sequence_the_graph_is_behind_and_else_the_same(root: Path):
    clip = some_frames(root / "sample_videos" / "squat_front.mp4", start=40, stop=90)
    own, theirs = (_path(clip, engine) for engine in (Engine.DIRECT, Engine.MEDIAPIPE))
    size = float(np.median(np.ptp(own[..., Y], axis=1)))
    apart = [_apart(own[: len(own) - lag], theirs[lag:]) / size for lag in range(4)]
    ahead = _apart(own[1:], theirs[:-1]) / size
    assert min(apart) < 0.005
    assert ahead > min(apart)
    assert np.nanmax(np.linalg.norm(own - theirs, axis=-1)) < 0.05 * size


def _path(clip: list[Frame], engine: Engine) -> FloatArray:
    with open_follower("full", engine) as follow:
        return follow(clip).path[..., : Y + 1]


def _apart(one: FloatArray, other: FloatArray) -> float:
    return float(np.median(np.linalg.norm(one - other, axis=-1)))
