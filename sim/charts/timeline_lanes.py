"""How each lane of the timeline is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes

from sim.charts import lanes
from sim.charts.lanes import Lane, Mark, Span, departures_in_words
from sim.charts.lettering import font, line_in, width_in, wrap
from sim.charts.lines import EndLabel, Frame, end_labels
from sim.charts.look import FOOTER, HUES, INK, QUIET, SMALL, Hue
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, y_grid
from sim.charts.spread import rows
from sim.charts.ticks import value_ticks
from sim.charts.timeline_data import Steps, TimelineChart
from sim.charts.words import count, eur, eur_tick, percent

LEFT_IN, WIDTH_IN = 2.2, 6.6
"""The panels, between the lanes' names and what is written at the ends of lines."""

_NAMES_IN = LEFT_IN - MARGIN_IN - 0.5
_STRIP_IN, _TEXT_GAP_IN = 0.15, 0.07
_LEAST_IN = 0.36
_SWATCH_IN = 0.075
_BAR_IN, _TALLEST_IN, _LETTERED_BAR_IN = 0.155, 4.4, 0.125
_MONEY_IN, _SMALL_LANE_IN = 1.15, 0.4
_NAVY, _TEAL, _RUST, _AMBER = HUES[0], HUES[1], HUES[2], HUES[4]

_COLOURS = {
    lanes.WAITING: ("#DFE3E8", QUIET),
    lanes.BUILD: (_AMBER.line, _AMBER.text),
    lanes.PILOT: (_TEAL.line, _TEAL.text),
    lanes.LIVE: (_NAVY.line, _NAVY.text),
    lanes.AFTER: ("#B4C3D3", "#56708B"),
    lanes.IN_SERVICE: (_NAVY.line, _NAVY.text),
    lanes.REFACTOR: (_RUST.line, _RUST.text),
    lanes.OPEN: ("#BFE3DF", _TEAL.text),
    lanes.CUT: (_AMBER.line, _AMBER.text),
    lanes.CLOSED: (_RUST.line, _RUST.text),
}
"""Each state's colour as a bar and, dark enough to be read, as a word. Neighbours in time differ in grey too."""


@dataclass(frozen=True)
class Strip:
    """One lane before it is placed."""

    height_in: float
    draw: Callable[[Page, Frame, TimelineChart], None]


def strips(chart: TimelineChart) -> list[Strip]:
    """The lanes from top to bottom; those of weekly rows only where there are any."""
    found = [
        Strip(_workloads_in(chart), _draw_workloads),
        Strip(_lane_in(chart.platform, chart), _draw_platform),
        Strip(_lane_in(chart.gate, chart), _draw_gate),
    ]
    if chart.lines:
        found += [
            Strip(_MONEY_IN, _draw_money),
            Strip(_SMALL_LANE_IN, _draw_on_call),
            Strip(_SMALL_LANE_IN, _draw_engineers),
        ]
    return found


def _axes(page: Page, frame: Frame, chart: TimelineChart, top: float) -> Axes:
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    axes.set_xlim(0, chart.clock.horizon)
    axes.set_ylim(0, top)
    return axes


def _name(page: Page, frame: Frame, title: str, states: Sequence[str] = (), note: str = "") -> None:
    """The lane's name, and the states it shows as words in their colours."""
    page.write(MARGIN_IN, frame.top, title, Pen(SMALL, INK, bold=True))
    top, x = frame.top + line_in(SMALL), MARGIN_IN
    for state in states:
        wide = _SWATCH_IN + 0.04 + width_in(state, FOOTER, True)
        if x + wide > MARGIN_IN + _NAMES_IN:
            top, x = top + line_in(FOOTER), MARGIN_IN
        page.swatch(x, top + 0.04, _SWATCH_IN, _COLOURS[state][0])
        page.write(x + _SWATCH_IN + 0.04, top, state, Pen(FOOTER, _COLOURS[state][1], bold=True))
        x += wide + 0.1
    if note:
        page.paragraph(MARGIN_IN, top, wrap(note, _NAMES_IN, FOOTER), Pen(FOOTER, QUIET))


