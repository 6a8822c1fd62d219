"""What the timeline's lanes share: where they lie, the colour of each state, names, strips of states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes

from sim.charts import bars, lanes
from sim.charts.lanes import Span
from sim.charts.lettering import line_in, width_in, wrap
from sim.charts.lines import Frame
from sim.charts.look import FOOTER, HUES, INK, QUIET, SMALL, tint
from sim.charts.page import MARGIN_IN, Page, Pen, page_in
from sim.charts.room import flat
from sim.charts.timeline_data import TimelineChart

_LEFT_IN, _RIGHT_IN, _WIDE_LEFT_IN, _WIDE_IN = 2.2, 1.6, 3.4, 11.0
"""The panels, between the lanes' names and what is written at the ends of lines."""

BESIDE_IN = 0.1
_SWATCH_IN, _SWATCH_GAP_IN = 0.075, 0.1
NAVY, TEAL, RUST, VIOLET, AMBER = HUES[0], HUES[1], HUES[2], HUES[3], HUES[4]

COLOURS = {
    bars.WAITING: ("#DFE3E8", QUIET),
    bars.DATA: ("#F0CF85", AMBER.text),
    bars.BUILD: (AMBER.line, AMBER.text),
    bars.PILOT: (TEAL.line, TEAL.text),
    bars.HELD_UP: ("#E08A63", "#B0532A"),
    bars.LIVE: (NAVY.line, NAVY.text),
    bars.REPAIR: (RUST.line, RUST.text),
    bars.SHADOW: (VIOLET.line, VIOLET.text),
    bars.SURFACED: ("#B58AE0", "#7A4CB0"),
    bars.AFTER: ("#B4C3D3", "#56708B"),
    lanes.IN_SERVICE: (NAVY.line, NAVY.text),
    lanes.REFACTOR: (RUST.line, RUST.text),
    lanes.LINE_CUT: (VIOLET.line, VIOLET.text),
    lanes.OPEN: ("#BFE3DF", TEAL.text),
    lanes.CUT: (AMBER.line, AMBER.text),
    lanes.CLOSED: (RUST.line, RUST.text),
    lanes.PAUSE: (INK, INK),
}
"""Each state's colour as a bar and, dark enough to be read, as a word. Neighbours in time differ in grey too."""


@dataclass(frozen=True)
class Strip:
    """One lane before it is placed."""

    height_in: float
    draw: Callable[[Page, Frame, TimelineChart], None]


def left_in() -> float:
    """Where the panels begin."""
    return _WIDE_LEFT_IN if page_in() >= _WIDE_IN else _LEFT_IN


def names_in() -> float:
    """Room for the lanes' names."""
    return left_in() - MARGIN_IN - 0.5


def panel_in() -> float:
    """Width of the panels."""
    return page_in() - left_in() - _RIGHT_IN


def lane_axes(page: Page, frame: Frame, chart: TimelineChart, top: float) -> Axes:
    """A panel over the whole calendar."""
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    axes.set_xlim(0, chart.clock.horizon)
    axes.set_ylim(0, top)
    return axes


@dataclass(frozen=True)
class Heading:
    """A lane's name, the states it shows as words in their colours, and a note."""

    title: str
    states: tuple[str, ...] = ()
    note: str = ""

    @property
    def height_in(self) -> float:
        """What it takes at the left of its lane."""
        rows = 1 + max((row for _, row, _ in self._words()), default=-1)
        return line_in(SMALL) + (rows + len(self._note())) * line_in(FOOTER)

    def write(self, page: Page, frame: Frame) -> None:
        """At the left of the lane."""
        page.write(MARGIN_IN, frame.top, self.title, Pen(SMALL, INK, bold=True))
        below = frame.top + line_in(SMALL)
        for state, row, x in self._words():
            top = below + row * line_in(FOOTER)
            page.swatch(x, top + 0.04, _SWATCH_IN, COLOURS[state][0])
            page.write(x + _SWATCH_IN + 0.04, top, state, Pen(FOOTER, COLOURS[state][1], bold=True))
        rows = 1 + max((row for _, row, _ in self._words()), default=-1)
        page.paragraph(MARGIN_IN, below + rows * line_in(FOOTER), self._note(), Pen(FOOTER, QUIET))

    def _words(self) -> list[tuple[str, int, float]]:
        """Each state with its row and where it begins."""
        placed, row, x = [], 0, MARGIN_IN
        for state in self.states:
            wide = _SWATCH_IN + 0.04 + width_in(state, FOOTER, True)
            if x > MARGIN_IN and x + wide > MARGIN_IN + names_in():
                row, x = row + 1, MARGIN_IN
            placed.append((state, row, x))
            x += wide + _SWATCH_GAP_IN
        return placed

    def _note(self) -> tuple[str, ...]:
        return wrap(self.note, names_in(), FOOTER) if self.note else ()


def draw_spans(axes: Axes, spans: Sequence[Span], foot: float, height: float) -> None:
    """States as a strip, parted by hairlines."""
    for span in spans:
        colour, length = COLOURS[span.state][0], span.end - span.start
        axes.barh(foot, length, height, left=span.start, align="edge", color=colour, linewidth=0, zorder=2)
    for before, after in pairwise(spans):
        if before.end == after.start:
            axes.vlines(after.start, foot, foot + height, color="white", linewidth=1.0, zorder=2.5)


def gap_in() -> float:
    """Between one lane and the next."""
    return flat(0.2, 0.06)


def beside_in(lines: Sequence[str], size: float) -> float:
    """Height of words at the right of a lane."""
    room = _RIGHT_IN - MARGIN_IN - BESIDE_IN
    return sum(len(wrap(line, room, size)) for line in lines) * line_in(size)


def beside(page: Page, frame: Frame, lines: Sequence[str], pen: Pen) -> float:
    """Words at the right of a lane; returns where the next would begin."""
    room = page.figure.get_figwidth() - MARGIN_IN - frame.right - BESIDE_IN
    folded = [part for line in lines for part in wrap(line, room, pen.size, pen.bold) if part]
    return page.paragraph(frame.right + BESIDE_IN, frame.top, folded, pen)


def pale(colour: str) -> str:
    """The ground under a line of this colour."""
    return tint(colour, 0.25)
