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


def test_a_platform_starts_with_the_build_that_it_waits_for() -> None:
    """Second build done at 20: four engineers ship 44 engineer-weeks at 31. Use cases begun before move onto it.

    Each move takes 4 engineer-weeks (2 weeks) and goes before builds: 40-42, 42-44, 44-46, 46-48. The fifth use case is
    built on the platform, which fits and saves half: 5 weeks.
    """
    scenario = plain(
        opportunities__backlog=5,
        sequencing__platform_after=2,
        topology__platform__engineers=4,
        platform__effort_extracted=36.0,
        platform__effort_from_scratch=60.0,
    )
    rows: Timeline = [(20, "platform_started", None), (31, "platform_shipped", None)]
    rows += [(42, "migrated", 0), (44, "migrated", 1), (46, "migrated", 2), (48, "migrated", 3)]
    lives = [life(0, 0, 10, 14), life(1, 10, 20, 24), life(2, 20, 30, 34), life(3, 30, 40, 44), life(4, 48, 53, 57)]
    assert course(scenario, "end") == in_order(rows, *lives)


def test_a_mandate_lets_no_build_start_before_the_platform_ships() -> None:
    """Platform 0-10 by four engineers; each build on it takes half the effort, five weeks."""
    scenario = plain(sequencing__platform_after=0, sequencing__mandate=True, topology__platform__engineers=4)
    rows: Timeline = [(0, "platform_started", None), (10, "platform_shipped", None)]
    assert course(scenario, "end") == in_order(rows, life(0, 10, 15, 19), life(1, 15, 20, 24), life(2, 20, 25, 29))


def test_without_a_mandate_builds_go_on_beside_the_platform() -> None:
    """The first build starts at once on a stack of its own and moves later; the platform ships before the second."""
    scenario = plain(sequencing__platform_after=0, topology__platform__engineers=4, platform__effort_from_scratch=36.0)
    rows: Timeline = [(0, "platform_started", None), (9, "platform_shipped", None), (17, "migrated", 0)]
    assert course(scenario, "end") == in_order(rows, life(0, 0, 10, 14), life(1, 10, 15, 19), life(2, 17, 22, 26))


def test_a_refactor_stops_onboarding_until_it_is_done() -> None:
    """The first build on a platform that fits badly is done at 20: refactor 20-31; the third build waits for it.

    No reuse and no friction: ten weeks a build. The second build starts at 20, before the platform team reacts.
    Its end at 30 makes the fit be checked again at 31, after the third build has started.
    """
    scenario = plain(
        horizon_weeks=40,
        sequencing__platform_after=0,
        sequencing__mandate=True,
        topology__platform__engineers=4,
        platform__prior_distance=1.0,
        platform__misfit_tolerance=0.0,
        platform__reuse_share=0.0,
        platform__friction=0.0,
        platform__refactor_effort=44.0,
    )
    rows: Timeline = [(0, "platform_started", None), (10, "platform_shipped", None)]
    rows += [(20, "refactor_started", None), (31, "refactor_finished", None), (31, "refactor_started", None)]
    lives: list[Timeline] = [life(0, 10, 20, 24), life(1, 20, 30, 34), [(31.0, "build_started", 2)]]
    assert course(scenario, "end") == in_order(rows, *lives)


def test_without_a_mandate_a_refactor_stops_builds_too() -> None:
    """A refactor from 20 to 31 lets nothing start, not even on a stack of its own.

    The next build starts at 20, before the platform team reacts, and ends at 30; the one after it waits for 31.
    """
    scenario = plain(
        horizon_weeks=32,
        opportunities__backlog=4,
        sequencing__platform_after=0,
        topology__platform__engineers=4,
        platform__effort_from_scratch=36.0,
        platform__prior_distance=1.0,
        platform__misfit_tolerance=0.0,
        platform__reuse_share=0.0,
        platform__friction=0.0,
        platform__migration_effort=0.0,
        platform__refactor_effort=44.0,
    )
    starts = [row[0] for row in course(scenario) if row[1] == "build_started"]
    assert starts == [0, 10, 20, 31]


def test_nothing_moves_onto_a_platform_that_is_being_refactored() -> None:
    """Shipped at 9; the second build, on the platform, ends at 20: refactor 20-31. The first, live at 22, moves then.

    At 31 the third build, which did start at 20 and ended at 30, has left the team free: moved by 33.
    """
    scenario = plain(
        horizon_weeks=34,
        sequencing__platform_after=0,
        topology__platform__engineers=4,
        platform__effort_from_scratch=36.0,
        platform__prior_distance=1.0,
        platform__misfit_tolerance=0.0,
        platform__reuse_share=0.0,
        platform__friction=0.0,
        platform__refactor_effort=44.0,
        delivery__pilot_weeks=12.0,
    )
    rows = [row for row in course(scenario) if row[1] in ("refactor_started", "refactor_finished", "migrated")]
    assert rows[:2] == [(20, "refactor_started", None), (31, "refactor_finished", None)]
    assert [row for row in rows if row[1] == "migrated"] == [(33, "migrated", 0)]


