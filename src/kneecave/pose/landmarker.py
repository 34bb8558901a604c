"""The front door to the pose models: who finds people, by which engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from kneecave.model.engine import Engine
from kneecave.model.pose_track import PoseSource
from kneecave.pose.bundles import find_bundle, verified_outline, verified_path
from kneecave.pose.poses import JOINTS, Landmarker, Pose, Scanner

__all__ = [
    "JOINTS",
    "Landmarker",
    "Pose",
    "Scanner",
    "open_landmarker",
    "open_scanner",
    "runtime_of",
    "source_of",
]

_PACKAGES = {Engine.DIRECT: "onnxruntime", Engine.MEDIAPIPE: "mediapipe"}


@contextmanager
def open_landmarker(
    model: str, *, engine: Engine = Engine.DIRECT, threads: int = 1
) -> Iterator[Landmarker]:
    """Give a landmarker that follows one person; at the end it is closed.

    Parameters
    ----------
    model
        Name of the bundle: heavy, full or lite.
    engine
        MEDIAPIPE smooths the path and lags by a picture or two; DIRECT does neither.
    threads
        How many threads work on one picture; MediaPipe's graph takes one whatever is asked.

    Raises
    ------
    ModelError
        The model is unknown, missing, another file than it should be, or cannot be loaded.
    """
    path = verified_path(model)
    if engine is Engine.MEDIAPIPE:
        from kneecave.pose import mediapipe_graph as graph  # noqa: PLC0415 - if asked for

        with graph.opened(path, mode="VIDEO", most_people=1) as native:
            yield graph.VideoLandmarker(native)
    else:
        from kneecave.pose.blazepose.direct import BlazePose, DirectLandmarker  # noqa: PLC0415

        outline = verified_outline(model)
        yield DirectLandmarker(BlazePose(path, outline=outline, threads=threads))


@contextmanager
def open_scanner(
    model: str, *, most_people: int, engine: Engine = Engine.DIRECT, threads: int = 1
) -> Iterator[Scanner]:
    """Give a scanner that finds up to so many people; at the end it is closed.

    Raises
    ------
    ModelError
        As `open_landmarker`.
    """
    path = verified_path(model)
    if engine is Engine.MEDIAPIPE:
        from kneecave.pose import mediapipe_graph as graph  # noqa: PLC0415 - if asked for

        with graph.opened(path, mode="IMAGE", most_people=most_people) as native:
            yield graph.StillScanner(native)
    else:
        from kneecave.pose.blazepose.direct import BlazePose, DirectScanner  # noqa: PLC0415

        yield DirectScanner(BlazePose(path, threads=threads), most_people)


def runtime_of(engine: Engine) -> str:
    """Return the software that runs the networks, with its version."""
    package = _PACKAGES[engine]
    return f"{package} {version(package)}"


def source_of(model: str, engine: Engine = Engine.DIRECT) -> PoseSource:
    """Return what a track made with the model will say of its origin."""
    return PoseSource(model=model, engine=runtime_of(engine), sha256=find_bundle(model).sha256)
