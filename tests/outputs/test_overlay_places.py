from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.model.body import Joint, Leg
from kneecave.outputs.overlay import Overlay
from kneecave.outputs.overlay_legs import KNEE_RADIUS, KNEE_STROKE
from kneecave.outputs.overlay_places import MARGIN, OUTWARD, places
from kneecave.outputs.overlay_strip import strip_height_px
from tests.outputs.analyses import make_analysis, make_track

SIZES = [(720, 960), (640, 360), (360, 640), (1920, 1080), (426, 240), (256, 144)]


def apart(box: np.ndarray, point: np.ndarray) -> float:
    """Return the distance of a point from a box, 0 inside."""
    return float(np.hypot(*(np.clip(point, box[:2], box[2:]) - point)))


@pytest.mark.parametrize(
    ("kind", "size_px", "shift"),
    [
        *(("cave", size_px, shift) for size_px in SIZES for shift in (-0.45, -0.25, 0.0, 0.35)),
        *((kind, (640, 360), -0.4) for kind in ("unmeasurable", "refused", "lunge", "kasr")),
        *((kind, (360, 640), 0.3) for kind in ("unmeasurable", "refused", "lunge", "kasr")),
    ],
)
def test_labels_never_cover_knees_feet_or_each_other(
    kind: str, size_px: tuple[int, int], shift: float
) -> None:
    unit = min(size_px) / 100
    track = make_track(kind, size_px=size_px, rate_hz=12.5, shift_px=shift * size_px[0])
    overlay = Overlay(make_analysis(kind, size_px=size_px, rate_hz=12.5), track)
    ring = (KNEE_RADIUS + KNEE_STROKE / 2) * unit
    feet = [Joint.of(leg, part) for leg in Leg for part in ("ankle", "heel", "foot_index")]
    for k in range(len(track.time_s)):
        boxes = [box for leg in Leg if (box := overlay.labels.box(leg, k)) is not None]
        for box in boxes:
            assert box[0] >= MARGIN * unit - 1
            assert box[1] >= MARGIN * unit - 1
            assert box[2] <= size_px[0] - MARGIN * unit + 1
            assert box[3] <= size_px[1] - MARGIN * unit + 1
            for leg in Leg:
                assert apart(box, track.of(Joint.of(leg, "knee"))[k]) > ring
            for joint in feet:
                assert apart(box, track.of(joint)[k]) > unit
        if len(boxes) == 2:
            a, b = boxes
            assert a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1


@pytest.mark.parametrize("size_px", SIZES)
def test_a_person_in_the_middle_has_labels_outward_of_both_knees(size_px: tuple[int, int]) -> None:
    unit = min(size_px) / 100
    track = make_track("cave", size_px=size_px)
    overlay = Overlay(make_analysis("cave", size_px=size_px), track)
    both = 0
    for k in range(len(track.time_s)):
        left, right = (overlay.labels.box(leg, k) for leg in Leg)
        if left is None or right is None:
            continue
        both += 1
        assert left[0] - track.of(Joint.LEFT_KNEE)[k, 0] > (OUTWARD - 1.0) * unit
        assert track.of(Joint.RIGHT_KNEE)[k, 0] - right[2] > (OUTWARD - 1.0) * unit
        middle = (left[1] + left[3]) / 2
        assert abs(middle - track.of(Joint.LEFT_KNEE)[k, 1]) < 6 * unit
    assert both > 150


def test_labels_stay_above_a_strip_that_lies_over_the_picture() -> None:
    size_px, unit = (720, 960), 7.2
    track = make_track("cave", size_px=size_px)
    overlay = Overlay(make_analysis("cave"), track)
    assert overlay.size_px == size_px
    line = size_px[1] - strip_height_px(unit)
    boxes = [overlay.labels.box(leg, k) for leg in Leg for k in range(len(track.time_s))]
    assert max(box[3] for box in boxes if box is not None) <= line


def test_labels_do_not_tremble_with_the_joints() -> None:
    track = make_track("clear")
    shake = np.random.default_rng(5).normal(0, 3, track.xy_px.shape)
    size = dict.fromkeys(Leg, (150.0, 68.0))
    found = places(replace(track, xy_px=track.xy_px + shake), size, unit_px=7.2, bottom_px=940.0)
    still = slice(0, 17)
    knee = (track.xy_px + shake)[still, track.joints.index(Joint.LEFT_KNEE), 0]
    assert np.std(np.diff(found[Leg.LEFT].near_x_px[still])) < 0.5 * np.std(np.diff(knee))


def test_where_there_is_no_room_there_is_no_label() -> None:
    track = make_track("clear", size_px=(360, 640))
    wide = dict.fromkeys(Leg, (400.0, 30.0))
    found = places(track, wide, unit_px=3.6, bottom_px=600.0)
    assert all(found[leg].box(30, (400.0, 30.0)) is None for leg in Leg)


def test_what_is_taken_is_left_free() -> None:
    track = make_track("clear")
    sizes = dict.fromkeys(Leg, (120.0, 60.0))
    knee = track.of(Joint.LEFT_KNEE)[30]
    taken = (float(knee[0]) + 20, float(knee[1]) - 40, 720.0, float(knee[1]) + 40)
    found = places(track, sizes, unit_px=7.2, bottom_px=940.0, taken=(taken,))
    box = found[Leg.LEFT].box(30, (120.0, 60.0))
    assert box is not None
    assert box[3] <= taken[1] or box[1] >= taken[3]
