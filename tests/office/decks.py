"""How a deck is read back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pptx.util import Emu

from sim.charts.picture import Picture
from sim.office.handout import Handout


class Deck(NamedTuple):
    """What it was made from, the file, and the presentation that it holds."""

    handout: Handout
    content: bytes
    presentation: Any

    def slide(self, picture: Picture) -> Any:
        """The slide of a chart: chart slides follow the title slide in the order of the handout."""
        return self.presentation.slides[1 + [one.name for one in self.handout.pictures].index(picture.name)]

    def picture(self, name: str) -> Any:
        """One of the charts that it was made from."""
        return next(one for one in self.handout.pictures if one.name == name)


def charts_of(slide: Any) -> Iterator[Any]:
    """The charts of a slide that can be edited, in the order in which they stand there."""
    yield from (shape.chart for shape in slide.shapes if shape.has_chart)


def inches(length: Any) -> float:
    """As people measure slides."""
    return float(Emu(length).inches)
