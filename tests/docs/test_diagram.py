"""The diagram of actors and flows can be read: nothing lies on anything else, and all words fit."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from docs.generator import diagram
from docs.generator.actors import ACTORS, FLOWS, Actor, Flow
from docs.generator.diagram import Rectangle

STORED = Path(__file__).parents[2] / "docs" / "figures" / "actors.svg"
PAPER = Rectangle(0.0, 0.0, diagram.WIDTH, diagram.HEIGHT)
PAGE_WIDTH = 900.0  # pixels that a page gives a picture
LEGIBLE = 9.0  # pixels of letter size

each_flow = pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: f"{flow.source}-{flow.target}")
each_actor = pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.key)


def words_of(flow: Flow) -> list[Rectangle]:
    return [one.room for one in diagram.label(flow)]


def test_boxes_keep_apart() -> None:
    """At least 20 pixels lie between any two boxes, and all of them on the paper."""
    placed = list(diagram.boxes().values())
    assert all(PAPER.holds(box) for box in placed)
    assert [pair for pair in combinations(placed, 2) if pair[0].meets(pair[1], apart=20.0)] == []


@each_actor
def test_words_fit_into_their_box(actor: Actor) -> None:
    """Every line lies inside, and no two lines or stages lie on each other."""
    around = diagram.box(actor)
    rooms = [one.room for one in diagram.lettering(actor)] + [chip for chip, _ in diagram.chips(actor)]
    assert all(around.holds(room) for room in rooms)
    assert [pair for pair in combinations(rooms, 2) if pair[0].meets(pair[1])] == []
    assert all(chip.holds(words.room) for chip, words in diagram.chips(actor))
    assert all(after.left - before.right > 10.0 for (before, _), (after, _) in pairwise(diagram.chips(actor)))


@each_flow
def test_an_arrow_joins_its_two_boxes_and_crosses_no_other(flow: Flow) -> None:
    """Upright and level pieces only, from edge to edge, on the paper, and through nobody else."""
    points = diagram.line(flow)
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))
    placed = diagram.boxes()
    for name, point in ((flow.source, points[0]), (flow.target, points[-1])):
        assert placed[name].holds(Rectangle(*point, *point))
    for piece in diagram.segments(flow):
        assert PAPER.holds(piece)
        assert [name for name, box in placed.items() if box.meets(piece)] == []


@each_flow
def test_a_label_lies_on_nothing(flow: Flow) -> None:
    """Its words are on the paper, in no box, across no arrow, and on no other label."""
    for room in words_of(flow):
        assert PAPER.holds(room)
        assert [name for name, box in diagram.boxes().items() if box.meets(room)] == []
        assert [one.label for one in FLOWS if any(piece.meets(room) for piece in diagram.segments(one))] == []
        others = [one for one in FLOWS if one is not flow]
        assert [one.label for one in others if any(room.meets(other) for other in words_of(one))] == []


def test_arrows_do_not_run_along_each_other() -> None:
    """Two arrows may cross, and never share a stretch."""
    pieces = [(flow, piece) for flow in FLOWS for piece in diagram.segments(flow)]
    along = [
        (one.label, other.label)
        for (one, a), (other, b) in combinations(pieces, 2)
        if one is not other and _along(a, b)
    ]
    assert along == []


def _along(a: Rectangle, b: Rectangle) -> bool:
    """Whether two thin rectangles lie on one line and overlap by more than a point."""
    if a.left == a.right == b.left == b.right:
        return min(a.bottom, b.bottom) > max(a.top, b.top)
    if a.top == a.bottom == b.top == b.bottom:
        return min(a.right, b.right) > max(a.left, b.left)
    return False


def test_letters_are_legible_at_page_width() -> None:
    """Shrunk to the width of a page the smallest letters still have nine pixels."""
    assert diagram.TEXT_SIZE * PAGE_WIDTH / diagram.WIDTH > LEGIBLE


@pytest.mark.parametrize("bold", [False, True])
def test_widths_of_words_are_those_of_the_font(bold: bool) -> None:
    """Against the outlines of DejaVu Sans: never narrower, so that what fits by our sums fits; at most 15% wider."""
    font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    texts = [actor.name for actor in ACTORS] if bold else [line for actor in ACTORS for line in actor.lines]
    for words in texts:
        outline = float(TextPath((0, 0), words, size=100.0, prop=font).get_extents().width)
        assert outline <= diagram.text_width(words, 100.0, bold) <= 1.15 * outline + 5.0


def test_the_picture_is_a_picture_of_every_actor_and_flow() -> None:
    """The stored file is well-formed, has a title for those who do not see it, and names everybody."""
    root = ElementTree.parse(STORED).getroot()
    names = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {actor.name for actor in ACTORS} <= names
    assert {line for flow in FLOWS for line in flow.label.split("\n")} <= names
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    assert root.get("aria-label")
