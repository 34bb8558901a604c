"""Known angles read back from posed skeletons, and what must not change them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from kneecave.kinematics import angles
from kneecave.kinematics.calibration import TOE_OUT_SIDE_DEG
from kneecave.kinematics.lifting import LegPose, LegRays, Segments, focal_px, lift, rays
from kneecave.kinematics.measure import measure
from kneecave.model.body import Joint, Leg
from kneecave.model.motion import Motion
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import LegSignals
from kneecave.model.view import ViewKind
from kneecave.settings import Settings
from tests.posed import (
    MEDIAPIPE,
    Camera,
    CaveIn,
    Flaws,
    Performance,
    Person,
    Tempo,
    Truth,
    clock,
    make_track,
    single_leg_squat,
    squat,
    standing,
)

EXACT_DEG = 0.01
SETTINGS = Settings()
FLAWLESS = Flaws()
PERSON = Person(thigh_m=0.43, shank_m=0.40)
TEMPO = Tempo(reps=3)
CAVES = {2: CaveIn(left_deg=18.0, right_deg=10.0)}
SIGNALS = (
    "knee_over_foot_deg",
    "frontal_deg",
    "fppa_deg",
    "medial_offset",
    "shank_lean_deg",
    "flexion_deg",
)


@cache
def caved_squat() -> Performance:
    return squat(PERSON, clock(TEMPO.duration_s), tempo=TEMPO, caves=CAVES)


def film(
    performance: Performance, camera: Camera, flaws: Flaws = FLAWLESS
) -> tuple[PoseTrack, Truth]:
    return make_track(performance, camera, bias=MEDIAPIPE, flaws=flaws)


@cache
def filmed(yaw_deg: float) -> tuple[PoseTrack, Truth, Motion]:
    track, truth = film(caved_squat(), Camera(yaw_deg=yaw_deg, height_m=1.0))
    return track, truth, measure(track, SETTINGS)


def lifted(performance: Performance, camera: Camera, leg: Leg) -> tuple[LegPose, float]:
    """The leg lifted with its true lengths, and its length in pixels at the ankle's depth."""
    track, _ = make_track(performance, camera)
    focal = focal_px(camera.size_px, camera.fov_long_side_deg)
    seen = [
        rays(track.of(Joint.of(leg, part)), camera.size_px, focal)
        for part in ("hip", "knee", "ankle")
    ]
    scale = focal / camera.see(performance.joints[Joint.of(leg, "ankle")])[0, 2]
    person = performance.person
    segments = Segments(person.thigh_m * scale, person.shank_m * scale)
    return lift(LegRays(*seen), segments, focal), segments.leg


def bent(truth: Truth, leg: Leg, *, low: float = 42.0, high: float = 88.0) -> np.ndarray:
    return (truth.legs[leg].flexion_deg > low) & (truth.legs[leg].flexion_deg < high)


# --- known angles ---------------------------------------------------------------------------


@pytest.mark.parametrize("leg", Leg)
@pytest.mark.parametrize("yaw_deg", [-25.0, 0.0, 15.0])
@pytest.mark.parametrize("lens_deg", [50.0, 66.0])
def test_lifted_angles_are_the_known_ones(leg: Leg, yaw_deg: float, lens_deg: float) -> None:
    camera = Camera(yaw_deg=yaw_deg, fov_long_side_deg=lens_deg, distance_m=3.5)
    pose, leg_px = lifted(caved_squat(), camera, leg)
    truth = make_track(caved_squat(), camera)[1].legs[leg]
    yaw = float(np.radians(yaw_deg))
    found = {
        "flexion_deg": angles.flexion_deg(pose),
        "frontal_deg": angles.frontal_deg(pose, leg, yaw),
        "shank_lean_deg": angles.shank_lean_deg(pose, leg, yaw),
        "swivel_deg": angles.swivel_deg(pose, leg, yaw),
        "medial_offset": angles.medial_offset(pose, leg, yaw, leg_px),
    }
    # straighter, the near crossing of the knee's ray need not be the true one
    clear = truth.flexion_deg > 30.0
    assert clear.sum() > 100
    for name, values in found.items():
        np.testing.assert_allclose(
            values[clear], getattr(truth, name)[clear], rtol=0, atol=EXACT_DEG, err_msg=name
        )


