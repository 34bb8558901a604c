"""Looks side by side: where the next one goes; one that goes astray leads no other with it."""

from __future__ import annotations

from dataclasses import astuple
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from kneecave.model.arrays import ImageBgr
from kneecave.model.clip import Frame
from kneecave.model.planes import Planes
from kneecave.pose.blazepose import side_by_side
from kneecave.pose.blazepose.direct import BlazePose
from kneecave.pose.blazepose.landmarks import Look
from kneecave.pose.blazepose.region import Region
from kneecave.pose.blazepose.side_by_side import STEADY, Trail, follow
from kneecave.pose.bundles import verified_path
from kneecave.pose.poses import Pose
from kneecave.video.reader import open_video

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


@pytest.mark.slow
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


@pytest.mark.slow
def test_somebody_lost_for_one_picture_is_lost_in_that_one_only(
    networks: BlazePose, frames: list[Frame]
):
    changed = list(frames)
    blank = np.full_like(frames[0].image_bgr, 90)
    changed[ELSEWHERE] = Frame(ELSEWHERE, frames[ELSEWHERE].time_s, blank)
    seen = [pose is not None for pose in follow(networks, changed)]
    assert seen == [number != ELSEWHERE for number in range(len(frames))]
    assert list(follow(networks, [])) == []


@pytest.mark.slow
def test_the_detector_is_open_once_for_all_bundles(networks: BlazePose):
    assert BlazePose(verified_path("full"))._detector is networks._detector


def test_who_moves_steadily_is_looked_for_where_the_way_leads():
    trail = Trail()
    assert trail.region_at(0.0) is None
    trail.add(1.0, Region(100.0, 200.0, 400.0, 0.1))
    assert trail.region_at(1.2) == Region(100.0, 200.0, 400.0, 0.1)
    trail.add(1.1, Region(102.0, 210.0, 404.0, 0.2))
    expected = Region(102.0 + 2 * STEADY * 2, 210.0 + 2 * STEADY * 10, 404.0, 0.2)
    found = trail.region_at(1.3)
    assert found is not None
    assert astuple(found) == pytest.approx(astuple(expected))
    assert 0 < STEADY <= 1


@pytest.mark.parametrize(("apart_s", "ahead_s"), [(1 / 15, 2.0), (0.002, 0.133)])
def test_nobody_is_expected_far_away(apart_s: float, ahead_s: float):
    trail = Trail()
    trail.add(1.0, Region(100.0, 200.0, 400.0, 0.0))
    last = Region(102.0, 202.0, 400.0, 0.0)
    trail.add(1.0 + apart_s, last)
    assert trail.region_at(1.0 + apart_s + ahead_s) == last


def test_who_is_found_elsewhere_or_anew_is_looked_for_there():
    here, there = Region(100.0, 200.0, 400.0, 0.0), Region(300.0, 200.0, 400.0, 0.0)
    trail = Trail()
    trail.add(1.0, here)
    trail.add(1.1, there)
    assert trail.region_at(1.2) == there
    trail.add(1.2, None)
    assert trail.region_at(1.3) is None
    trail.add(1.3, here)
    assert trail.region_at(1.4) == here


@pytest.mark.slow
def test_fewer_looks_are_taken_again_than_without_looking_ahead(
    networks: BlazePose, root: Path, monkeypatch: pytest.MonkeyPatch
):
    with open_video(root / "sample_videos" / "squat_front.mp4") as reader:
        down = [frame for frame in reader if 1.2 < frame.time_s < 2.6][::3]

    def looks() -> int:
        taken = 0

        def counted(picture: ImageBgr | Planes, region: Region) -> Look | None:
            nonlocal taken
            taken += 1
            return look(picture, region)

        look = networks.look
        with monkeypatch.context() as patched:
            patched.setattr(networks, "look", counted)
            assert len(list(follow(networks, down))) == len(down)
        return taken

    ahead = looks()
    monkeypatch.setattr(side_by_side, "STEADY", 0.0)
    assert len(down) <= ahead < looks()
