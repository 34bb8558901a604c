"""The joints of a session that is still going on."""

from __future__ import annotations

import numpy as np

from kneecave.model.arrays import FloatArray, KeptArray
from kneecave.model.outlines import NO_OUTLINES, Outlines
from kneecave.model.pose_track import PoseSource, PoseTrack
from kneecave.pose.poses import JOINTS
from kneecave.pose.swaps import legs_as_found
from kneecave.pose.tracking import mended, track_of

_BLOCK = 1024


class LivePath:
    """Keeps every row as the model gave it: 540 bytes a picture, 30 MB in half an hour at 30 Hz.

    Rows are kept in 32 bits, which moves no joint by more than a ten-thousandth of a pixel.
    """

    def __init__(self, image_size_px: tuple[int, int], source: PoseSource) -> None:
        self.image_size_px = image_size_px
        self._source = source
        self._times: list[np.ndarray[tuple[int], np.dtype[np.float64]]] = []
        self._rows: list[np.ndarray[tuple[int, int, int], np.dtype[np.float32]]] = []
        self._edges: list[KeptArray | None] = []
        self._length = 0

    def __len__(self) -> int:
        """Return how many pictures there were."""
        return self._length

    def append(self, time_s: float, row: FloatArray, edges_px: FloatArray | None = None) -> None:
        """Keep a row (J, 4); NaN where nobody is seen; and edges as `Pose` has them."""
        at = self._length % _BLOCK
        if at == 0:
            # the times last: a thread that judges meanwhile goes by them
            self._edges.append(None)
            self._rows.append(np.empty((_BLOCK, len(JOINTS), 4), dtype=np.float32))
            self._times.append(np.empty(_BLOCK, dtype=np.float64))
        self._times[-1][at] = time_s
        self._rows[-1][at] = row
        if edges_px is not None:
            kept = self._edges[-1]
            if kept is None:
                kept = np.full((_BLOCK, *edges_px.shape), np.nan, dtype=np.float32)
            kept[at] = edges_px
            self._edges[-1] = kept
        self._length += 1

    def since(self, time_s: float) -> tuple[FloatArray, FloatArray]:
        """Return times (T,) and rows (T, J, 4) from a time on, as a copy."""
        first = 0
        while first < len(self._times) - 1 and self._times[first + 1][0] <= time_s:
            first += 1
        blocks = range(first, len(self._times))
        filled = [min(_BLOCK, self._length - block * _BLOCK) for block in blocks]
        times = [self._times[block][:count] for block, count in zip(blocks, filled, strict=True)]
        rows = [self._rows[block][:count] for block, count in zip(blocks, filled, strict=True)]
        if not rows:
            return np.empty(0), np.empty((0, len(JOINTS), 4))
        time = np.concatenate(times)
        later = time >= time_s
        return time[later], np.concatenate(rows)[later].astype(np.float64)

    def track_of(self, times_s: FloatArray, rows: FloatArray) -> PoseTrack:
        """Return the track of some rows, mended as a clip's is, with the edges seen with them."""
        path, swapped = mended(rows, times_s)
        return track_of(
            path,
            times_s,
            swapped,
            self.image_size_px,
            source=self._source,
            people=1,
            outlines=self._outlines(times_s[legs_as_found(rows, path)]),
        )

    def _outlines(self, times_s: FloatArray) -> Outlines:
        found = [NO_OUTLINES]
        for block_s, edges_px in zip(self._times, self._edges, strict=False):
            if edges_px is not None:
                seen = np.isin(block_s, times_s) & np.isfinite(edges_px).all(axis=(1, 2, 3))
                found.append(Outlines(block_s[seen], edges_px[seen]))
        return Outlines(
            np.concatenate([one.time_s for one in found]),
            np.concatenate([one.edges_px for one in found]),
        )
