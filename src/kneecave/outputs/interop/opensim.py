"""OpenSim's text files: .trc (markers) and .mot (motion).

Formats as OpenSim documents them ("Marker (.trc) Files", "Motion (.mot) Files"): tabs between
columns, eight header keys in this order in .trc, ``nRows``, ``nColumns``, ``inDegrees`` and
``endheader`` in .mot.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kneecave.model.arrays import KeptArray
from kneecave.model.body import Leg
from kneecave.model.markers import Markers
from kneecave.model.signals import Signals
from kneecave.outputs.columns import leg_columns
from kneecave.outputs.interop.even_rate import even_clock, resampled

TRC_KEYS = (
    "DataRate",
    "CameraRate",
    "NumFrames",
    "NumMarkers",
    "Units",
    "OrigDataRate",
    "OrigDataStartFrame",
    "OrigNumFrames",
)


def trc_text(markers: Markers, *, name: str) -> str:
    """Return the markers as a .trc file, metres, on an even clock; ``NaN`` where unknown.

    ``name`` is the file's own name, which stands in its first line.
    """
    return "\n".join(_trc_lines(markers, name)) + "\n"


def _trc_lines(markers: Markers, name: str) -> Iterator[str]:
    clock, rate_hz = even_clock(markers.time_s)
    xyz = resampled(markers.xyz_m, markers.time_s, clock)
    frames, count = len(clock), len(markers.names)
    rate = f"{rate_hz:.6f}"
    yield f"PathFileType\t4\t(X/Y/Z)\t{name}"
    yield "\t".join(TRC_KEYS)
    yield f"{rate}\t{rate}\t{frames}\t{count}\tm\t{rate}\t1\t{frames}"
    yield "Frame#\tTime\t" + "\t\t\t".join(markers.names) + "\t\t"
    axes = (f"{axis}{k}" for k in range(1, count + 1) for axis in "XYZ")
    yield "\t\t" + "\t".join(axes)
    yield ""
    for k, (time_s, points) in enumerate(zip(clock, xyz, strict=True), start=1):
        yield "\t".join([str(k), f"{time_s:.6f}", *map(_number, points.ravel())])


def _number(value: float) -> str:
    return f"{value:.6f}" if np.isfinite(value) else "NaN"


def mot_text(signals: Signals, *, name: str) -> str:
    """Return the angles as a .mot file, degrees; ``NaN`` where nothing was measured.

    The first columns are coordinates of OpenSim's models: ``knee_angle_r``, ``knee_angle_l`` (+ =
    bent, as in Rajagopal's model; gait2392 has the other sign) and ``pelvis_list`` (+ = right side
    lower).  The others have no counterpart there and keep their own names and signs.
    """
    columns = dict(_mot_columns(signals))
    values = np.stack([signals.time_s, *columns.values()], axis=1)
    header = (
        name,
        "version=1",
        f"nRows={len(values)}",
        f"nColumns={values.shape[1]}",
        "inDegrees=yes",
        "endheader",
        "\t".join(["time", *columns]),
    )
    rows = ("\t".join(map(_number, row)) for row in values)
    return "\n".join([*header, *rows]) + "\n"


def _mot_columns(signals: Signals) -> Iterator[tuple[str, KeptArray]]:
    yield "knee_angle_r", signals.right.flexion_deg.value
    yield "knee_angle_l", signals.left.flexion_deg.value
    yield "pelvis_list", -signals.pelvic_drop_deg.value
    for leg in Leg:
        for column in leg_columns(signals.leg(leg)):
            if column.name.endswith("_deg") and column.name != "flexion_deg":
                yield f"{leg.value}_{column.name}", column.measure.value
    yield "trunk_lean_deg", signals.trunk_lean_deg.value
