"""The cascade of levers on typical and known portfolios: what a call costs before, between and after."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.lever_cascade import FUTURES, lever_cascade
from sim.luck import Luck
from sim.programme.programme import Programme
from sim.programme.use_case import draw_use_case
from sim.rules.costs import billed_share
from sim.scenario import Scenario

ORDER = "levers.order=[prefix_cache,exact_cache,semantic_cache,routing,batch,hygiene]"


def scenario(*overrides: str) -> Scenario:
    """Any strategy: the portfolio does not depend on it."""
    return sim.load_scenario("factory", [ORDER, *overrides])


def test_before_levers_a_call_costs_its_list_price_weighted_by_calls() -> None:
    """The market's price times tokens, failed calls included: by hand from the use cases themselves."""
    one = scenario()
    cases = [draw_use_case(one, Luck(21, number), rank) for number in range(3) for rank in range(one.ends.target)]
    calls = np.array([case.steady_calls for case in cases])
    tokens = np.array([case.tokens for case in cases])
    price = one.market.call_price_eur * billed_share(one.traffic.failed_share)
    assert lever_cascade(one, 21, 3).before_eur == pytest.approx(price * (calls * tokens).sum() / calls.sum())


def test_after_all_levers_a_call_costs_what_a_programme_says() -> None:
    """The last step is the economics of a workload with all of them."""
    one = scenario()
    programme = Programme(one, 21, 0)
    cases = [draw_use_case(one, programme.luck, rank) for rank in range(one.ends.target)]
    bill = sum(programme.economics.inference_eur(case, one.levers.order, 0.0) for case in cases)
    calls = sum(case.steady_calls * 52.0 for case in cases)
    found = lever_cascade(one, 21, 1)
    assert found.left_eur == pytest.approx(bill / calls)
    assert found.saved == pytest.approx(1.0 - found.left_eur / found.before_eur)


def test_each_lever_takes_something_and_another_order_leaves_the_same() -> None:
    """Steps fall; only where they lie depends on the order."""
    found = lever_cascade(scenario(), 21, 4)
    turned = "levers.order=[hygiene,batch,routing,semantic_cache,prefix_cache,exact_cache]"
    other = lever_cascade(scenario(turned), 21, 4)
    assert all(before > after for before, after in pairwise((found.before_eur, *found.after_eur)))
    assert other.after_eur[-1] == pytest.approx(found.after_eur[-1])
    assert other.after_eur[0] != pytest.approx(found.after_eur[0])


def test_no_lever_saves_nothing() -> None:
    """The list price stays."""
    found = lever_cascade(scenario("levers.order=[]"), 21, 4)
    assert (found.after_eur, found.saved, found.saved_low, found.saved_high) == ((), 0.0, 0.0, 0.0)
    assert found.left_eur == found.before_eur


def test_fine_tuning_brings_the_cost_of_hosting() -> None:
    """Where it pays: free hosting adds nothing, dear hosting is not worth it anywhere."""
    tuned = lever_cascade(scenario("levers.order=[fine_tuning]"), 21, 4)
    assert tuned.hosting_eur > 0.0
    assert tuned.left_eur < tuned.before_eur
    dear = ("levers.order=[fine_tuning]", "lever_effects.tuned_hosting_eur=100000", "market.call_price_eur=0.0001")
    kept = lever_cascade(scenario(*dear), 21, 4)
    assert (kept.hosting_eur, kept.saved) == (0.0, 0.0)


def test_the_interval_is_around_the_saving_of_all_bills_and_shrinks() -> None:
    """A ratio of sums, not a mean of ratios; one future has no interval."""
    few, many = lever_cascade(scenario(), 21, 5), lever_cascade(scenario(), 21, FUTURES)
    for found in (few, many):
        assert found.saved_low < found.saved < found.saved_high
        assert found.saved - found.saved_low == pytest.approx(found.saved_high - found.saved)
    assert many.saved_high - many.saved_low < few.saved_high - few.saved_low
    assert math.isnan(lever_cascade(scenario(), 21, 1).saved_low)


def test_strategies_meet_the_same_portfolio() -> None:
    """The first use cases depend on rank and luck alone."""
    others = (sim.load_scenario(name, [ORDER]) for name in ("coe", "project_by_project"))
    assert {lever_cascade(one, 21, 3).before_eur for one in others} == {lever_cascade(scenario(), 21, 3).before_eur}


def test_a_client_s_own_workloads_are_the_portfolio(tmp_path: Path) -> None:
    """Where a start knows workloads, these are priced, not typical ones."""
    rows = ("name,age_months,calls_per_month,price_per_1000_calls", "chat,9,400000,20", "mail,5,4000,20")
    (tmp_path / "mine.csv").write_text("\n".join(rows), encoding="utf-8")
    found = lever_cascade(scenario(f"start={tmp_path / 'mine.csv'}"), 21, 2)
    assert found.known
    assert found.workloads == 2
    assert 0.005 < found.before_eur < 0.1
