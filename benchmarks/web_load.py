"""Fifty uploads at once, live sockets, clients that fail, kills: what is lost, left or wrong.

``python -m benchmarks.web_load CLIP [--uploads 50] [--port 8409]`` starts a server of its own on
loopback, ends it by SIGKILL half-way, starts it again, and prints what came of it.  Clients have
addresses of their own (127.0.0.2 and on), four uploads each, as many as one may have.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Event, Thread

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from benchmarks.live.serving import family, use_of
from benchmarks.live.webcam import camera_jpegs

_COMMAND = [sys.executable, "-c", "from kneecave.apps.cli import main; main()", "serve"]
_EACH = 4
_SOCKETS = 20
_LIVE_S = 20.0
_START_S = 300.0
_KILLS = 2
_KEPT = {"clip.json", "source", "results"}


@dataclass
class Server:
    """A server of our own; ``peaks_mb`` are the largest resident sizes seen, by kind of process."""

    port: int
    data: Path
    process: subprocess.Popen[bytes] | None = None
    peaks_mb: dict[str, float] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start it; return the seconds until it answers."""
        begun_s = time.monotonic()
        options = ["--port", str(self.port), "--data", str(self.data), "--model", "lite"]
        self.process = subprocess.Popen([*_COMMAND, *options], stdout=subprocess.DEVNULL)
        while time.monotonic() < begun_s + _START_S:
            with suppress(httpx.HTTPError):
                httpx.get(f"{self.url}/api/clips", timeout=_START_S)
                return time.monotonic() - begun_s
            time.sleep(0.1)
        raise TimeoutError("the server does not start")

    def end(self, by: signal.Signals) -> None:
        """End it by a signal."""
        assert self.process is not None
        self.process.send_signal(by)
        self.process.wait()

    def workers(self, module: str = "kneecave.apps.web.worker") -> list[int]:
        """Return the processes of a kind that work for this server, or worked for it before."""
        return [process for process in _processes(str(self.data)) if module in _command(process)]

    def watch(self, stop: Event) -> None:
        """Keep the largest sizes of its processes until told to stop."""
        while not stop.wait(0.5):
            if self.process is None:
                continue
            total_mb = 0.0
            for process in (self.process.pid, *family(self.process.pid, without=0)):
                with suppress(OSError):
                    size_mb = use_of(process).memory_mb
                    kind = next((k for k in ("live", "worker") if k in _command(process)), "server")
                    self.peaks_mb[kind] = max(size_mb, self.peaks_mb.get(kind, 0.0))
                    total_mb += size_mb
            self.peaks_mb["all"] = max(total_mb, self.peaks_mb.get("all", 0.0))


