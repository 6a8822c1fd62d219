"""What it would be worth to know a card before choosing: its expected value of partial perfect information (EVPPI).

Each strategy's payoff is regressed on the card's sampled value by a natural cubic spline (Strong, Oakley & Brennan,
Medical Decision Making 34:311, 2014). Knowing the card is worth the mean, over its values, of the best fitted payoff,
less the best mean. Only differences to the best strategy count, and under common luck they are far less noisy.

The best of noisy fits looks better than it is, by as much as noise alone would make it look. That much is measured by
dealing out what the fit leaves unexplained to other worlds, and subtracted. The fit itself is first shrunk by what of
it may be noise: without any relation this is the plain permutation of payoffs, and nothing remains; with a strong one
hardly anything is taken off, as little need be. The best payoff in each single world minus the best mean, in contrast,
is the value of foreseeing the luck, which nobody can buy.

Of many cards some look valuable by chance. Payoffs are therefore dealt out to other worlds for all cards at once, and a
card counts only where it stands out more than the most remarkable of all cards does so (Westfall & Young, 1993): cards
that are worth nothing are called clear in at most 5 of 100 studies, however many they are.

Where two strategies tie on average the higher mean is the luckier one, and the value reads a little low. The interval
allows for it: it holds for whichever of the strategies within the error of the best is the best.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.accelerated import accelerated_interval
from sim.analysis.proportions import LEVEL, normal_quantile
from sim.analysis.resampling import BOOTSTRAP_SEED
from sim.analysis.splines import basis_of
from sim.analysis.stacked import stacked
from sim.analysis.tables import Floats
from sim.errors import InputError

RESAMPLES = 500
PERMUTATIONS = 500
_NEGLIGIBLE = 1e-9
_VALUES_AT_A_TIME = 1 << 18
_GROUPS = 100


@dataclass(frozen=True)
class InformationValue:
    """`raw_eur` is what the fit shows, `noise_eur` what noise adds to it; `net_eur` with its interval is the answer.

    `p_value` is how often payoffs that have nothing to do with any card make one look at least as remarkable, and
    `floor_eur` what `net_eur` must exceed for that to be rare enough.
    """

    card: str
    worlds: int
    raw_eur: float
    noise_eur: float
    floor_eur: float
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
        """More than noise alone would show in any card, and the interval leaves out nothing.

        The first alone would call a card valuable that matters much and never changes the choice: where its strategies
        tie at one end of its range, noise makes the best of them look better there than where payoffs are dealt out.
        """
        return self.low_eur > 0.0


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

    They are values for each world, or worlds × replications, no two worlds with luck in common.
    """
    worlds = _behind_the_best(stacked(payoffs, what="value of information"))
    bases = {name: basis_of(name, values, worlds.shape[1]) for name, values in cards.items()}
    fits = {name: _fit(basis, worlds, permutations, seed) for name, basis in bases.items()}
    chance = _Chance.of(list(fits.values()), level)
    found = [_value(name, bases[name], worlds, fit, chance, level, resamples, seed) for name, fit in fits.items()]
    return tuple(sorted(found, key=lambda each: (-each.net_eur, -each.high_eur, each.card)))


def _behind_the_best(payoffs: Floats) -> Floats:
    """Payoffs less those of the strategy that is best on average, strategies × worlds."""
    if payoffs.ndim not in (2, 3):
        raise InputError("value of information: payoffs are worlds, or worlds × replications, for each strategy")
    rows = payoffs.mean(axis=2) if payoffs.ndim > 2 else payoffs  # noqa: PLR2004
    return np.asarray(rows - rows[np.argmax(rows.mean(axis=1))], dtype=np.float64)


def _times_drawn(count: int, size: int, draws: np.random.Generator) -> Floats:
    drawn = draws.integers(0, size, (count, size)) + size * np.arange(count)[:, None]
    return np.bincount(drawn.ravel(), minlength=count * size).reshape(count, size).astype(np.float64)


@dataclass(frozen=True, eq=False)
class _Fit:
    """One card: what the fit shows, what noise adds to it, and what it would show of payoffs dealt out anew."""

    raw: float
    noise: float
    by_chance: Floats

    @property
    def middle(self) -> float:
        return float(np.mean(self.by_chance))

    @property
    def size(self) -> float:
        """How far chance alone moves what the fit shows; one where nothing moves it."""
        return float(np.std(self.by_chance)) or 1.0

    @property
    def remarkable(self) -> float:
        return (self.raw - self.middle) / self.size


@dataclass(frozen=True, eq=False)
class _Chance:
    """How remarkable the most remarkable of all cards is, each time that payoffs are dealt out anew."""

    tops: Floats
    floor: float

    @classmethod
    def of(cls, fits: Sequence[_Fit], level: float) -> _Chance:
        tops = np.sort(np.max([(each.by_chance - each.middle) / each.size for each in fits], axis=0))[::-1]
        allowed = math.ceil((1.0 - level) * (1 + tops.size) - 1.0)
        return cls(tops, float(tops[allowed - 1]) if allowed > 0 else math.inf)

    def p_value(self, remarkable: float) -> float:
        as_good = np.count_nonzero(self.tops >= remarkable - _NEGLIGIBLE * abs(remarkable))
        return (1 + int(as_good)) / (1 + self.tops.size)


def _fit(basis: Floats, worlds: Floats, permutations: int, seed: int) -> _Fit:
    """Every card sees payoffs dealt out alike: the stream begins anew and is used up alike."""
    draws = np.random.Generator(np.random.Philox(key=seed))
    by_chance = _gains_by_chance(basis, worlds, permutations, draws)
    fitted = worlds @ basis @ basis.T
    noise = _noise(basis, fitted, worlds, permutations, draws)
    return _Fit(float(_gain(fitted, worlds)), noise, by_chance)


