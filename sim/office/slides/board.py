"""Which slides a handout becomes, in which order: the finding, the charts, the numbers, a bad one, the appendix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sim.charts.look import HUES, INK, QUIET
from sim.charts.survival_data import SurvivalChart
from sim.charts.words import name
from sim.office.handout import Handout
from sim.office.slides.charted import chart_slides, foot_of, footer_of
from sim.office.slides.measure import clean
from sim.office.slides.parts import Box, Ink, Line, Run, Slide
from sim.office.slides.tables import CELL, SMALLEST, TEXT, Furniture, table_slides, text_slides
from sim.report.page import Block, Command, Folded, Items, Page, Part, Section, Table, Tale, Text, Under
from sim.report.page import Picture as Drawing

_SMALL_TABLES = frozenset({"assumptions", "differs"})
_SHOWN_FIRST = ("recommendation",)
_SHOWN_AFTER = ("numbers", "differs", "bad-one", "precision")
_APPENDIX = ("assumptions", "reproduce")
_LINE = 13.0
_SHORT_END = 600
_THIS, _PAGE = "This file", "The page beside these slides, report.html,"
_EDITABLE = "Charts can be edited: their numbers are in the sheet behind each."


@dataclass(frozen=True)
class Opening:
    """The title slide: the finding, what was compared, where it comes from."""

    title: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]


def board_of(handout: Handout, body: Box) -> tuple[Opening, list[Slide]]:
    """Every slide, measured for that body."""
    page = handout.page
    about = _furniture(handout, body)
    compared = _compared(handout)
    opening = Opening(
        page.headline.removesuffix("."),
        (*compared, *page.about, *about.footer[-1:]),
        (page.headline, *compared, *page.about, _EDITABLE, *about.notes),
    )
    slides = [*_of_sections(page, _SHOWN_FIRST, body, about)]
    slides += [slide for picture in handout.pictures for slide in chart_slides(picture, body)]
    slides += _of_sections(page, _SHOWN_AFTER, body, about)
    slides += _of_sections(page, _APPENDIX, body, about, "Appendix: ")
    return opening, slides


def _compared(handout: Handout) -> tuple[str, ...]:
    """The strategies by name; nothing where no chart shows them one by one."""
    data = next((one.data for one in handout.pictures if isinstance(one.data, SurvivalChart)), None)
    if not isinstance(data, SurvivalChart):
        return ()
    return (", ".join(name(arm.label) for arm in data.arms),)


def _furniture(handout: Handout, body: Box) -> Furniture:
    """Slides without a chart say where they come from as those with one do."""
    footer = footer_of(handout.pictures[0].provenance) if handout.pictures else handout.page.about[-1:]
    return Furniture(foot_of(footer, body), (f"Where it comes from: {' '.join(footer)}",), footer)


def _of_sections(page: Page, names: Sequence[str], body: Box, about: Furniture, prefix: str = "") -> Iterator[Slide]:
    sections = {section.name: section for section in page.sections}
    for part in names:
        if part in sections:
            yield from _section(sections[part], body, about, prefix)


def _section(section: Section, body: Box, about: Furniture, prefix: str) -> Iterator[Slide]:
    """Tables on slides of their own, with the text before them; text after the last one under it where it is short."""
    title = f"{prefix}{section.title}"
    waiting: list[Line] = []
    blocks = _with_short_ends(list(_flat(section.blocks)))
    alone = sum(isinstance(block, Table) for block in blocks) == 1
    for block in blocks:
        if isinstance(block, Table):
            lead = " ".join(clean(run.text) for line in waiting for run in line)
            waiting = []
            size = SMALLEST if section.name in _SMALL_TABLES else CELL
            named = title if alone else f"{title}: {block.caption}"
            yield from table_slides(named, block, lead, body, about, size)
        elif isinstance(block, Tale):
            yield from _tale(title, block, waiting, body, about)
            waiting = []
        else:
            waiting += list(_paragraphs(block))
    if waiting:
        yield from text_slides(title, waiting, body, about)


def _with_short_ends(blocks: list[Block]) -> list[Block]:
    """A sentence or two after the last table become its notes."""
    last = max((at for at, block in enumerate(blocks) if isinstance(block, Table)), default=-1)
    end = [block.text for block in blocks[last + 1 :] if isinstance(block, Text)]
    table = blocks[last] if last >= 0 else None
    if not isinstance(table, Table) or len(end) < len(blocks) - last - 1 or sum(map(len, end)) > _SHORT_END:
        return blocks
    return [*blocks[:last], replace(table, notes=(*table.notes, *end))]


def _flat(blocks: Sequence[Block]) -> Iterator[Block]:
    """What is folded away on the page is left to the page."""
    for block in blocks:
        if isinstance(block, Under):
            yield Text(f"{block.title}:")
            yield from _flat(block.blocks)
        elif not isinstance(block, Folded | Drawing):
            yield block


def _paragraphs(block: Block) -> Iterator[Line]:
    match block:
        case Text() if any(letter.isalnum() for letter in block.text):
            heading = block.text.endswith(":")
            yield (Run(clean(block.text.replace(_THIS, _PAGE)), Ink(TEXT, INK, heading)),)
        case Items():
            yield from ((Run(f"– {clean(item)}", Ink(TEXT, INK)),) for item in block.items)
        case Command():
            yield (Run(clean(block.text), Ink(TEXT, HUES[0].text, True)),)


def _tale(title: str, tale: Tale, lead: Sequence[Line], body: Box, about: Furniture) -> Iterator[Slide]:
    """What it came to, then its timeline, then what happened, dated."""
    story = tale.story
    told = [
        *lead,
        *(_said(text) for text in story.in_short),
        *(_said(text) for text in story.beginning),
        (Run(f"Its end: {clean(story.end)}", Ink(_LINE, INK, True)),),
        *(_said(f"– {text}") for text in (*story.causes, *story.account)),
    ]
    yield from text_slides(f"{title}: {story.title}", told, body, about)
    if tale.timeline is not None:
        yield from chart_slides(tale.timeline, body)
    rows = tuple((entry.date, entry.months, entry.text) for entry in story.entries)
    table = Table("What happened, in the order in which it did", ("date", "month", "what happened"), (Part(rows),), 3)
    yield from table_slides(f"{title}: what happened, dated", table, "", body, about)


def _said(text: str) -> Line:
    return (Run(clean(text), Ink(_LINE, QUIET if text.startswith("–") else INK)),)
