"""Spider: where the measure goes as one card moves through its range, a line for each card, in the same futures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.charts import cards
from sim.charts.lettering import line_in, width_in, wrap
from sim.charts.lines import EndLabel, Frame, end_labels
from sim.charts.longtable import LongRow
from sim.charts.look import HUES, INK, LABEL, SMALL, Hue, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.spread import spread
from sim.charts.words import capital, number_word

MOST_LINES = 6
_AXIS_IN, _HEIGHT_IN, _RIGHT_IN, _TIE_IN = 0.55, 3.9, 2.75, 0.3


@dataclass(frozen=True)
class Stop:
    """One simulated value of a card: its place in the range from 0 to 1, and the measure there with its confidence."""

    place: float
    value: str
    measure: float
    low: float
    high: float


@dataclass(frozen=True)
class SpiderLine:
    """One card from the low end of its range to the high end, the base in between."""

    card: str
    stops: tuple[Stop, ...]

    @property
    def width(self) -> float:
        """How far the measure moves."""
        moves = [stop.measure for stop in self.stops]
        return max(moves) - min(moves)


@dataclass(frozen=True)
class SpiderChart:
    """Lines from the card that moves the measure most; only cards that are numbers and make a clear difference."""

    measure: str
    unit: str
    base: float
    replications: int
    lines: tuple[SpiderLine, ...]

    @property
    def shown(self) -> tuple[SpiderLine, ...]:
        """The lines that can be told apart."""
        return self.lines[:MOST_LINES]

    @property
    def title(self) -> str:
        """Which way the card that moves it most moves it."""
        first = self.lines[0]
        low, high = first.stops[0], first.stops[-1]
        values = [stop.measure for stop in first.stops]
        ends = f"from {self._told(low)} to {self._told(high)}"
        if cards.told(self.unit, min(values)) == cards.told(self.unit, max(values)):
            course = f"moves by little with {first.card}, {ends}"
        elif values == sorted(values):
            course = f"rises with {first.card}, {ends}"
        elif values == sorted(values, reverse=True):
            course = f"falls with {first.card}, {ends}"
        else:
            far = max(first.stops, key=lambda stop: abs(stop.measure - low.measure))
            course = f"turns within the range of {first.card}: {self._told(far)}, and less far off at either end"
        alone = len(self.lines) == 1
        return f"{capital(self.measure)} {course}{'' if alone else f'; {self._others()}'}"

    def _told(self, stop: Stop) -> str:
        return f"{cards.told(self.unit, stop.measure)} at {stop.value}"

    def _others(self) -> str:
        others = len(self.lines) - 1
        return f"{number_word(others)} other{'' if others == 1 else 's'} by less"

    @property
    def subtitle(self) -> str:
        """What is plotted, and how many runs."""
        return (
            f"{capital(self.measure)} against where one card stands in its range, all others as they are; base "
            f"{cards.told(self.unit, self.base)}. The dots were simulated, in {cards.futures(self.replications)}."
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for line in self.shown:
            for stop in line.stops:
                for measure, number in (("measure", stop.measure), ("low", stop.low), ("high", stop.high)):
                    yield LongRow(line.card, measure, stop.place, None, "share", number, self.unit, stop.value)


@drawn
def draw_spider(chart: SpiderChart, provenance: Provenance) -> Figure:
    """Straight lines between the simulated points; the values at both ends of each range stand beside them."""
    height = flat(_HEIGHT_IN, _lettered_in(chart))
    page = Page(chart, provenance, height + _AXIS_IN, _notes(chart))
    ends = [line.stops[0].value for line in chart.shown]
    before = max(width_in(value, SMALL) for value in ends) + _TIE_IN + 0.1
    scale_in = 0.62
    left = MARGIN_IN + scale_in + before
    frame = Frame(left, page.body_top_in, span_in() - scale_in - before - _RIGHT_IN - _TIE_IN, height)
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    low, high = _limits(chart)
    axes.set_ylim(low, high)
    axes.set_xlim(0.0, 1.0)
    _grid(axes, chart, before)
    for line, hue in zip(chart.shown, HUES, strict=False):
        _draw(axes, line, hue)
    end_labels(page, frame, _right_labels(chart, low, high), frame.right + _TIE_IN, frame.right)
    _left_labels(page, frame, chart, (low, high))
    return page.figure


def _lettered_in(chart: SpiderChart) -> float:
    """Height that the names at the lines' ends take."""
    return sum(label.height_in for label in _right_labels(chart, *_limits(chart)))


