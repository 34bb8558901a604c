from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.model.body import Joint
from kneecave.model.clip import Frame
from kneecave.model.pose_track import PoseTrack
from kneecave.outputs.overlay import Overlay
from kneecave.outputs.overlay_face import HOLD_S, FaceBlur
from tests.outputs.analyses import make_analysis, make_track

FACE = [joint for joint in Joint if joint.value.split("_")[-1] in ("nose", "eye", "ear")]
FACE += [Joint.MOUTH_LEFT, Joint.MOUTH_RIGHT]


def noise(size_px: tuple[int, int]) -> np.ndarray:
    values = np.random.default_rng(1).integers(0, 256, (size_px[1], size_px[0], 3))
    return values.astype(np.uint8)


def around(track: PoseTrack, k: int) -> tuple[slice, slice]:
    """Return rows and columns of the box of the face's joints."""
    points = np.array([track.of(joint)[k] for joint in FACE])
    (x0, y0), (x1, y1) = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
    return slice(int(y0), int(y1) + 1), slice(int(x0), int(x1) + 1)


def without_face(track: PoseTrack, frames: slice) -> PoseTrack:
    points = track.xy_px.copy()
    for joint in FACE:
        points[frames, track.joints.index(joint)] = np.nan
    return replace(track, xy_px=points)


@pytest.mark.parametrize("size_px", [(720, 960), (640, 360), (1920, 1080), (256, 144)])
@pytest.mark.parametrize("k", [0, 40, 112])
def test_the_face_loses_its_detail(size_px: tuple[int, int], k: int) -> None:
    track, image = make_track("cave", size_px=size_px), noise(size_px)
    hidden = image.copy()
    FaceBlur(track).hide(hidden, k)
    face = around(track, k)
    assert hidden[face].var() < 0.1 * image[face].var()
    steps = np.abs(np.diff(hidden[face].astype(int), axis=1)).max()
    assert steps < 0.5 * np.abs(np.diff(image[face].astype(int), axis=1)).max()
    changed = (hidden != image).any(axis=2)
    assert changed[face].mean() > 0.98
    assert changed.mean() < 0.2


def test_it_reaches_well_beyond_the_joints_in_all_directions() -> None:
    track, image = make_track("cave"), noise((720, 960))
    hidden = image.copy()
    FaceBlur(track).hide(hidden, 0)
    rows, columns = np.nonzero((hidden != image).any(axis=2))
    face = around(track, 0)
    wide, tall = face[1].stop - face[1].start, face[0].stop - face[0].start
    assert face[1].start - columns.min() > 0.3 * wide
    assert columns.max() - face[1].stop > 0.3 * wide
    assert face[0].start - rows.min() > 0.5 * tall
    assert rows.max() - face[0].stop > 0.5 * tall


def test_a_profile_is_hidden_as_large_as_a_front() -> None:
    front, side = make_track("clear"), make_track("refused")
    spans = []
    for track in (front, side):
        image = noise((720, 960))
        hidden = image.copy()
        FaceBlur(track).hide(hidden, 0)
        spans.append((hidden != image).any(axis=2).sum())
    assert spans[1] > 0.5 * spans[0]


def test_a_face_that_is_lost_stays_hidden_for_a_while_and_no_longer() -> None:
    track = make_track("clear")
    lost = FaceBlur(without_face(track, slice(50, 110)))
    image = noise((720, 960))
    changed = []
    for k in range(40, 120):
        hidden = image.copy()
        lost.hide(hidden, k)
        changed.append(not np.array_equal(hidden, image))
    gap_s = track.time_s[40:120][~np.array(changed)]
    assert gap_s[0] - track.time_s[49] == pytest.approx(HOLD_S, abs=0.05)
    assert track.time_s[110] - gap_s[-1] == pytest.approx(HOLD_S, abs=0.05)


def test_a_gap_of_half_a_second_is_hidden_throughout() -> None:
    track = make_track("clear")
    blur = FaceBlur(without_face(track, slice(50, 61)))
    for k in range(50, 61):
        image = noise((720, 960))
        hidden = image.copy()
        blur.hide(hidden, k)
        assert hidden[around(track, k)].var() < 0.15 * image[around(track, k)].var()


def test_without_a_face_nothing_changes() -> None:
    track = without_face(make_track("clear"), slice(None))
    image = noise((720, 960))
    hidden = image.copy()
    FaceBlur(track).hide(hidden, 3)
    assert np.array_equal(hidden, image)


def test_the_overlay_blurs_only_when_asked() -> None:
    analysis, track, image = make_analysis("clear"), make_track("clear"), noise((720, 960))
    face = around(track, 5)
    plain = Overlay(analysis, track).draw(Frame(5, float(track.time_s[5]), image))
    blurred = Overlay(analysis, track, blur_face=True).draw(Frame(5, float(track.time_s[5]), image))
    assert np.array_equal(plain[face], image[face])
    assert blurred[face].var() < 0.1 * image[face].var()


def test_a_face_at_the_border_is_hidden_as_far_as_it_shows() -> None:
    track = make_track("clear", shift_px=-355.0)
    image = noise((720, 960))
    hidden = image.copy()
    FaceBlur(track).hide(hidden, 0)
    rows, columns = around(track, 0)
    shown = rows, slice(0, max(columns.stop, 1))
    assert hidden[shown].var() < 0.2 * image[shown].var()
