"""How the signs of the camera's yaw are weighed against each other."""

from __future__ import annotations

import pytest

from kneecave.kinematics.yaw import CUES, fuse, staggered


def all_say(deg: float) -> dict[str, float]:
    return dict.fromkeys(CUES, deg)


def test_cues_that_agree_are_believed() -> None:
    yaw = fuse(all_say(12.0))
    assert yaw.value == pytest.approx(12.0)
    assert 1.0 < yaw.spread < 2.0


def test_one_wrong_cue_moves_little() -> None:
    yaw = fuse(all_say(5.0) | {"model-depth": 40.0})
    assert yaw.value == pytest.approx(5.0, abs=0.8)


def test_a_one_sided_cave_moves_the_knees_and_not_the_yaw() -> None:
    caved = fuse(all_say(0.0) | {"knees": 9.0})
    assert caved.value == pytest.approx(0.0, abs=1e-6)
    agreeing = fuse(all_say(0.0) | {"knees": 3.0})
    assert 0.2 < agreeing.value < 1.5


def test_cues_that_scatter_say_so() -> None:
    quarrel = {"feet": -28.0, "converging-lines": -7.0, "model-depth": -23.0, "leg-length": 10.0,
               "knees": -51.0, "trunk": -1.0}  # fmt: skip
    assert fuse(quarrel).spread > 4.5


def test_one_foot_far_in_front_silences_what_needs_level_feet() -> None:
    lunge = {"feet": 4.0, "trunk": 5.0, "model-depth": 3.0, "converging-lines": 50.0,
             "leg-length": -30.0, "knees": 25.0}  # fmt: skip
    assert staggered(lunge)
    assert not staggered(all_say(20.0))
    assert fuse(lunge).value == pytest.approx(4.2, abs=0.8)
