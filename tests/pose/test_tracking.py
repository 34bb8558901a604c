"""The lifter is followed through whole clips, alone and among others.

The clips with others are composed: a still person is set beside the lifter, or slides past in
front, cut out as a board with the person on it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

from kneecave.errors import NobodyFoundError, UsageError
from kneecave.model.arrays import BoolArray, FloatArray, ImageBgr, KeptArray
from kneecave.model.body import Joint
from kneecave.model.clip import Frame
from kneecave.model.pose_track import PoseTrack
from kneecave.pose.blazepose.direct import BlazePose
from kneecave.pose.thinning import Thinning
from kneecave.pose.tracking import OpenFrames, mended, track_lifter
from kneecave.video.reader import open_video
from tests.conftest import Sampled

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("squat_front")]

SECONDS = 5.0
TWO_REPS_S = 8.0
LEGS = [joint for joint in Joint if joint.value.split("_", 1)[-1] in ("hip", "knee", "ankle")]


def opener(
    path: Path,
    *,
    change: Callable[[ImageBgr, float], ImageBgr] = lambda image, _time_s: image,
    seconds: float = SECONDS,
) -> OpenFrames:
    """Opens a clip's first seconds, each picture changed on its way."""

    def changed(frames: Iterator[Frame]) -> Iterator[Frame]:
        for frame in frames:
            if frame.time_s > seconds:
                return
            image = np.ascontiguousarray(change(frame.image_bgr, frame.time_s))
            yield replace(frame, image_bgr=image)

    @contextmanager
    def opened() -> Iterator[Iterator[Frame]]:
        with open_video(path) as reader:
            yield changed(iter(reader))

    return opened


def off_px(track: PoseTrack, alone: PoseTrack, *, shift_x: float = 0.0) -> FloatArray:
    """Mean distance of the legs' joints from the track of the clip without others, (T,)."""
    distances = [
        np.linalg.norm(track.of(joint) - alone.of(joint) - (shift_x, 0.0), axis=1) for joint in LEGS
    ]
    return np.asarray(np.mean(distances, axis=0), dtype=np.float64)


@pytest.fixture(scope="module")
def squat(root: Path) -> Path:
    return root / "sample_videos" / "squat_front.mp4"


@pytest.fixture(scope="module")
def alone(sampled: Callable[[str], Sampled]) -> PoseTrack:
    """The track of the clip's first seconds, as the whole clip gave it."""
    found = sampled("squat_front").result.found
    return found.only(found.time_s <= SECONDS)


