"""Each strategy's summary of a small fixed run, and what differs between two of them in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sim
from sim.composition import compose_job

BASELINE = Path(__file__).with_name("baseline.json")
REPLICATIONS, SEED = 30, 21
NS = (1, 3, 5, 8, 10, 15, 20)
COSTS_OF = (1, 3, 5, 10, 15, 20)
MILESTONES = ("target", "platform", "first_question")
MEANS = {
    "payoff_eur": 0, "value_eur": 0, "cost_eur": 0, "spend_eur": 0, "run_rate_eur": 0,
    "live_max": 3, "live_end": 3, "went_live": 3, "retired": 3, "shelved": 3, "refused": 3, "shadow": 3, "surfaced": 3,
    "departures": 3, "surprise_ratio": 3, "first_question_live": 3, "tracked_live": 3, "weeks_to_production": 2,
    "reviews_per_system": 3, "reuse_share": 4, "cost_per_call_eur": 5,
}  # fmt: skip
"""Means that are kept, with their decimals: enough to notice any change of the model, few enough to be read."""

Plain = dict[str, Any]


def summaries() -> Plain:
    """Simulate every default strategy and keep what people look at."""
    strategies = {name: _summary(name) for name in compose_job([]).strategies}
    return {"replications": REPLICATIONS, "seed": SEED, "strategies": strategies}


def _summary(name: str) -> Plain:
    numbers = sim.simulate(name, replications=REPLICATIONS, seed=SEED).numbers
    return {
        "ends": {outcome: one["count"] for outcome, one in numbers["outcomes"].items()},
        "programmes with n live at once": {
            str(row["n"]): row["reached"] for row in numbers["reached"] if row["n"] in NS
        },
        "median weeks": {
            "survival": _rounded(numbers["median_weeks"]["survival"]["median_weeks"], 2),
            **{one: _rounded(numbers["median_weeks"][one]["median_weeks"], 2) for one in MILESTONES},
        },
        "marginal cost of the nth, EUR a year": _costs(numbers["marginal_cost_eur"]),
        "the same of the next one": _costs(numbers["next_marginal_cost_eur"]),
        "means": {one: _rounded(numbers[one]["mean"], decimals) for one, decimals in MEANS.items()},
    }


def _costs(cost: Mapping[str, Any]) -> Plain:
    rows = {row["n"]: row for row in cost["by_n"]}
    return {str(n): _rounded(rows[n]["mean_eur"], 0) for n in COSTS_OF if n in rows}


def _rounded(value: float | None, decimals: int) -> float | None:
    """Rounding hides the last bits, in which libraries may differ, and nothing that a reader would see."""
    return None if value is None else round(value, decimals)


def as_text(found: Mapping[str, Any]) -> str:
    """One value a line, so that a diff of the file reads as what moved."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def moved(kept: Any, found: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every value that is not what it was, told as 'strategy, what: before -> now'."""
    if isinstance(kept, Mapping) or isinstance(found, Mapping):
        before, now = kept or {}, found or {}
        for key in dict.fromkeys([*before, *now]):
            yield from moved(before.get(key), now.get(key), (*path, key))
    elif kept != found:
        where = ", ".join(part for part in path if part != "strategies")
        yield f"{where}: {_told(kept)} -> {_told(found)}"


def _told(value: object) -> str:
    return "none" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)
