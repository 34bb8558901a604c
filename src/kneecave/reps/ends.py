"""When the movement of a rep begins and ends: before, and after, it is low enough to be judged.

A body at rest that starts to move gathers speed evenly at first.  So of every moment before the
body is nearly half-way down it is asked how well "at rest until here, then as the square of time"
describes what is seen (least squares; the level at rest and the acceleration are free): the best
one is the start.  All pictures of the way take part, so that noise and sway move it far less than
they move the first crossing of a threshold.  The end is the same with time turned round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.model.signals import Signals
from kneecave.reps.machine import Span
from kneecave.settings import RepLimits

_STEPPING = frozenset(
    {
        Movement.FORWARD_LUNGE,
        Movement.REVERSE_LUNGE,
        Movement.ALTERNATING_LUNGE,
        Movement.SIDE_LUNGE,
    }
)
_BEFORE_S = 2.0
"""Where a foot rests is looked for in this time."""
_UPRIGHT_DEPTH = 0.1
_FLEXION_DEG, _HINGE, _STEP = 300.0, 0.6, 3.0
"""What knees, trunk and stepping foot weigh beside the depth: each by how soon it shows in rendered
people, against its noise while they stand (knees 4 degrees, trunk 0.005, depth 0.004)."""
_WAY_SHARE = 0.45
"""Of the way down: about as far as it gathers speed.  From 0.4 to 0.55 start and end move by 0.04 s
at most on average, in rendered people and in those of laboratories."""
_DOWN_SHARE = 0.9
_REST_S, _REST_SHARE = 0.2, 2.5
"""How long before that share is passed is looked at: some rest, and longer for slow reps."""
_TRIED_S = 0.02
_MOST = 400
"""Moments that are tried, and frames that they are tried on: who stops on the way for minutes is
looked at no closer than that."""
_LEAST_FRAMES = 4
_GAP_S = 0.2
_LEAST_SPREAD_S = 0.1
_SPREAD_SHARE = 1 / 6
_SPREAD_SHARES = {
    Movement.DEADLIFT: 1 / 4,
    Movement.SIDE_LUNGE: 1 / 4,
    Movement.REVERSE_LUNGE: 0.3,
    Movement.STEP_DOWN: 1 / 5,
    Movement.FORWARD_LUNGE: 1 / 12,
    Movement.ALTERNATING_LUNGE: 1 / 12,
    Movement.SPLIT_SQUAT: 1 / 12,
}
"""One standard deviation, of the time from the start to `_WAY_SHARE` of the way (from there to the
end): posed people, ways of 1 to 4 s, with and without pauses, within about a third."""


@dataclass(frozen=True, slots=True)
class Ends:
    """When the movement of a rep begins and ends, each with one standard deviation, seconds."""

    start_s: float
    end_s: float
    start_spread_s: float
    end_spread_s: float


def ends(
    signals: Signals,
    spans: Sequence[Span],
    movement: Movement,
    leads: Sequence[Leg | None],
    limits: RepLimits,
) -> list[Ends]:
    """Return when the movement of each span begins and ends, none before the last one has ended.

    The body moves when hips and trunk sink, knees bend, or a foot steps out of its place.
    """
    from_s = [-np.inf, *(span.low_to_s for span in spans[:-1])]
    to_s = [*(span.low_from_s for span in spans[1:]), np.inf]
    return _apart(
        [
            _ends_of(_near(signals.between(first_s, last_s), span), span, movement, lead, limits)
            for span, lead, first_s, last_s in zip(spans, leads, from_s, to_s, strict=True)
        ]
    )


def _ends_of(
    near: Signals, span: Span, movement: Movement, lead: Leg | None, limits: RepLimits
) -> Ends:
    time_s = near.time_s
    before = after = _sunk(near, lead)
    if movement in _STEPPING:
        before = [*before, _STEP * _stepped(near, span, limits, span.low_from_s - _BEFORE_S)]
        after = [*after, _STEP * _stepped(near, span, limits, span.low_to_s)]
    back = [part[::-1] for part in after]
    start_s, way_s = _onset_s(time_s, before, span.bottom_s, span.low_from_s)
    end_s, back_s = _onset_s(-time_s[::-1], back, -span.bottom_s, -span.low_to_s)
    share = _SPREAD_SHARES.get(movement, _SPREAD_SHARE)
    return Ends(
        start_s=start_s,
        end_s=-end_s,
        start_spread_s=max(_LEAST_SPREAD_S, share * (way_s - start_s)),
        end_spread_s=max(_LEAST_SPREAD_S, share * (back_s - end_s)),
    )


def _apart(found: list[Ends]) -> list[Ends]:
    """Return the same, where two overlap both cut to the middle."""
    cuts_s = [
        0.5 * (one.end_s + following.start_s) if following.start_s < one.end_s else None
        for one, following in pairwise(found)
    ]
    return [
        replace(
            one,
            start_s=one.start_s if starts is None else starts,
            end_s=one.end_s if stops is None else stops,
        )
        for one, starts, stops in zip(found, [None, *cuts_s], [*cuts_s, None], strict=True)
    ]


def _near(signals: Signals, span: Span) -> Signals:
    """Return the signals from well before a span until well after it."""
    before_s = max(_BEFORE_S, 2 * (span.bottom_s - span.low_from_s))
    after_s = max(_BEFORE_S, 2 * (span.low_to_s - span.bottom_s))
    return signals.between(span.low_from_s - before_s, span.low_to_s + after_s)


def _sunk(signals: Signals, lead: Leg | None) -> list[FloatArray]:
    """Return how far hips and trunk have sunk and the working knees are bent, (T,) each.

    They are to be added up.  Of two legs that work the one that is known counts.
    """
    legs = Leg if lead is None else (lead,)
    bends = np.ma.masked_invalid([signals.leg(leg).flexion_deg.value for leg in legs])
    parts = (
        signals.depth.value,
        bends.mean(axis=0).filled(np.nan) / _FLEXION_DEG,
        _HINGE * signals.hinge.value,
    )
    return [np.asarray(part, dtype=np.float64) for part in parts]


def _stepped(signals: Signals, span: Span, limits: RepLimits, from_s: float) -> FloatArray:
    """Return (T,) how far the foot that steps is from where it rests in `_BEFORE_S` from a time.

    Leg lengths in the picture; 0 where none steps.
    """
    near = (signals.time_s >= from_s) & (signals.time_s <= from_s + _BEFORE_S)
    rest = near & (signals.depth.value < _UPRIGHT_DEPTH)
    bottom = int(np.argmin(np.abs(signals.time_s - span.bottom_s)))
    furthest = np.zeros(len(signals.time_s))
    for leg in Leg:
        foot = np.stack([signals.leg(leg).foot_out, signals.leg(leg).foot_up], axis=1)
        if np.isfinite(foot[rest]).any():
            away = np.linalg.norm(foot - np.nanmedian(foot[rest], axis=0), axis=1)
            if away[bottom] > max(limits.max_foot_travel, furthest[bottom]):
                furthest = away
    return furthest


def _onset_s(
    time_s: FloatArray, parts: Sequence[FloatArray], bottom_s: float, low_s: float
) -> tuple[float, float]:
    """Return when parts that are high at the bottom leave their rest, and until when that was read.

    The first is ``low_s`` at the latest.
    Who stops on the way moves on from there, which is no start: where the fit lies more than a
    frame after ``low_s``, only the way to ``low_s`` is looked at.
    """
    level = _known_on_the_way(time_s, parts, 2 * low_s - bottom_s, bottom_s)
    known = np.isfinite(level)
    time_s, level = time_s[known], level[known]
    if len(level) < _LEAST_FRAMES:
        return low_s, bottom_s
    found_s, way_s = _onset_before_s(time_s, level, bottom_s)
    after_low = min(int(np.searchsorted(time_s, low_s, side="right")), len(time_s) - 1)
    if found_s > time_s[after_low]:
        found_s, way_s = _onset_before_s(time_s, level, low_s)
    return min(found_s, low_s), way_s


def _known_on_the_way(
    time_s: FloatArray, parts: Sequence[FloatArray], from_s: float, to_s: float
) -> FloatArray:
    """Return (T,) the sum of the parts without those that are unknown for a while on the way."""
    way = (time_s >= from_s) & (time_s <= to_s)
    gaps_s = [_gap_s(time_s[way], part[way]) for part in parts]
    usual = [part for part, s in zip(parts, gaps_s, strict=True) if s <= min(gaps_s) + _GAP_S]
    return np.asarray(np.sum(usual, axis=0), dtype=np.float64)


def _gap_s(time_s: FloatArray, values: FloatArray) -> float:
    """Return the longest time without a value."""
    if not len(time_s):
        return 0.0
    known_s = time_s[np.isfinite(values)]
    return float(np.diff([time_s[0], *known_s, time_s[-1]]).max())


def _onset_before_s(time_s: FloatArray, level: FloatArray, until_s: float) -> tuple[float, float]:
    """Return when a level leaves its rest on the way to where it is at a time, and `_WAY_SHARE`."""
    level = level[: np.searchsorted(time_s, until_s) + 1]
    way, down = (_passes(level, share) for share in (_WAY_SHARE, _DOWN_SHARE))
    from_s = time_s[way] - _REST_S - _REST_SHARE * (time_s[down] - time_s[way])
    first = int(np.searchsorted(time_s, from_s))
    first += int(np.flatnonzero(np.append(True, level[first:way] > level[way]))[-1])
    if way - first < _LEAST_FRAMES:
        return float(time_s[first]), float(time_s[way])
    onset_s = _best_onset_s(time_s[first : way + 1], level[first : way + 1])
    return onset_s, float(time_s[way])


def _passes(level: FloatArray, share: float) -> int:
    """Return the frame from which a level stays beyond a share of its way to its last value."""
    rest = float(level.min())
    before = np.flatnonzero(level <= rest + share * (level[-1] - rest))
    return min(int(before[-1]) + 1, len(level) - 1)


def _best_onset_s(time_s: FloatArray, level: FloatArray) -> float:
    """Return from when on a constant acceleration describes the level best."""
    every = -(-len(time_s) // _MOST)
    time_s, level = time_s[::every], level[::every]
    tried_s = np.arange(time_s[0], time_s[-2], max(_TRIED_S, (time_s[-2] - time_s[0]) / _MOST))
    course = np.clip(time_s - tried_s[:, None], 0.0, None) ** 2
    course -= course.mean(axis=1, keepdims=True)
    explained = np.clip(course @ (level - level.mean()), 0.0, None) ** 2 / (course**2).sum(axis=1)
    return float(tried_s[np.argmax(explained)])
