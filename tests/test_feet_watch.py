"""Feet looked at while their clip goes by for another reason: the same is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from kneecave.coached import with_feet, write_with_feet
from kneecave.errors import InputError
from kneecave.feet_watch import FeetResult, FeetWatch
from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.body import Joint, Leg
from kneecave.model.clip import Frame
from kneecave.model.feet import FootRoll
from kneecave.pipeline import Result, analyse
from kneecave.settings import Settings
from kneecave.video.writer import VideoWriter
from tests.pose_files import save_performance
from tests.posed import CaveIn, Person, Tempo, squat

ROLL_PX = 3.0


@pytest.fixture(scope="module")
def caved(tmp_path_factory: pytest.TempPathFactory) -> Result:
    performance = squat(Person(), tempo=Tempo(reps=2), caves={2: CaveIn(left_deg=25.0)})
    return analyse(save_performance(performance, tmp_path_factory.mktemp("t") / "x.pose.npz"))


def pictures(result: Result) -> list[ImageBgr]:
    """Return the person standing, and with the left ankle a little to the right, over the sole."""
    track = result.motion.track
    width, height = track.image_size_px
    noise = np.random.default_rng(3).integers(0, 256, (height // 4, width // 4, 3), np.uint8)
    still = cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    rolled = still.copy()
    x, y = track.of(Joint.LEFT_ANKLE)[0].astype(int)
    ankle = slice(y - 60, y + 8), slice(x - 60, x + 60)
    way = np.array([[1.0, 0.0, ROLL_PX], [0.0, 1.0, 0.0]])
    rolled[ankle] = cv2.warpAffine(still, way, (width, height))[ankle]
    return [np.asarray(still, np.uint8), np.asarray(rolled, np.uint8)]


def is_rolled(result: Result, time_s: float) -> bool:
    return any(rep.rep.low_from_s <= time_s <= rep.rep.low_to_s for rep in result.analysis.reps)


def shown(result: Result, times_s: Iterable[float]) -> FeetResult:
    still, rolled = pictures(result)
    spans_s = [(0.0, np.inf)]
    with FeetWatch(result, settings=Settings(), spans_s=spans_s, pictures_a_second=4) as watch:
        for index, time_s in enumerate(times_s):
            picture = rolled if is_rolled(result, time_s) else still
            assert watch.take(Frame(index, time_s, picture)) == (time_s in watch.wanted_s)
        return watch.result()


def roll_deg(found: FeetResult, leg: Leg) -> FloatArray:
    foot = found.check.feet[leg]
    assert isinstance(foot, FootRoll)
    return foot.roll_deg.value


def test_order_is_nothing_to_it_and_only_the_foot_that_rolls_does(caved: Result) -> None:
    times_s = caved.motion.track.time_s.tolist()
    found, backward = shown(caved, times_s), shown(caved, times_s[::-1])
    low = np.array([is_rolled(caved, time_s) for time_s in found.check.feet[Leg.LEFT].time_s])
    assert np.abs(roll_deg(found, Leg.LEFT)[low]).min() > 2.0
    assert np.abs(roll_deg(found, Leg.LEFT)[~low]).max() < 0.5
    assert np.abs(roll_deg(found, Leg.RIGHT)).max() < 0.5
    for leg in Leg:
        np.testing.assert_array_equal(roll_deg(found, leg), roll_deg(backward, leg))


def test_a_picture_that_is_missing_is_told_of(caved: Result) -> None:
    with pytest.raises(InputError, match="other pictures"):
        shown(caved, caved.motion.track.time_s[:-60].tolist())


def test_the_drawing_shows_the_feet_as_a_reading_of_their_own_does(
    caved: Result, tmp_path: Path
) -> None:
    still, rolled = pictures(caved)
    clip = tmp_path / "clip.mp4"
    with VideoWriter(clip, size_px=caved.motion.track.image_size_px) as video:
        for time_s in caved.motion.track.time_s.tolist():
            video.write(rolled if is_rolled(caved, time_s) else still, time_s)
    filmed = replace(caved, source=clip)
    apart = with_feet(filmed, settings=Settings())
    beside = write_with_feet(filmed, tmp_path, settings=Settings(), video=False)
    assert beside.analysis.advice == apart.analysis.advice != caved.analysis.advice
