"""Real people's sets, measured in a laboratory and filmed by two cameras that never were there.

Five correct deep squats against five others, and against five acted-incorrect ones, the camera put
down anew in between.  Truth is the laboratory's.  Skips where the material is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from kneecave.findings.judge import judge
from kneecave.history.changes import difference
from kneecave.history.levels import level
from kneecave.kinematics.measure import measure
from kneecave.model.body import Leg
from kneecave.model.change import Change, Difference
from kneecave.model.rep import Movement
from kneecave.model.session import Found, LegResult
from kneecave.model.verdict import Metric, Unmeasurable, word_of
from kneecave.reps.find import find_reps
from kneecave.settings import Settings
from tests.history.sessions import make_session
from tests.posed import MEDIAPIPE, Camera, Flaws, LegTruth, make_track
from tests.posed.motion_capture import uiprmd

pytestmark = pytest.mark.slow

SETTINGS = Settings()
PEOPLE = (1, 2, 3, 4, 5)
CAMERAS = {
    "first": Camera(yaw_deg=-12.0, height_m=0.7, distance_m=3.0),
    "second": Camera(yaw_deg=9.0, height_m=1.1, distance_m=3.6, roll_deg=1.5),
}


@dataclass(frozen=True)
class Pair:
    """One leg: the true change of the median peak of KOF, and what was found."""

    true_deg: float
    found: Difference


@pytest.fixture(scope="module")
def archive(shared: Path) -> Path:
    path = shared / "labels" / "uiprmd_vicon_s01-s05.npz"
    if not path.is_file():
        pytest.skip("no laboratory recordings beside the project")
    return path


def sustained_peak_deg(truth: LegTruth, inside: np.ndarray) -> float:
    """Largest mean of 0.2 s (5 frames) of KOF while the knee is bent 40 to 90 degrees."""
    bent = inside & (truth.flexion_deg > 40) & (truth.flexion_deg < 90)
    kof = np.where(bent, truth.knee_over_foot_deg, np.nan)
    return float(np.nanmax(np.lib.stride_tricks.sliding_window_view(kof, 5).mean(axis=1)))


@cache
def set_of(archive: Path, person: int, kind: str, first: int, camera: str):
    """Five reps: the session, and each leg's true median peak."""
    names = [f"m01_s{person:02d}_e{e:02d}_{kind}" for e in range(first, first + 5)]
    performance = uiprmd(archive, names)
    track, truth = make_track(
        performance, CAMERAS[camera], bias=MEDIAPIPE, flaws=Flaws(noise_px=1.0, seed=person)
    )
    motion = measure(track, SETTINGS)
    judged = judge(motion, find_reps(motion.signals, SETTINGS), SETTINGS)
    assert judged.refusal is None
    results, true = [], {leg: [] for leg in Leg}
    for rep, verdicts in zip(performance.reps, judged.reps, strict=True):
        inside = (truth.time_s >= rep.start_s) & (truth.time_s <= rep.end_s)
        for leg, verdict in verdicts.legs.items():
            if isinstance(verdict, Unmeasurable):
                continue
            peak = verdict.peak
            found = Found(peak.value, peak.spread, peak.limit)
            results.append(
                LegResult(rep.number, Movement.SQUAT, None, leg, word_of(verdict), found, None)
            )
            true[leg].append(sustained_peak_deg(truth.legs[leg], inside))
    session = replace(make_session(), results=tuple(results))
    return session, {leg: median(values) for leg, values in true.items()}


def pairs(archive: Path, kinds: tuple[str, str], firsts: tuple[int, int]) -> list[Pair]:
    out = []
    for person in PEOPLE:
        (before, was), (after, became) = (
            set_of(archive, person, kind, first, camera)
            for kind, first, camera in zip(kinds, firsts, CAMERAS, strict=True)
        )
        for leg in Leg:
            levels = [level(one, Movement.SQUAT, leg, SETTINGS.change) for one in (before, after)]
            assert None not in levels
            found = difference(*levels, Metric.KNEE_OVER_FOOT, SETTINGS.change)
            out.append(Pair(became[leg] - was[leg], found))
    return out


def test_a_set_like_the_one_before_is_no_real_change(archive: Path) -> None:
    found = pairs(archive, ("cor", "cor"), (1, 6))
    assert len(found) == 2 * len(PEOPLE)
    assert {pair.found.change for pair in found} == {Change.NO_REAL_CHANGE}


def test_the_error_is_no_larger_than_stated(archive: Path) -> None:
    found = pairs(archive, ("cor", "cor"), (1, 6)) + pairs(archive, ("cor", "inc"), (1, 1))
    within = [abs(pair.found.value - pair.true_deg) <= pair.found.error for pair in found]
    assert np.mean(within) >= 0.95


def test_only_a_change_beyond_the_error_is_called_real(archive: Path) -> None:
    found = pairs(archive, ("cor", "inc"), (1, 1)) + pairs(archive, ("cor", "inc"), (6, 6))
    for pair in found:
        real = pair.found.change is not Change.NO_REAL_CHANGE
        if abs(pair.true_deg) < pair.found.error:
            assert not real
        if abs(pair.true_deg) > 2 * pair.found.error:
            assert real
