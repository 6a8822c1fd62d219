"""How many calls a small model can take at a stated quality: at random, by domain, and at the very most.

Domains are put in order on one half of the questions and judged on the other, and the other way round, so that no
question is both reason and proof. Intervals come from drawing the questions of each half again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.calibration.routing_table import Counts, Floats, Pair

LEAST_QUESTIONS = 100
"""Fewer questions say nothing about a share."""
_SPLITS, _DRAWS, _FEWER_DRAWS, _MANY_CELLS = 8, 40, 12, 20_000
"""Halvings of the questions, and draws for each: 320 in all, or 96 where questions are many and intervals narrow."""
_KEY = 0x726F_7574_696E_67
_CURVE = np.linspace(0.0, 1.0, 101)


@dataclass(frozen=True)
class Estimate:
    """A number with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Routed:
    """One way of routing at the stated quality: the share that goes to the small model and what it brings.

    `saved` is the share of cost saved, `useful` how much cheaper an answer of full worth becomes: what is saved beyond
    the quality that is given up. Both are None where the table has no costs.
    """

    share: Estimate
    saved: Estimate | None
    useful: Estimate | None


@dataclass(frozen=True)
class RoutingFit:
    """What the questions say; `oracle` is the upper bound of a router that knows every answer beforehand."""

    quality: float
    large_quality: Estimate
    small_quality: Estimate
    difference: Estimate
    at_random: Routed
    by_domain: Routed | None
    gain: Estimate | None
    oracle: float | None
    curves: dict[str, tuple[tuple[float, float], ...]]

    @property
    def best(self) -> tuple[str, Routed]:
        """By domain only where it beats a coin by more than chance."""
        if self.by_domain is not None and self.gain is not None and self.gain.low > 0.0:
            return "by domain", self.by_domain
        return "at random", self.at_random


@dataclass(frozen=True)
class _Sums:
    """Questions of some draw by domain: how many, and the worth and the cost of all answers."""

    asked: Floats
    large: Floats
    small: Floats
    large_cost: Floats
    small_cost: Floats

    @property
    def needed(self) -> float:
        """Worth of all answers of the large model."""
        return float(self.large.sum())


def fit_routing(pair: Pair, quality: float) -> RoutingFit:
    """Everything at one quality, as a share of the large model's."""
    generator = np.random.Generator(np.random.Philox(key=_KEY))
    whole = _sums(pair, pair.count)
    draws = [_sums(pair, counts) for counts in _drawn(generator, pair.count, _SPLITS * _draws_of(pair))]
    at_random = _routed([_at_random(one, quality) for one in draws], _at_random(whole, quality), quality, pair)
    by_domain, gain, curve = _by_domain(pair, quality, generator) if pair.has_domains else (None, None, ())
    oracle = _oracle(pair, quality) if pair.joint else None
    curves = {"at random": _random_curve(whole), "by domain": curve}
    if pair.joint:
        curves["at most"] = _oracle_curve(pair)
    return RoutingFit(
        quality,
        _estimate([one.needed / one.asked.sum() for one in draws], whole.needed / whole.asked.sum()),
        _estimate([one.small.sum() / one.asked.sum() for one in draws], whole.small.sum() / whole.asked.sum()),
        _estimate([_difference(one) for one in draws], _difference(whole)),
        at_random, by_domain, gain, oracle, {name: points for name, points in curves.items() if points},
    )  # fmt: skip


# --- draws ------------------------------------------------------------------------------------------------------------


def _draws_of(pair: Pair) -> int:
    """Draws for each halving."""
    return _DRAWS if len(pair.count) <= _MANY_CELLS else _FEWER_DRAWS


def _drawn(generator: np.random.Generator, count: Counts, draws: int) -> list[Counts]:
    """As many questions again, drawn from these."""
    total = int(count.sum())
    return [generator.multinomial(total, count / total) for _ in range(draws)]


