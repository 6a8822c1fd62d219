"""Signs and what follows them, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pyarrow as pa
import pytest

import sim
from experiments.economics.evidence import contrast, signal_cases, steepest_growth


class Tables:
    """Results of which only the tables are there."""

    def __init__(self, **tables: Mapping[str, Any]) -> None:
        self._tables = {name: pa.table(dict(columns)) for name, columns in tables.items()}

    def table(self, name: str, columns: list[str]) -> pa.Table:
        """Some columns of a table."""
        return self._tables[name].select(columns)


def test_a_sign_that_is_always_right_is_worth_a_hundred_points() -> None:
    """All that show it get there, none of the others: a difference of one, with nothing left to luck."""
    found = contrast([(future, future % 2 == 0, future % 2 == 0) for future in range(20)])
    assert (found.value, found.low, found.high) == pytest.approx((1.0, 1.0, 1.0))


def test_a_sign_is_worth_the_difference_of_two_shares() -> None:
    """3 of 4 with it, 1 of 6 without: 58 points, and an interval to both sides of it."""
    shows = [(future, True, future < 3) for future in range(4)]
    others = [(future, False, future == 4) for future in range(4, 10)]
    found = contrast([*shows, *others])
    assert found.value == pytest.approx(3 / 4 - 1 / 6)
    assert found.low < found.value < found.high


def test_programmes_of_one_future_count_as_one_draw_of_luck() -> None:
    """Every programme twice over, in its own future: the same share and about the same interval, not a narrower one."""
    cases = [(future, future % 2 == 0, future % 3 == 0) for future in range(30)]
    once, twice = contrast(cases), contrast([*cases, *cases])
    assert (once.value, once.low, once.high) == pytest.approx((twice.value, twice.low, twice.high))


def test_where_all_show_the_sign_there_is_nothing_to_compare() -> None:
    """It is unknown, not zero."""
    assert not contrast([(0, True, True), (1, True, False)]).known


def test_the_sign_is_a_latest_workload_below_the_mean_of_the_first() -> None:
    """Programme 0 shows it (1 against a mean of 2), programme 1 does not (3), programme 2 has too few workloads."""
    found = Tables(
        workloads={
            "replication": [0, 0, 0, 1, 1, 1, 2],
            "n": [1, 2, 3, 1, 2, 3, 1],
            "marginal_cost_eur": [1.0, 3.0, 1.0, 1.0, 3.0, 3.0, 9.0],
        },
        replications={"replication": [0, 1, 2], "live_max": [5, 2, 1]},
    )
    assert signal_cases(cast(sim.Results, found), 2, 3, target=5) == [(0, True, True), (1, False, False)]


def test_growth_is_that_of_a_bill_against_half_a_year_before_from_the_first_full_quarter() -> None:
    """Live in week 20, quarter 1: from 10 in quarter 2 to 60 in quarter 4 sixfold; quarter 1 is not a full one."""
    found = Tables(
        workloads={"replication": [0], "n": [1], "use_case": [4], "live_week": [20.0], "marginal_cost_eur": [1.0]},
        replications={"replication": [0]},
        ledger={
            "replication": [0] * 5,
            "use_case": [4] * 5,
            "category": ["inference"] * 4 + ["upkeep"],
            "quarter": [1, 2, 3, 4, 4],
            "cents": [1, 1000, 5000, 6000, 99],
        },
    )
    assert steepest_growth(cast(sim.Results, found)).tolist() == [6.0]
