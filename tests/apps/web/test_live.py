"""The live socket against browsers that break its rules, or go."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Thread

import cv2
import httpx
import numpy as np
import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from benchmarks.live.serving import live_process, serving
from benchmarks.live.webcam import camera_jpegs
from kneecave.apps.web.app import create_app
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.live_session import Close
from kneecave.apps.web.places import BusyError, Places
from kneecave.video.jpeg import MOST_BYTES

START = json.dumps({"type": "start", "model": "lite"})
TOKEN = "a token of this test"
GONE_S = 5.0


@dataclass(frozen=True)
class Server:
    """A server that runs: where, and its places for live sessions."""

    place: str
    places: Places

    def is_free(self) -> bool:
        try:
            with self.places.taken("nobody"):
                return live_process(os.getpid()) is None
        except BusyError:
            return False


@contextmanager
def running(data: Path, *, token: str | None = None) -> Iterator[Server]:
    """A server in a thread, with one place; its live processes are children of this one."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
        app = create_app(ServeConfig(data=data, port=port, token=token))
        app.state.live_places = places = Places("live sessions", each=1, together=1)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="websockets-sansio"))
        thread = Thread(target=server.run, kwargs={"sockets": [held]})
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        try:
            yield Server(f"127.0.0.1:{port}", places)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("live") / "data") as started:
        yield started


def opened(server: Server, **headers: str) -> ClientConnection:
    return opened_at(server.place, **headers)


def opened_at(place: str, **headers: str) -> ClientConnection:
    return connect(
        f"ws://{place}/api/live",
        additional_headers=headers,
        compression=None,
        close_timeout=1,
    )


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def is_there(process: int) -> bool:
    """Whether a process runs; one that has ended and is not asked after has no command."""
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except OSError:
        return False


def picture(jpeg: bytes, client_s: float = 0.0) -> bytes:
    return struct.pack("<d", client_s) + jpeg


def jpeg(width: int, height: int) -> bytes:
    return cv2.imencode(".jpg", np.zeros((height, width, 3), np.uint8))[1].tobytes()


def refusal(ws: ClientConnection) -> tuple[str, int]:
    """The one sentence that is told before the socket is closed, and the code."""
    told = json.loads(ws.recv(30))
    assert told["type"] == "error"
    with pytest.raises(ConnectionClosed):
        ws.recv(10)
    assert ws.close_code is not None
    return told["error"], ws.close_code


def ready(ws: ClientConnection) -> None:
    assert json.loads(ws.recv(60))["type"] == "ready"


def begun() -> int:
    """The number of the session's process, once there is one."""
    while (process := live_process(os.getpid())) is None:
        time.sleep(0.02)
    return process


def freed(server: Server) -> bool:
    """Whether the process is gone and its place free, within seconds."""
    until = time.monotonic() + GONE_S
    while not server.is_free():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize(
    ("first", "why", "code"),
    [
        ("", "no order", Close.GARBAGE),
        ("start", "no order", Close.GARBAGE),
        ("[1, 2]", "no order", Close.GARBAGE),
        ("[" * 1000, "no order", Close.GARBAGE),
        ('{"type": 3}', "no order", Close.GARBAGE),
        (json.dumps({"type": "start", "movement": "x" * 2000}), "no order", Close.GARBAGE),
        ('{"type": "start", "movement": "backflip"}', "no valid movement", Close.GARBAGE),
        ('{"type": "start", "model": "../../etc/passwd"}', "no valid model", Close.GARBAGE),
        ('{"type": "start", "folder": "/tmp"}', "no valid folder", Close.GARBAGE),
        ('{"type": "finish"}', "has not begun", Close.NOT_NOW),
        (picture(jpeg(64, 64)), "before the first picture", Close.NOT_NOW),
    ],
)
def test_a_first_message_that_is_no_start_is_refused_without_a_process(
    server: Server, first: str | bytes, why: str, code: Close
) -> None:
    with opened(server) as ws:
        ws.send(first)
        error, closed = refusal(ws)
    assert why in error
    assert closed == code
    assert live_process(os.getpid()) is None


@pytest.mark.parametrize(
    ("second", "why", "code"),
    [
        (START, "has begun", Close.NOT_NOW),
        ("what?", "no order", Close.GARBAGE),
        (picture(bytes(MOST_BYTES + 1)), "too large", Close.TOO_LARGE),
        (b"abc", "too short", Close.GARBAGE),
        (picture(b""), "too short", Close.GARBAGE),
    ],
)
def test_a_session_ends_with_a_message_against_the_rules(
    server: Server, second: str | bytes, why: str, code: Close
) -> None:
    with opened(server) as ws:
        ws.send(START)
        ws.send(second)
        error, closed = refusal(ws)
    assert why in error
    assert closed == code
    assert freed(server)


