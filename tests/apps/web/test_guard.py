"""Who may ask, from which page, how often; and what every answer says to the browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket

from kneecave.apps.web.config import Guard as Limits
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.guard import Guard

TOKEN = "s3cret-s3cret-s3cret"
URL = "http://127.0.0.1:8321"
LIVE = "ws://127.0.0.1:8321/api/live"
SECRET = "what only we may see"
FOREIGN = "http://evil.example"


def done(_request: Request) -> PlainTextResponse:
    return PlainTextResponse(SECRET)


def broken(_request: Request) -> PlainTextResponse:
    raise ValueError("Anna's clip abc123")


async def socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


async def held(socket: WebSocket) -> None:
    await socket.accept()
    await socket.receive()


@contextmanager
def guarded(base_url: str = URL, *, cookies: dict[str, str] | None = None, **changes: object):
    config = replace(ServeConfig(Path("nowhere")), **changes)
    routes = [
        Route("/", done, methods=["GET", "POST", "DELETE"]),
        Route("/api/x", done),
        Route("/static/look.css", done),
        Route("/broken", broken),
        WebSocketRoute("/api/live", socket),
        WebSocketRoute("/held", held),
    ]
    app = Starlette(routes=routes)
    app.add_middleware(Guard, config=config, hosts={"127.0.0.1", "localhost", "::1"})
    with TestClient(
        app, base_url=base_url, cookies=cookies, raise_server_exceptions=False
    ) as client:
        yield client


@pytest.fixture(scope="module")
def open_() -> Iterator[TestClient]:
    with guarded() as client:
        yield client


@pytest.fixture
def locked() -> Iterator[TestClient]:
    with guarded(token=TOKEN) as client:
        yield client


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost", "LOCALHOST:1", "[::1]:8321"])
def test_own_names(open_: TestClient, host: str) -> None:
    assert open_.get("/", headers={"Host": host}).text == SECRET


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "a b", "[::2]"]
)
def test_a_name_that_is_not_ours(open_: TestClient, host: str) -> None:
    response = open_.get("/", headers={"Host": host})
    assert response.status_code == 400
    assert "another name" in response.text


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": FOREIGN},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:8321"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_of_another_place_changes_nothing(
    open_: TestClient, method: str, headers: dict[str, str]
) -> None:
    assert open_.request(method, "/", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": URL}, {"Sec-Fetch-Site": "same-origin"}, {}])
def test_our_own_page_and_programs_do(open_: TestClient, headers: dict[str, str]) -> None:
    assert open_.post("/", headers=headers).text == SECRET


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Origin": FOREIGN}, 403), ({"Host": "evil.example"}, 400), ({"Origin": "null"}, 403)],
)
def test_a_socket_from_another_place(
    open_: TestClient, headers: dict[str, str], status: int
) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        open_.websocket_connect(LIVE, headers=headers),
    ):
        pass
    assert denied.value.status_code == status


def test_a_socket_of_our_own_page(open_: TestClient) -> None:
    with open_.websocket_connect(LIVE, headers={"Origin": URL}) as live:
        assert live.receive_text() == "hello"


@pytest.mark.parametrize("path", ["/", "/?token=wrong", "/?token=", "/api/x", "/?TOKEN=" + TOKEN])
def test_without_the_token_nothing_is_shown(locked: TestClient, path: str) -> None:
    response = locked.get(path)
    assert response.status_code == 401
    assert SECRET not in response.text
    assert "set-cookie" not in response.headers


def test_the_look_of_the_page_that_asks_for_the_token_is_everybodys(locked: TestClient) -> None:
    assert locked.get("/static/look.css").text == SECRET
    assert locked.get("/static/../api/x").status_code == 401
    with (
        pytest.raises(WebSocketDenialResponse),
        locked.websocket_connect(LIVE.replace("/api", "/static/../api")),
    ):
        pass


def test_the_token_lets_a_browser_in_for_as_long_as_it_is_open(locked: TestClient) -> None:
    first = locked.get("/", params={"token": TOKEN, "x": "1&2"})
    cookie = first.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert part in cookie
    assert "Secure" not in cookie
    assert "expires" not in cookie.lower()
    assert 'url=/?x=1%262"' in first.text
    assert TOKEN not in first.text
    assert locked.get("/").text == SECRET
    with locked.websocket_connect(LIVE) as live:
        assert live.receive_text() == "hello"


def test_the_way_in_leads_to_no_other_host(locked: TestClient) -> None:
    page = locked.get(f"{URL}//evil.example/%22%3E?token={TOKEN}").text
    assert 'url=/evil.example/%22%3E"' in page


def test_a_cookie_that_is_wrong() -> None:
    with guarded(token=TOKEN, cookies={"kneecave-8321": "wrong"}) as client:
        assert client.get("/").status_code == 401
    with guarded(token=TOKEN, cookies={"kneecave-1": TOKEN}) as client:
        assert client.get("/").status_code == 401


def test_over_https_the_cookie_is_for_https_only() -> None:
    with guarded("https://127.0.0.1:8321", token=TOKEN, https=True) as client:
        assert "Secure" in client.get(f"/?token={TOKEN}").headers["set-cookie"]
        headers = {"Origin": "https://127.0.0.1:8321"}
        assert client.post("/", headers=headers).text == SECRET


def test_a_program_may_bring_the_token_with_each_request(locked: TestClient) -> None:
    assert locked.post(f"/?token={TOKEN}").text == SECRET


@pytest.mark.parametrize("query", ["", "?token=wrong", f"?token={TOKEN}"])
def test_a_socket_needs_the_cookie(locked: TestClient, query: str) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        locked.websocket_connect(LIVE + query),
    ):
        pass
    assert denied.value.status_code == 401


@pytest.mark.parametrize("path", ["/", "/nowhere", "/broken"])
def test_every_answer_keeps_the_browser_to_this_host(open_: TestClient, path: str) -> None:
    headers = open_.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "http" not in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=(self)" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"


def test_an_error_is_one_line_that_names_nobody(
    open_: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    response = open_.get("/broken")
    said = capsys.readouterr().err
    assert response.status_code == 500
    assert "ValueError" in response.text
    assert len(said.splitlines()) == 1
    assert "test_guard.py" in said
    assert "Anna" not in response.text + said


def test_too_many_requests() -> None:
    with guarded(guard=Limits(burst=5, per_s=0.001)) as client:
        statuses = [client.get("/").status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
        assert int(client.get("/").headers["retry-after"]) >= 1


def test_too_many_sockets_of_one_client() -> None:
    with (
        guarded(guard=Limits(sockets=1)) as client,
        client.websocket_connect("/held"),
        pytest.raises(WebSocketDenialResponse) as denied,
        client.websocket_connect("/held"),
    ):
        pass
    assert denied.value.status_code == 429
