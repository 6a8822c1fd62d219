"""Differences of stored runs that cannot simply be paired: independent samples, or a common part of two horizons."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from sim.analysis.logrank import LogRank, logrank
from sim.analysis.means import spread
from sim.analysis.paired import paired_share_difference, same_futures
from sim.analysis.proportions import LEVEL, proportion
from sim.analysis.rmst import RestrictedMeanDifference, independent_difference, paired_difference_of_means
from sim.analysis.tables import floats
from sim.analysis.within import COLUMNS, Seen, seen_whole, seen_within
from sim.charts.evidence import Estimate, difference
from sim.errors import InputError
from sim.results import Results

MEANS = ("payoff_eur", "live_max")
SHARES = ("reached_target", "standing_at_horizon")
STANDING_WEEKS = "standing_weeks"


@dataclass(frozen=True)
class Estimated:
    """One quantity of one run with its interval; None where one programme tells no spread."""

    value: float
    low: float | None
    high: float | None

    def named(self, label: str) -> Estimate:
        """As intervals are combined; a missing end makes the whole interval unknown."""
        low, high = (math.nan if end is None else end for end in (self.low, self.high))
        return Estimate(label, self.value, low, high)


@dataclass(frozen=True)
class Difference:
    """First minus second of one quantity. `paired` counts the futures that both have; None for independent samples.

    `p_value` is McNemar's, for a share in the same futures.
    """

    first: str
    second: str
    quantity: str
    value: float
    low: float | None
    high: float | None
    paired: int | None = None
    p_value: float | None = None

    @property
    def clear(self) -> bool:
        """The interval leaves out zero, and the exact test agrees where there is one, as in `sim compare`."""
        outside = (self.low is not None and self.low > 0.0) or (self.high is not None and self.high < 0.0)
        return outside and (self.p_value is None or self.p_value < 1.0 - LEVEL)


@dataclass(frozen=True, eq=False)
class Apart:
    """Runs compared as far as they can be: all to one week, all as independent samples, or both."""

    runs: Mapping[str, Results]
    independent: bool
    common_horizon: bool

    @property
    def until_weeks(self) -> int:
        """The week up to which all of them were watched."""
        return min(one.scenario.horizon_weeks for one in self.runs.values())

    def seen(self) -> dict[str, Seen]:
        """Each run as far as it counts."""
        return {name: self._seen(one) for name, one in self.runs.items()}

    def _seen(self, one: Results) -> Seen:
        table = one.table("replications", list(COLUMNS))
        if self.common_horizon:
            return seen_within(table, float(self.until_weeks), one.seed)
        return seen_whole(table, one.seed)

    def estimates(self) -> dict[str, dict[str, Estimated]]:
        """Each run's own numbers."""
        return {name: dict(self._estimates(self.runs[name], one)) for name, one in self.seen().items()}

    def _estimates(self, results: Results, seen: Seen) -> Iterator[tuple[str, Estimated]]:
        for name, flags in seen.shares().items():
            share = proportion(int(flags.sum()), flags.size)
            yield name, Estimated(share.share, share.low, share.high)
        if not self.common_horizon:
            table = results.table("replications", list(MEANS))
            for name in MEANS:
                mean = spread(floats(table, name))
                yield name, Estimated(mean.mean or 0.0, mean.low, mean.high)

    def differences(self) -> list[Difference]:
        """Every pair; intervals of independent samples by square-and-add of the two (Newcombe 1998)."""
        seen, estimates = self.seen(), self.estimates()
        found: list[Difference] = []
        for first, second in combinations(self.runs, 2):
            if self.independent:
                found += _unpaired(first, second, estimates)
            else:
                found += _paired(first, second, seen)
            found.append(self._weeks(first, second, seen))
        return found

    def _weeks(self, first: str, second: str, seen: Mapping[str, Seen]) -> Difference:
        compute = independent_difference if self.independent else paired_difference_of_means
        one: RestrictedMeanDifference = compute(seen[first].arm, seen[second].arm, float(self.until_weeks))
        paired = None if self.independent else _futures(seen[first], seen[second])
        return Difference(first, second, STANDING_WEEKS, one.weeks, one.low, one.high, paired)

    def logrank(self) -> LogRank | None:
        """Over all runs at once; None where they share their luck, or where nothing ended that could tell."""
        if not self.independent:
            return None
        try:
            return logrank({name: one.arm for name, one in self.seen().items()})
        except ValueError:
            return None


def _unpaired(first: str, second: str, estimates: Mapping[str, Mapping[str, Estimated]]) -> Iterator[Difference]:
    for quantity in estimates[first]:
        ours, theirs = (estimates[name][quantity].named(name) for name in (first, second))
        low, high = difference(ours, theirs)
        yield Difference(first, second, quantity, ours.value - theirs.value, _known(low), _known(high))


def _paired(first: str, second: str, seen: Mapping[str, Seen]) -> Iterator[Difference]:
    mine, yours = same_futures(seen[first].replication, seen[second].replication)
    if not mine.size:
        raise InputError(f"runs: '{first}' and '{second}' have no finished programme of the same number: nothing pairs")
    theirs = seen[second].shares()
    for quantity, flags in seen[first].shares().items():
        one = paired_share_difference(flags[mine], theirs[quantity][yours])
        low, high = _known(one.low), _known(one.high)
        yield Difference(first, second, quantity, one.mean, low, high, one.total, one.p_value)


def _futures(first: Seen, second: Seen) -> int:
    return int(same_futures(first.replication, second.replication)[0].size)


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
