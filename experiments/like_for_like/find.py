"""python experiments/like_for_like/find.py writes study.yaml: each strategy at equal spend, and at its own best.

Equal spend: the head-count at which a strategy's mean cost over five years comes nearest to that of the reference. Own
best: the policy that pays most among those that leave the strategy what it is, so its teams, its platform's timing and
its discipline stay; found by the search of `sim optimise`, with the same effort for every strategy. Both use luck that
the study itself does not see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from experiments.kit.arms import Arms, arms_of
from experiments.kit.evidence import column
from sim.analysis.bench import Effort
from sim.analysis.decisions import OwnBest, own_bests

HERE = Path(__file__).parent
REFERENCE = "application_first"
SIZES: Mapping[str, tuple[str, Sequence[int]]] = {
    "platform_first": ("topology.embedded.units", (2, 3, 4, 5, 6, 7, 8)),
    "late_extraction": ("topology.embedded.units", (3, 4, 5, 6, 7, 8)),
    "coe": ("topology.central.engineers", (10, 14, 18, 22, 26, 30)),
    "project_by_project": ("topology.embedded.units", (5, 6, 7, 8, 9, 10)),
    "factory": ("topology.embedded.units", (2, 3, 4, 5, 6, 7, 8)),
}
OWN = (
    "readiness.evaluation", "readiness.operating_model", "readiness.data_architecture", "readiness.data_standards",
    "readiness.portfolio_owner", "economics.track_from_workload=1,2,5", "governance.templates", "window", "pause",
    "tax", "readiness.knowledge_transfer=0,0.5,1", "portfolio.order", "portfolio.narrow_first",
    "sequencing.flexibility=0,0.4,0.8",
)  # fmt: skip
"""What a strategy may do better and remain what it is."""

EFFORT = Effort(budget=1300, block=12, blocks=3, fresh=60, rounds=1)
SIZE_SEED, BEST_SEED, SIZE_PROGRAMMES = 23, 24, 40


def equal_spend(arms: Arms) -> dict[str, list[str]]:
    """The words that bring each strategy nearest to the reference's cost."""
    wanted = _cost(arms, REFERENCE, {})
    found = {}
    for name, (card, sizes) in SIZES.items():
        costs = {size: _cost(arms, name, {card: size}) for size in sizes}
        nearest = min(costs, key=lambda size: abs(costs[size] - wanted))
        found[name] = [f"{card}={nearest}"]
        print(f"{name}: {card}={nearest} costs {costs[nearest] / wanted:.2f} of {REFERENCE}")
    return found


def _cost(arms: Arms, name: str, changes: Mapping[str, Any]) -> float:
    found = arms.study([name], SIZE_SEED, SIZE_PROGRAMMES, changes)
    return float(column(found[name], "cost_eur").mean())


def own_best(arms: Arms) -> dict[str, list[str]]:
    """The words of the best policy found for each strategy."""
    bests = own_bests(arms.scenarios, EFFORT, over=OWN, seed=BEST_SEED)
    for name, best in bests.items():
        print(f"{name}: {best.found.sentence()}")
    return {name: _words(best) for name, best in bests.items()}


def _words(best: OwnBest) -> list[str]:
    start = dict(best.found.start)
    return [f"{card}={_value(value)}" for card, value in best.found.winner if start[card] != value]


def _value(value: Any) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def main() -> None:
    """Search, and write the runs into study.yaml."""
    names = [REFERENCE, *SIZES]
    arms = arms_of({name: [f"strategy={name}"] for name in names})
    spend, best = equal_spend(arms), own_best(arms)
    file = HERE / "study.yaml"
    plan = yaml.safe_load(file.read_text(encoding="utf-8"))
    plan["arms"] = {
        **{name: [f"strategy={name}"] for name in names},
        **{f"{name}_equal_spend": [f"strategy={name}", *words] for name, words in spend.items()},
        **{f"{name}_best": [f"strategy={name}", *words] for name, words in best.items()},
    }
    text = yaml.safe_dump(plan, sort_keys=False, width=110, allow_unicode=True)
    file.write_text(f"# The runs are written by find.py of this folder.\n{text}", encoding="utf-8")
    print(f"{file} written")


if __name__ == "__main__":
    main()
