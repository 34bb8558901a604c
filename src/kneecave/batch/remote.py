"""Clips and results on storage that fsspec reaches: object stores, SFTP, HDFS and others.

A storage has no folder that can be moved whole.  So a clip's files are put one by one and its row
last; the row of earlier results is removed first.  A row that was cut short does not count.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from kneecave.batch.listing import is_clip, is_hidden
from kneecave.batch.places import CLIPS, PART, ROW, SUMMARY, UNFINISHED, Found
from kneecave.errors import InputError, OutputError, UsageError
from kneecave.model.batch import ClipRow
from kneecave.outputs.clip_row import from_line

AT_A_TIME = 500
"""Rows that are fetched together."""
_WHOLE_OR_NOT = frozenset({"abfs", "adl", "az", "gcs", "gs", "memory", "oci", "oss", "s3", "s3a"})
"""Storages where a file appears when all of it is there; others get a rename after the put."""
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "created")


class RemoteSource:
    """A folder of clips at an address."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._storage, self._root = _reached(address)

    def clips(self, *, glob: str | None, recursive: bool, but: str) -> Iterator[Found]:
        """Give every clip."""
        but = but.rstrip("/").rpartition("://")[2]
        try:
            self._storage.invalidate_cache()
            if not self._storage.isdir(self._root):
                raise UsageError(f"{self._address} is not a folder; give the folder with the clips")
            walk = self._storage.walk(self._root, maxdepth=None if recursive else 1, detail=True)
            for path, folders, files in walk:
                inside = _below(path, self._root)
                for name in [name for name in folders if is_hidden(name) or _is(path, name, but)]:
                    del folders[name]  # walk goes into what is left
                for name, facts in sorted(files.items()):
                    clip = f"{inside}/{name}" if inside else name
                    if is_clip(clip, glob):
                        yield Found(clip, int(facts.get("size") or 0), _mtime_ns(facts))
        except UsageError:
            raise
        except Exception as error:  # every storage has errors of its own
            raise UsageError(f"{self._address} cannot be listed: {_reason(error)}") from error

    @contextmanager
    def fetched(self, clip: str, scratch: Path) -> Iterator[Path]:
        """Copy the clip here, under its own name, for the time of the block."""
        folder = Path(tempfile.mkdtemp(dir=scratch))
        try:
            path = folder / clip.rpartition("/")[2]
            try:
                self._storage.get_file(f"{self._root}/{clip}", str(path))
            except Exception as error:  # every storage has errors of its own
                raise InputError(f"{clip} cannot be fetched: {_reason(error)}") from error
            yield path
        finally:
            shutil.rmtree(folder, ignore_errors=True)


