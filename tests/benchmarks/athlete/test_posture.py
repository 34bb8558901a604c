"""What a scene prescribes is read back from the posed person."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.athlete import truth as measures
from benchmarks.athlete.actors import props_of
from benchmarks.athlete.body import SIGNS, load_body
from benchmarks.athlete.film import foreseen
from benchmarks.athlete.measured import Notes
from benchmarks.athlete.movements import posture_at
from benchmarks.athlete.names import BODIES, MOVEMENTS
from benchmarks.athlete.posture import pose
from benchmarks.athlete.scene import Camera, Picture, RepPlan, Scene, Stance
from benchmarks.athlete.truth import Truth
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg

SLOW_PICTURES = Picture(width_px=96, height_px=128, fps=10)


def plan(movement: str, **changes: object) -> RepPlan:
    lead = Leg.LEFT if MOVEMENTS[movement] else None
    return RepPlan.model_validate({"lead_leg": lead, "flexion_deg": 70.0} | changes)


def scene_of(movement: str, *plans: RepPlan, **changes: object) -> Scene:
    return Scene.model_validate(
        {"movement": movement, "reps": plans, "picture": SLOW_PICTURES} | changes
    )


def at_the_bottom(scene: Scene) -> Truth:
    notes = Notes(scene)
    notes.add(scene.lead_in_s + scene.reps[0].descent_s + 1e-6)
    return notes.truth(with_reps=False)


def dihedral_deg(joints_m: FloatArray, foot_m: FloatArray, sign: int) -> float:
    """KOF in another way, for a pelvis that faces -y: the angle between the plane of the leg and
    the plane through hip and ankle that points ahead, plus the foot's direction on the floor."""
    hip, knee, ankle = joints_m
    axis = hip - ankle
    leg, ahead = np.cross(axis, knee - ankle), np.cross(axis, [0.0, -1.0, 0.0])
    cosine = leg @ ahead / np.linalg.norm(leg) / np.linalg.norm(ahead)
    turned_left = np.sign(np.cross(ahead, leg) @ axis)
    heel, toe = foot_m
    heading = np.degrees(np.arctan2(toe[0] - heel[0], -(toe[1] - heel[1])))
    return float(-sign * turned_left * np.degrees(np.arccos(cosine)) + sign * heading)


@pytest.mark.parametrize("movement", [name for name in MOVEMENTS if name != "standing"])
def test_flexion_and_cave_of_the_working_leg_are_as_planned(movement: str) -> None:
    truth = at_the_bottom(scene_of(movement, plan(movement, cave_deg=(14, 0))))
    assert truth.flexion_deg[0, 0] == pytest.approx(70, abs=0.01)
    assert truth.knee_over_foot_deg[0] == pytest.approx([14, 0], abs=0.01)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("cave_deg", [(0, 0), (20, -6)])
def test_knee_over_foot_is_the_angle_between_two_planes(
    body: str, cave_deg: tuple[float, float]
) -> None:
    stance = Stance(toe_out_deg=(5, 30), width=2.0)
    scene = scene_of("squat", plan("squat", cave_deg=cave_deg), body=body, stance=stance)
    truth = at_the_bottom(scene)
    for leg, sign in enumerate(SIGNS):
        by_planes = dihedral_deg(truth.joints_m[0, leg], truth.feet_m[0, leg], sign)
        assert by_planes == pytest.approx(cave_deg[leg], abs=0.01)


def test_toe_out_is_the_heading_of_the_foot_against_the_pelvis() -> None:
    stance = Stance(toe_out_deg=(8, 25), pelvis_turn_deg=10)
    truth = at_the_bottom(scene_of("squat", plan("squat"), stance=stance))
    toes = truth.feet_m[0, :, 1] - truth.feet_m[0, :, 0]
    headings = np.degrees(np.arctan2(toes[:, 0], -toes[:, 1]))
    assert headings == pytest.approx([8, -25], abs=0.01)
    assert truth.toe_out_deg[0] == pytest.approx([-2, 35], abs=0.01)
    assert truth.yaw_deg[0] == pytest.approx(-10, abs=1e-6)


