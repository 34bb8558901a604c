"""Rows as CSV files, to be read by anybody: one line a clip, one line a leg-rep."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from benchmarks.accuracy.results import Results
from benchmarks.accuracy.rows import ClipResult, ClipRow, LegFrames, LegRow

Row = TypeVar("Row", ClipRow, LegRow)
_DECIMALS = 3
_READERS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": lambda text: text == "True",
}


def write_rows(path: Path, rows: Sequence[ClipRow] | Sequence[LegRow]) -> None:
    """Write rows as CSV, numbers to three decimals."""
    names = [field.name for field in fields(rows[0])]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_short(value) for value in asdict(row).values()] for row in rows)


def read_rows(path: Path, kind: type[Row]) -> tuple[Row, ...]:
    """Return the rows of a file that `write_rows` wrote."""
    readers = {field.name: _READERS[str(field.type)] for field in fields(kind)}
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            kind(**{name: readers[name](text) for name, text in line.items()})
            for line in csv.DictReader(file)
        )


def read_results(folder: Path) -> Results:
    """Return the heavy model's results of a folder with both files; without leg-frames."""
    clips = read_rows(folder / "clips.csv", ClipRow)
    legs = read_rows(folder / "leg_reps.csv", LegRow)
    nothing = LegFrames(**dict.fromkeys(LegFrames.__dataclass_fields__, np.empty(0)))
    return Results(
        tuple(
            ClipResult(clip, tuple(leg for leg in legs if leg.clip == clip.name), nothing)
            for clip in clips
            if clip.model == "heavy"
        )
    )


def _short(value: Any) -> Any:
    return round(value, _DECIMALS) if isinstance(value, float) else value
