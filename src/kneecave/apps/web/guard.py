"""What every request and every socket passes: who may ask, from which page, and how often."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from html import escape
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kneecave.apps.errors import tell
from kneecave.apps.web.bodies import measured
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.places import Places, Rate
from kneecave.apps.web.refused import RefusedError, answer, refusal_of
from kneecave.apps.web.texts import texts
from kneecave.apps.web.unexpected import place_of

CSP = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_READING = frozenset({"GET", "HEAD"})
_LONGEST_QUERY = 2048
_HOUSE_BITS = 64
_TOKEN = "token"
_LOOKS = ("/static/", "/report.css")
"""How pages look, that which asks for the token among them; nobody's clips."""


class Guard:
    """Stands before the application; a pure ASGI middleware, so that sockets pass it too.

    Parameters
    ----------
    hosts
        Names the server is called by, without port.
    """

    def __init__(self, app: ASGIApp, *, config: ServeConfig, hosts: Iterable[str]) -> None:
        self._app, self._config, self._hosts = app, config, frozenset(hosts)
        guard = config.guard
        self._rate = Rate(burst=guard.burst, per_s=guard.per_s)
        self._sockets = Places("live sessions", each=guard.sockets, together=guard.all_sockets)
        self._cookie = f"kneecave-{config.port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request or a socket through, or answer it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        begun = stalled = False
        stalled_s = self._config.guard.stalled_s if scope["type"] == "http" else None

        async def guarded(message: Message) -> None:
            nonlocal begun, stalled
            begun = True
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            try:
                async with asyncio.timeout(stalled_s):
                    await send(message)
            except TimeoutError:
                stalled = True
                raise

        silence_s = self._config.guard.silence_s
        taken = measured(scope, receive, most_s=silence_s, begun=lambda: begun)
        try:
            if (way_in := self._way_in(scope)) is not None:
                await way_in(scope, receive, guarded)
                return
            with self._place(scope):
                await self._app(scope, taken, guarded)
        except Exception as error:
            if stalled:
                raise ConnectionAbortedError from None  # nobody takes what is sent
            refused = refusal_of(error)
            if refused is None:
                tell(f"unexpected {type(error).__name__} at {place_of(error)}")
                refused = RefusedError(500, f"unexpected {type(error).__name__}")
            if begun:
                raise ConnectionAbortedError from None  # what was sent is not whole
            await answer(refused, path=scope["path"])(scope, receive, guarded)

    def _place(self, scope: Scope) -> AbstractContextManager[None]:
        if scope["type"] == "http":
            return nullcontext()
        return self._sockets.taken(client_of(scope))

    def _way_in(self, scope: Scope) -> Response | None:
        """Return the page that lets a browser in with its token, None where it is in.

        Raises
        ------
        RefusedError
            It may not come in.
        """
        if wait_s := self._rate.wait_s(client_of(scope)):
            raise RefusedError(429, "too many requests; wait a little", retry_s=wait_s)
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name_of(host) not in self._hosts | {_own_address(scope)}:
            raise RefusedError(400, "this server has another name; use the address it printed")
        is_socket = scope["type"] == "websocket"
        if is_socket or scope["method"] not in _READING:
            self._require_own_page(headers, host)
        if self._config.token is None or self._is_known(headers, self._config.token):
            return None
        if not is_socket and scope["path"].startswith(_LOOKS):
            return None
        given = _token_in(scope)
        if is_socket or given is None or not _same(given, self._config.token):
            raise RefusedError(
                401, "this server needs its token; open the whole address that it printed"
            )
        if scope["method"] not in _READING:
            return None
        return self._welcome(scope, self._config.token)

    def _require_own_page(self, headers: Headers, host: str) -> None:
        """Refuse what a page of another place sends; programs other than browsers say nothing."""
        origin = headers.get("origin")
        if origin is None:
            if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
                return
        else:
            with suppress(ValueError):  # no address at all
                parts = urlsplit(origin)
                if parts.scheme == self._scheme and parts.netloc.lower() == host.lower():
                    return
        raise RefusedError(403, "this came from a page of another place, and was not done")

    @property
    def _scheme(self) -> str:
        return "https" if self._config.https else "http"

    def _is_known(self, headers: Headers, token: str) -> bool:
        cookie = cookie_parser(headers.get("cookie", "")).get(self._cookie)
        return cookie is not None and _same(cookie, token)

    def _welcome(self, scope: Scope, token: str) -> Response:
        """Return a page that sets the cookie and leads to the same place without the token.

        A redirect would not do: where the link came from another site, as from a mail, browsers
        do not send such a cookie until a page of our own leads on.
        """
        query = [pair for pair in _query(scope) if pair[0] != _TOKEN]
        place = quote("/" + scope["path"].lstrip("/"))  # two slashes would lead to another host
        place = escape(place + (f"?{urlencode(query)}" if query else ""))
        page = HTMLResponse(
            '<!doctype html><html lang="en"><title>kneecave</title>'
            '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">'
            f'<meta http-equiv="refresh" content="0; url={place}">'
            f'<a href="{place}">{escape(texts()["site"]["go_on"])}</a></html>'
        )
        page.set_cookie(
            self._cookie, token, httponly=True, samesite="strict", secure=self._config.https
        )
        return page


def client_of(scope: Scope) -> str:
    """Return who asks, by address; IPv6 by the network of the house."""
    address = _address(scope.get("client"))
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), _HOUSE_BITS), strict=False).network_address)
    return str(address)


def _own_address(scope: Scope) -> str:
    """Return the address of this machine that the client has connected to."""
    return str(_address(scope.get("server")))


def _address(end: tuple[str, int | None] | None) -> IPv4Address | IPv6Address | str:
    """Return the address of an end of a connection, as it is if it is none.

    A socket that listens for both kinds tells IPv4 addresses in the dress of IPv6.
    """
    told = end[0].split("%")[0] if end else ""
    try:
        address = ip_address(told)
    except ValueError:
        return told
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _name_of(host: str) -> str:
    """Return the name in a Host header, without port."""
    found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]/@\s]+)(:\d+)?", host)
    return found[1].strip("[]").lower().rstrip(".") if found else ""


def _query(scope: Scope) -> list[tuple[str, str]]:
    query = scope.get("query_string", b"")
    if len(query) > _LONGEST_QUERY:
        return []
    return parse_qsl(query.decode("latin-1"))


def _token_in(scope: Scope) -> str | None:
    return next((value for name, value in _query(scope) if name == _TOKEN), None)


def _same(given: str, token: str) -> bool:
    return secrets.compare_digest(given.encode(), token.encode())
