"""What it would be worth to know a card before choosing: its expected value of partial perfect information (EVPPI).

Each strategy's payoff is regressed on the card's sampled value by a natural cubic spline (Strong, Oakley & Brennan,
Medical Decision Making 34:311, 2014). Knowing the card is worth the mean, over its values, of the best fitted payoff,
less the best mean. Only differences to the best strategy count, and under common luck they are far less noisy.

The best of noisy fits looks better than it is, by as much as noise alone would make it look. That much is measured by
dealing out what the fit leaves unexplained to other worlds, and subtracted. The fit itself is first shrunk by what of
it may be noise: without any relation this is the plain permutation of payoffs, and nothing remains; with a strong one
hardly anything is taken off, as little need be. The best payoff in each single world minus the best mean, in contrast,
is the value of foreseeing the luck, which nobody can buy.

Where two strategies tie on average the higher mean is the luckier one, and the value reads a little low. The interval
allows for it: it holds for whichever of the strategies within the error of the best is the best.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.accelerated import accelerated_interval
from sim.analysis.proportions import LEVEL, normal_quantile
from sim.analysis.resampling import BOOTSTRAP_SEED
from sim.analysis.stacked import stacked
from sim.analysis.tables import Floats
from sim.errors import InputError

RESAMPLES = 500
PERMUTATIONS = 500
WORLDS_PER_COLUMN = 10
"""Fewest worlds for each column of the regression."""
_KNOT_QUANTILES = (0.05, 0.275, 0.5, 0.725, 0.95)
"""Where F. Harrell, Regression Modeling Strategies, puts five knots."""
_FEW_LEVELS = 6
_FEWEST_KNOTS = 3
_NEGLIGIBLE = 1e-9
_VALUES_AT_A_TIME = 1 << 18
_GROUPS = 100


@dataclass(frozen=True)
class InformationValue:
    """`raw_eur` is what the fit shows, `noise_eur` what noise adds to it; `net_eur` with its interval is the answer.

    `p_value` is how often payoffs that have nothing to do with the card look at least as valuable to know by.
    """

    card: str
    worlds: int
    raw_eur: float
    noise_eur: float
    low_eur: float
    high_eur: float
    p_value: float
    level: float = LEVEL

    @property
    def net_eur(self) -> float:
        """The value of knowing the card; never below nothing."""
        return max(0.0, self.raw_eur - self.noise_eur)

    @property
    def clear(self) -> bool:
        """More than noise alone would show."""
        return self.p_value < 1.0 - self.level


def information_values(
    cards: Mapping[str, npt.ArrayLike],
    payoffs: Mapping[str, npt.ArrayLike],
    *,
    level: float = LEVEL,
    permutations: int = PERMUTATIONS,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> tuple[InformationValue, ...]:
    """For each card what knowing it is worth, dearest first. Payoffs are strategies × worlds, in the cards' order.

    With one payoff for each world, every world has luck of its own. Where all worlds share the luck of the same few
    replications, payoffs are worlds × replications: resampling then draws both, as the same luck everywhere is also
    the same error everywhere.
    """
    worlds = _Worlds.of(stacked(payoffs, what="value of information"))
    bases = {name: basis_of(name, values, worlds.count) for name, values in cards.items()}
    found = [_value(name, basis, worlds, level, permutations, resamples, seed) for name, basis in bases.items()]
    return tuple(sorted(found, key=lambda each: (-each.net_eur, -each.raw_eur, each.card)))


@dataclass(frozen=True, eq=False)
class _Worlds:
    """Payoffs less those of the strategy that is best on average, worlds × replications × strategies."""

    each: Floats
    mean: Floats

    @classmethod
    def of(cls, payoffs: Floats) -> _Worlds:
        whole = payoffs[..., None] if payoffs.ndim == 2 else payoffs  # noqa: PLR2004
        if whole.ndim != 3:  # noqa: PLR2004
            raise InputError("value of information: payoffs are worlds, or worlds × replications, for each strategy")
        if payoffs.ndim == whole.ndim and whole.shape[2] == 1:
            raise InputError(
                "value of information: all worlds share one replication's luck, which then decides everything; "
                "run at least two replications, or give each world luck of its own"
            )
        best = int(np.argmax(whole.mean(axis=(1, 2))))
        each = np.moveaxis(whole - whole[best], 0, 2)
        return cls(each, each.mean(axis=1))

    @property
    def count(self) -> int:
        return int(self.each.shape[0])

    def resampled(self, count: int, draws: np.random.Generator) -> tuple[Floats, Floats]:
        """So many resamples: how often each world is drawn, and the payoffs by the replications drawn."""
        worlds, replications, _ = self.each.shape
        times = _times_drawn(count, worlds, draws)
        if replications == 1:
            return times, self.mean[None]
        drawn = _times_drawn(count, replications, draws) / replications
        return times, np.einsum("wrs,br->bws", self.each, drawn)


def _times_drawn(count: int, size: int, draws: np.random.Generator) -> Floats:
    drawn = draws.integers(0, size, (count, size)) + size * np.arange(count)[:, None]
    return np.bincount(drawn.ravel(), minlength=count * size).reshape(count, size).astype(np.float64)


def _value(
    card: str, basis: Floats, worlds: _Worlds, level: float, permutations: int, resamples: int, seed: int
) -> InformationValue:
    draws = np.random.Generator(np.random.Philox(key=seed))
    fitted = basis @ (basis.T @ worlds.mean)
    raw = float(_gain(fitted, worlds.mean))
    noise = _noise(basis, fitted, worlds.mean, permutations, draws)
    p_value = _p_value(raw, _gains_by_chance(basis, worlds.mean, permutations, draws))
    low, high = _interval(basis, worlds, max(0.0, raw - noise), level, resamples, draws)
    return InformationValue(
        card=card,
        worlds=worlds.count,
        raw_eur=raw,
        noise_eur=noise,
        low_eur=max(0.0, low) if p_value < 1.0 - level else 0.0,
        high_eur=high,
        p_value=p_value,
        level=level,
    )


def _gain(fitted: Floats, payoffs: Floats) -> Floats:
    """The mean of the best less the best mean; worlds × strategies, or many such tables."""
    return np.asarray(np.mean(np.max(fitted, axis=-1), axis=-1) - np.max(np.mean(payoffs, axis=-2), axis=-1))


def _noise(basis: Floats, fitted: Floats, payoffs: Floats, permutations: int, draws: np.random.Generator) -> float:
    """How much better the best fit looks for what is left unexplained, dealt out to other worlds."""
    worlds, columns = basis.shape
    means, unexplained = payoffs.mean(axis=0), payoffs - fitted
    explained = np.sum((fitted - means) ** 2, axis=0) / max(1, columns - 1)
    chance = np.sum(unexplained**2, axis=0) / (worlds - columns)
    may_be_noise = np.divide(chance, explained, out=np.ones_like(chance), where=explained > chance)
    signal = means + (1.0 - may_be_noise) * (fitted - means)
    rest = unexplained * np.sqrt(worlds / (worlds - columns))
    gains = [_gain(signal + basis @ (basis.T @ each), payoffs) for each in _dealt_out(rest, permutations, draws)]
    return float(np.mean(np.concatenate(gains)) - _gain(signal, payoffs))


def _gains_by_chance(basis: Floats, payoffs: Floats, permutations: int, draws: np.random.Generator) -> Floats:
    """What the card would seem worth if payoffs had nothing to do with it."""
    shuffled = _dealt_out(payoffs, permutations, draws)
    return np.concatenate([_gain(basis @ (basis.T @ each), payoffs) for each in shuffled])


def _dealt_out(payoffs: Floats, times: int, draws: np.random.Generator) -> Iterator[Floats]:
    """Many tables of the same rows in other worlds, some at a time; a world's payoffs stay together."""
    order = np.arange(payoffs.shape[0])
    for count in _batches(times, payoffs.size):
        yield payoffs[draws.permuted(np.broadcast_to(order, (count, order.size)), axis=1)]


