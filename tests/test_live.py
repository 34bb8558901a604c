"""Live and file say the same of the sample clips; rules for pictures that do not fit."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kneecave.errors import InputError, NobodyFoundError
from kneecave.live import LiveSession, open_live
from kneecave.model.body import Leg
from kneecave.model.clip import Frame
from kneecave.model.live import Hint, Stage
from kneecave.model.outlines import NO_OUTLINES
from kneecave.model.pose_track import PoseSource
from kneecave.model.verdict import Unmeasurable, Word, word_of
from kneecave.pose.crowd import Crowd
from kneecave.pose.live_path import LivePath
from kneecave.pose.poses import JOINTS, Pose
from kneecave.settings import Settings
from kneecave.video.reader import open_video
from tests.conftest import Sampled
from tests.live_rows import person_for, push_all
from tests.posed import make_track, standing

SOURCE = PoseSource(model="posed", engine="posed skeleton", sha256="0" * 64)
SIZE_PX = (720, 960)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xdist_group(name))
        for name in ("squat_front", "squat_yaw20", "lunge_front")
    ],
)
def test_live_says_of_every_rep_what_the_file_says(
    name: str, sampled: Callable[[str], Sampled]
) -> None:
    result = sampled(name).result
    person = person_for(result.found)
    states = push_all(person, result.found)
    said = {}
    for state in states:
        if state.last is not None:
            said.setdefault(state.last.rep.number, (state.time_s, state.last))
    assert sorted(said) == [verdict.rep.number for verdict in result.analysis.reps]
    for of_file in result.analysis.reps:
        told_s, live = said[of_file.rep.number]
        assert 0 <= told_s - of_file.rep.low_to_s < 0.6
        assert live.word is of_file.word
        for leg in Leg:
            one, other = live.legs[leg], of_file.legs[leg]
            assert word_of(one) is word_of(other)
            if not isinstance(one, Unmeasurable) and not isinstance(other, Unmeasurable):
                assert one.peak.value == pytest.approx(other.peak.value, abs=2.0)
    caved = {v.rep.number: v for v in result.analysis.reps if v.word is Word.CAVE}
    for verdict in result.analysis.reps:
        inside = [s for s in states if verdict.rep.start_s <= s.time_s <= verdict.rep.end_s]
        assert any(s.excess_deg is not None for s in inside) == (verdict.rep.number in caved)


@pytest.mark.slow
def test_pictures_of_a_clip_become_a_counted_rep_and_a_result(one_rep: Path) -> None:
    with open_live(model="lite") as session, open_video(one_rep) as clip:
        states = [session.push(frame) for frame in clip]
        result = session.finish()
        session.again()
        with pytest.raises(NobodyFoundError):
            session.finish()
    assert states[-1].stage is Stage.MEASURING
    assert [verdict.word for verdict in result.analysis.reps] == [Word.CLEAR]
    assert result.analysis.pose.model == "lite"
    assert result.analysis.clip.codec == "camera"
    assert not result.has_pictures


class Standing:
    """A landmarker and scanner of posed people who stand, whatever the picture."""

    def __init__(self, people: int = 1) -> None:
        self._track = make_track(standing())[0]
        self._people = people
        self.asked = 0

    def find_all(self, frame: Frame) -> tuple[Pose, ...]:
        return (self.find(frame.image_bgr, time_s=0.0),) * self._people

    def find(self, image_bgr: np.ndarray, *, time_s: float) -> Pose:
        self.asked += 1
        track = self._track
        return Pose(track.xy_px[0], track.depth_px[0], track.confidence[0])

    def forget(self) -> None:
        self.asked = 0


def frame(time_s: float, size_px: tuple[int, int] = SIZE_PX) -> Frame:
    return Frame(0, time_s, np.full((size_px[1], size_px[0], 3), 120, np.uint8))


def test_pictures_that_come_late_or_turned() -> None:
    landmarker = Standing()
    with ThreadPoolExecutor(1) as threads:
        session = LiveSession(
            landmarker, Crowd(landmarker), SOURCE, Settings(), None, threads=threads
        )
        assert session.push(frame(100.0)).time_s == 0.0  # times count from the first picture
        later = session.push(frame(100.1))
        assert later.time_s == pytest.approx(0.1)
        assert session.push(frame(100.05)) is later  # one that comes too late is left out
        assert session.push(frame(100.1)) is later
        assert landmarker.asked == 3  # two pictures, and once who else is there
        with pytest.raises(InputError, match="960x720 px now and was 720x960"):
            session.push(frame(100.2, (960, 720)))
        assert session.push(frame(100.3)).time_s == pytest.approx(0.3)  # and goes on after it


def test_who_is_not_alone_is_told_and_measured_all_the_same() -> None:
    landmarker = Standing(people=2)
    with ThreadPoolExecutor(1) as threads:
        crowd = Crowd(landmarker)
        session = LiveSession(landmarker, crowd, SOURCE, Settings(), None, threads=threads)
        states = [session.push(frame(number / 10)) for number in range(26)]
    assert states[3].hint is Hint.ONE_PERSON
    assert states[-1].stage is Stage.MEASURING
    assert states[-1].hint is None


def test_half_an_hour_of_joints_is_small_and_comes_back_as_it_went() -> None:
    row, edges_px = np.zeros((len(JOINTS), 4)), np.zeros(NO_OUTLINES.edges_px.shape[1:])
    tracemalloc.start()
    path = LivePath(SIZE_PX, SOURCE)
    for number in range(30 * 60 * 30):
        row[0, 0] = number
        path.append(number / 30, row, edges_px)
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert grown < 32e6
    times_s, rows = path.since(29 * 60.0)
    assert len(times_s) == len(rows) == 30 * 60
    assert times_s[0] == 29 * 60.0
    np.testing.assert_array_equal(rows[:, 0, 0], np.arange(29 * 60 * 30, 30 * 60 * 30))
    assert len(path) == 54_000


def test_edges_of_legs_belong_to_the_rows_that_were_seen_with_them() -> None:
    path = LivePath(SIZE_PX, SOURCE)
    row = np.arange(4.0 * len(JOINTS)).reshape(-1, 4)
    blank = np.full_like(row, np.nan)
    for number in range(1200):
        edges_px = np.full(NO_OUTLINES.edges_px.shape[1:], float(number))
        path.append(number / 30, row if number % 3 else blank, edges_px if number % 3 else None)
    times_s, rows = path.since(30.0)
    outlines = path.track_of(times_s, rows).outlines
    numbers = np.array([number for number in range(900, 1200) if number % 3])
    np.testing.assert_array_equal(outlines.time_s, numbers / 30)
    np.testing.assert_array_equal(outlines.edges_px[:, 0, 0, 0], numbers)
