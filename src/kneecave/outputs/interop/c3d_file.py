"""Markers as a C3D file; needs the extra ``c3d``."""

from __future__ import annotations

import io
import warnings
from types import ModuleType

import numpy as np

from kneecave.model.markers import Markers
from kneecave.outputs.extras import library
from kneecave.outputs.interop.even_rate import even_clock, resampled

MILLIMETRES = 1000.0
MISSING = -1.0


def c3d_library() -> ModuleType:
    """Return the library that writes C3D files.

    Raises
    ------
    UsageError
        The extra is not installed.
    """
    return library("c3d", extra="c3d", needed_for="C3D")


def c3d_bytes(markers: Markers) -> bytes:
    """Return the markers as a C3D file: millimetres, Y up, on an even clock.

    Points that are not known have a residual of -1, as the format asks for.

    Raises
    ------
    UsageError
        The extra is not installed.
    """
    c3d = c3d_library()
    clock, rate_hz = even_clock(markers.time_s)
    points_mm = resampled(markers.xyz_m, markers.time_s, clock) * MILLIMETRES
    writer = c3d.Writer(point_rate=rate_hz, point_units="mm")
    writer.set_point_labels(list(markers.names))
    writer.set_screen_axis("+Z", "+Y")
    no_analog = np.zeros((0, 1))
    for frame in points_mm:
        known = np.isfinite(frame).all(axis=1)
        rows = np.zeros((len(frame), 5), dtype=np.float32)
        rows[known, :3] = frame[known]
        rows[~known, 3] = MISSING
        writer.add_frames([(rows, no_analog)])
    file = io.BytesIO()
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        writer.write(file)  # it warns that there are no analog data
    return file.getvalue()
