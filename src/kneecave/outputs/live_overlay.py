"""The live picture: legs with open knee rings, a gauge for each knee, count, verdict, what to do.

Always dark; everything that is said has a shape and a word as well as a colour.  In the mirror
view the picture is turned, the words are not, and left stays left.
"""

from __future__ import annotations

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.body import Joint, Leg
from kneecave.model.live import LiveState, Stage
from kneecave.model.verdict import RepVerdict, Word, word_of
from kneecave.outputs import names
from kneecave.outputs.live_gauge import Gauge
from kneecave.outputs.live_words import count_text, cue_text
from kneecave.outputs.overlay_canvas import Bgr
from kneecave.outputs.overlay_ink import lay
from kneecave.outputs.overlay_labels import LETTER, pill
from kneecave.outputs.overlay_legs import KNEE_RADIUS, KNEE_STROKE, THIN_STROKE
from kneecave.outputs.overlay_strokes import Strokes
from kneecave.outputs.overlay_text import Type, width_px, write, write_centred
from kneecave.outputs.palette import INK, MUTED, VERDICT, glyph
from kneecave.settings import Settings

SIZE_PX = (1280, 720)
GROUND: Bgr = (20, 15, 11)
CUE_ROW: Bgr = (42, 32, 23)
KEYS = "Q quit    R start again    S save    M "
_GAP, _SIDE, _CUE, _KEYS = 12, 150, 74, 30
_PARTS = ("hip", "knee", "ankle", "heel", "foot_index")
_GLYPH_OUT = 4.6


