"""How many pictures the desktop path takes of a clip that is played in real time.

``python -m benchmarks.live.desktop clip.mp4 --model lite``: reader thread, pose model, session and
drawing as in ``kneecave live``, all but the window itself.  Processor time is told beside the
clock's, since the clock's depends on what else the machine does.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from kneecave.live import open_live
from kneecave.outputs.live_overlay import LiveOverlay
from kneecave.settings import Settings
from kneecave.video.camera import Newest, open_played


def main() -> None:
    """Play a clip and tell what was left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--model", default="lite", choices=["heavy", "full", "lite"])
    chosen = parser.parse_args()
    took_s, cpu_s = [], []
    overlay: LiveOverlay | None = None
    with open_live(model=chosen.model) as session:
        frames = Newest(open_played(chosen.clip, real_time=True))
        with frames:
            for frame in frames:
                clock_s, work_s = time.perf_counter(), time.process_time()
                state = session.push(frame)
                overlay = overlay or LiveOverlay(state.image_size_px, Settings(), mirrored=True)
                overlay.draw(frame.image_bgr, state, muted=False)
                took_s.append(time.perf_counter() - clock_s)
                cpu_s.append(time.process_time() - work_s)
    taken, left_out = len(took_s), frames.left_out
    median, late = 1000 * np.quantile(took_s, [0.5, 0.95])
    print(f"{chosen.clip.name}, {chosen.model}: {taken} pictures taken, {left_out} left out")
    print(f"share left out {left_out / (taken + left_out):.1%}, reps {state.reps}")
    print(f"a picture: median {median:.1f} ms, 95 % within {late:.1f} ms", end="; ")
    print(f"processor {1000 * float(np.median(cpu_s)):.1f} ms (both cores together)")


if __name__ == "__main__":
    main()
