"""The bill of variants: a bar for each, by parts, with what of it was wasted and what chance leaves open."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.lettering import font, line_in, shortened, width_in, wrap
from sim.charts.look import FOOTER, GRID, HUES, INK, LABEL, QUIET, SMALL, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.serving_bill_data import PARTS, BillBar, BillChart
from sim.charts.serving_day_words import small_eur
from sim.charts.ticks import value_ticks
from sim.charts.words import capital, name, percent

_NAMES_IN, _GAP_IN, _TOTAL_IN = 2.0, 0.15, 1.75
_BAR_IN, _STRIP_IN, _ROW_GAP_IN, _AXIS_IN = 0.3, 0.07, 0.16, 0.42
_PAD_IN = 0.05
_REACH = 1.6
"""An interval from few days may be far longer than all bars; beyond this much of the longest bar it is cut."""

_SEEN = 0.005
_WHISKER = 0.84
"""How far down the bar its interval lies: under the words on it."""

_NAVY, _TEAL, _RUST = (hue.line for hue in HUES[:3])
_COLOURS = {
    "large input": (_NAVY, "white"),
    "cached input": (tint(_NAVY, 0.3), INK),
    "large output": (tint(_NAVY, 0.7), "white"),
    "small model": (_TEAL, "white"),
    "batch lane": (tint(_TEAL, 0.35), INK),
    "cached answers": ("#8A93A0", "white"),
    "replicas busy": (_RUST, "white"),
    "replicas idle": (tint(_RUST, 0.3), INK),
}
"""Neighbours differ in grey too; what they are is written on them or under them."""


@dataclass(frozen=True)
class _Row:
    """A bar before it is placed: the name's lines, and the words under the bar."""

    bar: BillBar
    names: tuple[str, ...]
    on: dict[str, str]
    under: tuple[str, ...]
    chance: tuple[str, ...]

    @property
    def height_in(self) -> float:
        own = _BAR_IN + _STRIP_IN + 0.04 + len(self.under) * line_in(FOOTER)
        total = line_in(LABEL) + len(self.chance) * line_in(FOOTER)
        return max(own, len(self.names) * line_in(LABEL), total) + flat(_ROW_GAP_IN, 0.06)


@drawn
def draw_bill(chart: BillChart, provenance: Provenance) -> Figure:
    """Bars under each other on one axis, names at the left, totals at the right."""
    width = span_in() - _NAMES_IN - _GAP_IN - _TOTAL_IN
    end = _axis_end(chart)
    rows = [_row(bar, width, end) for bar in chart.bars]
    height = sum(row.height_in for row in rows)
    page = Page(chart, provenance, height + _AXIS_IN, _notes(chart))
    left = MARGIN_IN + _NAMES_IN + _GAP_IN
    axes = page.axes(left, page.body_top_in, width, height)
    axes.set_ylim(height, 0.0)
    _scale(axes, end)
    top = 0.0
    for row in rows:
        _draw(axes, row, top)
        _write(page, row, page.body_top_in + top, left + width)
        top += row.height_in
    page.write(left, page.body_top_in + height + 0.24, "EUR for a useful call", Pen(SMALL, QUIET))
    return page.figure


def _notes(chart: BillChart) -> list[str]:
    notes = []
    if any(bar.wasted for bar in chart.bars):
        notes.append("Hatched: what was paid and led to no useful answer, as a length of the bar over it.")
    if any(bar.total is not None and bar.total.low is not None for bar in chart.bars):
        notes.append("Thin line: 95% confidence interval of the mean over days.")
    return notes


def _axis_end(chart: BillChart) -> float:
    longest = max((bar.total.mean for bar in chart.bars if bar.total is not None), default=0.0)
    highs = [bar.total.high for bar in chart.bars if bar.total is not None and bar.total.high is not None]
    wasted = max(bar.wasted for bar in chart.bars)
    return max(longest, wasted, min(max(highs, default=0.0), _REACH * longest)) * 1.02 or 1.0


def _scale(axes: Axes, end: float) -> None:
    axes.set_xlim(0.0, end)
    ticks = [tick for tick in value_ticks(end, 6) if tick <= end]
    base_line(axes)
    x_ticks(axes, ticks, [small_tick(tick) for tick in ticks])
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)


def small_tick(value: float) -> str:
    """A price on the axis, without zeros that say nothing."""
    return f"€{value:.6f}".rstrip("0").rstrip(".") if value < 1e3 else small_eur(value)  # noqa: PLR2004