@pytest.mark.parametrize("leg", Leg)
@pytest.mark.parametrize("kof_deg", [-15.0, 0.0, 20.0])
@pytest.mark.parametrize("toe_out_deg", [0.0, 30.0])
def test_swivel_plus_toe_out_is_the_direction_that_was_posed(
    leg: Leg, kof_deg: float, toe_out_deg: float
) -> None:
    pair = (toe_out_deg, toe_out_deg)
    performance = squat(
        PERSON, tempo=Tempo(reps=1), toe_out_deg=pair, knee_over_foot_deg=(kof_deg, kof_deg)
    )
    camera = Camera(yaw_deg=12.0)
    pose, _ = lifted(performance, camera, leg)
    clear = make_track(performance, camera)[1].legs[leg].flexion_deg > 30.0
    swivel = angles.swivel_deg(pose, leg, float(np.radians(12.0)))[clear]
    np.testing.assert_allclose(swivel + toe_out_deg, kof_deg, rtol=0, atol=EXACT_DEG)


@pytest.mark.parametrize("leg", Leg)
def test_still_picture_angle_is_that_of_the_landmarks(leg: Leg) -> None:
    # The first rep starts after the clip's end: deep in a held squat nothing is filtered away.
    held = squat(
        PERSON,
        clock(3.0, start_s=10.0),
        tempo=Tempo(reps=1, hold_s=30.0),
        knee_over_foot_deg=(14.0, 14.0),
    )
    for camera in (Camera(), Camera(size_px=(1280, 720)), Camera(yaw_deg=18.0)):
        track, truth = make_track(held, camera)
        found = measure(track, SETTINGS).signals.leg(leg).fppa_deg.value
        np.testing.assert_allclose(
            found, truth.legs[leg].fppa_deg, rtol=0, atol=EXACT_DEG, err_msg=str(camera)
        )


def test_ratios_from_afar_are_those_of_the_frontal_plane() -> None:
    afar = Camera(distance_m=2000.0, fov_long_side_deg=0.08)
    track, truth = make_track(
        standing(PERSON, clock(3.0), knee_over_foot_deg=(20.0, 5.0), stance=1.3), afar
    )
    signals = measure(track, SETTINGS).signals
    np.testing.assert_allclose(signals.kasr.value, truth.kasr, rtol=1e-3)
    np.testing.assert_allclose(signals.knee_hip_ratio.value, truth.knee_hip_ratio, rtol=1e-3)
    np.testing.assert_allclose(signals.depth.value, truth.depth, rtol=0, atol=1e-3)


@pytest.mark.parametrize(("drop_deg", "lean_deg"), [(6.0, 0.0), (0.0, 8.0), (-5.0, -6.0)])
def test_pelvis_and_trunk_tilt_with_their_sign(drop_deg: float, lean_deg: float) -> None:
    performance = squat(
        PERSON, tempo=TEMPO, flexion_deg=(6.0, 70.0), pelvic_drop_deg=drop_deg,
        trunk_lean_deg=lean_deg, trunk_forward_deg=(2.0, 20.0),
    )  # fmt: skip
    track, truth = film(performance, Camera(height_m=1.0))
    signals = measure(track, SETTINGS).signals
    at = int(np.argmax(truth.depth))
    assert signals.pelvic_drop_deg.value[at] == pytest.approx(drop_deg, abs=0.6)
    assert signals.trunk_lean_deg.value[at] == pytest.approx(lean_deg, abs=1.0)


@pytest.mark.parametrize("yaw_deg", [-25.0, -12.0, 0.0, 12.0, 25.0])
def test_camera_yaw_is_found(yaw_deg: float) -> None:
    _, _, motion = filmed(yaw_deg)
    assert motion.view is not None
    assert motion.view.yaw_deg.value == pytest.approx(yaw_deg, abs=2.0)


@pytest.mark.parametrize("roll_deg", [-6.0, 4.0])
def test_camera_roll_is_found_and_taken_out(roll_deg: float) -> None:
    track, truth = film(caved_squat(), Camera(roll_deg=roll_deg, height_m=1.0))
    motion = measure(track, SETTINGS)
    assert motion.view is not None
    assert motion.view.roll_deg.value == pytest.approx(roll_deg, abs=0.7)
    level = np.abs(motion.signals.pelvic_drop_deg.value - truth.pelvic_drop_deg)
    assert np.nanmedian(level) < 0.7


@pytest.mark.parametrize("leg", Leg)
@pytest.mark.parametrize("yaw_deg", [-20.0, 0.0, 20.0])
def test_clean_and_caved_knees_over_the_foot(leg: Leg, yaw_deg: float) -> None:
    _, truth, motion = filmed(yaw_deg)
    true, found = truth.legs[leg].knee_over_foot_deg, motion.signals.leg(leg).knee_over_foot_deg
    usable = bent(truth, leg)
    assert np.isfinite(found.value[usable]).all()
    assert np.abs(found.value - true)[usable].max() < 6.5
    caved = usable & (true > 0.9 * CAVES[2].of(leg))
    rise = np.median(found.value[caved]) - np.median(found.value[usable & (true < 0.5)])
    assert rise == pytest.approx(CAVES[2].of(leg), abs=2.5)


