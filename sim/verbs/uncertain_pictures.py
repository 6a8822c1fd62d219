"""The charts of a run over worlds, with the provenance that each carries in its footer."""

from __future__ import annotations

import math

from sim import __version__
from sim.analysis.worlds import PAYOFF
from sim.charts.information import draw_information
from sim.charts.picture import Picture
from sim.charts.provenance import Provenance
from sim.charts.split import draw_split
from sim.charts.words import count
from sim.charts.worlds import WorldsChart, draw_worlds
from sim.charts.worlds_difference import draw_difference
from sim.verbs.uncertain_charts import difference_chart, information_chart, split_chart, worlds_chart
from sim.verbs.uncertain_findings import Findings


def pictures_of(found: Findings, target: int, config: str, start: str) -> list[Picture]:
    """What there is to draw; `config` stands for all that was asked."""
    provenance = _provenance(found, config, start)
    drawn = [
        Picture("worlds", worlds_picture(found, target), draw_worlds, provenance),
        Picture("split", split_chart(found, target), draw_split, provenance),
    ]
    if found.differences:
        drawn.append(Picture("difference", difference_chart(found), draw_difference, provenance))
    if found.information:
        drawn.append(Picture("information", information_chart(found), draw_information, provenance))
    return drawn


def worlds_picture(found: Findings, target: int) -> WorldsChart:
    """The chart whose title is the finding."""
    return worlds_chart(found, target)


def _provenance(found: Findings, config: str, start: str) -> Provenance:
    worlds, replications = next(iter(found.worlds.values[PAYOFF].values())).shape
    cards = len(found.worlds.factors)
    ranges = f"the range{'' if cards == 1 else 's'} of {count(cards)} card{'' if cards == 1 else 's'}"
    even = all(math.isnan(each.middle) for each in found.worlds.factors)
    chances = "every value in a range equally likely" if even else "each card as likely above its value as below"
    drawn = (ranges, chances, "no card tied to another")
    assumptions = (f"the table's worlds, in which {cards} cards vary",) if found.from_table else drawn
    return Provenance(config, found.worlds.seed, __version__, worlds * replications, assumptions, start)
