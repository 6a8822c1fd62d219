"""What the study of the opening case measures beside the tables, on small tables made by hand and on a run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pyarrow as pa

import sim
from experiments.case.evidence import ends_within, left_of_the_plan, live_by, quarterly_eur, question_of
from experiments.kit.arms import arms_of

TABLES: dict[str, dict[str, list[object]]] = {
    "replications": {
        "replication": [0, 1, 2, 3],
        "outcome": ["censored", "insolvent", "insolvent", "stalled"],
        "outcome_week": [260.0, 180.0, 101.0, 50.0],
    },
    "workloads": {"replication": [0, 0, 1], "n": [1, 2, 2], "live_week": [10.0, 39.0, 40.0]},
    "reviews": {
        "replication": [0, 1, 1, 2],
        "week": [100.0, 100.0, 152.0, 100.0],
        "kind": ["question", "question", "review", "question"],
        "live": [12, 14, 15, 11],
        "run_rate_eur": [2e6, 3e6, 4e6, 5e6],
    },
    "ledger": {
        "replication": [0, 0, 0, 0, 1],
        "use_case": [0, 3, -1, 0, 0],
        "category": ["inference", "inference", "inference", "levers", "inference"],
        "quarter": [1, 1, 1, 1, 0],
        "cents": [10_000, 20_000, 40_000, 80_000, 100],
    },
    "events": {
        "replication": [0, 0, 1, 2],
        "what": ["plan_cut", "approved", "gate_closed", "plan_cut"],
        "text": [
            "Finance cuts the plan to 1 more workload: more than the budget; cost is to be reduced.",
            "Finance approves the plan: it is within the budget.",
            "Finance cuts the plan to nothing: more than the budget.",
            "Finance cuts the plan to 12 more workloads: more than the budget; cost is to be reduced.",
        ],
    },
}
RESULTS = cast(
    sim.Results,
    SimpleNamespace(table=lambda name, columns: pa.table({column: TABLES[name][column] for column in columns})),
)


def test_what_is_left_of_the_plan_is_what_the_first_decision_leaves() -> None:
    """A later decision changes nothing, a closed gate leaves none, and without a decision there is nothing to say."""
    np.testing.assert_equal(left_of_the_plan(RESULTS, 5), [1.0, 0.0, 12.0, np.nan])


def test_a_quarter_s_money_is_that_of_its_categories_and_use_cases() -> None:
    """The programme as a whole is no use case; without a bound on use cases it counts."""
    inference = frozenset({"inference"})
    assert quarterly_eur(RESULTS, 1, inference, first=3).tolist() == [100.0, 0.0, 0.0, 0.0]
    assert quarterly_eur(RESULTS, 1, inference | {"levers"}).tolist() == [1500.0, 0.0, 0.0, 0.0]


def test_ends_are_counted_from_the_question_and_only_where_enough_are_live() -> None:
    """A programme that was never asked is not among them."""
    assert ends_within(RESULTS, 78.0, 12) == {0: False, 1: False}
    assert ends_within(RESULTS, 80.0) == {0: False, 1: True, 2: True}


def test_live_by_counts_programmes_that_never_get_there_as_not() -> None:
    """The nth go-live, on the day itself too."""
    assert live_by(RESULTS, 2, 39.0) == [True, False, False, False]


def test_the_words_of_the_log_are_those_that_are_read() -> None:
    """Each programme that finance decides on in its first weeks has a number left of its plan."""
    arms = arms_of({"asked": ["start=november_review", "strategy=business_as_usual", "horizon_weeks=12"]})
    results = arms.study(["asked"], 21, 6)["asked"]
    assert len(question_of(results)) == 6
    left = left_of_the_plan(results, 5)
    assert np.isfinite(left).all()
    assert left.max() >= 1.0
