"""What goes to a worker process and comes from it: objects, each with its length before it."""

from __future__ import annotations

import pickle
import struct
from typing import IO

OUT_OF_MEMORY = 86
"""Exit code of a worker that grew beyond its limit."""
_LENGTH = struct.Struct(">Q")


def send(to: IO[bytes], message: object) -> None:
    """Write a message, its length before it."""
    content = pickle.dumps(message)
    to.write(_LENGTH.pack(len(content)) + content)
    to.flush()


def receive(source: IO[bytes]) -> object:
    """Return the next message.

    Raises
    ------
    EOFError
        There is none, or it is cut short.
    """
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = source.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)
