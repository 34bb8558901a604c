"""High dynamic range to the tones of an ordinary screen.

HDR clips (PQ, HLG: most new phones) hold brightness on a steeper scale; shown as they are, they
look dark or grey.  One table of 256 entries per clip puts them right at the price of a look-up.
Colours keep the wide gamut's primaries and so look a little pale, which no measurement needs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kneecave.model.arrays import FloatArray

# Transfer characteristics as numbered in ITU-T H.273, table 3.
_PQ, _HLG = 16, 18
_WHITE_NITS = 203.0  # ITU-R BT.2408: diffuse white of an HDR picture
_PEAK_NITS = 1000.0  # what highlights are graded for; BT.2408 too


def tone_table(transfer: int) -> NDArray[np.uint8] | None:
    """Return the 256 screen tones of an HDR signal's codes; None for an ordinary signal.

    Parameters
    ----------
    transfer
        The signal's transfer characteristic, ITU-T H.273.
    """
    code = np.arange(256) / 255.0
    if transfer == _PQ:
        return _screen(_pq_nits(code))
    if transfer == _HLG:
        return _screen(_hlg_nits(code))
    return None


def _pq_nits(code: FloatArray) -> FloatArray:
    """SMPTE ST 2084: code 0..1 to cd/m2."""
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    power = code ** (1 / m2)
    linear: FloatArray = np.maximum(power - c1, 0) / (c2 - c3 * power)
    return 10_000.0 * linear ** (1 / m1)


def _hlg_nits(code: FloatArray) -> FloatArray:
    """ITU-R BT.2100 HLG: code 0..1 to cd/m2 of a screen of 1000, greys exact."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
    nits: FloatArray = _PEAK_NITS * scene**1.2
    return nits


def _screen(nits: FloatArray) -> NDArray[np.uint8]:
    """Apply an extended Reinhard curve (the peak is just white), then the screen's gamma."""
    level, peak = nits / _WHITE_NITS, _PEAK_NITS / _WHITE_NITS
    shown = np.clip(level * (1 + level / peak**2) / (1 + level), 0, 1)
    return np.round(255 * shown ** (1 / 2.2)).astype(np.uint8)