def _value(
    card: str, basis: Floats, worlds: Floats, fit: _Fit, chance: _Chance, level: float, resamples: int, seed: int
) -> InformationValue:
    draws = np.random.Generator(np.random.Philox(key=seed).jumped())
    p_value = chance.p_value(fit.remarkable)
    low, high = _interval(basis, worlds, max(0.0, fit.raw - fit.noise), level, resamples, draws)
    return InformationValue(
        card=card,
        worlds=worlds.shape[1],
        raw_eur=fit.raw,
        noise_eur=fit.noise,
        floor_eur=max(0.0, fit.middle + fit.size * chance.floor - fit.noise),
        low_eur=max(0.0, low) if p_value < 1.0 - level else 0.0,
        high_eur=high,
        p_value=p_value,
        level=level,
    )


def _gain(fitted: Floats, payoffs: Floats) -> Floats:
    """The mean of the best less the best mean; strategies × worlds, or strategies × many tables × worlds."""
    return np.asarray(np.mean(np.max(fitted, axis=0), axis=-1) - np.max(np.mean(payoffs, axis=1)))


def _noise(basis: Floats, fitted: Floats, payoffs: Floats, permutations: int, draws: np.random.Generator) -> float:
    """How much better the best fit looks for what is left unexplained, dealt out to other worlds."""
    worlds, columns = basis.shape
    means, unexplained = payoffs.mean(axis=1, keepdims=True), payoffs - fitted
    explained = np.sum((fitted - means) ** 2, axis=1, keepdims=True) / max(1, columns - 1)
    chance = np.sum(unexplained**2, axis=1, keepdims=True) / (worlds - columns)
    may_be_noise = np.divide(chance, explained, out=np.ones_like(chance), where=explained > chance)
    signal = means + (1.0 - may_be_noise) * (fitted - means)
    rest = unexplained * np.sqrt(worlds / (worlds - columns))
    gains = [_gain(signal[:, None] + each @ basis @ basis.T, payoffs) for each in _dealt_out(rest, permutations, draws)]
    return float(np.mean(np.concatenate(gains)) - _gain(signal, payoffs))


def _gains_by_chance(basis: Floats, payoffs: Floats, permutations: int, draws: np.random.Generator) -> Floats:
    """What the card would seem worth if payoffs had nothing to do with it."""
    shuffled = _dealt_out(payoffs, permutations, draws)
    return np.concatenate([_gain(each @ basis @ basis.T, payoffs) for each in shuffled])


def _dealt_out(payoffs: Floats, times: int, draws: np.random.Generator) -> Iterator[Floats]:
    """Many tables of the same columns in other worlds, some at a time; a world's payoffs stay together."""
    order = np.arange(payoffs.shape[1])
    for count in _batches(times, payoffs.size):
        yield payoffs[:, draws.permuted(np.broadcast_to(order, (count, order.size)), axis=1)]


def _batches(times: int, size: int) -> Iterator[int]:
    at_once = max(1, _VALUES_AT_A_TIME // size)
    return (min(at_once, times - start) for start in range(0, times, at_once))


def _interval(
    basis: Floats, worlds: Floats, net: float, level: float, resamples: int, draws: np.random.Generator
) -> tuple[float, float]:
    """How low and how high the value may be, whichever of the strategies that may be the best on average is it.

    A fit follows the worlds it is made of, and so do resampled fits: what they spread is widened for the columns that
    were spent on it, as HC3 does.
    """
    batches = _batches(resamples, worlds.size)
    found = [_resampled(basis, _times_drawn(count, worlds.shape[1], draws), worlds) for count in batches]
    tops, means = np.concatenate([top for top, _ in found]), np.concatenate([mean for _, mean in found])
    left_tops, left_means = _resampled(basis, _left_out(worlds.shape[1]), worlds)
    behind = np.mean(worlds, axis=1)
    lows, highs = [net], [net]
    for each in np.flatnonzero(behind >= -normal_quantile(level) * np.std(means, axis=0)):
        value, gains = net - behind[each], tops - means[:, each]
        centred = value + gains - np.mean(gains)
        low, high = accelerated_interval(value, centred, left_tops - left_means[:, each], level=level)
        widened = basis.shape[0] / (basis.shape[0] - basis.shape[1])
        lows.append(value + widened * (low - value))
        highs.append(value + widened * (high - value))
    return float(min(lows)), float(max(highs))


def _left_out(worlds: int) -> Floats:
    """Weights of samples that each lack a hundredth of the worlds, by turns, so that every world is missed once."""
    groups = min(worlds, _GROUPS)
    times = np.ones((groups, worlds))
    times[np.arange(worlds) % groups, np.arange(worlds)] = 0.0
    return np.asarray(times * worlds / times.sum(axis=1, keepdims=True), dtype=np.float64)


def _resampled(basis: Floats, times: Floats, payoffs: Floats) -> tuple[Floats, Floats]:
    """For each resample the mean of the best fitted payoff, and each strategy's mean."""
    weighted = times[:, None, :] * basis.T
    coefficients = payoffs @ weighted.swapaxes(1, 2) @ np.linalg.pinv(weighted @ basis, hermitian=True)
    best = np.max(coefficients @ basis.T, axis=1)
    worlds = basis.shape[0]
    return np.sum(times * best, axis=1) / worlds, times @ payoffs.T / worlds
