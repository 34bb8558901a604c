"""Drawn on planes or on colours, a frame looks the same; where there is no ink, nothing changes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kneecave.model.arrays import ImageBgr
from kneecave.model.clip import Frame
from kneecave.model.planes import Coding, Planes
from kneecave.model.verdict import Word
from kneecave.outputs.overlay import Overlay
from kneecave.outputs.overlay_ink import area, lay, painted
from kneecave.outputs.overlay_tones import Easel, colour_in, even
from kneecave.outputs.palette import VERDICT
from tests.outputs.analyses import make_analysis, make_track

CODINGS = [Coding(1, full_range=False), Coding(6, full_range=True)]
coded = pytest.mark.parametrize("coding", CODINGS, ids=["BT.709", "BT.601 full"])


def noise(size_px: tuple[int, int], coding: Coding) -> Planes:
    """Return planes of noise, in which nothing can be drawn unnoticed."""
    width, height = size_px
    chance = np.random.default_rng(5)
    luma = chance.integers(60, 200, (height, width), dtype=np.uint8)
    colours = chance.integers(110, 146, (2, height // 2, width // 2), dtype=np.uint8)
    return Planes(luma, *colours, coding=coding)


def bgr(planes: Planes) -> ImageBgr:
    size = planes.size_px
    near = [cv2.resize(c, size, interpolation=cv2.INTER_NEAREST) for c in (planes.blue, planes.red)]
    return np.asarray(cv2.transform(cv2.merge([planes.luma, *near]), planes.coding.to_bgr()))


@coded
@pytest.mark.parametrize("size_px", [(720, 960), (640, 360), (256, 144)])
@pytest.mark.parametrize("kind", ["cave", "unmeasurable"])
def test_it_looks_as_drawn_on_colours(kind: str, size_px: tuple[int, int], coding: Coding) -> None:
    track = make_track(kind, size_px=size_px)
    overlay = Overlay(make_analysis(kind, size_px=size_px), track, blur_face=True)
    planes = noise(size_px, coding)
    for k in (0, 60, 130, len(track.time_s) - 1):
        time_s = float(track.time_s[k])
        drawn = overlay.draw_on_planes(planes, time_s)
        assert drawn.size_px == overlay.size_px
        one, other = bgr(drawn), overlay.draw(Frame(k, time_s, bgr(planes)))
        off = np.abs(one.astype(int) - other)
        assert np.percentile(off, 97) <= 6
        bright = np.array([0.11, 0.59, 0.3])
        assert np.abs(one @ bright - other @ bright).max() < 30  # where colours of a pixel are cut


@coded
@pytest.mark.parametrize("size_px", [(720, 960), (642, 362)])
def test_pixels_without_ink_stay_as_they_are(size_px: tuple[int, int], coding: Coding) -> None:
    track = make_track("cave", size_px=size_px)
    overlay = Overlay(make_analysis("cave", size_px=size_px), track)
    planes = noise(size_px, coding)
    before = planes.luma.copy()
    drawn = overlay.draw_on_planes(planes, float(track.time_s[60]))
    inked = overlay.draw(Frame(60, float(track.time_s[60]), bgr(planes)))[: size_px[1]]
    bare = (inked == bgr(planes)).all(axis=2)
    assert 0.3 < bare.mean() < 0.99
    assert np.array_equal(planes.luma, before)
    height, width = planes.blue.shape
    cells = bare.reshape(height, 2, width, 2).all(axis=(1, 3))
    for now, then, where in (
        (drawn.luma[: size_px[1]], planes.luma, bare),
        (drawn.blue[:height], planes.blue, cells),
        (drawn.red[:height], planes.red, cells),
    ):
        off = np.abs(now[where].astype(int) - then[where])
        assert off.max() <= 1  # ink too faint for a colour
        assert (off == 0).mean() > 0.99


@coded
def test_sprites_and_areas_have_their_colours(coding: Coding) -> None:
    easel = Easel((40, 20), coding)
    colour, blue = VERDICT[Word.CAVE], (200, 90, 30)
    sprite = painted((10, 10), lambda image: image.__setitem__(slice(None), colour))
    lay(easel.image, sprite, 2, 2)
    area(easel.image, np.array([[20.0, 2.0], [38.0, 2.0], [38.0, 18.0], [20.0, 18.0]]), blue, 1.0)
    np.testing.assert_allclose(easel.image[6, 6], colour_in(coding, colour), atol=1)
    np.testing.assert_allclose(easel.image[10, 30], colour_in(coding, blue), atol=1)


def test_boxes_are_even_and_inside() -> None:
    assert even((3.2, -5, 7.1, 9), (40, 20)) == (2, 0, 8, 10)
    assert even((-9, -9, 90, 90), (40, 20)) == (0, 0, 40, 20)
    assert even((41, 3, 45, 9), (40, 20)) is None
