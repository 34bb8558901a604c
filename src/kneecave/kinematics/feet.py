"""Where each foot stands, for how long, and which way it points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.kinematics.calibration import (
    ANKLE_TO_TOE,
    FOOT_NOISE_PX,
    FOOT_SPREAD_DEG,
    FOOT_STEEP_SPREAD_DEG,
    HEEL_TO_TOE,
)
from kneecave.kinematics.cleaning import runs
from kneecave.model.arrays import BoolArray, FloatArray, median_known

_MOVED = 0.05
_SETTLED_S = 0.15
LEAST_STAND_S = 0.3
NEAR_STANDING_DEPTH = 0.3
_LEAST_FRAMES = 3
_COMING_TO_REST_S = 0.2
PAUSE_NOISE_DEG = 3.0
_LEAST_BELOW_HORIZON = 0.10
_STEP = 0.04
_NEARER_RANGE = (0.7, 1.5)


@dataclass(frozen=True, slots=True)
class FootRays:
    """Viewing rays of one foot's landmarks, (T, 3) each, camera frame, z = f."""

    heel: FloatArray
    ankle: FloatArray
    toe: FloatArray

    def only(self, frames: slice | BoolArray) -> FootRays:
        """Return some of the frames."""
        return FootRays(self.heel[frames], self.ankle[frames], self.toe[frames])


@dataclass(frozen=True, slots=True)
class FootHeading:
    """Direction of one foot in the camera frame.

    Attributes
    ----------
    deg
        (T,) heading, + = toward the picture's left; NaN while the foot is being moved.
    spread_deg
        (T,) one standard deviation.
    """

    deg: FloatArray
    spread_deg: FloatArray


def heading(
    foot: FootRays,
    *,
    ankle_px: FloatArray,
    time_s: FloatArray,
    depth: FloatArray,
    shank_px: float,
    leg_px: float,
    nearness: FloatArray,
    focal: float,
) -> FootHeading:
    """Return the foot's heading wherever it stands.

    A foot stands while its ankle (T, 2) stays within 5 % of the leg of one place; its direction
    is read there in the near-standing frames, or in all of them where there are none.
    ``nearness`` (T, 1) is that of :func:`nearer`.
    """
    out, spread = np.full(len(time_s), np.nan), np.full(len(time_s), np.nan)
    shank = shank_px * nearness[:, 0]
    for start, stop in stands(ankle_px, time_s, leg_px):
        here = slice(start, stop)
        own, own_shank, near = foot.only(here), shank[here], depth[here] < NEAR_STANDING_DEPTH
        read = near if near.sum() >= _LEAST_FRAMES else np.ones_like(near)
        deg, spread[here] = direction(own.only(read), own_shank[read], focal)
        out[here] = _turned(own, near, time_s[here], usual_deg=deg, shank_px=own_shank, focal=focal)
    return FootHeading(out, spread)


def _turned(
    foot: FootRays,
    near: BoolArray,
    time_s: FloatArray,
    *,
    usual_deg: float,
    shank_px: FloatArray,
    focal: float,
) -> FloatArray:
    """Return the heading of a foot that may turn about its resting ankle, (T,).

    Every standing pause has its own heading; what differs from the usual one by less than the
    noise of a pause is noise.  Linear in time between pauses.
    """
    when, deg = [], []
    for start, stop in runs(near):
        if stop - start >= _LEAST_FRAMES:
            pause = slice(start, stop)
            own = direction(foot.only(pause), shank_px[pause], focal)[0] - usual_deg
            when.append(float(time_s[start:stop].mean()))
            deg.append(usual_deg + np.sign(own) * max(abs(own) - PAUSE_NOISE_DEG, 0.0))
    if not when:
        return np.full(len(time_s), usual_deg)
    return np.asarray(np.interp(time_s, when, deg), dtype=np.float64)


