"""What is said of a knee at this moment."""

from __future__ import annotations

from kneecave.findings.knee_now import KneeNow
from kneecave.model.moment import LegMoment
from kneecave.model.verdict import Word
from kneecave.settings import Settings

LIMIT = 10.0
STEP_S = 1 / 30


def bent(value: float) -> LegMoment:
    return LegMoment(
        value=value,
        spread=2.5,
        flexion_deg=70.0,
        foot_out=0.2,
        foot_up=0.0,
        knee_up=0.5,
        foot_stands=True,
        foot_in_picture=True,
        foot_confidence=0.9,
    )


def worst_after(values: list[float], *, gap_s: float, told: bool) -> Word | None:
    """The worst word after half a second that is clear, a gap, and these values."""
    knee = KneeNow(Settings())
    worst = None
    for number in range(15):
        knee.push(number * STEP_S, bent(1.0), LIMIT, in_rep=True, works=True)
    if told:
        knee.unseen()
    for number, value in enumerate(values):
        at_s = 14 * STEP_S + gap_s + number * STEP_S
        worst = knee.push(at_s, bent(value), LIMIT, in_rep=True, works=True).rep_word
    return worst


def test_one_picture_after_a_gap_says_nothing_of_the_rep() -> None:
    assert worst_after([30.0], gap_s=0.4, told=False) is Word.CLEAR
    assert worst_after([30.0], gap_s=0.1, told=True) is Word.CLEAR
    assert worst_after([30.0] * 7, gap_s=0.4, told=False) is Word.CAVE
    assert worst_after([30.0] * 7, gap_s=STEP_S, told=False) is Word.CAVE