@pytest.mark.parametrize("leg", Leg)
@pytest.mark.parametrize("yaw_deg", [-20.0, 0.0, 20.0])
def test_frontal_plane_does_not_move_with_the_camera(leg: Leg, yaw_deg: float) -> None:
    _, truth, motion = filmed(yaw_deg)
    usable, found = bent(truth, leg), motion.signals.leg(leg)
    for name, allowed in (("frontal_deg", 3.0), ("shank_lean_deg", 1.5), ("medial_offset", 0.02)):
        error = getattr(found, name).value - getattr(truth.legs[leg], name)
        assert np.abs(error[usable]).max() < allowed, name
    raw = np.abs(found.fppa_deg.value - truth.legs[leg].frontal_deg)[usable].max()
    assert yaw_deg == 0.0 or raw > 12.0


@pytest.mark.parametrize("toe_out_deg", [(0.0, 0.0), (12.0, 12.0), (25.0, 25.0), (8.0, 20.0)])
@pytest.mark.parametrize("yaw_deg", [-15.0, 0.0, 15.0])
def test_standing_feet_point_where_they_were_put(
    toe_out_deg: tuple[float, float], yaw_deg: float
) -> None:
    performance = squat(PERSON, tempo=TEMPO, toe_out_deg=toe_out_deg)
    track, _ = film(performance, Camera(yaw_deg=yaw_deg, height_m=1.0))
    stance = measure(track, SETTINGS).standing
    assert stance is not None
    for leg, want in zip(Leg, toe_out_deg, strict=True):
        found = stance.legs[leg].toe_out_deg
        assert found.value == pytest.approx(want, abs=2 * found.spread)
    between = sum(stance.legs[leg].toe_out_deg.value for leg in Leg) - sum(toe_out_deg)
    assert abs(between) < 3.0  # yaw cancels out of the sum of both feet


# --- laws -----------------------------------------------------------------------------------


def mirrored(track: PoseTrack) -> PoseTrack:
    """The same clip in a mirror: left and right change names and places."""
    other = [track.joints.index(joint.mirrored) for joint in track.joints]
    xy = track.xy_px[:, other].copy()
    xy[..., 0] = track.image_size_px[0] - xy[..., 0]
    return replace(
        track, xy_px=xy, depth_px=track.depth_px[:, other], confidence=track.confidence[:, other]
    )


def assert_same(
    found: LegSignals, want: LegSignals, *, atol: float, atol_foot: float | None = None
) -> None:
    """``atol_foot`` of the knee over the foot: each foot yields to the other by its own spread."""
    for name in SIGNALS:
        near = atol_foot if atol_foot and name == "knee_over_foot_deg" else atol
        np.testing.assert_allclose(
            getattr(found, name).value, getattr(want, name).value, rtol=0, atol=near, err_msg=name
        )


@pytest.mark.parametrize("yaw_deg", [0.0, 20.0])
def test_mirror_swaps_sides_and_keeps_the_sign(yaw_deg: float) -> None:
    """But for the feet: what the pose model sees unlike in left and right ones is put right."""
    track, _, motion = filmed(yaw_deg)
    mirror = measure(mirrored(track), SETTINGS)
    for leg in Leg:
        there, here = mirror.signals.leg(leg.other), motion.signals.leg(leg)
        unlike = 2 * leg.lateral_sign * TOE_OUT_SIDE_DEG
        foot = replace(there.knee_over_foot_deg, value=there.knee_over_foot_deg.value + unlike)
        assert_same(replace(there, knee_over_foot_deg=foot), here, atol=1e-6, atol_foot=0.5)
    for name, sign in (("kasr", 1), ("pelvic_drop_deg", -1), ("trunk_lean_deg", -1), ("depth", 1)):
        found, want = (getattr(m.signals, name).value for m in (mirror, motion))
        np.testing.assert_allclose(found, sign * want, rtol=0, atol=1e-6, err_msg=name)
    assert mirror.view is not None
    assert motion.view is not None
    assert mirror.view.yaw_deg.value == pytest.approx(-motion.view.yaw_deg.value, abs=1e-6)


