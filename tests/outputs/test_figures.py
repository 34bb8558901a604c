"""Line drawings: bodies with true lengths on the floor, in a picture that holds them."""

from __future__ import annotations

import re

import numpy as np
import pytest

from kneecave.model.body import Leg
from kneecave.outputs import figure_body as body
from kneecave.outputs.figure_body import joints, reach
from kneecave.outputs.figures import drawing, figures

KEYS = sorted(figures())
POSES = [(key, index) for key in KEYS for index in range(len(figures()[key].pose))]


@pytest.mark.parametrize(("key", "index"), POSES)
def test_bones_keep_their_lengths(key: str, index: int) -> None:
    at = joints(figures()[key].pose[index])
    for leg in Leg:
        for start, end, length in (
            (at.hips[leg], at.knees[leg], body.THIGH),
            (at.knees[leg], at.ankles[leg], body.SHANK),
            (at.shoulders[leg], at.elbows[leg], body.UPPER_ARM),
            (at.elbows[leg], at.hands[leg], body.FOREARM),
        ):
            assert np.linalg.norm(end - start) == pytest.approx(length, rel=1e-6)


@pytest.mark.parametrize(("key", "index"), POSES)
def test_nobody_sinks_into_the_floor(key: str, index: int) -> None:
    at = joints(figures()[key].pose[index])
    limbs = [at.hips, at.knees, at.ankles, at.heels, at.toes, at.shoulders, at.elbows, at.hands]
    lowest = min(float(place[2]) for limb in limbs for place in limb.values())
    assert lowest > -0.06, "half of a limb's thickness"
    assert float(at.head[2]) > 0.05


@pytest.mark.parametrize("key", KEYS)
def test_everything_lies_in_the_picture(key: str) -> None:
    picture = drawing(key)
    box = re.search(r'viewBox="0 (\S+) (\S+) (\S+)"', picture)
    assert box is not None
    top, width, height = map(float, box.groups())
    points = [
        (float(x), float(y))
        for path in re.findall(r' d="([^"]*)"', picture)
        for x, y in re.findall(r"[ML](\S+) ([\d.-]+)", path)
    ]
    assert len(points) > 20
    assert all(0 <= x <= width and top <= y <= top + height for x, y in points)


@pytest.mark.parametrize("key", KEYS)
def test_a_drawing_says_what_it_shows_and_needs_nothing(key: str) -> None:
    picture = drawing(key)
    assert f'aria-label="{figures()[key].alt}"' in picture
    assert 'role="img"' in picture
    assert not re.search(r"https?:|url\(|style=|nan", picture)


def test_a_place_out_of_reach_is_pointed_at() -> None:
    middle, end = reach(np.zeros(3), np.array([0.0, 0.0, -5.0]), 0.4, 0.4, np.array([0.0, 1.0, 0]))
    assert end[2] == pytest.approx(-0.8, abs=0.001)
    assert middle[2] == pytest.approx(-0.4, abs=0.001)


def test_a_knee_points_where_it_is_told() -> None:
    for ahead in (1.0, -1.0):
        middle, _ = reach(
            np.zeros(3), np.array([0.0, 0.0, -0.6]), 0.4, 0.4, np.array([0.0, ahead, 0.0])
        )
        assert np.sign(middle[1]) == ahead


def test_an_unknown_exercise_has_no_drawing() -> None:
    with pytest.raises(KeyError):
        drawing("flying")
