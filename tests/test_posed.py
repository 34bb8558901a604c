"""The posed skeleton itself: its bones, its prescribed angles, its camera."""

from __future__ import annotations

import numpy as np
import pytest

from kneecave.model.body import Joint, Leg
from tests.posed import (
    MEDIAPIPE,
    Camera,
    CaveIn,
    Flaws,
    Performance,
    Person,
    Tempo,
    alternating_lunge,
    clock,
    deadlift,
    forward_lunge,
    make_track,
    push_up,
    reverse_lunge,
    side_lunge,
    single_leg_squat,
    split_squat,
    squat,
    standing,
    step_down,
    walk_in,
    wall_sit,
)

EXACT = 1e-9
PERSON = Person(thigh_m=0.44, shank_m=0.39, hip_width_m=0.18)
SHORT = Tempo(reps=2)
CAVES = {2: CaveIn(left_deg=15.0, right_deg=6.0)}

ALL = {
    "squat": squat(PERSON, tempo=SHORT, caves=CAVES),
    "deadlift": deadlift(PERSON, tempo=SHORT),
    "single-leg squat": single_leg_squat(PERSON, tempo=SHORT, caves=CAVES, free_drop_deg=6.0),
    "step-down": step_down(PERSON, tempo=SHORT, lead=Leg.RIGHT),
    "split squat": split_squat(PERSON, tempo=SHORT, caves=CAVES),
    "forward lunge": forward_lunge(PERSON, tempo=SHORT, caves=CAVES),
    "reverse lunge": reverse_lunge(PERSON, tempo=SHORT, lead=Leg.RIGHT),
    "alternating lunge": alternating_lunge(PERSON, tempo=SHORT),
    "side lunge": side_lunge(PERSON, tempo=SHORT),
    "standing": standing(PERSON),
    "wall sit": wall_sit(PERSON),
    "walk in": walk_in(PERSON),
    "push-up": push_up(PERSON, tempo=SHORT),
}


def _joint(performance: Performance, leg: Leg, part: str) -> np.ndarray:
    return performance.joints[Joint.of(leg, part)]


def _distance(performance: Performance, leg: Leg, first: str, second: str) -> np.ndarray:
    return np.linalg.norm(
        _joint(performance, leg, first) - _joint(performance, leg, second), axis=-1
    )


