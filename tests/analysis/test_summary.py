from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from sim.analysis.comparison import _COST_COLUMNS, COLUMNS, compare_pairs
from sim.analysis.league import league
from sim.analysis.summary import (
    _COLUMNS,
    _REVIEW_COLUMNS,
    _WORKLOAD_COLUMNS,
    plain,
    summarise,
    summarise_comparison,
    whole_years,
)
from sim.errors import InputError, WorkFailed
from sim.programme.columns import TABLES


def summary(run: Any, target: int = 20) -> dict[str, Any]:
    found = summarise(run, horizon_weeks=260, target=target)
    json.dumps(found, allow_nan=False)
    return found


def test_summary_says_what_the_run_was(random_run: Any) -> None:
    """Replications, target, horizon and a version of its layout; it is JSON without NaN."""
    found = summary(random_run(1))
    assert found["schema_version"] == 3
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
    assert [found["median_weeks"]["target"][key] for key in ("median_weeks", "low", "high")] == [None, None, None]
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
        "workloads": {*_WORKLOAD_COLUMNS, *_COST_COLUMNS},
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


def test_years_go_to_the_horizon() -> None:
    """Every 52 weeks before it, and the horizon itself, whole year or not."""
    assert whole_years(260.0) == (52.0, 104.0, 156.0, 208.0, 260.0)
    assert whole_years(60.0) == (52.0, 60.0)
    assert whole_years(26.0) == (26.0,)


def test_ends_by_year_worked_by_hand(make_run: Any) -> None:
    """Frozen at 52 and 60, insolvent at 200, one stands: counts before each year, shares up to and including it."""
    ends = [("frozen", 52.0), ("frozen", 60.0), ("insolvent", 200.0), ("censored", 260.0)]
    found = summary(
        make_run([{"replication": n, "outcome": end, "outcome_week": at} for n, (end, at) in enumerate(ends)])
    )
    rows = found["survival"]["by_week"]
    assert [(row["week"], row["at_risk"], row["ended"], row["lost"], row["share"]) for row in rows] == [
        (52.0, 4, 0, 0, 0.75), (104.0, 2, 2, 0, 0.5), (156.0, 2, 2, 0, 0.5), (208.0, 1, 3, 0, 0.25),
        (260.0, 1, 3, 0, 0.25),
    ]  # fmt: skip
    shares = {cause: [row["share"] for row in rows] for cause, rows in found["incidence"].items()}
    assert shares["frozen"] == [0.25, 0.5, 0.5, 0.5, 0.5]
    assert shares["insolvent"] == [0.0, 0.0, 0.0, 0.25, 0.25]
    assert shares["stalled"] == [0.0] * 5
    assert found["survival"]["restricted_mean_weeks"]["weeks"] == (52.0 + 60.0 + 200.0 + 260.0) / 4
    assert found["median_weeks"]["survival"]["median_weeks"] == 60.0


def test_causes_and_those_standing_add_up_in_the_summary(random_run: Any) -> None:
    """At every year shares of all causes and of those standing are one, each within its interval."""
    found = summary(random_run(7))
    for place, row in enumerate(found["survival"]["by_week"]):
        causes = [rows[place] for rows in found["incidence"].values()]
        assert row["share"] + sum(one["share"] for one in causes) == pytest.approx(1.0)
        assert all(one["low"] <= one["share"] <= one["high"] for one in (row, *causes))
        assert all(one["high"] > one["low"] for one in causes), "none of 60 is not certainty"


def test_an_end_that_nobody_has_named_is_counted_all_the_same(make_run: Any) -> None:
    """A later version's outcome has its row beside the known ones."""
    run = make_run([{"replication": 0, "outcome": "merged", "outcome_week": 9.0}, {"replication": 1}])
    assert summary(run)["incidence"]["merged"][-1]["share"] == 0.5


def test_medians_of_milestones_have_intervals(random_run: Any) -> None:
    """The median is the milestone's own, whoever never gets there counted as never, and lies in its interval."""
    found = summary(random_run(8, programmes=200))["median_weeks"]["platform"]
    assert found["low"] <= found["median_weeks"] <= found["high"]
    weeks = sorted(row["platform_week"] or math.inf for row in random_run(8, programmes=200).replications)
    assert found["median_weeks"] == weeks[99]


def test_where_all_end_at_once_nothing_is_known_of_the_mean(make_run: Any) -> None:
    """All in week 3: 3 weeks, null for what a spread would tell, and no number in place of it."""
    ends = [{"replication": n, "outcome": "frozen", "outcome_week": 3.0} for n in range(5)]
    mean = summary(make_run(ends))["survival"]["restricted_mean_weeks"]
    assert mean == {"weeks": 3.0, "standard_error_weeks": None, "low": None, "high": None, "until_weeks": 260}


def test_a_comparison_has_its_league_and_all_pairs(random_run: Any) -> None:
    """As JSON: places, probability of being best, regret, and every headline of each pair with null for the unknown."""
    runs = {"a": random_run(1), "b": random_run(2)}
    parts = {name: summary(run) for name, run in runs.items()}
    found = summarise_comparison(parts, compare_pairs(runs, resamples=50), league(runs, resamples=50))
    json.dumps(found, allow_nan=False)
    assert [row["place"] for row in found["league"]] == [1, 2]
    assert sum(row["best"]["share"] for row in found["league"]) == pytest.approx(1.0)
    assert found["league"][0]["payoff_eur"] == {
        key: parts[found["league"][0]["name"]]["payoff_eur"][key] for key in ("mean", "low", "high")
    }
    (pair,) = found["pairs"]
    assert set(pair["marginal_cost_eur"]) == {"1", "5", "10", "20"}


def test_one_future_each_leaves_intervals_open(make_run: Any) -> None:
    """What a single future cannot tell is null: never infinity, never zero."""
    runs = {name: make_run([{"replication": 0, "payoff_eur": payoff}]) for name, payoff in (("a", 3e5), ("b", 1e5))}
    found = summarise_comparison(
        {name: summary(run) for name, run in runs.items()},
        compare_pairs(runs, resamples=50),
        league(runs, resamples=50),
    )
    difference = found["pairs"][0]["differences"]["payoff_eur"]
    assert (difference["mean"], difference["low"], difference["high"]) == (2e5, None, None)
    assert found["league"][0]["payoff_eur"] == {"mean": 3e5, "low": None, "high": None}
    assert found["league"][1]["regret_eur"] == {"mean": 2e5, "low": 0.0, "high": None}
    assert found["pairs"][0]["marginal_cost_eur"] == {"1": None, "5": None, "10": None, "20": None}
