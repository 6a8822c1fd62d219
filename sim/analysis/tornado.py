"""Tornado: each card at both ends of its range, all others as they are, in the same futures.

Every future is its own control: what is compared is the same programme with one card changed. Two hundred cards have
ten that differ "clearly" by chance at 95%; `clear` therefore asks Holm's test over all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import stdtr

from sim.analysis.factors import Factor
from sim.analysis.measures import Measure, measure_named
from sim.analysis.paired import PairedDifference, paired_differences, paired_share_difference
from sim.analysis.proportions import LEVEL
from sim.analysis.study import RunPoints, outcomes_at
from sim.analysis.tables import Floats
from sim.montecarlo.points import impossible, run_points
from sim.scenario import Scenario
from sim.scenario.variation import value_of

Setting = tuple[str, Any]


@dataclass(frozen=True)
class Swing:
    """One card at one value: that setting minus the base, future by future. `p_value` stands before Holm's test."""

    value: Any
    mean: float
    difference: PairedDifference
    p_value: float


@dataclass(frozen=True)
class Bar:
    """One card of the tornado. `width` is how far the measure moves over the range, the base included."""

    factor: Factor
    base_value: Any
    swings: tuple[Swing, ...]
    width: float
    clear: bool


@dataclass(frozen=True)
class LeftOut:
    """A setting that is no programme beside the values that the other cards have, and why."""

    card: str
    value: Any
    why: str


@dataclass(frozen=True)
class Tornado:
    """Bars from the widest to the narrowest, and the measure's mean at the base."""

    measure: Measure
    base_mean: float
    replications: int
    bars: tuple[Bar, ...]
    left_out: tuple[LeftOut, ...] = ()


def run_tornado(
    base: Scenario,
    factors: Sequence[Factor],
    measure: str,
    *,
    seed: int,
    replications: int,
    level: float = LEVEL,
    leave_out_impossible: bool = False,
    run: RunPoints = run_points,
) -> Tornado:
    """Simulate the base and every setting that differs from it, under common luck.

    A setting that is no programme is refused, or left out and told where nobody named it by itself.
    """
    chosen = measure_named(measure)
    now = {each.name: value_of(base, each.name) for each in factors}
    settings = [(each.name, end) for each in factors for end in each.ends() if end != now[each.name]]
    wrong = impossible(base, [{name: value} for name, value in settings]) if leave_out_impossible else {}
    left_out = tuple(LeftOut(*settings[number], why) for number, why in wrong.items())
    settings = [setting for number, setting in enumerate(settings) if number not in wrong]
    changes = [{}, *({name: value} for name, value in settings)]
    values = outcomes_at(base, changes, chosen, seed=seed, replications=replications, run=run)
    return replace(tornado(factors, now, settings, values, chosen, level=level), left_out=left_out)


def tornado(
    factors: Sequence[Factor],
    now: Mapping[str, Any],
    settings: Sequence[Setting],
    values: Floats,
    measure: Measure,
    *,
    level: float = LEVEL,
) -> Tornado:
    """The first row of `values` is the base, the others are the settings in their order; columns are replications."""
    base = values[0]
    swings = _swings([value for _, value in settings], values[1:], base, measure, level)
    clear = holm([each.p_value for each in swings], 1.0 - level)
    bars = []
    for factor in factors:
        own = [place for place, (name, _) in enumerate(settings) if name == factor.name]
        moves = [0.0, *(swings[place].difference.mean for place in own)]
        bars.append(
            Bar(
                factor=factor,
                base_value=now[factor.name],
                swings=tuple(swings[place] for place in own),
                width=max(moves) - min(moves),
                clear=any(clear[place] for place in own),
            )
        )
    ranked = sorted(bars, key=lambda bar: (-bar.width, bar.factor.name))
    return Tornado(measure, float(np.mean(base)), base.size, tuple(ranked))


def holm(p_values: Sequence[float], chance: float) -> list[bool]:
    """Which differences hold when all are asked at once: none of them wrongly but for `chance` (Holm, 1979)."""
    found = [False] * len(p_values)
    for rank, place in enumerate(np.argsort(p_values, kind="stable")):
        if p_values[place] > chance / (len(p_values) - rank):
            break
        found[place] = True
    return found


def _swings(settings: Sequence[Any], rows: Floats, base: Floats, measure: Measure, level: float) -> list[Swing]:
    if measure.kind == "share":
        found = [paired_share_difference(row, base, level=level) for row in rows]
        p_values = [1.0 if each.p_value is None else each.p_value for each in found]
    else:
        sides = {str(place): (row, base) for place, row in enumerate(rows)}
        found = list(paired_differences(sides, level=level).values()) if sides else []
        p_values = [mean_p_value(row - base) for row in rows]
    means = [float(np.mean(row)) for row in rows]
    return [Swing(*parts) for parts in zip(settings, means, found, p_values, strict=True)]


def mean_p_value(differences: Floats) -> float:
    """Student's two-sided test that the mean difference is zero; nothing speaks against chance where none differs."""
    if not differences.any():
        return 1.0
    error = float(np.std(differences, ddof=1)) / np.sqrt(differences.size) if differences.size > 1 else np.nan
    if np.isnan(error):
        return 1.0
    if error == 0.0:
        return 0.0
    return float(2.0 * stdtr(differences.size - 1, -abs(float(np.mean(differences))) / error))
