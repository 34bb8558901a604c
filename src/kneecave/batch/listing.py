"""Which files of a folder are clips."""

from __future__ import annotations

from fnmatch import fnmatchcase

VIDEO_ENDINGS = (
    ".3gp",
    ".avi",
    ".flv",
    ".gif",
    ".m2ts",
    ".m4v",
    ".mkv",
    ".mov",
    ".mp4",
    ".mpeg",
    ".mpg",
    ".mts",
    ".ogv",
    ".pose.npz",
    ".ts",
    ".webm",
    ".wmv",
)


def is_clip(clip: str, glob: str | None) -> bool:
    """Return whether a path below the folder is taken for a clip.

    By default: files that end as videos or saved pose tracks do.  A pattern is held against the
    name, or against the whole path if there is a ``/`` in it.  Hidden files are none.
    """
    name = clip.rpartition("/")[2]
    if is_hidden(name):
        return False
    if glob is None:
        return name.lower().endswith(VIDEO_ENDINGS)
    return fnmatchcase(clip if "/" in glob else name, glob)


def is_hidden(name: str) -> bool:
    """Return whether a file or folder of that name is not meant to be seen."""
    return name.startswith(".")
