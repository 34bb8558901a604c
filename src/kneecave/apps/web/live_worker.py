"""The process of one live session: pictures come in, what is known of the person goes out.

Decoding and the pose model are here, not in the server: a picture that breaks them ends this
process only.  It ends at once when its stdin does: whoever started it is gone then.
"""

from __future__ import annotations

import math
import os
import signal
import time
from dataclasses import replace
from threading import Thread
from typing import IO, Any

from kneecave.apps.web.live_pictures import CameraClock, Inbox, Pace
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
from kneecave.batch.process import taken, watch_memory
from kneecave.errors import KneecaveError
from kneecave.live import LiveSession, open_live
from kneecave.model.clip import Frame
from kneecave.model.live import LiveState
from kneecave.model.verdict import Metric
from kneecave.outputs.live_json import message
from kneecave.outputs.live_words import cue_text
from kneecave.results import write_results
from kneecave.video.jpeg import decode_jpeg

_THREADS = 1
_MOST_MB = 2048.0
_MODELS = ("heavy", "full", "lite")
_MOST_S = 0.045
"""Of a picture in this process: 22 a second."""


def main() -> None:
    """Serve one session, told through stdin, answering on stdout."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this decides
    orders, answers = taken(0, "rb"), taken(1, "wb")
    Thread(target=watch_memory, args=(_MOST_MB,), daemon=True).start()
    try:
        kind, body = next_order(orders)
        assert kind is Order.START, "a session begins with its start"
        _serve(Start.model_validate_json(body), orders, answers)
    except KneecaveError as error:
        _answer(answers, line(Kind.REFUSED, {"type": "error", "error": str(error)}))
    except EOFError:
        return


def _serve(start: Start, orders: IO[bytes], answers: IO[bytes]) -> None:
    inbox, clock = Inbox(), CameraClock()
    Thread(target=_read, args=(orders, inbox), daemon=True).start()
    models = _MODELS if start.model is None else (start.model,)
    for model in models:
        with open_live(
            settings=start.settings, movement=start.movement, model=model, threads=_THREADS
        ) as session:
            _answer(answers, line(Kind.READY, _ready(start, model)))
            pace = Pace(math.inf if model == models[-1] else _MOST_S)
            finish = _follow(session, inbox, clock, answers, pace)
            if finish is None:
                continue
            result = session.finish()
        clip = replace(result.analysis.clip, name=finish.name)
        result = replace(result, analysis=replace(result.analysis, clip=clip))
        write_results(result, finish.folder, video=False)
        _answer(answers, line(Kind.DONE, {"verdict": result.analysis.summary.word.value}))
        return


def _follow(
    session: LiveSession, inbox: Inbox, clock: CameraClock, answers: IO[bytes], pace: Pace
) -> Finish | None:
    """Answer pictures until the order to finish; None if the model proves too slow before a rep.

    A picture that is not later than the one before gets the answer of that one again, so that
    whoever sent it does not wait.
    """
    index = 0
    state: LiveState | None = None
    while isinstance(came := inbox.next(), Picture):
        if (time_s := clock.time_s(came.client_s)) is None:
            if state is not None:
                _answer(answers, line(Kind.STATE, _told(state, came, 0.0)))
            continue
        began = time.perf_counter()
        state = session.push(Frame(index, time_s, decode_jpeg(came.jpeg)))
        took_s = time.perf_counter() - began
        index += 1
        _answer(answers, line(Kind.STATE, _told(state, came, took_s)))
        before_reps = state.reps == 0 and state.phase is None
        if before_reps and state.joints_px and pace.is_too_slow(took_s):
            return None
    return came


def _ready(start: Start, model: str) -> dict[str, Any]:
    """Return what a page must know before the first state."""
    return {
        "type": "ready",
        "model": model,
        "unit": "ratio" if start.settings.metric is Metric.KASR else "deg",
        "certainty_z": start.settings.limits.certainty_z,
    }


def _told(state: LiveState, picture: Picture, took_s: float) -> dict[str, Any]:
    own = {
        "type": "state",
        "client_s": picture.client_s,
        "took_ms": round(1000 * took_s, 1),
        "hint_kind": state.hint.value if state.hint else None,
        "cue": cue_text(state),
    }
    return own | message(state)


def _answer(answers: IO[bytes], text: bytes) -> None:
    answers.write(text)
    answers.flush()


def _read(orders: IO[bytes], inbox: Inbox) -> None:
    """Put what comes into the inbox; end the process when nothing more can come, or be read."""
    try:
        while True:
            kind, body = next_order(orders)
            inbox.put(
                Finish.model_validate_json(body) if kind is Order.FINISH else picture_in(body)
            )
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
