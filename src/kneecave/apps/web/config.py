"""What a server was started with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kneecave.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Guard:
    """What one client, told by its address, may take; and all together.

    Attributes
    ----------
    uploads
        Uploads at once.
    sockets, all_sockets
        Live sockets at once, of one client and of all.
    listeners, all_listeners
        Event streams at once, of one client and of all.
    burst, per_s
        Requests at once, and how many a second are given back.
    connections_each, connections
        Open connections of one client, and of all.
    head_s, silence_s
        How long a client may take for the head of a request, and send nothing of its body.
    stalled_s
        How long it may take nothing of an answer, as a player that is paused.
    grace_s, least_bytes_per_s
        After the first seconds of a body, its average rate must not be lower.
    """

    uploads: int = 4
    sockets: int = 4
    all_sockets: int = 20
    listeners: int = 20
    all_listeners: int = 200
    burst: int = 240
    per_s: float = 40.0
    connections_each: int = 100
    connections: int = 400
    head_s: float = 15.0
    silence_s: float = 20.0
    stalled_s: float = 300.0
    grace_s: float = 30.0
    least_bytes_per_s: float = 4096.0


@dataclass(frozen=True, slots=True)
class ServeConfig:
    """What a server was started with.

    Attributes
    ----------
    data
        Folder of uploads, results and the certificate.
    host, port, https
        Where it listens.
    token
        What a browser must show once; None: nothing, on loopback only.
    max_upload_mb
        Largest clip, in millions of bytes.
    keep_days
        Finished clips are deleted so many days after they ended; None: kept until deleted.
    workers
        Clips analysed side by side.
    most_waiting
        Clips that may wait for a worker.
    model
        Pose bundle where the browser names none.
    settings
        Limits knees are judged by.
    database
        The history's file; None: the user's own (``kneecave.apps.sessions.database_path``).
    time_limit_s, memory_mb
        What one clip may take; without ``memory_mb`` its share of the machine.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8321
    https: bool = False
    token: str | None = None
    max_upload_mb: float = 500.0
    keep_days: float | None = 30.0
    workers: int = 1
    most_waiting: int = 50
    model: str = "heavy"
    settings: Settings = field(default_factory=Settings)
    database: Path | None = None
    time_limit_s: float = 1800.0
    memory_mb: float | None = None
    guard: Guard = Guard()

    @property
    def max_upload_bytes(self) -> int:
        """Largest clip, in bytes."""
        return int(self.max_upload_mb * _MB)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK
