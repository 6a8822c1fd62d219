"""List prices over time as shares of each model's first price: steps, what moved most by name, flagged ones apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.lettering import shortened, wrap
from sim.charts.lines import EndLabel, Frame, end_labels
from sim.charts.longtable import LongRow
from sim.charts.look import AXIS, HUES, INK, LABEL, SMALL, Hue, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.words import calendar_month, count, percent

MOST_USED, MOST_FLAGGED = 4, 3
_LABELS_IN, _END_IN, _HEIGHT_IN, _HEAD_IN, _UNDER_IN = 0.6, 2.9, 3.3, 0.3, 0.34
_USED, _FLAGGED = HUES[0], HUES[2]
_TICKS = (1e-3, 1e-2, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 20.0, 100.0, 1e3, 1e6)
_LEAST_GAP = 0.075


@dataclass(frozen=True)
class PriceLine:
    """One model: days as numbers, prices as shares of its first."""

    name: str
    days: tuple[int, ...]
    shares: tuple[float, ...]
    flagged: bool = False

    @property
    def moved(self) -> float:
        """The farthest it was from its first price, as a log."""
        return max(abs(math.log(share)) for share in self.shares)


@dataclass(frozen=True)
class StepsChart:
    """All models that were watched for some time; `decline` is the share lost in a year with its interval."""

    lines: tuple[PriceLine, ...]
    last_day: int
    decline: tuple[float, float, float] | None

    @property
    def moving(self) -> tuple[PriceLine, ...]:
        """Models whose price changed, the one that moved most first; unflagged before flagged."""
        moved = [one for one in self.lines if one.moved > 0.0]
        return tuple(sorted(moved, key=lambda one: (one.flagged, -one.moved, one.name)))

    @property
    def named(self) -> tuple[PriceLine, ...]:
        """Those whose names stand beside their ends: the farthest of both groups."""
        used, flagged = ([one for one in self.moving if one.flagged is odd] for odd in (False, True))
        return (*used[:MOST_USED], *flagged[:MOST_FLAGGED])

    @property
    def title(self) -> str:
        """How fast list prices fall, and how few move at all."""
        clean = [one for one in self.lines if not one.flagged]
        changed = sum(one.moved > 0.0 for one in clean)
        share = f"{count(changed)} of {count(len(clean))} models changed their list price"
        flagged = sum(one.flagged for one in self.moving)
        aside = f"; {count(flagged)} more that moved are flagged and left out" if flagged else ""
        if self.decline is None:
            return f"{share} in this history, which is too little for a yearly rate{aside}"
        value, low, high = self.decline
        if low <= 0.0 <= high:
            return f"No clear trend of list prices: {share}{aside}"
        way = "fell" if value > 0.0 else "rose"
        return f"List prices of the same model {way} by {percent(abs(value))} a year: {share}{aside}"

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        if self.decline is None:
            interval = ""
        else:
            _, low, high = self.decline
            interval = f" Fall of a year: 95% interval {percent(low, 1)} to {percent(high, 1)}."
        return f"Price of a call as a share of the model's first list price; a line a model that moved.{interval}"

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for one in self.moving:
            ends = [*one.days[1:], self.last_day]
            for day, end, share in zip(one.days, ends, one.shares, strict=True):
                text = "flagged" if one.flagged else ""
                yield LongRow(one.name, "share of first price", day, end, "day", share, "share", text)


@drawn
def draw_steps(chart: StepsChart, provenance: Provenance) -> Figure:
    """One panel on a scale of factors; the models that moved most are named at their ends."""
    page = Page(chart, provenance, _HEAD_IN + flat(_HEIGHT_IN) + _UNDER_IN, _notes(chart))
    left, width = MARGIN_IN + _LABELS_IN, span_in() - _LABELS_IN - _END_IN
    frame = Frame(left, page.body_top_in + _HEAD_IN, width, flat(_HEIGHT_IN))
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    moving = chart.moving
    low, high = _range([share for one in moving for share in one.shares])
    first = min((one.days[0] for one in chart.lines), default=chart.last_day - 1)
    axes.set_xlim(first, max(chart.last_day, first + 1))
    axes.set_ylim(low, high)
    base_line(axes)
    _calendar(axes, first, chart.last_day)
    ticks = _ticks(low, high)
    y_grid(axes, [math.log(tick) for tick in ticks], [_factor(tick) for tick in ticks])
    for one in moving:
        hue = _FLAGGED if one.flagged else _USED
        days = [*one.days, chart.last_day]
        shares = [math.log(share) for share in (*one.shares, one.shares[-1])]
        axes.plot(days, shares, drawstyle="steps-post", color=tint(hue.line, 0.75), linewidth=1.4, zorder=3)
    _name(page, frame, chart, low, high)
    return page.figure


def _notes(chart: StepsChart) -> list[str]:
    still = len(chart.lines) - len(chart.moving)
    more = len(chart.moving) - len(chart.named)
    notes = [f"Price never changed, on the line of 100%: {count(still)} of {count(len(chart.lines))} models."]
    notes = notes if still else []
    return [*notes, f"Lines without a name: {count(more)}."] if more > 0 else notes


def _name(page: Page, frame: Frame, chart: StepsChart, low: float, high: float) -> None:
    """The names of both groups in words above, those of the largest moves beside their ends."""
    top = frame.top - _HEAD_IN
    if any(not one.flagged for one in chart.moving):
        page.write(frame.left, top, "used", Pen(LABEL, _USED.text, bold=True))
    if any(one.flagged for one in chart.moving):
        page.write(frame.left + 0.55, top, "flagged", Pen(LABEL, _FLAGGED.text, bold=True))
    labels = []
    room = _END_IN - 0.3
    for one in chart.named:
        hue: Hue = _FLAGGED if one.flagged else _USED
        lines = shortened(wrap(one.name, room, LABEL, True), room, LABEL, 1, True)
        height = (math.log(one.shares[-1]) - low) / (high - low)
        labels.append(EndLabel(height, lines, f"{_factor(one.shares[-1])} of its first price", hue))
    end_labels(page, frame, labels, frame.right + 0.3, frame.right + 0.03)
    if not chart.moving:
        page.write(frame.right + 0.3, frame.top, "no price moved", Pen(SMALL, INK))


def _range(shares: Sequence[float]) -> tuple[float, float]:
    """Some room around all lines and the first price."""
    logs = [math.log(share) for share in (*shares, 0.8, 1.25)]
    room = 0.06 * (max(logs) - min(logs))
    return min(logs) - room, max(logs) + room


def _ticks(low: float, high: float) -> list[float]:
    """Round factors with room between their labels; 100% always."""
    found = [1.0]
    for tick in sorted(_TICKS, key=lambda one: abs(math.log(one))):
        inside = low <= math.log(tick) <= high
        if inside and all(abs(math.log(tick / other)) >= _LEAST_GAP * (high - low) for other in found):
            found.append(tick)
    return sorted(found)


def _factor(share: float) -> str:
    return f"{100 * share:.3g}%" if share < 1.995 else f"{share:,.3g} times"  # noqa: PLR2004


def _calendar(axes: Axes, first: int, last: int) -> None:
    """The first of a month at each tick, at most eight of them."""
    start = date.fromordinal(first)
    months = [
        (date(start.year + (start.month - 1 + step) // 12, (start.month - 1 + step) % 12 + 1, 1).toordinal(), step)
        for step in range(1 + (last - first) // 28 + 1)
    ]
    inside = [(day, step) for day, step in months if first <= day <= last]
    chosen = inside[:: max(1, math.ceil(len(inside) / 8))]
    x_ticks(axes, [day for day, _ in chosen], [calendar_month(start, step) for _, step in chosen])
    axes.tick_params(axis="x", color=AXIS)
