"""Calls and tokens a call from week to week, their trend, and the weeks that were held back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.charts.longtable import LongRow
from sim.charts.traffic_panels import Curve, Panel, Scale

_MOST_STEPS = 6


@dataclass(frozen=True)
class WeekPanel:
    """One measure by weeks: points are (week, value); the change a year with its 95% interval."""

    measure: str
    noun: str
    fitted: tuple[tuple[float, float], ...]
    trend: tuple[tuple[float, float], ...]
    held: tuple[tuple[float, float], ...]
    per_year: float
    low: float
    high: float

    @property
    def told(self) -> str:
        """'+22% a year (95%: +5% to +41%)'."""
        return f"{_signed(self.per_year)} a year (95%: {_signed(self.low)} to {_signed(self.high)})"

    @property
    def sentence(self) -> str:
        """Grows, falls, or nobody can tell."""
        if self.low > 0.0:
            return f"{self.noun} grow by {_signed(self.per_year)[1:]} a year"
        if self.high < 0.0:
            return f"{self.noun} fall by {_signed(self.per_year)[1:]} a year"
        return f"{self.noun} may grow or fall: {_signed(self.low)} to {_signed(self.high)} a year"


@dataclass(frozen=True)
class WeeksChart:
    """A panel for each measure."""

    measures: tuple[WeekPanel, ...]

    @property
    def title(self) -> str:
        """What each does, as far as the weeks tell."""
        weeks = len(self.measures[0].fitted)
        first, *others = [one.sentence for one in self.measures]
        rest = "".join(f"; {one[:1].lower()}{one[1:]}" for one in others)
        return f"Over {weeks} weeks {first[:1].lower()}{first[1:]}{rest}"

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        return "Whole weeks from Monday to Sunday. The interval of the trend allows for the memory from week to week."

    @property
    def notes(self) -> Sequence[str]:
        """How to read it."""
        return [
            "Weeks with more than a tenth of their hours missing are left out; the others are made up to whole ones."
        ]

    @property
    def panels(self) -> Sequence[Panel]:
        """One for each measure."""
        found = []
        for one in self.measures:
            curves = [
                Curve("trend", f"line: {one.told}", "model", "line", one.trend),
                Curve("fitted", "dots: weeks of the first four fifths", "seen", "dots", one.fitted),
            ]
            if one.held:
                curves.append(Curve("held back", "circles: weeks of the held-back fifth", "held", "dots", one.held))
            found.append(Panel(one.measure, tuple(curves), _weeks(one), Scale(one.measure, least=0.0)))
        return tuple(found)

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for panel in self.panels:
            yield from panel.rows()


def _weeks(one: WeekPanel) -> Scale:
    """Ticks at whole weeks, at most six of them."""
    last = max(week for week, _ in (*one.trend, *one.fitted, *one.held))
    step = max(1, math.ceil(last / _MOST_STEPS))
    ticks = tuple((float(week), str(week)) for week in range(0, math.ceil(last) + 1, step))
    return Scale("week of the log", ticks=ticks, least=0.0, most=max(last, ticks[-1][0]))


def _signed(share: float) -> str:
    return f"{100 * share:+.0f}%".replace("-", "\N{MINUS SIGN}") if share < 100.0 else "over +10,000%"  # noqa: PLR2004
