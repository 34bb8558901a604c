"""How a movement runs over time: clocks, tempo, caves, and what a performance is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.rep import Movement
from tests.posed.body import Person


@dataclass(frozen=True, slots=True)
class CaveIn:
    """Knee-over-foot direction that one rep adds, degrees at its fullest, + = inward.

    ``phase``: both, descent, or ascent.
    """

    left_deg: float = 0.0
    right_deg: float = 0.0
    phase: str = "both"

    def of(self, leg: Leg) -> float:
        return self.left_deg if leg is Leg.LEFT else self.right_deg


@dataclass(frozen=True, slots=True)
class RepTruth:
    """When a rep truly starts, is deepest (middle of the hold) and ends, and who leads."""

    number: int
    start_s: float
    bottom_s: float
    end_s: float
    depth: float
    lead_leg: Leg | None = None


@dataclass(frozen=True, slots=True)
class Performance:
    """Joint centres over time, (T, 3) metres each, and the reps that were done."""

    person: Person
    movement: Movement | None
    time_s: FloatArray
    joints: dict[Joint, FloatArray]
    reps: tuple[RepTruth, ...]

    def then(self, other: Performance, *, blend_s: float) -> Performance:
        """This performance, a straight blend of every joint (bones stretch), then the other."""
        step = float(np.median(np.diff(self.time_s)))
        count = max(1, round(blend_s / step))
        between = np.arange(1, count) / count
        offset = float(self.time_s[-1] + count * step - other.time_s[0])
        time = [self.time_s, self.time_s[-1] + between * count * step, other.time_s + offset]
        joints = {
            joint: np.concatenate(
                [
                    path,
                    path[-1] + between[:, None] * (other.joints[joint][0] - path[-1]),
                    other.joints[joint],
                ]
            )
            for joint, path in self.joints.items()
        }
        later = [
            replace(r, number=r.number + len(self.reps), start_s=r.start_s + offset,
                    bottom_s=r.bottom_s + offset, end_s=r.end_s + offset)
            for r in other.reps
        ]  # fmt: skip
        return replace(
            self,
            movement=self.movement or other.movement,
            time_s=np.concatenate(time),
            joints=joints,
            reps=(*self.reps, *later),
        )


def clock(
    duration_s: float,
    *,
    rate_hz: float = 30.0,
    start_s: float = 0.0,
    jitter: float = 0.0,
    seed: int = 0,
) -> FloatArray:
    """Frame times; ``jitter`` is the share of a frame by which each may be off (VFR)."""
    frames = np.arange(round(duration_s * rate_hz)) / rate_hz
    shake = np.random.default_rng(seed).uniform(-jitter, jitter, len(frames)) / rate_hz
    shake[:1] = 0.0
    return start_s + frames + shake


@dataclass(frozen=True, slots=True)
class Tempo:
    """Timing of a set.  ``depths`` has one entry a rep (1 full, .4 a half rep); ``stick_s`` is a
    stop at half height on the way up.  Reps start at ``lead_in_s`` on the clock."""

    reps: int = 5
    descent_s: float = 1.2
    hold_s: float = 0.3
    ascent_s: float = 1.1
    rest_s: float = 0.9
    lead_in_s: float = 1.5
    lead_out_s: float = 1.2
    stick_s: float = 0.0
    depths: tuple[float, ...] = field(default=())

    @property
    def depth_of_reps(self) -> tuple[float, ...]:
        return self.depths or (1.0,) * self.reps

    @property
    def duration_s(self) -> float:
        rep = self.descent_s + self.hold_s + self.ascent_s + self.stick_s
        count = len(self.depth_of_reps)
        return self.lead_in_s + count * rep + (count - 1) * self.rest_s + self.lead_out_s

    def knots(self) -> list[tuple[float, float]]:
        """(seconds, depth) of every turning point; between two the course is a half cosine."""
        now, knots = self.lead_in_s, []
        for depth in self.depth_of_reps:
            knots += [(now, 0.0), (now + self.descent_s, depth)]
            now += self.descent_s + self.hold_s
            knots.append((now, depth))
            if self.stick_s:
                half = now + self.ascent_s / 2
                knots += [(half, depth / 2), (half + self.stick_s, depth / 2)]
                now += self.stick_s
            now += self.ascent_s
            knots.append((now, 0.0))
            now += self.rest_s
        return knots

    def depth(self, time_s: FloatArray) -> FloatArray:
        """(T,) 0 = upright .. 1 = deepest."""
        return course(time_s, self.knots())

    def reps_done(self, leads: Sequence[Leg | None] = (None,)) -> tuple[RepTruth, ...]:
        """Every rep of the set; leads are taken in turn."""
        rep_s = self.descent_s + self.hold_s + self.stick_s + self.ascent_s
        reps = []
        for index, depth in enumerate(self.depth_of_reps):
            start = self.lead_in_s + index * (rep_s + self.rest_s)
            bottom = start + self.descent_s + self.hold_s / 2
            lead = leads[index % len(leads)]
            reps.append(RepTruth(index + 1, start, bottom, start + rep_s, depth, lead))
        return tuple(reps)


TEMPO = Tempo()


def ease(share: FloatArray) -> FloatArray:
    """Half a cosine from 0 to 1."""
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip(share, 0.0, 1.0)))


def course(time_s: FloatArray, knots: Sequence[tuple[float, float]]) -> FloatArray:
    """(T,) a value through the knots by half cosines, constant outside."""
    at, value = np.array(knots, dtype=float).T
    if (np.diff(at) < 0).any():
        raise ValueError("knots must not go back in time")
    index = np.clip(np.searchsorted(at, time_s, side="right") - 1, 0, len(at) - 2)
    share = (time_s - at[index]) / np.maximum(at[index + 1] - at[index], 1e-12)
    return np.asarray(value[index] + (value[index + 1] - value[index]) * ease(share))


def cave_course(
    time_s: FloatArray,
    bend: FloatArray,
    reps: tuple[RepTruth, ...],
    caves: Mapping[int, CaveIn],
    leg: Leg,
) -> FloatArray:
    """(T,) degrees of KOF that the caves add; full where ``bend`` (T, 0..1) is 1."""
    total = np.zeros_like(time_s)
    for rep in reps:
        cave = caves.get(rep.number, CaveIn())
        inside = (time_s >= rep.start_s) & (time_s <= rep.end_s)
        late = ease((time_s - rep.bottom_s) / 0.3 + 0.5)
        share = {"both": np.ones_like(late), "descent": 1 - late, "ascent": late}[cave.phase]
        total += np.where(inside, cave.of(leg) * bend * share, 0.0)
    return total
