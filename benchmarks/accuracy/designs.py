"""What is filmed: two sets of scenes of the same make, one to tune with and one to test with.

Both sets hold the same cells (fault and its size, camera yaw, toe-out, movement, picture, view), as
many of each.  They differ in the people, and in everything that is drawn by lot within a cell:
lens, distance, height, tempo, depth, stance, sizes of faults, clothes, rooms, light.  The test set
is seen from the other side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from benchmarks.accuracy.cells import (
    MOVEMENTS,
    PICTURES,
    SQUATS,
    THINGS,
    VIEWS,
    Expected,
    MovementCell,
    PictureCell,
    ViewCell,
)
from benchmarks.accuracy.lots import LONG_PX, SHORT_PX, Lot
from benchmarks.athlete.names import TEST_BODIES, TUNING_BODIES
from benchmarks.athlete.scene import Bystander, Camera, RepPlan, Scene
from kneecave.model.body import Leg

HEAVY = "heavy"
ALL_MODELS = (HEAVY, "full", "lite")
_SEEN_BY_ALL_MODELS = frozenset({22, 24, 26, 28, 34})
_MOST_YAW_DEG = 30.0


class Part(StrEnum):
    """What a design is for."""

    SQUATS = "squats"
    MOVEMENTS = "movements"
    PICTURES = "pictures"
    THINGS = "things"
    VIEWS = "views"


class Set(StrEnum):
    """Which people."""

    TUNING = "tuning"
    TEST = "test"

    @property
    def bodies(self) -> tuple[str, ...]:
        """The people of the set."""
        return TUNING_BODIES if self is Set.TUNING else TEST_BODIES


@dataclass(frozen=True, slots=True)
class Design:
    """One clip of the benchmark.

    Attributes
    ----------
    name
        Tells it from all others of both sets.
    fault
        Name of the cell's fault: ``clean``, ``3-5`` and so on.
    expected
        Whether the tool must answer or must refuse.
    models
        The pose models that look at it.
    """

    name: str
    of: Set
    part: Part
    fault: str
    scene: Scene
    expected: Expected
    models: tuple[str, ...]


def designs_of(chosen: Set, *, lots: str = "") -> tuple[Design, ...]:
    """Return the designs of a set; those that matter most stand first.

    Other ``lots`` draw all that a cell leaves open anew: the same people and faults, other clips.
    """
    parts = (_squats, _views, _movements, _pictures, _things)
    return tuple(design for part in parts for design in part(chosen, lots))


def _lot(name: str, chosen: Set, number: int) -> Lot:
    return Lot(name, chosen.bodies, number, mirrored=chosen is Set.TEST)


def _squats(chosen: Set, lots: str) -> Iterator[Design]:
    for number, cell in enumerate(SQUATS):
        name = f"{chosen.value}_squat{number:02d}_{cell.fault}"
        lot = _lot(lots + name, chosen, number)
        reps = tuple(
            lot.rep(cave=lot.caves(legs, cell.size_deg), phase=cell.phase) for legs in cell.pattern
        )
        scene = lot.scene(
            yaw_deg=min(max(cell.yaw_deg + lot.around(0, 2), -_MOST_YAW_DEG), _MOST_YAW_DEG),
            toe_out_deg=lot.toe_out(cell.toe_out_deg),
            reps=reps,
            cave=lot.caves(cell.permanent, cell.permanent_deg),
        )
        models = ALL_MODELS if number in _SEEN_BY_ALL_MODELS else (HEAVY,)
        yield Design(name, chosen, Part.SQUATS, cell.fault, scene, Expected.ANSWER, models)


def _movements(chosen: Set, lots: str) -> Iterator[Design]:
    for number, cell in enumerate(MOVEMENTS):
        name = f"{chosen.value}_{cell.movement.value.replace(' ', '-')}{number}"
        lot = _lot(lots + name, chosen, number)
        scene = lot.scene(
            yaw_deg=cell.yaw_deg + lot.around(0, 2),
            toe_out_deg=lot.toe_out(6.0),
            reps=tuple(_led_reps(lot, cell)),
            movement=cell.movement.value,
        )
        yield Design(name, chosen, Part.MOVEMENTS, "mixed", scene, Expected.ANSWER, (HEAVY,))


def _led_reps(lot: Lot, cell: MovementCell) -> Iterator[RepPlan]:
    for lead, size_deg in cell.reps:
        leg = lot.seen(lead) if lead else None
        size = max(0.0, size_deg + lot.around(0, 1)) if size_deg else 0.0
        legs = (leg is not Leg.RIGHT, leg is not Leg.LEFT)
        yield lot.rep(
            cave=(size * legs[0], size * legs[1]), flexion_deg=cell.flexion_deg, lead_leg=leg
        )


def _pictures(chosen: Set, lots: str) -> Iterator[Design]:
    for number, cell in enumerate(PICTURES):
        name = f"{chosen.value}_picture{number}_{cell.name}"
        lot = _lot(lots + name, chosen, number + 1)
        reps = tuple(lot.rep(cave=lot.caves(legs, (8.0, 14.0))) for legs in cell.pattern)
        scene = lot.scene(yaw_deg=cell.yaw_deg, toe_out_deg=lot.toe_out(12.0), reps=reps)
        yield Design(
            name,
            chosen,
            Part.PICTURES,
            cell.name,
            _taken(scene, cell, lot),
            cell.expected,
            (HEAVY,),
        )


def _taken(scene: Scene, cell: PictureCell, lot: Lot) -> Scene:
    """Return the scene as the cell's camera takes it."""
    distance_m = round(scene.camera.distance_m * cell.farther, 2)
    return _changed(
        scene,
        camera=scene.camera.model_dump() | cell.camera | {"distance_m": distance_m},
        picture=scene.picture.model_dump() | cell.picture,
        light=cell.light or scene.light,
        bystander=Bystander(body=lot.bodies[0], outfit="dark_sweats", at_m=(1.3, 1.5))
        if cell.bystander
        else None,
    )


