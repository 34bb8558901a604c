"""The guided start: whether the person is placed to be measured, and stands still.

Asked of single rows, before anything is known of the person; the baseline is made of the rows
collected here.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.live import Hint
from kneecave.settings import ViewLimits

STILL_S = 2.0
"""Asked for."""
ENOUGH_S = 0.8
"""Taken, of somebody who goes down before."""
DARK = 30.0
"""Mean brightness of the picture, 0..255, under which joints are guessed."""
_MARGIN = 0.005
_LOOK_BACK_S = 0.3
_LONGEST_STEP_S = 0.15
_MOVES = 0.035
"""Hips and ankles of somebody who stands wander by less than this in that time, of leg length."""
_ERECT = 1.2
_STRAIGHT_THIGH = 0.65
_TALL = 0.80
"""Share of the picture's height beyond which stepping back helps more than tilting the camera."""
_LOWER = ("hip", "knee", "ankle", "heel", "foot_index")


class GuidedStart:
    """Collects the rows of somebody who stands still, whole and facing the camera.

    Pauses add up as long as the feet stay: who squats at once is measured from the second rep on.
    """

    def __init__(
        self, joints: tuple[Joint, ...], image_size_px: tuple[int, int], limits: ViewLimits
    ) -> None:
        self._columns = {joint: column for column, joint in enumerate(joints)}
        self._size = np.asarray(image_size_px, dtype=np.float64)
        self._limits = limits
        self._late: deque[tuple[float, FloatArray]] = deque()
        self._calm: list[tuple[float, FloatArray]] = []
        self._calm_s = 0.0
        self.hint = Hint.NOBODY

    def push(self, time_s: float, row: FloatArray | None, light: float) -> bool:
        """Take the next row (J, 4), None where nobody is seen; return whether that is enough.

        ``light`` is the picture's mean brightness, 0..255.
        """
        placed = self._placed(row, light)
        if row is None or placed is not None:
            self.hint = placed or Hint.NOBODY
            self._late.clear()
            if placed is not Hint.STAND_UPRIGHT:
                self.again()
            return False
        self.hint = Hint.STAND_STILL
        self._late.append((time_s, row))
        if self._stirs():
            sinks = self._sinks()
            while time_s - self._late[0][0] > _LOOK_BACK_S / 2:
                self._late.popleft()
            return sinks and self._calm_s >= ENOUGH_S
        while time_s - self._late[0][0] > _LOOK_BACK_S:
            self._keep(*self._late.popleft())
        return self._calm_s >= STILL_S

    @property
    def still_s(self) -> float:
        """For how long the person has stood still."""
        return self._calm_s

    def standing(self) -> tuple[FloatArray, FloatArray]:
        """Return times (T,) and rows (T, J, 4) of the standing."""
        times_s, rows = zip(*self._calm, strict=True)
        return np.array(times_s), np.stack(rows)

    def again(self) -> None:
        """Forget what was collected."""
        self._late.clear()
        self._calm.clear()
        self._calm_s = 0.0

    def _keep(self, time_s: float, row: FloatArray) -> None:
        """Add a row of calm standing; what was kept before counts only in the same place."""
        if self._calm:
            before_s, before = self._calm[-1]
            step = self._at(row, "ankle") - self._at(before, "ankle")
            if np.abs(step).max() > _MOVES * self._leg_px(row):
                self._calm.clear()
                self._calm_s = 0.0
            self._calm_s += min(time_s - before_s, _LONGEST_STEP_S)
        self._calm.append((time_s, row))

    def _placed(self, row: FloatArray | None, light: float) -> Hint | None:
        """Return what is most in the way of measuring this person, None if nothing is."""
        if row is None:
            return Hint.MORE_LIGHT if light < DARK else Hint.NOBODY
        cut = self._cut_off(row)
        if cut is not None:
            return cut
        trunk = self._at(row, "hip") - self._at(row, "shoulder")
        width = self._of(row, Joint.LEFT_SHOULDER) - self._of(row, Joint.RIGHT_SHOULDER)
        height = float(np.linalg.norm(trunk))
        legs = float((self._at(row, "ankle") - self._at(row, "hip"))[1])
        if legs < _ERECT * float(trunk[1]) or self._thigh_share(row) < _STRAIGHT_THIGH:
            return Hint.STAND_UPRIGHT
        if self._leg_px(row) < self._limits.min_leg_px:
            return Hint.COME_CLOSER
        if light < DARK:
            return Hint.MORE_LIGHT
        if width[0] < self._limits.side_width_ratio * height:
            return Hint.FACE_CAMERA
        return None

    def _cut_off(self, row: FloatArray) -> Hint | None:
        names = [Joint.of(leg, part) for leg in Leg for part in _LOWER]
        xy = np.stack([self._of(row, joint) for joint in names])
        low, high = self._size * _MARGIN, self._size * (1.0 - _MARGIN)
        nose = self._of(row, Joint.NOSE)
        tall = float(xy[:, 1].max() - nose[1]) > _TALL * self._size[1]
        if (xy < low).any() or (xy[:, 0] > high[0]).any():
            return Hint.STEP_BACK
        if (xy[:, 1] > high[1]).any():
            return Hint.STEP_BACK if tall else Hint.FEET_NOT_VISIBLE
        feet = [self._columns[Joint.of(leg, part)] for leg in Leg for part in _LOWER[3:]]
        if np.median(row[feet, 3]) < self._limits.min_foot_confidence:
            return Hint.FEET_NOT_VISIBLE
        return None

    def _stirs(self) -> bool:
        """Return whether hips or ankles have moved in the last moments."""
        late = [row for _, row in self._late]
        places = np.stack([[self._at(row, "hip"), self._at(row, "ankle")] for row in late])
        return bool((np.ptp(places, axis=0) > _MOVES * self._leg_px(late[-1])).any())

    def _sinks(self) -> bool:
        """Return whether the movement at the end is the hips', downward, over resting feet."""
        before, now = self._late[0][1], self._late[-1][1]
        feet = np.abs(self._at(now, "ankle") - self._at(before, "ankle")).max()
        hips = (self._at(now, "hip") - self._at(before, "hip"))[1]
        return bool(hips > 0 and feet < _MOVES * self._leg_px(now))

    def _thigh_share(self, row: FloatArray) -> float:
        """Return the length of the thighs in the picture over that of the shanks."""
        thigh, shank = (
            sum(
                float(
                    np.linalg.norm(
                        self._of(row, Joint.of(leg, a)) - self._of(row, Joint.of(leg, b))
                    )
                )
                for leg in Leg
            )
            for a, b in (("hip", "knee"), ("knee", "ankle"))
        )
        return thigh / shank if shank > 0 else 0.0

    def _leg_px(self, row: FloatArray) -> float:
        hip, knee, ankle = (self._at(row, part) for part in ("hip", "knee", "ankle"))
        return float(np.linalg.norm(hip - knee) + np.linalg.norm(knee - ankle))

    def _at(self, row: FloatArray, part: str) -> FloatArray:
        """Return the middle of a left and a right joint, (2,) pixels."""
        return 0.5 * (
            self._of(row, Joint.of(Leg.LEFT, part)) + self._of(row, Joint.of(Leg.RIGHT, part))
        )

    def _of(self, row: FloatArray, joint: Joint) -> FloatArray:
        return row[self._columns[joint], :2]
