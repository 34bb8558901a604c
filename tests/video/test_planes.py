"""A frame's planes and its picture say the same, and only what is asked for is converted."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from kneecave.model.arrays import ImageBgr
from kneecave.model.planes import Coding, Planes
from kneecave.video.reader import open_video

ONE = 1 << 16


def bgr(planes: Planes) -> ImageBgr:
    """Return planes as the formula of their coding says, colours of every other pixel."""
    size = planes.size_px
    colours = [cv2.resize(one, size) for one in (planes.blue, planes.red)]
    numbers = cv2.merge([planes.luma, *colours])
    return np.asarray(cv2.transform(numbers, planes.coding.to_bgr()), dtype=np.uint8)


@pytest.mark.parametrize("matrix", [1, 5, 6, 9])
@pytest.mark.parametrize("full_range", [False, True])
def test_colours_come_back_from_planes(matrix: int, full_range: bool) -> None:
    coding = Coding(matrix, full_range)
    for colour in ((0, 0, 0), (255, 255, 255), (30, 200, 90), (255, 0, 0)):
        numbers = coding.from_bgr() @ (*colour, 1)
        np.testing.assert_allclose(coding.to_bgr() @ (*numbers, 1), colour, atol=1e-9)
        assert (numbers > -1e-9).all() and (numbers < 255.6).all()
    white = coding.from_bgr() @ (255, 255, 255, 1)
    np.testing.assert_allclose(white, (255 if full_range else 235, 128, 128), atol=1e-9)


def test_colours_of_some_pixels_are_those_of_the_picture(make_clip) -> None:
    with open_video(make_clip(pix_fmt="yuv420p", options={"qp": "4"})) as reader:
        frame = next(iter(reader))
    assert frame.planes is not None
    x, y = np.random.default_rng(1).integers(0, min(frame.size_px) // 2 * 2, (2, 200))
    near = frame.planes.bgr_at(x, y).astype(int) - frame.image_bgr[y, x]
    assert np.median(np.abs(near)) <= 3
    flat = Planes(np.full((6, 8), 90, np.uint8), *np.full((2, 3, 4), 77, np.uint8), Coding(1, True))
    np.testing.assert_array_equal(flat.bgr_at(np.array([7]), np.array([5])), bgr(flat)[5, 7:8])


@pytest.mark.parametrize("colours", [1, 5])
@pytest.mark.parametrize("turn_deg", [0, 90])
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuvj420p"])
def test_planes_show_what_the_picture_shows(make_clip, colours, turn_deg, pix_fmt) -> None:
    a, b = (round(ONE * part(math.radians(turn_deg))) for part in (math.cos, math.sin))
    clip = make_clip(
        pix_fmt=pix_fmt,
        options={"qp": "4"},
        matrix=(a, b, 0, -b, a, 0, 0, 0, 1 << 30),
        colours=colours,
    )
    with open_video(clip) as reader:
        for frame in reader:
            assert frame.planes is not None
            assert frame.planes.size_px == frame.size_px == frame.image_bgr.shape[1::-1]
            assert frame.planes.coding == Coding(colours, pix_fmt == "yuvj420p")
            off = np.abs(bgr(frame.planes).astype(int) - frame.image_bgr)
            assert np.median(off) <= 1
            assert np.percentile(off, 90) < 8  # colour edges are drawn out in another way


@pytest.mark.parametrize(
    "form", [{"pix_fmt": "yuv444p"}, {"size_px": (66, 47), "pix_fmt": "yuv444p"}]
)
def test_other_forms_have_a_picture_only(make_clip, form) -> None:
    with open_video(make_clip(**form)) as reader:
        frame = next(iter(reader))
    assert frame.planes is None
    assert frame.image_bgr.shape[1::-1] == reader.size_px


def test_a_picture_is_converted_once_also_after_the_clip_is_closed(make_clip) -> None:
    with open_video(make_clip()) as reader:
        frame = next(iter(reader))
    assert frame.image_bgr is frame.image_bgr


@pytest.mark.parametrize(("size_px", "matrix"), [((64, 48), 6), ((48, 720), 1)])
def test_a_clip_that_says_nothing_of_its_colours_has_one_coding(make_clip, size_px, matrix) -> None:
    with open_video(make_clip(size_px=size_px)) as reader:
        assert reader.coding == Coding(matrix, full_range=False)
        assert {frame.planes.coding for frame in reader} == {reader.coding}
