"""The network from what was seen, and how well it does on people it has not seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.neural_network import MLPRegressor

from benchmarks.athlete.names import TUNING_BODIES
from benchmarks.joint_centres.stills import Seen
from kneecave.kinematics.joint_centres import MOVED, Network
from kneecave.model.arrays import BoolArray, FloatArray

_NETWORKS = 8
_HIDDEN = 64
_ROUNDS = 60
_SHRINK = 1.0
_NOISE = 0.15
"""Of each feature's own scatter: real landmarks jitter, and real people differ more."""
_COPIES = 4
_LEAST_SCALE = 0.02


def fit(seen: Seen) -> Network:
    """Return the network; the same rows give the same one."""
    mean, scale = seen.features.mean(axis=0), seen.features.std(axis=0) + _LEAST_SCALE
    middle, spread = seen.offsets.mean(axis=0), seen.offsets.std(axis=0)
    rng = np.random.default_rng(1)
    rows = np.tile((seen.features - mean) / scale, (_COPIES, 1))
    rows += rng.normal(0.0, _NOISE, rows.shape)
    wanted = np.tile((seen.offsets - middle) / spread, (_COPIES, 1))
    models = [
        MLPRegressor(
            hidden_layer_sizes=(_HIDDEN,),
            activation="tanh",
            alpha=_SHRINK,
            max_iter=_ROUNDS,
            n_iter_no_change=_ROUNDS,
            learning_rate_init=0.002,
            random_state=seed,
        ).fit(rows, wanted)
        for seed in range(_NETWORKS)
    ]
    return Network(
        mean=mean,
        scale=scale,
        hidden=np.stack([model.coefs_[0] for model in models]),
        hidden_bias=np.stack([model.intercepts_[0] for model in models]),
        out=np.stack([model.coefs_[1] * spread for model in models]),
        out_bias=np.stack([model.intercepts_[1] * spread + middle for model in models]),
    )


def unseen_people(seen: Seen) -> dict[str, FloatArray]:
    """Return (2, parts, 2) root mean square errors of a centre's place, for tuning people seen.

    In leg lengths, for a network fitted without that person and everybody half-way to them:
    first with constant offsets alone, then with the network; x and y of each part.
    """
    found = {}
    for person in (one for one in TUNING_BODIES if (seen.person == one).any()):
        without = _rows(seen, np.array([person not in name.split("+") for name in seen.person]))
        alone = _rows(seen, seen.person == person)
        guesses = (
            without.offsets.mean(axis=0),
            fit(without).offsets(alone.features).reshape(len(alone.features), -1),
        )
        errors = [np.sqrt(((guess - alone.offsets) ** 2).mean(axis=0)) for guess in guesses]
        found[person] = np.stack(errors).reshape(2, len(MOVED), 2)
    return found


def write(network: Network, path: Path) -> None:
    """Write the network where the package reads it, in half the bits: they do not show."""
    arrays = {name: getattr(network, name).astype(np.float32) for name in Network.__slots__}
    with (part := path.with_suffix(".part")).open("wb") as file:
        np.savez_compressed(file, **arrays)
    part.replace(path)


def _rows(seen: Seen, chosen: BoolArray) -> Seen:
    return Seen(*(getattr(seen, name)[chosen] for name in Seen.__slots__))
