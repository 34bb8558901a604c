"""Short clips of one rep, all different, and every kind of file that is no clip."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import av
import cv2
import numpy as np

from kneecave.model.arrays import ImageBgr
from kneecave.model.batch import FailureKind
from kneecave.video.reader import open_video
from tests.apps import clips as bad

SAMPLES = Path(__file__).parents[2] / "sample_videos"
SIZE_PX = (240, 320)
EVERY, RATE_HZ = 2, 12
_FIRST, _STEP, _LONG, _REPS = 4, 77, 92, 5
"""In frames of a sample clip: before its first rep, from rep to rep, and what one rep needs."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A file that has no answer, and what its row must say; None: answered, but unmeasurable."""

    name: str
    make: Callable[[Path], object]
    kind: FailureKind | None
    words: str


def write_good(folder: Path, count: int) -> None:
    """Write so many clips of one rep each into an existing folder."""
    for number, pictures in zip(range(count), _reps(), strict=False):
        write_video(folder / f"rep{number:03}.mp4", pictures)


def write_bad(folder: Path) -> tuple[Bad, ...]:
    """Write 20 files that are no clips, or clips without an answer; return what they are."""
    for one in BAD:
        one.make(folder / one.name)
    return BAD


def write_video(path: Path, pictures: list[ImageBgr]) -> None:
    """Write pictures of one size as a clip."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=RATE_HZ, options={"preset": "veryfast"})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())


def _reps() -> Iterator[list[ImageBgr]]:
    """Give single reps: of each sample, mirrored or not, cut at several moments."""
    samples = [_small(SAMPLES / f"{name}.mp4") for name in _SAMPLE_NAMES]
    for shift, mirrored, rep, pictures in product(
        range(0, 14, 2), (False, True), range(_REPS), samples
    ):
        first = _FIRST + rep * _STEP + shift
        cut = pictures[first : first + _LONG : EVERY]
        yield [np.ascontiguousarray(picture[:, ::-1]) for picture in cut] if mirrored else cut


def _small(sample: Path) -> list[ImageBgr]:
    with open_video(sample) as reader:
        return [
            np.asarray(cv2.resize(frame.image_bgr, SIZE_PX, interpolation=cv2.INTER_AREA), np.uint8)
            for frame in reader
        ]


_SAMPLE_NAMES = ("squat_front", "lunge_front", "squat_yaw20")


def _standing(path: Path) -> None:
    write_video(path, _small(SAMPLES / "squat_front.mp4")[:24])


def _twins(path: Path) -> None:
    bad.write_twins(SAMPLES / "squat_front.mp4", path)


def _tiny(path: Path) -> None:
    bad.write_tiny(SAMPLES / "squat_front.mp4", path, size_px=(90, 120))


def _dead_link(path: Path) -> None:
    path.symlink_to("nowhere.mp4")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


_UNREADABLE, _NOTHING = FailureKind.UNREADABLE, FailureKind.NOTHING_FOUND
BAD = (
    Bad("text.mp4", bad.write_text, _UNREADABLE, "is not a video"),
    Bad("text.mov", bad.write_text, _UNREADABLE, "is not a video"),
    Bad("text.avi", bad.write_text, _UNREADABLE, "is not a video"),
    Bad("empty.mp4", bad.write_empty, _UNREADABLE, "is empty"),
    Bad("empty.webm", bad.write_empty, _UNREADABLE, "is empty"),
    Bad("picture.mp4", bad.write_picture, _UNREADABLE, "is a still picture"),
    Bad("picture.gif", bad.write_picture, _UNREADABLE, "is a still picture"),
    Bad("sound.mp4", bad.write_sound, _UNREADABLE, "has sound but no moving pictures"),
    Bad("sound.mov", bad.write_sound, _UNREADABLE, "has sound but no moving pictures"),
    Bad("truncated.mp4", bad.write_truncated, _UNREADABLE, "its index is missing"),
    Bad("truncated.mov", bad.write_truncated, _UNREADABLE, "its index is missing"),
    Bad("one-frame.mp4", bad.write_one_frame, _UNREADABLE, "only 1 frame"),
    Bad("joints.pose.npz", bad.write_text, _UNREADABLE, "joints.pose.npz"),
    Bad("folder.mp4", Path.mkdir, _UNREADABLE, "is a folder"),
    Bad("dead-link.mp4", _dead_link, _UNREADABLE, "does not exist"),
    Bad("pipe.mp4", _pipe, _UNREADABLE, "is not a regular file"),
    Bad("nobody.mp4", bad.write_clip, _NOTHING, "no person is seen"),
    Bad("standing.mp4", _standing, _NOTHING, "no rep found"),
    Bad("twins.mp4", _twins, FailureKind.AMBIGUOUS, "two people do reps"),
    Bad("tiny.mp4", _tiny, None, "too-small"),
)
