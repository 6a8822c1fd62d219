"""Single rules against formulas and numbers worked out elsewhere."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import integrate, stats

from sim.rules import costs, demand, gate, money, on_call, platform, traffic, work

SHARES = st.floats(0.0, 1.0)


# --- on call ----------------------------------------------------------------------------------------------------------


@given(load=st.floats(7.5, 100.0), burnout_weeks=st.floats(1.0, 200.0))
def test_burnout_reaches_one_when_the_closed_form_says(load: float, burnout_weeks: float) -> None:
    """B' = (x/s - 1) / K from zero: one after K / (x/s - 1) weeks, in one step or week by week."""
    weeks = burnout_weeks / (load / 7.0 - 1.0)
    assert on_call.burnout_after(0.0, load, 7.0, burnout_weeks, weeks) == pytest.approx(1.0)
    stock, steps = 0.0, 200
    for _ in range(steps):
        stock = on_call.burnout_after(stock, load, 7.0, burnout_weeks, weeks / steps)
    assert stock == pytest.approx(1.0)


@given(load=st.floats(0.0, 7.0), stock=SHARES)
def test_burnout_drains_only_below_the_sustainable_load_and_never_below_zero(load: float, stock: float) -> None:
    """At the sustainable load it stays; without load it is gone after stock x K weeks."""
    after = on_call.burnout_after(stock, load, 7.0, 60.0, 1.0)
    assert 0.0 <= after <= stock
    assert on_call.burnout_after(stock, 7.0, 7.0, 60.0, 1.0) == stock
    assert on_call.burnout_after(stock, 0.0, 7.0, 60.0, stock * 60.0) == pytest.approx(0.0, abs=1e-12)


def test_a_platform_team_of_four_paged_for_everything_collapses_within_a_year() -> None:
    """D-OPS-2: 20 x (0.25 x 5 x 3.5 + 0.1 x 5) = 97.5 hours a week, 24.4 each against 7: one of four leaves in week 25.

    From half a stock: 32.5 hours for each of three, 8.2 weeks; 48.75 for each of two, 5.0 weeks.
    """
    hours = 20 * (0.25 * on_call.handling_hours(1, 5.0, 3.5, False) + 0.10 * on_call.handling_hours(1, 5.0, 3.5, True))
    assert hours == pytest.approx(97.5)
    people, week, stock, left = 4, 0, 0.0, []
    while people >= 2:
        week += 1
        stock = on_call.burnout_after(stock, hours / people, 7.0, 60.0, 1.0)
        if stock >= on_call.BURNT_OUT:
            people, stock = people - 1, on_call.AFTER_A_LOSS
            left.append(week)
    assert left == [25, 34, 40]


def test_those_who_do_not_know_take_longer() -> None:
    """Three incidents of five hours: 15 with the knowledge, 52.5 without."""
    assert on_call.handling_hours(3, 5.0, 3.5, True) == 15.0
    assert on_call.handling_hours(3, 5.0, 3.5, False) == 52.5


# --- platform ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("prior", "weight", "with_it", "seen"), [(0.7, 2.0, 1, 3), (0.1, 6.0, 4, 5), (0.5, 3.0, 0, 4)])
def test_the_design_is_the_mean_of_the_posterior(prior: float, weight: float, with_it: int, seen: int) -> None:
    """Bayes by quadrature: a Beta prior with this mean and weight, times the likelihood of what was seen."""

    def unscaled(share: float) -> float:
        density = stats.beta.pdf(share, weight * prior, weight * (1.0 - prior))
        return float(density * stats.binom.pmf(with_it, seen, share))

    total = integrate.quad(unscaled, 0.0, 1.0)[0]
    mean = integrate.quad(lambda share: share * unscaled(share), 0.0, 1.0)[0] / total
    assert platform.designed_share(prior, weight, with_it, seen) == pytest.approx(mean, rel=1e-6)


def test_what_is_seen_outweighs_what_was_assumed_in_the_long_run() -> None:
    """With 10,000 seen at 70% the design is at 70% to a thousandth, whatever was assumed."""
    for assumed in (0.0, 1.0):
        assert platform.designed_share(assumed, 2.0, 7_000, 10_000) == pytest.approx(0.7, abs=1e-3)


@given(*[SHARES] * 6)
def test_misfit_is_a_mean_distance(a: float, b: float, c: float, d: float, e: float, f: float) -> None:
    """Inside 0 to 1, zero for a perfect design, symmetric, and the mean of the three axes."""
    found = platform.misfit(a, b, c, d, e, f)
    assert 0.0 <= found <= 1.0
    assert platform.misfit(a, a, c, c, e, e) == 0.0
    assert found == platform.misfit(b, a, d, c, f, e)
    assert found == pytest.approx((abs(a - b) + abs(c - d) + abs(e - f)) / 3.0)


@given(true=SHARES, distance=SHARES)
def test_what_people_assume_is_a_share_on_the_wrong_side(true: float, distance: float) -> None:
    """A share no further away than the distance, and nearer to the less common side."""
    assumed = platform.assumed_share(true, distance)
    assert 0.0 <= assumed <= 1.0
    assert abs(assumed - true) <= distance + 1e-12
    assert assumed <= true if true >= 0.5 else assumed >= true


