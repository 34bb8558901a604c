"""Pictures as they come: the newest is taken, what breaks is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from kneecave.errors import InputError
from kneecave.model.clip import Frame
from kneecave.video import camera
from kneecave.video.camera import Newest, is_address, open_address, open_camera, open_played
from kneecave.video.reader import open_video
from kneecave.video.recorder import Recorder

IMAGE = np.zeros((48, 64, 3), np.uint8)


@contextmanager
def source(
    count: int, step_s: float, *, ends: Exception | None = None
) -> Iterator[Iterator[Frame]]:
    def frames() -> Iterator[Frame]:
        for index in range(count):
            yield Frame(index, index * step_s, IMAGE)
            time.sleep(step_s)
        if ends is not None:
            raise ends

    yield frames()


def test_who_is_slow_gets_the_newest_and_the_rest_is_left_out() -> None:
    with Newest(source(30, 0.005)) as frames:
        taken = []
        for frame in frames:
            taken.append(frame.index)
            time.sleep(0.04)
    assert taken == sorted(set(taken))
    assert taken[-1] == 29
    assert frames.left_out == 30 - len(taken) > 10


def test_what_breaks_the_source_is_told_after_its_last_picture() -> None:
    with Newest(source(1, 0.0, ends=InputError("unplugged"))) as frames:
        taken = iter(frames)
        assert next(taken).index == 0
        with pytest.raises(InputError, match="unplugged"):
            next(taken)


def test_a_source_that_stalls_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera, "STALLED_S", 0.1)
    monkeypatch.setattr(camera, "_OPENING_S", 0.1)
    with Newest(source(2, 0.6)) as frames:
        taken = iter(frames)
        next(taken)
        with pytest.raises(InputError, match="still on"):
            next(taken)


def test_no_camera_names_the_way_out() -> None:
    told = pytest.raises(InputError, match=r"camera 63 cannot be opened.*kneecave serve")
    with told, open_camera(63):
        pass


@pytest.mark.parametrize("name", ["rtsp://u:secret@127.0.0.1:9/x", "http://u:secret@127.0.0.1:9/x"])
def test_an_address_where_nobody_answers_is_told_without_its_password(name: str) -> None:
    assert is_address(name)
    refused = pytest.raises(InputError, match=r"://127\.0\.0\.1:9/x cannot be read")
    with refused as told, open_address(name):
        pass
    assert "secret" not in str(told.value)


def test_a_clip_is_played_in_its_own_time_or_at_once(root: Path) -> None:
    path = root / "sample_videos" / "stand_front.mp4"
    begun_s = time.monotonic()
    with open_played(path, real_time=True) as frames:
        for frame in frames:
            if frame.time_s >= 0.5:
                break
    assert time.monotonic() - begun_s >= 0.5
    with open_played(path, real_time=False) as frames:
        assert next(frames).time_s == 0.0


def test_an_address_gives_its_pictures(root: Path) -> None:
    path = root / "sample_videos" / "stand_front.mp4"
    with open_address(f"file:{path}") as frames:  # any address that ffmpeg reads
        first = [next(frames) for _ in range(3)]
    assert [frame.index for frame in first] == [0, 1, 2]
    assert first[0].image_bgr.shape == (640, 480, 3)
    with open_video(path) as clip:
        assert [frame.time_s for frame in first] == pytest.approx(
            [frame.time_s for frame, _ in zip(clip, first, strict=False)]
        )


def test_a_recording_holds_every_picture_at_its_time(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "live.mp4", (64, 48))
    times_s = [0.0, 0.04, 0.1, 0.13]
    for time_s in times_s:
        recorder.write(IMAGE, time_s)
    with open_video(recorder.finish()) as clip:
        assert [frame.time_s for frame in clip] == pytest.approx(times_s, abs=1e-3)


def test_a_dropped_recording_leaves_nothing(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "live.mp4", (64, 48))
    recorder.write(IMAGE, 0.0)
    recorder.drop()
    assert list(tmp_path.iterdir()) == []
