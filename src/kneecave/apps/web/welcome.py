"""What is said on the terminal when the server listens."""

from __future__ import annotations

from kneecave.apps.web.certificate import Certificate
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.hosts import ANY


def welcome(config: ServeConfig, certificate: Certificate | None, addresses: list[str]) -> str:
    """Return where the server is, who can reach it, where files lie, and how it is stopped.

    ``addresses`` are those of this machine in its network, if it listens on all.
    """
    lines = [*_where(config, addresses), *_who(config), *_encryption(config, certificate)]
    lines += [f"Clips and results lie in {config.data}, {_how_long(config)}.", "Ctrl-C stops it."]
    return "\n".join(lines) + "\n"


def _where(config: ServeConfig, addresses: list[str]) -> list[str]:
    hosts = (addresses or ["localhost"]) if config.host in ANY else [config.host]
    scheme = "https" if config.https else "http"
    token = "" if config.token is None else f"?token={config.token}"
    urls = [f"{scheme}://{_in_url(host)}:{config.port}/{token}" for host in hosts]
    return [f"kneecave is at  {urls[0]}", *(f"           and  {url}" for url in urls[1:])]


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _who(config: ServeConfig) -> list[str]:
    if config.is_loopback:
        return [
            "Only this machine reaches it. For a phone in the same network: "
            "kneecave serve --host 0.0.0.0 --https"
        ]
    return ["Whoever has the whole address can see all clips; it is another one at every start."]


def _encryption(config: ServeConfig, certificate: Certificate | None) -> list[str]:
    if certificate is not None:
        return [
            "The browser will warn, for the certificate was made here; its SHA-256 fingerprint is",
            f"  {certificate.fingerprint}",
        ]
    if config.is_loopback:
        return []
    return [
        "Nothing is encrypted: use it in a network you trust. A phone gives its camera to the page",
        "only with --https.",
    ]


def _how_long(config: ServeConfig) -> str:
    if config.keep_days is None:
        return "until you delete them"
    days = "1 day" if config.keep_days == 1 else f"{config.keep_days:g} days"
    return f"and are deleted after {days}"
