from __future__ import annotations

from pathlib import Path

import pytest

from kneecave.errors import OutputError
from kneecave.outputs.staging import staged


def names_under(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_files_move_when_the_block_ends(tmp_path: Path) -> None:
    with staged(tmp_path / "out" / "clip") as staging:
        (staging / "report.json").write_text("{}")
        assert not (tmp_path / "out" / "clip").exists()
    assert names_under(tmp_path / "out") == ["clip", "clip/report.json"]


def test_files_of_the_same_name_are_replaced_and_others_stay(tmp_path: Path) -> None:
    folder = tmp_path / "clip"
    folder.mkdir()
    (folder / "report.json").write_text("old")
    (folder / "notes.txt").write_text("mine")
    with staged(folder) as staging:
        (staging / "report.json").write_text("new")
    assert (folder / "report.json").read_text() == "new"
    assert (folder / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_nothing_is_left_when_the_block_raises(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), staged(tmp_path / "new" / "out" / "clip") as staging:
        (staging / "report.json").write_text("{}")
        raise error
    assert names_under(tmp_path) == []


def test_what_was_there_before_survives_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "clip"
    folder.mkdir()
    (folder / "report.json").write_text("old")
    with pytest.raises(ValueError, match="stop"), staged(folder) as staging:
        (staging / "report.json").write_text("new")
        raise ValueError("stop")
    assert names_under(tmp_path) == ["clip", "clip/report.json"]
    assert (folder / "report.json").read_text() == "old"


def test_a_file_in_the_way_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "clip").write_text("a file")
    with (
        pytest.raises(OutputError, match=r"clip is a file; choose another folder"),
        staged(tmp_path / "clip"),
    ):
        pytest.fail("the work has started")
    assert names_under(tmp_path) == ["clip"]


def test_a_folder_that_cannot_be_made_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(OutputError, match="file is a file"), staged(tmp_path / "file" / "clip"):
        pytest.fail("the work has started")


def test_an_error_names_the_folder_that_the_user_knows(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as told, staged(tmp_path / "clip") as staging:
        raise OutputError(f"{staging / 'annotated.mp4'} cannot be written")
    assert str(told.value) == f"{tmp_path / 'clip' / 'annotated.mp4'} cannot be written"
