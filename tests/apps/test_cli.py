"""The command itself: help, version, models, what it imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kneecave import __version__
from kneecave.pose.bundles import list_bundles
from tests.apps.conftest import Run

HEAVY_MODULES = {"av", "cv2", "mediapipe", "numpy", "scipy", "pydantic", "rich", "jinja2", "PIL"}


def test_help_imports_little() -> None:
    code = (
        "import sys\n"
        "sys.argv = ['kneecave', '--help']\n"
        "from kneecave.apps.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = set(done.stderr.split())
    assert "Usage: kneecave" in done.stdout
    assert modules & HEAVY_MODULES == set()
    assert len(modules) < 250


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
    lines = outcome.out.splitlines()
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
