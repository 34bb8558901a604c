"""All results of a set, and the parts of them that the tables are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.designs import HEAVY, Part
from benchmarks.accuracy.rows import ClipResult, ClipRow, LegFrames, LegRow, joined
from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.verdict import Word

FLAGGED = frozenset({Word.WATCH.value, Word.CAVE.value})
MOST_YAW_DEG = 31.0
"""Yaw up to 30, with what the person's pelvis is turned."""
ANSWERED_YAW_DEG = 25.0
"""Up to here a clip that shows the whole body must be answered."""


@dataclass(frozen=True, slots=True)
class Results:
    """Results of several clips, each seen by one model."""

    rows: tuple[ClipResult, ...]

    def where(self, keep: Callable[[ClipRow], bool]) -> Results:
        """Return the results whose clip is kept."""
        return Results(tuple(row for row in self.rows if keep(row.clip)))

    def part(self, *parts: Part) -> Results:
        """Return the results of the heavy model in parts of the design."""
        return self.where(lambda clip: clip.model == HEAVY and clip.part in parts)

    def squats(self) -> Results:
        """Return the heavy model's squats from the front: true yaw up to 30, pelvis and all."""
        return self.part(Part.SQUATS).where(lambda clip: abs(clip.yaw_true_deg) < MOST_YAW_DEG)

    @property
    def clips(self) -> tuple[ClipRow, ...]:
        """One row for every clip."""
        return tuple(row.clip for row in self.rows)

    @property
    def legs(self) -> tuple[LegRow, ...]:
        """One row for every leg-rep."""
        return tuple(leg for row in self.rows for leg in row.legs)

    def frames(self) -> Frames:
        """Return the leg-frames of the clips that were answered."""
        answered = [row for row in self.rows if row.clip.answered and len(row.frames)]
        clip = [np.full(len(row.frames), float(index)) for index, row in enumerate(answered)]
        if not answered:
            nothing = np.empty(0)
            empty = LegFrames(**dict.fromkeys(LegFrames.__dataclass_fields__, nothing))
            return Frames(empty, nothing)
        return Frames(joined([row.frames for row in answered]), np.concatenate(clip))

    def by(self, name: str) -> Iterator[tuple[str, Results]]:
        """Give out the results by a field of the clip, in the order of their first clip."""
        for value in dict.fromkeys(str(getattr(clip, name)) for clip in self.clips):
            yield (
                value,
                Results(tuple(row for row in self.rows if str(getattr(row.clip, name)) == value)),
            )


@dataclass(frozen=True, slots=True)
class Frames:
    """Leg-frames of several clips, and the number (N,) of the clip each belongs to."""

    values: LegFrames
    clip: FloatArray

    def of(self, name: str, mask: BoolArray) -> FloatArray:
        """Return one quantity where the mask holds."""
        return np.asarray(getattr(self.values, name)[mask], dtype=np.float64)

    def flexed(self, low_deg: float, high_deg: float) -> BoolArray:
        """Return (N,) where the true knee flexion lies in a band."""
        flexion = self.values.flexion_true_deg
        return np.asarray((flexion >= low_deg) & (flexion < high_deg), dtype=np.bool_)

    def turned(self, low_deg: float, high_deg: float) -> BoolArray:
        """Return (N,) where the camera's true yaw, either way, lies in a band."""
        yaw = np.abs(self.values.yaw_true_deg)
        return np.asarray((yaw >= low_deg) & (yaw < high_deg), dtype=np.bool_)


def column(rows: tuple[LegRow, ...] | tuple[ClipRow, ...], name: str) -> FloatArray:
    """Return one number of every row, (N,)."""
    return np.array([getattr(row, name) for row in rows], dtype=np.float64)


def chosen(rows: tuple[LegRow, ...], keep: Callable[[LegRow], bool]) -> tuple[LegRow, ...]:
    """Return the rows that are kept."""
    return tuple(row for row in rows if keep(row))
