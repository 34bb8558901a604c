"""Lines and rings with sub-pixel ends, on a soft dark halo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.outputs.overlay_canvas import Bgr, Canvas, Ground, Layer, canvas_of
from kneecave.outputs.overlay_ink import SCRIM, SHIFT, area, fixed

_COVER = (round(255 * 0.59),)
"""How dark a halo is."""

_LARGE_PX = 15.0
_CORNERS = np.stack([trace(np.arange(36) * np.pi / 18) for trace in (np.cos, np.sin)], axis=1)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Pieces (N, 2, 2) of one width and colour."""

    ends: FloatArray
    width: float
    colour: Bgr

    def reach(self) -> FloatArray:
        return self.ends.reshape(-1, 2)

    def draw(self, layer: Layer) -> None:
        width, ends = max(1, round(self.width / layer.step)), list(fixed(layer.place(self.ends)))
        for plane, tone in zip(layer.planes, layer.tones(self.colour), strict=True):
            cv2.polylines(plane, ends, False, tone, width, cv2.LINE_AA, SHIFT)

    def shade(self, cover: ImageBgr, origin: FloatArray, scale: float, grow_px: float) -> None:
        width = max(1, round((self.width + grow_px) * scale))
        ends = list(fixed((self.ends - origin) * scale))
        cv2.polylines(cover, ends, False, _COVER, width, cv2.LINE_8, SHIFT)


@dataclass(frozen=True, slots=True)
class _Ring:
    centre: FloatArray
    radius: float
    width: float
    colour: Bgr

    def reach(self) -> FloatArray:
        return np.array([self.centre - self.radius, self.centre + self.radius])

    def draw(self, layer: Layer) -> None:
        width, radius = max(1.0, self.width / layer.step), self.radius / layer.step
        centre, tones = layer.place(self.centre), layer.tones(self.colour)
        if layer.step > 1:  # of colour alone nobody sees how round it is: in half of the time
            both = np.stack([radius + width / 2, radius - width / 2])[:, None, None]
            rims = list(fixed(centre + both * _CORNERS))
            for plane, tone in zip(layer.planes, tones, strict=True):
                cv2.fillPoly(plane, rims, tone, cv2.LINE_AA, SHIFT)
        elif radius > _LARGE_PX:  # of which cv2.circle would make twice as many pieces
            rim = [fixed(centre + radius * _CORNERS)]
            cv2.polylines(layer.planes[0], rim, True, tones[0], round(width), cv2.LINE_AA, SHIFT)
        else:
            at, whole = fixed(centre).tolist(), max(1, round(radius * (1 << SHIFT)))
            cv2.circle(layer.planes[0], at, whole, tones[0], round(width), cv2.LINE_AA, SHIFT)

    def shade(self, cover: ImageBgr, origin: FloatArray, scale: float, grow_px: float) -> None:
        radius, width = self.radius * scale, (self.width + grow_px) * scale
        if width > 1.4 * radius:
            radius, width = radius + width / 2, cv2.FILLED
        centre, whole = fixed((self.centre - origin) * scale), max(1, round(radius * (1 << SHIFT)))
        cv2.circle(cover, centre.tolist(), whole, _COVER, round(width) or 1, cv2.LINE_8, SHIFT)


class Strokes:
    """Lines, and rings above them, gathered and then drawn over one halo, with areas in between.

    Parameters
    ----------
    unit_px
        A hundredth of the picture's short side; widths and radii are given in it.
    """

    def __init__(self, unit_px: float) -> None:
        self._unit = unit_px
        self._lines: dict[tuple[float, Bgr], list[FloatArray]] = {}
        self._rings: list[_Ring] = []
        self._areas: list[tuple[FloatArray, Bgr, float]] = []

    def line(self, ends: FloatArray, width: float, colour: Bgr) -> None:
        """Add line pieces (N, 2, 2) in pixels; those with a NaN end are left out."""
        whole = ends[np.isfinite(ends).all(axis=(1, 2))]
        if len(whole):
            self._lines.setdefault((width * self._unit, colour), []).append(whole)

    def ring(self, centre: FloatArray, radius: float, width: float, colour: Bgr) -> None:
        """Add an open ring about a point (2,) in pixels, unless it is NaN."""
        if bool(np.isfinite(centre).all()):
            size = radius * self._unit, width * self._unit
            self._rings.append(_Ring(centre, *size, colour))

    def area(self, points: FloatArray, colour: Bgr, opacity: float) -> None:
        """Add a polygon (N, 2) in pixels, to be filled above the halo and below the lines."""
        self._areas.append((points, colour, opacity))

    def shortened(
        self, start: FloatArray, end: FloatArray, from_start: float, from_end: float
    ) -> FloatArray:
        """Return the line (1, 2, 2) without its first and last units; NaN if nothing is left."""
        length = float(np.hypot(*(end - start)))
        if not length > (from_start + from_end) * self._unit:
            return np.full((1, 2, 2), np.nan)
        step = (end - start) / length * self._unit
        return np.array([[start + from_start * step, end - from_end * step]])

    def draw(self, ground: Ground) -> None:
        """Draw everything added so far."""
        canvas = canvas_of(ground)
        lines = (_Lines(np.concatenate(ends), *style) for style, ends in self._lines.items())
        strokes: list[_Lines | _Ring] = [*lines, *self._rings]
        if strokes:
            self._halo(canvas, strokes)
        for corners, colour, opacity in self._areas:
            area(canvas, corners, colour, opacity)
        for layer in canvas.layers:
            for stroke in strokes:
                stroke.draw(layer)

    def _halo(self, canvas: Canvas, strokes: Sequence[_Lines | _Ring]) -> None:
        """Darken the picture softly around the strokes, by a cover of reduced size."""
        unit = self._unit
        box = canvas.box(np.concatenate([stroke.reach() for stroke in strokes]), 3 * unit)
        if box is None:
            return
        x0, y0, x1, y1 = box
        scale = min(1.0, 4.0 / unit)
        size = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
        cover = np.zeros((size[1], size[0]), np.uint8)
        for stroke in strokes:
            stroke.shade(cover, np.array([x0, y0]), scale, 0.76 * unit)
        soft = max(3, round(unit * scale * 0.7) | 1)
        cover = np.asarray(cv2.blur(cover, (soft, soft)), dtype=np.uint8)
        for layer in canvas.layers:
            size = (x1 - x0) // layer.step, (y1 - y0) // layer.step
            full = cv2.resize(cover, size, interpolation=cv2.INTER_LINEAR)
            layer.pour(box, np.asarray(full, np.uint8), SCRIM)
