"""Charts: results in; SVG, PNG and CSV of the same numbers out. Names load when they are used; none needs a display."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.charts.evidence import pairs_of
    from sim.charts.files import image_bytes, write_chart
    from sim.charts.look import MOST_ARMS
    from sim.charts.marginal_cost import MarginalCostChart, draw_marginal_cost, marginal_cost_chart
    from sim.charts.provenance import Provenance
    from sim.charts.reached import ReachedChart, draw_reached, reached_chart
    from sim.charts.survival import Moment, SurvivalChart, draw_survival, survival_chart
    from sim.charts.timeline import TimelineChart, draw_timeline, timeline_chart

_HOMES = {
    "MOST_ARMS": "look",
    "MarginalCostChart": "marginal_cost",
    "Moment": "survival",
    "Provenance": "provenance",
    "ReachedChart": "reached",
    "SurvivalChart": "survival",
    "TimelineChart": "timeline",
    "draw_marginal_cost": "marginal_cost",
    "draw_reached": "reached",
    "draw_survival": "survival",
    "draw_timeline": "timeline",
    "image_bytes": "files",
    "marginal_cost_chart": "marginal_cost",
    "pairs_of": "evidence",
    "reached_chart": "reached",
    "survival_chart": "survival",
    "timeline_chart": "timeline",
    "write_chart": "files",
}

__all__ = [
    "MOST_ARMS",
    "MarginalCostChart",
    "Moment",
    "Provenance",
    "ReachedChart",
    "SurvivalChart",
    "TimelineChart",
    "draw_marginal_cost",
    "draw_reached",
    "draw_survival",
    "draw_timeline",
    "image_bytes",
    "marginal_cost_chart",
    "pairs_of",
    "reached_chart",
    "survival_chart",
    "timeline_chart",
    "write_chart",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.charts' has no attribute '{name}'")
    return getattr(importlib.import_module(f"sim.charts.{_HOMES[name]}"), name)
