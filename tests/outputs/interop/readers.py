"""Readers that take a file as strictly as OpenSim does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import FloatArray

KEYS = ["DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units", "OrigDataRate",
        "OrigDataStartFrame", "OrigNumFrames"]  # fmt: skip


@dataclass(frozen=True)
class Trc:
    """A .trc file: header values by key, marker names, times and points (N, M, 3)."""

    header: dict[str, str]
    names: list[str]
    time_s: FloatArray
    points: FloatArray


def read_trc(text: str) -> Trc:
    lines = text.split("\n")
    assert lines[0].split()[:3] == ["PathFileType", "4", "(X/Y/Z)"]
    assert lines[1].split("\t") == KEYS
    header = dict(zip(KEYS, lines[2].split("\t"), strict=True))
    first, second, *names = [label for label in lines[3].split("\t") if label]
    assert (first, second) == ("Frame#", "Time")
    assert len(names) == int(header["NumMarkers"])
    assert lines[3].split("\t")[2::3] == names
    axes = [label for label in lines[4].split("\t") if label]
    assert axes == [f"{axis}{k + 1}" for k in range(len(names)) for axis in "XYZ"]
    assert lines[5] == ""
    assert lines[-1] == ""
    rows = [line.split("\t") for line in lines[6:-1]]
    assert {len(row) for row in rows} == {2 + 3 * len(names)}
    assert [int(row[0]) for row in rows] == list(range(1, int(header["NumFrames"]) + 1))
    numbers = np.array([[float(value) for value in row[1:]] for row in rows])
    return Trc(header, names, numbers[:, 0], numbers[:, 1:].reshape(len(rows), -1, 3))


def read_mot(text: str) -> tuple[dict[str, str], dict[str, FloatArray]]:
    """Header values by key, and columns by label."""
    lines = text.split("\n")
    end = lines.index("endheader")
    header = dict(line.split("=") for line in lines[1:end])
    labels = lines[end + 1].split("\t")
    rows = [[float(value) for value in line.split("\t")] for line in lines[end + 2 : -1]]
    assert len(rows) == int(header["nRows"])
    assert {len(row) for row in rows} == {int(header["nColumns"])} == {len(labels)}
    return header, dict(zip(labels, np.array(rows).T, strict=True))
