"""The camera's yaw against the person, from six independent signs of it.

Degrees; + = the camera stands on the subject's left.  Slopes and spreads: ``docs/method.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.kinematics.lifting import LegPose, across, heading_deg, unit
from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.signals import Estimate


@dataclass(frozen=True, slots=True)
class Cue:
    """How a sign turns into a yaw: ``slope`` times the sign, with ``spread_deg`` at best."""

    slope: float
    spread_deg: float


CUES = {
    "knees": Cue(1.07, 2.8),
    "trunk": Cue(1.07, 2.8),
    "feet": Cue(1.0, 2.8),
    "converging-lines": Cue(1.30, 4.0),
    "model-depth": Cue(0.40, 2.8),
    "model-depth-still": Cue(0.41, 4.0),
    "leg-length": Cue(0.95, 6.4),
}
"""Widened for human asymmetry over what rendered people show, to about what the signs of real
people scatter by (docs/method.md).

The model's own depth of the shoulders tells more while the knees bend (rendered: 3.3 degrees off)
than while the person stands (4.0), where it is read only if nobody bends.
"""

_NEEDS_LEVEL_FEET = frozenset({"converging-lines", "leg-length", "knees"})
_STAGGER_DEG = 25.0
_KNEES_AGREE_DEG = 4.5
_CAUCHY_SCALE = 3.1
_ROUNDS = 30
_MAD_TO_SIGMA = 1.4826
_FLEXION_DEG = (35.0, 95.0)
_LEAST_FRAMES = 4
_FULL_LEAN = 0.5
"""Share of the trunk's length by which it leans in a squat; a smaller lean has less direction."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the cues are read from.

    Attributes
    ----------
    still
        Of legs and shoulders, standing: (2,) tangents of the viewing angle, x and y.
    feet_deg
        Mean heading of the standing feet.
    knees_deg
        (T,) heading of the knees about their legs' axes, mean of both.
    trunk
        (T, 3) from the hips' middle to the shoulders', camera frame.
    shoulders_deg
        (T,) direction from right to left shoulder, seen from above, by the model's own depth.
    flexion_deg
        (T,) mean of both knees.
    standing, bent
        (T,) the frames of standing, and of bent legs.
    """

    still: dict[Joint, FloatArray]
    feet_deg: float
    knees_deg: FloatArray
    trunk: FloatArray
    shoulders_deg: FloatArray
    flexion_deg: FloatArray
    standing: BoolArray
    bent: BoolArray


def knee_heading_deg(pose: LegPose) -> FloatArray:
    """Return the heading of the knee about the leg's axis, degrees, (T,)."""
    return heading_deg(across(pose.knee - pose.ankle, unit(pose.hip - pose.ankle)))


def cues(scene: Scene) -> dict[str, Estimate]:
    """Return every cue that can be had, as a yaw in degrees with its spread."""
    low, high = _FLEXION_DEG
    used = scene.bent & (scene.flexion_deg > low) & (scene.flexion_deg < high)
    raw = {
        "feet": scene.feet_deg,
        "converging-lines": _converging_lines(scene),
        "leg-length": _leg_length(scene),
    }
    spread = {name: cue.spread_deg for name, cue in CUES.items()}
    if used.sum() >= _LEAST_FRAMES:
        raw["model-depth"] = -float(np.nanmedian(scene.shoulders_deg[used]))
        raw["knees"] = float(np.nanmedian(scene.knees_deg[used]))
        raw["trunk"], lean = _trunk(scene, used)
        spread["trunk"] *= max(1.0, _FULL_LEAN / lean) if lean > 0 else np.inf
    else:
        raw["model-depth-still"] = -float(np.nanmedian(scene.shoulders_deg[scene.standing]))
    return {
        name: Estimate(CUES[name].slope * deg, spread[name])
        for name, deg in raw.items()
        if np.isfinite(deg) and np.isfinite(spread[name])
    }


