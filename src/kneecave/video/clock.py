"""Presentation times of frames: seconds from the first frame, strictly increasing."""

from __future__ import annotations

from fractions import Fraction

# A clock that jumps back by more than this was set to a new start (joined files, a wrapped
# counter); less is a stumble of the program that wrote the file.
_NEW_START_S = 1.0


class FrameClock:
    """Turns the stamps in a file into seconds from the first frame.

    A missing stamp continues at the last distance.  A stamp that repeats or stumbles back is put
    half a distance after the frame before it, so that the true stamps that follow stay untouched.
    After a jump back of more than a second the clock runs on from the frame before.

    Parameters
    ----------
    nominal_step_s
        Distance between frames until one is known, seconds.
    """

    def __init__(self, *, nominal_step_s: float) -> None:
        self._step_s = nominal_step_s
        self._zero: Fraction | None = None
        self._last_s: float | None = None

    def time_s(self, stamp: Fraction | None) -> float:
        """Return the next frame's time in seconds; call once for every frame, in order.

        Parameters
        ----------
        stamp
            What the file says, in seconds of its own clock, exact; None where it says nothing.
        """
        if self._last_s is None:
            self._zero = stamp
            self._last_s = 0.0
            return 0.0
        time_s = self._after(self._last_s, stamp)
        self._last_s = time_s
        return time_s

    def leap(self, first: Fraction) -> None:
        """Forget the frame before, the next one comes from elsewhere; ``first`` has time 0."""
        if self._last_s is None:
            self._zero = first
        self._last_s = float("-inf")

    def _after(self, last_s: float, stamp: Fraction | None) -> float:
        if stamp is None:
            return last_s + self._step_s
        if self._zero is None:
            self._zero = stamp - Fraction(last_s + self._step_s)
        time_s = float(stamp - self._zero)
        if time_s > last_s:
            self._step_s = time_s - last_s
            return time_s
        if last_s - time_s < _NEW_START_S:
            return last_s + self._step_s / 2
        self._zero = stamp - Fraction(last_s + self._step_s)
        return last_s + self._step_s
