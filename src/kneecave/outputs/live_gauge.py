"""One knee's gauge: bands of the three words, the value with its spread, glyph, word and number."""

from __future__ import annotations

import math

from kneecave.model.arrays import ImageBgr
from kneecave.model.body import Leg
from kneecave.model.live import LegNow
from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric, Word
from kneecave.outputs import names
from kneecave.outputs.numbers import limit, unit_of
from kneecave.outputs.overlay_canvas import Bgr
from kneecave.outputs.overlay_ink import lay
from kneecave.outputs.overlay_labels import shown
from kneecave.outputs.overlay_text import Type, width_px, write, write_centred
from kneecave.outputs.palette import INK, MUTED, VERDICT, glyph
from kneecave.settings import Settings

PANEL: Bgr = (35, 27, 20)
_BAND: dict[Word, Bgr] = {
    Word.CLEAR: (68, 76, 28),
    Word.WATCH: (46, 108, 112),
    Word.CAVE: (34, 54, 92),
}
_RANGE = {Metric.KASR: (1.35, 0.55)}
"""Values at the lower and upper end of the gauge; degrees unless said."""
_USUAL_RANGE = (-6.0, 29.0)
_USUAL_SPREAD = {Metric.KASR: 0.06}
_WAITING = "Waiting"
_EARLIER = "earlier in this rep"


class Gauge:
    """Paints one leg's panel.

    Parameters
    ----------
    settings
        What is judged, from which limit on, and how many spreads beyond it are a cave.
    box
        x0, y0, x1, y1 of the panel in pixels.
    """

    def __init__(self, leg: Leg, settings: Settings, box: tuple[int, int, int, int]) -> None:
        metric = settings.metric
        self._leg, self._metric, self._box = leg, metric, box
        self._limit = settings.limit_for(Movement.SQUAT)
        self._certain = settings.limits.certainty_z
        self._unit = unit_of(metric)
        self._ends = _RANGE.get(metric, _USUAL_RANGE)
        x0, y0, x1, y1 = box
        self._middle = (x0 + x1) // 2
        self._bar = self._middle - 17, y0 + 76, self._middle + 17, y1 - 122

    def paint_panel(self, canvas: ImageBgr) -> None:
        """Paint what never changes: the panel and whose it is."""
        x0, y0, x1, y1 = self._box
        canvas[y0:y1, x0:x1] = PANEL
        title = Type(22, INK, bold=True)
        write_centred(canvas, self._leg.value.capitalize(), self._middle, y0 + 34, title)

    def paint(self, canvas: ImageBgr, now: LegNow | None, *, waiting: bool) -> None:
        """Paint the gauge on its panel; without a leg, or while waiting, the empty one."""
        line = now.limit if now else self._limit
        known = now is not None and math.isfinite(now.value)
        usual = _USUAL_SPREAD.get(self._metric, 2.5)
        spread = now.spread if now is not None and known else usual
        self._bands(canvas, line, spread)
        if now is not None and known:
            self._needle(canvas, now)
        self._says(canvas, now, waiting=waiting)

    def _y(self, value: float) -> int:
        """Return where on the bar a value lies."""
        low, high = self._ends
        share = min(1.0, max(0.0, (value - low) / (high - low)))
        _, top, _, bottom = self._bar
        return round(bottom - share * (bottom - top))

    def _bands(self, canvas: ImageBgr, line: float, spread: float) -> None:
        left, top, right, bottom = self._bar
        sure = self._y(line + self._metric.inward * self._certain * spread)
        at = self._y(line)
        canvas[top:sure, left:right] = _BAND[Word.CAVE]
        canvas[sure:at, left:right] = _BAND[Word.WATCH]
        canvas[at:bottom, left:right] = _BAND[Word.CLEAR]
        canvas[at - 1 : at + 1, left - 9 : right + 9] = INK
        said = limit(line, self._unit)
        style = Type(14, MUTED)
        write(canvas, said, left - 13 - width_px(said, style), at + 5, style)

    def _needle(self, canvas: ImageBgr, now: LegNow) -> None:
        left, _, right, _ = self._bar
        ends = sorted((self._y(now.value - now.spread), self._y(now.value + now.spread)))
        canvas[ends[0] : ends[1] + 1, self._middle - 2 : self._middle + 3] = INK
        colour = VERDICT[now.word] if now.word else INK
        at = self._y(now.value)
        canvas[at - 4 : at + 5, left - 8 : right + 8] = colour

    def _says(self, canvas: ImageBgr, now: LegNow | None, *, waiting: bool) -> None:
        _, _, _, y1 = self._box
        if waiting:
            self._word(canvas, Word.UNMEASURABLE, _WAITING, y1 - 84)
            return
        if now is None:
            return
        word = now.word or now.rep_word
        if word is not None:
            self._word(canvas, word, names.WORDS[word], y1 - 84)
        if math.isfinite(now.value):
            said = f"{shown(now.value, self._unit)} ± {shown(now.spread, self._unit)}"
            write_centred(canvas, said, self._middle, y1 - 48, Type(20, INK if now.word else MUTED))
        if now.word is None and now.rep_word is not None:
            write_centred(canvas, _EARLIER, self._middle, y1 - 20, Type(14, MUTED))

    def _word(self, canvas: ImageBgr, word: Word, said: str, middle_y: float) -> None:
        """Write a word with its shape, together in the middle of the panel."""
        x0, _, x1, _ = self._box
        size = 22
        while width_px(said, Type(size, VERDICT[word], bold=True)) + 36 > x1 - x0 - 8:
            size -= 1
        style = Type(size, VERDICT[word], bold=True)
        shape = glyph(word, 10.0)
        start = self._middle - (width_px(said, style) + 28) / 2
        lay(canvas, shape, start + 10 - shape.size_px[0] / 2, middle_y - shape.size_px[1] / 2)
        write(canvas, said, start + 28, middle_y + 0.36 * size, style)
