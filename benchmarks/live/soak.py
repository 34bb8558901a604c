"""A long session without a browser: pictures at an even rate, and what the processes take."""

from __future__ import annotations

import json
import struct
import time
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from statistics import median
from threading import Thread

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from benchmarks.live.serving import Use, live_process, use_of
from benchmarks.live.webcam import camera_jpegs

_TELL_EVERY_S = 60.0
_QUALITY = 70
_MOST_GROWTH = 1.25
_JOINTS_MB_PER_MIN = 2.0


class Answers(Thread):
    """Takes what the server answers."""

    def __init__(self, socket: ClientConnection) -> None:
        super().__init__(daemon=True)
        self._socket = socket
        self.round_trips_s: list[float] = []
        self.count = self.reps = 0
        self.is_ready = False
        self.end: dict[str, object] | None = None

    def run(self) -> None:
        """Take answers until the socket closes."""
        try:
            for text in self._socket:
                message = json.loads(text)
                match message["type"]:
                    case "state":
                        self.round_trips_s.append(time.monotonic() - message["client_s"])
                        self.count += 1
                        self.reps = message["reps"]
                    case "ready":
                        self.is_ready = True
                    case _:
                        self.end = message
        except ConnectionClosed:
            pass


def soak(
    address: str, server: int, clip: Path, *, minutes: float, rate_hz: float, model: str
) -> bool:
    """Return whether memory stayed as it was after the first minutes; prints it every minute."""
    pictures = list(camera_jpegs(clip, rate_hz=rate_hz, quality=_QUALITY))
    print(f"model {model}, {rate_hz:g} pictures a second, {minutes:g} minutes")
    print("minute  answers/s  round trip  reps  server MB  session MB  session cpu")
    seen: list[Use] = []
    with connect(
        f"{address.replace('http', 'ws')}/api/live", origin=Origin(address), compression=None
    ) as ws:
        answers = Answers(ws)
        ws.send(json.dumps({"type": "start", "model": model, "movement": None}))
        answers.start()
        while not answers.is_ready:
            time.sleep(0.1)
        process = live_process(server)
        assert process is not None, "it said that it is ready"
        began = told = time.monotonic()
        before = use_of(process)
        for number, jpeg in enumerate(cycle(pictures)):
            now = time.monotonic()
            if now - began >= 60 * minutes or answers.end is not None:
                break
            if now - told >= _TELL_EVERY_S:
                after = use_of(process)
                _tell(answers, now - began, use_of(server), before=before, after=after)
                seen.append(after)
                told, before = now, after
            with suppress(ConnectionClosed):  # it has lasted as long as a session may
                ws.send(struct.pack("<d", time.monotonic()) + jpeg)
            time.sleep(max(0.0, began + (number + 1) / rate_hz - time.monotonic()))
        asked = time.monotonic()
        with suppress(ConnectionClosed):
            ws.send('{"type": "finish"}')
        answers.join()
    print(f"report after {time.monotonic() - asked:.1f} s: {answers.end}")
    time.sleep(2)
    print(f"session's process is {'gone' if live_process(server) is None else 'STILL THERE'}")
    return _is_flat(seen)


def _tell(answers: Answers, at_s: float, server: Use, *, before: Use, after: Use) -> None:
    trips, answers.round_trips_s = answers.round_trips_s, []
    trip_ms = 1000 * median(trips) if trips else float("nan")
    span_s = after.at_s - before.at_s
    share = (after.cpu_s - before.cpu_s) / span_s
    print(
        f"{at_s / 60:6.1f} {len(trips) / span_s:10.1f} {trip_ms:8.0f} ms {answers.reps:5d} "
        f"{server.memory_mb:10.0f} {after.memory_mb:11.0f} {share:12.0%}",
        flush=True,
    )


def _is_flat(seen: list[Use]) -> bool:
    """Return whether memory grew by no more than the joints that are kept."""
    if len(seen) < 4:
        return True
    allowed = seen[1].memory_mb * _MOST_GROWTH + _JOINTS_MB_PER_MIN * len(seen)
    return seen[-1].memory_mb <= allowed