def _row(bar: BillBar, width_in_all: float, end: float) -> _Row:
    names = shortened(wrap(capital(name(bar.label)), _NAMES_IN, LABEL, True), _NAMES_IN, LABEL)
    on = {part: words for part in bar.parts if (words := _on(bar, part, width_in_all / end))}
    under = _under(bar, on)
    chance = wrap(bar.chance, _TOTAL_IN - _GAP_IN + MARGIN_IN / 2, FOOTER)
    return _Row(bar, names, on, wrap(under, width_in_all, FOOTER) if under else (), chance)


def _on(bar: BillBar, part: str, inches: float) -> str:
    """What is written on a part: its name and share, or as much as fits; nothing on a thin one."""
    share, room = _share(bar, part), bar.parts[part] * inches - 2 * _PAD_IN
    fits = (words for words in (f"{part} {share}", part) if width_in(words, FOOTER) <= room)
    return next(fits, "")


def _share(bar: BillBar, part: str) -> str:
    return percent(bar.parts[part] / bar.total.mean) if bar.total is not None and bar.total.mean else ""


def _under(bar: BillBar, on: dict[str, str]) -> str:
    """The wasted share, and all parts in their order where some are too thin for their names."""
    if bar.total is None or not bar.total.mean:
        return ""
    told = [f"wasted {percent(min(1.0, bar.wasted / bar.total.mean))} (hatched)"] if bar.wasted else []
    there = [part for part in PARTS if bar.parts[part] >= _SEEN * bar.total.mean]
    if any(part not in on for part in there):
        told.append("from the left: " + ", ".join(f"{part} {_share(bar, part)}" for part in there))
    return "; ".join(told)


def _draw(axes: Axes, row: _Row, top: float) -> None:
    """Parts side by side, the wasted length under them, the interval across the bar's end."""
    foot, bar = 0.0, row.bar
    for part, value in bar.parts.items():
        colour, text = _COLOURS[part]
        axes.barh(
            top, value, _BAR_IN, left=foot, align="edge", color=colour, edgecolor="white", linewidth=0.6, zorder=2
        )
        if part in row.on:
            axes.text(
                foot + value / 2, top + _BAR_IN / 2, row.on[part], ha="center", va="center", color=text,
                fontproperties=font(FOOTER), zorder=4,
            )  # fmt: skip
        foot += value
    for number, words in enumerate(row.under):
        axes.text(
            0.0, top + _BAR_IN + _STRIP_IN + 0.05 + number * line_in(FOOTER), words, ha="left", va="top", color=QUIET,
            fontproperties=font(FOOTER), zorder=1.5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )  # fmt: skip
    if bar.wasted:
        axes.barh(
            top + _BAR_IN + 0.015, bar.wasted, _STRIP_IN, align="edge", facecolor="white", edgecolor=INK,
            hatch="//////", linewidth=0.6, zorder=2,
        )  # fmt: skip
    if bar.total is not None and bar.total.low is not None and bar.total.high is not None:
        _interval(axes, max(0.0, bar.total.low), bar.total.high, top + _WHISKER * _BAR_IN)


def _interval(axes: Axes, low: float, high: float, middle: float) -> None:
    """Ends with a stroke; an arrow where it goes on beyond the axis."""
    end = axes.get_xlim()[1]
    cut = high > end
    axes.hlines(middle, low, min(high, end), color="white", linewidth=3.0, zorder=3)
    axes.hlines(middle, low, min(high, end), color=INK, linewidth=1.0, zorder=3.2)
    for at in (low, *(() if cut else (high,))):
        axes.vlines(at, middle - 0.04, middle + 0.04, color=INK, linewidth=1.0, zorder=3.2)
    if cut:
        axes.plot([end], [middle], ">", color=INK, markersize=4, zorder=3.3, clip_on=False)


def _write(page: Page, row: _Row, top: float, right: float) -> None:
    """Name left of the bar, total right of it."""
    pen = Pen(LABEL, INK, bold=True, align="right")
    page.paragraph(MARGIN_IN + _NAMES_IN, top + max(0.0, (_BAR_IN - line_in(LABEL)) / 2), row.names, pen)
    page.write(right + _GAP_IN, top, row.bar.told, Pen(LABEL, INK, bold=True))
    page.paragraph(right + _GAP_IN, top + line_in(LABEL), row.chance, Pen(FOOTER, QUIET))
