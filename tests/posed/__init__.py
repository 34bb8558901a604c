"""A posed skeleton with known angles, seen by a pinhole camera: what the rooms are tested on.

Person's frame: X = the subject's left, -Y = front, Z up, floor at 0, metres.  No mesh, no picture.
``squat`` and its like make performances, ``make_track`` films them: a PoseTrack and its Truth.
"""

from tests.posed.around import push_up, walk_in
from tests.posed.body import FootPath, Person, Posture, skeleton
from tests.posed.camera import Camera
from tests.posed.lunges import (
    alternating_lunge,
    forward_lunge,
    reverse_lunge,
    side_lunge,
    split_squat,
)
from tests.posed.one_leg import single_leg_squat, step_down
from tests.posed.performance import CaveIn, Performance, RepTruth, Tempo, clock
from tests.posed.recording import CENTRES, MEDIAPIPE, Bias, Flaws, make_track
from tests.posed.squats import deadlift, squat, standing, wall_sit
from tests.posed.truth import LegTruth, Truth

__all__ = [
    "CENTRES",
    "MEDIAPIPE",
    "Bias",
    "Camera",
    "CaveIn",
    "Flaws",
    "FootPath",
    "LegTruth",
    "Performance",
    "Person",
    "Posture",
    "RepTruth",
    "Tempo",
    "Truth",
    "alternating_lunge",
    "clock",
    "deadlift",
    "forward_lunge",
    "make_track",
    "push_up",
    "reverse_lunge",
    "side_lunge",
    "single_leg_squat",
    "skeleton",
    "split_squat",
    "squat",
    "standing",
    "step_down",
    "walk_in",
    "wall_sit",
]
