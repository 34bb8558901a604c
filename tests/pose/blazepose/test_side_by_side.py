"""Looks side by side: one that goes astray leads no other one with it."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from kneecave.model.clip import Frame
from kneecave.pose.blazepose.direct import BlazePose
from kneecave.pose.blazepose.side_by_side import follow
from kneecave.pose.bundles import verified_path
from kneecave.pose.poses import Pose
from kneecave.video.reader import open_video

pytestmark = pytest.mark.slow

ELSEWHERE = 9
"""The frame in which the person stands elsewhere, or nobody is to be seen."""


@pytest.fixture(scope="module")
def networks() -> BlazePose:
    return BlazePose(verified_path("lite"))


@pytest.fixture(scope="module")
def frames(root: Path) -> list[Frame]:
    with open_video(root / "sample_videos" / "squat_front.mp4") as reader:
        return list(islice(reader, 18))


def _places(networks: BlazePose, frames: list[Frame]) -> list[Pose]:
    poses = [pose for pose in follow(networks, frames) if pose is not None]
    assert len(poses) == len(frames)
    return poses


def test_a_jump_of_one_picture_leads_no_other_astray(networks: BlazePose, frames: list[Frame]):
    usual = _places(networks, frames)
    image = frames[ELSEWHERE].image_bgr
    moved = np.full_like(image, 90)
    moved[:, image.shape[1] // 3 :] = image[:, : -(image.shape[1] // 3)]
    changed = list(frames)
    changed[ELSEWHERE] = Frame(ELSEWHERE, frames[ELSEWHERE].time_s, moved)
    for number, (pose, before) in enumerate(zip(_places(networks, changed), usual, strict=True)):
        if number != ELSEWHERE:
            assert np.abs(pose.xy_px - before.xy_px).max() < 0.04 * image.shape[0], number


def test_somebody_lost_for_one_picture_is_lost_in_that_one_only(
    networks: BlazePose, frames: list[Frame]
):
    changed = list(frames)
    blank = np.full_like(frames[0].image_bgr, 90)
    changed[ELSEWHERE] = Frame(ELSEWHERE, frames[ELSEWHERE].time_s, blank)
    seen = [pose is not None for pose in follow(networks, changed)]
    assert seen == [number != ELSEWHERE for number in range(len(frames))]
    assert list(follow(networks, [])) == []


def test_the_detector_is_open_once_for_all_bundles(networks: BlazePose):
    assert BlazePose(verified_path("full"))._detector is networks._detector
