"""What this machine is called, by itself and in its network."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import ip_address

from kneecave.apps.web.config import LOOPBACK

ANY = frozenset({"0.0.0.0", "::"})
"""What listens on every address of the machine."""
_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that nobody has (RFC 5737, RFC 3849); no packet is sent to them."""


def own_names(host: str) -> set[str]:
    """Return the names, beside its addresses, that a server is called by which listens there."""
    own = socket.gethostname().lower()
    if host in LOOPBACK:
        return set(LOOPBACK)
    return {*LOOPBACK, host.lower(), own, f"{own}.local"}


def network_addresses() -> list[str]:
    """Return the addresses by which others in the network reach this machine, as far as known."""
    found = []
    for family, elsewhere in _ELSEWHERE:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))
            found.append(str(probe.getsockname()[0]))
    return [address for address in found if not ip_address(address).is_loopback]
