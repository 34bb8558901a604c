"""The rep counter with the phase, and the chip of the last rep's verdicts."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from kneecave.model.analysis import Analysis
from kneecave.model.arrays import BoolArray, FloatArray, ImageBgr, KeptArray
from kneecave.model.body import Leg
from kneecave.model.pose_track import PoseTrack
from kneecave.model.rep import Phase
from kneecave.model.verdict import RepVerdict, Unmeasurable, Verdict, word_of
from kneecave.outputs import names
from kneecave.outputs.numbers import unit_of
from kneecave.outputs.overlay_canvas import Ground
from kneecave.outputs.overlay_ink import SCRIM, Sprite, lay, painted, tinted
from kneecave.outputs.overlay_labels import LETTER, pill, shown
from kneecave.outputs.overlay_places import joint_boxes
from kneecave.outputs.overlay_strokes import Strokes
from kneecave.outputs.overlay_text import Type, sized, width_px, write
from kneecave.outputs.overlay_timeline import Timeline
from kneecave.outputs.palette import INK, MUTED, VERDICT, glyph

WORDY_SIDE_PX = 480
"""Below this short side the phase loses its word and the strip its limit."""

_MARGIN, _CHIP_MARGIN, _ROW = 3.0, 2.6, 3.9
_FADE, _FADE_OPACITY = 15.0, 0.59
_CLEAR_S = 0.3
_SPRITES = 4


class Hud:
    """Draws what stands in the picture's upper corners.

    Either corner is left out while a knee or a foot is there, so that none is ever covered.
    """

    def __init__(self, analysis: Analysis, track: PoseTrack, *, unit_px: float) -> None:
        self._analysis, self._unit = analysis, unit_px
        self._timeline = Timeline(analysis)
        self._time_s = track.time_s
        self._wordy = min(track.image_size_px) >= WORDY_SIDE_PX
        self._total = len(analysis.reps)
        width = track.image_size_px[0]
        edge = max(1, round(0.22 * unit_px))
        self._rep = Type(sized(5.2, unit_px), INK, bold=True, edge_px=edge)
        self._of = Type(sized(3.1, unit_px), MUTED, edge_px=edge)
        self._phase = Type(sized(3.0, unit_px), INK, edge_px=edge)
        plain = sized(2.7, unit_px)
        self._title, self._text = Type(sized(2.57, unit_px), MUTED), Type(plain, MUTED)
        self._letter = Type(plain, MUTED, bold=True)
        self._line_px = max(_ROW * unit_px, 1.4 * plain)
        self._arrows = {phase: _arrow(phase, unit_px) for phase in Phase}
        self._fade = _fade(width, round(_FADE * unit_px))
        self.boxes = self._counter_box(), self._chip_box(width)
        self._counter = lru_cache(maxsize=_SPRITES)(self._painted_counter)
        self._chip = lru_cache(maxsize=_SPRITES)(self._painted_chip)
        joints = joint_boxes(track, unit_px)
        self._free = [_free(box, joints, track.time_s) for box in self.boxes]

    def paint(self, ground: Ground, k: int) -> None:
        """Draw the signs of frame ``k`` on the picture, in place."""
        if not self._total:
            return
        lay(ground, self._fade, 0, 0)
        at_s = float(self._time_s[k])
        if self._free[0][k]:
            started = self._timeline.started(at_s)
            number = None if started is None else started.rep.number
            lay(ground, self._counter(number, self._timeline.phase(at_s)), 0, 0)
        last = self._timeline.judged(at_s)
        if last is not None and self._free[1][k]:
            chip = self._chip(last.rep.number)
            lay(ground, chip, self.boxes[1][2] - chip.size_px[0], self.boxes[1][1])

    def _counter_box(self) -> tuple[float, float, float, float]:
        most = f"Rep {self._total}"
        beside = f"of {self._total}"
        u = self._unit
        width = width_px(most, self._rep) + 1.1 * u + width_px(beside, self._of)
        return 0.0, 0.0, _MARGIN * u + width + 1.5 * u, 13.5 * u

    def _painted_counter(self, number: int | None, phase: Phase | None) -> Sprite:
        """Return the rep under way or last, None before the first, with its phase if it has one."""
        size = int(self.boxes[0][2]), int(self.boxes[0][3])
        return painted(size, lambda image: self._count(image, number, phase))

    def _count(self, image: ImageBgr, number: int | None, phase: Phase | None) -> None:
        u, x = self._unit, _MARGIN * self._unit
        baseline = 6.6 * u
        if number is None:
            reps = "rep" if self._total == 1 else "reps"
            write(image, f"{self._total} {reps}", x, baseline, self._of)
            return
        first = f"Rep {number}"
        write(image, first, x, baseline, self._rep)
        beside = x + width_px(first, self._rep) + 1.1 * u
        write(image, f"of {self._total}", beside, baseline, self._of)
        if phase is not None:
            arrow = self._arrows[phase]
            half = arrow.size_px[0] / 2
            lay(image, arrow, x + 1.1 * u - half, 11.2 * u - half)
            if self._wordy:
                write(image, names.PHASE_TITLES[phase], x + 3.4 * u, 12.2 * u, self._phase)

    def _numbers(self, verdict: Verdict) -> str:
        if isinstance(verdict, Unmeasurable):
            return ""
        unit, peak = unit_of(self._analysis.metric), verdict.peak
        return f"{shown(peak.value, unit)} ± {shown(peak.spread, unit)}"

    def _row_px(self, leg: Leg, verdict: Verdict) -> float:
        word = word_of(verdict)
        bold = Type(self._text.size_px, VERDICT[word], bold=True)
        lettered = width_px(LETTER[leg], self._letter) + 0.37 * self._text.size_px
        said = width_px(names.WORDS[word], bold)
        numbers = self._numbers(verdict)
        beside = 0.42 * self._text.size_px + width_px(numbers, self._text) if numbers else 0.0
        return lettered + 1.13 * self._text.size_px + said + beside

    def _chip_size(self, rep: RepVerdict) -> tuple[float, float]:
        rows = [self._row_px(leg, verdict) for leg, verdict in rep.legs.items()]
        title = width_px(f"Rep {rep.rep.number}", self._title)
        height = 1.13 * self._line_px + self._line_px * len(rows) + 0.25 * self._line_px
        return max([title, *rows]) + self._line_px * 0.72, height

    def _chip_box(self, picture_px: int) -> tuple[float, float, float, float]:
        """Return where the largest of all chips stands."""
        sizes = [self._chip_size(rep) for rep in self._analysis.reps] or [(0.0, 0.0)]
        width, height = max(size[0] for size in sizes), max(size[1] for size in sizes)
        right, top = picture_px - _CHIP_MARGIN * self._unit, _CHIP_MARGIN * self._unit
        return right - width, top, right, top + height

    def _painted_chip(self, number: int) -> Sprite:
        rep = next(rep for rep in self._analysis.reps if rep.rep.number == number)
        width, height = self._chip_size(rep)
        return painted((int(width), int(height)), lambda image: self._said(image, rep))

    def _said(self, image: ImageBgr, rep: RepVerdict) -> None:
        height, width = image.shape[:2]
        lay(image, pill(width, height, max(2, round(1.3 * self._unit))), 0, 0)
        pen, middle = 0.36 * self._line_px, 0.69 * self._line_px
        write(image, f"Rep {rep.rep.number}", pen, middle + 0.36 * self._title.size_px, self._title)
        for row, leg in enumerate(Leg):
            if leg in rep.legs:
                self._row(image, pen, middle + (row + 0.9) * self._line_px, leg, rep.legs[leg])

    def _row(self, image: ImageBgr, x: float, middle: float, leg: Leg, verdict: Verdict) -> None:
        word, size = word_of(verdict), self._text.size_px
        baseline = middle + 0.365 * size
        write(image, LETTER[leg], x, baseline, self._letter)
        x += width_px(LETTER[leg], self._letter) + 0.37 * size
        shape = glyph(word, round(0.4 * size, 1))
        half = shape.size_px[0] / 2
        lay(image, shape, x + 0.4 * size - half, middle - half)
        x += 1.13 * size
        bold = Type(size, VERDICT[word], bold=True)
        write(image, names.WORDS[word], x, baseline, bold)
        x += width_px(names.WORDS[word], bold) + 0.42 * size
        write(image, self._numbers(verdict), x, baseline, self._text)


def _arrow(phase: Phase, unit_px: float) -> Sprite:
    """Return an arrow down or up, or a bar for the bottom, in the middle of a square."""
    half = int(np.ceil(2.2 * unit_px))
    way = 1 if phase is Phase.DESCENT else -1
    shaft = [[[0.0, -1.1 * way], [0.0, 1.1 * way]]]
    barbs = [[[side, 0.2 * way], [0.0, 1.1 * way]] for side in (-0.85, 0.85)]
    bar = [[[-0.9, 0.0], [0.9, 0.0]]]
    pieces = np.array(bar if phase is Phase.BOTTOM else shaft + barbs)

    def paint(image: ImageBgr) -> None:
        strokes = Strokes(unit_px)
        strokes.line(half + unit_px * pieces, 0.36, INK)
        strokes.draw(image)

    return painted((2 * half, 2 * half), paint)


def _fade(width_px: int, height_px: int) -> Sprite:
    """Return a dark band that fades out downward."""
    cover = np.linspace(255, 0, height_px).astype(np.uint8)
    return tinted(np.repeat(cover[:, None], width_px, axis=1), SCRIM, _FADE_OPACITY)


def _free(
    box: tuple[float, float, float, float], joints: list[KeptArray], time_s: FloatArray
) -> BoolArray:
    """Return (T,) whether no knee or foot is in the box, nor will be or was a moment ago."""
    hit = np.zeros(len(time_s), dtype=np.bool_)
    for other in joints:
        hit |= (other[:, 0] < box[2]) & (other[:, 2] > box[0]) & (other[:, 1] < box[3])
    step_s = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 1.0
    reach = round(_CLEAR_S / step_s)
    near = np.convolve(hit.astype(np.float64), np.ones(2 * reach + 1))[reach : reach + len(hit)]
    return np.asarray(near < 0.5, dtype=np.bool_)
