"""The strip: both knees' metric over the whole clip, in two lanes, with a playhead."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from kneecave.model.analysis import Analysis
from kneecave.model.arrays import BoolArray, FloatArray, ImageBgr, KeptArray
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import frames_between
from kneecave.model.verdict import Cave, Unmeasurable, Watch, Word, word_of
from kneecave.outputs import numbers
from kneecave.outputs.found import gravity
from kneecave.outputs.overlay_canvas import Bgr, Canvas, Ground, canvas_of
from kneecave.outputs.overlay_ink import SCRIM, SHIFT, Sprite, area, fixed, lay, painted, tinted
from kneecave.outputs.overlay_labels import LETTER, shown
from kneecave.outputs.overlay_scale import scale_of
from kneecave.outputs.overlay_story import judged_flexion
from kneecave.outputs.overlay_text import Type, sized, width_px, write_centred
from kneecave.outputs.overlay_timeline import Timeline
from kneecave.outputs.palette import BELOW, INK, MUTED, VERDICT, glyph

HEIGHT = 15.0
ABOVE_FEET = 3.0
"""The strip lies over the picture only if the lowest foot stays this far above it."""

_FADE = 3.0
_GROUND_OPACITY, _FUTURE_OPACITY = 0.8, 0.51
_BANDS: dict[Word, tuple[Bgr, float]] = {
    Word.CLEAR: (INK, 0.1),
    Word.WATCH: (VERDICT[Word.WATCH], 0.4),
    Word.CAVE: (VERDICT[Word.CAVE], 0.26),
}


@dataclass(frozen=True, slots=True)
class _Mark:
    """A verdict's glyph at its peak."""

    time_s: float
    x: float
    y: float
    sprite: Sprite


def strip_height_px(unit_px: float) -> int:
    """Return the strip's height, an even number of lines."""
    return 2 * round(HEIGHT * unit_px / 2)


def lies_over_picture(track: PoseTrack, unit_px: float) -> bool:
    """Return whether no foot of the whole clip comes near the strip laid over the picture."""
    parts = ("heel", "foot_index", "ankle")
    feet = [track.of(Joint.of(leg, part))[:, 1] for leg in Leg for part in parts]
    known = np.concatenate(feet)
    known = known[np.isfinite(known)]
    top = track.image_size_px[1] - strip_height_px(unit_px)
    return bool(known.size) and float(known.max()) <= top - ABOVE_FEET * unit_px


