"""What is known of real people: clips with truth by eye, and laboratory recordings.

Neither is ours to publish, so they lie beside the project; what is kept here is a summary in
numbers (``docs/accuracy/real.json``), made anew wherever the material is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.accuracy import naive
from benchmarks.accuracy.evaluation import Answer, answer_to
from benchmarks.accuracy.landmarks import see
from benchmarks.athlete.truth import peak_deg
from kneecave.model.body import Leg
from kneecave.model.pose_track import PoseTrack
from kneecave.model.rep import Rep
from kneecave.model.verdict import Unmeasurable, Word, word_of
from kneecave.pose.store import load_track
from tests.posed import MEDIAPIPE, Camera, Flaws, make_track
from tests.posed.motion_capture import uiprmd
from tests.test_real_clips import CLIPS, REFUSED, Seen

_PEOPLE = (1, 2, 3, 4, 5)
_YAWS_DEG = (-15.0, 0.0, 15.0)
_CORRECT = 10
CAVED_DEG = 10.0
"""True KOF peak of a rep in which a knee is in."""
_RECORDINGS = "labels/uiprmd_vicon_s01-s05.npz"


@dataclass(frozen=True, slots=True)
class ClipsByEye:
    """How many clips there are, and how many are answered as a person would.

    ``naive_*``: what is said by raw FPPA over its limit in any leg of any rep that was found.
    """

    clips: int
    counts_exact: int
    reps: int
    clean: int
    clean_said_clear: int
    caved: int
    caved_flagged: int
    to_refuse: int
    refused: int
    naive_clean_said_clear: int
    naive_caved_flagged: int


@dataclass(frozen=True, slots=True)
class Laboratory:
    """Deep squats of real people seen by a camera that never was there, leg-reps.

    ``error_*`` of the KOF peak, degrees: median of the signed, 90th percentile of the absolute;
    ``naive_*`` the same of raw FPPA, taken for KOF.
    """

    leg_reps: int
    correct: int
    correct_called_cave: int
    correct_watched: int
    knee_in: int
    knee_in_flagged: int
    error_median_deg: float
    error_p90_deg: float
    naive_correct_flagged: int
    naive_knee_in_flagged: int
    naive_error_median_deg: float
    naive_error_p90_deg: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Both."""

    clips: ClipsByEye
    laboratory: Laboratory


def evidence(shared: Path, cache: Path) -> Evidence:
    """Return what the tool makes of the material in the shared folder."""
    return Evidence(_clips(shared / "clips", cache / "real"), _laboratory(shared / _RECORDINGS))


