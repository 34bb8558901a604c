"""Rows of a clip, from a posed skeleton whose landmarks and angles are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy.cells import Expected
from benchmarks.accuracy.designs import Design, Part, Set
from benchmarks.accuracy.evaluation import MISSED, NOBODY, answer_to, compared
from benchmarks.accuracy.rows import ClipResult, load_result, save_result
from benchmarks.athlete.scene import RepPlan, Scene
from benchmarks.athlete.truth import RepTruth, Truth, peak_deg
from kneecave.model.body import Leg
from tests.posed import MEDIAPIPE, Camera, CaveIn, make_track, squat

YAW_DEG = 8.0
CAVE_DEG = 18.0


def scene() -> Scene:
    plans = [RepPlan(pause_s=0.3) for _ in range(5)]
    plans[1] = RepPlan(pause_s=0.3, cave_deg=(CAVE_DEG, 0.0))
    return Scene(reps=tuple(plans))


def design() -> Design:
    return Design("posed", Set.TUNING, Part.SQUATS, "over-12", scene(), Expected.ANSWER, ("heavy",))


@pytest.fixture(scope="module")
def filmed() -> tuple[Truth, ClipResult]:
    performance = squat(caves={2: CaveIn(left_deg=CAVE_DEG)})
    track, posed = make_track(
        performance, Camera(yaw_deg=YAW_DEG, height_m=1.0, distance_m=3.5), bias=MEDIAPIPE
    )
    legs = {
        name: np.column_stack([getattr(posed.legs[leg], name) for leg in Leg])
        for name in ("flexion_deg", "frontal_deg", "knee_over_foot_deg", "toe_out_deg")
    }
    time_s = posed.time_s
    reps = tuple(
        RepTruth(
            number=number,
            start_s=rep.start_s,
            bottom_s=rep.bottom_s,
            end_s=rep.end_s,
            lead_leg=None,
            cave_deg=(CAVE_DEG, 0.0) if number == 2 else (0.0, 0.0),
            peak_deg=tuple(
                peak_deg(
                    time_s,
                    legs["knee_over_foot_deg"][:, side],
                    legs["flexion_deg"][:, side],
                    (time_s >= rep.start_s) & (time_s <= rep.end_s),
                )
                for side in range(2)
            ),
            clean=number != 2,
        )
        for number, rep in enumerate(posed.reps, start=1)
    )
    nothing = np.full(len(time_s), np.nan)
    truth = Truth(
        scene=scene(),
        reps=reps,
        time_s=time_s,
        **legs,
        frontal_mesh_deg=legs["frontal_deg"],
        knee_over_foot_mesh_deg=legs["knee_over_foot_deg"],
        yaw_deg=np.full(len(time_s), YAW_DEG),
        **dict.fromkeys(
            (
                "eversion_deg", "abduction_deg", "pelvic_drop_deg", "trunk_lean_deg", "joints_m",
                "joints_px", "joints_mesh_m", "joints_mesh_px", "feet_m", "feet_px",
            ),
            nothing,
        ),
    )  # fmt: skip
    return truth, compared(design(), "heavy", truth, answer_to(track))


def test_the_clip_row_has_the_camera_and_the_count(filmed: tuple[Truth, ClipResult]) -> None:
    clip = filmed[1].clip
    assert clip.answered
    assert clip.yaw_true_deg == pytest.approx(YAW_DEG)
    assert clip.yaw_deg == pytest.approx(YAW_DEG, abs=4.0)
    assert (clip.reps_planned, clip.reps_found, clip.reps_matched) == (5, 5, 5)


def test_leg_rows_have_plan_truth_and_verdict(filmed: tuple[Truth, ClipResult]) -> None:
    legs = filmed[1].legs
    assert [(leg.number, leg.leg) for leg in legs[:4]] == [
        (1, "left"), (1, "right"), (2, "left"), (2, "right"),
    ]  # fmt: skip
    caved = [leg for leg in legs if leg.planned_deg]
    assert [(leg.number, leg.leg, leg.word, leg.varies) for leg in caved] == [
        (2, "left", "cave", True)
    ]
    assert caved[0].true_peak_deg == pytest.approx(CAVE_DEG, abs=2.0)
    assert caved[0].peak_deg == pytest.approx(caved[0].true_peak_deg, abs=4.0)
    assert all(leg.clean and leg.word == "clear" for leg in legs if leg is not caved[0])
    assert not any(leg.varies for leg in legs if leg.leg == "right")
    assert max(abs(leg.bottom_error_s) for leg in legs) < 0.1
    assert caved[0].naive_peak_deg > max(leg.naive_peak_deg for leg in legs if leg.clean)


def test_frames_stand_beside_the_frame_they_are_of(filmed: tuple[Truth, ClipResult]) -> None:
    truth, result = filmed
    frames = result.frames
    bent = frames.flexion_true_deg > 40
    assert np.abs(frames.flexion_deg - frames.flexion_true_deg)[bent].mean() < 4.0
    assert np.nanmean(np.abs(frames.kof_deg - frames.kof_true_deg)[bent]) < 4.0
    inside = sum(
        int(((truth.time_s >= rep.start_s) & (truth.time_s <= rep.end_s)).sum())
        for rep in truth.reps
    )
    assert len(frames) == 2 * inside
    assert frames.left.sum() == inside


def test_nobody_found_is_a_refusal_and_all_reps_are_missed(
    filmed: tuple[Truth, ClipResult],
) -> None:
    result = compared(design(), "heavy", filmed[0], None)
    assert result.clip.refusal == NOBODY
    assert result.clip.reps_found == 0
    assert {leg.word for leg in result.legs} == {MISSED}
    assert len(result.frames) == 0


def test_a_result_is_read_back_only_for_its_own_key(
    filmed: tuple[Truth, ClipResult], tmp_path: Path
) -> None:
    path = tmp_path / "results" / "a.npz"
    save_result(path, filmed[1], key="one")
    assert load_result(path, key="other") is None
    again = load_result(path, key="one")
    assert again is not None
    assert again.clip == filmed[1].clip
    assert [leg.word for leg in again.legs] == [leg.word for leg in filmed[1].legs]
    for name in ("kof_deg", "yaw_true_deg", "frontal_true_deg"):  # rounded, 5 is in another band
        read, saved = (getattr(frames, name) for frames in (again.frames, filmed[1].frames))
        np.testing.assert_array_equal(read, saved)
