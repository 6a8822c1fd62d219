"""Deliveries worked out by hand in the plain world: two engineers, ten weeks a build, four of pilot."""

from __future__ import annotations

import math

import pytest

from sim.programme.programme import simulate_programme
from tests.programme.worlds import Timeline, column, course, field, in_order, life, plain


def test_a_team_with_room_for_one_package_builds_one_after_the_other() -> None:
    """20 engineer-weeks by 2 engineers are 10 weeks; the next waits; after the third the programme stalls."""
    expected = in_order(life(0, 0, 10, 14), life(1, 10, 20, 24), life(2, 20, 30, 34), [(86, "end", None)])
    assert course(plain()) == expected


def test_packages_in_progress_share_the_team_equally() -> None:
    """With room for two, each of the first two gets one engineer (20 weeks); the third has both (10 weeks)."""
    expected = in_order(life(0, 0, 20, 24), life(1, 0, 20, 24), life(2, 20, 30, 34))
    assert course(plain(delivery__packages_per_engineer=1.0), "end") == expected


def test_a_team_with_room_for_three_serves_three_at_once() -> None:
    """Three share two engineers: 20 engineer-weeks each at two thirds of an engineer are 30 weeks."""
    expected = in_order(life(0, 0, 30, 34), life(1, 0, 30, 34), life(2, 0, 30, 34))
    assert course(plain(delivery__packages_per_engineer=1.5), "end") == expected


def test_no_more_than_the_cap_works_on_one_package() -> None:
    """At most one engineer on a package and room for one: 20 weeks each, and the second engineer is on the bench."""
    expected = in_order(life(0, 0, 20, 24), life(1, 20, 40, 44), life(2, 40, 60, 64))
    assert course(plain(delivery__engineers_per_package=1.0), "end") == expected


def test_upkeep_is_taken_from_a_team_before_its_projects() -> None:
    """One engineer keeps each live workload from the week after: 10 done by 15, 10 more at one a week; then none."""
    rows: Timeline = [(0, "build_started", 0), (10, "build_finished", 0), (14, "live", 0)]
    rows += [(10, "build_started", 1), (25, "build_finished", 1), (29, "live", 1), (25, "build_started", 2)]
    assert course(plain(delivery__upkeep_fte=1.0), "end") == in_order(rows)


def test_coordination_takes_its_share_of_everybody_s_hours() -> None:
    """Two engineers who lose 20% to each other do 1.6 engineer-weeks a week: 12.5 weeks a build."""
    expected = in_order(life(0, 0, 12.5, 16.5), life(1, 12.5, 25, 29), life(2, 25, 37.5, 41.5))
    assert course(plain(delivery__coordination_loss=0.2), "end") == expected


def test_levers_are_pulled_in_the_order_of_the_policy_and_act_from_then_on() -> None:
    """One workload, live at 14: hygiene 14-15 leaves 82% of EUR 1,000 a week, then caching 15-16 serves all at 12%.

    All calls repeat one question, 1,000 times a week: a cache that holds it for a week misses one in e^1000.
    """
    scenario = plain(
        horizon_weeks=18,
        opportunities__backlog=1,
        economics__track_from_workload=1,
        levers__order=["hygiene", "exact_cache"],
        levers__from_workload=1,
        lever_effects__repeat_share=1.0,
        lever_effects__distinct_texts=1.0,
        lever_effects__cached_call_cost=0.12,
        lever_effects__hygiene_saving=0.18,
        market__call_price_eur=1.0,
        market__overhead_eur=0.0,
    )
    assert course(scenario, "end") == in_order(life(0, 0, 10, 14), [(15, "lever_applied", 0), (16, "lever_applied", 0)])
    record = simulate_programme(scenario, 21, 0)
    inference = [row[4] for row in record.tables["ledger"] if row[2] == "inference"]
    assert inference == [100_000 + 82_000 + 12_000 + 12_000]


def test_levers_wait_for_tracking_and_for_the_planned_workload() -> None:
    """Levers from the first workload on, costs tracked from the second: nothing is pulled before 24."""
    scenario = plain(economics__track_from_workload=2, levers__order=["hygiene"], levers__from_workload=1)
    pulled = [row for row in course(scenario) if row[1] == "lever_applied"]
    # At 24 the third build is in progress until 30; then one lever a week: 0, 1, and 2 once it is live at 34.
    assert pulled == [(31, "lever_applied", 0), (32, "lever_applied", 1), (35, "lever_applied", 2)]