def _spans(axes: Axes, spans: Sequence[Span], foot: float, height: float) -> None:
    for span in spans:
        colour, length = _COLOURS[span.state][0], span.end - span.start
        axes.barh(foot, length, height, left=span.start, align="edge", color=colour, linewidth=0, zorder=2)
    for before, after in pairwise(spans):
        if before.end == after.start:
            axes.vlines(after.start, foot, foot + height, color="white", linewidth=1.0, zorder=2.5)


# --- workloads ------------------------------------------------------------------------------------------------------


def _workloads_in(chart: TimelineChart) -> float:
    return max(3 * line_in(SMALL), min(len(chart.bars) * _BAR_IN, _TALLEST_IN))


def _draw_workloads(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """One bar each, the first to go live on top, numbered in that order."""
    states = (lanes.WAITING, lanes.BUILD, lanes.PILOT, lanes.LIVE, *((lanes.AFTER,) if chart.ended else ()))
    _name(page, frame, "Workloads", states)
    bars = len(chart.bars)
    axes = _axes(page, frame, chart, max(bars, 1))
    for place, bar in enumerate(chart.bars):
        _spans(axes, bar.spans, bars - place - 0.88, 0.76)
    numbered = [(bars - place - 0.5, bar.n) for place, bar in enumerate(chart.bars) if bar.n is not None]
    every = 1 if frame.height / max(bars, 1) >= _LETTERED_BAR_IN else 5
    shown = [(y, n) for y, n in numbered if n == 1 or n % every == 0]
    axes.set_yticks([y for y, _ in shown])
    axes.set_yticklabels([str(n) for _, n in shown], fontproperties=font(FOOTER - 0.6), color=QUIET)
    axes.tick_params(axis="y", length=0, pad=4)
    beside = [f"{count(len(numbered))} went live"] + (
        [f"{count(chart.left_waiting)} left waiting"] if chart.left_waiting else []
    )
    page.paragraph(frame.right + 0.1, frame.top, beside, Pen(SMALL, QUIET))


# --- platform and gate ----------------------------------------------------------------------------------------------


def _texts(lane: Lane, chart: TimelineChart) -> list[tuple[Mark, float, float]]:
    """The lane's words with their left and right end in inches from the panel's left; the last ones before the end."""
    placed = []
    for mark in lane.marks:
        if mark.text:
            at, wide = WIDTH_IN * mark.month / chart.clock.horizon, width_in(mark.text, FOOTER)
            left = at - wide - 0.06 if chart.ended and mark.month >= chart.clock.end else at - 0.03
            left = min(max(0.0, left), WIDTH_IN - wide)
            placed.append((mark, left, left + wide))
    return placed


def _text_rows(lane: Lane, chart: TimelineChart) -> list[int]:
    return rows([(left, right) for _, left, right in _texts(lane, chart)], 0.1)


def _lane_in(lane: Lane, chart: TimelineChart) -> float:
    words = _text_rows(lane, chart)
    lettering = (1 + max(words)) * line_in(FOOTER) + _TEXT_GAP_IN if words else 0.0
    return max(_LEAST_IN, _STRIP_IN + lettering)


def _draw_platform(page: Page, frame: Frame, chart: TimelineChart) -> None:
    states = tuple(dict.fromkeys((lanes.BUILD, lanes.IN_SERVICE, *(span.state for span in chart.platform.spans))))
    _name(
        page, frame, "Platform", states if chart.platform.spans else (), "" if chart.platform.spans else "never started"
    )
    _draw_lane(page, frame, chart, chart.platform)


def _draw_gate(page: Page, frame: Frame, chart: TimelineChart) -> None:
    _name(page, frame, "Budget gate", (lanes.OPEN, lanes.CUT, lanes.CLOSED))
    _draw_lane(page, frame, chart, chart.gate)


def _draw_lane(page: Page, frame: Frame, chart: TimelineChart, lane: Lane) -> None:
    """A strip of states, a dot for each mark, its words beneath."""
    strip = Frame(frame.left, frame.top, frame.width, _STRIP_IN)
    axes = _axes(page, strip, chart, 1.0)
    _spans(axes, lane.spans, 0.08, 0.84)
    for mark in lane.marks:
        axes.plot([mark.month], [0.5], "o", markersize=5, color=INK, markeredgecolor="white", zorder=4, clip_on=False)
    for (mark, left, _), row in zip(_texts(lane, chart), _text_rows(lane, chart), strict=True):
        page.write(frame.left + left, strip.bottom + _TEXT_GAP_IN + row * line_in(FOOTER), mark.text, Pen(FOOTER, INK))


# --- weekly series --------------------------------------------------------------------------------------------------


def _drawn(axes: Axes, line: Steps, colour: str, width: float) -> None:
    axes.plot(line.months, line.values, drawstyle="steps-post", color=colour, linewidth=width, zorder=3, clip_on=False)


def _draw_money(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """Run-rate of what is live against the budget; reviews see the committed plan too."""
    _name(page, frame, "Money a year")
    run_rate, budget = chart.line("run_rate_eur"), chart.line("budget_eur")
    assert run_rate is not None
    assert budget is not None
    seen = chart.reviews.highest if chart.reviews else 0.0
    values = value_ticks(max(run_rate.highest, budget.highest, seen), about=3)
    axes = _axes(page, frame, chart, values[-1])
    y_grid(axes, values, [eur_tick(value) for value in values], FOOTER)
    base_line(axes)
    ink = Hue(INK, INK, "-")
    _drawn(axes, budget, INK, 1.6)
    _drawn(axes, run_rate, _NAVY.line, 2.0)
    if chart.reviews:
        axes.plot(
            chart.reviews.months,
            chart.reviews.values,
            "o",
            markersize=5.5,
            color=_RUST.line,
            markeredgecolor="white",
            zorder=4,
        )
    labels = [
        EndLabel(line.last / values[-1], (word,), eur(line.last), hue)
        for line, word, hue in ((budget, "Budget", ink), (run_rate, "Run-rate", _NAVY))
    ]
    end_labels(page, frame, labels, frame.right + 0.3, frame.right + 0.04)


def _draw_on_call(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """Burnout of the most loaded team; at 100% an engineer leaves."""
    _name(page, frame, "On call", note=departures_in_words(chart.left))
    burnout = chart.line("burnout")
    assert burnout is not None
    axes = _axes(page, frame, chart, max(1.0, burnout.highest))
    axes.fill_between(burnout.months, burnout.values, step="post", color=_RUST.line, alpha=0.3, linewidth=0, zorder=2)
    _drawn(axes, burnout, _RUST.line, 1.2)
    base_line(axes)
    for mark in chart.left:
        axes.plot([mark.month], [axes.get_ylim()[1]], "v", markersize=5, color=INK, zorder=4, clip_on=False)
    peak = f"burnout peaks at {percent(burnout.highest)}" if burnout.highest else "no burnout"
    page.paragraph(frame.right + 0.1, frame.top, wrap(peak, 1.1, FOOTER), Pen(FOOTER, _RUST.text))


def _draw_engineers(page: Page, frame: Frame, chart: TimelineChart) -> None:
    _name(page, frame, "Engineers")
    engineers = chart.line("engineers")
    assert engineers is not None
    axes = _axes(page, frame, chart, max(1.0, engineers.highest))
    axes.fill_between(engineers.months, engineers.values, step="post", color=QUIET, alpha=0.18, linewidth=0, zorder=2)
    _drawn(axes, engineers, QUIET, 1.2)
    base_line(axes)
    first, last = round(engineers.values[0]), round(engineers.last)
    page.write(
        frame.right + 0.1,
        frame.top,
        f"{count(first)}" if first == last else f"{count(first)}, then {count(last)}",
        Pen(SMALL, QUIET),
    )
