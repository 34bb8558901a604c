"""Where the legs end in the picture: from the mask that the landmark network's own head makes.

The head was cut off the network (models/build.py): over a whole picture it takes a quarter of the
time of all else.  What it takes is had from within the network, and the mask is made about the
legs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.outlines import row_middles
from kneecave.pose.blazepose.region import Region
from kneecave.pose.blazepose.runtime import Session, Tensor
from kneecave.pose.blazepose.tflite import read_network
from kneecave.pose.poses import JOINTS

Masked = Callable[[FloatArray], tuple[Tensor, FloatArray]]
"""From cells of a mask, as `MaskHead.mask` takes them, to the part of it that holds them."""

_MASK = "Identity_2"
_STEP = 0.5
"""Cells of the mask from one place along a row to the next."""
_STEPS = 60
"""Places on each side: as far as a thigh is wide, however low somebody squats."""
_COARSE = 4
"""Cells of the mask in one of the coarsest tensor that the head takes."""
_AROUND = 20
"""Cells about a place that the mask depends on: what the head's layers reach, one after another."""
_PARTS = ("hip", "knee", "ankle")


class MaskHead:
    """The part of a landmark network that only its mask needs; may be run by several threads.

    One thread works on a mask: others would go on turning in circles for a while, as ONNX Runtime's
    do, where the landmark network needs the processors.

    Parameters
    ----------
    content
        Its TensorFlow Lite file.

    Attributes
    ----------
    takes
        Names of the tensors within the landmark network that it takes.

    Raises
    ------
    ModelError
        The network cannot be opened.
    """

    def __init__(self, content: bytes) -> None:
        network = read_network(content)
        names = {number: name for name, number in network.names.items()}
        self.takes = tuple(names[number] for number in network.inputs)
        _, self.side, _, _ = network.shapes[network.outputs[_MASK]]
        self._session = Session(content, (_MASK,), any_size=True)

    def mask(self, within: Sequence[Tensor], cells: FloatArray) -> tuple[Tensor, FloatArray]:
        """Return the part of the mask that holds some of its cells, and where it begins.

        Parameters
        ----------
        within
            What the head takes, of the whole region.
        cells
            (..., 2) column and row of each; those outside count as those at the border.

        Returns
        -------
        tuple
            (height, width) before the sigmoid, above 0 where the person is; and (2,) column and row
            of its first cell.
        """
        columns, rows = (self._span(cells[..., axis]) for axis in (0, 1))
        parts = []
        for tensor in within:
            size = self.side // tensor.shape[-1]
            across, down = (slice(*np.array(span) // size) for span in (columns, rows))
            parts.append(tensor[:, :, down, across])
        (mask,) = self._session.run(*parts)
        return np.asarray(mask[0, ..., 0]), np.array([columns[0], rows[0]], dtype=np.float64)

    def _span(self, cells: FloatArray) -> tuple[int, int]:
        """Return the first cell and that after the last that these depend on, whole coarse ones."""
        first, last = np.clip([cells.min(), cells.max()], 0, self.side - 1)
        start = int(first - _AROUND) // _COARSE * _COARSE
        end = -(-int(last + 2 + _AROUND) // _COARSE) * _COARSE
        return max(start, 0), min(end, self.side)


def edges_px(masked: Masked, side: int, xy_px: FloatArray, region: Region) -> FloatArray:
    """Return where the legs end to both sides of the line through their landmarks.

    Parameters
    ----------
    masked, side
        Gives a part of the mask, and how many cells a side of the whole has.
    xy_px
        (J, 2) landmarks in the picture, columns as `JOINTS`.
    region
        Where the mask lies.

    Returns
    -------
    numpy.ndarray
        (2, ROWS, 2) as `kneecave.model.outlines.Outlines` has them; where the person does not end,
        the farthest place that is looked at.
    """
    along = np.arange(_STEPS + 1) * _STEP * region.size_px / side
    ways = np.stack([-along, along])
    middles = np.stack(
        [row_middles(*(xy_px[JOINTS.index(Joint.of(leg, part))] for part in _PARTS)) for leg in Leg]
    )
    places = middles[:, :, None, None] + np.stack([ways, np.zeros_like(ways)], axis=-1)
    into = region.to_picture()
    cells = (places - into[:, 2]) @ np.linalg.inv(into[:, :2]).T * side - 0.5
    mask, first = masked(cells)
    flat = (cells - first).reshape(-1, _STEPS + 1, 2).astype(np.float32)
    inside = cv2.remap(
        mask, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    values = np.asarray(inside, dtype=np.float64).reshape(cells.shape[:-1])
    apart = _first_below(values) * along[1]
    return np.asarray(middles[..., :1] + apart * [-1, 1], dtype=np.float64)


def _first_below(values: FloatArray) -> FloatArray:
    """Return the place (...) along the last axis where values first cross 0, in steps."""
    below = values < 0
    first = np.where(below.any(axis=-1), below.argmax(axis=-1), values.shape[-1] - 1)
    after = np.take_along_axis(values, first[..., None], axis=-1)[..., 0]
    before = np.take_along_axis(values, np.maximum(first - 1, 0)[..., None], axis=-1)[..., 0]
    crossed = (before >= 0) & (after < 0)
    drop = np.where(crossed, before - after, 1.0)
    return np.asarray(np.where(crossed, first - 1 + before / drop, first), dtype=np.float64)
