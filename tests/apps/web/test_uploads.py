"""What is sent to the server and is no clip: its status, one line, and nothing left."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from pathlib import Path

import av
import numpy as np
import pytest
from starlette.testclient import TestClient

from kneecave.apps.web.config import Guard
from kneecave.apps.web.receiving import RESERVE_BYTES, receive, require_room, shown_name
from kneecave.apps.web.refused import RefusedError
from tests.apps import clips
from tests.apps.conftest import names_under
from tests.apps.web.conftest import data_of, ran

MOST = 2_000_000


def write_zip_bomb(path: Path) -> Path:
    """Write 50 MB of zeros in 50 kB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("clip.mp4", bytes(50_000_000))
    return path


def write_wide(path: Path) -> Path:
    """Write a film whose pictures are 100 000 x 10 pixels."""
    with av.open(str(path), "w", format="matroska") as container:
        stream = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = 100_000, 10, "gray"
        for _ in range(3):
            picture = av.VideoFrame.from_ndarray(np.zeros((10, 100_000), np.uint8), format="gray")
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


def write_saved_joints(path: Path) -> Path:
    np.savez(path.open("wb"), joints=np.zeros((4, 3)))
    return path


def assert_refused(response: object, status: int, *words: str) -> None:
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert "\n" not in error
    assert "Traceback" not in error
    for word in words:
        assert word in error


def nothing_left(client: TestClient) -> bool:
    return names_under(data_of(client) / "incoming") == [] == client.get("/api/clips").json()


def send(client: TestClient, content: object, name: str = "clip.mp4", **query: str) -> object:
    return client.post("/api/clips", content=content, headers={"X-Clip-Name": name}, params=query)


@pytest.mark.parametrize(
    ("make", "name", "status", "says"),
    [
        (clips.write_text, "text.mp4", 415, "text.mp4 is not a video"),
        (clips.write_picture, "picture.mp4", 415, "still picture"),
        (clips.write_sound, "sound.mp4", 415, "no moving pictures"),
        (clips.write_one_frame, "one-frame.mp4", 415, "one-frame.mp4"),
        (clips.write_text, "text.pose.npz", 415, "text.pose.npz"),
        (write_saved_joints, "joints.pose.npz", 415, "joints.pose.npz"),
        (write_zip_bomb, "bomb.mp4", 415, "bomb.mp4 is not a video"),
        (clips.write_truncated, "truncated.mp4", 422, "truncated.mp4 is damaged"),
        (write_wide, "wide.mp4", 422, "100000 x 10"),
        (clips.write_empty, "empty.mp4", 400, "empty"),
    ],
)
def test_what_is_no_clip(
    client: TestClient,
    tmp_path: Path,
    make: Callable[[Path], object],
    name: str,
    status: int,
    says: str,
) -> None:
    make(tmp_path / "made.mp4")
    response = send(client, (tmp_path / "made.mp4").read_bytes(), name)
    assert_refused(response, status, says)
    assert str(data_of(client)) not in response.text
    assert nothing_left(client)


def test_four_gigabytes_are_refused_by_their_declared_length(client: TestClient) -> None:
    def never() -> object:
        raise AssertionError("the body was asked for")
        yield b""

    response = client.post(
        "/api/clips", content=never(), headers={"Content-Length": str(4 * 1024**3)}
    )
    assert_refused(response, 413, "2 MB")


def test_a_body_of_no_declared_length_is_counted(client: TestClient) -> None:
    response = send(client, (bytes(100_000) for _ in range(MOST // 100_000 + 1)))
    assert_refused(response, 413, "2 MB")
    assert nothing_left(client)


def test_what_is_no_upload_must_be_short(client: TestClient) -> None:
    response = client.post("/api/history", content=(bytes(10_000) for _ in range(100)))
    assert_refused(response, 413, "64 kB")


def test_a_length_that_is_no_number(client: TestClient) -> None:
    response = client.post("/api/clips", content=iter([b"x"]), headers={"Content-Length": "many"})
    assert_refused(response, 400, "no number")


@pytest.mark.parametrize(
    "query", [{"movement": "swim"}, {"metric": "luck"}, {"model": "../x"}, {"person": "0"}]
)
def test_a_wish_that_is_none(client: TestClient, query: dict[str, str]) -> None:
    assert_refused(send(client, b"x", **query), 400, next(iter(query)), "none of")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (None, "clip"),
        ("squat.mp4", "squat.mp4"),
        ("../../etc/passwd", "passwd"),
        ("..%2F..%2Fclips%2Fx.mp4", "x.mp4"),
        ("C%3A%5Cfilms%5Canna.mov", "anna.mov"),
        ("..", "clip"),
        ("%00%1b%5B31m%0Aa.mp4", "[31ma.mp4"),
        ("%E2%80%AE4pm.mp4", "4pm.mp4"),
        ("kn%C3%A4%20%E8%86%9D.mp4", "knä 膝.mp4"),
        ("%FF.mp4", "\N{REPLACEMENT CHARACTER}.mp4"),
        ("x" * 300 + ".mp4", "x" * 95 + "….mp4"),
        ("x" * 300, "x" * 100),
    ],
)
def test_a_name_is_only_shown(told: str | None, shown: str) -> None:
    assert shown_name(told) == shown


class Disk:
    """A disk with so much left."""

    def __init__(self, free: int) -> None:
        self._free = free

    def free_bytes(self) -> int:
        return self._free


def test_a_full_disk_takes_nothing() -> None:
    require_room(1_000_000, most=MOST, disk=Disk(RESERVE_BYTES + 2_000_000))
    for declared, free in ((1_000_000, RESERVE_BYTES + 1_999_999), (None, RESERVE_BYTES - 1)):
        with pytest.raises(RefusedError) as refused:
            require_room(declared, most=MOST, disk=Disk(free))
        assert refused.value.status == 507


async def silent() -> AsyncIterator[bytes]:
    yield b"x" * 1000
    await asyncio.sleep(5)


async def trickling() -> AsyncIterator[bytes]:
    while True:
        yield b"x"
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("body", [silent, trickling])
def test_who_sends_too_slowly_is_given_up(
    tmp_path: Path, body: Callable[[], AsyncIterator[bytes]]
) -> None:
    guard = Guard(silence_s=0.05, grace_s=0.1, least_bytes_per_s=10_000)
    with pytest.raises(RefusedError) as refused:
        ran(receive(body(), tmp_path / "x", most=MOST, guard=guard, disk=Disk(RESERVE_BYTES)))
    assert refused.value.status == 408


def test_a_client_that_goes_leaves_nothing(client: TestClient) -> None:
    said = iter(
        [
            {"type": "http.request", "body": bytes(1000), "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    answers = []

    async def receive_() -> object:
        return next(said)

    async def send_(message: object) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/clips",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 1),
    }
    client.portal.call(client.app, scope, receive_, send_)
    assert answers[0]["status"] == 400
    assert nothing_left(client)


def test_too_many_uploads_of_one_client(client: TestClient) -> None:
    places = client.app.state.uploads
    with ExitStack() as stack:
        for _ in range(Guard().uploads):
            stack.enter_context(places.taken("testclient"))
        response = send(client, b"x")
    assert_refused(response, 429, "too many uploads")
    assert int(response.headers["retry-after"]) > 0
