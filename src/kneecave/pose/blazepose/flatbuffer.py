"""Reading tables of a FlatBuffer, as far as a TensorFlow Lite file needs it.

Layout: https://flatbuffers.dev/internals.  All numbers are little-endian.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Table:
    """One table: its fields are reached by the number of their slot in the schema."""

    def __init__(self, content: bytes, place: int) -> None:
        self._content = content
        self._place = place
        self._slots = place - self._read("<i", place)
        self._slots_end = self._slots + self._read("<H", self._slots)

    @classmethod
    def root(cls, content: bytes) -> Table:
        """Return the root table of a whole FlatBuffer."""
        return cls(content, struct.unpack_from("<I", content)[0])

    def number(self, slot: int, kind: str = "i", default: int = 0) -> int:
        """Return a number; ``kind`` is its `struct` letter."""
        place = self._field(slot)
        return default if place is None else self._read(f"<{kind}", place)

    def array(self, slot: int, kind: str) -> NDArray[Any] | None:
        """Return a vector of numbers as a view of the content; ``kind`` is its numpy type."""
        vector = self._vector(slot)
        if vector is None:
            return None
        place, count = vector
        return np.frombuffer(self._content, np.dtype(kind), count, place)

    def numbers(self, slot: int) -> tuple[int, ...]:
        """Return a vector of 32-bit integers; empty where there is none."""
        found = self.array(slot, "<i4")
        return () if found is None else tuple(found.tolist())

    def text(self, slot: int) -> str:
        """Return a string; empty where there is none."""
        found = self.array(slot, "u1")
        return "" if found is None else found.tobytes().decode()

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
        offset = self._read("<H", entry)
        return self._place + offset if offset else None

    def _vector(self, slot: int) -> tuple[int, int] | None:
        place = self._field(slot)
        if place is None:
            return None
        start = self._follow(place)
        return start + 4, self._read("<I", start)

    def _follow(self, place: int) -> int:
        return place + self._read("<I", place)

    def _read(self, kind: str, place: int) -> int:
        return int(struct.unpack_from(kind, self._content, place)[0])