def test_the_knee_joint_abducts_as_told_and_bends_about_its_own_axis() -> None:
    scene = scene_of("squat", plan("squat", cave_deg=(20, 0), flexion_deg=80.0))
    body = load_body(scene.body)
    posed = pose(body, posture_at(body, scene, scene.lead_in_s + 1.25))
    for leg, sign in enumerate(SIGNS):
        found = posed.legs[leg]
        thigh, shank = (
            found.thigh_turn @ body.thigh_axes[leg],
            found.shank_turn @ body.shank_axes[leg],
        )
        between = thigh.T @ shank
        assert -sign * np.degrees(np.arcsin(between[0, 2])) == pytest.approx(
            found.abduction_deg, abs=0.01
        )
        assert found.abduction_deg == pytest.approx((6.0, 0.0)[leg], abs=0.01)
        assert thigh[:, 2] @ (found.hip_m - found.knee_m) == pytest.approx(body.thigh_m[leg])
        assert shank[:, 2] @ (found.knee_m - found.ankle_m) == pytest.approx(body.shank_m[leg])


def test_drop_lean_eversion_and_heels_are_as_planned() -> None:
    faults = {"pelvic_drop_deg": 5.0, "trunk_lean_deg": -8.0, "heel_rise_m": 0.04}
    scene = scene_of("squat", plan("squat", pronation_deg=(9, 0), **faults))
    truth = at_the_bottom(scene)
    hips = truth.joints_m[0, :, 0]
    tilt = np.degrees(np.arcsin((hips[1, 2] - hips[0, 2]) / np.linalg.norm(hips[0] - hips[1])))
    assert tilt == pytest.approx(5, abs=0.01) == pytest.approx(truth.pelvic_drop_deg[0])
    assert truth.trunk_lean_deg[0] == pytest.approx(-8, abs=0.01)
    assert truth.eversion_deg[0] == pytest.approx([9, 0])
    standing = Notes(scene)
    standing.add(0.0)
    risen = truth.feet_m[0, 1, 0, 2] - standing.truth(with_reps=False).feet_m[0, 1, 0, 2]
    assert risen == pytest.approx(0.04, abs=1e-4)


def test_heels_on_a_plate_stay_up_and_everything_else_stays_as_planned() -> None:
    faults = {"cave_deg": (18, 0), "trunk_lean_deg": 9.0}
    flat, raised = (
        foreseen(scene_of("squat", plan("squat", **faults), stance=Stance(heels_up_m=height_m)))
        for height_m in (0.0, 0.05)
    )
    heels = raised.feet_m[:, :, 0, 2] - flat.feet_m[:, :, 0, 2]
    np.testing.assert_allclose(heels, 0.05, atol=1e-4)
    np.testing.assert_allclose(raised.feet_m[:, :, 1], flat.feet_m[:, :, 1], atol=1e-9)
    for name in ("knee_over_foot_deg", "trunk_lean_deg"):
        np.testing.assert_allclose(getattr(raised, name), getattr(flat, name), atol=1e-6)
    np.testing.assert_allclose(raised.flexion_deg.max(axis=0), flat.flexion_deg.max(axis=0), atol=2)
    (plate,) = props_of(raised.scene, load_body("m_avg"))
    assert plate.points_m[:, 2].max() == pytest.approx(0.05)
    assert props_of(flat.scene, load_body("m_avg")) == []


def test_eversion_rolls_the_ankle_inward_over_a_forefoot_that_stays() -> None:
    body = load_body("m_avg")
    feet = []
    for eversion in (0.0, 10.0):
        scene = scene_of("standing", stance=Stance(pronation_deg=(eversion, 0), sway=0))
        feet.append(pose(body, posture_at(body, scene, 0.5)).legs[0])
    flat, rolled = feet
    height = flat.ankle_m[2]
    inward = flat.ankle_m[:2] - rolled.ankle_m[:2]
    assert np.linalg.norm(inward) == pytest.approx(height * np.sin(np.radians(10)), rel=1e-3)
    assert inward[0] > 0
    np.testing.assert_allclose(rolled.ball_m, flat.ball_m)
    np.testing.assert_allclose(rolled.forefoot_turn, flat.forefoot_turn)


