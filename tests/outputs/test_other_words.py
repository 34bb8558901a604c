"""Every sentence on refusals, filming, feet, changes and tests' outcomes, as users read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from kneecave.coaching.advice import filming_advice
from kneecave.coaching.outcomes import SENTENCES, sentences
from kneecave.feet_watch import NOTES
from kneecave.findings import words
from kneecave.findings.notes import notes_on
from kneecave.history.changes import compare
from kneecave.history.trends import trends
from kneecave.kinematics.measure import measure
from kneecave.model.body import Leg
from kneecave.model.feet import FootRoll, RollPeak
from kneecave.model.motion import Motion
from kneecave.model.rep import Movement
from kneecave.model.session import Kept, Session, Tried
from kneecave.model.signals import Estimate, Measure
from kneecave.model.verdict import Metric, Unmeasurable, Word
from kneecave.outputs import captions
from kneecave.outputs import change_words as change
from kneecave.outputs.feet_words import feet_lines
from kneecave.outputs.words import NOT_MEASURED, NOTICE, TAGLINE
from kneecave.reps.find import find_reps
from kneecave.settings import Settings
from tests.history.sessions import make_session
from tests.outputs.analyses import STORIES, make_analysis
from tests.outputs.test_feet import check_of
from tests.posed import Tempo, make_track, squat

KEPT = Path(__file__).parent / "sentences" / "other.txt"
CLAIMS = re.compile(
    r"injur|risk\b|diagnos|abduct|\bACL\b|normal|caused by|because of|weak hip|cure|score|!", re.I
)
SETTINGS = Settings()
CAVED, LESS, CLEAN = (24.0, 25.0, 26.0), (15.0, 20.0, 25.0), (3.0, 4.0, 5.0)
NONE: tuple[None, ...] = (None,) * 3


def refusals() -> Iterator[str]:
    """Why something cannot be measured."""
    yield from (one.detail for one in vars(words).values() if isinstance(one, Unmeasurable))
    made = [
        words.turned_too_far(-36.4, 30.0),
        words.yaw_unclear(6.2),
        words.too_small(65.2, 100.0),
        words.too_shallow(31.0, 40.0),
        words.too_uncertain(9.6),
        words.too_few_pictures(3.2, 7.0),
        *(words.foot_cut_off(leg) for leg in Leg),
        *(words.foot_hidden(leg) for leg in Leg),
    ]
    yield from (one.detail for one in made)


def filming() -> Iterator[str]:
    """How to film it better, each with the fact that asks for it."""
    for one in filming_advice():
        limit = one.below if one.below is not None else one.above
        assert limit is not None
        beyond = limit - 1 if one.below is not None else limit + 3
        yield one.told({one.fact: beyond})


def notes() -> Iterator[str]:
    """What was measured only weakly, or not at all."""
    track, _ = make_track(squat(tempo=Tempo(reps=1)))
    motion = measure(track, SETTINGS)
    reps = find_reps(motion.signals, SETTINGS)
    assert motion.view is not None
    assert motion.standing is not None
    legs = {
        leg: replace(at, toe_out_deg=Estimate(toe_out, 2.0))
        for (leg, at), toe_out in zip(motion.standing.legs.items(), (14.0, 33.0), strict=True)
    }
    mixed = np.zeros(len(track.time_s), dtype=np.bool_)
    mixed[:7] = True
    weak: Motion = replace(
        motion,
        view=replace(motion.view, leg_length_px=112.0),
        standing=replace(motion.standing, legs=legs),
        track=replace(motion.track, swapped=mixed),
    )
    yield from (note.text for note in notes_on(weak, reps, SETTINGS))


def feet() -> Iterator[str]:
    """How feet roll, with every meaning that a roll can have."""
    for peak, bent, sure in (
        (6.6, True, True),
        (2.6, True, True),
        (-3.1, True, True),
        (-6.6, True, True),
        (5.0, False, True),
        (0.5, True, False),
    ):
        time_s = np.arange(0.0, 8.0, 0.1)
        one = RollPeak(peak, 0.9, 4.0, bent, sure)
        still = RollPeak(0.1, 0.9, 2.0, bent=False, sure=False)
        measured = Measure(np.zeros(len(time_s)), np.ones(len(time_s)))
        inward, outward = (one, still) if peak > 0 else (still, one)
        foot = FootRoll(Leg.LEFT, time_s, measured, inward, outward, 1.4, 4.0)
        yield feet_lines(check_of(foot, words.FOOT_NOT_PLANTED))[0]
    yield from feet_lines(check_of(words.SIDE_VIEW, words.SIDE_VIEW))
    yield from feet_lines(check_of(words.FOOT_NOT_PLANTED, foot))
    yield from NOTES


def pairs() -> Iterator[tuple[Session, Session]]:
    """Two sessions in every relation that words tell apart."""
    for before, after in ((CAVED, CLEAN), (CLEAN, CAVED), (CAVED, CAVED), (CLEAN, CLEAN),
                          (CAVED, LESS), (NONE, CAVED), (CAVED, NONE)):  # fmt: skip
        yield make_session(before, CLEAN), make_session(after, CLEAN, day=1)
    odd = make_session(CAVED, CLEAN, pose_model="lite", yaw_deg=22.0, day=1,
                       measured_with={"filters.cutoff_hz": 8.0})  # fmt: skip
    yield make_session(CAVED, CLEAN), odd


def changes() -> Iterator[str]:
    """What changed between two sessions, and over many."""
    for before, after in pairs():
        found = compare(before, after, SETTINGS.change)
        yield change.headline(found)
        yield change.sentence(found.legs[0], found.metric)
        yield from found.notes
    ratios = [
        make_session((k,) * 3, (k,) * 3, metric=Metric.KASR, spread=0.03) for k in (0.6, 0.95)
    ]
    narrow = compare(*ratios, SETTINGS.change)
    yield change.headline(narrow)
    yield change.sentence(narrow.legs[0], narrow.metric)
    kept = tuple(
        Kept(number, "Anna", replace(one, at=one.at + timedelta(days=7 * number)))
        for number, one in enumerate((make_session(CAVED, CLEAN), make_session(CLEAN, CLEAN)), 1)
    )
    for many in (kept, kept[:1]):
        yield from (change.trend_sentence(one) for one in trends(many, limits=SETTINGS.change))
    yield change.title(Movement.SPLIT_SQUAT, Leg.LEFT, Metric.KNEE_OVER_FOOT)


def outcomes() -> Iterator[str]:
    """What a test's outcome is consistent with."""
    for tried in Tried:
        yield from (f"{tried}, {name}: {sentences()[tried][name]}" for name in SENTENCES)


