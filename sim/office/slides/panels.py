"""What the charts of a slide have in common: panels beside each other, their headings, steps, how money is written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.charts.look import INK, QUIET
from sim.charts.ticks import value_ticks
from sim.office.slides.measure import high, short
from sim.office.slides.parts import Axis, Box, Ink, Line, Part, Run, Words

HEAD, SMALL = 11.0, 9.0
"""Type sizes in points: names of panels, and everything beside and beneath charts."""

SQUARE = "\N{BLACK SQUARE}"
_GAP = 0.3
_LEFT, _BOTTOM, _TOP = 0.5, 0.26, 0.08
_LABEL_IN = 0.2
_COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3}
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Drawn:
    """A chart as parts of a slide: what is plotted in a sentence, how it is read, what it does not say."""

    says: str
    parts: tuple[Part, ...]
    reading: tuple[str, ...]
    silent: tuple[str, ...]
    further: tuple[tuple[Part, ...], ...] = ()
    """What found no room, slide by slide."""


@dataclass(frozen=True)
class Panel:
    """Where one strategy's heading, its chart and the area between the axes are."""

    head: Box
    chart: Box
    inner: Box


def panels(area: Box, count: int, head_lines: int, *, left: float = _LEFT, right: float = 0.1) -> list[Panel]:
    """As many panels as strategies, two or three in a row; the first line of a heading is a name."""
    columns = _COLUMNS.get(count, 3)
    rows = math.ceil(count / columns)
    width = (area.width - _GAP * (columns - 1)) / columns
    height = (area.height - 0.12 * (rows - 1)) / rows
    head = high(1, HEAD) + high(head_lines - 1, SMALL) + 0.05
    found = []
    for place in range(count):
        row, column = divmod(place, columns)
        box = Box(area.left + column * (width + _GAP), area.top + row * (height + 0.12), width, height)
        chart = box.below(head)
        inner = Box(chart.left + left, chart.top + _TOP, chart.width - left - right, chart.height - _TOP - _BOTTOM)
        found.append(Panel(box.upper(head), chart, inner))
    return found


def heading(panel: Panel, name: str, colour: str, lines: Sequence[str | Run]) -> Words:
    """The name, as much of it as the panel is wide, and what is to be known of it in figures."""
    room = panel.head.width
    first: Line = (Run(short(name, room, HEAD, True), Ink(HEAD, colour, True)),)
    others: list[Line] = []
    for number, line in enumerate(lines):
        run = line if isinstance(line, Run) else Run(line, Ink(SMALL, QUIET if number else INK))
        others.append((Run(short(run.text, room, SMALL), run.ink),))
    return Words(f"Heading: {short(name, 3, SMALL)}", panel.head, (first, *others))


def key(area: Box, names: Sequence[tuple[str, str, str]]) -> Words:
    """What colours mean, in one line above the panels: name, colour of the mark, colour of the word."""
    runs: list[Run] = []
    for name, mark, word in names:
        runs.append(Run(f"{SQUARE} ", Ink(SMALL + 1, mark)))
        runs.append(Run(f"{name}     ", Ink(SMALL + 1, word, True)))
    return Words("What the colours mean", area.upper(0.22), (tuple(runs),))


def under(area: Box, text: str) -> Words:
    """What the axis counts, at the foot of the charts."""
    box = Box(area.left, area.bottom - 0.2, area.width, 0.2)
    return Words("What the axis counts", box, ((Run(text, Ink(SMALL, QUIET)),),), "right")


def steps(xs: Sequence[float], ys: Sequence[float]) -> Points:
    """Each value holds until the next one: steps, never slopes."""
    points: list[tuple[float, float]] = []
    for x, y in zip(xs, ys, strict=True):
        if not math.isfinite(y):
            continue
        if points and points[-1][1] != y:
            points.append((x, points[-1][1]))
        points.append((x, y))
    return tuple(points)


def money_axis(highest: float, *, about: int = 5, shown: bool = True) -> Axis:
    """From nothing to the first round amount above the highest."""
    ticks = value_ticks(highest, about)
    return Axis(0.0, ticks[-1], ticks[1] - ticks[0], f'[=0]"€"0;{money_form(ticks[-1])}', shown, grid=True)


def money_form(highest: float) -> str:
    """How amounts of that size are written on an axis."""
    if highest >= 1e6:  # noqa: PLR2004  a million
        return '"€"0.0,,"M"'
    return '"€"0,"k"' if highest >= 1e4 else '"€"0'  # noqa: PLR2004  ten thousand


def share_axis(*, shown: bool = True) -> Axis:
    """None to all."""
    return Axis(0.0, 1.0, 0.25, "0%", shown, grid=True)


def month_step(ticks: Sequence[int]) -> int:
    """How far ticks lie apart."""
    return ticks[1] - ticks[0] if len(ticks) > 1 else 1


def letters(panel: Panel, labels: int) -> float:
    """Smaller where so many labels would touch each other under the panel's axis."""
    return SMALL if panel.inner.width / labels >= _LABEL_IN else SMALL - 1
