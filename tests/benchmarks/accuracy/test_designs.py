"""The two sets of scenes: alike in their cells, apart in their people."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.accuracy.cells import Expected
from benchmarks.accuracy.designs import HEAVY, Design, Part, Set, designs_of
from benchmarks.accuracy.landmarks import scene_hash
from benchmarks.athlete.names import LOADS
from benchmarks.athlete.scene import Scene

BOTH = {chosen: designs_of(chosen) for chosen in Set}


def cell(design: Design) -> tuple[Part, str, str]:
    return design.part, design.fault, design.scene.movement


def test_both_sets_hold_the_same_cells() -> None:
    assert Counter(map(cell, BOTH[Set.TUNING])) == Counter(map(cell, BOTH[Set.TEST]))


def test_nobody_is_in_both_sets() -> None:
    people = {chosen: {design.scene.body for design in designs} for chosen, designs in BOTH.items()}
    assert people[Set.TUNING] == set(Set.TUNING.bodies)
    assert people[Set.TEST] == set(Set.TEST.bodies)
    assert not people[Set.TUNING] & people[Set.TEST]


@pytest.mark.parametrize("chosen", Set)
def test_every_cell_of_squats_has_a_size_as_its_name_says(chosen: Set) -> None:
    bins = {"3-5": (3, 5), "5-8": (5, 8), "8-12": (8, 12), "over-12": (12, 25)}
    for design in BOTH[chosen]:
        sizes = [size for rep in design.scene.reps for size in rep.cave_deg if size]
        if design.part is Part.SQUATS and design.fault == "clean":
            assert not sizes
            assert design.scene.stance.cave_deg == (0.0, 0.0)
        elif design.fault in bins:
            low, high = bins[design.fault]
            assert sizes
            assert low <= min(sizes) <= max(sizes) <= high


@pytest.mark.parametrize("chosen", Set)
def test_yaw_toe_out_and_size_of_picture_stay_where_they_are_said_to_be(chosen: Set) -> None:
    squats = [design.scene for design in BOTH[chosen] if design.part is Part.SQUATS]
    assert all(abs(scene.camera.yaw_deg) <= 30 for scene in squats)
    assert min(scene.camera.yaw_deg for scene in squats) < -25
    assert max(scene.camera.yaw_deg for scene in squats) > 25
    toes = [toe for scene in squats for toe in scene.stance.toe_out_deg]
    assert min(toes) < 3
    assert 33 < max(toes) <= 35
    assert {frozenset((s.picture.width_px, s.picture.height_px)) for s in squats} == {
        frozenset((1280, 720))
    }


def test_what_must_be_refused_is_far_from_what_must_be_answered() -> None:
    for design in (design for designs in BOTH.values() for design in designs):
        yaw = abs(design.scene.camera.yaw_deg)
        if design.expected is Expected.ANSWER:
            assert yaw <= 30
        elif design.expected is Expected.REFUSE:
            assert yaw > 40 or "feet" in design.name


def test_the_same_name_draws_the_same_scene_and_survives_json() -> None:
    assert designs_of(Set.TEST) == BOTH[Set.TEST]


def test_clips_without_things_are_drawn_as_they_were_before_there_were_any() -> None:
    drawn = {f"{one.name}-{scene_hash(one.scene)}" for one in BOTH[Set.TEST]}
    assert {
        "test_squat00_clean-89d2477a1ef2",
        "test_side-lunge8-4d4552fdef34",
        "test_picture7_two-people-7676074c73b1",
    } <= drawn


def test_everybody_holds_or_wears_something_and_nobody_else_does() -> None:
    for designs in BOTH.values():
        for design in designs:
            thing = design.scene.load or design.scene.band
            assert bool(thing) == (design.part is Part.THINGS)
        things = [design for design in designs if design.part is Part.THINGS]
        assert {design.scene.body for design in things} == {design.scene.body for design in designs}
        assert {design.scene.load for design in things} == {None, *LOADS}


def test_other_lots_are_other_clips_of_the_same_cells() -> None:
    usual, again = BOTH[Set.TEST], designs_of(Set.TEST, lots="again: ")
    for one, other in zip(usual, again, strict=True):
        assert (one.name, one.scene.body) == (other.name, other.scene.body)
        assert one.scene != other.scene
    for design in BOTH[Set.TUNING]:
        assert Scene.model_validate_json(design.scene.to_json()) == design.scene


def test_names_are_unique_and_the_heavy_model_sees_everything() -> None:
    every = [design for designs in BOTH.values() for design in designs]
    assert len({design.name for design in every}) == len(every)
    assert all(HEAVY in design.models for design in every)
    assert sum(len(design.models) == 3 for design in every) == 10
