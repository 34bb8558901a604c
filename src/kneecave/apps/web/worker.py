"""The process that opens what browsers send: it looks at uploads, and analyses clips."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from kneecave.apps.web.orders import Analyse, Analysed, Kind, Look, News, Seen
from kneecave.apps.web.unexpected import place_of
from kneecave.batch.process import work
from kneecave.errors import InputError, KneecaveError, NotAVideoError

if TYPE_CHECKING:
    from kneecave.pipeline import Result, Stage

_TELL_EVERY_S = 0.25


def do(
    order: Look | Analyse,
    /,
    *,
    scratch: Path,  # noqa: ARG001 - libraries find it by themselves
    tell: Callable[[object], None],
) -> Seen | Analysed:
    """Return what came of an order."""
    match order:
        case Look():
            return look(order)
        case Analyse():
            return analyse(order, _Teller(tell))
        case _:
            assert_never(order)


def look(order: Look) -> Seen:
    """Return what an upload is, from decoding its first frames."""
    from kneecave.video.reader import open_video

    try:
        with open_video(order.source):
            return Seen(Kind.CLIP)
    except NotAVideoError as error:
        return Seen(Kind.NO_CLIP, _line(error, order))
    except InputError as error:
        return Seen(Kind.UNREADABLE, _line(error, order))


def analyse(order: Analyse, progress: _Teller) -> Analysed:
    """Return the answer for a clip after its results are written."""
    from kneecave.coached import write_with_feet
    from kneecave.pipeline import analyse as analysed

    wish, settings = order.wish, order.settings
    if wish.metric is not None:
        settings = settings.model_copy(update={"metric": wish.metric})
    try:
        result = analysed(
            order.source,
            settings=settings,
            movement=wish.movement,
            model=wish.model,
            person=wish.person,
            progress=progress,
        )
        result = write_with_feet(
            _called(order.name, result),
            order.folder,
            settings=settings,
            thumbnail=True,
            progress=progress,
        )
    except KneecaveError as error:
        return Analysed(None, _line(error, order))
    except MemoryError:
        return Analysed(None, f"{order.name} needs more memory than there is")
    except Exception as error:  # a clip must not end the worker, and the browser is told
        kind = type(error).__name__
        bug = f"unexpected {kind} at {place_of(error)}"
        return Analysed(None, f"{order.name}: unexpected {kind}", bug)
    return Analysed(result.analysis.summary.word)


def _called(name: str, result: Result) -> Result:
    """Return the result with the name the browser gave the clip."""
    clip = replace(result.analysis.clip, name=name)
    return replace(result, analysis=replace(result.analysis, clip=clip))


def _line(error: KneecaveError, order: Look | Analyse) -> str:
    """Return the error in one line, without what only this machine knows."""
    text = str(error).replace(str(order.source), order.name)
    if isinstance(order, Analyse):
        text = text.replace(str(order.folder), "the results' folder")
    return " ".join(text.split())


class _Teller:
    """Tells of the progress, a few times a second and at the end of a stage."""

    def __init__(self, tell: Callable[[object], None]) -> None:
        self._tell = tell
        self._next_s = 0.0

    def __call__(self, stage: Stage, done: int, total: int | None, /) -> None:
        now_s = time.monotonic()
        if now_s >= self._next_s or done in (1, total):
            self._next_s = now_s + _TELL_EVERY_S
            self._tell(News(stage.value, done, total))


if __name__ == "__main__":
    work(do, scratch=Path(sys.argv[1]), memory_mb=float(sys.argv[2]))
