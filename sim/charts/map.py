"""Two-way map: a number in every cell of a grid of two cards, and the line where it passes what is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.maps import Axis, TwoWayMap
from sim.analysis.measure_map import MeasureMap
from sim.analysis.tables import Floats
from sim.charts.cards import EUR, SHARE, tick, told
from sim.charts.lettering import font, line_in, row_in, width_in, wrap
from sim.charts.longtable import LongRow
from sim.charts.look import FAINT, FOOTER, HUES, INK, QUIET, SMALL, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, span_in, x_ticks
from sim.charts.provenance import Provenance
from sim.charts.words import capital, count, eur, name

MOST_STEPS = 15
"""Values a card; more cells would not hold their numbers."""

UNCLEAR = "≈"
_WHOLE_EUROS = 100.0
"""Below that an amount is a price of something, and its cents matter."""
_AHEAD, _BEHIND = HUES[0], HUES[2]
_PALEST, _DARKEST, _DARK_GROUND = 0.16, 0.92, 0.55
_KEY_IN, _GAP_IN, _TICKS_IN, _UNDER_IN, _OVER_IN = 1.75, 0.25, 0.12, 0.62, 0.3
_ROW_IN, _SWATCH_IN, _CELL_MARGIN_IN = 0.46, 0.12, 0.06


@dataclass(frozen=True)
class MapChart:
    """`cells` has a row for each value of `up`; `clear` says which of them luck does not explain.

    `sides` are the names of two strategies whose difference the cells hold, or empty where they hold one measure.
    `threshold` is what the cells are held against: nothing for a difference, the goal for a measure, None without one.
    """

    measure: str
    unit: str
    across: Axis
    up: Axis
    cells: tuple[tuple[float, ...], ...]
    clear: tuple[tuple[bool, ...], ...]
    sides: tuple[str, ...]
    label: str
    threshold: float | None
    futures: int
    level: float

    @property
    def flat(self) -> list[tuple[float, bool]]:
        """Every cell with whether it is clear."""
        pairs = zip(self.cells, self.clear, strict=True)
        return [each for row, sure in pairs for each in zip(row, sure, strict=True)]

    @property
    def title(self) -> str:
        """Who is ahead where, or in how many cells the goal is reached; no more than is clear."""
        return self._two() if self.sides else self._one()

    def _two(self) -> str:
        first, second = map(name, self.sides)
        total = len(self.flat)
        ahead = sum(sure and value > 0.0 for value, sure in self.flat)
        behind = sum(sure and value < 0.0 for value, sure in self.flat)
        if not ahead + behind:
            return f"No clear difference in {self.measure} between {first} and {second} anywhere on the map"
        open_ones = total - ahead - behind
        rest = f", {open_ones} not clear" if open_ones else ""
        if ahead and behind:
            return (
                f"{capital(first)} is clearly ahead in {self.measure} in {ahead} of {total} cells, {second} in "
                f"{behind}{rest}"
            )
        leader, cells = (first, ahead) if ahead else (second, behind)
        other = second if ahead else first
        nowhere = f"; {other} is clearly ahead nowhere" if open_ones else ""
        return f"{capital(leader)} is clearly ahead of {other} in {self.measure} in {_of(cells, total)} cells{nowhere}"

    def _one(self) -> str:
        values = [value for value, _ in self.flat]
        ends = f"{told(self.unit, min(values))} to {told(self.unit, max(values))}"
        if self.threshold is None:
            return f"{capital(self.measure)} goes from {ends} over {self.across.card} and {self.up.card}"
        goal = told(self.unit, self.threshold)
        sure = sum(clear and value >= self.threshold for value, clear in self.flat)
        open_ones = sum(not clear for _, clear in self.flat)
        rest = f"; {open_ones} could lie on either side" if open_ones else ""
        return f"{capital(self.measure)} is clearly at least {goal} in {_of(sure, len(values))} cells{rest}"

    @property
    def subtitle(self) -> str:
        """What is plotted, and how many runs."""
        first, second = (*map(name, self.sides), "", "")[:2]
        what = f"{first} minus {second}, {self.measure}" if self.sides else f"{name(self.label)}, {self.measure}"
        return f"{capital(what)}, at each pair of values. The same {count(self.futures)} futures in every cell."

    @property
    def by_luck(self) -> str:
        """How many cells look clear where nothing differs: many cells are many tests."""
        cells = f"{(1.0 - self.level) * len(self.flat):.2g} of {len(self.flat)} cells"
        return f"Luck alone would make about {cells} look clear where there is no difference."

    @property
    def notes(self) -> list[str]:
        """How the marks are read."""
        sure = f"{100 * self.level:.3g}%"
        if self.sides:
            return [
                f"White with a grey number: no clear difference in these futures, at {sure} confidence. {self.by_luck}"
            ]
        if all(clear for _, clear in self.flat):
            return []
        return [f"{UNCLEAR}: the {sure} confidence of the cell leaves open on which side of the goal it lies."]

    def reaches(self, row: int, column: int) -> bool:
        """On which side of the threshold a cell lies; a tie counts as reached."""
        return self.threshold is not None and self.cells[row][column] >= self.threshold

    @property
    def border(self) -> list[tuple[tuple[float, float], tuple[float, float]]]:
        """The edges between cells on different sides of the threshold, in places of cells."""
        rows, columns = range(len(self.cells)), range(len(self.cells[0]))
        upright = [
            ((column + 0.5, row - 0.5), (column + 0.5, row + 0.5))
            for row in rows
            for column in columns[:-1]
            if self.reaches(row, column) != self.reaches(row, column + 1)
        ]
        level = [
            ((column - 0.5, row + 0.5), (column + 0.5, row + 0.5))
            for row in rows[:-1]
            for column in columns
            if self.reaches(row, column) != self.reaches(row + 1, column)
        ]
        return upright + level

    def rows(self) -> Iterator[LongRow]:
        """Exactly the numbers drawn: each cell at its value of the first card, named by the second's."""
        for y, row, sure in zip(self.up.values, self.cells, self.clear, strict=True):
            for x, value, clear in zip(self.across.values, row, sure, strict=True):
                mark = "clear" if clear else "not clear"
                yield LongRow(
                    f"{self.up.card}={y:g}", "cell", x, x_unit=self.across.unit, value=value, unit=self.unit, text=mark
                )
        if self.threshold is not None:
            yield LongRow("", "threshold", value=self.threshold, unit=self.unit)


