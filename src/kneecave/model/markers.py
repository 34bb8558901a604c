"""Joint centres in metres: what other programs of the field read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Markers:
    """Points of one person over a clip, T frames, M points.

    Ground frame as OpenSim has it: X forward (the person's front on average over the standing
    frames), Y up, Z to the person's right; origin on the floor between the standing ankles.

    Attributes
    ----------
    names
        Names of the M points.
    time_s
        (T,) seconds of the clip.
    xyz_m
        (T, M, 3) metres, NaN where a point is not known.
    height_m
        Body height that the scale rests on: one camera does not see how large a person is.
    """

    names: tuple[str, ...]
    time_s: FloatArray
    xyz_m: FloatArray
    height_m: float

    def __post_init__(self) -> None:
        if self.xyz_m.shape != (len(self.time_s), len(self.names), 3):
            raise ValueError(f"xyz_m is {self.xyz_m.shape}")

    def of(self, name: str) -> FloatArray:
        """Return one point's path, (T, 3) metres."""
        return np.asarray(self.xyz_m[:, self.names.index(name)])
