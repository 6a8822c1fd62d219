"""`summary.json`: what a run or a comparison says, as plain values; what is undefined is null, never a number."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa

from sim.analysis.bootstrap import BOOTSTRAP_SEED, RESAMPLES
from sim.analysis.comparison import compare_pairs
from sim.analysis.marginal import MarginalCost, marginal_cost, next_marginal_cost
from sim.analysis.means import spread
from sim.analysis.outcomes import milestone, outcome_shares
from sim.analysis.proportions import LEVEL, proportion
from sim.analysis.reached import Reached, reached_by_count
from sim.analysis.survival import SurvivalCurve, programme_survival
from sim.analysis.tables import Tables, floats, given, ints, standing
from sim.errors import InputError, WorkFailed

SCHEMA_VERSION = 1
_MILESTONES = {
    "target": "reached_target_week",
    "platform": "platform_week",
    "first_question": "first_question_week",
}
_ALWAYS = ("run_rate_eur", "spend_eur", "value_eur", "cost_eur", "payoff_eur", "live_max", "live_end")
_WHERE_ASKED = ("surprise_ratio", "first_question_live")
_COLUMNS = ["replication", "outcome", "outcome_week", *_MILESTONES.values(), *_ALWAYS, *_WHERE_ASKED]
_WORKLOAD_COLUMNS = ["replication", "n", "live_week", "marginal_cost_eur", "marginal_cost_all_in_eur"]
_REVIEW_COLUMNS = ["replication", "live", "next_marginal_cost_eur"]

Plain = dict[str, Any]


def summarise(tables: Tables, *, horizon_weeks: float, target: int, level: float = LEVEL) -> Plain:
    """One run in numbers. By n goes up to the workload after the target, or further where a programme went further."""
    replications = _watched(tables, horizon_weeks)
    workloads = tables.table("workloads", _WORKLOAD_COLUMNS)
    reviews = tables.table("reviews", _REVIEW_COLUMNS)
    up_to = _highest(workloads, target + 1)
    summary = {
        "schema_version": SCHEMA_VERSION,
        "replications": replications.num_rows,
        "failures": len(tables.failures),
        "horizon_weeks": horizon_weeks,
        "target": target,
        "level": level,
        **_ends(replications, level),
        "median_weeks": _median_weeks(replications, level),
        "reached": _reached_rows(reached_by_count(workloads, replications, up_to=up_to), level),
        **_marginal_costs(workloads, reviews, up_to, level),
        **_spreads(replications, level),
    }
    return {key: plain(value) for key, value in summary.items()}


def summarise_comparison(
    named: Mapping[str, Tables],
    *,
    horizon_weeks: float,
    target: int,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> Plain:
    """Each run's summary and, for each pair, first minus second over the futures that both have."""
    pairs = compare_pairs(named, level=level, resamples=resamples, seed=seed)
    return {
        "schema_version": SCHEMA_VERSION,
        "level": level,
        "bootstrap": {"resamples": resamples, "seed": seed},
        "scenarios": {
            name: summarise(run, horizon_weeks=horizon_weeks, target=target, level=level) for name, run in named.items()
        },
        "pairs": [plain(asdict(pair)) for pair in pairs],
    }


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


def _highest(workloads: pa.Table, at_least: int) -> int:
    return max(at_least, int(np.max(ints(workloads, "n"), initial=0)))


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


def _median_weeks(replications: pa.Table, level: float) -> Plain:
    milestones = {
        name: asdict(milestone(floats(replications, column), level=level)) for name, column in _MILESTONES.items()
    }
    return {"survival": _survival(programme_survival(replications, level=level)), **milestones}


def _survival(curve: SurvivalCurve) -> Plain:
    low, high = curve.median_interval
    return {"median_weeks": curve.median_weeks(), "low": low, "high": high}


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
    furthest = max(up_to, int(np.max(ints(reviews, "live"), initial=0)) + 1)
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
    asked = {name: floats(replications, name) for name in _WHERE_ASKED}
    return always | {name: asdict(spread(values[~np.isnan(values)], level=level)) for name, values in asked.items()}
