"""Facts about a recording that filming advice rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kneecave.model.clip import ClipInfo
from kneecave.model.verdict import Reason, RepVerdict, Unmeasurable
from kneecave.model.view import CameraView, Standing, ViewKind

_SEEN_FROM_THE_FRONT = frozenset({ViewKind.FRONT, ViewKind.OBLIQUE})


def facts(
    *,
    view: CameraView | None,
    standing: Standing | None,
    reps: tuple[RepVerdict, ...],
    clip: ClipInfo,
) -> Mapping[str, float]:
    """Return every fact that can be had, by name; units are in the name.

    Yaw and roll are without sign.
    """
    known: dict[str, float] = {
        "frame_rate_hz": clip.frame_rate_hz,
        "short_side_px": min(clip.width_px, clip.height_px),
        "upright_moments": 0 if standing is None else 1,
        "hidden_legs": _hidden(reps),
    }
    known |= {} if view is None else _of_view(view)
    return {name: value for name, value in known.items() if math.isfinite(value)}


def _of_view(view: CameraView) -> dict[str, float]:
    """Return the view's facts; from the side or behind, the lines of yaw and roll are not seen."""
    known = {
        "leg_length_px": view.leg_length_px,
        "feet_in_picture_percent": 100 * view.feet_in_picture,
        "body_in_picture_percent": 100 * view.body_in_picture,
    }
    if view.kind in _SEEN_FROM_THE_FRONT:
        known |= {"yaw_deg": abs(view.yaw_deg.value), "roll_deg": abs(view.roll_deg.value)}
    return known


def _hidden(reps: tuple[RepVerdict, ...]) -> int:
    return sum(
        isinstance(verdict, Unmeasurable) and verdict.reason is Reason.FOOT_HIDDEN
        for rep in reps
        for verdict in rep.legs.values()
    )
