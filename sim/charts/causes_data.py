"""The numbers of the chart of causes: what share has ended by each cause, month by month, and who still stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.incidence import Incidence
from sim.analysis.survival import SurvivalCurve
from sim.analysis.tables import Ints
from sim.charts.arms import checked, programmes
from sim.charts.causes_title import Ending, causes_title
from sim.charts.evidence import Estimate
from sim.charts.longtable import LongRow
from sim.charts.survival_data import few_steps
from sim.charts.ticks import axis_months, month_ticks
from sim.charts.words import MONTHS_PER_WEEK

STANDING = "still standing"
Fates = tuple[Incidence, SurvivalCurve]
"""How the programmes of a strategy ended, and how many still stand; both of the same programmes."""


@dataclass(frozen=True)
class Layer:
    """One cause, or those still standing: its share at each step, and at the end with its interval."""

    name: str
    share: tuple[float, ...]
    at_end: Estimate


@dataclass(frozen=True)
class CausesArm:
    """One strategy: layers from the ground up, those still standing last; together they are everybody."""

    label: str
    total: int
    months: tuple[float, ...]
    layers: tuple[Layer, ...]
    standing: tuple[int, ...]

    @property
    def ends_at_the_end(self) -> bool:
        """Whether somebody ends in the last week that is drawn."""
        return any(layer.share[-1] != layer.share[-2] for layer in self.layers if layer.share[1:])

    def edges(self) -> list[tuple[float, ...]]:
        """Where each layer ends, from the ground up; the last edge is 100%."""
        tops = np.cumsum([layer.share for layer in self.layers], axis=0)
        return [tuple(top.tolist()) for top in tops]


@dataclass(frozen=True)
class CausesChart:
    """Everything that the chart of causes shows; `causes` has those that occur under any strategy, commonest first."""

    title: str
    arms: tuple[CausesArm, ...]
    causes: tuple[str, ...]
    horizon_months: float
    ticks: tuple[int, ...]

    @property
    def subtitle(self) -> str:
        """What is plotted, over how many programmes."""
        return (
            "Share of programmes that have ended, by cause and by months since the start, and that still stand: "
            f"together all. {programmes([arm.total for arm in self.arms])}. "
            "In brackets: 95% confidence of the share at the end."
        )

    def rows(self) -> Iterator[LongRow]:
        """Steps of each layer, then its share at the end with the interval, then the counts at risk."""
        for arm in self.arms:
            for layer in arm.layers:
                for month, share in zip(arm.months, layer.share, strict=True):
                    yield LongRow(arm.label, layer.name, month, x_unit="months", value=share, unit="share")
            for layer in arm.layers:
                end = layer.at_end
                for suffix, value in (("end", end.value), ("end low", end.low), ("end high", end.high)):
                    yield LongRow(
                        arm.label, f"{layer.name}, {suffix}", arm.months[-1], x_unit="months", value=value, unit="share"
                    )
            for tick, left in zip(self.ticks, arm.standing, strict=True):
                yield LongRow(arm.label, "still standing, count", tick, x_unit="months", value=left, unit="programmes")


def causes_chart(fates: Mapping[str, Fates], *, horizon_weeks: float) -> CausesChart:
    """The chart's numbers from the curves of each strategy; causes that never occur are left out."""
    month = horizon_weeks * MONTHS_PER_WEEK
    ticks = month_ticks(axis_months(month))
    order = _commonest_first([found for found, _ in checked(fates).values()])
    arms = tuple(_arm(label, *found, order, horizon_weeks, ticks) for label, found in fates.items())
    endings = [_ending(label, found) for label, (found, _) in fates.items()]
    return CausesChart(causes_title(endings, month), arms, order, axis_months(month), ticks)


def _commonest_first(curves: Sequence[Incidence]) -> tuple[str, ...]:
    """By the sum of shares over all strategies, so that a cause has one place and colour in every panel."""
    sums: dict[str, float] = {}
    for found in curves:
        for cause, share in zip(found.causes, found.share[:, -1], strict=True):
            sums[cause] = sums.get(cause, 0.0) + float(share)
    there = [cause for cause, total in sums.items() if total > 0.0]
    return tuple(sorted(there, key=lambda cause: (-sums[cause], cause)))


def _arm(
    label: str, found: Incidence, curve: SurvivalCurve, order: Sequence[str], horizon: float, ticks: Sequence[int]
) -> CausesArm:
    end = horizon if curve.share[-1] == 0.0 else min(horizon, curve.watched_until_weeks)
    weeks = few_steps(found.weeks, end)
    steps = found.steps_at(weeks)
    standing = Estimate(STANDING, curve.at(end), *curve.band_at(end))
    layers = [_layer(found, cause, steps) for cause in order if cause in found.causes]
    return CausesArm(
        label=label,
        total=found.total,
        months=tuple((weeks * MONTHS_PER_WEEK).tolist()),
        layers=(*layers, Layer(STANDING, tuple(found.survival[steps].tolist()), standing)),
        standing=tuple(curve.standing_after(tick / MONTHS_PER_WEEK) for tick in ticks),
    )


def _layer(found: Incidence, cause: str, steps: Ints) -> Layer:
    curve, last = found.curve(cause), int(steps[-1])
    low, high = (float(bound[last]) for bound in found.interval(cause))
    return Layer(cause, tuple(curve[steps].tolist()), Estimate(cause, float(curve[last]), low, high))


def _ending(label: str, found: Incidence) -> Ending:
    """Counts of ends by cause, of those whose fate is known; without losses that is everybody."""
    known = int(found.known[-1])
    shares = found.share[:, -1]
    counts = {cause: round(float(share) * known) for cause, share in zip(found.causes, shares, strict=True)}
    ended = np.flatnonzero(found.share.sum(axis=0) > 0.0)
    first = float(found.weeks[ended[0]]) * MONTHS_PER_WEEK if ended.size else None
    return Ending(label, found.total, known, counts, first)
