"""Timeline of one programme: use cases, platform, gate, money, people and sponsor in lanes over the calendar."""

from __future__ import annotations

import math

from matplotlib.figure import Figure

from sim.charts.lanes import Mark
from sim.charts.lettering import line_in, width_in
from sim.charts.lines import Frame
from sim.charts.look import FAINT, FOOTER, GRID, INK, QUIET, SMALL, drawn
from sim.charts.page import MARGIN_IN, Page, Pen
from sim.charts.provenance import Provenance
from sim.charts.spread import rows
from sim.charts.timeline_data import TimelineChart, timeline_chart
from sim.charts.timeline_lanes import strips
from sim.charts.timeline_parts import gap_in, left_in, panel_in
from sim.charts.words import calendar_month

__all__ = ["TimelineChart", "draw_timeline", "timeline_chart"]

_AXIS_IN = 0.36


@drawn
def draw_timeline(chart: TimelineChart, provenance: Provenance) -> Figure:
    """The lanes under each other on one calendar."""
    found, head_in = strips(chart), _moments_in(chart)
    lanes_in = sum(strip.height_in + gap_in() for strip in found)
    page = Page(chart, provenance, head_in + lanes_in + _AXIS_IN)
    ground = Frame(left_in(), page.body_top_in + head_in, panel_in(), lanes_in)
    _ground(page, ground, chart)
    _write_moments(page, ground, chart)
    top = ground.top
    for strip in found:
        strip.draw(page, Frame(left_in(), top, panel_in(), strip.height_in), chart)
        top += strip.height_in + gap_in()
    _calendar(page, ground, chart)
    return page.figure


def _x_in(month: float, chart: TimelineChart) -> float:
    return left_in() + panel_in() * month / chart.clock.horizon


def _ground(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """Faint lines at the ticks behind all lanes; grey ground after the end."""
    for tick in chart.ticks:
        page.line([_x_in(tick, chart)] * 2, (frame.top, frame.bottom), GRID, 0.8)
    if chart.ended and chart.clock.end < chart.clock.horizon:
        left = _x_in(chart.clock.end, chart)
        axes = page.axes(left, frame.top, frame.right - left, frame.height)
        axes.set_zorder(-1)
        axes.axhspan(0, 1, color=FAINT, linewidth=0)
        axes.set_ylim(0, 1)


def _moment_spans(chart: TimelineChart) -> list[tuple[float, float]]:
    """Where the words above the lanes lie, in inches from the left of the page, no farther than the panel."""
    spans = []
    for moment in chart.moments:
        wide = width_in(moment.text, SMALL, True)
        left = min(_x_in(moment.month, chart), left_in() + panel_in() - wide)
        spans.append((left, left + wide))
    return spans


def _moments_in(chart: TimelineChart) -> float:
    taken = rows(_moment_spans(chart), 0.12)
    return (1 + max(taken)) * line_in(SMALL) + 0.06 if taken else 0.0


def _write_moments(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """The target and the end above all lanes, each with a line down through them."""
    spans = _moment_spans(chart)
    for moment, (left, _), row in zip(chart.moments, spans, rows(spans, 0.12), strict=True):
        top = page.body_top_in + row * line_in(SMALL)
        colour = _moment_colour(moment)
        page.write(left, top, moment.text, Pen(SMALL, colour, bold=True))
        x = _x_in(moment.month, chart)
        page.line((x, x), (top + line_in(SMALL), frame.bottom), colour, 1.2 if moment.what == "end" else 0.8, over=True)


def _moment_colour(moment: Mark) -> str:
    return INK if moment.what == "end" else QUIET


def _calendar(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """Months since the start, and the calendar's months beneath."""
    page.write(MARGIN_IN, frame.bottom, "Month", Pen(SMALL, QUIET))
    wide = max(width_in(calendar_month(chart.start, tick), FOOTER) for tick in chart.ticks) + 0.06
    apart = _x_in(chart.ticks[-1], chart) - _x_in(chart.ticks[0], chart)
    for tick in chart.ticks[:: math.ceil((len(chart.ticks) - 1) * wide / apart) if apart else 1]:
        x = _x_in(tick, chart)
        page.write(x, frame.bottom, str(tick), Pen(SMALL, QUIET, align="center"))
        page.write(
            x, frame.bottom + line_in(SMALL), calendar_month(chart.start, tick), Pen(FOOTER, QUIET, align="center")
        )
