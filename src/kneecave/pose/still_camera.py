"""What the camera itself moved since a reference picture."""

from __future__ import annotations

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr

_LONG_SIDE_PX = 640
_MOST_POINTS = 300
_LEAST_POINTS = 12
_AGREE_PX = 1.0
_LEAST_AGREE = 0.5
_STILL_PX = 0.15


class StillCamera:
    """Follows the surroundings of a person from a reference picture.

    Parameters
    ----------
    image_bgr
        The reference picture.
    person_px
        (left, top, right, bottom) of the person, with a margin: what lies in it does not count.
    """

    def __init__(self, image_bgr: ImageBgr, person_px: tuple[float, float, float, float]) -> None:
        self._scale = min(1.0, _LONG_SIDE_PX / max(image_bgr.shape[:2]))
        self._grey = self._small(image_bgr)
        around = np.full(self._grey.shape, 255, dtype=np.uint8)
        left, top, right, bottom = (max(0, round(edge * self._scale)) for edge in person_px)
        around[top:bottom, left:right] = 0
        found = cv2.goodFeaturesToTrack(self._grey, _MOST_POINTS, 0.01, 7, mask=around)
        self._points = np.empty((0, 1, 2), np.float32) if found is None else found

    def moved(self, image_bgr: ImageBgr) -> FloatArray:
        """Return the way from the reference picture to another, (2, 3): turned, scaled, shifted.

        Identity where the surroundings stand still, or show too little to tell.
        """
        still = np.eye(2, 3)
        if len(self._points) < _LEAST_POINTS:
            return still
        grey = self._small(image_bgr)
        there, found, _ = cv2.calcOpticalFlowPyrLK(
            self._grey, grey, self._points, np.empty_like(self._points)
        )
        seen = found.ravel() == 1
        if seen.sum() < _LEAST_POINTS:
            return still
        here, there = self._points[seen], there[seen]
        if float(np.median(np.abs(there - here))) < _STILL_PX:
            return still
        way, agree = cv2.estimateAffinePartial2D(
            here, there, method=cv2.RANSAC, ransacReprojThreshold=_AGREE_PX
        )
        if way is None or agree.mean() < _LEAST_AGREE:
            return still
        way[:, 2] /= self._scale
        return np.asarray(way, dtype=np.float64)

    def _small(self, image_bgr: ImageBgr) -> ImageBgr:
        grey = cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY)
        size = tuple(max(1, round(side * self._scale)) for side in grey.shape[::-1])
        return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
