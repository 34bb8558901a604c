"""What a live process is told, and what it answers: the words both ends of the pipe share.

To the process: one byte of kind, the length, the body.  From it: one line of JSON each, the kind
before it.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict

from kneecave.errors import InputError
from kneecave.model.rep import Movement
from kneecave.settings import Settings

_HEAD = struct.Struct("<cI")
_CLIENT_S = struct.Struct("<d")
TIME_BYTES = _CLIENT_S.size
"""Before the JPEG of a picture."""


class Order(Enum):
    """What the process is told: how to measure, a picture, the folder that gets the report."""

    START = b"b"
    PICTURE = b"p"
    FINISH = b"f"


class Kind(Enum):
    """What a line of the process is."""

    READY = b"r"
    STATE = b"s"
    DONE = b"d"
    REFUSED = b"e"


class Start(BaseModel):
    """How a session is to be measured.

    Attributes
    ----------
    model
        Pose bundle: heavy, full or lite; None: the heaviest that is quick enough here.
    movement
        What the person does; None: found from the movement itself.
    """

    model_config = ConfigDict(frozen=True)

    model: str | None
    movement: Movement | None
    settings: Settings


class Finish(BaseModel):
    """Where the report is written, and what the session is called in it."""

    model_config = ConfigDict(frozen=True)

    folder: Path
    name: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the browser sends it: its own time, seconds on any clock, and the JPEG."""

    client_s: float
    jpeg: bytes


def picture_in(message: bytes) -> Picture:
    """Return what a binary message of the browser holds.

    Raises
    ------
    InputError
        It is too short to hold a time and a picture.
    """
    if len(message) <= TIME_BYTES:
        raise InputError("the message is too short to hold a picture")
    (client_s,) = _CLIENT_S.unpack_from(message)
    return Picture(client_s, message[TIME_BYTES:])


def message_of(picture: Picture) -> bytes:
    """Return the picture as a binary message."""
    return _CLIENT_S.pack(picture.client_s) + picture.jpeg


def packed(order: Order, body: bytes) -> bytes:
    """Return an order as it goes through the pipe."""
    return _HEAD.pack(order.value, len(body)) + body


def next_order(source: IO[bytes]) -> tuple[Order, bytes]:
    """Return the next order, with its body.

    Raises
    ------
    EOFError
        There is none, or it is cut short.
    """
    head = source.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    kind, length = _HEAD.unpack(head)
    body = source.read(length)
    if len(body) < length:
        raise EOFError
    return Order(kind), body


def line(kind: Kind, content: dict[str, Any]) -> bytes:
    """Return an answer as it goes through the pipe."""
    return kind.value + json.dumps(content, allow_nan=False).encode() + b"\n"


def parted(line: bytes) -> tuple[Kind, str]:
    """Return an answer's kind, and its JSON."""
    return Kind(line[:1]), line[1:].rstrip(b"\n").decode()
