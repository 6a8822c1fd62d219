"""Single rules are monotone where reason says so (model §9); whole programmes need not be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.rules import costs, demand, gate, money, on_call, platform, prices, traffic, work

EUR = st.floats(0.0, 1e7)
SHARES = st.floats(0.0, 1.0)
FACTORS = st.floats(1.0, 5.0)
TINY = 1e-9


@given(EUR, EUR, EUR, st.floats(0.3, 5.0), FACTORS, st.booleans())
def test_a_larger_budget_never_makes_the_gate_harsher(
    run_rate_eur: float, one: float, other: float, tolerance: float, factor: float, above: bool
) -> None:
    """Approve, cut, freeze, terminate: in this order, for any run-rate, tolerance and past."""
    small, large = sorted((one, other))
    assert gate.decide(run_rate_eur, large, tolerance, factor, above) <= gate.decide(
        run_rate_eur, small, tolerance, factor, above
    )


@given(EUR, EUR, EUR, st.floats(0.3, 5.0), FACTORS, st.booleans())
def test_a_larger_run_rate_never_makes_the_gate_milder(
    budget: float, one: float, other: float, tolerance: float, factor: float, above: bool
) -> None:
    """The same table read along its other side."""
    small, large = sorted((one, other))
    assert gate.decide(small, budget, tolerance, factor, above) <= gate.decide(large, budget, tolerance, factor, above)


@given(EUR, EUR, st.floats(0.3, 5.0), st.floats(0.3, 5.0), FACTORS, st.booleans())
def test_a_more_tolerant_finance_never_decides_more_harshly(
    run_rate_eur: float, budget: float, one: float, other: float, factor: float, above: bool
) -> None:
    """More tolerance moves every border up."""
    small, large = sorted((one, other))
    assert gate.decide(run_rate_eur, budget, large, factor, above) <= gate.decide(
        run_rate_eur, budget, small, factor, above
    )


@given(EUR, EUR, st.floats(0.3, 5.0), FACTORS)
def test_having_been_above_before_never_helps(
    run_rate_eur: float, budget: float, tolerance: float, factor: float
) -> None:
    """The second review above tolerance is the harsher one."""
    first = gate.decide(run_rate_eur, budget, tolerance, factor, False)
    assert first <= gate.decide(run_rate_eur, budget, tolerance, factor, True)


@given(EUR, SHARES, EUR, EUR)
def test_belief_never_lowers_a_budget(annual_eur: float, share: float, one: float, other: float) -> None:
    """At least the annual figure, and more belief is never less."""
    small, large = sorted((one, other))
    assert annual_eur <= gate.budget_eur(annual_eur, share, small) <= gate.budget_eur(annual_eur, share, large)


@given(EUR, EUR, EUR, st.floats(0.0, 1e6))
def test_a_larger_budget_never_affords_fewer(live_eur: float, one: float, other: float, each_eur: float) -> None:
    """Never negative, whole, and what is afforded is within the budget."""
    small, large = sorted((one, other))
    fewer, more = (gate.affordable_workloads(live_eur, budget, each_eur) for budget in (small, large))
    assert 0 <= fewer <= more
    if fewer and each_eur > 0.0:
        assert live_eur + fewer * each_eur <= small * (1.0 + TINY) + TINY


@given(EUR, EUR, st.floats(0.0, 1e6), st.floats(0.0, 1e6))
def test_cheaper_workloads_are_never_fewer(live_eur: float, budget: float, one: float, other: float) -> None:
    """Down to those that cost nothing: within the budget they are any number, beyond it none."""
    cheap, dear = sorted((one, other))
    assert gate.affordable_workloads(live_eur, budget, cheap) >= gate.affordable_workloads(live_eur, budget, dear)


@given(EUR, st.floats(0.0, 1e6))
def test_nothing_is_affordable_beyond_the_budget(budget: float, each_eur: float) -> None:
    """A programme above its budget affords no further workload, not even one that costs nothing."""
    assert gate.affordable_workloads(budget * 1.01 + 1.0, budget, each_eur) == 0


@given(EUR, EUR, EUR, st.floats(0.0, 3.0), st.floats(0.0, 3.0))
def test_a_lower_hurdle_is_cleared_by_whatever_clears_a_higher_one(
    value_eur: float, more_eur: float, cost_eur: float, one: float, other: float
) -> None:
    """Neither more value nor a lower hurdle refuses what was accepted."""
    low, high = sorted((one, other))
    if gate.clears_hurdle(value_eur, cost_eur, high):
        assert gate.clears_hurdle(value_eur + more_eur, cost_eur, low)


LEVERS = st.tuples(*[SHARES] * 7)  # exact and semantic hits, cached call, simple share, small, usual, miss
Pulled = tuple[float, float, float, float, float, float, float]


@given(LEVERS)
def test_levers_never_raise_the_bill(levers: Pulled) -> None:
    """Between nothing and all of it, where a cached call is not dearer than an uncached one after the other levers."""
    assert 0.0 <= costs.inference_factor(*levers) <= 1.0


@given(LEVERS, SHARES)
def test_each_lever_lowers_the_bill_the_more_it_is_pulled(levers: Pulled, other: float) -> None:
    """Cheaper cached calls, more simple calls, a cheaper small, usual or missed call: never a dearer bill."""
    for position, better_when_lower in ((2, True), (3, False), (4, True), (5, True), (6, True)):
        better, worse = sorted((levers[position], other), reverse=not better_when_lower)
        values = list(levers)
        values[position] = better
        cheap = costs.inference_factor(*values)
        values[position] = worse
        assert cheap <= costs.inference_factor(*values) + TINY


@given(LEVERS, SHARES, st.sampled_from([0, 1]))
def test_more_hits_lower_the_bill_where_a_hit_is_cheaper_than_a_miss(levers: Pulled, other: float, kind: int) -> None:
    """Caching pays exactly where a cached call costs less than what the other levers leave of a miss."""
    _, _, cached, *rest = levers
    per_miss = costs.inference_factor(0.0, 0.0, cached, *rest)
    few, many = (
        costs.inference_factor(*(share if place == kind else kept for place, kept in enumerate(levers)))
        for share in sorted((levers[kind], other))
    )
    assert (many <= few + TINY) if cached <= per_miss else (many >= few - TINY)


@given(st.floats(0.0, 0.5), st.integers(0, 60), st.floats(0.0, 0.5), st.integers(0, 60))
def test_coordination_takes_more_of_a_larger_team(loss: float, engineers: int, known: float, live: int) -> None:
    """The useful share falls with each head and with each application to be known."""
    share = work.useful_share(loss, engineers, known, live)
    assert 0.0 < work.useful_share(loss, engineers + 1, known, live) <= share <= 1.0
    assert 0.0 < work.useful_share(loss, engineers, known, live + 1) <= share


@given(st.floats(0.01, 100.0), st.integers(0, 1000))
def test_a_larger_team_works_on_no_fewer_packages(each: float, engineers: int) -> None:
    """At least one, and no fewer with one head more."""
    assert 1 <= work.package_limit(each, engineers) <= work.package_limit(each, engineers + 1)


@given(st.floats(-10.0, 3_000.0), st.floats(-10.0, 3_000.0), st.floats(0.1, 520.0))
def test_adoption_rises_from_nothing_to_all(one: float, other: float, midpoint: float) -> None:
    """Inside 0 to 1, never falling with age."""
    young, old = sorted((one, other))
    assert 0.0 <= traffic.adoption(young, midpoint) <= traffic.adoption(old, midpoint) <= 1.0
    assert traffic.adoption(young, midpoint) == 0.0 or young > 0.0


@given(st.floats(0.0, 100.0), SHARES, st.integers(0, 200))
def test_success_never_lowers_demand(ideas: float, growth: float, live: int) -> None:
    """One more live workload, no fewer ideas."""
    rate = demand.idea_rate_per_week(ideas, growth, live)
    assert 0.0 <= rate <= demand.idea_rate_per_week(ideas, growth, live + 1)


@given(SHARES, st.integers(0, 200))
def test_further_use_cases_are_worth_no_more(decay: float, rank: int) -> None:
    """Best first."""
    value = demand.potential_value_eur(1e6, decay, rank, 1.0)
    assert 0.0 <= demand.potential_value_eur(1e6, decay, rank + 1, 1.0) <= value <= 1e6


@given(st.floats(0.0, 1e4), st.floats(0.0, 1e4), SHARES)
def test_later_money_is_worth_no_more(one: float, other: float, rate: float) -> None:
    """Discount factors are inside 0 to 1 and never rise."""
    early, late = sorted((one, other))
    assert 0.0 <= money.discount_factor(late, rate) <= money.discount_factor(early, rate) <= 1.0


@given(st.floats(0.0, 1e3), st.floats(0.0, 1e3), st.floats(1.0, 520.0))
def test_what_is_wound_down_only_shrinks_to_nothing(one: float, other: float, weeks: float) -> None:
    """All of it at once, nothing after the wind-down."""
    early, late = sorted((one, other))
    assert 0.0 <= money.left_after_end(late, weeks) <= money.left_after_end(early, weeks) <= 1.0
    assert money.left_after_end(0.0, weeks) == 1.0
    assert money.left_after_end(weeks, weeks) == 0.0


@given(SHARES, st.floats(0.0, 200.0), st.floats(0.0, 200.0), st.floats(0.1, 168.0), st.floats(0.1, 200.0))
def test_more_load_wears_out_no_less(stock: float, one: float, other: float, bearable: float, slow: float) -> None:
    """Burnout never falls with the load, nor with what was there before."""
    light, heavy = sorted((one, other))
    assert on_call.burnout_after(stock, light, bearable, slow, 1.0) <= on_call.burnout_after(
        stock, heavy, bearable, slow, 1.0
    )


@given(SHARES, st.floats(0.0, 10.0), SHARES, SHARES, SHARES)
def test_a_worse_fit_saves_no_more(reuse: float, friction: float, flexible: float, one: float, other: float) -> None:
    """Effort on the platform and what is left of upkeep never fall with misfit."""
    good, bad = sorted((one, other))
    built_well, built_badly = (platform.build_effort_factor(reuse, friction, flexible, fit) for fit in (good, bad))
    assert built_well <= built_badly + TINY
    assert platform.saving_factor(reuse, good) <= platform.saving_factor(reuse, bad) + TINY
    assert 0.0 <= platform.saving_factor(reuse, good) <= 1.0


@given(st.floats(0.1, 500.0), st.floats(0.0, 1.0), st.floats(0.0, 5.0), st.integers(0, 50))
def test_learning_saves_up_to_three_and_further_stacks_cost(
    scratch: float, left: float, extra: float, stacks: int
) -> None:
    """Effort falls up to the third application and rises with every stack to merge beyond it."""
    now, following = (
        platform.platform_effort(scratch, scratch * left, extra, number) for number in (stacks, stacks + 1)
    )
    assert (following <= now + TINY) if stacks < 3 else (following >= now - TINY)


@given(st.floats(0.0, 1.0), st.floats(0.01, 1000.0), st.integers(0, 50), st.integers(0, 50))
def test_a_design_moves_towards_what_is_seen(assumed: float, weight: float, with_it: int, without: int) -> None:
    """A share between what was assumed and what was seen; one more of a kind never lowers its share."""
    design = platform.designed_share(assumed, weight, with_it, with_it + without)
    assert -TINY <= design <= 1.0 + TINY
    assert design <= platform.designed_share(assumed, weight, with_it + 1, with_it + 1 + without) + TINY
    if with_it + without:
        observed = with_it / (with_it + without)
        assert min(assumed, observed) - TINY <= design <= max(assumed, observed) + TINY


@given(st.floats(0.0, 200.0), SHARES, st.floats(0.0, 200.0))
def test_a_promotion_never_makes_list_price_dearer(age: float, share: float, weeks: float) -> None:
    """A discount inside 0 to 1 while it runs, list price afterwards."""
    assert 0.0 <= prices.list_price_share(age, share, weeks) <= prices.list_price_share(weeks, share, weeks) == 1.0


@given(EUR, EUR, st.floats(0.0, 50.0), EUR, EUR)
def test_every_part_of_a_run_cost_counts(
    inference: float, overhead: float, fte: float, each: float, more: float
) -> None:
    """More of anything is never cheaper."""
    cost = costs.run_cost_eur(inference, overhead, fte, each)
    assert cost <= costs.run_cost_eur(inference + more, overhead, fte, each)
    assert cost <= costs.run_cost_eur(inference, overhead + more, fte, each)
    assert cost <= costs.run_cost_eur(inference, overhead, fte, each + more)
