"""A clip from upload to result with real workers, one of them killed; nothing is lost or left."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kneecave.apps.web.clip import Clip, Wish, now
from kneecave.apps.web.store import Store, open_store
from tests.apps.conftest import names_under
from tests.apps.web.conftest import data_of, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("web_jobs")]

PATIENCE_S = 120.0
WORKER = "kneecave.apps.web.worker"


def workers() -> list[int]:
    """The worker processes of this process."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            state = (entry / "stat").read_text().rpartition(")")[2].split()
            mine = int(state[1]) == os.getpid() and state[0] != "Z"
            if mine and WORKER in (entry / "cmdline").read_text():
                found.append(int(entry.name))
    return found


def upload(client: TestClient, clip: Path) -> str:
    sent = client.post("/api/clips", content=clip.read_bytes(), headers={"X-Clip-Name": clip.name})
    assert sent.status_code == 202, sent.text
    return str(sent.json()["id"])


def status(client: TestClient, clip: str) -> dict[str, object]:
    told: dict[str, object] = client.get(f"/api/clips/{clip}").json()
    return told


def wait(until: Callable[[], bool]) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not until():
        assert time.monotonic() < end_s, "waited in vain"
        time.sleep(0.05)


def run_to_end(client: TestClient, clip: str) -> list[dict[str, object]]:
    """Return all that was told of a clip until it was over."""
    text = client.get(f"/api/clips/{clip}/events").text
    return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]


@pytest.fixture(scope="module")
def first(client: TestClient, one_rep: Path) -> tuple[str, list[dict[str, object]]]:
    """A clip that is done, and what was told on the way."""
    clip = upload(client, one_rep)
    return clip, run_to_end(client, clip)


def test_what_is_told_of_a_clip(first: tuple[str, list[dict[str, object]]]) -> None:
    clip, told = first
    order = ["queued", "running", "done"]
    assert [news["id"] for news in told] == [clip] * len(told)
    states = [order.index(str(news["state"])) for news in told]
    assert states == sorted(states)
    assert states[-1] == 2
    running = [news for news in told if news["state"] == "running" and news["stage"]]
    assert {news["stage"] for news in running} >= {"finding the joints", "drawing the video"}
    assert all(int(news["done"]) <= int(news["total"]) for news in running)
    assert told[-1]["verdict"] in ("clear", "watch", "cave")
    assert told[-1]["error"] is None


def test_the_files_of_a_clip(client: TestClient, first: tuple[str, object]) -> None:
    files = f"/clips/{first[0]}/files"
    report = json.loads(client.get(f"{files}/report.json").text)
    assert report["clip"]["name"] == "one_rep.mp4"
    page = client.get(f"{files}/report.html")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]
    assert str(data_of(client)) not in page.text
    for name in ("reps.csv", "frames.csv"):
        assert client.get(f"{files}/{name}").headers["content-type"].startswith("text/csv")
    saved = client.get(f"{files}/reps.csv?download=1").headers["content-disposition"]
    assert saved == 'attachment; filename="one_rep-reps.csv"'
    for name in ("clip.json", "..%2Fclip.json", "source", "server.lock", "x"):
        assert client.get(f"{files}/{name}").status_code == 404


def test_parts_of_a_video(client: TestClient, first: tuple[str, object]) -> None:
    video = f"/clips/{first[0]}/files/annotated.mp4"
    whole = client.get(video)
    size = len(whole.content)
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.content[4:8] == b"ftyp"
    for asked, start, stop in (("0-99", 0, 100), ("100-", 100, size), ("-10", size - 10, size)):
        part = client.get(video, headers={"Range": f"bytes={asked}"})
        assert part.status_code == 206
        assert part.content == whole.content[start:stop]
        assert part.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
    assert client.get(video, headers={"Range": f"bytes={size}-"}).status_code == 416
    assert client.head(video).headers["content-length"] == str(size)


def test_a_killed_worker_costs_no_clip(client: TestClient, one_rep: Path) -> None:
    clip, second = upload(client, one_rep), upload(client, one_rep)
    wait(lambda: bool(status(client, clip)["done"]))
    assert (status(client, second)["state"], status(client, second)["ahead"]) == ("queued", 1)
    before = workers()
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    assert run_to_end(client, clip)[-1]["state"] == "done"
    assert json.loads((data_of(client) / "clips" / clip / "clip.json").read_text())["attempts"] == 2
    assert not set(before) & set(workers())
    client.delete(f"/api/clips/{clip}")
    client.delete(f"/api/clips/{second}")


def test_a_clip_deleted_half_way_is_gone_with_its_worker(client: TestClient, one_rep: Path) -> None:
    clip, second = upload(client, one_rep), upload(client, one_rep)
    wait(lambda: bool(status(client, clip)["done"]))
    assert client.delete(f"/api/clips/{clip}").status_code == 204
    assert client.get(f"/api/clips/{clip}").status_code == 404
    assert client.delete(f"/api/clips/{clip}").status_code == 404
    assert run_to_end(client, second)[-1]["state"] == "done"
    assert names_under(data_of(client) / "incoming") == []
    assert [clip in name for name in names_under(data_of(client))].count(True) == 0
    client.delete(f"/api/clips/{second}")


def test_finished_clips_outlive_the_server_and_are_deleted_when_old(
    one_rep: Path, client: TestClient, first: tuple[str, object], tmp_path: Path
) -> None:
    done = tmp_path / "clips" / first[0]
    shutil.copytree(data_of(client) / "clips" / first[0], done)
    with open_store(tmp_path) as store:
        once, twice = added(store, one_rep, "once.mp4"), added(store, one_rep, "twice.mp4")
        store.begin(once)  # and the server was killed
        store.begin(store.begin(twice))
    others = set(workers())
    with serving(tmp_path, keep_days=3) as again:
        assert status(again, first[0])["state"] == "done"
        assert again.get(f"/clips/{first[0]}/files/annotated.mp4").status_code == 200
        failed = status(again, twice.id)
        assert failed["state"] == "failed"
        assert "twice.mp4 was not finished" in str(failed["error"])
        assert run_to_end(again, once.id)[-1]["state"] == "done"
        jobs = again.app.state.jobs
        jobs.remove_old(now() + timedelta(days=2.9))
        assert len(again.get("/api/clips").json()) == 3
        jobs.remove_old(now() + timedelta(days=3.1))
        assert again.get("/api/clips").json() == []
        assert names_under(tmp_path / "clips") == []
    assert set(workers()) <= others


def added(store: Store, clip: Path, name: str) -> Clip:
    with store.incoming() as file:
        file.write_bytes(clip.read_bytes())
        return store.add(file, name=name, wish=Wish("lite"))
