"""What is exported comes back: by strict readers, and by libraries that did not write it."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import ezc3d
import numpy as np
import pyarrow.parquet as pq
import pytest

from kneecave.errors import UsageError
from kneecave.model.body import Joint
from kneecave.model.markers import Markers
from kneecave.outputs.interop.c3d_file import c3d_bytes
from kneecave.outputs.interop.coco import KEYPOINTS, coco_text
from kneecave.outputs.interop.even_rate import even_clock, resampled
from kneecave.outputs.interop.opensim import mot_text, trc_text
from kneecave.outputs.interop.parquet import parquet_bytes
from kneecave.outputs.tables import write_frame_table
from tests.outputs.analyses import make_analysis, make_track
from tests.outputs.interop.readers import read_mot, read_trc

NAMES = ("LHJC", "LKJC", "LAJC")


def made(time_s: np.ndarray) -> Markers:
    """Three points on straight lines, the middle one lost for a while."""
    start = np.arange(9.0).reshape(3, 3) / 10
    xyz = start + time_s[:, None, None] * [1.0, -0.5, 0.25]
    xyz[3:5, 1] = np.nan
    return Markers(NAMES, time_s, xyz, 1.7)


EVEN = made(np.arange(20) / 25.0)


def test_trc_comes_back() -> None:
    found = read_trc(trc_text(EVEN, name="set.trc"))
    assert found.names == list(NAMES)
    assert found.header["Units"] == "m"
    assert float(found.header["DataRate"]) == 25.0
    assert found.time_s == pytest.approx(EVEN.time_s, abs=1e-6)
    assert found.points == pytest.approx(EVEN.xyz_m, abs=1e-6, nan_ok=True)


def test_trc_time_is_what_opensim_makes_of_the_frame() -> None:
    found = read_trc(trc_text(EVEN, name="set.trc"))
    first, rate = int(found.header["OrigDataStartFrame"]), float(found.header["DataRate"])
    numbers = np.arange(1, len(found.time_s) + 1)
    assert found.time_s == pytest.approx((numbers - first) / rate, abs=1e-6)


def test_frames_of_varying_length_go_on_an_even_clock() -> None:
    time_s = np.cumsum([0.0, *([0.03, 0.05] * 10)])
    found = read_trc(trc_text(made(time_s), name="set.trc"))
    assert np.diff(found.time_s) == pytest.approx(np.diff(found.time_s)[0], abs=2e-6)
    line = found.points[:, 0]
    assert line == pytest.approx(
        np.array([0.0, 0.1, 0.2]) + found.time_s[:, None] * [1.0, -0.5, 0.25], abs=1e-5
    )
    assert 2 <= np.isnan(found.points[:, 1, 0]).sum() <= 4


def test_frames_on_the_clock_are_not_touched() -> None:
    values = np.arange(5.0)
    clock, rate_hz = even_clock(np.arange(5) / 30)
    assert rate_hz == pytest.approx(30.0)
    assert resampled(values, np.arange(5) / 30, clock) is values
    with pytest.raises(ValueError, match="two frames"):
        even_clock(np.zeros(1))


def test_mot_comes_back_with_opensims_signs() -> None:
    signals = make_analysis("cave").signals
    header, columns = read_mot(mot_text(signals, name="set.mot"))
    assert header["inDegrees"] == "yes"
    assert columns["time"] == pytest.approx(signals.time_s, abs=1e-6)
    assert columns["knee_angle_l"] == pytest.approx(signals.left.flexion_deg.value, abs=1e-6)
    assert columns["knee_angle_r"] == pytest.approx(signals.right.flexion_deg.value, abs=1e-6)
    assert columns["pelvis_list"] == pytest.approx(-signals.pelvic_drop_deg.value, abs=1e-6)
    assert columns["left_knee_over_foot_deg"] == pytest.approx(
        signals.left.knee_over_foot_deg.value, abs=1e-6, nan_ok=True
    )


def test_c3d_is_read_by_another_library(tmp_path: Path) -> None:
    path = tmp_path / "set.c3d"
    path.write_bytes(c3d_bytes(EVEN))
    found = ezc3d.c3d(str(path))
    point = found["parameters"]["POINT"]
    assert [label.strip() for label in point["LABELS"]["value"]] == list(NAMES)
    assert point["UNITS"]["value"] == ["mm"]
    assert point["RATE"]["value"][0] == pytest.approx(25.0)
    xyz_mm = found["data"]["points"][:3].transpose(2, 1, 0)
    assert xyz_mm / 1000 == pytest.approx(EVEN.xyz_m, abs=1e-6, nan_ok=True)


def test_parquet_holds_what_the_frames_table_does(tmp_path: Path) -> None:
    analysis = make_analysis("lunge")
    table = pq.read_table(io.BytesIO(parquet_bytes(analysis)))
    write_frame_table(tmp_path / "frames.csv", analysis)
    with (tmp_path / "frames.csv").open(newline="") as file:
        header, *rows = list(csv.reader(file))
    assert table.column_names == header
    for name, told in zip(header, zip(*rows, strict=True), strict=True):
        wanted = [float(text) if text else None for text in told]
        assert table[name].to_pylist() == pytest.approx(wanted, abs=6e-5)
    about = json.loads(table.schema.metadata[b"kneecave"])
    assert (about["clip"], about["metric"]) == ("lunge.mp4", "knee-over-foot")


@pytest.mark.parametrize(
    ("module", "make"),
    [
        ("c3d", lambda: c3d_bytes(EVEN)),
        ("pyarrow", lambda: parquet_bytes(make_analysis("cave"))),
    ],
)
def test_an_extra_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, module: str, make
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    extra = "parquet" if module == "pyarrow" else module
    with pytest.raises(UsageError, match=rf"pip install 'kneecave\[{extra}\]'"):
        make()


def test_coco_has_the_shape_that_its_tools_expect() -> None:
    track = make_track("cave")
    xy = track.xy_px.copy()
    xy[4] = np.nan
    xy[5, track.joints.index(Joint.LEFT_KNEE)] = [-20.0, 500.0]
    xy[6, track.joints.index(Joint.RIGHT_ANKLE)] = np.nan
    found = json.loads(coco_text(replace(track, xy_px=xy), make_analysis("cave").clip))
    (category,) = found["categories"]
    assert category["keypoints"][0] == "nose"
    assert len(category["keypoints"]) == 17
    assert {p for bone in category["skeleton"] for p in bone} == set(range(1, 18))
    images = {image["id"]: image for image in found["images"]}
    assert [image["frame_index"] for image in found["images"]] == list(range(len(track.time_s)))
    assert len({one["id"] for one in found["annotations"]}) == len(track.time_s) - 1
    for one in found["annotations"]:
        image = images[one["image_id"]]
        assert one["category_id"] == category["id"]
        x, y, visible = np.array(one["keypoints"]).reshape(17, 3).T
        assert set(visible) <= {0, 1, 2}
        assert one["num_keypoints"] == (visible > 0).sum()
        assert (x[visible == 0] == 0).all()
        frame = image["frame_index"]
        for k, joint in enumerate(KEYPOINTS):
            if visible[k] and joint in track.joints:
                assert [x[k], y[k]] == pytest.approx(
                    xy[frame, track.joints.index(joint)], abs=0.006
                )
        left, top, width, height = one["bbox"]
        assert 0 <= left <= left + width <= image["width"] + 0.01
        assert 0 <= top <= top + height <= image["height"] + 0.01
        assert one["area"] == pytest.approx(width * height, abs=0.01)
    by_frame = {images[one["image_id"]]["frame_index"]: one for one in found["annotations"]}
    assert 4 not in by_frame
    assert by_frame[5]["keypoints"][3 * KEYPOINTS.index(Joint.LEFT_KNEE) + 2] == 1
    assert by_frame[6]["keypoints"][3 * KEYPOINTS.index(Joint.RIGHT_ANKLE) + 2] == 0
