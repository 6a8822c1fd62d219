"""Native charts of a sheet: lines, areas, columns and bars in the look of the drawn ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_range_formula

from sim.charts.look import AXIS, GRID, HUES, INK, QUIET, Hue
from sim.office.sheets.book import FONT, Range, Sheet
from sim.office.sheets.placed import Helpers, Placed

_ONE, _TWO, _THREE, _FOUR = (980, 400), (560, 360), (372, 340), (560, 320)
GRID_OF = {1: (1, _ONE), 2: (2, _TWO), 3: (3, _THREE), 4: (2, _FOUR), 5: (3, _THREE), 6: (3, _THREE)}
"""By the number of charts: how many in a row, and the size of each in pixels."""

_DASHES = ("solid", "solid", "solid", "dash", "square_dot", "long_dash_dot")
_FEW_MONTHS, _SOME_MONTHS = 18, 40
_SMALL = 9


class Frame(NamedTuple):
    """Where a chart goes: the row of its top, pixels from the left, its size in pixels."""

    row: int
    left: int
    width: int
    height: int


@dataclass(frozen=True)
class Line:
    """One series: the cells of its name and numbers, and its look; `named` puts it into the legend."""

    name: Range
    xs: Range
    ys: Range
    colour: str
    width: float = 2.0
    dash: str = "solid"
    named: bool = True
    more: Mapping[str, Any] | None = None


class Native:
    """What the charts of one sheet are made with."""

    def __init__(
        self, sheet: Sheet, helpers: Helpers, placed: Sequence[Placed], title: str, frames: Sequence[Frame]
    ) -> None:
        self.sheet, self.helpers, self.placed, self.title, self.frames = sheet, helpers, placed, title, frames

    def of(self, measure: str) -> Placed:
        """The table in which a measure stands."""
        return next(one for one in self.placed if measure in one.block.units)

    def maybe(self, measure: str) -> Placed | None:
        """The same, where there is one."""
        return next((one for one in self.placed if measure in one.block.units), None)

    def lines(self, at: int, title: str, lines: Sequence[Line], x: dict[str, Any], y: dict[str, Any]) -> None:
        """Lines through points as they are; steps are lines through the corners of steps."""
        chart = self._new("scatter", "straight")
        for line in lines:
            chart.add_series({
                "name": line.name, "categories": line.xs, "values": line.ys, "marker": {"type": "none"},
                "line": {"color": line.colour, "width": line.width, "dash_type": line.dash}, **(line.more or {}),
            })  # fmt: skip
        hidden = [place for place, line in enumerate(lines) if not line.named]
        self._finish(chart, at, title, x, y, hidden if len(hidden) < len(lines) - 1 else None)

    def stacked(
        self, at: int, title: str, layers: Sequence[Line], x: dict[str, Any], y: dict[str, Any], kind: str = "column"
    ) -> None:
        """Columns or areas on top of each other; a layer of width 0 is left clear and carries the others."""
        chart = self._new(kind, "stacked")
        self._fill(chart, layers, {"gap": 0} if kind == "column" else {})
        self._finish(chart, at, title, x, y, [place for place, layer in enumerate(layers) if not layer.named])

    def _fill(self, chart: Any, layers: Sequence[Line], more: dict[str, Any]) -> None:
        for layer in layers:
            fill = {"color": layer.colour} if layer.width else {"none": True}
            look = {"fill": fill, "border": {"none": True}, "line": {"none": True}}
            chart.add_series(
                {"name": layer.name, "categories": layer.xs, "values": layer.ys, **look, **more, **(layer.more or {})}
            )

    def fan(self, at: int, title: str, layers: Sequence[Line], lines: Sequence[Line], x: dict[str, Any],
            y: dict[str, Any]) -> None:  # fmt: skip
        """Areas on top of each other with lines over them, on the same axes."""
        over = self._new("line", None)
        for line in lines:
            look = {"color": line.colour, "width": line.width, "dash_type": line.dash}
            over.add_series(
                {"name": line.name, "categories": line.xs, "values": line.ys, "line": look, "marker": {"type": "none"}}
            )
        if not layers:
            self._finish(over, at, title, x, y, [])
            return
        chart = self._new("area", "stacked")
        self._fill(chart, layers, {})
        chart.combine(over)
        self._finish(chart, at, title, x, y, [place for place, layer in enumerate(layers) if not layer.named])

    def bars(self, at: int, title: str, bars: Line, bounds: tuple[Range, Range], y: dict[str, Any]) -> None:
        """Bars with what is known about them as whiskers; the first at the top."""
        chart = self._new("bar", None)
        whiskers = {**self.whiskers(*bounds), "line": {"color": INK, "width": 1.25}}
        chart.add_series({
            "name": bars.name, "categories": bars.xs, "values": bars.ys, "gap": 60,
            "fill": {"color": bars.colour}, "border": {"none": True},
            "y_error_bars": whiskers,
        })  # fmt: skip
        names = {"reverse": True, "crossing": "max", "label_position": "low", "num_font": _font(),
                 "line": {"color": AXIS}, "major_gridlines": {"visible": False}, "major_tick_mark": "none"}  # fmt: skip
        self._finish(chart, at, title, y, names, None)

    def whiskers(self, minus: Range, plus: Range) -> dict[str, Any]:
        """Confidence as error bars: lengths stand in cells, and in the chart for programs that do not look there."""
        return {
            "type": "custom", "end_style": 1,
            "minus_values": f"={xl_range_formula(*minus)}", "plus_values": f"={xl_range_formula(*plus)}",
            "minus_data": self.helpers.held(minus), "plus_data": self.helpers.held(plus),
        }  # fmt: skip

    def _new(self, kind: str, subtype: str | None) -> Any:
        options = {"type": kind, **({"subtype": subtype} if subtype else {})}
        return self.sheet.book.workbook.add_chart(options)

    def _finish(
        self, chart: Any, at: int, title: str, x: dict[str, Any], y: dict[str, Any], hidden: list[int] | None
    ) -> None:
        """Title, axes, legend, size and place. Without a list of hidden names there is no legend."""
        frame = self.frames[at]
        name = self.helpers.title(title, frame.width)
        chart.set_title({"name": name, "name_font": {"size": 11, "bold": True, "color": INK, "name": FONT}})
        chart.set_x_axis(x)
        chart.set_y_axis(y)
        if hidden is None:
            chart.set_legend({"none": True})
        else:
            chart.set_legend({"position": "bottom", "font": _font(), "delete_series": hidden})
        chart.set_chartarea({"border": {"none": True}, "fill": {"color": "#FFFFFF"}})
        chart.set_size({"width": frame.width - 8, "height": frame.height - 12})
        chart.show_blanks_as("gap")
        chart.show_hidden_data()
        told = {"x_offset": frame.left, "description": f"{self.title}: {title}"[:250], "object_position": 3}
        self.sheet.page.insert_chart(frame.row, 0, chart, told)


def _font(size: int = _SMALL) -> dict[str, Any]:
    return {"size": size, "bold": False, "color": QUIET, "name": FONT}


def x_axis(name: str, **more: Any) -> dict[str, Any]:
    """The axis below: a line and small numbers."""
    return {
        "name": name, "name_font": _font(), "num_font": _font(), "line": {"color": AXIS},
        "major_gridlines": {"visible": False}, "num_format": "0", "label_position": "low", **more,
    }  # fmt: skip


def y_axis(name: str, form: str, **more: Any) -> dict[str, Any]:
    """The axis beside: faint lines across and small numbers, no line of its own."""
    return {
        "name": name, "name_font": _font(), "num_font": _font(), "num_format": form, "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.75}}, "major_tick_mark": "none", **more,
    }  # fmt: skip


def shares(name: str = "share of programmes") -> dict[str, Any]:
    """From nothing to all."""
    return y_axis(name, "0%", min=0, max=1, major_unit=0.25)


def months_between_ticks(months: float) -> int:
    """Three, six or twelve."""
    return 3 if months <= _FEW_MONTHS else 6 if months <= _SOME_MONTHS else 12


def months_axis(last: float) -> dict[str, Any]:
    """Months since the start."""
    return x_axis("months since the start", min=0, max=max(last, 1.0), major_unit=months_between_ticks(last))


def looks(number: int) -> list[tuple[Hue, str]]:
    """A hue and a dash for each of several lines in one chart."""
    return [(HUES[at % len(HUES)], _DASHES[at % len(_DASHES)]) for at in range(number)]


def corners(xs: Sequence[float], ys: Sequence[float | None]) -> tuple[list[float], list[float | None]]:
    """The corners of steps: each value holds until the next begins."""
    points = [point for point in zip(xs, ys, strict=True) if point[1] is not None]
    across: list[float] = []
    up: list[float | None] = []
    for x, y in points:
        if up:
            across.append(x)
            up.append(up[-1])
        across.append(x)
        up.append(y)
    return across, up


def held_at(xs: Sequence[float], ys: Sequence[float | None], at: Sequence[float]) -> list[float | None]:
    """The value that holds at each of some places."""
    found: list[float | None] = []
    place = -1
    for one in at:
        while place + 1 < len(xs) and xs[place + 1] <= one + 1e-9:
            place += 1
        found.append(ys[max(place, 0)] if xs else None)
    return found
