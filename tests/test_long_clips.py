"""What grows with a clip's length: numbers of every frame, and nothing that is looked at again."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kneecave.kinematics.measure import measure
from kneecave.model import kept
from kneecave.model.body import Joint, Leg
from kneecave.model.clip import Frame
from kneecave.model.kept import Growing
from kneecave.model.outlines import Outlines, row_middles
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import Measure, Signals
from kneecave.outputs.columns import body_columns, leg_columns, read_at
from kneecave.outputs.json_report import to_json
from kneecave.outputs.overlay import Overlay
from kneecave.pipeline import result_of
from kneecave.pose.store import load_track
from kneecave.pose.thinning import Thinning
from kneecave.pose.tracking import mended, track_of
from kneecave.settings import Settings
from tests.pose_files import save_track_of
from tests.posed import MEDIAPIPE, Camera, CaveIn, Flaws, Tempo, clock, make_track, squat

TEMPO = Tempo(reps=2)
MOST_BYTES = 750
"""Of every frame: what is kept of it (some 470), and what is needed on the way."""
MOST_IN_FILES = 450
"""... what is needed on the way, where what is kept lies in files."""


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    """Many squats: the same two again and again."""
    time_s = clock(TEMPO.duration_s, rate_hz=30.0)
    one, _ = make_track(squat(time_s=time_s, tempo=TEMPO), Camera(height_m=1.0))
    times = round(6000 / len(time_s))
    frames = np.tile(np.arange(len(time_s)), times)
    whole = replace(
        one,
        source=replace(one.source, model="heavy"),
        time_s=np.arange(len(frames)) / 30.0,
        xy_px=one.xy_px[frames],
        depth_px=one.depth_px[frames],
        confidence=one.confidence[frames],
        swapped=one.swapped[frames],
    )
    return in_32_bits(outlined(whole))


def outlined(track: PoseTrack) -> PoseTrack:
    """Return the track with the edges of legs of one width in every second frame."""
    legs = [
        row_middles(*(track.of(Joint.of(leg, part))[::2] for part in ("hip", "knee", "ankle")))
        for leg in Leg
    ]
    edges_px = np.stack(legs, axis=1)[..., :1] + [-20.0, 20.0]
    return replace(track, outlines=Outlines(track.time_s[::2], edges_px.astype(np.float32)))


def in_32_bits(track: PoseTrack) -> PoseTrack:
    """Return the track as it is found in pictures, and read from files."""
    return replace(
        track,
        xy_px=track.xy_px.astype(np.float32),
        depth_px=track.depth_px.astype(np.float32),
        confidence=track.confidence.astype(np.float32),
    )


@pytest.mark.parametrize(("long", "most"), [(kept.LONG, MOST_BYTES), (1000, MOST_IN_FILES)])
def test_memory_of_a_long_clip_is_a_few_numbers_a_frame(
    track: PoseTrack, monkeypatch: pytest.MonkeyPatch, long: int, most: int
) -> None:
    monkeypatch.setattr(kept, "LONG", long)
    measure(track.only(slice(0, 300)), Settings())  # what is read once is there
    peaks = []
    for frames in (3000, 6000):
        tracemalloc.start()
        try:
            measure(track.only(slice(0, frames)), Settings())
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] - peaks[0] < most * 3000


def test_a_clip_whose_numbers_lie_in_files_is_measured_the_same(
    track: PoseTrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_memory = frame_measures(measure(track, Settings()).signals)
    monkeypatch.setattr(kept, "LONG", 1000)
    in_files = frame_measures(measure(track, Settings()).signals)
    for name, one in in_memory.items():
        np.testing.assert_array_equal(in_files[name].value, one.value, err_msg=name)
        np.testing.assert_array_equal(in_files[name].spread, one.spread, err_msg=name)


def test_numbers_in_files_are_mended_judged_and_drawn_the_same(
    track: PoseTrack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = track.only(slice(0, 1200))
    in_memory = told_and_drawn(one, tmp_path)
    monkeypatch.setattr(kept, "LONG", 200)
    in_files = told_and_drawn(one, tmp_path)
    assert in_files[0] == in_memory[0]
    for mine, other in zip(in_files[1:], in_memory[1:], strict=True):
        np.testing.assert_array_equal(mine, other)


def told_and_drawn(track: PoseTrack, folder: Path) -> tuple[object, ...]:
    """Return the report of a track whose looks are mended and joined, and some frames of it."""
    thin = Thinning()
    width, height = track.image_size_px
    picture = np.zeros((height, width, 3), np.uint8)
    frames = [Frame(k, at_s, picture) for k, at_s in enumerate(track.time_s.tolist())]
    assert len(list(thin.passing(frames))) == 600
    numbers = (track.xy_px, track.depth_px[..., None], track.confidence[..., None])
    growing = Growing(len(track.joints), 4)
    for row in np.concatenate(numbers, axis=-1)[thin.kept]:
        growing.add(row)
    path, swapped = mended(growing.all(), track.time_s[thin.kept])
    found = track_of(
        thin.filled(path, track.time_s),
        track.time_s,
        thin.spread(swapped),
        track.image_size_px,
        source=track.source,
        people=1,
        outlines=track.outlines,
    )
    clip = load_track(save_track_of(found, folder / "long.pose.npz"))[1]
    result = result_of(Path("x.mp4"), found, clip, settings=Settings())
    assert result.analysis.reps
    overlay = Overlay(result.analysis, result.motion.track, blur_face=True)
    drawn = (overlay.draw(frames[k]) for k in range(0, len(frames), 97))
    return (to_json(result.analysis), *drawn)


def test_32_bits_move_nothing_by_more_than_a_thousandth_of_its_spread() -> None:
    caves = {1: CaveIn(left_deg=25.0)}
    track, _ = make_track(squat(caves=caves), bias=MEDIAPIPE, flaws=Flaws(noise_px=1.0))
    track = replace(track, source=replace(track.source, model="heavy"))
    short, exact = (
        frame_measures(measure(one, Settings()).signals) for one in (in_32_bits(track), track)
    )
    for name, one in exact.items():
        np.testing.assert_array_equal(short[name].usable, one.usable)
        moved = np.abs(short[name].value - one.value) / one.spread
        # where a leg is straight or a ray misses its sphere, angles turn on the last bit
        assert np.nanpercentile(moved, 99.0) < 1e-3, name
        if "knee_over_foot" in name:
            assert np.nanmax(moved) < 1e-2


def frame_measures(signals: Signals) -> dict[str, Measure]:
    """Return all measures by the names they have in files."""
    legs = (
        (f"{leg.value}_{one.name}", one) for leg in Leg for one in leg_columns(signals.leg(leg))
    )
    both = ((one.name, one) for one in body_columns(signals))
    return {name: column.measure for name, column in (*legs, *both)}


def test_a_part_of_a_motion_is_its_frames_and_no_copy(track: PoseTrack) -> None:
    motion = measure(track.only(slice(0, 600)), Settings())
    part = motion.between(2.0, 4.0)
    np.testing.assert_array_equal(part.signals.time_s, np.arange(60, 121) / 30.0)
    np.testing.assert_array_equal(part.track.time_s, part.signals.time_s)
    for leg in Leg:
        whole, own = motion.signals.leg(leg), part.signals.leg(leg)
        assert own.flexion_deg.value.base is not None
        np.testing.assert_array_equal(own.flexion_deg.value, whole.flexion_deg.value[60:121])
        np.testing.assert_array_equal(own.foot_stands, whole.foot_stands[60:121])
    assert part.standing == motion.standing


@pytest.mark.parametrize(("time_s", "frame"), [(-1.0, 0), (0.0, 0), (1.04, 31), (99.0, 599)])
def test_the_frame_nearest_to_a_time_is_read(track: PoseTrack, time_s: float, frame: int) -> None:
    signals = measure(track.only(slice(0, 600)), Settings()).signals
    assert read_at(signals, signals.depth, time_s).value == signals.depth.value[frame]
