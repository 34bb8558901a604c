"""What a clip's result folder is called: readable, and another one for every clip."""

from __future__ import annotations

import hashlib
import re

LONGEST = 100
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(?:_[A-Za-z0-9.-]+)*")
"""A name with single underscores inside, so that two of them can stand for a ``/``."""


def folder_name(clip: str) -> str:
    """Return the name of the result folder of a clip, which no other clip has.

    ``p01/squat.mp4`` becomes ``p01__squat.mp4``.  Where letters have to be replaced or the name is
    too long, eight digits of the path's hash tell it from others.
    """
    parts = clip.split("/")
    name = "__".join(parts)
    if len(name) <= LONGEST and all(_PLAIN.fullmatch(part) for part in parts):
        return name
    digest = hashlib.sha256(clip.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    safe = re.sub(r"[^A-Za-z0-9.-]+", "_", clip)[-LONGEST + len(digest) + 2 :].strip("._-")
    return f"{safe or 'clip'}__{digest}"
