"""The diagram of actors and flows, as plain SVG text.

Everything is placed before it is written, so that a test can ask whether boxes, arrows and labels keep out of each
other's way.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise

from docs.generator.actors import ACTORS, FLOWS, Actor, Flow, Kind, Place

BOX_W, BOX_H = 152.0, 74.0
GAP_W, GAP_H = 84.0, 66.0
MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 34.0, 76.0, 92.0
TITLE_SIZE, TEXT_SIZE, LINE = 15.0, 12.5, 15.5
COLUMNS, ROWS = 5, 5
WIDTH = 2 * MARGIN_X + COLUMNS * BOX_W + (COLUMNS - 1) * GAP_W
HEIGHT = MARGIN_TOP + ROWS * BOX_H + (ROWS - 1) * GAP_H + MARGIN_BOTTOM
INK, PAPER, FACE, EDGE = "#1F2933", "#FFFFFF", "#F3F6F8", "#7B8794"
WORDS: dict[Kind, str] = {"work": "#0B3C6F", "money": "#A8380B", "signal": "#19706A"}  # darker: letters are thin
COLOURS: dict[Kind, str] = {"work": "#0B3C6F", "money": "#C2410C", "signal": "#2A9D95"}
MEANING: dict[Kind, str] = {"work": "work and workloads", "money": "money", "signal": "decisions and signals"}
DASHES: dict[Kind, str] = {"work": "", "money": "", "signal": ' stroke-dasharray="6 4"'}
FONT = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"

# Letters by their width in hundredths of the font's size.
WIDTHS = {
    27: "'",
    28: "ijl",
    29: "IJ",
    32: " ,.",
    34: "/;:",
    35: "f",
    36: "-",
    39: "t()",
    41: "r",
    52: "sz",
    55: "c",
    56: "L",
    58: "kF",
    59: "vxy",
    60: "P",
    61: "aoTY",
    62: "e",
    63: "bdghnpquES",
    64: "0123456789",
    66: "K",
    68: "AV",
    69: "BRXZ",
    70: "C",
    73: "U",
    75: "HN",
    77: "DG",
    79: "OQ",
    82: "w",
    86: "M",
    97: "m",
    99: "W",
}
WIDTH_OF = {letter: width for width, letters in WIDTHS.items() for letter in letters}
WIDEST = 99
BOLD = 1.14

Point = tuple[float, float]


@dataclass(frozen=True)
class Rectangle:
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rectangle, apart: float = 0.0) -> bool:
        """Whether two rectangles share more than an edge, or come nearer than `apart`."""
        return (
            self.left < other.right + apart
            and other.left < self.right + apart
            and self.top < other.bottom + apart
            and other.top < self.bottom + apart
        )

    def holds(self, other: Rectangle) -> bool:
        """Whether the other lies within this one."""
        inside_x = self.left <= other.left and other.right <= self.right
        return inside_x and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True)
class Text:
    """One line of text at its baseline."""

    words: str
    at: Point
    anchor: str
    size: float
    bold: bool = False
    colour: str = INK

    @property
    def room(self) -> Rectangle:
        """What the text covers, as wide as the widest of the fonts asked for."""
        width = text_width(self.words, self.size, self.bold)
        left = self.at[0] - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * width
        return Rectangle(left, self.at[1] - 0.78 * self.size, left + width, self.at[1] + 0.24 * self.size)


def text_width(words: str, size: float, bold: bool) -> float:
    """Width in pixels by the widths of DejaVu Sans, the widest of the fonts asked for."""
    ems = sum(WIDTH_OF.get(letter, WIDEST) for letter in words) / 100.0
    return ems * size * (BOLD if bold else 1.0)


def place(at: Place) -> Point:
    """Grid units to pixels: whole numbers are the middles of boxes."""
    x = MARGIN_X + 0.5 * BOX_W + at[0] * (BOX_W + GAP_W)
    return x, MARGIN_TOP + 0.5 * BOX_H + at[1] * (BOX_H + GAP_H)


def box(actor: Actor) -> Rectangle:
    """Where an actor stands."""
    left, top = place((actor.column, actor.row))
    right, bottom = place((actor.column + actor.columns - 1, actor.row + actor.rows - 1))
    return Rectangle(left - 0.5 * BOX_W, top - 0.5 * BOX_H, right + 0.5 * BOX_W, bottom + 0.5 * BOX_H)


def boxes() -> dict[str, Rectangle]:
    """Every actor's box."""
    return {actor.key: box(actor) for actor in ACTORS}


def _leaves(inside: Point, outside: Point, around: Rectangle) -> Point:
    """Where an upright or level line leaves a box."""
    if inside[0] == outside[0]:
        return inside[0], around.top if outside[1] < inside[1] else around.bottom
    return around.left if outside[0] < inside[0] else around.right, inside[1]


def line(flow: Flow) -> list[Point]:
    """The arrow of a flow, from the edge of one box to the edge of the other."""
    found = boxes()
    points = [place(at) for at in flow.path]
    first = _leaves(points[0], points[1], found[flow.source])
    last = _leaves(points[-1], points[-2], found[flow.target])
    return [first, *points[1:-1], last]


