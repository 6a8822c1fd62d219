"""What use cases are like: drawn as the cards say, and each attribute on its own (model §3 Opportunities)."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
from scipy import stats

from sim.luck import Luck
from sim.programme.use_case import draw_use_case
from sim.scenario import Scenario

SEED = 21


def test_use_cases_fall_on_each_side_of_an_axis_as_the_cards_say() -> None:
    """Shares of retrieval, batch and model choice over 4,000 use cases. False alarm 1 in 3,000."""
    scenario = Scenario()
    drawn = [draw_use_case(scenario, Luck(SEED, number), rank) for number in range(400) for rank in range(10)]
    world = scenario.opportunities
    for has, share in (
        ([use_case.retrieval for use_case in drawn], world.pattern_rag_share),
        ([use_case.batch for use_case in drawn], world.batch_share),
        ([use_case.model_matters for use_case in drawn], world.model_choice_share),
    ):
        assert stats.binomtest(sum(has), len(has), share).pvalue > 1e-4


def test_attributes_of_a_use_case_are_independent_of_each_other() -> None:
    """No two are correlated by rank over 2,000 programmes' first use cases, but for risk and what needs no review.

    That pair is: only a use case of low risk can be narrow. 119 other pairs; false alarm 1 in 10,000.
    """
    drawn = [draw_use_case(Scenario(), Luck(SEED, number), 0) for number in range(2_000)]
    names = [name.name for name in fields(drawn[0]) if name.name != "rank"]
    values = np.array([[float(getattr(use_case, name)) for name in names] for use_case in drawn])
    found = np.abs(stats.spearmanr(values).statistic - np.eye(len(names)))
    risk, narrow = names.index("risk"), names.index("narrow")
    assert found[risk, narrow] > 0.2
    found[risk, narrow] = found[narrow, risk] = 0.0
    assert len(names) == 16
    assert found.max() < 5.0 / math.sqrt(len(drawn))


def test_risk_and_narrowness_are_shared_out_as_the_cards_say() -> None:
    """Shares of low and high risk over 4,000 use cases, and of narrow ones among those of low risk alone.

    False alarm 1 in 3,000.
    """
    scenario = Scenario()
    world = scenario.opportunities
    drawn = [draw_use_case(scenario, Luck(SEED, number), rank) for number in range(400) for rank in range(10)]
    low = [use_case.narrow for use_case in drawn if use_case.risk == 0]
    for number, among, share in (
        (len(low), len(drawn), world.low_risk_share),
        (sum(use_case.risk == 2 for use_case in drawn), len(drawn), world.high_risk_share),
        (sum(low), len(low), world.narrow_share),
    ):
        assert stats.binomtest(number, among, share).pvalue > 1e-4
    assert sum(use_case.narrow for use_case in drawn) == sum(low)
