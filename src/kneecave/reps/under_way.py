"""Which movement a rep under way is, as far as it has come, by the rules that files use."""

from __future__ import annotations

from collections import deque

from kneecave.model.body import Leg
from kneecave.model.moment import LegMoment, Moment
from kneecave.model.rep import Movement
from kneecave.reps.features import Features, LegAtBottom
from kneecave.reps.movements import lead_leg_of, movement_of
from kneecave.settings import RepLimits

_UPRIGHT_DEPTH = 0.05
_UPRIGHT_S = 2.0
_AGAIN_S = 0.1


class UnderWay:
    """Compares the legs with the last upright moment.

    Parameters
    ----------
    movement
        What the person does, if it is known.
    """

    def __init__(self, limits: RepLimits, movement: Movement | None) -> None:
        self._limits = limits
        self._given = movement
        self._upright: deque[Moment] = deque()
        self._looked_s = float("-inf")
        self.movement = movement or Movement.SQUAT
        self.lead_leg: Leg | None = None

    def push(self, moment: Moment) -> None:
        """Take the next moment; then ``movement`` and ``lead_leg`` (None: both legs) hold."""
        if not moment.depth > _UPRIGHT_DEPTH:
            self._upright.append(moment)
            while moment.time_s - self._upright[0].time_s > _UPRIGHT_S:
                self._upright.popleft()
            return
        if not self._upright or moment.time_s - self._looked_s < _AGAIN_S:
            return
        self._looked_s = moment.time_s
        seen = _features(self._upright[len(self._upright) // 2], moment)
        found = movement_of(seen, self._limits)
        self.movement = self._given or found or self.movement
        self.lead_leg = lead_leg_of(self.movement, seen)


def _features(upright: Moment, now: Moment) -> Features:
    legs = {leg: _posture(upright.legs[leg], now.legs[leg]) for leg in Leg}
    return Features(
        depth=now.depth,
        hinge=now.hinge,
        legs=legs,
        hinge_at_ends=0.0,
        walked=0.0,
        feet_apart=abs(sum(now.legs[leg].foot_out for leg in Leg)),
    )


def _posture(upright: LegMoment, now: LegMoment) -> LegAtBottom:
    return LegAtBottom(
        moved_out=now.foot_out - upright.foot_out,
        moved_up=now.foot_up - upright.foot_up,
        foot_up=now.foot_up,
        knee_up=now.knee_up,
        flexion_deg=now.flexion_deg,
    )