def _turned(points: np.ndarray, *, axis: np.ndarray, angle_deg: float) -> np.ndarray:
    """Rodrigues' rotation about a unit axis."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    along = (points * axis).sum(-1, keepdims=True) * axis
    return along + c * (points - along) + s * np.cross(axis, points)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("leg", Leg)
def test_bones_keep_their_length(name: str, leg: Leg) -> None:
    performance = ALL[name]
    bones = {
        ("hip", "knee"): PERSON.thigh_m,
        ("knee", "ankle"): PERSON.shank_m,
        ("shoulder", "elbow"): PERSON.upper_arm_m,
        ("elbow", "wrist"): PERSON.forearm_m,
    }
    for (first, second), length_m in bones.items():
        np.testing.assert_allclose(_distance(performance, leg, first, second), length_m, atol=EXACT)


@pytest.mark.parametrize("name", ALL)
def test_every_joint_moves_without_jumps(name: str) -> None:
    performance = ALL[name]
    assert set(performance.joints) == set(Joint)
    for path in performance.joints.values():
        assert path.shape == (len(performance.time_s), 3)
        speed = np.linalg.norm(np.diff(path, axis=0), axis=-1) / np.diff(performance.time_s)
        assert speed.max() < 4.0


@pytest.mark.parametrize("name", [name for name in ALL if name != "push-up"])
def test_nothing_goes_through_the_floor(name: str) -> None:
    assert min(path[:, 2].min() for path in ALL[name].joints.values()) > 0.0


@pytest.mark.parametrize("leg", Leg)
def test_flexion_follows_from_the_law_of_cosines(leg: Leg) -> None:
    performance = squat(PERSON, tempo=Tempo(reps=1), flexion_deg=(6.0, 100.0), caves=CAVES)
    a, b = PERSON.thigh_m, PERSON.shank_m
    reach = _distance(performance, leg, "hip", "ankle")
    inner = np.degrees(np.arccos((a**2 + b**2 - reach**2) / (2 * a * b)))
    _, truth = make_track(performance)
    np.testing.assert_allclose(truth.legs[leg].flexion_deg, 180 - inner, atol=1e-7)
    assert truth.legs[leg].flexion_deg.max() == pytest.approx(100.0, abs=EXACT)
    assert truth.legs[leg].flexion_deg[0] == pytest.approx(6.0, abs=1e-7)


@pytest.mark.parametrize("leg", Leg)
@pytest.mark.parametrize("kof_deg", [-20.0, 0.0, 12.0, 25.0])
@pytest.mark.parametrize("toe_out_deg", [0.0, 25.0])
def test_knee_over_foot_is_what_was_asked_for(leg: Leg, kof_deg: float, toe_out_deg: float) -> None:
    performance = squat(
        PERSON,
        tempo=Tempo(reps=1),
        knee_over_foot_deg=(kof_deg, kof_deg),
        toe_out_deg=(toe_out_deg, toe_out_deg),
        trunk_lean_deg=5.0,
    )
    hip, knee, ankle, heel, toe = (
        _joint(performance, leg, part) for part in ("hip", "knee", "ankle", "heel", "foot_index")
    )
    axis = (hip - ankle) / np.linalg.norm(hip - ankle, axis=-1, keepdims=True)
    foot = toe - heel
    outward = np.degrees(np.arcsin(foot[:, 0] / np.hypot(foot[:, 0], foot[:, 1])))
    np.testing.assert_allclose(leg.lateral_sign * outward, toe_out_deg, atol=EXACT)
    # Turn the knee outward about the hip-ankle axis by its swivel: it must then point straight
    # ahead, that is lie in the plane of the axis and the person's front.
    swivel = kof_deg - toe_out_deg
    back = _turned(knee - ankle, axis=axis, angle_deg=leg.lateral_sign * swivel)
    plane = np.cross(axis, [0.0, -1.0, 0.0])
    np.testing.assert_allclose((back * plane).sum(-1), 0.0, atol=EXACT)
    assert (back[:, 1] < ankle[:, 1] + (hip - ankle)[:, 1]).all()
    _, truth = make_track(performance)
    np.testing.assert_allclose(truth.legs[leg].knee_over_foot_deg, kof_deg, atol=1e-7)


def test_a_caved_knee_lies_inside_and_reads_positive() -> None:
    clean = squat(PERSON, tempo=SHORT, toe_out_deg=(0.0, 0.0))
    caved = squat(PERSON, tempo=SHORT, toe_out_deg=(0.0, 0.0), caves={2: CaveIn(20.0, 20.0)})
    at = np.argmin(np.abs(clean.time_s - clean.reps[1].bottom_s))
    for leg in Leg:
        inward = _joint(clean, leg, "knee")[at] - _joint(caved, leg, "knee")[at]
        assert leg.lateral_sign * inward[0] > 0.05
        truth = make_track(caved)[1].legs[leg]
        assert truth.knee_over_foot_deg[at] == pytest.approx(20.0, abs=1e-6)
        assert truth.frontal_deg[at] > make_track(clean)[1].legs[leg].frontal_deg[at] + 10
        assert truth.medial_offset[at] > make_track(clean)[1].legs[leg].medial_offset[at] + 0.05
        assert truth.shank_lean_deg[at] > make_track(clean)[1].legs[leg].shank_lean_deg[at] + 5


def test_medial_offset_and_frontal_angle_agree_by_triangle_area() -> None:
    performance = squat(PERSON, tempo=SHORT, caves=CAVES)
    _, truth = make_track(performance)
    for leg in Leg:
        flat = {p: _joint(performance, leg, p)[:, [0, 2]] for p in ("hip", "knee", "ankle")}
        thigh = np.linalg.norm(flat["hip"] - flat["knee"], axis=-1)
        shank = np.linalg.norm(flat["knee"] - flat["ankle"], axis=-1)
        base = np.linalg.norm(flat["hip"] - flat["ankle"], axis=-1)
        height = thigh * shank * np.sin(np.radians(truth.legs[leg].frontal_deg)) / base
        np.testing.assert_allclose(truth.legs[leg].medial_offset, height / PERSON.leg_m, atol=EXACT)


def test_tilts_are_what_was_asked_for() -> None:
    performance = squat(
        PERSON, tempo=SHORT, pelvic_drop_deg=5.0, trunk_lean_deg=-7.0, stance=1.4, caves=CAVES
    )
    _, truth = make_track(performance)
    at = np.argmax(truth.depth)
    assert truth.pelvic_drop_deg[at] == pytest.approx(5.0, abs=EXACT)
    assert truth.pelvic_drop_deg[0] == pytest.approx(0.0, abs=EXACT)
    assert truth.trunk_lean_deg[at] == pytest.approx(-7.0, abs=EXACT)
    left, right = (_joint(performance, leg, "hip") for leg in Leg)
    assert left[at, 2] < right[at, 2]
    assert truth.stance_width[0] == pytest.approx(1.4, abs=EXACT)


def test_foot_has_the_measured_proportions() -> None:
    for leg in Leg:
        heel, ankle, toe = (
            _joint(ALL["squat"], leg, part)[:, :2] for part in ("heel", "ankle", "foot_index")
        )
        long = np.linalg.norm(toe - heel, axis=-1) / PERSON.shank_m
        np.testing.assert_allclose(long, 0.69, atol=EXACT)
        np.testing.assert_allclose(
            np.linalg.norm(toe - ankle, axis=-1) / PERSON.shank_m, 0.53, atol=EXACT
        )


@pytest.mark.parametrize("movement", [forward_lunge, split_squat, single_leg_squat, side_lunge])
def test_the_other_lead_leg_is_the_mirror_image(movement) -> None:
    left = movement(PERSON, lead=Leg.LEFT, tempo=SHORT, caves={1: CaveIn(12.0, 0.0)})
    right = movement(PERSON, lead=Leg.RIGHT, tempo=SHORT, caves={1: CaveIn(0.0, 12.0)})
    for joint, path in left.joints.items():
        np.testing.assert_allclose(right.joints[joint.mirrored], path * [-1, 1, 1], atol=EXACT)


@pytest.mark.parametrize("movement", [forward_lunge, reverse_lunge, side_lunge])
def test_the_lead_leg_bends_and_comes_back(movement) -> None:
    performance = movement(PERSON, lead=Leg.RIGHT, tempo=SHORT)
    _, truth = make_track(performance)
    for rep in performance.reps:
        at = np.argmin(np.abs(truth.time_s - rep.bottom_s))
        want = 75.0 if movement is side_lunge else 85.0
        assert truth.legs[Leg.RIGHT].flexion_deg[at] == pytest.approx(want, abs=1e-6)
        after = truth.time_s > rep.end_s + 0.05
        assert truth.legs[Leg.RIGHT].flexion_deg[after][0] < 15.0


def test_reps_are_where_the_tempo_says() -> None:
    tempo = Tempo(reps=3, depths=(1.0, 0.4, 1.0), stick_s=0.5)
    performance = squat(PERSON, tempo=tempo)
    _, truth = make_track(performance)
    assert [rep.number for rep in truth.whole_reps] == [1, 2, 3]
    for rep in truth.reps:
        at = np.argmin(np.abs(truth.time_s - rep.bottom_s))
        assert truth.legs[Leg.LEFT].flexion_deg[at] == pytest.approx(6 + 94 * rep.depth, abs=1e-6)
        for upright_s in (rep.start_s - 0.1, rep.end_s + 0.1):
            at = np.argmin(np.abs(truth.time_s - upright_s))
            assert truth.legs[Leg.LEFT].flexion_deg[at] == pytest.approx(6.0, abs=1e-6)


def test_a_clip_that_starts_and_ends_mid_rep_has_fewer_whole_reps() -> None:
    cut = squat(PERSON, clock(9.0, start_s=2.2), tempo=Tempo(reps=4))
    _, truth = make_track(cut)
    assert [rep.number for rep in truth.whole_reps] == [2, 3]


def test_phases_of_a_cave() -> None:
    performance = squat(
        PERSON,
        tempo=Tempo(reps=2),
        caves={1: CaveIn(20.0, phase="descent"), 2: CaveIn(20.0, phase="ascent")},
    )
    truth = make_track(performance)[1]
    kof, bend = truth.legs[Leg.LEFT].knee_over_foot_deg, truth.legs[Leg.LEFT].flexion_deg
    for rep, caved_first in zip(performance.reps, (True, False), strict=True):
        middle = (bend > 50) & (bend < 90)
        down = middle & (truth.time_s > rep.start_s) & (truth.time_s < rep.bottom_s - 0.3)
        up = middle & (truth.time_s > rep.bottom_s + 0.3) & (truth.time_s < rep.end_s)
        caved, clean = (down, up) if caved_first else (up, down)
        assert kof[caved].min() > 15.0
        assert np.abs(kof[clean]).max() < 1e-6


def test_camera_sees_points_of_known_position() -> None:
    camera = Camera(distance_m=3.0, height_m=1.0, fov_long_side_deg=90.0, size_px=(600, 800))
    assert camera.focal_px == pytest.approx(400.0)
    # 0.75 m to the subject's left of the axis, 0.3 m over it, 3 m away.
    np.testing.assert_allclose(camera.project(np.array([0.75, 0.0, 1.3])), [400.0, 360.0])
    # 1 m nearer: everything is 1.5 times as large.
    np.testing.assert_allclose(camera.project(np.array([0.75, -1.0, 1.3])), [450.0, 340.0])


def test_camera_on_the_subjects_left_sees_the_front_turned() -> None:
    camera = Camera(yaw_deg=90.0, distance_m=3.0, height_m=1.0)
    np.testing.assert_allclose(camera.place_m, [3.0, 0.0, 1.0], atol=EXACT)
    # The subject's front then points to the picture's left, his left at the camera.
    assert camera.project(np.array([0.0, -1.0, 1.0]))[0] < 360.0
    assert camera.see(np.array([1.0, 0.0, 1.0]))[2] == pytest.approx(2.0)


def test_roll_turns_the_picture_clockwise_and_pitch_looks_down() -> None:
    up = np.array([0.0, 0.0, 1.5])
    level = Camera(height_m=1.0).project(up)
    rolled = Camera(height_m=1.0, roll_deg=10.0).project(up)
    assert level[0] == pytest.approx(360.0)
    assert rolled[0] > 380.0  # what was on top goes to the right
    looking_down = Camera(height_m=1.0, pitch_deg=10.0)
    ahead = np.array([0.0, 0.0, 1.0 - 3.2 * np.tan(np.radians(10.0))])
    np.testing.assert_allclose(looking_down.project(ahead), [360.0, 480.0], atol=EXACT)


def test_frontal_view_from_afar_is_the_frontal_plane() -> None:
    camera = Camera(distance_m=4000.0, fov_long_side_deg=0.05)
    _, truth = make_track(squat(PERSON, tempo=SHORT, caves=CAVES), camera)
    for leg in Leg:
        np.testing.assert_allclose(truth.legs[leg].fppa_deg, truth.legs[leg].frontal_deg, atol=0.05)


def test_landmarks_can_lie_where_the_model_puts_them() -> None:
    performance = squat(PERSON, tempo=Tempo(reps=1), toe_out_deg=(20.0, 20.0))
    camera = Camera(distance_m=4000.0, fov_long_side_deg=0.05)
    exact, truth = make_track(performance, camera)
    biased, same = make_track(performance, camera, bias=MEDIAPIPE)
    np.testing.assert_array_equal(
        same.legs[Leg.LEFT].knee_over_foot_deg, truth.legs[Leg.LEFT].knee_over_foot_deg
    )
    leg_px = PERSON.leg_m * camera.focal_px / camera.distance_m
    for leg in Leg:
        moved = biased.of(Joint.of(leg, "knee")) - exact.of(Joint.of(leg, "knee"))
        np.testing.assert_allclose(-leg.lateral_sign * moved[:, 0], 0.009 * leg_px, rtol=1e-3)
        moved = biased.of(Joint.of(leg, "hip")) - exact.of(Joint.of(leg, "hip"))
        np.testing.assert_allclose(leg.lateral_sign * moved[:, 0], 0.007 * leg_px, rtol=2e-3)
        foot = biased.of(Joint.of(leg, "foot_index")) - biased.of(Joint.of(leg, "heel"))
        shank_px = PERSON.shank_m * camera.focal_px / camera.distance_m
        read = np.degrees(np.arcsin(leg.lateral_sign * foot[:, 0] / (0.69 * shank_px)))
        np.testing.assert_allclose(read, 13.0, atol=0.05)


def test_flaws_are_those_asked_for() -> None:
    performance = standing(PERSON)
    clean, _ = make_track(performance)
    noisy, _ = make_track(performance, flaws=Flaws(noise_px=2.0))
    assert np.std(noisy.xy_px - clean.xy_px) == pytest.approx(2.0, rel=0.05)
    gappy, _ = make_track(performance, flaws=Flaws(gaps_s=((1.0, 1.5),), dropouts=0.1))
    lost = np.isnan(gappy.xy_px).all(axis=(1, 2))
    np.testing.assert_array_equal(lost, (clean.time_s >= 1.0) & (clean.time_s < 1.5))
    assert np.isnan(gappy.xy_px[~lost]).mean() == pytest.approx(0.1, abs=0.02)
    wild, _ = make_track(performance, flaws=Flaws(outliers=0.02))
    off = np.linalg.norm(wild.xy_px - clean.xy_px, axis=-1)
    assert (off > 79).mean() == pytest.approx(0.02, abs=0.01)
    swapped, _ = make_track(performance, flaws=Flaws(swaps_s=((2.0, 3.0),)))
    during = (clean.time_s >= 2.0) & (clean.time_s < 3.0)
    left, right = Joint.LEFT_KNEE, Joint.RIGHT_KNEE
    np.testing.assert_array_equal(swapped.of(left)[during], clean.of(right)[during])
    np.testing.assert_array_equal(swapped.of(left)[~during], clean.of(left)[~during])


def test_uneven_clock_stays_in_order_and_near_its_rate() -> None:
    time_s = clock(10.0, rate_hz=24.0, jitter=0.4, seed=1)
    steps = np.diff(time_s)
    assert len(time_s) == 240
    assert (steps > 0).all()
    assert steps.std() > 0.1 / 24
    assert np.mean(steps) == pytest.approx(1 / 24, rel=0.01)


def test_one_performance_after_another() -> None:
    joined = walk_in(PERSON).then(squat(PERSON, tempo=SHORT), blend_s=0.5)
    joined = joined.then(push_up(PERSON, tempo=SHORT), blend_s=1.5)
    assert (np.diff(joined.time_s) > 0).all()
    assert [rep.number for rep in joined.reps] == [1, 2]
    _, truth = make_track(joined)
    for rep in truth.reps:
        at = np.argmin(np.abs(truth.time_s - rep.bottom_s))
        assert truth.legs[Leg.LEFT].flexion_deg[at] == pytest.approx(100.0, abs=0.1)


def test_a_posture_out_of_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="too wide"):
        squat(PERSON, flexion_deg=(6.0, 130.0), stance=6.0)
    with pytest.raises(ValueError, match="too short"):
        side_lunge(Person(thigh_m=0.30, shank_m=0.28))