@pytest.mark.parametrize("factor", [0.5, 3.0])
def test_zoom_changes_nothing(factor: float) -> None:
    track, _, motion = filmed(20.0)
    width, height = track.image_size_px
    larger = replace(
        track,
        xy_px=track.xy_px * factor,
        depth_px=track.depth_px * factor,
        image_size_px=(round(width * factor), round(height * factor)),
    )
    zoomed = measure(larger, SETTINGS)
    for leg in Leg:
        assert_same(zoomed.signals.leg(leg), motion.signals.leg(leg), atol=1e-4, atol_foot=0.1)


def test_shift_in_the_picture_changes_no_angle_of_the_image() -> None:
    track, _, motion = filmed(0.0)
    moved = measure(replace(track, xy_px=track.xy_px + np.array([60.0, -25.0])), SETTINGS)
    for leg in Leg:
        here, there = motion.signals.leg(leg), moved.signals.leg(leg)
        np.testing.assert_allclose(there.fppa_deg.value, here.fppa_deg.value, rtol=0, atol=1e-6)
        # through another part of the lens the same pixels are another posture, but nearly so
        for name in ("knee_over_foot_deg", "flexion_deg"):
            drift = getattr(there, name).value - getattr(here, name).value
            assert np.nanmax(np.abs(drift)) < 3.0, name
    np.testing.assert_allclose(
        moved.signals.kasr.value, motion.signals.kasr.value, rtol=0, atol=1e-9
    )


def test_padding_the_picture_evenly_changes_nothing_but_the_lens() -> None:
    track, _, motion = filmed(20.0)
    width, height = track.image_size_px
    wider = replace(
        track, xy_px=track.xy_px + np.array([100.0, 0.0]), image_size_px=(width + 200, height)
    )
    padded = measure(wider, SETTINGS)
    for leg in Leg:
        assert_same(padded.signals.leg(leg), motion.signals.leg(leg), atol=1e-6)


def test_the_clock_may_start_anywhere() -> None:
    track, _, motion = filmed(20.0)
    late = measure(replace(track, time_s=track.time_s + 3600.0), SETTINGS)
    for leg in Leg:
        assert_same(late.signals.leg(leg), motion.signals.leg(leg), atol=1e-3)


@pytest.mark.parametrize("stretch", [0.7, 2.0])
def test_slower_or_faster_is_the_same_posture(stretch: float) -> None:
    track, truth, motion = filmed(0.0)
    other = measure(replace(track, time_s=track.time_s * stretch), SETTINGS)
    for leg in Leg:
        usable = bent(truth, leg)
        for name in ("knee_over_foot_deg", "frontal_deg", "flexion_deg"):
            here, there = (getattr(m.signals.leg(leg), name).value for m in (motion, other))
            assert np.nanmax(np.abs(there - here)[usable]) < 0.5, name


@pytest.mark.parametrize(("rate_hz", "jitter"), [(15.0, 0.0), (60.0, 0.0), (30.0, 0.3)])
def test_frame_rate_hardly_matters(rate_hz: float, jitter: float) -> None:
    camera = Camera(yaw_deg=10.0, height_m=1.0)
    truth_motion = []
    for rate, shake in ((120.0, 0.0), (rate_hz, jitter)):
        when = clock(TEMPO.duration_s, rate_hz=rate, jitter=shake)
        track, truth = film(squat(PERSON, when, tempo=TEMPO, caves=CAVES), camera)
        truth_motion.append((truth, measure(track, SETTINGS)))
    (_, fine), (truth, coarse) = truth_motion
    for leg in Leg:
        usable = bent(truth, leg, low=45.0, high=85.0)
        for name in ("knee_over_foot_deg", "flexion_deg"):
            reference = getattr(fine.signals.leg(leg), name).value
            known = np.isfinite(reference)
            want = np.interp(truth.time_s, fine.signals.time_s[known], reference[known])
            error = getattr(coarse.signals.leg(leg), name).value - want
            assert np.nanmax(np.abs(error[usable])) < 1.5, name


# --- what is missing ------------------------------------------------------------------------


def test_a_long_gap_gives_nan_and_nothing_else() -> None:
    camera = Camera(height_m=1.0)
    gap = (5.0, 6.0)
    track, truth = film(caved_squat(), camera, Flaws(gaps_s=(gap,)))
    motion, whole = measure(track, SETTINGS), filmed(0.0)[2]
    inside = (truth.time_s >= gap[0]) & (truth.time_s < gap[1])
    far = (truth.time_s < gap[0] - 0.5) | (truth.time_s > gap[1] + 0.5)
    for leg in Leg:
        for name in SIGNALS:
            found = getattr(motion.signals.leg(leg), name)
            assert np.isnan(found.value[inside]).all(), name
            assert np.isnan(found.spread[inside]).all(), name
            want = getattr(whole.signals.leg(leg), name).value
            error = np.abs(found.value - want)[far & np.isfinite(want)]
            assert error.max() < 0.6, name
    for name in ("kasr", "knee_hip_ratio", "pelvic_drop_deg", "trunk_lean_deg", "depth"):
        assert np.isnan(getattr(motion.signals, name).value[inside]).all(), name


