"""The bundles that ship are the ones the manifest names, and nothing else is accepted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kneecave.errors import ModelError
from kneecave.pose.bundles import find_bundle, list_bundles, verified_outline, verified_path


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    for name in ("manifest.json", "pose_lite.task"):
        shutil.copy(root / "models" / name, tmp_path / name)
    return tmp_path


def test_three_bundles_lie_where_the_manifest_says_and_verify():
    bundles = list_bundles()
    assert [bundle.name for bundle in bundles] == ["lite", "full", "heavy"]
    for bundle in bundles:
        bundle.verify()
        assert bundle.path.stat().st_size == bundle.size_bytes
        assert bundle.licence == "Apache-2.0"
        assert bundle.origin == "@mediapipe/pose 0.5.1675469404"


def test_a_good_copy_is_accepted(copy: Path):
    assert verified_path("lite", copy) == copy / "pose_lite.task"


def test_one_changed_byte_is_refused(copy: Path):
    path = copy / "pose_lite.task"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"lite: .*pose_lite\.task is not the file it should be"):
        verified_path("lite", copy)


def test_only_the_heavy_model_has_what_makes_outlines_and_it_is_checked(root: Path, tmp_path: Path):
    assert [bundle.name for bundle in list_bundles() if bundle.outline] == ["heavy"]
    assert verified_outline("lite") is None
    path = verified_outline("heavy")
    assert path == root / "models" / "outline_heavy.tflite"
    shutil.copy(root / "models" / "manifest.json", tmp_path)
    with pytest.raises(ModelError, match=r"heavy: .*outline_heavy\.tflite cannot be read"):
        verified_outline("heavy", tmp_path)
    (tmp_path / path.name).write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match=r"outline_heavy\.tflite is not the file it should be"):
        verified_outline("heavy", tmp_path)


def test_a_missing_bundle_is_named(copy: Path):
    with pytest.raises(ModelError, match=r"heavy: .*pose_heavy\.task cannot be read \(No such"):
        verified_path("heavy", copy)


def test_an_unknown_name_names_the_known_ones():
    with pytest.raises(ModelError, match="no pose model 'huge'; there are lite, full, heavy"):
        find_bundle("huge")


@pytest.mark.parametrize("content", [None, "no json", "[]", '{"source": {}}'])
def test_a_bad_manifest_is_one_line(copy: Path, content: str | None):
    manifest = copy / "manifest.json"
    if content is None:
        manifest.unlink()
    else:
        manifest.write_text(content)
    with pytest.raises(ModelError) as caught:
        list_bundles(copy)
    assert "\n" not in str(caught.value)
    assert str(manifest) in str(caught.value)


def test_the_manifest_names_every_bundle_file_there_is(root: Path):
    manifest = json.loads((root / "models" / "manifest.json").read_text())
    bundles = manifest["bundles"]
    listed = {entry["file"] for entry in bundles}
    outlines = [entry["outline"] for entry in bundles if "outline" in entry]
    assert listed == {path.name for path in (root / "models").glob("*.task")}
    for entry in outlines:
        assert (root / "models" / entry["file"]).stat().st_size == entry["bytes"]
    assert len(outlines) == len(list((root / "models").glob("*.tflite")))
