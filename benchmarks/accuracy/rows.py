"""What is kept of a clip after its evaluation: one row for it, one per leg-rep, one per leg-frame.

Degrees, seconds, pixels; + = knee inside; NaN where there is nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from kneecave.model.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class ClipRow:
    """A clip, seen by one model.

    ``yaw_true_deg`` the mean over the clip; ``refusal`` the reason why nothing was answered, empty
    if something was; ``movement_found`` of the first rep; ``reps_matched`` planned reps that have
    one found rep of their own.
    """

    name: str
    set: str
    part: str
    fault: str
    body: str
    model: str
    movement: str
    expected: str
    yaw_true_deg: float
    yaw_deg: float
    yaw_spread_deg: float
    yaw_naive_deg: float
    reps_planned: int
    reps_found: int
    reps_matched: int
    movement_found: str
    refusal: str
    leg_length_px: float
    frames: int

    @property
    def answered(self) -> bool:
        """Whether any verdict was given."""
        return not self.refusal


@dataclass(frozen=True, slots=True)
class LegRow:
    """A leg in a planned rep; only legs that work (both in a squat, the lead leg in a lunge).

    ``planned_deg`` change of KOF in this rep; ``permanent_deg`` always there; ``varies`` whether
    the leg has reps with and without a planned cave in this clip; ``true_peak_deg`` largest 0.2 s
    mean of true KOF at 40-90 degrees of flexion; ``word`` of the verdict, ``missed`` if the rep was
    not found; ``peak_*`` of the verdict; ``naive_peak_deg`` largest 0.2 s mean of raw FPPA.
    """

    clip: str
    number: int
    leg: str
    toe_out_deg: float
    planned_deg: float
    permanent_deg: float
    phase: str
    varies: bool
    true_peak_deg: float
    word: str
    reason: str
    peak_deg: float
    peak_spread_deg: float
    peak_limit_deg: float
    peak_relative_deg: float
    naive_peak_deg: float
    start_error_s: float
    bottom_error_s: float
    end_error_s: float

    @property
    def clean(self) -> bool:
        """Whether no cave at all was planned for the leg in this rep."""
        return self.planned_deg == 0 and self.permanent_deg == 0


@dataclass(frozen=True, slots=True)
class LegFrames:
    """Leg-frames inside planned reps, legs that work only; every array (N,).

    ``left`` 1 for the left leg; ``yaw_true_deg`` of the camera in that frame; of every quantity
    the truth by joint centres (``_mesh`` by the skin), the value and its spread; ``fppa_deg`` and
    ``flexion_naive_deg`` from the landmarks as they are.
    """

    left: FloatArray
    yaw_true_deg: FloatArray
    flexion_true_deg: FloatArray
    flexion_deg: FloatArray
    flexion_spread_deg: FloatArray
    flexion_naive_deg: FloatArray
    kof_true_deg: FloatArray
    kof_mesh_deg: FloatArray
    kof_deg: FloatArray
    kof_spread_deg: FloatArray
    frontal_true_deg: FloatArray
    frontal_mesh_deg: FloatArray
    frontal_deg: FloatArray
    frontal_spread_deg: FloatArray
    fppa_deg: FloatArray

    def __len__(self) -> int:
        """Return N."""
        return len(self.left)


@dataclass(frozen=True, slots=True)
class ClipResult:
    """Everything that is kept of a clip seen by one model."""

    clip: ClipRow
    legs: tuple[LegRow, ...]
    frames: LegFrames


def joined(frames: Sequence[LegFrames]) -> LegFrames:
    """Return the frames of several clips as one."""
    return LegFrames(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in frames])
            for field in fields(LegFrames)
        }
    )


def save_result(path: Path, result: ClipResult, *, key: str) -> None:
    """Write a result, with the key that says what it was made from; never half of it."""
    header = {
        "key": key,
        "clip": asdict(result.clip),
        "legs": [asdict(leg) for leg in result.legs],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    arrays = {field.name: getattr(result.frames, field.name) for field in fields(LegFrames)}
    with temporary.open("wb") as file:
        np.savez_compressed(file, header=np.array(json.dumps(header)), **arrays)
    temporary.replace(path)


def load_result(path: Path, *, key: str) -> ClipResult | None:
    """Return the result, or None if there is none or it was made from something else."""
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as content:
        header: dict[str, Any] = json.loads(str(content["header"][()]))
        if header["key"] != key:
            return None
        return ClipResult(
            clip=ClipRow(**header["clip"]),
            legs=tuple(LegRow(**leg) for leg in header["legs"]),
            frames=LegFrames(
                **{field.name: content[field.name].astype(float) for field in fields(LegFrames)}
            ),
        )