def test_feet_stay_where_they_are_planted() -> None:
    truth = foreseen(scene_of("squat", plan("squat", cave_deg=(15, 15))))
    assert np.ptp(truth.feet_m, axis=0).max() < 1e-9
    assert (np.ptp(truth.joints_m[:, :, 0], axis=0) > 0.1).any()


@pytest.mark.parametrize("movement", ["forward lunge", "reverse lunge", "side lunge"])
def test_a_lunge_steps_with_one_foot_and_comes_back(movement: str) -> None:
    truth = foreseen(scene_of(movement, plan(movement, flexion_deg=85.0), tail_s=0.5))
    steps = 1 if movement == "reverse lunge" else 0
    way = np.linalg.norm(truth.feet_m[:, :, 1] - truth.feet_m[0, :, 1], axis=-1)
    assert way[:, steps].max() > 0.4
    assert way[-1].max() < 0.02
    assert truth.feet_m[:, :, 1, 2].min() > -0.001


def test_single_leg_movements_lift_the_free_foot() -> None:
    for movement in ("single-leg squat", "step-down"):
        truth = foreseen(scene_of(movement, plan(movement), lead_in_s=1.5))
        start, bottom = 0, round(2.7 * SLOW_PICTURES.fps)
        assert np.ptp(truth.feet_m[start, :, 0, 2]) < 0.001
        assert truth.flexion_deg[bottom, 0] > 65
        sole = truth.feet_m[bottom, :, :, 2].min(axis=1)
        assert abs(sole[1] - sole[0]) > 0.05


def test_no_leg_is_ever_too_short() -> None:
    for movement in MOVEMENTS:
        reps = () if movement == "standing" else (plan(movement),)
        truth = foreseen(scene_of(movement, *reps, lead_in_s=1.0))
        body = load_body("m_avg")
        for part, length in ((0, body.thigh_m), (1, body.shank_m)):
            bone = truth.joints_m[:, :, part] - truth.joints_m[:, :, part + 1]
            np.testing.assert_allclose(
                np.linalg.norm(bone, axis=-1), np.broadcast_to(length, bone.shape[:2]), atol=1e-6
            )


MIRRORED = {
    "stance": {
        "toe_out_deg": (18.0, 6.0), "stagger_m": -0.05, "pelvis_turn_deg": -4.0,
        "pelvic_drop_deg": -2.0, "trunk_lean_deg": -3.0, "sway": 0.0,
    },
    "camera": {"yaw_deg": -15.0},
}  # fmt: skip
ORIGINAL = {
    "stance": {
        "toe_out_deg": (6.0, 18.0), "stagger_m": 0.05, "pelvis_turn_deg": 4.0,
        "pelvic_drop_deg": 2.0, "trunk_lean_deg": 3.0, "sway": 0.0,
    },
    "camera": {"yaw_deg": 15.0},
}  # fmt: skip


@pytest.mark.parametrize("movement", ["squat", "forward lunge", "single-leg squat"])
def test_a_mirrored_scene_has_mirrored_truth(movement: str) -> None:
    lead = (Leg.LEFT, Leg.RIGHT) if MOVEMENTS[movement] else (None, None)
    found = [
        foreseen(scene_of(movement, plan(movement, lead_leg=leg, cave_deg=cave), **scene))
        for leg, cave, scene in ((lead[0], (12, 3), ORIGINAL), (lead[1], (3, 12), MIRRORED))
    ]
    first, second = found
    for name in ("flexion_deg", "frontal_deg", "knee_over_foot_deg", "toe_out_deg"):
        np.testing.assert_allclose(
            getattr(first, name), getattr(second, name)[:, ::-1], atol=0.05, err_msg=name
        )
    for name in ("pelvic_drop_deg", "trunk_lean_deg", "yaw_deg"):
        np.testing.assert_allclose(getattr(first, name), -getattr(second, name), atol=0.05)
    across = first.joints_px[..., 0] + second.joints_px[:, ::-1, :, 0]
    np.testing.assert_allclose(across, SLOW_PICTURES.width_px, atol=0.05)


