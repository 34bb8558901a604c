"""The command itself: help, version, models, what it imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kneecave import __version__
from kneecave.pose.bundles import list_bundles
from tests.apps.conftest import Run

HEAVY_MODULES = {
    "av", "cv2", "mediapipe", "numpy", "onnxruntime", "scipy", "pydantic", "rich", "jinja2", "PIL",
    "fastapi", "uvicorn", "sounddevice", "cryptography", "distributed",
}  # fmt: skip
NOT_BEFORE_A_CLIP_IS_READ = {
    "mediapipe", "onnxruntime", "scipy", "matplotlib", "fastapi", "uvicorn", "sounddevice",
    "distributed", "pyarrow", "sqlite3",
}  # fmt: skip

NOT_BEFORE_ITS_JOINTS_ARE_FOUND = {
    "rich", "jinja2", "PIL", "kneecave.judged", "kneecave.coached", "kneecave.results",
    "kneecave.outputs.overlay", "kneecave.outputs.html_report", "kneecave.outputs.json_report",
}  # fmt: skip


def modules_after(code: str) -> tuple[str, set[str]]:
    """Return what code prints in a Python of its own, and the modules that are there then."""
    code += "\nimport sys\nprint(*sys.modules, file=sys.stderr)\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout, set(done.stderr.split())


@pytest.mark.parametrize(
    ("option", "said"), [("--help", "Usage: kneecave"), ("--version", "kneec")]
)
def test_help_and_version_import_little(option: str, said: str) -> None:
    out, modules = modules_after(
        "import sys\n"
        f"sys.argv = ['kneecave', '{option}']\n"
        "from kneecave.apps.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass"
    )
    assert said in out
    assert modules & HEAVY_MODULES == set()
    assert len(modules) < 250


def test_an_analysis_imports_what_finds_joints_and_the_history_when_they_are_needed() -> None:
    _, modules = modules_after("import kneecave.apps.analyze")
    assert modules & NOT_BEFORE_A_CLIP_IS_READ == set()
    assert modules & NOT_BEFORE_ITS_JOINTS_ARE_FOUND == set()


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_help_names_commands_and_exit_codes(kneecave: Run, arguments: list[str]) -> None:
    outcome = kneecave(*arguments)
    assert outcome.code == 0
    for word in ("analyze", "models", "--version", "--install-completion", "130 stopped by"):
        assert word in " ".join(outcome.out.split())


def test_version(kneecave: Run) -> None:
    outcome = kneecave("--version")
    assert (outcome.code, outcome.out) == (0, f"kneecave {__version__}\n")


def test_models_are_listed_and_verified(kneecave: Run) -> None:
    outcome = kneecave("models")
    assert outcome.code == 0
    *lines, runtimes = outcome.out.splitlines()
    assert runtimes.startswith("run by direct (onnxruntime 1.")
    assert [line.split()[0] for line in lines] == [bundle.name for bundle in list_bundles()]
    assert all("verified" in line for line in lines)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(shell: str, here: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("kneecave"), "--show-completion", shell],
        capture_output=True,
        text=True,
        check=True,
        cwd=here,
    )
    assert "_KNEECAVE_COMPLETE" in done.stdout
