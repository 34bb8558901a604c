"""One leg's signals with their spreads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from kneecave.kinematics import angles
from kneecave.kinematics.calibration import (
    ANGLE_SPREAD_DEG,
    FOLDED_HEIGHT_SPREAD,
    FOLDED_SPREAD,
    LAG_FRAMES,
    NEARER_SPREAD,
    TOE_OUT_BIAS_DEG,
    TOE_OUT_SIDE_DEG,
    USUAL_SPREAD,
    CentreSpread,
)
from kneecave.kinematics.feet import FootHeading
from kneecave.kinematics.lifting import LegPose, LegRays, Segments, lift
from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Leg
from kneecave.model.signals import Estimate, Measure

_AT_ONCE = 4096
"""Frames that are lifted at a time: on the way there are far more numbers than come out."""


@dataclass(frozen=True, slots=True)
class LegView:
    """One leg as the camera sees it: rays of the joint centres, segment lengths, lens and yaw.

    ``nearer`` (T, 1) is how much nearer to the camera the ankle is than when standing, 1 = as near;
    ``folded`` (T,) how far the trunk hides the hips, as :func:`upright.folded` says; ``spread`` how
    well all that is known.
    """

    leg: Leg
    rays: LegRays
    segments: Segments
    focal: float
    nearer: FloatArray
    folded: FloatArray
    yaw: Estimate
    spread: CentreSpread = USUAL_SPREAD

    @property
    def yaw_rad(self) -> float:
        """The camera's yaw in radians."""
        return float(np.radians(self.yaw.value))

    def pose(self) -> LegPose:
        """Return the leg in three dimensions, camera frame."""
        return lift(self.rays, self.segments, self.focal / self.nearer)

    def parts(self) -> Iterator[LegView]:
        """Give the view in parts of some thousand frames, in order."""
        for start in range(0, len(self.nearer), _AT_ONCE):
            frames = slice(start, start + _AT_ONCE)
            yield replace(
                self,
                rays=self.rays.only(frames),
                nearer=self.nearer[frames],
                folded=self.folded[frames],
            )


Quantity = Callable[[LegPose, LegView], FloatArray]
"""From a lifted leg to a number of every frame, (T,)."""


def of_pose(view: LegView, quantity: Quantity) -> FloatArray:
    """Return a quantity of the lifted leg, (T,)."""
    return np.concatenate([quantity(part.pose(), part) for part in view.parts()])


def beside(
    ray: KeptArray, dx_px: float | FloatArray, dy_px: float | FloatArray = 0.0
) -> FloatArray:
    """Return rays (T, 3) moved in the picture, all alike or each by its own (T,)."""
    shift = np.stack(np.broadcast_arrays(dx_px, dy_px, 0.0), axis=-1)
    return np.asarray(ray + shift, dtype=np.float64)


def toe_out_bias_deg(leg: Leg) -> float:
    """Return how much less toe-out a foot's landmarks show than the foot has."""
    return TOE_OUT_BIAS_DEG + leg.lateral_sign * TOE_OUT_SIDE_DEG


def toe_out_deg(leg: Leg, heading: FootHeading, yaw: Estimate) -> Measure:
    """Return the foot's direction against the person's front, + = outward, (T,)."""
    value = leg.lateral_sign * (yaw.value - heading.deg) + toe_out_bias_deg(leg)
    return Measure(
        value, np.where(np.isfinite(value), np.hypot(heading.spread_deg, yaw.spread), np.nan)
    )


def with_spread(view: LegView, quantity: Quantity, *, floor: float, yaw: bool) -> Measure:
    """Return a quantity of the lifted leg with one standard deviation of its error.

    The leg is lifted again with each source of error moved by one standard deviation: yaw (unless
    it cancels out of the quantity), segment lengths, knee and hip landmarks, these also in height
    where the trunk is folded over them.  ``floor`` is what remains when every source is taken away,
    in the quantity's unit.
    """
    parts = [_with_spread(part, quantity, floor=floor, yaw=yaw) for part in view.parts()]
    return Measure(
        np.concatenate([part.value for part in parts]),
        np.concatenate([part.spread for part in parts]),
    )