def test_a_move_onto_the_platform_brings_the_planned_levers_with_it() -> None:
    """Hygiene takes 0.5 engineer-weeks on top of the move's 4: 14-16.25 for the first workload, then 82% of its bill.

    The platform ships at 13; from then on the first build's EUR 1,000 a week are EUR 820 once it has moved.
    """
    scenario = plain(
        horizon_weeks=18,
        opportunities__backlog=1,
        sequencing__platform_after=1,
        topology__platform__engineers=4,
        platform__effort_from_scratch=12.0,
        platform__effort_extracted=12.0,
        levers__order=["hygiene"],
        levers__from_workload=5,
        lever_effects__hygiene_saving=0.18,
        lever_effects__effort_on_platform=0.5,
        market__call_price_eur=1.0,
    )
    assert (16.25, "migrated", 0) in course(scenario)
    record = simulate_programme(scenario, 21, 0)
    inference = [row[4] for row in record.tables["ledger"] if row[2] == "inference"]
    assert sum(inference) == 2 * 100_000 + 2 * 82_000  # type: ignore[arg-type]


def test_what_is_built_on_the_platform_ships_with_the_planned_levers() -> None:
    """Half the effort and 0.5 engineer-weeks of hygiene: 5.25 weeks; 82% of 52,000 and half of 100,000 a year."""
    scenario = plain(
        opportunities__backlog=1,
        sequencing__platform_after=0,
        sequencing__mandate=True,
        topology__platform__engineers=4,
        platform__overhead_saving=0.5,
        levers__order=["hygiene"],
        levers__from_workload=5,
        lever_effects__hygiene_saving=0.18,
        lever_effects__effort_on_platform=0.5,
        market__call_price_eur=1.0,
    )
    record = simulate_programme(scenario, 21, 0)
    assert column(record, "workloads", "live_week") == [19.25]
    cost = 0.82 * 52_000 + 50_000
    assert column(record, "workloads", "marginal_cost_eur") == [pytest.approx(cost)]
    everything = cost + 10_500 + 40_000
    assert column(record, "workloads", "marginal_cost_all_in_eur") == [pytest.approx(everything)]


def test_the_platform_s_cost_is_shared_by_what_is_live() -> None:
    """All-in of the second workload carries half of the platform's 40,000, of the third a third."""
    scenario = plain(sequencing__platform_after=0, sequencing__mandate=True, topology__platform__engineers=4)
    record = simulate_programme(scenario, 21, 0)
    both = zip(
        column(record, "workloads", "marginal_cost_all_in_eur"),
        column(record, "workloads", "marginal_cost_eur"),
        strict=True,
    )
    assert [whole - running for whole, running in both] == [pytest.approx(10_000 + 40_000 / live) for live in (1, 2, 3)]


def test_a_platform_tracks_costs_from_the_day_it_ships() -> None:
    """Nobody planned to track: the first go-live, before the platform, has no cost in the log; later ones have."""
    scenario = plain(sequencing__platform_after=1, topology__platform__engineers=4)
    record = simulate_programme(scenario, 21, 0)
    texts = [str(row[5]) for row in record.tables["events"] if row[3] == "live"]
    assert ["a year" in text for text in texts] == [False, True, True]


def test_a_missed_platform_start_is_drawn_again_at_each_further_go_live() -> None:
    """No discipline: put off when the first is built (10) and at each go-live (14, 24, 34), never at a build's end."""
    scenario = plain(sequencing__platform_after=1, sequencing__discipline=0.0, topology__platform__engineers=4)
    slips = [row[0] for row in course(scenario) if row[1] == "platform_slipped"]
    assert slips == [10, 14, 24, 34]


def test_levers_are_pulled_in_the_order_of_the_policy_and_act_from_then_on() -> None:
    """One workload, live at 14: hygiene 14-15 leaves 82% of EUR 1,000 a week, then caching 15-16 serves all at 12%."""
    scenario = plain(
        horizon_weeks=18,
        opportunities__backlog=1,
        economics__track_from_workload=1,
        levers__order=["hygiene", "caching"],
        levers__from_workload=1,
        lever_effects__repeat_share=1.0,
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
    """Half price for ten weeks from the go-live at 14: EUR 500 a week up to 23, EUR 1,000 from 24 on."""
    scenario = plain(
        horizon_weeks=26,
        opportunities__backlog=1,
        market__call_price_eur=1.0,
        market__promotion_share=0.5,
        market__promotion_weeks=10.0,
    )
    record = simulate_programme(scenario, 21, 0)
    inference = [row[4] for row in record.tables["ledger"] if row[2] == "inference"]
    assert inference == [9 * 50_000 + 3 * 100_000]


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
