"""What must hold before any knee is judged."""

from __future__ import annotations

import numpy as np

from kneecave.findings import words
from kneecave.model.arrays import BoolArray
from kneecave.model.body import Joint, Leg
from kneecave.model.motion import Motion
from kneecave.model.rep import Rep
from kneecave.model.verdict import Metric, Unmeasurable
from kneecave.model.view import ViewKind
from kneecave.settings import Settings

_MOST_OUTSIDE = 0.5
_SURE = 1.645
"""Spreads that hold nine of ten, and on either side leave out one of twenty."""


def refusal(motion: Motion, reps: tuple[Rep, ...], settings: Settings) -> Unmeasurable | None:
    """Return why nothing in this clip can be judged, or None if something can."""
    if not reps:
        return words.NO_REP
    return unseen(motion, settings)


def unseen(motion: Motion, settings: Settings) -> Unmeasurable | None:
    """Return why the camera does not show what is needed, or None if it does.

    FPPA and KASR live in the image and do not ask for feet.
    """
    view, limits = motion.view, settings.view
    if view is None:
        return words.NO_REP
    if view.kind is ViewKind.SIDE:
        return words.SIDE_VIEW
    if view.kind is ViewKind.REAR:
        return words.REAR_VIEW
    needs_feet = settings.metric is Metric.KNEE_OVER_FOOT
    if needs_feet and view.feet_in_picture < limits.min_feet_in_picture:
        return words.FEET_CUT_OFF
    if view.leg_length_px < limits.min_leg_px:
        return words.too_small(view.leg_length_px, limits.min_leg_px)
    if motion.standing is None:
        return words.NO_STANDING
    if view.kind is ViewKind.OBLIQUE:
        cues = np.abs(list(view.yaw_cues_deg.values()))
        yaw = max(abs(view.yaw_deg.value), float(np.median(cues)))
        return words.turned_too_far(yaw, limits.max_yaw_deg)
    unsure = not view.yaw_deg.spread <= limits.max_yaw_spread_deg
    if unsure and not abs(view.yaw_deg.value) + _SURE * view.yaw_deg.spread <= limits.max_yaw_deg:
        return words.yaw_unclear(view.yaw_deg.spread)
    return None


def foot_refusal(
    motion: Motion, leg: Leg, frames: BoolArray, settings: Settings
) -> Unmeasurable | None:
    """Return why a leg's foot cannot be compared with in these frames, or None if it can.

    Outside the picture by coordinates: the model's confidence does not fall there.  Hidden by
    confidence: high values prove nothing, but very low ones do.
    """
    if settings.metric is not Metric.KNEE_OVER_FOOT or not frames.any():
        return None
    track = motion.track
    columns = [track.joints.index(Joint.of(leg, part)) for part in ("heel", "foot_index")]
    xy = track.xy_px[frames][:, columns]
    outside = (xy < 0) | (xy > np.asarray(track.image_size_px))
    if outside.any(axis=(1, 2)).mean() > _MOST_OUTSIDE:
        return words.foot_cut_off(leg)
    sure = track.confidence[frames][:, columns]
    known = sure[np.isfinite(sure)]
    if len(known) and np.median(known) < settings.view.min_foot_confidence:
        return words.foot_hidden(leg)
    return None
