"""The same picture on a slide or on a page: scaled as a whole, so that nothing in it moves, and centred."""

from __future__ import annotations

import io
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from sim.charts.files import NO_DATE
from sim.charts.look import look


@dataclass(frozen=True)
class Sheet:
    """Room for a picture, in inches."""

    name: str
    width_in: float
    height_in: float

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


SLIDE = Sheet("slide", 13.333, 7.5)
"""A whole slide of 16 to 9."""

PAGE = Sheet("page", 6.7, 9.7)
"""A page of A4 within its margins."""

PAGE_ACROSS = Sheet("page across", 9.7, 6.7)


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
