"""A path is in order and in pixels of the frame, whichever engine, and is the same every time."""

from __future__ import annotations

import dataclasses
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from kneecave.errors import ModelError
from kneecave.model.arrays import ImageBgr
from kneecave.model.clip import Frame
from kneecave.model.engine import Engine
from kneecave.model.outlines import NO_OUTLINES
from kneecave.pose import following
from kneecave.pose.bundles import find_bundle
from kneecave.pose.following import CONFIDENCE, Follow, Y, looks_of, open_follower
from kneecave.pose.poses import JOINTS, Pose
from kneecave.video.reader import open_video

EMPTY = range(12, 16)
"""Frames of the clip in which nobody is to be seen."""


def test_a_path_has_a_row_for_every_frame_seen_or_not():
    pose = Pose(
        xy_px=np.arange(2.0 * len(JOINTS)).reshape(-1, 2),
        depth_px=np.full(len(JOINTS), 7.0),
        confidence=np.full(len(JOINTS), 0.9),
    )
    path = looks_of([pose, None, pose]).path
    assert np.isnan(path[1]).all()
    np.testing.assert_array_equal(path[0], path[2])
    np.testing.assert_array_equal(path[0, :, : Y + 1], pose.xy_px)
    assert (path[0, :, CONFIDENCE] == 0.9).all()
    assert looks_of([]).path.shape == (0, len(JOINTS), 4)


def test_edges_stay_with_the_looks_they_were_seen_at():
    pose = Pose(*(np.zeros((len(JOINTS), *rest)) for rest in ((2,), (), ())))
    first, last = (
        dataclasses.replace(pose, edges_px=np.full(NO_OUTLINES.edges_px.shape[1:], value))
        for value in (1.0, 2.0)
    )
    looks = looks_of([None, first, pose, last])
    np.testing.assert_array_equal(looks.outlined, [1, 3])
    time_s = np.arange(4) * 0.1
    usable = np.array([True, False, True, True])
    np.testing.assert_array_equal(looks.outlines(time_s, ~usable).time_s, [0.1])
    outlines = looks.outlines(time_s, usable)
    np.testing.assert_array_equal(outlines.time_s, time_s[3:])
    assert (outlines.edges_px == 2.0).all()
    assert looks_of([pose]).outlines(time_s[:1], usable[:1]).edges_px.shape[0] == 0


def test_a_bundle_that_is_another_file_is_told_of_whatever_is_wrong_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    models = tmp_path / "models"
    models.mkdir()
    shutil.copy(find_bundle("lite").path.parent / "manifest.json", models)
    (models / "pose_lite.task").write_bytes(b"no archive")
    monkeypatch.setattr(following, "find_bundle", partial(find_bundle, folder=models))
    with (
        pytest.raises(ModelError, match="is not the file it should be"),
        open_follower("lite", Engine.DIRECT),
    ):
        pytest.fail("it was opened")


@pytest.fixture(scope="module")
def frames(root: Path) -> list[Frame]:
    with open_video(root / "sample_videos" / "squat_front.mp4") as reader:
        clip = list(islice(reader, 24))
    for number in EMPTY:
        clip[number] = Frame(
            index=number,
            time_s=clip[number].time_s,
            image_bgr=np.full_like(clip[number].image_bgr, 90),
        )
    return clip


@pytest.fixture(scope="module", params=list(Engine))
def follow(request: pytest.FixtureRequest) -> Iterator[Follow]:
    with open_follower("lite", request.param) as opened:
        yield opened


@pytest.mark.slow
def test_somebody_is_followed_lost_and_found_again_the_same_every_time(
    follow: Follow, frames: list[Frame]
):
    path = follow(frames).path
    seen = np.isfinite(path).all(axis=(1, 2))
    assert set(np.flatnonzero(~seen)) == set(EMPTY)
    height, width = frames[0].image_bgr.shape[:2]
    assert (path[seen][..., :2] > 0).all()
    assert (path[seen][..., :2] < (width, height)).all()
    np.testing.assert_array_equal(
        follow(iter(frames)).path[..., :CONFIDENCE], path[..., :CONFIDENCE]
    )


@pytest.mark.slow
def test_a_larger_picture_of_the_same_gives_the_same_path_larger(
    follow: Follow, frames: list[Frame]
):
    def doubled(image: ImageBgr) -> ImageBgr:
        return np.ascontiguousarray(image.repeat(2, axis=0).repeat(2, axis=1))

    few = frames[:6]
    large = [
        Frame(index=frame.index, time_s=frame.time_s, image_bgr=doubled(frame.image_bgr))
        for frame in few
    ]
    off = np.linalg.norm(follow(large).path[..., :2] / 2 - follow(few).path[..., :2], axis=-1)
    assert np.median(off) < 1.0
    assert off.max() < 8.0


@pytest.mark.slow
@pytest.mark.parametrize("kind", [OSError, KeyboardInterrupt])
def test_an_error_of_the_frames_comes_through_and_all_threads_end(
    follow: Follow, frames: list[Frame], kind: type[BaseException]
):
    def broken() -> Iterator[Frame]:
        yield from frames[:5]
        raise kind("stop")

    before = set(threading.enumerate())
    with pytest.raises(kind, match="stop"):
        follow(broken())
    assert set(threading.enumerate()) <= before
