from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from sim.analysis.marginal import marginal_cost, next_marginal_cost


def costs(*rows: tuple[int, int, float]) -> list[dict[str, float]]:
    return [
        {"replication": replication, "n": n, "live_week": 1.0, "marginal_cost_eur": cost}
        for replication, n, cost in rows
    ]


def reviewed(*rows: tuple[int, int, float]) -> list[dict[str, float]]:
    return [
        {"replication": replication, "live": live, "next_marginal_cost_eur": cost} for replication, live, cost in rows
    ]


def test_mean_and_programmes_by_n(make_run: Any) -> None:
    """The mean at n is over the programmes that got there; where nobody did, everything is undefined."""
    run = make_run([], costs((0, 1, 100.0), (1, 1, 300.0), (0, 2, 50.0)))
    found = marginal_cost(run.table("workloads"), up_to=3)
    assert found.n.tolist() == [1, 2, 3]
    assert found.programmes.tolist() == [2, 1, 0]
    assert found.mean_eur[:2].tolist() == [200.0, 50.0]
    assert np.isnan([found.mean_eur[2], found.p10_eur[2], found.p90_eur[2]]).all()


def test_one_programme_has_a_mean_and_no_interval(make_run: Any) -> None:
    """A single programme's interval is undefined, not of zero width."""
    found = marginal_cost(make_run([], costs((0, 1, 100.0))).table("workloads"), up_to=1)
    assert found.mean_eur.tolist() == [100.0]
    assert np.isnan(found.low_eur).all()
    assert np.isnan(found.high_eur).all()


def test_interval_and_spread_against_scipy_and_numpy(random_run: Any) -> None:
    """Confidence in the mean is Student's interval; the spread between programmes is P10 to P90."""
    table = random_run(11, 80).table("workloads")
    found = marginal_cost(table, up_to=5)
    for n in range(1, 6):
        values = table.filter(np.array(table["n"]) == n)["marginal_cost_eur"].to_numpy()
        expected = ttest_1samp(values, 0.0).confidence_interval(0.95)
        assert found.programmes[n - 1] == values.size
        assert found.mean_eur[n - 1] == pytest.approx(values.mean())
        assert (found.low_eur[n - 1], found.high_eur[n - 1]) == pytest.approx((expected.low, expected.high))
        assert (found.p10_eur[n - 1], found.p90_eur[n - 1]) == pytest.approx(np.quantile(values, (0.1, 0.9)))


def test_mean_of_the_first_three_counts_each_workload_once(make_run: Any) -> None:
    """However many programmes got to each of the three."""
    run = make_run([], costs((0, 1, 90.0), (1, 1, 110.0), (0, 2, 200.0), (0, 3, 600.0), (0, 4, 9999.0)))
    assert marginal_cost(run.table("workloads"), up_to=21).first_three_mean_eur == 300.0


def test_mean_of_the_first_three_is_undefined_before_the_third(make_run: Any) -> None:
    """Two workloads are not three."""
    run = make_run([], costs((0, 1, 90.0), (0, 2, 200.0)))
    assert marginal_cost(run.table("workloads"), up_to=21).first_three_mean_eur is None
    assert marginal_cost(run.table("workloads"), up_to=2).first_three_mean_eur is None


def test_the_other_series_takes_its_own_column(random_run: Any) -> None:
    """With build labour and the share of the platform the same workloads cost what their column says."""
    table = random_run(12).table("workloads")
    found = marginal_cost(table, up_to=1, column="marginal_cost_all_in_eur")
    values = table.filter(np.array(table["n"]) == 1)["marginal_cost_all_in_eur"].to_numpy()
    assert found.mean_eur[0] == pytest.approx(values.mean())


def test_the_next_workload_is_one_more_than_live(make_run: Any) -> None:
    """With twenty live, finance looks at the twenty-first, whether or not it ever comes."""
    found = next_marginal_cost(make_run([], [], reviewed((0, 20, 7.0), (1, 0, 5.0))).table("reviews"), up_to=21)
    assert found.programmes[[0, 20]].tolist() == [1, 1]
    assert found.mean_eur[[0, 20]].tolist() == [5.0, 7.0]
    assert found.programmes.sum() == 2


def test_a_programme_reviewed_twice_at_one_count_is_one_programme(make_run: Any) -> None:
    """A frozen programme that is reviewed again and again does not outweigh the others."""
    rows = reviewed((0, 5, 100.0), (0, 5, 200.0), (0, 5, 300.0), (1, 5, 400.0))
    found = next_marginal_cost(make_run([], [], rows).table("reviews"), up_to=6)
    assert found.programmes[5] == 2
    assert found.mean_eur[5] == 300.0


def test_no_workload_and_no_review_at_all(make_run: Any) -> None:
    """Empty tables have zero programmes at each n and nothing defined."""
    run = make_run([])
    for found in (marginal_cost(run.table("workloads"), up_to=4), next_marginal_cost(run.table("reviews"), up_to=4)):
        assert found.programmes.tolist() == [0] * 4
        assert np.isnan(found.mean_eur).all()
        assert found.first_three_mean_eur is None


def test_a_cost_that_is_no_number_is_refused(make_run: Any) -> None:
    """NaN in a cost is an error and not a gap."""
    with pytest.raises(ValueError, match="marginal cost: 1 of 1"):
        marginal_cost(make_run([], costs((0, 1, float("nan")))).table("workloads"), up_to=1)


@given(seed=st.integers(0, 200), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(random_run: Any, seed: int, order: Any) -> None:
    """Workloads in any order give the same costs to the last bit."""
    table = random_run(seed, 10).table("workloads")
    mixed = table.take(order.sample(range(table.num_rows), table.num_rows))
    straight, shuffled = (marginal_cost(each, up_to=8) for each in (table, mixed))
    for name in ("programmes", "mean_eur", "low_eur", "high_eur", "p10_eur", "p90_eur"):
        np.testing.assert_array_equal(getattr(straight, name), getattr(shuffled, name))


@given(st.permutations([0.1, 0.2, 0.3]))
def test_the_order_of_a_programme_s_reviews_changes_nothing(make_run: Any, looks: list[float]) -> None:
    """Several reviews at one count have one mean to the last bit, in whichever order they come."""
    found = next_marginal_cost(make_run([], [], reviewed(*((0, 5, cost) for cost in looks))).table("reviews"), up_to=6)
    sorted_looks = reviewed(*((0, 5, cost) for cost in sorted(looks)))
    expected = next_marginal_cost(make_run([], [], sorted_looks).table("reviews"), up_to=6)
    assert found.mean_eur[5] == expected.mean_eur[5]
