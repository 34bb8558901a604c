"""Line drawings of exercises as SVG, made from postures in ``figures.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import numpy as np
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg
from kneecave.outputs.figure_body import HEAD, Joints, Point, Posture, joints
from kneecave.outputs.svg import line, px

PX_PER_M, PANEL_PX, HEIGHT_PX, FLOOR_PX = 56.0, 128.0, 130.0, 120.0
_BESIDE_M = 0.12
"""Hip joints drawn farther apart than this stand beside each other."""
_ABOVE_PX = 12.0
_FLOOR_IS_A_LINE_DEG = 20.0

Mark = Literal["band", "prop", "load", "move"]
CLASSES: dict[Mark, str] = {"band": "fband", "prop": "fprop", "load": "fload", "move": "fmove"}
Place = str | Point
"""A joint, as ``left_knee``, or a place in metres."""


class Line(BaseModel):
    """A band, a prop or an arrow: straight from place to place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Mark
    points: Annotated[list[Place], Field(min_length=2)]
    panel: Annotated[int, Field(ge=0, le=1)] | None = None


class Figure(BaseModel):
    """Two postures, start and end, or one.

    Seen from ``yaw_deg`` (0 front, + from the person's left) and ``above_deg`` over the floor.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    alt: str
    yaw_deg: float
    above_deg: float = 6.0
    pose: Annotated[list[Posture], Field(min_length=1, max_length=2)]
    line: list[Line] = []


def drawing(key: str) -> Markup:
    """Return the drawing of an exercise.

    Raises
    ------
    KeyError
        There is none of that name.
    """
    figure = figures()[key]
    width = PANEL_PX * len(figure.pose)
    bodies = [joints(posture) for posture in figure.pose]
    panels = [_panel(figure, index, body) for index, body in enumerate(bodies)]
    ends = [_rows_px(figure, body) for body in bodies]
    top, bottom = min(t for t, _ in ends), max(HEIGHT_PX, *(b for _, b in ends))
    from_above = figure.above_deg > _FLOOR_IS_A_LINE_DEG
    floor = Markup("") if from_above else line("fl", 4, FLOOR_PX, width - 4, FLOOR_PX)
    return Markup(
        '<svg viewBox="0 {0} {1} {2}" width="{1}" role="img" aria-label="{3}" class="fig">'
        "{4}{5}</svg>"
    ).format(px(top), px(width), px(bottom - top), figure.alt, floor, Markup("").join(panels))


@cache
def figures() -> dict[str, Figure]:
    """Return every figure by the key of its exercise."""
    text = (files("kneecave.outputs") / "figures.toml").read_text(encoding="utf-8")
    return {key: Figure.model_validate(entry) for key, entry in tomllib.loads(text).items()}


class _Camera:
    """Looks at the person from one side, a little from above; no perspective."""

    def __init__(self, figure: Figure, middle_px: float) -> None:
        yaw, up = np.radians(figure.yaw_deg), np.radians(figure.above_deg)
        # the person's left is at the picture's right when seen from the front
        self._right = np.array([np.cos(yaw), -np.sin(yaw), 0.0])
        self._toward = np.array([np.sin(yaw) * np.cos(up), np.cos(yaw) * np.cos(up), np.sin(up)])
        self._up = np.array([-np.sin(yaw) * np.sin(up), -np.cos(yaw) * np.sin(up), np.cos(up)])
        self._middle = middle_px

    def see(self, place: FloatArray) -> tuple[float, float]:
        """Return the pixel of a place."""
        across, up = float(place @ self._right), float(place @ self._up)
        return self._middle + PX_PER_M * across, FLOOR_PX - PX_PER_M * up

    def nearness(self, place: FloatArray) -> float:
        """Return how near a place lies."""
        return float(place @ self._toward)


def _rows_px(figure: Figure, body: Joints) -> tuple[float, float]:
    """Return the rows above and below everything of a posture and its lines."""
    camera = _Camera(figure, 0.0)
    places = [body.head, *body.knees.values(), *body.toes.values()]
    places += [_place(point, body) for one in figure.line for point in one.points]
    rows = [camera.see(at)[1] for at in places]
    return min(rows) - _ABOVE_PX, max(rows) + _ABOVE_PX


def _panel(figure: Figure, index: int, body: Joints) -> Markup:
    camera = _Camera(figure, PANEL_PX * (index + 0.5))
    lines = [one for one in figure.line if one.panel in (None, index)]
    behind = [_line(one, body, camera) for one in lines if one.kind == "prop"]
    ahead = [_line(one, body, camera) for one in lines if one.kind != "prop"]
    return Markup("").join([*behind, *_person(body, camera), *ahead])


def _person(body: Joints, camera: _Camera) -> list[Markup]:
    """Return the parts of the body, the farthest first."""
    far, near = sorted(Leg, key=lambda leg: camera.nearness(body.hips[leg] + body.knees[leg]))
    behind = "fb" if _hidden_by(body, camera) else "fa"
    return [
        _arm(body, far, camera, behind),
        _leg(body, far, camera, behind),
        _trunk(body, camera),
        _leg(body, near, camera, "fa"),
        _arm(body, near, camera, "fa"),
    ]


def _hidden_by(body: Joints, camera: _Camera) -> bool:
    """Return whether one side of the body lies behind the other, and not beside it."""
    left, right = (camera.see(body.hips[leg]) for leg in Leg)
    return float(np.hypot(left[0] - right[0], left[1] - right[1])) < _BESIDE_M * PX_PER_M


def _leg(body: Joints, leg: Leg, camera: _Camera, name: str) -> Markup:
    hip, knee, ankle, heel, toe = (
        camera.see(at[leg]) for at in (body.hips, body.knees, body.ankles, body.heels, body.toes)
    )
    return Markup("").join(
        [
            _limb(name, heel, toe, 2.2, 1.7),
            _limb(name, ankle, heel, 2.0, 2.2),
            _limb(name, knee, ankle, 3.5, 2.1),
            _limb(name, hip, knee, 5.0, 3.5),
        ]
    )


def _arm(body: Joints, leg: Leg, camera: _Camera, name: str) -> Markup:
    shoulder, elbow, hand = (
        camera.see(at[leg]) for at in (body.shoulders, body.elbows, body.hands)
    )
    return _limb(name, shoulder, elbow, 3.0, 2.3) + _limb(name, elbow, hand, 2.3, 1.7)


def _trunk(body: Joints, camera: _Camera) -> Markup:
    corners = [
        camera.see(at)
        for at in (
            body.shoulders[Leg.LEFT],
            body.shoulders[Leg.RIGHT],
            body.hips[Leg.RIGHT],
            body.hips[Leg.LEFT],
        )
    ]
    steps = "L".join(f"{px(x)} {px(y)}" for x, y in corners)
    head = camera.see(body.head)
    return Markup('<path class="ft" d="M{}Z"/>').format(steps) + Markup(
        '{}<circle class="fa" cx="{}" cy="{}" r="{}"/>'
    ).format(
        _limb("fa", camera.see(body.neck), head, 2.2, 2.2),
        px(head[0]),
        px(head[1]),
        px(HEAD * PX_PER_M),
    )


def _limb(
    name: str, start: tuple[float, float], end: tuple[float, float], r1: float, r2: float
) -> Markup:
    """Return a limb that is rounder at its start: two circles and what lies between them."""
    (x1, y1), (x2, y2) = start, end
    length = max(float(np.hypot(x2 - x1, y2 - y1)), 1e-6)
    nx, ny = -(y2 - y1) / length, (x2 - x1) / length
    outline = (
        (x1 + r1 * nx, y1 + r1 * ny),
        (x2 + r2 * nx, y2 + r2 * ny),
        (x2 - r2 * nx, y2 - r2 * ny),
        (x1 - r1 * nx, y1 - r1 * ny),
    )
    a, b, c, d = (f"{px(x)} {px(y)}" for x, y in outline)
    return Markup(
        '<path class="{0}" d="M{1}L{2}A{3} {3} 0 0 0 {4}L{5}A{6} {6} 0 0 0 {1}Z"/>'
    ).format(name, a, b, px(r2), c, d, px(r1))


def _line(one: Line, body: Joints, camera: _Camera) -> Markup:
    places = [camera.see(_place(point, body)) for point in one.points]
    steps = "L".join(f"{px(x)} {px(y)}" for x, y in places)
    name = CLASSES[one.kind]
    drawn = Markup('<path class="{}" d="M{}"/>').format(name, steps)
    return drawn + _head(places) if one.kind == "move" else drawn


def _head(places: list[tuple[float, float]]) -> Markup:
    """Return the head of an arrow at the last place."""
    (x1, y1), (x2, y2) = places[-2:]
    turn = float(np.arctan2(y2 - y1, x2 - x1))
    wings = [
        (x2 - 5 * float(np.cos(turn + by)), y2 - 5 * float(np.sin(turn + by))) for by in (0.5, -0.5)
    ]
    a, b = (f"{px(x)} {px(y)}" for x, y in wings)
    return Markup('<path class="fmove" d="M{}L{} {}L{}"/>').format(a, px(x2), px(y2), b)


def _place(point: Place, body: Joints) -> FloatArray:
    if not isinstance(point, str):
        return np.asarray(point, dtype=np.float64)
    if point in ("head", "neck"):
        middle: FloatArray = getattr(body, point)
        return middle
    side, _, part = point.partition("_")
    places: dict[Leg, FloatArray] = getattr(body, f"{part}s")
    return places[Leg(side)]
