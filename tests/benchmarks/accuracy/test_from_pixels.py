"""A small fixed part of the benchmark, from pixels: 96 stills, and one clip through the whole tool.

Golden numbers with tolerance, on tuning people.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy.designs import HEAVY, Design, Part, Set, designs_of
from benchmarks.accuracy.evaluation import judging_version, result_of
from benchmarks.accuracy.landmarks import Landmarks
from benchmarks.accuracy.results import Results
from benchmarks.accuracy.rows import ClipResult
from benchmarks.accuracy.stills import Seen, looked_at, scenes
from benchmarks.accuracy.summaries import FLEXION, FRONTAL, KOF, measured
from benchmarks.athlete.scene import RepPlan

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def legs() -> list[Seen]:
    found = list(looked_at(HEAVY))
    assert None not in found
    return [seen for seen in found if seen is not None]


def test_there_are_96_stills_of_both_legs(legs: list[Seen]) -> None:
    assert len(legs) == 2 * 96
    assert len(scenes()) == 24


def test_landmarks_lie_where_the_constants_of_the_lift_say(legs: list[Seen]) -> None:
    off = 100 * np.array([seen.off for seen in legs])  # % of the leg: outward, upward
    hip, knee, ankle = np.median(off, axis=0)
    assert hip[0] == pytest.approx(0.9, abs=0.6)
    assert knee[0] == pytest.approx(-0.7, abs=0.5)
    assert ankle[0] == pytest.approx(0.1, abs=0.5)
    far = np.percentile(np.linalg.norm(off, axis=2), 90, axis=0)
    assert (far < (5.5, 5.0, 4.0)).all()


def test_raw_fppa_of_the_heavy_model_is_wrong_by_three_degrees(legs: list[Seen]) -> None:
    error = np.array([seen.fppa_deg - seen.fppa_true_deg for seen in legs])
    assert np.abs(error).mean() == pytest.approx(3.0, abs=0.7)
    assert error.mean() == pytest.approx(2.7, abs=0.7)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> ClipResult:
    """A clean rep and one in which both knees cave by 16 degrees, camera 24 degrees to the side."""
    cache = tmp_path_factory.mktemp("accuracy")
    landmarks = Landmarks(cache)
    design = _short(_clean_from_the_side())
    landmarks.make(design)
    return result_of(design, HEAVY, landmarks=landmarks, cache=cache, version=judging_version())


def _clean_from_the_side() -> Design:
    return next(
        design
        for design in designs_of(Set.TUNING)
        if design.fault == "clean" and 22 < design.scene.camera.yaw_deg < 27
    )


def _short(design: Design) -> Design:
    reps = tuple(
        RepPlan(
            flexion_deg=95.0,
            descent_s=0.8,
            pause_s=0.15,
            ascent_s=0.75,
            rest_s=0.35,
            cave_deg=(cave, cave),
        )
        for cave in (0.0, 16.0)
    )
    picture = design.scene.picture.model_copy(
        update={"width_px": 540, "height_px": 960, "fps": 15.0}
    )
    scene = design.scene.model_copy(update={"picture": picture, "reps": reps})
    return replace(design, name="short", part=Part.SQUATS, scene=scene, models=(HEAVY,))


def test_a_clip_is_counted_and_judged_as_planned(clip: ClipResult) -> None:
    assert (clip.clip.reps_planned, clip.clip.reps_found, clip.clip.reps_matched) == (2, 2, 2)
    assert [leg.word for leg in clip.legs] == ["clear", "clear", "cave", "cave"]
    assert max(abs(leg.bottom_error_s) for leg in clip.legs) <= 0.1


def test_its_angles_are_near_the_truth(clip: ClipResult) -> None:
    frames = Results((clip,)).frames()
    for quantity, most_deg in ((KOF, 4.0), (FRONTAL, 4.5), (FLEXION, 9.0)):
        found = measured(frames, quantity, frames.flexed(*quantity.band_deg))
        assert found.share > 0.95
        assert found.errors.mae < most_deg
    assert clip.clip.yaw_deg == pytest.approx(clip.clip.yaw_true_deg, abs=4.5)


def test_what_was_made_is_fresh_until_the_scene_changes(tmp_path: Path) -> None:
    landmarks = Landmarks(tmp_path)
    design = _short(_clean_from_the_side())
    assert landmarks.made(design) is None
    assert not landmarks.is_fresh(design)
    other = replace(design, scene=design.scene.model_copy(update={"seed": 1}))
    assert landmarks.folder_of(other) != landmarks.folder_of(design)
