"""Runs the command as a user does, and makes files to feed it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from kneecave.apps.cli import main

COMMAND = [sys.executable, "-c", "from kneecave.apps.cli import main; main()"]


@dataclass(frozen=True)
class Outcome:
    """How a run of the command ended."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Runs ``kneecave`` with arguments."""

    def __call__(self, *args: str | Path) -> Outcome: ...


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def kneecave(here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """The command in this process, in an empty folder."""

    def run(*args: str | Path) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["kneecave", *map(str, args)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        captured = capfd.readouterr()
        return Outcome(int(left.value.code or 0), captured.out, captured.err)

    return run


def in_a_process(
    *args: str | Path, before: Sequence[str] = (), cwd: Path, **environment: str
) -> Outcome:
    """Run the command in a process of its own, started through ``before``."""
    done = subprocess.run(
        [*before, *COMMAND, *map(str, args)],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def names_under(folder: Path) -> list[str]:
    """Every file and folder below one, sorted."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
