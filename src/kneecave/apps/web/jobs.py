"""Clips that wait, and the workers that analyse them one after the other.

A clip whose worker dies is tried once more, by another process; one that was under way when the
server was ended is begun again when it starts, and fails clearly when that happens twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Condition, Thread

from kneecave.apps.errors import tell
from kneecave.apps.web.analysing import ATTEMPTS, Analyst
from kneecave.apps.web.clip import Clip, Status, Wish
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.orders import Analysed, News
from kneecave.apps.web.progress import Progress
from kneecave.apps.web.store import Store
from kneecave.apps.web.unexpected import place_of
from kneecave.batch.isolated import IsolatedWorker, StoppedError
from kneecave.errors import KneecaveError, OutputError


class FullError(KneecaveError):
    """As many clips wait as may."""


@dataclass(frozen=True, slots=True)
class _Running:
    """A clip in the hands of a worker, and what is known of how far it is."""

    worker: IsolatedWorker[Analysed]
    progress: Progress


class Jobs:
    """Clips that wait, and those under way; any thread may call.

    Parameters
    ----------
    changed
        Is told, by any thread, the id of a clip whose status has changed; None: of all that wait.
    """

    def __init__(
        self, store: Store, config: ServeConfig, changed: Callable[[str | None], None]
    ) -> None:
        self._store, self._config, self._changed = store, config, changed
        self._analyst = Analyst(store, config)
        self._news = Condition()
        self._waiting: deque[str] = deque()
        self._promised = 0
        self._running: dict[str, _Running] = {}
        self._closing = False
        self._threads = [Thread(target=self._work, daemon=True) for _ in range(config.workers)]

    @contextmanager
    def open(self) -> Iterator[Jobs]:
        """Go on with what the last server left, and work until the block ends.

        What is under way then waits for the next server.
        """
        for clip in reversed(self._store.clips()):
            if clip.state.is_over:
                continue
            if clip.attempts < ATTEMPTS:
                self._store.wait_again(clip)
                self._waiting.append(clip.id)
            else:
                self._store.fail(
                    clip,
                    f"{clip.name} was not finished: the server was ended while it was analysed, "
                    f"{ATTEMPTS} times; upload it again",
                )
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._close()

    @contextmanager
    def place(self) -> Iterator[Callable[[Path, str, Wish], Clip]]:
        """Hold a place for a clip that is on its way; give what adds the upload to those waiting.

        Raises
        ------
        FullError
            There is no place.
        """
        with self._news:
            if len(self._waiting) + self._promised >= self._config.most_waiting:
                raise FullError(
                    f"{len(self._waiting)} clips wait already; try again in a few minutes"
                )
            self._promised += 1
        try:
            yield self._add
        finally:
            with self._news:
                self._promised -= 1

    def _add(self, source: Path, name: str, wish: Wish) -> Clip:
        clip = self._store.add(source, name=name, wish=wish)
        with self._news:
            self._waiting.append(clip.id)
            self._news.notify()
        return clip

    def status(self, clip: Clip) -> Status:
        """Return how far a clip is."""
        with self._news:
            running = self._running.get(clip.id)
            ahead = self._ahead(clip)
            news = running.progress.news if running else None
            left_s = running.progress.left_s() if running else None
        return Status(
            id=clip.id,
            name=clip.name,
            state=clip.state,
            stage=news.stage if news else None,
            done=news.done if news else 0,
            total=news.total if news else None,
            left_s=left_s,
            ahead=ahead,
            error=clip.error,
            verdict=clip.verdict,
            made_at=clip.made_at,
        )

    def remove(self, clip: Clip) -> None:
        """Remove a clip; if it is under way, its worker is ended first.

        Raises
        ------
        OutputError
            The disk does not let it go; it waits, or is, as before.
        """
        with self._news:
            if (running := self._running.get(clip.id)) is not None:
                running.worker.stop()
            self._store.remove(clip)
            if clip.id in self._waiting:
                self._waiting.remove(clip.id)
        self._changed(clip.id)
        self._changed(None)

    def remove_old(self, at: datetime) -> None:
        """Remove clips that ended so many days before ``at`` as they are to be kept."""
        if self._config.keep_days is None:
            return
        kept = timedelta(days=self._config.keep_days)
        for clip in self._store.clips():
            if clip.ended_at is not None and at - clip.ended_at > kept:
                with suppress(OutputError):  # the next time, or by the next server
                    self.remove(clip)

    def _ahead(self, clip: Clip) -> int:
        if clip.id not in self._waiting:
            return 0
        return len(self._running) + self._waiting.index(clip.id)

    def _close(self) -> None:
        with self._news:
            self._closing = True
            for running in self._running.values():
                running.worker.stop()
            self._news.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        """Do one clip after the other, with one process as long as it lives."""
        worker = self._analyst.worker()
        while (clip := self._next(worker)) is not None:
            stopped = False
            try:
                self._do(clip, worker)
            except StoppedError:  # for this clip, which was removed, or for all
                stopped = True
            with self._news:
                self._leave(clip, worker)
            self._changed(clip.id)
            self._changed(None)
            if stopped:
                worker = self._analyst.worker()
        worker.stop()

    def _next(self, worker: IsolatedWorker[Analysed]) -> Clip | None:
        """Return the clip that has waited longest, None when all is over."""
        with self._news:
            while True:
                self._news.wait_for(lambda: self._waiting or self._closing)
                if self._closing:
                    return None
                clip = self._store.clip(self._waiting.popleft())
                if clip is not None and clip.wish is not None:
                    self._running[clip.id] = _Running(worker, Progress(clip.wish.model))
                    return clip

    def _do(self, waiting: Clip, worker: IsolatedWorker[Analysed]) -> None:
        """Analyse a clip, and keep how that ended."""
        try:
            clip = self._store.begin(waiting)
            if clip is not None:
                self._changed(clip.id)
                self._changed(None)
                if self._analyst.analyse(clip, worker, partial(self._hear, clip)):
                    self._again(clip, worker)
        except StoppedError:
            self._again(waiting, worker)  # as if it had not begun; nothing if it was removed
            raise
        except OSError as error:
            self._store.fail(waiting, f"{waiting.name}: results cannot be kept: {error.strerror}")
        except Exception as error:  # the next clip must not suffer from it
            tell(f"unexpected {type(error).__name__} at {place_of(error)}")
            self._store.fail(waiting, f"{waiting.name}: unexpected {type(error).__name__}")

    def _again(self, clip: Clip, worker: IsolatedWorker[Analysed]) -> None:
        """Let the clip wait once more, before all others."""
        if self._store.wait_again(clip) is None:
            return
        with self._news:
            self._leave(clip, worker)
            self._waiting.appendleft(clip.id)
            self._news.notify()

    def _leave(self, clip: Clip, worker: IsolatedWorker[Analysed]) -> None:
        """Take the clip out of the hands of a worker, if it still is there."""
        running = self._running.get(clip.id)
        if running is not None and running.worker is worker:
            del self._running[clip.id]

    def _hear(self, clip: Clip, news: object) -> None:
        assert isinstance(news, News)
        with self._news:
            if (running := self._running.get(clip.id)) is not None:
                running.progress.hear(news)
        self._changed(clip.id)
