"""Reps as numbers alone, for tests that need no movement."""

from __future__ import annotations

from kneecave.model.body import Leg
from kneecave.model.rep import Movement, Rep

LOW_SHARE = 1 / 3
"""Of the way down, eased as half a cosine, when a quarter of the depth is passed."""


def rep_of(
    number: int, movement: Movement, lead: Leg | None, start_s: float, bottom_s: float, end_s: float
) -> Rep:
    """The rep with these times, low in the middle of them as an eased one is."""
    return Rep(
        number=number,
        movement=movement,
        lead_leg=lead,
        start_s=start_s,
        bottom_s=bottom_s,
        end_s=end_s,
        low_from_s=start_s + LOW_SHARE * (bottom_s - start_s),
        low_to_s=end_s - LOW_SHARE * (end_s - bottom_s),
        start_spread_s=0.1,
        end_spread_s=0.1,
    )
