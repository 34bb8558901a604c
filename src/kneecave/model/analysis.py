"""Everything that is known of a clip after its analysis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kneecave.model.clip import ClipInfo
from kneecave.model.coaching import Contributor, Plan, Trial
from kneecave.model.pose_track import PoseSource
from kneecave.model.rep import Rep
from kneecave.model.signals import Signals
from kneecave.model.standing_check import StandingCheck
from kneecave.model.verdict import Metric, Reason, RepVerdict, Unmeasurable, Word
from kneecave.model.view import CameraView, Standing


class NoteKind(StrEnum):
    """How a note is headed."""

    LOW_CONFIDENCE = "low confidence"
    NOT_JUDGED = "not judged"
    NOT_POSSIBLE = "not possible"


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence on what could not be measured, or only weakly, and why."""

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The answer: the worst word, which reps caved, and the reason if none was judged."""

    word: Word
    cave_reps: tuple[int, ...]
    watch_reps: tuple[int, ...]
    reason: Reason | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Advice:
    """What to try next.

    Attributes
    ----------
    cues
        At most two, for the next set.
    filming
        How to film better.
    contributors
        What each caved leg is consistent with; empty without a cave.
    trials
        Tests to try, the most telling first; empty without a cave.
    plan
        A week of practice; None without a cave.
    """

    cues: tuple[str, ...]
    filming: tuple[str, ...]
    contributors: tuple[Contributor, ...]
    trials: tuple[Trial, ...]
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is known of a clip.

    ``view``, ``standing`` are None where they could not be had; ``refusal`` says why no rep was
    judged at all, and is None otherwise.  ``settings`` are the values the verdicts were made with,
    by dotted name.  ``versions`` names the software.
    """

    clip: ClipInfo
    pose: PoseSource
    metric: Metric
    view: CameraView | None
    standing: Standing | None
    standing_check: StandingCheck
    signals: Signals
    reps: tuple[RepVerdict, ...]
    refusal: Unmeasurable | None
    notes: tuple[Note, ...]
    summary: Summary
    advice: Advice
    settings: dict[str, float | str]
    versions: dict[str, str]

    def about(self, rep: Rep) -> Analysis:
        """Return the same with the signals of one rep only, where it is low."""
        return replace(self, signals=self.signals.between(rep.low_from_s, rep.low_to_s))
