"""Writing a network as an ONNX file, as far as BlazePose needs it.

Large weights are not in the file: it says that they lie in memory, and they are handed over as they
are, without a copy.

Format: protocol buffers; field numbers are those of ``onnx.proto3`` (ONNX 1.8, operators 13).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_IR_VERSION = 8
_OPERATORS = 13
_FLOAT, _INT64 = 1, 7
_LARGE = 64
"""Numbers from which weights are handed over."""
_EXTERNAL = 1
_BYTES = [bytes([value]) for value in range(128)]
_ATTRIBUTE_TYPES = {int: 2, str: 3, list: 7}


class OnnxWriter:
    """Collects steps and weights of a network.

    Attributes
    ----------
    large
        The weights that are not in the file, by name.
    """

    def __init__(self) -> None:
        self.large: dict[str, NDArray[Any]] = {}
        self._parts: list[bytes] = []

    def step(self, operator: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """Add a step and return the name of what it gives.

        Attributes are numbers, texts or lists of numbers, by their ONNX name.
        """
        texts = [_text(1, name) for name in inputs]
        options = [_bytes(5, _attribute(name, value)) for name, value in attributes.items()]
        self._parts.append(
            _bytes(1, b"".join([*texts, _text(2, output), _text(4, operator), *options]))
        )
        return output

    def weights(self, name: str, values: NDArray[Any]) -> str:
        """Add weights, float32 or int64, and return their name."""
        kind = _FLOAT if values.dtype == np.float32 else _INT64
        shape = b"".join(_number(1, size) for size in values.shape)
        if values.size < _LARGE:
            content = _bytes(9, values.tobytes())
        else:
            self.large[name] = np.ascontiguousarray(values)
            content = _bytes(13, _text(1, "location") + _text(2, "memory")) + _number(14, _EXTERNAL)
        self._parts.append(_bytes(5, shape + _number(2, kind) + _text(8, name) + content))
        return name

    def finished(
        self,
        inputs: dict[str, Sequence[int | None]],
        outputs: dict[str, Sequence[int | None]],
    ) -> bytes:
        """Return the file, given names and shapes of what goes in and comes out (float32).

        A size of None may be any.
        """
        ends = [_bytes(11, _tensor(name, shape)) for name, shape in inputs.items()]
        ends += [_bytes(12, _tensor(name, shape)) for name, shape in outputs.items()]
        graph = b"".join([*self._parts, _text(2, "blazepose"), *ends])
        operators = _bytes(8, _text(1, "") + _number(2, _OPERATORS))
        return b"".join([_number(1, _IR_VERSION), operators, _bytes(7, graph)])


def _attribute(name: str, value: int | str | list[int]) -> bytes:
    kind = _number(20, _ATTRIBUTE_TYPES[type(value)])
    if isinstance(value, str):
        return _text(1, name) + _text(4, value) + kind
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + kind
    return _text(1, name) + b"".join(_number(8, item) for item in value) + kind


def _tensor(name: str, shape: Sequence[int | None]) -> bytes:
    sizes = b"".join(_bytes(1, b"" if size is None else _number(1, size)) for size in shape)
    tensor = _number(1, _FLOAT) + _bytes(2, sizes)
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    """Return a number that is not negative, seven bits a byte, lowest first."""
    if value <= 0x7F:  # nearly always
        return _BYTES[value]
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
