"""A small JPEG from a stranger: decoded as it is, or refused before anything is decoded."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kneecave.errors import InputError
from kneecave.model.arrays import ImageBgr
from kneecave.video.jpeg import LARGEST_SIDE_PX, MOST_BYTES, decode_jpeg


def halves(width: int = 640, height: int = 480) -> ImageBgr:
    """Blue on the left, red on the right."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2, 0] = 200
    image[:, width // 2 :, 2] = 200
    return image


def jpeg(image: ImageBgr, *settings: int) -> bytes:
    encoded, content = cv2.imencode(".jpg", image, list(settings))
    assert encoded
    return content.tobytes()


def with_size(content: bytes, width: int, height: int) -> bytes:
    """The JPEG with another size in its frame header, as a bomb has it."""
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + height.to_bytes(2) + width.to_bytes(2) + content[at + 4 :]


def test_colours_and_size_are_those_of_the_picture() -> None:
    image = decode_jpeg(jpeg(halves()))
    assert image.shape == (480, 640, 3)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    np.testing.assert_allclose(image[240, 160], (200, 0, 0), atol=6)
    np.testing.assert_allclose(image[240, 480], (0, 0, 200), atol=6)


def test_a_turn_in_its_metadata_changes_nothing() -> None:
    turned = (
        b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
    )
    content = jpeg(halves())
    assert decode_jpeg(content[:2] + turned + content[2:]).shape == (480, 640, 3)


def test_the_largest_size_is_still_taken() -> None:
    assert decode_jpeg(jpeg(halves(LARGEST_SIDE_PX, 64))).shape == (64, LARGEST_SIDE_PX, 3)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a JPEG"),
        (b"GIF89a" + bytes(100), "not a JPEG"),
        (cv2.imencode(".png", halves())[1].tobytes(), "not a JPEG"),
        (b"\xff\xd8", "without a size"),
        (b"\xff\xd8" + bytes(64), "without a size"),
        (b"\xff\xd8\xff\xe0\xff\xff" + bytes(64), "without a size"),
        (jpeg(halves(LARGEST_SIDE_PX + 16, 64)), "1296 x 64 pixels"),
        (jpeg(halves(64, 48)), "64 x 48 pixels"),
        (with_size(jpeg(halves()), 65500, 65500), "65500 x 65500 pixels"),
        (with_size(jpeg(halves()), 0, 480), "0 x 480 pixels"),
        (jpeg(halves(), cv2.IMWRITE_JPEG_PROGRESSIVE, 1), "of a kind that is not taken"),
        (jpeg(halves()) + bytes(MOST_BYTES), "at most 512 are taken"),
    ],
)
def test_everything_else_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        decode_jpeg(content)


def test_a_header_without_picture_is_refused() -> None:
    content = jpeg(halves())
    with pytest.raises(InputError, match="not a JPEG that can be read"):
        decode_jpeg(content[: content.index(b"\xff\xc0") + 12])
