"""Where one person's joints are, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Joint
from kneecave.model.kept import rest
from kneecave.model.outlines import NO_OUTLINES, Outlines


@dataclass(frozen=True, slots=True)
class PoseSource:
    """What made a track: ``model`` (heavy, full, lite), ``engine`` with version, ``sha256``."""

    model: str
    engine: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PoseTrack:
    """One person's joints over a clip: T frames, J joints.

    Attributes
    ----------
    joints
        Names of the J columns.
    time_s
        (T,) seconds, strictly increasing, one for every decoded frame.
    xy_px
        (T, J, 2) image position, x right, y down, in pixels of the upright frame.  NaN where the
        joint is not seen.  Positions outside the picture are the model's guess, kept as such.
    depth_px
        (T, J) the model's own guess of depth relative to the hips, in pixels, away from the camera
        positive.  A weak hint, never a measurement.
    confidence
        (T, J) in 0..1; NaN where not seen.  High values do not show that a joint is visible.
    image_size_px
        (width, height) of the upright frame.
    source
        The model that made it.
    swapped
        (T,) whether left and right were found exchanged in this frame and mended.
    people
        Largest number of people seen in one frame.
    outlines
        Edges of the legs in some of the frames, where the pose model tells them.
    """

    joints: tuple[Joint, ...]
    time_s: FloatArray
    xy_px: KeptArray
    depth_px: KeptArray
    confidence: KeptArray
    image_size_px: tuple[int, int]
    source: PoseSource
    swapped: BoolArray
    people: int
    outlines: Outlines = NO_OUTLINES

    def __post_init__(self) -> None:
        frames, joints = len(self.time_s), len(self.joints)
        if self.xy_px.shape != (frames, joints, 2):
            raise ValueError(f"xy_px is {self.xy_px.shape}, not {(frames, joints, 2)}")
        if self.confidence.shape != (frames, joints) or self.depth_px.shape != (frames, joints):
            raise ValueError("confidence and depth_px must be (frames, joints)")
        if self.swapped.shape != (frames,):
            raise ValueError("swapped must be (frames,)")
        if frames > 1 and not bool(np.all(np.diff(self.time_s) > 0)):
            raise ValueError("time_s must be strictly increasing")

    @property
    def seen(self) -> BoolArray:
        """(T,) whether the person was found in the frame."""
        seen = np.zeros(len(self.time_s), dtype=np.bool_)
        for joint in range(len(self.joints)):
            seen |= np.isfinite(self.xy_px[:, joint]).all(axis=1)
            rest()
        return seen

    def of(self, joint: Joint) -> FloatArray:
        """Return one joint's path, (T, 2) pixels, NaN where unseen."""
        return np.asarray(self.xy_px[:, self.joints.index(joint)], dtype=np.float64)

    def at(self, frame: int) -> FloatArray:
        """Return where all joints are in one frame, (J, 2) pixels, NaN where unseen."""
        return np.asarray(self.xy_px[frame], dtype=np.float64)

    def only(self, frames: slice | NDArray[Any]) -> PoseTrack:
        """Return some of the frames, in order: a slice, a mask (T,), or indices."""
        time_s = self.time_s[frames]
        return replace(
            self,
            time_s=time_s,
            xy_px=self.xy_px[frames],
            depth_px=self.depth_px[frames],
            confidence=self.confidence[frames],
            swapped=self.swapped[frames],
            outlines=self.outlines.only(np.isin(self.outlines.time_s, time_s)),
        )
