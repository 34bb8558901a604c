from __future__ import annotations

import threading

import pytest

from kneecave.video.reader import open_video
from kneecave.video.write_behind import write_behind
from kneecave.video.writer import VideoWriter


def running():
    return [t for t in threading.enumerate() if t.name == "kneecave-write-behind"]


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


def test_bound_below_one_is_refused(tmp_path):
    video = VideoWriter(tmp_path / "out.mp4", size_px=(64, 48))
    with pytest.raises(ValueError, match="most is 0"), write_behind(video, most=0):
        pass
