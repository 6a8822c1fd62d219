"""Show me a bad one: a programme picked by rank from what is stored, simulated again and told; beside it others."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sim.charts.files import image_bytes
from sim.charts.picture import Picture as Chart
from sim.charts.timeline import draw_timeline
from sim.charts.words import count, eur
from sim.pictures import timeline_of
from sim.report.drawings import Letters, drawing
from sim.report.page import Block, Folded, Picture, Section, Tale, Text
from sim.scenario import Scenario
from sim.tracing import trace_programme

RANKS = {"bad": 0.1, "typical": 0.5, "good": 0.9}
_A_HAIR = 1e-9


@dataclass(frozen=True)
class Picked:
    """One programme and its place: `rank` of `total`, counted from the lowest payoff; `row` is where it is stored."""

    word: str
    row: int
    payoff_eur: float
    rank: int
    total: int


@dataclass(frozen=True)
class Programme:
    """Which programme it is; `where` says it in words where more than one scenario was simulated."""

    scenario: Scenario
    seed: int
    replication: int
    where: str = ""


def pick(payoffs: Sequence[float]) -> tuple[Picked, ...]:
    """The programmes at the three ranks, the lowest first; of equal payoffs the one that is stored first comes first.

    By nearest rank, so that each is a programme that was simulated. Where few were, one may stand for several ranks and
    is told once.
    """
    ordered = sorted(range(len(payoffs)), key=lambda row: (payoffs[row], row))
    found: dict[int, Picked] = {}
    for word, share in RANKS.items():
        rank = max(1, math.ceil(share * len(ordered) - _A_HAIR))
        row = ordered[rank - 1]
        found.setdefault(rank, Picked(word, row, payoffs[row], rank, len(ordered)))
    return tuple(found.values())


def tales(
    who: str,
    payoffs: Sequence[float],
    find: Callable[[int], Programme],
    letters: Letters,
    more: Sequence[Block] = (),
) -> Section:
    """The bad one in full, the others folded; `find` says which programme a row is of, `more` ends the section."""
    first, *others = pick(payoffs)
    lead = Text(
        f"Averages hide what a programme goes through. {who} Picked by rank, not by hand: {_place(first, find)}."
    )
    folded = (
        Folded(f"A {one.word} one: {_place(one, find)}", tuple(_told(one, find(one.row), letters))) for one in others
    )
    return Section("bad-one", "Show me a bad one", (lead, *_told(first, find(first.row), letters), *folded, *more))


def _place(one: Picked, find: Callable[[int], Programme]) -> str:
    found = find(one.row)
    name = f"programme {found.replication}{found.where}"
    if one.total == 1:
        return f"{name}, the only one that was simulated"
    place = f"number {count(one.rank)} of {count(one.total)} from the lowest up"
    return f"{name}, whose payoff of {eur(one.payoff_eur)} is {place}"


def _told(one: Picked, programme: Programme, letters: Letters) -> Iterator[Block]:
    trace = trace_programme(programme.scenario, programme.seed, programme.replication)
    chart, provenance = timeline_of(trace)
    content = image_bytes(draw_timeline(chart, provenance), "svg", chart.title)
    yield Picture(drawing(content, f"timeline-{one.word}", letters))
    yield Tale(trace.story, Chart(f"timeline-{one.word}", chart, draw_timeline, provenance))
