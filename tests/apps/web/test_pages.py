"""Pages as they are sent: every story of a result, words in one place, names escaped."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kneecave.apps.web.look import HERE
from kneecave.apps.web.texts import texts
from kneecave.history.store import History
from kneecave.outputs.html_report import render
from kneecave.outputs.json_report import to_json
from kneecave.outputs.report_parts import Part, read_parts
from kneecave.outputs.words import NOTICE, headline
from tests.apps.web.conftest import data_of, serving
from tests.history.sessions import make_session
from tests.outputs.analyses import STORIES, make_analysis

NASTY = "</script><img src=x onerror=alert(1)>&amp;'\"{count}.mp4"
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src=|type=\"application/json\"))| on\w+=\"| style=\"", re.I
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(tmp_path_factory.mktemp("data")) as client:
        yield client


def keep_result(client: TestClient, kind: str, *, name: str = "squat.mp4") -> str:
    """Put a finished result into the server's store, as a live session does; return its id."""
    analysis = make_analysis(kind)
    store = client.app.state.store
    with store.adding_results(name, analysis.summary.word) as (id_, folder):
        (folder / "report.html").write_text(render(analysis, ()), encoding="utf-8")
        (folder / "report.json").write_text(to_json(analysis), encoding="utf-8")
    return id_


@pytest.mark.parametrize("kind", STORIES)
def test_a_result_says_what_its_report_says(client: TestClient, kind: str) -> None:
    analysis = make_analysis(kind)
    page = client.get(f"/clips/{keep_result(client, kind)}")
    assert page.status_code == 200
    parts = read_parts(render(analysis, ()))
    for part in Part:
        assert parts[part] in page.text
    assert page.text.count("<h1>") == 1
    assert f"<h1>{headline(analysis)}</h1>" in unescape(page.text)
    assert NOTICE in page.text
    assert ('id="keep"' in page.text) == bool(analysis.reps)
    assert 'id="video"' not in page.text, "a live session has no film"


def test_a_result_of_another_version_offers_its_files(client: TestClient) -> None:
    id_ = keep_result(client, "cave", name="old.mp4")
    report = data_of(client) / "clips" / id_ / "results" / "report.html"
    for damage in (b"<!-- part another -->\n<!-- end of parts -->", b"\xff\xfe"):
        report.write_bytes(damage)
        page = client.get(f"/clips/{id_}")
        assert page.status_code == 200
        assert f"<h1>{headline(make_analysis('cave'))}</h1>" in unescape(page.text)
        assert texts()["result"]["older"] in page.text
        for name in ("report.html", "report.json"):
            assert f'href="/clips/{id_}/files/{name}' in page.text
            assert client.get(f"/clips/{id_}/files/{name}").status_code == 200
        assert f'data-delete="/api/clips/{id_}"' in page.text
    report.unlink()
    assert client.get(f"/clips/{id_}").status_code == 410


def test_the_list_tells_each_answer(client: TestClient) -> None:
    id_ = keep_result(client, "watch", name="told.mp4")
    line = client.get("/clips").text.partition(f'data-clip="{id_}"')[2].partition("</li>")[0]
    assert "told.mp4" in line
    assert headline(make_analysis("watch")) in unescape(line)
    assert 'class="chip watch"' in line


def test_names_cannot_become_markup(client: TestClient) -> None:
    id_ = keep_result(client, "clear", name=NASTY)
    answer = client.post("/api/history", json={"clip": id_, "person": NASTY})
    assert answer.status_code == 201
    kept = answer.json()
    assert kept["person"] == NASTY
    for address in ("/", "/clips", f"/clips/{id_}", "/history", kept["page"], "/compare"):
        page = client.get(address)
        assert page.status_code == 200
        assert "<img src=x" not in page.text
        assert NASTY in unescape(page.text)
        assert not INLINE.search(page.text)
    assert client.delete("/api" + kept["page"]).status_code == 204
    assert client.get(kept["page"]).status_code == 404


def test_a_result_is_kept_once_and_near_names_are_told(client: TestClient) -> None:
    id_ = keep_result(client, "cave")
    first, again, near = (
        client.post("/api/history", json={"clip": id_, "person": name}).json()
        for name in ("Johanna", "JOHANNA", "Johana")
    )
    assert first == {"person": "Johanna", "page": "/history/Johanna", "new": True, "near": []}
    assert again == {**first, "new": False}
    assert near["near"] == ["Johanna"]


