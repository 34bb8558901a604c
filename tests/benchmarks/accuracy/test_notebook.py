"""The published rows and the notebook that reads them say the same as the published page."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.accuracy.designs import Set
from benchmarks.accuracy.results import Results
from benchmarks.accuracy.row_files import read_results
from benchmarks.accuracy.summaries import Verdicts, caved_legs, clean_legs, verdicts
from benchmarks.accuracy.verdict_tables import by_size, by_toe_out
from tests.test_notebooks import run


@pytest.fixture(scope="module")
def published(root: Path) -> Results:
    return read_results(root / "docs" / "accuracy").where(lambda clip: clip.set == Set.TEST)


@pytest.fixture(scope="module")
def found(published: Results) -> Verdicts:
    squats = published.squats()
    return verdicts(caved_legs(squats, low_deg=5.0), clean_legs(squats))


def test_the_page_shows_the_tables_of_the_published_rows(
    root: Path, published: Results, found: Verdicts
) -> None:
    page = (root / "docs" / "accuracy.md").read_text(encoding="utf-8")
    assert by_size(published).markdown() in page
    assert by_toe_out(published).markdown() in page
    assert f"{found.either.f1:.3f}" in page


@pytest.mark.slow
def test_the_notebook_counts_as_the_page_does(root: Path, found: Verdicts) -> None:
    text = run(root, "accuracy.ipynb")
    either = found.either
    assert f"{either.hits} of {either.hits + either.misses} caves flagged" in text
    assert f"F1 {either.f1:.3f}" in text
