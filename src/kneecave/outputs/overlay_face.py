"""Makes the lifter's face unrecognisable: pixelated and blurred in a generous ellipse."""

from __future__ import annotations

from functools import reduce

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.body import Joint
from kneecave.model.kept import kept
from kneecave.model.pose_track import PoseTrack
from kneecave.outputs.overlay_canvas import Ground, canvas_of

HOLD_S = 0.5
"""How long a face that is lost stays blurred where it was last, and before it comes."""

_FACE = (
    Joint.NOSE,
    Joint.LEFT_EYE,
    Joint.RIGHT_EYE,
    Joint.LEFT_EAR,
    Joint.RIGHT_EAR,
    Joint.MOUTH_LEFT,
    Joint.MOUTH_RIGHT,
)
_WIDER, _HIGHER = 0.9, 1.2
_LEAST_OF_TRUNK = 0.26
_CELLS = 7


class FaceBlur:
    """Hides the face of a track's person; other people's faces stay as they are.

    Parameters
    ----------
    track
        In the pixels of the picture that is changed.
    """

    def __init__(self, track: PoseTrack) -> None:
        known = [joint for joint in _FACE if joint in track.joints]
        low, high = (
            reduce(way, (track.of(joint) for joint in known)) for way in (np.fmin, np.fmax)
        )
        centre, span = (low + high) / 2, np.hypot(*(high - low).T)
        faces = np.column_stack([centre, np.maximum(span, _LEAST_OF_TRUNK * _trunk_px(track))])
        self._faces = kept(_carried(faces, track.time_s))

    def hide(self, ground: Ground, k: int) -> None:
        """Blur the face of frame ``k`` in the picture, in place; nothing where it is not known."""
        centre, span = self._faces[k, :2], self._faces[k, 2]
        reach = np.array([_WIDER, _HIGHER]) * span
        canvas = canvas_of(ground)
        if (box := canvas.box(np.stack([centre - reach, centre + reach]), 0.0)) is None:
            return
        for layer in canvas.layers:
            (x, y), (wide, high) = layer.place(centre - box[:2]), reach / layer.step
            parts = layer.parts(box)
            rows, columns = np.ogrid[: parts[0].shape[0], : parts[0].shape[1]]
            inside = ((columns - x) / wide) ** 2 + ((rows - y) / high) ** 2 <= 1
            for part in parts:
                where = inside if part.ndim == 2 else inside[..., None]
                np.copyto(part, _coarse(part), where=where)


def _coarse(part: ImageBgr) -> ImageBgr:
    """Return the part as a few blended cells."""
    height, width = part.shape[:2]
    few = cv2.resize(part, (min(_CELLS, width), min(_CELLS, height)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(few, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _trunk_px(track: PoseTrack) -> float:
    """Return the length of the trunk over the clip, 0 where it is never seen."""
    shoulders = (track.of(Joint.LEFT_SHOULDER) + track.of(Joint.RIGHT_SHOULDER)) / 2
    hips = (track.of(Joint.LEFT_HIP) + track.of(Joint.RIGHT_HIP)) / 2
    lengths = np.hypot(*(shoulders - hips).T)
    known = lengths[np.isfinite(lengths)]
    return float(np.percentile(known, 75)) if known.size else 0.0


def _carried(faces: FloatArray, time_s: FloatArray) -> FloatArray:
    """Return the faces with gaps filled from the last one, then from the next, within the hold."""
    known = np.flatnonzero(np.isfinite(faces).all(axis=1))
    filled = faces.copy()
    if not known.size:
        return filled
    at = np.searchsorted(known, np.arange(len(faces)), side="right") - 1
    last, following = known[np.maximum(at, 0)], known[np.minimum(at + 1, len(known) - 1)]
    lost = ~np.isfinite(faces).all(axis=1)
    for source in (following, last):
        near = lost & (np.abs(time_s - time_s[source]) <= HOLD_S)
        filled[near] = faces[source[near]]
    return filled
