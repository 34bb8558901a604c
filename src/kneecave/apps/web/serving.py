"""Listens, says where, and ends in order."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import secrets
import socket
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

import uvicorn
from platformdirs import user_data_path

from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.web.app import create_app
from kneecave.apps.web.certificate import Certificate, certificate_for
from kneecave.apps.web.changes import Changes
from kneecave.apps.web.config import LOOPBACK, ServeConfig
from kneecave.apps.web.hosts import ANY, network_addresses, own_names
from kneecave.apps.web.patience import PatientProtocol
from kneecave.apps.web.welcome import welcome
from kneecave.errors import UsageError

_MANY_CORES = 4
_TLS = "tls"
_LAST_ANSWERS_S = 3
_LARGEST_MESSAGE = 4_000_000


def data_folder(chosen: Path | None) -> Path:
    """Return where clips and results lie: as chosen, or in the user's data folder."""
    return chosen or user_data_path("kneecave", appauthor=False) / "web"


def new_token(host: str) -> str | None:
    """Return what a browser must show; None on loopback, where nobody else comes."""
    return None if host in LOOPBACK else secrets.token_urlsafe(24)


def usual_workers() -> int:
    """Return how many clips are analysed side by side on this machine, if not told."""
    return 2 if (os.cpu_count() or 1) >= _MANY_CORES else 1


def run(config: ServeConfig) -> ExitCode:
    """Return the exit code after serving until Ctrl-C; SIGTERM ends it by its own exit code.

    Raises
    ------
    UsageError
        The address cannot be listened on, or another server has the folder.
    OutputError
        The folder cannot be written to.
    """
    addresses = network_addresses() if config.host in ANY else []
    with listening(config.host, config.port) as listener:
        certificate = None
        if config.https:
            names = own_names(config.host) - ANY | set(addresses)
            certificate = certificate_for(names, folder=config.data / _TLS)
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(config, listener, certificate, addresses))
    sys.stdout.write("kneecave: stopped; what was not finished goes on at the next start\n")
    return ExitCode.OK


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises
    ------
    UsageError
        The port is taken, or the host is no address of this machine.
    """
    try:
        [family, kind, protocol, _, address] = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
        except BaseException:
            listener.close()
            raise
    except (OSError, UnicodeError) as error:
        raise UsageError(_why_not(error, host, port)) from error
    return listener


def _why_not(error: Exception, host: str, port: int) -> str:
    match error:
        case OSError(errno=errno.EADDRINUSE):
            return f"port {port} is in use on {host}; choose another with --port"
        case OSError(errno=errno.EACCES | errno.EPERM):
            return f"port {port} may not be used; choose one above 1023 with --port"
        case _:
            return (
                f"{host} is no address of this machine; give --host 127.0.0.1 for this machine "
                "alone, or 0.0.0.0 for its network"
            )


async def _serve(
    config: ServeConfig,
    listener: socket.socket,
    certificate: Certificate | None,
    addresses: list[str],
) -> None:
    app = create_app(config)
    async with app.router.lifespan_context(app):
        settings = uvicorn.Config(
            app,
            lifespan="off",
            http=PatientProtocol,
            ws="websockets-sansio",  # reads on when a picture was taken: they do not pile up
            ws_max_size=_LARGEST_MESSAGE,
            ws_per_message_deflate=False,  # they are compressed already
            ssl_certfile=None if certificate is None else certificate.file,
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=config.guard.connections,
            timeout_graceful_shutdown=_LAST_ANSWERS_S,
        )
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it would name addresses
        sys.stdout.write(welcome(config, certificate, addresses))
        sys.stdout.flush()
        await _Server(settings, app.state.changes).serve(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends streams of events with the server, which would wait for them."""

    def __init__(self, config: uvicorn.Config, changes: Changes) -> None:
        super().__init__(config)
        self._changes = changes

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal to end."""
        self._changes.close_soon()
        super().handle_exit(sig, frame)
