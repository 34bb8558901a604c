"""Every sentence that says why something cannot be measured, and what to do about it."""

from __future__ import annotations

import math

from kneecave.model.body import Leg
from kneecave.model.verdict import Reason, Unmeasurable

NO_REP = Unmeasurable(
    Reason.NO_REP,
    "Nobody squatted, lunged or lifted here, or only part of a rep is in the clip.",
)
SIDE_VIEW = Unmeasurable(
    Reason.SIDE_VIEW,
    "Filmed from the side: a knee moving inward cannot be seen. Film from the front.",
)
REAR_VIEW = Unmeasurable(
    Reason.REAR_VIEW,
    "Filmed from behind: the feet's direction cannot be seen. Film from the front.",
)
FEET_CUT_OFF = Unmeasurable(
    Reason.FEET_CUT_OFF,
    "The feet are outside the picture. Step back a metre.",
)
NO_STANDING = Unmeasurable(
    Reason.NO_STANDING,
    "No upright moment to measure from. Stand still for 2 s before rep 1.",
)
NOT_STANDING = Unmeasurable(
    Reason.NO_STANDING,
    "Nobody stands upright and still here. Stand still for 3 s, facing the camera.",
)
REAR_LEG = Unmeasurable(
    Reason.REAR_LEG,
    "The leg behind is hidden and foreshortened; only the leg in front is judged.",
)
FREE_LEG = Unmeasurable(
    Reason.FREE_LEG,
    "This leg carries no weight in this rep; only the working leg is judged.",
)
STRETCHED_LEG = Unmeasurable(
    Reason.FREE_LEG,
    "This leg is stretched out to the side; only the bent leg is judged.",
)
FOOT_MOVED = Unmeasurable(
    Reason.FOOT_MOVED,
    "The foot did not stay in one place long enough to see where it points.",
)
FOOT_NOT_PLANTED = Unmeasurable(
    Reason.FOOT_MOVED,
    "The foot did not stay where it stood, so its roll cannot be compared. Keep both feet planted.",
)
TOO_FEW_FRAMES = Unmeasurable(
    Reason.TOO_FEW_FRAMES,
    "Too few pictures of this rep show the knee well bent. Film at 30 frames a second or more.",
)
STAGGERED_FEET = Unmeasurable(
    Reason.STAGGERED_FEET,
    "Widths of knees and ankles say nothing when one foot is in front. Choose another metric.",
)
LOST = Unmeasurable(
    Reason.LOST,
    "The leg was not seen for most of this rep. Keep the whole body in the picture.",
)


def turned_too_far(yaw_deg: float, most_deg: float) -> Unmeasurable:
    """Refuse a camera too far to one side."""
    text = (
        f"The camera stands {abs(yaw_deg):.0f}° to the side; "
        f"up to {most_deg:.0f}° can be measured. Face it."
    )
    return Unmeasurable(Reason.TURNED_TOO_FAR, text)


def yaw_unclear(spread_deg: float) -> Unmeasurable:
    """Refuse signs of the camera's yaw that contradict each other."""
    text = f"The camera's angle is unclear (± {spread_deg:.0f}°). Film square to the front."
    return Unmeasurable(Reason.YAW_UNCLEAR, text)


def too_small(leg_px: float, least_px: float) -> Unmeasurable:
    """Refuse a person too small in the picture."""
    text = (
        f"The legs are {leg_px:.0f} pixels tall; {least_px:.0f} are needed. "
        "Move closer or film in 1080p."
    )
    return Unmeasurable(Reason.TOO_SMALL, text)


def too_shallow(flexion_deg: float, least_deg: float) -> Unmeasurable:
    """Leave out a knee that never bends enough to point anywhere."""
    reached = min(round(flexion_deg), math.ceil(least_deg) - 1)  # 39.6 must not read as 40
    text = f"The knee bent only {reached}°; under {least_deg:.0f}° it points nowhere. Go deeper."
    return Unmeasurable(Reason.TOO_SHALLOW, text)


def foot_cut_off(leg: Leg) -> Unmeasurable:
    """Leave out a leg whose foot leaves the picture."""
    text = f"The {leg.value} foot is outside the picture in this rep. Step back a metre."
    return Unmeasurable(Reason.FEET_CUT_OFF, text)


def foot_hidden(leg: Leg) -> Unmeasurable:
    """Leave out a leg whose foot the model only guesses."""
    text = (
        f"The {leg.value} foot is hidden or too dark to see, so the {leg.value} knee has nothing "
        "to be compared with."
    )
    return Unmeasurable(Reason.FOOT_HIDDEN, text)


def too_few_pictures(found_hz: float, least_hz: float) -> Unmeasurable:
    """Return the refusal of a rep between whose pictures the knee may have been anywhere."""
    return Unmeasurable(
        Reason.TOO_FEW_FRAMES,
        f"{found_hz:.1f} pictures a second show this rep; {least_hz:.0f} are needed. "
        "Film at 30 frames a second or more.",
    )


def too_uncertain(spread_deg: float) -> Unmeasurable:
    """Return the refusal of a peak whose spread leaves every word open."""
    return Unmeasurable(
        Reason.TOO_UNCERTAIN,
        f"The knee’s angle is known only to ± {spread_deg:.0f}°, too little to judge. "
        "Film square to the front, with the feet still and in the picture.",
    )
