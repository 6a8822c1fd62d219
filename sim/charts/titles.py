"""The finding of a chart as a sentence computed from its numbers; it claims no more than `evidence` allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sim.charts.comparison import Phrases, Runs, Sentence
from sim.charts.evidence import Estimate, Pairs, judge
from sim.charts.words import capital, count, month_number, month_of, months, number_word, percent, percents

MOSTLY_GONE = 0.10
"""Below this share standing everywhere, medians say more than who is left."""

NOTHING = "No programme was simulated"


class Counted(Protocol):
    """Anything that rests on a number of programmes."""

    @property
    def total(self) -> int: ...


@dataclass(frozen=True)
class Standing:
    """What the survival title needs of one strategy."""

    total: int
    share: Estimate
    median_months: Estimate | None
    last_end_months: float | None


@dataclass(frozen=True)
class Reaching:
    """What the title of 'reached the nth workload' needs of one strategy."""

    total: int
    share: Estimate


def survival_title(arms: Sequence[Standing], month: float, pairs: Pairs | None = None) -> str:
    """Who stands longest, or that no clear difference shows."""
    arms = [arm for arm in arms if arm.total]
    if not arms:
        return NOTHING
    if len(arms) == 1:
        return _one_survival(arms[0], month)
    if all(arm.share.value == 1 for arm in arms):
        return f"Every programme is still standing at {month_number(month)}, under {each(len(arms))}"
    medians = [arm.median_months for arm in arms if arm.median_months and arm.share.value < MOSTLY_GONE]
    if len(medians) == len(arms):
        return _gone(arms, medians, month)
    goal = f"of programmes standing to {month_number(month)}"
    phrases = Phrases(f"{{who}} keeps {{much}} {goal}", "{who} {much}", f"{{who}} keep {{much}} {goal}")
    return str(Sentence(judge([arm.share for arm in arms], pairs), runs(arms), phrases, percents))


def _one_survival(arm: Standing, month: float) -> str:
    now = month_number(month)
    if arm.total == 1:
        ended = arm.share.value == 0 and arm.last_end_months is not None
        fate = f"ended in {month_of(arm.last_end_months or 0.0)}" if ended else f"is still standing at {now}"
        return f"The one simulated programme {fate}"
    if arm.share.value == 1:
        return f"All {count(arm.total)} programmes are still standing at {now}"
    half = None if arm.median_months is None else months(arm.median_months.value)
    if arm.share.value == 0 and arm.last_end_months is not None:
        last = months(arm.last_end_months)
        return f"Every programme has ended after {last}" + (
            "" if half in (None, last) else f", half of them after {half}"
        )
    left = f"{percent(arm.share.value)} of programmes are still standing at {now}"
    return (
        left if half is None else f"Half of the programmes are gone after {half}; {left.replace(' of programmes', '')}"
    )


def _gone(arms: Sequence[Standing], medians: Sequence[Estimate], month: float) -> str:
    """Where hardly anything is left at the end, how long half of it lasted."""
    ends = [arm.last_end_months for arm in arms if arm.last_end_months is not None]
    if all(arm.share.value == 0 for arm in arms) and ends:
        opening = f"No programme lasts longer than {months(max(ends))}"
    else:
        opening = f"Fewer than one programme in ten stands at {month_number(month)} under {each(len(arms))}"
    phrases = Phrases("{who} lasts a median of {much}", "{who} {much}", "{who} last a median of {much}")
    sentence = Sentence(judge(medians), runs(arms), phrases, lambda values: [months(value) for value in values])
    return f"{opening}. {sentence}"


def reached_title(arms: Sequence[Reaching], target: int, pairs: Pairs | None = None) -> str:
    """Who reaches the target in which share of futures, or that no clear difference shows."""
    arms = [arm for arm in arms if arm.total]
    goal = number_word(target)
    if not arms:
        return NOTHING
    for share, one, all_of_them, where in ((0, "does not reach", "No", any_of), (1, "reaches", "Every", each)):
        if all(arm.share.value == share for arm in arms):
            return _all_alike(arms, f"{goal} live workloads", one, all_of_them, where(len(arms)))
    if len(arms) == 1:
        return f"{capital(goal)} live workloads are reached in {percent(arms[0].share.value)} of futures"
    phrases = Phrases(
        f"{{who}} reaches {goal} in {{much}} of futures",
        "{who} in {much}",
        f"{{who}} reach {goal} in {{much}} of futures",
    )
    return str(Sentence(judge([arm.share for arm in arms], pairs), runs(arms), phrases, percents))


def _all_alike(arms: Sequence[Reaching], goal: str, one: str, all_of_them: str, where: str) -> str:
    if len(arms) > 1:
        return f"{all_of_them} programme reaches {goal}, under {where}"
    if arms[0].total == 1:
        return f"The one simulated programme {one} {goal}"
    return f"{all_of_them} programme reaches {goal}"


def runs(arms: Sequence[Counted]) -> Runs:
    """The replications behind several strategies."""
    totals = [arm.total for arm in arms]
    return Runs(min(totals), max(totals))


def each(arms: int) -> str:
    """'both strategies', 'each of the three strategies'."""
    return "both strategies" if arms == 2 else f"each of the {number_word(arms)} strategies"  # noqa: PLR2004


def any_of(arms: int) -> str:
    """'either strategy', 'any of the three strategies'."""
    return "either strategy" if arms == 2 else f"any of the {number_word(arms)} strategies"  # noqa: PLR2004