@pytest.fixture(scope="module")
def bystander(root: Path) -> ImageBgr:
    """Another person, standing, cut out with some of the room."""
    with open_video(root / "sample_videos" / "stand_front.mp4") as reader:
        (first,) = islice(reader, 1)
    width = first.image_bgr.shape[1]
    return first.image_bgr[:, width // 4 : -width // 4]


def test_somebody_alone_is_followed_through_every_frame(alone: PoseTrack, squat: Path):
    with open_video(squat) as reader:
        times = [frame.time_s for frame in reader if frame.time_s <= SECONDS]
    assert alone.time_s.tolist() == times
    assert alone.seen.all()
    assert alone.people == 1
    assert not alone.swapped.any()
    assert alone.source.model == "heavy"
    hips = alone.of(Joint.LEFT_HIP)[:, 1]
    legs = alone.of(Joint.LEFT_ANKLE)[0, 1] - hips[0]
    assert np.ptp(hips) > 0.3 * legs
    looked = Thinning()
    list(looked.passing(Frame(0, time_s, np.zeros((1, 1, 3), np.uint8)) for time_s in times))
    np.testing.assert_array_equal(alone.outlines.time_s, np.array(times)[looked.kept])
    shins_px = np.diff(alone.outlines.edges_px[:, :, 7])
    assert 0.04 * legs < shins_px.min() < shins_px.max() < 0.4 * legs


def test_it_is_the_same_every_time(squat: Path):
    one, other = (track_lifter(opener(squat, seconds=3.5), model="lite") for _ in range(2))
    np.testing.assert_array_equal(one.xy_px, other.xy_px)


def test_the_progress_counts_frames(squat: Path):
    done: list[int] = []
    track = track_lifter(opener(squat, seconds=1.0), model="lite", on_frame=done.append)
    assert done == list(range(1, len(track.time_s) + 1))


def test_the_networks_are_gone_when_numbers_alone_are_worked_on(
    squat: Path, monkeypatch: pytest.MonkeyPatch
):
    def networks() -> int:
        return sum(type(one) is BlazePose for one in gc.get_objects())

    def counted(path: KeptArray, time_s: FloatArray) -> tuple[KeptArray, BoolArray]:
        alive.append(networks())
        return mended(path, time_s)

    gc.collect()
    alive = [networks()]
    monkeypatch.setattr("kneecave.pose.tracking.mended", counted)
    track_lifter(opener(squat, seconds=0.5), model="lite")
    assert alive == [alive[0]] * 2


def test_one_picture_that_shows_the_person_elsewhere_bends_no_path(squat: Path, alone: PoseTrack):
    at_s = float(alone.outlines.time_s[31])  # on the way down

    def shifted(image: ImageBgr, time_s: float) -> ImageBgr:
        return np.roll(image, image.shape[1] // 4, axis=1) if time_s == at_s else image

    track = track_lifter(opener(squat, change=shifted, seconds=3.0))
    off = off_px(track, alone.only(alone.time_s <= 3.0))
    assert off.max() < 8
    left_out = np.setdiff1d(alone.outlines.time_s, track.outlines.time_s)
    assert left_out[left_out <= 3.0].tolist() == [at_s]  # the edges seen there are no leg's


@pytest.mark.parametrize("larger", [1.0, 1.5])
def test_a_bystander_beside_does_not_take_over(
    squat: Path, alone: PoseTrack, bystander: ImageBgr, larger: float
):
    def beside(image: ImageBgr, _time_s: float) -> ImageBgr:
        height = image.shape[0]
        other = cv2.resize(bystander, None, fx=larger, fy=larger)[:height]
        return np.hstack([image, other])

    track = track_lifter(opener(squat, change=beside))
    assert track.people == 2
    assert track.seen.mean() > 0.98
    assert np.nanmax(off_px(track, alone)) < 12
    assert np.nanmedian(off_px(track, alone)) < 3


def test_the_user_may_choose_the_bystander(squat: Path, alone: PoseTrack, bystander: ImageBgr):
    def beside(image: ImageBgr, _time_s: float) -> ImageBgr:
        return np.hstack([bystander, image])

    opened = opener(squat, change=beside, seconds=3.0)
    shift = bystander.shape[1]
    left = track_lifter(opened, person=1)
    assert (left.of(Joint.NOSE)[:, 0] < shift).all()
    right = track_lifter(opened, person=2)
    frames = len(right.time_s)
    short = replace(
        right, xy_px=alone.xy_px[:frames], depth_px=right.depth_px, confidence=right.confidence
    )
    assert np.nanmax(off_px(right, short, shift_x=shift)) < 12
    with pytest.raises(UsageError, match="person 3 was asked for, but the clip shows 2 people"):
        track_lifter(opened, model="lite", person=3)


def test_somebody_walking_past_in_front_does_not_take_over(
    squat: Path, alone: PoseTrack, bystander: ImageBgr
):
    board = bystander[:, bystander.shape[1] // 5 : -(bystander.shape[1] // 5)]

    def passing(image: ImageBgr, time_s: float) -> ImageBgr:
        wide = cv2.copyMakeBorder(image, 0, 0, 300, 300, cv2.BORDER_REPLICATE)
        left = round(-400 + 300 * time_s)
        start, end = max(left, 0), min(left + board.shape[1], wide.shape[1])
        if start < end:
            wide[:, start:end] = board[:, start - left : end - left]
        return wide

    track = track_lifter(opener(squat, change=passing))
    off = off_px(track, alone, shift_x=300.0)
    left = -400 + 300 * track.time_s
    covered = (left < 300 + 360) & (left + board.shape[1] > 300 + 120)
    assert track.people == 2
    assert np.isfinite(off[~covered]).mean() > 0.97
    assert np.nanmax(off[~covered]) < 15
    places = track.of(Joint.NOSE)[track.seen, 0]
    assert np.abs(places - (300 + alone.of(Joint.NOSE)[track.seen, 0])).max() < 170


def test_two_who_do_reps_together_are_told_apart_by_the_user(squat: Path):
    def twice(image: ImageBgr, _time_s: float) -> ImageBgr:
        return np.hstack([image, image[:, ::-1]])

    with pytest.raises(UsageError, match="two people do reps at the same time"):
        track_lifter(opener(squat, change=twice, seconds=TWO_REPS_S), model="lite")


def test_nobody_is_said_so(squat: Path):
    def empty(image: ImageBgr, _time_s: float) -> ImageBgr:
        return np.full_like(image, 90)

    with pytest.raises(NobodyFoundError, match="no person is seen in any frame"):
        track_lifter(opener(squat, change=empty, seconds=2.0), model="lite")


def test_an_error_while_reading_comes_through(squat: Path):
    @contextmanager
    def broken() -> Iterator[Iterator[Frame]]:
        def frames() -> Iterator[Frame]:
            with open_video(squat) as reader:
                yield from islice(reader, 5)
            raise OSError("the disk is gone")

        yield frames()

    opened: Callable[[], AbstractContextManager[Iterator[Frame]]] = broken
    with pytest.raises(OSError, match="the disk is gone"):
        track_lifter(opened, model="lite")


def test_two_who_take_turns_are_two_and_one_is_kept(shared: Path):
    clip = shared / "clips" / "formguard_squat_bad.mp4"
    track = track_lifter(opener(clip, seconds=7.0), model="lite")
    nose = track.of(Joint.NOSE)[track.seen, 0]
    assert track.people == 2
    assert track.seen.mean() > 0.95
    assert np.ptp(nose) < 200  # the two stand 400 px apart
