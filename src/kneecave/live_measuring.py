"""A person who is measured: what each row tells, from one guided start to the next."""

from __future__ import annotations

import numpy as np

from kneecave.findings.judge import limit_of
from kneecave.findings.knee_now import KneeNow
from kneecave.kinematics.baseline import Baseline
from kneecave.kinematics.causal import CausalReader
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.live import Hint, LegNow
from kneecave.model.moment import Moment
from kneecave.model.rep import Movement, Phase
from kneecave.reps.machine import RepMachine
from kneecave.reps.under_way import UnderWay
from kneecave.settings import Settings

LOST_S = 1.0
"""Who is gone for longer may come back as somebody else."""
_MISSED_S = 0.3
_ELSEWHERE_S = 1.0
_ELSEWHERE = 0.10
"""Who stands nearer or farther by this share of the hips' height, for so long, stands elsewhere."""
_UPRIGHT = 0.15
_SAME_SIZE = 1.18
"""Hips, trunk and shoulders of somebody farther away are smaller alike; bending changes one."""
_ANOTHER = 0.5
_ONE_STEP_S = 0.15
_ANOTHER_S = 0.25
"""Hips that are this share of a leg away from one picture to the next, and stay, are another's."""
_NAN = float("nan")


class Measuring:
    """One person between two guided starts.

    Attributes
    ----------
    moment
        What the last row told; None where nobody was seen in it.
    legs, phase, hint, excess_deg
        As in `kneecave.model.live.LiveState`.
    gone
        Whether it may be somebody else now, or stand elsewhere: the start is to be guided anew.
    """

    def __init__(self, baseline: Baseline, settings: Settings, movement: Movement | None) -> None:
        self.baseline = baseline
        self.moment: Moment | None = None
        self.legs: dict[Leg, LegNow] = {}
        self.hint: Hint | None = None
        self.phase: Phase | None = None
        self.gone = False
        self.excess_deg: float | None = None
        self._settings = settings
        self._reader = CausalReader(baseline, settings)
        self._under_way = UnderWay(settings.reps, movement)
        self._knees = {leg: KneeNow(settings) for leg in Leg}
        self._depth = RepMachine(settings.reps, settings.reps.min_depth)
        self._hinge = RepMachine(settings.reps, settings.reps.min_hinge)
        self._deadlift = movement is Movement.DEADLIFT
        self._seen_s: float | None = None
        self._right_s: float | None = None
        self._hips: tuple[float, FloatArray] | None = None
        self._jumped_s: float | None = None

    def rebased(self, better: Baseline) -> None:
        """Go on with a better idea of how the person stands."""
        self.baseline = better
        self._reader.rebased(better)

    def push(self, time_s: float, row: FloatArray | None) -> bool:
        """Take the next row; return whether a way down and up is over with it."""
        self._seen_s = time_s if row is not None or self._seen_s is None else self._seen_s
        if row is None:
            self.moment = None
            self.hint = Hint.NOBODY if time_s - self._seen_s > _MISSED_S else None
            self.gone = time_s - self._seen_s > LOST_S
            self.excess_deg = None
            for knee in self._knees.values():
                knee.unseen()
            self.legs = {leg: LegNow(_NAN, _NAN, self._limit(leg), None, None) for leg in Leg}
            return False
        self.moment = moment = self._reader.push(time_s, row)
        self.gone = self._is_elsewhere(moment) | self._is_another(time_s, row)
        self._under_way.push(moment)
        over = [
            machine.push(time_s, level) is not None
            for machine, level in ((self._depth, moment.depth), (self._hinge, moment.hinge))
        ]
        down = self._hinge.phase if self._deadlift else self._depth.phase
        self.phase = down
        self.legs = {
            leg: self._knees[leg].push(
                time_s,
                moment.legs[leg],
                self._limit(leg),
                in_rep=down is not None,
                works=self._under_way.lead_leg in (None, leg),
            )
            for leg in Leg
        }
        beyond = [knee.excess_deg for knee in self._knees.values() if knee.excess_deg is not None]
        self.excess_deg = max(beyond, default=None)
        cut = not all(leg.foot_in_picture for leg in moment.legs.values())
        self.hint = Hint.FEET_NOT_VISIBLE if cut and down is None else None
        return any(over)

    def _limit(self, leg: Leg) -> float:
        return limit_of(self.baseline.standing, self._under_way.movement, leg, self._settings)

    def _is_elsewhere(self, moment: Moment) -> bool:
        """Return whether the person has stood elsewhere, or turned away, for a while."""
        smaller = self._is_smaller(moment)
        upright = abs(moment.depth) < _UPRIGHT or moment.depth < 0 or smaller
        moved = abs(moment.floor) > _ELSEWHERE or moment.depth < -_ELSEWHERE or smaller
        turned = moment.shoulders < self._settings.view.side_width_ratio
        if self._right_s is None or not (upright and (moved or turned)):
            self._right_s = moment.time_s
        return moment.time_s - self._right_s > _ELSEWHERE_S

    def _is_another(self, time_s: float, row: FloatArray) -> bool:
        """Return whether somebody else has been followed for a while, far from who was before."""
        joints = self.baseline.still.joints
        hips = np.mean([row[joints.index(Joint.of(leg, "hip")), :2] for leg in Leg], axis=0)
        before_s, before = self._hips or (time_s, hips)
        far = np.linalg.norm(hips - before) > _ANOTHER * self.baseline.view.leg_length_px
        if not far or (self._jumped_s is None and time_s - before_s > _ONE_STEP_S):
            self._hips, self._jumped_s = (time_s, hips), None
            return False
        self._jumped_s = time_s if self._jumped_s is None else self._jumped_s
        return time_s - self._jumped_s > _ANOTHER_S

    def _is_smaller(self, moment: Moment) -> bool:
        """Return whether the person is seen smaller as a whole, not bent."""
        left, right = (
            self.baseline.still.of(Joint.of(leg, "shoulder"))[0, 0] for leg in (Leg.LEFT, Leg.RIGHT)
        )
        wide = moment.shoulders * self.baseline.trunk_px / float(left - right)
        sizes = 1.0 - moment.depth, 1.0 - moment.hinge, wide
        return 0.0 < max(sizes) < min(1.0 - _ELSEWHERE, _SAME_SIZE * min(sizes))
