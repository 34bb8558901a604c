"""The angle of a standing foot from one picture: fitted on tuning bodies, told on test bodies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.pronation.looking import STANDING
from kneecave.model.arrays import FloatArray

Rows = Sequence[dict[str, Any]]
_SHRINK = 0.1


def guessed(rows: Rows, source: str) -> tuple[FloatArray, FloatArray]:
    """Return truth and guess, degrees of eversion, of the test bodies' standing feet.

    ``source`` is ``marks`` or ``edges``.  Ridge regression on the tuning bodies, standardised.
    """
    known = [row for row in rows if row[source] and row["moment"] in STANDING]
    tuning = [row for row in known if row["tuning"]]
    test = [row for row in known if not row["tuning"]]
    if len(tuning) < 10 or not test:
        return np.empty(0), np.empty(0)
    given, asked = (np.array([row[source] for row in part]) for part in (tuning, test))
    truth, expected = (np.array([row["eversion"] for row in part]) for part in (tuning, test))
    mean, scale = given.mean(axis=0), given.std(axis=0) + 1e-9
    spread = (given - mean) / scale
    normal = spread.T @ spread + _SHRINK * len(given) * np.eye(given.shape[1])
    weights = np.linalg.solve(normal, spread.T @ (truth - truth.mean()))
    return expected, truth.mean() + (asked - mean) / scale @ weights


def unguessed(rows: Rows, source: str) -> tuple[FloatArray, FloatArray]:
    """Return the same where every foot is taken for the tuning bodies' mean."""
    expected, _ = guessed(rows, source)
    usual = float(np.mean([row["eversion"] for row in rows if row["tuning"]]))
    return expected, np.full(len(expected), usual)