def test_platform_effort_by_hand() -> None:
    """104 from scratch, 60 after three, in between in proportion; +12% for each stack beyond three."""
    found = [platform.platform_effort(104.0, 60.0, 0.12, stacks) for stacks in (0, 1, 3, 4, 12)]
    assert found == [104.0, pytest.approx(104 - 44 / 3), 60.0, pytest.approx(67.2), pytest.approx(60 * 2.08)]


# --- money, gate, costs -----------------------------------------------------------------------------------------------


def test_the_decision_table_by_hand() -> None:
    """Budget 100, tolerance 1.6, factor 1.35: up to 100, 160 and 216, and twice above 160."""
    table = [(100.0, gate.APPROVE), (101.0, gate.CUT), (160.0, gate.CUT), (161.0, gate.FREEZE), (216.0, gate.FREEZE)]
    for run_rate_eur, decision in [*table, (216.1, gate.TERMINATE)]:
        assert gate.decide(run_rate_eur, 100.0, 1.6, 1.35, False) == decision
    again = [gate.decide(run_rate_eur, 100.0, 1.6, 1.35, True) for run_rate_eur in (100.0, 160.0, 161.0)]
    assert again == [gate.APPROVE, gate.CUT, gate.TERMINATE]


def test_a_discount_factor_by_hand() -> None:
    """One today, 1/1.08 after a year, its square root after half a year."""
    found = [money.discount_factor(week, 0.08) for week in (0.0, 26.0, 52.0, 104.0)]
    assert found == [pytest.approx(value) for value in (1.0, 1 / math.sqrt(1.08), 1 / 1.08, 1 / 1.08 / 1.08)]


@given(st.floats(-1e9, 1e9))
def test_cents_are_the_nearest_whole_ones(amount_eur: float) -> None:
    """Half a cent away at the most, to what a float of that size can tell."""
    assert abs(money.to_cents(amount_eur) - amount_eur * 100.0) <= 0.5 + 1e-4


def test_the_lever_cascade_by_hand() -> None:
    """30% hit at 12%; half of the misses go to a model at a tenth, the others to a tuned one at 40%; batch at 60%."""
    expected = 0.3 * 0.12 + 0.7 * (0.5 * 0.1 + 0.5 * 0.4) * 0.6
    assert costs.inference_factor(0.05, 0.3, 0.12, 0.5, 0.1, 0.4, 0.6) == pytest.approx(expected)
    assert costs.inference_factor(0.0, 0.0, 0.12, 0.0, 0.1, 1.0, 1.0) == 1.0


@given(exact=SHARES, semantic=SHARES)
def test_a_semantic_cache_also_finds_what_an_exact_one_would(exact: float, semantic: float) -> None:
    """Two caches hit as often as the better of the two, not as often as both together."""
    both = costs.inference_factor(exact, semantic, 0.12, 0.0, 0.1, 1.0, 1.0)
    assert both == costs.inference_factor(max(exact, semantic), 0.0, 0.12, 0.0, 0.1, 1.0, 1.0)


def test_routing_never_takes_the_dearer_of_two_models() -> None:
    """Simple calls at 25% of the price where the tuned model takes 10%: all calls go to the tuned one."""
    assert costs.inference_factor(0.0, 0.0, 0.12, 0.5, 0.25, 0.1, 1.0) == pytest.approx(0.1)


def test_the_cache_of_an_instrumented_assistant() -> None:
    """D-LEV-1: a hit rate of 43% cuts inference by 38% when a cached call costs 12%."""
    assert 1.0 - costs.inference_factor(0.43, 0.0, 0.12, 0.0, 1.0, 1.0, 1.0) == pytest.approx(0.38, abs=0.005)


def test_the_surprise_of_an_early_programme() -> None:
    """D-ECON-3: promotion of 55%, shared cost over twenty, no upkeep: three to five times, with the cards' defaults."""
    true = costs.run_cost_eur(100_000.0, 30_000.0, 0.35 + 0.044, 130_000.0)
    assumed = costs.assumed_cost_eur(100_000.0, 0.55, 30_000.0, 20)
    assert 3.0 < gate.surprise(true, assumed) < 5.0


def test_nothing_assumed_is_no_surprise() -> None:
    """Where nothing was assumed there is no ratio."""
    assert gate.surprise(180_000.0, 0.0) == 0.0


# --- demand, traffic, work --------------------------------------------------------------------------------------------


def test_ideas_by_hand() -> None:
    """0.9 a month are 10.8 a year; with ten live at 4% each, 15.12."""
    assert demand.idea_rate_per_week(0.9, 0.04, 0) * 52.0 == pytest.approx(10.8)
    assert demand.idea_rate_per_week(0.9, 0.04, 10) * 52.0 == pytest.approx(15.12)


