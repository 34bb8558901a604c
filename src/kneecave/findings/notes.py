"""Remarks on what was measured only weakly, or not at all, and why."""

from __future__ import annotations

from kneecave.model.analysis import Note, NoteKind
from kneecave.model.body import Leg
from kneecave.model.motion import Motion
from kneecave.model.rep import Rep
from kneecave.model.verdict import Metric
from kneecave.settings import Settings

_UNEVEN_FEET_DEG = 12.0


def notes_on(motion: Motion, reps: tuple[Rep, ...], settings: Settings) -> tuple[Note, ...]:
    """Return the remarks that hold for this clip."""
    limits = settings.limits
    notes = []
    if reps and settings.metric is Metric.KNEE_OVER_FOOT:
        text = (
            f"Knee bend under {limits.flexion_from_deg:.0f}°: the leg is too straight to point "
            f"anywhere. Deeper than {limits.flexion_to_deg:.0f}° is shown but not judged."
        )
        notes.append(Note(NoteKind.NOT_JUDGED, text))
    notes.extend(_weak(motion, reps, settings))
    notes.extend(_swapped(motion))
    notes.append(Note(NoteKind.NOT_POSSIBLE, "Twist inside the knee: one camera cannot see it."))
    return tuple(notes)


def _weak(motion: Motion, reps: tuple[Rep, ...], settings: Settings) -> list[Note]:
    if motion.view is None or motion.standing is None or not reps:
        return []
    texts = []
    if motion.view.leg_length_px < settings.view.low_leg_px:
        texts.append(f"The legs are only {motion.view.leg_length_px:.0f} pixels tall.")
    toe_out = {leg: at.toe_out_deg.value for leg, at in motion.standing.legs.items()}
    left, right = toe_out[Leg.LEFT], toe_out[Leg.RIGHT]
    if abs(left - right) > _UNEVEN_FEET_DEG:
        texts.append(f"The feet point differently: left {left:.0f}°, right {right:.0f}° outward.")
    followed = settings.limits.knee_over_foot.toe_out_followed
    if settings.metric is Metric.KNEE_OVER_FOOT and max(left, right) > followed:
        texts.append(
            f"Knees do not follow feet turned out more than {followed:.0f}°, so the limit is "
            "raised by what lies beyond."
        )
    return [Note(NoteKind.LOW_CONFIDENCE, text) for text in texts]


def _swapped(motion: Motion) -> list[Note]:
    count = int(motion.track.swapped.sum())
    if not count:
        return []
    text = f"Left and right were mixed up in {count} frames and put right."
    return [Note(NoteKind.LOW_CONFIDENCE, text)]
