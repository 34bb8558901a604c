"""Who is in the picture: everybody, a few times a second, with place, size and clothes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, KeptArray
from kneecave.model.body import Joint
from kneecave.model.clip import Frame
from kneecave.model.engine import Engine
from kneecave.pose.following import X, Y, row_of
from kneecave.pose.landmarker import open_scanner
from kneecave.pose.poses import JOINTS, Scanner

MODEL = "lite"
MOST_PEOPLE = 4
INTERVAL_S = 0.25
ALONE_S = 0.4
"""From scan to scan, once nobody but one person was seen in the last `ALONE` of them.

Somebody who walks by is seen often enough to count (three times) if there for a second.
"""
ALONE = 3

_PATCHES = (
    (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP),
    (Joint.LEFT_HIP, Joint.RIGHT_HIP, Joint.LEFT_KNEE, Joint.RIGHT_KNEE),
)
"""Corners of trunk and thighs, where clothes are looked at."""
_SHARES = np.linspace(0.2, 0.8, 5)
_ENOUGH = 500
"""Looks that tell how large somebody is."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One person in one scanned frame.

    Attributes
    ----------
    time_s
        The frame's time.
    row
        (J, 4) x, y, depth in pixels of the frame, confidence.
    colours
        (2, 3) CIE Lab of trunk and thighs, each 0..255.
    """

    time_s: float
    row: KeptArray
    colours: FloatArray

    def middle(self, *joints: Joint) -> FloatArray:
        """Return the mean place of some joints, (2,) pixels."""
        columns = [JOINTS.index(joint) for joint in joints]
        return np.asarray(self.row[columns, : Y + 1].mean(axis=0), dtype=np.float64)

    @property
    def place(self) -> FloatArray:
        """Middle of the trunk, (2,) pixels."""
        return self.middle(*_PATCHES[0])

    @property
    def size(self) -> float:
        """Twice the spread of the joints about their mean, in pixels: about half a person."""
        return size_of(self.row)

    @property
    def box(self) -> FloatArray:
        """Left, top, right, bottom of the joints, (4,) pixels."""
        xy = self.row[:, : Y + 1]
        return np.concatenate([xy.min(axis=0), xy.max(axis=0)])


def size_of(row: KeptArray) -> float:
    """Return twice the root mean square distance of the joints from their mean, in pixels."""
    xy = row[:, X : Y + 1]
    return float(2.0 * np.sqrt(((xy - xy.mean(axis=0)) ** 2).sum(axis=1).mean()))


def usual_size(path: KeptArray) -> float:
    """Return the person's size over a path (T, J, 4), in pixels; NaN where nobody is seen."""
    some = path[:: max(len(path) // _ENOUGH, 1)]
    sizes = [size_of(row) for row in some if np.isfinite(row[:, : Y + 1]).all()]
    return float(np.median(sizes)) if sizes else float("nan")


class Watch:
    """Scans a stream of frames on its way to whoever follows the lifter."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self.scans: list[tuple[Sighting, ...]] = []

    def passing(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Give the frames on unchanged; one is looked at every `INTERVAL_S`, or `ALONE_S`."""
        due_s = -np.inf
        for frame in frames:
            if frame.time_s >= due_s:
                self.scans.append(self._scan(frame))
                due_s = frame.time_s + self._interval_s()
            yield frame

    def _interval_s(self) -> float:
        last = self.scans[-ALONE:]
        is_alone = len(last) == ALONE and max(map(len, last)) <= 1
        return ALONE_S if is_alone else INTERVAL_S

    def _scan(self, frame: Frame) -> tuple[Sighting, ...]:
        return tuple(
            Sighting(
                time_s=frame.time_s,
                row=row_of(pose).astype(np.float32),
                colours=_colours(frame, pose.xy_px),
            )
            for pose in self._scanner.find_all(frame)
        )


@contextmanager
def open_watch(engine: Engine) -> Iterator[Watch]:
    """Give a watch; its scanner is closed at the end.

    Raises
    ------
    ModelError
        The scanning model is missing or cannot be loaded.
    """
    with open_scanner(MODEL, most_people=MOST_PEOPLE, engine=engine) as scanner:
        yield Watch(scanner)


def _colours(frame: Frame, xy_px: FloatArray) -> FloatArray:
    """Return the median colour inside trunk and thighs, (2, 3) CIE Lab."""
    return np.stack([_colour(frame, _grid(xy_px, corners)) for corners in _PATCHES])


def _grid(xy_px: FloatArray, corners: tuple[Joint, Joint, Joint, Joint]) -> FloatArray:
    """Return points inside four corners (left and right, upper and lower), (25, 2)."""
    upper_left, upper_right, lower_left, lower_right = (xy_px[JOINTS.index(c)] for c in corners)
    across, down = (axis[..., None] for axis in np.meshgrid(_SHARES, _SHARES))
    upper = upper_left + across * (upper_right - upper_left)
    lower = lower_left + across * (lower_right - lower_left)
    return np.asarray(upper + down * (lower - upper), dtype=np.float64).reshape(-1, 2)


def _colour(frame: Frame, points: FloatArray) -> FloatArray:
    width, height = frame.size_px
    x = np.clip(points[:, 0], 0, width - 1).astype(np.intp)
    y = np.clip(points[:, 1], 0, height - 1).astype(np.intp)
    planes = frame.planes
    colours = frame.image_bgr[y, x] if planes is None else planes.bgr_at(x, y)
    lab = cv2.cvtColor(colours[None], cv2.COLOR_BGR2LAB)[0]
    return np.asarray(np.median(lab, axis=0), dtype=np.float64)
