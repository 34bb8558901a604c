"""Who is who: names are compared by an exact key, and near ones are told, never merged."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from kneecave.errors import UsageError

LONGEST_NAME = 100
NEAR = 0.8
"""difflib's ratio of two keys from which they are told as near: one letter in four or five."""


def tidy(name: str) -> str:
    """Return a name as it is kept: composed letters, single spaces.

    Raises
    ------
    UsageError
        It is empty, too long, or holds letters that cannot be shown.
    """
    kept = " ".join(unicodedata.normalize("NFC", name).split())
    if not kept:
        raise UsageError("a person's name is empty")
    if len(kept) > LONGEST_NAME:
        raise UsageError(f"a person's name is longer than {LONGEST_NAME} letters")
    if not kept.isprintable():
        raise UsageError("a person's name holds letters that cannot be shown")
    return kept


def key_of(name: str) -> str:
    """Return what two spellings of one name share: large and small letters, forms of letters."""
    folded = unicodedata.normalize("NFKC", tidy(name)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def near(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """Return the other names that could be a misspelling of this one, the nearest first."""
    known = {key_of(other): other for other in others}
    own = key_of(name)
    known.pop(own, None)
    begins = [key for key in known if key.startswith(own) or own.startswith(key)]
    close = difflib.get_close_matches(own, list(known), n=3, cutoff=NEAR)
    return tuple(known[key] for key in dict.fromkeys([*close, *begins]))
