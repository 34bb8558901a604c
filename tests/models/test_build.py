"""The shipped bundles are what the build script makes of the npm package."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

BUNDLES = ("pose_lite.task", "pose_full.task", "pose_heavy.task")
OUTLINE = "outline_heavy.tflite"
PACKAGE_VARIABLE = "KNEECAVE_POSE_PACKAGE"
"""Names the npm tarball of the manifest, or the folder it unpacks to, for the rebuilding test."""


@pytest.fixture(scope="module")
def build(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("build", root / "models" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


@pytest.mark.parametrize("name", BUNDLES)
def test_packing_the_members_again_gives_the_same_bytes(root: Path, build: ModuleType, name: str):
    path = root / "models" / name
    assert build.archive(_members(path)) == path.read_bytes()


@pytest.mark.parametrize("name", BUNDLES)
def test_the_mask_output_is_answered_by_another_one(root: Path, build: ModuleType, name: str):
    model = build.read_model(_members(root / "models" / name)["pose_landmarks_detector.tflite"])
    graph = model.subgraphs[0]
    names = [bytes(graph.tensors[output].name).decode() for output in graph.outputs]
    assert len(names) == 5
    assert build.MASK_OUTPUT not in names
    assert names.count(build.STAND_IN_OUTPUT) == 2


def test_the_head_takes_what_the_landmark_network_makes(root: Path, build: ModuleType):
    head = build.read_model((root / "models" / OUTLINE).read_bytes()).subgraphs[0]
    (output,) = head.outputs
    assert bytes(head.tensors[output].name).decode() == build.MASK_OUTPUT
    members = _members(root / "models" / "pose_heavy.task")
    body = build.read_model(members["pose_landmarks_detector.tflite"]).subgraphs[0]
    made = {int(tensor) for operator in body.operators for tensor in operator.outputs}
    shapes = {bytes(body.tensors[n].name): body.tensors[n].shape.tolist() for n in made}
    for taken in head.inputs:
        tensor = head.tensors[taken]
        assert shapes[bytes(tensor.name)] == tensor.shape.tolist()


def test_all_bundles_share_one_detector(root: Path):
    detectors = {
        hashlib.sha256(_members(root / "models" / name)["pose_detector.tflite"]).hexdigest()
        for name in BUNDLES
    }
    assert len(detectors) == 1


def test_an_input_with_another_hash_stops_the_build(root: Path, tmp_path: Path):
    manifest = json.loads((root / "models" / "manifest.json").read_text())
    for name in manifest["source"]["files"]:
        (tmp_path / name).write_bytes(b"something else")
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, root / "models" / "build.py", tmp_path, "--out", out],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "pose_solution_packed_assets.data: sha256 is" in done.stderr
    assert not out.exists()


@pytest.mark.slow
def test_the_package_gives_the_shipped_bundles_byte_for_byte(root: Path, tmp_path: Path):
    source = os.environ.get(PACKAGE_VARIABLE)
    if source is None:
        pytest.skip(f"{PACKAGE_VARIABLE} does not name the npm package of the manifest")
    subprocess.run(
        [sys.executable, root / "models" / "build.py", source, "--out", tmp_path], check=True
    )
    for name in (*BUNDLES, OUTLINE):
        assert (tmp_path / name).read_bytes() == (root / "models" / name).read_bytes()
