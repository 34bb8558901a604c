"""Reading tables of a FlatBuffer, as far as a TensorFlow Lite file needs it.

Layout: https://flatbuffers.dev/internals.  All numbers are little-endian.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SHORT, _SIGNED, _LONG = (struct.Struct(kind).unpack_from for kind in ("<H", "<i", "<I"))


class Table:
    """One table: its fields are reached by the number of their slot in the schema."""

    def __init__(self, content: bytes, place: int) -> None:
        self._content = content
        self._place = place
        self._slots = place - _SIGNED(content, place)[0]
        self._slots_end = self._slots + _SHORT(content, self._slots)[0]

    @classmethod
    def root(cls, content: bytes) -> Table:
        """Return the root table of a whole FlatBuffer."""
        return cls(content, _LONG(content)[0])

    def number(self, slot: int, kind: str = "i", default: int = 0) -> int:
        """Return a number; ``kind`` is its `struct` letter."""
        place = self._field(slot)
        if place is None:
            return default
        return int(struct.unpack_from(f"<{kind}", self._content, place)[0])

    def array(self, slot: int, kind: str) -> NDArray[Any] | None:
        """Return a vector of numbers as a view of the content; ``kind`` is its numpy type."""
        vector = self._vector(slot)
        if vector is None:
            return None
        place, count = vector
        return np.frombuffer(self._content, np.dtype(kind), count, place)

    def numbers(self, slot: int) -> tuple[int, ...]:
        """Return a vector of 32-bit integers; empty where there is none."""
        place, count = self._vector(slot) or (0, 0)
        return struct.unpack_from(f"<{count}i", self._content, place)

    def text(self, slot: int) -> str:
        """Return a string; empty where there is none."""
        place, count = self._vector(slot) or (0, 0)
        return self._content[place : place + count].decode()

    def table(self, slot: int) -> Table | None:
        """Return a table."""
        place = self._field(slot)
        return None if place is None else Table(self._content, self._follow(place))

    def tables(self, slot: int) -> list[Table]:
        """Return a vector of tables; empty where there is none."""
        vector = self._vector(slot)
        if vector is None:
            return []
        place, count = vector
        return [Table(self._content, self._follow(place + 4 * item)) for item in range(count)]

    def _field(self, slot: int) -> int | None:
        entry = self._slots + 4 + 2 * slot
        if entry >= self._slots_end:
            return None
        offset = _SHORT(self._content, entry)[0]
        return self._place + offset if offset else None

    def _vector(self, slot: int) -> tuple[int, int] | None:
        place = self._field(slot)
        if place is None:
            return None
        start = self._follow(place)
        return start + 4, _LONG(self._content, start)[0]

    def _follow(self, place: int) -> int:
        return place + int(_LONG(self._content, place)[0])
