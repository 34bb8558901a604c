"""The sample clips: the truth beside them fits them, and the tool says what was planned."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.athlete.designs import SAMPLES
from benchmarks.athlete.film import foreseen
from benchmarks.athlete.samples import sample_truth
from kneecave.model.body import Leg
from kneecave.model.verdict import Reason, Unmeasurable, Word, word_of
from kneecave.pipeline import analyse
from kneecave.video.reader import open_video
from tests.conftest import Sampled

MOVING = ("squat_front", "squat_yaw20", "lunge_front")
CLIPS = (*MOVING, "stand_front")
moving = pytest.mark.parametrize("clip", MOVING, indirect=True)
analysed = pytest.mark.parametrize(
    "clip",
    [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in MOVING],
    indirect=True,
)


@pytest.fixture(params=CLIPS)
def clip(request: pytest.FixtureRequest, root: Path) -> Path:
    return root / "sample_videos" / f"{request.param}.mp4"


@pytest.fixture
def truth(clip: Path) -> dict[str, Any]:
    return json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_clips_are_the_scenes_of_the_design(clip: Path, truth: dict[str, Any]) -> None:
    planned = sample_truth(clip.stem, foreseen(SAMPLES[clip.stem]))
    frames = [found.pop("frame_truth") for found in (planned, truth)]
    assert planned == truth
    for side, name in product(("left", "right"), frames[0]["left"]):
        np.testing.assert_allclose(frames[0][side][name], frames[1][side][name], atol=0.11)


def test_the_truth_has_a_value_for_every_frame(clip: Path, truth: dict[str, Any]) -> None:
    with open_video(clip) as video:
        times = [frame.time_s for frame in video]
        info = video.info
    assert (info.width_px, info.height_px) == tuple(truth["size_px"])
    np.testing.assert_allclose(times, np.arange(truth["frames"]) / truth["fps"], atol=1e-3)
    for side in truth["frame_truth"].values():
        assert {len(values) for values in side.values()} == {truth["frames"]}


@moving
def test_planned_caves_are_far_from_the_limit_and_clean_knees_near_zero(
    truth: dict[str, Any],
) -> None:
    time_s = np.arange(truth["frames"]) / truth["fps"]
    for rep in truth["reps"]:
        inside = (time_s >= rep["start_s"]) & (time_s <= rep["end_s"])
        for side, leg in rep["legs"].items():
            frames = truth["frame_truth"][side]
            flexion = np.array(frames["flexion_deg"])
            judged = inside & (flexion >= 40) & (flexion <= 90)
            peak = np.array(frames["knee_over_foot_deg"])[judged].max()
            assert peak == pytest.approx(leg["kof_peak_deg"], abs=0.11)
            assert peak >= 18 if leg["planned"] == "cave" else abs(peak) <= 1
            deepest = time_s[inside][np.argmax(flexion[inside])]
            assert deepest == pytest.approx(rep["bottom_s"], abs=0.2)


def test_the_clips_stay_small(clip: Path) -> None:
    assert clip.stat().st_size < 600_000
    assert clip.with_suffix(".json").stat().st_size < 60_000


@analysed
@pytest.mark.slow
def test_the_tool_says_what_was_planned(
    clip: Path, truth: dict[str, Any], sampled: Callable[[str], Sampled]
) -> None:
    analysis = sampled(clip.stem).result.analysis
    assert analysis.refusal is None
    assert len(analysis.reps) == len(truth["reps"])
    for found, rep in zip(analysis.reps, truth["reps"], strict=True):
        assert found.rep.movement == truth["movement"]
        assert found.rep.lead_leg == truth["lead_leg"]
        assert found.rep.bottom_s == pytest.approx(rep["bottom_s"], abs=0.35)
        for leg in Leg:
            verdict, planned = found.legs[leg], rep["legs"][leg.value]["planned"]
            if isinstance(verdict, Unmeasurable):
                assert planned == "rear leg, not judged"
                assert verdict.reason is Reason.REAR_LEG
            else:
                assert word_of(verdict) is (Word.CAVE if planned == "cave" else Word.CLEAR)


@pytest.mark.slow
@pytest.mark.parametrize("clip", ["stand_front"], indirect=True)
def test_the_standing_check_says_in_line_and_how_the_feet_point(
    clip: Path, truth: dict[str, Any]
) -> None:
    analysis = analyse(clip).analysis
    assert analysis.reps == ()
    assert analysis.standing_check.word is Word.CLEAR
    assert analysis.standing is not None
    for leg in Leg:
        found = analysis.standing.legs[leg].toe_out_deg
        assert found.value == pytest.approx(truth["toe_out_deg"][leg], abs=2 * found.spread)
        frontal = analysis.standing_check.knees[leg].frontal_deg
        true = np.median(truth["frame_truth"][leg]["frontal_deg"])
        assert frontal.value == pytest.approx(true, abs=2 * frontal.spread)
