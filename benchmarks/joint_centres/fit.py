"""The regressions from what was seen, and how well they do on people they have not seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.athlete.names import TUNING_BODIES
from benchmarks.joint_centres.stills import Seen
from kneecave.kinematics.joint_centres import MOVED, Regression
from kneecave.model.arrays import FloatArray

_WAVES = 1000
_WAVE = 0.003
"""Gaussian kernel exp(-_WAVE d²) of the distance d of two legs' features in their own scatter."""
_SHRINK, _SHRINK_WAVES = 15.0, 0.5
"""Of the ridge: variance of what is not explained over variance of a weight."""
_LEAST_SCALE, _LEAST_EDGE_SCALE = 0.02, 0.002


@dataclass(frozen=True, slots=True)
class Fit:
    """Both regressions: ``plain`` sees landmarks, ``outlined`` the edges of the legs too."""

    plain: Regression
    outlined: Regression


def fit(seen: Seen) -> Fit:
    """Return the regressions; the same rows give the same ones."""
    least = np.full(seen.features.shape[1], _LEAST_SCALE)
    least_edges = np.full(seen.edges.shape[1], _LEAST_EDGE_SCALE)
    both = np.concatenate([seen.features, seen.edges], axis=1)
    return Fit(
        _fitted(seen.features, seen.offsets, least),
        _fitted(both, seen.offsets, np.concatenate([least, least_edges])),
    )


def _fitted(features: FloatArray, offsets: FloatArray, least: FloatArray) -> Regression:
    count = features.shape[1]
    rng = np.random.default_rng(0)
    # in half the bits already here, so that what is written is what was fitted
    waves = rng.normal(0.0, np.sqrt(2 * _WAVE), (count, _WAVES)).astype(np.float16)
    waving = Regression(
        mean=features.mean(axis=0),
        scale=features.std(axis=0) + least,
        waves=waves.astype(np.float64),
        phases=rng.uniform(0.0, 2 * np.pi, _WAVES),
        weights=np.empty((1 + count + _WAVES, offsets.shape[1])),
    )
    basis = waving.basis(features)
    shrink = np.concatenate(
        [[0.0], np.full(count, _SHRINK), np.full(_WAVES, _SHRINK_WAVES * _WAVES / 2)]
    )
    gram = basis.T @ basis + np.diag(shrink)
    return replace(waving, weights=np.linalg.solve(gram, basis.T @ offsets))


def unseen_people(seen: Seen) -> dict[str, FloatArray]:
    """Return (3, parts, 2) root mean square errors of a centre's place, for tuning people seen.

    In leg lengths, for regressions fitted without that person and everybody half-way to them:
    first with constant offsets alone, then with landmarks, last with edges too; x and y of each
    part.
    """
    found = {}
    for person in (one for one in TUNING_BODIES if (seen.person == one).any()):
        without = seen.only(np.array([person not in name.split("+") for name in seen.person]))
        alone = seen.only(seen.person == person)
        fitted = fit(without)
        both = np.concatenate([alone.features, alone.edges], axis=1)
        guesses = (
            without.offsets.mean(axis=0),
            fitted.plain.offsets(alone.features).reshape(len(both), -1),
            fitted.outlined.offsets(both).reshape(len(both), -1),
        )
        errors = [np.sqrt(((guess - alone.offsets) ** 2).mean(axis=0)) for guess in guesses]
        found[person] = np.stack(errors).reshape(len(guesses), len(MOVED), 2)
    return found


def write(fitted: Regression, path: Path) -> None:
    """Write a regression where the package reads it, in fewer bits: they do not show."""
    arrays = {name: getattr(fitted, name).astype(np.float32) for name in Regression.__slots__}
    arrays["waves"] = fitted.waves.astype(np.float16)
    with (part := path.with_suffix(".part")).open("wb") as file:
        np.savez_compressed(file, **arrays)
    part.replace(path)
