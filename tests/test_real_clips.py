"""Real clips with truth by eye, from pixels to the answer.

The clips are not ours to publish: the tests skip where they do not lie beside the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from kneecave.model.rep import Movement
from kneecave.model.verdict import Reason, Word
from kneecave.pipeline import Result, analyse

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Seen:
    """What a person saw: how many reps, of what, and the answer (with the reason for none)."""

    name: str
    reps: int
    words: tuple[Word, ...]
    reason: Reason | None = None
    movement: Movement = Movement.SQUAT


CLEAR = (Word.CLEAR,)
REFUSED = (Word.UNMEASURABLE,)
CLIPS = (
    Seen("eti_squat_bad.mp4", 1, (Word.WATCH, Word.CAVE)),
    Seen("eti_squat_good.mp4", 1, CLEAR),
    Seen("eti_squat_fast.mp4", 2, CLEAR),
    Seen("nowva_squats.mp4", 5, CLEAR),
    Seen("ucsd_demo_left.mp4", 3, CLEAR),
    Seen("robertson_front.mp4", 3, CLEAR),
    Seen("rj_squat.mp4", 12, CLEAR),
    Seen("quickpose_squat.gif", 4, CLEAR),
    Seen("mlsac_no_depth_vid.gif", 1, CLEAR),
    Seen("bich_bad017.mp4", 1, CLEAR, movement=Movement.DEADLIFT),
    Seen("prithvi_squat.mp4", 1, REFUSED, Reason.TURNED_TOO_FAR),
    Seen("sebitzu_squat.mp4", 2, REFUSED, Reason.FEET_CUT_OFF),
    Seen("nowva_lunge.mp4", 11, REFUSED, Reason.SIDE_VIEW, Movement.SPLIT_SQUAT),
    Seen("hackd_squat.mp4", 1, REFUSED, Reason.SIDE_VIEW),
    Seen("venga_lunges.mp4", 5, REFUSED, Reason.YAW_UNCLEAR, Movement.ALTERNATING_LUNGE),
)


def result_of(shared: Path, seen: Seen) -> Result:
    clip = shared / "clips" / seen.name
    if not clip.is_file():
        pytest.skip(f"{seen.name} is not beside the project")
    return analyse(clip)


@pytest.mark.parametrize("seen", CLIPS, ids=lambda seen: Path(seen.name).stem)
def test_the_answer_is_what_a_person_saw(shared: Path, seen: Seen) -> None:
    analysis = result_of(shared, seen).analysis
    assert len(analysis.reps) == seen.reps
    assert {verdict.rep.movement for verdict in analysis.reps} == {seen.movement}
    assert analysis.summary.word in seen.words
    assert analysis.summary.reason is seen.reason
    if seen.name == "eti_squat_bad.mp4":
        for verdict in analysis.reps[0].legs.values():
            assert Word(type(verdict).__name__.lower()) in seen.words
    if seen.name == "venga_lunges.mp4":
        assert [verdict.rep.lead_leg for verdict in analysis.reps] == [
            "left", "right", "left", "right", "left",
        ]  # fmt: skip