def _sums(pair: Pair, count: Counts) -> _Sums:
    places = len(pair.domains)

    def total(worth: Floats) -> Floats:
        return np.bincount(pair.domain, weights=worth * count, minlength=places).astype(np.float64)

    asked = total(np.ones(len(count)))
    large_cost = pair.large_cost if pair.large_cost is not None else np.zeros(places)
    small_cost = pair.small_cost if pair.small_cost is not None else np.zeros(places)
    return _Sums(asked, total(pair.large), total(pair.small), asked * large_cost, asked * small_cost)


def _difference(one: _Sums) -> float:
    """The small model's quality less the large one's."""
    return float((one.small.sum() - one.large.sum()) / one.asked.sum())


# --- ways of routing --------------------------------------------------------------------------------------------------


def _at_random(one: _Sums, quality: float) -> tuple[float, float]:
    """Share of calls and share of cost saved where a coin decides."""
    lost = one.needed - float(one.small.sum())
    allowed = (1.0 - quality) * one.needed
    share = 1.0 if lost <= allowed else allowed / lost
    cost = float(one.large_cost.sum())
    return share, share * (cost - float(one.small_cost.sum())) / cost if cost > 0.0 else 0.0


def _in_order(order: Counts, one: _Sums, quality: float) -> tuple[float, float]:
    """The same where whole domains go to the small model in a given order until the quality is used up; of the last
    one only a part."""
    lost = (one.large - one.small)[order]
    allowed = (1.0 - quality) * one.needed
    running = np.cumsum(lost)
    beyond = np.flatnonzero(running > allowed + 1e-9)
    full = int(beyond[0]) if len(beyond) else len(order)
    parts = np.zeros(len(order))
    parts[:full] = 1.0
    if full < len(order):
        before = running[full - 1] if full else 0.0
        parts[full] = (allowed - before) / lost[full]
    cost = float(one.large_cost.sum())
    saved = float(parts @ (one.large_cost - one.small_cost)[order]) / cost if cost > 0.0 else 0.0
    return float(parts @ one.asked[order]) / float(one.asked.sum()), saved


def _order(one: _Sums) -> Counts:
    """Domains from the one that loses least by the small model; one without a question comes last."""
    asked = np.maximum(one.asked, 1.0)
    loss = np.where(one.asked > 0.0, (one.large - one.small) / asked, np.inf)
    return np.argsort(loss, kind="stable").astype(np.int64)


def _by_domain(
    pair: Pair, quality: float, generator: np.random.Generator
) -> tuple[Routed, Estimate, tuple[tuple[float, float], ...]]:
    """Cross-fitted: the order from one half, the judgement from the other, both ways, over several halvings."""
    points, curves, drawn = [], [], []
    for _ in range(_SPLITS):
        halves = _halves(generator, pair.count)
        points.append(_crossed(pair, halves, quality))
        curves.append(_crossed_curve(pair, halves))
        again = [_crossed(pair, _again(generator, halves), quality) for _ in range(_draws_of(pair))]
        drawn.append(np.asarray(again) - np.mean(again, axis=0))
    # Drawn halves are noisier than the halves themselves and order domains worse; that part is taken out again.
    share, saved, more = (float(one) for one in np.mean(points, axis=0))
    draws = np.concatenate(drawn) + np.array([share, saved, more])
    judged = [(min(max(float(one), 0.0), 1.0), float(other)) for one, other, _ in draws]
    curve = tuple(zip(_CURVE.tolist(), np.mean(curves, axis=0).tolist(), strict=True))
    return _routed(judged, (share, saved), quality, pair), _estimate(draws[:, 2].tolist(), more), curve


def _again(generator: np.random.Generator, halves: tuple[Counts, Counts]) -> tuple[Counts, Counts]:
    """Both halves drawn again, each from itself."""
    one, other = halves
    return _drawn(generator, one, 1)[0], _drawn(generator, other, 1)[0]


