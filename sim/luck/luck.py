"""One replication's luck.

The scheme: Philox4x64-10 with key (seed, replication) and counter (index // 4, entity, purpose, 0); a draw is output
word index % 4 of that block. Its upper 52 bits k make the uniform (k + 0.5) / 2**52. That is exact, symmetric about
one half and strictly inside (0, 1); with 53 bits the half would be rounded away and the largest uniform would be 1.
"""

from __future__ import annotations

from operator import index as exact_int

import numpy as np
from numpy.typing import NDArray

from sim.luck.philox import WORD_MASK, block, round_keys
from sim.luck.quantiles import exponential_quantile, normal_quantile, normal_quantiles

Floats = NDArray[np.float64]

DROPPED_BITS = 12
SPACING = 1.0 / 4_503_599_627_370_496.0  # 2**-52


def uniform_of(word: int) -> float:
    """The uniform of a 64-bit word, strictly inside (0, 1)."""
    return ((word >> DROPPED_BITS) + 0.5) * SPACING


def _word(value: int, what: str) -> int:
    """The value as one 64-bit word of key or counter; anything that would wrap onto another's luck is refused."""
    word = exact_int(value)
    if not 0 <= word <= WORD_MASK:
        raise ValueError(f"{what} is {word}; allowed are 0 to 2**64 - 1")
    return word


class Luck:
    """Draws of one replication, by purpose, entity (which workload, which team) and index (which of its draws).

    Pure but for speed: the last block of four of each (purpose, entity) is kept, as draws mostly come in sequence.
    """

    __slots__ = ("_keys", "_last", "replication", "seed")

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = _word(seed, "the seed")
        self.replication = _word(replication, "the replication")
        self._keys = round_keys(self.seed, self.replication)
        self._last: dict[tuple[int, int], tuple[float, float, float, float, int]] = {}

    def become(self, seed: int, replication: int) -> None:
        """Another replication's luck from now on, for everybody who draws from this one."""
        other = Luck(seed, replication)
        self.seed, self.replication, self._keys = other.seed, other.replication, other._keys
        self._last.clear()

    def uniform(self, purpose: int, entity: int = 0, index: int = 0) -> float:
        """A uniform strictly inside (0, 1)."""
        four = self._last.get((purpose, entity))
        if four is None or four[4] != index >> 2:
            four = self._four(purpose, entity, index >> 2)
        return four[index & 3]

    def exponential(self, purpose: int, entity: int = 0, index: int = 0) -> float:
        """An exponential of mean 1."""
        return exponential_quantile(self.uniform(purpose, entity, index))

    def normal(self, purpose: int, entity: int = 0, index: int = 0) -> float:
        """A standard normal."""
        return normal_quantile(self.uniform(purpose, entity, index))

    def uniforms(self, purpose: int, entity: int, count: int) -> Floats:
        """`uniform(purpose, entity, i)` for i below `count`, bit for bit, from numpy's own Philox."""
        first = _word(purpose, "the purpose") << 128 | _word(entity, "the entity") << 64
        before_first = (first - 1) % (1 << 256)  # numpy steps the counter before it generates
        generator = np.random.Philox(key=self.seed | self.replication << 64, counter=before_first)
        words = generator.random_raw(count)
        return ((words >> np.uint64(DROPPED_BITS)).astype(np.float64) + 0.5) * SPACING

    def normals(self, purpose: int, entity: int, count: int) -> Floats:
        """`normal(purpose, entity, i)` for i below `count`, bit for bit."""
        return normal_quantiles(self.uniforms(purpose, entity, count))

    def _four(self, purpose: int, entity: int, number: int) -> tuple[float, float, float, float, int]:
        counter = _word(number, "the index // 4"), _word(entity, "the entity"), _word(purpose, "the purpose")
        a, b, c, d = block(self._keys, *counter, 0)
        four = (uniform_of(a), uniform_of(b), uniform_of(c), uniform_of(d), number)
        self._last[purpose, entity] = four
        return four
