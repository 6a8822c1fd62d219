from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from sim.analysis.comparison import COLUMNS, compare_pairs
from sim.analysis.summary import _COLUMNS, _REVIEW_COLUMNS, _WORKLOAD_COLUMNS, plain, summarise, summarise_comparison
from sim.errors import InputError, WorkFailed
from sim.programme.columns import TABLES


def summary(run: Any, target: int = 20) -> dict[str, Any]:
    found = summarise(run, horizon_weeks=260, target=target)
    json.dumps(found, allow_nan=False)
    return found


def test_summary_says_what_the_run_was(random_run: Any) -> None:
    """Replications, target, horizon and a version of its layout; it is JSON without NaN."""
    found = summary(random_run(1))
    assert found["schema_version"] == 2
    assert (found["replications"], found["failures"], found["target"], found["horizon_weeks"]) == (60, 0, 20, 260)
    assert sum(share["count"] for share in found["outcomes"].values()) == 60
    assert found["standing_at_horizon"] == found["outcomes"]["censored"]


def test_summary_goes_to_the_workload_after_the_target(random_run: Any, make_run: Any) -> None:
    """By n up to the twenty-first, or further where a programme went further: live at once, or to go live."""
    assert [row["n"] for row in summary(make_run([{"replication": 0}]))["reached"]] == list(range(1, 22))
    found = summary(random_run(1), target=3)
    furthest = max(row["n"] for row in random_run(1).workloads)
    assert len(found["marginal_cost_eur"]["by_n"]) == furthest
    most = max(row["live_max"] for row in random_run(1).replications)
    assert [row["n"] for row in found["reached"]] == list(range(1, most + 1))


def test_reached_counts_those_live_at_once_and_costs_the_nth_to_go_live(make_run: Any) -> None:
    """Two of three that went live were live at once: n = 2 is reached, and the third has a cost."""
    lives = [{"replication": 0, "n": n, "live_week": 10.0 * n, "marginal_cost_eur": n * 1e5} for n in (1, 2, 3)]
    found = summary(make_run([{"replication": 0, "live_max": 2, "went_live": 3, "retired": 1}], lives))
    assert [row["reached"] for row in found["reached"][:3]] == [1, 1, 0]
    assert found["marginal_cost_eur"]["by_n"][2]["mean_eur"] == 3e5


def test_delivery_is_over_the_programmes_that_delivered(make_run: Any) -> None:
    """Weeks to production, reviews, reuse and cost per call: a mean over the programmes that have one."""
    known = {"weeks_to_production": 40.0, "reviews_per_system": 2.0, "reuse_share": 0.25, "cost_per_call_eur": 0.04}
    found = summary(make_run([{"replication": 0, **known}, {"replication": 1}]))
    assert {name: (found[name]["mean"], found[name]["total"]) for name in known} == {
        name: (value, 1) for name, value in known.items()
    }
    assert found["shadow"]["total"] == 2


def test_states_by_n_add_up_in_the_summary(random_run: Any) -> None:
    """At each n the three counts are all programmes, and the share has its interval around it."""
    for row in summary(random_run(2))["reached"]:
        assert row["reached"] + row["failed_before"] + row["out_of_time"] == row["total"] == 60
        assert row["low"] <= row["share"] == row["reached"] / 60 <= row["high"]


def test_undefined_is_null(make_run: Any) -> None:
    """One programme that did nothing has a summary: null where nothing can be said, never zero."""
    found = summary(make_run([{"replication": 0}]))
    assert found["median_weeks"]["survival"] == {"median_weeks": None, "low": None, "high": None}
    assert found["median_weeks"]["target"]["median_weeks"] is None
    assert found["marginal_cost_eur"]["first_three_mean_eur"] is None
    assert found["marginal_cost_eur"]["by_n"][0] == {
        "n": 1,
        "programmes": 0,
        **dict.fromkeys(("mean_eur", "low_eur", "high_eur", "p10_eur", "p90_eur")),
    }
    assert found["surprise_ratio"]["total"] == 0
    assert found["surprise_ratio"]["mean"] is None
    assert (found["payoff_eur"]["mean"], found["payoff_eur"]["low"]) == (5e5, None)


def test_surprise_is_over_those_that_were_asked(make_run: Any) -> None:
    """Programmes that finance never asked have no surprise and do not count as zero."""
    run = make_run(
        [{"replication": 0, "surprise_ratio": 3.0}, {"replication": 1}, {"replication": 2, "surprise_ratio": 2.0}]
    )
    assert summary(run)["surprise_ratio"]["total"] == 2
    assert summary(run)["surprise_ratio"]["mean"] == 2.5


