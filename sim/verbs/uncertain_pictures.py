"""The charts of a run over worlds, with the provenance that each carries in its footer."""

from __future__ import annotations

import math
from pathlib import Path

from sim import __version__
from sim.analysis.worlds import PAYOFF
from sim.charts.files import write_chart
from sim.charts.information import draw_information
from sim.charts.provenance import Provenance
from sim.charts.split import draw_split
from sim.charts.words import count
from sim.charts.worlds import WorldsChart, draw_worlds
from sim.charts.worlds_difference import draw_difference
from sim.errors import WorkFailed
from sim.verbs.sensitivity_form import Picture
from sim.verbs.uncertain_charts import difference_chart, information_chart, split_chart, worlds_chart
from sim.verbs.uncertain_findings import Findings


def pictures_of(found: Findings, target: int) -> list[Picture]:
    """What there is to draw."""
    worlds = worlds_picture(found, target)
    drawn = [
        Picture(
            "worlds", "expected payoff and chance of the target, with confidence and spread apart", worlds, draw_worlds
        ),
        Picture("split", "what cards and luck bring to the variance", split_chart(found, target), draw_split),
    ]
    if found.differences:
        difference = difference_chart(found)
        drawn.append(Picture("difference", "the best strategy against each other one", difference, draw_difference))
    if found.information:
        information = information_chart(found)
        drawn.append(Picture("information", "what knowing a card would be worth", information, draw_information))
    return drawn


def worlds_picture(found: Findings, target: int) -> WorldsChart:
    """The chart whose title is the finding."""
    return worlds_chart(found, target)


def draw(found: Findings, target: int, config: str, start: str, folder: Path) -> None:
    """All of them as SVG, PNG and CSV."""
    worlds, replications = next(iter(found.worlds.values[PAYOFF].values())).shape
    cards = len(found.worlds.factors)
    ranges = f"the range{'' if cards == 1 else 's'} of {count(cards)} card{'' if cards == 1 else 's'}"
    even = all(math.isnan(each.middle) for each in found.worlds.factors)
    chances = "every value in a range equally likely" if even else "each card as likely above its value as below"
    drawn = (ranges, chances, "no card tied to another")
    assumptions = (f"the table's worlds, in which {cards} cards vary",) if found.from_table else drawn
    provenance = Provenance(config, found.worlds.seed, __version__, worlds * replications, assumptions, start)
    try:
        for one in pictures_of(found, target):
            write_chart(one.draw(one.data, provenance), one.data, folder, one.name)
    except OSError as error:
        raise WorkFailed(f"{folder}: charts cannot be written ({error.strerror or error})") from error