def _halves(generator: np.random.Generator, count: Counts) -> tuple[Counts, Counts]:
    """Every question in one of two halves, cell by cell without replacement."""
    first = generator.multivariate_hypergeometric(count, int(count.sum()) // 2, method="marginals")
    return first.astype(np.int64), (count - first).astype(np.int64)


def _crossed(pair: Pair, halves: tuple[Counts, Counts], quality: float) -> tuple[float, float, float]:
    """Share, share of cost saved, and how much more than a coin sends: the mean of both ways."""
    one, other = (_sums(pair, half) for half in halves)
    found = []
    for chosen, judged in ((one, other), (other, one)):
        share, saved = _in_order(_order(chosen), judged, quality)
        found.append((share, saved, share - _at_random(judged, quality)[0]))
    first, second = found
    return (first[0] + second[0]) / 2, (first[1] + second[1]) / 2, (first[2] + second[2]) / 2


# --- the most that is possible ----------------------------------------------------------------------------------------


def _oracle(pair: Pair, quality: float) -> float:
    """Share of questions that need not go to the large model, were it known beforehand where it helps."""
    gain, count = _gains(pair)
    missing = quality * float(pair.large @ pair.count) - float(pair.small @ pair.count)
    if missing <= 0.0:
        return 1.0
    won = np.cumsum(gain * count)
    place = int(np.searchsorted(won, missing - 1e-9))
    before = won[place - 1] if place else 0.0
    sent = float(count[:place].sum()) + (missing - before) / gain[place]
    return 1.0 - float(sent) / pair.questions


def _gains(pair: Pair) -> tuple[Floats, Floats]:
    """What the large model adds, most first, and to how many questions."""
    gain = pair.large - pair.small
    order = np.argsort(-gain, kind="stable")
    return gain[order], pair.count[order].astype(np.float64)


# --- curves: quality kept, as a share of the large model's, by share sent to the small one ----------------------------


def _random_curve(whole: _Sums) -> tuple[tuple[float, float], ...]:
    end = float(whole.small.sum()) / whole.needed if whole.needed > 0.0 else 1.0
    return ((0.0, 1.0), (1.0, end))


def _crossed_curve(pair: Pair, halves: tuple[Counts, Counts]) -> Floats:
    one, other = (_sums(pair, half) for half in halves)
    kept = [_kept(_order(chosen), judged) for chosen, judged in ((one, other), (other, one))]
    return np.asarray(np.mean(kept, axis=0), dtype=np.float64)


def _kept(order: Counts, one: _Sums) -> Floats:
    shares = np.concatenate([[0.0], np.cumsum(one.asked[order]) / one.asked.sum()])
    lost = np.concatenate([[0.0], np.cumsum((one.large - one.small)[order]) / max(one.needed, 1e-12)])
    return np.asarray(1.0 - np.interp(_CURVE, shares, lost), dtype=np.float64)


def _oracle_curve(pair: Pair) -> tuple[tuple[float, float], ...]:
    gain, count = _gains(pair)
    needed = float(pair.large @ pair.count)
    if needed <= 0.0:
        return ()
    sent = np.concatenate([[0.0], np.cumsum(count[::-1])]) / pair.questions
    kept = 1.0 - np.concatenate([[0.0], np.cumsum((gain * count)[::-1])]) / needed
    return tuple(zip(sent.tolist(), kept.tolist(), strict=True))


# --- estimates --------------------------------------------------------------------------------------------------------


def _estimate(draws: list[float], value: float) -> Estimate:
    """Value with the middle 95% of the draws; a value outside of them widens them."""
    low, high = np.percentile(np.asarray(draws, dtype=np.float64), (2.5, 97.5))
    return Estimate(float(value), min(float(low), float(value)), max(float(high), float(value)))


def _routed(draws: list[tuple[float, float]], value: tuple[float, float], quality: float, pair: Pair) -> Routed:
    share = _estimate([one for one, _ in draws], value[0])
    if pair.small_price is None:
        return Routed(share, None, None)
    worth: Callable[[float], float] = lambda saved: 1.0 - (1.0 - saved) / quality  # noqa: E731
    saved = _estimate([one for _, one in draws], value[1])
    return Routed(share, saved, Estimate(worth(saved.value), worth(saved.low), worth(saved.high)))