def test_failures_are_counted(make_run: Any) -> None:
    """A replication that broke is reported beside those that finished."""
    assert summary(make_run([{"replication": 0}], failures=["broken", "broken"]))["failures"] == 2


def test_a_run_in_which_nothing_finished_has_no_summary(make_run: Any) -> None:
    """All replications failed: the work failed, and no share of nothing is printed."""
    with pytest.raises(WorkFailed, match=r"no replication finished \(1 failed\)"):
        summary(make_run([], failures=["broken"]))


def test_an_end_after_the_horizon_is_refused(make_run: Any) -> None:
    """What lies beyond the horizon does not count, so it cannot be there."""
    with pytest.raises(InputError, match="week 300, after the horizon of 260"):
        summary(make_run([{"replication": 0, "outcome": "frozen", "outcome_week": 300.0}]))


def test_summary_reads_columns_that_exist() -> None:
    """Every column asked for is one that a run leaves behind."""
    asked = {
        "replications": {*_COLUMNS, *COLUMNS},
        "workloads": set(_WORKLOAD_COLUMNS),
        "reviews": set(_REVIEW_COLUMNS),
    }
    for name, columns in asked.items():
        assert columns <= {column.name for column in TABLES[name]}


def test_plain_knows_arrays_and_what_is_not_finite() -> None:
    """No numpy value and no NaN gets into JSON."""
    found = plain(
        {"a": np.array([1.0, np.nan]), "b": np.int32(3), "c": (np.float64(0.5), math.inf), "d": np.bool_(True)}
    )
    assert json.dumps(found, allow_nan=False) == '{"a": [1.0, null], "b": 3, "c": [0.5, null], "d": true}'


def test_a_run_against_itself_differs_by_exactly_zero(random_run: Any) -> None:
    """Every headline, mean and interval, in the comparison's summary."""
    found = summarise_comparison({"a": random_run(3), "b": random_run(3)}, horizon_weeks=260, target=20)
    json.dumps(found, allow_nan=False)
    (pair,) = found["pairs"]
    assert set(pair["differences"]) == {"reached_target", "standing_at_horizon", "payoff_eur", "live_max"}
    for difference in pair["differences"].values():
        assert (difference["mean"], difference["low"], difference["high"]) == (0.0, 0.0, 0.0)
        assert difference["tied"] == difference["total"] == 60
    assert found["scenarios"]["a"] == found["scenarios"]["b"]


def test_each_pair_is_compared_in_the_order_given(random_run: Any) -> None:
    """Three runs are three pairs, first minus second."""
    runs = {"x": random_run(1), "y": random_run(2), "z": random_run(3)}
    pairs = compare_pairs(runs, resamples=50)
    assert [(pair.first, pair.second) for pair in pairs] == [("x", "y"), ("x", "z"), ("y", "z")]
    means = {name: np.mean([row["payoff_eur"] for row in run.replications]) for name, run in runs.items()}
    for pair in pairs:
        assert pair.differences["payoff_eur"].mean == pytest.approx(means[pair.first] - means[pair.second])


def test_runs_pair_by_replication_and_the_rest_is_counted(random_run: Any) -> None:
    """Only futures that both have are compared, whatever their rows' positions."""
    whole, part = random_run(4, programmes=60), random_run(4, programmes=60)
    late = type(part)(part.replications[40:10:-1], part.workloads, part.reviews)
    extra = random_run(5, programmes=5, first=100)
    late = type(part)([*late.replications, *extra.replications], part.workloads, part.reviews)
    (pair,) = compare_pairs({"whole": whole, "part": late}, resamples=20)
    assert (pair.paired, pair.unpaired_first, pair.unpaired_second) == (30, 30, 5)
    assert pair.differences["payoff_eur"].tied == 30


def test_nothing_that_pairs_is_refused(random_run: Any) -> None:
    """Runs without a common replication cannot be compared, and the message says which they have."""
    with pytest.raises(InputError, match=r"'a' \(replications 0 to 4\) and 'b' \(replications 10 to 14\)"):
        compare_pairs({"a": random_run(1, 5), "b": random_run(1, 5, first=10)})


def test_a_run_in_which_nothing_finished_pairs_with_nothing(random_run: Any, make_run: Any) -> None:
    """An empty side is named."""
    with pytest.raises(InputError, match=r"'b' \(no finished replication\)"):
        compare_pairs({"a": random_run(1, 5), "b": make_run([])})


def test_one_run_is_no_comparison(random_run: Any) -> None:
    """A comparison needs two."""
    with pytest.raises(InputError, match="at least two runs; 1 given"):
        compare_pairs({"a": random_run(1, 5)})
