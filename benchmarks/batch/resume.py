"""How long it takes to see that 100 000 clips are done, and how much memory."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.batch.chaos import COMMAND, rows, run
from benchmarks.batch.clips import write_good
from kneecave.batch.job import Options
from kneecave.batch.names import folder_name
from kneecave.outputs.clip_row import to_line
from kneecave.pose.bundles import find_bundle
from kneecave.settings import Settings

MOST_S, MOST_MB = 20.0, 300.0
_TELL = """
import json, os, subprocess, sys, time
begun_s = time.monotonic()
_, status, usage = os.wait4(subprocess.Popen(sys.argv[1:]).pid, 0)
cpu_s = usage.ru_utime + usage.ru_stime
print(json.dumps([status, time.monotonic() - begun_s, cpu_s, usage.ru_maxrss / 1024]))
"""
"""Starts a command from a small process: from a large one it would seem to be as large."""


def measure(place: Path, count: int) -> bool:
    """Print seconds and megabytes, with the last summary and without; return if both hold."""
    folder, out = place / "clips", place / "out"
    _write_done(place, folder, out, count)
    holds = True
    for what in ("rows alone", "a summary"):
        options = ("--no-video", "--quiet", "--model", "lite")
        told = subprocess.check_output(
            [sys.executable, "-c", _TELL, *COMMAND, str(folder), "--out", str(out), *options]
        )
        status, took_s, cpu_s, peak_mb = json.loads(told)
        print(
            f"{count} clips done, resumed from {what}: {took_s:.1f} s ({cpu_s:.1f} s of CPU), "
            f"{peak_mb:.0f} MB, load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        holds = holds and not status and took_s < MOST_S and peak_mb < MOST_MB
    return holds


def _write_done(place: Path, folder: Path, out: Path, count: int) -> None:
    """Write so many small files, and for each the row of one real clip as if it were its own."""
    (place / "real").mkdir()
    write_good(place / "real", 1)
    run(place / "real", place / "real-out")
    (real,) = rows(place / "real-out")
    options = Options(
        settings=Settings(),
        movement=None,
        model="lite",
        model_sha256=find_bundle("lite").sha256,
        video=False,
    )
    folder.mkdir()
    for number in range(count):
        clip = folder / f"clip{number:06}.mp4"
        clip.write_text(clip.name)
        content = hashlib.sha256(clip.name.encode()).hexdigest()
        facts = clip.stat()
        row = replace(
            real,
            clip=clip.name,
            key=options.key(content),
            content=content,
            size_bytes=facts.st_size,
            report=f"clips/{clip.name}/report.html",
            times=replace(real.times, source_mtime_ns=facts.st_mtime_ns),
        )
        results = out / "clips" / folder_name(clip.name)
        results.mkdir(parents=True)
        (results / "row.json").write_bytes(to_line(row))
