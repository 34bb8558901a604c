"""What is told where the library of an extra is not there."""

from __future__ import annotations

import json

import pytest

from kneecave.errors import UsageError
from kneecave.outputs.extras import library


def test_a_library_that_is_there_is_given() -> None:
    assert library("json", extra="c3d", needed_for="C3D") is json


def test_a_missing_one_is_told_with_the_way_to_get_it() -> None:
    with pytest.raises(UsageError, match=r"^C3D needs the extra: pip install 'kneecave\[c3d\]'$"):
        library("no_such_library", extra="c3d", needed_for="C3D")
