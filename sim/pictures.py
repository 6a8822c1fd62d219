"""From results to charts: the same pictures for one strategy and for several, and how several differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim import __version__
from sim.analysis.comparison import PairComparison
from sim.analysis.curve_differences import COLUMNS, CurveDifference, reached_difference, standing_difference
from sim.analysis.league import LeagueRow
from sim.charts.causes import draw_causes
from sim.charts.causes_data import CausesChart, causes_chart
from sim.charts.curves_title import Kind
from sim.charts.difference import draw_difference
from sim.charts.difference_curves import REACHED, STANDING, CurvesChart, curves_chart, draw_curves
from sim.charts.difference_data import MEASURES, DifferenceChart, difference_chart
from sim.charts.evidence import Pairs, pairs_of
from sim.charts.marginal_cost import draw_marginal_cost
from sim.charts.marginal_cost_data import marginal_cost_chart
from sim.charts.picture import Picture
from sim.charts.provenance import Provenance
from sim.charts.reached import ReachedChart, draw_reached, reached_chart
from sim.charts.survival import SurvivalChart, draw_survival, survival_chart
from sim.charts.timeline import TimelineChart, draw_timeline, timeline_chart
from sim.charts.timeline_data import Limits
from sim.charts.words import MONTHS_PER_WEEK, eur
from sim.dates import START_DATE
from sim.errors import InputError, nearest
from sim.pictures_weekly import weekly_pictures
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.results import Comparison, Results
    from sim.tracing import Trace

Named = Mapping[str, "Results"]


@dataclass(frozen=True)
class Compared:
    """What strategies in the same futures say of each other, by label; differences are drawn against `best`."""

    pairs: Sequence[PairComparison]
    league: Sequence[LeagueRow]
    best: str


def write_pictures(pictures: Iterable[Picture], folder: Path) -> list[Path]:
    """Draw them into a folder; the same results give the same bytes."""
    return [path for picture in pictures for path in picture.write(folder)]


def chosen_pictures(pictures: Sequence[Picture], only: Sequence[str]) -> list[Picture]:
    """The pictures with these names, in the order of the set; all of them where none is named."""
    known = [picture.name for picture in pictures]
    for name in only:
        if name not in known:
            raise InputError(f"there is no chart '{name}' (there are: {', '.join(known)}){nearest(name, known)}")
    return [picture for picture in pictures if not only or picture.name in only]


def pictures_of(named: Named, compared: Compared | None = None) -> list[Picture]:
    """The chart set, in the order in which it is told; differences where strategies met the same futures."""
    provenance = provenance_of(named)
    pairs = [] if compared is None else list(compared.pairs)
    cost = marginal_cost_chart(
        {label: one.marginal_cost() for label, one in named.items()},
        totals={label: one.survival().total for label, one in named.items()},
        following={label: one.next_marginal_cost() for label, one in named.items()},
    )
    found = [
        Picture("survival", survival_chart_of(named, pairs), draw_survival, provenance),
        Picture("causes", causes_chart_of(named), draw_causes, provenance),
        Picture("reached", reached_chart_of(named, pairs), draw_reached, provenance),
        Picture("marginal_cost", cost, draw_marginal_cost, provenance),
        *weekly_pictures(named, provenance),
    ]
    return found if compared is None else [*found, *_differences(named, compared, provenance)]


def _differences(named: Named, compared: Compared, provenance: Provenance) -> list[Picture]:
    kinds: tuple[Kind, ...] = (STANDING, REACHED)
    curves = [
        Picture(f"difference_{kind}", curves_chart_of(kind, named, compared), draw_curves, provenance) for kind in kinds
    ]
    return [Picture("difference", difference_chart_of(named, compared), draw_difference, provenance), *curves]


def pictures_of_run(results: Results) -> list[Picture]:
    """The chart set of one strategy."""
    return pictures_of({results.scenario.label: results})


def pictures_of_comparison(comparison: Comparison) -> list[Picture]:
    """The chart set of strategies side by side, and how they differ where they met the same futures."""
    if not comparison.common_luck:
        return pictures_of(comparison.by_label())
    labels = comparison.labels()
    rows = [replace(row, name=labels[row.name]) for row in comparison.league()]
    compared = Compared(comparison.pairs_by_label(), rows, labels[comparison.best()])
    return pictures_of(comparison.by_label(), compared)


def write_timeline(trace: Trace, folder: Path) -> list[Path]:
    """Draw one programme: use cases, platform, gate, money, people and sponsor on one calendar."""
    chart, provenance = timeline_of(trace)
    return Picture("timeline", chart, draw_timeline, provenance).write(folder)


def timeline_of(trace: Trace) -> tuple[TimelineChart, Provenance]:
    """The numbers of the timeline, and what its footer says."""
    scenario = trace.scenario
    chart = timeline_chart(
        trace.tables["events"],
        trace.tables["weekly"],
        trace.row,
        start=scenario.start.day or START_DATE,
        label=scenario.label,
        reviews=trace.tables["reviews"],
        target=scenario.ends.target,
        horizon_weeks=float(scenario.horizon_weeks),
        limits=Limits(scenario.on_call.sustainable_hours, scenario.sponsor.patience_weeks),
    )
    run = (scenario.fingerprint(), trace.seed, __version__, 1)
    return chart, Provenance(*run, assumptions(scenario), scenario.start.in_words(), trace.mechanism)


def survival_finding(named: Named) -> str:
    """The finding of the survival chart."""
    return survival_chart_of(named, []).title


def reached_finding(named: Named, pairs: Iterable[PairComparison]) -> str:
    """The finding of the chart of the nth workload."""
    return reached_chart_of(named, list(pairs)).title


def survival_chart_of(named: Named, pairs: list[PairComparison]) -> SurvivalChart:
    """Survival in time, with the paired differences of who still stands."""
    curves = {label: one.survival() for label, one in named.items()}
    return survival_chart(curves, horizon_weeks=_first(named).horizon_weeks, pairs=_pairs(pairs, "standing_at_horizon"))


def reached_chart_of(named: Named, pairs: list[PairComparison]) -> ReachedChart:
    """Survival in count, with the paired differences of who reaches the target."""
    target = _first(named).scenario.ends.target
    counts = {label: one.reached() for label, one in named.items()}
    return reached_chart(counts, target=target, pairs=_pairs(pairs, "reached_target"))


def causes_chart_of(named: Named) -> CausesChart:
    """How programmes end, cause by cause, and who still stands."""
    fates = {label: (one.incidence(), one.survival()) for label, one in named.items()}
    return causes_chart(fates, horizon_weeks=_first(named).horizon_weeks)


def difference_chart_of(named: Named, compared: Compared) -> DifferenceChart:
    """The league, and the best against each of the others."""
    duels = {measure: pairs_of(compared.pairs, measure) for measure in MEASURES}
    target = _first(named).scenario.ends.target
    return difference_chart(compared.best, compared.league, duels, target=target)


def curves_chart_of(kind: Kind, named: Named, compared: Compared) -> CurvesChart:
    """The best's curve minus each other's, month by month or count by count."""
    tables = {label: one.table("replications", COLUMNS) for label, one in named.items()}
    same = {frozenset((pair.first, pair.second)) for pair in compared.pairs if pair.same}
    first = _first(named)
    months = _months(first.horizon_weeks)

    def between(other: str) -> CurveDifference:
        sides, alike = (tables[compared.best], tables[other]), frozenset((compared.best, other)) in same
        if kind == STANDING:
            return standing_difference(*sides, months, same=alike)
        return reached_difference(*sides, first.scenario.ends.target, same=alike)

    found = {label: between(label) for label in named if label != compared.best}
    return curves_chart(kind, compared.best, found, strategies=len(named))


def _months(horizon_weeks: float) -> list[float]:
    """The start, every month, and the horizon, in weeks."""
    whole = [month / MONTHS_PER_WEEK for month in range(int(horizon_weeks * MONTHS_PER_WEEK) + 1)]
    return [*(week for week in whole if week < horizon_weeks), horizon_weeks]


def _pairs(pairs: list[PairComparison], quantity: str) -> Pairs | None:
    return pairs_of(pairs, quantity) if pairs else None


def _first(named: Named) -> Results:
    return next(iter(named.values()))


def provenance_of(named: Named) -> Provenance:
    """What the footers say: charts get pasted without context."""
    first = _first(named)
    prints = [one.scenario.fingerprint() for one in named.values()]
    joined = prints[0] if len(prints) == 1 else hashlib.sha256(" ".join(prints).encode()).hexdigest()
    seeds = " and ".join(map(str, dict.fromkeys(one.seed for one in named.values())))
    scenario = first.scenario
    start = scenario.start.in_words()
    run = (joined, seeds, __version__, first.replications)
    return Provenance(*run, assumptions(scenario), start, _mechanisms(named))


def _mechanisms(named: Named) -> str:
    """Mechanisms of one's own; where not everybody has the same, whose it is."""
    found = {label: one.mechanism for label, one in named.items()}
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    return ", ".join(f"{mechanism} (in {label})" for label, mechanism in found.items() if mechanism)


def assumptions(scenario: Scenario) -> tuple[str, ...]:
    """The assumptions that a picture rests on most."""
    return (
        f"a budget of {eur(scenario.cfo.budget_eur)} a year",
        f"{scenario.opportunities.ideas_per_month:g} new use cases a month at first",
        f"{eur(scenario.opportunities.top_value_eur)} a year from the best use case",
    )
