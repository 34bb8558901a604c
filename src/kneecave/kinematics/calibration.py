"""How pose landmarks differ from the joints they are named after.

Measured on rendered people with known joint centres (tuning bodies only) with the heavy model;
see ``docs/method.md``.  Lengths are shares of the leg (thigh + shank) unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CentreSpread:
    """One standard deviation of what the lift starts from, for people never seen before.

    Attributes
    ----------
    knee, hip
        Sideways place of the centre, in leg lengths.
    hip_turned
        What the hip's grows by, times the sine of the camera's yaw.
    segment
        Length of thigh and shank, relative.
    flexion_deg
        What is left of knee flexion's, which hangs on how high hip and knee are seen.
    foot_deg
        What comes to the foot's direction, for landmarks of a lesser model.
    """

    knee: float
    hip: float
    hip_turned: float
    segment: float
    flexion_deg: float
    foot_deg: float


FITTED_SPREAD = CentreSpread(
    knee=0.006, hip=0.0055, hip_turned=0.0, segment=0.015, flexion_deg=3.3, foot_deg=0.0
)
"""Centres that the regression found, of people whom it was not fitted to.

Knees are then 0.64 % off, hips 0.59 %, ankles 0.40 %; what they share does not bend the leg.
"""

OUTLINED_SPREAD = CentreSpread(
    knee=0.0034, hip=0.0034, hip_turned=0.0, segment=0.015, flexion_deg=3.1, foot_deg=0.0
)
"""The same where the edges of the legs were seen too: knees 0.34 % off, hips 0.52, ankles 0.28."""

USUAL_SPREAD = CentreSpread(
    knee=0.009, hip=0.006, hip_turned=0.03, segment=0.015, flexion_deg=8.0, foot_deg=2.0
)
"""Landmarks of other models, moved by what they are beside the centres in the mean."""

CENTRE_SCALE = 1.008
"""`SEGMENT_SCALE` for joint centres that the regression found."""

KNEE_OUTWARD = 0.009
"""The knee landmark lies this far medial of the joint centre, seen from the front."""

HIP_INWARD = 0.007
"""The hip landmark lies this far lateral of the joint centre, seen from the front."""

HIP_BACKWARD = 0.045
"""The hip landmark lies this far in front of the joint centre."""

FOLDED = 0.3
"""Share of the trunk's standing height in the picture that is lost before it hides the hips.

Squats hardly lose more, deadlifts 0.3 to 1.3.  This and the next four numbers: 18 deadlifts.
"""

MOST_FOLDED = 0.25
"""How much more of it counts: beyond, hips are seen no worse."""

HIP_FOLDED_BACKWARD = 0.35
"""What comes to `HIP_BACKWARD` in the fold, times `upright.folded`."""

FOLDED_SPREAD = 0.06
"""What comes to one standard deviation of knee and hip sideways, times `upright.folded`."""

FOLDED_HEIGHT_SPREAD = 0.3
"""The same, up or down."""

SEGMENT_SCALE = 1.02
"""True segment length over its projection while standing (knees are never quite straight)."""

HEEL_TO_TOE = 0.69
"""Heel landmark to foot-index landmark, in shank lengths."""

ANKLE_TO_TOE = 0.53
"""Ankle landmark to foot-index landmark along the foot, in shank lengths."""

TOE_OUT_BIAS_DEG = 5.85
"""Foot landmarks read this much less toe-out than the foot has (they lie medial of the toes)."""

TOE_OUT_SIDE_DEG = 0.75
"""A left foot reads so much less toe-out still, and a right one so much more.

The pose model is not symmetric: five real clips and their mirror images differ by twice 1.0.  Both
numbers are such that KOF of the tuning people, unknown to the regression, has no bias on either
side.
"""

ANGLE_SPREAD_DEG = 0.8
"""What is left when every other source is taken away."""

FOOT_SPREAD_DEG = 1.3
"""One standard deviation of the direction of a foot that points at the camera, large feet."""

FOOT_STEEP_SPREAD_DEG = 4.0
"""What comes to it, times the tangent of the angle between foot and camera (7 % of its length)."""

FEET_ALIKE_DEG = 5.0
"""One standard deviation of how unlike a person's two feet are turned out."""

FOOT_NOISE_PX = 0.4
"""One standard deviation of the toe against the heel sideways that does not shrink with size.

Real clips made smaller until the legs were 65 px read the same toe-out within 2.5 degrees.
"""

LAG_FRAMES = 0.5
"""How much later one landmark follows than another, in frames (tracking smooths over time)."""

NEARER_SPREAD = 0.4
"""Share of a foot's step toward the camera that may be wrong (the camera's pitch is unknown)."""
