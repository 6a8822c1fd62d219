"""How well a calibration to a history finds what made it, where that is known because the history is simulated.

python benchmarks/calibration.py example            prints the history of examples/history.csv
python benchmarks/calibration.py check [DRAWS]      coverage, sharpness, what moves; every draw in turn is the truth
python benchmarks/calibration.py write [DRAWS]      the same, written into docs/history.md
python benchmarks/calibration.py record             prints the draws of tests/analysis/calibration_draws.csv
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from sim.analysis.abc_distance import (
    PSEUDO_HISTORIES,
    Mark,
    Nearness,
    marks_of,
    numbers_of,
    still_there,
    weeks_to_watch,
)
from sim.analysis.abc_moved import moved_cards, weighted_quantiles
from sim.analysis.abc_watch import EVENTS, Watch, watch_points, with_origin
from sim.analysis.designs import latin_hypercube
from sim.analysis.factors import Factor, around, factors_of
from sim.analysis.tables import Floats
from sim.api import load_scenario
from sim.calibration.history import Dated, History, Spend
from sim.montecarlo.points import points_of
from sim.programme.programme import begun
from sim.scenario import Scenario
from sim.scenario.variation import vary

_NOWHERE = Path("history.csv")
PAGE = Path(__file__).parents[1] / "docs" / "history.md"
BEGIN, END = "<!-- check -->", "<!-- end of check -->"
STARTED = date(2026, 1, 5)
QUARTER, YEAR = 13.0, 52.0
EXAMPLE = {"strategy": "coe", "card": "delivery.build_effort", "value": 60.0, "seed": 21, "replication": 2}
EXAMPLE_WEEKS = 65.0
CHECK = "coe"
RECORDED = ("delivery.build_effort", "opportunities.ideas_per_month", "cfo.threshold_eur")
RECORDED_WEEKS, RECORDED_DRAWS, RECORDED_KEEP = 65.0, 400, 0.15
NOMINAL = 0.8


def history_of(scenario: Scenario, seed: int, replication: int, weeks: float) -> History:
    """What somebody would have written down of a simulated programme by that week; decisions that have not come too."""
    programme = begun(with_origin(scenario), seed, replication)
    spends: list[Spend] = []
    spent, start = 0.0, 0.0
    while start < weeks:
        end = min(start + QUARTER, weeks)
        programme.clock.stop_after(end)
        spends.append(Spend(start, end, programme.ledger.spend_eur - spent, 0))
        spent, start = programme.ledger.spend_eur, end
    live = [
        Dated(one.live_week, 0, f"Workload {one.rank + 1}")
        for one in sorted(programme.workloads, key=lambda each: each.live_week)
        if one.n
    ]
    retired = [
        Dated(float(str(row[1])), 0, f"Workload {int(str(row[4])) + 1}")
        for row in programme.log.rows
        if row[3] == "retired"
    ]
    decisions: dict[str, tuple[Dated, ...]] = {}
    for what, event in EVENTS.items():
        found = tuple(Dated(float(str(row[1])), 0) for row in programme.log.rows if row[3] == event)
        if found or what == "question":
            decisions[what] = found or (Dated(None, 0),)
    as_of = STARTED + timedelta(days=round(7 * weeks))
    return History(_NOWHERE, STARTED, as_of, tuple(live), tuple(retired), tuple(spends), decisions)


def csv_of(history: History) -> str:
    """The history as a file; days and whole euros, as people write them."""
    rows: list[tuple[date, int, str]] = [(history.started, 0, "started,,")]
    rows += [(history.day(one.week), 2, f"live,{one.name},") for one in history.live or () if one.week is not None]
    rows += [(history.day(one.week), 3, f"retired,{one.name},") for one in history.retired if one.week is not None]
    rows += [(history.day(one.end), 1, f"spend,,{one.amount_eur:.0f}") for one in history.spends]
    later: list[str] = []
    for what, found in history.decisions.items():
        rows += [(history.day(one.week), 4, f"{what},,") for one in found if one.week is not None]
        later += [f"not yet,{what},," for one in found if one.week is None]
    rows.append((history.as_of, 5, "as_of,,"))
    lines = [f"{day},{text}" for day, _, text in sorted(rows)]
    return "\n".join(["date,what,name,amount", *lines, *later, ""])


def example() -> str:
    """The history of a programme whose builds take more than twice the effort on the card."""
    scenario = vary(load_scenario(str(EXAMPLE["strategy"])), {str(EXAMPLE["card"]): EXAMPLE["value"]})
    return csv_of(history_of(scenario, int(str(EXAMPLE["seed"])), int(str(EXAMPLE["replication"])), EXAMPLE_WEEKS))


# --- every draw in turn is the truth ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Checked:
    """Over all truths: how often the middle 80% of the forecast hold the truth, and how far the forecast is off."""

    truths: int
    covered_before: float
    covered_after: float
    crps_before: float
    crps_after: float
    effective: float
    found_way: float
    moved_truths: int


@dataclass(frozen=True, eq=False)
class Recorded:
    """Draws watched to the end of a history and on: what the check needs of them."""

    factors: tuple[Factor, ...]
    points: list[dict[str, float]]
    nearness: Nearness
    later: Floats


def recorded(
    scenario: Scenario, words: Sequence[str], *, draws: int, weeks: float, on: float, seed: int, keep: float
) -> Recorded:
    """Simulate draws once; `later` is how many each has live `on` weeks after the history."""
    factors = around(factors_of(words), scenario)
    points = list(latin_hypercube(factors, points=draws, seed=seed).points)
    marks = marks_of(history_of(scenario, seed, draws, weeks))
    watched = weeks_to_watch(marks, weeks)
    rows = watch_points(
        points_of(scenario, points, seed=seed, replications=1, own_luck=True), Watch((*watched, weeks + on))
    )
    live = np.array(rows.column("live").to_pylist(), dtype=np.float64)
    return Recorded(
        factors, points, Nearness(marks, numbers_of(rows, marks, watched), still_there(rows), keep), live[:, -1]
    )


def as_truth(found: Recorded, truth: int) -> Nearness:
    """The others' nearness to one draw's history."""
    near = found.nearness
    marks = tuple(replace(mark, value=float(near.numbers[truth, number])) for number, mark in enumerate(near.marks))
    others = near.running.copy()
    others[truth] = False
    return replace(near, marks=marks, running=others)


def crps(values: Floats, weights: Floats, truth: float) -> float:
    """Continuous ranked probability score of a weighed forecast: 0 is perfect, in the unit of the values."""
    order = np.argsort(values, kind="stable")
    ranked, weight = values[order], weights[order]
    below = np.cumsum(weight) - weight / 2.0
    spread = 2.0 * float(np.sum(weight * ranked * (2.0 * below - 1.0)))
    return float(np.sum(weight * np.abs(ranked - truth))) - spread / 2.0


def checked(found: Recorded, card: str, *, truths: int, seed: int) -> Checked:
    """Coverage and score before and after; and whether the card moves to the side on which the truth has it."""
    running = np.flatnonzero(found.nearness.running)
    chosen = running[np.unique(np.linspace(0, len(running) - 1, truths).astype(int))]
    values = np.array([point[card] for point in found.points])
    middle = np.median(values)
    far = np.abs(values - middle) > np.quantile(np.abs(values - middle), 0.75)
    rows, ways = [], []
    for truth in chosen.tolist():
        near, later = as_truth(found, truth), float(found.later[truth])
        even = np.ones(len(values))
        even[truth] = 0.0
        even /= even.sum()
        before, after = (weighted_quantiles(found.later, weights) for weights in (even, near.weights))
        rows.append(
            (
                before[0] <= later <= before[2],
                after[0] <= later <= after[2],
                crps(found.later, even, later),
                crps(found.later, near.weights, later),
                near.effective,
            )
        )
        if far[truth]:
            moved = next(
                one
                for one in moved_cards(found.factors, found.points, near.weights, seed=seed, deals=1)
                if one.factor.name == card
            )
            ways.append((moved.rank > 0.0) == bool(values[truth] > middle))
    covered_before, covered_after, crps_before, crps_after, effective = np.mean(
        np.array(rows, dtype=np.float64), axis=0
    )
    return Checked(
        len(rows),
        float(covered_before),
        float(covered_after),
        float(crps_before),
        float(crps_after),
        float(effective),
        float(np.mean(ways)),
        len(ways),
    )


def record() -> str:
    """Draws of a few cards as a table: cards, the numbers of their histories, whether each still runs, live later."""
    found = recorded(
        load_scenario(CHECK), RECORDED, draws=RECORDED_DRAWS, weeks=RECORDED_WEEKS, on=YEAR, seed=21, keep=RECORDED_KEEP
    )
    marks = [f"{mark.part}:{mark.what}:{mark.week:g}" for mark in found.nearness.marks]
    lines = [",".join([*RECORDED, *marks, "running", "later"])]
    for number, point in enumerate(found.points):
        cells = [*(point[card] for card in RECORDED), *found.nearness.numbers[number].tolist()]
        lines.append(
            ",".join(
                [*(f"{one:.6g}" for one in cells), f"{found.nearness.running[number]:d}", f"{found.later[number]:g}"]
            )
        )
    return "\n".join([*lines, ""])


def read_record(path: Path, keep: float = RECORDED_KEEP) -> Recorded:
    """The table again."""
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    names = header.split(",")
    values = np.array([[float(cell) for cell in row.split(",")] for row in rows])
    cards, marks = names[: len(RECORDED)], [name.split(":") for name in names[len(RECORDED) : -2]]
    nearness = Nearness(
        tuple(Mark(part, float(week), 0.0, what) for part, what, week in marks),
        values[:, len(cards) : -2],
        values[:, -2].astype(bool),
        keep,
    )
    points = [dict(zip(cards, row, strict=True)) for row in values[:, : len(cards)].tolist()]
    return Recorded(around(factors_of(cards), load_scenario(CHECK)), points, nearness, values[:, -1])


def table_of(found: Checked, draws: int, weeks: float, card: str) -> str:
    """The numbers of docs/history.md."""
    better = 1.0 - found.crps_after / found.crps_before
    return "\n".join(
        [
            f"{found.truths} of {draws:,} draws in turn as the truth, a history of {weeks:.0f} weeks, live workloads a "
            "year later:",
            "",
            "| | before | after |",
            "| --- | --- | --- |",
            f"| the truth lies in the middle {NOMINAL:.0%} of the forecast | {found.covered_before:.0%} | "
            f"{found.covered_after:.0%} |",
            f"| score of the forecast (CRPS, workloads, 0 is perfect) | {found.crps_before:.2f} | "
            f"{found.crps_after:.2f}: {better:.0%} better |",
            "",
            f"Mean effective sample size: {found.effective:.0f}. `{card}` moves to the side on which the truth has it "
            f"in {found.found_way:.0%} of the {found.moved_truths} truths in which it is far from its median.",
        ]
    )


def main(words: Sequence[str]) -> int:
    """Print the example, or the check's table."""
    if words[:1] == ["example"]:
        print(example(), end="")
        return 0
    if words[:1] == ["record"]:
        print(record(), end="")
        return 0
    if words[:1] not in (["check"], ["write"]):
        print(__doc__)
        return 2
    draws = int(words[1]) if len(words) > 1 else 2_000
    card = str(EXAMPLE["card"])
    found = recorded(
        load_scenario(CHECK), ["assumptions"], draws=draws, weeks=EXAMPLE_WEEKS, on=YEAR, seed=21, keep=0.05
    )
    told = table_of(checked(found, card, truths=min(draws, 2 * PSEUDO_HISTORIES), seed=21), draws, EXAMPLE_WEEKS, card)
    if words[0] == "write":
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{told}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    else:
        print(told)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
