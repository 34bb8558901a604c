"""The cells of the design: which faults, yaws, toe-outs, movements, things, pictures and views.

The signs are those of the tuning set; the test set is its mirror image.  Pairs are (left, right).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from benchmarks.athlete.scene import When
from kneecave.model.body import Leg
from kneecave.model.rep import Movement

Legs = tuple[float, float]
Pattern = tuple[Legs, ...]

_CLEAN: Pattern = ((0, 0),) * 3
_SOME_LEFT: Pattern = ((0, 0), (1, 0), (0, 0), (1, 1))
_SOME_RIGHT: Pattern = ((0, 1), (0, 0), (1, 1), (0, 0))
_SOME_EACH: Pattern = ((0, 0), (1, 1), (0, 0), (0, 1))
_THREE: Pattern = ((0, 0), (1, 0), (0, 1))
_TWO: Pattern = ((0, 0), (1, 1))


class Expected(StrEnum):
    """What the tool must do with a clip."""

    ANSWER = "answer"
    REFUSE = "refuse"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class SquatCell:
    """A squat clip.

    ``pattern`` says rep by rep which legs cave, by a size within ``size_deg``; ``permanent`` which
    legs always do, standing too, by a size within ``permanent_deg``.
    """

    fault: str
    yaw_deg: float
    toe_out_deg: float
    pattern: Pattern = _CLEAN
    size_deg: tuple[float, float] = (0.0, 0.0)
    phase: When = "whole"
    permanent: Legs = (0, 0)
    permanent_deg: tuple[float, float] = (0.0, 0.0)


_MILD, _SMALL, _MEDIUM, _SEVERE = (3.0, 5.0), (5.0, 8.0), (8.0, 12.0), (13.0, 20.0)

SQUATS = (
    SquatCell("clean", 0, 0),
    SquatCell("3-5", 0, 12, _SOME_LEFT, _MILD),
    SquatCell("5-8", -14, 20, _SOME_RIGHT, _SMALL),
    SquatCell("8-12", 18, 8, _SOME_EACH, _MEDIUM),
    SquatCell("permanent", 0, 14, permanent=(1, 0), permanent_deg=(11.0, 14.0)),
    SquatCell("clean", -30, 15),
    SquatCell("3-5", 16, 5, _SOME_RIGHT, _MILD),
    SquatCell("descent", 10, 15, _SOME_LEFT, _SMALL, "descent"),
    SquatCell("over-12", 0, 25, _SOME_EACH, _SEVERE),
    SquatCell("clean", 15, 30),
    SquatCell("3-5", -22, 18, _SOME_EACH, _MILD),
    SquatCell("5-8", 0, 10, _SOME_LEFT, _SMALL),
    SquatCell("8-12", -25, 14, _SOME_RIGHT, _MEDIUM),
    SquatCell("every-rep", 5, 12, ((1, 1),) * 3, (10.0, 13.0)),
    SquatCell("clean", 8, 20),
    SquatCell("3-5", 28, 10, _SOME_LEFT, _MILD),
    SquatCell("ascent", -6, 8, _SOME_RIGHT, _SMALL, "ascent"),
    SquatCell("permanent", 22, 10, permanent=(0, 1), permanent_deg=(12.0, 16.0)),
    SquatCell("clean", -20, 25),
    SquatCell("5-8", 20, 28, _SOME_EACH, _SMALL),
    SquatCell("3-5", -4, 24, _SOME_RIGHT, _MILD),
    SquatCell("over-12", -30, 10, _SOME_LEFT, _SEVERE),
    SquatCell("8-12", 4, 30, _SOME_LEFT, _MEDIUM),
    SquatCell("clean", 0, 35),
    SquatCell("descent", -18, 5, _SOME_EACH, _MEDIUM, "descent"),
    SquatCell("permanent", -15, 18, permanent=(1, 1), permanent_deg=(11.0, 14.0)),
    SquatCell("5-8", -28, 6, _SOME_LEFT, _SMALL),
    SquatCell("clean", -12, 5),
    SquatCell("3-5", 6, 16, _SOME_EACH, _MILD),
    SquatCell("ascent", 26, 14, _SOME_LEFT, _MEDIUM, "ascent"),
    SquatCell("every-rep", -20, 8, ((1, 0),) * 3, (12.0, 15.0)),
    SquatCell("8-12", -8, 20, _SOME_EACH, _MEDIUM),
    SquatCell("clean", 24, 10),
    SquatCell("3-5", -10, 8, _SOME_LEFT, _MILD),
    SquatCell("over-12", 12, 16, _SOME_RIGHT, _SEVERE),
    SquatCell("permanent", 8, 20, permanent=(1, 0), permanent_deg=(6.0, 8.0)),
)
"""In the order in which they are filmed: any beginning of the list holds a little of everything."""


@dataclass(frozen=True, slots=True)
class MovementCell:
    """A clip of another movement: for each rep its lead leg, and how far that knee caves."""

    movement: Movement
    yaw_deg: float
    flexion_deg: float
    reps: tuple[tuple[Leg | None, float], ...]


_L, _R = Leg.LEFT, Leg.RIGHT
MOVEMENTS = (
    MovementCell(Movement.SPLIT_SQUAT, 0, 85, ((_L, 0), (_L, 14), (_L, 0), (_L, 8))),
    MovementCell(Movement.SINGLE_LEG_SQUAT, 5, 65, ((_R, 0), (_R, 12), (_R, 0), (_R, 7))),
    MovementCell(Movement.ALTERNATING_LUNGE, -8, 80, ((_L, 0), (_R, 0), (_L, 12), (_R, 12))),
    MovementCell(Movement.STEP_DOWN, 0, 65, ((_L, 0), (_L, 12), (_L, 0), (_L, 7))),
    MovementCell(Movement.DEADLIFT, 10, 60, ((None, 0), (None, 12), (None, 0), (None, 7))),
    MovementCell(Movement.FORWARD_LUNGE, 12, 80, ((_R, 0), (_R, 14), (_R, 0), (_R, 8))),
    MovementCell(Movement.SPLIT_SQUAT, -18, 80, ((_R, 0), (_R, 7), (_R, 0), (_R, 12))),
    MovementCell(Movement.SINGLE_LEG_SQUAT, -15, 70, ((_L, 0), (_L, 12), (_L, 0), (_L, 7))),
    MovementCell(Movement.SIDE_LUNGE, 0, 80, ((_L, 0), (_L, 12), (_L, 0))),
)


@dataclass(frozen=True, slots=True)
class PictureCell:
    """A squat clip that is filmed badly, or in another way than the others."""

    name: str
    yaw_deg: float
    pattern: Pattern = _THREE
    camera: dict[str, Any] = field(default_factory=dict)
    picture: dict[str, Any] = field(default_factory=dict)
    light: str | None = None
    farther: float = 1.0
    bystander: bool = False
    expected: Expected = Expected.ANSWER


PICTURES = (
    PictureCell("240p", 6, picture={"width_px": 240, "height_px": 426}),
    PictureCell("hand-held", -8, camera={"shake_deg": 0.5}),
    PictureCell("rolled", 4, camera={"roll_deg": 6.0}),
    PictureCell("blurred", -5, picture={"exposure": 0.95}),
    PictureCell("dim", 9, picture={"brightness": 0.4, "noise": 0.02}, light="dim"),
    PictureCell("60-fps", -10, _TWO, picture={"fps": 60.0}),
    PictureCell("far", 7, farther=2.2),
    PictureCell("two-people", 0, bystander=True),
)


@dataclass(frozen=True, slots=True)
class ThingCell:
    """A clip of a person who holds a load, or has a band round both legs."""

    name: str
    yaw_deg: float
    pattern: Pattern
    load: str | None = None
    band: bool = False
    movement: Movement = Movement.SQUAT
    flexion_deg: float | None = None


THINGS = (
    ThingCell("barbell-squat", 4, _THREE, load="barbell"),
    ThingCell("band", 0, _SOME_LEFT, band=True),
    ThingCell("barbell-deadlift", 8, _THREE, "barbell", False, Movement.DEADLIFT, 60.0),
    ThingCell("kettlebell", -6, _SOME_RIGHT, load="kettlebell"),
    ThingCell("barbell-squat", -16, _SOME_EACH, load="barbell"),
    ThingCell("band", 14, _SOME_RIGHT, band=True),
    ThingCell("dumbbells", 9, _THREE, load="dumbbells"),
)


@dataclass(frozen=True, slots=True)
class ViewCell:
    """A squat clip from where little or nothing can be measured."""

    name: str
    yaw_deg: float
    pattern: Pattern = _TWO
    expected: Expected = Expected.REFUSE
    camera: dict[str, Any] | None = None
    landscape: bool = True


VIEWS = (
    ViewCell("yaw-45", 45),
    ViewCell("side", 90),
    ViewCell(
        "feet-cut-landscape", 0, camera={"height_m": 1.0, "distance_m": 2.1, "pitch_deg": 0.0}
    ),
    ViewCell("yaw-52", -52),
    ViewCell("rear", 180, expected=Expected.EITHER),
    ViewCell(
        "feet-cut-portrait",
        10,
        camera={"height_m": 1.2, "distance_m": 2.6, "pitch_deg": -12.0, "fov_deg": 66.0},
        landscape=False,
    ),
    ViewCell("yaw-60", 60),
    ViewCell("yaw-43", -43),
    ViewCell("side-right", -90),
    ViewCell("yaw-35", 35, expected=Expected.EITHER),
    ViewCell("yaw-75", 75),
)
