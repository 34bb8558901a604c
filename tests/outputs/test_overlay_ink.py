from __future__ import annotations

from importlib.resources import files
from io import BytesIO

import numpy as np
import pytest
from PIL import ImageFont

from kneecave.model.verdict import Word
from kneecave.outputs.overlay_canvas import mixed
from kneecave.outputs.overlay_ink import SCRIM, area, lay, painted, tinted
from kneecave.outputs.overlay_strokes import Strokes
from kneecave.outputs.overlay_text import LEAST_PX, Type, sized, width_px, write, write_centred
from kneecave.outputs.palette import INK, MUTED, VERDICT, glyph

GREEN, GREY = (0, 200, 0), (128, 128, 128)


def ground(level: int = 90) -> np.ndarray:
    return np.full((80, 120, 3), level, np.uint8)


def inked(image: np.ndarray, level: int = 90) -> np.ndarray:
    """Return x0, y0, x1, y1 of what differs from the ground."""
    rows, columns = np.nonzero((image != level).any(axis=2))
    return np.array([columns.min(), rows.min(), columns.max(), rows.max()])


@pytest.mark.parametrize("level", [0, 90, 255])
def test_a_painted_sprite_looks_like_the_painting_itself(level: int) -> None:
    def paint(image: np.ndarray) -> None:
        area(image, np.array([[5, 5], [60, 10], [30, 50.5]]), GREEN, 0.4)
        strokes = Strokes(5.0)
        strokes.line(np.array([[[10.0, 60.0], [90.0, 20.0]]]), 0.5, INK)
        strokes.draw(image)
        write(image, "24°", 40, 70, Type(20, MUTED, edge_px=1))

    direct, laid = ground(level), ground(level)
    paint(direct)
    lay(laid, painted((120, 80), paint), 0, 0)
    assert np.abs(direct.astype(int) - laid).max() <= 4


@pytest.mark.parametrize("at", [(-30, -20), (100, 60), (-500, 3), (3, 500), (119, 79)])
def test_what_reaches_over_the_border_is_cut_off(at: tuple[int, int]) -> None:
    full = np.full((40, 50), 255, np.uint8)
    image = ground()
    lay(image, tinted(full, GREEN), *at)
    wanted = ground()
    x, y = at
    wanted[max(y, 0) : max(y + 40, 0), max(x, 0) : max(x + 50, 0)] = GREEN
    assert np.array_equal(image, wanted)


def test_a_line_keeps_its_colour_and_its_halo_darkens_its_sides() -> None:
    image = ground(200)
    strokes = Strokes(10.0)
    strokes.line(np.array([[[20.0, 40.0], [100.0, 40.0]]]), 0.46, INK)
    strokes.draw(image)
    assert tuple(image[40, 60]) == INK
    assert image[45, 60].max() < 150
    assert image[60, 60].min() == 200
    assert (image[44, 60] >= np.array(SCRIM)).all()


def test_sub_pixel_ends_move_the_ink() -> None:
    pictures = []
    for shift in (0.0, 0.25, 0.5):
        image = ground()
        strokes = Strokes(5.0)
        strokes.ring(np.array([60.0 + shift, 40.0]), 1.9, 0.6, INK)
        strokes.draw(image)
        light = image[..., 0].astype(float).clip(90) - 90
        pictures.append((light * np.arange(120)).sum() / light.sum())
    assert pictures[0] < pictures[1] < pictures[2]
    assert pictures[2] - pictures[0] == pytest.approx(0.5, abs=0.15)


def test_what_is_not_seen_is_not_drawn() -> None:
    image = ground()
    strokes = Strokes(5.0)
    strokes.line(np.array([[[np.nan, 4.0], [30.0, 30.0]]]), 0.5, INK)
    strokes.ring(np.array([np.nan, np.nan]), 1.9, 0.6, INK)
    strokes.draw(image)
    area(image, np.array([[np.nan, 5], [60, 10], [30, 50]]), GREEN, 0.4)
    assert (image == 90).all()


