"""Lines and rings with sub-pixel ends, on a soft dark halo."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.outputs.overlay_canvas import Bgr, Canvas, Ground, Layer, canvas_of
from kneecave.outputs.overlay_ink import SCRIM, SHIFT, FixedPoints, area, fixed

_COVER = (round(255 * 0.59),)
"""How dark a halo is."""

_LARGE_PX = 15.0
_CORNERS = np.stack([trace(np.arange(36) * np.pi / 18) for trace in (np.cos, np.sin)], axis=1)


_Style: TypeAlias = tuple[float, Bgr]
"""Width of a line in pixels, and its colour."""


@dataclass(frozen=True, slots=True)
class _Ring:
    radius: float
    width: float
    colour: Bgr


@dataclass(frozen=True, slots=True)
class _Gathered:
    """All strokes of a picture: their places are turned into each plane's own at once.

    Attributes
    ----------
    places
        (N, 2) ends of all lines, then the middles of all rings.
    lines
        Where in them the ends of each style's lines are, below those after it.
    rings
        Above all lines.
    """

    places: FloatArray
    lines: tuple[tuple[slice, _Style], ...]
    rings: tuple[_Ring, ...]

    def reach(self) -> FloatArray:
        """Return points (M, 2) between which all strokes lie, but for their widths."""
        if not self.rings:
            return self.places
        middles, radii = self.places[self._middles], self._radii()
        return np.concatenate([self.places, middles - radii, middles + radii])

    def draw(self, layer: Layer) -> None:
        places = layer.place(self.places)
        at = fixed(places)
        for part, (line_px, colour) in self.lines:
            ends, width = list(at[part].reshape(-1, 2, 2)), max(1, round(line_px / layer.step))
            for plane, tone in zip(layer.planes, layer.tones(colour), strict=True):
                cv2.polylines(plane, ends, False, tone, width, cv2.LINE_AA, SHIFT)
        if self.rings and layer.step > 1:
            self._fill_rings(layer, places[self._middles])
        else:
            self._draw_rings(layer, places[self._middles], at[self._middles])

    def shade(self, cover: ImageBgr, origin: FloatArray, scale: float, grow_px: float) -> None:
        at = fixed((self.places - origin) * scale)
        for part, (line_px, _) in self.lines:
            width = max(1, round((line_px + grow_px) * scale))
            ends = list(at[part].reshape(-1, 2, 2))
            cv2.polylines(cover, ends, False, _COVER, width, cv2.LINE_8, SHIFT)
        for ring, middle in zip(self.rings, at[self._middles].tolist(), strict=True):
            radius, thick = ring.radius * scale, (ring.width + grow_px) * scale
            if thick > 1.4 * radius:
                radius, thick = radius + thick / 2, cv2.FILLED
            whole = max(1, round(radius * (1 << SHIFT)))
            cv2.circle(cover, middle, whole, _COVER, round(thick) or 1, cv2.LINE_8, SHIFT)

    def _draw_rings(self, layer: Layer, middles: FloatArray, at: FixedPoints) -> None:
        """Draw the rings; of large ones cv2.circle would make twice as many pieces."""
        large = fixed(middles[:, None] + self._radii()[..., None] * _CORNERS)
        for ring, rim, middle in zip(self.rings, large, at.tolist(), strict=True):
            width, (tone,) = round(max(1.0, ring.width)), layer.tones(ring.colour)
            if ring.radius > _LARGE_PX:
                cv2.polylines(layer.planes[0], [rim], True, tone, width, cv2.LINE_AA, SHIFT)
            else:
                whole = max(1, round(ring.radius * (1 << SHIFT)))
                cv2.circle(layer.planes[0], middle, whole, tone, width, cv2.LINE_AA, SHIFT)

    def _fill_rings(self, layer: Layer, middles: FloatArray) -> None:
        """Draw the rings' colours, of which nobody sees how round they are: in half of the time."""
        radii = self._radii() / layer.step
        half = np.array([[max(1.0, ring.width / layer.step) / 2] for ring in self.rings])
        both = np.stack([radii + half, radii - half], axis=1)
        rims = fixed(middles[:, None, None] + both[..., None] * _CORNERS)
        for ring, edges in zip(self.rings, rims, strict=True):
            for plane, tone in zip(layer.planes, layer.tones(ring.colour), strict=True):
                cv2.fillPoly(plane, list(edges), tone, cv2.LINE_AA, SHIFT)

    @property
    def _middles(self) -> slice:
        return slice(len(self.places) - len(self.rings), None)

    def _radii(self) -> FloatArray:
        """Return (R, 1)."""
        return np.array([[ring.radius] for ring in self.rings]).reshape(-1, 1)


