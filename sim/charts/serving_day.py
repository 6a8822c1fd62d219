"""One simulated day: load, queue, latency, replicas and cost under each other on a common clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.lettering import line_in, width_in, wrap
from sim.charts.lines import Frame
from sim.charts.look import AXIS, FOOTER, INK, QUIET, SMALL, Hue, drawn
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, page_in, x_ticks
from sim.charts.provenance import Provenance
from sim.charts.room import flat, here
from sim.charts.serving_day_data import DayChart
from sim.charts.serving_day_panels import PANELS, Beside, Panel
from sim.charts.serving_day_words import clock, clock_ticks
from sim.charts.spread import spread
from sim.scenario.callers import WEEKDAYS

LEFT_IN, TEXT_IN = 2.05, 0.16
_BESIDE_IN, _BESIDE_WIDE_IN, _WIDE_IN = 1.72, 3.3, 11.0
_GAP_IN, _UNDER_IN, _OVER_IN = 0.24, 0.24, 0.2
_SHADE = "#E9ECF0"
_NAMES_IN = LEFT_IN - MARGIN_IN - 0.62
_CLASH_IN = 0.02
_LEAST_IN, _LEAST_GAP_IN = 0.45, 0.14


@dataclass(frozen=True)
class _Placed:
    """A panel and where it lies."""

    frame: Frame
    head: str
    note: str
    draw: Callable[[Axes, DayChart], Sequence[Beside]]


@drawn
def draw_day(chart: DayChart, provenance: Provenance) -> Figure:
    """A panel for each measure; jobs outside have one only where any wait there."""
    panels = [panel for panel in PANELS if panel.there(chart)]
    incidents = chart.day.incidents
    over = _OVER_IN if incidents else 0.0
    heights = [flat(panel.height_in, _lettered_in(panel, chart)) for panel in panels]
    gap = flat(_GAP_IN, _LEAST_GAP_IN)
    height = over + sum(heights) + gap * (len(panels) - 1) + _UNDER_IN
    page = Page(chart, provenance, height, _notes(chart))
    width = page_in() - LEFT_IN - _beside_in() - MARGIN_IN / 2
    top = page.body_top_in + over
    whole = Frame(LEFT_IN, top, width, height - over - _UNDER_IN)
    _shade(page, whole, chart)
    for number, panel in enumerate(panels):
        frame = Frame(LEFT_IN, top, width, heights[number])
        axes = page.axes(frame.left, frame.top, frame.width, frame.height)
        axes.set_xlim(0.0, chart.day.hours)
        beside = panel.draw(axes, chart)
        _clock(axes, chart, last=number == len(panels) - 1)
        _name(page, frame, panel.head, panel.note)
        _write_beside(page, frame, beside)
        top = frame.bottom + gap
    return page.figure


def _beside_in() -> float:
    """Room right of the panels: on a wide sheet for words in one line."""
    return _BESIDE_WIDE_IN if page_in() >= _WIDE_IN else _BESIDE_IN


def _lettered_in(panel: Panel, chart: DayChart) -> float:
    """Height that a flat panel needs: for the words at its lines' ends, and for a scale with many ticks."""
    if here().flat == 1.0:
        return 0.0
    axes = Figure().add_subplot()
    axes.set_xlim(0.0, chart.day.hours)
    room = _beside_in() - TEXT_IN
    words = sum(_block_in(one, room) for one in panel.draw(axes, chart))
    ticks = len(axes.get_yticks()) * line_in(FOOTER)
    return max(_LEAST_IN, words, ticks)


def _notes(chart: DayChart) -> list[str]:
    """Reading aids that this day needs."""
    notes = []
    if any(one.late for one in chart.day.classes):
        notes.append("The latency of calls that got no answer in time lasts until the caller gave up.")
    latencies = [value for line in chart.latency for value in line.values]
    if any(value is None for value in latencies):
        notes.append("A gap in a latency: nobody of that class got an answer or gave up then.")
    if chart.day.wasted_eur > 0.0:
        notes.append("Wasted: paid for and led to no useful answer; it is booked when that is known.")
    return notes


def _clock(axes: Axes, chart: DayChart, last: bool) -> None:
    """The same hours under all panels, written once."""
    hours = chart.day.hours
    ticks = clock_ticks(hours)
    base_line(axes)
    words = [clock(tick, hours, chart.weekday, WEEKDAYS) for tick in ticks] if last else [""] * len(ticks)
    x_ticks(axes, ticks, words, FOOTER)


def _shade(page: Page, whole: Frame, chart: DayChart) -> None:
    """Incidents through all panels, named once, over the first that has room."""
    incidents = chart.day.incidents
    if not incidents:
        return
    ground = page.axes(whole.left, whole.top, whole.width, whole.height)
    ground.set_zorder(-1)
    ground.set_xlim(0.0, chart.day.hours)
    for begin, end in incidents:
        ground.axvspan(begin, end, color=_SHADE, linewidth=0)
        ground.axvline(begin, color=AXIS, linewidth=0.6)
    begin, end = incidents[0]
    hours = sum(last - first for first, last in incidents)
    length = f"{hours * 60.0:.0f} min" if hours < 1.0 else f"{hours:.1f} h"
    words = f"incident, {length}" if len(incidents) == 1 else f"{len(incidents)} incidents (shaded), {length} together"
    wide = width_in(words, FOOTER)
    left = min(max(whole.left, whole.left + whole.width * begin / chart.day.hours), whole.right - wide)
    page.write(left, whole.top - _OVER_IN + 0.02, words, Pen(FOOTER, QUIET))


def _name(page: Page, frame: Frame, head: str, note: str) -> None:
    """What a panel shows, at its left."""
    page.write(MARGIN_IN, frame.top, head, Pen(SMALL, INK, bold=True))
    page.paragraph(MARGIN_IN, frame.top + line_in(SMALL), wrap(note, _NAMES_IN, FOOTER), Pen(FOOTER, QUIET))


def _write_beside(page: Page, frame: Frame, labels: Sequence[Beside]) -> None:
    """Words at the ends of lines in the lines' colour, none on another, each tied to its line."""
    left = frame.right + TEXT_IN
    room = page_in() - MARGIN_IN / 2 - left
    blocks = [(*wrap(one.name, room, SMALL, True), *wrap(one.told, room, FOOTER)) for one in labels]
    heights = [_block_in(one, room) for one in labels]
    spare = max(0.0, sum(heights) - frame.height)
    wanted = [frame.height * one.height for one in labels]
    centres = spread(wanted, heights, -spare, frame.height)
    for one, block, at, centre, height in zip(labels, blocks, wanted, centres, heights, strict=True):
        top = frame.bottom - centre - height / 2
        bold = len(wrap(one.name, room, SMALL, True))
        below = page.paragraph(left, top, block[:bold], Pen(SMALL, one.hue.text, bold=True))
        page.paragraph(left, below, block[bold:], Pen(FOOTER, QUIET))
        if one.tied:
            _tie(page, frame, at, centre, one.hue)


def _block_in(one: Beside, room: float) -> float:
    bold, plain = len(wrap(one.name, room, SMALL, True)), len(wrap(one.told, room, FOOTER)) if one.told else 0
    return bold * line_in(SMALL) + plain * line_in(FOOTER) + _CLASH_IN


def _tie(page: Page, frame: Frame, at: float, centre: float, hue: Hue) -> None:
    start, end = frame.right + 0.02, frame.right + TEXT_IN - 0.03
    page.line((start, start + 0.04, end), (frame.bottom - at, frame.bottom - at, frame.bottom - centre), hue.line, 0.6)
