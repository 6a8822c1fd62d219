"""What a lever takes off a bill, by hand."""

from __future__ import annotations

import math
from typing import cast

import pyarrow as pa
import pytest

import sim
from experiments.levers.evidence import Bill, bills, saved_by_all, saved_by_programme


class Tables:
    """A programme with one or more workloads whose inference is known quarter by quarter."""

    horizon_weeks = 65.0

    def __init__(self, live: dict[int, float], bill: dict[tuple[int, int], int], applied: dict[int, float]) -> None:
        count = len(live)
        keys = sorted(bill)
        self._tables = {
            "workloads": pa.table(
                {
                    "replication": [0] * count,
                    "n": list(range(1, count + 1)),
                    "use_case": list(live),
                    "live_week": list(live.values()),
                    "marginal_cost_eur": [1.0] * count,
                }
            ),
            "ledger": pa.table(
                {
                    "replication": [0] * len(keys),
                    "use_case": [use_case for use_case, _ in keys],
                    "category": ["inference"] * len(keys),
                    "quarter": [quarter for _, quarter in keys],
                    "cents": [bill[key] for key in keys],
                }
            ),
            "events": pa.table(
                {
                    "replication": [0] * len(applied),
                    "week": list(applied.values()),
                    "what": ["lever_applied"] * len(applied),
                    "use_case": list(applied),
                }
            ),
        }

    def table(self, name: str, columns: list[str]) -> pa.Table:
        """Some columns of a table."""
        return self._tables[name].select(columns)


def both(pulled: Tables, without: Tables) -> tuple[sim.Results, sim.Results]:
    """As the study has them."""
    return cast(sim.Results, pulled), cast(sim.Results, without)


def test_a_bill_is_compared_over_the_full_quarters_after_the_lever_acts() -> None:
    """It acts in week 20, quarter 1: quarters 2 to 4 of five count, 100 + 200 + 300 cents against twice that."""
    cents = {(7, 1): 500, (7, 2): 100, (7, 3): 200, (7, 4): 300}
    pulled = Tables({7: 15.0}, cents, {7: 20.0})
    without = Tables({7: 15.0}, {key: 2 * amount for key, amount in cents.items()}, {})
    found = bills(*both(pulled, without), "inference")
    assert found == [Bill(0, 7, 3, 6.0, 12.0)]
    assert found[0].saved == 0.5


def test_the_first_quarters_are_left_out_and_the_number_of_them_is_bounded() -> None:
    """From the second full quarter on, and one only: quarter 3."""
    cents = {(7, quarter): 100 * quarter for quarter in range(2, 5)}
    tables = both(Tables({7: 15.0}, cents, {7: 20.0}), Tables({7: 15.0}, cents, {}))
    assert bills(*tables, "inference", first=1, most=1) == [Bill(0, 7, 1, 3.0, 3.0)]


def test_a_workload_that_goes_live_at_another_time_is_no_comparison() -> None:
    """Two weeks apart: its bills differ by adoption, not by the lever."""
    cents = {(7, 2): 100}
    tables = both(Tables({7: 15.0}, cents, {7: 20.0}), Tables({7: 17.0}, cents, {}))
    assert bills(*tables, "inference") == []


def test_what_is_saved_is_a_share_of_all_bills_together() -> None:
    """Half of 2 and nothing of 8: a tenth of all, in one programme; another has nothing to save, which is not zero."""
    found = [Bill(0, 1, 4, 1.0, 2.0), Bill(0, 2, 4, 8.0, 8.0)]
    together = saved_by_all(found, [0, 1])
    assert together.value == pytest.approx(0.1)
    each = saved_by_programme(found, [0, 1])
    assert each[0] == pytest.approx(0.1)
    assert math.isnan(each[1])


def test_nothing_is_no_part_of_nothing() -> None:
    """A line that is new with the lever, like hosting, has no share."""
    assert math.isnan(Bill(0, 1, 4, 5.0, 0.0).saved)
