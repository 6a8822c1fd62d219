"""Answers kept for those who ask the same again: least recently used goes first, and none is given when too old.

An answer enters when it is there, also a wrong one, which is then given again: no cache knows. Two caches, by wording
and by meaning, follow every call that they could answer, so that each is a cache of its own as Che's rule has it, and
the one by meaning finds whatever the one by wording finds.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator

import numpy as np

from sim.luck import Luck
from sim.scenario.serving import Cache, Stack
from sim.serving.arrivals import entity
from sim.serving.draws import BEFORE, keyed, questions_of
from sim.serving.zipf import Questions

HOURS_TOGETHER = 1.0


class Answers:
    """One cache: whether the kept answer is right, by key."""

    def __init__(self, entries: int, seconds_valid: float) -> None:
        self._entries, self._seconds = entries, seconds_valid
        self._kept: OrderedDict[int, tuple[float, bool]] = OrderedDict()

    def given(self, key: int, now: float) -> bool | None:
        """Whether the answer that is given is right; None where there is none to give."""
        found = self._kept.get(key)
        if found is None or now - found[0] > self._seconds:
            return None
        self._kept[key] = (now, found[1])
        self._kept.move_to_end(key)
        return found[1]

    def keep(self, key: int, now: float, right: bool) -> None:
        """An answer that has just been made or used."""
        self._kept[key] = (now, right)
        self._kept.move_to_end(key)
        if len(self._kept) > self._entries:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)


class Caches:
    """The two caches of a stack, either of which may be off."""

    def __init__(self, cards: Cache) -> None:
        self.on = cards.exact or cards.semantic
        self._exact = Answers(cards.entries, cards.minutes * 60.0) if cards.exact else None
        self._semantic = Answers(cards.entries, cards.minutes * 60.0) if cards.semantic else None

    def given(self, text: int, meaning: int, now: float) -> tuple[bool, bool] | None:
        """Whether the answer is right, and whether it was found by its wording; None where there is none."""
        exact = None if self._exact is None else self._exact.given(text, now)
        if self._semantic is None:
            return None if exact is None else (exact, True)
        semantic = self._semantic.given(meaning, now)
        if exact is not None:
            return exact, True
        if semantic is None:
            return None
        if self._exact is not None:
            self._exact.keep(text, now, semantic)
        return semantic, False

    def keep(self, text: int, meaning: int, now: float, right: bool) -> None:
        """A model's answer."""
        if self._exact is not None:
            self._exact.keep(text, now, right)
        if self._semantic is not None:
            self._semantic.keep(meaning, now, right)


def fill(caches: Caches, stack: Stack, luck: Luck) -> None:
    """Let the repeatable calls of the days before pass, as a cache that starts empty would need days to fill."""
    if not caches.on or stack.cache.days_before <= 0.0:
        return
    hours = stack.cache.days_before * 24.0
    begin = -stack.day.warm_up_hours * 3_600.0
    chunks = max(1, round(hours / HOURS_TOGETHER))
    seconds = hours * 3_600.0 / chunks
    classes = [
        (caller, callers.per_second * callers.repeat_share * seconds, questions_of(callers))
        for caller, callers in enumerate(stack.callers().values())
    ]
    for chunk in range(chunks):
        first = begin - (chunks - chunk) * seconds
        for second, text, meaning in _asked_before(classes, luck, chunk, seconds):
            caches.keep(text, meaning, first + second, True)


def _asked_before(
    classes: list[tuple[int, float, Questions]], luck: Luck, chunk: int, seconds: float
) -> Iterator[tuple[float, int, int]]:
    """Second, wording and meaning of the calls of all classes in one stretch of time, in their order."""
    columns = []
    for caller, expected, questions in classes:
        count = math.floor(expected * (chunk + 1)) - math.floor(expected * chunk)
        texts, meanings = questions.at(luck.uniforms(BEFORE, entity(caller, chunk), count))
        when = (np.arange(count) + 0.5) * (seconds / max(1, count))
        columns.append((when, keyed(caller, texts), keyed(caller, meanings)))
    when, texts, meanings = (np.concatenate(parts) for parts in zip(*columns, strict=True))
    order = np.argsort(when, kind="stable")
    return zip(when[order].tolist(), texts[order].tolist(), meanings[order].tolist(), strict=True)