def test_points_far_outside_do_no_harm() -> None:
    image = ground()
    strokes = Strokes(5.0)
    strokes.line(np.array([[[-1e9, 40.0], [1e9, 40.0]]]), 0.5, INK)
    strokes.ring(np.array([1e8, -1e8]), 1.9, 0.6, INK)
    strokes.draw(image)
    assert (image[40] == 255).all()


@pytest.mark.parametrize("word", list(Word))
@pytest.mark.parametrize("radius_px", [4.0, 11.0, 25.0])
def test_glyphs_are_of_their_verdicts_colour(word: Word, radius_px: float) -> None:
    shape = glyph(word, radius_px)
    image = np.zeros((shape.size_px[1], shape.size_px[0], 3), np.uint8)
    lay(image, shape, 0, 0)
    strength = image.astype(int).sum(axis=2)
    strongest = image[np.unravel_index(strength.argmax(), strength.shape)].astype(int)
    # four-pixel dashes are never quite full
    assert np.abs(strongest - VERDICT[word]).max() <= (60 if word is Word.UNMEASURABLE else 3)
    assert 1.5 * radius_px < inked(image, 0)[3] - inked(image, 0)[1] < 2.8 * radius_px + 2


def test_glyphs_differ_in_shape_not_only_in_colour() -> None:
    covers = []
    for word in Word:
        keep = glyph(word, 11.0).keep
        assert keep is not None
        covers.append(255 - keep[..., 0].astype(float))
    for k, one in enumerate(covers):
        for other in covers[k + 1 :]:
            assert np.abs(one - other).mean() > 15


@pytest.mark.parametrize("unit_px", [1.44, 3.2, 3.6, 4.8, 7.2, 10.8, 21.6])
def test_no_letter_is_smaller_than_can_be_read(unit_px: float) -> None:
    for height in (2.2, 2.4, 2.57, 2.7, 3.0, 3.1, 4.6, 5.2):
        assert sized(height, unit_px) >= LEAST_PX
    assert sized(4.6, 10.8) == 50
    with pytest.raises(ValueError, match="9 px"):
        Type(9, INK)


def test_words_stand_where_they_are_put() -> None:
    image, style = ground(), Type(20, INK, bold=True)
    write(image, "H", 30, 50, style)
    x0, y0, x1, y1 = inked(image)
    assert 30 <= x0 <= 33
    assert y1 in (49, 50)
    assert 13 <= y1 - y0 <= 16
    assert x1 - x0 <= width_px("H", style)
    centred = ground()
    write_centred(centred, "H", 60, 40, style)
    box = inked(centred)
    assert (box[0] + box[2]) / 2 == pytest.approx(60, abs=1.5)
    assert (box[1] + box[3]) / 2 == pytest.approx(40, abs=1.5)


@pytest.mark.parametrize("name", ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"])
def test_the_font_has_every_sign_the_video_writes(name: str) -> None:
    data = (files("kneecave.outputs") / "fonts" / name).read_bytes()
    font = ImageFont.truetype(BytesIO(data), 40)
    missing = font.getmask("\ufffe")
    for sign in "0123456789LR°±−–.,:of RepClearWatchCaveUnmeasurableNotjdgDscBb":
        if sign != " ":
            mask = font.getmask(sign)
            assert mask.getbbox() is not None
            assert bytes(mask) != bytes(missing) or mask.size != missing.size


def test_the_fonts_are_small_and_come_with_their_licence() -> None:
    folder = files("kneecave.outputs") / "fonts"
    names = {entry.name for entry in folder.iterdir()}
    assert {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "LICENSE-DejaVu.txt"} <= names
    assert sum(len(entry.read_bytes()) for entry in folder.iterdir()) < 400_000
    assert "Bitstream Vera" in (folder / "LICENSE-DejaVu.txt").read_text(encoding="utf-8")


def test_brightness_is_mixed_as_each_number_of_a_colour_is() -> None:
    cover = np.arange(256, dtype=np.uint8)[None]
    for tone in range(256):
        (one, kept), (three, _) = mixed(cover, (tone,)), mixed(cover, (tone, tone, tone))
        assert np.array_equal(one, three[..., 1])
        assert np.array_equal(kept, 255 - cover)
