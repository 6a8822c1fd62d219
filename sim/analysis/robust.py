"""Which strategy to choose when nobody knows which world it will be: seven answers, and whether they are one.

A world is one setting of what is not known, and every strategy met the same ones. Where each world was run with several
replications, give their means: a single programme's luck is nothing to insure against by choice of strategy, and regret
against the luckiest would count foresight of luck as an alternative.
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
from sim.analysis.tables import Flags, Floats, Ints
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
    """Payoffs of strategies in the same worlds, and whether (or in which share of futures) each reached the target."""
    names = tuple(payoffs)
    payoff = _by_world(payoffs, "payoff")
    target = _shares(reached, names, payoff.shape) if reached is not None else None
    draws = np.random.Generator(np.random.Philox(key=seed))
    drawn = list(draws.integers(0, payoff.shape[0], (resamples, payoff.shape[0])))
    rules = [rule for rule in _RULES if target is not None or not rule.of_target]
    criteria = tuple(
        _criterion(rule, names, target if rule.of_target and target is not None else payoff, drawn) for rule in rules
    )
    agreed = tuple(name for name in names if all(name in each.picks for each in criteria))
    return RobustChoice(names, int(payoff.shape[0]), criteria, agreed, _verdict(criteria, agreed))


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


def _criterion(rule: _Rule, names: Sequence[str], values: Floats, drawn: Sequence[Ints]) -> Criterion:
    scores = rule.score(values)
    first = _first(scores, rule)
    again = [bool(np.array_equal(_first(rule.score(values[each]), rule), first)) for each in drawn]
    steady = float(np.mean(again)) if again else 1.0
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
    if agreed:
        return f"All {len(criteria)} criteria agree on {listed(list(agreed))}."
    by_pick: dict[str, list[str]] = {}
    for each in criteria:
        by_pick.setdefault(listed(list(each.picks)), []).append(f"'{each.name}'")
    parts = [f"{picked} by {listed(names)}" for picked, names in by_pick.items()]
    return f"The criteria disagree: {'; '.join(parts)}."


def _by_world(values: Mapping[str, npt.ArrayLike], what: str) -> Floats:
    rows = stacked(values, what=f"robust choice, {what}")
    if rows.ndim != 2:  # noqa: PLR2004
        raise InputError(f"robust choice, {what}: one value for each world is needed; give the mean over replications")
    return rows.T


def _shares(reached: Mapping[str, npt.ArrayLike], names: Sequence[str], shape: tuple[int, ...]) -> Floats:
    if set(reached) != set(names):
        raise InputError(f"robust choice: payoffs are of {listed(list(names))}, targets of {listed(list(reached))}")
    shares = _by_world({name: reached[name] for name in names}, "target")
    if shares.shape != shape:
        raise InputError(f"robust choice: payoffs are of {shape[0]} worlds, targets of {shares.shape[0]}")
    if np.any((shares < 0.0) | (shares > 1.0)):
        raise InputError("robust choice: whether the target was reached is a share between 0 and 1")
    return shares
