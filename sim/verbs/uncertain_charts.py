"""From worlds to charts: expectations and spread, what cards and luck bring, what is worth knowing."""

from __future__ import annotations

import math

from sim.analysis.paired import PairedDifference
from sim.analysis.uncertainty import Split
from sim.analysis.worlds import PAYOFF, REACHED, Better, WorldsDifference
from sim.charts.information import InformationChart, KnownCard
from sim.charts.split import CardsShare, SplitArm, SplitChart
from sim.charts.worlds import WorldsArm, WorldsChart, WorldsMark
from sim.charts.worlds_difference import DifferenceChart, Rival
from sim.verbs.sensitivity_form import range_told
from sim.verbs.uncertain_findings import Findings


def worlds_chart(found: Findings, target: int) -> WorldsChart:
    """Expectations with their confidence, and how far worlds lie apart."""
    splits, first = found.splits, next(iter(found.splits.values()))
    return WorldsChart(
        arms=tuple(
            WorldsArm(label, _mark(splits[label, PAYOFF]), _mark(splits[label, REACHED])) for label in found.ordered
        ),
        pairs={(each.first, each.second): _paired(each, each.better) for each in found.differences if each.better},
        target=target,
        worlds=first.worlds,
        replications=first.replications,
        cards=len(found.worlds.factors),
    )


def split_chart(found: Findings, target: int) -> SplitChart:
    """What cards and luck bring to the variance."""
    splits, first = found.splits, next(iter(found.splits.values()))
    arms = tuple(
        SplitArm(label, _share(splits[label, PAYOFF]), _share(splits[label, REACHED])) for label in found.ordered
    )
    return SplitChart(arms, target, first.worlds, first.replications)


def information_chart(found: Findings) -> InformationChart:
    """What knowing each card would be worth."""
    varied = {each.name: range_told(each) for each in found.worlds.factors}
    bars = tuple(
        KnownCard(one.card, varied[one.card], one.net_eur, one.low_eur, one.high_eur, one.floor_eur, clear=one.clear)
        for one in found.information or ()
    )
    split = next(iter(found.splits.values()))
    return InformationChart(bars, len(found.worlds.strategies), split.worlds, split.replications)


def difference_chart(found: Findings) -> DifferenceChart:
    """The best against each other strategy, by payoff."""
    rivals = tuple(_rival(*pair) for pair in found.against_best(PAYOFF))
    split = next(iter(found.splits.values()))
    return DifferenceChart(found.best, rivals, split.worlds, split.replications)


def _rival(each: WorldsDifference, turned: bool) -> Rival:
    """A difference seen from the best, whichever of both was named first."""
    split, better = each.split, each.better
    assert better is not None
    assert split.p10 is not None
    assert split.p90 is not None
    if not turned:
        return Rival(
            each.second, *(split.mean, split.low, split.high, split.p10, split.p90),
            *(better.better, better.better_low, better.better_high, better.worse),
        )  # fmt: skip
    return Rival(
        each.first, *(-split.mean, -split.high, -split.low, -split.p90, -split.p10),
        *(better.worse, better.worse_low, better.worse_high, better.better),
    )  # fmt: skip


def _paired(difference: WorldsDifference, better: Better) -> PairedDifference:
    """A difference over worlds as charts compare strategies: in how many worlds which of both is better."""
    split = difference.split
    wins, losses = round(better.better * split.worlds), round(better.worse * split.worlds)
    tied = split.worlds - wins - losses
    return PairedDifference(split.mean, split.low, split.high, None, wins, losses, tied, split.worlds)


def _mark(split: Split) -> WorldsMark:
    return WorldsMark(split.mean, split.low, split.high, split.p10, split.p90)


def _share(split: Split) -> CardsShare:
    """An estimate below zero is a share of nothing."""
    part = split.share
    if part is None:
        return CardsShare(math.nan, math.nan, math.nan, "nothing varies" if split.told else "too rare to tell")
    value, low, high = (min(1.0, max(0.0, each)) for each in (part.value, part.low, part.high))
    return CardsShare(value, low, high)