def segments(flow: Flow) -> list[Rectangle]:
    """The arrow's pieces, as thin rectangles."""
    points = line(flow)
    return [Rectangle(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in pairwise(points)]


def _label_place(flow: Flow) -> tuple[Point, str]:
    """Above a level line, right of an upright one, beside the longest piece; or where the declaration says."""
    if flow.label_at is not None:
        return place(flow.label_at), flow.anchor or "middle"
    longest = max(segments(flow), key=lambda piece: piece.right - piece.left + piece.bottom - piece.top)
    middle = 0.5 * (longest.left + longest.right), 0.5 * (longest.top + longest.bottom)
    if longest.top == longest.bottom:
        return (middle[0], middle[1] - 6.0 - (flow.label.count("\n")) * LINE / 2), "middle"
    return (middle[0] + 7.0, middle[1] + 0.3 * TEXT_SIZE), "start"


def label(flow: Flow) -> list[Text]:
    """A flow's words, line by line, centred on their place."""
    (x, y), anchor = _label_place(flow)
    words = flow.label.split("\n")
    top = y - 0.5 * (len(words) - 1) * LINE
    colour = WORDS[flow.kind]
    return [Text(one, (x, top + number * LINE), anchor, TEXT_SIZE, colour=colour) for number, one in enumerate(words)]


def lettering(actor: Actor) -> list[Text]:
    """What stands in an actor's box."""
    around = box(actor)
    x = 0.5 * (around.left + around.right)
    y = around.top + (34.0 if actor.chips else 21.0)
    texts = [Text(actor.name, (x, y), "middle", TITLE_SIZE, bold=True)]
    y += 84.0 if actor.chips else 0.0
    for number, words in enumerate(actor.lines, 1):
        texts.append(Text(words, (x, y + 3.0 + number * LINE), "middle", TEXT_SIZE))
    return texts


def chips(actor: Actor) -> list[tuple[Rectangle, Text]]:
    """The stages of a life cycle, side by side."""
    if not actor.chips:
        return []
    around = box(actor)
    widths = [text_width(words, TEXT_SIZE, False) + 12.0 for words in actor.chips]
    gap = (around.right - around.left - 24.0 - sum(widths)) / (len(widths) - 1)
    made = []
    left, top = around.left + 12.0, around.top + 66.0
    for words, width in zip(actor.chips, widths, strict=True):
        chip = Rectangle(left, top, left + width, top + 26.0)
        made.append((chip, Text(words, (left + 0.5 * width, top + 17.5), "middle", TEXT_SIZE)))
        left += width + gap
    return made


# --- writing ------------------------------------------------------------------------------------------------------


def _text(one: Text) -> str:
    bold = ' font-weight="bold"' if one.bold else ""
    return (
        f'<text x="{one.at[0]:.1f}" y="{one.at[1]:.1f}" text-anchor="{one.anchor}" font-size="{one.size:g}"{bold} '
        f'fill="{one.colour}">{escape(one.words)}</text>'
    )


def _rectangle(one: Rectangle, face: str, edge: str, radius: float) -> str:
    return (
        f'<rect x="{one.left:.1f}" y="{one.top:.1f}" width="{one.right - one.left:.1f}" '
        f'height="{one.bottom - one.top:.1f}" rx="{radius:g}" fill="{face}" stroke="{edge}" stroke-width="1.3"/>'
    )


def _arrow(points: list[Point], kind: Kind) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{path}" fill="none" stroke="{COLOURS[kind]}" stroke-width="1.8"{DASHES[kind]} '
        f'marker-end="url(#{kind})"/>'
    )


def _actor(actor: Actor) -> list[str]:
    drawn = [_rectangle(box(actor), FACE, EDGE, 8.0), *map(_text, lettering(actor))]
    stages = chips(actor)
    for chip, words in stages:
        drawn += [_rectangle(chip, PAPER, COLOURS["work"], 13.0), _text(words)]
    for (before, _), (after, _) in pairwise(stages):
        y = 0.5 * (before.top + before.bottom)
        drawn.append(_arrow([(before.right, y), (after.left, y)], "work"))
    return drawn


def _head(kind: Kind) -> str:
    return (
        f'<marker id="{kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0.5 L10,5 L0,9.5 z" fill="{COLOURS[kind]}"/></marker>'
    )


def _key() -> list[str]:
    """What the three kinds of arrow mean."""
    drawn: list[str] = []
    x, y = MARGIN_X, HEIGHT - 20.0
    for kind, meaning in MEANING.items():
        drawn += [_arrow([(x, y), (x + 46.0, y)], kind), _text(Text(meaning, (x + 54.0, y + 4.5), "start", TEXT_SIZE))]
        x += 54.0 + text_width(meaning, TEXT_SIZE, False) + 36.0
    return drawn


def svg() -> str:
    """The whole picture."""
    title = "Actors of the model and what passes between them"
    body = [line for actor in ACTORS for line in _actor(actor)]
    body += [_arrow(line(flow), flow.kind) for flow in FLOWS]
    body += [_text(words) for flow in FLOWS for words in label(flow)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
            f'height="{HEIGHT:g}" font-family="{FONT}" role="img" aria-label="{title}">',
            f"<title>{title}</title>",
            "<!-- Written by `python docs/generate.py` from docs/generator/actors.py. -->",
            "<defs>" + "".join(map(_head, COLOURS)) + "</defs>",
            f'<rect width="100%" height="100%" fill="{PAPER}"/>',
            *body,
            *_key(),
            "</svg>",
            "",
        ]
    )