def _things(chosen: Set, lots: str) -> Iterator[Design]:
    for number, cell in enumerate(THINGS):
        name = f"{chosen.value}_thing{number}_{cell.name}"
        lot = _lot(lots + name, chosen, number + number // 4 + 3)
        reps = tuple(
            lot.rep(cave=lot.caves(legs, (6.0, 14.0)), flexion_deg=cell.flexion_deg)
            for legs in cell.pattern
        )
        scene = lot.scene(
            yaw_deg=cell.yaw_deg + lot.around(0, 2),
            toe_out_deg=lot.toe_out(12.0),
            reps=reps,
            movement=cell.movement.value,
        )
        things = _changed(scene, load=cell.load, band=lot.band() if cell.band else None)
        yield Design(name, chosen, Part.THINGS, cell.name, things, Expected.ANSWER, (HEAVY,))


def _views(chosen: Set, lots: str) -> Iterator[Design]:
    for number, cell in enumerate(VIEWS):
        name = f"{chosen.value}_view{number}_{cell.name}"
        lot = _lot(lots + name, chosen, number + 2)
        reps = tuple(lot.rep(cave=lot.caves(legs, (10.0, 15.0))) for legs in cell.pattern)
        scene = lot.scene(yaw_deg=cell.yaw_deg, toe_out_deg=lot.toe_out(12.0), reps=reps)
        yield Design(
            name, chosen, Part.VIEWS, cell.name, _looked_at(scene, cell), cell.expected, (HEAVY,)
        )


def _looked_at(scene: Scene, cell: ViewCell) -> Scene:
    """Return the scene by the cell's own camera, if it has one: a cut-off picture needs it."""
    if cell.camera is None:
        return scene
    size = (LONG_PX, SHORT_PX) if cell.landscape else (SHORT_PX, LONG_PX)
    return _changed(
        scene,
        camera=Camera(yaw_deg=scene.camera.yaw_deg, **cell.camera),
        picture=scene.picture.model_dump() | {"width_px": size[0], "height_px": size[1]},
    )


def _changed(scene: Scene, **update: Any) -> Scene:
    """Return the scene with other parts, checked like any other."""
    return Scene.model_validate(
        {name: getattr(scene, name) for name in Scene.model_fields} | update
    )
