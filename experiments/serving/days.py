"""What the serving study takes from simulated days: the stories of conf/stack, each with its variants side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from experiments.kit.arms import Study
from experiments.kit.measured import POINTS, RATIO, SHARE, Measured
from sim.analysis.serving_days import Interval, mean_of
from sim.composition.stack import compose_stack
from sim.luck import Luck, purposes
from sim.scenario.sizes import size_at
from sim.served import Served, serve
from sim.serving.outcome import Day

DAYS = 10
CALLS = 20_000
PRICES = purposes.purpose("study: prices of calls")
FULL = 50
SHORT = ("day.hours=0.5", "day.warm_up_hours=0.1", "cache.days_before=0")
"""A study with few replications looks at half an hour: that all is there, and no verdict."""

Number = Callable[[Day], float | None]


def served(study: Study, stack: str, *words: str) -> Served:
    """The days of a story under the study's luck."""
    return _served(stack, words, study.seed, study.replications >= FULL)


@cache
def _served(stack: str, words: Sequence[str], seed: int, full: bool) -> Served:
    shorter = () if full else SHORT
    stacks = compose_stack([f"stack={stack}", *words, *shorter]).stacks
    return serve(stacks, replications=DAYS if full else 1, seed=seed, executor="processes" if full else "inline")


def number(name: str) -> Number:
    """A number of the day by its dotted name."""
    return lambda day: day.numbers()[name]


def worst(name: str) -> Number:
    """The worst five minutes of a class: its highest 95th percentile of waiting."""
    return lambda day: max((value for value in day.series.p95_seconds[name] if value is not None), default=None)


def day_ratio(found: Served, number_of: Number, more: str, less: str) -> Measured:
    """One variant over another, day by day under the same requests."""
    pairs = zip(_values(found, more, number_of), _values(found, less, number_of), strict=True)
    return _measured(mean_of([None if a is None or not b else a / b for a, b in pairs]), RATIO)


def stack_ratio(more: Served, less: Served, number_of: Number) -> Measured:
    """One stack over another under the same requests."""
    pairs = zip(_values(more, more.first, number_of), _values(less, less.first, number_of), strict=True)
    return _measured(mean_of([None if a is None or not b else a / b for a, b in pairs]), RATIO)


def prices_of(found: Served, dear: float, cheap: float) -> Measured:
    """The price of a dear call over that of a cheap one, of as many calls as the classes make, at list price."""
    stack = found.stacks[found.first]
    classes = list(stack.callers().values())
    calls = [round(CALLS * one.per_second / sum(each.per_second for each in classes)) for one in classes]
    luck = Luck(found.seed, 0)
    prices = []
    for place, (one, count) in enumerate(zip(classes, calls, strict=True)):
        read, written = (luck.uniforms(PRICES, 2 * place + part, count) for part in (0, 1))
        for first, second in zip(read.tolist(), written.tolist(), strict=True):
            tokens_in, tokens_out = size_at(one.input_tokens, first), size_at(one.output_tokens, second)
            prices.append(tokens_in * stack.large.input_eur + tokens_out * stack.large.output_eur)
    low, high = np.quantile(prices, [cheap, dear])
    return Measured(float(high / low), math.nan, math.nan, RATIO, f"of {len(prices):,} calls")


def day_difference(found: Served, number_of: Number, first: str, second: str) -> Measured:
    """One share minus another, in points."""
    pairs = zip(_values(found, first, number_of), _values(found, second, number_of), strict=True)
    return _measured(mean_of([None if a is None or b is None else a - b for a, b in pairs]), POINTS)


def day_share(found: Served, number_of: Number, variant: str) -> Measured:
    """A share of one variant."""
    return _measured(mean_of(_values(found, variant, number_of)), SHARE)


def _values(found: Served, variant: str, number_of: Number) -> list[float | None]:
    return [number_of(day) for day in found.days[variant]]


def _measured(found: Interval | None, unit: str) -> Measured:
    if found is None:
        return Measured(math.nan, math.nan, math.nan, unit)
    days = f"over {found.days} simulated day{'' if found.days == 1 else 's'}"
    low, high = (math.nan if end is None else end for end in (found.low, found.high))
    return Measured(found.mean, low, high, unit, days)
