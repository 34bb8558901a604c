"""One clip in the hands of a worker process, and how that ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from kneecave.apps.errors import tell
from kneecave.apps.web.clip import Clip
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.orders import ANALYSING, Analyse, Analysed
from kneecave.apps.web.store import Store
from kneecave.batch.isolated import IsolatedWorker, Limits
from kneecave.batch.memory import share_mb
from kneecave.errors import KneecaveError
from kneecave.model.batch import Failure, FailureKind
from kneecave.model.verdict import Word

ATTEMPTS = 2
"""How often a clip is begun whose worker, or whose server, dies."""
_MOST_MB = 4096.0


class Analyst:
    """Has clips analysed, and keeps in the store how that ended."""

    def __init__(self, store: Store, config: ServeConfig) -> None:
        self._store, self._config = store, config
        self._limits = Limits(
            config.time_limit_s, config.memory_mb or min(_MOST_MB, share_mb(config.workers))
        )

    def worker(self) -> IsolatedWorker[Analysed]:
        """Return another worker, whose process starts with its first clip."""
        return IsolatedWorker(
            ANALYSING, self._limits, beside=self._config.workers, place=self._store.scratch
        )

    def analyse(
        self, clip: Clip, worker: IsolatedWorker[Analysed], hear: Callable[[object], None]
    ) -> bool:
        """Return whether the clip is to be tried once more, for its worker died of it.

        Raises
        ------
        StoppedError
            The worker was told to stop.
        OSError
            The disk does not take what is to be kept.
        """
        with self._store.staged(clip) as folder:
            try:
                ended = worker.run(self._order(clip, folder), news=hear)
            except KneecaveError as error:  # no worker can be started
                self._store.fail(clip, str(error))
                return False
            return self._keep(clip, folder, ended)

    def _keep(self, clip: Clip, folder: Path, ended: Analysed | Failure) -> bool:
        match ended:
            case Analysed(verdict=Word() as verdict):
                self._store.finish(clip, folder, verdict)
            case Analysed(error=error, bug=bug):
                self._store.fail(clip, error)
                if bug:
                    tell(bug)
            case Failure(kind=FailureKind.CRASHED) if clip.attempts < ATTEMPTS:
                return True
            case Failure() as failure:
                self._store.fail(clip, f"{clip.name}: {failure.message}")
            case _:
                assert_never(ended)
        return False

    def _order(self, clip: Clip, folder: Path) -> Analyse:
        assert clip.wish is not None, "clips without a wish come analysed"
        source, settings = self._store.source(clip), self._config.settings
        return Analyse(source, clip.name, clip.wish, settings, folder)
