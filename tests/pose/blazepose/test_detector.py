"""Anchors, decoding and merging of the detector, against numbers worked out by hand."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kneecave.model.arrays import FloatArray
from kneecave.model.planes import Coding
from kneecave.pose.blazepose.detector import (
    SIDE,
    Detections,
    anchors,
    decoded,
    letterboxed,
    merge,
    overlaps,
)
from kneecave.video.writer import planes_of

ANCHORS = 2254


def test_anchors_lie_in_the_middle_of_cells_row_by_row():
    places = anchors()
    assert places.shape == (ANCHORS, 2)
    np.testing.assert_allclose(places[:3], [[1 / 56, 1 / 56], [1 / 56, 1 / 56], [3 / 56, 1 / 56]])
    np.testing.assert_allclose(places[2 * 28], [1 / 56, 3 / 56])
    np.testing.assert_allclose(places[2 * 28 * 28], [1 / 28, 1 / 28])
    np.testing.assert_allclose(places[-6:], [[13 / 14, 13 / 14]] * 6)


def test_a_box_and_its_points_are_told_from_their_anchor():
    table = np.zeros((1, ANCHORS, 12), np.float32)
    scores = np.full((1, ANCHORS, 1), -9.0, np.float32)
    scores[0, 300] = 2.0
    table[0, 300] = [22.4, -11.2, 44.8, 89.6, 0, 0, 0, -112, 1, 2, 3, 4]
    found = decoded([table, scores])
    assert found.scores == pytest.approx([1 / (1 + np.exp(-2.0))])
    middle = anchors()[300] + np.array([0.1, -0.05])
    half = np.array([0.1, 0.2])
    np.testing.assert_allclose(found.points[0, 0], middle - half, atol=1e-7)
    np.testing.assert_allclose(found.points[0, 1], middle + half, atol=1e-7)
    np.testing.assert_allclose(found.points[0, 2], anchors()[300], atol=1e-7)
    np.testing.assert_allclose(found.points[0, 3], anchors()[300] - (0, 0.5), atol=1e-7)


def test_what_is_not_sure_is_left_out_without_overflow():
    scores = np.full((1, ANCHORS, 1), -1e9, np.float32)
    scores[0, 0] = 1e9
    found = decoded([np.zeros((1, ANCHORS, 12), np.float32), scores])
    assert found.scores.tolist() == [1.0]


def _box(x: float, y: float, width: float = 0.2, height: float = 0.4) -> FloatArray:
    corners = [[x, y], [x + width, y + height]]
    return np.array([*corners, [x + width / 2, y + height / 2], [x + width / 2, y]])


def test_overlap_is_the_share_of_the_area_of_both():
    boxes = np.stack([_box(0.0, 0.0)[:2], _box(0.1, 0.0)[:2], _box(0.5, 0.5)[:2]])
    np.testing.assert_allclose(overlaps(boxes, boxes[0]), [1.0, 1 / 3, 0.0], atol=1e-12)
    assert overlaps(np.zeros((1, 2, 2)), np.zeros((2, 2))).tolist() == [0.0]


def test_boxes_of_one_person_are_averaged_by_their_scores():
    near = [_box(0.30, 0.2), _box(0.32, 0.2), _box(0.34, 0.2)]
    other = _box(0.7, 0.2)
    found = merge(
        Detections(np.array([0.6, 0.9, 0.75, 0.8]), np.stack([*near[:2], other, near[2]]))
    )
    assert found.scores.tolist() == [0.9, 0.75]
    weights = np.array([0.6, 0.9, 0.8])
    expected = np.tensordot(weights / weights.sum(), np.stack(near), axes=1)
    np.testing.assert_allclose(found.points[0], expected)
    np.testing.assert_allclose(found.points[1], other)


def test_nobody_is_nobody():
    empty = merge(Detections(np.zeros(0), np.zeros((0, 6, 2))))
    assert empty.points.shape == (0, 6, 2)


def test_the_whole_picture_stands_in_the_middle_of_a_black_square():
    shown = letterboxed(np.full((480, 960, 3), 200, np.uint8))
    assert shown.shape == (SIDE, SIDE, 3)
    assert (shown[SIDE // 4 + 2 : -SIDE // 4 - 2] == 200).all()
    assert (shown[: SIDE // 4 - 2] == 0).all()
    assert (shown[-SIDE // 4 + 2 :] == 0).all()


@pytest.mark.parametrize("coding", [Coding(1, full_range=False), Coding(6, full_range=True)])
@pytest.mark.parametrize("size_px", [(960, 540), (360, 640)])
def test_of_planes_the_same_is_shown(coding: Coding, size_px: tuple[int, int]):
    width, height = size_px
    noise = np.random.default_rng(2).integers(0, 255, (height, width, 3)).astype(np.uint8)
    smooth = cv2.GaussianBlur(noise, (0, 0), 20)
    picture = np.asarray(cv2.normalize(smooth, None, 20, 235, cv2.NORM_MINMAX), dtype=np.uint8)
    off = np.abs(letterboxed(planes_of(picture, coding)).astype(int) - letterboxed(picture))
    assert off.mean() < 2.5  # colours are whole numbers
    assert np.percentile(off, 97) < 12  # colours run over the rim
