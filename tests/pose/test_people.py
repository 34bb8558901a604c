"""The one who does the reps is the lifter, whoever is nearer, larger or walks through."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from kneecave.errors import UsageError
from kneecave.model.body import Joint
from kneecave.pose.landmarker import JOINTS
from kneecave.pose.people import Scan, chosen, find_people, lifter_of, most_at_once
from kneecave.pose.scanning import Sighting

SIZE = (1280, 720)
RED, GREY = (120.0, 190.0, 160.0), (90.0, 128.0, 128.0)
_HEIGHTS = {"shoulder": 0.82, "hip": 0.52, "knee": 0.28, "ankle": 0.05, "heel": 0.02}

Where = Callable[[float], tuple[float, float] | None]
"""Time to place (x px) and depth of the squat (0..1), or None where the person is not there."""


def standing(
    where: Where,
    *,
    tall_px: float = 300.0,
    colour: tuple[float, float, float] = GREY,
    floor_px: float = 600.0,
) -> Callable[[float], Sighting | None]:
    """A person of that height on the floor, seen whenever there."""

    def seen(time_s: float) -> Sighting | None:
        here = where(time_s)
        if here is None:
            return None
        x, depth = here
        row = np.zeros((len(JOINTS), 4))
        for column, joint in enumerate(JOINTS):
            part = joint.value.split("_")[-1]
            height = _HEIGHTS.get(part, 0.0 if part == "index" else 0.95)
            lowered = height - 0.45 * depth * (height > 0.4) * 0.52
            side = 0 if joint is Joint.NOSE else 1 if "left" in joint.value else -1
            row[column, :2] = x + side * 0.1 * tall_px, floor_px - lowered * tall_px
        return Sighting(time_s=time_s, row=row, colours=np.array([colour, colour]))

    return seen


def squats(
    x: float, *, from_s: float = 1.0, until_s: float = 1e9
) -> Callable[[float], tuple[float, float]]:
    """Squats of 2.5 s at one place."""
    return lambda t: (
        x,
        0.5 * (1 - np.cos(2 * np.pi * (t - from_s) / 2.5)) if from_s <= t < until_s else 0.0,
    )


def scans(*people: Callable[[float], Sighting | None], until_s: float = 15.0) -> list[Scan]:
    times = np.arange(0.0, until_s, 0.25)
    return [tuple(seen for person in people if (seen := person(t)) is not None) for t in times]


def lifter_x(seen: list[Scan]) -> float:
    lifter = lifter_of(find_people(seen), image_size_px=SIZE)
    return float(np.median(lifter.place_px[:, 0]))


def test_somebody_alone_is_one_person_whose_reps_are_dips():
    people = find_people(scans(standing(squats(600.0), tall_px=500)))
    assert [len(person.sightings) for person in people] == [60]
    assert len(people[0].dips()) == 5
    assert most_at_once(people) == 1


@pytest.mark.parametrize("tall_px", [300.0, 450.0, 650.0])
def test_a_larger_bystander_does_not_take_over(tall_px: float):
    seen = scans(standing(squats(400.0)), standing(lambda _t: (800.0, 0.0), tall_px=tall_px))
    assert lifter_x(seen) == 400.0
    assert most_at_once(find_people(seen)) == 2


@pytest.mark.parametrize("speed_px_s", [150.0, 300.0, -300.0])
def test_somebody_walking_through_does_not_take_over(speed_px_s: float):
    def walk(t: float) -> tuple[float, float] | None:
        x = 640.0 + speed_px_s * (t - 7.0)
        return (x, 0.0) if -100 < x < 1380 else None

    def behind(t: float) -> tuple[float, float] | None:
        passing = walk(t)
        hidden = passing is not None and abs(passing[0] - 640.0) < 90.0
        return None if hidden else squats(640.0)(t)

    seen = scans(
        standing(behind, colour=RED), standing(walk, tall_px=420.0, floor_px=680.0, colour=GREY)
    )
    people = find_people(seen)
    lifter = lifter_of(people, image_size_px=SIZE)
    assert len(people) == 2
    np.testing.assert_allclose(lifter.place_px[:, 0], 640.0)
    assert all((sighting.colours[0] == RED).all() for sighting in lifter.sightings)


def test_two_who_move_the_same_way_keep_who_they_are_though_one_is_now_where_the_other_was():
    def step(start: float, after: float) -> Where:
        return lambda t: (start if t < 0.2 else after, 0.0)

    seen = scans(standing(step(400.0, 460.0)), standing(step(500.0, 570.0)), until_s=2.0)
    first, second = find_people(seen)
    assert set(first.place_px[:, 0]) == {400.0, 460.0}
    assert set(second.place_px[:, 0]) == {500.0, 570.0}


def test_walking_up_and_down_is_no_rep_even_if_it_bobs():
    def pace(t: float) -> tuple[float, float]:
        return 640.0 + 500.0 * np.sin(2 * np.pi * t / 8), 0.5 * (1 - np.cos(2 * np.pi * t / 2))

    people = find_people(scans(standing(pace)))
    assert sum(len(person.dips()) for person in people) <= 1


def test_who_takes_turns_is_chosen_by_the_number_of_reps():
    seen = scans(
        standing(squats(300.0, from_s=0.0, until_s=5.0)),
        standing(squats(900.0, from_s=5.0, until_s=12.5)),
    )
    assert lifter_x(seen) == 900.0


def test_two_who_do_reps_together_must_be_told_apart_by_the_user():
    seen = scans(standing(squats(300.0)), standing(squats(900.0, from_s=1.3)))
    with pytest.raises(UsageError, match=r"reps at the same time; .* person [12] or person [12]"):
        lifter_of(find_people(seen), image_size_px=SIZE)


def test_somebody_small_who_does_reps_behind_is_no_rival():
    seen = scans(
        standing(squats(300.0), tall_px=500.0), standing(squats(900.0, from_s=1.3), tall_px=200.0)
    )
    assert lifter_x(seen) == 300.0


def test_people_are_counted_from_the_left():
    people = find_people(scans(standing(squats(900.0)), standing(lambda _t: (300.0, 0.0))))
    assert np.median(chosen(people, 1).place_px[:, 0]) == 300.0
    assert np.median(chosen(people, 2).place_px[:, 0]) == 900.0


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_number_that_nobody_has_is_refused(number: int):
    people = find_people(scans(standing(squats(900.0)), standing(lambda _t: (300.0, 0.0))))
    with pytest.raises(UsageError, match=f"person {number} was asked for, .* shows 2 people"):
        chosen(people, number)


def test_a_ghost_of_two_scans_is_nobody():
    ghost = standing(lambda t: (1000.0, 0.0) if 3.0 <= t < 3.5 else None)
    people = find_people(scans(standing(squats(400.0)), ghost))
    assert len(people) == 1
    assert find_people([]) == ()