def test_a_short_gap_is_bridged() -> None:
    track, truth = film(caved_squat(), Camera(height_m=1.0), Flaws(gaps_s=((5.0, 5.15),)))
    found, want = measure(track, SETTINGS), filmed(0.0)[2]
    inside = (truth.time_s >= 5.0) & (truth.time_s < 5.15)
    for leg in Leg:
        error = found.signals.leg(leg).flexion_deg.value - want.signals.leg(leg).flexion_deg.value
        assert np.abs(error[inside]).max() < 3.0


def test_an_unseen_ankle_costs_its_own_leg_only() -> None:
    track, truth, motion = filmed(0.0)
    xy = track.xy_px.copy()
    hidden = (truth.time_s > 4.0) & (truth.time_s < 7.5)
    xy[hidden, track.joints.index(Joint.RIGHT_ANKLE)] = np.nan
    found = measure(replace(track, xy_px=xy), SETTINGS).signals
    for name in SIGNALS:
        assert np.isnan(getattr(found.right, name).value[hidden]).all(), name
    usable = hidden & bent(truth, Leg.LEFT)
    here, there = (s.left.knee_over_foot_deg.value for s in (motion.signals, found))
    assert np.abs(here - there)[usable].max() < 1.0


def test_outliers_and_noise_are_filtered() -> None:
    flaws = Flaws(noise_px=1.0, outliers=0.01, outlier_px=120.0, seed=3)
    track, truth = film(caved_squat(), Camera(height_m=1.0), flaws)
    motion, clean = measure(track, SETTINGS), filmed(0.0)[2]
    for leg in Leg:
        usable = bent(truth, leg)
        found, want = (m.signals.leg(leg).knee_over_foot_deg.value for m in (motion, clean))
        assert np.nanmean(np.abs(found - want)[usable]) < 2.0


def test_a_straight_knee_has_no_direction() -> None:
    _, truth, motion = filmed(0.0)
    for leg in Leg:
        straight = truth.legs[leg].flexion_deg < 25.0
        assert np.isnan(motion.signals.leg(leg).knee_over_foot_deg.value[straight]).all()


def test_hidden_hips_leave_nothing_to_measure() -> None:
    track, _, _ = filmed(0.0)
    xy = track.xy_px.copy()
    xy[:, [track.joints.index(joint) for joint in (Joint.LEFT_HIP, Joint.RIGHT_HIP)]] = np.nan
    motion = measure(replace(track, xy_px=xy), SETTINGS)
    assert motion.standing is None
    for leg in Leg:
        for name in SIGNALS:
            assert np.isnan(getattr(motion.signals.leg(leg), name).value).all(), name


@pytest.mark.parametrize("lead", Leg)
def test_one_leg_squat_reads_the_standing_leg(lead: Leg) -> None:
    caves = {2: CaveIn(15.0, 0.0)} if lead is Leg.LEFT else {2: CaveIn(0.0, 15.0)}
    performance = single_leg_squat(PERSON, lead=lead, tempo=TEMPO, caves=caves)
    track, truth = film(performance, Camera(height_m=1.0))
    found = measure(track, SETTINGS).signals.leg(lead).knee_over_foot_deg.value
    true, usable = truth.legs[lead].knee_over_foot_deg, bent(truth, lead, high=70.0)
    assert np.nanmax(np.abs(found - true)[usable]) < 6.5


def test_from_behind_signs_stay_and_what_needs_the_feet_is_left_out() -> None:
    track, truth = film(caved_squat(), Camera(yaw_deg=180.0, height_m=1.0))
    motion = measure(track, SETTINGS)
    assert motion.view.kind is ViewKind.REAR
    assert motion.standing is None
    assert np.isnan(motion.signals.left.knee_over_foot_deg.value).all()
    front, _ = film(caved_squat(), Camera(yaw_deg=0.0, height_m=1.0))
    ahead = measure(front, SETTINGS).signals.left.fppa_deg.value
    caved = (truth.time_s > truth.time_s[np.nanargmax(ahead)] - 0.1) & (
        truth.time_s < truth.time_s[np.nanargmax(ahead)] + 0.1
    )
    assert np.nanmean(motion.signals.left.fppa_deg.value[caved]) > 0 < np.nanmean(ahead[caved])
