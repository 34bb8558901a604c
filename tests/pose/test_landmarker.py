"""Both engines behind their Protocols: pixels, memory, closing, and silence."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from kneecave.errors import ModelError
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint
from kneecave.model.clip import Frame
from kneecave.model.engine import Engine
from kneecave.pose import bundles, landmarker
from kneecave.pose.landmarker import JOINTS, Landmarker, open_landmarker, open_scanner, source_of
from kneecave.video.reader import open_video

PROGRAM = """
import sys
from itertools import islice
from pathlib import Path
from kneecave.model.engine import Engine
from kneecave.pose.landmarker import open_landmarker, open_scanner
from kneecave.video.reader import open_video
engine = Engine(sys.argv[2])
with open_video(Path(sys.argv[1])) as frames:
    few = list(islice(frames, 3))
for _ in range(3):
    with (
        open_landmarker("lite", engine=engine) as one,
        open_scanner("lite", most_people=2, engine=engine) as all_of_them,
    ):
        for frame in few:
            assert one.find(frame.image_bgr, time_s=frame.time_s) is not None
            assert all_of_them.find_all(frame)
print("done", "mediapipe" in sys.modules, "onnxruntime" in sys.modules, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def clip(root: Path) -> Path:
    return root / "sample_videos" / "squat_front.mp4"


@pytest.fixture(scope="module")
def frames(clip: Path) -> list[Frame]:
    with open_video(clip) as reader:
        return list(islice(reader, 40))


def places(one: Landmarker, frames: Sequence[Frame]) -> FloatArray:
    poses = [one.find(frame.image_bgr, time_s=frame.time_s) for frame in frames]
    assert all(pose is not None for pose in poses)
    return np.stack([pose.xy_px for pose in poses if pose is not None])


def test_every_joint_of_the_body_has_a_column():
    assert sorted(JOINTS) == sorted(Joint)


def test_an_unknown_model_is_one_line():
    with pytest.raises(ModelError, match="no pose model 'huge'"), open_landmarker("huge"):
        pass


@pytest.mark.parametrize("engine", Engine)
def test_a_bundle_that_is_no_model_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine
):
    broken = tmp_path / "broken.task"
    broken.write_bytes(b"no zip")
    monkeypatch.setattr(landmarker, "verified_path", lambda _name: broken)
    with (
        pytest.raises(ModelError, match=r"broken\.task cannot be loaded") as caught,
        open_landmarker("lite", engine=engine),
    ):
        pass
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("engine", "named"), [(Engine.DIRECT, "onnxruntime 1."), (Engine.MEDIAPIPE, "mediapipe 0.10.")]
)
def test_the_source_names_model_engine_and_hash(engine: Engine, named: str):
    source = source_of("lite", engine)
    assert source.model == "lite"
    assert source.engine.startswith(named)
    assert source.sha256 == bundles.find_bundle("lite").sha256


@pytest.mark.slow
def test_places_are_pixels_of_the_persons_own_sides(frames: list[Frame]):
    with open_landmarker("heavy") as one:
        pose = one.find(frames[0].image_bgr, time_s=0.0)
    assert pose is not None
    height, width = frames[0].image_bgr.shape[:2]
    xy = dict(zip(JOINTS, pose.xy_px, strict=True))
    assert xy[Joint.NOSE][1] < xy[Joint.LEFT_HIP][1] < xy[Joint.LEFT_KNEE][1]
    assert xy[Joint.LEFT_KNEE][1] < xy[Joint.LEFT_ANKLE][1] < height
    assert 0 < xy[Joint.RIGHT_ANKLE][0] < xy[Joint.LEFT_ANKLE][0] < width  # seen from the front
    assert ((pose.confidence >= 0) & (pose.confidence <= 1)).all()
    assert np.abs(pose.depth_px).max() < height


@pytest.mark.slow
@pytest.mark.parametrize("engine", Engine)
def test_forgetting_equals_a_new_landmarker(frames: list[Frame], engine: Engine):
    later = frames[25:32]
    with open_landmarker("lite", engine=engine) as one:
        fresh = places(one, later)
    with open_landmarker("lite", engine=engine) as one:
        places(one, frames[:10])
        one.forget()
        forgotten = places(one, later)
        one.forget()
        back_in_time = places(one, later)
    np.testing.assert_array_equal(forgotten, fresh)
    np.testing.assert_array_equal(back_in_time, fresh)


@pytest.mark.slow
@pytest.mark.parametrize("engine", Engine)
def test_scanner_and_landmarker_agree(frames: list[Frame], engine: Engine):
    with (
        open_landmarker("lite", engine=engine) as one,
        open_scanner("lite", most_people=4, engine=engine) as everybody,
    ):
        followed = places(one, frames[:1])[0]
        (seen,) = everybody.find_all(frames[0])
    assert np.abs(seen.xy_px - followed).max() < 10


@pytest.mark.slow
@pytest.mark.parametrize("engine", Engine)
def test_nobody_is_none(frames: list[Frame], engine: Engine):
    empty = np.full_like(frames[0].image_bgr, 90)
    with (
        open_landmarker("lite", engine=engine) as one,
        open_scanner("lite", most_people=4, engine=engine) as everybody,
    ):
        assert one.find(empty, time_s=0.0) is None
        assert everybody.find_all(Frame(0, 0.0, empty)) == ()


@pytest.mark.slow
@pytest.mark.parametrize("engine", Engine)
def test_it_is_closed_even_if_the_work_fails(frames: list[Frame], engine: Engine):
    before = set(threading.enumerate())
    with pytest.raises(ZeroDivisionError), open_landmarker("lite", engine=engine) as one:
        places(one, frames[:1])
        raise ZeroDivisionError
    assert set(threading.enumerate()) <= before


@pytest.mark.slow
@pytest.mark.parametrize("engine", Engine)
def test_nothing_of_the_native_side_reaches_stderr_nor_is_the_other_engine_loaded(
    clip: Path, engine: Engine
):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, clip, engine], capture_output=True, check=True, timeout=120
    )
    loaded = (engine is Engine.MEDIAPIPE, engine is Engine.DIRECT)
    assert done.stderr.decode() == f"done {loaded[0]} {loaded[1]}\n"
    assert done.stdout == b""