def _notes(chart: SpiderChart) -> list[str]:
    notes = ["Upright lines: 95% confidence of the paired difference from the base."]
    hidden = chart.lines[MOST_LINES:]
    return [*notes, cards.hidden_note(len(hidden), cards.told(chart.unit, hidden[0].width))] if hidden else notes


def _limits(chart: SpiderChart) -> tuple[float, float]:
    stops = [stop for line in chart.shown for stop in line.stops]
    ends = [end for stop in stops for end in (stop.measure, stop.low, stop.high) if math.isfinite(end)]
    low, high = min(ends), max(ends)
    room = 0.06 * (high - low) or max(abs(high) * 0.05, 1.0)
    return low - room, high + room


def _grid(axes: Axes, chart: SpiderChart, before_in: float) -> None:
    low, high = axes.get_ylim()
    marks = [float(mark) for mark in MaxNLocator(6).tick_values(low, high) if low <= mark <= high]
    y_grid(axes, marks, [cards.tick(chart.unit, mark) for mark in marks])
    axes.tick_params(axis="y", pad=5 + 72 * before_in)
    base_line(axes)
    x_ticks(axes, [0.0, 0.25, 0.5, 0.75, 1.0], ["low end", "a quarter", "half-way", "three quarters", "high end"])
    axes.axhline(chart.base, color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)


def _draw(axes: Axes, line: SpiderLine, hue: Hue) -> None:
    places, values = [stop.place for stop in line.stops], [stop.measure for stop in line.stops]
    axes.plot(places, values, color=hue.line, linestyle=hue.dash, linewidth=2.0, clip_on=False, zorder=3)
    axes.plot(places, values, "o", color=hue.line, markersize=4.2, clip_on=False, zorder=4)
    for stop in line.stops:
        if math.isfinite(stop.low) and math.isfinite(stop.high) and stop.low < stop.high:
            axes.vlines(stop.place, stop.low, stop.high, color=tint(hue.line, 0.7), linewidth=0.9, zorder=2)


def _right_labels(chart: SpiderChart, low: float, high: float) -> list[EndLabel]:
    labels = []
    for line, hue in zip(chart.shown, HUES, strict=False):
        last = line.stops[-1]
        name = wrap(line.card, _RIGHT_IN - 0.1, LABEL, True)
        value = f"{cards.told(chart.unit, last.measure)} at {last.value}"
        labels.append(EndLabel((last.measure - low) / (high - low), name, value, hue))
    return labels


def _left_labels(page: Page, frame: Frame, chart: SpiderChart, limits: tuple[float, float]) -> None:
    """The low end of each range, tied to its line."""
    low, high = limits
    wanted = [frame.height * (line.stops[0].measure - low) / (high - low) for line in chart.shown]
    centres = spread(wanted, [line_in(SMALL)] * len(wanted), 0.0, frame.height)
    for line, hue, at, centre in zip(chart.shown, HUES, wanted, centres, strict=False):
        _tied(page, frame, (at, centre), hue)
        top = frame.bottom - centre - line_in(SMALL) / 2
        page.write(frame.left - _TIE_IN, top, line.stops[0].value, Pen(SMALL, hue.text, align="right"))


def _tied(page: Page, frame: Frame, heights: Sequence[float], hue: Hue) -> None:
    start, end = frame.left, frame.left - _TIE_IN + 0.05
    bend = start + (end - start) * 0.35
    at, centre = (frame.bottom - height for height in heights)
    page.line((start, bend, end), (at, at, centre), tint(hue.line, 0.6), 0.7)
