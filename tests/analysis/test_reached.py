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
    return reached_by_count(run.table("workloads"), run.table("replications"), up_to=up_to)


def live(replication: int, *weeks: float) -> list[dict[str, float]]:
    return [{"replication": replication, "n": n, "live_week": week} for n, week in enumerate(weeks, start=1)]


def test_three_states_of_three_programmes(make_run: Any) -> None:
    """Reached where the nth went live; else failed before where the programme ended; else out of time."""
    run = make_run(
        [
            {"replication": 7, "outcome": "insolvent", "outcome_week": 100.0},
            {"replication": 8},
            {"replication": 9, "outcome": "frozen", "outcome_week": 50.0},
        ],
        [*live(8, 10.0, 20.0, 30.0), *live(7, 5.0, 100.0)],
    )
    found = reached(run, up_to=4)
    assert found.n.tolist() == [1, 2, 3, 4]
    assert found.reached.tolist() == [2, 2, 1, 0]
    assert found.failed_before.tolist() == [1, 1, 2, 2]
    assert found.out_of_time.tolist() == [0, 0, 0, 1]
    assert found.total == 3


def test_a_go_live_after_the_end_does_not_count(make_run: Any) -> None:
    """Nothing that goes live after a programme's end counts, even where the table holds it."""
    run = make_run(
        [{"replication": 0, "outcome": "frozen", "outcome_week": 20.0}, {"replication": 1}],
        [*live(0, 20.0, 20.5), *live(1, 10.0, 260.0, 261.0)],
    )
    assert reached(run, up_to=3).reached.tolist() == [2, 1, 0]


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
    """Programmes and go-lives may come in any order."""
    run = random_run(seed, 12)
    workloads, replications = run.table("workloads"), run.table("replications")
    mixed = [table.take(order.sample(range(table.num_rows), table.num_rows)) for table in (workloads, replications)]
    straight = reached_by_count(workloads, replications, up_to=20)
    shuffled = reached_by_count(mixed[0], mixed[1], up_to=20)
    for state in STATES:
        assert straight.count(state).tolist() == shuffled.count(state).tolist()


def test_no_programmes_are_refused(make_run: Any) -> None:
    """A share of no programmes is an error."""
    with pytest.raises(ValueError, match="no programmes"):
        reached(make_run([]))


def test_go_lives_without_a_programme_are_refused(make_run: Any) -> None:
    """Tables that do not belong together are noticed."""
    with pytest.raises(ValueError, match="replication 3 have no programme"):
        reached(make_run([{"replication": 2}], live(3, 1.0)))


def test_a_programme_that_occurs_twice_is_refused(make_run: Any) -> None:
    """One programme is one row."""
    with pytest.raises(ValueError, match="occurs twice"):
        reached(make_run([{"replication": 2}, {"replication": 2}], live(2, 1.0)))
