"""A chart as a slide: its finding, what is plotted, the chart, where it comes from; in the notes how to read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.charts.causes_data import CausesChart
from sim.charts.difference_curves import CurvesChart
from sim.charts.difference_data import DifferenceChart
from sim.charts.lever_waterfall_data import WaterfallChart
from sim.charts.look import QUIET
from sim.charts.marginal_cost_data import MarginalCostChart
from sim.charts.morris import MorrisChart
from sim.charts.on_call_data import OnCallChart
from sim.charts.picture import Picture
from sim.charts.provenance import Provenance
from sim.charts.queue_data import QueueChart
from sim.charts.reached import ReachedChart
from sim.charts.run_rate_data import RunRateChart
from sim.charts.sobol import SobolChart
from sim.charts.spider import SpiderChart
from sim.charts.survival_data import SurvivalChart
from sim.charts.tornado import TornadoChart
from sim.office.slides.cards import morris_parts, sobol_parts, spider_parts, tornado_parts
from sim.office.slides.courses import curves_parts, queue_parts
from sim.office.slides.differences import difference_parts
from sim.office.slides.heat import on_call_parts
from sim.office.slides.measure import clean, folded, high, shortened
from sim.office.slides.money import cost_parts, run_rate_parts
from sim.office.slides.panels import Drawn
from sim.office.slides.parts import Box, Ink, Run, Slide, Words
from sim.office.slides.pictured import picture_part
from sim.office.slides.stacks import causes_parts, levers_parts, reached_parts
from sim.office.slides.survival import survival_parts

SAYS_POINTS, FOOT_POINTS, SMALLEST_POINTS = 11.0, 8.0, 9.0
_GAP = 0.1
_MOST_SAYS, _MOST_FOOT = 3, 3
_KINDS: dict[type[Any], Callable[[Any, Box], Drawn]] = {
    SurvivalChart: survival_parts,
    ReachedChart: reached_parts,
    CausesChart: causes_parts,
    MarginalCostChart: cost_parts,
    RunRateChart: run_rate_parts,
    WaterfallChart: levers_parts,
    OnCallChart: on_call_parts,
    QueueChart: queue_parts,
    DifferenceChart: difference_parts,
    CurvesChart: curves_parts,
    TornadoChart: tornado_parts,
    SpiderChart: spider_parts,
    MorrisChart: morris_parts,
    SobolChart: sobol_parts,
}


def chart_slides(picture: Picture, body: Box) -> list[Slide]:
    """With a chart that can be edited where there is one of its kind, else with its picture."""
    footer = footer_of(picture.provenance)
    foot = foot_of(footer, body)
    start = f" Start: {picture.provenance.start}." if picture.provenance.start else ""
    kind = _KINDS.get(type(picture.data))
    room = Box(body.left, body.top, body.width, foot.box.top - _GAP - body.top)
    lead: tuple[Words, ...] = ()
    says = picture.data.subtitle if kind is None else kind(picture.data, room).says
    if says:
        lead = (words_of("What is plotted", says + start, body, SAYS_POINTS, _MOST_SAYS),)
        room = room.below(lead[0].box.height + _GAP)
    drawn = _as_picture(picture, room) if kind is None else kind(picture.data, room)
    notes = (
        picture.data.title + ".",
        f"What is plotted: {drawn.says}{start}",
        f"How to read it: {' '.join(drawn.reading)}",
        f"What it does not say: {' '.join(drawn.silent)}",
        f"Where it comes from: {' '.join(footer)}",
    )
    pages = (drawn.parts, *drawn.further)
    return [
        Slide(picture.data.title + numbered(number, len(pages)), (*lead, *parts, foot), notes, footer)
        for number, parts in enumerate(pages, start=1)
    ]


def numbered(number: int, of: int) -> str:
    """Which of several slides with the same title."""
    return f" ({number} of {of})" if of > 1 else ""


def _as_picture(picture: Picture, area: Box) -> Drawn:
    """Of kinds that no chart of PowerPoint can show."""
    says = picture.data.subtitle or picture.data.title
    return Drawn(
        says,
        (picture_part(picture, area, SMALLEST_POINTS),),
        ("This is a picture: PowerPoint has no such chart. Its numbers are in its CSV file and in the workbook.",),
        ("What its footer names as assumptions is taken for granted.",),
    )


def words_of(name: str, text: str, body: Box, points: float, most: int, colour: str = QUIET) -> Words:
    """A short text at the top of a box."""
    told = shortened(text, body.width, points, most)
    lines = len(folded(told, body.width, points))
    return Words(name, body.upper(high(lines, points) + 0.02), ((Run(told, Ink(points, colour)),),))


def footer_of(provenance: Provenance) -> tuple[str, ...]:
    """The assumptions that it rests on most, then configuration, seed, version and size of the run."""
    return tuple(line for line in (provenance.assumption_line(), provenance.run_line()) if line)


def foot_of(footer: tuple[str, ...], body: Box) -> Words:
    """At the foot of the body: charts get pasted without context."""
    told = clean(" ".join(footer))
    told = shortened(told, body.width, FOOT_POINTS, _MOST_FOOT)
    tall = high(len(folded(told, body.width, FOOT_POINTS)), FOOT_POINTS) + 0.03
    box = Box(body.left, body.bottom - tall, body.width, tall)
    return Words("Footer: where it comes from", box, ((Run(told, Ink(FOOT_POINTS, QUIET)),),))
