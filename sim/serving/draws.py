"""What each call is like, drawn in blocks: a function of seed, replication, class and the call's number only.

So two stacks on the same seed see the same calls, one by one, whatever gateway, cache or replicas they have.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.luck import Luck, purpose
from sim.scenario.callers import Callers
from sim.scenario.serving import Stack
from sim.scenario.sizes import SHARES
from sim.serving.arrivals import Arrivals, Rate, entity
from sim.serving.zipf import Questions

BLOCK = 2_048
Ranks = NDArray[np.int64]
CLASS_BITS = 2
PREFIX_BITS = 20

ARRIVAL = purpose("serving: when a call comes")
INPUT = purpose("serving: a call's input tokens")
OUTPUT = purpose("serving: a call's output tokens")
REPEAT = purpose("serving: whether a call's question comes again")
TEXT = purpose("serving: which question a call asks")
PREFIX = purpose("serving: which prefix a call has")
SIMPLE = purpose("serving: whether a call is simple")
MISJUDGED = purpose("serving: whether a hard call is taken for a simple one")
TIER = purpose("serving: whether value tiers send a hard call to the small model")
SMALL_RIGHT = purpose("serving: whether the small model answers a hard call rightly")
LANE = purpose("serving: whether a call goes to the batch lane")
WRONG_HIT = purpose("serving: whether a semantic hit fits")
FAILED = purpose("serving: whether a first attempt fails")
AGAIN = purpose("serving: whether a further attempt or a fallback fails")
BEFORE = purpose("serving: questions asked before the day")


def keyed(caller: int, ranks: Ranks) -> Ranks:
    """Keys of questions in a cache that all classes share."""
    return (ranks << CLASS_BITS) + caller


class Draws:
    """The calls of one class in their order, as what `Call` takes."""

    def __init__(self, stack: Stack, name: str, caller: int, luck: Luck) -> None:
        self._stack, self._callers, self._caller, self._luck = stack, stack.callers()[name], caller, luck
        self._block = 0
        cache = stack.cache
        self._questions = questions_of(self._callers) if cache.exact or cache.semantic else None
        self._arrivals = Arrivals(Rate(self._callers, stack.day, luck, caller))

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return chain.from_iterable(self._blocks())

    def _blocks(self) -> Iterator[Iterator[tuple[Any, ...]]]:
        while True:
            yield self._next_block()
            self._block += 1

    def _uniforms(self, what: int) -> Any:
        return self._luck.uniforms(what, entity(self._caller, self._block), BLOCK)

    def _next_block(self) -> Iterator[tuple[Any, ...]]:
        callers, router, gateway = self._callers, self._stack.router, self._stack.gateway
        read = callers.context_times * (1.0 - gateway.trim_share)
        simple = self._uniforms(SIMPLE) < callers.simple_share
        misjudged = ~simple & (self._uniforms(MISJUDGED) < router.misjudged_share) & router.routes
        tiered = router.routes and router.value_tiers and callers.value_eur < router.tier_value_eur
        cheap = ~simple & (self._uniforms(TIER) < router.tier_extra_share) & tiered
        texts, meanings = self._questions_asked()
        first = self._block * BLOCK
        prefixes = (self._uniforms(PREFIX) * callers.prefixes).astype(np.int64) + (self._caller << PREFIX_BITS)
        return zip(
            self._arrivals.times(self._uniforms(ARRIVAL).tolist()),
            range(first, first + BLOCK),
            (np.interp(self._uniforms(INPUT), SHARES, callers.input_tokens) * read).tolist(),
            np.interp(self._uniforms(OUTPUT), SHARES, callers.output_tokens).tolist(),
            texts,
            meanings,
            prefixes.tolist(),
            ((simple & router.routes) | misjudged | cheap).tolist(),
            (simple | (~misjudged & (self._uniforms(SMALL_RIGHT) < router.small_right_share))).tolist(),
            (self._uniforms(LANE) < callers.batch_share).tolist(),
            (self._uniforms(WRONG_HIT) < self._stack.cache.wrong_share).tolist(),
            self._uniforms(FAILED).tolist(),
            strict=True,
        )

    def _questions_asked(self) -> tuple[list[int], list[int]]:
        """Keys of wording and meaning; 0 where no cache can answer, negative where a question never comes again."""
        if self._questions is None:
            return [0] * BLOCK, [0] * BLOCK
        rest = np.zeros(BLOCK, dtype=np.int64)
        if self._stack.cache.keeps_unique:
            first = self._block * BLOCK + 1
            rest = -keyed(self._caller, np.arange(first, first + BLOCK))
        repeats = self._uniforms(REPEAT) < self._callers.repeat_share
        texts, meanings = (keyed(self._caller, ranks) for ranks in self._questions.at(self._uniforms(TEXT)))
        return np.where(repeats, texts, rest).tolist(), np.where(repeats, meanings, rest).tolist()


def questions_of(callers: Callers) -> Questions:
    """What a class asks."""
    return Questions(callers.distinct_texts, callers.distinct_meanings, callers.popularity_exponent)
