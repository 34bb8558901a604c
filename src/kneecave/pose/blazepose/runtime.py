"""A network run by ONNX Runtime."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kneecave.errors import ModelError
from kneecave.pose.blazepose.conversion import input_name, to_onnx

Tensor = NDArray[np.float32]

_NO_ERRORS_BELOW = 3
"""ONNX Runtime's number of "error": its warnings are for its authors."""


class Session:
    """One network; may be run by several threads at a time.

    Parameters
    ----------
    content
        Its TensorFlow Lite file.
    outputs
        Names of the tensors to be had, as `to_onnx` takes and gives them.
    any_size
        Whether what goes in may be of any height and width.
    threads
        How many threads work on one picture.

    Raises
    ------
    ModelError
        The file is no network of BlazePose.
    """

    def __init__(
        self,
        content: bytes,
        outputs: tuple[str, ...],
        *,
        any_size: bool = False,
        threads: int = 1,
    ) -> None:
        try:
            import onnxruntime  # noqa: PLC0415 - slow to import
        except ImportError as error:
            raise ModelError(
                f"pose model cannot be loaded: ONNX Runtime is missing: {error}"
            ) from error
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = _NO_ERRORS_BELOW
        file, weights = to_onnx(content, outputs, any_size=any_size)
        self._outputs = list(outputs)

        def opened() -> Any:
            values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
            options.add_external_initializers(list(weights), values)
            return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])

        beside = ThreadPoolExecutor(1)  # without Python's lock, so that more can be opened
        self._native = beside.submit(opened)
        beside.shutdown(wait=False)

    def run(self, *inputs: Tensor) -> list[Tensor]:
        """Return the outputs; a picture that goes in is (1, 3, height, width).

        Raises
        ------
        ModelError
            The network cannot be opened, which the first picture waits for.
        """
        try:
            native = self._native.result()
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"pose model cannot be loaded: {_first_line(error)}") from error
        named = {input_name(number): tensor for number, tensor in enumerate(inputs)}
        found: list[Tensor] = native.run(self._outputs, named)
        return found


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
