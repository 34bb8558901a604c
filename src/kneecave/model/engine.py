"""What runs the pose model."""

from __future__ import annotations

from enum import StrEnum


class Engine(StrEnum):
    """Both run the same two networks; they agree to a fraction of a pixel in one picture.

    DIRECT runs them by ONNX Runtime, MEDIAPIPE by MediaPipe's own graph.
    """

    DIRECT = "direct"
    MEDIAPIPE = "mediapipe"
