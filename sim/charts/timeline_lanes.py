"""The timeline's lanes of events: use cases as bars, the platform, the gate."""

from __future__ import annotations

from matplotlib.axes import Axes

from sim.charts import bars, lanes
from sim.charts.lanes import Lane, Mark
from sim.charts.lettering import POINTS_PER_INCH, font, line_in, width_in
from sim.charts.lines import Frame
from sim.charts.look import FOOTER, INK, QUIET, SMALL
from sim.charts.page import Page, Pen
from sim.charts.room import flat
from sim.charts.spread import rows
from sim.charts.timeline_data import TimelineChart
from sim.charts.timeline_parts import Heading, Strip, beside, draw_spans, lane_axes, panel_in
from sim.charts.timeline_weekly import weekly_strips
from sim.charts.words import count, percent

_STRIP_IN, _UNDER_SHARE, _TEXT_GAP_IN = 0.15, 0.36, 0.07
_LEAST_IN = 0.36
_BAR_IN, _TALLEST_IN, _LETTERED_BAR_IN = 0.155, 4.6, 0.125
_CROSS_POINTS = 3.4


def strips(chart: TimelineChart) -> list[Strip]:
    """The lanes from top to bottom; those of weekly rows only where there are any."""
    return [
        Strip(_workloads_in(chart), _draw_workloads),
        Strip(_lane_in(chart.platform, _platform_heading(chart), chart), _draw_platform),
        Strip(_lane_in(chart.gate, _gate_heading(chart), chart), _draw_gate),
        *weekly_strips(chart),
    ]


# --- workloads --------------------------------------------------------------------------------------------------------


def _workloads_heading(chart: TimelineChart) -> Heading:
    shown = {span.state for bar in chart.bars for span in bar.spans}
    dropped = any(bar.dropped is not None for bar in chart.bars)
    states = tuple(state for state in bars.STATES if state in shown)
    return Heading("Use cases", states, "× shelved or retired" if dropped else "")


def _counted(chart: TimelineChart) -> list[str]:
    """How many went which way; how many went live in any case."""
    return [
        f"{count(tally.number)} {tally.measure}" for tally in chart.tallies if tally.number or tally is chart.tallies[0]
    ]


def _workloads_in(chart: TimelineChart) -> float:
    words = max(_workloads_heading(chart).height_in, len(_counted(chart)) * line_in(SMALL))
    return max(words, min(len(chart.bars) * flat(_BAR_IN), flat(_TALLEST_IN)))


def _draw_workloads(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """One bar each, the first to go live on top, numbered in that order; a cross where one was dropped."""
    _workloads_heading(chart).write(page, frame)
    beside(page, frame, _counted(chart), Pen(SMALL, QUIET))
    number = len(chart.bars)
    high = min(frame.height, max(number, 1) * flat(_BAR_IN))
    panel = Frame(frame.left, frame.top, frame.width, high)
    axes = lane_axes(page, panel, chart, max(number, 1))
    for place, bar in enumerate(chart.bars):
        draw_spans(axes, bar.spans, number - place - 0.88, 0.76)
        if bar.dropped is not None:
            _cross(axes, chart, bar.dropped, number - place - 0.5)
    numbered = [(number - place - 0.5, bar.n) for place, bar in enumerate(chart.bars) if bar.n is not None]
    every = 1 if high / max(number, 1) >= _LETTERED_BAR_IN else 5
    shown = [(y, n) for y, n in numbered if n == 1 or n % every == 0]
    axes.set_yticks([y for y, _ in shown])
    axes.set_yticklabels([str(n) for _, n in shown], fontproperties=font(FOOTER - 0.6), color=QUIET)
    axes.tick_params(axis="y", length=0, pad=4)


def _cross(axes: Axes, chart: TimelineChart, month: float, y: float) -> None:
    """A small cross after the end of a bar."""
    beyond = month + 1.1 * _CROSS_POINTS / (POINTS_PER_INCH * panel_in()) * chart.clock.horizon
    axes.plot([beyond], [y], "x", markersize=_CROSS_POINTS, color=INK, markeredgewidth=0.9, zorder=4, clip_on=False)


# --- platform and gate ------------------------------------------------------------------------------------------------


def _texts(lane: Lane, chart: TimelineChart) -> list[tuple[Mark, float, float]]:
    """The lane's words with their left and right end in inches from the panel's left; none across the end."""
    placed = []
    end = panel_in() * chart.clock.end / chart.clock.horizon if chart.ended else panel_in()
    for mark in lane.marks:
        if mark.text:
            wide = width_in(mark.text, FOOTER)
            left = panel_in() * mark.month / chart.clock.horizon - 0.03
            left = end - wide - 0.06 if left + wide > end - 0.03 and end > wide + 0.06 else min(left, panel_in() - wide)
            left = max(0.0, left)
            placed.append((mark, left, left + wide))
    return placed


def _text_rows(lane: Lane, chart: TimelineChart) -> list[int]:
    return rows([(left, right) for _, left, right in _texts(lane, chart)], 0.1)


def _lane_in(lane: Lane, heading: Heading, chart: TimelineChart) -> float:
    words = _text_rows(lane, chart)
    lettering = (1 + max(words)) * line_in(FOOTER) + _TEXT_GAP_IN if words else 0.0
    return max(_LEAST_IN, heading.height_in, _STRIP_IN + lettering)


def _platform_heading(chart: TimelineChart) -> Heading:
    found = chart.platform.states
    states = tuple(dict.fromkeys((lanes.BUILD, lanes.IN_SERVICE, *found))) if found else ()
    return Heading("Platform", states, "" if found else "never started")


def _draw_platform(page: Page, frame: Frame, chart: TimelineChart) -> None:
    _platform_heading(chart).write(page, frame)
    _draw_lane(page, frame, chart, chart.platform)
    misfit = chart.line("misfit")
    if misfit is not None:
        first, last = percent(1 - misfit.values[0]), percent(1 - misfit.last)
        beside(page, frame, [f"fits {first}" if first == last else f"fits {first}, then {last}"], Pen(FOOTER, QUIET))


def _gate_heading(chart: TimelineChart) -> Heading:
    return Heading("Budget gate", (lanes.OPEN, lanes.CUT, lanes.CLOSED, *(span.state for span in chart.gate.under[:1])))


def _draw_gate(page: Page, frame: Frame, chart: TimelineChart) -> None:
    _gate_heading(chart).write(page, frame)
    _draw_lane(page, frame, chart, chart.gate)


def _draw_lane(page: Page, frame: Frame, chart: TimelineChart, lane: Lane) -> None:
    """A strip of states, what goes on meanwhile along its foot, a dot for each mark, its words beneath."""
    strip = Frame(frame.left, frame.top, frame.width, _STRIP_IN)
    axes = lane_axes(page, strip, chart, 1.0)
    draw_spans(axes, lane.spans, 0.08, 0.84)
    for span in lane.under:
        axes.hlines(0.08 + _UNDER_SHARE, span.start, span.end, color="white", linewidth=0.8, zorder=2.6)
    draw_spans(axes, lane.under, 0.08, _UNDER_SHARE)
    for mark in lane.marks:
        axes.plot([mark.month], [0.5], "o", markersize=5, color=INK, markeredgecolor="white", zorder=4, clip_on=False)
    for (mark, left, _), row in zip(_texts(lane, chart), _text_rows(lane, chart), strict=True):
        page.write(frame.left + left, strip.bottom + _TEXT_GAP_IN + row * line_in(FOOTER), mark.text, Pen(FOOTER, INK))