def staggered(found: dict[str, float]) -> bool:
    """Return whether one foot stands far in front: the ankle line then contradicts the feet."""
    lines, feet = found.get("converging-lines"), found.get("feet")
    return lines is not None and feet is not None and abs(lines - feet) > _STAGGER_DEG


def fuse(found: dict[str, Estimate]) -> Estimate:
    """Return the yaw that the cues agree on.

    A Cauchy-weighted mean.  The knees join only where they agree with the others: a permanent
    one-sided cave moves them by half of the cave and moves no other cue.
    """
    one_in_front = staggered({name: cue.value for name, cue in found.items()})
    usable = set(found) - (_NEEDS_LEVEL_FEET if one_in_front else set())
    others = usable - {"knees"}
    if not others:
        return Estimate(float("nan"), float("nan"))
    yaw = _robust_mean(found, others)
    if "knees" in usable and abs(found["knees"].value - yaw.value) < _KNEES_AGREE_DEG:
        yaw = _robust_mean(found, usable)
    return yaw


def _robust_mean(found: dict[str, Estimate], names: set[str]) -> Estimate:
    order = sorted(names)
    value = np.array([found[name].value for name in order])
    spread = np.array([found[name].spread for name in order])
    yaw, weight = float(np.average(value, weights=spread**-2.0)), spread**-2.0
    for _ in range(_ROUNDS):
        weight = spread**-2.0 / (1.0 + ((value - yaw) / (_CAUCHY_SCALE * spread)) ** 2)
        yaw = float(np.average(value, weights=weight))
    disagreement = float((weight * (value - yaw) ** 2).sum()) / max(1, len(order) - 1)
    within = float(np.sqrt(max(1.0, disagreement) / weight.sum()))
    # the weights forgive outliers; cues that scatter widely must not look like certainty
    scatter = _MAD_TO_SIGMA * float(np.median(np.abs(value - np.median(value)) / spread))
    return Estimate(yaw, max(within, scatter / float(np.sqrt((spread**-2.0).sum()))))


def _trunk(scene: Scene, used: BoolArray) -> tuple[float, float]:
    """Return the direction in which the trunk leans while the knees bend, and by which share."""
    sideways = scene.trunk[used, 0] - np.nanmedian(scene.trunk[scene.standing, 0])
    toward = -scene.trunk[used, 2]
    deg = -np.degrees(np.arctan2(np.nansum(sideways * toward), np.nansum(toward**2)))
    lean = np.sqrt(np.nanmean((toward / np.linalg.norm(scene.trunk[used], axis=1)) ** 2))
    return float(deg), float(lean)


def _converging_lines(scene: Scene) -> float:
    """Return the yaw that makes level lines tilt: the more, the farther from the horizon."""
    ankles, shoulders = (
        (scene.still[left], scene.still[right])
        for left, right in (
            (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE),
            (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER),
        )
    )
    tilts = [np.arctan2(*(left - right)[::-1]) for left, right in (ankles, shoulders)]
    heights = [0.5 * (left + right)[1] for left, right in (ankles, shoulders)]
    return float(np.degrees(np.arctan((tilts[0] - tilts[1]) / (heights[0] - heights[1]))))


def _leg_length(scene: Scene) -> float:
    """Return the yaw that makes the nearer leg look longer."""
    length, points = {}, {}
    for leg in Leg:
        hip, knee, ankle = (scene.still[Joint.of(leg, p)] for p in ("hip", "knee", "ankle"))
        length[leg] = np.linalg.norm(hip - knee) + np.linalg.norm(knee - ankle)
        points[leg] = (hip, ankle)
    width = 0.5 * sum(
        abs(a[0] - b[0]) for a, b in zip(points[Leg.LEFT], points[Leg.RIGHT], strict=True)
    )
    return float(np.degrees(np.arctan(np.log(length[Leg.LEFT] / length[Leg.RIGHT]) / width)))