def _batches(times: int, size: int) -> Iterator[int]:
    at_once = max(1, _VALUES_AT_A_TIME // size)
    return (min(at_once, times - start) for start in range(0, times, at_once))


def _p_value(raw: float, by_chance: Floats) -> float:
    as_good = int(np.count_nonzero(by_chance >= raw - _NEGLIGIBLE * abs(raw)))
    return (1 + as_good) / (1 + by_chance.size)


def _interval(
    basis: Floats, worlds: _Worlds, net: float, level: float, resamples: int, draws: np.random.Generator
) -> tuple[float, float]:
    """How low and how high the value may be, whichever of the strategies that may be the best on average is it.

    A fit follows the worlds it is made of, and so do resampled fits: what they spread is widened for the columns that
    were spent on it, as HC3 does.
    """
    batches = _batches(resamples, worlds.each.size)
    found = [_resampled(basis, *worlds.resampled(count, draws)) for count in batches]
    tops, means = np.concatenate([top for top, _ in found]), np.concatenate([mean for _, mean in found])
    left_tops, left_means = _resampled(basis, _left_out(worlds.count), worlds.mean[None])
    behind = np.mean(worlds.mean, axis=0)
    lows, highs = [net], [net]
    for each in np.flatnonzero(behind >= -normal_quantile(level) * np.std(means, axis=0)):
        value, gains = net - behind[each], tops - means[:, each]
        centred = value + gains - np.mean(gains)
        low, high = accelerated_interval(value, centred, left_tops - left_means[:, each], level=level)
        widened = basis.shape[0] / (basis.shape[0] - basis.shape[1])
        lows.append(value + widened * (low - value))
        highs.append(value + widened * (high - value))
    return min(lows), max(highs)


def _left_out(worlds: int) -> Floats:
    """Weights of samples that each lack a hundredth of the worlds, by turns, so that every world is missed once."""
    groups = min(worlds, _GROUPS)
    times = np.ones((groups, worlds))
    times[np.arange(worlds) % groups, np.arange(worlds)] = 0.0
    return np.asarray(times * worlds / times.sum(axis=1, keepdims=True), dtype=np.float64)


def _resampled(basis: Floats, times: Floats, payoffs: Floats) -> tuple[Floats, Floats]:
    """For each resample the mean of the best fitted payoff, and each strategy's mean."""
    weighted = times[:, None, :] * basis.T
    coefficients = np.linalg.pinv(weighted @ basis, hermitian=True) @ (weighted @ payoffs)
    best = np.max(basis @ coefficients, axis=2)
    worlds = basis.shape[0]
    return np.sum(times * best, axis=1) / worlds, (times[:, None, :] @ payoffs)[:, 0] / worlds


def basis_of(card: str, values: npt.ArrayLike, worlds: int) -> Floats:
    """Orthonormal columns that span the card's splines, or its levels where it has few; the constant among them."""
    sampled = np.asarray(values)
    if sampled.shape != (worlds,):
        raise InputError(
            f"{card}: a value for each of {worlds} worlds is needed; the values have shape {sampled.shape}"
        )
    columns = _columns(card, sampled)
    if worlds < WORLDS_PER_COLUMN * columns.shape[1]:
        needed = WORLDS_PER_COLUMN * columns.shape[1]
        raise InputError(
            f"{card}: {worlds} worlds are too few for what knowing it is worth; at least {needed} are needed"
        )
    left, sizes, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(left[:, sizes > _NEGLIGIBLE * sizes[0]], dtype=np.float64)


def _columns(card: str, sampled: npt.NDArray[np.generic]) -> Floats:
    if not np.issubdtype(sampled.dtype, np.number):
        return _levels(card, np.array([str(each) for each in sampled]))
    numbers = sampled.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise InputError(f"{card}: a sampled value is missing or not finite; name a null by a word to make it a level")
    knots = np.unique(np.quantile(numbers, _KNOT_QUANTILES))
    if np.unique(numbers).size <= _FEW_LEVELS or knots.size < _FEWEST_KNOTS:
        return _levels(card, numbers)
    return _natural_splines(numbers, knots)


def _levels(card: str, values: npt.NDArray[np.generic]) -> Floats:
    found, which = np.unique(values, return_inverse=True)
    if found.size == 1:
        raise InputError(f"{card}: it has one value in all worlds; what knowing it is worth is undefined")
    return np.eye(found.size)[which]


def _natural_splines(values: Floats, knots: Floats) -> Floats:
    """Cubic between the knots, straight beyond them (Hastie, Tibshirani & Friedman, eq. 5.4), on a scale of 0 to 1."""
    start, width = float(values.min()), float(np.ptp(values))
    scaled, places = (values - start) / width, (knots - start) / width
    last = places[-1]

    def beyond(place: float) -> Floats:
        cubes = np.maximum(0.0, scaled - place) ** 3 - np.maximum(0.0, scaled - last) ** 3
        return np.asarray(cubes / (last - place), dtype=np.float64)

    curves = [beyond(float(place)) - beyond(float(places[-2])) for place in places[:-2]]
    return np.column_stack((np.ones_like(scaled), scaled, *curves))
