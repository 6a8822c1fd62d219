"""Tornado: paired differences of one card at a time, ranked; what is clear is clear among all of them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from sim.analysis.factors import factors_of
from sim.analysis.tornado import holm, mean_p_value, run_tornado
from sim.errors import InputError
from sim.scenario import Scenario
from sim.scenario.variation import value_of
from tests.analysis.points_of_function import FunctionOfCards
from tests.programme.worlds import plain

FACTORS = factors_of(["cfo.budget_eur=[1e6,3e6]", "ends.target=[10,40]", "sequencing.bought", "people.notice_weeks"])
BASE = Scenario.model_validate({"cfo": {"budget_eur": 2e6}})


def payoff(scenario: Scenario, luck: np.random.Generator) -> float:
    """Luck is large and common; a million of budget is worth 1, a target more costs 0.1, buying brings 0.5."""
    bought = 0.5 if scenario.sequencing.bought else 0.0
    return scenario.cfo.budget_eur / 1e6 - 0.1 * scenario.ends.target + bought + 10.0 * float(luck.normal())


def test_common_luck_shows_small_effects_exactly_and_ranks_them() -> None:
    """Targets of 10 to 40 move 3, budgets of 1 to 3 million 2, buying 0.5, notice nothing; luck of sd 10 cancels."""
    found = run_tornado(BASE, FACTORS, "payoff_eur", seed=21, replications=30, run=FunctionOfCards(payoff))
    assert [(bar.factor.name, round(bar.width, 9)) for bar in found.bars] == [
        ("ends.target", 3.0),
        ("cfo.budget_eur", 2.0),
        ("sequencing.bought", 0.5),
        ("people.notice_weeks", 0.0),
    ]
    assert [bar.clear for bar in found.bars] == [True, True, True, False]
    target = found.bars[0]
    assert target.base_value == 20
    assert [(swing.value, round(swing.difference.mean, 9)) for swing in target.swings] == [(10, 1.0), (40, -2.0)]
    assert target.swings[0].mean == pytest.approx(found.base_mean + 1.0)
    assert target.swings[0].difference.low == pytest.approx(1.0)


def test_a_setting_equal_to_the_base_is_not_simulated_again() -> None:
    """A switch has one other value; the base and 2 + 2 + 1 + 2 settings make eight points."""
    run = FunctionOfCards(payoff)
    found = run_tornado(BASE, FACTORS, "payoff_eur", seed=21, replications=2, run=run)
    assert len(run.asked[0].changes) == 8
    assert {bar.factor.name: len(bar.swings) for bar in found.bars}["sequencing.bought"] == 1


def test_shares_are_compared_by_their_exact_test() -> None:
    """Reaching the target needs a payoff of at least 0: never with a target of 40, in every future the same way."""
    found = run_tornado(BASE, FACTORS, "reached_target", seed=21, replications=200, run=FunctionOfCards(payoff))
    target = next(bar for bar in found.bars if bar.factor.name == "ends.target")
    easier, harder = (swing.difference for swing in target.swings)
    assert (easier.worse, harder.better) == (0, 0)
    assert easier.better > 0
    assert harder.worse > 0


def test_holm_s_test_over_all_cards_keeps_chance_in_check() -> None:
    """40 settings without any effect, 30 futures: under 5% of 400 tornados show a clear card, give or take 3.3 points.

    Without Holm's test 87% would. An exact test fails this with probability below 0.002.
    """
    alarms = 0
    for seed in range(400):
        noise = np.random.default_rng(seed).normal(size=(40, 30))
        alarms += any(holm([mean_p_value(row) for row in noise], 0.05))
    assert alarms / 400 < 0.05 + 0.033


def test_holm_by_hand() -> None:
    """0.01 < 0.05/4, 0.013 < 0.05/3, 0.03 > 0.05/2: the third stops it, and the fourth with it."""
    assert holm([0.03, 0.01, 0.04, 0.013], 0.05) == [False, True, False, True]
    assert holm([], 0.05) == []


def test_p_values_of_means_are_student_s() -> None:
    """Against scipy; no difference at all or a single future says nothing, one amount throughout is certain."""
    values = np.random.default_rng(3).normal(0.3, 1.0, size=25)
    assert mean_p_value(values) == pytest.approx(ttest_1samp(values, 0.0).pvalue)
    assert mean_p_value(np.zeros(5)) == 1.0
    assert mean_p_value(np.ones(1)) == 1.0
    assert mean_p_value(np.ones(5)) == 0.0


def test_a_measure_that_does_not_exist_is_refused_before_anything_runs() -> None:
    """With the nearest name."""
    run = FunctionOfCards(payoff)
    with pytest.raises(InputError, match="did you mean 'payoff_eur'"):
        run_tornado(BASE, FACTORS, "payoff", seed=1, replications=2, run=run)
    assert not run.asked


def test_the_simulator_under_a_tornado() -> None:
    """The plain world: overheads cost what they cost, and a card of a mechanism that is off moves nothing."""
    base = plain()
    factors = factors_of(["market.overhead_eur=[0,2e5]", "platform.reuse_share"])
    found = run_tornado(base, factors, "cost_eur", seed=21, replications=1)
    assert [bar.factor.name for bar in found.bars] == ["market.overhead_eur", "platform.reuse_share"]
    assert found.bars[0].width > 0.0
    assert found.bars[1].width == 0.0
    assert value_of(base, "market.overhead_eur") == found.bars[0].base_value == 100_000.0


def test_settings_that_are_no_programme_are_left_out_where_asked_for() -> None:
    """A mandate beside a platform that comes later: refused, or a bar without settings and the reason."""
    factors = factors_of(["sequencing.mandate", "cfo.budget_eur=[1e6,3e6]"])
    with pytest.raises(InputError, match=r"point 1 \(sequencing.mandate=true\)"):
        run_tornado(BASE, factors, "payoff_eur", seed=21, replications=2, run=FunctionOfCards(payoff))
    found = run_tornado(
        BASE, factors, "payoff_eur", seed=21, replications=2, leave_out_impossible=True, run=FunctionOfCards(payoff)
    )
    (left_out,) = found.left_out
    assert (left_out.card, left_out.value) == ("sequencing.mandate", True)
    assert "no application could ever be built" in left_out.why
    assert {bar.factor.name: len(bar.swings) for bar in found.bars} == {"sequencing.mandate": 0, "cfo.budget_eur": 2}
    assert [bar.clear for bar in found.bars if bar.factor.name == "sequencing.mandate"] == [False]
