"""The numbers of the lever waterfall, and its title."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.analysis.lever_cascade import Cascade
from sim.charts.arms import checked
from sim.charts.longtable import LongRow
from sim.charts.words import capital, count, listed, name, number_word, percent

PER = 1000.0
"""Calls that a price is told for: one call costs fractions of a cent."""

UNIT = "EUR/1,000 calls"
LEVER_WORDS = {
    "exact_cache": "exact cache",
    "semantic_cache": "semantic cache",
    "prefix_cache": "prefix cache",
    "routing": "routing",
    "batch": "batching",
    "hygiene": "context hygiene",
    "fine_tuning": "fine-tuning",
}
BEFORE, AFTER, HOSTING = "before levers", "after all", "hosting, upkeep"
_WHOLE, _CENTS = 100.0, 1.0


@dataclass(frozen=True)
class Step:
    """One bar: from the price before to the price after; a total stands on the ground."""

    words: str
    start: float
    end: float
    total: bool = False

    @property
    def change(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class WaterfallArm:
    """The strategies under which the levers do the same, and the steps that they take."""

    labels: tuple[str, ...]
    cascade: Cascade
    alone: bool = False

    @property
    def label(self) -> str:
        """Their names; 'each strategy' where all go the same way."""
        return "Each strategy" if self.alone and len(self.labels) > 1 else listed([name(one) for one in self.labels])

    @property
    def steps(self) -> tuple[Step, ...]:
        """From the list price to what is left, in EUR for a thousand calls."""
        found = self.cascade
        at = found.before_eur * PER
        steps = [Step(BEFORE, 0.0, at, True)]
        for lever, after in zip(found.levers, found.after_eur, strict=True):
            steps.append(Step(LEVER_WORDS[lever], at, after * PER))
            at = after * PER
        if found.hosting_eur:
            steps.append(Step(HOSTING, at, at + found.hosting_eur * PER))
            at += found.hosting_eur * PER
        return (*steps, Step(AFTER, 0.0, at, True)) if found.levers else tuple(steps)

    @property
    def largest(self) -> Step | None:
        """The lever that takes most, at its place in the order."""
        taken = [step for step in self.steps if not step.total and step.change < 0.0]
        return min(taken, key=lambda step: step.change, default=None)


@dataclass(frozen=True)
class WaterfallChart:
    """Everything that the waterfall shows."""

    arms: tuple[WaterfallArm, ...]

    @property
    def title(self) -> str:
        """What all levers take off a call together, and which takes most."""
        return waterfall_title(self.arms)

    @property
    def subtitle(self) -> str:
        """What is plotted, for which portfolio."""
        first = self.arms[0].cascade
        futures = f"{count(first.futures)} future{'' if first.futures == 1 else 's'}"
        known = all(arm.cascade.known for arm in self.arms)
        whose = "the workloads known at the start" if known else f"the first {number_word(first.workloads)} use cases"
        return (
            f"Inference for 1,000 useful calls, EUR at list price and steady use: {whose}, {futures}, weighted by "
            "calls. Each lever after the ones above it, as the policy pulls them; percentages are of the first price."
        )

    @property
    def highest(self) -> float:
        return max((max(step.start, step.end) for arm in self.arms for step in arm.steps), default=0.0)

    def rows(self) -> Iterator[LongRow]:
        """Every bar, and the share that all levers save with its confidence."""
        for arm in self.arms:
            for label in arm.labels:
                for place, step in enumerate(arm.steps):
                    yield LongRow(label, "step", place, x_unit="place", value=step.end, unit=UNIT, text=step.words)
                for measure in ("saved", "saved_low", "saved_high"):
                    yield LongRow(label, measure, value=getattr(arm.cascade, measure), unit="share")


def waterfall_chart(cascades: Mapping[str, Cascade]) -> WaterfallChart:
    """The chart's numbers: strategies under which the levers do the same share a panel."""
    arms: list[WaterfallArm] = []
    for label, cascade in checked(cascades).items():
        at = next((place for place, arm in enumerate(arms) if _same(arm.cascade, cascade)), None)
        if at is None:
            arms.append(WaterfallArm((label,), cascade))
        else:
            arms[at] = replace(arms[at], labels=(*arms[at].labels, label))
    return WaterfallChart(tuple(replace(arm, alone=len(arms) == 1) for arm in arms))


def _same(one: Cascade, other: Cascade) -> bool:
    """The same bars, whatever the interval of a portfolio without any bill is."""
    bars = [(each.levers, each.before_eur, each.after_eur, each.hosting_eur) for each in (one, other)]
    return bars[0] == bars[1]


def price(amount: float) -> str:
    """€15.2, €0.43, €120: three digits at most."""
    decimals = 0 if amount >= _WHOLE else 1 if amount >= 10 * _CENTS else 2
    return f"€{amount:.{decimals}f}"


def saving(arm: WaterfallArm) -> str:
    """75% (74% to 76%); without an interval where a single future gives none."""
    found = arm.cascade
    if not math.isfinite(found.saved_low):
        return percent(found.saved)
    return f"{percent(found.saved)} ({percent(found.saved_low)} to {percent(found.saved_high)})"


def _short(arm: WaterfallArm) -> str:
    """One name, or how many strategies these are."""
    return name(arm.labels[0]) if len(arm.labels) == 1 else f"{number_word(len(arm.labels))} of the strategies"


def waterfall_title(arms: Sequence[WaterfallArm]) -> str:
    """What the levers leave of a call's price."""
    pulling = [arm for arm in arms if arm.cascade.levers]
    if not pulling:
        return "No lever is planned: a call keeps its list price"
    if len(arms) > 1:
        order = sorted(arms, key=lambda arm: arm.cascade.saved)
        least, most = order[0], order[-1]
        low, high = percent(least.cascade.saved), percent(most.cascade.saved)
        if low == high:
            return f"Levers take {low} off the inference cost of a call, whichever policy pulls them"
        who = f"least under {_short(least)}, most under {_short(most)}"
        return f"Levers take {low} to {high} off the inference cost of a call, {who}"
    (arm,) = arms
    levers, largest = len(arm.cascade.levers), arm.largest
    one = f"The one lever, {LEVER_WORDS[arm.cascade.levers[0]]},"
    who = one if levers == 1 else f"{capital(number_word(levers))} levers"
    if arm.cascade.saved <= 0.0 or largest is None:
        return f"{who} {'takes' if levers == 1 else 'take'} nothing off the inference cost of a call"
    if levers == 1:
        return f"{who} takes {percent(arm.cascade.saved)} off the inference cost of a call"
    before = arm.steps[0].end
    step = f"the largest step is {largest.words} with {percent(-largest.change / before)}"
    return f"{who} take {percent(arm.cascade.saved)} off the inference cost of a call; {step}"