def beside() -> Iterator[str]:
    """What stands over and under tables, charts and pictures."""
    yield from (captions.SPREAD, captions.OWN_SIDES, captions.STANDING, captions.NO_STANDING)
    yield from (captions.CUES, *captions.TITLES.values())
    told: dict[str, None] = {}
    for kind in STORIES:
        analysis = make_analysis(kind)
        for tell in (captions.table_note, captions.chart_note, captions.also_title,
                     captions.also_note, captions.filming_title):  # fmt: skip
            told[tell(analysis)] = None
        clip = replace(analysis.clip, damaged_packets=2, declared_frames=analysis.clip.frames + 9)
        told |= dict.fromkeys(captions.file_notes(clip))
    yield from told
    for shown in ([Word.CAVE, Word.CLEAR], *([word] for word in Word)):
        yield captions.frames_title(shown)
    yield from (TAGLINE, NOT_MEASURED)


def said() -> list[str]:
    """Every sentence, under the place where it is told."""
    lines = []
    for tell in (refusals, filming, notes, feet, changes, outcomes, beside):
        title = (tell.__doc__ or "").rstrip(".").lower()
        lines += [f"# {title}", *tell()]
    return lines


def test_every_sentence_is_as_it_was_read_and_approved() -> None:
    kept = KEPT.read_text(encoding="utf-8").splitlines()
    assert said() == kept, f"read them anew, then write them to {KEPT.name}"


def test_times_are_told_with_the_largest_spread_of_the_clip() -> None:
    analysis = make_analysis("cave")
    first, *others = analysis.reps
    slow = replace(first, rep=replace(first.rep, start_spread_s=0.12, end_spread_s=0.34))
    note = captions.table_note(replace(analysis, reps=(slow, *others)))
    assert "A rep goes from its first to its last movement, ± 0.3 s." in note


def test_no_sentence_claims_more_than_was_seen() -> None:
    without = [line for line in said() if line not in (NOTICE, TAGLINE)]
    assert [line for line in without if CLAIMS.search(line)] == []
