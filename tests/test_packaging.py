"""The built wheel, installed with nothing but what it declares, works from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib.metadata import distribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from kneecave import __version__
from kneecave.pose.bundles import list_bundles

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, root],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def bin_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment that has the wheel and what it declares, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    purelib = Path(
        subprocess.run(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
    )
    for name in _needed("kneecave"):
        _link(name, purelib)
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index",
         "--no-deps", wheel],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return python.parent


def _wanted(name: str) -> list[tuple[str, Requirement]]:
    """Return what a distribution declares to need here, extras left out."""
    wanted = [(line, Requirement(line)) for line in distribution(name).requires or ()]
    return [(line, one) for line, one in wanted if one.marker is None or one.marker.evaluate()]


def _needed(name: str) -> set[str]:
    """Return every distribution that one needs, directly or not."""
    needed: set[str] = set()
    waiting = [name]
    while waiting:
        for _, wanted in _wanted(waiting.pop()):
            if wanted.name.lower() not in needed:
                needed.add(wanted.name.lower())
                waiting.append(wanted.name)
    return needed


def _link(name: str, purelib: Path) -> None:
    """Link a distribution's packages from this environment into another one."""
    here = Path(sysconfig.get_path("purelib"))
    tops = {Path(file).parts[0] for file in distribution(name).files or ()}
    for top in tops - {"..", "__pycache__"}:
        if not (purelib / top).exists():
            (purelib / top).symlink_to(here / top)


def run(command: Path, *args: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with an environment that knows nothing of this checkout."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return subprocess.run(
        [command, *map(str, args)],
        cwd=cwd,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_wheel_holds_models_texts_and_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for bundle in list_bundles():
        assert f"kneecave/models/{bundle.path.name}" in names
    for wanted in ("kneecave/models/manifest.json", "kneecave/py.typed"):
        assert wanted in names
    ends = [name for name in names if name.endswith(("LICENSE", "NOTICE"))]
    assert len([name for name in ends if ".dist-info/" in name]) == 2
    assert any(name.startswith("kneecave/outputs/fonts/") for name in names)
    assert any(name.startswith("kneecave/outputs/templates/") for name in names)
    assert [name for name in names if name.startswith(("tests", "benchmarks"))] == []


def test_the_source_archive_holds_what_the_wheel_is_built_from(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "NOTICE", "models/manifest.json"} <= names


def test_the_declared_requirements_suit_each_other() -> None:
    unsuited = [
        f"{name} wants {line}, but there is {version(wanted.name)}"
        for name in ("kneecave", *_needed("kneecave"))
        for line, wanted in _wanted(name)
        if not wanted.specifier.contains(version(wanted.name), prereleases=True)
    ]
    assert unsuited == []


def test_the_installed_command_is_the_wheel(bin_folder: Path, tmp_path: Path) -> None:
    done = run(bin_folder / "kneecave", "--version", cwd=tmp_path)
    assert done.stdout == f"kneecave {__version__}\n", done.stderr
    where = run(bin_folder / "python", "-c", "import kneecave; print(kneecave.__file__)",
                cwd=tmp_path).stdout  # fmt: skip
    assert Path(where.strip()).is_relative_to(bin_folder.parent)


def test_the_installed_models_are_verified(bin_folder: Path, tmp_path: Path) -> None:
    done = run(bin_folder / "kneecave", "models", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("verified") == len(list_bundles())


def test_the_installed_command_analyses_from_any_folder(
    bin_folder: Path, one_rep: Path, tmp_path: Path
) -> None:
    clip = tmp_path / "squat_front.mp4"
    clip.write_bytes(one_rep.read_bytes())
    done = run(
        bin_folder / "kneecave", "analyze", clip, "--model", "lite", "--no-video", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    written = {path.name for path in (tmp_path / "kneecave-out" / "squat_front").iterdir()}
    assert written == {"report.html", "report.json", "reps.csv", "frames.csv"}