def _with_spread(view: LegView, quantity: Quantity, *, floor: float, yaw: bool) -> Measure:
    base = quantity(view.pose(), view)
    squares = np.full_like(base, floor**2)
    for moved in _one_sigma(view, yaw=yaw):
        squares += (quantity(moved.pose(), moved) - base) ** 2
    return Measure(base, np.where(np.isfinite(base), np.sqrt(squares), np.nan))


def _one_sigma(view: LegView, *, yaw: bool) -> list[LegView]:
    segments, rays, length, by = view.segments, view.rays, view.segments.leg, view.spread
    aside, tall = (each * view.folded * length for each in (FOLDED_SPREAD, FOLDED_HEIGHT_SPREAD))
    hip = np.hypot((by.hip + by.hip_turned * abs(np.sin(view.yaw_rad))) * length, aside)
    knee = np.hypot(by.knee * length, aside)
    longer = 1.0 + by.segment
    moved = [
        replace(view, segments=replace(segments, thigh=segments.thigh * longer)),
        replace(view, segments=replace(segments, shank=segments.shank * longer)),
        replace(view, rays=replace(rays, knee=beside(rays.knee, knee))),
        replace(view, rays=replace(rays, hip=beside(rays.hip, hip))),
        replace(view, nearer=view.nearer ** (1.0 - NEARER_SPREAD)),
    ]
    if view.folded.any():
        moved.append(replace(view, rays=replace(rays, knee=beside(rays.knee, 0.0, tall))))
        moved.append(replace(view, rays=replace(rays, hip=beside(rays.hip, 0.0, tall))))
    if yaw:
        turned = Estimate(view.yaw.value + view.yaw.spread, view.yaw.spread)
        moved.append(replace(view, yaw=turned))
    return moved


def knee_over_foot(
    view: LegView, heading: FootHeading, usable: BoolArray, time_s: FloatArray
) -> Measure:
    """Return the knee-over-foot direction, (T,) degrees, NaN where not ``usable``.

    Knee and foot are both seen by the same camera, so its yaw cancels out of their difference.
    Where the direction changes fast, landmarks that lag by half a frame add to the spread.
    """
    swivel = with_spread(
        view,
        lambda pose, at: angles.swivel_deg(pose, at.leg, at.yaw_rad),
        floor=ANGLE_SPREAD_DEG,
        yaw=False,
    )
    toe_out = view.leg.lateral_sign * (view.yaw.value - heading.deg) + toe_out_bias_deg(view.leg)
    value = np.where(usable, _wrapped(swivel.value + toe_out), np.nan)
    lag_s = LAG_FRAMES * float(np.median(np.diff(time_s)))
    late = np.abs(np.gradient(swivel.value, time_s)) * lag_s
    foot = np.hypot(heading.spread_deg, view.spread.foot_deg)
    spread = np.sqrt(swivel.spread**2 + foot**2 + np.nan_to_num(late) ** 2)
    return Measure(value, np.where(np.isfinite(value), spread, np.nan))


def _wrapped(deg: FloatArray) -> FloatArray:
    return np.asarray((deg + 180.0) % 360.0 - 180.0, dtype=np.float64)


def fppa(hip: FloatArray, knee: FloatArray, ankle: FloatArray, lateral: float) -> Measure:
    """Return the FPPA in the image with its spread: the landmarks' share only, not the camera's."""
    value = angles.fppa_deg(hip, knee, ankle, lateral)
    thigh, shank = (np.linalg.norm(a - b, axis=-1) for a, b in ((hip, knee), (knee, ankle)))
    leg = np.nanmax(thigh + shank) if np.isfinite(thigh + shank).any() else np.nan
    spread = np.degrees(
        np.hypot(USUAL_SPREAD.knee * leg * (1 / thigh + 1 / shank), USUAL_SPREAD.hip * leg / thigh)
    )
    return Measure(value, np.where(np.isfinite(value), np.hypot(spread, ANGLE_SPREAD_DEG), np.nan))
