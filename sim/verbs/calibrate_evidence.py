"""evidence.md: a calibration in plain words, for somebody who was not there when it ran."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.analysis.abc_calibration import Calibration
from sim.analysis.abc_forecast import Expected
from sim.charts.words import count, eur, percent
from sim.verbs.calibrate_document import forecast, overrides
from sim.verbs.calibrate_plan import Asked
from sim.verbs.calibrate_tables import told

MOST_TOLD = 10


def evidence_of(asked: Asked, found: Calibration, document: Mapping[str, Any]) -> str:
    """The page."""
    plan, near = found.plan, found.nearness
    history = plan.history
    lines = [
        f"# What {history.file.name} says about the cards",
        "",
        "## What was given",
        "",
        f"{history.in_words()}.",
        f"Strategy: {plan.base.label or plan.base.name}, from the first day on.",
        *(f"Assumed: {line}." for line in asked.assumed),
        "",
        "## What was drawn, and what was rejected",
        "",
        f"{count(len(near.distances))} programmes, each with its own values of {count(len(plan.factors))} cards from "
        f"their ranges and its own luck (seed {plan.points.seed}), simulated to the end of the history. "
        f"{count(document['ended_before'])} of them had ended before and were rejected. Distance: the mean absolute "
        "difference of live workloads at each month's end, of the logarithm of what was spent so far, and of the "
        "weeks of decisions, each number in units of what draws differ by (median absolute deviation), each of the "
        "three in units of what two draws typically differ by; the root of the mean square of the three. "
        f"Weight: 1 - (distance / bandwidth)², the bandwidth at the nearest {percent(plan.keep)} of "
        "all draws.",
        "",
        "## How well it fits",
        "",
        f"{found.sentence}.",
        f"The nearest draw, where it is farthest off: {found.unlike or 'nothing to compare'}.",
    ]
    if found.after is None:
        return "\n".join([*lines, "", *_no_posterior(found), ""])
    return "\n".join([*lines, "", *_moved(found), "", *_forecast(found), "", *_limits(found), ""])


def _no_posterior(found: Calibration) -> list[str]:
    far = found.nearness.verdict == "far"
    advice = (
        "Nothing is concluded: what was simulated is another programme. Look at the strategy, the teams and the budget "
        "(start=FILE), at the ranges (factors=[card=[low,high]]), and at the history's definitions of live and spend."
        if far
        else "Nothing is concluded: the weights rest on too few draws. More draws= cost time, a larger keep= nearness."
    )
    return ["## What follows", "", advice]


def _moved(found: Calibration) -> list[str]:
    clear = [one for one in found.moved if one.clear]
    if not clear:
        return [
            "## What moved",
            "",
            f"None of {count(len(found.moved))} cards moved farther than chance would have moved one of so many.",
        ]
    rows = [f"| `{one.factor.name}` | {told(one, one.before)} | {told(one, one.after)} |" for one in clear[:MOST_TOLD]]
    more = [f"And {len(clear) - MOST_TOLD} more, in moved.csv."] if len(clear) > MOST_TOLD else []
    return [
        "## What moved",
        "",
        f"{count(len(clear))} of {count(len(found.moved))} cards moved farther than chance would have moved any. "
        "Median and middle 80%:",
        "",
        "| card | before | after |",
        "| --- | --- | --- |",
        *rows,
        "",
        *more,
        f"As words of a command: `{' '.join(overrides(clear[:MOST_TOLD]))}`",
    ]


def _forecast(found: Calibration) -> list[str]:
    rows = []
    for before, after in forecast(found):
        one = after or before
        assert one is not None
        rows.append(f"| {one.measure} | {_cell(before)} | {_cell(after)} |")
    return [
        "## What the forecast says",
        "",
        f"{count(found.plan.futures)} kept programmes go on from the state in which each reproduced the history, under "
        "other luck; before are as many as were drawn, from their first day. In brackets the 95% interval of a share, "
        "and of anything else where 8 of 10 programmes lie.",
        "",
        "| | before | after |",
        "| --- | --- | --- |",
        *rows,
    ]


def _cell(one: Expected | None) -> str:
    if one is None:
        return "none"
    if one.median is None or one.p10 is None or one.p90 is None:
        return f"{percent(one.mean)} ({percent(one.low)} to {percent(one.high)})"
    if one.unit == "EUR":
        return f"{eur(one.median)} ({eur(one.p10)} to {eur(one.p90)})"
    return f"{one.median:.0f} ({one.p10:.0f} to {one.p90:.0f})"


def _limits(found: Calibration) -> list[str]:
    return [
        "## What this cannot say",
        "",
        f"The kept draws weigh as much as {found.nearness.effective:.0f} even ones: a card that a short history barely "
        "touches stays where it was, and several cards that do the same to it cannot be told apart. The strategy is "
        "taken as given, and as unchanged from the first day to the last. What is near is near in the numbers above "
        f"and in nothing else, and it is not the same: {_at_the_end(found)}",
    ]


def _at_the_end(found: Calibration) -> str:
    low, high = found.band(found.watched.live, found.nearness.weights)[-1]
    history = found.plan.history
    yours = "" if history.live is None else f"; the history has {history.live_at(history.weeks)}"
    return f"8 of 10 kept programmes have {low:.0f} to {high:.0f} live where the history ends{yours}."
