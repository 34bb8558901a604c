"""Who may ask, from which page, how often; and what every answer says to the browser."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket

from kneecave.apps.web.config import Guard as Limits
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.guard import Guard, client_of

TOKEN = "s3cret-s3cret-s3cret"
URL = "http://127.0.0.1:8321"
LIVE = "ws://127.0.0.1:8321/api/live"
SECRET = "what only we may see"
FOREIGN = "http://evil.example"


def done(_request: Request) -> PlainTextResponse:
    return PlainTextResponse(SECRET)


async def taken(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


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
        Route("/taken", taken, methods=["POST"]),
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
        {"Origin": "http://["},
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
    assert 'href="/static/icon.svg"' in first.text  # or the browser would ask for another
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


@pytest.mark.parametrize(
    "others", ['prefs={"a":1}; {mine}', "a b=c; {mine}; ,", "{mine}; =; x", 'q="1;2"; {mine}']
)
def test_cookies_of_neighbours_lock_nobody_out(locked: TestClient, others: str) -> None:
    cookie = others.replace("{mine}", f"kneecave-8321={TOKEN}")
    assert locked.get("/", headers={"Cookie": cookie}).text == SECRET


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


def asked(
    client: TestClient,
    body: Iterable[bytes] = (),
    *,
    host: str = "localhost",
    server: str = "127.0.0.1",
    takes: bool = True,
) -> list[dict[str, Any]]:
    """What is answered to a request whose body comes in such parts, and then does not go on."""
    answers: list[dict[str, Any]] = []
    parts = iter(body)

    async def receive() -> object:
        for part in parts:
            return {"type": "http.request", "body": part, "more_body": True}
        return await asyncio.Event().wait()

    async def send(message: dict[str, Any]) -> None:
        if not takes:
            await asyncio.Event().wait()
        answers.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/taken" if body else "/",
        "query_string": b"",
        "headers": [(b"host", host.encode())],
        "client": ("127.0.0.1", 1),
        "server": (server, 8321),
    }
    assert client.portal is not None
    client.portal.call(client.app, scope, receive, send)
    return answers


def test_a_long_body_is_refused_before_it_is_whole(open_: TestClient) -> None:
    assert open_.post("/taken", content=bytes(64_000)).text == "64000"
    sent = count(1)
    assert asked(open_, (bytes(1000 * bool(number)) for number in sent))[0]["status"] == 413
    assert next(sent) == 66


def test_a_body_that_does_not_end_is_refused() -> None:
    with guarded(guard=Limits(silence_s=0.1)) as client:
        assert asked(client, [b"x"])[0]["status"] == 408


def test_who_does_not_take_the_answer_is_cut_off_without_a_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with (
        guarded(guard=Limits(stalled_s=0.1)) as client,
        pytest.raises(ConnectionAbortedError),
    ):
        asked(client, takes=False)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("server", ["192.0.2.7", "::ffff:192.0.2.7", "::ffff:c000:207"])
def test_the_address_that_was_connected_to_is_a_name(open_: TestClient, server: str) -> None:
    statuses = [
        asked(open_, host=host, server=server)[0]["status"]
        for host in ("192.0.2.7:8321", "192.0.2.8")
    ]
    assert statuses == [200, 400]


@pytest.mark.parametrize(
    ("client", "who"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::"),
        ("2001:db8::2:3:4:5", "2001:db8::"),
        ("2001:db8:0:1:a::1", "2001:db8:0:1::"),
        ("fe80::1%eth0", "fe80::"),
        ("testclient", "testclient"),
    ],
)
def test_who_asks_is_told_by_address_or_house(client: str, who: str) -> None:
    assert client_of({"client": (client, 1)}) == who


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