def _of(some: int, total: int) -> str:
    return f"all {total}" if some == total else f"{some or 'none'} of {total}"


def difference_chart(found: TwoWayMap, labels: Sequence[str], measure: str, unit: str) -> MapChart:
    """The map of two strategies."""
    return _chart(found, found.difference, measure, unit, sides=tuple(labels), threshold=0.0)


def measure_chart(found: MeasureMap, label: str, measure: str, unit: str) -> MapChart:
    """The map of one strategy."""
    return _chart(found, found.means, measure, unit, label=label, threshold=found.goal)


def _chart(
    found: TwoWayMap | MeasureMap,
    cells: Floats,
    measure: str,
    unit: str,
    *,
    threshold: float | None,
    sides: tuple[str, ...] = (),
    label: str = "",
) -> MapChart:
    return MapChart(
        measure=measure,
        unit=unit,
        across=found.across,
        up=found.up,
        cells=tuple(tuple(row) for row in cells.tolist()),
        clear=tuple(tuple(row) for row in found.clear.tolist()),
        sides=sides,
        label=label,
        threshold=threshold,
        futures=found.futures,
        level=found.level,
    )


@drawn
def draw_map(chart: MapChart, provenance: Provenance) -> Figure:
    """Cells of one size, whatever the distance between their values: every one holds its number."""
    rows, columns = len(chart.up.values), len(chart.across.values)
    ticks = [card_tick(chart.up, value) for value in chart.up.values]
    left_in = max(width_in(text, SMALL) for text in ticks) + _TICKS_IN
    height_in = rows * row_in(_ROW_IN)
    page = Page(chart, provenance, _OVER_IN + height_in + _UNDER_IN, chart.notes)
    left, top = MARGIN_IN + left_in, page.body_top_in + _OVER_IN
    width = span_in() - left_in - _GAP_IN - _KEY_IN
    axes = page.axes(left, top, width, height_in)
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_ylim(-0.5, rows - 0.5)
    _cells(axes, chart, width / columns)
    for (x, y), (far_x, far_y) in chart.border:
        axes.plot([x, far_x], [y, far_y], color="white", linewidth=4.6, zorder=2.5, solid_capstyle="projecting")
        axes.plot([x, far_x], [y, far_y], color=INK, linewidth=2.2, zorder=3, solid_capstyle="projecting")
    names = [card_tick(chart.across, value) for value in chart.across.values]
    tight = max(width_in(text, SMALL) for text in names) > width / columns - _CELL_MARGIN_IN
    x_ticks(axes, range(columns), names, FOOTER - 0.8 if tight else SMALL)
    for number, text in enumerate(ticks):
        middle = top + height_in - (number + 0.5) * row_in(_ROW_IN)
        page.write(left - _TICKS_IN / 2, middle - line_in(SMALL) / 2, text, Pen(SMALL, QUIET, align="right"))
    page.write(MARGIN_IN, page.body_top_in, _axis_name(chart.up), Pen(SMALL, QUIET, bold=True))
    page.write(
        left + width, top + height_in + 0.3, _axis_name(chart.across), Pen(SMALL, QUIET, bold=True, align="right")
    )
    _key(page, chart, left + width + _GAP_IN, top)
    return page.figure


