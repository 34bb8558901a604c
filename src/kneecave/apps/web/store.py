"""The folder where uploads and results lie.

::

    DATA/server.lock          locked by the server that runs here
    DATA/incoming/            uploads under way
    DATA/scratch/             temporary files of workers
    DATA/clips/ID/clip.json   what is known of a clip; replaced as a whole
    DATA/clips/ID/source      the upload, until the clip is done or failed
    DATA/clips/ID/results/    report, tables, video: moved here when all are there

A clip's folder is made hidden and renamed, and hidden before it is removed, so that whatever ends
the server leaves nothing but hidden folders, which the next one removes: those and no others.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock

from kneecave.apps.web.clip import Clip, State, Wish, new_id, now, to_bytes
from kneecave.apps.web.leftovers import (
    ABOUT,
    CLIPS,
    HIDDEN_CLIP,
    INCOMING,
    LIVE,
    NEW_ABOUT,
    RESULTS,
    SCRATCH,
    SOURCE,
    STAGING,
    UPLOAD,
    swept,
)
from kneecave.apps.web.safely import take, write_whole
from kneecave.errors import OutputError
from kneecave.model.verdict import Word
from kneecave.naming import JSON

_LOCK = "server.lock"


@contextmanager
def open_store(data: Path) -> Iterator[Store]:
    """Give the store of a folder, which is made where it is missing; one server at a time.

    What a server that was killed left half-done is removed.

    Raises
    ------
    OutputError
        The folder cannot be made or written to.
    UsageError
        Another server has it.
    """
    try:
        for folder in (data, data / CLIPS, data / INCOMING, data / SCRATCH):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data / _LOCK).open("wb")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"clips cannot be kept in {data}: {reason}; choose another folder with --data"
        ) from error
    with lock:
        take(lock.fileno(), data)
        yield Store(data)


class Store:
    """Clips, by id; any thread may call."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._changing = Lock()
        self._clips = swept(data)

    @property
    def scratch(self) -> Path:
        """Folder for temporary files of workers; what is left of them goes at the next start."""
        return self._data / SCRATCH

    def clips(self) -> list[Clip]:
        """Return all clips, the newest first."""
        return sorted(self._clips.copy().values(), key=lambda clip: clip.made_at, reverse=True)

    def clip(self, name: str) -> Clip | None:
        """Return the clip of an id, None if there is none."""
        return self._clips.get(name)

    def source(self, clip: Clip) -> Path:
        """Return where the upload lies until the clip is done or failed."""
        return self._folder(clip) / SOURCE

    def file(self, clip: Clip, name: str) -> Path:
        """Return where a result lies, if it was made; ``name`` is ours, not the browser's."""
        return self._folder(clip) / RESULTS / name

    def report(self, clip: Clip) -> Path:
        """Return where the report for programs lies, as ``outputs.report_reader`` reads it."""
        return self.file(clip, JSON)

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """Give an empty file for an upload, which goes with the block unless `add` took it."""
        descriptor, name = tempfile.mkstemp(prefix=UPLOAD, dir=self._data / INCOMING)
        os.close(descriptor)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def live_folder(self) -> tempfile.TemporaryDirectory[str]:
        """Return an empty folder for what a live session writes."""
        return tempfile.TemporaryDirectory(prefix=LIVE, dir=self.scratch)

    def free_bytes(self) -> int:
        """Return how much the disk can still take."""
        return shutil.disk_usage(self._data).free

    def add(self, source: Path, *, name: str, wish: Wish) -> Clip:
        """Return a new clip, queued, that has taken the upload.

        Raises
        ------
        OutputError
            The disk is full.
        """
        clip = Clip(new_id(), name, wish, now())
        with self._appearing(clip) as folder:
            source.rename(folder / SOURCE)
        return clip

    @contextmanager
    def adding_results(self, name: str, verdict: Word) -> Iterator[tuple[str, Path]]:
        """Give a new clip's id and an empty folder for its results, as from a live session.

        The clip is there, done, when the block ends well; nothing of it otherwise.

        Raises
        ------
        OutputError
            The disk is full.
        """
        at = now()
        clip = Clip(new_id(), name, None, at, State.DONE, verdict=verdict, ended_at=at)
        with self._appearing(clip) as folder:
            (folder / RESULTS).mkdir()
            yield clip.id, folder / RESULTS

    @contextmanager
    def staged(self, clip: Clip) -> Iterator[Path]:
        """Give a hidden folder for results; `finish` moves it, and it goes with the block."""
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=self._folder(clip)))
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def begin(self, clip: Clip) -> Clip | None:
        """Return the clip as running, for one more time; None if it was removed."""
        return self._keep(replace(clip, state=State.RUNNING, attempts=clip.attempts + 1))

    def wait_again(self, clip: Clip) -> Clip | None:
        """Return the clip as queued again, in memory only if the disk is full; None if removed."""
        return self._keep_anyway(replace(clip, state=State.QUEUED))

    def finish(self, clip: Clip, staging: Path, verdict: Word) -> Clip | None:
        """Return the clip as done, with the staged files as its results; None if it was removed.

        If the disk takes nothing more, only this server knows that it is done: the upload stays,
        and the next one analyses it again.
        """
        with suppress(FileNotFoundError):  # removed
            staging.rename(self._folder(clip) / RESULTS)
        done = replace(clip, state=State.DONE, verdict=verdict, ended_at=now())
        try:
            kept = self._keep(done)
        except OSError:
            return self._keep_in_memory(done)
        with suppress(OSError):  # the next start
            self.source(clip).unlink(missing_ok=True)
        return kept

    def fail(self, clip: Clip, error: str) -> None:
        """Keep that the clip failed, for a reason of one line; in memory only if the disk is full.

        Nothing is done if it was removed.
        """
        with suppress(OSError):
            self.source(clip).unlink(missing_ok=True)
        self._keep_anyway(replace(clip, state=State.FAILED, error=error, ended_at=now()))

    def remove(self, clip: Clip) -> None:
        """Remove a clip, all files of it.

        Raises
        ------
        OutputError
            The disk does not let it go; it is there as before.
        """
        hidden = self._hidden(clip)
        with self._changing:
            if clip.id not in self._clips:
                return
            try:
                with suppress(FileNotFoundError):  # somebody has removed it by hand
                    self._folder(clip).rename(hidden)
            except OSError as error:
                raise OutputError(f"the clip cannot be deleted: {error.strerror}") from error
            del self._clips[clip.id]
        shutil.rmtree(hidden, ignore_errors=True)

    def _keep(self, clip: Clip) -> Clip | None:
        """Return the clip after what is known of it was written; None if it was removed."""
        with self._changing:
            if clip.id not in self._clips:
                return None
            _write(self._folder(clip), clip)
            self._clips[clip.id] = clip
            return clip

    def _keep_anyway(self, clip: Clip) -> Clip | None:
        """Return the clip as `_keep`, in memory only if it cannot be written."""
        try:
            return self._keep(clip)
        except OSError:
            return self._keep_in_memory(clip)

    def _keep_in_memory(self, clip: Clip) -> Clip | None:
        with self._changing:
            if clip.id not in self._clips:
                return None
            self._clips[clip.id] = clip
            return clip

    def _folder(self, clip: Clip) -> Path:
        return self._data / CLIPS / clip.id

    def _hidden(self, clip: Clip) -> Path:
        return self._data / CLIPS / f"{HIDDEN_CLIP}{clip.id}"

    @contextmanager
    def _appearing(self, clip: Clip) -> Iterator[Path]:
        """Give a hidden folder, which becomes the clip's when the block ends well."""
        hidden = self._hidden(clip)
        try:
            hidden.mkdir(mode=0o700)
            yield hidden
            _write(hidden, clip)
            with self._changing:
                hidden.rename(self._folder(clip))
                self._clips[clip.id] = clip
        except OSError as error:
            raise OutputError(f"the clip cannot be kept: {error.strerror}") from error
        finally:
            shutil.rmtree(hidden, ignore_errors=True)


def _write(folder: Path, clip: Clip) -> None:
    write_whole(folder / ABOUT, to_bytes(clip), new=folder / NEW_ABOUT)
