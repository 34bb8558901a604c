"""A network as its TensorFlow Lite file holds it: operations, shapes and weights.

Numbers of slots, operators and types are those of the public schema (TensorFlow Lite, version 3).
Weights that the file stores sparsely or in half precision come out as plain float32, exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kneecave.errors import ModelError
from kneecave.pose.blazepose.flatbuffer import Table

_TYPES = {0: "<f4", 1: "<f2", 2: "<i4"}
_INDEX_TYPES = {1: "<i4", 2: "<u2", 3: "u1"}


class Kind(IntEnum):
    """The operators BlazePose is made of, by their number in the schema."""

    ADD = 0
    CONCATENATION = 2
    CONV_2D = 3
    DEPTHWISE_CONV_2D = 4
    DEPTH_TO_SPACE = 5
    DEQUANTIZE = 6
    LOGISTIC = 14
    MAX_POOL_2D = 17
    RESHAPE = 22
    RESIZE_BILINEAR = 23
    PAD = 34
    DENSIFY = 124


@dataclass(frozen=True, slots=True)
class Operation:
    """One step: numbers of the tensors it takes, of the one it gives, and its options' table."""

    kind: Kind
    inputs: tuple[int, ...]
    output: int
    options: Table | None


@dataclass(frozen=True, slots=True)
class Network:
    """A network: tensors are known by number.

    Attributes
    ----------
    inputs
        In the order of the file.
    outputs
        By their name in the file.
    names
        All tensors by their name in the file.
    operations
        In the order in which they can be done; those that only make weights are left out.
    shapes
        Of every tensor: batch, height, width, channels where it has four axes.
    weights
        The tensors that are known beforehand.
    """

    inputs: tuple[int, ...]
    outputs: dict[str, int]
    names: dict[str, int]
    operations: tuple[Operation, ...]
    shapes: tuple[tuple[int, ...], ...]
    weights: dict[int, NDArray[Any]]


def read_network(content: bytes) -> Network:
    """Return the network of a TensorFlow Lite file.

    Raises
    ------
    ModelError
        It holds an operator or a type that BlazePose does not use.
    """
    model = Table.root(content)
    kinds = [_kind(code) for code in model.tables(1)]
    buffers = model.tables(4)
    (graph, *_) = model.tables(2)
    tensors = graph.tables(0)
    weights = _weights(tensors, buffers)
    operations = []
    for table in graph.tables(3):
        kind = kinds[table.number(0, "I")]
        inputs, (output, *_) = table.numbers(1), table.numbers(2)
        if kind is Kind.DENSIFY:
            weights[output] = _densified(tensors[inputs[0]], weights.pop(inputs[0]))
        elif kind is Kind.DEQUANTIZE:
            weights[output] = weights[inputs[0]].astype(np.float32)
        else:
            operations.append(Operation(kind, inputs, output, table.table(4)))
    names = [tensor.text(3) for tensor in tensors]
    return Network(
        inputs=graph.numbers(1),
        outputs={names[number]: number for number in graph.numbers(2)},
        names={name: number for number, name in enumerate(names)},
        operations=tuple(operations),
        shapes=tuple(tensor.numbers(0) for tensor in tensors),
        weights=weights,
    )


def needed(network: Network, outputs: Sequence[str]) -> tuple[Operation, ...]:
    """Return the operations without which these tensors cannot be had, in order."""
    wanted = {network.names[name] for name in outputs}
    kept = []
    for operation in reversed(network.operations):
        if operation.output in wanted:
            wanted.update(operation.inputs)
            kept.append(operation)
    return tuple(reversed(kept))


def _kind(code: Table) -> Kind:
    number = max(code.number(0, "b"), code.number(3))
    try:
        return Kind(number)
    except ValueError as error:
        raise ModelError(f"the network holds operator {number}, which is not known") from error


def _weights(tensors: Sequence[Table], buffers: Sequence[Table]) -> dict[int, NDArray[Any]]:
    """Return the tensors whose values the file holds; sparse ones flat."""
    weights = {}
    for number, tensor in enumerate(tensors):
        data = buffers[tensor.number(2, "I")].array(0, "u1")
        if data is None or not len(data):
            continue
        kind = _TYPES.get(tensor.number(1, "b"))
        if kind is None:
            raise ModelError("the network holds a type of number that is not known")
        values = data.view(kind)
        sparse = tensor.table(6) is not None
        weights[number] = values if sparse else values.reshape(tensor.numbers(0))
    return weights


def _densified(tensor: Table, values: NDArray[Any]) -> NDArray[Any]:
    """Return sparse weights in full: their last axis is stored as places and values."""
    shape = tensor.numbers(0)
    sparsity = tensor.table(6)
    if sparsity is None or sparsity.numbers(0) != tuple(range(len(shape))):
        raise ModelError("the network holds weights in an order that is not known")
    last = sparsity.tables(2)[-1]
    starts, columns = (_indices(last, slot) for slot in (2, 4))
    dense = np.zeros((len(starts) - 1, shape[-1]), values.dtype)
    dense[np.repeat(np.arange(len(dense)), np.diff(starts)), columns] = values
    return dense.reshape(shape)


def _indices(dimension: Table, slot: int) -> NDArray[np.int64]:
    """Return a vector of unsigned numbers, of whatever width: a union of type and table."""
    kind = _INDEX_TYPES[dimension.number(slot, "B")]
    holder = dimension.table(slot + 1)
    values = None if holder is None else holder.array(0, kind)
    return np.zeros(0, np.int64) if values is None else values.astype(np.int64)
