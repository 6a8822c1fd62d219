"""How fast list prices of the same model fall: from a history of prices, flagged models left out."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.calibration.price_flags import histories_of
from sim.calibration.price_list import Price, Tokens

DAYS_PER_YEAR = 365.25
LEAST_MODELS, LEAST_YEARS, LEAST_SPAN_YEARS = 8, 4.0, 0.5
"""Fewer models, less time watched in sum, or a shorter history says nothing about a year."""
_DRAWS = 2_000
_KEY = 0x7072_6963_6573


@dataclass(frozen=True)
class Steps:
    """One model's price of a call over time, as shares of its first; `years` is how long it was watched."""

    name: str
    provider: str
    days: tuple[str, ...]
    shares: tuple[float, ...]
    years: float

    @property
    def change(self) -> float:
        """Log of the last price over the first."""
        return math.log(self.shares[-1])

    @property
    def steps(self) -> int:
        """How often it changed."""
        return sum(one != other for one, other in zip(self.shares, self.shares[1:], strict=False))


@dataclass(frozen=True)
class Decline:
    """Share of the price lost in a year, over all models together; `low` to `high` is a 95% interval over providers."""

    per_year: float
    low: float
    high: float
    models: int
    changed: int
    years: float
    groups: int


def day_number(day: str) -> int:
    """Days since the calendar began; a month counts from its first."""
    year, month, *rest = (int(part) for part in day.split("-"))
    return date(year, month, rest[0] if rest else 1).toordinal()


def steps_of(entries: Sequence[Price], tokens: Tokens, last_day: str, *, watched_on: bool) -> tuple[Steps, ...]:
    """The models that were watched for some time. A log of changes (`watched_on`) holds each price until its last day;
    a list of what was seen on some days holds it to the model's own last entry."""
    found = []
    for name, several in histories_of(entries).items():
        dated = [one for one in several if one.day and one.of_call(tokens) > 0.0]
        if not dated:
            continue
        end = last_day if watched_on else dated[-1].day
        years = (day_number(end) - day_number(dated[0].day)) / DAYS_PER_YEAR
        if years > 0.0:
            first = dated[0].of_call(tokens)
            shares = tuple(one.of_call(tokens) / first for one in dated)
            found.append(Steps(name, dated[-1].provider, tuple(one.day for one in dated), shares, years))
    return tuple(found)


def decline_of(steps: Sequence[Steps], flagged: Collection[str]) -> Decline | str:
    """The decline, or why the history says none."""
    clean = [one for one in steps if one.name not in flagged]
    years = sum(one.years for one in clean)
    longest = max((one.years for one in clean), default=0.0)
    if len(clean) < LEAST_MODELS or years < LEAST_YEARS or longest < LEAST_SPAN_YEARS:
        return (
            f"the history has {len(clean)} unflagged models over {longest * 12:.1f} months; a yearly decline needs "
            f"{LEAST_MODELS} models, {LEAST_YEARS:g} model-years and {LEAST_SPAN_YEARS * 12:g} months"
        )
    low, high, groups = _interval(clean)
    changed = sum(one.steps > 0 for one in clean)
    return Decline(_per_year(sum(one.change for one in clean), years), low, high, len(clean), changed, years, groups)


def _per_year(change: float, years: float) -> float:
    return 1.0 - math.exp(change / years)


def _interval(clean: Sequence[Steps]) -> tuple[float, float, int]:
    """Providers are drawn again whole: one decision of theirs moves several models."""
    groups: Mapping[str, list[Steps]] = _by_provider(clean)
    changes = np.array([sum(one.change for one in group) for group in groups.values()])
    years = np.array([sum(one.years for one in group) for group in groups.values()])
    generator = np.random.Generator(np.random.Philox(key=_KEY))
    drawn = generator.multinomial(len(groups), np.full(len(groups), 1.0 / len(groups)), size=_DRAWS)
    declines = 1.0 - np.exp(drawn @ changes / (drawn @ years))
    low, high = np.percentile(declines, (2.5, 97.5))
    return float(low), float(high), len(groups)


def _by_provider(clean: Sequence[Steps]) -> dict[str, list[Steps]]:
    groups: dict[str, list[Steps]] = {}
    for one in clean:
        groups.setdefault(one.provider or one.name, []).append(one)
    return groups
