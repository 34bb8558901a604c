"""A table that says who is in which clip, and names that say it themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from kneecave.errors import UsageError
from kneecave.outputs.manifest import Who, read_manifest
from kneecave.outputs.people import People, by_name
from tests.outputs.batch_rows import made

ANNA = {"a.mp4": Who("Anna", "1"), "day2/a.mp4": Who("Jürgen Ö.", "2026-11-08")}


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "people.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("before", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_of_every_spreadsheet_say_the_same(
    tmp_path: Path, before: str, separator: str, end: str
) -> None:
    lines = [
        ["Clip", "Person ", "session", "date", "notes"],
        ["a.mp4", "Anna", "1", "2026-11-01", '"knee; tape, left"'],
        ["", "", "", "", ""],
        [".\\day2\\a.mp4", " Jürgen Ö.", "", "2026-11-08", ""],
    ]
    text = before + end.join(separator.join(fields) for fields in lines) + end
    assert read_manifest(written(tmp_path, text)) == ANNA


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("clip,who\na.mp4,Anna\n", "unknown column who; known are clip, person, session"),
        ("clip,session\na.mp4,1\n", "has no column person"),
        ("clip,person,person\na.mp4,A,B\n", "column person twice"),
        ("", "has no column clip"),
        ("clip,person\na.mp4,Anna\n\na.mp4,Ben\n", "line 4 names a.mp4 again, after line 2"),
        ("clip,person\n./a.mp4,Anna\na.mp4,Ben\n", "line 3 names a.mp4 again, after line 2"),
        ("clip,person\ngone.mp4,Anna\n", "line 2 names gone.mp4, which is not in"),
        ("clip,person\n,Anna\n", "line 2 has no clip"),
        ("clip,person\na.mp4,Anna,1\n", "line 2 has 3 fields, but there are 2 columns"),
        ('clip,person\na.mp4,"Anna\n', "cannot be read: unexpected end of data"),
        ("clip,person,date\na.mp4,Anna,1.11.2026\n", "line 2 has the date 1.11.2026; write it as"),
        ("clip,person\na.mp4,Jürgen\n".encode("latin-1"), "line 2 is not in UTF-8"),
        ("clip,person\na.mp4,Anna\n".encode("utf-16"), "line 1 is not in UTF-8"),
    ],
)
def test_a_table_that_cannot_be_used_says_why_and_where(
    tmp_path: Path, content: str | bytes, told: str
) -> None:
    (tmp_path / "a.mp4").touch()
    with pytest.raises(UsageError) as error:
        read_manifest(written(tmp_path, content), folder=tmp_path)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_table_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        People.load(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("clip", "who"),
    [
        ("anna_2026-11-01_lunge.mp4", Who("anna", "2026-11-01")),
        ("team/Øyvind B._2026-11-01.mov", Who("Øyvind B.", "2026-11-01")),
        ("P07_2026-11-01.pose.npz", Who("P07", "2026-11-01")),
        ("anna_2026-02-30_lunge.mp4", Who(None, None)),
        ("anna_lunge.mp4", Who(None, None)),
        ("anna_b_2026-11-01.mp4", Who(None, None)),
        ("2026-11-01_anna.mp4", Who(None, None)),
        ("IMG_2026-11-01_1234.mp4", Who(None, None)),
        ("Lunge_2026-11-01.mp4", Who(None, None)),
        ("anna_2026-11-011.mp4", Who(None, None)),
        ("anna_2026-11-01/clip.mp4", Who(None, None)),
    ],
)
def test_a_name_tells_who_only_beyond_doubt(clip: str, who: Who) -> None:
    assert by_name(clip) == who


def test_the_table_counts_more_than_the_name(tmp_path: Path) -> None:
    manifest = written(tmp_path, "clip,person,session\nanna_2026-11-01.mp4,A. Berg,before\n")
    people = People.load(manifest)
    named = people.named(made("anna_2026-11-01.mp4"))
    assert (named.person, named.session) == ("A. Berg", "before")
    other = people.named(made("ben_2026-11-01.mp4"))
    assert (other.person, other.session) == ("ben", "2026-11-01")


def test_letters_made_of_two_are_the_same_letters(tmp_path: Path) -> None:
    people = People.load(written(tmp_path, "clip,person\nJu\u0308rgen.mp4,J\n"))
    assert people.named(made("J\u00fcrgen.mp4")).person == "J"
