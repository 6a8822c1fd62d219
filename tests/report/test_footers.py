"""What stands at the foot of a chart is text under its drawing, and the drawing loses nothing else."""

from __future__ import annotations

import re
from html import unescape
from itertools import combinations
from pathlib import Path

from sim.report.drawings import Letters, drawing
from sim.report.footers import lift, parsed
from tests.report.conftest import Paged
from tests.report.reading import Read

_PLACED = re.compile(r'<use href="#t\d+"[^>]* transform="translate\([\d.]+[ ,]([\d.]+)\)')


def charts(hostile: Paged) -> list[Path]:
    return sorted((hostile.folder / "charts").glob("*.svg"))


def test_every_picture_says_in_text_where_it_comes_from(hostile: Paged) -> None:
    """Fingerprint, seed and version stand under each, the timelines too; nothing of it is left as outlines only."""
    read = Read(hostile.html)
    figures, captions = read.all("figure"), read.all("figcaption")
    assert len(figures) == len(captions) > len(charts(hostile)) > 8
    for caption in captions:
        assert re.search(r"config [0-9a-f]{8} · seed 21 · sim \S+ · \d+ replications?", caption.text), caption.text
        assert "Rests most on: " in caption.text


def test_a_footer_is_taken_whole_and_nothing_else_is(hostile: Paged) -> None:
    """Its lines follow each other in the chart, and the drawing ends between the last line that stays and the first."""
    for path in charts(hostile):
        content = path.read_bytes()
        said = [unescape(line) for line in re.findall(r"<!-- (.*?) -->", content.decode())]
        made, whole = drawing(content, "one", Letters()), drawing(content, "whole", Letters(), whole=True)
        under = " ".join(made.under)
        count = next(
            last - first for first, last in combinations(range(len(said) + 1), 2) if " ".join(said[first:last]) == under
        )
        ends = float(made.svg.partition('viewBox="')[2].partition('"')[0].split()[-1])
        left, before = _bases(made.svg), _bases(whole.svg)
        assert left == [base for base in before if base < ends], path.name
        assert len(before) - len(left) == count, path.name


def _bases(svg: str) -> list[float]:
    """How far down each line of text stands that is kept once for all."""
    return [float(base) for base in _PLACED.findall(svg)]


def test_letters_that_the_footer_had_defined_stay(hostile: Paged) -> None:
    """Matplotlib outlines a letter where it comes first, often in the footer, which is drawn before the panels."""
    for path in charts(hostile):
        apart, together = Letters(), Letters()
        drawing(path.read_bytes(), "one", apart)
        drawing(path.read_bytes(), "one", together, whole=True)
        assert set(apart.lines) <= set(together.lines), path.name
        assert len(together.lines) - len(apart.lines) <= 5, path.name


def test_a_drawing_without_such_a_line_stays_as_it_is() -> None:
    """Another text at the foot is part of the drawing."""
    text = '<g id="text_1"><!-- hello --><g transform="translate(3 9) scale(0.073 -0.073)"/></g>'
    root = parsed(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><g>{text}</g></svg>'.encode())
    assert lift(root) is None
    assert "hello" in "".join(str(element.text) for element in root.iter())
