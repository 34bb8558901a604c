"""English words of the pages, all from ``texts.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TypeAlias

Texts: TypeAlias = dict[str, dict[str, str]]


@cache
def texts() -> Texts:
    """Return every text by table and key; words in braces are to be filled in."""
    found: Texts = tomllib.loads(files(__package__).joinpath("texts.toml").read_text("utf-8"))
    return found
