"""A saved pose track comes back bit for bit; anything else is refused in one line."""

from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path

import numpy as np
import pytest

from kneecave.errors import OutputError, PoseFileError
from kneecave.model.body import Joint
from kneecave.model.clip import ClipInfo
from kneecave.model.outlines import ROWS, Outlines
from kneecave.model.pose_track import PoseSource, PoseTrack
from kneecave.pose.store import load_track, save_track

CLIP = ClipInfo(
    name="squat – Üben.mp4",
    width_px=720,
    height_px=1280,
    frames=5,
    declared_frames=None,
    damaged_packets=1,
    duration_s=4 / 30,
    frame_rate_hz=30.0,
    variable_rate=False,
    rotation_deg=90,
    mirrored=True,
    codec="hevc",
    pixel_format="yuv420p10le",
    has_audio=True,
)


@pytest.fixture
def track() -> PoseTrack:
    rng = np.random.default_rng(1)
    joints = tuple(Joint)
    xy = rng.normal(500.0, 300.0, (5, len(joints), 2)).astype(np.float32)
    xy[2] = np.nan
    return PoseTrack(
        joints=joints,
        time_s=np.arange(5) / 30,
        xy_px=xy,
        depth_px=rng.normal(0.0, 100.0, (5, len(joints))).astype(np.float32),
        confidence=rng.uniform(0.0, 1.0, (5, len(joints))).astype(np.float32),
        image_size_px=(720, 1280),
        source=PoseSource(model="heavy", engine="mediapipe 0.10.31", sha256="ab" * 32),
        swapped=np.array([False, True, False, False, True]),
        people=2,
        outlines=Outlines(
            np.arange(0, 5, 2) / 30,
            rng.uniform(0.0, 60.0, (3, 2, ROWS, 2)).astype(np.float32),
        ),
    )


@pytest.fixture
def saved(track: PoseTrack, tmp_path: Path) -> Path:
    path = tmp_path / "x.pose.npz"
    save_track(path, track, CLIP)
    return path


def test_everything_comes_back(saved: Path, track: PoseTrack):
    again, clip = load_track(saved)
    assert clip == CLIP
    for field in dataclasses.fields(PoseTrack):
        expected, found = getattr(track, field.name), getattr(again, field.name)
        if isinstance(expected, np.ndarray):
            assert found.dtype == expected.dtype
            np.testing.assert_array_equal(found, expected)
        elif isinstance(expected, Outlines):
            np.testing.assert_array_equal(found.time_s, expected.time_s)
            np.testing.assert_array_equal(found.edges_px, expected.edges_px)
        else:
            assert found == expected


def test_an_older_file_without_outlines_has_none(saved: Path):
    with np.load(saved) as content:
        arrays = {name: content[name] for name in content if not name.startswith("outline")}
    np.savez(saved, **arrays)
    assert len(load_track(saved)[0].outlines.time_s) == 0


def test_outlines_of_another_shape_are_damage(saved: Path):
    with np.load(saved) as content:
        arrays = dict(content)
    arrays["outline_edges_px"] = arrays["outline_edges_px"][:, :, 1:]
    np.savez(saved, **arrays)
    with pytest.raises(PoseFileError, match="is not a pose track, or is damaged"):
        load_track(saved)


def test_an_older_file_of_64_bits_is_read_in_32(track: PoseTrack, tmp_path: Path):
    older = dataclasses.replace(track, xy_px=track.xy_px + np.float64(1e-5))
    save_track(tmp_path / "older.pose.npz", older, CLIP)
    again, _ = load_track(tmp_path / "older.pose.npz")
    assert again.xy_px.dtype == np.float32
    np.testing.assert_allclose(again.xy_px, older.xy_px, rtol=0, atol=1e-4)


def test_saving_again_replaces_and_leaves_nothing_else(saved: Path, track: PoseTrack):
    save_track(saved, dataclasses.replace(track, people=1), CLIP)
    assert load_track(saved)[0].people == 1
    assert [path.name for path in saved.parent.iterdir()] == ["x.pose.npz"]


def test_an_unwritable_place_is_one_line(track: PoseTrack, tmp_path: Path):
    with pytest.raises(OutputError, match="cannot be written: No such file or directory"):
        save_track(tmp_path / "nowhere" / "x.npz", track, CLIP)


def test_a_failed_save_leaves_the_old_file_and_no_other(
    saved: Path, track: PoseTrack, monkeypatch: pytest.MonkeyPatch
):
    def full_disk(file: io.BufferedWriter, **_arrays: object) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    before = saved.read_bytes()
    monkeypatch.setattr(np, "savez_compressed", full_disk)
    with pytest.raises(OutputError, match="No space left on device"):
        save_track(saved, track, CLIP)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["x.pose.npz"]


def _with_header(path: Path, **changes: object) -> None:
    with np.load(path) as content:
        arrays = dict(content)
    header = json.loads(str(arrays.pop("header")[()])) | changes
    np.savez_compressed(path, header=np.array(json.dumps(header)), **arrays)


def test_another_version_says_which(saved: Path):
    _with_header(saved, version=7)
    with pytest.raises(PoseFileError, match="version 7, this kneecave reads version 1"):
        load_track(saved)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "something"},
        {"joints": ["left_knee"]},
        {"joints": ["tail"] * 23},
        {"image_size_px": [720]},
        {"source": {"model": "heavy"}},
        {"clip": {"name": "x"}},
        {"clip": None},
    ],
    ids=str,
)
def test_a_wrong_header_is_refused(saved: Path, changes: dict[str, object]):
    _with_header(saved, **changes)
    with pytest.raises(PoseFileError, match=r"x\.pose\.npz is not a pose track"):
        load_track(saved)


def test_a_missing_file_says_so(tmp_path: Path):
    with pytest.raises(PoseFileError, match="cannot be read: No such file"):
        load_track(tmp_path / "x.npz")


@pytest.mark.parametrize("keep", [0, 1, 100, 1000, -1])
def test_a_cut_file_is_refused(saved: Path, keep: int):
    saved.write_bytes(saved.read_bytes()[:keep])
    with pytest.raises(PoseFileError):
        load_track(saved)


def test_no_byte_can_be_scrambled_into_another_error(saved: Path):
    content = saved.read_bytes()
    for place in range(0, len(content), 37):
        scrambled = bytearray(content)
        scrambled[place] ^= 0xFF
        saved.write_bytes(scrambled)
        try:
            load_track(saved)
        except PoseFileError as error:
            assert "\n" not in str(error)


def test_pickles_are_never_opened(saved: Path, tmp_path: Path):
    mark = tmp_path / "ran"

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[Path]]:
            return (Path.touch, (mark,))

    with np.load(saved) as content:
        arrays = dict(content)
    arrays["time_s"] = np.array([Trap()] * 5, dtype=object)
    np.savez(saved, **arrays)
    with pytest.raises(PoseFileError):
        load_track(saved)
    assert not mark.exists()


def test_a_plain_array_is_no_track(tmp_path: Path):
    np.save(tmp_path / "x.npy", np.zeros(3))
    with pytest.raises(PoseFileError, match="is not a pose track"):
        load_track(tmp_path / "x.npy")