def test_joints_of_the_skin_lie_near_the_centres_and_part_with_the_bend() -> None:
    scene = scene_of("squat", plan("squat", cave_deg=(15, 15), flexion_deg=85.0))
    truth = foreseen(scene)
    apart = np.linalg.norm(truth.joints_mesh_m - truth.joints_m, axis=-1)
    assert apart[0].max() < 0.006
    assert 0.005 < apart.max() < 0.06
    difference = truth.frontal_mesh_deg - truth.frontal_deg
    assert np.abs(difference[0]).max() < 0.7
    bent = (truth.flexion_deg > 60).all(axis=1)
    assert 0.5 < np.abs(difference[bent]).max() < 8
    direction = truth.knee_over_foot_mesh_deg - truth.knee_over_foot_deg
    assert np.abs(direction[bent]).max() < 3


@pytest.mark.parametrize("phase", ["descent", "ascent", "bottom", "whole"])
def test_a_cave_is_there_in_its_phase_only(phase: str) -> None:
    caved = plan("squat", cave_deg=(12, 0), phase=phase, flexion_deg=88.0, pause_s=0.4)
    picture = SLOW_PICTURES.model_copy(update={"fps": 25})
    truth = foreseen(scene_of("squat", caved, plan("squat"), picture=picture))
    rep, clean = truth.reps
    kof, time_s = truth.knee_over_foot_deg[:, 0], truth.time_s
    down = (time_s > rep.start_s) & (time_s < rep.start_s + 1.2)
    up = (time_s > rep.start_s + 1.6) & (time_s < rep.end_s)
    still_bent = truth.flexion_deg[:, 0] < 50
    assert (kof[down].max() > 11) == (phase != "ascent")
    assert (kof[up].max() > 11) == (phase != "descent")
    assert (kof[(time_s > rep.start_s + 1.3) & (time_s < rep.start_s + 1.5)].max() > 11) == (
        phase in {"bottom", "whole"}
    )
    assert (kof[(down | up) & still_bent].max() > 2) == (phase != "bottom")
    assert rep.peak_deg[0] == pytest.approx(12, abs=1.0)
    assert rep.cave_deg == (12, 0)
    assert not rep.clean
    assert clean.clean
    assert clean.peak_deg == pytest.approx((0, 0), abs=1e-6)
    deepest = time_s[np.argmax(truth.flexion_deg[:, 0])]
    assert deepest == pytest.approx(rep.bottom_s, abs=0.23)


def test_a_cave_for_ever_is_there_while_standing_too() -> None:
    truth = foreseen(scene_of("squat", plan("squat"), stance=Stance(cave_deg=(8, 0))))
    np.testing.assert_allclose(truth.knee_over_foot_deg[:, 0], 8, atol=0.01)
    np.testing.assert_allclose(truth.knee_over_foot_deg[:, 1], 0, atol=0.01)
    assert not truth.reps[0].clean


def test_the_peak_is_a_mean_over_a_fifth_of_a_second_of_bent_frames() -> None:
    time_s = np.arange(10) / 10
    flexion = np.array([0, 45, 45, 45, 95, 95, 60, 60, 30, 0.0])
    kof = np.array([90, 3, 6, 9, 90, 90, 4, 10, 90, 90.0])
    everything = np.ones(10, dtype=bool)
    assert measures.peak_deg(time_s, kof, flexion, everything) == pytest.approx(7)
    assert np.isnan(measures.peak_deg(time_s, kof, 0 * flexion, everything))


def test_yaw_is_where_the_camera_stands() -> None:
    for yaw in (-60.0, 35.0, 180.0):
        scene = scene_of("standing", camera=Camera(yaw_deg=yaw, roll_deg=3))
        notes = Notes(scene)
        notes.add(0.0)
        assert notes.truth(with_reps=False).yaw_deg[0] == pytest.approx(yaw)
