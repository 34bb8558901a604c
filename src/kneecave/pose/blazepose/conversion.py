"""From TensorFlow Lite to ONNX: the same network, channels before height and width.

Nothing is approximated: the weights are the same numbers, the steps the same arithmetic.  It is
done in memory when a network is opened, so that the weights are stored but once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kneecave.errors import ModelError
from kneecave.pose.blazepose.flatbuffer import Table
from kneecave.pose.blazepose.onnx import OnnxWriter
from kneecave.pose.blazepose.tflite import Kind, Network, Operation, needed, read_network

_FILLED_UP = 0
"""Padding "same" of the schema; 1 is "valid", none."""
_RELU, _RELU6 = 1, 3
_CHANNELS_FIRST = (0, 3, 1, 2)
_CHANNELS_LAST = [0, 2, 3, 1]


def to_onnx(
    content: bytes, outputs: Sequence[str], *, any_size: bool = False
) -> tuple[bytes, dict[str, NDArray[Any]]]:
    """Return a TensorFlow Lite network as ONNX, and its large weights by name.

    Parameters
    ----------
    content
        The TensorFlow Lite file.
    outputs
        The tensors to be had; what only others need is left out.  They keep their names; the
        file's own outputs keep their shapes too.  Inputs, named `input_name`, and tensors from
        within are (batch, channels, height, width).
    any_size
        Inputs may be of any height and width; for networks without a place of their own to look at.

    Raises
    ------
    ModelError
        The network is not made as BlazePose is.
    """
    return _Conversion(read_network(content), any_size).converted(outputs)


def input_name(number: int) -> str:
    """Return what an input is called, counted from 0 in the file's order."""
    return f"in{number}"


