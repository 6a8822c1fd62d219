"""Random numbers of the analysis itself: designs, trajectories, permutations."""

from __future__ import annotations

import numpy as np

from sim.luck.purposes import stable_id


def stream(seed: int, name: str) -> np.random.Generator:
    """A stream of its own for each seed and name: `seed + 1` and other names share nothing with it.

    A name, not a position or `seed + i`: two studies then never overlap, and adding one shifts no other.
    """
    return np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, stable_id(name)))))
