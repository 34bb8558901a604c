"""Which movement a span is, and which leg leads it, from posture at the bottom and steps.

Thresholds are leg lengths in the picture and degrees; they part postures that lie far from each
other (a rear knee near the floor, a foot in the air), not shades of one.
"""

from __future__ import annotations

from collections.abc import Callable

from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.reps.features import Features, LegAtBottom
from kneecave.settings import RepLimits

LUNGES = frozenset(
    {
        Movement.SPLIT_SQUAT,
        Movement.FORWARD_LUNGE,
        Movement.REVERSE_LUNGE,
        Movement.ALTERNATING_LUNGE,
    }
)
BOTH_LEGS = frozenset({Movement.SQUAT, Movement.DEADLIFT})

_NOT_UPRIGHT = 0.85
_REAR_KNEE_OVER_ANKLE = 0.25
_REAR_KNEE_BELOW_FRONT = 0.10
_FRONT_KNEE_OVER_ANKLE = 0.30
_FOOT_HELD_UP = 0.22
_FOOT_LIFTED = 0.12
_FOOT_REACHES = 0.08
_FOOT_STIRS = 0.05
_SIDE_STRAIGHTER_DEG = 35.0
_SIDE_STRAIGHT_DEG = 50.0
_SIDE_APART = 0.75
_SIDE_STEP = 0.25
_SIDE_STEPPED_DEG = 15.0
_MORE_HINGE_THAN_DEPTH = 0.30


def movement_of(span: Features, limits: RepLimits) -> Movement | None:
    """Return the movement of a span, or None if it is none (walking, push-ups)."""
    if span.depth > limits.max_depth or span.hinge_at_ends > _NOT_UPRIGHT:
        return None
    for looks_like, movement in _ONE_LEG:
        if looks_like(span) is not None:
            return _lunge(span, limits) if movement is Movement.SPLIT_SQUAT else movement
    if span.hinge - span.depth > _MORE_HINGE_THAN_DEPTH:
        return Movement.DEADLIFT if span.depth < 2 * _MORE_HINGE_THAN_DEPTH else None
    planted = all(leg.moved <= limits.max_foot_travel for leg in span.legs.values())
    return Movement.SQUAT if planted and span.walked <= limits.max_foot_travel else None


def lead_leg_of(movement: Movement, span: Features) -> Leg | None:
    """Return the leg that works in front or alone; None where both work alike."""
    if movement in BOTH_LEGS:
        return None
    if movement in LUNGES:
        rear = _rear_leg(span)
        return rear.other if rear else _by(span, lambda at: -at.foot_up)
    if movement is Movement.SIDE_LUNGE:
        return _by(span, lambda at: at.flexion_deg)
    if movement is Movement.STEP_DOWN:
        return _by(span, lambda at: at.foot_up)
    return _by(span, lambda at: -at.foot_up)


def _by(span: Features, key: Callable[[LegAtBottom], float]) -> Leg:
    return max(Leg, key=lambda leg: key(span.legs[leg]))


def _rear_leg(span: Features) -> Leg | None:
    """Return the leg whose knee comes down to its own foot, and below the other knee."""
    rear = _by(span, lambda at: -at.knee_up)
    behind, front = span.legs[rear], span.legs[rear.other]
    below = (front.foot_up + front.knee_up) - (behind.foot_up + behind.knee_up)
    down = behind.knee_up < _REAR_KNEE_OVER_ANKLE and below > _REAR_KNEE_BELOW_FRONT
    return rear if down and front.knee_up > _FRONT_KNEE_OVER_ANKLE else None


def _lunge(span: Features, limits: RepLimits) -> Movement:
    rear = _rear_leg(span)
    assert rear is not None
    stepped = _by(span, lambda at: at.moved)
    if span.legs[stepped].moved <= limits.max_foot_travel:
        return Movement.SPLIT_SQUAT
    return Movement.REVERSE_LUNGE if stepped is rear else Movement.FORWARD_LUNGE


def _held_up(span: Features) -> Leg | None:
    """Return the leg whose foot is in the air."""
    free = _by(span, lambda at: at.foot_up)
    higher = span.legs[free].foot_up - span.legs[free.other].foot_up
    lifted = span.legs[free].moved_up
    return free if higher > _FOOT_HELD_UP or min(higher, lifted) > _FOOT_LIFTED else None


def _stepped_down(span: Features) -> Leg | None:
    """Return the leg that reaches down while the other, higher foot does not stir."""
    free = _by(span, lambda at: -at.foot_up)
    reach, stance = span.legs[free], span.legs[free.other]
    reaches = min(stance.foot_up - reach.foot_up, -reach.moved_up) > _FOOT_REACHES
    return free if reaches and stance.moved < _FOOT_STIRS else None


def _bent_sideways(span: Features) -> Leg | None:
    """Return the leg that bends while the other is stretched out to the side."""
    bent = _by(span, lambda at: at.flexion_deg)
    at, other = span.legs[bent], span.legs[bent.other]
    more = at.flexion_deg - other.flexion_deg
    stretched = other.flexion_deg < _SIDE_STRAIGHT_DEG and more > _SIDE_STRAIGHTER_DEG
    stepped = max(at.moved_out, other.moved_out) > _SIDE_STEP and more > _SIDE_STEPPED_DEG
    return bent if span.feet_apart > _SIDE_APART and (stretched or stepped) else None


_ONE_LEG = (
    (_rear_leg, Movement.SPLIT_SQUAT),
    (_held_up, Movement.SINGLE_LEG_SQUAT),
    (_stepped_down, Movement.STEP_DOWN),
    (_bent_sideways, Movement.SIDE_LUNGE),
)
