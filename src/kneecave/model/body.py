"""Names for the parts of the person: legs and joints, always the subject's own left and right."""

from __future__ import annotations

from enum import StrEnum


class Leg(StrEnum):
    """One of the subject's own legs."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def lateral_sign(self) -> int:
        """+1 for the left leg, -1 for the right: the way outward along the subject's left."""
        return 1 if self is Leg.LEFT else -1

    @property
    def other(self) -> Leg:
        """The opposite leg."""
        return Leg.RIGHT if self is Leg.LEFT else Leg.LEFT


class Joint(StrEnum):
    """A landmark of the body that a pose model can find."""

    NOSE = "nose"
    LEFT_EYE = "left_eye"
    RIGHT_EYE = "right_eye"
    LEFT_EAR = "left_ear"
    RIGHT_EAR = "right_ear"
    MOUTH_LEFT = "mouth_left"
    MOUTH_RIGHT = "mouth_right"
    LEFT_SHOULDER = "left_shoulder"
    RIGHT_SHOULDER = "right_shoulder"
    LEFT_ELBOW = "left_elbow"
    RIGHT_ELBOW = "right_elbow"
    LEFT_WRIST = "left_wrist"
    RIGHT_WRIST = "right_wrist"
    LEFT_HIP = "left_hip"
    RIGHT_HIP = "right_hip"
    LEFT_KNEE = "left_knee"
    RIGHT_KNEE = "right_knee"
    LEFT_ANKLE = "left_ankle"
    RIGHT_ANKLE = "right_ankle"
    LEFT_HEEL = "left_heel"
    RIGHT_HEEL = "right_heel"
    LEFT_FOOT_INDEX = "left_foot_index"
    RIGHT_FOOT_INDEX = "right_foot_index"

    @staticmethod
    def of(leg: Leg, part: str) -> Joint:
        """Return the joint of a leg's own side, as ``Joint.of(Leg.LEFT, "knee")``."""
        return Joint(f"{leg.value}_{part}")

    @property
    def mirrored(self) -> Joint:
        """The same part on the other side (the nose is its own)."""
        name = self.value
        if name.startswith("mouth_"):
            return Joint.MOUTH_RIGHT if self is Joint.MOUTH_LEFT else Joint.MOUTH_LEFT
        if name.startswith("left_"):
            return Joint("right_" + name.removeprefix("left_"))
        if name.startswith("right_"):
            return Joint("left_" + name.removeprefix("right_"))
        return self
