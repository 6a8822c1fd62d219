"""The recommendation in plain sentences, computed from the numbers: the same on the terminal and on the page."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.analysis.paired import PairedDifference
from sim.analysis.recommendation import Against
from sim.charts.words import MONTHS_PER_WEEK, capital, count, eur, listed, number_word, of_hundred, percent
from sim.verbs.compare_table import points, signed_eur
from sim.verbs.recommend import Advice
from sim.verbs.recommend_beyond import how_sure, what_changes_it, what_settles_it


class Section(NamedTuple):
    """A heading and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


def sections(advice: Advice) -> tuple[Section, ...]:
    """What to do, how sure that is, what would change it, what would settle it."""
    return (
        Section(title(advice), (*take(advice), *against(advice), chances(advice))),
        Section("How sure that is", (luck(advice), *how_sure(advice))),
        Section("What would change it", what_changes_it(advice)),
        Section("What would settle it", what_settles_it(advice)),
    )


def title(advice: Advice) -> str:
    """The answer in a few words."""
    if advice.found.rivals:
        return "Recommendation: nothing is clearly ahead"
    what = "carry on" if advice.found.option == advice.found.carry_on else advice.option
    return f"Recommendation: {what}{', if the values assumed hold' if advice.contradicted else ''}"


def take(advice: Advice) -> tuple[str, ...]:
    """Which option, and whether it is ahead; where it is not, what the choice costs at most."""
    found, results = advice.found, advice.comparison.results[advice.found.option]
    mean, months = results.numbers["payoff_eur"]["mean"], round(results.horizon_weeks * MONTHS_PER_WEEK)
    called = f"{advice.option}, which is carrying on," if found.option == found.carry_on else advice.option
    if not found.rivals:
        others = [advice.labels[each.other] for each in found.against]
        ahead = f"{number_word(len(others))} others" if len(others) > 1 else f"other, {others[0]}"
        doing = "Carry on" if found.option == found.carry_on else "Take"
        return (f"{doing}: {advice.option}. It pays {eur(mean)} on average over {months} months, clearly ahead of the "
                f"{ahead}.",)  # fmt: skip
    rivals = [advice.labels[each.other] for each in found.rivals]
    futures = found.against[0].payoff.total
    number = f"{count(futures)} future{'' if futures == 1 else 's'}"
    first = (
        f"{capital(called)} pays most on average, {eur(mean)} over {months} months, but nothing is clearly ahead: "
        f"{number} {'does' if futures == 1 else 'do'} not tell it from {listed(rivals)}."
    )
    return first, _costs(advice)


def _costs(advice: Advice) -> str:
    found = advice.found
    if not math.isfinite(found.costs_at_most):
        return "So few futures say nothing of what the choice may cost; simulate more (replications=)."
    if found.costs_at_most == 0.0:
        same = listed([advice.labels[each.other] for each in found.rivals])
        return f"In these futures it pays exactly what {same} pays: the choice between them costs nothing."
    which = "that one" if len(found.rivals) == 1 else "one of those"
    return (
        f"Choose by whatever else matters to you: if {which} is really better, taking {advice.option} costs at most "
        f"{eur(found.costs_at_most)} on average (the far end of the 95% interval). More programmes (replications=) "
        "narrow that."
    )


def against(advice: Advice) -> tuple[str, ...]:
    """The paired differences to carrying on and to the runner-up."""
    found, runner_up = advice.found, advice.found.runner_up
    if found.carrying_on is None:
        return (_line(advice, runner_up, "the runner-up"),)
    if runner_up is found.carrying_on:
        return (_line(advice, runner_up, "carrying on, the runner-up"),)
    return _line(advice, found.carrying_on, "carrying on"), _line(advice, runner_up, "the runner-up")


def _line(advice: Advice, one: Against, role: str) -> str:
    return (
        f"Against {role} ({advice.labels[one.other]}): {signed_eur(one.payoff.mean)} "
        f"({_interval(one.payoff, signed_eur)}), better in {of_hundred(one.payoff.better, one.payoff.total)} futures"
        f"{'' if one.payoff.clear else '; not clear'}."
    )


def _interval(one: PairedDifference, told: Callable[[float], str]) -> str:
    if not math.isfinite(one.high - one.low):
        return "no interval"
    return f"95%: {told(one.low).split(' ')[0]} to {told(one.high)}"


def chances(advice: Advice) -> str:
    """What the option does to standing at the end and to reaching the target."""
    found, one = advice.found, advice.comparison.results[advice.found.option]
    target = one.scenario.ends.target
    standing = one.numbers["outcomes"].get("censored", {"share": 0.0})["share"]
    reached = one.numbers["reached_target"]["share"]
    other = found.carrying_on or found.runner_up
    who = "carrying on" if found.carrying_on else advice.labels[other.other]
    return (
        f"Still standing at the end: {percent(standing)} of its programmes, {_points(other.standing)} against {who}. "
        f"{target} live, the target: {percent(reached)}, {_points(other.reached)}."
    )


def _points(one: PairedDifference) -> str:
    return f"{points(one.mean)} ({_interval(one, points)}{'' if one.clear else '; not clear'})"


def luck(advice: Advice) -> str:
    """How much of the answer is luck alone."""
    row = next(row for row in advice.comparison.league() if row.name == advice.found.option)
    best = row.payoff
    foresight = f"; the best of each future pays {eur(best.regret)} more on average, which nobody can foresee"
    return (
        "Luck alone, with every card at its value: it pays most of all in "
        f"{of_hundred(round(best.best_share * best.total), best.total)} futures (95%: {percent(best.best_low)} to "
        f"{percent(best.best_high)}){foresight if best.regret > 0.0 else ''}."
    )


def told(all_sections: Sequence[Section]) -> dict[str, list[str]]:
    """The sentences as the summary keeps them."""
    return {one.title: list(one.paragraphs) for one in all_sections}
