"""A region cut out of a frame's planes shows what one cut out of its picture shows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kneecave.model.planes import Coding
from kneecave.pose.blazepose.region import Region, cut_out
from kneecave.video.writer import planes_of


@pytest.mark.parametrize("coding", [Coding(1, full_range=False), Coding(6, full_range=True)])
@pytest.mark.parametrize("size_px", [180.0, 600.0, 1500.0])
def test_planes_and_picture_give_the_same_region(coding: Coding, size_px: float) -> None:
    noise = np.random.default_rng(2).integers(0, 255, (960, 720, 3)).astype(np.uint8)
    smooth = cv2.GaussianBlur(noise, (0, 0), 12)
    picture = cv2.normalize(smooth, None, 20, 235, cv2.NORM_MINMAX)
    region = Region(370.0, 430.0, size_px, 0.3)
    planes = planes_of(picture, coding)
    off = np.abs(cut_out(planes, region, 256) - cut_out(picture, region, 256))
    assert off.mean() < 2.5 / 255  # colours are whole numbers
    assert np.percentile(off, 99) < 12 / 255
