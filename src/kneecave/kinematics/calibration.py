"""How pose landmarks differ from the joints they are named after.

Measured on rendered people with known joint centres (tuning bodies only) with the heavy model;
see ``docs/method.md``.  Lengths are shares of the leg (thigh + shank) unless said otherwise.
"""

from __future__ import annotations

CENTRE_SCALE = 1.008
"""`SEGMENT_SCALE` for joint centres that the network found."""

KNEE_OUTWARD = 0.009
"""The knee landmark lies this far medial of the joint centre, seen from the front."""

HIP_INWARD = 0.007
"""The hip landmark lies this far lateral of the joint centre, seen from the front."""

HIP_BACKWARD = 0.045
"""The hip landmark lies this far in front of the joint centre."""

SEGMENT_SCALE = 1.02
"""True segment length over its projection while standing (knees are never quite straight)."""

HEEL_TO_TOE = 0.69
"""Heel landmark to foot-index landmark, in shank lengths."""

ANKLE_TO_TOE = 0.53
"""Ankle landmark to foot-index landmark along the foot, in shank lengths."""

TOE_OUT_BIAS_DEG = 7.0
"""Foot landmarks read this much less toe-out than the foot has (they lie medial of the toes)."""

KNEE_SPREAD = 0.009
"""One standard deviation of the knee landmark sideways, between people."""

HIP_SPREAD = 0.006
"""The same for the hip, camera square to the person."""

HIP_SPREAD_TURNED = 0.03
"""What the hip's grows by, times the sine of the camera's yaw."""

SEGMENT_SPREAD = 0.015
"""One standard deviation of a segment's length, relative."""

ANGLE_SPREAD_DEG = 1.0
"""What is left when every other source is taken away."""

FLEXION_SPREAD_DEG = 4.0
"""The same for knee flexion, which hangs on how high the landmarks of hip and knee lie."""

FOOT_SPREAD_DEG = 2.3
"""One standard deviation of a foot's direction, large feet."""

FOOT_NOISE_PX = 0.4
"""One standard deviation of the toe against the heel sideways that does not shrink with size.

Real clips made smaller until the legs were 65 px read the same toe-out within 2.5 degrees.
"""

LAG_FRAMES = 0.5
"""How much later one landmark follows than another, in frames (tracking smooths over time)."""

NEARER_SPREAD = 0.4
"""Share of a foot's step toward the camera that may be wrong (the camera's pitch is unknown)."""
