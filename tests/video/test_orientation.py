from __future__ import annotations

import io
import math
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from kneecave.video.orientation import Orientation, orientation_from_matrix
from kneecave.video.reader import open_video

ONE = 1 << 16
# (a, b, c, d): a stored point (x, y) is shown at (a x + c y, b x + d y), y down.
EIGHT = {
    (1, 0, 0, 1): Orientation(0, mirrored=False),
    (0, 1, -1, 0): Orientation(90, mirrored=False),
    (-1, 0, 0, -1): Orientation(180, mirrored=False),
    (0, -1, 1, 0): Orientation(270, mirrored=False),
    (-1, 0, 0, 1): Orientation(0, mirrored=True),
    (0, -1, -1, 0): Orientation(90, mirrored=True),
    (1, 0, 0, -1): Orientation(180, mirrored=True),
    (0, 1, 1, 0): Orientation(270, mirrored=True),
}


def shown(image, a, b, c, d):
    """Move every pixel by the matrix, one by one, into a picture that starts at 0, 0."""
    height, width = image.shape[:2]
    y, x = np.mgrid[:height, :width]
    to_x, to_y = a * x + c * y, b * x + d * y
    to_x, to_y = to_x - to_x.min(), to_y - to_y.min()
    target = np.empty((to_y.max() + 1, to_x.max() + 1, 3), np.uint8)
    target[to_y, to_x] = image
    return target


@pytest.mark.parametrize("matrix", EIGHT, ids=[str(o) for o in EIGHT.values()])
def test_clip_is_shown_as_its_display_matrix_says_pixel_by_pixel(make_clip, picture, matrix):
    a, b, c, d = (ONE * part for part in matrix)
    clip = make_clip(
        codec="libx264rgb",
        pix_fmt="bgr24",
        options={"qp": "0"},
        matrix=(a, b, 0, c, d, 0, 0, 0, 1 << 30),
    )
    with open_video(clip) as reader:
        frames = list(reader)
        info = reader.info
    assert len(frames) == 8
    for frame in frames:
        np.testing.assert_array_equal(frame.image_bgr, shown(picture(frame.index), *matrix))
        assert frame.image_bgr.flags.c_contiguous
    assert Orientation(info.rotation_deg, mirrored=info.mirrored) == EIGHT[matrix]
    assert (info.width_px, info.height_px) == frames[0].image_bgr.shape[1::-1] == reader.size_px


@pytest.mark.parametrize("matrix", EIGHT)
def test_matrix_gives_the_orientation_whatever_its_unit(matrix):
    for unit in (1, ONE, 7):
        scaled = (unit * part for part in matrix)
        assert orientation_from_matrix(*scaled) == EIGHT[matrix]


def test_tilted_matrix_gives_the_nearest_quarter_turn():
    cos, sin = (round(ONE * f(math.radians(80))) for f in (math.cos, math.sin))
    assert orientation_from_matrix(cos, sin, -sin, cos) == Orientation(90)


def test_matrix_without_area_counts_as_stored():
    assert orientation_from_matrix(0, 0, 0, 0) == Orientation()


def test_turn_is_kept_where_side_data_cannot_be_listed(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn 90 degrees clockwise to show"
    clip = tmp_path / "exif.avi"
    with av.open(str(clip), "w") as output:
        stream = output.add_mux_stream("mjpeg", rate=25, width=64, height=48)
        stream.time_base = Fraction(1, 25)
        for index in range(3):
            jpeg = io.BytesIO()
            Image.new("RGB", (64, 48), (0, 0, 200)).save(jpeg, "JPEG", exif=exif)
            packet = av.Packet(jpeg.getvalue())
            packet.pts = packet.dts = index
            packet.time_base, packet.stream = Fraction(1, 25), stream
            output.mux(packet)
    with open_video(clip) as reader:
        assert reader.size_px == (48, 64)
        assert reader.info.rotation_deg == 90
        assert sum(1 for _ in reader) == 3
