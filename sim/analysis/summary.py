"""`summary.json`: what a run or a comparison says, as plain values; what is undefined is null, never a number."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa

from sim.analysis.at_risk import at_risk
from sim.analysis.comparison import PairComparison
from sim.analysis.incidence import Incidence, programme_incidence
from sim.analysis.league import LeagueRow
from sim.analysis.marginal import MarginalCost, marginal_cost, next_marginal_cost
from sim.analysis.means import spread
from sim.analysis.measures import ENDS
from sim.analysis.outcomes import milestone, outcome_shares
from sim.analysis.proportions import LEVEL, proportion
from sim.analysis.reached import Reached, reached_by_count
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES
from sim.analysis.rmst import restricted_mean
from sim.analysis.survival import Quantile, programme_survival, survival_curve
from sim.analysis.tables import STANDING, Tables, floats, given, ints, standing, texts
from sim.errors import InputError, WorkFailed

SCHEMA_VERSION = 3
WEEKS_A_YEAR = 52.0
_MILESTONES = {
    "target": "reached_target_week",
    "platform": "platform_week",
    "first_question": "first_question_week",
}
_MONEY = ("run_rate_eur", "spend_eur", "value_eur", "cost_eur", "payoff_eur")
_COUNTS = ("live_max", "live_end", "went_live", "retired", "shelved", "refused", "shadow", "surfaced", "departures")
_ALWAYS = (*_MONEY, *_COUNTS)
_WHERE_KNOWN = (
    *("surprise_ratio", "first_question_live", "tracked_live"),
    *("cost_per_call_eur", "weeks_to_production", "reviews_per_system", "reuse_share"),
)
_COLUMNS = ["replication", "outcome", "outcome_week", *_MILESTONES.values(), *_ALWAYS, *_WHERE_KNOWN]
_WORKLOAD_COLUMNS = ["replication", "n", "marginal_cost_eur", "marginal_cost_all_in_eur"]
_REVIEW_COLUMNS = ["replication", "live", "next_marginal_cost_eur"]

Plain = dict[str, Any]


def summarise(tables: Tables, *, horizon_weeks: float, target: int, level: float = LEVEL) -> Plain:
    """One run in numbers. By n goes up to the workload after the target, or further where a programme went further.

    Reached counts workloads live at once; a marginal cost belongs to the nth that went live, retired ones included.
    """
    replications = _watched(tables, horizon_weeks)
    workloads = tables.table("workloads", _WORKLOAD_COLUMNS)
    reviews = tables.table("reviews", _REVIEW_COLUMNS)
    reached = reached_by_count(replications, up_to=_highest(replications, "live_max", target + 1))
    summary = {
        "schema_version": SCHEMA_VERSION,
        "replications": replications.num_rows,
        "failures": len(tables.failures),
        "horizon_weeks": horizon_weeks,
        "target": target,
        "level": level,
        **_ends(replications, level),
        "survival": _survival(replications, horizon_weeks, level),
        "incidence": _incidence(replications, horizon_weeks, level),
        "median_weeks": _median_weeks(replications, horizon_weeks, level),
        "reached": _reached_rows(reached, level),
        **_marginal_costs(workloads, reviews, _highest(workloads, "n", target + 1), level),
        **_spreads(replications, level),
    }
    return {key: plain(value) for key, value in summary.items()}


def summarise_comparison(
    scenarios: Mapping[str, Plain], pairs: Sequence[PairComparison], rows: Sequence[LeagueRow], *, level: float = LEVEL
) -> Plain:
    """The league, each run's summary, and for each pair first minus second over the futures that both have."""
    return {
        "schema_version": SCHEMA_VERSION,
        "level": level,
        "bootstrap": {"resamples": RESAMPLES, "seed": BOOTSTRAP_SEED},
        "league": [plain(_league_row(row)) for row in rows],
        "scenarios": dict(scenarios),
        "pairs": [plain(asdict(pair)) for pair in pairs],
    }


def whole_years(horizon_weeks: float) -> tuple[float, ...]:
    """The weeks at which numbers over time are given: every year, and the horizon."""
    years = np.arange(WEEKS_A_YEAR, horizon_weeks, WEEKS_A_YEAR)
    return (*years.tolist(), float(horizon_weeks))