def _cells(axes: Axes, chart: MapChart, cell_in: float) -> None:
    shade = _Shade(chart)
    texts = [_number(chart, value, sure) for value, sure in chart.flat]
    size = SMALL if max(width_in(text, SMALL) for text in texts) <= cell_in - _CELL_MARGIN_IN else FOOTER - 1.3
    columns = len(chart.across.values)
    for number, ((value, sure), text) in enumerate(zip(chart.flat, texts, strict=True)):
        row, column = divmod(number, columns)
        ground, ink = shade(value, sure)
        axes.add_patch(
            Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=ground, edgecolor="white", linewidth=1.2, zorder=1)
        )
        axes.text(column, row, text, color=ink, ha="center", va="center", fontproperties=font(size), zorder=4)


class _Shade:
    """Ground and ink of a cell: the further from nothing, or from the least, the darker."""

    def __init__(self, chart: MapChart) -> None:
        values = [value for value, _ in chart.flat]
        self._two = bool(chart.sides)
        self._low = 0.0 if self._two else min(values)
        self._span = max((abs(value - self._low) for value in values), default=0.0)

    def __call__(self, value: float, sure: bool) -> tuple[str, str]:
        if self._two and not sure:
            return FAINT, QUIET
        share = abs(value - self._low) / self._span if self._span else 0.0
        share = _PALEST + (_DARKEST - _PALEST) * share
        hue = _BEHIND if self._two and value < 0.0 else _AHEAD
        return tint(hue.line, share), "white" if share > _DARK_GROUND else INK


def _number(chart: MapChart, value: float, sure: bool) -> str:
    text = cell_text(chart.unit, value, signed=bool(chart.sides))
    return text if sure or chart.sides else f"{UNCLEAR}{text}"


def cell_text(unit: str, value: float, *, signed: bool) -> str:
    """A number short enough for its cell; a difference shows its sign, one of shares is in percentage points."""
    if unit == SHARE and signed:
        text = f"{100.0 * value:.0f}"
        return f"+{text}" if value > 0.0 and text != "0" else text.replace("-0", "0").replace("-", "\N{MINUS SIGN}")
    text = told(unit, value).replace("-", "\N{MINUS SIGN}")
    return f"+{text}" if signed and value > 0.0 else text


def card_tick(axis: Axis, value: float) -> str:
    """A value of the card beside its row or column: three digits, so that neighbours differ."""
    if axis.unit.startswith(EUR) and max(map(abs, axis.values)) >= _WHOLE_EUROS:
        texts = [eur(each, 1) if each >= 1e6 else eur(each) for each in axis.values]  # noqa: PLR2004
        return texts[axis.values.index(value)]
    return tick("", value)


def _axis_name(axis: Axis) -> str:
    return axis.card if axis.unit in {"share", "number", ""} else f"{axis.card}, {axis.unit}"


def _key(page: Page, chart: MapChart, left: float, top: float) -> None:
    """What the colours and the line mean, in the words of the question."""
    entries: list[tuple[str, str, str]] = []
    clear = [each for each in chart.flat if each[1]]
    if chart.sides:
        unit = ", in percentage points" if chart.unit == SHARE else ""
        ahead = (max(value for value, _ in clear), -min(value for value, _ in clear)) if clear else (0.0, 0.0)
        entries = [
            (tint(hue.line, 0.8), f"{name(side)} ahead{unit}", hue.text)
            for hue, side, most in zip((_AHEAD, _BEHIND), chart.sides, ahead, strict=True)
            if most > 0.0
        ]
        entries += [(FAINT, "not clear", QUIET)] if len(clear) < len(chart.flat) else []
    for colour, text, ink in entries:
        page.swatch(left, top + 0.02, _SWATCH_IN, colour)
        top = _told(page, left, top, text, ink)
    if chart.border and chart.threshold is not None:
        page.line((left, left + _SWATCH_IN), (top + 0.08, top + 0.08), INK, 2.0)
        what = "break even" if chart.sides else f"goal {told(chart.unit, chart.threshold)}"
        _told(page, left, top, what, INK)


def _told(page: Page, left: float, top: float, text: str, ink: str) -> float:
    room = _KEY_IN - _SWATCH_IN - 0.08
    below = page.paragraph(left + _SWATCH_IN + 0.08, top, wrap(text, room, SMALL, True), Pen(SMALL, ink, bold=True))
    return below + 0.09