@pytest.mark.parametrize(
    ("wanted", "status", "told"),
    [
        ({"clip": "AAAAAAAAAAAAAAAA", "person": "Anna"}, 404, "not there any more"),
        ({"clip": "../../etc/passwd", "person": "Anna"}, 404, "not there any more"),
        ({"clip": "no-rep", "person": "Anna"}, 409, "no rep to keep"),
        ({"clip": "cave", "person": "  "}, 422, "name is empty"),
        ({"clip": "cave", "person": "x" * 101}, 422, "longer than 100"),
        ({"clip": "cave", "person": "x" * 5000}, 422, "person"),
        ({"clip": "cave", "person": "a\x00b"}, 422, "cannot be shown"),
        ({"clip": "cave", "person": ".."}, 422, "dots"),
        ({"clip": "cave", "person": "Anna", "tried": "magic"}, 422, "tried"),
        ({"clip": "cave", "person": "Anna", "more": 1}, 422, "more"),
        ({"clip": "cave"}, 422, "person"),
    ],
)
def test_what_cannot_be_kept_is_told_in_one_line(
    client: TestClient, wanted: dict[str, str], status: int, told: str
) -> None:
    if wanted["clip"] in STORIES:
        wanted = {**wanted, "clip": keep_result(client, wanted["clip"])}
    answer = client.post("/api/history", json=wanted)
    assert answer.status_code == status
    assert told in answer.json()["error"]
    assert "\n" not in answer.json()["error"]


def test_a_damaged_history_is_told_and_left_as_it_is(client: TestClient, tmp_path: Path) -> None:
    history = data_of(client) / "history.sqlite"
    whole = tmp_path / "whole"
    if history.exists():
        shutil.move(history, whole)
    damaged = b"SQLite format 3\x00" + b"?" * 4000
    history.write_bytes(damaged)
    try:
        id_ = keep_result(client, "cave")
        for address in ("/history", "/history/Anna", "/compare"):
            page = client.get(address)
            assert page.status_code == 503
            assert "is damaged" in page.text
            assert "nothing was changed" in page.text
        answer = client.post("/api/history", json={"clip": id_, "person": "Anna"})
        assert answer.status_code == 503
        assert "is damaged" in answer.json()["error"]
        assert client.get(f"/clips/{id_}").status_code == 200
        assert history.read_bytes() == damaged
    finally:
        history.unlink()
        if whole.exists():
            shutil.move(whole, history)


def test_looking_at_the_history_makes_none(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as fresh:
        assert "Nobody is kept yet." in fresh.get("/history").text
        assert fresh.get("/history/Anna").status_code == 404
        assert fresh.get("/compare").status_code == 200
        assert not (tmp_path / "data" / "history.sqlite").exists()


def test_what_cannot_be_compared_is_told(client: TestClient) -> None:
    with History.open(data_of(client) / "history.sqlite") as history:
        ours, theirs = (history.add(name, make_session()).number for name in ("Ada", "Bea"))
    empty = keep_result(client, "no-rep")
    for before, after, status, told in (
        (f"session:{ours}", f"session:{theirs}", 409, "two people"),
        (f"session:{ours}", "session:999999", 404, "no session 999999"),
        ("session:x", f"session:{ours}", 404, "by its number"),
        ("/etc/passwd", f"session:{ours}", 404, "not there any more"),
        (empty, f"session:{ours}", 409, "no rep found"),
    ):
        page = client.get("/compare", params={"before": before, "after": after})
        assert page.status_code == status
        assert told in unescape(page.text)
    whole = client.get("/compare", params={"before": f"session:{ours}", "after": f"session:{ours}"})
    assert "Both knees: no real change." in whole.text


def test_every_text_is_used_and_none_is_missing() -> None:
    sources = [*HERE.glob("*.py"), *(HERE / "templates").glob("*"), *(HERE / "static").glob("*.js")]
    everything = "\n".join(path.read_text("utf-8") for path in sources)
    for table, words in texts().items():
        if table == "stages":
            continue
        for key, text in words.items():
            assert text == text.strip() and text, f"{table}.{key}"
            begins = "|".join(
                f'"{key[: at + 1]}"' for at, letter in enumerate(key) if letter == "_"
            )
            assert re.search(rf"\b{key}\b|{begins or key}", everything), f"{table}.{key}"
    of_live = "\n".join(path.read_text("utf-8") for path in HERE.glob("static/live*.js"))
    assert set(re.findall(r"\btexts\.(\w+)", of_live)) <= {
        *texts()["live"],
        *texts()["live_numbers"],
    }
    used = set(re.findall(r"texts\.(\w+)\.(\w+)", everything))
    missing = {(table, key) for table, key in used if key not in texts().get(table, {})}
    assert {one for one in missing if one[0] in texts()} == set()
