"""Does any text lie on another or on a panel, or leave the sheet? Asked of the renderer, not of the layout."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

TOLERANCE_PIXELS = 0.6


def text_boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every text that shows, with its box in pixels."""
    canvas: Any = figure.canvas
    figure.draw_without_rendering()
    renderer = canvas.get_renderer()
    texts = [found for found in figure.findobj(Text) if isinstance(found, Text)]
    shown = [text for text in texts if text.get_visible() and text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in shown]


def untidy(figure: Figure) -> list[str]:
    """What is wrong, in words; empty where nothing is."""
    boxes = text_boxes(figure)
    leaving = [f"'{text}' leaves the sheet" for text, box in boxes if _outside(box, figure)]
    pairs = combinations(boxes, 2)
    return (
        leaving
        + [f"'{one}' lies on '{other}'" for (one, a), (other, b) in pairs if _overlap(a, b)]
        + _on_panels(figure)
    )


def _on_panels(figure: Figure) -> list[str]:
    """Texts of the sheet, beside those that belong into a panel; a panel behind all others is only ground."""
    panels = [axes.get_window_extent() for axes in figure.axes if axes.get_zorder() >= 0]
    boxes = [(text.get_text(), text.get_window_extent()) for text in figure.texts]
    return [f"'{text}' lies on a panel" for text, box in boxes if any(_overlap(box, panel) for panel in panels)]


def _outside(box: Bbox, figure: Figure) -> bool:
    sheet = figure.bbox
    return bool(box.x0 < 0 or box.y0 < 0 or box.x1 > sheet.width or box.y1 > sheet.height)


def _overlap(one: Bbox, other: Bbox) -> bool:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(wide > TOLERANCE_PIXELS and high > TOLERANCE_PIXELS)
