"""One look for every chart: palette, sizes and settings, whatever a machine's own settings are."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import matplotlib

P = ParamSpec("P")
T = TypeVar("T")

INK = "#1F2430"
QUIET = "#5B6472"
AXIS = "#8A93A0"
GRID = "#E1E5EA"
MARKER = "#B4BBC6"
FAINT = "#F3F5F7"

TITLE, SUBTITLE, LABEL, SMALL, FOOTER = 14.5, 9.3, 9.3, 8.4, 7.3
"""Type sizes in points."""


@dataclass(frozen=True)
class Hue:
    """How one strategy is drawn: by colour, and beyond three by its dash too."""

    line: str
    text: str
    dash: tuple[float, tuple[float, ...]] | str


HUES = (
    Hue("#0B3C6F", "#0B3C6F", "-"),
    Hue("#2A9D95", "#1F8A82", "-"),
    Hue("#C2410C", "#C2410C", "-"),
    Hue("#7326C2", "#7326C2", (0.0, (6.0, 1.0))),
    Hue("#E0A526", "#8A5A00", (0.0, (2.2, 0.8))),
    Hue("#1A1715", "#1A1715", (0.0, (7.0, 1.1, 1.6, 1.1))),
)
"""The first three are the house palette. All six keep apart for three kinds of colour blindness and in grey (tested);
teal and amber are written a shade darker than they are drawn, to be read on white."""

MOST_ARMS = len(HUES)
"""Strategies that one chart can hold."""

MOST_COLOURS = 4
"""Up to so many strategies a colour each; beyond, a panel each, told apart by position and label."""


def hues_of(arms: int) -> tuple[Hue, ...]:
    """The hue of each of so many strategies: one for all where colours would no longer tell them apart."""
    return HUES[:arms] if arms <= MOST_COLOURS else (HUES[0],) * arms


_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "twentyfirst",
    "text.hinting": "none",
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "lines.solid_capstyle": "butt",
    "lines.solid_joinstyle": "miter",
    "lines.dash_joinstyle": "miter",
    "lines.dash_capstyle": "butt",
    "hatch.linewidth": 0.6,
}


@contextmanager
def look() -> Iterator[None]:
    """Matplotlib's own defaults and ours, so that no matplotlibrc on the machine changes a picture."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


def drawn(function: Callable[P, T]) -> Callable[P, T]:
    """Run a drawing function under `look`."""

    @functools.wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        with look():
            return function(*args, **kwargs)

    return inside


def tint(colour: str, share: float) -> str:
    """The colour mixed with white; `share` is how much of the colour stays."""
    channels = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - channel) * share):02X}" for channel in channels)
