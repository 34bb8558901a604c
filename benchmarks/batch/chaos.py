"""Batches whose processes are killed at random moments, and what they leave in the end."""

from __future__ import annotations

import json
import math
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread

from benchmarks.batch.clips import Bad
from kneecave.model.batch import ClipRow
from kneecave.outputs.clip_row import from_line, to_line, without_times

COMMAND = (sys.executable, "-c", "from kneecave.apps.cli import main; main()", "batch")
QUICK = ("--model", "lite", "--no-video", "--json-progress")


class Running:
    """A batch that runs, with what it has told so far.

    ``first_s`` and ``last_s`` are when the first clip was begun and the last one finished.
    """

    def __init__(self, folder: Path, out: Path, options: Sequence[str]) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, str(folder), "--out", str(out), *QUICK, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.done = 0
        self.errors = ""
        self.first_s = self.last_s = math.nan
        self.workers: dict[int, str] = {}
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait(self) -> int:
        """Return the exit code, after what is no event was printed."""
        code = self.process.wait()
        self._reader.join()
        print(end=self.errors, flush=True)
        return code

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if not line.startswith("{"):
                self.errors += line
                continue
            event = json.loads(line)
            self.done = event["done"]
            if event["event"] == "finished":
                self.last_s = time.monotonic()
            if event["event"] == "begun":
                self.first_s = min(time.monotonic(), self.first_s)
                self.workers[int(event["worker"].rpartition(":")[2])] = event["clip"]


def run(folder: Path, out: Path, *options: str) -> int:
    """Return the exit code of an undisturbed run."""
    return Running(folder, out, options).wait()


def run_with_kills(folder: Path, out: Path, *, kills: int, seed: int) -> tuple[int, int]:
    """Kill workers and the batch itself, then let it end; return how many of each were killed.

    After every death of the batch the same command is given again.
    """
    chance = random.Random(seed)
    workers = parents = 0
    running = Running(folder, out, ())
    while workers + parents < kills:
        time.sleep(chance.uniform(0.5, 6.0))
        if running.process.poll() is not None:
            break
        if chance.random() < 0.4:
            running.process.kill()
            running.wait()
            parents += 1
            running = Running(folder, out, ())
        elif alive := [pid for pid in running.workers if _lives(pid)]:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(alive), signal.SIGKILL)
                workers += 1
    running.wait()
    run(folder, out)
    return workers, parents


def run_on_cluster_with_kills(folder: Path, out: Path, logs: Path, *, kills: int) -> int:
    """Kill one of two Dask workers mid-run, as often; return how often that was."""
    killed = 0
    with scheduler(logs) as address, ExitStack() as stack:
        stack.enter_context(worker(address, logs / "steady.log"))
        running = Running(folder, out, ("--scheduler", address))
        start = 0
        for number in range(kills):
            with worker(address, logs / f"killed{number}.log") as process:
                while running.done < start + 15 and running.process.poll() is None:
                    time.sleep(0.2)
                if running.process.poll() is None:
                    process.kill()
                    killed += 1
            start = running.done
        stack.enter_context(worker(address, logs / "last.log"))
        running.wait()
        run(folder, out, "--scheduler", address)
    return killed


@contextmanager
def scheduler(logs: Path) -> Iterator[str]:
    """Give the address of a Dask scheduler, a process of its own."""
    told = logs / "scheduler.json"
    with _process(
        "distributed.cli.dask_scheduler",
        *("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)),
        log=logs / "scheduler.log",
    ):
        while not (told.exists() and told.read_text().strip().endswith("}")):
            time.sleep(0.1)
        yield json.loads(told.read_text())["address"]


@contextmanager
def worker(address: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Give a Dask worker of one thread, a process of its own."""
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
    with _process("distributed.cli.dask_worker", address, *options, log=log) as process:
        yield process


@contextmanager
def _process(module: str, *arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def rows(out: Path) -> list[ClipRow]:
    """Return the rows of a summary."""
    return [from_line(line) for line in (out / "summary.jsonl").read_bytes().splitlines()]


def but_times(out: Path) -> bytes:
    """Return the summary without what differs from run to run."""
    return b"".join(to_line(without_times(row)) for row in rows(out))


def wrong_reasons(found: Sequence[ClipRow], bad: Sequence[Bad]) -> list[str]:
    """Return the bad files whose row does not say what is the matter."""
    by_clip = {row.clip: row for row in found}
    wrong = []
    for one in bad:
        row = by_clip.get(one.name)
        if row is None:
            wrong.append(f"{one.name}: no row")
        elif one.kind is None:
            if row.failure is not None or row.refusal != one.words:
                wrong.append(f"{one.name}: {row.failure or row.refusal}")
        elif row.failure is None or row.failure.kind is not one.kind:
            wrong.append(f"{one.name}: {row.failure}")
        elif one.words not in row.failure.message:
            wrong.append(f"{one.name}: {row.failure.message}")
    return wrong


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