class Footing:
    """Where a foot stands, sample by sample: the same for file and live.

    A foot stands while its ankle stays within 5 % of the leg of one place.  After a step the first
    0.2 s do not count: the weight is still coming onto the foot.

    Attributes
    ----------
    since_s
        Since when it stands, or from when on it will count as standing; NaN before it is seen.
    """

    def __init__(self, leg_px: float) -> None:
        self._reach_px = _MOVED * leg_px
        self._place: FloatArray | None = None
        self._away_since_s: float | None = None
        self.since_s = float("nan")

    def push(self, time_s: float, ankle_px: FloatArray) -> tuple[float, float] | None:
        """Take where the ankle (2,) is; return from when to when it stood before, once it left."""
        if not np.isfinite(ankle_px).all():
            return None
        if self._place is None:
            self.since_s, self._place = time_s, ankle_px
        if np.abs(ankle_px - self._place).max() <= self._reach_px:
            self._place = self._place + 0.1 * (ankle_px - self._place)
            self._away_since_s = None
        elif self._away_since_s is None:
            self._away_since_s = time_s
        if self._away_since_s is None or time_s - self._away_since_s < _SETTLED_S:
            return None
        stood = self.since_s, self._away_since_s
        self.since_s = self._away_since_s + _SETTLED_S + _COMING_TO_REST_S
        self._place, self._away_since_s = ankle_px, None
        return stood

    @property
    def away_since_s(self) -> float | None:
        """Since when the foot is off its place, not yet long enough to have left it."""
        return self._away_since_s


def stands(ankle_px: FloatArray, time_s: FloatArray, leg_px: float) -> list[tuple[int, int]]:
    """Return (start, stop) of every time the ankle stays in one place for at least 0.3 s."""
    footing, stood = Footing(leg_px), []
    for at_s, position in zip(time_s.tolist(), ankle_px, strict=True):
        if (span_s := footing.push(at_s, position)) is not None:
            stood.append(span_s)
    left_s = np.inf if footing.away_since_s is None else footing.away_since_s
    between = [
        (int(a), int(b)) for a, b in np.searchsorted(time_s, [*stood, (footing.since_s, left_s)])
    ]
    return [(a, b) for a, b in between if b > a and time_s[b - 1] - time_s[a] >= LEAST_STAND_S]


def direction(foot: FootRays, shank_along_px: FloatArray, focal: float) -> tuple[float, float]:
    """Return the heading of a foot that stands (T,), with its spread, degrees."""
    heel, ankle, toe = (_tangent_x(ray) for ray in (foot.heel, foot.ankle, foot.toe))
    shank_px = float(np.median(shank_along_px))
    shank = shank_px / focal
    x = 0.5 * (heel + toe)
    lean = float(np.hypot(1.0, x))
    shares = [
        float(np.clip((toe - origin) / (shank * length * lean), -0.98, 0.98))
        for origin, length in ((heel, HEEL_TO_TOE), (ankle, ANKLE_TO_TOE))
    ]
    deg = float(np.degrees(np.mean([-np.arcsin(share) for share in shares]) + np.arctan(x)))
    steep = float(np.sqrt(1.0 - np.mean(np.square(shares))))
    noise = np.degrees(FOOT_NOISE_PX / (shank_px * HEEL_TO_TOE * steep))
    lever = FOOT_STEEP_SPREAD_DEG * np.sqrt(1.0 / steep**2 - 1.0)
    return deg, float(np.sqrt(FOOT_SPREAD_DEG**2 + lever**2 + noise**2))


def _tangent_x(ray: FloatArray) -> float:
    return median_known(ray[:, 0] / ray[:, 2])


def nearer(
    ankle_px: FloatArray, standing: BoolArray, leg_px: float, horizon_px: float, focal: float
) -> FloatArray:
    """Return how much nearer to the camera the foot is than when standing, (T, 1), 1 = as near.

    A foot that steps forward comes down in the picture in proportion to its nearness.  The horizon
    is taken at the picture's middle; where the floor lies too close to it, nothing can be said.
    """
    below = ankle_px[:, 1] - horizon_px
    usual = float(np.nanmedian(below[standing]))
    if usual < _LEAST_BELOW_HORIZON * focal:
        return np.ones((len(below), 1))
    stepped = np.clip((np.abs(below - usual) / leg_px - _STEP) / _STEP, 0.0, 1.0)
    ratio = np.clip(below / usual, *_NEARER_RANGE)
    return np.asarray(np.nan_to_num(1.0 + stepped * (ratio - 1.0), nan=1.0)[:, None], np.float64)
