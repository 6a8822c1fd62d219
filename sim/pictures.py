"""From results to charts: the same three pictures for one strategy and for several."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sim import __version__
from sim.analysis.comparison import PairComparison
from sim.charts.evidence import Pairs, pairs_of
from sim.charts.files import write_chart
from sim.charts.marginal_cost import draw_marginal_cost
from sim.charts.marginal_cost_data import marginal_cost_chart
from sim.charts.provenance import Provenance
from sim.charts.reached import ReachedChart, draw_reached, reached_chart
from sim.charts.survival import SurvivalChart, draw_survival, survival_chart
from sim.charts.timeline import draw_timeline, timeline_chart
from sim.charts.timeline_data import Limits
from sim.charts.words import eur
from sim.dates import START_DATE
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.results import Results
    from sim.tracing import Trace

Named = Mapping[str, "Results"]


def write_charts(named: Named, folder: Path, pairs: Iterable[PairComparison] = ()) -> list[Path]:
    """Draw everything into a folder; the same results give the same bytes."""
    compared = list(pairs)
    provenance = provenance_of(named)
    survival = survival_chart_of(named, compared)
    reached = reached_chart_of(named, compared)
    cost = marginal_cost_chart(
        {label: one.marginal_cost() for label, one in named.items()},
        totals={label: one.survival().total for label, one in named.items()},
        following={label: one.next_marginal_cost() for label, one in named.items()},
    )
    return [
        *write_chart(draw_survival(survival, provenance), survival, folder, "survival"),
        *write_chart(draw_reached(reached, provenance), reached, folder, "reached"),
        *write_chart(draw_marginal_cost(cost, provenance), cost, folder, "marginal_cost"),
    ]


def write_timeline(trace: Trace, folder: Path) -> list[Path]:
    """Draw one programme: use cases, platform, gate, money, people and sponsor on one calendar."""
    scenario = trace.scenario
    chart = timeline_chart(
        trace.tables["events"],
        trace.tables["weekly"],
        trace.row,
        start=START_DATE,
        label=scenario.label,
        reviews=trace.tables["reviews"],
        target=scenario.ends.target,
        horizon_weeks=float(scenario.horizon_weeks),
        limits=Limits(scenario.on_call.sustainable_hours, scenario.sponsor.patience_weeks),
    )
    provenance = Provenance(scenario.fingerprint(), trace.seed, __version__, 1, assumptions(scenario))
    return [*write_chart(draw_timeline(chart, provenance), chart, folder, "timeline")]


def survival_finding(named: Named) -> str:
    """The finding of the survival chart."""
    return survival_chart_of(named, []).title


def reached_finding(named: Named, pairs: Iterable[PairComparison]) -> str:
    """The finding of the chart of the nth workload."""
    return reached_chart_of(named, list(pairs)).title


def survival_chart_of(named: Named, pairs: list[PairComparison]) -> SurvivalChart:
    """Survival in time, with the paired differences of who still stands."""
    curves = {label: one.survival() for label, one in named.items()}
    horizon = float(_first(named).scenario.horizon_weeks)
    return survival_chart(curves, horizon_weeks=horizon, pairs=_pairs(pairs, "standing_at_horizon"))


def reached_chart_of(named: Named, pairs: list[PairComparison]) -> ReachedChart:
    """Survival in count, with the paired differences of who reaches the target."""
    target = _first(named).scenario.ends.target
    counts = {label: one.reached() for label, one in named.items()}
    return reached_chart(counts, target=target, pairs=_pairs(pairs, "reached_target"))


def _pairs(pairs: list[PairComparison], quantity: str) -> Pairs | None:
    return pairs_of(pairs, quantity) if pairs else None


def _first(named: Named) -> Results:
    return next(iter(named.values()))


def provenance_of(named: Named) -> Provenance:
    """What the footers say: charts get pasted without context."""
    first = _first(named)
    prints = [one.scenario.fingerprint() for one in named.values()]
    joined = prints[0] if len(prints) == 1 else hashlib.sha256(" ".join(prints).encode()).hexdigest()
    return Provenance(joined, first.seed, __version__, first.replications, assumptions(first.scenario))


def assumptions(scenario: Scenario) -> tuple[str, ...]:
    """The assumptions that a picture rests on most."""
    return (
        f"a budget of {eur(scenario.cfo.budget_eur)} a year",
        f"{scenario.opportunities.ideas_per_month:g} new use cases a month at first",
        f"{eur(scenario.opportunities.top_value_eur)} a year from the best use case",
    )
