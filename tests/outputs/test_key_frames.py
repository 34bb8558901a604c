from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from kneecave.model.arrays import ImageBgr
from kneecave.model.body import Joint, Leg
from kneecave.model.clip import Frame
from kneecave.model.pose_track import PoseTrack
from kneecave.model.rep import Phase
from kneecave.model.verdict import Cave, Word
from kneecave.outputs.key_frames import MOST_BYTES, WIDTH_PX, KeyFrame, KeyFramePicker
from kneecave.outputs.palette import VERDICT
from tests.outputs.analyses import make_analysis, make_track

MAGENTA = (255, 0, 255)


def taken(
    kind: str, *, size_px: tuple[int, int] = (720, 960), image: ImageBgr | None = None
) -> tuple[tuple[KeyFrame, ...], PoseTrack]:
    analysis, track = make_analysis(kind, size_px=size_px), make_track(kind, size_px=size_px)
    picker = KeyFramePicker(analysis, track)
    shown = np.full((size_px[1], size_px[0], 3), 120, np.uint8) if image is None else image
    before = shown.copy()
    for k, time_s in enumerate(track.time_s):
        frame = Frame(k, float(time_s), shown)
        if picker.wanted(frame):
            picker.take(frame)
            assert not picker.wanted(frame)
    assert np.array_equal(shown, before)
    return picker.frames, track


def decoded(frame: KeyFrame) -> ImageBgr:
    return cv2.imdecode(np.frombuffer(frame.jpeg, np.uint8), cv2.IMREAD_COLOR)


def near(image: ImageBgr, colour: tuple[int, int, int]) -> int:
    """Return how many pixels are about of this colour."""
    return int((np.abs(image.astype(int) - np.array(colour)).max(axis=2) < 40).sum())


def test_the_worst_moment_and_a_clear_one_beside_it() -> None:
    analysis = make_analysis("cave")
    (worst, beside), _ = taken("cave")
    verdict = analysis.reps[3].legs[Leg.LEFT]
    assert isinstance(verdict, Cave)
    assert (worst.word, worst.rep, worst.leg) == (Word.CAVE, 4, Leg.LEFT)
    assert worst.time_s == verdict.peak.time_s
    assert worst.phase is verdict.peak.phase
    assert (beside.word, beside.leg, beside.phase) == (Word.CLEAR, Leg.LEFT, worst.phase)
    assert beside.rep in (1, 3, 5)
    flexion = analysis.signals.left.flexion_deg.value
    time_s = analysis.signals.time_s
    depths = [np.interp(frame.time_s, time_s, flexion) for frame in (worst, beside)]
    assert depths[0] == pytest.approx(depths[1], abs=5.0)
    bottom_s = analysis.reps[beside.rep - 1].rep.bottom_s
    assert (beside.time_s < bottom_s) == (worst.phase is Phase.DESCENT)


@pytest.mark.parametrize("size_px", [(720, 960), (640, 360), (1920, 1080), (256, 144)])
def test_pictures_are_small_and_show_the_verdicts_colour(size_px: tuple[int, int]) -> None:
    noise = np.random.default_rng(2).integers(0, 255, (size_px[1], size_px[0], 3))
    frames, _ = taken("cave", size_px=size_px, image=noise.astype(np.uint8))
    assert len(frames) == 2
    for frame in frames:
        assert decoded(frame).shape[1] == WIDTH_PX
    plain, _ = taken("cave", size_px=size_px)
    for frame in plain:
        assert len(frame.jpeg) <= MOST_BYTES
        assert near(decoded(frame), VERDICT[frame.word]) > 150


def test_the_words_say_what_the_verdict_says() -> None:
    (worst, _), _ = taken("cave")
    peak = make_analysis("cave").reps[3].legs[Leg.LEFT]
    assert isinstance(peak, Cave)
    value, spread = peak.peak.value, peak.peak.spread
    assert worst.alt == f"Rep 4, left knee on the way down: Cave, {value:.1f}° ± {spread:.1f}°."


@pytest.mark.parametrize("size_px", [(720, 960), (640, 360)])
def test_faces_stay_out(size_px: tuple[int, int]) -> None:
    track = make_track("cave", size_px=size_px)
    chin = max(float(track.of(joint)[:, 1].max()) for joint in (Joint.MOUTH_LEFT, Joint.NOSE))
    image = np.full((size_px[1], size_px[0], 3), 120, np.uint8)
    image[: int(chin)] = MAGENTA
    frames, _ = taken("cave", size_px=size_px, image=image)
    assert all(near(decoded(frame), MAGENTA) == 0 for frame in frames)


def test_a_face_bent_into_the_crop_is_blurred() -> None:
    analysis, track = make_analysis("cave"), make_track("cave")
    points = track.xy_px.copy()
    hips = (track.of(Joint.LEFT_HIP) + track.of(Joint.RIGHT_HIP)) / 2
    for joint in (Joint.NOSE, Joint.LEFT_EYE, Joint.RIGHT_EYE, Joint.LEFT_EAR, Joint.RIGHT_EAR):
        column = track.joints.index(joint)
        points[:, column] += hips - track.of(Joint.NOSE) + [0.0, 20.0]
    bent = replace(track, xy_px=points)
    picker = KeyFramePicker(analysis, bent)
    y, x = np.mgrid[:960, :720]
    chequered = np.repeat(((x // 4 + y // 4) % 2 * 255)[..., None], 3, axis=2).astype(np.uint8)
    for k, time_s in enumerate(bent.time_s):
        frame = Frame(k, float(time_s), chequered)
        if picker.wanted(frame):
            picker.take(frame)
    for frame in picker.frames:
        picture = decoded(frame)
        middle = picture[70:90, 225:255]
        corner = picture[-30:-5, 5:40]
        assert middle.astype(float).std() < 0.5 * corner.astype(float).std()


def test_a_set_without_a_finding_has_one_picture_and_a_refused_one_none() -> None:
    frames, _ = taken("clear")
    assert [frame.word for frame in frames] == [Word.CLEAR]
    assert taken("refused")[0] == ()
    assert taken("no-rep")[0] == ()


def test_a_single_caved_rep_has_nothing_beside_it() -> None:
    frames, _ = taken("one-rep")
    assert [frame.word for frame in frames] == [Word.CAVE]


def test_a_frame_that_never_comes_is_left_out() -> None:
    analysis, track = make_analysis("cave"), make_track("cave")
    picker = KeyFramePicker(analysis, track)
    image = np.full((960, 720, 3), 120, np.uint8)
    for k in range(150):
        frame = Frame(k, float(track.time_s[k]), image)
        if picker.wanted(frame):
            picker.take(frame)
    assert all(frame.time_s < track.time_s[150] for frame in picker.frames)
    assert len(picker.frames) < 2