def _command(process: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    return ""


def _processes(about: str) -> list[int]:
    numbers = [int(place.name) for place in Path("/proc").glob("[0-9]*")]
    return [number for number in numbers if number != os.getpid() and about in _command(number)]


async def upload(server: Server, clip: bytes, number: int) -> tuple[int, str]:
    """Send a clip from the address of its client; return status and id."""
    transport = httpx.AsyncHTTPTransport(local_address=f"127.0.0.{2 + number // _EACH}")
    async with httpx.AsyncClient(transport=transport, timeout=600) as client:
        headers = {"X-Clip-Name": f"clip-{number}.mp4"}
        sent = await client.post(f"{server.url}/api/clips", content=clip, headers=headers)
        return sent.status_code, str(sent.json().get("id", ""))


async def live(server: Server, jpegs: list[bytes], number: int) -> str:
    """Send pictures as a browser does for a while; return how that went."""
    try:
        async with connect(
            f"ws://127.0.0.1:{server.port}/api/live",
            origin=server.url,  # type: ignore[arg-type]
            local_addr=(f"127.0.1.{2 + number // _EACH}", 0),
            open_timeout=120,
        ) as wire:
            await wire.send(json.dumps({"type": "start", "model": "lite"}))
            first = json.loads(await asyncio.wait_for(wire.recv(), 120))
            if first["type"] == "error":
                return f"told: {first['error']}"
            for jpeg in jpegs:
                await wire.send(struct.pack("<d", time.monotonic()) + jpeg)
                await asyncio.sleep(_LIVE_S / len(jpegs))
            return "measured"
    except InvalidStatus as refused:
        return f"refused with {refused.response.status_code}"
    except (ConnectionClosed, OSError, TimeoutError) as error:
        return type(error).__name__


def die_half_way(server: Server) -> None:
    """Send half of an upload, and go."""
    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        wire.sendall(_head(server, 1_000_000) + bytes(500_000))
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def dawdle(server: Server) -> str:
    """Send a few bytes of an upload and no more; return the status line, and after how long."""
    begun_s = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        wire.settimeout(120)
        wire.sendall(_head(server, 1_000_000) + bytes(100))
        line = wire.recv(64).split(b"\r\n")[0].decode()
    return f"{line} after {time.monotonic() - begun_s:.0f} s"


def _head(server: Server, length: int) -> bytes:
    host = f"127.0.0.1:{server.port}"
    return f"POST /api/clips HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n".encode()


def clips_of(server: Server) -> list[dict[str, object]]:
    """Return how far all clips are."""
    found: list[dict[str, object]] = httpx.get(f"{server.url}/api/clips", timeout=120).json()
    return found


def wait(server: Server, until: Callable[[Counter[str]], bool], *, most_s: float) -> None:
    """Wait for a count of states."""
    end_s = time.monotonic() + most_s
    while not until(Counter(str(clip["state"]) for clip in clips_of(server))):
        if time.monotonic() > end_s:
            raise TimeoutError("the clips are not finished")
        time.sleep(1)


def _are_done(count: int, states: Counter[str]) -> bool:
    return states["done"] >= count


def answer(server: Server, clip: str) -> str:
    """Return what was found, reps and every frame, in short: equal for equal clips."""
    results = server.data / "clips" / clip / "results"
    report = json.loads((results / "report.json").read_text())
    said = json.dumps([report["summary"], report["reps"]], sort_keys=True)
    found = said.encode() + (results / "frames.csv").read_bytes()
    return hashlib.sha256(found).hexdigest()[:12]


def orphans(server: Server) -> list[str]:
    """Return files that belong to no clip, and those of a clip that should be gone."""
    known = {str(clip["id"]): clip["state"] for clip in clips_of(server)}
    found = [str(path) for path in (server.data / "incoming").iterdir()]
    for folder in (server.data / "clips").iterdir():
        names = {path.name for path in folder.iterdir()} if folder.name in known else {"unknown"}
        wanted = {"clip.json", "results"} if known.get(folder.name) == "done" else _KEPT
        found += [f"{folder.name}/{name}" for name in names - wanted]
    return found


def say(name: str, value: object) -> None:
    """Print what came of a part of the load."""
    print(f"{name}: {value}", flush=True)


def run(server: Server, clip: Path, uploads: int) -> None:
    """Load a server, and print what came of it."""
    content, jpegs = clip.read_bytes(), list(islice(camera_jpegs(clip, rate_hz=10.0), 60))
    say("start (s)", round(server.start(), 1))

    async def all_at_once() -> tuple[list[tuple[int, str]], list[str], str]:
        sent = asyncio.gather(*(upload(server, content, number) for number in range(uploads)))
        sockets = asyncio.gather(*(live(server, jpegs, number) for number in range(_SOCKETS)))
        await asyncio.gather(*(asyncio.to_thread(die_half_way, server) for _ in range(3)))
        return await sent, await sockets, await asyncio.to_thread(dawdle, server)

    begun_s = time.monotonic()
    sent, sockets, slow = asyncio.run(all_at_once())
    say("uploads answered", dict(Counter(status for status, _ in sent)))
    say("live sockets", dict(Counter(sockets)))
    say("a client that stops sending", slow)

    for _ in range(_KILLS):
        done = sum(clip["state"] == "done" for clip in clips_of(server))
        wait(server, partial(_are_done, done + 2), most_s=1800)  # past what was killed before
        for worker in server.workers():
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
    say("workers killed", _KILLS)
    wait(server, partial(_are_done, max(2 * _KILLS + 2, uploads // 3)), most_s=1800)
    finished = {str(clip["id"]) for clip in clips_of(server) if clip["state"] == "done"}
    server.end(signal.SIGKILL)
    time.sleep(3)
    say("processes left 3 s after SIGKILL of the server", len(_processes(str(server.data))))
    say("start again (s)", round(server.start(), 1))
    again = {str(clip["id"]): clip["state"] for clip in clips_of(server)}
    say("finished before the SIGKILL", len(finished))
    say("of them lost", sum(again.get(clip) != "done" for clip in finished))
    wait(server, lambda states: not states["queued"] + states["running"], most_s=2400)
    say("all over after (s)", round(time.monotonic() - begun_s))
    accepted = [clip for status, clip in sent if status == 202]
    states = {str(clip["id"]): str(clip["state"]) for clip in clips_of(server)}
    say("how accepted clips ended", dict(Counter(states.get(clip, "lost") for clip in accepted)))
    say("why clips failed", [clip["error"] for clip in clips_of(server) if clip["error"]])
    answers = Counter(answer(server, clip) for clip in accepted if states.get(clip) == "done")
    say("different answers for the same clip", len(answers))
    say("orphan files", orphans(server))
    for name in states:
        httpx.delete(f"{server.url}/api/clips/{name}", timeout=120)
    say("clips left after deleting all", len(list((server.data / "clips").iterdir())))
    server.end(signal.SIGTERM)
    say("processes left after SIGTERM", len(_processes(str(server.data))))
    say("temporary files left", len(list((server.data / "scratch").iterdir())))
    say("peak memory (MB)", {kind: round(mb) for kind, mb in server.peaks_mb.items()})


def main() -> None:
    """Read the arguments, and clean up."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("clip", type=Path)
    arguments.add_argument("--uploads", type=int, default=50)
    arguments.add_argument("--port", type=int, default=8409)
    chosen = arguments.parse_args()
    data = Path(tempfile.mkdtemp(prefix="kneecave-load-"))
    server, stop = Server(chosen.port, data), Event()
    watcher = Thread(target=server.watch, args=(stop,))
    watcher.start()
    try:
        run(server, chosen.clip, chosen.uploads)
    finally:
        stop.set()
        watcher.join()
        if server.process is not None:
            server.process.kill()
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
