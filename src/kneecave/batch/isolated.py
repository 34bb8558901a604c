"""A worker process that may die of a job without anybody else's harm."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Timer
from typing import IO, Generic, TypeVar

from kneecave.batch.memory import share_mb
from kneecave.batch.messages import OUT_OF_MEMORY, receive, send
from kneecave.errors import KneecaveError, UsageError
from kneecave.model.batch import ClipRow, Failure, FailureKind

Answer = TypeVar("Answer")

PREFIX = "kneecave-worker-"
"""How folders for temporary files begin."""
STARTS = 3
"""How often a worker that dies before it is ready is started again."""
_ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "OPENCV_FOR_THREADS_NUM",
    ),
    "1",
)


class WorkerStartError(KneecaveError):
    """No worker can be started here."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one clip may take: ``time_s`` of a worker, which may have ``memory_mb``.

    Without ``memory_mb`` each worker has its share of the machine it runs on.
    """

    time_s: float
    memory_mb: float | None


class StoppedError(Exception):
    """The worker was told to stop while it had a job."""


@dataclass(frozen=True, slots=True)
class Trade(Generic[Answer]):
    """What a worker does: a module that calls `kneecave.batch.process.work`, and its answers."""

    module: str
    answer: type[Answer]


BATCH = Trade("kneecave.batch.worker", ClipRow)


def _unheard(_news: object) -> None:
    """Tell nobody."""


class IsolatedWorker(Generic[Answer]):
    """One worker process, started when needed and started again when it has died.

    One thread calls `run`; any thread may call `stop`.

    Parameters
    ----------
    trade
        What it does.
    beside
        How many workers run on this machine, this one among them.
    place
        An existing folder on this machine, in which it makes one for its temporary files.
    """

    def __init__(self, trade: Trade[Answer], limits: Limits, *, beside: int, place: Path) -> None:
        self._trade = trade
        self._time_s = limits.time_s
        self._memory_mb = share_mb(beside) if limits.memory_mb is None else limits.memory_mb
        self._place = place
        self._scratch: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = Event()
        self._changing = Lock()
        self.name = ""

    def make_ready(self) -> str:
        """Return the worker's name once it waits for a job.

        Raises
        ------
        WorkerStartError
            It dies again and again before that, or this machine has no room for its files, or
            for one more process.
        UsageError
            The memory limit is too small for any worker.
        StoppedError
            `stop` was called.
        """
        if self._process is not None and self._process.poll() is None:
            return self.name
        for _ in range(STARTS):
            process = self._start()
            with suppress(EOFError):
                self.name = str(receive(_pipe(process.stdout)))
                return self.name
        if self._stopped.is_set():
            raise StoppedError
        code = process.wait()
        if code == OUT_OF_MEMORY:
            raise UsageError(
                f"a worker by itself needs more than {self._memory_mb:.0f} MB; "
                "choose a larger --memory-limit"
            )
        raise WorkerStartError(f"a worker cannot be started: it ends with exit code {code}")

    def run(self, job: object, *, news: Callable[[object], None] = _unheard) -> Answer | Failure:
        """Return the job's answer, or the way in which it killed the worker.

        Parameters
        ----------
        news
            Takes what the worker tells before it answers.

        Raises
        ------
        WorkerStartError, UsageError, StoppedError
            As `make_ready`.
        """
        self.make_ready()
        process = self._process
        assert process is not None, "it was made ready"
        overdue = Event()
        timer = Timer(self._time_s, _end, args=(process, overdue))
        timer.daemon = True
        timer.start()
        try:
            send(_pipe(process.stdin), job)
            while not isinstance(answer := receive(_pipe(process.stdout)), self._trade.answer):
                news(answer)
        except (EOFError, OSError):
            return self._death(process, overdue=overdue.is_set())
        finally:
            timer.cancel()
        return answer

    def stop(self) -> None:
        """Kill the process, whatever it does, and remove its temporary files."""
        self._stopped.set()
        with self._changing:
            process, scratch = self._process, self._scratch
        if process is not None:
            _bury(process)
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)

    def _start(self) -> subprocess.Popen[bytes]:
        with self._changing:
            if self._stopped.is_set():
                raise StoppedError
            if self._process is not None:
                _bury(self._process)
            try:
                if self._scratch is None:
                    self._scratch = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self._place))
                self._scratch.mkdir(exist_ok=True)
                self._process = subprocess.Popen(
                    _command(self._trade.module, self._scratch, self._memory_mb),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=os.environ | _ONE_THREAD | {"TMPDIR": str(self._scratch)},
                    start_new_session=True,  # Ctrl-C is for the program that started it
                )
            except OSError as error:
                reason = error.strerror or type(error).__name__
                raise WorkerStartError(f"a worker cannot be started: {reason}") from error
            return self._process

    def _death(self, process: subprocess.Popen[bytes], *, overdue: bool) -> Failure:
        code = process.wait()
        assert self._scratch is not None, "the process was started with it"
        with suppress(OSError):  # it was stopped, or the disk fails: `stop` tries again
            for left in self._scratch.iterdir():
                shutil.rmtree(left, ignore_errors=True)
        if self._stopped.is_set():
            raise StoppedError
        if overdue:
            limit = f"{self._time_s:g} s"
            return _failure(FailureKind.TOO_SLOW, f"took longer than {limit} (--time-limit)")
        if code == OUT_OF_MEMORY:
            limit = f"{self._memory_mb:.0f} MB"
            return _failure(FailureKind.OUT_OF_MEMORY, f"needed more than {limit} (--memory-limit)")
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return _failure(FailureKind.CRASHED, f"ended its worker ({how})")


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "every worker is started with pipes"
    return stream


def _failure(kind: FailureKind, what: str) -> Failure:
    return Failure(kind, KneecaveError.exit_code, f"the clip {what}")


def _end(process: subprocess.Popen[bytes], overdue: Event) -> None:
    overdue.set()
    process.kill()


def _bury(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _command(module: str, scratch: Path, memory_mb: float) -> list[str]:
    return [sys.executable, "-P", "-m", module, str(scratch), str(memory_mb)]
