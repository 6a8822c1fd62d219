"""What a slide consists of, in inches, whatever writes it: text, tables, pictures and charts that can be edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from sim.charts.lines import Frame
from sim.charts.look import INK

Align = Literal["left", "center", "right"]
Dash = Literal["", "dash", "dot"]


@dataclass(frozen=True)
class Box(Frame):
    """Where a part stands on its slide."""

    def below(self, used: float) -> Box:
        """What is left of the box under its first so many inches."""
        return replace(self, top=self.top + used, height=self.height - used)

    def upper(self, height: float) -> Box:
        """Its first so many inches."""
        return replace(self, height=height)

    def within(self, edge: float) -> Box:
        """What is left inside a margin on all sides."""
        return Box(self.left + edge, self.top + edge, self.width - 2 * edge, self.height - 2 * edge)


@dataclass(frozen=True)
class Ink:
    """How letters look; `size` in points."""

    size: float = 11.0
    colour: str = INK
    bold: bool = False


@dataclass(frozen=True)
class Run:
    """Letters of one look."""

    text: str
    ink: Ink = field(default_factory=Ink)


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Words:
    """Paragraphs in a box that they were measured to fit into; `name` is what a list of the slide's parts calls it."""

    name: str
    box: Box
    lines: tuple[Line, ...]
    align: Align = "left"
    gap: float = 0.0
    middle: bool = False


@dataclass(frozen=True)
class Field:
    """One cell of a table."""

    text: str
    ink: Ink = field(default_factory=Ink)
    ground: str = ""
    align: Align = "left"
    across: int = 1


@dataclass(frozen=True)
class Grid:
    """A table: widths of its columns and least heights of its rows in inches."""

    name: str
    alt: str
    corner: tuple[float, float]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    rows: tuple[tuple[Field, ...], ...]
    headed: bool = True
    margin: float = 0.04
    ruled: bool = True


@dataclass(frozen=True)
class Image:
    """A picture that was drawn elsewhere, as large as its box allows; `cut` are shares off its top and its foot."""

    name: str
    alt: str
    box: Box
    png: bytes
    cut: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Axis:
    """From where to where, a tick every `step`, and how numbers are written; `shown` is off where neighbours tell."""

    low: float
    high: float
    step: float
    form: str = "General"
    shown: bool = True
    grid: bool = False


@dataclass(frozen=True)
class Course:
    """One line of a chart with two axes of numbers; `label` stands at its last point, moved up by `lift` inches."""

    name: str
    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 2.25
    dash: Dash = ""
    label: tuple[Line, ...] = ()
    lift: float = 0.0
    dots: bool = False
    spans: tuple[tuple[float, float], ...] = ()
    across: bool = False


@dataclass(frozen=True)
class XyPlot:
    """Lines over numbers. `inner` is the area between the axes, so that what stands beside it can be aligned."""

    name: str
    alt: str
    box: Box
    inner: Box
    courses: tuple[Course, ...]
    x: Axis
    y: Axis


@dataclass(frozen=True)
class Row:
    """One series over categories: bars, an area or a line. Without a colour it is there and not seen.

    `spans` are the distances down and up to the ends of an interval; `points` colours single bars.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str = ""
    width: float = 2.0
    dash: Dash = ""
    spans: tuple[tuple[float, float], ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class CategoryPlot:
    """Bars, columns or areas over categories, with lines over them where there are any; every `every`th is named.

    Series lie `behind` each other, the first at the back, or `stacked` on each other, or beside each other.
    """

    name: str
    alt: str
    box: Box
    inner: Box
    kind: Literal["bars", "columns", "areas"]
    categories: tuple[str, ...]
    rows: tuple[Row, ...]
    axis: Axis
    lines: tuple[Row, ...] = ()
    stacked: bool = False
    behind: bool = False
    gap: int = 40
    every: int = 1
    size: float = 9.0
    named: bool = True


Part = Words | Grid | Image | XyPlot | CategoryPlot


@dataclass(frozen=True)
class Slide:
    """A title that says what is found, the parts under it, what a speaker says, and what its footer says."""

    title: str
    parts: Sequence[Part]
    notes: tuple[str, ...]
    footer: tuple[str, ...]
