"""How far a batch is: live on a terminal, a line a clip elsewhere, or JSON for programs."""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kneecave.apps.errors import tell
from kneecave.batch.events import (
    Begun,
    Event,
    Finished,
    Hear,
    Listed,
    Summarising,
    Suspected,
    Waiting,
)
from kneecave.model.batch import ClipRow
from kneecave.outputs.names import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

RATE_OVER = 200
"""Clips that the rate is taken from, the last ones."""
WAITING = "no worker at the scheduler; waiting for one"


class Tally:
    """Counts of a batch: clips, done, failed, rate, time left, and who has what."""

    def __init__(self) -> None:
        self.clips = self.done = self.failed = self.begun_with = 0
        self.working: dict[str, tuple[str, float]] = {}
        self.finished_by: dict[str, int] = {}
        self._ends_s: deque[float] = deque(maxlen=RATE_OVER + 1)

    def take(self, event: Event) -> None:
        """Count an event."""
        match event:
            case Listed():
                self.clips, self.done, self.failed = event.clips, event.done, event.failed
                self.begun_with = event.done
                self._ends_s.append(time.monotonic())
            case Begun():
                self.working[event.worker] = (event.clip, time.monotonic())
            case Suspected():
                self._ended(event.worker, event.clip)
            case Finished():
                self._ended(event.worker, event.row.clip)
                self.finished_by[event.worker] = self.finished_by.get(event.worker, 0) + 1
                self.done += 1
                self.failed += event.row.failure is not None
                self._ends_s.append(time.monotonic())
            case Waiting() | Summarising():
                self.working.clear()

    def _ended(self, worker: str, clip: str) -> None:
        """Forget who had a clip; the worker may have begun the next one before this was told."""
        if self.working.get(worker, ("", 0.0))[0] == clip:
            del self.working[worker]

    @property
    def rate_hz(self) -> float | None:
        """Clips per second, None before the first."""
        if len(self._ends_s) < 2:
            return None
        return (len(self._ends_s) - 1) / max(self._ends_s[-1] - self._ends_s[0], 1e-9)

    @property
    def left_s(self) -> float | None:
        """Time left at this rate, in seconds; None before the first clip."""
        rate_hz = self.rate_hz
        return None if rate_hz is None else (self.clips - self.done) / rate_hz

    def line(self) -> str:
        """Return the counts as one line."""
        parts = [f"{self.done}/{self.clips} clips", f"{self.failed} failed"]
        if self.rate_hz is not None and self.left_s is not None:
            parts += [f"{_rate(self.rate_hz)}", f"{_duration(self.left_s)} left"]
        return ", ".join(parts)


@contextmanager
def batch_progress(*, as_json: bool, quiet: bool) -> Iterator[Hear]:
    """Give what shows a batch's events on stderr while the block runs."""
    if as_json:
        yield _Json()
    elif quiet:
        yield lambda _event: None
    elif sys.stderr.isatty():
        with _on_terminal() as hear:
            yield hear
    else:
        yield _Lines()


class _Json:
    """One object a line."""

    def __init__(self) -> None:
        self._tally = Tally()

    def __call__(self, event: Event) -> None:
        self._tally.take(event)
        told: dict[str, Any] = {"event": type(event).__name__.lower()}
        match event:
            case Listed():
                told |= {"workers": event.workers}
            case Begun():
                told |= {"worker": event.worker, "clip": event.clip}
            case Suspected():
                told |= {"worker": event.worker, "clip": event.clip, "message": event.message}
            case Finished():
                told |= _finished(event)
            case Waiting() | Summarising():
                pass
        left_s, rate_hz = self._tally.left_s, self._tally.rate_hz
        told |= {
            "clips": self._tally.clips,
            "done": self._tally.done,
            "failed": self._tally.failed,
            "rate_hz": None if rate_hz is None else round(rate_hz, 4),
            "left_s": None if left_s is None else round(left_s, 1),
        }
        sys.stderr.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stderr.flush()


def _finished(event: Finished) -> dict[str, Any]:
    failure = event.row.failure
    return {
        "worker": event.worker,
        "clip": event.row.clip,
        "status": event.row.status,
        "verdict": event.row.word,
        "failure": None if failure is None else failure.kind,
        "message": None if failure is None else failure.message,
        "seconds": event.row.times.seconds,
        "peak_memory_mb": event.row.times.peak_memory_mb,
    }


class _Lines:
    """A line for every clip, for a log."""

    def __init__(self) -> None:
        self._tally = Tally()

    def __call__(self, event: Event) -> None:
        self._tally.take(event)
        match event:
            case Listed():
                tell(_listed(event))
            case Waiting():
                tell(WAITING)
            case Begun():
                pass
            case Suspected():
                tell(_suspected(event))
            case Finished():
                tell(f"[{self._tally.line()}] {event.worker}: {_answer(event.row)}")
            case Summarising():
                tell("writing the summary")


@contextmanager
def _on_terminal() -> Iterator[Hear]:
    from rich.console import Console, Group
    from rich.live import Live
    from rich.progress_bar import ProgressBar
    from rich.text import Text

    tally = Tally()
    console = Console(stderr=True, highlight=False)

    def picture() -> RenderableType:
        now_s = time.monotonic()
        workers = [
            Text(
                f"{worker}: {clip}, {_duration(now_s - since_s)}"
                f" ({tally.finished_by.get(worker, 0)} done)",
                no_wrap=True,
                overflow="ellipsis",
                style="dim",
            )
            for worker, (clip, since_s) in sorted(tally.working.items())[: console.height // 2]
        ]
        bar = ProgressBar(total=max(1, tally.clips), completed=tally.done, width=40)
        return Group(*workers, bar, Text(tally.line()))

    with Live(get_renderable=picture, console=console, transient=True, refresh_per_second=4):

        def hear(event: Event) -> None:
            tally.take(event)
            match event:
                case Waiting():
                    console.print(Text(WAITING, style="yellow"))
                case Suspected():
                    console.print(Text(_suspected(event), style="yellow"))
                case Finished() if event.row.failure is not None:
                    console.print(Text(_answer(event.row), style="red"))
                case _:
                    pass

        yield hear


def _listed(event: Listed) -> str:
    clips = counted(event.clips, ("clip", "clips"))
    here = f"{clips}, {event.done} of them done before"
    workers = counted(event.workers, ("worker", "workers"))
    return f"{here}; {workers}" if event.workers else here


def _suspected(event: Suspected) -> str:
    return f"{event.clip}: {event.message}; it is tried once more, alone, at the end"


def _answer(row: ClipRow) -> str:
    told = row.headline if row.failure is None else row.failure.message
    return told if row.clip in told else f"{row.clip}: {told}"


def _rate(rate_hz: float) -> str:
    if rate_hz >= 1:
        return f"{rate_hz:.1f} clips/s"
    return f"{rate_hz * 60:.1f} clips/min" if rate_hz >= 1 / 60 else f"{rate_hz * 3600:.1f} clips/h"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
