"""Joints that are elsewhere in a single look, put back between the looks around it.

Between looks the path is a curve, so one look that went astray would bend it for a quarter of a
second: longer than what the cleaning after it takes for a jump.
"""

from __future__ import annotations

import numpy as np

from kneecave.model.arrays import FloatArray, KeptArray
from kneecave.model.kept import kept, rest
from kneecave.pose.following import Y
from kneecave.pose.scanning import usual_size

FAR = 0.1
"""Sizes of the person (about .85 m) off the straight line between the looks around, at least."""
QUICKEST = 25.0
"""Sizes a second, each second: more turns back no joint in a movement that is judged.

Half a metre down and up again in a second takes 12.  So much farther off the line must a joint be
where looks are far apart.
"""
BACK = 1.0
"""The looks around are at most so many times as far apart; who goes elsewhere and stays: twice."""
LONGEST_S = 0.35
"""From the look before to the one after, at most; else the joint may well have been there."""


def mend_jumps(path: KeptArray, time_s: FloatArray) -> KeptArray:
    """Return a path (T, J, 4) without jumps of single joints or of all, given its times (T,).

    A joint that is put back has place, depth and confidence of the line between the looks around.
    The first and the last look, and those beside a look that saw nobody, are left as they are.
    """
    if len(path) < 3:
        return path
    before_s, after_s = np.diff(time_s)[:-1], np.diff(time_s)[1:]
    share = (before_s / (before_s + after_s))[:, None]
    far_px = np.maximum(FAR, 0.5 * QUICKEST * before_s * after_s) * usual_size(path)
    near = before_s + after_s <= LONGEST_S
    mended = kept(path, path.dtype)
    for joint in range(path.shape[1]):  # all at once, an hour takes a hundred megabytes
        before, here, after = path[:-2, joint], path[1:-1, joint], path[2:, joint]
        line = before + share * (after - before)
        off_px = np.linalg.norm((here - line)[:, : Y + 1], axis=1)
        way_px = np.linalg.norm((after - before)[:, : Y + 1], axis=1)
        astray = near & (way_px <= BACK * off_px) & (off_px > far_px)
        mended[1:-1, joint][astray] = line[astray]
        rest()
    return mended