def plain(value: Any) -> Any:
    """The value as JSON holds it: no arrays, no numpy numbers, null for what is not finite."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _watched(tables: Tables, horizon_weeks: float) -> pa.Table:
    replications = tables.table("replications", _COLUMNS)
    if not replications.num_rows:
        raise WorkFailed(f"no replication finished ({len(tables.failures)} failed): there is nothing to summarise")
    last = float(np.max(floats(replications, "outcome_week")))
    if last > horizon_weeks:
        raise InputError(f"an outcome is dated week {last:g}, after the horizon of {horizon_weeks:g} weeks")
    return replications


def _highest(table: pa.Table, column: str, at_least: int) -> int:
    return max(at_least, int(np.max(ints(table, column), initial=0)))


def _ends(replications: pa.Table, level: float) -> Plain:
    total = replications.num_rows
    reached = int(np.count_nonzero(given(replications, "reached_target_week")))
    stands = int(np.count_nonzero(standing(replications)))
    shares = outcome_shares(replications, level=level)
    return {
        "outcomes": {name: asdict(share) for name, share in shares.items()},
        "standing_at_horizon": asdict(proportion(stands, total, level=level)),
        "reached_target": asdict(proportion(reached, total, level=level)),
    }


def _survival(replications: pa.Table, horizon_weeks: float, level: float) -> Plain:
    curve = programme_survival(replications, level=level)
    weeks = whole_years(horizon_weeks)
    table = at_risk(curve, weeks)
    low, high = zip(*(curve.band_at(week) for week in weeks), strict=True)
    columns = {
        "week": weeks,
        "at_risk": table.at_risk,
        "ended": table.ended,
        "lost": table.lost,
        "share": [curve.at(week) for week in weeks],
        "low": low,
        "high": high,
    }
    return {"restricted_mean_weeks": asdict(restricted_mean(curve, horizon_weeks)), "by_week": _rows(columns)}


def _incidence(replications: pa.Table, horizon_weeks: float, level: float) -> Plain:
    """Every end that a programme can come to, the ones that did not happen too: none of many has an interval."""
    found = programme_incidence(replications, causes_of(replications))
    weeks = whole_years(horizon_weeks)
    return {cause: _rows(_incidence_columns(found, cause, weeks, level)) for cause in found.causes}


def causes_of(replications: pa.Table) -> tuple[str, ...]:
    """All known ends in alphabetical order, and any other that occurs."""
    found = {str(each) for each in texts(replications, "outcome").unique().to_pylist()}
    return tuple(sorted({*ENDS, *found} - {STANDING}))


def _incidence_columns(found: Incidence, cause: str, weeks: Sequence[float], level: float) -> dict[str, Iterable[Any]]:
    steps = found.steps_at(weeks)
    low, high = found.interval(cause, level=level)
    return {"week": weeks, "share": found.curve(cause)[steps], "low": low[steps], "high": high[steps]}


def _median_weeks(replications: pa.Table, horizon_weeks: float, level: float) -> Plain:
    """With intervals. A milestone that never comes is one that has not come by the horizon, whatever the reason."""
    found = {"survival": _median(programme_survival(replications, level=level).quantile())}
    for name, column in _MILESTONES.items():
        weeks = floats(replications, column)
        came = ~np.isnan(weeks)
        curve = survival_curve(np.where(came, weeks, horizon_weeks), came, level=level)
        found[name] = {**asdict(milestone(weeks, level=level)), **_median(curve.quantile())}
    return found


def _median(one: Quantile) -> Plain:
    return {"median_weeks": one.weeks, "low": one.low, "high": one.high}


def _league_row(row: LeagueRow) -> Plain:
    payoff, rank = row.means["payoff_eur"], row.payoff
    return {
        "place": row.place,
        "name": row.name,
        "futures": rank.total,
        "left_out": row.left_out,
        "payoff_eur": {"mean": payoff.mean, "low": payoff.low, "high": payoff.high},
        "best": {"share": rank.best_share, "low": rank.best_low, "high": rank.best_high},
        "best_on_average": rank.best_on_average,
        "regret_eur": {"mean": rank.regret, "low": rank.regret_low, "high": rank.regret_high},
    }


def _reached_rows(counts: Reached, level: float) -> list[Plain]:
    low, high = counts.interval(level=level)
    columns = {
        "n": counts.n,
        "reached": counts.reached,
        "failed_before": counts.failed_before,
        "out_of_time": counts.out_of_time,
        "total": np.full(counts.n.size, counts.total),
        "share": counts.share(),
        "low": low,
        "high": high,
    }
    return _rows(columns)


def _marginal_costs(workloads: pa.Table, reviews: pa.Table, up_to: int, level: float) -> Plain:
    own = marginal_cost(workloads, up_to=up_to, level=level)
    all_in = marginal_cost(workloads, up_to=up_to, column="marginal_cost_all_in_eur", level=level)
    furthest = _highest(reviews, "live", up_to - 1) + 1
    following = next_marginal_cost(reviews, up_to=furthest, level=level)
    return {
        "marginal_cost_eur": _cost(own),
        "marginal_cost_all_in_eur": _cost(all_in),
        "next_marginal_cost_eur": _cost(following),
    }


def _cost(cost: MarginalCost) -> Plain:
    return {"first_three_mean_eur": cost.first_three_mean_eur, "by_n": _rows(vars(cost))}


def _rows(columns: Mapping[str, Iterable[Any]]) -> list[Plain]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _spreads(replications: pa.Table, level: float) -> Plain:
    always = {name: asdict(spread(floats(replications, name), level=level)) for name in _ALWAYS}
    known = {name: floats(replications, name) for name in _WHERE_KNOWN}
    return always | {name: asdict(spread(values[~np.isnan(values)], level=level)) for name, values in known.items()}