class RemoteResults:
    """A folder of results at an address."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._storage, self._root = _reached(address)
        self._clips = f"{self._root}/{CLIPS}"
        self._whole_or_not = address.partition("://")[0] in _WHOLE_OR_NOT

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder; there are no locks on such storage."""
        with self._telling():
            self._storage.makedirs(self._clips, exist_ok=True)
        yield

    def tidy(self, *, older_than_s: float) -> None:
        """Do nothing: what is not whole has no row, and is written over."""

    def names(self) -> Iterator[str]:
        """Give the name of every clip's result folder."""
        with self._telling():
            names = self._names_in(self._clips)
        yield from (name for name in names if not is_hidden(name))

    def row(self, name: str) -> ClipRow | None:
        """Return the row in a clip's result folder, None if there is no whole one."""
        return next(self.rows([name]))

    def rows(self, names: Iterable[str]) -> Iterator[ClipRow | None]:
        """Give rows by name, many fetched together."""
        waiting = iter(names)
        while some := [f"{self._clips}/{name}/{ROW}" for name in islice(waiting, AT_A_TIME)]:
            got = self._storage.cat(some, on_error="return")
            for path in some:
                yield _row(got.get(path) if isinstance(got, dict) else got)

    @contextmanager
    def staged(self, name: str, scratch: Path) -> Iterator[Path]:
        """Give a folder on this machine."""
        with self._telling():
            folder = Path(tempfile.mkdtemp(prefix=f"{name}.", suffix=PART, dir=scratch))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, name: str, staged: Path) -> None:
        """Remove the old row, put the files, and the new row last."""
        target = f"{self._clips}/{name}"
        with self._telling():
            self._storage.makedirs(target, exist_ok=True)
            self._remove(f"{target}/{ROW}")
            files = sorted(staged.iterdir(), key=lambda file: (file.name == ROW, file.name))
            for old in set(self._names_in(target)) - {file.name for file in files}:
                self._remove(f"{target}/{old}")
            for file in files:
                self._put(file, f"{target}/{file.name}")

    def begin_changes(self) -> None:
        """Leave a mark, which goes when the summary is up to date again."""
        with self._telling():
            self._storage.pipe_file(f"{self._root}/{UNFINISHED}", b"unfinished\n")

    def summary_lines(self) -> Iterator[bytes]:
        """Give the lines of the last summary; none if it is missing or behind the rows."""
        summary = f"{self._root}/{SUMMARY}"
        self._storage.invalidate_cache()
        if self._storage.exists(f"{self._root}/{UNFINISHED}") or not self._storage.exists(summary):
            return
        with self._storage.open(summary, "rb") as lines:
            yield from lines

    @contextmanager
    def staged_summary(self, scratch: Path) -> Iterator[Path]:
        """Give a folder on this machine."""
        with self.staged("summary", scratch) as folder:
            yield folder

    def publish_summary(self, staged: Path) -> None:
        """Put the files one by one; the mark goes last."""
        with self._telling():
            for file in sorted(staged.iterdir()):
                self._put(file, f"{self._root}/{file.name}")
            self._remove(f"{self._root}/{UNFINISHED}")

    def _names_in(self, folder: str) -> list[str]:
        """Return the names in a folder; in object stores an empty one does not exist."""
        self._storage.invalidate_cache()
        try:
            paths = self._storage.ls(folder, detail=False)
        except FileNotFoundError:
            return []
        names = (path.rstrip("/").removeprefix(folder).lstrip("/") for path in paths)
        return [name for name in names if name]

    def _put(self, file: Path, target: str) -> None:
        if self._whole_or_not:
            self._storage.put_file(str(file), target)
            return
        self._storage.put_file(str(file), target + PART)
        self._remove(target)
        self._storage.mv(target + PART, target)

    def _remove(self, path: str) -> None:
        with suppress(FileNotFoundError):
            self._storage.rm_file(path)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn the storage's errors into one the user can be told."""
        try:
            yield
        except Exception as error:  # every storage has errors of its own
            raise OutputError(
                f"cannot write results to {self._address}: {_reason(error)}; "
                "check the address and the rights, or choose another --out"
            ) from error


def _reached(address: str) -> tuple[Any, str]:
    """Return the storage of an address, and the path in it."""
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            f"{address} is not on this machine, and fsspec is not installed; "
            "pip install 'kneecave[cluster]'"
        ) from error
    try:
        storage, path = url_to_fs(address)
    except Exception as error:  # every storage has errors of its own
        raise UsageError(f"{address} cannot be reached: {_reason(error)}") from error
    return storage, path.rstrip("/")


def _row(read: object) -> ClipRow | None:
    try:
        return from_line(read) if isinstance(read, bytes) else None
    except ValueError:
        return None


def _below(path: str, root: str) -> str:
    return path.strip("/").removeprefix(root.strip("/")).strip("/")


def _is(path: str, name: str, other: str) -> bool:
    return f"{path.strip('/')}/{name}" == other.strip("/")


def _mtime_ns(facts: dict[str, Any]) -> int:
    stamp = next((facts[key] for key in _TIMES if facts.get(key) is not None), 0)
    if isinstance(stamp, datetime):
        stamp = stamp.timestamp()
    return int(stamp * 1e9) if isinstance(stamp, int | float) else 0


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
