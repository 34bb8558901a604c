from __future__ import annotations

import signal
import threading
import time

import numpy as np
import pytest

from kneecave.video.reader import open_video
from kneecave.video.write_behind import write_behind
from kneecave.video.writer import VideoWriter


def running():
    """Return whether the thread is still at work, a moment after its end was told."""
    time.sleep(0.01)
    return any(t.name == "kneecave-write-behind" for t in threading.enumerate())


def test_all_frames_are_written_in_order(tmp_path, picture):
    path = tmp_path / "out.mp4"
    with VideoWriter(path, size_px=(64, 48)) as video, write_behind(video, most=3) as write:
        for index in range(40):
            write(picture(index), index / 20)
    with open_video(path) as reader:
        times_s = [frame.time_s for frame in reader]
    assert times_s == pytest.approx([index / 20 for index in range(40)])
    assert not running()


def test_error_of_the_encoder_reaches_who_draws(tmp_path, picture):
    with (
        pytest.raises(ValueError, match="10 x 48"),
        VideoWriter(tmp_path / "out.mp4", size_px=(64, 48)) as video,
        write_behind(video, most=2) as write,
    ):
        for index in range(1000):
            write(picture(index)[:, :10], index / 30)
        pytest.fail("the error was lost")
    assert not running()
    assert list(tmp_path.iterdir()) == []


def test_error_on_the_last_frame_is_not_lost(tmp_path, picture):
    with (
        pytest.raises(ValueError, match="10 x 48"),
        VideoWriter(tmp_path / "out.mp4", size_px=(64, 48)) as video,
        write_behind(video, most=2) as write,
    ):
        write(picture(0)[:, :10], 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_error_of_who_draws_ends_the_thread_and_leaves_nothing(tmp_path, picture, error):
    with (
        pytest.raises(error),
        VideoWriter(tmp_path / "out.mp4", size_px=(64, 48)) as video,
        write_behind(video, most=2) as write,
    ):
        write(picture(0), 0)
        raise error
    assert not running()
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_the_last_frames_are_written_is_not_lost(tmp_path):
    """Large noise takes the encoder long enough to be interrupted at the end of the block."""
    noise = np.random.default_rng(0).integers(0, 255, (720, 1280, 3), np.uint8)
    previous = signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        with (
            pytest.raises(KeyboardInterrupt),
            VideoWriter(tmp_path / "out.mp4", size_px=(1280, 720)) as video,
            write_behind(video, most=40) as write,
        ):
            for index in range(40):
                write(noise, index / 30)
            signal.setitimer(signal.ITIMER_REAL, 0.05)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert not running()
    assert list(tmp_path.iterdir()) == []


def test_bound_below_one_is_refused(tmp_path):
    video = VideoWriter(tmp_path / "out.mp4", size_px=(64, 48))
    with pytest.raises(ValueError, match="most is 0"), write_behind(video, most=0):
        pass