class LiveOverlay:
    """Draws states over the pictures they were made of.

    Parameters
    ----------
    picture_px
        (width, height) of the pictures.
    settings
        Those of the session: what the gauges show, and where their bands end.
    mirrored
        Whether the picture is shown as a mirror shows it.
    """

    def __init__(self, picture_px: tuple[int, int], settings: Settings, *, mirrored: bool) -> None:
        width, height = SIZE_PX
        room = width - 2 * (_SIDE + 2 * _GAP), height - 3 * _GAP - _CUE - _KEYS
        self._scale = min(room[0] / picture_px[0], room[1] / picture_px[1])
        self._size = tuple(max(2, round(side * self._scale)) for side in picture_px)
        self._corner = (width - self._size[0]) // 2, _GAP + (room[1] - self._size[1]) // 2
        self._mirrored = mirrored
        self._unit = min(self._size) / 100
        order = (Leg.LEFT, Leg.RIGHT) if mirrored else (Leg.RIGHT, Leg.LEFT)
        places = _GAP, width - _GAP - _SIDE
        self._gauges = {
            leg: Gauge(leg, settings, (x, _GAP, x + _SIDE, height - _KEYS - _GAP))
            for leg, x in zip(order, places, strict=True)
        }
        self._ground = self._empty()

    def draw(self, image: ImageBgr, state: LiveState, *, muted: bool, note: str = "") -> ImageBgr:
        """Return what is shown of a picture, `SIZE_PX` large; ``note`` stands beside the keys."""
        canvas = self._ground.copy()
        self._legs(self._put(canvas, image), state)
        for leg, gauge in self._gauges.items():
            gauge.paint(canvas, state.legs.get(leg), waiting=state.stage is not Stage.MEASURING)
        self._count(canvas, state)
        if state.last is not None:
            self._last_rep(canvas, state.last)
        if state.stage is Stage.STANDING:
            self._progress(canvas, state)
        self._cue(canvas, state)
        keys = KEYS + ("sound on" if muted else "mute")
        baseline = SIZE_PX[1] - _KEYS // 2 + 4
        write(canvas, keys, _GAP + 4, baseline, Type(15, MUTED))
        style = Type(15, INK)
        write(canvas, note, SIZE_PX[0] - _GAP - 4 - width_px(note, style), baseline, style)
        return canvas

    def _empty(self) -> ImageBgr:
        """Return what never changes."""
        canvas = np.empty((SIZE_PX[1], SIZE_PX[0], 3), np.uint8)
        canvas[:] = GROUND
        for gauge in self._gauges.values():
            gauge.paint_panel(canvas)
        bottom = SIZE_PX[1] - _KEYS - _GAP
        canvas[bottom - _CUE : bottom, 2 * _GAP + _SIDE : SIZE_PX[0] - 2 * _GAP - _SIDE] = CUE_ROW
        return canvas

    def _put(self, canvas: ImageBgr, image: ImageBgr) -> ImageBgr:
        """Put the picture on the canvas; return the part of the canvas it fills."""
        x, y = self._corner
        part = canvas[y : y + self._size[1], x : x + self._size[0]]
        small = cv2.resize(image, self._size, interpolation=cv2.INTER_LINEAR)
        part[:] = cv2.flip(small, 1) if self._mirrored else small
        return part

    def _at(self, state: LiveState, joint: Joint) -> FloatArray:
        """Return where a joint is in the shown picture, (2,) pixels, NaN where it is not seen."""
        place = state.joints_px.get(joint)
        if place is None:
            return np.full(2, np.nan)
        x, y = np.asarray(place) * self._scale
        return np.array([self._size[0] - x if self._mirrored else x, y])

    def _legs(self, picture: ImageBgr, state: LiveState) -> None:
        strokes = Strokes(self._unit)
        at = {leg: [self._at(state, Joint.of(leg, part)) for part in _PARTS] for leg in Leg}
        signs = []
        for leg in Leg:
            hip, knee, ankle, heel, toe = at[leg]
            now = state.legs.get(leg)
            word = None if now is None else now.word
            grey = word is Word.UNMEASURABLE
            colour = VERDICT[Word.UNMEASURABLE] if grey else INK
            strokes.line(strokes.shortened(hip, knee, 0.9, 2.15), 0.46, colour)
            strokes.line(strokes.shortened(knee, ankle, 2.15, 0.8), 0.46, colour)
            strokes.line(np.array([[heel, toe]]), 0.46, colour)
            strokes.ring(hip, 0.75, 0.4, colour)
            strokes.ring(ankle, 0.62, 0.4, colour)
            loud = word in (Word.CLEAR, Word.WATCH, Word.CAVE)
            ring = INK if word is None else VERDICT[word]
            strokes.ring(knee, KNEE_RADIUS, KNEE_STROKE if loud else THIN_STROKE, ring)
            other = at[leg.other][1]
            if word is not None and np.isfinite(knee).all() and np.isfinite(other).all():
                outward = 1.0 if knee[0] >= other[0] else -1.0
                signs.append((word, knee + np.array([outward * _GLYPH_OUT * self._unit, 0.0])))
        hips = at[Leg.LEFT][0], at[Leg.RIGHT][0]
        strokes.line(strokes.shortened(*hips, 0.9, 0.9), 0.3, INK)
        strokes.draw(picture)
        for word, place in signs:
            shape = glyph(word, round(1.7 * self._unit, 1))
            half = shape.size_px[0] / 2
            lay(picture, shape, place[0] - half, place[1] - half)

    def _count(self, canvas: ImageBgr, state: LiveState) -> None:
        """Write the rep under way with its phase, or how many were counted."""
        if state.stage is not Stage.MEASURING and not state.reps:
            return
        x, y = self._corner[0] + 22, self._corner[1]
        number, said = count_text(state)
        write(canvas, str(number), x, y + 92, Type(96, INK, bold=True, edge_px=3))
        write(canvas, said, x, y + 128, Type(24, INK, bold=True, edge_px=2))

    def _last_rep(self, canvas: ImageBgr, last: RepVerdict) -> None:
        """Write what was said of the last rep, in the picture's upper right corner."""
        title, text = Type(16, MUTED), 19
        rows = [(leg, word_of(verdict)) for leg, verdict in last.legs.items()]
        widest = max(width_px(names.WORDS[word], Type(text, INK, bold=True)) for _, word in rows)
        width, height = int(widest + 92), 36 + 28 * len(rows)
        x, y = self._corner[0] + self._size[0] - width - 14, self._corner[1] + 14
        lay(canvas, pill(width, height, 12), x, y)
        write(canvas, f"Rep {last.rep.number}", x + 16, y + 25, title)
        for row, (leg, word) in enumerate(rows):
            baseline = y + 51 + 28 * row
            write(canvas, LETTER[leg], x + 16, baseline, Type(text, INK))
            shape = glyph(word, 8.5)
            lay(canvas, shape, x + 48 - shape.size_px[0] / 2, baseline - 7 - shape.size_px[1] / 2)
            write(canvas, names.WORDS[word], x + 66, baseline, Type(text, VERDICT[word], bold=True))

    def _progress(self, canvas: ImageBgr, state: LiveState) -> None:
        """Draw how much of the standing is done, as a ring and in seconds."""
        x, y = self._corner[0] + 14, self._corner[1] + 14
        lay(canvas, pill(246, 54, 12), x, y)
        share = min(1.0, state.still_s / max(state.still_needed_s, 1e-6))
        centre = x + 30, y + 27
        cv2.ellipse(canvas, centre, (13, 13), 0, 0, 360, (90, 80, 70), 4, cv2.LINE_AA)
        turn = 360 * share
        cv2.ellipse(canvas, centre, (13, 13), -90, 0, turn, (240, 195, 124), 4, cv2.LINE_AA)
        said = f"Standing still, {state.still_s:.1f} s"
        write(canvas, said, x + 54, y + 33, Type(16, INK, bold=True))

    def _cue(self, canvas: ImageBgr, state: LiveState) -> None:
        """Write the one thing to do, in its own row under the picture."""
        top = SIZE_PX[1] - _KEYS - _GAP - _CUE
        left, right = 2 * _GAP + _SIDE, SIZE_PX[0] - 2 * _GAP - _SIDE
        if said := cue_text(state):
            style = _fitting(said, right - left - 40)
            write_centred(canvas, said, (left + right) / 2, top + _CUE / 2, style)


def _fitting(words: str, width: float) -> Type:
    """Return the largest bold lettering in which the words fit."""
    size = 40
    while size > 14 and width_px(words, Type(size, INK, bold=True)) > width:
        size -= 2
    return Type(size, INK, bold=True)
