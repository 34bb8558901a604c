"""When a rep does what."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from benchmarks.athlete.scene import RepPlan, Scene

STANDING_DEG = 6.0
"""Flexion of a knee that stands."""


def ease(share: float) -> float:
    """Return 0 to 1 with a soft start and a soft end (half a cosine)."""
    return float(0.5 - 0.5 * np.cos(np.pi * np.clip(share, 0, 1)))


def grown(value: float, start: float, end: float) -> float:
    """Return 0 up to start, 1 from end on, eased between."""
    return ease((value - start) / max(end - start, 1e-9))


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in a rep a time lies.

    ``down`` and ``up`` go from 0 to 1 during descent and ascent; between them is the bottom.
    """

    number: int
    plan: RepPlan
    down: float
    up: float

    @property
    def depth(self) -> float:
        """0 upright, 1 at the bottom, of a movement without steps."""
        return ease(self.down) - ease(self.up)

    @property
    def stepped(self) -> float:
        """0 feet side by side, 1 stepped out, of a movement with a step."""
        return ease(self.down / 0.45) - ease((self.up - 0.5) / 0.5)

    @property
    def sunk(self) -> float:
        """0 upright, 1 at the bottom, of a movement with a step: the sinking overlaps it."""
        return ease((self.down - 0.3) / 0.7) - ease(self.up / 0.7)

    def caved(self, flexion_deg: float) -> float:
        """Return which share of the planned cave is there at this flexion of the knee."""
        return _SHAPES[self.plan.phase](self, flexion_deg)


def _whole(moment: Moment, flexion: float) -> float:
    return grown(flexion, 12, min(0.97 * moment.plan.flexion_deg, 70))


def _passing(moment: Moment, flexion: float) -> float:
    """There on the way, gone at both ends."""
    bottom = moment.plan.flexion_deg
    rises, stays = min(42, 0.6 * bottom), min(80, 0.88 * bottom)
    return grown(flexion, 0.4 * rises, rises) * (1 - grown(flexion, stays, 0.98 * bottom))


def _descent(moment: Moment, flexion: float) -> float:
    return _passing(moment, flexion) if moment.down < 1 else 0.0


def _ascent(moment: Moment, flexion: float) -> float:
    return _passing(moment, flexion) if moment.up > 0 else 0.0


def _bottom(moment: Moment, flexion: float) -> float:
    bottom = moment.plan.flexion_deg
    return grown(flexion, min(0.75 * bottom, 65), min(0.92 * bottom, 80))


_SHAPES = {"whole": _whole, "descent": _descent, "ascent": _ascent, "bottom": _bottom}


def starts_s(scene: Scene) -> tuple[float, ...]:
    """Return when each rep starts."""
    lengths = [rep.length_s for rep in scene.reps]
    return tuple(accumulate(lengths, initial=scene.lead_in_s))[: len(lengths)]


def moment_at(scene: Scene, time_s: float) -> Moment | None:
    """Return where in its rep a time lies; None while the person just stands."""
    for number, (start, plan) in enumerate(zip(starts_s(scene), scene.reps, strict=True), 1):
        into = time_s - start
        if 0 <= into < plan.length_s:
            down = min(into / plan.descent_s, 1.0)
            up = (into - plan.descent_s - plan.pause_s) / plan.ascent_s
            return Moment(number, plan, down, float(np.clip(up, 0, 1)))
    return None
