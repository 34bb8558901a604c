"""Linear light to the picture a phone stores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.athlete.scene import Picture
from kneecave.model.arrays import FloatArray, ImageBgr

_STEPS = 4096


def _stored() -> NDArray[np.uint8]:
    """Return the stored value of light 0, 1 / 4096, ... 8: shoulder and gamma."""
    linear = np.arange(8 * _STEPS) / _STEPS
    soft = np.clip(1.18 * linear * (1 + linear / 4) / (1 + linear), 0, 1)
    return (255 * soft ** (1 / 2.2) + 0.5).astype(np.uint8)


_STORED = _stored()


def developed(light: FloatArray, picture: Picture, rng: np.random.Generator) -> ImageBgr:
    """Return 8-bit BGR: gain, sensor noise, a shoulder for the highlights, gamma.

    The noise has a part that grows with the light (photons) and is the same in all channels by
    two thirds, as after a phone's demosaicing.
    """
    height, width = light.shape[:2]
    linear = light * np.float32(picture.brightness)
    if picture.noise:
        grey = rng.standard_normal((height, width, 1), dtype=np.float32)
        colour = rng.standard_normal((height, width, 3), dtype=np.float32)
        shot = np.sqrt(np.clip(linear, 0, 4) + 0.05)
        linear = linear + picture.noise * shot * (grey + 0.5 * colour)
    steps = np.clip(linear[:, :, ::-1] * _STEPS, 0, len(_STORED) - 1).astype(np.uint16)
    return np.asarray(_STORED[steps])
