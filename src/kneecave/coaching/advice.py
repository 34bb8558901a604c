"""What to try in the next set, and how to film it better; the sentences lie in two TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kneecave.coaching.contributors import NO_FEET, contributors
from kneecave.coaching.facts import facts
from kneecave.coaching.plan import make_plan, origin_of
from kneecave.coaching.trials import trials
from kneecave.model.analysis import Advice
from kneecave.model.body import Leg
from kneecave.model.clip import ClipInfo
from kneecave.model.coaching import Origin
from kneecave.model.feet import FootRoll
from kneecave.model.rep import Phase
from kneecave.model.signals import Signals
from kneecave.model.standing_check import StandingCheck
from kneecave.model.verdict import Cave, Peak, RepVerdict, Unmeasurable, Watch, Word
from kneecave.model.view import CameraView, Standing
from kneecave.settings import Settings

MOST_CUES = 2


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue with what it fits, and its source: ``legs`` are ``both``, ``one`` or ``standing``.

    ``knees`` is ``cave`` or ``watch`` (either); ``phase`` is None where any part of a rep fits,
    ``origin`` where a cave may come from anywhere.
    """

    text: str
    legs: str
    knees: str
    source: str
    phase: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class FilmingAdvice:
    """A sentence on filming, and the side of which limit a fact must lie on for it to be said.

    ``told_by`` are reasons of refusals that say the same already.
    """

    fact: str
    text: str
    source: str
    below: float | None = None
    above: float | None = None
    told_by: Sequence[str] = ()

    def fits(self, known: Mapping[str, float]) -> bool:
        """Return whether the fact is known and lies on the side that asks for this sentence."""
        value = known.get(self.fact)
        if value is None:
            return False
        too_low = self.below is not None and value < self.below
        return too_low or (self.above is not None and value > self.above)

    def told(self, known: Mapping[str, float]) -> str:
        """Return the sentence with the fact in it."""
        return self.text.format(value=round(known[self.fact]))


def advise(
    signals: Signals,
    reps: tuple[RepVerdict, ...],
    refusal: Unmeasurable | None,
    *,
    view: CameraView | None,
    standing: Standing | None,
    check: StandingCheck,
    clip: ClipInfo,
    settings: Settings,
    feet: Mapping[Leg, FootRoll] = NO_FEET,
) -> Advice:
    """Return at most two cues by what was found, and each filming sentence whose fact holds.

    A clip without a cave and without a knee to watch gets no cue, but for knees that fall in while
    standing in a clip without reps.  Without a cave there are no contributors, tests and plan.
    ``feet`` are those whose roll was seen in their pictures.
    """
    known = facts(view=view, standing=standing, reps=reps, clip=clip)
    found = contributors(signals, standing, reps, settings, feet=feet)
    origin = origin_of(found) if found else None
    return Advice(
        cues=_cues(reps, origin) if reps else _standing_cues(check),
        filming=tuple(
            one.told(known)
            for one in filming_advice()
            if one.fits(known) and not (refusal and refusal.reason.value in one.told_by)
        ),
        contributors=found,
        trials=trials(origin, reps, standing) if origin and standing else (),
        plan=make_plan(origin, settings.coaching) if origin else None,
    )


@cache
def cues() -> tuple[Cue, ...]:
    """Return every cue, most telling first."""
    return tuple(Cue(**entry) for entry in _table("cues.toml", "cue"))


@cache
def filming_advice() -> tuple[FilmingAdvice, ...]:
    """Return every sentence on filming, most telling first."""
    return tuple(FilmingAdvice(**entry) for entry in _table("filming.toml", "advice"))


def _cues(reps: tuple[RepVerdict, ...], origin: Origin | None) -> tuple[str, ...]:
    peaks = _peaks(reps, Cave) or _peaks(reps, Watch)
    if not peaks:
        return ()
    knees = {"cave", "watch"} if _peaks(reps, Cave) else {"watch"}
    legs = "one" if all(rep.rep.lead_leg for rep in reps) else "both"
    phase = _phase(peaks)
    fitting = (
        cue.text
        for cue in cues()
        if cue.knees in knees
        and cue.legs == legs
        and cue.phase in (None, phase.value)
        and cue.origin in (None, origin)
    )
    return tuple(fitting)[:MOST_CUES]


def _standing_cues(check: StandingCheck) -> tuple[str, ...]:
    fits = {Word.CAVE: {"cave", "watch"}, Word.WATCH: {"watch"}}.get(check.word, set())
    return tuple(cue.text for cue in cues() if cue.legs == "standing" and cue.knees in fits)[
        :MOST_CUES
    ]


def _peaks(reps: tuple[RepVerdict, ...], kind: type[Cave | Watch]) -> list[Peak]:
    return [
        verdict.peak for rep in reps for verdict in rep.legs.values() if isinstance(verdict, kind)
    ]


def _phase(peaks: list[Peak]) -> Phase:
    """Return the part of the rep in which most peaks lie; the earlier of equals."""
    phases = [peak.phase for peak in peaks]
    return max(Phase, key=phases.count)


def _table(name: str, key: str) -> list[dict[str, Any]]:
    text = (files("kneecave.coaching") / name).read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)[key]
    return entries
