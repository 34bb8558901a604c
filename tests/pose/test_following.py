"""Pictures dealt to several landmarkers come back as one path, whoever had which and how fast."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.clip import Frame
from kneecave.pose.following import (
    CHUNK,
    HELD,
    LONG_SIDE_PX,
    WARM_UP,
    Follower,
    Picture,
    join,
    reduced,
)
from kneecave.pose.landmarker import JOINTS, Pose


class PixelReader:
    """Finds the person whose place is written in the picture's first pixels; leans on memory."""

    def __init__(self, *, memory: bool = False, slow_s: float = 0.0) -> None:
        self._memory = memory
        self._slow_s = slow_s
        self._seen = 0
        self._last_s = -1.0

    def find(self, image_bgr: ImageBgr, *, time_s: float) -> Pose | None:
        assert time_s > self._last_s
        self._last_s = time_s
        time.sleep(random.random() * self._slow_s)
        place = float(image_bgr[0, 0, 0]) + 256.0 * float(image_bgr[0, 0, 1])
        if place == 13:
            return None
        lag = 4.0 * 0.5**self._seen if self._memory else 0.0
        self._seen += 1
        xy = np.column_stack([np.full(len(JOINTS), place + lag), 100.0 * np.arange(len(JOINTS))])
        return Pose(xy_px=xy, depth_px=np.zeros(len(JOINTS)), confidence=np.ones(len(JOINTS)))

    def forget(self) -> None:
        self._seen = 0
        self._last_s = -1.0


def pictures(count: int) -> Iterator[Picture]:
    for number in range(count):
        image = np.zeros((4, 4, 3), dtype=np.uint8)
        image[0, 0, :2] = number % 256, number // 256
        yield Picture(time_s=number / 30, image_bgr=image, back=(2.0, 3.0))


@pytest.mark.parametrize("landmarkers", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 3])
def test_the_path_is_in_order_and_in_pixels_of_the_frame(landmarkers: int, count: int):
    follower = Follower([PixelReader(slow_s=0.001) for _ in range(landmarkers)])
    path = follower.follow(pictures(count)).path
    expected = 2.0 * np.arange(count)
    expected[13:14] = np.nan
    assert path.shape == (count, len(JOINTS), 4)
    np.testing.assert_allclose(path[:, 5, 0], expected)
    np.testing.assert_allclose(path[:13, 5, 1], 1500.0)


def test_timing_and_number_of_landmarkers_change_nothing():
    paths = [
        Follower([PixelReader(memory=True, slow_s=0.002) for _ in range(number)])
        .follow(pictures(200))
        .path
        for number in (1, 2, 2, 3)
    ]
    for path in paths[1:]:
        np.testing.assert_array_equal(path, paths[0])


def test_what_is_left_of_the_warm_up_at_a_seam_is_small():
    follower = Follower([PixelReader(memory=True) for _ in range(2)])
    path = follower.follow(pictures(3 * CHUNK)).path
    error = path[:, 0, 0] - 2.0 * np.arange(3 * CHUNK)
    assert np.nanmax(np.abs(error[14:])) < 8.0 * 0.5**WARM_UP + 0.5
    assert np.nanmax(np.abs(error[2 * CHUNK :])) <= 8.0 * 0.5**WARM_UP


def test_no_more_pictures_wait_than_allowed():
    given = 0
    done = 0
    most = 0
    lock = threading.Lock()

    class Counting(PixelReader):
        def find(self, image_bgr: ImageBgr, *, time_s: float) -> Pose | None:
            nonlocal done, most
            with lock:
                most = max(most, given - done)
                done += 1
            time.sleep(0.001)
            return super().find(image_bgr, time_s=time_s)

    def counted() -> Iterator[Picture]:
        nonlocal given
        for picture in pictures(6 * CHUNK):
            given += 1
            yield picture

    Follower([Counting(), Counting()]).follow(counted())
    assert most <= HELD + 3


def test_an_error_of_a_landmarker_comes_through_and_all_threads_end():
    class Broken(PixelReader):
        def find(self, image_bgr: ImageBgr, *, time_s: float) -> Pose | None:
            if time_s > 2.0:
                raise RuntimeError("the graph broke")
            return super().find(image_bgr, time_s=time_s)

    before = threading.active_count()
    with pytest.raises(RuntimeError, match="the graph broke"):
        Follower([Broken(), Broken()]).follow(pictures(1000))
    assert threading.active_count() == before


@pytest.mark.parametrize("kind", [OSError, KeyboardInterrupt])
def test_an_error_of_the_pictures_comes_through_and_work_stops(kind: type[BaseException]):
    def broken() -> Iterator[Picture]:
        yield from pictures(70)
        raise kind("stop")

    before = threading.active_count()
    with pytest.raises(kind):
        Follower([PixelReader(slow_s=0.01), PixelReader(slow_s=0.01)]).follow(broken())
    assert threading.active_count() == before


@pytest.mark.parametrize(
    ("size", "shown"),
    [((1080, 1920), (720, 1280)), ((3840, 2160), (1280, 720)), ((406, 720), (406, 720))],
)
def test_large_frames_are_reduced_and_lead_back(size: tuple[int, int], shown: tuple[int, int]):
    height, width = size
    frame = Frame(index=0, time_s=0.5, image_bgr=np.zeros((height, width, 3), dtype=np.uint8))
    picture = reduced(frame)
    assert picture.image_bgr.shape[:2] == shown
    assert max(shown) <= LONG_SIDE_PX
    assert picture.time_s == 0.5
    np.testing.assert_allclose(np.array(picture.back) * shown[::-1], (width, height))


def _line(frames: int, offset: float) -> FloatArray:
    path = np.zeros((frames, len(JOINTS), 4))
    path[..., 0] = offset
    path[..., 1] = np.linspace(0.0, 500.0, len(JOINTS))
    return path


def test_chunks_that_agree_go_over_gently_and_others_at_once():
    for offset, gentle in ((6.0, True), (200.0, False)):
        path = _line(20, 0.0)
        assert join(path, _line(14, offset), start=6, warm_up=8) == gentle
        assert (path[14:, :, 0] == offset).all()
        assert (path[:9, :, 0] == 0.0).all()
        expected = offset * np.arange(1, 6) / 6 if gentle else np.zeros(5)
        np.testing.assert_allclose(path[9:14, 3, 0], expected)


def test_a_person_found_again_by_the_later_chunk_tears_nothing():
    path = _line(20, 0.0)
    path[8:] = np.nan
    assert join(path, _line(14, 200.0), start=6, warm_up=8)


class BadStart(PixelReader):
    """Finds nobody rightly whom it sees first bent over: far off until it is shown frame 0."""

    def __init__(self) -> None:
        super().__init__()
        self._right = False

    def forget(self) -> None:
        super().forget()
        self._right = False

    def find(self, image_bgr: ImageBgr, *, time_s: float) -> Pose | None:
        pose = super().find(image_bgr, time_s=time_s)
        self._right = self._right or time_s == 0.0
        if pose is None or self._right:
            return pose
        return Pose(pose.xy_px + 300.0, pose.depth_px, pose.confidence)


def test_a_bad_start_tears_the_path_and_one_landmarker_mends_it():
    follower = Follower([BadStart(), BadStart()])
    assert follower.follow(pictures(2 * CHUNK)).torn
    path = follower.follow_in_one(pictures(2 * CHUNK))
    expected = 2.0 * np.arange(2 * CHUNK)
    expected[13:14] = np.nan
    np.testing.assert_allclose(path[:, 5, 0], expected)
    assert not Follower([PixelReader(), PixelReader()]).follow(pictures(2 * CHUNK)).torn
