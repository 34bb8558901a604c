"""The label beside each knee: letter, number with spread, glyph and word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack
from kneecave.model.verdict import Word
from kneecave.outputs import names
from kneecave.outputs.numbers import DEGREES, Unit, number
from kneecave.outputs.overlay_canvas import Ground
from kneecave.outputs.overlay_ink import SCRIM, Sprite, lay, painted, tinted
from kneecave.outputs.overlay_legs import knee_colour
from kneecave.outputs.overlay_places import Places, places
from kneecave.outputs.overlay_story import KneeStory, Show
from kneecave.outputs.overlay_strokes import Strokes
from kneecave.outputs.overlay_text import Type, cap_px, sized, width_px, write
from kneecave.outputs.palette import INK, MUTED, VERDICT, glyph

SMALL_SIDE_PX = 320
"""Below this short side only ring, number and glyph remain."""

PILL_OPACITY = 0.84
_LEADER_FROM = 2.5
_SPRITES = 48
LETTER = {Leg.LEFT: "L", Leg.RIGHT: "R"}


def shown(value: float, unit: Unit) -> str:
    """Return a number as the video writes it: whole degrees, ratios with two decimals."""
    return number(value, Unit(unit.sign, 0) if unit == DEGREES else unit)


@lru_cache(maxsize=64)
def pill(width_px: int, height_px: int, radius_px: int) -> Sprite:
    """Return a dark box with round corners, at least twice their radius wide and high."""
    finer = 4
    across = np.arange(0.5, radius_px * finer) / finer - radius_px
    inside = across[:, None] ** 2 + across**2 <= radius_px**2
    shares = inside.reshape(radius_px, finer, radius_px, finer).mean(axis=(1, 3))
    corner = (255 * shares).astype(np.uint8)
    mask = np.full((height_px, width_px), 255, np.uint8)
    mask[:radius_px, :radius_px], mask[:radius_px, -radius_px:] = corner, corner[:, ::-1]
    mask[-radius_px:, :radius_px], mask[-radius_px:, -radius_px:] = corner[::-1], corner[::-1, ::-1]
    return tinted(mask, SCRIM, PILL_OPACITY)


@dataclass(frozen=True, slots=True)
class Label:
    """What stands in a label.  ``big`` is empty where there is no number."""

    letter: str
    big: str
    small: str
    word: Word | None
    below: str


def label_of(leg: Leg, story: KneeStory, k: int, unit: Unit) -> Label | None:
    """Return the label of frame ``k``; None where nothing is to be said."""
    show = Show(story.show[k])
    reason = story.reasons[k]
    if not story.labelled[k] or show is Show.IDLE:
        return None
    if show is Show.UNMEASURED:
        said = "" if reason is None else names.REASONS[reason]
        return Label(LETTER[leg], "", said, Word.UNMEASURABLE, "Not measured")
    if not np.isfinite(story.value[k]):
        return None
    big = shown(float(story.value[k]), unit)
    small = f"± {shown(float(story.spread[k]), unit)}"
    below = "Not judged" if show.word is None else names.WORDS[show.word]
    return Label(LETTER[leg], big, small, show.word, below)


def _labels(leg: Leg, story: KneeStory, unit: Unit) -> list[Label | None]:
    """Return the label of each frame; what is said twice is there once."""
    said: dict[Label | None, Label | None] = {}
    every = (label_of(leg, story, k, unit) for k in range(len(story.show)))
    return [said.setdefault(label, label) for label in every]


class Lettering:
    """Paints labels of one size.

    Parameters
    ----------
    unit_px
        A hundredth of the picture's short side.
    terse
        Number and glyph only.
    """

    def __init__(self, unit_px: float, *, terse: bool) -> None:
        self._unit, self._terse = unit_px, terse
        plain, large = sized(2.7, unit_px), sized(4.6, unit_px)
        self._letter = Type(plain, MUTED, bold=True)
        self._big = {True: Type(large, INK, bold=True), False: Type(large, MUTED)}
        self._small = {True: Type(plain, MUTED), False: Type(plain, INK)}
        self._pad = 0.48 * plain
        self._glyph_px = round(0.4 * plain, 1)
        self.sprite = lru_cache(maxsize=_SPRITES)(self._painted)

    def size_px(self, label: Label) -> tuple[float, float]:
        """Return width and height of a label's box."""
        _, first, second = self._rows(label)
        height = self._baselines(label)[1] + 1.0 * self._pad
        return max(first, second) + 2 * self._pad, height

    def _rows(self, label: Label) -> tuple[float, float, float]:
        """Return the width of the letter with its gap, of the upper row and of the lower one."""
        gap = 0.35 * self._letter.size_px
        big = width_px(label.big, self._big[label.word is not None])
        if self._terse:
            return 0.0, big + 3.4 * self._glyph_px if label.big else 2.4 * self._glyph_px, 0.0
        letter = width_px(label.letter, self._letter) + gap
        small = width_px(label.small, self._small[bool(label.big)])
        upper = letter + (big + gap if label.big else 0.0) + small
        sign = 2.75 * self._glyph_px if label.word else 0.0
        return letter, upper, sign + width_px(label.below, self._word(label))

    def _word(self, label: Label) -> Type:
        colour = MUTED if label.word is None else VERDICT[label.word]
        return Type(self._letter.size_px, colour, bold=label.word is not None)

    def _baselines(self, label: Label) -> tuple[float, float]:
        """Return the lines that the upper and the lower row stand on, from the top."""
        style = self._big[True] if label.big else self._letter
        upper = self._pad * 1.1 + cap_px(style)
        if self._terse:
            return upper, upper
        return upper, upper + self._pad * 1.15 + cap_px(self._letter)

    def _painted(self, label: Label) -> Sprite:
        width, height = (int(np.ceil(side)) for side in self.size_px(label))
        return painted((width, height), lambda image: self._paint(image, label))

    def _paint(self, image: ImageBgr, label: Label) -> None:
        height, width = image.shape[:2]
        lay(image, pill(width, height, max(2, round(1.3 * self._unit))), 0, 0)
        upper, lower = self._baselines(label)
        pen = self._pad
        if self._terse:
            self._sign(image, label.word, pen, lower)
            pen += 2.75 * self._glyph_px
            write(image, label.big, pen, upper, self._big[label.word is not None])
            return
        letter, _, _ = self._rows(label)
        write(image, label.letter, pen, upper, self._letter)
        self._sign(image, label.word, pen, lower)
        indent = 2.75 * self._glyph_px if label.word else 0.0
        write(image, label.below, pen + indent, lower, self._word(label))
        pen += letter
        if label.big:
            big = self._big[label.word is not None]
            write(image, label.big, pen, upper, big)
            pen += width_px(label.big, big) + 0.35 * self._letter.size_px
        write(image, label.small, pen, upper, self._small[bool(label.big)])

    def _sign(self, image: ImageBgr, word: Word | None, x: float, baseline_y: float) -> None:
        if word is None:
            return
        shape = glyph(word, self._glyph_px)
        half = shape.size_px[0] / 2
        middle = baseline_y - cap_px(self._letter) / 2
        lay(image, shape, x + self._glyph_px - half, middle - half)


