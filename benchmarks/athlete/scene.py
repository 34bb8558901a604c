"""What is filmed: a person, a place, a camera and what the person does, as one JSON document.

Left and right are the person's own; pairs are (left, right).  The scene's frame: x to the person's
left, y to the back, z up, metres, the floor at z = 0; the person stands at the origin and faces -y.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from benchmarks.athlete.names import (
    BANDS,
    BODIES,
    LIGHTS,
    LOADS,
    MOVEMENTS,
    OUTFITS,
    ROOMS,
    TRAINING_BODIES,
)
from kneecave.model.body import Leg

Pair = tuple[float, float]
NONE: Pair = (0.0, 0.0)
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
When = Literal["descent", "ascent", "bottom", "whole"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Camera(_Part):
    """A phone on a stand, in a hand, or on the floor.

    ``yaw_deg`` + = on the person's left, 180 = behind; ``distance_m`` along the floor;
    ``fov_deg`` on the long side of the picture; ``pitch_deg`` + = looking down, None = at the
    middle of the body; ``roll_deg`` + = the picture's content turned clockwise; ``shake_deg``
    root mean square of a hand's turning about each axis.
    """

    yaw_deg: float = 0.0
    height_m: Positive = 1.0
    distance_m: Positive = 3.2
    fov_deg: Annotated[float, Field(ge=10, le=120)] = 60.0
    pitch_deg: float | None = None
    roll_deg: float = 0.0
    shake_deg: NotNegative = 0.0


class Picture(_Part):
    """What the camera makes of the light.

    ``exposure`` share of a frame's time the shutter is open; ``brightness`` gain of the light,
    1 = well exposed; ``noise`` standard deviation in a well-exposed picture's linear light, where
    1 is white; ``crf`` H.264 quality, less is better.
    """

    width_px: Annotated[int, Field(ge=64, le=3840)] = 480
    height_px: Annotated[int, Field(ge=64, le=3840)] = 640
    fps: Annotated[float, Field(ge=1, le=240)] = 30.0
    exposure: Annotated[float, Field(ge=0, le=1)] = 0.25
    brightness: Positive = 1.0
    noise: NotNegative = 0.004
    crf: Annotated[int, Field(ge=0, le=51)] = 23


class Stance(_Part):
    """How the person stands, always: what is here is there in every frame.

    ``width`` of the ankles as share of the hip joints' width; ``toe_out_deg`` of each foot against
    the scene's -y, + = outward; ``stagger_m`` left foot ahead; ``pelvis_turn_deg`` + = belly to
    the left, over feet that stay; ``cave_deg`` and ``pronation_deg`` (rearfoot eversion against
    the floor) of each leg; ``pelvic_drop_deg`` + = left hip lower; ``trunk_lean_deg`` + = left;
    ``sway`` how much the pelvis wanders over the feet, 1 = as people do; ``heels_up_m`` height of
    a plate under both heels, for movements on two planted feet.
    """

    width: Positive = 1.6
    toe_out_deg: Pair = (12.0, 12.0)
    stagger_m: float = 0.0
    pelvis_turn_deg: float = 0.0
    cave_deg: Pair = NONE
    pronation_deg: Pair = NONE
    pelvic_drop_deg: float = 0.0
    trunk_lean_deg: float = 0.0
    sway: NotNegative = 1.0
    heels_up_m: Annotated[float, Field(ge=0, le=0.1)] = 0.0


class RepPlan(_Part):
    """One repetition.

    ``flexion_deg`` of the working knee at the bottom; ``lead_leg`` the leg in front or alone, where
    the movement has one; ``cave_deg`` largest change of KOF, reached in ``phase``;
    ``pronation_deg`` of each foot, ``pelvic_drop_deg`` (+ = left hip lower), ``trunk_lean_deg``
    (sideways, + = left) and ``heel_rise_m`` grow with the depth.
    """

    flexion_deg: Annotated[float, Field(ge=5, le=140)] = 95.0
    descent_s: Positive = 1.2
    pause_s: NotNegative = 0.25
    ascent_s: Positive = 1.1
    rest_s: NotNegative = 0.6
    lead_leg: Leg | None = None
    cave_deg: Pair = NONE
    phase: When = "whole"
    pronation_deg: Pair = NONE
    pelvic_drop_deg: float = 0.0
    trunk_lean_deg: float = 0.0
    heel_rise_m: Annotated[float, Field(ge=0, le=0.12)] = 0.0

    @property
    def length_s(self) -> float:
        """From leaving the upright to the next rep."""
        return self.descent_s + self.pause_s + self.ascent_s + self.rest_s


class Bystander(_Part):
    """Somebody else in the picture, who stands or walks along ``heading_deg`` (0 = as the person).

    ``at_m`` where, in the scene's x and y, at the clip's middle.
    """

    body: str
    outfit: str
    at_m: Pair = (1.1, 1.2)
    heading_deg: float = 90.0
    walk_m_s: NotNegative = 0.0

    @model_validator(mode="after")
    def _known(self) -> Bystander:
        _one_of("body", self.body, BODIES)
        _one_of("outfit", self.outfit, OUTFITS)
        return self


class Scene(_Part):
    """A whole clip.  The same scene gives the same pixels; ``seed`` is for all that is random.

    ``body`` is one of the people, or ``a+b`` for somebody half-way between two.  ``load`` is what
    the person holds; ``band`` a loop of cloth round both legs above the knees, for movements on two
    planted feet.
    """

    seed: int = 0
    body: str = "m_avg"
    outfit: str = "red_shirt_shorts"
    load: str | None = None
    band: str | None = None
    room: str = "living_room"
    light: str = "daylight"
    camera: Camera = Camera()
    picture: Picture = Picture()
    stance: Stance = Stance()
    movement: str = "squat"
    reps: tuple[RepPlan, ...] = ()
    lead_in_s: NotNegative = 1.2
    tail_s: NotNegative = 0.8
    bystander: Bystander | None = None

    @model_validator(mode="after")
    def _known(self) -> Scene:
        for name in self.body.split("+"):
            _one_of("body", name, BODIES + TRAINING_BODIES)
        for what, known in (
            ("outfit", OUTFITS),
            ("load", (None, *LOADS)),
            ("band", (None, *BANDS)),
            ("room", ROOMS),
            ("light", LIGHTS),
            ("movement", tuple(MOVEMENTS)),
        ):
            _one_of(what, getattr(self, what), known)
        for number, rep in enumerate(self.reps, start=1):
            if MOVEMENTS[self.movement] != (rep.lead_leg is not None):
                needs = "needs a lead leg" if MOVEMENTS[self.movement] else "has no lead leg"
                raise ValueError(f"rep {number}: a {self.movement} {needs}")
        if self.stance.heels_up_m and MOVEMENTS[self.movement]:
            raise ValueError(f"a {self.movement} has no heels on a plate")
        if self.band and MOVEMENTS[self.movement]:
            raise ValueError(f"a {self.movement} has no band round both legs")
        if self.movement == "standing" and self.reps:
            raise ValueError("standing has no reps")
        return self

    @property
    def duration_s(self) -> float:
        """Length of the clip."""
        return self.lead_in_s + sum(rep.length_s for rep in self.reps) + self.tail_s

    @property
    def frames(self) -> int:
        """How many pictures the clip has; picture ``i`` is at ``i / fps``."""
        return max(1, round(self.duration_s * self.picture.fps))

    @classmethod
    def read(cls, path: Path) -> Scene:
        """Return the scene in a JSON file; ``pydantic.ValidationError`` says what is wrong."""
        return cls.model_validate_json(path.read_text(encoding="utf-8"))

    def to_json(self) -> str:
        """Return the scene as indented JSON."""
        return self.model_dump_json(indent=2) + "\n"


def _one_of(what: str, name: str | None, known: tuple[str | None, ...]) -> None:
    if name not in known:
        raise ValueError(f"no {what} {name!r}; there are: {', '.join(filter(None, known))}")
