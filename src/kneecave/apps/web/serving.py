"""Listens, says where, and ends in order."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import uvicorn
from platformdirs import user_data_path

from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.web.app import create_app
from kneecave.apps.web.config import LOOPBACK, ServeConfig

_MANY_CORES = 4


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
    """Return the exit code after serving until Ctrl-C or SIGTERM."""
    scheme = "https" if config.https else "http"
    token = "" if config.token is None else f"?token={config.token}"
    sys.stdout.write(f"kneecave: open {scheme}://{config.host}:{config.port}/{token}\n")
    sys.stdout.flush()
    uvicorn.run(
        create_app(config),
        host=config.host,
        port=config.port,
        access_log=False,
        log_level="warning",
    )
    return ExitCode.OK
