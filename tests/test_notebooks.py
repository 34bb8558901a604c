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


@pytest.mark.slow
def test_the_quickstart_finds_the_planned_caves(root: Path) -> None:
    path = root / "notebooks" / "quickstart.ipynb"
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    assert "reps: 5  caves: (2, 4)" in printed(notebook)


def test_notebooks_are_kept_without_outputs(root: Path) -> None:
    for path in (root / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        assert [cell for cell in notebook.cells if cell.get("outputs")] == []
