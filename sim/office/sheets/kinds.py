"""Which native charts each picture of a result gets. All are drawn from the sheet's cells, which hold `data.rows()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.office.sheets.blocks import Wide
from sim.office.sheets.book import Sheet
from sim.office.sheets.cards import draw_morris, draw_sobol, draw_spider, draw_tornado, pixels_for
from sim.office.sheets.differences import draw_curves, draw_difference, others_of
from sim.office.sheets.lines import draw_marginal_cost, draw_queue, draw_survival
from sim.office.sheets.loads import put_loads
from sim.office.sheets.native import Native
from sim.office.sheets.shares import LAYERS_END, draw_causes, draw_reached, draw_run_rate
from sim.office.sheets.waterfall import draw_waterfall, ways_of


@dataclass(frozen=True)
class Kind:
    """How many charts a sheet has and what draws them, as high as usual or so many `pixels`.

    `table` is a table of its own kind, and the row after it.
    """

    panels: int
    draw: Callable[[Native], None]
    table: Callable[[Sheet, Wide, int], int] | None = None
    pixels: int = 0


def kind_of(name: str, numbers: Wide) -> Kind | None:
    """By the name of the picture, of which a sweep has one per group; None where cells say all that there is to say."""
    own = name.rpartition("-")[2]
    there = {measure for block in numbers.blocks for measure in block.units}

    def per_series(measure: str) -> int:
        block = numbers.with_measure(measure)
        return 0 if block is None else len(block.series)

    kinds: dict[str, tuple[str, Callable[[], Kind]]] = {
        "survival": ("share", lambda: Kind(1, draw_survival)),
        "causes": (LAYERS_END, lambda: Kind(per_series(LAYERS_END), draw_causes)),
        "reached": ("reached", lambda: Kind(per_series("reached"), draw_reached)),
        "marginal_cost": ("mean", lambda: Kind(1, draw_marginal_cost)),
        "run_rate": ("run_rate_p50", lambda: Kind(per_series("run_rate_p50"), draw_run_rate)),
        "queue": ("queued_mean", lambda: Kind(2, draw_queue)),
        "levers": ("step", lambda: Kind(len(ways_of(numbers)), draw_waterfall)),
        "difference": ("payoff_eur, difference", lambda: Kind(2, draw_difference)),
        "difference_standing": ("difference", lambda: Kind(len(others_of(numbers)), draw_curves)),
        "difference_reached": ("difference", lambda: Kind(len(others_of(numbers)), draw_curves)),
        "tornado": ("difference", lambda: Kind(1, draw_tornado, pixels=pixels_for(per_series("difference")))),
        "spider": ("measure", lambda: Kind(1, draw_spider)),
        "morris": ("mu_star", lambda: Kind(1, draw_morris, pixels=pixels_for(per_series("mu_star")))),
        "sobol": ("alone: share", lambda: Kind(2, draw_sobol, pixels=pixels_for(per_series("alone: share")))),
        "on_call": ("mean", lambda: Kind(0, lambda _: None, put_loads)),
    }
    needs, made = kinds.get(own, ("", None))
    return made() if made is not None and needs in there else None
