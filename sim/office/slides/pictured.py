"""A chart of a kind that PowerPoint has not, as a picture: what the slide itself says is cut off the drawn one.

Its finding is the slide's title, what is plotted stands above it and where it comes from under it.
"""

from __future__ import annotations

from typing import Any

from sim.charts.files import image_bytes
from sim.charts.lettering import printable
from sim.charts.picture import Picture
from sim.charts.sheet import Sheet, laid_out
from sim.office.slides.parts import Box, Image

_HEAD_AND_FOOT = 1.2
"""Inches that are cut off a drawn chart, above and below together."""

_CLEAR = 4.0
"""Pixels below the last letter of the head at which it is cut: programs that scale a picture smear its edges."""


def picture_part(picture: Picture, area: Box, letters: float) -> Image:
    """As large as the area allows."""
    sheet = Sheet("slide", area.width, area.height + _HEAD_AND_FOOT, letters, area.width)
    figure = laid_out(lambda: picture.draw(picture.data, picture.provenance), sheet)
    ends = _ends(figure, picture)  # measured before it is saved in another resolution, which letters remember
    png = image_bytes(figure, "png", picture.data.title)
    alt = f"{picture.data.title}. {picture.data.subtitle}"
    return Image(f"Picture: {picture.name}", alt, area, png, ends)


def _ends(figure: Any, picture: Picture) -> tuple[float, float]:
    """Shares of its height that title and subtitle take, and the last lines of its footer, under notes on reading.

    Nothing where they are not found, as in a picture that lay in a folder.
    """
    told = picture.provenance
    texts = list(figure.texts)
    head = _taken(texts, picture.data.title)
    head += _taken(texts[head:], f"{picture.data.subtitle}{f' Start: {told.start}.' if told.start else ''}")
    foot = told.assumption_line() or told.run_line()
    last = next((at for at in range(head, len(texts)) if _taken(texts[at:], foot)), 0)
    if not head or not last:
        return 0.0, 0.0
    high = figure.bbox.height
    below = min(one.get_window_extent().y0 for one in texts[:head])
    return 1.0 - (below - _CLEAR) / high, (texts[last].get_window_extent().y1 + 1.0) / high


def _taken(texts: list[Any], whole: str) -> int:
    """How many of the first texts are the lines of that one."""
    wanted, found = _bare(whole), ""
    if not wanted:
        return 0
    for number, one in enumerate(texts):
        if found == wanted:
            return number
        found += _bare(one.get_text())
        if not wanted.startswith(found):
            return 0
    return len(texts) if found == wanted else 0


def _bare(text: str) -> str:
    return "".join(printable(text).split())
