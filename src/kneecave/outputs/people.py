"""Whose clips they are: as a table says, else as a clip's name says beyond doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from kneecave.model.batch import ClipRow
from kneecave.model.rep import Movement
from kneecave.outputs.manifest import Who, clip_key, is_date, read_manifest

_NAME = re.compile(r"(?P<person>[^\W\d_][^_]*)_(?P<day>\d{4}-\d{2}-\d{2})(?:[_.].*)?")
_CAMERAS = {
    "clip",
    "dji",
    "dsc",
    "gopr",
    "img",
    "mov",
    "mvi",
    "pxl",
    "rec",
    "screen",
    "vid",
    "video",
}
_MOVEMENTS = {word for name in Movement for word in (name.value, name.value.split()[-1])}
_NOBODY = _CAMERAS | _MOVEMENTS
"""What stands before a date and is no person."""


@dataclass(frozen=True, slots=True)
class People:
    """Person and session of clips; ``by_clip`` by :func:`~kneecave.outputs.manifest.clip_key`."""

    by_clip: dict[str, Who]

    @classmethod
    def load(cls, manifest: Path | None, *, folder: Path | None = None) -> People:
        """Return the people of a manifest; see :func:`~kneecave.outputs.manifest.read_manifest`.

        Raises
        ------
        UsageError
            The table cannot be used.
        """
        return cls({} if manifest is None else read_manifest(manifest, folder=folder))

    def named(self, row: ClipRow) -> ClipRow:
        """Return the row with person and session, from the manifest or else the clip's name."""
        who = self.by_clip.get(clip_key(row.clip)) or by_name(row.clip)
        return replace(row, person=who.person, session=who.session)


def by_name(clip: str) -> Who:
    """Return who a clip is of by its file name, as ``anna_2026-11-01_lunge.mp4``.

    The name begins with the person, then ``_`` and a day of the calendar, which is the session;
    after it comes nothing, or ``_`` or ``.`` and anything.  The person begins with a letter, holds
    no ``_``, and is no word that cameras use or that names a movement.  Any other name says
    nothing.
    """
    match = _NAME.fullmatch(clip.rpartition("/")[2])
    if match is None or not is_date(match["day"]):
        return Who(None, None)
    person = match["person"].strip()
    if person.lower() in _NOBODY:
        return Who(None, None)
    return Who(person, match["day"])
