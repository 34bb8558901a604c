"""Sets of every movement by the posed skeleton, and the reps that are found in a performance."""

from __future__ import annotations

from kneecave.kinematics.measure import measure
from kneecave.model.body import Leg
from kneecave.model.rep import Rep
from kneecave.reps.find import find_reps
from kneecave.settings import Settings
from tests.posed import (
    MEDIAPIPE,
    Camera,
    Flaws,
    Performance,
    RepTruth,
    Tempo,
    alternating_lunge,
    deadlift,
    forward_lunge,
    make_track,
    reverse_lunge,
    side_lunge,
    single_leg_squat,
    split_squat,
    squat,
    step_down,
)

SETTINGS = Settings()
TEMPO = Tempo(reps=3)
SETS = {
    "squat": squat(tempo=TEMPO),
    "deadlift": deadlift(tempo=TEMPO),
    "single-leg squat": single_leg_squat(tempo=TEMPO, lead=Leg.RIGHT),
    "step-down": step_down(tempo=TEMPO, lead=Leg.LEFT),
    "split squat": split_squat(tempo=TEMPO, lead=Leg.RIGHT),
    "forward lunge": forward_lunge(tempo=TEMPO, lead=Leg.RIGHT),
    "reverse lunge": reverse_lunge(tempo=TEMPO, lead=Leg.LEFT),
    "alternating lunge": alternating_lunge(tempo=Tempo(reps=4)),
    "side lunge": side_lunge(tempo=TEMPO, lead=Leg.LEFT),
}


def found_in(
    performance: Performance, *, yaw_deg: float = 0.0, flaws: Flaws
) -> tuple[tuple[Rep, ...], tuple[RepTruth, ...]]:
    """The reps that are found, and those that are whole in the clip."""
    camera = Camera(yaw_deg=yaw_deg, height_m=1.0)
    track, truth = make_track(performance, camera, bias=MEDIAPIPE, flaws=flaws)
    return find_reps(measure(track, SETTINGS).signals, SETTINGS), truth.whole_reps
