"""Result folders: readable, one for each clip, and possible everywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneecave.batch.listing import is_clip
from kneecave.batch.names import LONGEST, folder_name


@pytest.mark.parametrize(
    ("clip", "name"),
    [
        ("squat.mp4", "squat.mp4"),
        ("IMG_0001.MOV", "IMG_0001.MOV"),
        ("p01/day-2/squat.mp4", "p01__day-2__squat.mp4"),
    ],
)
def test_plain_names_stay(clip: str, name: str) -> None:
    assert folder_name(clip) == name


@pytest.mark.parametrize(
    "clip", ["a b.mp4", "Knie häufig.mp4", "../x.mp4", "a__b.mp4", "a/_b.mp4", "x" * 300 + ".mp4"]
)
def test_others_get_their_hash(clip: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*__[0-9a-f]{8}", folder_name(clip))


def test_what_looks_alike_is_told_apart() -> None:
    alike = ["a/b.mp4", "a__b.mp4", "a b.mp4", "a_b.mp4", "a/_b.mp4", "a?b.mp4", "a_/b.mp4"]
    assert len({folder_name(clip) for clip in alike}) == len(alike)


PATHS = st.lists(
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1),
    min_size=1,
    max_size=4,
).map("/".join)


@given(PATHS, PATHS)
def test_no_two_clips_share_a_folder(one: str, other: str) -> None:
    assert (folder_name(one) == folder_name(other)) == (one == other)


@given(PATHS)
def test_every_name_can_be_a_folder_that_is_seen(clip: str) -> None:
    name = folder_name(clip)
    assert 0 < len(name) <= LONGEST
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", name)


@pytest.mark.parametrize(
    ("clip", "glob", "taken"),
    [
        ("a.mp4", None, True),
        ("p/A.MOV", None, True),
        ("a.pose.npz", None, True),
        ("a.txt", None, False),
        ("a.npz", None, False),
        (".a.mp4", None, False),
        ("a.mp4", "*.mov", False),
        ("p/a.dat", "*.dat", True),
        ("p/a.mp4", "q/*", False),
        ("q/r/a.mp4", "q/*", True),
    ],
)
def test_which_files_are_clips(clip: str, glob: str | None, taken: bool) -> None:
    assert is_clip(clip, glob) is taken
