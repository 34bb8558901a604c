"""The end of a live session: its results told, saved and kept."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from kneecave.apps.errors import tell
from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.history import keep
from kneecave.apps.progress import progress_on_stderr
from kneecave.apps.sessions import now
from kneecave.apps.terminal import print_analysis
from kneecave.errors import OutputError
from kneecave.live import LiveSession
from kneecave.model.clip import Frame
from kneecave.model.verdict import Reason
from kneecave.outputs.report_reader import session_of
from kneecave.outputs.staging import staged
from kneecave.results import write_results
from kneecave.video.recorder import Recorder

NAME = "live.mp4"


class Recording:
    """The pictures of a session as a file in a folder of its own, if they are wanted.

    Attributes
    ----------
    error
        What has broken it off; then there is no recording, and the session goes on.
    """

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted
        self._folder: TemporaryDirectory[str] | None = None
        self._recorder: Recorder | None = None
        self.error: OutputError | None = None

    def __enter__(self) -> Self:
        if self._wanted:
            self._folder = TemporaryDirectory(prefix="kneecave-live-", ignore_cleanup_errors=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.again()
        if self._folder is not None:
            self._folder.cleanup()

    def take(self, frame: Frame, time_s: float) -> None:
        """Record a picture at its time of the session."""
        if self._folder is None or self.error is not None:
            return
        try:
            if self._recorder is None:
                height, width = frame.image_bgr.shape[:2]
                self._recorder = Recorder(Path(self._folder.name) / NAME, (width, height))
            self._recorder.write(frame.image_bgr, time_s)
        except OutputError as error:
            tell("the recording has broken off; the session goes on without")
            self.error = error
            self.again()

    def again(self) -> None:
        """Drop what was recorded."""
        if self._recorder is not None:
            self._recorder.drop()
            self._recorder = None

    def finished(self) -> Path | None:
        """Return the whole recording, None if there is none."""
        if self._recorder is None:
            return None
        try:
            return self._recorder.finish()
        except OutputError as error:
            self.error = error
            return None


def end(
    session: LiveSession,
    *,
    out: Path | None,
    recording: Recording,
    save_as: str | None,
    database: Path | None,
) -> ExitCode:
    """Return the exit code after the results were saved and kept as was wished, and told.

    They are told whether or not they can be saved.

    Raises
    ------
    NobodyFoundError
        Nobody was seen.
    OutputError
        The results cannot be written.
    """
    result = session.finish()
    recorded = recording.finished()
    if recorded is not None:
        result = replace(result, source=recorded)
    saved: Path | None = None
    try:
        if out is not None:
            with staged(out) as staging, progress_on_stderr("live", quiet=False) as progress:
                write_results(result, staging, video=recorded is not None, progress=progress)
                if recorded is not None:
                    shutil.copyfile(recorded, staging / NAME)
            saved = out
        if save_as is not None and result.analysis.reps:
            session_kept = session_of(result.analysis, at=now())
            keep(save_as, session_kept, database=database, quiet=False)
    finally:
        print_analysis(result.analysis, saved)
    if result.analysis.summary.reason is Reason.NO_REP:
        tell(f"no rep found. {result.analysis.summary.detail or ''}")
        return ExitCode.NOTHING_FOUND
    return ExitCode.OK
