"""What is left of a live session, whatever breaks: posed joints under pictures of an odd size."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from kneecave.apps import live
from kneecave.errors import OutputError
from kneecave.live import LiveSession
from kneecave.model.arrays import ImageBgr
from kneecave.model.clip import Frame
from kneecave.pose.crowd import Crowd
from kneecave.pose.poses import Pose
from kneecave.settings import Settings
from kneecave.video.writer import VideoWriter
from tests.apps.conftest import Run, names_under
from tests.posed import MEDIAPIPE, Camera, Tempo, clock, make_track, squat

SIZE_PX = (271, 361)
RATE_HZ = 10
TEMPO = Tempo(reps=1, lead_in_s=2.8, rest_s=0.8)
SAVED = ("annotated.mp4", "frames.csv", "live.mp4", "report.html", "report.json", "reps.csv")


class Posed:
    """Joints of a squat, whatever the picture."""

    def __init__(self) -> None:
        times_s = clock(TEMPO.duration_s, rate_hz=RATE_HZ)
        camera = Camera(size_px=SIZE_PX)
        self.track = make_track(squat(time_s=times_s, tempo=TEMPO), camera, bias=MEDIAPIPE)[0]

    def find(self, image_bgr: ImageBgr, *, time_s: float) -> Pose:
        at = int(np.abs(self.track.time_s - time_s).argmin())
        return Pose(self.track.xy_px[at], self.track.depth_px[at], self.track.confidence[at])

    def find_all(self, frame: Frame) -> tuple[Pose, ...]:
        return (self.find(frame.image_bgr, time_s=0.0),)

    def forget(self) -> None:
        """Nothing is remembered."""


@pytest.fixture
def clip(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clip of empty pictures, in which the session sees a squat."""
    posed = Posed()

    @contextmanager
    def open_posed(*, settings: Settings, **_: Any) -> Iterator[LiveSession]:
        with ThreadPoolExecutor(1) as threads:
            crowd, source = Crowd(posed), posed.track.source
            yield LiveSession(posed, crowd, source, settings, None, threads=threads)

    monkeypatch.setattr(live, "open_live", open_posed)
    path = here / "clip.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=RATE_HZ, width=SIZE_PX[0], height=SIZE_PX[1])
        stream.pix_fmt = "bgr0"
        image = np.full((SIZE_PX[1], SIZE_PX[0], 3), 120, np.uint8)
        for _ in posed.track.time_s:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def test_pictures_with_odd_sides_are_recorded_and_drawn(
    kneecave: Run, here: Path, clip: Path
) -> None:
    outcome = kneecave("live", clip, "--no-window", "--no-sound", "--save-video", "--out", "saved")
    assert outcome.code == 0, outcome.err
    assert names_under(here / "saved") == list(SAVED)
    with av.open(str(here / "saved" / "live.mp4")) as video:
        assert (video.streams.video[0].width, video.streams.video[0].height) == (270, 360)


def test_a_recording_that_breaks_costs_the_video_and_nothing_else(
    kneecave: Run, here: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OutputError("live.mp4 cannot be written (No space left on device)")

    with monkeypatch.context() as broken:
        broken.setattr(VideoWriter, "write", full)
        outcome = kneecave(
            "live", clip, "--no-window", "--no-sound", "--save-video", "--out", "saved"
        )
    assert outcome.code == 1
    assert "No space left" in outcome.err
    assert "Results: saved" in outcome.out.splitlines()
    assert "This squat is clear" in outcome.out
    assert names_under(here / "saved") == [name for name in SAVED if not name.endswith(".mp4")]


def test_what_cannot_be_saved_is_told_all_the_same(kneecave: Run, here: Path, clip: Path) -> None:
    (here / "taken").write_text("a file")
    outcome = kneecave("live", clip, "--no-window", "--no-sound", "--out", "taken/saved")
    assert outcome.code == 1
    assert "taken" in outcome.err
    assert "This squat is clear" in outcome.out
    assert "Results" not in outcome.out
