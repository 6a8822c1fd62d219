"""Which strategy to choose when nobody knows which world it will be: seven answers, and whether they are one.

A world is one setting of what is not known, and every strategy met the same ones. A single programme's luck is nothing
to insure against by choice of strategy, and regret against the luckiest would count foresight of luck as an
alternative: where worlds have several replications each, the rules see expected values with luck taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.means import P10
from sim.analysis.ranking import best_by_future
from sim.analysis.resampling import BOOTSTRAP_SEED
from sim.analysis.stacked import stacked
from sim.analysis.tables import Flags, Floats
from sim.analysis.uncertainty import expected_values
from sim.errors import InputError
from sim.programme.words import euros, listed, percent

RESAMPLES = 400
TAIL = 0.10
_TIED = 1e-12


@dataclass(frozen=True)
class Criterion:
    """One rule of choice: `values` in the order of the strategies, `picks` whoever is first (several where tied).

    `steady` is the share of resamples of the worlds in which the same ones are first.
    """

    name: str
    unit: str
    higher_is_better: bool
    values: tuple[float, ...]
    picks: tuple[str, ...]
    steady: float
    sentence: str

    @property
    def decides(self) -> bool:
        """Whether it picks some and not all."""
        return len(self.picks) < len(self.values)


@dataclass(frozen=True)
class RobustChoice:
    """The table strategies × criteria; `agreed` are the strategies that every criterion picks, mostly one or none."""

    strategies: tuple[str, ...]
    worlds: int
    criteria: tuple[Criterion, ...]
    agreed: tuple[str, ...]
    sentence: str


Scores = Callable[[Floats], Floats]
"""Worlds × strategies in, a score for each strategy out."""


@dataclass(frozen=True)
class _Rule:
    name: str
    unit: str
    score: Scores
    higher_is_better: bool = True
    of_target: bool = False


def robust_choice(
    payoffs: Mapping[str, npt.ArrayLike],
    reached: Mapping[str, npt.ArrayLike] | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> RobustChoice:
    """Payoffs of strategies in the same worlds, and whether (or in which share of futures) each reached the target.

    Values for each world, or worlds × replications, no two worlds with luck in common.
    """
    names = tuple(payoffs)
    payoff = _by_world(payoffs, "payoff")
    target = _shares(reached, names, payoff.shape[:2]) if reached is not None else None
    rules = [rule for rule in _RULES if target is not None or not rule.of_target]
    worlds = int(payoff.shape[1])
    draws = np.random.Generator(np.random.Philox(key=seed))
    drawn = (draws.integers(0, worlds, worlds) for _ in range(resamples))
    again = [_scores(rules, payoff[:, each], None if target is None else target[:, each]) for each in drawn]
    columns = [[scores[place] for scores in again] for place in range(len(rules))]
    here = _scores(rules, payoff, target)
    criteria = tuple(_criterion(*each, names) for each in zip(rules, here, columns, strict=True))
    agreed = tuple(name for name in names if all(name in each.picks for each in criteria))
    return RobustChoice(names, worlds, criteria, agreed, _verdict(criteria, agreed))


def lower_tail_mean(values: Floats, tail: float = TAIL) -> Floats:
    """Mean of the worst tenth of each column; a world that straddles the edge counts with the part inside."""
    worlds = values.shape[0]
    inside = np.clip(tail * worlds - np.arange(worlds), 0.0, 1.0)
    return np.asarray(inside @ np.sort(values, axis=0) / (tail * worlds), dtype=np.float64)


def most_regret(values: Floats) -> Floats:
    """How much each column falls behind the best of the same world, in the world where it falls behind most."""
    return np.asarray(np.max(np.max(values, axis=1, keepdims=True) - values, axis=0), dtype=np.float64)


_RULES = (
    _Rule("expected value", "EUR", lambda values: np.mean(values, axis=0)),
    _Rule("one world in ten is worse (P10)", "EUR", lambda values: np.quantile(values, P10, axis=0)),
    _Rule("mean of the worst tenth (CVaR)", "EUR", lower_tail_mean),
    _Rule("greatest regret", "EUR", most_regret, higher_is_better=False),
    _Rule("pays back (payoff of at least 0)", "share", lambda values: np.mean(values >= 0.0, axis=0)),
    _Rule("reaches the target", "share", lambda values: np.mean(values, axis=0), of_target=True),
    _Rule("is the best of all", "share", lambda values: np.mean(best_by_future(values), axis=0)),
)


def _scores(rules: Sequence[_Rule], payoff: Floats, target: Floats | None) -> list[Floats]:
    """A score for each strategy by each rule, from strategies × worlds (× replications) of payoffs."""
    by_world = (expected_values(payoff) if payoff.ndim > 2 else payoff).T  # noqa: PLR2004
    return [rule.score(target.T if rule.of_target and target is not None else by_world) for rule in rules]


def _criterion(rule: _Rule, scores: Floats, again: Sequence[Floats], names: Sequence[str]) -> Criterion:
    first = _first(scores, rule)
    same = [bool(np.array_equal(_first(each, rule), first)) for each in again]
    steady = float(np.mean(same)) if same else 1.0
    return Criterion(
        name=rule.name,
        unit=rule.unit,
        higher_is_better=rule.higher_is_better,
        values=tuple(float(score) for score in scores),
        picks=tuple(_where(first, names)),
        steady=steady,
        sentence=_told(rule, names, scores, first, steady),
    )


def _first(scores: Floats, rule: _Rule) -> Flags:
    """Who is first; what differs by less than rounding is tied."""
    gain = scores if rule.higher_is_better else -scores
    return np.asarray(gain >= gain.max() - _TIED * np.max(np.abs(scores)), dtype=np.bool_)


def _told(rule: _Rule, names: Sequence[str], scores: Floats, first: Flags, steady: float) -> str:
    picks = _where(first, names)
    head = f"By '{rule.name}': {listed(picks)} with {_amount(rule, scores[first][0])}"
    if first.all():
        return f"{head}, which is all of them; this criterion decides nothing."
    rest = scores[~first]
    next_best = rest.max() if rule.higher_is_better else rest.min()
    return (
        f"{head}; next {listed(_where(~first & (scores == next_best), names))} with {_amount(rule, next_best)}. "
        f"The same in {percent(steady)} of resamples of the worlds."
    )


def _where(flags: Flags, names: Sequence[str]) -> list[str]:
    return [name for name, flag in zip(names, flags, strict=True) if flag]


def _amount(rule: _Rule, score: float) -> str:
    return euros(float(score)) if rule.unit == "EUR" else percent(float(score))


def _verdict(criteria: Sequence[Criterion], agreed: Sequence[str]) -> str:
    idle = [f"'{each.name}'" for each in criteria if not each.decides]
    rest = f" {listed(idle)} {'decides' if len(idle) == 1 else 'decide'} nothing." if idle else ""
    if len(idle) == len(criteria):
        return f"No criterion tells {listed(list(agreed))} apart." if agreed[1:] else "There is one strategy only."
    if agreed:
        which = f"{len(criteria) - len(idle)} criteria that decide" if idle else f"{len(criteria)} criteria"
        return f"All {which} agree on {listed(list(agreed))}.{rest}"
    by_pick: dict[str, list[str]] = {}
    for each in criteria:
        if each.decides:
            by_pick.setdefault(listed(list(each.picks)), []).append(f"'{each.name}'")
    parts = [f"{picked} by {listed(names)}" for picked, names in by_pick.items()]
    return f"The criteria disagree: {'; '.join(parts)}.{rest}"


def _by_world(values: Mapping[str, npt.ArrayLike], what: str) -> Floats:
    rows = stacked(values, what=f"robust choice, {what}")
    if rows.ndim not in (2, 3):
        raise InputError(f"robust choice, {what}: one value for each world is needed, or worlds × replications")
    return rows


def _shares(reached: Mapping[str, npt.ArrayLike], names: Sequence[str], shape: tuple[int, ...]) -> Floats:
    """Strategies × worlds, as shares of each world's replications."""
    if set(reached) != set(names):
        raise InputError(f"robust choice: payoffs are of {listed(list(names))}, targets of {listed(list(reached))}")
    rows = _by_world({name: reached[name] for name in names}, "target")
    shares = rows.mean(axis=2) if rows.ndim > 2 else rows  # noqa: PLR2004
    if shares.shape != shape:
        raise InputError(f"robust choice: payoffs are of {shape[1]} worlds, targets of {shares.shape[1]}")
    if np.any((shares < 0.0) | (shares > 1.0)):
        raise InputError("robust choice: whether the target was reached is a share between 0 and 1")
    return shares
