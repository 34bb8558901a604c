"""The process of one live session: pictures come in, what is known of the person goes out.

Decoding and the pose model are here, not in the server: a picture that breaks them ends this
process only.  It ends at once when its stdin does: whoever started it is gone then.
"""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Condition, Event, Thread
from typing import IO, Any

from kneecave.apps.web.live_wire import (
    Finish,
    Kind,
    Order,
    Picture,
    Start,
    line,
    next_order,
    picture_in,
)
from kneecave.batch.memory import resident_mb
from kneecave.batch.messages import OUT_OF_MEMORY
from kneecave.errors import InputError, KneecaveError
from kneecave.live import LiveSession, open_live
from kneecave.model.clip import Frame
from kneecave.model.verdict import Metric
from kneecave.outputs.live_json import message
from kneecave.outputs.live_words import cue_text
from kneecave.pipeline import write_results
from kneecave.video.jpeg import decode_jpeg

_THREADS = 1
_MOST_MB = 2048.0
_LOOK_EVERY_S = 1.0
_CLOCKS_APART_S = 10.0


class Inbox:
    """What came in and was not looked at: the newest picture, and the order to finish."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._picture: Picture | None = None
        self._finish: Finish | None = None

    def put(self, came: Picture | Finish) -> None:
        """Keep what came, in the place of an older picture that nobody has looked at."""
        with self._changed:
            if isinstance(came, Finish):
                self._finish = came
            else:
                self._picture = came
            self._changed.notify()

    def next(self) -> Picture | Finish:
        """Return the order to finish, or else the newest picture; waits for one of them."""
        with self._changed:
            self._changed.wait_for(lambda: self._finish or self._picture)
            if self._finish is not None:
                return self._finish
            picture, self._picture = self._picture, None
            assert picture is not None, "it was waited for"
            return picture


class CameraClock:
    """The pictures' own times, from the first one, held against the clock on the wall."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._first: tuple[float, float] | None = None
        self._last_s = -math.inf

    def time_s(self, client_s: float) -> float | None:
        """Return a picture's time; None if it is not later than the one before.

        Raises
        ------
        InputError
            It is no number, or the times run away from the time that has passed.
        """
        if not math.isfinite(client_s):
            raise InputError("the picture's time is not a number")
        if self._first is None:
            self._first = client_s, self._now()
        first_s, began = self._first
        time_s = client_s - first_s
        if abs(time_s - (self._now() - began)) > _CLOCKS_APART_S:
            raise InputError(
                "the camera's clock does not fit the time that has passed; start again"
            )
        if time_s <= self._last_s:
            return None
        self._last_s = time_s
        return time_s


def main() -> None:
    """Serve one session, told through stdin, answering on stdout."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this decides
    orders, answers = _taken(0, "rb"), _taken(1, "wb")
    Thread(target=_watch_memory, daemon=True).start()
    try:
        kind, body = next_order(orders)
        assert kind is Order.START, "a session begins with its start"
        _serve(Start.model_validate_json(body), orders, answers)
    except KneecaveError as error:
        _answer(answers, line(Kind.REFUSED, {"type": "error", "error": str(error)}))
    except EOFError:
        return


def _serve(start: Start, orders: IO[bytes], answers: IO[bytes]) -> None:
    inbox = Inbox()
    with open_live(
        settings=start.settings, movement=start.movement, model=start.model, threads=_THREADS
    ) as session:
        Thread(target=_read, args=(orders, inbox), daemon=True).start()
        _answer(answers, line(Kind.READY, _ready(start)))
        clock, count = CameraClock(), 0
        while isinstance(came := inbox.next(), Picture):
            if (time_s := clock.time_s(came.client_s)) is not None:
                _answer(answers, _state(session, came, count, time_s))
                count += 1
        result = session.finish()
    clip = replace(result.analysis.clip, name=came.name)
    result = replace(result, analysis=replace(result.analysis, clip=clip))
    write_results(result, came.folder, video=False)
    word = result.analysis.summary.word
    _answer(answers, line(Kind.DONE, {"verdict": word.value}))


def _ready(start: Start) -> dict[str, Any]:
    """Return what a page must know before the first state."""
    return {
        "type": "ready",
        "model": start.model,
        "unit": "ratio" if start.settings.metric is Metric.KASR else "deg",
        "certainty_z": start.settings.limits.certainty_z,
    }


def _state(session: LiveSession, picture: Picture, index: int, time_s: float) -> bytes:
    began = time.perf_counter()
    state = session.push(Frame(index, time_s, decode_jpeg(picture.jpeg)))
    took_ms = round(1000 * (time.perf_counter() - began), 1)
    told = {
        "type": "state",
        "client_s": picture.client_s,
        "took_ms": took_ms,
        "hint_kind": state.hint.value if state.hint else None,
        "cue": cue_text(state),
    }
    return line(Kind.STATE, told | message(state))


def _answer(answers: IO[bytes], text: bytes) -> None:
    answers.write(text)
    answers.flush()


def _read(orders: IO[bytes], inbox: Inbox) -> None:
    """Put what comes into the inbox; end the process when nothing more can come."""
    with suppress(EOFError):
        while True:
            kind, body = next_order(orders)
            inbox.put(
                Finish.model_validate_json(body) if kind is Order.FINISH else picture_in(body)
            )
    os._exit(0)


def _watch_memory() -> None:
    pause = Event()
    while not pause.wait(_LOOK_EVERY_S):
        if resident_mb() > _MOST_MB:
            os._exit(OUT_OF_MEMORY)


def _taken(descriptor: int, mode: str) -> IO[bytes]:
    """Return a stream of our own, and lead what libraries read or print there to nowhere."""
    own = os.fdopen(os.dup(descriptor), mode)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return own


if __name__ == "__main__":
    main()
