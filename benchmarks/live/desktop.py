"""How many pictures the desktop path takes of a clip that is played in real time.

``python -m benchmarks.live.desktop clip.mp4 --model lite``: reader thread, pose model, session and
drawing as in ``kneecave live``, all but the window itself.  Processor time is told beside the
clock's, since the clock's depends on what else the machine does.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kneecave.live import open_live
from kneecave.outputs.live_overlay import LiveOverlay
from kneecave.settings import Settings
from kneecave.video.camera import Newest, open_played


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a clip's pictures.

    Attributes
    ----------
    taken, left_out
        How many there were.
    median_ms, late_ms
        What one takes of the clock: half of them at most, and 95 %.
    cpu_ms
        What one takes of all processors together, median.
    reps
        Counted.
    """

    taken: int
    left_out: int
    median_ms: float
    late_ms: float
    cpu_ms: float
    reps: int


def play(clip: Path, model: str) -> Played:
    """Play a clip in real time and return what its pictures took."""
    took_s, cpu_s = [], []
    overlay: LiveOverlay | None = None
    with open_live(model=model) as session:
        frames = Newest(open_played(clip, real_time=True))
        with frames:
            for frame in frames:
                clock_s, work_s = time.perf_counter(), time.process_time()
                state = session.push(frame)
                overlay = overlay or LiveOverlay(state.image_size_px, Settings(), mirrored=True)
                overlay.draw(frame.image_bgr, state, muted=False)
                took_s.append(time.perf_counter() - clock_s)
                cpu_s.append(time.process_time() - work_s)
    median, late = 1000 * np.quantile(took_s, [0.5, 0.95])
    return Played(
        taken=len(took_s),
        left_out=frames.left_out,
        median_ms=float(median),
        late_ms=float(late),
        cpu_ms=1000 * float(np.median(cpu_s)),
        reps=state.reps,
    )


def main() -> None:
    """Play a clip and tell what was left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--model", default="lite", choices=["heavy", "full", "lite"])
    chosen = parser.parse_args()
    seen = play(chosen.clip, chosen.model)
    print(f"{chosen.clip.name}, {chosen.model}: {seen.taken} pictures, {seen.left_out} left out")
    print(f"share left out {seen.left_out / (seen.taken + seen.left_out):.1%}, reps {seen.reps}")
    print(f"a picture: median {seen.median_ms:.1f} ms, 95 % within {seen.late_ms:.1f} ms", end="; ")
    print(f"processor {seen.cpu_ms:.1f} ms (both cores together)")


if __name__ == "__main__":
    main()
