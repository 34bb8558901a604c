"""Where clips come from and where results go: folders here, or any storage that fsspec knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from kneecave.model.batch import ClipRow

CLIPS = "clips"
"""Folder of all clips' results, below the output folder."""
ROW = "row.json"
"""The last file of a clip's results to appear: where it is, the others are."""
SUMMARY = "summary.jsonl"
PART = ".part"
"""End of the names of what is not yet whole."""
LOCK, UNFINISHED = ".kneecave-batch.lock", ".kneecave-batch.unfinished"


@dataclass(frozen=True, slots=True)
class Found:
    """A clip as listed: its path below the folder with ``/``, size, and time of last change.

    ``mtime_ns`` is 0 where the storage has no such time.
    """

    clip: str
    size_bytes: int
    mtime_ns: int


class Source(Protocol):
    """The folder with the clips."""

    def clips(self, *, glob: str | None, recursive: bool, but: str) -> Iterator[Found]:
        """Give every clip, folder by folder in order of names; the folder ``but`` is left out.

        Raises
        ------
        UsageError
            There is no such folder, or it cannot be read.
        """
        ...

    def fetched(self, clip: str, scratch: Path) -> AbstractContextManager[Path]:
        """Give the clip as a file on this machine.

        Raises
        ------
        InputError
            It cannot be read.
        """
        ...


class Results(Protocol):
    """The folder with the results of all clips, and their summary."""

    def locked(self) -> AbstractContextManager[None]:
        """Keep other batches out for the time of the block; make the folder if need be.

        Raises
        ------
        UsageError
            Another batch is at work there.
        OutputError
            It cannot be made or written to.
        """
        ...

    def tidy(self, *, older_than_s: float) -> None:
        """Remove what killed workers left behind, unless it is younger than that."""
        ...

    def names(self) -> Iterator[str]:
        """Give the name of every clip's result folder."""
        ...

    def row(self, name: str) -> ClipRow | None:
        """Return the row in a clip's result folder, None if there is no whole one."""
        ...

    def rows(self, names: Iterable[str]) -> Iterator[ClipRow | None]:
        """Give rows by name, None where there is no whole one."""
        ...

    def staged(self, name: str, scratch: Path) -> AbstractContextManager[Path]:
        """Give an empty folder on this machine, which is gone at the end.

        Raises
        ------
        OutputError
            It cannot be made.
        """
        ...

    def publish(self, name: str, staged: Path) -> None:
        """Let a staged folder's files, its row among them, take the place of a clip's results.

        Raises
        ------
        OutputError
            The storage does not take them.
        """
        ...

    def begin_changes(self) -> None:
        """Note down that the summary is behind the rows from here on."""
        ...

    def summary_lines(self) -> Iterator[bytes]:
        """Give the lines of the last summary; none if it is missing or behind the rows."""
        ...

    def staged_summary(self, scratch: Path) -> AbstractContextManager[Path]:
        """Give an empty folder on this machine, which is gone at the end."""
        ...

    def publish_summary(self, staged: Path) -> None:
        """Let staged files take the place of the last summary, which then is up to date.

        Raises
        ------
        OutputError
            The storage does not take them.
        """
        ...


def open_source(place: str) -> Source:
    """Return the folder of clips at a path or an address such as ``s3://bucket/clips``.

    Raises
    ------
    UsageError
        The address needs a package that is not installed, or its storage cannot be reached.
    """
    path = local_path(place)
    if path is not None:
        from kneecave.batch.local import LocalSource  # noqa: PLC0415 - it needs this module

        return LocalSource(path)
    from kneecave.batch.remote import RemoteSource  # noqa: PLC0415 - fsspec is an extra

    return RemoteSource(place)


def open_results(place: str) -> Results:
    """Return the folder of results at a path or an address.

    Raises
    ------
    UsageError
        As `open_source`.
    """
    path = local_path(place)
    if path is not None:
        from kneecave.batch.local import LocalResults  # noqa: PLC0415 - it needs this module

        return LocalResults(path)
    from kneecave.batch.remote import RemoteResults  # noqa: PLC0415 - fsspec is an extra

    return RemoteResults(place)


def local_path(place: str) -> Path | None:
    """Return the place as a path, None if it is an address of another storage."""
    if "://" not in place:
        return Path(place)
    address = urlsplit(place)
    return Path(unquote(address.path)) if address.scheme in ("file", "local") else None
