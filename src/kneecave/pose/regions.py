"""Where the lifter is in each frame, so that nobody else is followed by mistake."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray, ImageBgr, KeptArray
from kneecave.model.body import Joint
from kneecave.model.clip import Frame
from kneecave.pose.following import Y
from kneecave.pose.people import Person
from kneecave.pose.poses import JOINTS

GENEROUS = 0.45
"""Margin about the lifter's joints, in sizes: room for the head, the bar's hands and haste."""
TIGHT = 0.12
"""Margin in which the lifter is shown even where somebody else's joints are too."""
LONGEST_GAP_S = 1.5
"""For so long the lifter is looked for between two sightings, and before and after them."""
STRAY = 0.5
"""A pose this many sizes away from where the lifter was sighted is not the lifter's."""

_TRUNK = [
    JOINTS.index(joint)
    for joint in (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP)
]


def only_lifter(
    frames: Iterable[Frame], lifter: Person, others: Sequence[Person]
) -> Iterator[Frame]:
    """Give every frame with all but the lifter painted black."""
    for frame in frames:
        image: ImageBgr = np.zeros_like(frame.image_bgr)
        box = _box(lifter, frame.time_s, margin=GENEROUS)
        if box is not None:
            _copy(frame.image_bgr, image, box)
            for other in others:
                theirs = _box(other, frame.time_s, margin=0.0)
                if theirs is not None:
                    image[_slices(image, theirs)] = 0
            tight = _box(lifter, frame.time_s, margin=TIGHT)
            if tight is not None:
                _copy(frame.image_bgr, image, tight)
        yield replace(frame, image_bgr=image)


def strays(path: KeptArray, time_s: FloatArray, lifter: Person) -> BoolArray:
    """Return (T,) in which frames the pose of the path is somebody else's.

    It is when the middle of the trunk lies more than `STRAY` sizes from the line between the
    sightings of the lifter (a median of three, so that one bad sighting does not count).
    """
    seen_s = lifter.time_s
    places = _median_of_three(lifter.place_px)
    expected = np.column_stack([np.interp(time_s, seen_s, places[:, axis]) for axis in range(2)])
    size = np.interp(time_s, seen_s, _median_of_three(lifter.size_px[:, None])[:, 0])
    place = path[:, _TRUNK, : Y + 1].mean(axis=1)
    after = np.searchsorted(seen_s, time_s)
    gaps = [np.abs(seen_s[np.clip(after - back, 0, len(seen_s) - 1)] - time_s) for back in (0, 1)]
    near = np.minimum(*gaps) < LONGEST_GAP_S
    away = np.linalg.norm(place - expected, axis=1) > STRAY * size
    return np.asarray(away & near, dtype=np.bool_)


def _box(person: Person, time_s: float, *, margin: float) -> FloatArray | None:
    """Return what covers the person from the sighting before to the one after, (4,) pixels."""
    after = bisect_left(person.sightings, time_s, key=lambda seen: seen.time_s)
    around = [
        seen
        for seen in person.sightings[max(after - 1, 0) : after + 1]
        if abs(seen.time_s - time_s) <= LONGEST_GAP_S
    ]
    if not around:
        return None
    boxes = np.stack([seen.box for seen in around])
    room = margin * max(seen.size for seen in around)
    return np.concatenate([boxes[:, :2].min(axis=0) - room, boxes[:, 2:].max(axis=0) + room])


def _slices(image: ImageBgr, box: FloatArray) -> tuple[slice, slice]:
    height, width = image.shape[:2]
    left, top, right, bottom = box
    x = np.clip([left, right], 0, width).astype(int)
    y = np.clip([top, bottom], 0, height).astype(int)
    return slice(*y), slice(*x)


def _copy(source: ImageBgr, image: ImageBgr, box: FloatArray) -> None:
    place = _slices(image, box)
    image[place] = source[place]


def _median_of_three(values: FloatArray) -> FloatArray:
    padded = np.concatenate([values[:1], values, values[-1:]])
    return np.asarray(np.median([padded[:-2], padded[1:-1], padded[2:]], axis=0), dtype=np.float64)