@given(decay=st.floats(0.0, 0.999), rank=st.integers(0, 100))
def test_value_falls_geometrically_with_rank(decay: float, rank: int) -> None:
    """Each rank is worth (1 - decay) of the one before."""
    value, following = (demand.potential_value_eur(1e6, decay, number, 1.0) for number in (rank, rank + 1))
    assert following == pytest.approx(value * (1.0 - decay), rel=1e-9, abs=1e-12)


def test_a_decay_of_one_leaves_only_the_best() -> None:
    """The first keeps its value, all others have none."""
    assert [demand.potential_value_eur(1e6, 1.0, rank, 1.5) for rank in (0, 1, 7)] == [1.5e6, 0.0, 0.0]


@given(mean=SHARES)
def test_a_workload_s_share_keeps_the_mean_of_the_portfolio(mean: float) -> None:
    """Inside 0 to 1, the mean at the middle, symmetric around it."""
    low, middle, high = (demand.share_between(mean, u) for u in (0.0, 0.5, 1.0))
    assert 0.0 <= low <= high <= 1.0
    assert middle == pytest.approx(mean)
    assert high - middle == pytest.approx(middle - low, abs=1e-12)


def test_adoption_by_hand() -> None:
    """Nothing at once, half at the midpoint (to the curve's shift of 0.7%), nearly all at two midpoints."""
    assert traffic.adoption(0.0, 20.0) == 0.0
    assert traffic.adoption(20.0, 20.0) == pytest.approx(0.5, abs=0.007)
    assert traffic.adoption(40.0, 20.0) > 0.99


def test_growth_by_hand() -> None:
    """10% a year is 1.1 after a year and 1.21 after two."""
    assert [traffic.growth(week, 0.1) for week in (0.0, 52.0, 104.0)] == [1.0, pytest.approx(1.1), pytest.approx(1.21)]


@given(memory=st.floats(0.0, 0.999))
def test_volume_noise_keeps_unit_variance(memory: float) -> None:
    """Var = memory² + (1 - memory²): one week's part and the shock's part add to one."""
    from_before, from_shock = traffic.next_noise(1.0, memory, 0.0), traffic.next_noise(0.0, memory, 1.0)
    assert from_before * from_before + from_shock * from_shock == pytest.approx(1.0)


def test_volume_noise_has_mean_one() -> None:
    """The mean of exp(s N - s²/2) over a normal N is one, by quadrature."""
    for log_sd in (0.0, 0.15, 1.0):
        mean = integrate.quad(
            lambda z, log_sd=log_sd: traffic.noise_factor(z, log_sd) * stats.norm.pdf(z), -12.0, 12.0
        )[0]
        assert mean == pytest.approx(1.0, rel=1e-6)


def test_coordination_by_hand() -> None:
    """At 3% a head a pair keeps 0.97 of its hours and a team of fourteen about two thirds (model §3)."""
    assert [work.useful_share(0.03, heads, 0.0, 0) for heads in (0, 1, 2)] == [1.0, 1.0, pytest.approx(0.97)]
    assert work.useful_share(0.03, 14, 0.0, 0) == pytest.approx(0.97**13)
    assert 0.65 < work.useful_share(0.03, 14, 0.0, 0) < 0.70
    assert work.useful_share(0.03, 14, 0.01, 20) == pytest.approx(0.97**13 * 0.99**20)


def test_package_limits_by_hand() -> None:
    """At 0.7 a head fourteen run ten, a pair one, and nobody less than one."""
    assert [work.package_limit(0.7, engineers) for engineers in (14, 4, 2, 1, 0)] == [10, 3, 1, 1, 1]


CAPS = st.lists(st.floats(0.0, 10.0), max_size=12)


@given(capacity=st.floats(0.0, 50.0), caps=CAPS)
def test_shared_capacity_is_conserved_and_nobody_exceeds_a_cap(capacity: float, caps: list[float]) -> None:
    """All is handed out unless every package is at its cap, and whoever is below a cap gets the largest share."""
    rates = [-7.0] * len(caps)
    work.fill_rates(capacity, caps, rates)
    assert all(-1e-9 <= rate <= cap + 1e-9 for rate, cap in zip(rates, caps, strict=True))
    assert sum(rates) == pytest.approx(min(capacity, sum(caps)), abs=1e-9)
    below = [rate for rate, cap in zip(rates, caps, strict=True) if rate < cap - 1e-9]
    assert all(rate == pytest.approx(max(rates), abs=1e-9) for rate in below)


@given(capacity=st.floats(0.1, 50.0), caps=CAPS, extra=st.floats(0.0, 10.0))
def test_one_more_package_takes_from_nobody_more_than_it_gets(capacity: float, caps: list[float], extra: float) -> None:
    """With one more to serve nobody is served faster than before."""
    assume(caps)
    before, after = [0.0] * len(caps), [0.0] * (len(caps) + 1)
    work.fill_rates(capacity, caps, before)
    work.fill_rates(capacity, [*caps, extra], after)
    assert all(new <= old + 1e-9 for old, new in zip(before, after[:-1], strict=True))
