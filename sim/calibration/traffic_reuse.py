"""How long ago each prompt was last asked, and how many different ones a window of requests holds.

A log of ten million prompts is gone through in parts, so that it takes little memory beside the hashes themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PART = 1 << 20

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reuse:
    """Requests since the last one of the same prompt, for each request in turn; 0 where there was none."""

    since: Ints

    @property
    def requests(self) -> int:
        """How many requests there are."""
        return len(self.since)

    @property
    def distinct(self) -> int:
        """How many prompts there are."""
        return len(self.since) - int(np.count_nonzero(self.since))


def _parts(number: int) -> Iterator[slice]:
    return (slice(first, min(first + _PART, number)) for first in range(0, number, _PART))


def reuse_of(hashes: NDArray[np.uint64]) -> Reuse:
    """One sort of hash and place in one number; some 40 bits of the hash are left, so that few prompts are mixed up."""
    number = len(hashes)
    bits = np.uint64(max(1, number.bit_length()))
    places = (np.uint64(1) << bits) - np.uint64(1)
    both = hashes & ~places
    for part in _parts(number):
        both[part] |= np.arange(part.start, part.stop, dtype=np.uint64)
    both.sort()
    since = np.zeros(number, np.int32)
    for part in _parts(number - 1):
        now, before = both[part.start + 1 : part.stop + 1], both[part]
        again = (now ^ before) <= places
        place = (now & places).astype(np.int64)
        since[place] = np.where(again, place - (before & places).astype(np.int64), 0)
    return Reuse(since)


def sorted_in(windows: Floats, lengths: Ints) -> tuple[Floats, Floats]:
    """How many of the lengths above 0 lie up to each window and beyond the one before it, and their sums."""
    calls, sums = np.zeros(len(windows) + 1), np.zeros(len(windows) + 1)
    for part in _parts(len(lengths)):
        some = lengths[part]
        some = some[some > 0]
        bins = np.searchsorted(windows, some)
        calls += np.bincount(bins, minlength=len(calls))
        sums += np.bincount(bins, some, minlength=len(calls))
    return calls, sums


def footprint(reuse: Reuse, windows: Floats) -> Floats:
    """Different prompts in a window of so many requests, on average over all windows of the log."""
    number, since = reuse.requests, reuse.since
    used_again = np.zeros(number, bool)
    for part in _parts(number):
        place = np.arange(part.start, part.stop)
        used_again[(place - since[part])[since[part] > 0]] = True
    first = np.flatnonzero(since == 0).astype(np.int32) + np.int32(1)
    last = np.int32(number) - np.flatnonzero(~used_again).astype(np.int32)
    missed = np.zeros(len(windows))
    for lengths in (since, first, last):
        calls, sums = sorted_in(windows, lengths)
        missed += np.cumsum(sums[::-1])[::-1][1:] - windows * np.cumsum(calls[::-1])[::-1][1:]
    return np.asarray(reuse.distinct - missed / (number - windows + 1.0))
