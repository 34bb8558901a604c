"""Clips and results in folders that this machine sees."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kneecave.batch.listing import is_clip, is_hidden
from kneecave.batch.places import CLIPS, LOCK, PART, ROW, SUMMARY, UNFINISHED, Found
from kneecave.errors import InputError, OutputError, UsageError
from kneecave.model.batch import ClipRow
from kneecave.outputs.clip_row import from_line


class LocalSource:
    """A folder of clips on a disk or a shared file system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def clips(self, *, glob: str | None, recursive: bool, but: str) -> Iterator[Found]:
        """Give every clip; a folder that is named as a clip is one, too, and will fail."""
        if not self._folder.is_dir():
            raise UsageError(f"{self._folder} is not a folder; give the folder with the clips")
        but = os.path.realpath(but)
        yield from self._clips_below(self._folder, "", glob=glob, recursive=recursive, but=but)

    def _clips_below(
        self, folder: Path, inside: str, *, glob: str | None, recursive: bool, but: str
    ) -> Iterator[Found]:
        try:
            with os.scandir(folder) as scan:
                entries = sorted(
                    (entry.name, entry.is_dir(), entry.is_symlink())
                    for entry in scan
                    if not is_hidden(entry.name)
                )
        except OSError as error:
            raise UsageError(f"folder {folder} cannot be read: {error.strerror}") from error
        for name, is_folder, is_link in entries:
            path, clip = folder / name, inside + _text(name)
            if is_clip(clip, glob) and (not is_folder or is_clip(clip, None)):
                yield _found(clip, path)
            deeper = recursive and is_folder and not is_link
            if deeper and os.path.realpath(path) != but:
                yield from self._clips_below(path, f"{clip}/", glob=glob, recursive=True, but=but)

    @contextmanager
    def fetched(self, clip: str, scratch: Path) -> Iterator[Path]:  # noqa: ARG002 - it is here
        """Give the clip itself."""
        path = self._folder / clip
        if "\\x" in clip and not path.exists():
            raise InputError(f"the name of {clip} is not UTF-8 text; rename it")
        yield path


class LocalResults:
    """A folder of results on a disk or a shared file system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._clips = folder / CLIPS

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other batches out, as long as the system has locks for files.

        Where nothing came of the batch, nothing is left.
        """
        is_new = not self._folder.exists()
        with _telling(self._folder):
            self._clips.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / LOCK).open("wb")
        with lock:
            if sys.platform != "win32":
                import fcntl  # noqa: PLC0415 - not everywhere

                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise UsageError(
                        f"another batch is writing to {self._folder}; wait for it, or choose "
                        "another folder with --out"
                    ) from error
            try:
                yield
            finally:
                self._leave_if_empty(is_new=is_new)

    def tidy(self, *, older_than_s: float) -> None:
        """Remove hidden folders whose worker is gone."""
        youngest = time.time() - older_than_s
        for folder in (self._folder, self._clips):
            with os.scandir(folder) as entries:
                left = [entry for entry in entries if _is_part(entry.name)]
            for entry in left:
                with suppress(OSError):
                    if entry.stat().st_mtime <= youngest:
                        shutil.rmtree(entry.path, ignore_errors=True)

    def names(self) -> Iterator[str]:
        """Give the name of every clip's result folder."""
        with os.scandir(self._clips) as entries:
            for entry in entries:
                if not is_hidden(entry.name):
                    yield entry.name

    def row(self, name: str) -> ClipRow | None:
        """Return the row in a clip's result folder, None if there is no whole one."""
        try:
            return from_line((self._clips / name / ROW).read_bytes())
        except (OSError, ValueError):
            return None

    def rows(self, names: Iterable[str]) -> Iterator[ClipRow | None]:
        """Give rows by name, None where there is no whole one."""
        return map(self.row, names)

    @contextmanager
    def staged(self, name: str, scratch: Path) -> Iterator[Path]:  # noqa: ARG002 - not across disks
        """Give a hidden folder beside the result folder."""
        with _telling(self._folder):
            folder = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=PART, dir=self._clips))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, name: str, staged: Path) -> None:
        """Move the folder to its name: all files at once, or none."""
        target = self._clips / name
        with _telling(target):
            staged.chmod(0o777 & ~_umask())
            if not target.exists():
                staged.rename(target)
                return
            if not (target / ROW).is_file():
                raise OSError(None, "something else has that name")
            old = staged.with_name(f"{staged.name.removesuffix(PART)}.old{PART}")
            target.rename(old)
            staged.rename(target)
            shutil.rmtree(old, ignore_errors=True)

    def _leave_if_empty(self, *, is_new: bool) -> None:
        """Remove what was made for results that did not come; the folder only if it is new."""
        if (self._folder / SUMMARY).exists():
            return
        with suppress(OSError):
            self._clips.rmdir()  # refused if there are results
            for name in (UNFINISHED, LOCK):
                (self._folder / name).unlink(missing_ok=True)
            if is_new:
                self._folder.rmdir()

    def begin_changes(self) -> None:
        """Leave a mark, which goes when the summary is up to date again."""
        with _telling(self._folder):
            (self._folder / UNFINISHED).touch()

    def summary_lines(self) -> Iterator[bytes]:
        """Give the lines of the last summary; none if it is missing or behind the rows."""
        if (self._folder / UNFINISHED).exists() or not (self._folder / SUMMARY).is_file():
            return
        with (self._folder / SUMMARY).open("rb") as lines:
            yield from lines

    def publish_summary(self, staged: Path) -> None:
        """Move the files one by one; the mark goes last."""
        with _telling(self._folder):
            for file in sorted(staged.iterdir()):
                file.replace(self._folder / file.name)
            (self._folder / UNFINISHED).unlink(missing_ok=True)

    @contextmanager
    def staged_summary(self, scratch: Path) -> Iterator[Path]:  # noqa: ARG002 - not across disks
        """Give a hidden folder beside the summary."""
        with _telling(self._folder):
            folder = Path(tempfile.mkdtemp(prefix=".summary.", suffix=PART, dir=self._folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _found(clip: str, path: Path) -> Found:
    try:
        facts = path.stat()
    except OSError:  # a link that leads nowhere: the job will say so
        return Found(clip, 0, 0)
    return Found(clip, facts.st_size, facts.st_mtime_ns)


def _text(name: str) -> str:
    """Return a file's name as text that can be written; bytes that are no UTF-8 are escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _is_part(name: str) -> bool:
    return is_hidden(name) and name.endswith(PART)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


@contextmanager
def _telling(place: Path) -> Iterator[None]:
    """Turn the system's errors into one the user can be told."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"cannot write results to {place}: {reason}; choose another folder with --out"
        ) from error
