"""How the camera looks at the person, and how the person stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kneecave.model.body import Leg
from kneecave.model.signals import Estimate


class ViewKind(StrEnum):
    """Where the camera stands, seen from the person."""

    FRONT = "front"
    REAR = "rear"
    SIDE = "side"
    OBLIQUE = "oblique"


@dataclass(frozen=True, slots=True)
class CameraView:
    """How the camera looks at the person.

    Attributes
    ----------
    kind
        FRONT within the yaw that can be repaired; OBLIQUE beyond it; SIDE near 90 degrees.
    yaw_deg
        Camera against the person's front, + = camera on the subject's left.
    roll_deg
        Tilt of the camera about its own axis, + = the picture's content is turned clockwise.
    yaw_cues_deg
        Every cue's own idea of the yaw, by name.
    leg_length_px
        Thigh plus shank of a standing leg, in pixels.
    feet_in_picture, body_in_picture
        Share of the frames in the usual place in which a foot (the better seen one), or all of
        the body, lies inside the picture.
    """

    kind: ViewKind
    yaw_deg: Estimate
    roll_deg: Estimate
    yaw_cues_deg: dict[str, float]
    leg_length_px: float
    feet_in_picture: float
    body_in_picture: float


@dataclass(frozen=True, slots=True)
class StandingLeg:
    """One leg while the person just stands.

    Attributes
    ----------
    toe_out_deg
        Direction of the foot against the person's front, + = outward.
    frontal_deg
        Frontal-plane angle, + = valgus.
    medial_offset
        Knee inside the hip-ankle line, share of leg length.
    """

    toe_out_deg: Estimate
    frontal_deg: Estimate
    medial_offset: Estimate


@dataclass(frozen=True, slots=True)
class Standing:
    """Static standing alignment, from the upright, still frames; the baseline of every rep.

    Attributes
    ----------
    frames, time_s
        How many frames it rests on, and the time of their middle.
    legs
        Per leg.
    kasr
        Knee-ankle separation ratio.
    stance_width
        Distance of the ankles as a share of the distance of the hips.
    pelvic_drop_deg
        Hip line against the horizontal, + = left hip lower.
    """

    frames: int
    time_s: float
    legs: dict[Leg, StandingLeg]
    kasr: Estimate
    stance_width: Estimate
    pelvic_drop_deg: Estimate
