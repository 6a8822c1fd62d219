"""Places in the order, the tax, and the platform's line, by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import cast

import pyarrow as pa

import sim
from experiments.stacking.evidence import by_programme, largest_line, own_balance_eur, share_needed
from sim.composition import compose_job


class Tables:
    """Two programmes: the first with two workloads, the second with one."""

    def __init__(self) -> None:
        self._tables = {
            "replications": pa.table(
                {"replication": [0, 1], "value_eur": [100.0, 10.0], "first_question_week": [12.0, None]}
            ),
            "workloads": pa.table(
                {
                    "replication": [0, 0, 1],
                    "n": [1, 2, 1],
                    "use_case": [3, 5, 3],
                    "live_week": [8.0, 9.0, 8.0],
                    "marginal_cost_eur": [4.0, 8.0, 6.0],
                }
            ),
            "ledger": pa.table(
                {
                    "replication": [0, 0, 0, 0, 0, 1],
                    "use_case": [3, 3, 5, -1, -1, 3],
                    "category": ["inference", "build", "inference", "platform", "bench", "upkeep"],
                    "quarter": [1, 0, 4, 2, 2, 1],
                    "cents": [3000, 1000, 4000, 3500, 9900, 2000],
                }
            ),
        }

    def table(self, name: str, columns: list[str]) -> pa.Table:
        """Some columns of a table."""
        return self._tables[name].select(columns)


MADE = cast(sim.Results, Tables())


def test_a_mean_over_places_needs_a_workload_in_each() -> None:
    """Places one and two: 6 in the first programme; the second has none in place two."""
    found = by_programme(MADE, (1, 2), lambda each: each.cost_eur)
    assert found[0] == 6.0
    assert math.isnan(found[1])


def test_a_balance_counts_what_is_spent_on_workloads_and_nothing_else() -> None:
    """100 less 30, 10 and 40; neither platform nor bench; the second programme 10 less 20."""
    assert own_balance_eur(MADE).tolist() == [20.0, -10.0]


def test_the_largest_line_is_that_of_the_year_after_the_question() -> None:
    """Asked in quarter 0: 35 for the platform in quarters 1 to 4 against 30 and 40; the second is never asked."""
    assert largest_line(MADE) == [False]


def one_programme(*words: str) -> sim.Results:
    """One programme of application first, by what is asked of it: scenario, seed and number."""
    found = SimpleNamespace(
        scenario=compose_job(["strategy=application_first", *words]).scenario,
        seed=3,
        table=lambda *_: pa.table({"replication": [0]}),
    )
    return cast(sim.Results, found)


def test_what_the_platform_takes_is_unknown_where_it_never_ships_and_a_share_where_it_does() -> None:
    """A quarter in which nothing ships; two years in which the tax brings some of what building takes."""
    assert math.isnan(share_needed(one_programme("horizon_weeks=13", "sequencing=never"))[0])
    assert 0.01 < share_needed(one_programme("horizon_weeks=104"))[0] < 2.0
