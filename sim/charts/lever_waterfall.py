"""Lever waterfall: a call's price before levers, what each takes off, what is left."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.grid import columns_for
from sim.charts.lettering import font, line_in, row_in, shortened, width_in
from sim.charts.lever_waterfall_data import (
    HOSTING,
    LEVER_WORDS,
    Step,
    WaterfallArm,
    WaterfallChart,
    price,
    saving,
    waterfall_chart,
)
from sim.charts.lines import heading
from sim.charts.look import AXIS, HUES, INK, LABEL, QUIET, SMALL, drawn
from sim.charts.page import MARGIN_IN, Page, Pen, page_in, span_in
from sim.charts.provenance import Provenance
from sim.charts.words import percent

__all__ = ["WaterfallArm", "WaterfallChart", "draw_waterfall", "waterfall_chart"]

_ROW_IN, _BAR, _GAP_IN, _ROW_GAP_IN, _HEAD_GAP_IN = 0.3, 0.66, 0.36, 0.26, 0.08
_NARROWEST_IN, _NARROW_IN, _MOST_NAME_LINES = 2.7, 3.6, 3
_NAME_GAP_IN, _VALUE_GAP_IN = 0.1, 0.06
_NOTHING = 5e-4
_TOTAL, _LESS, _MORE = HUES[0].line, HUES[1], HUES[2]


@dataclass(frozen=True)
class _Block:
    """One panel with its heading."""

    arm: WaterfallArm
    lines: tuple[str, ...]

    @property
    def height_in(self) -> float:
        heads = len(self.lines) * line_in(LABEL) + line_in(SMALL) + _HEAD_GAP_IN
        return heads + len(self.arm.steps) * row_in(_ROW_IN)


@drawn
def draw_waterfall(chart: WaterfallChart, provenance: Provenance) -> Figure:
    """One panel for each way in which levers work; their names beside the bars, what they change at the bars' ends."""
    columns = columns_for(len(chart.arms), span_in(), _NARROWEST_IN, _GAP_IN)
    width = (span_in() - _GAP_IN * (columns - 1)) / columns
    blocks = [_Block(arm, shortened(heading(arm.label, width), width, LABEL, _MOST_NAME_LINES)) for arm in chart.arms]
    rows = [blocks[at : at + columns] for at in range(0, len(blocks), columns)]
    heights = [max(block.height_in for block in row) for row in rows]
    scale = _scale(chart, width - _names_in(), narrow=width < _NARROW_IN)
    page = Page(chart, provenance, sum(heights) + _ROW_GAP_IN * (len(rows) - 1), _notes(chart))
    top = page.body_top_in
    for row, height in zip(rows, heights, strict=True):
        for column, block in enumerate(row):
            _block(page, block, (MARGIN_IN + column * (width + _GAP_IN), top), width, scale)
        top += height + _ROW_GAP_IN
    return page.figure


def _names_in() -> float:
    """Room for the longest name of a lever."""
    return max(width_in(words, SMALL) for words in LEVER_WORDS.values()) + _NAME_GAP_IN


def _notes(chart: WaterfallChart) -> list[str]:
    notes = ["In another order each lever's step is another one; what all of them leave is the same."]
    if any(len(arm.cascade.levers) < 2 for arm in chart.arms):  # noqa: PLR2004  an order takes two
        notes = []
    if any(step.words == HOSTING for arm in chart.arms for step in arm.steps):
        notes = [f"Fine-tuned where that pays at its place in the order; {HOSTING}: of the tuned models."]
    if any(math.isfinite(arm.cascade.saved_low) for arm in chart.arms):
        notes.append("In brackets: 95% confidence over portfolios.")
    return notes


@dataclass(frozen=True)
class _Scale:
    """How far every panel's axis goes, and how its values are written."""

    end: float
    narrow: bool


def _scale(chart: WaterfallChart, room_in: float, *, narrow: bool) -> _Scale:
    """Every value finds its place beside its bar, also beside the longest."""
    texts = [_value(step, arm.steps[0].end, narrow=narrow) for arm in chart.arms for step in arm.steps]
    needed = max(width_in(text, SMALL, True) for text in texts) + 2 * _VALUE_GAP_IN
    return _Scale(max(chart.highest, 1e-9) * room_in / (room_in - needed), narrow)


def _block(page: Page, block: _Block, corner_in: tuple[float, float], room_in: float, scale: _Scale) -> None:
    arm, (left_in, top_in) = block.arm, corner_in
    below = page.paragraph(left_in, top_in, block.lines, Pen(LABEL, INK, bold=True))
    told = f"all levers: {saving(arm)} less" if arm.cascade.levers else "no lever planned"
    page.write(left_in, below, told, Pen(SMALL, INK))
    below += line_in(SMALL) + _HEAD_GAP_IN
    steps = arm.steps
    values = [_value(step, steps[0].end, narrow=scale.narrow) for step in steps]
    axes = page.axes(left_in + _names_in(), below, room_in - _names_in(), len(steps) * row_in(_ROW_IN))
    axes.set_ylim(len(steps), 0)
    axes.set_xlim(0, scale.end)
    for number, (step, text) in enumerate(zip(steps, values, strict=True)):
        middle = below + (number + 0.5) * row_in(_ROW_IN) - line_in(SMALL) / 2
        pen = Pen(SMALL, INK if step.total else QUIET, bold=step.total, align="right")
        page.write(left_in + _names_in() - _NAME_GAP_IN, middle, step.words, pen)
        _bar(axes, step, number, text, last=number == len(steps) - 1)


def _value(step: Step, before: float, *, narrow: bool) -> str:
    if step.total:
        return price(step.end)
    if abs(step.change) < _NOTHING * before:
        return "nothing"
    sign = "\N{MINUS SIGN}" if step.change <= 0 else "+"
    share = abs(step.change) / before if before else 0.0
    part = f"{sign}{percent(share)}"
    return part if narrow else f"{sign}{price(abs(step.change))} ({part})"


def _bar(axes: Axes, step: Step, number: int, text: str, *, last: bool) -> None:
    hue = _TOTAL if step.total else _LESS.line if step.change <= 0 else _MORE.line
    low, high = min(step.start, step.end), max(step.start, step.end)
    axes.barh(number + 0.5, high - low, left=low, height=_BAR, color=hue, linewidth=0, zorder=2)
    if not last:
        tie = [number + 0.5 - _BAR / 2, number + 1.5 + _BAR / 2]
        axes.plot([step.end] * 2, tie, color=AXIS, linewidth=0.8, zorder=1)
    colour = INK if step.total else _LESS.text if step.change <= 0 else _MORE.text
    inch = axes.get_xlim()[1] / (axes.get_position().width * page_in())
    axes.text(
        high + _VALUE_GAP_IN * inch, number + 0.5, text, color=colour, ha="left", va="center",
        fontproperties=font(SMALL, step.total), zorder=4,
    )  # fmt: skip
