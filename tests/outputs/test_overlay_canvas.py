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
from kneecave.outputs.overlay_canvas import canvas_of
from kneecave.outputs.overlay_ink import area, lay, painted, tinted
from kneecave.outputs.overlay_strokes import Strokes
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
        brighter = np.abs((one - other.astype(float)) @ [0.11, 0.59, 0.3])
        assert brighter.max() < 35  # where colours of a pixel are cut
        assert np.percentile(brighter, 99.9) < 13


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
def test_planes_that_are_given_are_drawn_on_whatever_they_hold(coding: Coding) -> None:
    track, size_px = make_track("cave", size_px=(640, 360)), (640, 360)
    overlay = Overlay(make_analysis("cave", size_px=size_px), track)
    planes, time_s = noise(size_px, coding), float(track.time_s[60])
    wanted, sheet = overlay.draw_on_planes(planes, time_s), noise(overlay.size_px, coding)
    drawn = overlay.draw_on_planes(planes, time_s, onto=sheet)
    assert drawn is sheet
    for name in ("luma", "blue", "red"):
        assert np.array_equal(getattr(drawn, name), getattr(wanted, name))


@pytest.mark.parametrize("kind", ["cave", "unmeasurable"])
def test_what_is_kept_from_frame_to_frame_looks_as_if_painted_anew(kind: str) -> None:
    size_px = 480, 640
    track, analysis = make_track(kind, size_px=size_px), make_analysis(kind, size_px=size_px)
    planes, used = noise(size_px, CODINGS[0]), Overlay(analysis, track)
    for k in (*range(0, len(track.time_s), 40), 60):
        time_s = float(track.time_s[k])
        now, anew = (o.draw_on_planes(planes, time_s) for o in (used, Overlay(analysis, track)))
        for name in ("luma", "blue", "red"):
            assert np.array_equal(getattr(now, name), getattr(anew, name))


@coded
def test_sprites_areas_and_strokes_have_their_colours(coding: Coding) -> None:
    planes, (colour, blue) = noise((80, 40), coding), (VERDICT[Word.CAVE], (200, 90, 30))
    canvas, strokes = canvas_of(planes), Strokes(10.0)
    sprite = painted((10, 10), lambda image: image.__setitem__(slice(None), colour))
    lay(canvas, sprite, 2, 2)
    area(canvas, np.array([[20.0, 2.0], [38.0, 2.0], [38.0, 18.0], [20.0, 18.0]]), blue, 1.0)
    strokes.line(np.array([[[4.0, 30.0], [40.0, 30.0]]]), 0.6, colour)
    strokes.ring(np.array([60.0, 20.0]), 1.2, 0.6, colour)
    strokes.draw(canvas)
    shown = bgr(planes)
    for (x, y), wanted in (
        ((6, 6), colour),
        ((30, 10), blue),
        ((20, 30), colour),
        ((60, 32), colour),
    ):
        np.testing.assert_allclose(shown[y, x].astype(int), wanted, atol=4)


@coded
@pytest.mark.parametrize("at", [(4, 6), (5, 6), (4, 7), (5, 7), (-3, -5), (33, 17)])
def test_a_sprite_anywhere_covers_what_it_covers_on_colours(
    at: tuple[int, int], coding: Coding
) -> None:
    mask = np.random.default_rng(2).integers(0, 255, (9, 13), dtype=np.uint8)
    sprite, planes = tinted(mask, VERDICT[Word.WATCH], 0.7), noise((40, 20), coding)
    image = bgr(planes)
    lay(image, sprite, *at)
    lay(canvas_of(planes), sprite, *at)
    there = coding.from_bgr()
    wanted = image @ there[:, :3].T + there[:, 3]
    np.testing.assert_allclose(planes.luma, wanted[..., 0], atol=3)
    halved = wanted[..., 1:].reshape(10, 2, 20, 2, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(np.stack([planes.blue, planes.red], axis=2), halved, atol=3)


def test_boxes_are_even_and_inside() -> None:
    canvas = canvas_of(noise((40, 20), CODINGS[0]))
    assert canvas.box(np.array([[3.2, -5.0], [6.9, 8.8]]), 0.0) == (2, 0, 8, 10)
    assert canvas.box(np.array([[10.0, 10.0]]), 200.0) == (0, 0, 40, 20)
    assert canvas.box(np.array([[41.0, 3.0], [45.0, 9.0]]), 0.0) is None
    assert canvas.box(np.array([[np.nan, 3.0]]), 2.0) is None