def test_money_of_the_plain_programme_to_the_cent() -> None:
    """Builds 3 x 20,000; 240 weeks of EUR 1,923.08 each; payroll 2,000 a week to 86, then what is left of it.

    Live weeks to 104 are 90 + 80 + 70. Each is worth 9,615.38. After the stall is established at 86 nobody is needed:
    of 2,000 a week the share 1 - k/26 is paid in the kth week, 22,846.15 in all.
    """
    record = simulate_programme(plain(), 21, 0)
    vendor_eur = 240 * 1_923.08
    assert field(record, "spend_eur") == pytest.approx(60_000 + vendor_eur, abs=1e-6)
    assert field(record, "cost_eur") == pytest.approx(2_000 * 86 + 22_846.15 + vendor_eur, abs=0.10)
    assert field(record, "value_eur") == pytest.approx(240 * 9_615.38, abs=1e-6)
    assert field(record, "payoff_eur") == pytest.approx(field(record, "value_eur") - field(record, "cost_eur"))


def test_marginal_cost_of_a_workload_by_hand() -> None:
    """52,000 of calls at list price, 48,000 of overhead, 0.25 FTE of upkeep at 52,000; all-in adds 20,000 of build."""
    scenario = plain(
        market__call_price_eur=1.0,
        market__overhead_eur=48_000.0,
        market__promotion_share=0.5,
        delivery__upkeep_fte=0.25,
        opportunities__backlog=1,
    )
    record = simulate_programme(scenario, 21, 0)
    assert column(record, "workloads", "marginal_cost_eur") == [pytest.approx(113_000.0)]
    assert column(record, "workloads", "marginal_cost_all_in_eur") == [pytest.approx(133_000.0)]


def test_a_promotion_ends_with_the_contract() -> None:
    """Half price for ten weeks from the go-live at 14: EUR 500 a week up to 24, EUR 1,000 for the last two weeks."""
    scenario = plain(
        horizon_weeks=26,
        opportunities__backlog=1,
        market__call_price_eur=1.0,
        market__promotion_share=0.5,
        market__promotion_weeks=10.0,
    )
    record = simulate_programme(scenario, 21, 0)
    inference = [row[4] for row in record.tables["ledger"] if row[2] == "inference"]
    assert inference == [10 * 50_000 + 2 * 100_000]


def test_a_part_of_a_week_is_paid_in_part() -> None:
    """Live at 14.25: three quarters of the first week's overhead."""
    record = simulate_programme(plain(horizon_weeks=15, opportunities__backlog=1, delivery__pilot_weeks=4.25), 21, 0)
    overhead = [row[4] for row in record.tables["ledger"] if row[2] == "overhead"]
    assert overhead == [round(100_000 / 52 * 0.75 * 100)]


def test_value_and_calls_follow_adoption() -> None:
    """Live at 14, half adopted after 20 weeks: value and inference of week w are those of the curve at age w - 14."""
    scenario = plain(
        horizon_weeks=40, opportunities__backlog=1, traffic__adoption_midpoint_weeks=20.0, market__call_price_eur=1.0
    )
    record = simulate_programme(scenario, 21, 0)
    at_birth = 1.0 / (1.0 + math.exp(5.0))
    curve = [(1.0 / (1.0 + math.exp(5.0 - age / 4.0)) - at_birth) / (1.0 - at_birth) for age in range(1, 27)]
    assert field(record, "value_eur") == pytest.approx(sum(curve) * 500_000 / 52, abs=0.5)
    inference = [row[4] for row in record.tables["ledger"] if row[2] == "inference"]
    assert sum(inference) / 100 == pytest.approx(sum(curve) * 1_000, abs=0.5)  # type: ignore[arg-type]


def test_distance_from_the_business_takes_its_share_of_the_value() -> None:
    """A central team of two builds the same at the same time; what it builds is worth 80% (D-SEQ-4)."""
    near = simulate_programme(plain(), 21, 0)
    far = simulate_programme(plain(topology__embedded__units=0, topology__central__engineers=2), 21, 0)
    assert column(far, "workloads", "live_week") == column(near, "workloads", "live_week")
    assert field(far, "value_eur") == pytest.approx(0.8 * field(near, "value_eur"), rel=1e-5)
