"""Quantities over time, with their spread."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Leg
from kneecave.model.kept import kept
from kneecave.model.verdict import Metric


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity over time.

    Attributes
    ----------
    value
        (T,), NaN where it cannot be measured.
    spread
        (T,) one standard deviation of the error, same unit, NaN where ``value`` is.
    """

    value: KeptArray
    spread: KeptArray

    def __post_init__(self) -> None:
        if self.value.shape != self.spread.shape:
            raise ValueError(f"value {self.value.shape} and spread {self.spread.shape} differ")

    @property
    def usable(self) -> BoolArray:
        """(T,) where there is a value."""
        return np.asarray(np.isfinite(self.value), dtype=np.bool_)

    def kept(self) -> Measure:
        """Return the same as it is kept of every frame of a clip, in 32 bits."""
        return Measure(kept(self.value), kept(self.spread))

    def only(self, frames: slice) -> Measure:
        """Return some of the frames, without a copy."""
        return Measure(self.value[frames], self.spread[frames])


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with one standard deviation of its error, same unit; NaN if it cannot be had."""

    value: float
    spread: float


@dataclass(frozen=True, slots=True)
class LegSignals:
    """What one leg does over time.  Angles in degrees; + = valgus, knee inside.

    Attributes
    ----------
    knee_over_foot_deg
        Direction of the knee about the hip-ankle axis minus the direction of the same foot (KOF).
        NaN where the leg is too straight to point anywhere.
    frontal_deg
        Thigh against shank in the person's own frontal plane, 0 = straight.
    fppa_deg
        Frontal plane projection angle: thigh line against shank line in the image.
    medial_offset
        Distance of the knee inside the hip-ankle line in the frontal plane, of leg length.
    shank_lean_deg
        Shank against the vertical in the frontal plane, + = knee end leaning inward.
    flexion_deg
        Knee flexion, 0 = straight.
    foot_drift_deg
        Change of the ankle over the foot against the own standing, as degrees of eversion,
        + = rolling inward (pronation).  Low confidence: one camera hardly sees it.
    foot_out, foot_up
        (T,) where the ankle is in the picture, in leg lengths: sideways toward the leg's own
        outer side, and upward.  From a fixed point of the clip, so that only changes mean anything.
    knee_up
        (T,) height of the knee over its own ankle in the picture, in leg lengths.
    foot_stands
        (T,) whether the foot is planted, not being moved.
    """

    knee_over_foot_deg: Measure
    frontal_deg: Measure
    fppa_deg: Measure
    medial_offset: Measure
    shank_lean_deg: Measure
    flexion_deg: Measure
    foot_drift_deg: Measure
    foot_out: KeptArray
    foot_up: KeptArray
    knee_up: KeptArray
    foot_stands: BoolArray

    def only(self, frames: slice) -> LegSignals:
        """Return some of the frames, without a copy."""
        return LegSignals(**_only(self, frames))


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything measured over a clip, T frames.

    Attributes
    ----------
    time_s
        (T,) seconds.
    left, right
        Per leg.
    kasr
        Knee-ankle separation ratio; below 1 the knees are closer together than the ankles.
    knee_hip_ratio
        Knee separation over hip separation.
    pelvic_drop_deg
        Hip line against the horizontal (camera roll removed), + = left hip lower.
    trunk_lean_deg
        Middle of the shoulders over the middle of the hips, sideways, + = to the subject's left.
    depth
        0 standing .. 1 hips at ankle height: share of the standing hip height that is lost.
    hinge
        0 upright .. 1 horizontal: share of the standing height of the trunk that is lost.
    """

    time_s: FloatArray
    left: LegSignals
    right: LegSignals
    kasr: Measure
    knee_hip_ratio: Measure
    pelvic_drop_deg: Measure
    trunk_lean_deg: Measure
    depth: Measure
    hinge: Measure

    def only(self, frames: slice) -> Signals:
        """Return some of the frames, without a copy."""
        return Signals(**_only(self, frames))

    def between(self, start_s: float, end_s: float) -> Signals:
        """Return the frames from one time to another, both included, without a copy."""
        return self.only(frames_between(self.time_s, start_s, end_s))

    def leg(self, leg: Leg) -> LegSignals:
        """Return the signals of one leg."""
        return self.left if leg is Leg.LEFT else self.right

    def of_metric(self, metric: Metric, leg: Leg) -> Measure:
        """Return the signal that a leg's verdict is made on; KASR is the same for both legs."""
        match metric:
            case Metric.KNEE_OVER_FOOT:
                return self.leg(leg).knee_over_foot_deg
            case Metric.FRONTAL:
                return self.leg(leg).frontal_deg
            case Metric.FPPA:
                return self.leg(leg).fppa_deg
            case Metric.KASR:
                return self.kasr


def frames_between(time_s: FloatArray, start_s: float, end_s: float) -> slice:
    """Return which of increasing times (T,) lie between two, both included."""
    first, last = np.searchsorted(time_s, start_s), np.searchsorted(time_s, end_s, side="right")
    return slice(int(first), int(last))


def _only(signals: LegSignals | Signals, frames: slice) -> dict[str, Any]:
    parts = {field.name: getattr(signals, field.name) for field in fields(signals)}
    return {
        name: part[frames] if isinstance(part, np.ndarray) else part.only(frames)
        for name, part in parts.items()
    }
