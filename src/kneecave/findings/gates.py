"""What must hold before any knee is judged."""

from __future__ import annotations

import numpy as np

from kneecave.findings import words
from kneecave.model.motion import Motion
from kneecave.model.rep import Rep
from kneecave.model.verdict import Metric, Unmeasurable
from kneecave.model.view import ViewKind
from kneecave.settings import Settings


def refusal(motion: Motion, reps: tuple[Rep, ...], settings: Settings) -> Unmeasurable | None:
    """Return why nothing in this clip can be judged, or None if something can.

    FPPA and KASR live in the image and ask neither for feet nor for an upright moment.
    """
    view, limits = motion.view, settings.view
    if not reps or view is None:
        return words.no_rep()
    if view.kind is ViewKind.SIDE:
        return words.side_view()
    if view.kind is ViewKind.REAR:
        return words.rear_view()
    needs_feet = settings.metric is Metric.KNEE_OVER_FOOT
    if needs_feet and view.feet_in_picture < limits.min_feet_in_picture:
        return words.feet_cut_off()
    if view.leg_length_px < limits.min_leg_px:
        return words.too_small(view.leg_length_px, limits.min_leg_px)
    if motion.standing is None:
        return words.no_standing()
    if view.kind is ViewKind.OBLIQUE:
        cues = np.abs(list(view.yaw_cues_deg.values()))
        yaw = max(abs(view.yaw_deg.value), float(np.median(cues)))
        return words.turned_too_far(yaw, limits.max_yaw_deg)
    if not view.yaw_deg.spread <= limits.max_yaw_spread_deg:
        return words.yaw_unclear(view.yaw_deg.spread)
    return None