class Strip:
    """Draws the strip of a clip.

    Parameters
    ----------
    width_px
        Width of the picture it belongs to.
    unit_px
        A hundredth of the picture's short side.
    over
        Whether it lies over the picture, and so lets it shine through.
    limit_shown
        Whether the limit's number stands at its right.
    """

    def __init__(
        self, analysis: Analysis, *, width_px: int, unit_px: float, over: bool, limit_shown: bool
    ) -> None:
        self._analysis, self._unit, self._over = analysis, unit_px, over
        self._limit_shown = limit_shown
        self._timeline = Timeline(analysis)
        self._time_s = analysis.signals.time_s
        self._scales = {leg: scale_of(analysis, leg) for leg in Leg}
        self._usable = {leg: analysis.signals.of_metric(analysis.metric, leg).usable for leg in Leg}
        self._letter = Type(sized(2.7, unit_px), INK, bold=True)
        self._number = Type(sized(2.4, unit_px), MUTED)
        self._number_now = Type(sized(2.4, unit_px), INK, bold=True)
        self._limit = Type(sized(2.2, unit_px), MUTED)
        self.fade_px = round(_FADE * unit_px) if over else 0
        self.height_px = strip_height_px(unit_px)
        self._left = max(6.4 * unit_px, 1.9 * self._letter.size_px)
        self._right = width_px - (max(6.6, 3.2) if limit_shown else 2.6) * unit_px
        self._foot = max(3.6 * unit_px, 1.35 * self._number.size_px)
        self._lane = (self.height_px - self._foot - 2.1 * unit_px) / 2
        self._marks = self._all_marks()
        size = (width_px, self.height_px + self.fade_px)
        self._past = painted(size, lambda image: self._static(image, future=False))
        self._future = painted(size, lambda image: self._static(image, future=True))
        self._marked = painted(size, self._with_marks)

    def paint(self, ground: Ground, time_s: float) -> None:
        """Draw the strip at the bottom of the picture, as it is at a time, in place."""
        canvas = canvas_of(ground)
        width, height = canvas.size_px
        above = height - self.height_px - self.fade_px
        top = above % 2
        canvas = canvas.cut((0, above - top, width, height))
        now = round(float(self._x(time_s)))
        reach = 2.0 * self._unit
        past = bisect_right(self._marks, time_s, key=lambda mark: mark.time_s)
        coming = min((mark.x for mark in self._marks[past : past + 1]), default=now)
        sure = max(0, min(now, round(coming - reach)))
        shown = bisect_right(self._marks, sure - reach, hi=past, key=lambda mark: mark.x)
        lay(canvas, self._marked, 0, top, columns=(0, sure))
        lay(canvas, self._past, 0, top, columns=(sure, now))
        lay(canvas, self._future, 0, top, columns=(now, width))
        for mark in self._marks[shown:past]:
            self._lay_mark(canvas, mark, top)
        self._now(canvas, time_s, top)

    def _x(self, time_s: FloatArray | float) -> FloatArray:
        first, last = self._time_s[0], self._time_s[-1]
        share = (np.asarray(time_s) - first) / max(last - first, 1e-9)
        within = np.minimum(np.maximum(share, 0.0), 1.0)
        return np.asarray(self._left + (self._right - self._left) * within)

    def _lane_top(self, leg: Leg) -> float:
        second = leg is Leg.RIGHT
        return self.fade_px + 0.7 * self._unit + second * (self._lane + 0.7 * self._unit)

    def _y(self, leg: Leg, value: KeptArray | float) -> FloatArray:
        return self._lane_top(leg) + self._lane * (1 - self._scales[leg].share(value))

    def _static(self, image: ImageBgr, *, future: bool) -> None:
        """Draw all that does not move, as it looks before or behind the playhead."""
        self._ground(image)
        for leg in Leg:
            self._lane_of(image, leg)
        if future:
            top, bottom = self.fade_px, round(self.fade_px + self.height_px - self._foot)
            self._band(image, top, bottom, colour=SCRIM, opacity=_FUTURE_OPACITY)
        for leg in Leg:
            middle = self._lane_top(leg) + self._lane / 2
            write_centred(image, LETTER[leg], self._left / 2, middle, self._letter)
            limit = self._scales[leg].limit
            if self._limit_shown and limit is not None:
                text = shown(limit, numbers.unit_of(self._analysis.metric))
                x = self._right + 0.8 * self._unit + width_px(text, self._limit) / 2
                write_centred(image, text, x, float(self._y(leg, limit)), self._limit)
        self._brackets(image)

    def _with_marks(self, image: ImageBgr) -> None:
        self._static(image, future=False)
        for mark in self._marks:
            self._lay_mark(image, mark)

    def _ground(self, image: ImageBgr) -> None:
        if not self._over:
            image[:] = BELOW
            return
        cover = np.full(image.shape[:2], 255, np.uint8)
        cover[: self.fade_px] = np.linspace(0, 255, self.fade_px).astype(np.uint8)[:, None]
        lay(image, tinted(cover, SCRIM, _GROUND_OPACITY), 0, 0)

    def _band(
        self, image: ImageBgr, top: float, bottom: float, *, colour: Bgr, opacity: float
    ) -> None:
        """Tint the lanes' width from one height to another."""
        size = max(1, round(bottom) - round(top)), max(1, round(self._right - self._left))
        lay(image, tinted(np.full(size, 255, np.uint8), colour, opacity), self._left, top)

    def _lane_of(self, image: ImageBgr, leg: Leg) -> None:
        bottom = self._lane_top(leg) + self._lane
        for word, low, high in self._scales[leg].bands() or ((Word.CLEAR, 0.0, 1.0),):
            y0, y1 = bottom - high * self._lane, bottom - low * self._lane
            colour, opacity = _BANDS[word]
            self._band(image, y0, y1, colour=colour, opacity=opacity)
        limit = self._scales[leg].limit
        if limit is not None:
            y = float(self._y(leg, limit))
            ends = np.array([[self._left, y], [self._right, y]])
            self._line(image, ends, 0.16, VERDICT[Word.CAVE])
        if self._analysis.refusal is not None and not self._analysis.reps:
            self._dashes(image, leg, self._left, self._right)
        for rep in self._analysis.reps:
            ends_s = rep.rep.low_from_s, rep.rep.low_to_s
            if isinstance(rep.legs[leg], Unmeasurable):
                self._dashes(image, leg, *(float(self._x(at_s)) for at_s in ends_s))
            else:
                self._curve(image, leg, frames_between(self._time_s, *ends_s))

    def _curve(self, image: ImageBgr, leg: Leg, inside: slice) -> None:
        """Draw ribbon and line where the knee is judged, a thin line where it bends deeper."""
        measure = self._analysis.signals.of_metric(self._analysis.metric, leg)
        flexion = self._analysis.signals.leg(leg).flexion_deg.value[inside]
        value, spread = measure.value[inside], measure.spread[inside]
        least, most = judged_flexion(self._analysis)
        side = self._analysis.metric.inward
        bent = self._usable[leg][inside] & (flexion >= least)
        x, y = self._x(self._time_s[inside]), self._y(leg, value)
        line = np.stack([x, y], axis=1)
        for run in _runs(bent & (flexion > most)):
            self._line(image, line[run], 0.22, MUTED)
        judged = bent & (flexion <= most)
        for run in _runs(judged):
            up = self._y(leg, value[run] + spread[run])
            down = self._y(leg, value[run] - spread[run])
            edge = np.concatenate([up, down[::-1]])
            area(image, np.stack([np.concatenate([x[run], x[run][::-1]]), edge], axis=1), INK, 0.37)
        for run in _runs(judged):
            self._line(image, line[run], 0.4, INK)
        limit = self._scales[leg].limit
        if limit is not None:
            beyond = side * value >= side * limit
            for run in _runs(judged & beyond):
                self._line(image, line[run], 0.5, VERDICT[Word.CAVE])

    def _dashes(self, image: ImageBgr, leg: Leg, x0: float, x1: float) -> None:
        y = self._lane_top(leg) + 0.6 * self._lane
        for x in np.arange(x0, x1, 1.8 * self._unit):
            ends = np.array([[x, y], [min(x + self._unit, x1), y]])
            self._line(image, ends, 0.3, VERDICT[Word.UNMEASURABLE])

    def _line(self, ground: Ground, points: FloatArray, width: float, colour: Bgr) -> None:
        for layer in canvas_of(ground).layers:
            thick = max(1, round(width * self._unit / layer.step))
            ends = [fixed(layer.place(points))]
            for plane, tone in zip(layer.planes, layer.tones(colour), strict=True):
                cv2.polylines(plane, ends, False, tone, thick, cv2.LINE_AA, SHIFT)

    def _brackets(self, image: ImageBgr) -> None:
        """Draw a bracket for each rep, with its number where numbers have room."""
        y = self.fade_px + self.height_px - self._foot + 0.3 * self._unit
        tick = 0.45 * self._unit
        for rep in self._analysis.reps:
            x0, x1 = float(self._x(rep.rep.start_s)), float(self._x(rep.rep.end_s))
            self._line(image, np.array([[x0, y], [x1, y]]), 0.2, MUTED)
            for x in (x0, x1):
                self._line(image, np.array([[x, y - tick], [x, y + tick]]), 0.2, MUTED)
            if self._numbered(rep.rep.number):
                middle = self._number_y()
                write_centred(image, str(rep.rep.number), (x0 + x1) / 2, middle, self._number)

    def _number_y(self) -> float:
        return self.fade_px + self.height_px - 0.44 * self._foot

    def _numbered(self, number: int) -> bool:
        """Return whether there is room for this rep's number; else every second, fifth or so."""
        most = len(self._analysis.reps)
        room = (self._right - self._left) / max(most, 1)
        every = np.ceil(1.5 * width_px(str(most), self._number_now) / room)
        return bool((number - 1) % every == 0)

    def _all_marks(self) -> list[_Mark]:
        """Return the marks in order of time; of those on one another in a lane the gravest."""
        radius = round(max(0.95 * self._unit, 3.0), 1)
        gravest: dict[tuple[Leg, int], Watch | Cave] = {}
        key = partial(gravity, metric=self._analysis.metric)
        for rep in self._analysis.reps:
            for leg, verdict in rep.legs.items():
                if isinstance(verdict, Watch | Cave):
                    place = leg, round(float(self._x(verdict.peak.time_s)) / radius)
                    gravest[place] = max(gravest.get(place, verdict), verdict, key=key)
        marks = [self._mark(leg, verdict, radius) for (leg, _), verdict in gravest.items()]
        return sorted(marks, key=lambda mark: mark.time_s)

    def _mark(self, leg: Leg, verdict: Watch | Cave, radius: float) -> _Mark:
        peak, top = verdict.peak, self._lane_top(leg)
        y = min(max(float(self._y(leg, peak.value)), top + radius), top + self._lane - radius)
        shape = glyph(word_of(verdict), radius)
        return _Mark(peak.time_s, float(self._x(peak.time_s)), y, shape)

    def _lay_mark(self, ground: Ground, mark: _Mark, top: int = 0) -> None:
        half = mark.sprite.size_px[0] / 2
        lay(ground, mark.sprite, mark.x - half, top + mark.y - half)

    def _now(self, canvas: Canvas, time_s: float, top: int) -> None:
        """Draw the playhead, and the running rep's number in bold."""
        rep = self._timeline.started(time_s)
        if rep is not None and time_s <= rep.rep.end_s and self._numbered(rep.rep.number):
            middle = float(self._x((rep.rep.start_s + rep.rep.end_s) / 2))
            number_y = top + self._number_y()
            write_centred(canvas, str(rep.rep.number), middle, number_y, self._number_now)
        x, y, u = float(self._x(time_s)), top + self.fade_px, self._unit
        self._line(canvas, np.array([[x, y], [x, y + self.height_px - self._foot]]), 0.34, INK)
        head = np.array([[x - 0.9 * u, y], [x + 0.9 * u, y], [x, y + 1.2 * u]])
        area(canvas, head, INK, 1.0)


def _runs(wanted: BoolArray) -> list[slice]:
    """Return slices of the frames that are wanted, at least two in a row."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]]).astype(np.int8)))
    pairs = edges.reshape(-1, 2).tolist()
    return [slice(start, stop) for start, stop in pairs if stop - start > 1]
