"""What legs and trunk do during one way down and up, in leg lengths and degrees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import BoolArray, median_known
from kneecave.model.body import Leg
from kneecave.model.signals import Signals
from kneecave.reps.machine import Span

_AROUND = 0.12
_BEFORE_S = 2.0
_HIGHEST = 0.02
_STAYS_S = 0.8
_MOMENT_S = 0.15
_TALLER_THAN_STANDING = -0.06


@dataclass(frozen=True, slots=True)
class LegAtBottom:
    """One leg at the bottom.

    Attributes
    ----------
    moved_out, moved_up
        Change of the foot in the picture against the most upright moment before; the smaller of
        that and the change against the moment after, so that walking on is no step.
    foot_up
        Height of the foot in the picture, from the clip's own zero.
    knee_up
        Height of the knee over its own ankle.
    flexion_deg
        Knee flexion.
    """

    moved_out: float
    moved_up: float
    foot_up: float
    knee_up: float
    flexion_deg: float

    @property
    def moved(self) -> float:
        """How far the foot stepped."""
        return float(np.hypot(self.moved_out, self.moved_up))


@dataclass(frozen=True, slots=True)
class Features:
    """One span: depth and hinge at the bottom, both legs, and the feet before against after.

    ``walked`` is how far the middle of the feet went from just before to just after, 0 where the
    clip does not show it; a stance made wider goes nowhere.
    ``hinge_at_ends`` is the larger hinge of start and end: who is upright has none.
    """

    depth: float
    hinge: float
    legs: dict[Leg, LegAtBottom]
    hinge_at_ends: float
    walked: float
    feet_apart: float


def features(signals: Signals, span: Span) -> Features:
    """Return what moves during a span; NaN where it cannot be seen."""
    around_s = max(_BEFORE_S, _AROUND * (span.low_to_s - span.low_from_s))
    signals = signals.between(span.low_from_s - around_s, span.low_to_s + around_s)
    bottom = np.abs(signals.time_s - span.bottom_s) <= _AROUND * (span.low_to_s - span.low_from_s)
    before = _upright_near(signals, span.low_from_s - _BEFORE_S, span.low_from_s)
    after = _upright_near(signals, span.low_to_s, span.low_to_s + _BEFORE_S)
    sideways = 0.5 * (signals.left.foot_out - signals.right.foot_out)
    upward = 0.5 * (signals.left.foot_up + signals.right.foot_up)
    come, gone = (
        np.abs(signals.time_s - when) <= _MOMENT_S
        for when in (span.low_from_s - _STAYS_S, span.low_to_s + _STAYS_S)
    )
    shift = [median_known(path[gone]) - median_known(path[come]) for path in (sideways, upward)]
    hinges = np.interp([span.low_from_s, span.low_to_s], signals.time_s, signals.hinge.value)
    return Features(
        depth=median_known(signals.depth.value[bottom]),
        hinge=median_known(signals.hinge.value[bottom]),
        legs={leg: _at_bottom(signals, leg, before, bottom, after) for leg in Leg},
        hinge_at_ends=float(np.nanmax(hinges)),
        walked=float(np.nan_to_num(np.linalg.norm(shift))),
        feet_apart=abs(median_known((signals.left.foot_out + signals.right.foot_out)[bottom])),
    )


def _upright_near(signals: Signals, from_s: float, to_s: float) -> BoolArray:
    """Return the most upright frames of a window, but not those of walking up to the camera."""
    inside = (signals.time_s >= from_s) & (signals.time_s <= to_s) & signals.depth.usable
    inside &= np.nan_to_num(signals.depth.value) > _TALLER_THAN_STANDING
    if not inside.any():
        return inside
    highest = float(signals.depth.value[inside].min())
    return inside & (signals.depth.value <= highest + _HIGHEST)


def _at_bottom(
    signals: Signals, leg: Leg, before: BoolArray, bottom: BoolArray, after: BoolArray
) -> LegAtBottom:
    own = signals.leg(leg)
    out, up = (
        min(
            (median_known(path[bottom]) - median_known(path[when]) for when in (before, after)),
            key=abs,
        )
        for path in (own.foot_out, own.foot_up)
    )
    return LegAtBottom(
        moved_out=out,
        moved_up=up,
        foot_up=median_known(own.foot_up[bottom]),
        knee_up=median_known(own.knee_up[bottom]),
        flexion_deg=median_known(own.flexion_deg.value[bottom]),
    )