def test_who_finds_no_place_is_told_and_disturbs_nobody(server: Server) -> None:
    with opened(server) as first:
        first.send(START)
        process = begun()
        with opened(server) as other:
            other.send(START)
            error, code = refusal(other)
        assert code == Close.BUSY
        assert "wait" in error
        assert begun() == process
    assert freed(server)


def test_the_process_of_a_browser_that_dies_is_gone_within_seconds(server: Server) -> None:
    with opened(server) as ws:
        ws.send(START)
        begun()
        ws.socket.shutdown(socket.SHUT_RDWR)
        assert freed(server)


def test_who_comes_back_at_once_finds_the_place(server: Server) -> None:
    for _ in range(3):
        with opened(server) as ws:
            ws.send(START)
            ws.send("what?")
            assert refusal(ws)[1] == Close.GARBAGE


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "why", "code"),
    [
        ([picture(b"GIF89a" + bytes(99))], "is not a JPEG", Close.GARBAGE),
        ([picture(jpeg(4000, 16))], "4000 x 16 pixels", Close.GARBAGE),
        ([picture(jpeg(64, 64), float("nan"))], "not a number", Close.GARBAGE),
        ([picture(jpeg(64, 64)), picture(jpeg(64, 64), 1e9)], "camera's clock", Close.GARBAGE),
        (['{"type": "finish"}'], "nobody was seen", Close.NORMAL),
    ],
)
def test_what_the_process_refuses_is_told(
    server: Server, sent: list[str | bytes], why: str, code: Close
) -> None:
    with opened(server) as ws:
        ws.send(START)
        ready(ws)
        for message in sent[:-1]:
            ws.send(message)
            assert json.loads(ws.recv(30))["type"] == "state"
        ws.send(sent[-1])
        error, closed = refusal(ws)
    assert why in error
    assert closed == code
    assert freed(server)


@pytest.mark.slow
def test_the_report_is_kept_although_the_browser_goes_while_it_is_written(
    server: Server, root: Path
) -> None:
    pictures = islice(camera_jpegs(root / "sample_videos" / "stand_front.mp4"), 3)
    with opened(server) as ws:
        ws.send(START)
        ready(ws)
        for number, content in enumerate(pictures):
            ws.send(picture(content, number / 30))
            assert json.loads(ws.recv(30))["type"] == "state"
        for late_s in (0.01, 2 / 30):  # pictures whose time goes back, or stands, are answered too
            ws.send(picture(content, late_s))
            assert json.loads(ws.recv(30))["client_s"] == late_s
        ws.send('{"type": "finish"}')
    assert freed(server)
    [clip] = httpx.get(f"http://{server.place}/api/clips").json()
    assert clip["state"] == "done"
    assert clip["name"].startswith("Live, ")
    report = httpx.get(f"http://{server.place}/clips/{clip['id']}/files/report.json").json()
    assert report["clip"]["name"] == clip["name"]
    assert report["clip"]["frames"] == 3


def test_a_page_of_another_place_cannot_open_the_socket(server: Server) -> None:
    with pytest.raises(InvalidStatus) as refused, opened(server, Origin="http://evil.example"):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
def test_another_name_of_the_server_does_not_open_the_socket(server: Server, host: str) -> None:
    upgrade = {
        "Host": host,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    assert httpx.get(f"http://{server.place}/api/live", headers=upgrade).status_code == 400


def test_only_the_token_opens_the_socket(tmp_path: Path) -> None:
    with running(tmp_path, token=TOKEN) as server:
        for cookie in ("", "kneecave=wrong", f"kneecave-{server.place.split(':')[1]}=wrong"):
            with pytest.raises(InvalidStatus) as refused, opened(server, Cookie=cookie):
                pass
            assert refused.value.response.status_code == 401
        with httpx.Client(base_url=f"http://{server.place}") as browser:
            browser.get("/live", params={"token": TOKEN})
            cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        with opened(server, Cookie=cookie) as ws:
            ws.send("what?")
            assert refusal(ws)[1] == Close.GARBAGE


def test_a_server_that_stops_leaves_no_process_behind(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        going = connect(f"ws://{server.place}/api/live", compression=None)
        ws = going.__enter__()
        ws.send(START)
        begun()
    assert freed(server)
    ws.close()


@pytest.mark.slow
def test_a_server_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    port = free_port()
    with serving(port, tmp_path) as server, opened_at(f"127.0.0.1:{port}") as ws:
        ws.send(START)
        while (process := live_process(server)) is None:
            time.sleep(0.02)
        os.kill(server, signal.SIGKILL)
        until = time.monotonic() + GONE_S
        while is_there(process) and time.monotonic() < until:
            time.sleep(0.02)
        assert not is_there(process)
