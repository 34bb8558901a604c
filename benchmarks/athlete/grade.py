"""Linear light to the picture a phone stores."""

from __future__ import annotations

import numpy as np

from benchmarks.athlete.scene import Picture
from kneecave.model.arrays import FloatArray, ImageBgr


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
    linear = np.clip(linear, 0, None)
    soft = np.clip(1.18 * linear * (1 + linear / 4) / (1 + linear), 0, 1)
    return np.asarray((255 * soft[:, :, ::-1] ** (1 / 2.2) + 0.5).astype(np.uint8))
