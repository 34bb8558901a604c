"""The tone of a knee that goes in: silence within the limit, rising beyond it."""

from __future__ import annotations

from kneecave.model.live import LiveState

LOWEST_HZ = 440.0
"""At the limit."""
HIGHEST_HZ = 1320.0
"""Far beyond it; higher tones hurt and tell no more."""
OCTAVE_DEG = 10.0
"""Degrees beyond the limit that make the tone an octave higher."""


def tone_hz(state: LiveState) -> float | None:
    """Return the pitch to sound now, None for silence."""
    if state.excess_deg is None:
        return None
    octaves = max(0.0, state.excess_deg) / OCTAVE_DEG
    return min(HIGHEST_HZ, LOWEST_HZ * float(2.0**octaves))
