"""The map of a claim: its number in every cell, dark where the claim holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.kit.claims import Check, Claim
from experiments.kit.measured import SHARE, told
from experiments.kit.regions import Cell, Cells
from sim.analysis.maps import Axis
from sim.charts.lettering import font, line_in, width_in, wrap
from sim.charts.longtable import LongRow
from sim.charts.look import FAINT, HUES, INK, QUIET, SMALL, drawn, tint
from sim.charts.map import card_tick
from sim.charts.page import MARGIN_IN, ROOM_IN, Page, Pen, x_ticks
from sim.charts.provenance import Provenance

_HOLDS, _CLOSE = tint(HUES[0].line, 0.92), tint(HUES[0].line, 0.4)
_KEY_IN, _GAP_IN, _TICKS_IN, _UNDER_IN, _OVER_IN, _ROW_IN, _SWATCH_IN = 1.75, 0.25, 0.12, 0.62, 0.3, 0.46, 0.12
STATES = {
    (True, True): ("the claim holds", _HOLDS, "white"),
    (True, False): ("holds, but other luck might say otherwise", _CLOSE, INK),
    (False, False): ("does not, but other luck might say otherwise", FAINT, INK),
    (False, True): ("does not hold", "white", QUIET),
}


@dataclass(frozen=True)
class ClaimMap:
    """A claim's cells, and at which values of the cards the default is."""

    claim: Claim
    cells: Cells
    replications: int
    defaults: tuple[float | None, float | None]

    @property
    def check(self) -> Check:
        """The check that is mapped."""
        return self.claim.checks[self.cells.region.check]

    @property
    def title(self) -> str:
        """Where it holds."""
        where = self.cells.where.replace("`", "").removeprefix("if ")
        holding, total = self.cells.holding, len(self.cells.flat)
        name = f"{self.claim.number} ({self.claim.part})" if self.claim.part else self.claim.number
        if not self.cells.rule:
            return f"{name} holds {where}"
        return f"{name} holds in {holding} of {total} cells: where {where}"

    @property
    def subtitle(self) -> str:
        """What is in the cells."""
        unit = self.cells.flat[0].found.unit
        return (
            f"{self.check.says.replace('`', '')}; the claim allows {self.check.bounds(unit)}. "
            f"The same {self.replications} futures in every cell."
        )

    def rows(self) -> Iterator[LongRow]:
        """Exactly the numbers drawn."""
        region = self.cells.region
        for y, row in zip(region.up.values, self.cells.rows, strict=True):
            for x, cell in zip(region.across.values, row, strict=True):
                series = f"{region.up.card}={y:g}"
                value = cell.found.value if cell.found.known else None
                text = STATES[cell.holds, cell.sure][0]
                yield LongRow(
                    series, "cell", x, x_unit=region.across.unit, value=value, unit=cell.found.unit, text=text
                )


@drawn
def draw_claim_map(chart: ClaimMap, provenance: Provenance) -> Figure:
    """Cells of one size, whatever the distance between their values."""
    across, up = chart.cells.region.across, chart.cells.region.up
    names, ticks = _ticks(across, chart.defaults[0]), _ticks(up, chart.defaults[1])
    left_in = max(width_in(text, SMALL) for text in ticks) + _TICKS_IN
    height_in = len(up.values) * _ROW_IN
    key_in = sum(len(_key_lines(text)) * line_in(SMALL) + 0.09 for text, _, _ in _states(chart))
    page = Page(chart, provenance, _OVER_IN + max(height_in + _UNDER_IN, key_in))
    left, top = MARGIN_IN + left_in, page.body_top_in + _OVER_IN
    width = ROOM_IN - left_in - _GAP_IN - _KEY_IN
    axes = page.axes(left, top, width, height_in)
    axes.set_xlim(-0.5, len(across.values) - 0.5)
    axes.set_ylim(-0.5, len(up.values) - 0.5)
    for row, cells in enumerate(chart.cells.rows):
        for column, cell in enumerate(cells):
            _, ground, ink = STATES[cell.holds, cell.sure]
            box = Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=ground, edgecolor="#D5DAE1", linewidth=0.8)
            axes.add_patch(box)
            axes.text(column, row, _number(cell), color=ink, ha="center", va="center", fontproperties=font(SMALL))
    x_ticks(axes, range(len(names)), names)
    for number, text in enumerate(ticks):
        middle = top + height_in - (number + 0.5) * _ROW_IN
        page.write(left - _TICKS_IN / 2, middle - line_in(SMALL) / 2, text, Pen(SMALL, QUIET, align="right"))
    page.write(MARGIN_IN, page.body_top_in, _axis_name(up), Pen(SMALL, QUIET, bold=True))
    below = top + height_in + 0.3
    page.write(left + width, below, _axis_name(across), Pen(SMALL, QUIET, bold=True, align="right"))
    _key(page, chart, left + width + _GAP_IN, top)
    return page.figure


def _number(cell: Cell) -> str:
    return told(cell.found.value, cell.found.unit) if cell.found.known else "none"


def _ticks(axis: Axis, default: float | None) -> list[str]:
    return [_tick(axis, value) + (" (default)" if value == default else "") for value in axis.values]


def _tick(axis: Axis, value: float) -> str:
    return f"{100 * value:g}%" if axis.unit == SHARE else card_tick(axis, value)


def _axis_name(axis: Axis) -> str:
    return axis.card if axis.unit in {SHARE, "number", ""} else f"{axis.card}, {axis.unit}"


def _states(chart: ClaimMap) -> list[tuple[str, str, str]]:
    there = {(cell.holds, cell.sure) for cell in chart.cells.flat}
    return [told for state, told in STATES.items() if state in there]


def _key_lines(text: str) -> tuple[str, ...]:
    return tuple(wrap(text, _KEY_IN - _SWATCH_IN - 0.08, SMALL, True))


def _key(page: Page, chart: ClaimMap, left: float, top: float) -> None:
    for text, ground, _ in _states(chart):
        page.swatch(left, top + 0.02, _SWATCH_IN, "#D5DAE1")
        page.swatch(left + 0.01, top + 0.03, _SWATCH_IN - 0.02, ground)
        top = page.paragraph(left + _SWATCH_IN + 0.08, top, _key_lines(text), Pen(SMALL, INK, bold=True)) + 0.09
