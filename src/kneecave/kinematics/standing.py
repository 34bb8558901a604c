"""Static standing alignment, and the feet against it."""

from __future__ import annotations

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray, median_known
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import Estimate, Measure, Signals
from kneecave.model.view import Standing, StandingLeg

_WIDTH_SPREAD = 0.06
_ANKLE_HEIGHT = 0.20
"""Height of the ankle's axis over the floor, in shank lengths."""
_SENSITIVITY = 0.5
"""Share of a true eversion that reaches the landmarks (rendered feet; science of the project)."""
_DRIFT_SPREAD_DEG = 13.0
"""Noise within one person, as degrees of eversion: clean reps of ten real clips scatter by 8 while
knees and ankles bend, and rendered feet of known roll are missed by 13 (``docs/pronation.md``)."""


def standing_alignment(
    track: PoseTrack, signals: Signals, standing: BoolArray, toe_out: dict[Leg, Measure]
) -> Standing:
    """Return how the person just stands: the baseline of every rep."""
    ankles, hips = (_separation(track, part, standing) for part in ("ankle", "hip"))
    width = median_known(ankles / hips)
    return Standing(
        frames=int(standing.sum()),
        time_s=float(np.median(track.time_s[standing])),
        legs={
            leg: StandingLeg(
                toe_out_deg=_typical(toe_out[leg], standing),
                frontal_deg=_typical(signals.leg(leg).frontal_deg, standing),
                medial_offset=_typical(signals.leg(leg).medial_offset, standing),
            )
            for leg in Leg
        },
        kasr=_typical(signals.kasr, standing),
        stance_width=Estimate(width, _WIDTH_SPREAD * width),
        pelvic_drop_deg=_typical(signals.pelvic_drop_deg, standing),
    )


def _separation(track: PoseTrack, part: str, standing: BoolArray) -> FloatArray:
    left, right = (track.of(Joint.of(leg, part))[standing, 0] for leg in Leg)
    return np.asarray(np.abs(left - right), dtype=np.float64)


def _typical(measure: Measure, frames: BoolArray) -> Estimate:
    """Return the median over frames; a systematic error does not shrink with their number."""
    chosen = frames & measure.usable
    if not chosen.any():
        return Estimate(float("nan"), float("nan"))
    return Estimate(
        float(np.median(measure.value[chosen])), float(np.median(measure.spread[chosen]))
    )


def foot_drift(track: PoseTrack, leg: Leg, standing: BoolArray, shank_px: float) -> Measure:
    """Return how far the ankle has rolled over the foot against the own standing, (T,) degrees.

    + = inward, as in pronation.  From the ankle sideways against the middle of heel and toe: that
    keeps half the sensitivity and has a noise of several degrees, so this is a hint and no more.
    """
    ankle, heel, toe = (track.of(Joint.of(leg, p))[:, 0] for p in ("ankle", "heel", "foot_index"))
    inward = -leg.lateral_sign * (ankle - 0.5 * (heel + toe)) / shank_px
    moved = inward - median_known(inward[standing])
    value = np.degrees(np.arcsin(np.clip(moved / _ANKLE_HEIGHT, -1.0, 1.0))) / _SENSITIVITY
    return Measure(value, np.where(np.isfinite(value), _DRIFT_SPREAD_DEG, np.nan))
