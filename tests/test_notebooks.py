"""The notebooks run from top to bottom, and say what is true of the sample clip."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient


def printed(notebook: nbformat.NotebookNode) -> str:
    """Return everything that the cells printed."""
    return "".join(
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream"
    )


def run(root: Path, name: str) -> str:
    """Run a notebook where it lies, and return what it printed."""
    path = root / "notebooks" / name
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    return printed(notebook)


@pytest.mark.slow
def test_the_quickstart_finds_the_planned_caves(root: Path) -> None:
    assert "reps: 5  caves: (2, 4)" in run(root, "quickstart.ipynb")


@pytest.mark.slow
def test_a_coach_gets_verdicts_contributors_cues_and_a_plan_in_range(root: Path) -> None:
    told = run(root, "coach_one_clip.ipynb")
    assert "caved reps: (2, 4) | cues: 2 | contributors: ['left', 'right'] | in range: True" in told
    assert "Test: Heels up about 5 cm." in told


@pytest.mark.slow
def test_a_researchers_own_metric_finds_them_as_well(root: Path) -> None:
    told = run(root, "researcher_export.ipynb")
    assert "lowest in reps [2, 4]" in told
    assert "Both knees: no real change." in told


@pytest.mark.slow
def test_a_folder_of_clips_says_which_side_caves(root: Path) -> None:
    told = run(root, "physio_folder.ipynb")
    assert "exit code 5" in told
    assert "kim_2026-11-01_squat.mp4: cave in reps 2 4." in told
    assert "left leg in front: 2 of 5 reps caved" in told
    assert "kim_2026-11-08_squat.mp4: no answer. kim_2026-11-08_squat.mp4 is empty" in told


def test_notebooks_are_kept_without_outputs(root: Path) -> None:
    for path in (root / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        assert [cell for cell in notebook.cells if cell.get("outputs")] == []
