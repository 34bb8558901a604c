from __future__ import annotations

import numpy as np
import pytest

from kneecave.video.reader import open_video
from kneecave.video.tone import tone_table

BT709, PQ, HLG = 1, 16, 18


def grey(index, *, width, height):
    return np.full((height, width, 3), 40 + 20 * index, np.uint8)


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_hdr_tones_run_from_black_to_white_without_a_step_back(transfer):
    table = tone_table(transfer)
    assert table is not None
    assert table[0] == 0
    assert table[255] == 255
    assert (np.diff(table.astype(int)) >= 0).all()


def test_diffuse_white_of_pq_is_bright_but_not_the_brightest():
    table = tone_table(PQ)
    assert table is not None
    assert 175 <= table[round(0.5806 * 255)] <= 215  # 203 cd/m2, ITU-R BT.2408 table 1


def test_ordinary_signal_has_no_table():
    assert tone_table(BT709) is None


@pytest.mark.parametrize("transfer", [BT709, PQ, HLG])
def test_ten_bit_clip_is_shown_in_its_own_tones(make_clip, transfer):
    clip = make_clip(
        "hdr.mp4",
        codec="libx265",
        pix_fmt="yuv420p10le",
        options={"x265-params": f"log-level=none:transfer={transfer}"},
        transfer=transfer,
        draw=grey,
    )
    with open_video(clip) as reader:
        levels = [float(frame.image_bgr.mean()) for frame in reader]
    stored = [40 + 20 * index for index in range(8)]
    assert (np.diff(levels) > 0).all()
    table = tone_table(transfer)
    expected = stored if table is None else table[stored]
    np.testing.assert_allclose(levels, expected, atol=4)
