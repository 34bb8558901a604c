"""Prints what a batch holds.

::

    python -m benchmarks.batch chaos        # 200 clips, 20 kills here and 2 on a cluster
    python -m benchmarks.batch throughput   # two cores against one, and what is added to a clip
    python -m benchmarks.batch resume       # 100 000 clips that are done

Machines differ and are shared: the load is printed beside.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.batch import chaos, clips, resume, throughput


def main() -> None:
    """Run one of the benchmarks; exit with 1 if it does not hold."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.batch", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("what", choices=["chaos", "throughput", "resume"])
    parser.add_argument("--clips", type=int, help="how many clips")
    parser.add_argument("--kills", type=int, default=20, help="chaos: how many here")
    parser.add_argument("--seed", type=int, default=1, help="chaos: of the moments")
    parser.add_argument("--model", default="lite", help="throughput: pose model")
    parser.add_argument("--rounds", type=int, default=3, help="throughput: how often")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        match arguments.what:
            case "chaos":
                holds = _chaos(place, arguments.clips or 200, arguments.kills, arguments.seed)
            case "throughput":
                count, rounds = arguments.clips or 24, arguments.rounds
                holds = throughput.measure(place, count, arguments.model, rounds)
            case _:
                holds = resume.measure(place, arguments.clips or 100_000)
    print(f"load {os.getloadavg()[0]:.1f}; {'holds' if holds else 'DOES NOT HOLD'}")
    sys.exit(not holds)


def _chaos(place: Path, count: int, kills: int, seed: int) -> bool:
    folder, logs = place / "clips", place / "logs"
    folder.mkdir()
    logs.mkdir()
    bad = clips.write_bad(folder)
    clips.write_good(folder, count - len(bad))
    code = chaos.run(folder, place / "calm")
    rows = chaos.rows(place / "calm")
    wrong = chaos.wrong_reasons(rows, bad)
    failed = sum(row.failure is not None for row in rows)
    print(f"undisturbed: exit code {code}, {len(rows)} rows, {failed} failed, wrong: {wrong}")
    calm = chaos.but_times(place / "calm")
    workers, parents = chaos.run_with_kills(folder, place / "here", kills=kills, seed=seed)
    here = chaos.but_times(place / "here") == calm
    print(f"here: {workers} workers and {parents} batches killed; the same summary: {here}")
    killed = chaos.run_on_cluster_with_kills(folder, place / "cluster", logs, kills=2)
    cluster = chaos.but_times(place / "cluster") == calm
    print(f"cluster: {killed} Dask workers killed; the same summary: {cluster}")
    return len(rows) == count and not wrong and here and cluster


if __name__ == "__main__":
    main()
