"""Tables and documents of a calibration: draws, worlds, moved cards, forecast, fragment, summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim import __version__
from sim.analysis.abc_calibration import Calibration
from sim.analysis.abc_forecast import Expected
from sim.analysis.abc_moved import Moved
from sim.analysis.worlds import column
from sim.calibration.evidence import written, yaml_lines
from sim.montecarlo.points import POINT
from sim.scenario.values import shown

if TYPE_CHECKING:
    from sim.verbs.calibrate_plan import Asked

SCHEMA_VERSION = 1
Record = dict[str, Any]


def draws_table(found: Calibration) -> pa.Table:
    """A row for each draw; a programme that had ended has no distance."""
    near, draws = found.nearness, found.plan.draws
    distances = [float(one) if np.isfinite(one) else None for one in near.distances]
    told: dict[str, Any] = {
        "draw": pa.array(found.watched.rows.column(POINT).to_pylist(), pa.int32()),
        "distance": pa.array(distances, pa.float64()),
        "weight": pa.array(near.weights.tolist(), pa.float64()),
        "outcome": found.watched.rows.column("outcome").combine_chunks(),
    }
    told |= {each.name: pa.array(column([one[each.name] for one in draws])) for each in found.plan.factors}
    return pa.table(told)


def world_rows(found: Calibration) -> Iterable[list[str]]:
    """The cards of each kept draw, as often as its weight says."""
    draws = found.plan.draws
    for draw in found.chosen.tolist():
        yield [shown(draws[draw][each.name]) for each in found.plan.factors]


def moved_records(found: Calibration) -> list[Record]:
    """Each card before and after."""
    return [
        {
            "card": one.factor.name,
            "unit": one.factor.card.unit,
            **dict(zip(("before_p10", "before_median", "before_p90"), one.before, strict=True)),
            **dict(zip(("after_p10", "after_median", "after_p90"), one.after, strict=True)),
            "gap": one.gap,
            "rank": one.rank,
            "noise": one.noise,
            "chance": one.chance,
            "beyond_chance": one.clear,
        }
        for one in found.moved
    ]


def forecast(found: Calibration) -> list[tuple[Expected | None, Expected | None]]:
    """Each number of the forecast before and after; an ending that only one of both knows stands alone."""
    assert found.before is not None
    assert found.after is not None
    now, target, seed = found.plan.history.weeks, found.plan.target, found.plan.points.seed
    before = {one.measure: one for one in found.before.expected(now, target, seed=seed)}
    after = {one.measure: one for one in found.after.expected(now, target, seed=seed)}
    return [(before.get(name), after.get(name)) for name in dict.fromkeys((*after, *before))]


def forecast_records(found: Calibration) -> list[Record]:
    """The same, flat."""
    records = []
    for before, after in forecast(found):
        one = after or before
        assert one is not None
        record: Record = {"measure": one.measure, "unit": one.unit}
        for name, each in (("before", before), ("after", after)):
            values = asdict(each) if each is not None else {}
            for key in ("mean", "low", "high", "p10", "median", "p90"):
                zero = 0.0 if each is None and key in ("mean", "low", "high") else None
                record[f"{name}_{key}"] = values.get(key, zero)
        records.append(record)
    return records


def overrides(moved: Sequence[Moved]) -> list[str]:
    """`card=value` at the medians after."""
    return [f"{one.factor.name}={written(one.value)}" for one in moved]


def fragment(found: Calibration) -> str:
    """The cards that moved beyond chance at their medians, as YAML and as words of a command."""
    clear = [one for one in found.moved if one.clear]
    lines = [
        f"# From {found.plan.history.file.name}: medians of the cards that the history moved farther than chance "
        f"would ({len(clear)} of {len(found.moved)}).",
        "# Left out: all other cards, how wide each one still is, and which of them go together; worlds.csv has these.",
    ]
    if not clear:
        return "\n".join([*lines, "# No card moved beyond chance: there is nothing to override.", "{}", ""])
    lines.append(f"# As words of a command: {' '.join(overrides(clear))}")
    values = {one.factor.name: written(one.value) for one in clear}
    return "\n".join([*lines, *yaml_lines(values), ""])


def summary_of(asked: Asked, found: Calibration) -> Record:
    """The content of summary.json."""
    plan, near, history = found.plan, found.nearness, found.plan.history
    weighed = found.after is not None
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "calibration",
        "finding": found.sentence,
        "verdict": near.verdict,
        "seed": plan.points.seed,
        "version": __version__,
        "strategy": plan.base.name,
        "fingerprint": plan.base.fingerprint(),
        "assumed": list(asked.assumed),
        "history": {
            "file": history.file.name,
            "started": str(history.started),
            "as_of": str(history.as_of),
            "weeks": history.weeks,
            "live": None if history.live is None else history.live_at(history.weeks),
            "spent_eur": sum(one.amount_eur for one in history.spends) if history.spends else None,
            "decisions": {what: [one.week for one in rows] for what, rows in history.decisions.items()},
        },
        "draws": len(near.distances),
        "ended_before": int((~near.running).sum()),
        "keep": plan.keep,
        "kept": found.kept,
        "effective_size": near.effective,
        "bandwidth": _finite(near.bandwidth),
        "nearest": _finite(float(near.distances.min())),
        "as_hard_to_reproduce": near.harder if near.running.any() else None,
        "marks": [
            {"what": mark.told, "history": mark.value, "nearest": float(near.numbers[near.nearest, number]),
             "unit_of_distance": float(near.scale[number])}
            for number, mark in enumerate(near.marks)
        ],
        "ranges": {each.name: each.told() for each in plan.factors},
        "futures": plan.futures if weighed else 0,
        "moved": moved_records(found) if weighed else None,
        "forecast": forecast_records(found) if weighed else None,
    }  # fmt: skip


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
