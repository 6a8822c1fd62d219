"""A chart on a slide or on a page: laid out for it, so that its letters can be read there, then placed in the middle.

What is too high for the sheet is drawn with flatter panels, and what is in rows by the dozen with fewer rows.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from sim.charts.files import NO_DATE
from sim.charts.look import look
from sim.charts.room import Room, within

_FLATTEST, _HALVINGS = 0.2, 4


@dataclass(frozen=True)
class Sheet:
    """Room for a picture in inches; no letter is below `letters` points.

    A chart is laid out `laid_in` wide and then scaled.
    """

    name: str
    width_in: float
    height_in: float
    letters: float
    laid_in: float

    @property
    def most_in(self) -> float:
        """How high a picture of that width may be."""
        return self.height_in * self.laid_in / self.width_in

    def room(self, flat: float = 1.0) -> Room:
        """The room that a chart is laid out for."""
        return Room(self.laid_in, self.letters * self.laid_in / self.width_in, flat)

    def scale(self, figure: Figure) -> float:
        """How much larger or smaller the picture becomes: as large as both sides allow."""
        wide, high = figure.get_size_inches()
        return min(self.width_in / float(wide), self.height_in / float(high))

    def box(self, figure: Figure) -> Bbox:
        """The sheet around the picture, in inches of the picture."""
        wide, high = (float(side) for side in figure.get_size_inches())
        scale = self.scale(figure)
        room_wide, room_high = self.width_in / scale, self.height_in / scale
        left, foot = (wide - room_wide) / 2, (high - room_high) / 2
        return Bbox.from_bounds(left, foot, room_wide, room_high)


SLIDE = Sheet("slide", 13.333, 7.5, 9.0, 12.0)
"""A whole slide of 16 to 9."""

PAGE = Sheet("page", 6.7, 9.7, 6.5, 8.2)
"""A page of A4 within its margins."""

PAGE_ACROSS = Sheet("page across", 9.7, 6.7, 6.5, 10.4)


def laid_out(draw: Callable[[], Figure], sheet: Sheet) -> Figure:
    """The chart with panels as high as the sheet allows; where even the flattest are too high, those."""

    def drawn(flat: float) -> Figure:
        with within(sheet.room(flat)):
            return draw()

    figure = drawn(1.0)
    if _fits(figure, sheet):
        return figure
    low, high = _FLATTEST, 1.0
    figure = drawn(low)
    if not _fits(figure, sheet):
        return figure
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        tried = drawn(middle)
        if _fits(tried, sheet):
            low, figure = middle, tried
        else:
            high = middle
    return figure


def _fits(figure: Figure, sheet: Sheet) -> bool:
    return float(figure.get_figheight()) <= sheet.most_in + 1e-6


def sheet_bytes(figure: Figure, kind: str, title: str, sheet: Sheet, dpi: float = 150.0) -> bytes:
    """The picture on its sheet as PNG or SVG; the same picture gives the same bytes."""
    out = io.BytesIO()
    with look():
        figure.savefig(
            out,
            format=kind,
            dpi=dpi * sheet.scale(figure) if kind == "png" else "figure",
            bbox_inches=sheet.box(figure),
            metadata=NO_DATE[kind] | {"Title": title},
        )
    return out.getvalue()
