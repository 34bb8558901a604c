"""One small JPEG from somebody we do not know, to a picture."""

from __future__ import annotations

import cv2
import numpy as np

from kneecave.errors import InputError
from kneecave.model.arrays import ImageBgr

MOST_BYTES = 512 * 1024
"""A picture of 640 x 640 pixels that is all noise has less."""
LARGEST_SIDE_PX, SMALLEST_SIDE_PX = 1280, 64

_START = b"\xff\xd8"
_BASELINE = frozenset({0xC0, 0xC1})
_OTHER_FRAMES = frozenset(range(0xC0, 0xD0)) - _BASELINE - {0xC4, 0xC8, 0xCC}
_SCAN = 0xDA
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})


def decode_jpeg(content: bytes) -> ImageBgr:
    """Return the picture (H, W, 3) of a small baseline JPEG, as cameras and browsers make them.

    Its size is read before anything is decoded.  A picture cut short is filled up with grey.

    Raises
    ------
    InputError
        It is not a JPEG, it is a progressive one (their cost is not bound to their size), or it is
        larger or smaller than a picture of a person needs to be.
    """
    if len(content) > MOST_BYTES:
        raise InputError(
            f"the picture has {len(content) // 1024} kB; at most {MOST_BYTES // 1024} are taken"
        )
    width, height = _size_px(content)
    if max(width, height) > LARGEST_SIDE_PX or min(width, height) < SMALLEST_SIDE_PX:
        raise InputError(
            f"the picture has {width} x {height} pixels; each side may have "
            f"{SMALLEST_SIDE_PX} to {LARGEST_SIDE_PX}"
        )
    image = cv2.imdecode(
        np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    )
    if image is None or image.shape[:2] != (height, width):
        raise InputError("the picture is not a JPEG that can be read")
    return np.ascontiguousarray(image, dtype=np.uint8)


def _size_px(content: bytes) -> tuple[int, int]:
    """Return (width, height) from the first frame header, walking from marker to marker."""
    if not content.startswith(_START):
        raise InputError("the picture is not a JPEG")
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _BASELINE:
            height, width = (int.from_bytes(content[at + n : at + n + 2]) for n in (5, 7))
            return width, height
        if marker in _OTHER_FRAMES:
            raise InputError(
                "the picture is a JPEG of a kind that is not taken; send a baseline one"
            )
        if marker == _SCAN:
            break
        at += 2 + max(2, int.from_bytes(content[at + 2 : at + 4]))
    raise InputError("the picture is a JPEG without a size")
