"""The honest signal of scaling (D-ECON-5): does the latest workload cost less than the first three did on average?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sim.analysis.marginal import FIRST_THREE as FIRST
from sim.charts.comparison import Runs
from sim.charts.evidence import Estimate, difference
from sim.charts.titles import NOTHING, each, runs
from sim.charts.words import capital, eur, eurs, listed, name, ordinal, percent


class Course(Enum):
    """Where the latest workload's cost lies against the first three."""

    FALLS = "less"
    CHOSEN = "less, by choice of what still ships"
    RISES = "more"
    UNCLEAR = "no clear difference"
    SHORT = "too rare"


@dataclass(frozen=True)
class Trend:
    """What the title needs of one strategy; `latest` is the `n`th workload, the last that enough programmes reached.

    `following` is the next one as priced at reviews. Finance refuses what costs too much, so that the latest that
    shipped can be cheap where the next is not: then nothing has come down.
    """

    label: str
    total: int
    n: int
    latest: Estimate | None
    first_three: Estimate | None
    following: Estimate | None = None

    @property
    def course(self) -> Course:
        """Clear only where the interval of the difference leaves out zero."""
        if self.latest is None or self.first_three is None or self.n <= FIRST:
            return Course.SHORT
        low, high = difference(self.latest, self.first_three)
        if high < 0:
            return Course.CHOSEN if self._next_is_no_cheaper(self.first_three) else Course.FALLS
        return Course.RISES if low > 0 else Course.UNCLEAR

    def _next_is_no_cheaper(self, first_three: Estimate) -> bool:
        return self.following is not None and not difference(self.following, first_three)[1] < 0


def marginal_cost_title(trends: Sequence[Trend]) -> str:
    """Under which strategies the marginal cost has come down, with the figures."""
    trends = [trend for trend in trends if trend.total]
    if not trends:
        return NOTHING
    if all(trend.n == 0 for trend in trends):
        return "No workload goes live often enough to show its cost"
    if len(trends) == 1:
        return _one(trends[0], runs(trends))
    found = {course: group for course in Course if (group := [trend for trend in trends if trend.course is course])}
    if len(found) == 1:
        return _alike(next(iter(found)), trends)
    clear = [_clear(course, group, len(trends)) for course, group in found.items() if course in _CLEAR]
    vague = [_vague(course, group, len(trends)) for course, group in found.items() if course not in _CLEAR]
    opening = [f"the latest workload costs {', '.join(clear)}"] if clear else []
    return capital("; ".join(opening + vague))


_CLEAR = {
    Course.FALLS: "less than the first three under",
    Course.RISES: "more than the first three under",
}


def _one(trend: Trend, replications: Runs) -> str:
    course = trend.course
    if course is Course.SHORT or trend.latest is None or trend.first_three is None:
        return f"Too few programmes get past the {ordinal(FIRST)} workload to judge whether costs come down"
    latest, first = eurs(trend.latest.value, trend.first_three.value)
    costs = f"the {ordinal(trend.n)} workload costs {latest} a year to run"
    if course is Course.UNCLEAR:
        return f"No clear difference at {replications}: {costs}, the first three {first} on average"
    if course is Course.CHOSEN and trend.following is not None:
        return (
            f"{capital(costs)}, and the next is priced at {eur(trend.following.value)}: "
            f"no clear fall from the first three's {first}, only a choice of what still ships"
        )
    apart = abs(trend.latest.value / trend.first_three.value - 1)
    return f"{capital(costs)}, {percent(apart)} {_SIDE[course]} the first three's average of {first}"


_SIDE = {Course.FALLS: "below", Course.RISES: "above"}


def _alike(course: Course, trends: Sequence[Trend]) -> str:
    """All strategies tell the same."""
    where = each(len(trends))
    if course is Course.SHORT:
        return (
            f"Too few programmes get past the {ordinal(FIRST)} workload to judge whether costs come down, under {where}"
        )
    if course is Course.CHOSEN:
        text = f"Under {where} the next workload is no cheaper than the first three; what still ships is a choice"
    elif course is Course.UNCLEAR:
        text = f"No clear difference at {runs(trends)} between the latest workload and the first three, under {where}"
    else:
        text = f"Under {where} the latest workload costs {course.value} than the first three"
    return f"{text}: {listed(_named(trends, len(trends)))}" if len(trends) <= _WITH_FIGURES else text


def _clear(course: Course, group: Sequence[Trend], arms: int) -> str:
    return f"{_CLEAR[course]} {listed(_named(group, arms))}"


def _vague(course: Course, group: Sequence[Trend], arms: int) -> str:
    if course is Course.UNCLEAR:
        return f"no clear difference under {listed(_named(group, arms))}"
    if course is Course.CHOSEN:
        return f"under {listed(_named(group, arms))} the next is no cheaper, only what still ships"
    return (
        f"too few programmes get past the {ordinal(FIRST)} workload under {listed([name(one.label) for one in group])}"
    )


_WITH_FIGURES = 2
"""Up to so many strategies the title gives the figures; beyond, the panels do."""


def _named(group: Sequence[Trend], arms: int) -> list[str]:
    return [_with_figures(trend) if arms <= _WITH_FIGURES else name(trend.label) for trend in group]


def _with_figures(trend: Trend) -> str:
    if trend.latest is None or trend.first_three is None:
        return name(trend.label)
    latest, first = eurs(trend.latest.value, trend.first_three.value)
    return f"{name(trend.label)} ({ordinal(trend.n)}: {latest} against {first} a year)"
