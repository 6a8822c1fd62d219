from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.proportions import proportion
from sim.analysis.reached import Reached, State, reached_by_count

STATES: tuple[State, ...] = ("reached", "failed_before", "out_of_time")


def reached(run: Any, up_to: int = 6) -> Reached:
    return reached_by_count(run.table("replications"), up_to=up_to)


def test_three_states_of_three_programmes(make_run: Any) -> None:
    """Reached where n were live at once; else failed before where the programme ended; else out of time."""
    run = make_run(
        [
            {"replication": 7, "outcome": "reorganised", "outcome_week": 100.0, "live_max": 2},
            {"replication": 8, "live_max": 3},
            {"replication": 9, "outcome": "sponsor_lost", "outcome_week": 50.0},
        ],
    )
    found = reached(run, up_to=4)
    assert found.n.tolist() == [1, 2, 3, 4]
    assert found.reached.tolist() == [2, 2, 1, 0]
    assert found.failed_before.tolist() == [1, 1, 2, 2]
    assert found.out_of_time.tolist() == [0, 0, 0, 1]
    assert found.total == 3


def test_workloads_that_went_live_and_were_retired_do_not_add_up(make_run: Any) -> None:
    """Five went live, never more than three of them at once: the fourth is not reached."""
    run = make_run([{"replication": 0, "live_max": 3, "went_live": 5, "retired": 2}])
    assert reached(run, up_to=5).reached.tolist() == [1, 1, 1, 0, 0]


def test_nothing_ever_goes_live(make_run: Any) -> None:
    """No go-live at all is zero reached with an interval that leaves room."""
    found = reached(make_run([{"replication": number} for number in range(50)]))
    assert found.reached.tolist() == [0] * 6
    assert found.out_of_time.tolist() == [50] * 6
    low, high = found.interval()
    assert low.tolist() == [0.0] * 6
    assert (high > 0.05).all()


def test_intervals_are_wilson(random_run: Any) -> None:
    """Each state's interval is Wilson's for its count."""
    found = reached(random_run(5))
    for state in STATES:
        low, high = found.interval(state)
        for index, count in enumerate(found.count(state).tolist()):
            one = proportion(count, found.total)
            assert (found.share(state)[index], low[index], high[index]) == (one.share, one.low, one.high)


@given(seed=st.integers(0, 500), programmes=st.integers(1, 25))
def test_the_three_states_add_up_and_reaching_gets_no_easier(random_run: Any, seed: int, programmes: int) -> None:
    """Reached + failed before + out of time = total at each n, and reached never rises with n."""
    found = reached(random_run(seed, programmes), up_to=25)
    assert (found.reached + found.failed_before + found.out_of_time == found.total).all()
    assert min(found.reached.min(), found.failed_before.min(), found.out_of_time.min()) >= 0
    assert (np.diff(found.reached) <= 0).all()


@given(seed=st.integers(0, 500), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(random_run: Any, seed: int, order: Any) -> None:
    """Programmes may come in any order."""
    replications = random_run(seed, 12).table("replications")
    mixed = replications.take(order.sample(range(replications.num_rows), replications.num_rows))
    straight, shuffled = reached_by_count(replications, up_to=20), reached_by_count(mixed, up_to=20)
    for state in STATES:
        assert straight.count(state).tolist() == shuffled.count(state).tolist()


def test_no_programmes_are_refused(make_run: Any) -> None:
    """A share of no programmes is an error."""
    with pytest.raises(ValueError, match="no programmes"):
        reached(make_run([]))