class LabelPainter:
    """Draws both legs' labels, at places found for the whole clip beforehand."""

    def __init__(
        self,
        track: PoseTrack,
        stories: Mapping[Leg, KneeStory],
        *,
        unit: Unit,
        unit_px: float,
        bottom_px: float,
        terse: bool = False,
        taken: Sequence[tuple[float, float, float, float]] = (),
    ) -> None:
        self._track = track
        self._stories, self._unit_px = stories, unit_px
        self._labels = {leg: _labels(leg, stories[leg], unit) for leg in Leg}
        self._lettering = Lettering(unit_px, terse=terse)
        self.places: dict[Leg, Places] = places(
            track,
            {leg: self._largest(leg) for leg in Leg},
            unit_px=unit_px,
            bottom_px=bottom_px,
            taken=taken,
        )

    def _largest(self, leg: Leg) -> tuple[float, float]:
        sizes = [self._lettering.size_px(label) for label in set(self._labels[leg]) if label]
        return (
            max((width for width, _ in sizes), default=1.0),
            max((height for _, height in sizes), default=1.0),
        )

    def box(self, leg: Leg, k: int) -> FloatArray | None:
        """Return x0, y0, x1, y1 of a leg's label in frame ``k``; None where there is none."""
        label = self._labels[leg][k]
        if label is None:
            return None
        return self.places[leg].box(k, self._lettering.size_px(label))

    def add_leaders(self, strokes: Strokes, k: int) -> None:
        """Add the lines from the knees to the labels of frame ``k``."""
        for leg in Leg:
            if (box := self.box(leg, k)) is not None:
                show = Show(self._stories[leg].show[k])
                knee = self._track.at(k)[self._track.joints.index(Joint.of(leg, "knee"))]
                self._leader(strokes, knee, box, show)

    def paint(self, ground: Ground, k: int) -> None:
        """Draw the labels of frame ``k`` on the picture, in place."""
        for leg in Leg:
            label, box = self._labels[leg][k], self.box(leg, k)
            if label is not None and box is not None:
                lay(ground, self._lettering.sprite(label), box[0], box[1])

    def _leader(self, strokes: Strokes, knee: FloatArray, box: FloatArray, show: Show) -> None:
        """Add a thin line from the ring's rim to the nearest point of the box."""
        to = np.clip(knee, box[:2], box[2:])
        length = float(np.hypot(*(to - knee)))
        if length <= _LEADER_FROM * self._unit_px:
            return
        start = knee + (to - knee) / length * _LEADER_FROM * self._unit_px
        grey = show is Show.UNMEASURED
        strokes.line(np.array([[start, to]]), 0.2, knee_colour(show) if grey else INK)
