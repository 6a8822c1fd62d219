"""How the cost of a replication grows with the live workloads and with the horizon, beside raw SimPy.

    python benchmarks/scaling.py [ROUNDS]

In the world of this benchmark a given number of workloads goes live in the first weeks and stays live to the horizon:
what is measured is the weekly course of live workloads, with every weekly mechanism on. Programmes and raw SimPy with
the same number of events take turns, and time is the processor's, so that a busy machine hits both. Costs are in events
of raw SimPy of the same round and shown as medians; a straight line is fitted to them. Exit status 1 where the last
stretch of either is more than twice as steep as the first: that is a cost which grows faster than linearly.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.programme import EVENTS_COLUMN, SEED, raw_simpy
from sim.programme.columns import TABLES
from sim.programme.programme import simulate_programme
from sim.scenario import Scenario

LIVE = (5, 20, 100, 200)
HORIZONS_WEEKS = (130, 260, 520, 1_040)
USUAL_LIVE, USUAL_WEEKS = 20, 260
STEEPEST = 2.0
RAW_EVENTS_AT_LEAST = 50_000
LIVE_END_COLUMN = [column.name for column in TABLES["replications"]].index("live_end")
NEVER, ANY_AMOUNT_EUR = 5_200.0, 1e12
AT_ONCE = {
    "topology": {"embedded": {"units": 5, "engineers_per_unit": 200}},
    "sequencing": {"platform_after": None},
    "delivery": {
        "build_effort": 0.1,
        "data_effort": 0.0,
        "pilot_weeks": 0.0,
        "packages_per_engineer": 100.0,
        "coordination_loss": 0.0,
        "application_loss": 0.0,
    },
    "people": {"attrition_per_year": 0.0},
    "oversight": {
        "low_risk_effort": 0.0,
        "middle_risk_effort": 0.0,
        "high_risk_effort": 0.0,
        "meeting_every_weeks": 0.0,
    },
}
FOR_GOOD = {
    "scale_gate": {
        "stall_share": 0.0,
        "shelve_share": 0.0,
        "retrofit_effort": 0.0,
        "rollback_share": 0.0,
        "retired_per_year": 0.0,
        "abandoned_retired_per_year": 0.0,
    },
    "on_call": {"sustainable_hours": 168.0},
    "cfo": {"threshold_eur": ANY_AMOUNT_EUR, "budget_eur": ANY_AMOUNT_EUR},
    "shadow": {"patience_weeks": NEVER, "reorganisations_per_year": 0.0},
    "sponsor": {"patience_weeks": 100_000.0},
    "ends": {"target": 1},
}


def steady(live: int, weeks: int) -> Scenario:
    """A programme with so many live workloads from the first weeks to the horizon, and no further ideas."""
    demand = {"opportunities": {"backlog": live, "ideas_per_month": 0.0, "growth_per_live": 0.0}}
    return Scenario.model_validate({"horizon_weeks": weeks, **AT_ONCE, **FOR_GOOD, **demand})


@dataclass(frozen=True)
class Point:
    """One size: the events of a replication, and the seconds of programme and raw SimPy in each round."""

    size: int
    events: int
    programme_seconds: tuple[float, ...]
    raw_seconds: tuple[float, ...]

    @property
    def ratios(self) -> list[float]:
        """Cost of an event over that of raw SimPy, round by round."""
        return [mine / raw for mine, raw in zip(self.programme_seconds, self.raw_seconds, strict=True)]

    @property
    def cost(self) -> float:
        """Cost of the replication in events of raw SimPy."""
        return self.events * statistics.median(self.ratios)

    def row(self) -> str:
        """One line of the table."""
        milliseconds = 1e3 * statistics.median(self.programme_seconds)
        raw = 1e3 * statistics.median(self.raw_seconds)
        ratio = statistics.median(self.ratios)
        return f"{self.size:>8,}{milliseconds:>12.1f}{self.events:>10,}{raw:>12.2f}{ratio:>8.1f}{self.cost:>14,.0f}"


@dataclass(frozen=True)
class Line:
    """The least-squares line through the costs, and how far the costs are from it."""

    slope: float
    intercept: float
    furthest_share: float
    steeper: float

    def __str__(self) -> str:
        return (
            f"{self.intercept:,.0f} + {self.slope:,.1f} for each; furthest from it {self.furthest_share:.0%}; "
            f"the last stretch is {self.steeper:.2f} times as steep as the first"
        )


def line_through(sizes: Sequence[int], costs: Sequence[float]) -> Line:
    """`steeper` compares the chord of the last two sizes with that of the first two: 1 is a straight line.

    Each cost weighs by its share, so that the line is as near to the small ones as to the large ones.
    """
    slope, intercept = np.polyfit(sizes, costs, 1, w=[1.0 / cost for cost in costs])
    furthest = max(abs(cost / (intercept + slope * size) - 1.0) for size, cost in zip(sizes, costs, strict=True))
    first, last = ((costs[b] - costs[a]) / (sizes[b] - sizes[a]) for a, b in ((0, 1), (-2, -1)))
    return Line(float(slope), float(intercept), float(furthest), last / first)


def cpu_seconds(work: Callable[[], object]) -> float:
    """Time of this process alone, without pauses for garbage of somebody else's."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def raw_seconds(events: int) -> float:
    """Raw SimPy with so many events, again and again until the clock's grain does not show."""
    times = -(-RAW_EVENTS_AT_LEAST // events)

    def again_and_again() -> None:
        for _ in range(times):
            raw_simpy(events)

    return cpu_seconds(again_and_again) / times


def measure(sizes: Sequence[int], scenario_of: Callable[[int], Scenario], rounds: int) -> list[Point]:
    """Every size in each round, programme and raw SimPy one after the other."""
    work = {size: _replication(scenario_of(size)) for size in sizes}
    events = {size: _events(simulate, size) for size, simulate in work.items()}
    taken: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size, simulate in work.items():
            taken[size].append((cpu_seconds(simulate), raw_seconds(events[size])))
    return [Point(size, events[size], *map(tuple, zip(*pairs, strict=True))) for size, pairs in taken.items()]


def _replication(scenario: Scenario) -> Callable[[], tuple[object, ...]]:
    return lambda: simulate_programme(scenario, SEED, 0).tables["replications"][0]


def _events(simulate: Callable[[], tuple[object, ...]], size: int) -> int:
    """Events of a replication, which warms up; a world in which a workload has gone would measure something else."""
    row = simulate()
    if row[1] != "censored" or row[LIVE_END_COLUMN] not in (size, USUAL_LIVE):
        raise SystemExit(f"at size {size} the programme is {row[1]} with {row[LIVE_END_COLUMN]} live at the end")
    return int(str(row[EVENTS_COLUMN]))


def show(what: str, points: Sequence[Point]) -> Line:
    """Print one table and its line."""
    print(f"{what:>8}{'ms':>12}{'events':>10}{'raw, ms':>12}{'ratio':>8}{'cost*':>14}")
    for point in points:
        print(point.row())
    line = line_through([point.size for point in points], [point.cost for point in points])
    print(f"cost* = {line}\n")
    return line


def main() -> int:
    """Measure both ways to grow."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"One replication of seed {SEED}, medians of {rounds} rounds; *in events of raw SimPy\n")
    print(f"Live workloads, {USUAL_WEEKS} weeks each")
    by_live = show("live", measure(LIVE, lambda live: steady(live, USUAL_WEEKS), rounds))
    print(f"Horizon, {USUAL_LIVE} live")
    by_weeks = show("weeks", measure(HORIZONS_WEEKS, lambda weeks: steady(USUAL_LIVE, weeks), rounds))
    straight = max(by_live.steeper, by_weeks.steeper) <= STEEPEST
    print("Both are as good as linear." if straight else "At least one grows faster than linearly.")
    return 0 if straight else 1


if __name__ == "__main__":
    sys.exit(main())
