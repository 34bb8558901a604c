"""What the camera itself moved since a reference picture."""

from __future__ import annotations

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.pose.feet_seen import Box, FeetSeen

_MOST_POINTS = 300
_LEAST_POINTS = 12
_AGREE_PX = 1.0
_LEAST_AGREE = 0.5
_STILL_PX = 0.15


class StillCamera:
    """Follows the surroundings of a person from a reference picture.

    Parameters
    ----------
    still
        The reference picture.
    person_px
        Box of the person, with a margin: what lies in it does not count.
    """

    def __init__(self, still: FeetSeen, person_px: Box) -> None:
        self._grey, self._scale = still.far, still.far_scale
        around = np.full(self._grey.shape, 255, dtype=np.uint8)
        left, top, right, bottom = (max(0, round(edge * self._scale)) for edge in person_px)
        around[top:bottom, left:right] = 0
        found = cv2.goodFeaturesToTrack(self._grey, _MOST_POINTS, 0.01, 7, mask=around)
        self._points = np.empty((0, 1, 2), np.float32) if found is None else found

    def moved(self, seen: FeetSeen) -> FloatArray:
        """Return the way from the reference picture to another, (2, 3): turned, scaled, shifted.

        Identity where the surroundings stand still, or show too little to tell.
        """
        still = np.eye(2, 3)
        if len(self._points) < _LEAST_POINTS:
            return still
        there, found, _ = cv2.calcOpticalFlowPyrLK(
            self._grey, seen.far, self._points, np.empty_like(self._points)
        )
        known = found.ravel() == 1
        if known.sum() < _LEAST_POINTS:
            return still
        here, there = self._points[known], there[known]
        if float(np.median(np.abs(there - here))) < _STILL_PX:
            return still
        way, agree = cv2.estimateAffinePartial2D(
            here, there, method=cv2.RANSAC, ransacReprojThreshold=_AGREE_PX
        )
        if way is None or agree.mean() < _LEAST_AGREE:
            return still
        way[:, 2] /= self._scale
        return np.asarray(way, dtype=np.float64)
