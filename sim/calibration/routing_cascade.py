"""Cascades of models: what a budget keeps and costs on questions that it was not chosen on."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.calibration.evidence import Section
from sim.calibration.routing_table import Cascade, RoutingTable

_TARGETS = (0.99, 1.0)


def cheapest(cascades: Sequence[Cascade], least: float, *, tuned: bool) -> Cascade | None:
    """The cheapest budget that reaches a quality: on the questions it was tuned on, or on those it is judged on."""
    reached = [one for one in cascades if (one.train_quality if tuned else one.test_quality) >= least]
    return min(reached, key=lambda one: one.train_cost if tuned else one.test_cost, default=None)


def cascade_section(table: RoutingTable, quality: float) -> Section:
    """What the cascade keeps and costs on questions that it was not tuned on."""
    large = next(one for one in table.models if one.name == table.pair.large_name)
    base = large.tuned_quality if large.tuned_quality is not None else large.quality
    rows = []
    for target in sorted({quality, *_TARGETS}):
        one = cheapest(table.cascades, target * base, tuned=True)
        if one is None or not large.cost or not large.quality:
            rows.append((f"{target:.0%}", "no budget reaches it", "", ""))
            continue
        spread = 1.96 * math.sqrt(one.test_quality * (1.0 - one.test_quality) / large.questions) / large.quality
        kept = one.test_quality / large.quality
        rows.append(
            (f"{target:.0%}", f"{kept:.1%} ± {spread:.1%}", f"{one.test_cost / large.cost:.2%}", f"{one.test_cost:.4g}")
        )
    text = (
        "The file also has a cascade: cheap models are asked first, and a judge decides whether to go on. The budget "
        "is chosen on the questions that the cascade was tuned on; quality and cost are of "
        f"{large.questions:,} others. No card of the weekly model takes a cascade of several models.",
    )
    columns = ("asked for", "kept on other questions", f"cost, of {large.name}", "cost of an answer")
    return Section("A cascade of models", text, columns, tuple(rows))
