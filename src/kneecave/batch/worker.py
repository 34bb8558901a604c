"""The process that analyses clips of a batch."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from kneecave.batch.job import Job
from kneecave.batch.process import own_name, work
from kneecave.batch.work import do
from kneecave.model.batch import ClipRow


def _analyse(job: Job, /, *, scratch: Path, tell: Callable[[object], None]) -> ClipRow:  # noqa: ARG001 - its row says it all
    return do(job, scratch=scratch, worker=own_name())


if __name__ == "__main__":
    work(_analyse, scratch=Path(sys.argv[1]), memory_mb=float(sys.argv[2]))
