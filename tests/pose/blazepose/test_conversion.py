"""Networks come out of their files exactly, or not at all."""

from __future__ import annotations

import zipfile
from typing import Any

import flatbuffers
import numpy as np
import pytest
from mediapipe.tasks.metadata import schema_py_generated as schema

from kneecave.errors import ModelError
from kneecave.pose.blazepose.conversion import to_onnx
from kneecave.pose.blazepose.landmarks import OUTPUTS
from kneecave.pose.blazepose.runtime import Session
from kneecave.pose.blazepose.tflite import Kind, needed, read_network
from kneecave.pose.bundles import verified_path

KERNEL = np.array([[0.5, -2.0, 0.0], [0.0, 0.0, 3.0]], np.float16)
"""Two output channels from three input channels."""


def _tensor(shape: tuple[int, ...], kind: int, buffer: int, name: str) -> Any:
    tensor = schema.TensorT()
    tensor.shape, tensor.type, tensor.buffer, tensor.name = list(shape), kind, buffer, name
    return tensor


def _operator(code: int, inputs: list[int], output: int, options: Any = None) -> Any:
    operator = schema.OperatorT()
    operator.opcodeIndex, operator.inputs, operator.outputs = code, inputs, [output]
    if options is not None:
        operator.builtinOptionsType = schema.BuiltinOptions.Conv2DOptions
        operator.builtinOptions = options
    return operator


def _sparsity() -> Any:
    """Return how the kernel, (2, 1, 1, 3), is stored: places of its values that are not 0."""
    dimensions = []
    for size in (2, 1, 1):
        dimension = schema.DimensionMetadataT()
        dimension.format, dimension.denseSize = schema.DimensionType.DENSE, size
        dimensions.append(dimension)
    last = schema.DimensionMetadataT()
    last.format = schema.DimensionType.SPARSE_CSR
    for name, values in (("Segments", [0, 2, 3]), ("Indices", [0, 1, 2])):
        vector = schema.Uint8VectorT()
        vector.values = values
        setattr(last, f"array{name}Type", schema.SparseIndexVector.Uint8Vector)
        setattr(last, f"array{name}", vector)
    found = schema.SparsityParametersT()
    found.traversalOrder, found.dimMetadata = [0, 1, 2, 3], [*dimensions, last]
    return found


def tiny(*, last_operator: int = schema.BuiltinOperator.CONV_2D) -> bytes:
    """Return a file with one convolution (1x1, stride 2), its weights sparse and half as wide."""
    options = schema.Conv2DOptionsT()
    options.padding, options.strideW, options.strideH = schema.Padding.SAME, 2, 2
    options.fusedActivationFunction = schema.ActivationFunctionType.RELU6
    half, single = schema.TensorType.FLOAT16, schema.TensorType.FLOAT32
    kernel = _tensor((2, 1, 1, 3), half, 1, "sparse")
    kernel.sparsity = _sparsity()
    graph = schema.SubGraphT()
    graph.tensors = [
        _tensor((1, 4, 6, 3), single, 0, "in"),
        kernel,
        _tensor((2, 1, 1, 3), half, 0, "dense"),
        _tensor((2, 1, 1, 3), single, 0, "kernel"),
        _tensor((2,), single, 2, "bias"),
        _tensor((1, 2, 3, 2), single, 0, "out"),
    ]
    graph.inputs, graph.outputs = [0], [5]
    graph.operators = [
        _operator(0, [1], 2),
        _operator(1, [2], 3),
        _operator(2, [0, 3, 4], 5, options),
    ]
    model = schema.ModelT()
    model.version, model.subgraphs, model.buffers = 3, [graph], []
    for data in (b"", KERNEL[KERNEL != 0].tobytes(), np.array([1, -1], np.float32).tobytes()):
        buffer = schema.BufferT()
        buffer.data = list(data)
        model.buffers.append(buffer)
    model.operatorCodes = []
    for number in (Kind.DENSIFY, Kind.DEQUANTIZE, last_operator):
        code = schema.OperatorCodeT()
        code.builtinCode, code.deprecatedBuiltinCode = number, min(number, 127)
        model.operatorCodes.append(code)
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def test_sparse_weights_in_half_precision_come_out_in_full():
    network = read_network(tiny())
    assert [operation.kind for operation in network.operations] == [Kind.CONV_2D]
    kernel = network.weights[network.operations[0].inputs[1]]
    assert kernel.dtype == np.float32
    np.testing.assert_array_equal(kernel, KERNEL.reshape(2, 1, 1, 3))


def test_the_arithmetic_is_the_files():
    picture = np.random.default_rng(0).uniform(-3, 3, (1, 3, 4, 6)).astype(np.float32)
    (found,) = Session(tiny(), ("out",)).run(picture)
    sampled = picture[0, :, ::2, ::2].transpose(1, 2, 0)
    expected = np.clip(sampled @ KERNEL.T.astype(np.float32) + [1, -1], 0, 6)
    np.testing.assert_allclose(found[0], expected, atol=1e-6)


@pytest.mark.parametrize("unknown", [7, 22 + 100, 150])
def test_an_operator_that_is_not_known_is_one_line(unknown: int):
    with pytest.raises(ModelError, match=f"operator {unknown}, which is not known"):
        to_onnx(tiny(last_operator=unknown), ["out"])


def test_what_only_other_outputs_need_is_left_out():
    with zipfile.ZipFile(verified_path("lite")) as bundle:
        network = read_network(bundle.read("pose_landmarks_detector.tflite"))
    kept = needed(network, OUTPUTS)
    assert network.outputs["Identity_4"] not in {operation.output for operation in kept}
    assert {network.outputs[name] for name in OUTPUTS} <= {operation.output for operation in kept}
    assert len(kept) < len(network.operations)
