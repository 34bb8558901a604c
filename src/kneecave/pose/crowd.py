"""Whether somebody else stands beside the person, asked now and then of single pictures."""

from __future__ import annotations

from kneecave.model.clip import Frame
from kneecave.pose.following import row_of
from kneecave.pose.poses import Scanner
from kneecave.pose.scanning import size_of

INTERVAL_S = 0.7
AS_LARGE = 0.6
"""Who is smaller than this, against the largest in the picture, is not taken for the person."""


class Crowd:
    """Looks who is there, at most every `INTERVAL_S`."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._due_s = float("-inf")
        self._several = False

    def several(self, frame: Frame) -> bool:
        """Return whether two people or more of like size were in the last picture looked at."""
        if not self._due_s - INTERVAL_S <= frame.time_s < self._due_s:
            self._due_s = frame.time_s + INTERVAL_S
            sizes = [size_of(row_of(pose)) for pose in self._scanner.find_all(frame)]
            near = [size for size in sizes if size >= AS_LARGE * max(sizes)]
            self._several = len(near) > 1
        return self._several