class _Conversion:
    def __init__(self, network: Network, any_size: bool) -> None:
        self._network, self._any_size = network, any_size
        self._onnx = OnnxWriter()
        self._zero = self._onnx.weights("zero", np.array(0, np.float32))
        self._six = self._onnx.weights("six", np.array(6, np.float32))

    def converted(self, outputs: Sequence[str]) -> tuple[bytes, dict[str, NDArray[Any]]]:
        network = self._network
        steps = {
            Kind.ADD: self._add,
            Kind.CONCATENATION: self._concatenation,
            Kind.CONV_2D: self._convolution,
            Kind.DEPTHWISE_CONV_2D: self._convolution,
            Kind.DEPTH_TO_SPACE: self._depth_to_space,
            Kind.LOGISTIC: self._logistic,
            Kind.MAX_POOL_2D: self._max_pool,
            Kind.PAD: self._pad,
            Kind.RESHAPE: self._reshape,
            Kind.RESIZE_BILINEAR: self._resize,
        }
        for operation in needed(network, outputs):
            steps[operation.kind](operation)
        for name in outputs:
            self._give_out(name)
        file = self._onnx.finished(
            {self._name(number): self._channels_first(number) for number in network.inputs},
            {name: self._given_out(name) for name in outputs},
        )
        return file, self._onnx.large

    def _size(self, tensor: int) -> Sequence[int | None]:
        shape = self._network.shapes[tensor]
        if self._any_size and len(shape) == len(_CHANNELS_LAST):
            return shape[0], None, None, shape[3]
        return shape

    def _channels_first(self, tensor: int) -> Sequence[int | None]:
        batch, height, width, channels = self._size(tensor)
        return batch, channels, height, width

    def _given_out(self, name: str) -> Sequence[int | None]:
        tensor = self._network.names[name]
        return self._size(tensor) if name in self._network.outputs else self._channels_first(tensor)

    def _name(self, tensor: int) -> str:
        inputs = self._network.inputs
        return input_name(inputs.index(tensor)) if tensor in inputs else f"t{tensor}"

    def _give_out(self, name: str) -> None:
        tensor = self._network.names[name]
        axes = len(self._network.shapes[tensor])
        if name in self._network.outputs and axes == len(_CHANNELS_LAST):
            self._onnx.step("Transpose", [self._name(tensor)], name, perm=_CHANNELS_LAST)
        else:
            self._onnx.step("Identity", [self._name(tensor)], name)

    def _activated(self, name: str, activation: int, output: int) -> None:
        if activation == _RELU:
            self._onnx.step("Relu", [name], self._name(output))
        elif activation == _RELU6:
            self._onnx.step("Clip", [name, self._zero, self._six], self._name(output))
        elif activation:
            raise ModelError(f"the network holds activation {activation}, which is not known")

    def _before(self, activation: int, output: int) -> str:
        """Return the name of what is still to be activated."""
        return self._name(output) + ("a" if activation else "")

    def _convolution(self, operation: Operation) -> None:
        options = _options(operation)
        data, kernel, bias = operation.inputs
        deep = operation.kind is Kind.DEPTHWISE_CONV_2D
        activation = options.number(4 if deep else 3, "b")
        weights = self._network.weights[kernel].transpose((3, 0, 1, 2) if deep else _CHANNELS_FIRST)
        size = [int(side) for side in weights.shape[2:]]
        strides = [options.number(2), options.number(1)]
        made = self._onnx.step(
            "Conv",
            [
                self._name(data),
                self._onnx.weights(f"w{operation.output}", weights),
                self._onnx.weights(f"b{operation.output}", self._network.weights[bias]),
            ],
            self._before(activation, operation.output),
            kernel_shape=size,
            strides=strides,
            pads=self._padding(data, size, strides, options.number(0, "b")),
            group=self._network.shapes[data][3] if deep else 1,
        )
        self._activated(made, activation, operation.output)

    def _max_pool(self, operation: Operation) -> None:
        options = _options(operation)
        strides = [options.number(2), options.number(1)]
        size = [options.number(4), options.number(3)]
        (data,) = operation.inputs
        self._onnx.step(
            "MaxPool",
            [self._name(data)],
            self._name(operation.output),
            kernel_shape=size,
            strides=strides,
            pads=self._padding(data, size, strides, options.number(0, "b")),
        )

    def _padding(
        self, tensor: int, size: Sequence[int], strides: Sequence[int], padding: int
    ) -> list[int]:
        """Return rows above, columns before, rows below, columns after."""
        if padding != _FILLED_UP:
            return [0, 0, 0, 0]
        before, after = [], []
        sides = self._network.shapes[tensor][1:3]
        for side, kernel, stride in zip(sides, size, strides, strict=True):
            missing = max((-(-side // stride) - 1) * stride + kernel - side, 0)
            before.append(missing // 2)
            after.append(missing - missing // 2)
        return [*before, *after]

    def _add(self, operation: Operation) -> None:
        activation = _options(operation).number(0, "b")
        names = [self._name(tensor) for tensor in operation.inputs]
        made = self._onnx.step("Add", names, self._before(activation, operation.output))
        self._activated(made, activation, operation.output)

    def _pad(self, operation: Operation) -> None:
        data, amounts = operation.inputs
        pads = self._network.weights[amounts][list(_CHANNELS_FIRST)].T.reshape(-1)
        self._onnx.step(
            "Pad",
            [
                self._name(data),
                self._onnx.weights(f"p{operation.output}", pads.astype(np.int64)),
            ],
            self._name(operation.output),
        )

    def _resize(self, operation: Operation) -> None:
        if not _options(operation).number(3, "B"):
            raise ModelError("the network scales pictures in a way that is not known")
        before, after = (
            np.array(self._network.shapes[tensor], np.float32)[list(_CHANNELS_FIRST)]
            for tensor in (operation.inputs[0], operation.output)
        )
        scales = self._onnx.weights(f"s{operation.output}", after / before)
        self._onnx.step(
            "Resize",
            [self._name(operation.inputs[0]), "", scales],
            self._name(operation.output),
            mode="linear",
            coordinate_transformation_mode="half_pixel",
        )

    def _depth_to_space(self, operation: Operation) -> None:
        (data,) = operation.inputs
        side = _options(operation).number(0)
        self._onnx.step(
            "DepthToSpace", [self._name(data)], self._name(operation.output), blocksize=side
        )

    def _reshape(self, operation: Operation) -> None:
        """Reshape what has channels last, as the file counts: the result stays so."""
        data = self._name(operation.inputs[0])
        last = self._onnx.step("Transpose", [data], f"{data}l", perm=_CHANNELS_LAST)
        shape = np.array(self._network.shapes[operation.output], np.int64)
        size = self._onnx.weights(f"s{operation.output}", shape)
        self._onnx.step("Reshape", [last, size], self._name(operation.output))

    def _concatenation(self, operation: Operation) -> None:
        names = [self._name(tensor) for tensor in operation.inputs]
        axis = _options(operation).number(0)
        self._onnx.step("Concat", names, self._name(operation.output), axis=axis)

    def _logistic(self, operation: Operation) -> None:
        (data,) = operation.inputs
        self._onnx.step("Sigmoid", [self._name(data)], self._name(operation.output))


def _options(operation: Operation) -> Table:
    if operation.options is None:
        raise ModelError(f"the network's {operation.kind.name} has no options")
    return operation.options
