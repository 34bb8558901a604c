"""What kinematics knows of a person at one moment, without knowing what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg


@dataclass(frozen=True, slots=True)
class LegMoment:
    """One leg at one moment.  Signs and units as in `kneecave.model.signals.LegSignals`.

    Attributes
    ----------
    value, spread
        The metric that is judged, and one standard deviation of its error; NaN where it cannot be
        measured.
    flexion_deg
        Knee flexion, 0 = straight.
    foot_out, foot_up, knee_up
        Where the ankle is in the picture, and the knee over it, in leg lengths.
    foot_stands, foot_in_picture
        Whether the foot is planted, and inside the picture.
    foot_confidence
        The pose model's visibility of heel and toe, the lower one.
    """

    value: float
    spread: float
    flexion_deg: float
    foot_out: float
    foot_up: float
    knee_up: float
    foot_stands: bool
    foot_in_picture: bool
    foot_confidence: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A person at one moment.

    Attributes
    ----------
    time_s
        Seconds.
    row
        (J, 4) the joints after the causal filter: x, y, depth in pixels, confidence.
    depth, hinge
        Share of the standing height of the hips and of the trunk that is lost.
    floor
        How far the lower foot is from the floor it stood on, in standing hip heights, + = lower in
        the picture (nearer to the camera).
    shoulders
        Distance of the shoulders along the picture over the height of the standing trunk; negative
        from behind.
    legs
        Per leg.
    """

    time_s: float
    row: FloatArray
    depth: float
    hinge: float
    floor: float
    shoulders: float
    legs: dict[Leg, LegMoment]
