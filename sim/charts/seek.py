"""Goal seek: the measure at every value of the card that was tried, the goal, and the value that meets it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.goal_seek import Sought
from sim.analysis.goal_words import UNITLESS, Goal, Tried
from sim.charts.cards import EUR, SHARE, tick, told
from sim.charts.grid import Cell, grid_of
from sim.charts.lettering import line_in, width_in, wrap
from sim.charts.longtable import LongRow
from sim.charts.look import HUES, INK, LABEL, QUIET, SMALL, drawn, tint
from sim.charts.page import Page, Pen, base_line, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.words import capital, count, eur, listed, name, number_word

_UNDER_AXIS_IN, _RIGHT_IN, _ANSWER_LINES, _BESIDE_IN = 0.44, 1.0, 2, 0.05
_TRIED, _FOUND = HUES[0], HUES[2]
_MILLION = 1e6
_FEW = 2


@dataclass(frozen=True)
class SeekChart:
    """What was sought and found, by label; the goal is the same for all. `measure` as a sentence names it."""

    measure: str
    sought: dict[str, Sought]

    @property
    def goal(self) -> Goal:
        """What all were asked for."""
        return next(iter(self.sought.values())).goal

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return SHARE if self.goal.share else self.goal.of

    @property
    def futures(self) -> int:
        """Futures at every value."""
        return next(iter(self.sought.values())).futures

    @property
    def title(self) -> str:
        """The answer: the value that meets the goal, or why there is none."""
        if len(self.sought) == 1:
            return f"{self.wanted}: {self.answer(next(iter(self.sought.values())))}"
        return f"{self.wanted}: {'; '.join(self._answers())}"

    def _answers(self) -> Iterator[str]:
        """Who needs least and most, who needs nothing, who has no answer; many are counted instead of named."""
        found = sorted(((one.value, label) for label, one in self.sought.items() if one.value is not None))
        directions = {_rises(one) for one in self.sought.values() if one.value is not None}
        if len(directions) > 1:
            yield f"a value of {self.goal.card} for {self._who([label for _, label in found])}"
        elif found:
            needs = [f"{self.card(value)} with {name(label)}" for value, label in found]
            ends = " to ".join((needs[0], needs[-1])) if len(needs) > _FEW else listed(needs)
            yield f"{'from' if directions.pop() else 'up to'} {self.goal.card} {ends}"
        anywhere = [label for label, one in self.sought.items() if one.verdict == "already reached"]
        if anywhere:
            yield f"anywhere between {self._range} with {self._who(anywhere)}"
        rest = [label for label, one in self.sought.items() if one.value is None and label not in anywhere]
        if rest:
            yield f"no value between {self._range} with {self._who(rest)}"

    def _who(self, labels: list[str]) -> str:
        return (
            listed([name(each) for each in labels]) if len(labels) <= _FEW else f"{number_word(len(labels))} strategies"
        )

    @property
    def wanted(self) -> str:
        """The goal in words."""
        bound = f"at {'most' if self.goal.at_most else 'least'} {told(self.unit, self.goal.target)}"
        if self.goal.share:
            return f"In {bound} of futures {self.goal.what}"
        return f"{capital(self.goal.what)} of {bound} on average"

    @property
    def subtitle(self) -> str:
        """What is plotted, and how many runs."""
        return (
            f"{capital(self.measure)} at each value of {self.goal.card} that was tried, all else as it is. "
            f"The same {count(self.futures)} futures at every value."
        )

    def card(self, value: float) -> str:
        """A value of the card in its unit."""
        return card_value(self.goal, value)

    def answer(self, one: Sought, *, short: bool = False) -> str:
        """What one strategy needs, with its confidence, or why nothing can be named."""
        card = "" if short else f"{self.goal.card} "
        if one.value is not None:
            rises = _rises(one)
            return f"{'from' if rises else 'up to'} {card}{self.card(one.value)} ({self.interval(one)})"
        levels = sorted(each.estimate for each in one.tried)
        best = told(self.unit, levels[0] if self.goal.at_most else levels[-1])
        return {
            "already reached": f"anywhere between {card}{self._range}",
            "not reached": f"nowhere between {card}{self._range} ({best} at best)",
            "not monotone": "no single answer, it goes up and down"
            if short
            else f"no single answer, {card}goes both ways",
            "no clear effect": f"no answer, {card or 'it '}makes no clear difference",
        }[one.verdict]

    @property
    def _range(self) -> str:
        return f"{self.card(self.goal.low)} and {self.card(self.goal.high)}"

    def interval(self, one: Sought) -> str:
        """Between which values the answer lies."""
        if one.low is None and one.high is None:
            return "95% confidence: anywhere in the range"
        if one.low is None:
            return f"95% confidence: up to {self.card(one.high or 0.0)}"
        if one.high is None:
            return f"95% confidence: from {self.card(one.low)} on"
        return f"95% confidence {self.card(one.low)} to {self.card(one.high)}"

    def rows(self) -> Iterator[LongRow]:
        """Exactly the numbers drawn."""
        for label, one in self.sought.items():
            for tried in one.tried:
                for measure, value in (("estimate", tried.estimate), ("low", tried.low), ("high", tried.high)):
                    yield LongRow(label, measure, tried.value, x_unit=self.goal.unit, value=value, unit=self.unit)
            for measure, found in (("found", one.value), ("found_low", one.low), ("found_high", one.high)):
                yield LongRow(label, measure, value=found, unit=self.goal.unit, text=one.verdict)
        yield LongRow("", "goal", value=self.goal.target, unit=self.unit)


def card_value(goal: Goal, value: float) -> str:
    """A value of the card as an answer needs it: three digits of a million, so that a hundredth of the range shows."""
    if goal.unit.startswith(EUR):
        return eur(value, 1 if abs(value) >= _MILLION else 0)
    return f"{value:,.4g}" if goal.unit in UNITLESS else f"{value:,.4g} {goal.unit}"


def _rises(one: Sought) -> bool:
    """Whether more of the card is better for the goal."""
    gain = one.tried[-1].estimate - one.tried[0].estimate
    return (gain <= 0.0) if one.goal.at_most else (gain >= 0.0)


@drawn
def draw_seek(chart: SeekChart, provenance: Provenance) -> Figure:
    """A panel for each strategy: dots with their confidence, the goal across, the answer on it."""
    grid = grid_of(list(chart.sought), lines_under_name=_ANSWER_LINES, under_axis_in=_UNDER_AXIS_IN, right_in=_RIGHT_IN)
    page = Page(chart, provenance, grid.height_in, _notes(chart))
    limits = _limits(chart)
    for one, cell in zip(chart.sought.values(), grid.cells(page.body_top_in), strict=True):
        _head(page, cell, chart, one)
        _panel(page, cell, chart, one, limits)
        if cell.last_in_row:
            _goal_name(page, cell, chart, limits)
    return page.figure


def _notes(chart: SeekChart) -> list[str]:
    notes = ["Dots: what was simulated at that value, with its 95% confidence as a line."]
    if any(one.value is not None for one in chart.sought.values()):
        notes.append("Orange: the value that meets the goal, with its own 95% confidence as a band.")
    return notes


def _limits(chart: SeekChart) -> tuple[float, float]:
    """Shares from 0 to 1; amounts over what was found, the goal among it."""
    if chart.goal.share:
        return 0.0, 1.0
    values = [end for one in chart.sought.values() for each in one.tried for end in (each.low, each.high)]
    low, high = min([chart.goal.target, *values]), max([chart.goal.target, *values])
    room = 0.06 * (high - low) or max(abs(high), 1.0) * 0.06
    return low - room, high + room


def _head(page: Page, cell: Cell, chart: SeekChart, one: Sought) -> None:
    below = page.paragraph(cell.frame.left, cell.head_top_in, cell.name, Pen(LABEL, INK, bold=True))
    lines = wrap(capital(chart.answer(one, short=True)), cell.frame.width, SMALL)[:_ANSWER_LINES]
    page.paragraph(cell.frame.left, below, lines, Pen(SMALL, _FOUND.text if one.value is not None else QUIET))


def _panel(page: Page, cell: Cell, chart: SeekChart, one: Sought, limits: tuple[float, float]) -> None:
    frame, goal = cell.frame, chart.goal
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    room = 0.03 * (goal.high - goal.low)
    axes.set_xlim(goal.low - room, goal.high + room)
    axes.set_ylim(*limits)
    marks = _inside((0, 0.25, 0.5, 0.75, 1) if goal.share else MaxNLocator(5).tick_values(*limits), *limits)
    y_grid(axes, marks, [tick(chart.unit, mark) for mark in marks] if cell.first_in_row else [""] * len(marks))
    base_line(axes)
    _card_ticks(axes, chart, frame.width)
    axes.axhline(goal.target, color=INK, linewidth=1.0, zorder=2)
    for each in one.tried:
        _dot(axes, each)
    if one.value is not None:
        low, high = (goal.low if one.low is None else one.low), (goal.high if one.high is None else one.high)
        axes.axvspan(low, high, color=_FOUND.line, alpha=0.16, linewidth=0, zorder=1.5)
        axes.plot([one.value], [goal.target], "o", markersize=6, color=_FOUND.line, markeredgecolor="white", zorder=5)
    page.write(frame.right, frame.bottom + 0.25, goal.card, Pen(SMALL, QUIET, align="right"))


def _dot(axes: Axes, tried: Tried) -> None:
    axes.vlines(tried.value, tried.low, tried.high, color=tint(_TRIED.line, 0.45), linewidth=1.4, zorder=3)
    axes.plot([tried.value], [tried.estimate], "o", markersize=4, color=_TRIED.line, zorder=4, clip_on=False)


def _card_ticks(axes: Axes, chart: SeekChart, width_of_panel_in: float) -> None:
    """As many round values as have room beside each other."""
    goal = chart.goal
    marks = _inside(MaxNLocator(6, integer=goal.whole).tick_values(goal.low, goal.high), goal.low, goal.high)
    unit = EUR if goal.unit.startswith(EUR) else ""
    widest = max((width_in(tick(unit, mark), SMALL) for mark in marks), default=0.1) + 0.15
    shown = marks[:: math.ceil(len(marks) * widest / width_of_panel_in)]
    x_ticks(axes, shown, [tick(unit, mark) for mark in shown])


def _inside(marks: object, low: float, high: float) -> tuple[float, ...]:
    return tuple(float(mark) for mark in marks if low <= float(mark) <= high)  # type: ignore[attr-defined]


def _goal_name(page: Page, cell: Cell, chart: SeekChart, limits: tuple[float, float]) -> None:
    """The goal's value at the end of its line."""
    share = (chart.goal.target - limits[0]) / (limits[1] - limits[0])
    at = cell.frame.bottom - share * cell.frame.height
    text = f"goal {told(chart.unit, chart.goal.target)}"
    page.write(cell.frame.right + _BESIDE_IN, at - line_in(SMALL) / 2, text, Pen(SMALL, INK, bold=True))
