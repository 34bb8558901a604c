"""Loads in the hands and on the back, a band round the legs: where they must be, and seen so."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.athlete.actors import Actor
from benchmarks.athlete.at_rest import hand_at_rest
from benchmarks.athlete.bands import band_of
from benchmarks.athlete.body import LETTERS, SIGNS, Body, load_body, skeleton
from benchmarks.athlete.carrying import hold_of
from benchmarks.athlete.film import still
from benchmarks.athlete.legs import LegPose
from benchmarks.athlete.loads import PLATE_M, thing
from benchmarks.athlete.measured import Notes
from benchmarks.athlete.names import BANDS, BODIES, LOADS, MOVEMENTS
from benchmarks.athlete.posture import Posed
from benchmarks.athlete.scene import Camera, Picture, RepPlan, Scene, Stance
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg

SMALL = Picture(width_px=120, height_px=160, exposure=0, noise=0)
NEAR_M = 0.006


def scene_of(movement: str = "squat", **changes: object) -> Scene:
    lead = Leg.LEFT if MOVEMENTS[movement] else None
    rep = RepPlan(lead_leg=lead, flexion_deg=60 if movement == "deadlift" else 90)
    return Scene.model_validate(
        {"movement": movement, "reps": (rep,), "picture": SMALL, "room": "studio"} | changes
    )


def bottom_s(scene: Scene) -> float:
    return scene.lead_in_s + scene.reps[0].descent_s


def palms_m(body: Body, posed: Posed) -> list[FloatArray]:
    """Return where the middle of what each hand closes about is."""
    found = []
    for side, letter in enumerate(LETTERS):
        wrist = skeleton().index(f"wrist.{letter}")
        at_rest = body.heads_m[wrist] + hand_at_rest(body, side)[1]
        found.append(posed.turn[wrist] @ at_rest + posed.shift_m[wrist])
    return found


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("movement", ["squat", "deadlift", "split squat", "step-down"])
def test_hands_are_where_the_load_is_held(load: str, movement: str) -> None:
    stance = Stance(toe_out_deg=(30, 10), width=1.9, pelvis_turn_deg=4)
    for name in ("m_muscle", "f_thin"):
        scene, body = scene_of(movement, load=load, body=name, stance=stance), load_body(name)
        hold = hold_of(scene, body)
        assert hold is not None
        for time_s in (0.0, bottom_s(scene) - 0.5, bottom_s(scene)):
            _, posed = Actor(scene).posed(time_s)
            for side, palm in enumerate(palms_m(body, posed)):
                place = posed.things[side if load == "dumbbells" else 0]
                along = 0.0 if load == "dumbbells" else SIGNS[side] * hold.half_m
                np.testing.assert_allclose(
                    place.turn.T @ (palm - place.at_m), [along, 0, 0], atol=NEAR_M
                )


@pytest.mark.parametrize("load", LOADS)
def test_a_load_leaves_the_legs_and_their_truth_as_they_are(load: str) -> None:
    found = []
    for scene in (scene_of(), scene_of(load=load, band=BANDS[0])):
        notes = Notes(scene)
        notes.add(bottom_s(scene))
        found.append(notes.truth(with_reps=False))
    np.testing.assert_array_equal(found[0].joints_m, found[1].joints_m)
    np.testing.assert_array_equal(found[0].joints_mesh_m, found[1].joints_mesh_m)


@pytest.mark.parametrize("body", BODIES)
def test_a_lifted_bar_is_level_ahead_of_the_shins_and_not_in_the_floor(body: str) -> None:
    scene = scene_of("deadlift", load="barbell", body=body)
    for time_s in (0.0, bottom_s(scene)):
        _, posed = Actor(scene).posed(time_s)
        (bar,) = posed.things
        assert bar.turn[2, 0] == pytest.approx(0, abs=1e-9)
        assert bar.at_m[2] >= PLATE_M
        for leg in posed.legs:
            nearest = nearest_on_leg_m(leg, bar.at_m[2])
            assert 0.04 < (bar.at_m - nearest) @ posed.front < 0.22


def nearest_on_leg_m(leg: LegPose, height_m: float) -> FloatArray:
    """Return the point of hip-knee-ankle at a height."""
    joints = np.stack([leg.ankle_m, leg.knee_m, leg.hip_m])
    return np.array([np.interp(height_m, joints[:, 2], joints[:, axis]) for axis in range(3)])


def test_a_bar_on_the_back_is_behind_the_shoulders_and_moves_with_them() -> None:
    scene = scene_of(load="barbell")
    high, low = (Actor(scene).posed(time_s)[1] for time_s in (0.0, bottom_s(scene)))
    for posed in (high, low):
        behind = -(posed.things[0].at_m - posed.shoulders_m) @ posed.front
        assert 0.03 < behind < 0.2
    fall = high.things[0].at_m[2] - low.things[0].at_m[2]
    assert fall == pytest.approx(high.shoulders_m[2] - low.shoulders_m[2], abs=0.1)


@pytest.mark.parametrize("outfit", ["red_shirt_shorts", "white_shirt_sweats", "barefoot_leggings"])
def test_a_band_goes_round_both_legs_just_above_the_knees(outfit: str) -> None:
    scene = scene_of(band="green_band", outfit=outfit, stance=Stance(toe_out_deg=(30, 5)))
    bare = Actor(scene.model_copy(update={"band": None}))
    for time_s in (0.0, bottom_s(scene)):
        _, posed = bare.posed(time_s)
        (band,) = band_of(scene, bare.mesh(time_s).points_m, posed.legs)
        for leg in posed.legs:
            up = (leg.hip_m - leg.knee_m) / np.linalg.norm(leg.hip_m - leg.knee_m)
            near = np.linalg.norm(band.points_m - leg.knee_m - 0.075 * up, axis=1)
            assert 0.03 < near.min() < 0.075  # it lies on the thigh
            assert np.ptp(band.points_m[near < 0.12] @ up) < 0.12
        aside = posed.legs[0].knee_m - posed.legs[1].knee_m
        apart = float(np.linalg.norm(aside))
        across = np.ptp(band.points_m @ (aside / apart))
        assert apart + 0.07 < across < apart + 0.30


def middle_bgr(scene: Scene, point_m: FloatArray) -> FloatArray:
    """Return the colour of the picture where a point falls."""
    image, _ = still(scene, 0.0)
    column, row = Notes(scene).view.project(point_m).astype(int)
    return np.asarray(image[row - 1 : row + 2, column - 1 : column + 2].reshape(-1, 3).mean(axis=0))


def test_a_load_hides_what_is_behind_it_and_is_hidden_by_what_is_before_it() -> None:
    scene = scene_of("standing", reps=(), load="kettlebell", outfit="white_shirt_sweats")
    empty = scene.model_copy(update={"load": None})
    (place,) = Actor(scene).posed(0.0)[1].things
    ball = place.turn @ [0, 0, -0.135] + place.at_m
    for yaw_deg, seen in ((10, True), (180, False)):
        camera = {"camera": Camera(yaw_deg=yaw_deg, distance_m=2.6, fov_deg=50)}
        held, bare = (middle_bgr(one.model_copy(update=camera), ball) for one in (scene, empty))
        assert (np.abs(held - bare).max() > 40) == seen


def test_a_band_is_seen_in_its_colour() -> None:
    scene = scene_of("standing", reps=(), band="green_band", outfit="barefoot_shorts")
    bare = Actor(scene.model_copy(update={"band": None}))
    (band,) = band_of(scene, bare.mesh(0.0).points_m, bare.posed(0.0)[1].legs)
    front = band.points_m[np.argmin(band.points_m[:, 1])]
    blue, green, red = middle_bgr(scene, front)
    assert green > 1.3 * max(blue, red)


def test_plates_go_by_the_seed() -> None:
    same = [thing("barbell", seed).colour.tobytes() for seed in (1, 1)]
    assert same[0] == same[1]
    assert len({thing("barbell", seed).colour.tobytes() for seed in range(8)}) > 3