def save_evidence(path: Path, found: Evidence) -> None:
    """Write the summary as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(found), indent=2) + "\n", encoding="utf-8")


def load_evidence(path: Path) -> Evidence | None:
    """Return the summary, or None if there is none."""
    if not path.is_file():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    return Evidence(ClipsByEye(**content["clips"]), Laboratory(**content["laboratory"]))


def _clips(folder: Path, cache: Path) -> ClipsByEye:
    cache.mkdir(parents=True, exist_ok=True)
    answers = [(seen, _answer(folder / seen.name, cache)) for seen in CLIPS]
    said = {seen.name: _word(answer) for seen, answer in answers}
    kinds = {kind: [s for s, _ in answers if _kind(s) == kind] for kind in ("clean", "cave", "no")}
    right = {kind: sum(said[s.name] in s.words for s in own) for kind, own in kinds.items()}
    naively = {seen.name: _naively_flagged(answer) for seen, answer in answers}
    return ClipsByEye(
        clips=len(answers),
        counts_exact=sum(len(answer.reps) == seen.reps for seen, answer in answers),
        reps=sum(seen.reps for seen, _ in answers),
        clean=len(kinds["clean"]),
        clean_said_clear=right["clean"],
        caved=len(kinds["cave"]),
        caved_flagged=right["cave"],
        to_refuse=len(kinds["no"]),
        refused=right["no"],
        naive_clean_said_clear=sum(not naively[seen.name] for seen in kinds["clean"]),
        naive_caved_flagged=sum(naively[seen.name] for seen in kinds["cave"]),
    )


def _naively_flagged(answer: Answer) -> bool:
    """Return whether raw FPPA goes beyond its limit in any working leg of any rep."""
    return any(
        _naive_peak_deg(answer.track, leg, rep) > naive.LIMIT_DEG
        for rep in answer.reps
        for leg in Leg
        if rep.lead_leg in (None, leg)
    )


def _naive_peak_deg(track: PoseTrack, leg: Leg, rep: Rep) -> float:
    inside = rep.is_low(track.time_s)
    return naive.sustained_peak(naive.fppa_deg(track, leg)[inside], track.time_s[inside])


def _kind(seen: Seen) -> str:
    if seen.words == REFUSED:
        return "no"
    return "cave" if Word.CAVE in seen.words else "clean"


def _answer(clip: Path, cache: Path) -> Answer:
    track = cache / f"{clip.stem}.pose.npz"
    if not track.is_file():
        see(clip, "heavy", track)
    return answer_to(load_track(track)[0])


def _word(answer: Answer) -> Word:
    return answer.findings.summary.word


@dataclass(frozen=True, slots=True)
class _LegRep:
    correct: bool
    true_deg: float
    found_deg: float
    naive_deg: float
    word: Word


def _laboratory(archive: Path) -> Laboratory:
    rows = [row for person in _PEOPLE for yaw in _YAWS_DEG for row in _squats(archive, person, yaw)]
    correct = [row for row in rows if row.correct]
    knee_in = [row for row in rows if row.true_deg >= CAVED_DEG]
    error, naive_error = (
        np.array([getattr(row, name) - row.true_deg for row in rows])
        for name in ("found_deg", "naive_deg")
    )
    return Laboratory(
        leg_reps=len(rows),
        correct=len(correct),
        correct_called_cave=sum(row.word is Word.CAVE for row in correct),
        correct_watched=sum(row.word is Word.WATCH for row in correct),
        knee_in=len(knee_in),
        knee_in_flagged=sum(row.word in {Word.WATCH, Word.CAVE} for row in knee_in),
        error_median_deg=round(float(np.median(error)), 2),
        error_p90_deg=round(float(np.percentile(np.abs(error), 90)), 2),
        naive_correct_flagged=sum(row.naive_deg > naive.LIMIT_DEG for row in correct),
        naive_knee_in_flagged=sum(row.naive_deg > naive.LIMIT_DEG for row in knee_in),
        naive_error_median_deg=round(float(np.median(naive_error)), 2),
        naive_error_p90_deg=round(float(np.percentile(np.abs(naive_error), 90)), 2),
    )


def _squats(archive: Path, person: int, yaw_deg: float) -> Iterator[_LegRep]:
    """Give out ten correct deep squats, then ten that were acted wrongly, by leg."""
    names = [f"m01_s{person:02d}_e{e:02d}_{k}" for k in ("cor", "inc") for e in range(1, 11)]
    camera = Camera(height_m=1.0, distance_m=3.5, yaw_deg=yaw_deg)
    track, truth = make_track(
        uiprmd(archive, names), camera, bias=MEDIAPIPE, flaws=Flaws(noise_px=1.0, seed=1)
    )
    for verdict in answer_to(track).findings.reps:
        inside = verdict.rep.is_low(truth.time_s)
        for leg, said in verdict.legs.items():
            if not isinstance(said, Unmeasurable):
                yield _LegRep(
                    correct=verdict.rep.number <= _CORRECT,
                    true_deg=peak_deg(
                        truth.time_s,
                        truth.legs[leg].knee_over_foot_deg,
                        truth.legs[leg].flexion_deg,
                        inside,
                    ),
                    found_deg=said.peak.value,
                    naive_deg=_naive_peak_deg(track, leg, verdict.rep),
                    word=word_of(said),
                )
