"""A search for a better policy, and what remains of its gain on luck that it has not seen.

One coordinate after the other: all its settings race against the present policy in the same futures, block by block;
whoever a paired interval shows to be worse than the leader is out. The best of those left is the new policy, until no
coordinate offers a better one or the budget is spent. The best of many looks better than it is, because it was
chosen for its luck as well; so the winner and the policy that the search began with are run again on fresh luck.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count as count_up
from typing import Literal

import numpy as np

from sim.analysis.bench import Bench, Effort, Outcomes, Spent
from sim.analysis.goal_words import number
from sim.analysis.means import mean_interval
from sim.analysis.paired import PairedDifference, paired_difference, paired_share_difference
from sim.analysis.policy_space import Policy, Space, difference_told
from sim.analysis.proportions import LEVEL, normal_quantile, wilson_interval
from sim.analysis.tables import Floats
from sim.errors import InputError
from sim.programme.words import count

Stopped = Literal["no part offers a better policy", "the budget is spent", "the rounds are over"]


@dataclass(frozen=True)
class Move:
    """A step of the search: the policy it led to, what it seemed to gain in the futures searched, out of how many
    others, and how many programmes the whole search had taken by then."""

    step: str
    change: str
    policy: Policy
    gain: float
    tried: int
    spent: int


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Optimised:
    """`searched` is the winner's mean in the futures it was chosen by, `fresh` the one on fresh luck; `start_fresh` is
    that of the policy that the search began with.

    `optimism` is the first minus the second. `gain` compares the winner with the start on fresh luck: this is what the
    search is worth. `rivals` are policies that the futures searched cannot tell from the winner.
    """

    start: Policy
    winner: Policy
    moves: tuple[Move, ...]
    searched: float
    searched_gain: float
    fresh: Estimate
    start_fresh: Estimate
    optimism: Estimate
    gain: PairedDifference
    rivals: tuple[Policy, ...]
    policies: int
    programmes: int
    stopped: Stopped

    @property
    def optimism_of_gain(self) -> float:
        """How much of the gain that the search saw was luck."""
        return self.searched_gain - self.gain.mean

    def sentence(self, told: Callable[[float], str] = number) -> str:
        """What was found, and what is left of it on fresh luck; `told` writes an amount of the measure."""
        tried = f"{count(self.policies, 'policy', 'policies')} tried, {self.programmes:,} programmes; {self.stopped}"
        if self.winner == self.start:
            return f"Nothing better than the policy that the search began with was found ({tried})."
        sure = "" if self.gain.clear else ", which may be luck"
        seen = f"in the futures it was chosen by it seemed to gain {told(self.searched_gain)}"
        luck = self.optimism_of_gain
        left = f", so {told(luck)} of that was optimism" if luck > 0.0 else ", no more than that"
        return (
            f"Found: {difference_told(self.start, self.winner)}. On fresh luck it gains {told(self.gain.mean)} "
            f"({told(self.gain.low)} to {told(self.gain.high)}){sure}; {seen}{left} ({tried})."
        )


def optimise(
    outcomes: Outcomes,
    space: Space,
    starts: Sequence[Policy],
    effort: Effort,
    *,
    share: bool = False,
    allowed: Callable[[Policy], bool] = lambda _: True,
    level: float = LEVEL,
) -> Optimised:
    """The best policy found, higher outcomes being better. The first of the starts is what gains are measured from."""
    _refuse(starts, space, allowed)
    effort.check()
    search = _Search(Bench(outcomes, effort, share), space, allowed, starts[0])
    stopped = search.run(starts)
    return _judged(search, starts[0], stopped, level)


class _Search:
    """The present policy, and how it came about."""

    def __init__(self, bench: Bench, space: Space, allowed: Callable[[Policy], bool], start: Policy) -> None:
        self.bench, self._space, self._allowed = bench, space, allowed
        self.winner = start
        self.moves: list[Move] = []

    def run(self, starts: Sequence[Policy]) -> Stopped:
        """Rounds over all coordinates until one changes nothing."""
        try:
            self._race("the start", ())
            self._race("the starts", starts[1:])
            for number in count_up(1):
                if not self._round():
                    return "no part offers a better policy"
                if number == self.bench.effort.rounds:
                    return "the rounds are over"
        except Spent:
            pass
        return "the budget is spent"

    def _round(self) -> bool:
        before = self.winner
        for part in self._space.parts:
            for place in range(len(part.steps(self.winner))):
                step = part.steps(self.winner)[place]
                self._race(step.name, step.policies)
        return self.winner != before

    def _race(self, name: str, policies: Sequence[Policy]) -> None:
        runners = [each for each in dict.fromkeys(policies) if each != self.winner and self._allowed(each)]
        left = runners
        for block in range(self.bench.effort.blocks):
            self.bench.see([self.winner, *left], block)
            left = self._still_in(left, block + 1)
        best = max(left, key=self.bench.mean, default=self.winner)
        gain = self.bench.mean(best) - self.bench.mean(self.winner)
        if gain > 0.0:
            change = difference_told(self.winner, best)
            self.moves.append(Move(name, change, best, gain, len(runners), self.bench.programmes))
            self.winner = best

    def _still_in(self, left: Sequence[Policy], blocks: int) -> list[Policy]:
        """Those who are not clearly worse than the leader in the futures seen so far."""
        seen = {each: self.bench.values(each, blocks) for each in (self.winner, *left)}
        leader = max(seen.values(), key=lambda row: float(np.mean(row)))
        level = self.bench.effort.drop_level
        return [each for each in left if mean_interval(seen[each] - leader, level=level)[2] >= 0.0]


def _judged(search: _Search, start: Policy, stopped: Stopped, level: float) -> Optimised:
    """Winner and start in futures that no choice was made by."""
    bench, winner, effort = search.bench, search.winner, search.bench.effort
    fresh = bench.simulate(list(dict.fromkeys((winner, start))), effort.blocks)
    seen = bench.values(winner, effort.blocks)
    return Optimised(
        start=start,
        winner=winner,
        moves=tuple(search.moves),
        searched=bench.mean(winner),
        searched_gain=bench.mean(winner) - bench.mean(start),
        fresh=_estimate(fresh[0], bench.share, level),
        start_fresh=_estimate(fresh[-1], bench.share, level),
        optimism=_unpaired(seen, fresh[0], level),
        gain=_gain(fresh[0], fresh[-1], bench.share, winner == start, level),
        rivals=tuple(
            each
            for each in bench.judged()
            if each != winner and mean_interval(bench.values(each, effort.blocks) - seen, level=level)[2] >= 0.0
        ),
        policies=bench.policies,
        programmes=bench.programmes,
        stopped=stopped,
    )


def _gain(winner: Floats, start: Floats, share: bool, same: bool, level: float) -> PairedDifference:
    if share:
        return paired_share_difference(winner, start, same=same, level=level)
    return paired_difference(winner, start, level=level)


def _estimate(values: Floats, share: bool, level: float) -> Estimate:
    if share:
        low, high = wilson_interval(values.sum(), values.size, level=level)
        return Estimate(float(values.mean()), float(low), float(high))
    return Estimate(*mean_interval(values, level=level))


def _unpaired(first: Floats, second: Floats, level: float) -> Estimate:
    """The difference of two means that have no future in common."""
    mean = float(np.mean(first) - np.mean(second))
    half = normal_quantile(level) * math.sqrt(np.var(first, ddof=1) / first.size + np.var(second, ddof=1) / second.size)
    return Estimate(mean, mean - half, mean + half)


def _refuse(starts: Sequence[Policy], space: Space, allowed: Callable[[Policy], bool]) -> None:
    for each in starts:
        if tuple(card for card, _ in each) != space.cards:
            raise InputError(f"a start must set the cards of the space and no others: {', '.join(space.cards)}")
    if not starts or not allowed(starts[0]):
        raise InputError("the policy that the search begins with is not possible, or there is none")
