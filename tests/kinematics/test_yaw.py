"""How the signs of the camera's yaw are weighed against each other."""

from __future__ import annotations

import pytest

from kneecave.kinematics.yaw import CUES, fuse, staggered
from kneecave.model.signals import Estimate


def said(**deg: float) -> dict[str, Estimate]:
    names = {name.replace("-", "_"): name for name in CUES}
    return {names[key]: Estimate(value, CUES[names[key]].spread_deg) for key, value in deg.items()}


def all_say(deg: float) -> dict[str, Estimate]:
    return {name: Estimate(deg, cue.spread_deg) for name, cue in CUES.items()}


def test_cues_that_agree_are_believed() -> None:
    yaw = fuse(all_say(12.0))
    assert yaw.value == pytest.approx(12.0)
    assert 1.0 < yaw.spread < 2.0


def test_one_wrong_cue_moves_little() -> None:
    yaw = fuse(all_say(5.0) | said(model_depth=40.0))
    assert yaw.value == pytest.approx(5.0, abs=0.8)


def test_a_one_sided_cave_moves_the_knees_and_not_the_yaw() -> None:
    caved = fuse(all_say(0.0) | said(knees=9.0))
    assert caved.value == pytest.approx(0.0, abs=1e-6)
    agreeing = fuse(all_say(0.0) | said(knees=3.0))
    assert 0.2 < agreeing.value < 1.5


def test_cues_that_scatter_say_so() -> None:
    quarrel = said(
        feet=-28.0,
        converging_lines=-7.0,
        model_depth=-23.0,
        leg_length=10.0,
        knees=-51.0,
        trunk=-1.0,
    )
    assert fuse(quarrel).spread > 4.5


def test_one_foot_far_in_front_silences_what_needs_level_feet() -> None:
    lunge = said(
        feet=4.0, trunk=5.0, model_depth=3.0, converging_lines=50.0, leg_length=-30.0, knees=25.0
    )
    assert staggered({name: cue.value for name, cue in lunge.items()})
    assert not staggered(dict.fromkeys(CUES, 20.0))
    assert fuse(lunge).value == pytest.approx(4.2, abs=0.8)


def test_a_trunk_that_hardly_leans_says_little() -> None:
    unsure = all_say(0.0) | {"trunk": Estimate(15.0, 12.0)}
    sure = all_say(0.0) | said(trunk=15.0)
    assert 0 < fuse(unsure).value < 0.3 * fuse(sure).value
    assert fuse(unsure).spread < 2.0
