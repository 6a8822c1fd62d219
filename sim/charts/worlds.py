"""Two uncertainties, two marks: the line is how well the mean is known, the bar how far worlds lie apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.uncertainty import FEWEST_TO_SPLIT
from sim.charts import cards
from sim.charts.comparison import Phrases, Runs, Sentence
from sim.charts.evidence import Estimate, Pairs, judge
from sim.charts.longtable import LongRow
from sim.charts.look import HUES, INK, drawn, tint
from sim.charts.page import Page
from sim.charts.provenance import Provenance
from sim.charts.strategy_rows import Panel, body_in, panels, write_strategy
from sim.charts.words import capital, count, eur, name, number_word, of_hundred, percent

_BAR_ROW, _TEXT_ABOVE = 0.62, 0.36
_BAR_HIGH = 0.26
_PALE = 0.3
_PERCENTS = (0.0, 0.25, 0.5, 0.75, 1.0)
_MOST_ADDED_ZERO = 0.5
_LEAST_SPAN, _LEAST_SPAN_EUR = 0.1, 1.0


@dataclass(frozen=True)
class WorldsMark:
    """One headline of one strategy: `low`-`high` is confidence in the mean, `p10`-`p90` the spread between worlds,
    None where too few programmes tell worlds from luck.
    """

    mean: float
    low: float
    high: float
    p10: float | None
    p90: float | None

    @property
    def spread(self) -> tuple[float, float] | None:
        """The bar, where there is one."""
        return None if self.p10 is None or self.p90 is None else (self.p10, self.p90)

    @property
    def reach(self) -> tuple[float, float]:
        """How far its marks go."""
        ends = (self.low, self.high, *(self.spread or ()))
        return min(ends), max(ends)


@dataclass(frozen=True)
class WorldsArm:
    """One strategy, its payoff and its chance of the target."""

    label: str
    payoff: WorldsMark
    reached: WorldsMark


@dataclass(frozen=True)
class WorldsChart:
    """Strategies from the highest expected payoff down; `pairs` are their differences over worlds."""

    arms: tuple[WorldsArm, ...]
    pairs: Pairs
    target: int
    worlds: int
    replications: int
    cards: int

    @property
    def title(self) -> str:
        """What the strategies are expected to pay, and which clearly pays more."""
        if len(self.arms) == 1:
            return _alone(self.arms[0])
        estimates = [Estimate(arm.label, arm.payoff.mean, arm.payoff.low, arm.payoff.high) for arm in self.arms]
        verdict = judge(estimates, self.pairs)
        phrases = Phrases("{who} is expected to pay {much}", "{who} {much}", "{who} are expected to pay {much}")
        sentence = str(Sentence(replace(verdict, duel=None), Worlds(self.worlds, self.worlds), phrases, _amounts))
        duel = verdict.duel
        if duel is None or len(self.arms) > 2:  # noqa: PLR2004
            return sentence
        tied = f", the same in {of_hundred(duel.tied, duel.total).split(' of ')[0]}" if duel.tied else ""
        return f"{sentence}; {name(verdict.best.label)} is better in {of_hundred(duel.better, duel.total)} worlds{tied}"

    @property
    def subtitle(self) -> str:
        """What is plotted, over which worlds."""
        ranges = "the range of one card" if self.cards == 1 else f"the ranges of {count(self.cards)} cards"
        luck = "" if len(self.arms) == 1 else ", the same luck for every strategy"
        return (
            f"Expected payoff, and chance of {number_word(self.target)} live workloads. {count(self.worlds)} worlds "
            f"drawn from {ranges}, {count(self.replications)} programmes in each{luck}."
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for arm in self.arms:
            for headline, unit, mark in (("payoff", "EUR", arm.payoff), ("reaches the target", "share", arm.reached)):
                for measure in ("mean", "low", "high", "p10", "p90"):
                    yield LongRow(arm.label, f"{headline}: {measure}", value=getattr(mark, measure), unit=unit)


@dataclass(frozen=True)
class Worlds(Runs):
    """How many worlds stand behind a comparison."""

    def __str__(self) -> str:
        return f"{count(self.most)} worlds"


def _alone(arm: WorldsArm) -> str:
    mark = arm.payoff
    expected = f"{capital(name(arm.label))} is expected to pay {eur(mark.mean)}"
    low, high = mark.spread or (mark.mean, mark.mean)
    if low == high:
        return f"{expected}; which world it is makes no difference that shows"
    return f"{expected}; between {eur(low)} and {eur(high)} in 8 of 10 worlds"


def _amounts(values: Iterable[float]) -> list[str]:
    """Amounts, with a further digit where the short form would hide that they differ."""
    found = list(values)
    short = [eur(value) for value in found]
    return short if len(set(short)) == len(set(found)) else [eur(value, 1) for value in found]


@drawn
def draw_worlds(chart: WorldsChart, provenance: Provenance) -> Figure:
    """A row for each strategy: the bar of worlds, and on it the line of confidence with the mean."""
    page = Page(chart, provenance, body_in(len(chart.arms)), _notes(chart))
    heads = "Expected payoff", f"Chance of {number_word(chart.target)} live"
    payoff, reached = panels(page, heads, len(chart.arms))
    _money_scale(payoff, [arm.payoff for arm in chart.arms])
    reached.scaled(0.0, 1.0, _PERCENTS, [f"{100 * each:.0f}%" for each in _PERCENTS])
    for row, arm in enumerate(chart.arms):
        write_strategy(page, row, arm.label)
        _draw(payoff, row, arm.payoff, eur(arm.payoff.mean))
        _draw(reached, row, arm.reached, percent(arm.reached.mean))
    return page.figure


def _notes(chart: WorldsChart) -> list[str]:
    notes = [
        "Pale bar: where the expected value lies in 8 of 10 worlds, luck taken out; more runs do not shorten it.",
        f"Dot and line: the mean over all worlds with its 95% confidence, at {count(chart.worlds)} worlds.",
    ]
    if any(arm.reached.spread is None for arm in chart.arms):
        notes.append(
            f"No bar: fewer than {FEWEST_TO_SPLIT} programmes reach the target, or miss it; too few to tell worlds "
            "from luck."
        )
    return notes


def _money_scale(panel: Panel, marks: list[WorldsMark]) -> None:
    """All marks with a little room; zero too, unless they lie far from it. Next to nothing is not blown up."""
    low, high = min(one.reach[0] for one in marks), max(one.reach[1] for one in marks)
    more = max(0.0, max(_LEAST_SPAN * max(abs(low), abs(high)), _LEAST_SPAN_EUR) - (high - low)) / 2
    low, high = low - more, high + more
    span = high - low
    low = min(low, 0.0) if low < _MOST_ADDED_ZERO * span else low
    high = max(high, 0.0) if high > -_MOST_ADDED_ZERO * span else high
    room = 0.04 * (high - low)
    ticks = [float(tick) for tick in MaxNLocator(5).tick_values(low, high) if low - room <= tick <= high + room]
    panel.scaled(low - room, high + room, ticks, [cards.tick(cards.EUR, tick) for tick in ticks])
    if low <= 0.0 <= high:
        panel.axes.axvline(0.0, color=INK, linewidth=0.9, zorder=1.5)


def _draw(panel: Panel, row: int, mark: WorldsMark, words: str) -> None:
    middle = row + _BAR_ROW
    pale = tint(HUES[0].line, _PALE)
    if mark.spread is not None:
        low, high = mark.spread
        panel.axes.barh(middle, high - low, left=low, height=_BAR_HIGH, color=pale, linewidth=0, zorder=2)
    panel.axes.hlines(middle, mark.low, mark.high, color=INK, linewidth=1.6, zorder=3)
    panel.axes.plot([mark.mean], [middle], "o", color=INK, markersize=4.2, zorder=4, clip_on=False)
    panel.text(mark.mean, row + _TEXT_ABOVE - _BAR_HIGH / 4, words)
