"""Prints how quick the live page is, or how a long session goes.

::

    python -m benchmarks.live                                  # in Chromium, every model
    python -m benchmarks.live --soak-minutes 30 --fps 20       # without a browser

Machines differ and are shared: the load is printed beside.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.live.latency import AUTO, measure
from benchmarks.live.serving import serving
from benchmarks.live.soak import soak
from benchmarks.live.webcam import write_webcam

_CLIP = Path(__file__).parents[2] / "sample_videos" / "squat_front.mp4"
_MODELS = ["lite", "full", "heavy"]


def main() -> None:
    """Run one of the benchmarks; exit with 1 if it does not hold."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.live", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--clip", type=Path, default=_CLIP, help="what the camera shows")
    parser.add_argument("--port", type=int, default=8440)
    parser.add_argument("--models", nargs="+", choices=[*_MODELS, AUTO], default=[*_MODELS, AUTO])
    parser.add_argument("--seconds", type=float, default=20, help="per model")
    parser.add_argument("--soak-minutes", type=float, help="a long session of the first model")
    parser.add_argument("--fps", type=float, default=20, help="pictures a second of a long session")
    arguments = parser.parse_args()
    address = f"http://127.0.0.1:{arguments.port}"
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(arguments.port, Path(folder) / "data") as server,
    ):
        if arguments.soak_minutes is None:
            webcam = write_webcam(arguments.clip, Path(folder) / "camera.mjpeg")
            holds = measure(
                address, webcam, server=server, models=arguments.models, seconds=arguments.seconds
            )
        else:
            holds = soak(
                address,
                server,
                arguments.clip,
                minutes=arguments.soak_minutes,
                rate_hz=arguments.fps,
                model=arguments.models[0],
            )
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
