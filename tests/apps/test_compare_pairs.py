"""Pairs of sets with a known change, filmed by two cameras: what is found is what was changed.

The whole way is walked: joints with a pose model's bias and noise, angles, reps, verdicts, report,
session, comparison.  Truth is the planned cave of the posed skeleton.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from kneecave.apps.sessions import Source, compared, now
from kneecave.model.body import Leg
from kneecave.model.change import Change, LegChange
from kneecave.outputs.report_reader import session_of
from kneecave.pipeline import analyse
from kneecave.settings import Settings
from tests.pose_files import save_track_of
from tests.posed import MEDIAPIPE, Camera, CaveIn, Flaws, Tempo, make_track, squat

SETTINGS = Settings()
BEFORE_DEG = 26.0
REPS = Tempo(reps=4, rest_s=0.6)
SCATTER_DEG = np.array([-2.0, 1.0, 2.0, -1.0])
"""How the four reps of a set differ."""

MakeSource = Callable[[float, int], Source]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> MakeSource:
    """Makes a set whose left knee caves by so much, filmed with the camera put down anew."""
    folder = tmp_path_factory.mktemp("pairs")

    @cache
    def make(cave_deg: float, seed: int) -> Source:
        rng = np.random.default_rng(seed)
        caves = {k: CaveIn(cave_deg + s, 2.0 + s) for k, s in enumerate(SCATTER_DEG, start=1)}
        camera = Camera(
            yaw_deg=rng.uniform(-10, 10),
            height_m=rng.uniform(0.6, 1.2),
            distance_m=rng.uniform(2.9, 3.8),
            roll_deg=rng.uniform(-1.5, 1.5),
        )
        track, _ = make_track(
            squat(tempo=REPS, caves=caves),
            camera,
            bias=MEDIAPIPE,
            flaws=Flaws(noise_px=1.5, seed=seed),
        )
        path = save_track_of(track, folder / f"{cave_deg:g}-{seed}.pose.npz")
        result = analyse(path, settings=SETTINGS)
        return Source(session_of(result.analysis, at=now()))

    return make


def legs(source: MakeSource, change_deg: float, seed: int) -> dict[Leg, LegChange]:
    before = source(BEFORE_DEG, seed)
    after = source(BEFORE_DEG + change_deg, 100 + seed)
    found = compared(before, after, SETTINGS)
    return {one.leg: one for one in found.legs}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("change_deg", [0.0, -4.0, 4.0, -7.0])
def test_below_the_error_there_is_no_real_change(
    source: MakeSource, change_deg: float, seed: int
) -> None:
    found = legs(source, change_deg, seed)
    assert found.keys() == set(Leg)
    for one in found.values():
        assert one.difference is not None
        assert abs(change_deg) < one.difference.error
        assert one.change is Change.NO_REAL_CHANGE


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("change_deg", [-18.0, -24.0, 20.0])
def test_above_twice_the_error_every_change_is_found(
    source: MakeSource, change_deg: float, seed: int
) -> None:
    found = legs(source, change_deg, seed)
    left, right = found[Leg.LEFT], found[Leg.RIGHT]
    assert left.difference is not None
    assert abs(change_deg) > 2 * left.difference.error
    assert left.change is (Change.BETTER if change_deg < 0 else Change.WORSE)
    assert left.difference.value == pytest.approx(change_deg, abs=left.difference.error)
    assert right.change is Change.NO_REAL_CHANGE
