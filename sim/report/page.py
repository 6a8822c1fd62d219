"""What a page consists of, whatever it is written as: sections of paragraphs, tables, drawings and stories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sim.charts.picture import Picture as Chart
from sim.report.drawings import Drawing
from sim.story import Story


@dataclass(frozen=True)
class Part:
    """Rows that belong together, under a heading inside the table where it has one; the first cell names the row."""

    rows: tuple[tuple[str, ...], ...]
    title: str = ""


@dataclass(frozen=True)
class Table:
    """One table: its caption says what it holds; the first `words` columns hold words and the others numbers.

    `look` names how its columns share the width, where that is not left to what they hold.
    """

    kind: ClassVar[str] = "table"
    caption: str
    heads: tuple[str, ...]
    parts: tuple[Part, ...]
    words: int = 1
    notes: tuple[str, ...] = ()
    look: str = ""


@dataclass(frozen=True)
class Text:
    """One paragraph."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True)
class Items:
    """Several short things, one under the other."""

    kind: ClassVar[str] = "items"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """What can be typed as it stands."""

    kind: ClassVar[str] = "command"
    text: str


@dataclass(frozen=True)
class Picture:
    """A drawing, and the file that holds its numbers, where there is one."""

    kind: ClassVar[str] = "picture"
    drawing: Drawing
    numbers: str = ""


@dataclass(frozen=True)
class Tale:
    """One programme's story; slides draw its timeline from the same numbers as the page."""

    kind: ClassVar[str] = "tale"
    story: Story
    timeline: Chart | None = None


@dataclass(frozen=True)
class Folded:
    """What most readers need not see at once."""

    kind: ClassVar[str] = "folded"
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Under:
    """A heading of the second rank, with what stands under it."""

    kind: ClassVar[str] = "under"
    title: str
    blocks: tuple[Block, ...]


Block = Table | Text | Items | Command | Picture | Tale | Folded | Under


@dataclass(frozen=True)
class Section:
    """A part of the page that its list of contents names."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """The whole. `letters` is what its drawings share; `again` is what `sim rerun` needs of it."""

    headline: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    letters: str = ""
    again: Mapping[str, Any] = field(default_factory=dict)
