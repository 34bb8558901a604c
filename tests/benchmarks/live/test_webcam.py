"""A clip shown as a camera would."""

from __future__ import annotations

from pathlib import Path

from benchmarks.live.webcam import camera_jpegs

RATE_HZ = 30


def test_a_camera_shows_each_picture_at_its_time_the_first_for_longer(root: Path) -> None:
    clip = root / "sample_videos" / "stand_front.mp4"  # 30 pictures a second
    filmed = [hash(jpeg) for jpeg in camera_jpegs(clip, rate_hz=RATE_HZ)]
    held = [hash(jpeg) for jpeg in camera_jpegs(clip, rate_hz=RATE_HZ, stands_s=1.0)]
    assert held == [filmed[0]] * RATE_HZ + filmed
    slow = [hash(jpeg) for jpeg in camera_jpegs(clip, rate_hz=RATE_HZ / 2)]
    assert slow == filmed[::2]