class Strokes:
    """Lines, and rings above them, gathered and then drawn over one halo, with areas in between.

    Parameters
    ----------
    unit_px
        A hundredth of the picture's short side; widths and radii are given in it.
    """

    def __init__(self, unit_px: float) -> None:
        self._unit = unit_px
        self._lines: list[tuple[FloatArray, _Style]] = []
        self._rings: list[tuple[FloatArray, _Ring]] = []
        self._areas: list[tuple[FloatArray, Bgr, float]] = []

    def line(self, ends: FloatArray, width: float, colour: Bgr) -> None:
        """Add line pieces (N, 2, 2) in pixels; those with a NaN end are left out."""
        self._lines.append((ends, (width * self._unit, colour)))

    def ring(self, centre: FloatArray, radius: float, width: float, colour: Bgr) -> None:
        """Add an open ring about a point (2,) in pixels, unless it is NaN."""
        if math.isfinite(centre[0]) and math.isfinite(centre[1]):
            size = radius * self._unit, width * self._unit
            self._rings.append((centre, _Ring(*size, colour)))

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
        canvas, strokes = canvas_of(ground), self._gathered()
        if len(strokes.places):
            self._halo(canvas, strokes)
        for corners, colour, opacity in self._areas:
            area(canvas, corners, colour, opacity)
        for layer in canvas.layers:
            strokes.draw(layer)

    def _gathered(self) -> _Gathered:
        """Return the strokes that can be drawn; lines of one style are together."""
        ends = [ends for ends, _ in self._lines if len(ends)] or [np.empty((0, 2, 2))]
        pieces = np.concatenate(ends)
        whole = np.asarray(np.isfinite(pieces).all(axis=(1, 2)), np.bool_)
        styles: dict[_Style, list[int]] = {}
        each = (style for ends, style in self._lines for _ in range(len(ends)))
        for number, (style, is_whole) in enumerate(zip(each, whole, strict=True)):
            if is_whole:
                styles.setdefault(style, []).append(number)
        order = [number for numbers in styles.values() for number in numbers]
        bounds = np.cumsum([0, *(2 * len(numbers) for numbers in styles.values())]).tolist()
        parts = (slice(*edges) for edges in pairwise(bounds))
        middles = [centre for centre, _ in self._rings]
        places = [pieces[order].reshape(-1, 2), np.array(middles).reshape(-1, 2)]
        return _Gathered(
            np.concatenate(places),
            tuple(zip(parts, styles, strict=True)),
            tuple(ring for _, ring in self._rings),
        )

    def _halo(self, canvas: Canvas, strokes: _Gathered) -> None:
        """Darken the picture softly around the strokes, by a cover of reduced size."""
        unit = self._unit
        box = canvas.box(strokes.reach(), 3 * unit)
        if box is None:
            return
        x0, y0, x1, y1 = box
        scale = min(1.0, 4.0 / unit)
        size = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
        cover = np.zeros((size[1], size[0]), np.uint8)
        strokes.shade(cover, np.array([x0, y0]), scale, 0.76 * unit)
        soft = max(3, round(unit * scale * 0.7) | 1)
        cover = np.asarray(cv2.blur(cover, (soft, soft)), dtype=np.uint8)
        for layer in canvas.layers:
            size = (x1 - x0) // layer.step, (y1 - y0) // layer.step
            full = cv2.resize(cover, size, interpolation=cv2.INTER_LINEAR)
            layer.pour(box, np.asarray(full, np.uint8), SCRIM)
